import { a as run } from "./spawn.js";
import { o as findProgram } from "./job.js";
import { fileURLToPath } from "node:url";
import { isAbsolute, join } from "node:path";
import { lstat, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
// src/faces/action/cache-call.ts
/** Data of every entry has this name, which is a part of the entry's version: nothing of a runner's own paths is. */
const DATA = "data";
/** Makes the folder below another, which should be on a disk; what is in it goes with it. */
async function cacheFolder(temp) {
	await mkdir(temp, { recursive: true });
	const path = await mkdtemp(join(temp, "vmtest-cache-"));
	const data = join(path, DATA);
	await mkdir(data);
	const remove = () => rm(path, {
		recursive: true,
		force: true
	}).catch(() => void 0);
	return {
		path,
		data,
		remove,
		[Symbol.asyncDispose]: remove
	};
}
/**
* A plain file of a restored entry; null where it is not there, is anything else, or is larger than `most` bytes. Whoever wrote the entry packed
* it as they liked: a link in it, the folder itself being one, leads to files of this host, and a pipe is read for ever.
*/
async function restoredFile({ data }, name, most = Number.POSITIVE_INFINITY) {
	const path = join(data, name);
	const file = (await lstat(data).catch(() => null))?.isDirectory() === true ? await lstat(path).catch(() => null) : null;
	return file?.isFile() === true && file.size <= most ? {
		path,
		bytes: file.size
	} : null;
}
/** Bundled, the program is a file beside the chunk that this is in (tools/bundle.ts); in the sources, beside this. */
const STEP = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./cache-step.ts" : "./cache-step.js", import.meta.url));
/**
* Calls `@actions/cache` in a process of its own. Reasons: an entry's version and the names in its archive depend on the current folder, of
* which a process has one, and `..` is refused; it cannot be cancelled otherwise, nor can its tar; it writes to stdout, its failures as
* annotations of its own, and answers them all by the same -1. Never throws.
*/
async function callCache(call, folder) {
	const answer = join(folder.path, "answer.json");
	try {
		const env = {
			...toolkitEnv(call.env, folder.path),
			PATH: await pathWithTar(folder.path, call.env.PATH ?? "")
		};
		const ask = JSON.stringify({
			what: call.what,
			key: call.key,
			prefixes: call.prefixes ?? [],
			data: DATA,
			answer
		});
		const outcome = await run(process.execPath, [STEP, ask], {
			env,
			cwd: folder.path,
			timeout: call.seconds,
			...call.signal === void 0 ? {} : { signal: call.signal }
		});
		const said = wordsOf(`${outcome.stdout}\n${outcome.stderr}`);
		if (outcome.canceled) return {
			key: null,
			why: "cancelled",
			said
		};
		if (outcome.timedOut) return {
			key: null,
			why: "late",
			said
		};
		const result = outcome.exitCode === 0 ? JSON.parse(await readFile(answer, "utf8")) : null;
		if (call.what === "restore" && typeof result === "string") return {
			key: result,
			why: null,
			said
		};
		if (call.what === "save" && typeof result === "number" && result >= 0) return {
			key: call.key,
			why: null,
			said
		};
		return {
			key: null,
			why: call.what === "restore" && outcome.exitCode === 0 && !/Failed to restore/.test(outcome.stdout) ? null : reasonOf(`${outcome.stdout}\n${outcome.stderr}`),
			said
		};
	} catch (error) {
		return {
			key: null,
			why: "failed",
			said: error instanceof Error ? error.message : String(error)
		};
	}
}
/** The runner's variables without its files of commands, which the toolkit has no business with. */
function toolkitEnv(env, folder) {
	const wanted = Object.entries(env).filter((entry) => entry[1] !== void 0 && /^(?:ACTIONS_|GITHUB_|RUNNER_|CACHE_|HOME$|LANG$|NODE_EXTRA_CA_CERTS$|SSL_CERT_)|_proxy$/i.test(entry[0]) && !/^GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY|TOKEN)$|^RUNNER_DEBUG$/.test(entry[0]));
	return {
		...Object.fromEntries(wanted),
		GITHUB_WORKSPACE: folder,
		RUNNER_TEMP: folder
	};
}
/**
* A PATH whose tar keeps holes, calls it no failure that a file got or lost a name while it was read (1: another job links the same image; what
* is restored is verified), and does not take -P, with which the toolkit calls it: an archive of a cache cannot write outside of the folder
* then, and its names are all inside.
*/
async function pathWithTar(folder, path) {
	const tar = await findProgram("tar", path);
	if (tar === null || /'/.test(tar) || !isAbsolute(tar)) return path;
	const bin = join(folder, "bin");
	await mkdir(bin, { recursive: true });
	await writeFile(join(bin, "tar"), `#!/bin/sh\nfor word do shift; [ "\$word" = -P ] || set -- "\$@" "\$word"; done\n'${tar}' --sparse "$@" || { status=$?; [ "$status" -eq 1 ] || exit "$status"; }\n`, { mode: 493 });
	return `${bin}:${path}`;
}
/** What its words say of a failure; the answer itself is the same for all. */
function reasonOf(text) {
	if (/\b429\b|too many requests|rate limit/i.test(text)) return "rate";
	if (/already[ _]exists|\b409\b/i.test(text)) return "exists";
	if (/cache (?:write|read) denied|cache-mode|permission_denied|\b40[13]\b/i.test(text)) return "denied";
	if (/quota|resource_exhausted|insufficient|storage limit|\b507\b|read-only/i.test(text)) return "quota";
	return "failed";
}
/** The last line with something that went wrong, without the runner's markup. */
function wordsOf(text) {
	return (text.split("\n").map((line) => line.replace(/^::(?:debug|warning|error|notice)[^:]*::/, "").trim()).filter((line) => /fail|error|denied|unable|limit/i.test(line)).at(-1) ?? "").slice(0, 300);
}
export { callCache as n, restoredFile as r, cacheFolder as t };
