import { o as counted } from "./headline.js";
import { i as EXIT } from "./errors.js";
import { c as makeShards } from "./problems-of.js";
import { n as resultAnnotations } from "./annotations2.js";
import { a as planName, l as uploadFiles, r as below, t as PLAN_FILE } from "./gate-names.js";
import { t as Consoles } from "./consoles2.js";
import { o as loadCore } from "./inputs.js";
import { _ as gateTest, n as selectedSuites } from "./prepare-suites.js";
import { t as restoreHistory } from "./history.js";
import { a as workPlaces, n as openJob, t as makeWork } from "./job.js";
import { t as stepLog } from "./reporter.js";
import { t as findSuites } from "./suites.js";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
// src/faces/action/run-plan.ts
/** The plan action: shares the tests of the suites among jobs. Returns the exit code of its process. */
async function runPlanAction(write) {
	const job = openJob("plan");
	const log = stepLog(write, new Consoles(), {
		verbose: false,
		root: job.context.workspace
	});
	const files = await findSuites(job.inputs.own.suite, job.context.workspace);
	const labels = files.map(({ label }) => label);
	const suites = await selectedSuites(job, files, { settings: {
		...job.inputs.settings,
		accel: "tcg"
	} });
	const work = workPlaces(job);
	await makeWork(work);
	const history = await restoreHistory(job, labels);
	const tests = suites.flatMap(({ label, prepared }) => prepared.plan.tests.map((plan) => {
		const test = gateTest(label, plan, plan.skip === null ? null : 0);
		return {
			...test,
			seconds: test.seconds ?? history.tests[test.id]?.seconds ?? null
		};
	}));
	const gate = randomBytes(8).toString("hex");
	const shards = makeShards(tests, job.inputs.own.shards ?? 1).map((shard) => ({
		gate,
		...shard
	}));
	const known = tests.filter(({ seconds }) => seconds !== null).length;
	const balanced = known === 0 ? "" : `, balanced by the times of ${known === tests.length ? "earlier runs" : `${known} of them`}`;
	log.say(`${counted(tests.length, "test")} in ${counted(shards.length, "job")}${balanced}`);
	for (const { shard, of, tests: ids } of shards) log.say(`  ${shard} of ${of}: ${ids.join(", ")}`);
	const uploaded = await uploadPlan(job, work, {
		version: 1,
		gate,
		attempt: job.context.runAttempt,
		suites: labels,
		tests,
		shards
	}, log.say);
	const core = await loadCore();
	core.setOutput("gate", gate);
	core.setOutput("matrix", JSON.stringify({ include: shards }));
	core.setOutput("shards", String(shards.length));
	core.setOutput("tests", String(tests.length));
	write(resultAnnotations({
		version: 1,
		startedAt: 0,
		seconds: 0,
		topdir: "",
		exitCode: 0,
		tests: []
	}, { notes: job.notes }));
	if (uploaded) return EXIT.passed;
	log.say("without its plan the report job cannot know which tests there should be");
	return EXIT.host;
}
/** Hands the plan to the report, as an artifact. */
async function uploadPlan(job, { folder }, plan, tell) {
	const file = join(folder, PLAN_FILE);
	const relative = ({ place, ...test }) => ({
		...test,
		place: {
			...place,
			file: below(place.file, job)
		}
	});
	await writeFile(file, JSON.stringify({
		...plan,
		tests: plan.tests.map(relative)
	}));
	const { artifact, notes } = await uploadFiles({
		name: planName(job, plan.gate),
		files: [file],
		root: folder,
		retentionDays: job.inputs.own["retention-days"],
		level: 6,
		what: "the plan",
		folder,
		tell,
		env: process.env
	});
	job.notes.push(...notes);
	return artifact !== null;
}
export { runPlanAction };
