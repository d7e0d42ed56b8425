import { n as problemsError, t as VmtestError } from "./errors.js";
import { r as findSuite } from "./select.js";
import { relative, resolve } from "node:path";
import { glob, stat } from "node:fs/promises";
// src/faces/action/suites.ts
const CHECKOUT = "paths are relative to the checkout: does actions/checkout come before?";
const GLOB = /[*?[\]{}]/;
/**
* The suite files that the input names, each once, in its order; what a glob finds is sorted. Without it: where a suite is looked for.
* Throws one error with every line that finds nothing.
*/
async function findSuites(lines, workspace) {
	if (lines === null) return [suiteFile(await theSuite(workspace), workspace)];
	const problems = [];
	const found = /* @__PURE__ */ new Set();
	for (const line of lines) {
		const paths = await matches(line, workspace);
		if (paths.length === 0) problems.push(await nothing(line, workspace));
		for (const path of paths) found.add(path);
	}
	if (problems.length > 0) throw problemsError(problems);
	return [...found].map((path) => suiteFile(path, workspace));
}
/** Where no input names one. */
async function theSuite(workspace) {
	try {
		return await findSuite(workspace);
	} catch (error) {
		if (!(error instanceof VmtestError)) throw error;
		throw new VmtestError(error.code, error.message, { hint: `name one: the input suite; ${CHECKOUT}` });
	}
}
async function matches(line, workspace) {
	const path = resolve(workspace, line);
	if (await stat(path).then((stats) => stats.isFile(), () => false)) return [path];
	if (!GLOB.test(line)) return [];
	const paths = [];
	for await (const entry of glob(line, {
		cwd: workspace,
		withFileTypes: true
	})) if (entry.isFile()) paths.push(resolve(entry.parentPath, entry.name));
	return paths.sort();
}
function suiteFile(path, workspace) {
	return {
		path,
		label: relative(workspace, path)
	};
}
async function nothing(line, workspace) {
	if ((await stat(resolve(workspace, line)).catch(() => null))?.isDirectory() === true) {
		const hint = `name a file in it, or a glob: ${line.replace(/\/+$/, "")}/*.yaml`;
		return {
			code: "VMTEST_SUITE_NOT_FOUND",
			severity: "error",
			message: `input suite: ${line} is a folder`,
			hint
		};
	}
	return {
		code: "VMTEST_SUITE_NOT_FOUND",
		severity: "error",
		message: `input suite: there is no ${line} in ${workspace}`,
		hint: CHECKOUT
	};
}
export { findSuites as t };
