import { n as problemsError } from "./errors.js";
import { a as readGithub, i as eventValue, t as collectInputs } from "./inputs.js";
import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { access, constants as constants$2, mkdir, stat } from "node:fs/promises";
// src/report/github/shape.ts
var ShapeError = class extends Error {
	name = "ShapeError";
};
const LONGEST_SHOWN = 60;
function expect(holds, value, path, due) {
	if (holds) return;
	const text = JSON.stringify(value) ?? "absent";
	throw new ShapeError(`${path} is ${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}, and ${due} was due`);
}
const text = (value, path) => expect(typeof value === "string", value, path, "a text");
/** A number that is not negative, and with which one can reckon: seconds, bytes, counts. */
const amount = (value, path) => expect(typeof value === "number" && value >= 0 && value < 0x38d7ea4c68000, value, path, "a number from 0");
const count = (value, path) => expect(Number.isSafeInteger(value) && value >= 0, value, path, "a whole number from 0");
function oneOf(...allowed) {
	return (value, path) => expect(allowed.includes(value), value, path, allowed.length > 4 ? "a known word" : allowed.map((one) => JSON.stringify(one)).join(" or "));
}
function nullable(shape) {
	return (value, path) => {
		if (value !== null) shape(value, path);
	};
}
/** Absent, or of that shape. */
function optional(shape) {
	return (value, path) => {
		if (value !== void 0) shape(value, path);
	};
}
function list(shape) {
	return (value, path) => {
		expect(Array.isArray(value), value, path, "a list");
		for (const [index, one] of value.entries()) shape(one, `${path}[${index}]`);
	};
}
/** Any keys, all with values of one shape. */
function mapping(shape) {
	return (value, path) => {
		expect(typeof value === "object" && value !== null && !Array.isArray(value), value, path, "a mapping");
		for (const [key, one] of Object.entries(value)) shape(one, `${path}.${key}`);
	};
}
function object(shapes) {
	return (value, path) => {
		expect(typeof value === "object" && value !== null && !Array.isArray(value), value, path, "an object");
		for (const [key, shape] of Object.entries(shapes)) shape(Object.hasOwn(value, key) ? value[key] : void 0, path === "" ? key : `${path}.${key}`);
	};
}
// src/report/github/record-shape.ts
const ACCEL = oneOf("kvm", "tcg");
const DIGESTS = mapping(text);
/** A `TestRecord`. */
const RECORD = object({
	seconds: amount,
	green: nullable(object({
		commit: nullable(text),
		at: amount,
		image: nullable(text),
		imageDigests: DIGESTS,
		target: nullable(text),
		targetDigests: DIGESTS,
		qemu: nullable(text),
		accel: ACCEL,
		machineType: text,
		cpu: text,
		configuration: mapping(text),
		console: mapping(list(text))
	}))
});
// src/host/programs.ts
/**
* Finds a program as a shell would: the first executable file of that name in a PATH's folders. Relative folders are left out: what a
* suite's folder holds must not become a tool of ours. Returns its absolute path, or null.
*/
async function findProgram(name, path) {
	for (const folder of path.split(":").filter(isAbsolute)) {
		const file = join(folder, name);
		if (await isProgram(file)) return file;
	}
	return null;
}
async function isProgram(file) {
	try {
		await access(file, constants$2.X_OK);
		return (await stat(file)).isFile();
	} catch {
		return false;
	}
}
// src/engine/version.ts
/** The version in our own package.json: two folders up in a checkout (`src/engine/`), and from `build/engine/` or the bundle in `build/`. */
function ownVersion() {
	for (const relative of ["../../package.json", "../package.json"]) try {
		const { name, version } = JSON.parse(readFileSync(new URL(relative, import.meta.url), "utf8"));
		if (name === "vmtest") return version;
	} catch {}
	return "unknown";
}
// src/faces/settings/surroundings.ts
/** Of two names of one thing the first that is set counts, and set to nothing it says that there is none: as the original has it. */
const APT_PROXY = ["CURTIN_VMTEST_APT_PROXY", "apt_proxy"];
const PROXIES = [
	"http_proxy",
	"https_proxy",
	"no_proxy",
	"apt_proxy"
];
/** Reads once what a run needs to know of this process and its user. */
function readSurroundings() {
	const { env } = process;
	const home = env.HOME ?? homedir();
	const uid = process.getuid?.() ?? 0;
	const sudoUid = Number(env.SUDO_UID ?? NaN);
	const sudoGid = Number(env.SUDO_GID ?? NaN);
	const aptProxyBy = APT_PROXY.find((name) => env[name] !== void 0) ?? null;
	const proxies = {
		...env,
		apt_proxy: aptProxyBy === null ? void 0 : env[aptProxyBy]
	};
	return {
		cwd: process.cwd(),
		path: env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		home,
		tempFolder: env.TMPDIR || "/var/tmp",
		cacheFolder: join(env.XDG_CACHE_HOME || join(home, ".cache"), "vmtest"),
		sudo: uid === 0 && sudoUid > 0 && Number.isInteger(sudoGid) ? {
			uid: sudoUid,
			gid: sudoGid
		} : null,
		uid,
		pid: process.pid,
		commandEnv: Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0)),
		trackingId: env.RUNNER_TRACKING_ID ?? null,
		proxy: Object.fromEntries(PROXIES.flatMap((name) => proxies[name] ? [[name, proxies[name]]] : [])),
		aptProxyBy,
		tool: {
			vmtest: ownVersion(),
			node: process.versions.node
		}
	};
}
// src/faces/action/trust.ts
const PULL_REQUESTS = [
	"pull_request",
	"pull_request_target",
	"pull_request_review",
	"pull_request_review_comment"
];
/** Events of which GitHub lets a job write the default branch's cache (changelog of 2026-06-26), and that no stranger starts. */
const OWN_EVENTS = [
	"push",
	"schedule",
	"workflow_dispatch",
	"repository_dispatch",
	"merge_group",
	"release",
	"delete",
	"registry_package",
	"page_build"
];
/**
* Reads from an event whose code is run. A pull request never writes caches, whoever made it: what it brings must not become what others boot.
* Whether it is from a fork decides whether its guests reach the network of a self-hosted runner.
*/
function trustOf({ eventName, event, ref, repository }) {
	if (PULL_REQUESTS.includes(eventName)) {
		const stranger = eventValue(event, "pull_request", "head", "repo", "full_name") !== repository || repository === null;
		return {
			stranger,
			mayWriteCache: false,
			green: false,
			why: stranger ? "a pull request from a fork" : "a pull request of this repository"
		};
	}
	if (eventName === "workflow_run") {
		const stranger = eventValue(event, "workflow_run", "head_repository", "full_name") !== repository || repository === null;
		return {
			stranger,
			mayWriteCache: false,
			green: false,
			why: stranger ? "a workflow run for a fork" : "a workflow run of this repository"
		};
	}
	if (!OWN_EVENTS.includes(eventName)) return {
		stranger: true,
		mayWriteCache: false,
		green: false,
		why: `the event ${eventName === "" ? "(none)" : eventName}, which strangers can start`
	};
	const branch = eventValue(event, "repository", "default_branch");
	return {
		stranger: false,
		mayWriteCache: true,
		green: ref !== null && (typeof branch === "string" ? ref === `refs/heads/${branch}` : ref === "refs/heads/main" || ref === "refs/heads/master"),
		why: `the event ${eventName}`
	};
}
// src/faces/action/job.ts
/** Reads all that a step is given. Throws one error with every wrong input. */
function openJob(action) {
	const { job, mistakes } = readJob(action);
	if (mistakes.length > 0) throw problemsError(mistakes);
	return job;
}
/** The same with the mistakes beside it, for who looks for more of them. */
function readJob(action) {
	const { env } = process;
	const context = readGithub(env, process.cwd());
	const trust = trustOf(context);
	const { inputs, mistakes } = collectInputs(action, env, context);
	const plain = readSurroundings();
	const aptProxy = inputs.own["apt-proxy"];
	const proxied = aptProxy === null ? {} : {
		proxy: {
			...plain.proxy,
			apt_proxy: aptProxy
		},
		aptProxyBy: "input apt-proxy"
	};
	return {
		job: {
			context,
			inputs: restricted(inputs, trust, context),
			trust,
			surroundings: {
				...plain,
				cwd: context.workspace,
				tempFolder: context.temp,
				...proxied
			},
			notes: []
		},
		mistakes
	};
}
/** A stranger's suite on a machine that outlives the job gets no network and leaves nothing behind. */
function restricted(inputs, trust, context) {
	if (!trust.stranger || context.hosted) return inputs;
	return {
		...inputs,
		settings: {
			...inputs.settings,
			isolate: true,
			imageStoreReadOnly: true,
			imageSync: false
		}
	};
}
/** Makes the folder of a step. The cache's toolkit makes folders in RUNNER_TEMP and leaves them: let it be this one, which is ours to leave. */
async function makeWork({ folder }) {
	await mkdir(folder, {
		recursive: true,
		mode: 457
	});
	process.env.RUNNER_TEMP = folder;
}
/** Names the places of this step and makes none of them: they are told to the step after it before that. */
function workPlaces({ context, inputs }) {
	const folder = join(context.temp, `vmtest-${context.runId}-${context.runAttempt}-${randomBytes(4).toString("hex")}`);
	return placesIn(folder, inputs.settings.topdir ?? join(folder, "run"));
}
/** The places of a step by its folder and its top folder, which are what the step after it is told. */
function placesIn(folder, topdir) {
	const inside = (name) => join(folder, name);
	return {
		folder,
		topdir,
		children: inside("children"),
		tests: inside("tests.json"),
		report: inside("report.json"),
		staging: inside("upload"),
		done: inside("done")
	};
}
export { oneOf as _, workPlaces as a, DIGESTS as c, amount as d, count as f, object as g, nullable as h, readJob as i, RECORD as l, mapping as m, openJob as n, findProgram as o, list as p, placesIn as r, ACCEL as s, makeWork as t, ShapeError as u, optional as v, text as y };
