import { i as shorten, r as plainText, t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { t as formatSize } from "./sizes.js";
import { C as QUERY_FILES, D as itemFile, E as isContentId, O as layoutOf, S as DATA_FOLDER, T as foldersAbove, _ as parseJson, a as readState, b as keepAside, c as parseTree, d as versionKey, f as withoutVersions, g as MAX_STREAM_BYTES, h as productsOf, k as addressOf, l as record, m as formatOf, n as commit, o as referencesOf, p as entriesOf, r as recover, s as itemsOf, t as changedFiles, u as versionItems, v as bytesOf$1, w as REFERENCES_FILE, x as readOrNull, y as isThere } from "./journal.js";
import { a as oneOf, c as shortList, d as byCodePoint, f as queryTree, g as rememberOrigin, l as valuesOf, o as chooseProduct, p as textOf, r as waysOf, t as ftypesOf, u as candidatesOf } from "./wanted.js";
import { n as usePins, t as readPins } from "./pins.js";
import { _ as takeLock, v as makeStore } from "./make-once.js";
import { n as withoutPassword, t as parseAddress } from "./address.js";
import { t as linkedAbort } from "./abort.js";
import { n as unverifiedText, r as verifyClearsigned, t as isClearsigned } from "./clearsigned2.js";
import { n as readKeyring } from "./keyring.js";
import { i as sha256File, r as sha256 } from "./files.js";
import { t as checkRoom } from "./room.js";
import { n as vaultKey, t as fromVault } from "./vault.js";
import { t as checkLock } from "./locked.js";
import { join } from "node:path";
import { readFile, readdir, rm, stat } from "node:fs/promises";
// src/images/store/session.ts
/**
* Takes the right to change a store, which is made where it is not there: one sync or prune of ours at a time, and none beside the
* original's. A change that a killed process left half done is finished or taken back first.
* Errors: VMTEST_IMAGE_STORE_BUSY after `lockTimeout`, VMTEST_CANCELLED, VMTEST_TOOL_MISSING; a system error, for `atStore`.
*/
async function openSession(context) {
	const layout = layoutOf(context.store);
	await makeStore(layout.own);
	const began = Date.now();
	const left = () => context.lockTimeout === null ? null : Math.max(0, context.lockTimeout - (Date.now() - began) / 1e3);
	let waited = false;
	const waitFor = (file, what) => (by) => {
		waited = true;
		context.emit(`waiting for the lock ${file}: ${what} works on the image store${by}`);
	};
	const sync = await lock(layout.syncLock, "another sync or prune of ours", false);
	try {
		const images = await lock(layout.imagesLock, "a vmtest-sync-images", true);
		const release = async () => {
			await images.release();
			await sync.release();
		};
		try {
			const done = await recover(layout);
			if (done !== null) context.emit(done);
		} catch (error) {
			await images.release();
			throw error;
		}
		let exclusive = false;
		const mayRemove = async () => {
			exclusive ||= await images.upgrade();
			return exclusive;
		};
		return {
			layout,
			waited,
			mayRemove,
			[Symbol.asyncDispose]: release
		};
	} catch (error) {
		await sync.release();
		throw error;
	}
	async function lock(file, what, shared) {
		const { env, signal } = context;
		return await takeLock(file, {
			env,
			signal,
			wait: true,
			shared,
			timeout: left(),
			onWait: waitFor(file, what)
		});
	}
}
// src/images/streams/read.ts
/** How many indexes may lead to a products file. */
const MAX_INDEXES = 4;
/** MAAS has 3 files in its index, cloud-images about 30. */
const MAX_FILES = 200;
/**
* Reads a stream: its index and, all at once, the products files that the index names by format and datatype; or the one products file that
* the address names. Signed all the way: where the address is verified, each file is signed by the keyring. Requests: one a file.
* Errors: VMTEST_KEYRING_INVALID, _SIGNATURE_*, _STREAM_*, _DOWNLOAD_*, _CANCELLED; VMTEST_USAGE for an address that is none.
*/
async function readStream(client, address, options = {}) {
	const { root, path } = parseAddress(address.url);
	if (/\.s?json$/.test(address.url) && !address.url.endsWith(path)) options.onNote?.(`${withoutPassword(address.url)} has no streams/v1/ in it and is taken for a root: asking for ${withoutPassword(root)}${path}`);
	const reading = {
		client,
		root,
		keyring: await keyringOf(address, path),
		options
	};
	const first = await fetchOne(reading, path, options.signal);
	if (formatOf(first.value, labelOf$1(reading, path)) === "products:1.0") return {
		root,
		index: null,
		products: [productsFile(reading, first)]
	};
	const products = await followIndex(reading, first, [path], options.signal);
	checkIds(reading, products);
	return {
		root,
		index: {
			path,
			raw: first.raw
		},
		products
	};
}
async function keyringOf({ verify, keyring, url }, path) {
	if (verify === "none") return null;
	if (!path.endsWith(".sjson")) throw unsigned(`${withoutPassword(url)} is an address of unsigned data`);
	if (keyring === null) throw new VmtestError("VMTEST_KEYRING_INVALID", `No keyring is named for ${withoutPassword(url)}`, { hint: "name one" });
	return await readKeyring(keyring);
}
/** All products files behind an index, in its order. `trail`: the paths of the indexes that lead here. */
async function followIndex(reading, index, trail, signal) {
	const label = labelOf$1(reading, index.path);
	const entries = entriesOf(index.value, label);
	if (entries.length === 0) throw broken(label, "names no products file of images (format products:1.0, datatype image-ids or image-downloads)");
	const wanted = entries.filter((entry) => entry.format === "index:1.0" || (reading.options.wants?.(entry) ?? true));
	if (wanted.length > MAX_FILES) throw broken(label, `names ${wanted.length} files; ${MAX_FILES} are the most`);
	for (const entry of wanted) checkStep(reading, entry, trail, label);
	return await together(signal, async (each) => {
		const files = wanted.map(async (entry) => {
			const file = await fetchOne(reading, entry.path, each);
			if (entry.format === "products:1.0") return [productsFile(reading, file)];
			const name = labelOf$1(reading, entry.path);
			if (formatOf(file.value, name) !== "index:1.0") throw broken(name, `is said to be an index by ${label}, and is none`, "VMTEST_STREAM_FORMAT");
			return await followIndex(reading, file, [...trail, entry.path], each);
		});
		return (await Promise.all(files)).flat();
	});
}
function checkStep(reading, entry, trail, label) {
	if (reading.keyring !== null && !entry.path.endsWith(".sjson")) throw unsigned(`${label} is signed, but names ${entry.path}, which is not`);
	if (trail.includes(entry.path)) throw broken(label, `names ${entry.path}, which leads back to it`);
	if (entry.format === "index:1.0" && trail.length >= MAX_INDEXES) throw broken(label, `is nested: more than ${MAX_INDEXES} indexes in a row`);
}
/** Fetches one file of the stream, and believes it or not. */
async function fetchOne({ client, root, keyring, options }, path, signal) {
	const name = withoutPassword(addressOf(root, path));
	const transfer = {
		signal,
		onNote: options.onNote
	};
	const raw = await client.fetchBytes(addressOf(root, path), {
		...transfer,
		maxBytes: MAX_STREAM_BYTES
	});
	const about = {
		name,
		...options.now === void 0 ? {} : { now: options.now }
	};
	if (keyring !== null) return {
		path,
		raw,
		value: parseJson(await verifyClearsigned(raw, keyring, about), name)
	};
	return {
		path,
		raw,
		value: parseJson(isClearsigned(raw) ? unverifiedText(raw, about) : raw, name)
	};
}
function productsFile(reading, { path, raw, value }) {
	return {
		path,
		raw,
		tree: productsOf(value, labelOf$1(reading, path))
	};
}
/** Runs work whose parts share a signal, which is given when one of them fails: the others end with it. */
async function together(signal, work) {
	using stop = linkedAbort(signal);
	try {
		return await work(stop.signal);
	} finally {
		stop.abort();
	}
}
/** A content id names a file of the store's state, so no two files of a stream may have the same. */
function checkIds(reading, products) {
	const seen = /* @__PURE__ */ new Map();
	for (const { path, tree } of products) {
		const other = seen.get(tree.content_id);
		if (other !== void 0) throw broken(labelOf$1(reading, path), `has the content id ${tree.content_id} of ${other}`);
		seen.set(tree.content_id, path);
	}
}
function labelOf$1({ root }, path) {
	return withoutPassword(addressOf(root, path));
}
function unsigned(what) {
	return new VmtestError("VMTEST_SIGNATURE_MISSING", what, { hint: "name a .sjson address; a stream that nobody signs needs `verify: none`" });
}
function broken(label, what, code = "VMTEST_STREAM_INVALID") {
	return new VmtestError(code, `${label} ${what}`, { hint: "nothing of this stream is used; tell its publisher, or look at its address" });
}
// src/images/mirror/fetch.ts
/** Partial files that nobody asked for in this time are removed: 7 days, in milliseconds. */
const STALE = 6048e5;
/**
* Names below `partial/` of items on their way, by path: by digest, so that the next process finds what this one left. Items that have
* the same content under several paths are brought once: the others' names are further ones of the same file.
*/
function partialNames(items) {
	const seen = /* @__PURE__ */ new Set();
	const names = items.map(({ path, sha256: digest }) => {
		const again = seen.has(digest);
		seen.add(digest);
		return [path, again ? `${digest}.${sha256(path).slice(0, 16)}.part` : `${digest}.part`];
	});
	return new Map(names);
}
/** Brings items into `partial/`, verified, `parallel` at once. The first that fails stops the others; what they have stays for the next time. */
async function fetchItems(root, items, layout, context, parallel) {
	await makeStore(layout.partial);
	using stop = linkedAbort(context.signal);
	const report = reporter(items, context);
	const names = partialNames(items);
	const once = items.filter(({ path, sha256: digest }) => names.get(path) === `${digest}.part`);
	await checkAllFit(once, layout);
	const cached = await restoreVersions(once, layout, context);
	const queue = once.values();
	let failure;
	const worker = async () => {
		for (const item of queue) {
			if (failure !== void 0) return;
			try {
				const expected = {
					size: item.size,
					sha256: item.sha256
				};
				const request = {
					url: addressOf(root, item.path),
					expected,
					partial: join(layout.partial, `${item.sha256}.part`),
					redirects: []
				};
				await context.client.download(request, {
					signal: stop.signal,
					onNote: context.emit,
					onProgress: ({ done }) => report(item, done, false)
				});
				report(item, item.size, true);
			} catch (error) {
				failure ??= { error };
				stop.abort();
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, Math.min(parallel, once.length)) }, worker));
	if (failure !== void 0) throw failure.error;
	for (const entry of versionEntries(once, layout).filter(({ key }) => !cached.has(key))) await context.vault?.save({
		...entry,
		files: entry.files.map(({ name }) => name)
	});
	for (const item of items.filter((one) => !once.includes(one))) {
		await keepAside(join(layout.partial, `${item.sha256}.part`), join(layout.partial, names.get(item.path)));
		report(item, item.size, true);
	}
}
/** The items of each version that are to be fetched together: they are one entry of a cache. */
function versionEntries(items, { partial }) {
	return [...Map.groupBy(items, ({ contentId, pedigree: [product, version] }) => JSON.stringify([
		contentId,
		product,
		version
	]))].map(([name, ofVersion]) => ({
		key: vaultKey("simplestreams", name, ofVersion.map(({ sha256: digest }) => digest ?? "").sort()),
		label: labelOf(ofVersion[0]),
		folder: partial,
		files: ofVersion.map(({ sha256: digest, size }) => ({
			name: `${digest}.part`,
			size,
			sha256: digest
		}))
	}));
}
function labelOf({ flat, pedigree: [, version] }) {
	const { release = "", arch = "", subarch = "" } = flat;
	return shorten(plainLine(`${release} ${arch}${subarch === "" ? "" : `/${subarch}`} ${version}`.trim()), 200);
}
/** Takes out of the cache what it has; where an earlier sync left a part of a version, that is gone on with. Returns the keys that were there. */
async function restoreVersions(items, layout, context) {
	const there = /* @__PURE__ */ new Set();
	if (context.vault === void 0) return there;
	const left = new Set(await readdir(layout.partial));
	for (const entry of versionEntries(items, layout)) {
		if (entry.files.some(({ name }) => left.has(name))) continue;
		const use = {
			vault: context.vault,
			signal: context.signal,
			emit: context.emit
		};
		if (!await fromVault(use, entry, layout.partial, join(layout.own, "vault"))) continue;
		there.add(entry.key);
		context.emit(`${entry.label} is from the cache`);
	}
	return there;
}
/** All of them together must fit: alone, each may. */
async function checkAllFit(items, { partial }) {
	const there = await Promise.all(items.map(({ sha256: digest }) => stat(join(partial, `${digest}.part`)).catch(() => null)));
	const missing = items.reduce((sum, { size }, index) => sum + Math.max(0, (size ?? 0) - (there[index]?.size ?? 0)), 0);
	checkRoom(join(partial, "."), missing, `${items.length} ${items.length === 1 ? "file" : "files"} of the stream`);
}
function reporter(items, context) {
	const total = items.reduce((sum, { size }) => sum + (size ?? 0), 0);
	const bytes = /* @__PURE__ */ new Map();
	let done = 0;
	return (item, itemDone, whole) => {
		const now = itemDone ?? bytes.get(item.path) ?? 0;
		done += now - (bytes.get(item.path) ?? 0);
		bytes.set(item.path, now);
		context.onProgress?.({
			path: item.path,
			itemDone: now,
			itemTotal: item.size ?? (itemDone === null ? now : null),
			whole,
			done,
			total
		});
	};
}
/** Whether there is anything that nobody has come back for. */
async function hasStalePartials(layout, now) {
	return (await stalePartials(layout, now)).length > 0;
}
/** Removes what earlier syncs left and nobody has come back for. */
async function removeStalePartials(layout, wanted, now) {
	const names = new Set(partialNames(wanted).values());
	for (const name of await stalePartials(layout, now)) if (!names.has(name)) await rm(join(layout.partial, name), { force: true });
}
async function stalePartials(layout, now) {
	const stale = [];
	for (const name of await readdir(layout.partial).catch(() => [])) {
		const stats = await stat(join(layout.partial, name)).catch(() => null);
		if (stats !== null && now - stats.mtimeMs > STALE) stale.push(name);
	}
	return stale;
}
// src/images/mirror/inventory.ts
/** Looks at a store's files; what changes later is not seen. */
function inventoryOf(store) {
	const sizes = /* @__PURE__ */ new Map();
	const digests = /* @__PURE__ */ new Map();
	const bytes = (path) => remember$1(sizes, path, () => bytesOf$1(itemFile(store, path)));
	const isThere = async (item) => {
		if (item.path === void 0) return true;
		const there = await bytes(item.path);
		return there !== null && (item.size ?? there) === there;
	};
	return {
		bytes,
		holds: async (path, size, digest) => {
			const there = await bytes(path);
			if (there === null || (size ?? there) !== there) return false;
			return await remember$1(digests, path, () => sha256File(itemFile(store, path))) === digest;
		},
		whole: async (items) => (await Promise.all([...items].map(({ item }) => isThere(item)))).every(Boolean)
	};
}
function remember$1(known, key, ask) {
	const answer = known.get(key) ?? ask();
	known.set(key, answer);
	return answer;
}
// src/images/store/holders.ts
/**
* Which of some files somebody holds by flock(2), out of /proc/locks (proc_locks(5)). Only to be shown: a kernel leaves out what was
* locked in another container, and in a container what the program flock locked for others, so only taking a lock proves it free.
*/
async function heldFiles(files) {
	const held = /* @__PURE__ */ new Set();
	for (const line of (await readFile("/proc/locks", "utf8").catch(() => "")).split("\n")) {
		const match = /^\d+: FLOCK +\S+ +\S+ +-?\d+ ([0-9a-f]+):([0-9a-f]+):(\d+) /.exec(line);
		if (match === null) continue;
		const [, major, minor, inode] = match;
		held.add(`${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}:${inode}`);
	}
	if (held.size === 0) return held;
	const keys = await Promise.all(files.map(keyOf));
	return new Set(files.filter((_, index) => held.has(keys[index])));
}
async function keyOf(file) {
	const stats = await stat(file, { bigint: true }).catch(() => null);
	if (stats === null) return "";
	return `${stats.dev >> 8n & 4095n | stats.dev >> 32n & -4096n}:${(stats.dev & 255n | stats.dev >> 12n & -256n) & 4294967295n}:${stats.ino}`;
}
// src/images/store/python-json.ts
/**
* JSON as the original writes the states and the files that its query reads (Python's json.dumps with indent 1, sorted keys, `,` and
* `: `, everything beyond ASCII escaped): a store that both write to does not change for nothing.
*/
function pythonJson(value) {
	return write(value, "\n", ",", (object) => Object.keys(object).sort(byCodePoint));
}
/** JSON in one line, as Python's json.dumps writes it by default: the form of `references.json`. */
function pythonLine(value) {
	return write(value, "", ", ", Object.keys);
}
function write(value, indent, comma, keysOf) {
	if (typeof value === "string") return ascii(value);
	if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
	const deeper = indent === "" ? "" : `${indent} `;
	const close = (left, parts, right) => parts.length === 0 ? left + right : `${left}${deeper}${parts.join(comma + deeper)}${indent}${right}`;
	if (Array.isArray(value)) return close("[", value.map((one) => write(one, deeper, comma, keysOf)), "]");
	const entries = value;
	return close("{", keysOf(value).map((key) => `${ascii(key)}: ${write(entries[key], deeper, comma, keysOf)}`), "}");
}
function ascii(text) {
	return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
// src/images/mirror/remove.ts
const HELD = {
	use: "in use",
	pin: "pinned",
	runner: "a jenkins-runner holds the store"
};
/** What the removal of versions would take away: the files of each that nothing else needs by then. Those in `pinned` are held. */
function plannedRemovals(trees, versions, pinned) {
	return removals(trees, versions, (version) => pinned.has(versionKey(version)) ? HELD.pin : null);
}
/** As `plannedRemovals`, with what seems to be in use; nothing is locked. */
async function expectedRemovals(store, trees, versions, pinned) {
	const files = versions.flatMap((version) => pathsOf(trees, version)).map((path) => itemFile(store, path));
	const held = await heldFiles([...new Set(files)]);
	const inUse = (version) => pathsOf(trees, version).some((path) => held.has(itemFile(store, path)));
	return removals(trees, versions, (version) => pinned.has(versionKey(version)) ? HELD.pin : inUse(version) ? HELD.use : null);
}
/**
* Removes versions from the store: from the states first, then the files that nothing names any more, in one step of the journal. A
* version whose files somebody uses stays, and all of them where a jenkins-runner is on. Returns what went, and what stayed and why.
*/
async function removeVersions(session, versions, pinned, context) {
	const exclusive = await session.mayRemove();
	const state = await readState(context.store);
	const there = versions.filter(({ contentId, product, version }) => state.trees.get(contentId)?.products[product]?.versions[version]);
	if (!exclusive) return removals(state.trees, there, (version) => pinned.has(versionKey(version)) ? HELD.pin : HELD.runner);
	const free = there.filter((version) => !pinned.has(versionKey(version)));
	const locks = /* @__PURE__ */ new Map();
	try {
		await lockFiles([...new Set(free.flatMap((version) => pathsOf(state.trees, version)))], locks, context);
		const inUse = (version) => pathsOf(state.trees, version).some((path) => locks.get(path) === null);
		const result = removals(state.trees, there, (version) => pinned.has(versionKey(version)) ? HELD.pin : inUse(version) ? HELD.use : null);
		const going = result.filter(({ held }) => held === null);
		if (going.length > 0) {
			const files = await statesWithout(context.store, state, new Set(going.map(versionKey)));
			await commit(session.layout, {
				items: [],
				files,
				unlink: going.flatMap(({ paths }) => paths)
			});
		}
		return result;
	} finally {
		await Promise.all([...locks.values()].map((lock) => lock?.release()));
	}
}
function pathsOf(trees, { contentId, product, version }) {
	const tree = trees.get(contentId);
	if (tree === void 0) return [];
	return [...versionItems(tree, product, version)].flatMap(({ item }) => item.path ?? []);
}
function removals(trees, versions, heldBy) {
	const held = new Map(versions.map((version) => [versionKey(version), heldBy(version)]));
	const users = /* @__PURE__ */ new Map();
	for (const { item } of itemsOf(trees.values())) if (item.path !== void 0) users.set(item.path, (users.get(item.path) ?? 0) + 1);
	return versions.map((version) => {
		const why = held.get(versionKey(version)) ?? null;
		const paths = [];
		let bytes = 0;
		for (const { item } of versionItems(trees.get(version.contentId), version.product, version.version)) {
			if (item.path === void 0) continue;
			const left = (users.get(item.path) ?? 0) - 1;
			if (why === null) users.set(item.path, left);
			if (left > 0) continue;
			paths.push(item.path);
			bytes += item.size ?? 0;
		}
		const { contentId, product } = version;
		return {
			contentId,
			product,
			version: version.version,
			paths,
			bytes,
			held: why
		};
	});
}
/** The files of the store without some versions, as far as they change. */
async function statesWithout(store, state, gone) {
	const trees = new Map([...state.trees].map(([id, tree]) => [id, withoutVersions(tree, gone)]));
	return await changedFiles(store, [...stateFiles(trees, state), ...await queryFiles(store, trees)]);
}
/** The states and `references.json` as they are to be. */
function stateFiles(trees, before) {
	const states = [...trees].map(([id, tree]) => ({
		to: join(DATA_FOLDER, id),
		data: pythonJson(tree)
	}));
	const references = pythonLine(Object.fromEntries(referencesOf(trees.values(), before.references)));
	return [...states, {
		to: join(DATA_FOLDER, REFERENCES_FILE),
		data: references
	}];
}
/** The files that the original's query reads, each made anew from the state of the stream that it is of. */
async function queryFiles(store, trees) {
	return (await Promise.all(QUERY_FILES.map(async (to) => {
		const text = await readOrNull(join(store, to));
		const tree = text === null ? void 0 : trees.get(parseTree(text.toString())?.content_id ?? "");
		return tree === void 0 ? [] : [{
			to,
			data: pythonJson(tree)
		}];
	}))).flat();
}
/** Locks files against use, into `locks`; null for one that is in use. A file that is not there cannot be, and has no entry. */
async function lockFiles(paths, locks, context) {
	const failed = (await Promise.allSettled(paths.map(async (path) => {
		const lock = await lockFile(itemFile(context.store, path), context);
		if (lock !== void 0) locks.set(path, lock);
	}))).find((one) => one.status === "rejected");
	if (failed !== void 0) throw failed.reason;
}
/** undefined: there is no such file. null: it is in use. */
async function lockFile(file, { env, signal }) {
	try {
		return await takeLock(file, {
			env,
			signal,
			wait: false,
			existing: true
		}) ?? null;
	} catch (error) {
		if (error.code === "ENOENT") return void 0;
		throw error;
	}
}
// src/images/mirror/stream-files.ts
/** What an installer starts from; a stream that has none of these, such as one of boot loaders, is none that the original queries. */
const INSTALLS = /* @__PURE__ */ new Set([
	"boot-kernel",
	"boot-initrd",
	"squashfs",
	"root-tgz",
	"root-image.gz",
	"root-image.xz"
]);
/** The stream's own files, as they were published, and those that the original's query reads, made from `trees`. */
async function streamFiles(store, stream, trees) {
	const raw = [...stream.products, ...stream.index === null ? [] : [stream.index]].map(({ path, raw: data }) => ({
		to: path,
		data
	}));
	const query = await Promise.all(QUERY_FILES.map((to) => queryFile(store, to, stream, trees)));
	return [...raw, ...query.flat()];
}
/**
* The file of the original's query that this stream is for: the second for one whose products are all CentOS's, the first for any other
* from which installers start. The original knows them by their content ids; a stream that was renamed left it without images. Of several
* such streams the one with most products; one that has none here does not take the place of another that has.
*/
async function queryFile(store, to, stream, trees) {
	const number = QUERY_FILES.indexOf(to);
	const mine = stream.products.filter(({ tree }) => kindOf(tree) === number).flatMap(({ tree }) => trees.get(tree.content_id) ?? []);
	const size = (tree) => Object.keys(tree.products).length;
	const best = mine.toSorted((a, b) => size(b) - size(a))[0];
	if (best === void 0) return [];
	if (size(best) === 0) {
		const text = await readOrNull(join(store, to));
		const there = text === null ? void 0 : parseTree(text.toString());
		if (there !== void 0 && there.content_id !== best.content_id && size(there) > 0) return [];
	}
	return [{
		to,
		data: pythonJson(best)
	}];
}
/** The number of the query file that a published stream belongs in; -1 for none. */
function kindOf(tree) {
	const products = Object.values(tree.products);
	if (![...itemsOf([tree])].some(({ item }) => item.ftype !== void 0 && INSTALLS.has(item.ftype))) return -1;
	return products.every(({ os }) => os === "centos") ? 1 : 0;
}
// src/images/mirror/choose.ts
/**
* Chooses a product's versions: the `keep` newest of those that are published and those that are there, whether still published or not;
* for a version that was asked for by name that one, beside the newest that are there. What is there in part and published no longer
* cannot be completed, and counts for nothing. Versions are compared as texts, as simplestreams does.
*/
function chooseVersions({ published, present, whole }, keep, version) {
	const usable = present.filter((name) => whole.has(name) || published.includes(name));
	const asked = version !== null && published.includes(version) ? [version] : [];
	const kept = newestFirst([...usable, ...version === null ? published : asked]).filter((name, index) => index < keep || name === version);
	return {
		bring: version === null ? kept.filter((name) => published.includes(name)) : asked,
		keep: kept,
		remove: newestFirst(present).filter((name) => !kept.includes(name))
	};
}
/** Each once, the newest first. */
function newestFirst(versions) {
	return [...new Set(versions)].sort(byCodePoint).reverse();
}
// src/images/mirror/target.ts
/**
* The state of a stream as it is to be: what it was, with what is brought; all levels as they are published now. As the original renders
* it: of the levels above the items, texts and numbers only, as texts.
*/
function targetTree(current, published, brought) {
	const products = record(current?.products ?? {});
	for (const { product: name, version: versionName, items } of brought) {
		const source = published.products[name];
		const product = products[name];
		const versions = record(product?.versions ?? {});
		const version = versions[versionName];
		versions[versionName] = record({
			...version,
			...strings(source.versions[versionName]),
			items: record({
				...version?.items,
				...items
			})
		});
		products[name] = record({
			...product,
			...strings(source),
			versions
		});
	}
	return record({
		...current,
		...strings(published),
		products
	});
}
/** The texts and numbers of a level, as texts. */
function strings(level) {
	const texts = Object.create(null);
	for (const key of Object.keys(level ?? {})) {
		const text = textOf(level?.[key]);
		if (text !== void 0) texts[key] = text;
	}
	return texts;
}
/**
* Checks that each path of the store has one content, and none is the folder of another. Two streams may name the same file, and a
* publisher may replace one under its old name: an item of the same stream that is published with the new digest follows.
* Error: VMTEST_STREAM_PATH.
*/
function settlePaths(trees, published, brought) {
	const settled = /* @__PURE__ */ new Map();
	for (const [id, tree] of trees) settled.set(id, tree);
	for (const { contentId, pedigree, item } of [...itemsOf(trees.values())]) {
		const wanted = item.path === void 0 ? void 0 : brought.get(item.path);
		if (wanted === void 0 || sameDigest(wanted, item)) continue;
		const [product, version, name] = pedigree;
		const now = published.find((tree) => tree.content_id === contentId)?.products[product]?.versions[version]?.items[name];
		const tree = settled.get(contentId);
		if (now === void 0 || now.path !== item.path || !sameDigest(now, wanted)) throw clash(item.path, contentId, pedigree);
		settled.set(contentId, targetTree(tree, tree, [{
			product,
			version,
			items: record({ [name]: now })
		}]));
	}
	const paths = new Set([...itemsOf(settled.values())].flatMap(({ item }) => item.path ?? []));
	for (const path of brought.keys()) {
		const folder = foldersAbove(path).find((above) => paths.has(above));
		if (folder !== void 0) throw new VmtestError("VMTEST_STREAM_PATH", `The path ${plainText(path)} of the stream is below ${plainText(folder)}, which is a file`, { hint: "mirror the streams into stores of their own (--image-dir), or tell who publishes them" });
	}
	return settled;
}
const sameDigest = (a, b) => a.sha256 === b.sha256;
function clash(path, contentId, pedigree) {
	return new VmtestError("VMTEST_STREAM_PATH", `The stream has ${plainText(path)} with another content than ${plainText([contentId, ...pedigree].join(" "))}, which the store has`, { hint: "mirror the streams into stores of their own (--image-dir), or remove that version with \"vmtest images prune\"" });
}
// src/images/mirror/work.ts
/**
* Works out what a sync has to do. Errors: VMTEST_STREAM_INVALID and VMTEST_STREAM_PATH for what no store can hold,
* VMTEST_IMAGE_NOT_FOUND where a version was asked for that is neither published nor in the store.
*/
async function workOf(stream, request, state, inventory) {
	const chosen = [];
	for (const { tree } of stream.products) chosen.push(...await chooseProducts(tree, request, state, inventory));
	if (request.version !== null) checkAsked(chosen, request.version);
	const trees = new Map(state.trees);
	const wanted = /* @__PURE__ */ new Map();
	const brought = /* @__PURE__ */ new Map();
	for (const { tree } of stream.products) {
		const mine = chosen.filter(({ contentId }) => contentId === tree.content_id);
		trees.set(tree.content_id, targetTree(state.trees.get(tree.content_id), tree, mine.flatMap(broughtOf)));
		for (const hit of mine.flatMap(({ hits }) => hits)) addWanted(tree.content_id, hit, wanted, brought);
	}
	const settled = settlePaths(trees, stream.products.map(({ tree }) => tree), brought);
	const missing = await Promise.all([...wanted.values()].map((item) => isMissing(item, state, inventory)));
	return {
		fetch: [...wanted.values()].filter((_, index) => missing[index]),
		keep: chosen.flatMap(({ contentId, product, keep }) => keep.map((version) => ({
			contentId,
			product,
			version
		}))),
		passedOver: chosen.flatMap(({ product, published: [version], published, keep }) => version === void 0 || published.some((one) => keep.includes(one)) ? [] : [{
			product,
			version,
			newer: keep
		}]),
		remove: chosen.flatMap(({ contentId, product, remove }) => remove.map((version) => ({
			contentId,
			product,
			version
		}))),
		asked: chosen.flatMap(({ contentId, product, asked }) => asked === null ? [] : [{
			contentId,
			product,
			version: asked
		}]),
		trees: settled
	};
}
async function chooseProducts(tree, request, state, inventory) {
	const contentId = tree.content_id;
	if (!isContentId(contentId)) throw new VmtestError("VMTEST_STREAM_INVALID", `A stream has the content_id ${JSON.stringify(plainText(contentId))}, which no file can be named`, { hint: "tell who publishes it" });
	const groups = Map.groupBy(queryTree(tree, request.conditions, { max: null }), ({ pedigree }) => pedigree[0]);
	const known = state.trees.get(contentId);
	const chosen = [];
	for (const [product, hits] of groups) {
		const published = newestFirst(hits.map(({ pedigree }) => pedigree[1]));
		const present = Object.keys(known?.products[product]?.versions ?? {});
		const whole = /* @__PURE__ */ new Set();
		for (const version of present) if (known !== void 0 && await inventory.whole(versionItems(known, product, version))) whole.add(version);
		const { bring, keep, remove } = chooseVersions({
			published,
			present,
			whole
		}, request.keep, request.version);
		const asked = request.version !== null && keep.includes(request.version) ? request.version : null;
		chosen.push({
			contentId,
			product,
			keep,
			remove,
			published,
			asked,
			hits: hits.filter(({ pedigree }) => bring.includes(pedigree[1]))
		});
	}
	return chosen;
}
function checkAsked(chosen, version) {
	if (chosen.length === 0 || chosen.some(({ asked }) => asked !== null)) return;
	const others = newestFirst(chosen.flatMap(({ published }) => published)).slice(0, 8).map(plainText);
	throw new VmtestError("VMTEST_IMAGE_NOT_FOUND", `No image that was asked for has the version ${plainText(version)}`, { hint: `it may be published no longer; published are ${others.join(", ")}` });
}
function broughtOf({ hits }) {
	return hits.map(({ pedigree: [product, version, name], item }) => ({
		product,
		version,
		items: { [name]: item }
	}));
}
/** Adds an item that has a file. Two items may name the same file, if they say the same of it. */
function addWanted(contentId, hit, wanted, brought) {
	const { item, flat, pedigree } = hit;
	const { path } = item;
	if (path === void 0) return;
	const where = () => plainText([contentId, ...pedigree].join(" "));
	const { sha256 } = flat;
	if (sha256 === void 0) throw new VmtestError("VMTEST_STREAM_INVALID", `The item ${where()} has no sha256, without which nothing can be verified`, { hint: "leave it out with a filter, or tell who publishes it" });
	const size = flat.size === void 0 ? null : Number(flat.size);
	const other = wanted.get(path);
	if (other !== void 0 && (other.sha256 !== sha256 || other.size !== size)) throw new VmtestError("VMTEST_STREAM_INVALID", `Two items of the stream name the file ${plainText(path)} with different contents: ${where()}`);
	if (other !== void 0) return;
	wanted.set(path, {
		contentId,
		pedigree,
		path,
		size,
		sha256,
		flat
	});
	brought.set(path, item);
}
/**
* Whether an item has to be fetched: it is there where its state says the same of it and its size is right, or, where no state knows it,
* its content is read and right.
*/
async function isMissing(item, state, inventory) {
	const [product, version, name] = item.pedigree;
	const known = state.trees.get(item.contentId)?.products[product]?.versions[version]?.items[name];
	const there = await inventory.bytes(item.path);
	if (there === null || (item.size ?? there) !== there) return true;
	if (known?.path === item.path && known.sha256 === item.sha256) return false;
	return !await inventory.holds(item.path, item.size, item.sha256);
}
// src/images/mirror/sync.ts
/**
* Brings the items of a stream that meet the conditions into the store, and removes versions beyond those that are kept. All that is new
* appears in one step, when all of it is there and verified: an error, or a death at any point, leaves the store as it was, but for the
* partial files that the next sync goes on with. What is up to date takes no lock and no request beyond the stream's own files; a dry
* run writes nothing. Returns what was done, or would be.
* Errors: those of `readStream` and of `Client.download`; VMTEST_STREAM_INVALID, VMTEST_STREAM_PATH; VMTEST_IMAGE_NOT_FOUND for a
* version that is nowhere; VMTEST_IMAGE_STORE_BUSY; VMTEST_DISK_FULL; VMTEST_CANCELLED.
*/
async function syncStream(request, context) {
	const stream = await readRequested(request, context);
	const first = await outlookOf(stream, request, context);
	if (request.dryRun) return planOf(first.work, await expectedRemovals(context.store, first.work.trees, first.work.remove, await pinsNow(context)));
	const layout = layoutOf(context.store);
	if (isDone(first) && !await isThere(layout.journal) && !await hasStalePartials(layout, Date.now())) {
		await rememberAsked(first.work, context);
		await remember(stream, request, context);
		return planOf(first.work, first.remove);
	}
	await using session = await openSession(context);
	return await syncLocked(session.waited ? await readRequested(request, context) : stream, request, session, context);
}
async function syncLocked(stream, request, session, context) {
	const { work, files, remove, notes } = await outlookOf(stream, request, context);
	for (const note of notes) context.emit(note);
	const { layout } = session;
	if (work.fetch.length > 0) {
		const count = work.fetch.length === 1 ? "one file" : `${work.fetch.length} files`;
		context.emit(`fetching ${count} (${formatSize(bytesOf(work.fetch))}) from ${withoutPassword(stream.root)}`);
		await fetchItems(stream.root, work.fetch, layout, context, request.parallel);
	}
	if (work.fetch.length > 0 || files.length > 0) {
		const names = partialNames(work.fetch);
		const items = work.fetch.map(({ path }) => ({
			to: path,
			from: `partial/${names.get(path)}`
		}));
		await unused(work.fetch, context, () => commit(layout, {
			items,
			files,
			unlink: []
		}));
	}
	await rememberAsked(work, context);
	await remember(stream, request, context);
	await removeStalePartials(layout, work.fetch, Date.now());
	return planOf(work, remove.some(({ held }) => held === null) ? await removeVersions(session, work.remove, await pinsNow(context), context) : remove);
}
/** Which stream the store's content ids are of: images of two that name theirs alike are not mixed up. */
async function remember({ products }, { stream }, { store }) {
	await rememberOrigin(store, stream.url, products.map(({ tree }) => tree.content_id));
}
async function readRequested(request, context) {
	return await readStream(context.client, request.stream, {
		signal: context.signal,
		onNote: context.emit
	});
}
async function outlookOf(stream, request, context) {
	const { store } = context;
	const state = await readState(store);
	const work = await workOf(stream, request, state, inventoryOf(store));
	const all = [...await streamFiles(store, stream, work.trees), ...stateFiles(work.trees, state)];
	const pins = await pinsNow(context);
	const asked = new Set(work.asked.map(versionKey));
	const remove = plannedRemovals(work.trees, work.remove, /* @__PURE__ */ new Set([...pins, ...asked]));
	return {
		work,
		files: await changedFiles(store, all),
		remove,
		notes: state.notes
	};
}
const pinsNow = (context) => readPins(context.store, Date.now() / 1e3);
function isDone({ work, files, remove }) {
	return work.fetch.length === 0 && files.length === 0 && remove.every(({ held }) => held !== null);
}
async function rememberAsked(work, context) {
	if (work.asked.length === 0) return;
	await usePins(context.store, work.asked, {
		env: context.env,
		signal: context.signal,
		now: Date.now() / 1e3
	});
}
function planOf({ fetch, keep, passedOver }, remove) {
	const removeBytes = remove.filter(({ held }) => held === null).reduce((sum, { bytes }) => sum + bytes, 0);
	return {
		fetch,
		remove,
		keep,
		passedOver,
		fetchBytes: bytesOf(fetch),
		removeBytes
	};
}
const bytesOf = (items) => items.reduce((sum, { size }) => sum + (size ?? 0), 0);
/** Does something while nobody uses the files that will be replaced: a publisher may give an old name a new content, or a file was damaged. */
async function unused(items, context, act) {
	const locks = [];
	try {
		for (const { path } of items) {
			const lock = await lockFile(itemFile(context.store, path), context);
			if (lock === null) throw new VmtestError("VMTEST_IMAGE_STORE_BUSY", `The file ${path} of the image store is to be replaced, and is in use`, { hint: "sync again when the run that uses it has ended" });
			if (lock !== void 0) locks.push(lock);
		}
		await act();
	} finally {
		await Promise.all(locks.map((lock) => lock.release()));
	}
}
// src/images/simplestreams/from-stream.ts
/**
* The version that an image takes of a published stream: of the product that is meant the newest that has all that is wanted, or the
* pinned one. Errors: VMTEST_IMAGE_NOT_FOUND with what the stream has instead.
*/
function pickPublished(stream, wanted) {
	const { name, locked, version } = wanted;
	const candidates = publishedCandidates(stream, wanted);
	const product = locked === null ? null : candidates.filter((one) => one.product === locked.product);
	if (candidates.length === 0 || product?.length === 0) throw nothingMeets(stream, wanted);
	const versions = chooseProduct(name, product ?? candidates, wanted.said);
	const first = versions[0];
	const pinned = version === null ? versions : versions.filter((one) => one.version === version);
	if (pinned.length === 0) {
		const names = shortList(versions.map((one) => one.version));
		const bySuite = wanted.source.version === version;
		const namer = bySuite ? ", which the suite names," : ", which the lock file names,";
		throw new VmtestError("VMTEST_IMAGE_NOT_FOUND", `The image ${name}: ${plainLine(first.product)} has no version ${version}${namer} any more, or never had`, { hint: `the stream has ${names}${bySuite ? "; `version` is the name of a publication, `filters: [version=24.04]` the release’s number" : ": run `vmtest images lock`"}` });
	}
	const able = pinned.find((one) => waysOf(wanted, one) !== void 0);
	if (able !== void 0) return {
		candidate: able,
		newest: version === null && able === first
	};
	const has = [...pinned[0].files.keys()].sort();
	const disk = has.includes("root-image.xz") ? ": say that it is a disk with `filters: [ftype=root-image.xz]`" : "";
	throw new VmtestError("VMTEST_IMAGE_NOT_FOUND", `The image ${name}: ${plainLine(first.product)} has nothing for ${(wanted.roles ?? ["a machine"]).join(", ")} together`, { hint: `it has ${shortList(has)}${disk}` });
}
function publishedCandidates(stream, { conditions }) {
	return candidatesOf(stream.products.flatMap(({ tree }) => queryTree(tree, conditions, { max: null }).map(({ flat }) => ({
		contentId: tree.content_id,
		flat
	}))));
}
/** Which condition nothing meets, and what there is instead. */
function nothingMeets(stream, { name, conditions, locked }) {
	const where = plainLine(withoutPassword(stream.root));
	for (const [index, condition] of conditions.entries()) {
		if (publishedCandidates(stream, { conditions: conditions.slice(0, index + 1) }).length > 0) continue;
		const before = publishedCandidates(stream, { conditions: conditions.slice(0, index) });
		const others = index === 0 ? "" : ` with ${conditions.slice(0, index).map(({ text }) => text).join(", ")}`;
		return new VmtestError("VMTEST_IMAGE_NOT_FOUND", `The image ${name}: nothing in ${where}${others} meets ${condition.text}`, { hint: before.length === 0 ? "the stream has nothing" : `there is ${condition.key} ${shortList(valuesOf(before, condition.key))}` });
	}
	return new VmtestError("VMTEST_IMAGE_NOT_FOUND", `The image ${name}: ${where} has no ${plainLine(locked?.product ?? "")}, which the lock file names`, { hint: "run `vmtest images lock`" });
}
/**
* Reads a stream, picks the version that is meant, and brings the files of it that are wanted into the store (with `dryRun`: says what
* that would be). Errors: those of `readStream`, `pickPublished` and `syncStream`; VMTEST_IMAGE_CORRUPT before anything is fetched where
* the stream has something else than the lock file says.
*/
async function syncPublished(address, wanted, context, { keep, dryRun, parallel }) {
	const client = remembering(context.client);
	const stream = await readStream(client, address, {
		signal: context.signal,
		onNote: context.emit
	});
	const { candidate, newest } = pickPublished(stream, wanted);
	checkLock(candidate, wanted, plainLine(withoutPassword(stream.root)));
	const ways = waysOf(wanted, candidate) ?? /* @__PURE__ */ new Map();
	return {
		candidate,
		plan: await syncStream({
			stream: address,
			conditions: [oneOf("product_name", [candidate.product]), oneOf("ftype", ftypesOf(ways))],
			version: newest ? null : candidate.version,
			keep,
			dryRun,
			parallel
		}, {
			...context,
			client
		})
	};
}
/**
* A client that answers the second request for a small file with what the first one got: what is chosen and what is synced are then of the
* same publication, and asked for once. A third request is made: a sync that had to wait wants to know what is new.
*/
function remembering(client) {
	const known = /* @__PURE__ */ new Map();
	return {
		...client,
		fetchBytes: (url, options) => {
			const first = known.get(url);
			if (first === void 0) known.set(url, client.fetchBytes(url, options));
			else known.delete(url);
			return first ?? known.get(url);
		},
		[Symbol.asyncDispose]: () => client[Symbol.asyncDispose]()
	};
}
export { pickPublished, syncPublished };
