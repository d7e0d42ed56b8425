import { t as endChildren } from "./record2.js";
import { i as EXIT, t as VmtestError } from "./errors.js";
import { t as listenForInterrupt } from "./interrupt.js";
import { t as Consoles } from "./consoles2.js";
import { n as openJob, t as makeWork } from "./job.js";
import { i as uploadReport, n as tell, r as uploadEvidence } from "./publish.js";
import { t as stepLog } from "./reporter.js";
import { n as keptFiles, t as dropTheRest } from "./keep.js";
import { d as RESULT_FILE } from "./files2.js";
import { a as savedStart, i as savedReport, l as parseTestResult, o as savedWork, t as saveReport } from "./state.js";
import { join } from "node:path";
import { readFile, stat, writeFile } from "node:fs/promises";
// src/faces/action/salvage.ts
/**
* The run of a step that was killed: the tests that had ended with the results that they left, the others cancelled, with the evidence that was
* written until then.
*/
async function salvage(tests, topdir, startedAt) {
	const results = await Promise.all(tests.map(salvageTest));
	return {
		version: 1,
		startedAt,
		seconds: Math.max(0, Date.now() / 1e3 - startedAt),
		topdir,
		exitCode: EXIT.cancelled,
		tests: results
	};
}
async function salvageTest({ draft, folder, keep }) {
	const ended = await readResult(folder, draft);
	if (ended !== null) return ended;
	await dropTheRest(folder, keep).catch(() => void 0);
	const kept = await keptFiles(folder, keep).catch(() => []);
	return kept.length === 0 ? draft : {
		...draft,
		cause: `${draft.cause}; its evidence until then is kept`,
		kept,
		folder
	};
}
/** The result that a test left, which is not yet the run's; null where it left none. */
async function readResult(folder, { id, slug }) {
	try {
		const file = join(folder, RESULT_FILE);
		return {
			...parseTestResult(await readFile(file, "utf8"), file),
			id,
			slug
		};
	} catch {
		return null;
	}
}
// src/faces/action/run-post.ts
/**
* The post step: nothing after a main step that came to its end. After one that was stopped or killed it ends what is left of its machines, and
* uploads and tells what that one could not. Returns the exit code of its process: the job's verdict is the main step's.
*/
async function runPost(write) {
	const work = await savedWork();
	if (work === null) return EXIT.passed;
	const job = openJob("main");
	const log = stepLog(write, new Consoles(), {
		verbose: false,
		root: job.context.workspace
	});
	const { ended, left } = await endChildren(work.children);
	if (ended.length > 0) log.say(`ended what the step before left running: ${ended.length} process${ended.length === 1 ? "" : "es"}`);
	if (left.length > 0) log.say(`still there, and not ours to end: ${left.join(", ")}`);
	if (await isThere(work.done)) return EXIT.passed;
	await makeWork(work);
	using interrupt = listenForInterrupt((name) => log.say(`${name}: leaving the rest`));
	const report = await unlessForged(log, () => savedReport(work)) ?? await salvaged(job, work, log);
	if (report === null) return EXIT.passed;
	const told = await uploadEvidence(job, work, report, log, interrupt.signal);
	await saveReport(work, told);
	const shard = job.inputs.own.shard !== null;
	const whole = shard ? await uploadReport(job, work, told, log, interrupt.signal) : told;
	await tell({
		action: "main",
		job,
		log,
		write,
		cacheHit: null,
		topdir: work.topdir
	}, whole, shard);
	await writeFile(work.done, "");
	return EXIT.passed;
}
/** The report of a step that was killed in the midst of its machines; null where it had not begun. */
async function salvaged({ context, inputs }, work, log) {
	const start = await unlessForged(log, () => savedStart(work));
	if (start === null) return null;
	const result = await salvage(start.tests, work.topdir, start.startedAt);
	const { shard, of } = start;
	return {
		version: 1,
		gate: inputs.own.shard?.gate ?? null,
		shard,
		of,
		attempt: context.runAttempt,
		result,
		records: {},
		differences: {},
		artifacts: [],
		notes: [],
		facts: []
	};
}
/** What the step before never wrote is told in one line, and counts as if it were not there. */
async function unlessForged(log, read) {
	try {
		return await read();
	} catch (error) {
		if (!(error instanceof VmtestError)) throw error;
		log.say(`left out, as no step of vmtest wrote it so: ${error.message}`);
		return null;
	}
}
function isThere(path) {
	return stat(path).then(() => true, () => false);
}
export { runPost };
