import { a as writeWhole, t as isErrno } from "./files.js";
import { o as VERDICTS, t as VmtestError } from "./errors.js";
import { i as shorten } from "./text.js";
import { o as loadCore, s as KEEP_PARTS } from "./inputs.js";
import { n as oneLine } from "./marks.js";
import { _ as oneOf, c as DIGESTS, d as amount, f as count, g as object, h as nullable, l as RECORD, m as mapping, p as list, r as placesIn, s as ACCEL, u as ShapeError, v as optional, y as text } from "./job.js";
import { resolve, sep } from "node:path";
import { readFile } from "node:fs/promises";
// src/report/github/gate-files.ts
const VERSION = oneOf(1);
const PLACE = object({
	file: text,
	line: count,
	column: count
});
const SHARD = object({
	gate: text,
	shard: count,
	of: count,
	tests: list(text),
	seconds: amount
});
const PLAN = object({
	version: VERSION,
	gate: text,
	attempt: count,
	suites: list(text),
	tests: list(object({
		id: text,
		slug: text,
		place: PLACE,
		seconds: nullable(amount)
	})),
	shards: list(SHARD)
});
const FINDING = (value, path) => object({
	name: text,
	verdict: oneOf("passed", "failed", "skipped"),
	message: text,
	phase: text,
	seconds: amount,
	place: optional(PLACE),
	output: optional(text),
	cases: optional(list(FINDING))
})(value, path);
const VERDICT = oneOf(...VERDICTS);
const PHASE = object({
	name: text,
	kind: oneOf("install", "boot", "command"),
	verdict: VERDICT,
	cause: text,
	excerpts: list(object({
		file: text,
		line: nullable(count),
		text
	})),
	startedAt: amount,
	seconds: amount,
	qemuSeconds: amount,
	consoleLog: nullable(text)
});
const AXIS = (value, path) => {
	if (typeof value !== "number" && typeof value !== "boolean") text(value, path);
};
const TEST = object({
	version: VERSION,
	id: text,
	slug: text,
	name: text,
	axes: mapping(AXIS),
	verdict: VERDICT,
	cause: text,
	hint: nullable(text),
	reason: nullable(text),
	startedAt: amount,
	seconds: amount,
	attempts: count,
	phases: list(PHASE),
	checks: list(FINDING),
	folder: nullable(text),
	place: PLACE,
	kept: list(object({
		path: text,
		bytes: amount,
		sha256: nullable(text)
	})),
	tool: object({
		vmtest: text,
		node: text
	}),
	qemu: object({
		version: nullable(text),
		accel: ACCEL,
		machineType: text,
		cpu: text
	}),
	image: object({
		name: nullable(text),
		version: nullable(text),
		digests: DIGESTS
	}),
	earlier: optional(list(object({
		verdict: VERDICT,
		cause: text,
		startedAt: amount,
		seconds: amount,
		phases: list(PHASE)
	}))),
	target: nullable(object({
		name: text,
		version: nullable(text),
		digests: DIGESTS
	}))
});
const RUN = object({
	version: VERSION,
	startedAt: amount,
	seconds: amount,
	topdir: text,
	exitCode: count,
	tests: list(TEST)
});
const DIFFERENCE = object({
	kind: oneOf("image", "qemu", "machine", "configuration", "console"),
	what: text,
	before: nullable(text),
	now: nullable(text)
});
const ARTIFACT = object({
	name: text,
	id: count,
	url: nullable(text),
	digest: nullable(text),
	bytes: amount,
	tests: list(text),
	dropped: list(text)
});
const REPORT = object({
	version: VERSION,
	gate: nullable(text),
	mistake: optional(object({
		message: text,
		hint: nullable(text)
	})),
	shard: count,
	of: count,
	attempt: count,
	result: RUN,
	records: mapping(RECORD),
	differences: mapping(list(DIFFERENCE)),
	artifacts: list(ARTIFACT),
	notes: list(object({
		severity: oneOf("notice", "warning"),
		message: text,
		hint: optional(text)
	})),
	facts: list(object({
		label: text,
		value: text
	}))
});
const START = object({
	startedAt: amount,
	shard: count,
	of: count,
	tests: list(object({
		draft: TEST,
		folder: text,
		keep: list(oneOf(...KEEP_PARTS))
	}))
});
/** Reads a plan that another job of the gate wrote. `from`: what it came in, for the message. @throws VMTEST_ARTIFACT_INVALID */
function parseGatePlan(json, from) {
	return parse(json, from, "plan of a gate", PLAN);
}
/**
* Reads what a shard left. It may come from a runner that a stranger's code had to itself: its shape can be relied on afterwards, its
* texts cannot. @throws VMTEST_ARTIFACT_INVALID
*/
function parseShardReport(json, from) {
	return parse(json, from, "report of a shard", REPORT);
}
/** Reads what a step wrote of its tests before the first of them started. @throws VMTEST_ARTIFACT_INVALID */
function parseStart(json, from) {
	return parse(json, from, "list of tests of a step", START);
}
/** Reads the result that one test left. @throws VMTEST_ARTIFACT_INVALID */
function parseTestResult(json, from) {
	return parse(json, from, "result of a test", TEST);
}
function parse(json, from, what, shape) {
	try {
		const value = JSON.parse(json);
		shape(value, "");
		return value;
	} catch (error) {
		if (!(error instanceof ShapeError) && !(error instanceof SyntaxError)) throw error;
		throw new VmtestError("VMTEST_ARTIFACT_INVALID", `${oneLine(from)} is no ${what}: ${shorten(oneLine(error.message), 300)}`, {
			hint: "let all jobs of a gate use the same version of vmtest",
			cause: error
		});
	}
}
// src/faces/action/state.ts
const STATE = "work";
/** Others of the host pass through the folder (QEMU), and need not read what is told of the suite. */
const OURS = 384;
/** Tells the step after this one where this one works: `GITHUB_STATE`, which outlives a SIGKILL. */
async function saveWork({ folder, topdir }) {
	(await loadCore()).saveState(STATE, JSON.stringify({
		folder,
		topdir
	}));
}
/** Where the step before this one worked; null where it did not come so far. */
async function savedWork() {
	const text = (await loadCore()).getState(STATE);
	if (text === "") return null;
	const { folder, topdir } = JSON.parse(text);
	return placesIn(folder, topdir);
}
async function saveStart(work, start) {
	await writeWhole(work.tests, JSON.stringify(start), OURS);
}
/** Writes down what there is to tell, so that whoever comes after our death can tell it. */
async function saveReport(work, report) {
	await writeWhole(work.report, JSON.stringify(report), OURS);
}
/**
* What the step before wrote down, in a folder of our own, where a suite's own commands may write too; null where it did not come so far. Throws
* VMTEST_ARTIFACT_INVALID for what it never wrote: another shape, or a test whose folder is not one of the run.
*/
async function savedStart(work) {
	const json = await textOf(work.tests);
	if (json === null) return null;
	const start = parseStart(json, work.tests);
	const top = resolve(work.topdir) + sep;
	if (start.tests.every(({ folder }) => resolve(folder).startsWith(top))) return start;
	throw new VmtestError("VMTEST_ARTIFACT_INVALID", `${work.tests} names a folder that is not in ${work.topdir}`);
}
/** The same of its report. */
async function savedReport(work) {
	const json = await textOf(work.report);
	return json === null ? null : parseShardReport(json, work.report);
}
async function textOf(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (isErrno(error, "ENOENT")) return null;
		throw new VmtestError("VMTEST_ARTIFACT_INVALID", `${file} cannot be read: ${error.message}`, { cause: error });
	}
}
export { savedStart as a, parseShardReport as c, savedReport as i, parseTestResult as l, saveStart as n, savedWork as o, saveWork as r, parseGatePlan as s, saveReport as t };
