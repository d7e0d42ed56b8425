import { i as sha256File } from "./files.js";
import { t as ATTEMPTS_FOLDER } from "./files2.js";
import { s as KEEP_PARTS } from "./inputs.js";
import { join, relative } from "node:path";
import { lstat, readdir, rm } from "node:fs/promises";
// src/evidence/keep.ts
/** Files up to this size get a digest in the result; disks, which are larger, do not cost a run its seconds. */
const DIGEST_LIMIT = 64 << 20;
/** What the policy keeps of a test's folder, earlier attempts included, sorted by path. */
async function keptFiles(folder, parts) {
	const kept = [];
	for (const part of [...parts, ATTEMPTS_FOLDER]) await list(folder, join(folder, part), kept);
	return kept.sort((a, b) => a.path < b.path ? -1 : 1);
}
/** Removes the parts of a test's folder that the policy does not keep. Disks are large: this may take a good part of a second. */
async function dropTheRest(folder, parts) {
	const dropped = KEEP_PARTS.filter((part) => !parts.includes(part));
	await Promise.all(dropped.map((part) => rm(join(folder, part), {
		recursive: true,
		force: true
	})));
}
async function list(root, folder, kept) {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	for (const entry of entries) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) await list(root, path, kept);
		else if (entry.isFile()) {
			const { blocks, size } = await lstat(path);
			const sha256 = size <= DIGEST_LIMIT ? await sha256File(path) : null;
			kept.push({
				path: relative(root, path),
				bytes: Math.min(size, blocks * 512),
				sha256
			});
		}
	}
}
export { keptFiles as n, dropTheRest as t };
