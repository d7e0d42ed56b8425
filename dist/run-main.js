import { i as EXIT, n as problemsError, t as VmtestError } from "./errors.js";
import { t as listenForInterrupt } from "./interrupt.js";
import { a as workPlaces, i as readJob, t as makeWork } from "./job.js";
import { n as checkLogPlace, p as checkTopDir, t as checkJunitPlace } from "./reports.js";
import { t as checkFilter } from "./select.js";
import { t as problemsOf } from "./problems-of.js";
import { t as findSuites } from "./suites.js";
import { r as saveWork } from "./state.js";
import { stat } from "node:fs/promises";
// src/faces/action/open-main.ts
/**
* Reads all that the main step is given, and looks at the files and folders that it names. Throws one error with every mistake, before
* anything is planned, made or written down.
*/
async function openMain() {
	const { job, mistakes } = readJob("main");
	const { settings, own } = job.inputs;
	const problems = [...mistakes];
	const tried = async (work) => {
		try {
			return await work();
		} catch (error) {
			if (!(error instanceof VmtestError)) throw error;
			problems.push(...problemsOf(error));
			return null;
		}
	};
	const files = await tried(() => findSuites(own.suite, job.context.workspace));
	for (const filter of own.select ?? []) await tried(async () => checkFilter(filter));
	await tried(() => checkJunitPlace(settings));
	await tried(() => checkLogPlace(settings));
	const { topdir } = settings;
	if (topdir !== null) await tried(() => checkTopDir(topdir));
	await tried(() => checkStore(settings));
	if (problems.length > 0) throw problemsError(problems);
	return {
		job,
		files: files ?? []
	};
}
/** A store is a folder, or is made. */
async function checkStore({ imageDir, origins }) {
	if (imageDir === null) return;
	const is = await stat(imageDir).catch((error) => error.code === "ENOTDIR" ? "below a file" : null);
	if (is === null || is !== "below a file" && is.isDirectory()) return;
	const hint = "the image store is a folder: name one, or a path where one can be made";
	const name = origins.imageDir?.name ?? "image-dir";
	throw new VmtestError("VMTEST_USAGE", `${name}: ${imageDir} is ${is === "below a file" ? is : "no folder"}`, { hint });
}
// src/faces/action/run-main.ts
/** The main step of the action. Returns the exit code of its process. */
async function runMain(write) {
	const { job, files } = await openMain();
	const { shard } = job.inputs.own;
	const work = workPlaces(job);
	const loading = Promise.all([
		import("./main-step.js"),
		import("./record.js"),
		import("./consoles.js"),
		import("./reporter2.js")
	]);
	await saveWork(work);
	await makeWork(work);
	const [{ mainStep }, { recordChildren }, { Consoles }, { stepLog }] = await loading;
	using _children = recordChildren(work.children);
	const consoles = new Consoles();
	const log = stepLog(write, consoles, {
		verbose: job.context.debug,
		root: job.context.workspace
	});
	using interrupt = listenForInterrupt((name) => log.say(`${name}: ending the machines`));
	const failed = await mainStep({
		job,
		files,
		work,
		shard,
		consoles,
		log,
		write,
		signal: interrupt.signal
	});
	return interrupt.exitCode() ?? (failed ? EXIT.failed : EXIT.passed);
}
export { runMain };
