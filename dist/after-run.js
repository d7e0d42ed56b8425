import { a as NO_HISTORY, i as recordOf, n as saveHistory, r as differences, t as restoreHistory } from "./history.js";
import { i as uploadReport, n as tell, r as uploadEvidence, s as fails, t as noTestsRan } from "./publish.js";
import { c as faultOf } from "./errors.js";
import { t as saveReport } from "./state.js";
import { writeFile } from "node:fs/promises";
// src/faces/action/shard-report.ts
/** What a run leaves for reports: its results, what to remember of them, and what differs from the last green run. */
function shardReport({ job, shard, result, plans, consoles, history, facts, notes }) {
	const records = {};
	const differing = {};
	const at = result.startedAt + result.seconds;
	for (const test of result.tests) {
		const plan = plans.get(test.id) ?? null;
		const record = recordOf(test, plan, consoles.of(test.id), at, job.context.sha);
		if (record !== null) records[test.id] = record;
		const green = Object.hasOwn(history.tests, test.id) ? history.tests[test.id]?.green ?? null : null;
		if (green !== null && faultOf(test.verdict) === "system") differing[test.id] = differences(test, plan, consoles.of(test.id), green);
	}
	return {
		version: 1,
		gate: shard?.gate ?? null,
		shard: shard?.shard ?? 1,
		of: shard?.of ?? 1,
		attempt: job.context.runAttempt,
		result,
		records,
		differences: differing,
		artifacts: [],
		notes,
		facts
	};
}
// src/faces/action/after-run.ts
/**
* What comes after the machines: uploads, the cache, what people are told. A stop leaves it to the post step, which has minutes where this one has
* seconds. Returns whether the job fails.
*/
async function afterRun(step, { result, plans, files, facts, vault }) {
	const { job, work, shard, consoles, log, signal } = step;
	const policy = {
		failOn: job.inputs.own["fail-on"] ?? "failed",
		passWithNoTests: job.inputs.own["pass-with-no-tests"] === true || shard !== null
	};
	const parts = {
		job,
		shard,
		result,
		plans,
		consoles,
		facts,
		notes: []
	};
	const bare = shardReport({
		...parts,
		history: NO_HISTORY
	});
	await saveReport(work, bare);
	if (signal.aborted) return fails(result, policy);
	const what = files.map(({ label }) => label);
	const history = await restoreHistory(job, what, signal);
	let report = shardReport({
		...parts,
		history
	});
	report = await uploadEvidence(job, work, report, log, signal);
	await saveReport(work, signal.aborted ? {
		...report,
		notes: report.notes.filter(({ severity }) => severity === "notice")
	} : report);
	if (signal.aborted) return fails(result, policy);
	await vault?.settle();
	const cache = vault?.summary() ?? null;
	report = {
		...report,
		facts: [...report.facts, ...cache?.facts ?? []],
		notes: [...report.notes, ...cache?.notes ?? []]
	};
	await end(step, report, {
		history,
		what,
		cacheHit: cacheHit(cache)
	});
	const failed = fails(result, policy);
	step.write(noTestsRan(result, failed));
	return failed;
}
/** Whether all that came by the cache or the network came by the cache; null where nothing did. */
function cacheHit(cache) {
	return cache === null || cache.hits + cache.misses === 0 ? null : cache.misses === 0;
}
async function end(step, report, { history, what, cacheHit }) {
	const { job, work, shard, log, write, signal } = step;
	const whole = shard === null ? report : await uploadReport(job, work, report, log, signal);
	if (signal.aborted) return;
	if (shard === null) await saveHistory(job, what, history, report.records, signal);
	await tell({
		action: "main",
		job,
		log,
		write,
		cacheHit,
		topdir: work.topdir
	}, whole, shard !== null);
	await writeFile(work.done, "");
}
export { afterRun };
