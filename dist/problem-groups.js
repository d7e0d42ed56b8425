import { r as testsOf } from "./errors.js";
// src/report/problem-groups.ts
/** Joins problems that differ in their test alone; ordered by file, line and column, those without a place last. */
function groupProblems(problems) {
	const groups = /* @__PURE__ */ new Map();
	for (const problem of problems) {
		const { code, severity, message, hint, place } = problem;
		const key = JSON.stringify([
			code,
			severity,
			message,
			hint,
			place?.file,
			place?.line,
			place?.column
		]);
		const group = groups.get(key) ?? {
			problem,
			tests: []
		};
		groups.set(key, group);
		group.tests.push(...testsOf(problem));
	}
	return [...groups.values()].sort(byPlace);
}
function byPlace({ problem: { place: a } }, { problem: { place: b } }) {
	if (a === void 0 || b === void 0) return Number(a === void 0) - Number(b === void 0);
	return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}
/** `basic, other and 3 more`, or nothing where a problem is not a test's. */
function testsText(tests) {
	const [shown, rest] = [tests.slice(0, 2).join(", "), tests.length - 2];
	return rest > 0 ? `${shown} and ${rest} more` : shown;
}
/** A path relative to `root` where it is inside; pure, both are absolute and normal. */
function shownPath(file, root) {
	return root !== void 0 && file.startsWith(`${root.replace(/\/+$/, "")}/`) ? file.slice(root.replace(/\/+$/, "").length + 1) : file;
}
export { shownPath as n, testsText as r, groupProblems as t };
