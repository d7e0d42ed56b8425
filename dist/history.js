import { r as sha256 } from "./files.js";
import { _ as oneOf, g as object, l as RECORD, m as mapping, u as ShapeError } from "./job.js";
import { c as faultOf } from "./errors.js";
import { i as shorten, r as plainText } from "./text.js";
import { a as withoutClock, i as normalLine, r as isNoise } from "./causes.js";
import { n as callCache, r as restoredFile, t as cacheFolder } from "./cache-call.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readFile, writeFile } from "node:fs/promises";
// src/report/github/history.ts
const NO_HISTORY = {
	version: 1,
	tests: {}
};
const MOST_CHARACTERS = 64 * 2 ** 20;
/** Of one test: several times what we write. */
const LONGEST_RECORD = 262144;
const LONGEST_ID = 1e3;
const MOST_TESTS$1 = 1e4;
const HISTORY = object({
	version: oneOf(1),
	tests: mapping(() => void 0)
});
/**
* Reads the cache's file of records. A cache is written by other jobs, a stranger's pull request among them: what is not as it should be is left
* out, test by test, and nothing is thrown. Texts in it are as untrusted as a guest's.
* @returns the history, and whether nothing was left out
*/
function parseHistory(text) {
	const value = text.length > MOST_CHARACTERS ? void 0 : parseJson(text);
	if (!fits(HISTORY, value)) return {
		history: NO_HISTORY,
		whole: false
	};
	const entries = Object.entries(value.tests);
	const good = entries.slice(0, MOST_TESTS$1).filter(([id, record]) => id.length <= LONGEST_ID && fits(RECORD, record) && JSON.stringify(record).length <= LONGEST_RECORD);
	return {
		history: {
			version: 1,
			tests: Object.fromEntries(good)
		},
		whole: good.length === entries.length
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function fits(shape, value) {
	try {
		shape(value, "");
		return true;
	} catch (error) {
		if (error instanceof ShapeError) return false;
		throw error;
	}
}
// src/report/github/configuration.ts
const LONGEST_VALUE = 120;
const MOST_BYTES$2 = 12288;
/**
* What was decided of a test, flattened: dotted path → its value as JSON; a long one is its digest, as is everything behind 12 KiB. Without
* what a host decides (paths, addresses) and what is told beside it (accelerator, machine type, processor).
*/
function flatConfiguration(plan) {
	const { accel, type, cpu, disks, nics, iscsi, ...machine } = plan.machine;
	return bounded([...leaves("", {
		machine: {
			...machine,
			disks: byName(disks.map(({ addresses, file, from, ...disk }) => disk)),
			nics: Object.fromEntries(nics.map(({ mac, network }, index) => [`nic${index}`, {
				mac,
				network
			}])),
			iscsi: byName((iscsi ?? []).map(({ name, sizeBytes }) => ({
				name,
				sizeBytes
			})))
		},
		command: plan.command === null ? void 0 : "a program on the host",
		phases: Object.fromEntries(plan.phases.map((phase) => [phase.name, phaseOf(phase)])),
		expect: plan.expect ?? void 0
	})]);
}
function byName(list) {
	return Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]));
}
function phaseOf(phase) {
	const { timeoutSeconds, silenceSeconds, seed, end, reboots, cloudConfig, steps, environment, curtin } = phase;
	const append = phase.argv.indexOf("-append");
	return {
		timeoutSeconds,
		silenceSeconds,
		seed,
		end,
		reboots,
		environment,
		kernelArgs: append === -1 ? void 0 : phase.argv[append + 1],
		cloudConfig: cloudConfig ?? void 0,
		steps: Object.fromEntries(steps.map(({ name, kind, script }) => [`${kind} ${name}`, script])),
		curtin: curtin === null ? void 0 : {
			source: curtin.source,
			configs: Object.fromEntries(curtin.configs.map(({ name, text }) => [name, text]))
		},
		checks: phase.checks.length === 0 ? void 0 : JSON.stringify(phase.checks.map(withoutPlace))
	};
}
/** Where a check stands in its file is no part of what it asks. */
function withoutPlace(check) {
	return Object.fromEntries(Object.entries(check).filter(([key]) => key !== "place"));
}
function* leaves(path, value) {
	if (value === void 0) return;
	if (typeof value === "object" && value !== null && !Array.isArray(value)) {
		for (const [key, inner] of Object.entries(value)) yield* leaves(path === "" ? key : `${path}.${key}`, inner);
		return;
	}
	const text = JSON.stringify(value);
	yield [path, text.length > LONGEST_VALUE ? digestOf(text) : text];
}
function digestOf(text) {
	return `${createHash("sha256").update(text).digest("hex").slice(0, 16)} (digest of ${text.length} characters)`;
}
function bounded(all) {
	const kept = [];
	const sorted = [...all].sort(([a], [b]) => a < b ? -1 : 1);
	let left = MOST_BYTES$2;
	for (const [path, value] of sorted) {
		left -= Buffer.byteLength(JSON.stringify([path, value]));
		if (left < 0) break;
		kept.push([path, value]);
	}
	const rest = sorted.slice(kept.length);
	return Object.fromEntries(rest.length === 0 ? kept : [...kept, ["and more", digestOf(JSON.stringify(rest))]]);
}
// src/report/github/console-record.ts
/** A test's consoles may take so many bytes of the record, so that 200 tests stay below 10 MB. */
const CONSOLE_BYTES = 32768;
const LONGEST_KEPT = 120;
const LONGEST_SHOWN = 300;
/** What a mark takes in JSON, with its quotes and comma. */
const MARK_BYTES = 11;
/** Of the text that is looked at: a console without an end is no reason for a job without one. */
const MOST_TEXT = 8 * 2 ** 20;
/**
* What is remembered of the consoles of a passed test, by phase: each line once, in order, without what changes from boot to boot. Where
* they are too many, the earlier ones are marks (`#` and seven characters of a digest): good to be found again, not to be read.
*/
function consoleRecord(consoles) {
	const phases = Object.entries(consoles);
	const share = Math.floor(CONSOLE_BYTES / Math.max(1, phases.length));
	return Object.fromEntries(phases.map(([phase, text]) => {
		return [phase, shortened([...new Set(tellingLines(text).map(({ normal }) => normal))].slice(-Math.floor(share / MARK_BYTES)), share)];
	}));
}
function shortened(lines, limit) {
	let left = limit - lines.length * MARK_BYTES;
	return lines.toReversed().map((line) => {
		const cost = Buffer.byteLength(JSON.stringify(line)) + 1 - MARK_BYTES;
		if (line.length > LONGEST_KEPT || line.startsWith("#") || cost > left) return markOf(line);
		left -= cost;
		return line;
	}).reverse();
}
function markOf(line) {
	return `#${createHash("sha256").update(line).digest("base64url").slice(0, 7)}`;
}
function tellingLines(text) {
	return text.slice(0, MOST_TEXT).split("\n").map((line, index) => ({
		number: index + 1,
		text: line,
		normal: normalLine(line)
	})).filter(({ normal }) => !isNoise(normal));
}
/**
* The first line of each phase that the passed test's console had nowhere: order counts for nothing, for units start as they like.
* `before` is the line that then stood in its place, where it is known and is gone. A phase that is not remembered is not compared.
*/
function consoleDifferences(consoles, green) {
	return Object.entries(consoles).flatMap(([phase, text]) => {
		const then = Object.hasOwn(green, phase) ? green[phase] ?? [] : [];
		if (then.length === 0) return [];
		const known = new Set(then);
		const lines = tellingLines(text);
		const from = then[0]?.startsWith("#") === true ? Math.max(0, lines.findIndex((line) => has(known, line.normal))) : 0;
		const at = lines.findIndex(({ normal }, index) => index >= from && !has(known, normal));
		const line = lines[at];
		if (line === void 0) return [];
		return [{
			kind: "console",
			what: `${phase} console, line ${line.number}`,
			before: standIn(lines, at, then),
			now: shorten(withoutClock(plainText(line.text)), LONGEST_SHOWN)
		}];
	});
}
function has(known, normal) {
	return known.has(normal) || known.has(markOf(normal));
}
/** What followed, when the test passed, on the line before the new one. */
function standIn(lines, at, then) {
	const before = lines[at - 1]?.normal;
	if (before === void 0) return null;
	const mark = markOf(before);
	const next = then[then.findIndex((line) => line === before || line === mark) + 1];
	if (next === void 0 || next.startsWith("#")) return null;
	return lines.some(({ normal }) => normal === next) ? null : next;
}
// src/report/github/records.ts
/**
* What is remembered of a test that ran to its end; null of one that did not (skipped, cancelled, without a result, ended by the host),
* whose time says nothing.
* @param plan null where there is none any more: then nothing of its configuration is remembered
* @param consoles by phase: the text of the console log
* @param at seconds since the epoch
*/
function recordOf(test, plan, consoles, at, commit) {
	const fault = faultOf(test.verdict);
	if (test.verdict === "skipped" || test.verdict === "missing" || fault === "host" || fault === "cancelled") return null;
	const green = test.verdict === "passed" ? {
		...stateOf(test, plan),
		commit,
		at,
		console: consoleRecord(consoles)
	} : null;
	return {
		seconds: Math.round(test.seconds * 10) / 10,
		green
	};
}
function stateOf({ image, target, qemu }, plan) {
	return {
		image: nameOf(image),
		imageDigests: image.digests,
		target: target === null ? null : nameOf(target),
		targetDigests: target?.digests ?? {},
		qemu: qemu.version,
		accel: qemu.accel,
		machineType: qemu.machineType,
		cpu: qemu.cpu,
		configuration: plan === null ? {} : flatConfiguration(plan)
	};
}
/** `noble 20261101`; a version that begins with the name stands alone. */
function nameOf({ name, version }) {
	if (name === null || version === null) return name ?? version;
	return version.startsWith(name) ? version : `${name} ${version}`;
}
/**
* What is not as it was when the test last passed, the likelier causes first: images, QEMU, machine, configuration, console. What nobody
* remembers (an older record, a test that never came to start QEMU) is no difference.
*/
function differences(test, plan, consoles, green) {
	const now = stateOf(test, plan);
	const configured = plan !== null && Object.keys(green.configuration).length > 0;
	return [
		...imageDifference("image", green.image, now.image, green.imageDigests, now.imageDigests),
		...imageDifference("installed image", green.target, now.target, green.targetDigests, now.targetDigests),
		...one("qemu", "QEMU", green.qemu, now.qemu),
		...one("machine", "accelerator", green.accel, now.accel),
		...one("machine", "machine type", green.machineType, now.machineType),
		...one("machine", "processor", green.cpu, now.cpu),
		...configured ? configurationDifferences(green.configuration, now.configuration) : [],
		...consoleDifferences(consoles, green.console)
	];
}
function one(kind, what, before, now) {
	return before === null || now === null || before === "" || now === "" || before === now ? [] : [{
		kind,
		what,
		before,
		now
	}];
}
/** The name and version where they changed, else the parts whose digests did. */
function imageDifference(what, before, now, then, digests) {
	if (before !== now) return before === null && now === null ? [] : [{
		kind: "image",
		what,
		before,
		now
	}];
	return Object.keys(digests).filter((role) => Object.hasOwn(then, role)).sort().flatMap((role) => one("image", `${what} ${now ?? ""}, ${role}`.replace(" ,", ","), then[role] ?? null, digests[role] ?? null));
}
/** Of what is told: where more differs, it is another test. */
const MOST_CONFIGURED = 50;
function configurationDifferences(then, now) {
	const value = (of, path) => Object.hasOwn(of, path) ? of[path] ?? null : null;
	return [.../* @__PURE__ */ new Set([...Object.keys(then), ...Object.keys(now)])].sort().flatMap((what) => {
		const [before, after] = [value(then, what), value(now, what)];
		return before === after ? [] : [{
			kind: "configuration",
			what,
			before,
			now: after
		}];
	}).slice(0, MOST_CONFIGURED);
}
/** A history's most tests: those that ran longest ago go first. */
const MOST_TESTS = 1e3;
const MOST_BYTES$1 = 1e7;
/**
* The history with the records of this run, which come first: what no longer runs sinks to the end and falls off there.
* @param options.greenAllowed whether this run's passes are those of a branch that others compare with; else the older ones stay
*/
function mergeHistory(old, records, options) {
	const before = new Map(Object.entries(old.tests));
	const fresh = Object.entries(records).map(([id, { seconds, green }]) => [id, {
		seconds,
		green: (options.greenAllowed ? green : null) ?? before.get(id)?.green ?? null
	}]);
	const tests = new Map([...fresh, ...[...before].filter(([id]) => !Object.hasOwn(records, id))].slice(0, MOST_TESTS));
	let bytes = 0;
	for (const [id, record] of tests) {
		bytes += Buffer.byteLength(JSON.stringify([id, record]));
		if (bytes > MOST_BYTES$1) tests.delete(id);
	}
	return {
		version: 1,
		tests: Object.fromEntries(tests)
	};
}
// src/faces/action/history.ts
/** Seconds for the cache to answer: what it knows is of use, and never needed. */
const RESTORE_SECONDS = 30;
const SAVE_SECONDS = 60;
const FILE = "history.json";
/** The toolkit has one message for most of these, about another job. */
const REASONS = {
	rate: "GitHub’s cache takes no more uploads just now",
	denied: "this run’s token may not write GitHub’s cache",
	quota: "GitHub’s cache of this repository is full",
	late: "GitHub’s cache did not answer in time",
	failed: "GitHub’s cache fails"
};
/** More than what is read of it has (report/github/history.ts). Bytes. */
const MOST_BYTES = 64 << 20;
/** Keys match by prefix: each part ends where no other begins. `suites`: their paths, by which two gates of a repository are told apart. */
function keys({ context, inputs }, suites) {
	const prefix = `vmtest-history-v1-${sha256(JSON.stringify([inputs.own["artifact-name"], [...suites].sort()])).slice(0, 16)}.`;
	return {
		prefix,
		key: `${prefix}${context.runId}-${context.runAttempt}.`
	};
}
/** What is remembered of earlier runs; nothing where there is no cache, no entry, or a broken one. Never throws. */
async function restoreHistory(job, suites, signal) {
	const { own } = job.inputs;
	if (own.cache === "off" || !isServiceThere()) return NO_HISTORY;
	const { prefix, key } = keys(job, suites);
	try {
		await using folder = await cacheFolder(job.context.temp);
		const answer = await callCache({
			what: "restore",
			key,
			prefixes: [prefix],
			env: process.env,
			signal,
			seconds: RESTORE_SECONDS
		}, folder);
		if (answer.key === null) {
			tell(job, "read", answer);
			return NO_HISTORY;
		}
		const file = await restoredFile(folder, FILE, MOST_BYTES);
		if (file !== null) return parseHistory(await readFile(file.path, "utf8")).history;
		job.notes.push({
			severity: "notice",
			message: `the record of earlier runs is not read: its entry in GitHub’s cache has no file ${FILE} as it should be`
		});
		return NO_HISTORY;
	} catch {
		tell(job, "read", { why: "failed" });
		return NO_HISTORY;
	}
}
/** Remembers what this run adds, where the event may write. Never throws. */
async function saveHistory(job, suites, old, records, signal) {
	const { trust, inputs } = job;
	if (inputs.own.cache !== "auto" || !trust.mayWriteCache || Object.keys(records).length === 0 || !isServiceThere()) return;
	if (["none", "read"].includes((process.env.ACTIONS_CACHE_MODE ?? "").trim().toLowerCase())) return;
	try {
		await using folder = await cacheFolder(job.context.temp);
		await writeFile(join(folder.data, FILE), JSON.stringify(mergeHistory(old, records, { greenAllowed: trust.green })));
		const { key } = keys(job, suites);
		tell(job, "written", await callCache({
			what: "save",
			key,
			env: process.env,
			signal,
			seconds: SAVE_SECONDS
		}, folder));
	} catch {
		tell(job, "written", { why: "failed" });
	}
}
/** Whether the runner offers a cache at all. */
function isServiceThere() {
	return Boolean(process.env.ACTIONS_RESULTS_URL) || Boolean(process.env.ACTIONS_CACHE_URL);
}
/** That it did not work, in a notice; that there was nothing, or that another job was first, is no news. */
function tell({ notes }, what, { why }) {
	if (why === null || why === "exists" || why === "cancelled") return;
	notes.push({
		severity: "notice",
		message: `the record of earlier runs could not be ${what}: ${REASONS[why]}`,
		hint: "nothing depends on it: jobs are balanced less well, and a summary says no differences"
	});
}
export { NO_HISTORY as a, recordOf as i, saveHistory as n, differences as r, restoreHistory as t };
