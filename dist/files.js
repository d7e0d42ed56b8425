import { createReadStream } from "node:fs";
import { createHash, randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
// src/base/files.ts
/** True where `error` is Node's system error of this code (`ENOENT`, `ENOSPC`, …). */
function isErrno(error, code) {
	return error instanceof Error && error.code === code;
}
/**
* Makes a folder with its parents; returns the topmost that was not there, or null where all were. Not by Node's `recursive`: that one
* tries for ever where a folder cannot have children, as in /proc.
*/
async function makeFolder(path, mode = 493) {
	try {
		await mkdir(path, mode);
		return path;
	} catch (error) {
		if ((await stat(path).catch(() => null))?.isDirectory() === true) return null;
		const parent = dirname(path);
		if (!isErrno(error, "ENOENT") || parent === path) throw error;
		const first = await stat(parent).catch(() => null) === null ? await makeFolder(parent, mode) : null;
		await mkdir(path, mode).catch((again) => {
			if (!isErrno(again, "EEXIST")) throw again;
		});
		return first ?? path;
	}
}
/** Writes a file so that nobody ever reads it half-written: aside, fsync, rename. The folder must exist. */
async function writeWhole(path, data, mode = 420) {
	const aside = `${path}.${randomBytes(4).toString("hex")}.part`;
	try {
		const handle = await open(aside, "w", mode);
		try {
			await handle.writeFile(data);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(aside, path);
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
}
/** The sha256 of a file, in hex, read as a stream. Throws an AbortError where `signal` fires. */
async function sha256File(path, signal) {
	const hash = createHash("sha256");
	const options = {
		highWaterMark: 1 << 20,
		...signal === void 0 ? {} : { signal }
	};
	for await (const chunk of createReadStream(path, options)) hash.update(chunk);
	return hash.digest("hex");
}
/** The sha256 of text or bytes, in hex. */
function sha256(data) {
	return createHash("sha256").update(data).digest("hex");
}
export { writeWhole as a, sha256File as i, makeFolder as n, sha256 as r, isErrno as t };
