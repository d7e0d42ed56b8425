import { i as shorten, t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { a as run } from "./spawn.js";
import { t as formatDuration } from "./times.js";
import { a as writeWhole, t as isErrno } from "./files.js";
import { n as withoutPassword, t as parseAddress } from "./address.js";
import { r as maasUrl } from "./image.js";
import { i as missingTools, r as installHint } from "./find.js";
import { A as compressionOfFile, O as layoutOf, j as decompress } from "./journal.js";
import { g as removeTree, v as makeStore } from "./make-once.js";
import { t as derive } from "./derived.js";
import { n as parseCondition } from "./filter.js";
import { join } from "node:path";
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
// src/images/programs/tool.ts
/** Runs a tool to its end; `VMTEST_IMAGE_UNAVAILABLE` with its last words where it fails, `VMTEST_CANCELLED` where it was stopped. */
async function tool(command, args, options) {
	const outcome = await run(command, args, {
		env: options.env,
		...options.signal === void 0 ? {} : { signal: options.signal },
		...options.cwd === void 0 ? {} : { cwd: options.cwd }
	});
	if (outcome.canceled) throw new VmtestError("VMTEST_CANCELLED", `${command} was cancelled`);
	if (outcome.exitCode === 0) return outcome;
	const words = outcome.stderr.trim().split("\n").slice(-5).join("\n");
	const how = outcome.errorCode === "ENOENT" ? "is not installed" : `failed (${outcome.exitCode ?? outcome.signal ?? outcome.errorCode})`;
	if (/No space left on device/.test(outcome.stderr)) throw new VmtestError("VMTEST_DISK_FULL", `${command}: ${words}`);
	throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `${command} ${how}${words === "" ? "" : `: ${words}`}`);
}
// src/images/roots/pax.ts
const BLOCK = 512;
/** GNU tar writes a few KiB; what is larger is no header that we need. */
const MAX_HEADER = 1 << 20;
/** The members of a tar, not compressed, that have an extended header. Stops where the archive ends or is broken: GNU tar judges that. */
async function* paxRecords(path) {
	await using file = await open(path, "r");
	let records = null;
	let longName = null;
	for (let at = 0;;) {
		const header = await bytesAt$1(file, at, BLOCK);
		if (header.length < BLOCK || header[0] === 0) return;
		const size = sizeOf(header);
		if (!Number.isSafeInteger(size) || size < 0) return;
		const type = String.fromCharCode(header[156]);
		if (type === "x" && size <= MAX_HEADER) records = parse(await bytesAt$1(file, at + BLOCK, size));
		else if (type === "L" && size <= MAX_HEADER) longName = textOf$1(await bytesAt$1(file, at + BLOCK, size));
		else if (!"gKLx".includes(type)) {
			if (records !== null) yield {
				name: records.get("path")?.toString("utf8") ?? longName ?? nameOf$1(header),
				records
			};
			const real = records?.get("size");
			at += real === void 0 ? 0 : blocks(Number(real.toString("latin1"))) - blocks(size);
			records = null;
			longName = null;
		}
		at += BLOCK + blocks(size);
		if (!Number.isSafeInteger(at)) return;
	}
}
const blocks = (size) => Math.ceil(size / BLOCK) * BLOCK;
async function bytesAt$1(file, at, length) {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
	return buffer.subarray(0, bytesRead);
}
/** Octal text, or GNU's binary form for sizes above 8 GiB. */
function sizeOf(header) {
	if ((header[124] & 128) === 0) return Number.parseInt(textOf$1(header.subarray(124, 136)).trim() || "0", 8);
	return Number(BigInt(`0x${header.subarray(125, 136).toString("hex")}`));
}
function textOf$1(bytes) {
	const end = bytes.indexOf(0);
	return (end === -1 ? bytes : bytes.subarray(0, end)).toString("utf8");
}
/** ustar splits a long name; GNU's own format, whose magic ends in a space, keeps other things in that field. */
function nameOf$1(header) {
	const prefix = header.subarray(257, 263).toString("latin1") === "ustar\0" ? textOf$1(header.subarray(345, 500)) : "";
	const name = textOf$1(header.subarray(0, 100));
	return prefix === "" ? name : `${prefix}/${name}`;
}
/** `LENGTH KEY=VALUE\n`, the length in decimal over all of it; what does not keep to it ends the list. */
function parse(bytes) {
	const records = /* @__PURE__ */ new Map();
	for (let at = 0; at < bytes.length;) {
		const space = bytes.indexOf(32, at);
		const length = Number(bytes.subarray(at, Math.max(at, space)).toString("latin1"));
		const equals = bytes.indexOf(61, space);
		if (space === -1 || equals === -1 || !(length > 0) || equals >= at + length || at + length > bytes.length) break;
		records.set(bytes.subarray(space + 1, equals).toString("utf8"), bytes.subarray(equals + 1, at + length - 1));
		at += length;
	}
	return records;
}
// src/images/roots/capabilities.ts
const ATTRIBUTE = "security.capability";
/** How GNU tar names an extended attribute in a pax header. */
const PAX_KEY = `SCHILY.xattr.${ATTRIBUTE}`;
/** The files of a tar, not compressed, that have capabilities (capabilities(7): `ping` may have one), with the attribute's bytes. */
async function capabilitiesOf(tar) {
	const found = [];
	for await (const { name, records } of paxRecords(tar)) {
		const value = records.get(PAX_KEY);
		if (value !== void 0) found.push({
			path: `/${name.replace(/^(?:\.?\/)+/, "")}`,
			value
		});
	}
	return found;
}
/** Writes the capabilities of a tar's files into an ext4 image made of it, by debugfs: fakeroot cannot do it (see packRoot). */
async function writeCapabilities(tar, image, folder, options) {
	const files = (await capabilitiesOf(tar)).filter(({ path }) => !/["\n]/.test(path));
	if (files.length === 0) return;
	const made = [];
	const put = async (name, data) => {
		made.push(name);
		await writeFile(join(folder, name), data);
	};
	for (const [number, file] of files.entries()) await put(`capability-${number}`, file.value);
	await put("commands", files.map(({ path }, number) => `ea_set -f capability-${number} "${path}" ${ATTRIBUTE}\n`).join(""));
	await tool("debugfs", [
		"-w",
		"-f",
		"commands",
		image
	], {
		...options,
		cwd: folder
	});
	for (const name of made) await rm(join(folder, name));
}
// src/images/roots/pack.ts
/** The names of the image's files in its folder. */
const KERNEL_FILE = "kernel";
const INITRD_FILE = "initrd";
const TAR_FILE = "root.tar";
const rootFile = (format) => `root.${format}`;
/** Copies the newest kernel of a root file system's tar and its initrd to `kernel` and `initrd` in a folder; false where there is none. */
async function extractKernel(folder, options) {
	const aside = join(folder, "boot-files");
	await mkdir(aside, { mode: 448 });
	await run("tar", [
		"-xf",
		join(folder, TAR_FILE),
		"-C",
		aside,
		"--no-same-owner",
		"--strip-components=2",
		"--wildcards",
		"./boot/vmlinuz-*",
		"./boot/initrd.img-*"
	], {
		env: options.env,
		...options.signal === void 0 ? {} : { signal: options.signal }
	});
	const version = newestKernel(await readdir(aside));
	if (version !== void 0) {
		await rename(join(aside, `vmlinuz-${version}`), join(folder, KERNEL_FILE));
		await rename(join(aside, `initrd.img-${version}`), join(folder, INITRD_FILE));
	}
	await rm(aside, { recursive: true });
	return version !== void 0;
}
/** The highest version that has both a `vmlinuz-` and an `initrd.img-`, numbers compared as numbers. */
function newestKernel(names) {
	const order = new Intl.Collator("en", { numeric: true });
	return names.filter((name) => name.startsWith("vmlinuz-")).map((name) => name.slice(8)).filter((version) => names.includes(`initrd.img-${version}`)).sort(order.compare).at(-1);
}
/** Makes `root.ext4` or `root.squashfs` of `root.tar` in a folder, owners, modes and capabilities as in the tar; nothing is mounted. */
async function packRoot(folder, format, options) {
	const tar = join(folder, TAR_FILE);
	const image = join(folder, rootFile(format));
	if (format === "squashfs") {
		await tool("sh", [
			"-c",
			"exec sqfstar -quiet -no-progress -comp lz4 \"$1\" < \"$2\"",
			"sh",
			image,
			tar
		], options);
		return;
	}
	await packExt4(folder, tar, image, options);
}
const EXT4_FEATURES = "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum";
/**
* Makes a bootable ext4 file system labelled `vmtest-root` of a tar that is not compressed, with what it needs for it in `folder`;
* owners, modes, devices, links and capabilities as in the tar. Nothing is mounted, and root is not needed.
*/
async function packExt4(folder, tar, image, options) {
	const tree = join(folder, "tree");
	await mkdir(tree, { mode: 448 });
	const state = join(folder, "fakeroot.state");
	const as = (command, args, remembered) => options.privileged ? tool(command, args, options) : tool("fakeroot", [
		remembered ? "-i" : "-s",
		state,
		"--",
		command,
		...args
	], options);
	await as("tar", [
		"-xpf",
		tar,
		"-C",
		tree,
		"--numeric-owner",
		...options.privileged ? ["--xattrs", "--xattrs-include=*"] : []
	], false);
	const used = Number((await tool("du", [
		"--summarize",
		"--block-size=1",
		"--",
		tree
	], options)).stdout.split("	")[0]);
	await as("mke2fs", [
		"-q",
		"-t",
		"ext4",
		"-O",
		EXT4_FEATURES,
		"-L",
		"vmtest-root",
		"-m",
		"0",
		"-E",
		"lazy_itable_init=0,lazy_journal_init=0",
		"-d",
		tree,
		image,
		`${ext4MiB(used)}M`
	], true);
	if (!options.privileged) await writeCapabilities(tar, image, folder, options);
	await removeTree(tree, options);
	await rm(state, { force: true });
}
/** The size of a root file system for `used` bytes of files, in MiB: a quarter more, and 1 GiB for what a system writes. */
function ext4MiB(used) {
	return Math.ceil((used * 1.25 + 2 ** 30) / 2 ** 20 / 64) * 64;
}
// src/images/roots/root-from.ts
/** What each form gives, and the programs that it takes; no programs: the published file is taken as it is. */
const WAYS$1 = {
	squashfs: {
		squashfs: [],
		tar: ["sqfs2tar"],
		ext4: [
			"sqfs2tar",
			"fakeroot",
			"tar",
			"mke2fs",
			"debugfs"
		]
	},
	"root-tgz": {
		tar: [],
		ext4: [
			"fakeroot",
			"tar",
			"mke2fs",
			"debugfs"
		]
	},
	"root-image.gz": { ext4: [] },
	"root-image.xz": { disk: ["xz"] }
};
/** The programs that are needed to have `want` of a form; undefined where it cannot be had of it. */
function rootTools(form, want) {
	return WAYS$1[form][want];
}
/**
* What an installer or a machine needs of a published root file system: the file itself, or what is made of it once, without root and
* without mounting, under `<store>/derived/<digest>-<want>/`. Owners, modes, devices, links and capabilities are the source's; an ext4
* file system made of a squashfs or a tar is labelled `vmtest-root`, has a quarter more room than its files, and 1 GiB besides.
* `digest`: the sha256 of `file` in hex, checked before. Errors: VMTEST_IMAGE_UNAVAILABLE where a program is missing, with its
* package, or where the form does not give what is wanted; VMTEST_IMAGE_CORRUPT, VMTEST_DISK_FULL, VMTEST_CANCELLED.
*/
async function rootFrom(form, file, digest, want, options) {
	const tools = rootTools(form, want);
	if (tools === void 0) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `${file} is published as ${form}, of which no ${want} can be made`, { hint: `a ${form} gives ${Object.keys(WAYS$1[form]).join(" or ")}` });
	if (form === "squashfs" && want !== "squashfs") await mustBeSquashfs(file);
	if (form === "squashfs" && want === "squashfs" || form === "root-tgz" && want === "tar") return {
		path: file,
		sha256: digest,
		seconds: 0
	};
	const made = await derive(options.store, {
		path: file,
		digest
	}, want, async (folder) => {
		const missing = await missingTools(tools, options.env);
		if (missing.length > 0) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `No ${want} can be made of ${file}: ${missing.join(", ")} not installed`, { hint: installHint(missing) });
		const began = Date.now();
		const name = await make(form, file, want, folder, options);
		options.emit(`${form} made into ${want} in ${formatDuration((Date.now() - began) / 1e3)}`);
		return { [want]: name };
	}, options);
	const entry = made.manifest.files[want];
	if (entry === void 0) throw new VmtestError("VMTEST_IMAGE_CORRUPT", `${made.path} has no ${want}`, { hint: "remove that folder" });
	return {
		path: join(made.path, entry.file),
		sha256: entry.sha256,
		seconds: made.seconds
	};
}
async function make(form, file, want, folder, options) {
	const packing = {
		env: options.env,
		signal: options.signal,
		privileged: false
	};
	const tar = join(folder, "root.tar");
	if (form === "root-image.gz" || form === "root-image.xz") return await unpackImage(file, want, folder, options);
	if (form === "squashfs") {
		await tool("sh", [
			"-c",
			"exec sqfs2tar --root-becomes . -- \"$1\" > \"$2\"",
			"sh",
			file,
			tar
		], packing);
		if (want === "tar") return "root.tar";
	}
	const plain = form === "squashfs" ? tar : await plainTar(file, tar, options);
	await packExt4(folder, plain, join(folder, "root.ext4"), packing);
	if (plain === tar) await rm(tar);
	return "root.ext4";
}
/** The tar itself, unpacked beside the result where it is compressed. */
async function plainTar(file, to, options) {
	const compression = await compressionOfFile(file);
	if (compression === null) return file;
	await decompress(file, to, compression, options);
	return to;
}
async function unpackImage(file, want, folder, options) {
	const name = want === "disk" ? "disk.img" : "root.ext4";
	const to = join(folder, name);
	const compression = await compressionOfFile(file);
	if (compression === null) throw corrupt(file, "is not compressed");
	await decompress(file, to, compression, options);
	if (want === "ext4" && !await isExt(to)) throw corrupt(file, "does not hold an ext4 file system");
	return name;
}
async function mustBeSquashfs(file) {
	if ((await bytesAt(file, 0, 4)).toString("latin1") !== "hsqs") throw corrupt(file, "is no squashfs");
}
/** The magic of ext2 to ext4 is in the superblock, 1024 bytes from the start (include/uapi/linux/magic.h). */
async function isExt(file) {
	return (await bytesAt(file, 1080, 2)).toString("hex") === "53ef";
}
async function bytesAt(path, at, length) {
	await using file = await open(path, "r");
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
	return buffer.subarray(0, bytesRead);
}
const corrupt = (file, what) => new VmtestError("VMTEST_IMAGE_CORRUPT", `${file} ${what}`, { hint: "its digest is right, so it was published as something else" });
// src/images/simplestreams/forms.ts
const WAYS = {
	kernel: [{
		ftype: "boot-kernel",
		make: null
	}],
	initrd: [{
		ftype: "boot-initrd",
		make: null
	}],
	"root-tar": [{
		ftype: "root-tgz",
		make: "tar"
	}, {
		ftype: "squashfs",
		make: "tar"
	}],
	disk: [{
		ftype: "root-image.xz",
		make: "disk"
	}]
};
const ROOT_WAYS = {
	squashfs: [
		{
			ftype: "squashfs",
			make: "squashfs"
		},
		{
			ftype: "root-image.gz",
			make: "ext4"
		},
		{
			ftype: "root-tgz",
			make: "ext4"
		}
	],
	ext4: [
		{
			ftype: "root-image.gz",
			make: "ext4"
		},
		{
			ftype: "squashfs",
			make: "ext4"
		},
		{
			ftype: "root-tgz",
			make: "ext4"
		}
	]
};
/** The ways to a role, the best first; none for a role that streams do not have. */
function waysTo(role, root) {
	if (role === "iso") return [];
	return role === "root" ? ROOT_WAYS[root] : WAYS[role];
}
/** The best way to a role with what is published; undefined where there is none. */
function wayTo(role, root, published) {
	return waysTo(role, root).find(({ ftype }) => published.has(ftype));
}
/** The roles that can be had of what is published. */
function rolesOf(published, root) {
	return [
		"kernel",
		"initrd",
		"root",
		"root-tar",
		"disk"
	].filter((role) => wayTo(role, root, published) !== void 0);
}
/** The programs that a way takes. */
function toolsOf(way) {
	return way.make === null ? [] : rootTools(way.ftype, way.make) ?? [];
}
// src/images/store/origins.ts
const originsFile = (store) => join(layoutOf(store).own, "origins.json");
/** An address by one name, however it was written; no password goes into the store. Error: VMTEST_USAGE. */
function nameOf(url) {
	const { root, path } = parseAddress(url);
	return withoutPassword(`${root}${path}`);
}
/** Which streams the store has been filled from, as far as our syncs wrote it down; the original writes nothing of the kind. */
async function readOrigins(store) {
	try {
		const value = JSON.parse(await readFile(originsFile(store), "utf8"));
		const streams = Object.entries(value?.streams ?? {});
		return new Map(streams.filter((entry) => Array.isArray(entry[1])));
	} catch (error) {
		if (isErrno(error, "ENOENT") || error instanceof SyntaxError) return /* @__PURE__ */ new Map();
		throw error;
	}
}
/**
* Whether what the store has under a content id may be taken for that of the stream at this address: it was synced from there, or
* nobody knows where it was synced from, as in a store that the original made.
*/
function isOfStream(origins, url, contentId) {
	if (origins.get(nameOf(url))?.includes(contentId) === true) return true;
	return ![...origins.values()].some((ids) => ids.includes(contentId));
}
/** Writes down which content ids a stream has. Of two who do so at once one is forgotten: its next sync writes it again. */
async function rememberOrigin(store, url, contentIds) {
	const origins = new Map(await readOrigins(store));
	const sorted = [...contentIds].sort();
	if (JSON.stringify(origins.get(nameOf(url))) === JSON.stringify(sorted)) return;
	origins.set(nameOf(url), sorted);
	await makeStore(layoutOf(store).own);
	await writeWhole(originsFile(store), `${JSON.stringify({
		version: 1,
		streams: Object.fromEntries(origins)
	}, null, 1)}\n`);
}
// src/images/streams/flatten.ts
/** The same, of levels that were found already. */
function flattenLevels(tree, product, version, item, pedigree) {
	const flat = Object.create(null);
	add(flat, tree);
	add(flat, product);
	flat.product_name = pedigree[0];
	add(flat, version);
	flat.version_name = pedigree[1];
	add(flat, item);
	flat.item_name = pedigree[2];
	return flat;
}
function add(flat, level) {
	for (const key of Object.keys(level)) {
		const text = textOf(level[key]);
		if (text !== void 0) flat[key] = text;
	}
}
/** A JSON value as Python's `str` writes it; undefined for null, lists and objects. A number that was written `7.0` is a text already: `parseJson`. */
function textOf(value) {
	if (typeof value === "string") return value;
	if (typeof value === "number") return numberText(value);
	if (typeof value === "boolean") return value ? "True" : "False";
}
function numberText(value) {
	if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
	return Math.abs(value) < 1e-4 ? value.toExponential().replace(/e([+-])(\d)$/, "e$10$2") : String(value);
}
// src/images/streams/query.ts
/**
* The items that meet all conditions, in the order of the original's query: products by name, versions from the newest, which is the last as
* text, items by name. A key that an item has not compares as empty.
*/
function queryTree(tree, conditions, options = {}) {
	const tests = conditions.map(testOf);
	const hits = [];
	for (const name of Object.keys(tree.products).sort(byCodePoint)) {
		const product = tree.products[name];
		const versions = Object.keys(product.versions).sort(byCodePoint).reverse();
		for (const version of versions.slice(0, options.max ?? versions.length)) {
			const inside = product.versions[version];
			const found = Object.keys(inside.items).filter((key) => {
				const levels = {
					item: inside.items[key],
					version: inside,
					product,
					tree
				};
				return tests.every((test) => test(levels, name, version, key));
			});
			for (const key of found.sort(byCodePoint)) {
				const [item, pedigree] = [inside.items[key], [
					name,
					version,
					key
				]];
				hits.push({
					pedigree,
					flat: flattenLevels(tree, product, inside, item, pedigree),
					item
				});
			}
		}
	}
	return hits;
}
/** A condition as a test of an item that is not flattened yet: most items of a large file meet none. */
function testOf({ key, operator, value }) {
	const negated = operator.startsWith("!");
	const regex = operator.endsWith("~") ? new RegExp(value, "m") : null;
	return (levels, product, version, item) => {
		const found = lookUp(key, levels, product, version, item);
		return (regex === null ? found === value : regex.test(found)) !== negated;
	};
}
/** What flattening would give for one key; a name stands over its own level's data and under that of the nearer ones. */
function lookUp(key, levels, productName, versionName, itemName) {
	const { item, version, product, tree } = levels;
	if (key === "item_name") return itemName;
	const near = textOf(item[key]);
	if (near !== void 0) return near;
	if (key === "version_name") return versionName;
	const middle = textOf(version[key]);
	if (middle !== void 0) return middle;
	return key === "product_name" ? productName : textOf(product[key]) ?? textOf(tree[key]) ?? "";
}
/** Python's order of texts: by code point, where JavaScript's is by units of UTF-16. They differ beyond U+FFFF only. */
function byCodePoint(a, b) {
	const length = Math.min(a.length, b.length);
	for (let at = 0; at < length; at++) {
		const [one, two] = [a.charCodeAt(at), b.charCodeAt(at)];
		if (one === two) continue;
		const [high, low] = [isSurrogate(one), isSurrogate(two)];
		return high === low ? one - two : high ? 1 : -1;
	}
	return a.length - b.length;
}
function isSurrogate(unit) {
	return unit >= 55296 && unit <= 57343;
}
// src/images/simplestreams/candidates.ts
/** Puts items together that are of one version of one product, in the order in which they come. */
function candidatesOf(items) {
	const found = /* @__PURE__ */ new Map();
	for (const { contentId, flat } of items) {
		const { product_name: product = "", version_name: version = "", ftype = "", path = "" } = flat;
		if (ftype === "" || path === "") continue;
		const key = JSON.stringify([
			contentId,
			product,
			version
		]);
		const candidate = found.get(key) ?? {
			contentId,
			product,
			version,
			fields: flat,
			files: /* @__PURE__ */ new Map()
		};
		found.set(key, candidate);
		const size = flat.size === void 0 || flat.size === "" ? null : Number(flat.size);
		if (!candidate.files.has(ftype)) candidate.files.set(ftype, {
			path,
			size,
			sha256: flat.sha256 ?? null
		});
	}
	return [...found.values()];
}
// src/images/simplestreams/choose.ts
/**
* What is taken of several products that match, where the suite says nothing of the key: the kernel that the release came with. MAAS
* has `ga-24.04` beside `hwe-24.04`, `hwe-24.04-edge` and their `lowlatency`; before 16.04 it is `hwe-t` for trusty.
*/
const USUAL = [
	["kflavor", ({ kflavor = "" }) => kflavor === "" || kflavor === "generic"],
	["krel", ({ krel = "", release }) => krel === "" || krel === release],
	["subarch", ({ subarch = "" }) => subarch === "" || subarch === "generic" || /^(?:ga-|hwe-[a-z]$)/.test(subarch)]
];
/** Keys that tell products apart, in the order in which they are named to people. */
const TELLING = [
	"os",
	"release",
	"arch",
	"label",
	"kflavor",
	"krel",
	"subarch",
	"content_id"
];
/** Whether a product is what would be taken of all that there could be; `said`: keys of which the suite speaks. */
function isUsual({ fields }, said) {
	return USUAL.every(([key, usual]) => said.has(key) || usual(fields));
}
/**
* The versions of the one product that is meant, newest first. Empty where there is no candidate. Error: VMTEST_IMAGE_NOT_FOUND where
* several products are left, with the key that decides.
*/
function chooseProduct(image, candidates, said) {
	let left = candidates;
	for (const [key, usual] of USUAL) {
		const usuals = said.has(key) ? [] : left.filter(({ fields }) => usual(fields));
		if (usuals.length > 0) left = usuals;
	}
	const products = new Map(left.map((candidate) => [`${candidate.contentId}\n${candidate.product}`, candidate]));
	if (products.size > 1) throw ambiguous(image, [...products.values()]);
	return [...left].sort((a, b) => a.version < b.version ? 1 : -1);
}
function ambiguous(image, products) {
	const names = products.map(({ product }) => plainLine(product));
	const shown = `${names.slice(0, 10).join(", ")}${names.length > 10 ? `, … (${names.length} in all)` : ""}`;
	const keys = TELLING.flatMap((key) => {
		const values = valuesOf(products, key);
		return values.length > 1 ? [`${key} (${shortList(values)})`] : [];
	});
	const hint = keys.length === 0 ? "add a filter that only one of them meets: `filters: [product_name=…]`" : `say which ${keys[0]}`;
	return new VmtestError("VMTEST_IMAGE_NOT_FOUND", `The image ${image} can be several: ${shown}`, { hint });
}
/** The values of a key, each once, sorted; what has none counts as ''. */
function valuesOf(candidates, key) {
	return [...new Set(candidates.map(({ fields }) => fields[key] ?? ""))].sort();
}
/** At most twelve values in a message, harmless for a terminal. */
function shortList(values) {
	return `${values.slice(0, 12).map((value) => value === "" ? "none" : shorten(plainLine(value), 60)).join(", ")}${values.length > 12 ? `, … (${values.length} in all)` : ""}`;
}
// src/images/simplestreams/request.ts
/** Streams call architectures as Debian does. */
const STREAM_ARCH = {
	x86_64: "amd64",
	aarch64: "arm64",
	ppc64: "ppc64el"
};
/** Which stream an image is of: the suite's word, else the run's, else MAAS's stream and Ubuntu's cloud-image keyring. */
function addressOf(source, published) {
	return {
		url: source.url ?? published.srcUrl ?? maasUrl(published.stream),
		verify: source.verify,
		keyring: source.verify === "none" ? null : source.keyring ?? published.keyring ?? "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg"
	};
}
/** What an item must be to belong to the image: its architecture, the fields, then the filters in the suite's order. */
function conditionsOf(source) {
	const equal = (key, value) => ({
		text: `${key}=${value}`,
		key,
		operator: "=",
		value
	});
	return [
		equal("arch", STREAM_ARCH[source.arch]),
		...Object.entries(source.fields).map(([key, value]) => equal(key, value)),
		...source.filters.map((text) => {
			const condition = parseCondition(text);
			if (condition !== void 0) return condition;
			throw new VmtestError("VMTEST_USAGE", `"${text}" is no condition`, { hint: "there is key=value, key!=value, key~expression" });
		})
	];
}
/** One condition that a text field has exactly one of some values. */
function oneOf(key, values) {
	const value = `^(?:${values.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|")})$`;
	return {
		text: `${key}~${value}`,
		key,
		operator: "~",
		value
	};
}
// src/images/simplestreams/wanted.ts
/** What an image wants, the lock file's version before the suite's: that one is in the lock file too, unless it was changed since. */
function wantedOf(image, source, options) {
	const conditions = conditionsOf(source);
	const locked = options.locked ?? null;
	return {
		name: image.name,
		source,
		conditions,
		said: new Set(conditions.map(({ key }) => key)),
		version: locked?.version ?? source.version,
		locked,
		roles: options.roles ?? null
	};
}
/** How each role is had of a version; undefined where a role that must be there cannot be had. */
function waysOf({ roles, source }, { files }) {
	const published = new Set(files.keys());
	const ways = /* @__PURE__ */ new Map();
	for (const role of roles ?? [
		"kernel",
		"initrd",
		"root",
		"disk"
	]) {
		const way = wayTo(role, source.root, published);
		if (way !== void 0) ways.set(role, way);
		else if (roles !== null) return void 0;
	}
	return ways.size === 0 ? void 0 : ways;
}
/** The `ftype`s that are fetched for an image, each once, sorted. */
function ftypesOf(ways) {
	return [...new Set([...ways.values()].map(({ ftype }) => ftype))].sort();
}
export { TAR_FILE as C, rootFile as E, KERNEL_FILE as S, packRoot as T, rolesOf as _, oneOf as a, rootFrom as b, shortList as c, byCodePoint as d, queryTree as f, rememberOrigin as g, readOrigins as h, addressOf as i, valuesOf as l, isOfStream as m, wantedOf as n, chooseProduct as o, textOf as p, waysOf as r, isUsual as s, ftypesOf as t, candidatesOf as u, toolsOf as v, extractKernel as w, INITRD_FILE as x, wayTo as y };
