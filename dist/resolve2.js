import { t as linkedAbort } from "./abort.js";
import { t as VmtestError } from "./errors.js";
import { n as PUBLISHED_DEFAULTS } from "./image.js";
import { i as isoRoles, n as checkDiskImage, t as checkDiskHeader } from "./disk-image.js";
import { t as holdFiles } from "./hold.js";
import { o as MANIFEST_FILE, t as makeOnce } from "./make-once.js";
import { n as usePins } from "./pins.js";
import { A as compressionOfFile, j as decompress } from "./journal.js";
import { i as shown } from "./addresses.js";
import { i as shorten, t as plainLine } from "./text.js";
import { n as withoutPassword } from "./address.js";
import { r as sha256 } from "./files.js";
import { t as formatSize } from "./sizes.js";
import { t as formatDuration } from "./times.js";
import { n as vaultKey, t as fromVault } from "./vault.js";
import { a as isUnpacked, c as urlFolder, i as FILE, l as versionName, n as remember, o as mainDigest, r as remembered, s as stored, t as saidDigests } from "./said-digests.js";
import { performance as performance$1 } from "node:perf_hooks";
import { basename, dirname, join } from "node:path";
import { readdir, rename, rm, stat } from "node:fs/promises";
// src/images/url/pins.ts
const nameOf = (version) => ({
	contentId: "url/",
	product: "url",
	version
});
/** Remembers that versions were used that a suite or its lock file names by their digests. Errors: as of `usePins`. */
async function useUrlPins(store, versions, options) {
	if (versions.length > 0) await usePins(store, versions.map(nameOf), {
		...options,
		now: Date.now() / 1e3
	});
}
// src/images/url/sums.ts
const GNU = /^(\\?)([0-9a-f]{64}|[0-9a-f]{128})[ \t][ \t*](.+)$/i;
const BSD = /^(\\?)SHA(?:256|512) \((.+)\) = ([0-9a-f]{64}|[0-9a-f]{128})$/i;
/** The lines of a `SHA256SUMS`, `SHA512SUMS` or `CHECKSUM` file; what is none, such as a comment, is left out. */
function linesOf(text) {
	return text.split(/\r?\n/).flatMap((line) => {
		const gnu = GNU.exec(line);
		const bsd = BSD.exec(line);
		if (gnu !== null) return [{
			name: named(gnu[3], gnu[1]),
			digest: gnu[2].toLowerCase()
		}];
		return bsd === null ? [] : [{
			name: named(bsd[2], bsd[1]),
			digest: bsd[3].toLowerCase()
		}];
	});
}
function named(name, escaped) {
	return (escaped === "" ? name : name.replace(/\\([nr\\])/g, (_, sign) => ({
		n: "\n",
		r: "\r"
	})[sign] ?? "\\")).replace(/^(?:\.\/+)+/, "");
}
/**
* The digests of a file in the text of a sums file: those of its path below the sums file's folder, else those of its name alone (the
* last segment of its address), which must be there once. `shown`: the sums file's address for messages.
* Errors: VMTEST_IMAGE_NOT_FOUND with the names that come near; VMTEST_IMAGE_CORRUPT where it says two different things of the file.
*/
function findSum(text, names, shown) {
	const lines = linesOf(text);
	for (const name of names) {
		const found = lines.filter((line) => line.name === name);
		if (found.length > 0) return digestsOf(name, found, shown);
	}
	const name = names.at(-1) ?? "";
	const all = [...new Set(lines.map((line) => line.name))];
	throw new VmtestError("VMTEST_IMAGE_NOT_FOUND", `${shown} does not name ${harmless(name)}`, { hint: all.length === 0 ? "it names no file at all: it is no sums file" : `it names ${nearest(name, all).map(harmless).join(", ")}` });
}
function digestsOf(name, found, shown) {
	const of = (length) => {
		const digests = [...new Set(found.map(({ digest }) => digest).filter((digest) => digest.length === length))];
		if (digests.length > 1) throw new VmtestError("VMTEST_IMAGE_CORRUPT", `${shown} has ${digests.length} different digests of ${harmless(name)}`, { hint: "name the digest in the suite: sha256: HEX" });
		return digests[0] ?? null;
	};
	return {
		sha256: of(64),
		sha512: of(128)
	};
}
/** By which names a sums file may call the file of an address: its path below the sums file's folder, and its last segment. */
function namesOf(url, sumsUrl) {
	const [file, sums] = [new URL(url), new URL(sumsUrl)];
	const folder = sums.pathname.slice(0, sums.pathname.lastIndexOf("/") + 1);
	const below = file.host === sums.host && file.pathname.startsWith(folder) ? [file.pathname.slice(folder.length)] : [];
	return [.../* @__PURE__ */ new Set([...below, file.pathname.slice(file.pathname.lastIndexOf("/") + 1)])].map(decoded);
}
function decoded(path) {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
/** At most five names, those first that begin and end most as the wanted one does. */
function nearest(wanted, names) {
	const likeness = (name) => common(wanted, name) + common([...wanted].reverse().join(""), [...name].reverse().join(""));
	return [...names].sort((a, b) => likeness(b) - likeness(a) || (a < b ? -1 : 1)).slice(0, 5);
}
function common(a, b) {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length += 1;
	return length;
}
const harmless = (name) => shorten(plainLine(name), 120);
// src/images/url/published-digests.ts
/** Debian's largest has some 100 KB. */
const MAX_SUMS = 16 << 20;
const MAX_SIGNATURE = 1 << 20;
/** What the sums files of one image say now: each is fetched and verified once, whatever many files it names. */
var PublishedDigests = class {
	#client;
	#transfer;
	#texts = /* @__PURE__ */ new Map();
	constructor(client, transfer) {
		this.#client = client;
		this.#transfer = transfer;
	}
	/**
	* The digests of a file by its sums file, verified unless the suite says `verify: none`. Errors: VMTEST_DOWNLOAD_*,
	* VMTEST_SIGNATURE_*, VMTEST_KEYRING_INVALID, and those of `findSum`.
	*/
	async of({ name }, { url }, sums) {
		const key = JSON.stringify(sums);
		const text = this.#texts.get(key) ?? this.#fetch(name, sums);
		this.#texts.set(key, text);
		return findSum(await text, namesOf(url, sums.url), shown(sums.url));
	}
	async #fetch(image, sums) {
		const client = await this.#client();
		const bytes = await client.fetchBytes(sums.url, {
			...this.#transfer,
			maxBytes: MAX_SUMS
		});
		const about = { name: shown(sums.url) };
		if (sums.verify === "none") return await withoutProof(bytes, about);
		const { readKeyring } = await import("./keyring2.js");
		const keyring = await readKeyring(keyringOf(image, sums));
		if (sums.signature === null) {
			const { isClearsigned, verifyClearsigned } = await import("./clearsigned.js");
			if (!isClearsigned(bytes) && !Buffer.from(bytes).includes("-----BEGIN PGP")) throw unsigned(about.name);
			return await verifyClearsigned(bytes, keyring, about);
		}
		const signature = await client.fetchBytes(sums.signature, {
			...this.#transfer,
			maxBytes: MAX_SIGNATURE
		});
		const { verifyDetached } = await import("./detached.js");
		await verifyDetached(bytes, signature, keyring, about);
		return Buffer.from(bytes).toString("utf8");
	}
};
/** A clear-signed text is that without its signature too: nothing outside of it counts. */
async function withoutProof(bytes, about) {
	const { isClearsigned, unverifiedText } = await import("./clearsigned.js");
	return isClearsigned(bytes) ? unverifiedText(bytes, about) : Buffer.from(bytes).toString("utf8");
}
/** The suite's rules give one wherever a signature is to be checked. */
function keyringOf(image, { keyring }) {
	if (keyring === null) throw new Error(`the image ${image} has sums to verify and no keyring, and the suite did not notice`);
	return keyring;
}
function unsigned(name) {
	return new VmtestError("VMTEST_SIGNATURE_MISSING", `${name} has no signature in it, and the suite names none beside it`, { hint: `write \`signature: ADDRESS\` with what lies beside it (SHA256SUMS.gpg, .sign, .asc), or \`verify: none\` to believe the server` });
}
// src/images/url/bring.ts
const PARTIAL = /^\.partial-[0-9a-z-]+$/;
const STALE_SECONDS = 604800;
/**
* Fetches a file into the store where it is not there: resumed where an earlier process was broken off, checked against its digests as
* it was published, unpacked. A disk image that refers to other files is refused. Two processes that want the same file fetch it once.
* Errors: VMTEST_DOWNLOAD_*, VMTEST_IMAGE_CORRUPT, VMTEST_IMAGE_UNAVAILABLE, VMTEST_IMAGE_STORE_BUSY, VMTEST_DISK_FULL, VMTEST_CANCELLED.
*/
async function bring(wish, context) {
	const folder = urlFolder(context.store);
	const version = versionName(wish.digests, wish.role);
	return await makeOnce(folder, version, (building) => fetchInto(building, join(folder, `.partial-${version}`), wish, context), context);
}
async function fetchInto(building, partial, wish, context) {
	const { file, digests, role } = wish;
	await sweep(urlFolder(context.store));
	const began = performance.now();
	const expected = {
		size: wish.size,
		...digests.sha256 === null ? {} : { sha256: digests.sha256 },
		...digests.sha512 === null ? {} : { sha512: digests.sha512 }
	};
	const request = {
		url: file.url,
		expected,
		partial,
		redirects: file.redirects
	};
	let resumed = null;
	const onProgress = (progress) => {
		resumed = Math.min(resumed ?? progress.done, progress.done);
		context.onProgress(progress);
	};
	const entry = entryOf(wish, partial);
	const cached = await restore(building, entry, context);
	if (!cached) context.emit(`fetching ${shown(file.url)}`);
	const client = await context.client();
	try {
		await client.download(request, {
			signal: context.signal,
			onProgress,
			onNote: context.emit
		});
	} catch (error) {
		if ((await stat(partial).catch(() => null))?.size === 0) await rm(partial, { force: true });
		throw error;
	}
	const { size } = await stat(partial);
	if (!cached) await context.vault?.save({
		...entry,
		files: entry.files.map(({ name }) => name)
	});
	const seconds = (performance.now() - began) / 1e3;
	if (cached) context.emit(`${formatSize(size)} from the cache in ${formatDuration(seconds)}`);
	else context.emit(fetchedText(size, resumed ?? 0, seconds));
	const { name, verified } = await takeOver(building, partial, wish, context);
	if (role === "disk") await checkDiskImage(join(building, name), context);
	const recipe = {
		url: shown(file.url),
		...digests,
		disk: role === "disk"
	};
	return {
		files: { [FILE]: name },
		verified,
		about: {
			recipeKey: sha256(file.url),
			indexDigest: mainDigest(digests),
			recipe,
			tools: {}
		}
	};
}
/** A file as it was published, in the cache by its digests. */
function entryOf({ file, digests, size }, partial) {
	const name = basename(partial);
	return {
		key: vaultKey("url", digests.sha256 ?? "", digests.sha512 ?? "", name),
		label: shown(file.url),
		folder: dirname(partial),
		files: [{
			name,
			size,
			sha256: digests.sha256
		}]
	};
}
async function restore(building, entry, context) {
	return await stat(join(entry.folder, entry.files[0]?.name ?? "")).catch(() => null) === null && await fromVault(context, entry, entry.folder, join(building, "vault"));
}
function fetchedText(size, resumed, seconds) {
	const rate = formatSize(Math.round((size - resumed) / Math.max(seconds, .001)));
	return `fetched ${resumed === 0 ? formatSize(size) : `${formatSize(size - resumed)} of ${formatSize(size)}, the rest was there,`} in ${formatDuration(seconds)}, ${rate}/s`;
}
/** Puts the fetched file into the folder, unpacked where it is compressed and its role wants that. */
async function takeOver(building, partial, { image, file, digests, role }, context) {
	const compression = isUnpacked(role) ? await compressionOfFile(partial) : null;
	const name = fileName(file.url, compression !== null);
	if (compression === null) {
		await rename(partial, join(building, name));
		return {
			name,
			verified: digests.sha256 === null ? {} : { [name]: digests.sha256 }
		};
	}
	context.emit(`unpacking ${compression}`);
	try {
		const called = `The ${role} of the image ${image}, ${shown(file.url)},`;
		await decompress(partial, join(building, name), compression, {
			...context,
			called
		});
	} catch (error) {
		if (error instanceof VmtestError && error.code === "VMTEST_IMAGE_CORRUPT") await rm(partial, { force: true });
		throw error;
	}
	await rm(partial, { force: true });
	return {
		name,
		verified: {}
	};
}
/** The last segment of an address as a plain name: people know the file by it. */
function fileName(url, unpacked) {
	const plain = (new URL(url).pathname.split("/").at(-1) ?? "").replace(/[^A-Za-z0-9._-]/g, "_").slice(-100).replace(/^[.-]+/, "");
	const name = unpacked ? plain.replace(/\.(?:gz|xz|zst|bz2)$/i, "") : plain;
	return name === "" || name === "manifest.json" || name === "scratch" ? FILE : name;
}
/** Partial files that nobody has come back for in a week are removed. */
async function sweep(folder) {
	const now = Date.now() / 1e3;
	for (const name of (await readdir(folder)).filter((one) => PARTIAL.test(one))) {
		const path = join(folder, name);
		const info = await stat(path).catch(() => null);
		if (info !== null && now - info.mtimeMs / 1e3 > STALE_SECONDS) await rm(path, { force: true });
	}
}
// src/images/url/resolve-file.ts
/**
* One file of an image in the store, fetched where it has to be. Errors: as of `resolveUrl`.
*/
async function resolveFile(image, role, file, context) {
	const { options, store } = context;
	const { sync } = options.published ?? PUBLISHED_DEFAULTS;
	warnIfElsewhere(image.name, role, file, options);
	const said = saidDigests(image.name, role, file, options.locked);
	const known = said ?? (sync === true || file.sums === null ? void 0 : await remembered(store, file, file.sums));
	const there = known === void 0 ? void 0 : await stored(store, known, role);
	if (there !== void 0) return await checked(there, role, context);
	if (sync === false) throw notFetched(image.name, role, known);
	const digests = said ?? await publishedNow(image, file, context);
	const version = await bring({
		image: image.name,
		role,
		file,
		digests,
		size: lockedSize(role, file, options)
	}, context);
	if (said === null && file.sums !== null) await remember(store, file, file.sums, digests);
	return await checked(version, role, context);
}
function lockedSize(role, file, { locked }) {
	const lock = locked?.kind === "url" ? locked.files[role] : void 0;
	return lock?.url === withoutPassword(file.url) ? lock.size : null;
}
async function publishedNow(image, file, { published }) {
	if (file.sums === null) throw new Error(`a file of the image ${image.name} has neither digest nor sums, and the suite did not notice`);
	return await published.of(image, file, file.sums);
}
/** A file that was fetched in another role may be no disk image that is taken. */
async function checked(version, role, context) {
	if (role !== "disk") return version;
	const path = pathOf(version);
	if (version.manifest.recipe?.disk === true) await checkDiskHeader(path);
	else await checkDiskImage(path, context);
	return version;
}
function notFetched(image, role, known) {
	const which = known === void 0 ? "its sums file was never asked" : `no file with the digest ${mainDigest(known).slice(0, 16)}… is there`;
	return new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `The ${role} of the image ${image} is not in the store, and nothing may be fetched: ${which}`, { hint: "allow it with --image-sync yes, or bring it before: vmtest images sync" });
}
/** The path of a version's one file. */
const pathOf = (version) => join(version.path, version.manifest.files["file"]?.file ?? "");
/** Its sha256 in hex. */
const digestOf = (version) => version.manifest.files["file"]?.sha256 ?? "";
/** A lock file that was written for another address says nothing of this one. */
function warnIfElsewhere(image, role, { url }, { locked, warn, emit }) {
	if (locked?.kind !== "url" || locked.files[role]?.url === withoutPassword(url)) return;
	const other = locked.files[role]?.url;
	const what = other === void 0 ? "has nothing of it" : `is about ${shown(other)}`;
	(warn ?? ((message) => emit(message)))(`image ${image}: the ${role} is not locked: it comes from ${shown(url)}, and the lock file ${what}`, "run `vmtest images lock`");
}
// src/images/url/resolve.ts
/** A file may be pruned between the moment in which it is found and that in which it is held. */
const ATTEMPTS = 5;
/**
* Brings an image of addresses, and holds its files until it is released. What is in the store whole needs no network: by the digest that
* the lock file or the suite has, or by what its sums file said when it was asked last; with `sync: true` the sums file is asked again,
* with `sync: false` nothing is. Kernel and initrd come out of the ISO where they have no address of their own.
* Errors: VMTEST_IMAGE_*, VMTEST_DOWNLOAD_*, VMTEST_SIGNATURE_*, VMTEST_KEYRING_INVALID, VMTEST_DISK_FULL, VMTEST_CANCELLED.
*/
async function resolveUrl(image, source, options) {
	let opened;
	const client = () => {
		opened ??= import("./client.js").then(({ openClient }) => openClient({ proxy: options.proxy ?? {} }));
		return opened;
	};
	const began = performance$1.now();
	try {
		for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
			const found = await tryResolve(image, source, options, client);
			const hold = await holdFiles(found.manifests, options);
			if (hold === null) continue;
			if (options.readOnly !== true) await useUrlPins(options.store, found.pinned, options).catch(async (error) => {
				await hold.release();
				throw error;
			});
			const seconds = found.made ? (performance$1.now() - began) / 1e3 : 0;
			const { files, digests, version } = found;
			return {
				name: image.name,
				files,
				digests,
				published: {},
				version,
				builtSeconds: seconds,
				release: hold.release
			};
		}
	} finally {
		await (await opened?.catch(() => void 0))?.[Symbol.asyncDispose]();
	}
	throw new VmtestError("VMTEST_IMAGE_STORE_BUSY", `The image ${image.name} was pruned ${ATTEMPTS} times as soon as it was there`, { hint: "somebody prunes the image store without end" });
}
async function tryResolve(image, source, options, client) {
	const boot = isoRoles(source).filter((role) => options.roles?.includes(role) ?? true);
	const wanted = Object.entries(source.files).filter(([role]) => (options.roles?.includes(role) ?? true) || role === "iso" && boot.length > 0);
	using stop = linkedAbort(options.signal);
	const context = contextOf(image, {
		...options,
		signal: stop.signal
	}, client);
	const outcomes = await Promise.allSettled(wanted.map(async ([role, file]) => {
		try {
			return [role, await resolveFile(image, role, file, context)];
		} catch (error) {
			stop.abort();
			throw error;
		}
	}));
	const failures = outcomes.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
	if (failures.length > 0) throw failures.find((error) => error.code !== "VMTEST_CANCELLED") ?? failures[0];
	const versions = new Map(outcomes.flatMap((outcome) => outcome.status === "fulfilled" ? [outcome.value] : []));
	const pinned = wanted.flatMap(([role, file]) => {
		const said = saidDigests(image.name, role, file, options.locked);
		return said === null ? [] : [versionName(said, role)];
	});
	return {
		...await foundOf(source, versions, boot, context),
		pinned
	};
}
function contextOf(image, options, client) {
	const emit = (message) => options.emit(`${image.name}: ${message}`);
	const progress = /* @__PURE__ */ new Map();
	const onProgress = (one) => {
		progress.set(one.url, one);
		const all = [...progress.values()];
		const total = all.reduce((sum, each) => sum === null || each.total === null ? null : sum + each.total, 0);
		options.onProgress?.({
			done: all.reduce((sum, { done }) => sum + done, 0),
			total
		});
	};
	const { store, env, signal, vault, readOnly } = options;
	const { lockTimeout } = options.published ?? PUBLISHED_DEFAULTS;
	return {
		store,
		env,
		signal,
		emit,
		vault,
		readOnly,
		client,
		onProgress,
		lockTimeout,
		options,
		published: new PublishedDigests(client, {
			signal,
			onNote: emit
		})
	};
}
/** The files by their roles, with what comes out of the ISO. */
async function foundOf(source, versions, boot, context) {
	const files = {};
	const digests = {};
	const manifests = /* @__PURE__ */ new Set();
	for (const [role, version] of versions) {
		manifests.add(join(version.path, MANIFEST_FILE));
		files[role] = pathOf(version);
		digests[role] = digestOf(version);
	}
	const iso = versions.get("iso");
	if (iso !== void 0 && boot.length > 0) {
		const { bootFromIso } = await import("./extract-boot.js");
		const taken = await bootFromIso({
			path: pathOf(iso),
			digest: digestOf(iso)
		}, source.fromIso, boot, context);
		for (const role of boot) {
			const file = taken[role];
			if (file === void 0) continue;
			files[role] = file.path;
			digests[role] = file.sha256;
			manifests.add(join(dirname(file.path), MANIFEST_FILE));
		}
	}
	const main = versions.get("disk") ?? iso ?? versions.get("root") ?? [...versions.values()][0];
	const version = main === void 0 ? null : `${main.manifest.files[FILE]?.file} ${main.manifest.indexDigest.slice(0, 12)}`;
	return {
		files,
		digests,
		manifests: [...manifests],
		version,
		made: [...versions.values()].some(({ seconds }) => seconds > 0)
	};
}
export { resolveUrl };
