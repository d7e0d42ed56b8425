import { i as shorten, t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { n as PUBLISHED_DEFAULTS } from "./image.js";
import { b as rootFrom, c as shortList, i as addressOf, l as valuesOf, n as wantedOf, r as waysOf, t as ftypesOf } from "./wanted.js";
import { t as holdFiles } from "./hold.js";
import { D as itemFile } from "./journal.js";
import { n as usePins } from "./pins.js";
import { n as withoutPassword } from "./address.js";
import { n as storedCandidates, t as pickStored } from "./in-store.js";
import { t as checkLock } from "./locked.js";
// src/images/simplestreams/resolve.ts
/** Files may be removed between the moment in which they are found and that in which they are held; each time is a sync of somebody's. */
const ATTEMPTS = 5;
/** Files of one version that are fetched at once. */
const PARALLEL = 4;
/**
* Brings an image of a simplestreams index. What the store has whole is taken without a request, unless a newer version is to be looked
* for (`sync: true`); what it lacks is fetched, the files for `options.roles` and no others. A version that is locked or pinned is that
* one. The files are held until `release`. Errors: VMTEST_IMAGE_NOT_FOUND, VMTEST_IMAGE_UNAVAILABLE (not there, and not to be fetched),
* VMTEST_IMAGE_CORRUPT (not what the lock file says), and those of reading, syncing and converting.
*/
async function resolveSimplestreams(image, source, options) {
	const published = options.published ?? PUBLISHED_DEFAULTS;
	const locked = options.locked?.kind === "simplestreams" ? options.locked : void 0;
	const wanted = wantedOf(image, source, {
		locked,
		roles: options.roles
	});
	const address = addressOf(source, published);
	const began = performance.now();
	let fetched = false;
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		const there = published.sync !== true || wanted.version !== null || fetched ? await pickStored(options.store, address.url, wanted, published.sync === false) : void 0;
		if (there === void 0 && published.sync === false) throw await notThere(options.store, address, wanted);
		const found = there ?? await fetchNow(address, wanted, options);
		fetched ||= there === void 0;
		const hold = await holdFiles(pathsOf(found, wanted, options.store), options);
		if (hold === null) continue;
		try {
			checkLock(found, wanted, `the image store ${options.store}`);
			if (wanted.version !== null) await rememberUse(found, options);
			return await finish(found, wanted, hold, {
				options,
				began,
				fetched
			});
		} catch (error) {
			await hold.release();
			throw error;
		}
	}
	throw new VmtestError("VMTEST_IMAGE_STORE_BUSY", `The files of the image ${image.name} were removed ${ATTEMPTS} times as soon as they were there`, { hint: "another sync keeps fewer versions: give both the same --images-to-keep" });
}
async function fetchNow(address, wanted, options) {
	const { keep, lockTimeout } = options.published ?? PUBLISHED_DEFAULTS;
	const { store, env, signal, emit, onProgress, vault } = options;
	const [{ openClient }, { syncPublished }] = await Promise.all([import("./client.js"), import("./from-stream.js")]);
	await using client = openClient(options.proxy === void 0 ? {} : { proxy: options.proxy });
	const context = {
		store,
		env,
		signal,
		emit,
		client,
		lockTimeout,
		...vault === void 0 ? {} : { vault }
	};
	const progress = onProgress === void 0 ? {} : { onProgress: ({ done, total }) => onProgress({
		done,
		total
	}) };
	const { candidate } = await syncPublished(address, wanted, {
		...context,
		...progress
	}, {
		keep,
		dryRun: false,
		parallel: PARALLEL
	});
	return candidate;
}
async function notThere(store, { url }, wanted) {
	const others = await storedCandidates(store, {
		...wanted,
		conditions: wanted.conditions.slice(0, 1)
	});
	const has = others.length === 0 ? "nothing of the kind" : `release ${shortList(valuesOf(others, "release"))}`;
	const asked = wanted.conditions.map(({ text }) => text).join(", ");
	const version = wanted.version === null ? "" : `, version ${wanted.version}`;
	return new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `The image ${wanted.name} (${asked}${version}) is not whole in the store ${store}, and it must not be fetched`, { hint: `the store has ${has}; let it be fetched from ${withoutPassword(url)}: --image-sync yes, or vmtest images sync` });
}
function pathsOf(candidate, wanted, store) {
	const ways = waysOf(wanted, candidate) ?? /* @__PURE__ */ new Map();
	return ftypesOf(ways).map((ftype) => itemFile(store, candidate.files.get(ftype).path));
}
async function rememberUse({ contentId, product, version }, { store, env, signal, readOnly }) {
	if (readOnly === true) return;
	await usePins(store, [{
		contentId,
		product,
		version
	}], {
		env,
		now: Date.now() / 1e3,
		signal
	});
}
async function finish(candidate, wanted, hold, { options, began, fetched }) {
	const files = {};
	const digests = {};
	const published = Object.create(null);
	const holds = [hold];
	let made = 0;
	for (const [role, way] of waysOf(wanted, candidate) ?? []) {
		const item = candidate.files.get(way.ftype);
		const path = itemFile(options.store, item.path);
		const sha256 = digestOf(item, wanted.name);
		published[way.ftype] = path;
		const root = way.make === null ? {
			path,
			sha256,
			seconds: 0
		} : await rootFrom(way.ftype, path, sha256, way.make, options);
		made += root.seconds;
		files[role] = root.path;
		digests[role] = root.sha256;
		if (root.path === path) continue;
		const derived = await holdFiles([root.path], options);
		if (derived !== null) holds.push(derived);
	}
	return {
		name: wanted.name,
		files,
		digests,
		published,
		version: versionLine(candidate),
		builtSeconds: fetched || made > 0 ? (performance.now() - began) / 1e3 : 0,
		release: async () => {
			await Promise.all(holds.map((one) => one.release()));
		}
	};
}
function digestOf({ path, sha256 }, name) {
	if (sha256 !== null && /^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
	throw new VmtestError("VMTEST_IMAGE_CORRUPT", `The image ${name}: ${plainLine(path)} is published without a sha256`, { hint: "nothing can be checked against it: take another stream" });
}
/** `noble amd64/ga-24.04 20260801`. */
function versionLine({ fields, version }) {
	const { release = "", arch = "", subarch = "" } = fields;
	return shorten(plainLine(`${release} ${arch}${subarch === "" ? "" : `/${subarch}`} ${version}`.trim()), 200);
}
export { resolveSimplestreams };
