import { i as shorten, t as plainLine } from "./text.js";
import { r as sha256 } from "./files.js";
import { n as shownPath } from "./problem-groups.js";
import { t as formatSize } from "./sizes.js";
import { Worker } from "node:worker_threads";
// src/faces/artifacts/names.ts
/** Bytes of an artifact's name: GitHub takes more, but the name becomes a folder's, with something in front of it. */
const MAX_NAME = 100;
/**
* The name of an artifact: `vmtest-basic-uefi-noble-noble-1f9c2e7a-1`, at most 100 bytes of `[A-Za-z0-9._-]`, a subset of what GitHub takes
* (none of `" : < > | * ? \ /` and line ends). What is changed or cut gets a digest of what it was, so that two slugs never meet.
*/
function nameArtifact({ prefix, slug, leg, attempt }) {
	const ending = `-${plain(leg, 40)}-${attempt}`;
	return `${plain(`${plain(prefix, 60)}-${slug}`, MAX_NAME - ending.length)}${ending}`;
}
/** The name that is tried when `name` is taken: `-2`, `-3`, … behind it. */
function nextName(name, count) {
	const ending = `-${count}`;
	return `${plain(name, MAX_NAME - ending.length)}${ending}`;
}
/** A text as a name of at most `limit` bytes, itself where it is one. */
function plain(text, limit) {
	const name = text.replaceAll(/[^A-Za-z0-9._-]+/g, "-");
	if (name === text && name.length <= limit) return name;
	return `${name.slice(0, limit - 9)}-${sha256(text).slice(0, 8)}`;
}
/**
* A short name for a job: the values of its matrix as far as they are short, else the job's own, and a digest of all that is known, because
* `{ a: x-y, b: z }` and `{ a: x, b: y-z }` read alike, and so do two jobs of one matrix: `noble-uefi-1f9c2e7a`.
*/
function legOf({ matrixJson, checkRunId, job }) {
	const digest = sha256(JSON.stringify([
		matrixJson.trim(),
		checkRunId.trim(),
		job
	])).slice(0, 8);
	const words = (matrixWords(matrixJson) || (matrixJson.trim() in {
		"": 1,
		null: 1
	} ? job : "")).replaceAll(/[^A-Za-z0-9._-]+/g, "-").replaceAll(/^-+|-+$/g, "");
	return words === "" || words.length > 24 ? digest : `${words}-${digest}`;
}
/** The short values of a matrix, in the order of their axes; of a shard which of how many it is. */
function matrixWords(json) {
	let matrix;
	try {
		matrix = JSON.parse(json);
	} catch {
		return "";
	}
	if (typeof matrix !== "object" || matrix === null) return "";
	const { gate: _gate, shard, of, tests: _tests, seconds: _seconds, ...axes } = matrix;
	const sharded = typeof shard === "number" && typeof of === "number" ? [`${shard}of${of}`] : [];
	return [...Object.values(axes).flatMap((value) => [
		"string",
		"number",
		"boolean"
	].includes(typeof value) ? [String(value)] : []), ...sharded].join("-");
}
// src/faces/artifacts/toolkit.ts
/** What may be otherwise a second later; a name that is not known, a closed port or a wrong certificate is not. */
const PASSING_CODES = [
	"ECONNRESET",
	"EPIPE",
	"UND_ERR_SOCKET"
];
/** After so many failures in a row nobody waits for the toolkit's own five attempts, which take a minute. */
const UNREACHABLE_TIMES = 2;
/** How a call ended badly. */
var ToolkitError = class extends Error {
	name = "ToolkitError";
	kind;
	/** The name of the toolkit's own error; of a stall and a cancellation, the kind. */
	toolkitName;
	status;
	constructor(kind, failure) {
		super(failure.message);
		this.kind = kind;
		this.toolkitName = failure.name;
		this.status = failure.status;
	}
};
/** Bundled, the thread is a file beside the chunk that this is in (tools/bundle.ts); in the sources, beside this. */
const WORKER = new URL(import.meta.url.endsWith(".ts") ? "./toolkit-worker.ts" : "./artifact-toolkit.js", import.meta.url);
/**
* A thread in which `@actions/artifact` works, call after call; it is begun at once, so that it loads while the caller does something else, and
* ended when it is disposed or a call fails. Reasons for a thread: the toolkit cannot be cancelled and has deadlines of many minutes; what it
* began (sockets, timers) would hold the process open; an error while it zips is thrown where nobody can catch it; it writes to stdout, its
* failures as annotations of its own.
*/
var Toolkit = class {
	#env;
	#worker;
	constructor(env) {
		this.#env = Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0));
		this.#worker = this.#start();
	}
	/** One call at a time. Throws ToolkitError. */
	async call(method, ask, { signal, stallSeconds = 120, progress, tellUnreachable }) {
		if (signal?.aborted === true) throw cancelled();
		this.#worker ??= this.#start();
		const worker = this.#worker;
		const { promise, resolve, reject } = Promise.withResolvers();
		const watch = watchStall(stallSeconds, progress, () => reject(ended("stalled", `nothing moved for ${stallSeconds} seconds`)));
		const listeners = listenTo(worker, watch.alive, (message) => {
			if ("unreachable" in message) {
				const { host, code, times } = message.unreachable;
				if (tellUnreachable === void 0 || PASSING_CODES.includes(code)) return;
				if (times >= UNREACHABLE_TIMES) reject(ended("unreachable", `${plainLine(host)}: ${plainLine(code)}`));
				else tellUnreachable(message.unreachable);
			} else if ("answer" in message) resolve(message.answer);
			else reject(new ToolkitError("failed", {
				...message.failure,
				message: harmless(message.failure.message)
			}));
		});
		const onAbort = () => reject(cancelled());
		signal?.addEventListener("abort", onAbort, { once: true });
		worker.postMessage({
			method,
			ask
		});
		try {
			return await promise;
		} catch (error) {
			await this.#end();
			throw error;
		} finally {
			watch.end();
			signal?.removeEventListener("abort", onAbort);
			listeners.remove();
		}
	}
	async [Symbol.asyncDispose]() {
		await this.#end();
	}
	#start() {
		const worker = new Worker(WORKER, {
			env: this.#env,
			stdout: true,
			stderr: true
		});
		worker.on("error", () => void 0);
		worker.on("exit", () => {
			if (this.#worker === worker) this.#worker = null;
		});
		for (const stream of [worker.stdout, worker.stderr]) stream.resume();
		return worker;
	}
	async #end() {
		const worker = this.#worker;
		this.#worker = null;
		await worker?.terminate();
	}
};
/** One call in a thread of its own. Throws ToolkitError. */
async function callToolkit(method, ask, options) {
	if (options.toolkit !== void 0) return await options.toolkit.call(method, ask, options);
	await using toolkit = new Toolkit(options.env);
	return await toolkit.call(method, ask, options);
}
/** Each of its words is a sign of life: it tells how many bytes are uploaded, and when it tries again. */
function listenTo(worker, alive, answered) {
	const failed = (name, message) => answered({ failure: {
		name,
		message,
		status: null
	} });
	const onError = (error) => failed(error.name, error.message);
	const onExit = () => failed("Error", "the toolkit ended without an answer");
	worker.on("message", answered).on("error", onError).on("exit", onExit);
	for (const stream of [worker.stdout, worker.stderr]) stream.on("data", alive);
	return { remove: () => {
		worker.off("message", answered).off("error", onError).off("exit", onExit);
		for (const stream of [worker.stdout, worker.stderr]) stream.off("data", alive);
	} };
}
/** That the caller's signal ended it, whatever it did at the time. */
function cancelled() {
	return ended("cancelled", "it was cancelled");
}
function ended(kind, message) {
	return new ToolkitError(kind, {
		name: kind,
		message,
		status: null
	});
}
/** Calls `stalled` once nothing was heard for so long, and `progress` told the same number as before. */
function watchStall(seconds, progress, stalled) {
	let last = -1;
	const check = async () => {
		const now = progress === void 0 ? last : await progress().catch(() => last);
		if (now === last) stalled();
		else timer.refresh();
		last = now;
	};
	const timer = setTimeout(() => void check(), seconds * 1e3);
	return {
		alive: () => void timer.refresh(),
		end: () => clearTimeout(timer)
	};
}
/** A server's words, on one line; the part of an address that is a key to it is taken out. */
function harmless(message) {
	return shorten(plainLine(message.split("\n")[0] ?? "").replaceAll(/\?\S*(?:sig|token)=\S*/gi, "?…"), 300);
}
// src/faces/artifacts/service-note.ts
/** Whether the name of an artifact is taken: an artifact is never written over, and its name lives as long as the workflow run. */
function isConflict(error) {
	return error instanceof ToolkitError && (error.status === 409 || /already exists/i.test(error.message));
}
/** Whether there is no sense in a next upload: what failed is not this artifact's own. */
function isServiceGone(error) {
	return error instanceof ToolkitError && (error.kind !== "failed" || reasonOf(error).todo !== null);
}
/** Whether the runner offers a service for artifacts at all: it does to an action, not to a step that is a command, and not on GHES. */
function isServiceThere(env) {
	return Boolean(env.ACTIONS_RUNTIME_TOKEN) && Boolean(env.ACTIONS_RESULTS_URL);
}
/** That something is not uploaded, why, where it lies, and the one step that saves it. */
function uploadNote(what, error, folder) {
	const { why, todo } = reasonOf(error);
	const step = `the data is in ${folder}; to save it, add a step after this one: { if: always(), uses: actions/upload-artifact, with: { path: ${JSON.stringify(`${folder}/`)} } }`;
	return {
		severity: "warning",
		message: `${what} is not uploaded: ${why}`,
		hint: todo === null ? step : `${todo}; ${step}`
	};
}
/** The same where there is no service: nothing failed, so it is a notice. */
function noServiceNote(what, folder) {
	const step = `the data is in ${folder}; where the runner is not GitHub’s own, save it from there`;
	return {
		severity: "notice",
		message: `${what} is not uploaded: this runner offers no service for artifacts (ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL are not set)`,
		hint: step
	};
}
function reasonOf(error) {
	if (!(error instanceof ToolkitError)) return {
		why: shorten(plainLine(error.message ?? String(error)), 300),
		todo: null
	};
	const { kind, toolkitName: cause, message, status } = error;
	if (kind === "cancelled") return {
		why: "the job was cancelled",
		todo: "run it again"
	};
	if (kind === "stalled" || /progress stalled/i.test(message)) return {
		why: `GitHub’s service for artifacts took nothing more (${message})`,
		todo: "run the job again"
	};
	if (cause === "GHESNotSupportedError") return {
		why: "GitHub Enterprise Server has no such service",
		todo: "actions/upload-artifact@v3 still works there"
	};
	if (/storage quota|insufficient usage/i.test(message)) return {
		why: "the storage for artifacts is full",
		todo: "delete old artifacts, or lower retention-days and artifact-limit"
	};
	if (status === 429) return {
		why: "GitHub allows no more uploads just now (429)",
		todo: "run the job again later"
	};
	if (status === 401 || status === 403) return {
		why: `GitHub refuses it: ${message}`,
		todo: "look at the permissions of the workflow’s token"
	};
	if (status !== null && status >= 500 || /ECONN|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|after \d+ attempts/.test(`${cause} ${message}`)) return {
		why: `GitHub’s service for artifacts fails: ${message}`,
		todo: "run the job again"
	};
	return {
		why: message,
		todo: null
	};
}
// src/faces/artifacts/upload-files.ts
/** How many names are tried where one is taken. */
const MAX_NAMES = 9;
/** Uploads files as one artifact of this job. Never throws: what fails is a note. */
async function uploadFiles(request) {
	const { what, folder, env } = request;
	if (!isServiceThere(env)) return {
		artifact: null,
		notes: [noServiceNote(what, folder)],
		error: null
	};
	const notes = [];
	let name = request.name;
	for (let count = 2;; count++) try {
		const artifact = await uploadOnce(request, name);
		if (name !== request.name) notes.push({
			severity: "notice",
			message: `an artifact ${request.name} is there already, so ${what} is in ${name}`,
			hint: "two uses of the action in one job, or two gates in one workflow, want their own artifact-name each"
		});
		return {
			artifact,
			notes,
			error: null
		};
	} catch (error) {
		if (!isConflict(error) || count > MAX_NAMES) return {
			artifact: null,
			notes: [uploadNote(what, error, folder)],
			error
		};
		name = nextName(request.name, count);
	}
}
async function uploadOnce(request, name) {
	const { files, root, retentionDays, level, tell, env } = request;
	const began = performance.now();
	const { id, bytes, digest } = await callToolkit("upload", {
		name,
		files,
		root,
		retentionDays,
		level
	}, request);
	const seconds = (performance.now() - began) / 1e3;
	tell(`uploaded ${name}: ${formatSize(bytes)} in ${seconds.toFixed(1)} s (${(bytes / 1e6 / Math.max(seconds, .001)).toFixed(0)} MB/s)`);
	return {
		name,
		id,
		url: addressOf(env, id),
		digest,
		bytes,
		tests: [],
		dropped: []
	};
}
/** The page of this workflow run from which people download an artifact of it; null where the runner does not tell what it is made of. */
function addressOf(env, id) {
	const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
	return server && repository && run ? `${server}/${repository}/actions/runs/${run}/artifacts/${id}` : null;
}
// src/faces/action/gate-names.ts
/** The file in the plan's artifact. */
const PLAN_FILE = "plan.json";
/** The file in a shard's artifact. */
const REPORT_FILE = "report.json";
const prefixOf = ({ inputs }) => inputs.own["artifact-name"] ?? "vmtest";
/** How the names of a gate's plans begin: one for each attempt in which it was planned. */
const planPrefix = (job) => `${prefixOf(job)}-plan-`;
/** How the names of what shards leave for the report begin. */
const resultsPrefix = (job) => `${prefixOf(job)}-results-`;
/** An attempt, and the number behind a name that was taken; a leg, whose digest has eight signs, is neither. */
const ENDING = String.raw`\d{1,4}(?:-[2-9])?$`;
/** The plans of the gates of that name, or of one: `vmtest-plan-9f86d081884c7d65-1`. */
function plansOf(job, gate) {
	const prefix = planPrefix(job);
	const ending = new RegExp(`^${gate ?? "[0-9a-f]{16}"}-${ENDING}`);
	return {
		prefix,
		is: (name) => name.startsWith(prefix) && ending.test(name.slice(prefix.length))
	};
}
/** Which gate's plan an artifact of that name is, and of which attempt. */
function planIn(name) {
	const [, gate = "", attempt = "0"] = /-([0-9a-f]{16})-(\d{1,4})(?:-[2-9])?$/.exec(name) ?? [];
	return {
		gate,
		attempt: Number(attempt)
	};
}
/** What the shards of the gates of that name left for a report: `vmtest-results-2-2of4-1f9c2e7a-1`. */
function resultsOf(job) {
	const prefix = resultsPrefix(job);
	const ending = new RegExp(String.raw`^\d{1,3}-.+-${ENDING}`);
	return {
		prefix,
		is: (name) => name.startsWith(prefix) && ending.test(name.slice(prefix.length))
	};
}
/** The name of this attempt's plan. */
const planName = (job, gate) => `${planPrefix(job)}${gate}-${job.context.runAttempt}`;
/** A path relative to the checkout, as another job with another checkout can use it. */
const below = (file, { context }) => shownPath(file, context.workspace);
export { legOf as _, planName as a, addressOf as c, isServiceThere as d, noServiceNote as f, cancelled as g, callToolkit as h, planIn as i, uploadFiles as l, Toolkit as m, REPORT_FILE as n, plansOf as o, uploadNote as p, below as r, resultsOf as s, PLAN_FILE as t, isServiceGone as u, nameArtifact as v };
