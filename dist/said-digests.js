import { t as VmtestError } from "./errors.js";
import { a as writeWhole, r as sha256 } from "./files.js";
import { n as withoutPassword } from "./address.js";
import { n as versionOf } from "./make-once.js";
import { i as shown } from "./addresses.js";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
// src/images/url/stored.ts
/** What is kept unpacked alone; kernels and initrds are booted as they are, and a guest's tar reads what is compressed. */
const UNPACKED = [
	"disk",
	"root",
	"iso"
];
/** The name of a version's one file in its manifest. */
const FILE = "file";
/** The store's folder of files that are named by their addresses: `url/<first 16 digits of the published file's digest>/`. */
function urlFolder(store) {
	return join(store, "url");
}
function isUnpacked(role) {
	return UNPACKED.includes(role);
}
/** The digest by which a file is known: sha256 where it is published, else sha512. */
function mainDigest({ sha256, sha512 }) {
	const digest = sha256 ?? sha512;
	if (digest === null) throw new Error("a file without any digest");
	return digest;
}
/** The name of a file's version; the same file kept as it was published is another. */
function versionName(digests, role) {
	return `${mainDigest(digests).slice(0, 16)}${isUnpacked(role) ? "" : "-published"}`;
}
/** The version of a file where it is in the store, whole. Throws VMTEST_IMAGE_CORRUPT where another file has its place. */
async function stored(store, digests, role) {
	const found = await versionOf(urlFolder(store), versionName(digests, role));
	if (found !== void 0 && found.manifest.indexDigest !== mainDigest(digests)) throw new VmtestError("VMTEST_IMAGE_CORRUPT", `${found.path} was made of a file with the digest ${found.manifest.indexDigest}`, { hint: `remove that folder: it has the place of a file with the digest ${mainDigest(digests)}` });
	return found?.manifest.files["file"] === void 0 ? void 0 : found;
}
// src/images/url/remembered.ts
/** Everything that decides what a sums file is believed to say: what was read unverified is never taken for verified. */
function memoryFile(store, { url }, sums) {
	const key = JSON.stringify([
		url,
		sums.url,
		sums.signature,
		sums.keyring,
		sums.verify
	]);
	return join(urlFolder(store), `.sums-${sha256(key).slice(0, 32)}.json`);
}
/** What a sums file said of a file when it was fetched last; undefined where nobody asked. */
async function remembered(store, file, sums) {
	const text = await readFile(memoryFile(store, file, sums), "utf8").catch(() => "null");
	try {
		const value = JSON.parse(text);
		const digests = {
			sha256: digit(value?.sha256, 64),
			sha512: digit(value?.sha512, 128)
		};
		return digests.sha256 === null && digests.sha512 === null ? void 0 : digests;
	} catch {
		return;
	}
}
function digit(value, length) {
	return typeof value === "string" && value.length === length && /^[0-9a-f]+$/.test(value) ? value : null;
}
/** Remembers it, once the file is there. */
async function remember(store, file, sums, digests) {
	const at = Math.floor(Date.now() / 1e3);
	const text = `${JSON.stringify({
		url: shown(file.url),
		sums: shown(sums.url),
		...digests,
		at
	})}\n`;
	await writeWhole(memoryFile(store, file, sums), text);
}
// src/images/url/said-digests.ts
/**
* The digests that need no network: the lock file's, and the suite's own; null where only a sums file has them. What the lock file says
* of another address than the suite names is not taken. Throws VMTEST_IMAGE_CORRUPT where suite and lock file differ.
*/
function saidDigests(image, role, file, locked) {
	const lock = locked?.kind === "url" ? locked.files[role] : void 0;
	const own = {
		sha256: file.sha256?.toLowerCase() ?? null,
		sha512: file.sha512?.toLowerCase() ?? null
	};
	if (lock === void 0 || lock.url !== withoutPassword(file.url)) return own.sha256 === null && own.sha512 === null ? null : own;
	checkSame(image, role, file, own, lock, "the suite");
	return {
		sha256: lock.sha256 ?? own.sha256,
		sha512: lock.sha512 ?? own.sha512
	};
}
/** Throws VMTEST_IMAGE_CORRUPT, with both digests, where `found` (by `whom`) has another one than the lock file. */
function checkSame(image, role, { url }, found, lock, whom) {
	for (const name of ["sha256", "sha512"]) {
		const [theirs, ours] = [lock[name], found[name]];
		if (theirs === null || ours === null || theirs === ours) continue;
		throw new VmtestError("VMTEST_IMAGE_CORRUPT", `The ${role} of the image ${image}, ${shown(url)}: ${whom} has the ${name} ${ours}, and the lock file ${theirs}`, { hint: "where the new one is right, run `vmtest images lock`" });
	}
}
export { isUnpacked as a, urlFolder as c, FILE as i, versionName as l, remember as n, mainDigest as o, remembered as r, stored as s, saidDigests as t };
