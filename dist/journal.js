import { i as shorten, t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { a as run } from "./spawn.js";
import { a as writeWhole, n as makeFolder, r as sha256, t as isErrno } from "./files.js";
import { i as missingTools, r as installHint } from "./find.js";
import { t as writeSparse } from "./sparse.js";
import { v as makeStore } from "./make-once.js";
import { constants, createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { isUtf8 } from "node:buffer";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { basename, dirname, join } from "node:path";
import { copyFile, link, open, readFile, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
// src/images/roots/decompress.ts
/** How compressed files begin: RFC 1952, the .xz format 1.2, RFC 8878 (a frame, and a skippable one), bzip2's header. */
const MAGIC = [
	["gzip", /^1f8b08/],
	["xz", /^fd377a585a00/],
	["zstd", /^28b52ffd/],
	["zstd", /^5[0-9a-f]2a4d18/],
	["bzip2", /^425a683[1-9](?:314159265359|177245385090)/]
];
const PIECE = 1 << 20;
/** What a compressed file is, by how it begins; null for any other. */
function compressionOf(head) {
	const hex = Buffer.from(head.subarray(0, 10)).toString("hex");
	return MAGIC.find(([, magic]) => magic.test(hex))?.[0] ?? null;
}
/** The same of a file, by its content and not by its name. */
async function compressionOfFile(path) {
	await using file = await open(path, "r");
	const { buffer, bytesRead } = await file.read(Buffer.alloc(10), 0, 10, 0);
	return compressionOf(buffer.subarray(0, bytesRead));
}
/** The program that unpacks a compression; null where Node does it. */
const programOf = (compression) => compression === "xz" || compression === "bzip2" ? compression : null;
/**
* Unpacks a compressed file into a new one, with holes for zeros (not for bzip2). Errors: VMTEST_IMAGE_CORRUPT where the content is
* broken or cut, VMTEST_DISK_FULL, VMTEST_IMAGE_UNAVAILABLE where the program for it is not installed, VMTEST_CANCELLED. What was
* written is removed then.
*/
async function decompress(from, to, compression, options) {
	try {
		if (options.signal?.aborted === true) throw cancelled(from);
		const program = programOf(compression);
		if (program !== null) await byProgram(program, from, to, options);
		else await writeSparse(to, compression === "gzip" ? through(from, 0, createGunzip({ chunkSize: PIECE }), options) : frames(from, options));
	} catch (error) {
		await rm(to, { force: true });
		throw asVmtestError(error, from, options);
	}
}
/** A part of a file, through a transform; the rest of it is read and dropped where the transform has its end. */
function through(path, start, transform, { signal }) {
	const source = createReadStream(path, {
		start,
		highWaterMark: PIECE,
		signal: signal ?? void 0
	});
	return pipeline(source, transform, () => void 0);
}
/** Node's zstd ends after one frame in silence (24.21); what `pzstd` or `cat` made has several. */
async function* frames(path, options) {
	const { size } = await stat(path);
	for (let at = 0; at < size;) {
		const transform = createZstdDecompress({ chunkSize: PIECE });
		yield* through(path, at, transform, options);
		if (transform.bytesWritten === 0) throw new Error("a zstd frame that has no end");
		at += transform.bytesWritten;
	}
}
/** xz makes holes by itself where its stdout is a file. */
async function byProgram(program, from, to, options) {
	if ((await missingTools([program], options.env)).length > 0) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `${basename(from)} is compressed by ${program}, which is not installed`, { hint: installHint([program]) });
	const outcome = await run("sh", [
		"-c",
		"exec \"$1\" --decompress --stdout < \"$2\" > \"$3\"",
		"sh",
		program,
		from,
		to
	], {
		env: options.env,
		...options.signal === void 0 ? {} : { signal: options.signal }
	});
	if (outcome.canceled) throw cancelled(from);
	if (/No space left on device/.test(outcome.stderr)) throw diskFull(from);
	if (outcome.exitCode !== 0) throw new Error(`${program}: ${outcome.stderr.trim() || (outcome.signal ?? outcome.errorCode)}`);
}
function asVmtestError(error, from, { signal, called = basename(from) }) {
	if (signal?.aborted === true) return cancelled(from);
	if (error instanceof VmtestError) return error;
	if (isErrno(error, "ENOSPC")) return diskFull(from);
	if (isErrno(error, "ENOENT") || isErrno(error, "EACCES")) return error;
	const why = plainLine(error instanceof Error ? error.message : String(error));
	return new VmtestError("VMTEST_IMAGE_CORRUPT", `${called} cannot be unpacked: ${why}`, {
		hint: "its digest is right, so it was published broken or cut: tell its publisher",
		cause: error
	});
}
const cancelled = (from) => new VmtestError("VMTEST_CANCELLED", `Unpacking ${basename(from)} was cancelled`);
const diskFull = (from) => new VmtestError("VMTEST_DISK_FULL", `No space left to unpack ${basename(from)}`, { hint: "free space, or name another store with --image-dir or IMAGE_DIR" });
// src/images/streams/paths.ts
/** What lies in the store beside the items, and is ours or the original's: no item may be there. */
const OURS = [
	"streams",
	".vmtest-data",
	"vmtest-images.lock",
	".static.lock",
	"mmdebstrap",
	"derived",
	"url",
	"digests"
];
/** Written into `streams/v1` by the original's mirror and by ours. */
const OUR_STREAMS = ["streams/v1/vmtest.json", "streams/v1/vmtest-centos.json"];
const MAX_PATH = 1024;
/** What a file name may have at most, in bytes: NAME_MAX. */
const MAX_NAME = 255;
const FORBIDDEN = /[\u0000-\u001f\u007f\\]/;
/** Plain names with slashes between them, none of which begins with a dot: nearly every path, told at a glance. */
const PLAIN = /^(?:[\w:+~=-][\w.:+~=-]{0,99}\/){0,9}[\w:+~=-][\w.:+~=-]{0,99}$/;
/** Checks the path of an item, which becomes one under the store. Error: VMTEST_STREAM_PATH. */
function checkItemPath(path, where) {
	checkPath(path, where);
	const slash = path.indexOf("/");
	const first = slash < 0 ? path : path.slice(0, slash);
	if (OURS.includes(first)) throw bad(path, where, `lies in ${first}, which is the store's own`);
}
/** Checks the path of a products or index file: below `streams/`, of JSON. Error: VMTEST_STREAM_PATH. */
function checkStreamPath(path, where) {
	checkPath(path, where);
	if (!path.startsWith("streams/") || !/\.s?json$/.test(path)) throw bad(path, where, "is not that of a .json or .sjson file below streams/");
	if (OUR_STREAMS.includes(path)) throw bad(path, where, "is one of the store's own");
}
/** Checks a content id, which names a file in `.vmtest-data/`. Error: VMTEST_STREAM_PATH. */
function checkContentId(id, where) {
	checkPath(id, where);
	if (id.includes("/")) throw bad(id, where, "has a slash");
	if (id === "references.json" || id === "vmtest") throw bad(id, where, "is one of the store's own");
}
/** The address of a path under a stream's root: what a path may have and an address not is escaped. */
function addressOf(root, path) {
	return root + encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}
function checkPath(path, where) {
	if (PLAIN.test(path)) return;
	if (path === "" || path.length > MAX_PATH) throw bad(path, where, path === "" ? "is empty" : `has more than ${MAX_PATH} characters`);
	if (FORBIDDEN.test(path) || !path.isWellFormed()) throw bad(path, where, "has a backslash or a control character");
	for (const segment of path.split("/")) {
		if (segment === "" || segment === "." || segment === "..") throw bad(path, where, `is not a plain relative path: it has "${segment}" between its slashes`);
		if (segment.length * 3 > MAX_NAME && Buffer.byteLength(segment) > MAX_NAME) throw bad(path, where, `has a name of more than ${MAX_NAME} bytes`);
	}
}
function bad(path, where, what) {
	return new VmtestError("VMTEST_STREAM_PATH", `${plainLine(typeof where === "string" ? where : where())}: the path "${plainLine(shorten(path, 200))}" ${what}`, { hint: "nothing of this stream is used; tell its publisher, or look at its address" });
}
// src/images/store/layout.ts
/** The original's own names in its IMAGE_DIR, and ours, which it never looks at. All but `LOCK_FILE` are below `DATA_FOLDER`. */
const LOCK_FILE = "vmtest-images.lock";
const DATA_FOLDER = ".vmtest-data";
const REFERENCES_FILE = "references.json";
/** Inside `DATA_FOLDER`: what only we need. */
const OWN_FOLDER = "vmtest";
/** The files that the original's query reads: the second for CentOS's base images. */
const QUERY_FILES = ["streams/v1/vmtest.json", "streams/v1/vmtest-centos.json"];
/** Where everything is in the store at the absolute path `store`. */
function layoutOf(store) {
	const data = join(store, DATA_FOLDER);
	const own = join(data, OWN_FOLDER);
	return {
		store,
		data,
		references: join(data, REFERENCES_FILE),
		imagesLock: join(store, LOCK_FILE),
		own,
		partial: join(own, "partial"),
		staging: join(own, "staging"),
		journal: join(own, "journal.json"),
		syncLock: join(own, "sync.lock"),
		pins: join(own, "pins.json"),
		pinsLock: join(own, "pins.lock")
	};
}
/**
* Whether a content id, which a stream reader let pass, can be the name of its state: none that is not read back, because it looks like an
* unfinished file.
*/
function isContentId(id) {
	return passes(() => checkContentId(id, () => "")) && !id.startsWith(".") && !id.endsWith(".part");
}
/** The absolute path of an item. Error: VMTEST_STREAM_PATH for one that may not be there; a state was written by somebody else, maybe. */
function itemFile(store, path) {
	if (passes(() => checkItemPath(path, () => ""))) return join(store, path);
	throw new VmtestError("VMTEST_STREAM_PATH", `An item of the image store ${store} has the path ${JSON.stringify(path)}, which is not allowed`, { hint: "remove the state in .vmtest-data that names it, and run \"vmtest images sync\"" });
}
function passes(check) {
	try {
		check();
		return true;
	} catch (error) {
		if (error instanceof VmtestError) return false;
		throw error;
	}
}
/** The folders above a relative path, the nearest first: `a/b/c` has `a/b` and `a`. */
function foldersAbove(path) {
	const parent = dirname(path);
	return parent === "." ? [] : [parent, ...foldersAbove(parent)];
}
// src/images/store/place.ts
/** A small file, or null where there is none. */
async function readOrNull(file) {
	try {
		return await readFile(file);
	} catch (error) {
		if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) return null;
		throw error;
	}
}
/** Whether anything is at the path. */
async function isThere(path) {
	return await bytesOf(path) !== null;
}
/** The size of a file; null where there is none, or something else. */
async function bytesOf(path) {
	try {
		const stats = await stat(path);
		return stats.isFile() ? stats.size : null;
	} catch (error) {
		if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) return null;
		throw error;
	}
}
/** Gives a file that will be replaced a second name, by which it can come back. One that is not there, or was kept before, is left. */
async function keepAside(file, aside) {
	try {
		await link(file, aside);
	} catch (error) {
		if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR") || isErrno(error, "EEXIST")) return;
		if (!isErrno(error, "EPERM") && !isErrno(error, "ENOTSUP")) throw error;
		await copyFile(file, aside, constants.COPYFILE_FICLONE);
	}
}
/** Takes a file back out of its place: to `source`, or away for null; what it had replaced comes back. */
async function putBack(aside, file, source) {
	const replaced = await isThere(aside);
	if (source !== null) await link(file, source).catch((error) => {
		if (!isErrno(error, "EEXIST") && !isErrno(error, "ENOENT")) throw error;
	});
	if (replaced) await rename(aside, file);
	else await rm(file, { force: true });
}
/** Removes the folders above a path of the store that are empty. */
async function removeEmptyFolders(store, path) {
	for (const folder of foldersAbove(path)) try {
		await rmdir(join(store, folder));
	} catch (error) {
		if (isErrno(error, "ENOENT")) continue;
		return;
	}
}
/** Brings the names in some folders to the disk. */
async function syncFolders(folders) {
	for (const folder of new Set(folders)) {
		const handle = await open(folder, "r");
		try {
			await handle.sync();
		} finally {
			await handle.close();
		}
	}
}
// src/images/streams/json-value.ts
const BACKSLASH = 92;
/** Where the string that begins at a quote has its other quote; -1 where it has none. */
function endOfString(text, start) {
	let end = text.indexOf("\"", start + 1);
	while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH && isEscaped(text, end, start)) end = text.indexOf("\"", end + 1);
	return end;
}
/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text, quote, start) {
	let at = quote;
	while (at > start && text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
	return (quote - at) % 2 === 1;
}
// src/images/streams/json-reader.ts
/** Numbers, and what may not stand in a string as it is: RFC 8259 sections 6 and 7. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NEEDS_CARE = /[\u0000-\u001f\\]/;
const WORDS = [
	["true", true],
	["false", false],
	["null", null]
];
/**
* Reads JSON step by step, and so can say what is wrong where. `label` is harmless already; at most `maxDepth` calls deep.
* Errors: VMTEST_STREAM_TOO_DEEP, _DUPLICATE_KEY, _INVALID.
*/
function explainJson(text, label, maxDepth) {
	return new Reader(text, label, maxDepth).whole();
}
var Reader = class {
	#text;
	#label;
	#maxDepth;
	/** The keys and indices that lead to where it reads. */
	#path = [];
	#at = 0;
	constructor(text, label, maxDepth) {
		this.#text = text;
		this.#label = label;
		this.#maxDepth = maxDepth;
	}
	whole() {
		const value = this.#value(0);
		this.#skip();
		return this.#at === this.#text.length ? value : this.#fail("something stands behind its end");
	}
	#value(depth) {
		this.#skip();
		const code = this.#text.charCodeAt(this.#at);
		if (code === 34) return this.#string();
		if (code === 123) return this.#object(depth);
		if (code === 91) return this.#array(depth);
		return this.#scalar();
	}
	#object(depth) {
		const object = Object.create(null);
		if (!this.#opens(depth, "}")) return object;
		do {
			this.#skip();
			if (this.#text.charCodeAt(this.#at) !== 34) this.#fail("a key in quotes is expected");
			const key = this.#string();
			this.#path[depth] = key;
			if (key in object) this.#duplicate(depth);
			this.#skip();
			if (this.#text.charCodeAt(this.#at++) !== 58) this.#fail("a colon is expected", this.#at - 1);
			object[key] = this.#value(depth + 1);
		} while (this.#goesOn("}"));
		return object;
	}
	#array(depth) {
		const array = [];
		if (!this.#opens(depth, "]")) return array;
		do {
			this.#path[depth] = array.length;
			array.push(this.#value(depth + 1));
		} while (this.#goesOn("]"));
		return array;
	}
	/** Steps over an opening bracket; false where the closing one follows. */
	#opens(depth, close) {
		if (depth >= this.#maxDepth) throw new VmtestError("VMTEST_STREAM_TOO_DEEP", `${this.#label} is nested more than ${this.#maxDepth} levels deep, at ${this.#where()}`, { hint: "look at the address: it may not be that of a stream" });
		this.#at += 1;
		this.#skip();
		if (this.#text[this.#at] !== close) return true;
		this.#at += 1;
		return false;
	}
	/** Whether a comma follows and not the closing bracket; steps over either. */
	#goesOn(close) {
		this.#skip();
		const next = this.#text[this.#at++];
		if (next === ",") return true;
		return next === close ? false : this.#fail(`a comma or ${close} is expected`, this.#at - 1);
	}
	#string() {
		const start = this.#at + 1;
		const end = endOfString(this.#text, this.#at);
		if (end < 0) this.#fail("a string has no end");
		const text = this.#text.slice(start, end);
		this.#at = end + 1;
		if (!NEEDS_CARE.test(text)) return text;
		try {
			return JSON.parse(`"${text}"`);
		} catch {
			return this.#fail("a string has a control character or a wrong escape", start - 1);
		}
	}
	#scalar() {
		NUMBER.lastIndex = this.#at;
		const digits = NUMBER.exec(this.#text)?.[0];
		if (digits !== void 0) {
			this.#at += digits.length;
			return Number(digits);
		}
		for (const [word, value] of WORDS) {
			if (!this.#text.startsWith(word, this.#at)) continue;
			this.#at += word.length;
			return value;
		}
		return this.#fail(this.#at >= this.#text.length ? "it ends too early" : "a value is expected");
	}
	#skip() {
		let code = this.#text.charCodeAt(this.#at);
		while (code === 32 || code === 10 || code === 13 || code === 9) code = this.#text.charCodeAt(++this.#at);
	}
	#duplicate(depth) {
		this.#path.length = depth + 1;
		throw new VmtestError("VMTEST_STREAM_DUPLICATE_KEY", `${this.#label} has a key twice: ${this.#where()}, again in ${this.#place(this.#at)}`, { hint: "tell the publisher: programs differ in which of the two they believe" });
	}
	#fail(what, at = this.#at) {
		throw new VmtestError("VMTEST_STREAM_INVALID", `${this.#label} is not JSON: ${what}, in ${this.#place(at)}`, { hint: "look at the address: it may not be that of a stream" });
	}
	#place(at) {
		const before = this.#text.slice(0, at);
		return `line ${before.split("\n").length}, column ${at - before.lastIndexOf("\n")}`;
	}
	#where() {
		return plainLine(shorten(this.#path.map(String).join(" → "), 300));
	}
};
// src/images/streams/json.ts
/** The most bytes that a file of a stream may have. The largest real one (cloud-images' `:download`) has about 8 MB. */
const MAX_STREAM_BYTES = 64 << 20;
/** The deepest nesting; a products file has seven levels. */
const MAX_DEPTH = 64;
const QUOTE = 34;
/**
* Reads JSON strictly: a key twice in one object, which readers read differently, is an error, and so is what a hostile server may send to
* exhaust us. Objects have no prototype, so `__proto__` is a key like any other. `name` is for messages.
* Errors: VMTEST_STREAM_TOO_LARGE, _TOO_DEEP, _DUPLICATE_KEY, _INVALID (not UTF-8, not JSON: with line and column).
*
* The engine's own parser does the work; a scan before it looks at the depth and counts the colons, and a walk after it counts the keys:
* there are as many, or a key was there twice. Only where something is wrong does a slower reader say what and where.
*/
function parseJson(source, name) {
	const label = plainLine(name);
	if (source.length > 67108864) throw new VmtestError("VMTEST_STREAM_TOO_LARGE", `${label} has ${source.length} bytes; a file of a stream has at most ${MAX_STREAM_BYTES}`, { hint: "look at the address: it may not be that of a stream" });
	const text = typeof source === "string" ? source : decode(source, label);
	const colons = colonsOf(text);
	const value = colons === void 0 ? void 0 : attempt(text);
	if (value === void 0 || bare(value) !== colons) return explainJson(text, label, MAX_DEPTH);
	return value;
}
function decode(bytes, label) {
	if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
	throw new VmtestError("VMTEST_STREAM_INVALID", `${label} is not UTF-8`, { hint: "look at the address: it may not be that of a stream" });
}
/** A number with a fraction or an exponent where a value stands; within a string it costs time only. */
const FRACTION = /[:,[]\s*-?\d+[.eE]/;
/** A number that was written `7.0` is 7 to JavaScript and 7.0 to Python, whose texts are compared: it becomes the text `7.0`. */
const keepFraction = (key, value, { source }) => typeof value === "number" && key !== "size" && Number.isInteger(value) && source !== void 0 && /[.eE]/.test(source) ? pythonFloat(value) : value;
/** A whole number as Python writes one that has a fraction: `7.0`, from 1e16 on with an exponent. */
function pythonFloat(value) {
	if (Math.abs(value) < 0x2386f26fc10000) return `${Object.is(value, -0) ? "-0" : value}.0`;
	return value.toExponential();
}
function attempt(text) {
	try {
		return FRACTION.test(text) ? JSON.parse(text, keepFraction) : JSON.parse(text);
	} catch {
		return;
	}
}
/** How many colons stand outside of strings; undefined for what is nested too deep, or is surely not JSON. */
function colonsOf(text) {
	let [colons, depth] = [0, 0];
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) {
			at = endOfString(text, at);
			if (at < 0) return void 0;
		} else if (code === 58) colons += 1;
		else if (code === 123 || code === 91) {
			depth += 1;
			if (depth > MAX_DEPTH) return void 0;
		} else if (code === 125 || code === 93) depth -= 1;
	}
	return colons;
}
/** Takes the prototype from each object; returns how many keys there are in all. */
function bare(value) {
	if (typeof value !== "object" || value === null) return 0;
	if (Array.isArray(value)) return value.reduce((sum, one) => sum + bare(one), 0);
	Object.setPrototypeOf(value, null);
	let keys = 0;
	for (const key in value) {
		keys += 1;
		const inside = value[key];
		if (typeof inside === "object") keys += bare(inside);
	}
	return keys;
}
// src/images/streams/aliases.ts
const ALIASES = "_aliases";
/**
* Expands the aliases of a tree in place: `_aliases` holds tables of entries, and data in which the key of a table has the name of an entry
* gets the keys of that entry, over its own. As simplestreams' expand_tree, but texts, numbers and truth values only: an entry that held
* objects could be made to hold itself.
*/
function expandAliases(tree) {
	const tables = tree[ALIASES];
	if (tables === void 0 || tables === null || typeof tables !== "object" || Array.isArray(tables)) return;
	expand(tree, tables);
}
function expand(data, tables) {
	if (typeof data !== "object" || data === null) return;
	if (Array.isArray(data)) {
		for (const one of data) expand(one, tables);
		return;
	}
	for (const key of Object.keys(data)) {
		const entry = entryOf(tables[key], data[key]);
		for (const [name, value] of Object.entries(entry ?? {})) if (typeof value !== "object") data[name] = value;
	}
	for (const [key, value] of Object.entries(data)) if (key !== ALIASES) expand(value, tables);
}
function entryOf(table, name) {
	if (typeof table !== "object" || table === null || Array.isArray(table) || typeof name !== "string") return void 0;
	const entry = table[name];
	return typeof entry === "object" && entry !== null && !Array.isArray(entry) ? entry : void 0;
}
// src/images/streams/tree.ts
/** What files of images are said to hold: MAAS has the first, cloud-images both. */
const DATATYPES = ["image-ids", "image-downloads"];
/** The format of a stream file: `index:1.0` or `products:1.0`. Errors: VMTEST_STREAM_FORMAT, VMTEST_STREAM_INVALID. */
function formatOf(value, name) {
	const { format } = objectAt(value, name);
	if (format === "index:1.0" || format === "products:1.0") return format;
	const found = format === void 0 ? "no format" : `the format ${plainLine(shorten(JSON.stringify(format), 100))}`;
	throw new VmtestError("VMTEST_STREAM_FORMAT", `${plainLine(name)} has ${found}; index:1.0 and products:1.0 are known`, { hint: "look at the address; a newer format needs a newer vmtest" });
}
/**
* The entries of an index that are products files of images, or indexes, whatever their content ids are; their paths are checked.
* Errors: VMTEST_STREAM_INVALID, VMTEST_STREAM_PATH.
*/
function entriesOf(value, name) {
	const index = objectAt(objectAt(value, name).index, `${name}: index`);
	return Object.entries(index).flatMap(([contentId, data]) => {
		const where = `${name}: ${contentId}`;
		const entry = objectAt(data, where);
		const { format, datatype } = entry;
		if (format !== "index:1.0" && !(format === "products:1.0" && DATATYPES.includes(datatype ?? null))) return [];
		const path = textAt(entry, "path", where);
		checkStreamPath(path, where);
		const products = Array.isArray(entry.products) ? entry.products.filter((one) => typeof one === "string") : [];
		return [{
			contentId,
			path,
			format,
			datatype: format === "index:1.0" ? "" : datatype,
			products
		}];
	});
}
/**
* A products file, checked and with its aliases expanded. `value` is taken over: it is changed in place. Sizes become numbers, digests lower
* case, absent `products`, `versions` and `items` empty. Errors: VMTEST_STREAM_INVALID, VMTEST_STREAM_PATH, VMTEST_STREAM_FORMAT.
*/
function productsOf(value, name) {
	const tree = objectAt(value, name);
	if (formatOf(tree, name) !== "products:1.0") throw new VmtestError("VMTEST_STREAM_FORMAT", `${plainLine(name)} has the format index:1.0; products:1.0 is expected there`);
	checkContentId(textAt(tree, "content_id", name), name);
	expandAliases(tree);
	checkLevel(tree, () => name);
	eachChild(tree, "products", () => name, checkProduct.bind(null, name));
	return tree;
}
function checkProduct(name, data, product) {
	const where = () => `${name}: ${product}`;
	checkLevel(data, where);
	eachChild(data, "versions", where, (inside, version) => {
		const at = () => `${where()} ${version}`;
		checkLevel(inside, at);
		eachChild(inside, "items", at, (leaf, item) => checkLevel(leaf, () => `${at()} ${item}`));
	});
}
const HEX = /^[0-9a-f]+$/i;
/** Tags are inherited from level to level, so each level is held to what an item's may be. */
function checkLevel(level, where) {
	const { path, size, sha256, sha512, ftype } = level;
	if (path !== void 0) {
		if (typeof path !== "string") throw invalid(where(), "path", path, "a text");
		checkItemPath(path, where);
	}
	if (size !== void 0) put(level, "size", sizeOf(size, where));
	if (sha256 !== void 0) put(level, "sha256", digestOf(sha256, "sha256", 64, where));
	if (sha512 !== void 0) put(level, "sha512", digestOf(sha512, "sha512", 128, where));
	if (ftype !== void 0 && typeof ftype !== "string") throw invalid(where(), "ftype", ftype, "a text");
}
/** Writes only what is another value: thousands of objects keep the one shape that the engine gave them. */
function put(level, key, value) {
	if (level[key] !== value) level[key] = value;
}
function sizeOf(value, where) {
	const size = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
	if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
	throw invalid(where(), "size", value, "a whole number of bytes from 0");
}
function digestOf(value, key, digits, where) {
	if (typeof value === "string" && value.length === digits && HEX.test(value)) return /[A-F]/.test(value) ? value.toLowerCase() : value;
	throw invalid(where(), key, value, `${digits} hexadecimal digits`);
}
/** Checks what a level holds under a key; each must be an object. */
function eachChild(level, key, where, check) {
	const children = level[key] ?? Object.create(null);
	if (!isObject(children)) throw invalid(where(), key, children, "an object");
	put(level, key, children);
	for (const name in children) {
		const child = children[name];
		if (!isObject(child)) throw invalid(where(), `${key} → ${name}`, child, "an object");
		check(child, name);
	}
}
function objectAt(value, where) {
	if (value !== void 0 && isObject(value)) return value;
	throw new VmtestError("VMTEST_STREAM_INVALID", `${plainLine(where)} is ${shown(value)}; an object is expected`, { hint: HINT });
}
function textAt(object, key, where) {
	const value = object[key];
	if (typeof value === "string" && value !== "") return value;
	throw invalid(where, key, value, "a text");
}
/** Whether it is an object of JSON: no array, no null. */
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
const HINT = "nothing of this stream is used; tell its publisher, or look at its address";
function invalid(where, key, value, right) {
	const text = `${plainLine(where)}: ${plainLine(key)} is ${shown(value)}; ${right} is expected`;
	return new VmtestError("VMTEST_STREAM_INVALID", text, { hint: HINT });
}
function shown(value) {
	if (value === void 0) return "absent";
	if (Array.isArray(value)) return "a list";
	return typeof value === "object" && value !== null ? "an object" : plainLine(shorten(JSON.stringify(value), 100));
}
// src/images/store/tree.ts
/** A text that differs for different versions: no name of a stream has a line feed that JSON does not escape. */
const versionKey = ({ contentId, product, version }) => JSON.stringify([
	contentId,
	product,
	version
]);
/**
* Reads the text of a state, or of a file that the original's query reads; undefined for what is none: not JSON, another format, a shape
* or a path that no sync writes.
*/
function parseTree(text) {
	try {
		const tree = productsOf(parseJson(text, "a state"), "a state");
		return isContentId(tree.content_id) ? tree : void 0;
	} catch (error) {
		if (error instanceof VmtestError) return void 0;
		throw error;
	}
}
/** An object without a prototype that has these entries. */
function record(entries) {
	return mapBag(entries, (value) => value);
}
/** The same keys with other values, without a prototype. */
function mapBag(entries, change) {
	const copy = Object.create(null);
	for (const key of Object.keys(entries)) copy[key] = change(entries[key], key);
	return copy;
}
/** Every item of some trees. */
function* itemsOf(trees) {
	for (const tree of trees) for (const product of Object.keys(tree.products)) for (const version of Object.keys(tree.products[product]?.versions ?? {})) yield* versionItems(tree, product, version);
}
/** The items of one version; none where the tree does not have it. */
function* versionItems(tree, product, version) {
	const items = tree.products[product]?.versions[version]?.items ?? {};
	for (const name of Object.keys(items)) yield {
		contentId: tree.content_id,
		pedigree: [
			product,
			version,
			name
		],
		item: items[name]
	};
}
/** The tree without some versions. A product that has none left stays, as the original leaves it. */
function withoutVersions(tree, gone) {
	const products = mapBag(tree.products, (product, name) => {
		const versions = record(product.versions);
		for (const version of Object.keys(versions)) if (gone.has(versionKey({
			contentId: tree.content_id,
			product: name,
			version
		}))) delete versions[version];
		return record({
			...product,
			versions
		});
	});
	return record({
		...tree,
		products
	});
}
// src/images/store/references.ts
/** Reads `references.json`: an absent one is empty, undefined is one that cannot be understood. */
async function readReferences(file) {
	try {
		const value = JSON.parse(await readFile(file, "utf8"));
		if (typeof value !== "object" || value === null || Array.isArray(value)) return void 0;
		const entries = Object.entries(value);
		return entries.every(([, ids]) => Array.isArray(ids) && ids.every((id) => typeof id === "string")) ? new Map(entries) : void 0;
	} catch (error) {
		if (isErrno(error, "ENOENT")) return /* @__PURE__ */ new Map();
		if (error instanceof SyntaxError) return void 0;
		throw error;
	}
}
/**
* What `references.json` is to say of these states. What it says of streams whose state is not known stays: their files are not ours to
* count. The order is the old one, what is new comes last, as the original appends it.
*/
function referencesOf(trees, old) {
	const all = [...trees];
	const known = all.map((tree) => `${tree.content_id}/`);
	const now = /* @__PURE__ */ new Map();
	for (const { contentId, pedigree, item } of itemsOf(all)) {
		if (item.path === void 0) continue;
		const ids = now.get(item.path) ?? /* @__PURE__ */ new Set();
		now.set(item.path, ids.add([contentId, ...pedigree].join("/")));
	}
	const result = /* @__PURE__ */ new Map();
	for (const [path, ids] of old) {
		const current = now.get(path);
		const stay = [...new Set(ids)].filter((id) => current?.has(id) === true || !known.some((prefix) => id.startsWith(prefix)));
		if (stay.length > 0) result.set(path, stay);
	}
	for (const [path, ids] of now) {
		const listed = result.get(path) ?? [];
		result.set(path, [...listed, ...[...ids].filter((id) => !listed.includes(id))]);
	}
	return result;
}
// src/images/store/state.ts
/**
* Reads the states of a store, ours or the original's: no lock is needed, since each file is replaced by rename. A state that cannot be
* understood is made up for from the file that the original's query reads, where that one is of the same stream; else it is absent,
* and the next sync makes it anew, taking the files that are there. A store that is not there is empty.
*/
async function readState(store) {
	const layout = layoutOf(store);
	const notes = [];
	const trees = /* @__PURE__ */ new Map();
	const broken = [];
	for (const id of await stateNames(layout.data)) {
		const tree = await readTree(join(layout.data, id));
		if (tree?.content_id === id) trees.set(id, tree);
		else if (tree !== null) broken.push(id);
	}
	for (const file of QUERY_FILES) {
		const tree = await readTree(join(store, file));
		if (tree !== null && tree !== void 0 && !trees.has(tree.content_id)) trees.set(tree.content_id, tree);
	}
	for (const id of broken) {
		const how = trees.has(id) ? "what it said was found in streams/v1" : "the next sync makes it anew";
		notes.push(`the state ${join(layout.data, id)} cannot be read: ${how}`);
	}
	const references = await readReferences(layout.references);
	if (references === void 0) notes.push(`${layout.references} cannot be read: it is counted anew from the states`);
	return {
		trees: new Map([...trees].sort(([a], [b]) => a < b ? -1 : 1)),
		references: references ?? /* @__PURE__ */ new Map(),
		notes
	};
}
async function stateNames(folder) {
	try {
		return (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && isContentId(entry.name)).map((entry) => entry.name);
	} catch (error) {
		if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) return [];
		throw error;
	}
}
/** null: there is none. undefined: it cannot be understood. */
async function readTree(file) {
	try {
		return parseTree(await readFile(file, "utf8"));
	} catch (error) {
		if (isErrno(error, "ENOENT")) return null;
		throw error;
	}
}
// src/images/store/journal.ts
/** Those of the files that are not so already. */
async function changedFiles(store, files) {
	const now = await Promise.all(files.map(({ to }) => readOrNull(join(store, to))));
	return files.filter(({ data }, index) => now[index] === null || Buffer.compare(now[index], Buffer.from(data)) !== 0);
}
/**
* Changes the store in one step: all of it, or nothing where an error comes. The sync lock must be held, and for `unlink` the files' own.
* A process that is killed in it leaves a journal, see `recover`.
*/
async function commit(layout, change) {
	const files = await stage(layout, change.files);
	const journal = {
		version: 1,
		items: change.items,
		files,
		unlink: change.unlink
	};
	await writeWhole(layout.journal, `${JSON.stringify(journal)}\n`);
	try {
		await apply(layout, journal);
	} catch (error) {
		await undo(layout, journal);
		await close(layout);
		throw error;
	}
	await removeUnnamed(layout, journal.unlink);
	await close(layout);
}
/** What a killed process left of a change is finished or taken back. The sync lock must be held. Returns what was done, for people. */
async function recover(layout) {
	const text = await readOrNull(layout.journal);
	const journal = text === null ? null : parseJournal(text.toString());
	let how = null;
	if (journal !== null) {
		const whole = await canFinish(layout, journal);
		if (whole) await apply(layout, journal);
		else await undo(layout, journal);
		await removeUnnamed(layout, journal.unlink);
		how = `a process that was killed while it changed the image store left it half done: ${whole ? "finished" : "taken back"}`;
	}
	await close(layout);
	return how;
}
/** Items that no state names any more, and that an unfinished change is to remove: relative paths. */
async function unfinishedRemovals(layout) {
	const text = await readOrNull(layout.journal);
	const unlink = text === null ? [] : parseJournal(text.toString())?.unlink ?? [];
	if (unlink.length === 0) return /* @__PURE__ */ new Set();
	const named = await namedPaths(layout.store);
	return new Set(unlink.filter((path) => !named.has(path)));
}
function parseJournal(text) {
	try {
		const journal = JSON.parse(text);
		return journal.version === 1 ? journal : null;
	} catch {
		return null;
	}
}
async function close(layout) {
	await rm(layout.journal, { force: true });
	await rm(layout.staging, {
		recursive: true,
		force: true
	});
}
async function stage(layout, files) {
	await makeStore(layout.staging);
	return await Promise.all(files.map(async ({ to, data }, number) => {
		const name = join(layout.staging, String(number));
		const handle = await open(name, "w", 420);
		try {
			await handle.writeFile(data);
			await handle.sync();
		} finally {
			await handle.close();
		}
		const there = await readOrNull(join(layout.store, to));
		return {
			to,
			from: `staging/${number}`,
			before: there === null ? null : sha256(there),
			after: sha256(data)
		};
	}));
}
/** Does what of a journal is not done yet. */
async function apply(layout, journal) {
	for (const moves of [journal.items, journal.files]) {
		for (const move of moves) await place(layout, move);
		await syncFolders(moves.flatMap(({ to }) => [...foldersAbove(to), ""]).map((folder) => join(layout.store, folder)));
	}
}
async function place(layout, { from, to }) {
	const target = join(layout.store, to);
	const source = join(layout.own, from);
	if (!await isThere(source)) return;
	await keepAside(target, asideOf(layout, to));
	await makeFolder(dirname(target));
	await rename(source, target);
}
/** Where a file that is replaced is kept until the change is done. */
const asideOf = (layout, to) => join(layout.staging, `${sha256(to).slice(0, 32)}.old`);
/** Whether nothing that is still to be done is lost, and nobody else has worked on what is still to be replaced. */
async function canFinish(layout, journal) {
	if (await allMoved(layout, [...journal.items, ...journal.files])) return true;
	for (const { from, to } of journal.items) if (!await isThere(join(layout.own, from)) && !await isThere(join(layout.store, to))) return false;
	for (const { from, to, before, after } of journal.files) {
		const there = await readOrNull(join(layout.store, to));
		const digest = there === null ? null : sha256(there);
		if (!await isThere(join(layout.own, from)) ? digest !== after : digest !== before) return false;
	}
	return journal.unlink.length === 0;
}
async function allMoved(layout, moves) {
	for (const { from } of moves) if (await isThere(join(layout.own, from))) return false;
	return true;
}
/** Takes back what was done of a journal: replaced files as they were, but for those that somebody else changed since; items to the partial ones. */
async function undo(layout, journal) {
	for (const { from, to, after } of journal.files.toReversed()) {
		if (await isThere(join(layout.own, from))) continue;
		const there = await readOrNull(join(layout.store, to));
		if (there !== null && sha256(there) === after) await putBack(asideOf(layout, to), join(layout.store, to), null);
	}
	const named = await namedPaths(layout.store);
	for (const { from, to } of journal.items.toReversed()) {
		if (!await isThere(join(layout.own, from)) && (!named.has(to) || await isThere(asideOf(layout, to)))) {
			await makeFolder(layout.partial);
			await putBack(asideOf(layout, to), join(layout.store, to), join(layout.own, from));
		}
		await removeEmptyFolders(layout.store, to);
	}
}
/** Removes items that no state names, and the folders that they leave empty. */
async function removeUnnamed(layout, paths) {
	if (paths.length === 0) return;
	const named = await namedPaths(layout.store);
	for (const path of paths.filter((one) => !named.has(one))) {
		await rm(itemFile(layout.store, path), { force: true });
		await removeEmptyFolders(layout.store, path);
	}
}
async function namedPaths(store) {
	const { trees } = await readState(store);
	return new Set([...itemsOf(trees.values())].flatMap(({ item }) => item.path ?? []));
}
export { compressionOfFile as A, QUERY_FILES as C, itemFile as D, isContentId as E, layoutOf as O, DATA_FOLDER as S, foldersAbove as T, parseJson as _, readState as a, keepAside as b, parseTree as c, versionKey as d, withoutVersions as f, MAX_STREAM_BYTES as g, productsOf as h, unfinishedRemovals as i, decompress as j, addressOf as k, record as l, formatOf as m, commit as n, referencesOf as o, entriesOf as p, recover as r, itemsOf as s, changedFiles as t, versionItems as u, bytesOf as v, REFERENCES_FILE as w, readOrNull as x, isThere as y };
