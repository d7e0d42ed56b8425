import { i as shorten, r as plainText } from "./text.js";
import { c as faultOf } from "./errors.js";
import { n as failedChecks, t as causeGroups } from "./causes.js";
import { n as oneLine } from "./marks.js";
import { n as shownPath, r as testsText, t as groupProblems } from "./problem-groups.js";
// src/report/annotations.ts
/**
* Problems as GitHub's workflow commands, one a line: `::error file=…,line=…,col=…,title=…::message`. Nothing in a problem can end its
* command or start another. `root`: the checkout, for GitHub shows an annotation only at a path relative to it.
* https://docs.github.com/actions/reference/workflow-commands-for-github-actions
*/
function githubAnnotations(problems, options = {}) {
	return groupProblems(problems).map(({ problem, tests }) => {
		const { place, hint } = problem;
		const where = place === void 0 ? [] : [
			`file=${property(shownPath(place.file, options.root))}`,
			`line=${place.line}`,
			`col=${place.column}`
		];
		const title = `title=${property(`vmtest: ${problem.code}`)}`;
		const message = [
			problem.message,
			...hint === void 0 ? [] : [hint],
			...tests.length === 0 ? [] : [`in ${testsText(tests)}`]
		];
		return `::${problem.severity} ${[...where, title].join(",")}::${data(message.join("\n"))}\n`;
	}).join("");
}
/** What GitHub shows of a step, and of a message. https://docs.github.com/rest/checks/runs, and the runner's ExecutionContext.cs */
const MOST_OF_A_LEVEL = 10;
const LONGEST_MESSAGE = 4096;
/** Ways in which a stop ended tests. */
const MOST_CAUSES = 6;
/**
* How a run ended, as workflow commands, one a line, at the suite's own lines: an error for each cause and line, the system's failures and
* the causes of most tests first; a warning for what was flaky; the notes. At most `most` of each level, the last of which says how
* many more there are.
* @param options.root the checkout: what is outside of it is shown without a place, for GitHub cannot show one
* @param options.most by default 10, what GitHub shows of a step
*/
function resultAnnotations(run, options = {}) {
	const { root, most = MOST_OF_A_LEVEL, notes = [] } = options;
	const flaky = run.tests.filter(({ verdict, attempts }) => verdict === "passed" && attempts > 1);
	const noted = (severity) => notes.filter((note) => note.severity === severity).map(ofNote);
	return [
		...commands("error", ofGroups(causeGroups(run.tests)), most, root),
		...commands("warning", [...flaky.map(ofFlaky), ...noted("warning")], most, root),
		...commands("notice", noted("notice"), most, root)
	].join("");
}
/** A stop ends tests in many ways, and is one thing to know: one for all that it ended. */
function ofGroups(groups) {
	const stopped = groups.filter(({ verdict }) => verdict === "cancelled");
	if (stopped.length < 2) return groups.flatMap(ofGroup);
	const tests = stopped.flatMap((group) => group.tests);
	const message = [...[...new Set(tests.flatMap(({ cause, hint }) => [cause, ...hint === null ? [] : [hint]]))].slice(0, MOST_CAUSES), `in ${testsText(tests.map(({ id }) => id))}`].join("\n");
	const all = {
		place: tests[0]?.place ?? null,
		title: "cancelled",
		message
	};
	return [...groups.filter(({ verdict }) => verdict !== "cancelled").flatMap(ofGroup), all];
}
/** One for each line of the suite: of the checks that failed, else of the tests; for what the host or a stop did, no line is to blame: one in all. */
function ofGroup({ verdict, evidence, phase, tests }) {
	const where = phase === null ? "" : ` in ${oneLine(phase.name)}`;
	const all = tests.flatMap((test) => {
		const checks = verdict === "check-failed" ? failedChecks(test) : [];
		return checks.length === 0 ? [{
			test,
			place: test.place,
			message: [
				test.cause,
				oneLine(test.cause) === evidence ? "" : evidence,
				test.hint ?? ""
			]
		}] : checks.map(({ name, message, place }) => ({
			test,
			place: place ?? test.place,
			message: [`${name}: ${message}`]
		}));
	});
	return [...Map.groupBy(all, ({ place, message }) => faultOf(verdict) === "system" ? JSON.stringify([
		place.file,
		place.line,
		verdict === "check-failed" ? message : ""
	]) : "").values()].flatMap((same) => {
		const [first] = same;
		if (first === void 0) return [];
		const ids = [...new Set(same.map(({ test }) => test.id))];
		const lines = [...new Set(first.message.filter((line) => line.trim() !== ""))];
		return [{
			place: first.place,
			title: `${verdict}${where}`,
			message: [...lines, `in ${testsText(ids)}`].join("\n")
		}];
	});
}
function ofFlaky({ id, place, attempts, earlier = [] }) {
	const causes = earlier.map(({ verdict, cause }, index) => `attempt ${index + 1}: ${verdict}: ${oneLine(cause)}`);
	return {
		place,
		title: "flaky",
		message: [`${oneLine(id)} passed at attempt ${attempts}`, ...causes].join("\n")
	};
}
function ofNote({ message, hint }) {
	return {
		place: null,
		title: "",
		message: hint === void 0 ? message : `${message}\n${hint}`
	};
}
function commands(level, all, most, root) {
	const shown = all.length > most ? all.slice(0, Math.max(0, most - 1)) : all;
	const more = all.length - shown.length;
	const last = {
		place: null,
		title: `and ${more} more`,
		message: `${more} more of this kind: the job's summary and its JUnit file have all`
	};
	return (more > 0 ? [...shown, last] : shown).map(({ place, title, message }) => {
		const file = place === null ? null : shownPath(place.file, root);
		const where = place === null || file === null || file.startsWith("/") ? [] : [
			`file=${property(file)}`,
			`line=${place.line}`,
			`col=${place.column}`
		];
		const full = where.length > 0 || place === null ? message : `${message}\n${place.file}:${place.line}`;
		const named = `title=${property(shorten(title === "" ? "vmtest" : `vmtest: ${title}`, 200))}`;
		return `::${level} ${[...where, named].join(",")}::${data(shorten(plainText(full), LONGEST_MESSAGE))}\n`;
	});
}
/** The escapes of the runner's own toolkit, for the message. */
function data(text) {
	return plainText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
/** The escapes of the runner's own toolkit, for a property. */
function property(text) {
	return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
export { resultAnnotations as n, githubAnnotations as t };
