import { c as faultOf } from "./errors.js";
import { a as stripAnsi } from "./text.js";
import { n as oneLine } from "./marks.js";
// src/report/console-line.ts
/** What changes from boot to boot, in the order in which it is taken out: the long forms before the digits that they are made of. */
const VARIABLE = [
	[/^\s*\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s*/, ""],
	[/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s+\d\d:\d\d:\d\d\b/g, "TIME"],
	[/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?:Z|\s?[+-]\d\d:?\d\d)?/g, "TIME"],
	[/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "UUID"],
	[/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi, "MAC"],
	[/\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\b/gi, "ADDRESS"],
	[/\b0x[0-9a-f]+\b/gi, "N"],
	[/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/gi, "N"],
	[/\b(tmp)[.\-_]?[A-Za-z0-9_]{6,}\b/gi, "$1"],
	[/\d+(?:[.:]\d+)*/g, "N"],
	[/\s+/g, " "]
];
/** The most of a line that is looked at: a guest can write one without an end. */
const LONGEST = 1e3;
/** A console line without what changes from boot to boot: escapes, times, addresses, identifiers, numbers. Empty where nothing is left. */
function normalLine(line) {
	let text = stripAnsi(line.slice(0, LONGEST)).slice(0, LONGEST);
	text = text.trimEnd().split("\r").at(-1) ?? "";
	for (const [pattern, word] of VARIABLE) text = text.replace(pattern, word);
	return text.trim();
}
/** A line for people, without the kernel's clock before it. */
function withoutClock(line) {
	return line.replace(/^\s*\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s*/, "").trim();
}
/** Whether a normal line says nothing of its own: progress, chance and the kernel's clocks come and go between boots that are alike. */
function isNoise(normal) {
	return !/[A-Za-z]{3}/.test(normal) || NOISE.test(normal);
}
const NOISE = new RegExp([
	"A (?:start|stop) job is running",
	"random: (?:crng|fast init|\\w+: uninitialized)",
	"^(?:clocksource|tsc|hrtimer|sched_clock)\\b",
	"perf: interrupt took too long",
	"systemd-journald\\[N\\]: (?:Time spent|Received client request)",
	"missed N (?:kernel|user) messages|callbacks suppressed",
	"ratelimit|hpet\\w*: lost",
	"Finished in N|[Tt]ook Ns|\\bup N seconds",
	"^(?:Get|Hit|Ign|Fetched|Reading package lists|\\(Reading database)\\b",
	"^\\[ *\\*+ *\\]"
].join("|"));
// src/report/causes.ts
/** Groups the tests that did not end well by why they did not: the system's failures first, then the largest group, then their order. */
function causeGroups(tests) {
	const groups = /* @__PURE__ */ new Map();
	for (const test of tests.filter(({ verdict }) => faultOf(verdict) !== "none")) {
		const phase = badPhase(test);
		const key = JSON.stringify([
			test.verdict,
			phase?.name ?? null,
			...keyOf(test, phase)
		]);
		const group = groups.get(key) ?? {
			verdict: test.verdict,
			phase,
			evidence: evidenceOf(test, phase),
			tests: []
		};
		groups.set(key, group);
		group.tests.push(test);
	}
	return [...groups.values()].sort((a, b) => rank(a.verdict) - rank(b.verdict) || b.tests.length - a.tests.length);
}
/** A test that left no result says nothing of the system; a cancelled one least of all. */
function rank(verdict) {
	if (verdict === "missing") return 2;
	return {
		none: 4,
		system: 0,
		host: 1,
		cancelled: 3
	}[faultOf(verdict)];
}
/** The phase whose verdict is the test's; null where none has it. */
function badPhase(test) {
	return test.phases.find(({ verdict }) => verdict === test.verdict) ?? null;
}
function failedChecks(test) {
	return test.checks.filter(({ verdict }) => verdict === "failed");
}
function keyOf(test, phase) {
	const line = phase === null ? null : decisiveLine(phase);
	if (line !== null && test.verdict !== "check-failed") return [normalLine(line)];
	const failed = failedChecks(test);
	if (failed.length > 0) return failed.flatMap(({ name, message }) => [name, normalLine(firstLine(message))]);
	return [normalLine(test.cause)];
}
function evidenceOf(test, phase) {
	const [check, ...others] = failedChecks(test);
	if (check !== void 0 && test.verdict === "check-failed") return oneLine(`${check.name}: ${firstLine(check.message)}${others.length === 0 ? "" : ` (and ${others.length} more)`}`);
	return oneLine((phase === null ? null : decisiveLine(phase)) ?? test.cause);
}
/**
* The line that a phase's verdict rests on, without the kernel's clock: the last that a rule met (what follows in an excerpt is around it),
* else the last one that was heard; null where there is none.
*/
function decisiveLine(phase) {
	const met = phase.excerpts.findLast(({ line, text }) => line !== null && text.trim() !== "");
	const heard = phase.excerpts.at(-1);
	const text = met === void 0 ? heard?.text.trim().split("\n").at(-1) : firstLine(met.text);
	return text === void 0 || text.trim() === "" ? null : withoutClock(oneLine(text));
}
function firstLine(text) {
	return text.trim().split("\n", 1)[0];
}
export { withoutClock as a, normalLine as i, failedChecks as n, isNoise as r, causeGroups as t };
