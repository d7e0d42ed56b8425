import { i as sha256File, r as sha256, t as isErrno } from "./files.js";
import { t as VmtestError } from "./errors.js";
import { join } from "node:path";
import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
// src/images/vault.ts
/** Of what an entry is, be it as long as it may: `vmtest-image-v1-<sha256>.`. */
function vaultKey(...parts) {
	return `vmtest-image-v1-${sha256(JSON.stringify(parts))}.`;
}
/**
* Restores files and verifies them before anybody takes them for what they are said to be: plain files, in their size, with their digest.
* They are put into `folder` by rename, over what is there of their names. False, with nothing changed, where the vault has not all of them as
* they must be; `staging` is a path of the same file system, which is removed. Error: VMTEST_CANCELLED.
*/
async function fromVault({ vault, signal, emit }, entry, folder, staging) {
	if (vault === void 0 || entry.files.length === 0) return false;
	await rm(staging, {
		recursive: true,
		force: true
	});
	await mkdir(staging, {
		recursive: true,
		mode: 448
	});
	try {
		const names = entry.files.map(({ name }) => name);
		if (!await vault.restore({
			key: entry.key,
			label: entry.label,
			folder: staging,
			files: names
		})) return false;
		const wrong = await whatIsWrong(staging, entry.files, signal);
		if (wrong !== null) {
			emit(`the cache’s copy of ${entry.label} is not taken: ${wrong}`);
			return false;
		}
		for (const name of names) await rename(join(staging, name), join(folder, name));
		return true;
	} finally {
		await rm(staging, {
			recursive: true,
			force: true
		});
	}
}
/** How files of a folder differ from what they must be; null where they do not. */
async function whatIsWrong(folder, files, signal) {
	const known = new Set(files.map(({ name }) => name));
	if ((await readdir(folder)).find((name) => !known.has(name)) !== void 0) return "it has files that nobody asked for";
	for (const { name, size, sha256: digest } of files) {
		const path = join(folder, name);
		const info = await lstat(path).catch(() => null);
		if (info === null) return `${name} is not in it`;
		if (!info.isFile() || info.nlink > 1) return `${name} is no plain file`;
		if (size !== null && info.size !== size) return `${name} has ${info.size} bytes, not ${size}`;
		if (digest !== null && await digestOf(path, signal) !== digest) return `${name} has another digest than was published`;
	}
	return null;
}
async function digestOf(path, signal) {
	try {
		return await sha256File(path, signal);
	} catch (error) {
		if (signal?.aborted === true) throw new VmtestError("VMTEST_CANCELLED", "Verifying a cached image was cancelled");
		if (isErrno(error, "EIO")) return "";
		throw error;
	}
}
export { vaultKey as n, fromVault as t };
