import { t as VmtestError } from "./errors.js";
import { a as writeWhole, i as sha256File, n as makeFolder, t as isErrno } from "./files.js";
import { a as run, n as killGroup, o as start } from "./spawn.js";
import { t as plainLine } from "./text.js";
import { statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { chmod, mkdir, open, readFile, readdir, readlink, realpath, rename, rm, stat } from "node:fs/promises";
// src/images/store/usable.ts
const ELSEWHERE = "name another with --image-dir or IMAGE_DIR";
/** What a system error says of a path that cannot be used as a store, in words, and the mend. */
const WORDS = {
	EACCES: ["permission denied", owned],
	EPERM: ["not permitted", owned],
	EROFS: ["the file system is mounted read-only", () => `mount it for writing, or ${ELSEWHERE}`],
	ENOTDIR: ["there is something that is no folder", () => `a store is a folder: ${ELSEWHERE}`],
	EISDIR: ["there is a folder where a file should be", () => `take it away, or ${ELSEWHERE}`],
	ELOOP: ["its links lead to themselves", () => `mend the links, or ${ELSEWHERE}`],
	EIO: ["the device fails", () => `look into the log of the kernel, or ${ELSEWHERE}`],
	ESTALE: ["the server of the file system has lost it", () => `mount it anew, or ${ELSEWHERE}`]
};
function owned(store, user) {
	return `give it to that user (chown -R ${user} ${store}), share it by a group (see "Who may share a store" in docs/images.md), or ${ELSEWHERE}`;
}
/**
* Does something with the store at an absolute path. What the system refuses there is no bug of ours: it becomes
* VMTEST_IMAGE_UNAVAILABLE with the store, the path, the user and the mend, or VMTEST_DISK_FULL.
*/
async function atStore(store, act) {
	try {
		return await act();
	} catch (error) {
		throw storeFailure(store, error) ?? error;
	}
}
/** The error for people that a system error at the store comes to; null for any other error, and for one of a path elsewhere. */
function storeFailure(store, error) {
	if (!(error instanceof Error)) return null;
	const { code = "", path, dest } = error;
	const paths = [path, dest].filter((one) => typeof one === "string");
	const here = paths.find((one) => isBelow(one, store) || isBelow(store, one));
	if (code === "ENOSPC" || code === "EDQUOT") return here === void 0 && paths.length > 0 ? null : full(store, error);
	const said = WORDS[code];
	if (said === void 0 || here === void 0) return null;
	const user = ownUser();
	const [words, mend] = said;
	return new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `The image store ${store} cannot be used by the user ${user}: ${words}: ${here}`, {
		hint: mend(store, user),
		cause: error
	});
}
/** Who we are: proc(5) gives a process's folder to its effective user. */
function ownUser() {
	try {
		return String(statSync("/proc/self").uid);
	} catch {
		return "unknown";
	}
}
function full(store, cause) {
	return new VmtestError("VMTEST_DISK_FULL", `There is no space left in the image store ${store}`, {
		hint: "free some (vmtest images prune), or put the image store elsewhere with IMAGE_DIR",
		cause
	});
}
function isBelow(path, folder) {
	return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
// src/images/store/make-store.ts
/** Makes a folder of the image store, with its parents. Throws VMTEST_IMAGE_UNAVAILABLE where it cannot be made, or what `atStore` puts into words. */
async function makeStore(folder) {
	try {
		await makeFolder(folder);
	} catch (cause) {
		if (storeFailure(folder, cause) !== null) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `the image store ${folder} cannot be made: ${reason}`, {
			hint: "name another with --image-dir or IMAGE_DIR",
			cause
		});
	}
}
// src/images/store/lock-holders.ts
/** More are not named in one sentence. */
const SHOWN = 3;
/** What `heldBy` says where the lock is ours. */
const HELD_HERE = " (held by this process)";
/**
* Who holds the lock of a file by flock(2), for a message: ` (held by process 1234, node)`; '' where nobody is seen. The process that
* /proc/locks names is the program flock, which has ended; whose open file has the lock is in /proc/PID/fdinfo (proc_pid_fdinfo(5)). Of
* other users' processes, and of other containers', nothing is seen.
*/
async function heldBy(file) {
	const path = await realpath(file).catch(() => null);
	if (path === null) return "";
	const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
	const holders = (await Promise.all(pids.map((pid) => holds(pid, path)))).flatMap((holder) => holder ?? []);
	if (holders.length === 0) return "";
	const own = await readlink("/proc/self").catch(() => "");
	if (holders.every(({ pid }) => pid === own)) return HELD_HERE;
	const more = holders.length > SHOWN ? ` and ${holders.length - SHOWN} more` : "";
	return ` (held by ${holders.slice(0, SHOWN).map(({ words }) => words).join(", ")}${more})`;
}
/** The process in words where it holds the lock of the file, else null. */
async function holds(pid, path) {
	const folder = `/proc/${pid}/fd`;
	for (const fd of await readdir(folder).catch(() => [])) {
		const link = await readlink(`${folder}/${fd}`).catch(() => "");
		if (basename(link) !== basename(path) || !await isSame(`${folder}/${fd}`, path)) continue;
		const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, "utf8").catch(() => "");
		if (!/^lock:\s+\d+: FLOCK /m.test(info)) continue;
		const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
		return {
			pid,
			words: `process ${pid}${name === "" ? "" : `, ${plainLine(name)}`}`
		};
	}
	return null;
}
async function isSame(one, other) {
	const [mine, theirs] = await Promise.all([one, other].map((path) => stat(path, { bigint: true }).catch(() => null)));
	return mine != null && theirs != null && mine.dev === theirs.dev && mine.ino === theirs.ino;
}
// src/images/store/lock.ts
/**
* The locks of an image store, all of them flock(2), taken by the program `flock` on a descriptor that it inherits from us: a lock is
* ours until we close it or are gone. The first two are the original's, the others ours.
*
* - IMAGE_DIR itself. The original's sync takes it exclusively and then waits for `vmtest-images.lock`: whoever comes after it waits.
*   Its jenkins-runner takes it shared, then the lock file, and lets it go. A run of ours holds it shared as long as it lives
*   (`holdStore`): the original's sync waits for our runs, our runs wait for the original's sync, and nothing else.
* - `vmtest-images.lock`. The original's sync holds it exclusively while it works, a jenkins-runner shared during its run. A sync or
*   prune of ours holds it shared: the original's sync cannot work at the same time, and its runs go on, since we add files by rename
*   only. Where files are to be removed, the lock is made exclusive without waiting (`upgrade`); where that fails a jenkins-runner is
*   on, and what was to be removed stays until the next sync or prune.
* - `.vmtest-data/vmtest/sync.lock`. Held exclusively by a sync or prune of ours: one at a time. Always taken before
*   `vmtest-images.lock`, and never waited for by who holds that, or by a run whose image is there.
* - Each image file. A run holds those that it uses shared (`holdFiles`). Who removes a file takes it exclusively, without waiting,
*   before its version leaves the state: a version with a file that is held stays.
* - `.vmtest-data/vmtest/pins.lock`. Held exclusively for the moment in which pins.json is read and written again.
*
* Query, list and verify take none: what they read is replaced by rename. NFS is untested: there flock(2) is emulated by record
* locks, for which an exclusive lock needs a descriptor that is open for writing.
*/
/**
* Takes the lock of a file, which is made where it is not there. Only who holds it may remove the file: whoever waited for it then takes
* the lock of the next one.
* Waits for it, or with `wait: false` answers undefined where somebody else has it.
* Errors: `VMTEST_TOOL_MISSING` without `flock`; `VMTEST_CANCELLED` when `signal` fires; `VMTEST_IMAGE_STORE_BUSY` after `timeout`.
*/
async function takeLock(file, options) {
	const handle = await openLock(file, options.existing ?? false);
	try {
		const taken = await acquire(file, handle, options) ? lockOf(file, handle, options) : void 0;
		if (taken !== void 0 && (options.existing === true || await taken.current())) return taken;
		await handle.close();
		return taken === void 0 ? void 0 : await takeLock(file, options);
	} catch (error) {
		await handle.close().catch(() => void 0);
		throw error;
	}
}
async function openLock(file, existing) {
	if (existing) return await open(file, "r");
	try {
		return await open(file, "a", 420);
	} catch (error) {
		if (isErrno(error, "EACCES") || isErrno(error, "EROFS") || isErrno(error, "EPERM")) return await open(file, "r");
		throw error;
	}
}
async function acquire(file, handle, options) {
	const kind = options.shared === true ? "--shared" : "--exclusive";
	const timeout = options.timeout ?? null;
	const watched = options.wait && (options.onWait !== void 0 || timeout === 0);
	if (!options.wait || watched) {
		if (await flock(file, handle, ["--nonblock", kind], options)) return true;
		if (!options.wait) return false;
		if (options.onWait !== void 0) options.onWait(await heldBy(file));
	}
	if (timeout !== 0 && await flock(file, handle, [...timeout === null ? [] : ["--timeout", String(timeout)], kind], options)) return true;
	throw new VmtestError("VMTEST_IMAGE_STORE_BUSY", `The lock ${file} was not free within ${timeout ?? 0} s${await heldBy(file)}`, { hint: "wait for what uses the image store to end, or wait longer: --image-lock-timeout" });
}
/** Runs `flock` once on the open file; false where somebody else has it and no more waiting was wanted. */
async function flock(file, handle, args, options) {
	const child = start("flock", [...args, "1"], {
		env: options.env,
		log: handle.fd,
		sockets: 0
	});
	const onAbort = () => killGroup(child.pid, "SIGKILL");
	if (options.signal?.aborted === true) onAbort();
	options.signal?.addEventListener("abort", onAbort, { once: true });
	const end = await child.exit;
	options.signal?.removeEventListener("abort", onAbort);
	if (end.exitCode === 0) return true;
	if (options.signal?.aborted === true) throw new VmtestError("VMTEST_CANCELLED", `Waiting for the lock ${file} was cancelled`);
	if (end.errorCode === "ENOENT") throw new VmtestError("VMTEST_TOOL_MISSING", "The program flock is not installed", { hint: "install the package util-linux" });
	if (end.exitCode === 1) return false;
	throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `flock could not lock ${file}: exit status ${end.exitCode ?? end.signal}`);
}
function lockOf(file, handle, options) {
	return {
		release: () => handle.close(),
		upgrade: () => flock(file, handle, ["--nonblock", "--exclusive"], options),
		current: async () => {
			const mine = await handle.stat({ bigint: true });
			const theirs = await stat(file, { bigint: true }).catch(() => null);
			return theirs !== null && mine.dev === theirs.dev && mine.ino === theirs.ino;
		}
	};
}
// src/images/programs/remove-tree.ts
/** Removes a tree of files, whatever their modes, and stays on its file system: nothing that is mounted under it is touched. */
async function removeTree(path, options) {
	if ((await run("rm", [
		"-rf",
		"--one-file-system",
		"--",
		path
	], { env: options.env })).exitCode === 0) return;
	await run("chmod", [
		"-R",
		"u+rwX",
		"--",
		path
	], { env: options.env });
	await run("rm", [
		"-rf",
		"--one-file-system",
		"--",
		path
	], { env: options.env });
}
// src/images/store/versions.ts
const MANIFEST_FILE = "manifest.json";
/** In a folder that is being built: the path of the build's scratch folder. */
const SCRATCH_FILE = "scratch";
const BUILDING = /^\.building-([A-Za-z0-9._-]+)\.[0-9a-f]{8}$/;
/** What the store believes to be a scratch folder: it removes nothing else. */
const SCRATCH = /^(?:\/[\w-][\w.-]*)*\/vmtest-build-\w{6}$/;
const SCRATCH_PREFIX = "vmtest-build-";
/** The lock of one image version. */
function lockFile(folder, version) {
	return join(folder, `.lock-${version}`);
}
/** The manifest of an image version that is whole: every file has the size that it says; else undefined. */
async function readManifest(path) {
	try {
		const manifest = JSON.parse(await readFile(join(path, MANIFEST_FILE), "utf8"));
		if (manifest.version !== 1) return void 0;
		for (const file of Object.values(manifest.files)) if ((await stat(join(path, file.file))).size !== file.bytes) return void 0;
		return manifest;
	} catch (error) {
		if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR") || error instanceof SyntaxError) return void 0;
		throw error;
	}
}
/** The newest whole version of a recipe, whatever package index it was built from. */
async function newestOf(folder, recipeKey) {
	const names = await readdir(folder).catch(() => []);
	let newest;
	for (const name of names.filter((entry) => !entry.startsWith("."))) {
		const path = join(folder, name);
		const manifest = await readManifest(path);
		if (manifest?.recipeKey === recipeKey && manifest.builtAt > (newest?.manifest.builtAt ?? 0)) newest = {
			path,
			manifest
		};
	}
	return newest;
}
/** Makes the folder in which a version is built; the version's lock must be held. `scratch` is removed with it if we die; null: none. */
async function beginBuild(folder, version, scratch) {
	const path = join(folder, `.building-${version}.${randomBytes(4).toString("hex")}`);
	await mkdir(path, { mode: 448 });
	if (scratch !== null) await writeWhole(join(path, SCRATCH_FILE), scratch);
	return path;
}
/**
* Makes a finished build the version: digests, manifest, fsync of everything, rename. Returns the manifest. `verified` has the
* sha256 of those files, by name, that were hashed just now.
*/
async function commitBuild(building, path, files, about, verified = {}) {
	const present = Object.entries(files).filter((entry) => entry[1] !== void 0);
	const entries = await Promise.all(present.map(async ([name, file]) => {
		const whole = join(building, file);
		await chmod(whole, 420);
		const digest = verified[file] ?? await sha256File(whole);
		await syncPath(whole);
		return [name, {
			file,
			bytes: (await stat(whole)).size,
			sha256: digest
		}];
	}));
	const manifest = {
		version: 1,
		...about,
		files: Object.fromEntries(entries)
	};
	await rm(join(building, SCRATCH_FILE), { force: true });
	await writeWhole(join(building, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
	await chmod(building, 493);
	await syncPath(building);
	await rename(building, path);
	await syncPath(join(path, ".."));
	return manifest;
}
async function syncPath(path) {
	const handle = await open(path, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
/** Removes one build that did not become a version, its scratch folder first. */
async function removeBuild(building, env) {
	const scratch = await readFile(join(building, SCRATCH_FILE), "utf8").catch(() => "");
	if (SCRATCH.test(scratch)) await removeScratch(scratch, env);
	await removeTree(building, { env });
}
/** Removes a build's scratch folder; in a user namespace its files belong to ids that only another such namespace can remove. */
async function removeScratch(path, env) {
	await removeTree(path, { env });
	if (!await stat(path).then(() => true, () => false)) return;
	await run("mmdebstrap", [
		"--unshare-helper",
		"find",
		path,
		"-mindepth",
		"2",
		"-xdev",
		"-delete"
	], { env });
	await removeTree(path, { env });
}
/** Removes what killed builds left: every build folder whose version's lock nobody holds. `held` is the version whose lock is ours. */
async function removeLeftovers(folder, held, env) {
	const removed = [];
	for (const name of await readdir(folder)) {
		const version = BUILDING.exec(name)?.[1];
		if (version === void 0) continue;
		const lock = version === held ? "ours" : await takeLock(lockFile(folder, version), {
			env,
			wait: false
		});
		if (lock === void 0) continue;
		await removeBuild(join(folder, name), env);
		removed.push(name);
		if (lock !== "ours") await lock.release();
	}
	return removed;
}
// src/images/read-only.ts
/** What to do where an image is not whole in a store that is only read. */
const WARM_HINT = "run this on the default branch first: it warms the store";
/** The error of who would have to change a store that is only read. `what` is missing, in words. */
function onlyRead(store, what) {
	return new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `${what} is not whole in the image store ${store}, which this run only reads`, { hint: WARM_HINT });
}
/** An error of having an image, with the mend that holds where the store is only read: nothing may be fetched, whoever asks. */
function inReadOnly(error) {
	if (!(error instanceof VmtestError) || error.code !== "VMTEST_IMAGE_UNAVAILABLE" || error.hint === "run this on the default branch first: it warms the store") return error;
	return new VmtestError(error.code, error.message, {
		hint: WARM_HINT,
		cause: error
	});
}
// src/images/store/make-once.ts
/** The version where it is there whole; undefined else. */
async function versionOf(folder, version) {
	const path = join(folder, version);
	const manifest = await readManifest(path);
	return manifest === void 0 ? void 0 : {
		path,
		manifest,
		seconds: 0
	};
}
/**
* Brings a version of a folder of the store: made by `make` in a private folder where it is not there whole. Of several processes that
* want the same one makes it and the others wait; what is made appears whole or not at all, and what a killed process left is removed.
* Errors: those of `make`; VMTEST_IMAGE_STORE_BUSY after `lockTimeout`, VMTEST_CANCELLED, VMTEST_TOOL_MISSING without `flock`.
*/
async function makeOnce(folder, version, make, context) {
	const there = await versionOf(folder, version);
	if (there !== void 0) return there;
	if (context.readOnly === true) throw onlyRead(dirname(folder), `${basename(folder)}/${version}`);
	await makeStore(folder);
	const lock = await takeLock(lockFile(folder, version), {
		env: context.env,
		wait: true,
		signal: context.signal,
		timeout: context.lockTimeout ?? null,
		onWait: (by) => {
			if (by !== " (held by this process)") context.emit(`waiting for another process, which is making the same${by}`);
		}
	});
	try {
		const since = await versionOf(folder, version);
		if (since !== void 0) return since;
		for (const left of await removeLeftovers(folder, version, context.env)) context.emit(`removed ${left}, which a killed process left`);
		return await makeLocked(folder, version, make, context);
	} finally {
		await lock?.release();
	}
}
async function makeLocked(folder, version, make, context) {
	const path = join(folder, version);
	const began = performance.now();
	const building = await beginBuild(folder, version, null);
	try {
		const made = await make(building);
		const seconds = (performance.now() - began) / 1e3;
		const times = {
			builtAt: Math.floor(Date.now() / 1e3),
			builtSeconds: Math.round(seconds * 1e3) / 1e3
		};
		await rm(path, {
			recursive: true,
			force: true
		});
		return {
			path,
			manifest: await commitBuild(building, path, made.files, {
				...made.about,
				...times
			}, made.verified),
			seconds
		};
	} catch (error) {
		await removeBuild(building, context.env);
		throw error;
	}
}
export { takeLock as _, onlyRead as a, beginBuild as c, newestOf as d, readManifest as f, removeTree as g, removeScratch as h, inReadOnly as i, commitBuild as l, removeLeftovers as m, versionOf as n, MANIFEST_FILE as o, removeBuild as p, WARM_HINT as r, SCRATCH_PREFIX as s, makeOnce as t, lockFile as u, makeStore as v, atStore as y };
