import { r as sha256 } from "./files.js";
import { i as shorten, t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { t as derive } from "./derived.js";
import { t as writeSparse } from "./sparse.js";
import { join } from "node:path";
import { open } from "node:fs/promises";
// src/images/iso/boot-paths.ts
/** The first is for readers. A `*` stands for the same text in both; of several the highest is taken, numbers compared as numbers. */
const KNOWN = [
	[
		"Ubuntu (live server, desktop)",
		"/casper/vmlinuz",
		"/casper/initrd"
	],
	[
		"Ubuntu (live server, desktop) before 18.10",
		"/casper/vmlinuz",
		"/casper/initrd.lz"
	],
	[
		"Ubuntu (live server, desktop) before 18.10",
		"/casper/vmlinuz.efi",
		"/casper/initrd.lz"
	],
	[
		"Ubuntu (live server, desktop)",
		"/casper/vmlinuz",
		"/casper/initrd.gz"
	],
	[
		"Ubuntu, hardware-enablement kernel alone",
		"/casper/hwe-vmlinuz",
		"/casper/hwe-initrd"
	],
	[
		"Debian, amd64",
		"/install.amd/vmlinuz",
		"/install.amd/initrd.gz"
	],
	[
		"Debian, arm64",
		"/install.a64/vmlinuz",
		"/install.a64/initrd.gz"
	],
	[
		"Ubuntu server with debian-installer",
		"/install/vmlinuz",
		"/install/initrd.gz"
	],
	[
		"Debian and Ubuntu mini.iso",
		"/linux",
		"/initrd.gz"
	],
	[
		"Debian live",
		"/live/vmlinuz",
		"/live/initrd.img"
	],
	[
		"Debian live",
		"/live/vmlinuz-*",
		"/live/initrd.img-*"
	],
	[
		"Debian live",
		"/live/vmlinuz",
		"/live/initrd"
	],
	[
		"Fedora, RHEL, CentOS, Alma, Rocky",
		"/images/pxeboot/vmlinuz",
		"/images/pxeboot/initrd.img"
	],
	[
		"openSUSE, Fedora live from 42, x86_64",
		"/boot/x86_64/loader/linux",
		"/boot/x86_64/loader/initrd"
	],
	[
		"openSUSE, aarch64",
		"/boot/aarch64/linux",
		"/boot/aarch64/initrd"
	],
	[
		"Fedora live from 42, aarch64",
		"/boot/aarch64/loader/linux",
		"/boot/aarch64/loader/initrd"
	],
	[
		"Arch",
		"/arch/boot/x86_64/vmlinuz-linux",
		"/arch/boot/x86_64/initramfs-linux.img"
	],
	[
		"Arch, aarch64",
		"/arch/boot/aarch64/vmlinuz-linux",
		"/arch/boot/aarch64/initramfs-linux.img"
	],
	[
		"Alpine",
		"/boot/vmlinuz-lts",
		"/boot/initramfs-lts"
	],
	[
		"Alpine, virtual",
		"/boot/vmlinuz-virt",
		"/boot/initramfs-virt"
	],
	[
		"NixOS",
		"/boot/bzImage",
		"/boot/initrd"
	],
	[
		"Older Fedora and RHEL live",
		"/isolinux/vmlinuz",
		"/isolinux/initrd.img"
	]
];
/**
* Where this ISO has kernel and initrd; undefined where it is none of the known ones. A path that is `given` is kept, and what belongs
* to it is taken: with `kernel: /casper/hwe-vmlinuz` the initrd is `/casper/hwe-initrd`. Throws VMTEST_IMAGE_CORRUPT for a broken one.
*/
async function bootPathsOf(iso, given = {}) {
	if (given.kernel !== void 0 && given.initrd !== void 0) return {
		kernel: given.kernel,
		initrd: given.initrd
	};
	let first;
	for await (const pair of pairsOf(iso)) {
		first ??= pair;
		if ((given.kernel ?? pair.kernel) === pair.kernel && (given.initrd ?? pair.initrd) === pair.initrd) return pair;
	}
	return first === void 0 ? void 0 : {
		...first,
		...given
	};
}
/** The pairs of known installers that this ISO has, in order. */
async function* pairsOf(iso) {
	for (const [, kernel, initrd] of KNOWN) for (const version of kernel.includes("*") ? await versionsOf(iso, kernel) : [""]) {
		const pair = {
			kernel: kernel.replace("*", () => version),
			initrd: initrd.replace("*", () => version)
		};
		if ((await Promise.all([iso.find(pair.kernel), iso.find(pair.initrd)])).every((entry) => entry?.kind === "file" && entry.size > 0)) yield pair;
	}
}
/** What stands for the `*`, the highest first. */
async function versionsOf(iso, pattern) {
	const slash = pattern.lastIndexOf("/");
	const prefix = pattern.slice(slash + 1, -1);
	const order = new Intl.Collator("en", { numeric: true });
	return (await iso.list(pattern.slice(0, slash))).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)).sort((a, b) => order.compare(b, a));
}
// src/images/iso/block.ts
/** Bytes of a block of nearly every ISO; an image with others is refused when it is opened. */
const BLOCK = 2048;
// src/images/iso/rock-ridge.ts
/** Continuation areas followed for one record: a name or a link's target has a few hundred bytes. */
const MAX_CONTINUATIONS = 8;
const MAX_TEXT = 4096;
/** Whether Rock Ridge is used, by the `.` record of the root: SP says so, and how many bytes to skip in every field. */
function sharingOf(field) {
	if (field.subarray(0, 2).toString("latin1") !== "SP" || field[4] !== 190 || field[5] !== 239) return null;
	return { skip: field[6] ?? 0 };
}
/** What the system use field of a record says; fields that are broken or too long end it. */
async function systemUse(field, read) {
	const name = [];
	const target = {
		text: "",
		joined: false,
		link: false
	};
	let area = field;
	for (let areas = 0; area !== null && areas <= MAX_CONTINUATIONS; areas += 1) {
		let next = null;
		for (const { kind, data } of fieldsOf(area)) if (kind === "NM" && ((data[0] ?? 0) & 6) === 0) name.push(data.subarray(1));
		else if (kind === "SL") addComponents(target, data.subarray(1));
		else if (kind === "CE" && data.length >= 24) next = await continuation(data, read);
		area = next;
	}
	const bytes = Buffer.concat(name);
	return {
		name: bytes.length === 0 || bytes.length > MAX_TEXT ? null : bytes.toString("utf8"),
		target: target.link ? target.text.slice(0, MAX_TEXT) : null
	};
}
function* fieldsOf(area) {
	for (let at = 0; at + 4 <= area.length;) {
		const kind = area.subarray(at, at + 2).toString("latin1");
		const length = area[at + 2];
		if (kind === "ST" || length < 4 || at + length > area.length) return;
		yield {
			kind,
			data: area.subarray(at + 4, at + length)
		};
		at += length;
	}
}
/** CE: block, offset and length, each in both byte orders. */
async function continuation(data, read) {
	const [block, offset, length] = [
		data.readUInt32LE(0),
		data.readUInt32LE(8),
		data.readUInt32LE(16)
	];
	return offset + length > 2048 ? null : await read(block * BLOCK + offset, length);
}
/** Component records of SL: flags, length, text. 1: goes on; 2: `.`; 4: `..`; 8: the root. */
function addComponents(target, data) {
	target.link = true;
	for (let at = 0; at + 2 <= data.length && target.text.length <= MAX_TEXT;) {
		const flags = data[at];
		const length = data[at + 1];
		const text = (flags & 2) !== 0 ? "." : (flags & 4) !== 0 ? ".." : data.subarray(at + 2, at + 2 + length).toString("utf8");
		if ((flags & 8) !== 0) target.text = "/";
		else {
			const separator = target.joined || target.text === "" || target.text.endsWith("/") ? "" : "/";
			target.text += `${separator}${text}`;
		}
		target.joined = (flags & 1) !== 0;
		at += 2 + length;
	}
}
// src/images/iso/records.ts
const FOLDER = 2;
const MORE_EXTENTS = 128;
/** The extent that a directory record names, its extended attributes left out. */
function extentOf(record) {
	return {
		at: (record.readUInt32LE(2) + record[1]) * BLOCK,
		length: record.readUInt32LE(10)
	};
}
/** The entries of a folder by its bytes, `.` and `..` left out; broken records end a block. */
async function entriesOf(bytes, naming, read) {
	const entries = [];
	let extents = [];
	for (let at = 0; at + 34 <= bytes.length;) {
		const length = bytes[at];
		const record = bytes.subarray(at, at + length);
		if (length < 34 || record.length < length || 33 + record[32] > length) {
			at = (Math.floor(at / BLOCK) + 1) * BLOCK;
			continue;
		}
		at += length;
		const id = record.subarray(33, 33 + record[32]);
		if (id.length === 1 && id[0] <= 1) continue;
		const extent = extentOf(record);
		extents.push(extent);
		if ((record[25] & MORE_EXTENTS) !== 0) continue;
		entries.push(await entryOf(record, id, extents, naming, read));
		extents = [];
	}
	return entries;
}
async function entryOf(record, id, extents, naming, read) {
	const kind = (record[25] & FOLDER) !== 0 ? "folder" : "file";
	const plain = nameOf(id, naming);
	if (naming.way !== "rock-ridge") return {
		name: plain,
		kind,
		extents,
		target: ""
	};
	const from = 33 + id.length + (id.length % 2 === 0 ? 1 : 0) + naming.skip;
	const said = await systemUse(record.subarray(from), read);
	return {
		name: said.name ?? plain,
		kind: said.target === null ? kind : "link",
		extents,
		target: said.target ?? ""
	};
}
/** Without the version and an empty extension; what has no Rock Ridge is shown in small letters, as Linux does. */
function nameOf(id, { way }) {
	const bare = (way === "joliet" ? Buffer.from(id.subarray(0, id.length & -2)).swap16().toString("utf16le") : id.toString("latin1")).replace(/;\d+$/, "").replace(/\.$/, "");
	return way === "joliet" ? bare : bare.toLowerCase();
}
// src/images/iso/iso.ts
/** The volume descriptors begin after the system area, and are few. */
const FIRST_DESCRIPTOR = 16;
const MAX_DESCRIPTORS = 64;
/** A folder of 4 MiB has about 30,000 entries; installers' have some hundred. */
const MAX_FOLDER = 4 << 20;
const MAX_COMPONENTS = 256;
const MAX_LINKS = 16;
const PIECE = 1 << 20;
/**
* Opens an ISO 9660 image: names by Rock Ridge where it has them, else by Joliet, else in small letters.
* Errors: VMTEST_IMAGE_CORRUPT for what is no ISO 9660 image or is broken, VMTEST_IMAGE_UNAVAILABLE for a file that cannot be read.
*/
async function readIso(file) {
	const handle = await open(file, "r").catch((cause) => {
		throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `${file} cannot be read: ${cause.message}`, { cause });
	});
	try {
		return await opened(file, handle);
	} catch (error) {
		await handle.close();
		throw error;
	}
}
async function opened(file, handle) {
	const { size } = await handle.stat();
	const read = async (at, length) => {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
		return buffer.subarray(0, bytesRead);
	};
	const within = ({ at, length }) => {
		if (at + length > size) throw corrupt(file, `names bytes ${at} to ${at + length}, and it has ${size}`);
	};
	const { root, naming } = await rootOf(file, read);
	const folder = async (entry) => {
		const [extent] = entry.extents;
		if (extent === void 0) return [];
		within(extent);
		if (extent.length > MAX_FOLDER) throw corrupt(file, `has a folder of ${extent.length} bytes`);
		return await entriesOf(await read(extent.at, extent.length), naming, read);
	};
	const walker = {
		root: {
			...root,
			path: "/",
			size: root.extents[0]?.length ?? 0
		},
		folder,
		exact: naming.way === "rock-ridge"
	};
	const find = (path) => walk(walker, path);
	return {
		file,
		find,
		list: async (path) => {
			const entry = await find(path);
			return entry?.kind !== "folder" ? [] : (await folder(entry)).map(({ name }) => name).sort();
		},
		read: async function* (entry) {
			if (entry.size > size) throw corrupt(file, `has a file of ${entry.size} bytes, ${shown(entry.path)}, and has itself ${size}`);
			for (const extent of entry.extents) {
				within(extent);
				for (let done = 0; done < extent.length;) {
					const piece = await read(extent.at + done, Math.min(PIECE, extent.length - done));
					if (piece.length === 0) throw corrupt(file, `ends before ${shown(entry.path)}`);
					yield piece;
					done += piece.length;
				}
			}
		},
		[Symbol.asyncDispose]: () => handle.close()
	};
}
/** The root folder, by the volume descriptors (ECMA-119 §8): the primary one with Rock Ridge, else Joliet's, else the primary one. */
async function rootOf(file, read) {
	let primary;
	let joliet;
	for (let number = 0; number < MAX_DESCRIPTORS; number += 1) {
		const descriptor = await read((FIRST_DESCRIPTOR + number) * BLOCK, BLOCK);
		if (descriptor.length < 2048 || descriptor.subarray(1, 6).toString("latin1") !== "CD001" || descriptor[0] === 255) break;
		if (descriptor[0] === 1) primary ??= descriptor;
		if (descriptor[0] === 2 && /^%\/[@CE]/.test(descriptor.subarray(88, 91).toString("latin1"))) joliet ??= descriptor;
	}
	if (primary === void 0) throw corrupt(file, "is not an ISO 9660 image", "name the ISO of an installer under `iso`; `file PATH` tells what this is");
	if (primary.readUInt16LE(128) !== 2048) throw corrupt(file, `has blocks of ${primary.readUInt16LE(128)} bytes, not of ${BLOCK}`);
	const rootRecord = (descriptor) => {
		return {
			name: "",
			kind: "folder",
			extents: [extentOf(descriptor.subarray(156, 190))],
			target: ""
		};
	};
	const root = rootRecord(primary);
	const own = await read(root.extents[0].at, 256);
	const sharing = own.length > 34 ? sharingOf(own.subarray(34, own[0])) : null;
	if (sharing !== null) return {
		root,
		naming: {
			way: "rock-ridge",
			skip: sharing.skip
		}
	};
	if (joliet !== void 0) return {
		root: rootRecord(joliet),
		naming: {
			way: "joliet",
			skip: 0
		}
	};
	return {
		root,
		naming: {
			way: "plain",
			skip: 0
		}
	};
}
/** Follows a path from the root. Links lead within the ISO, and only so many of them; `..` of the root is the root. */
async function walk(walker, path) {
	let left = partsOf(path);
	const way = [walker.root];
	let links = 0;
	for (let steps = 0; left.length > 0; steps += 1) {
		const [name, ...rest] = left;
		const at = way.at(-1);
		if (steps > MAX_COMPONENTS || at.kind !== "folder") return void 0;
		left = rest;
		if (name === "..") {
			if (way.length > 1) way.pop();
			continue;
		}
		const same = (one) => one.name === name || !walker.exact && one.name.toLowerCase() === name.toLowerCase();
		const entry = (await walker.folder(at)).find(same);
		if (entry === void 0) return void 0;
		if (entry.kind === "link") {
			links += 1;
			if (links > MAX_LINKS) return void 0;
			if (entry.target.startsWith("/")) way.length = 1;
			left = [...partsOf(entry.target), ...left];
		} else way.push({
			...entry,
			path: `${at.path === "/" ? "" : at.path}/${entry.name}`,
			size: sizeOf(entry)
		});
	}
	return way.at(-1);
}
const partsOf = (path) => path.split("/").filter((part) => part !== "" && part !== ".");
const sizeOf = (entry) => entry.extents.reduce((sum, { length }) => sum + length, 0);
const shown = (path) => shorten(plainLine(path), 200);
const corrupt = (file, what, hint = "fetch the ISO again, and compare its digest with the published one") => new VmtestError("VMTEST_IMAGE_CORRUPT", `${file} ${what}`, { hint });
// src/images/iso/extract-boot.ts
/**
* Kernel and initrd of an installer's ISO, copied out of it once into `<store>/derived/<digest>-boot/` (with paths of the user's own,
* into another such folder). `roles`: those that are needed. Errors: VMTEST_IMAGE_NOT_FOUND where the ISO has none where installers have
* them, or not at the path that is `given`; VMTEST_IMAGE_CORRUPT, VMTEST_IMAGE_UNAVAILABLE, VMTEST_DISK_FULL, VMTEST_CANCELLED.
*/
async function bootFromIso(source, given, roles, options) {
	const asked = JSON.stringify([
		given?.kernel ?? null,
		given?.initrd ?? null,
		[...roles].sort()
	]);
	const what = asked === "[null,null,[\"initrd\",\"kernel\"]]" ? "boot" : `boot-${sha256(asked).slice(0, 16)}`;
	const make = async (folder) => {
		await using iso = await readIso(source.path);
		return await extractBoot(iso, folder, given, roles);
	};
	const made = await derive(options.store, source, what, make, options);
	const files = Object.entries(made.manifest.files);
	return Object.fromEntries(files.map(([role, { file, sha256: digest }]) => [role, {
		path: join(made.path, file),
		sha256: digest
	}]));
}
/** Copies them out of an open ISO into a folder, named by their roles; returns the names by role. Errors as above. */
async function extractBoot(iso, folder, given = {}, roles = ["kernel", "initrd"]) {
	const paths = roles.every((role) => given[role] !== void 0) ? given : await bootPathsOf(iso, given);
	if (paths === void 0) throw await notFound(iso, "has no kernel and initrd where installers have them");
	for (const role of roles) {
		const path = paths[role] ?? "";
		const entry = await iso.find(path);
		if (entry?.kind !== "file") throw await notFound(iso, `has no file ${path} for the ${role}`, path);
		if (entry.size === 0) throw await notFound(iso, `has an empty file ${path} for the ${role}`, path);
		await writeSparse(join(folder, role), iso.read(entry));
	}
	return Object.fromEntries(roles.map((role) => [role, role]));
}
/** Names what is there instead: the folder nearest to the path. */
async function notFound(iso, what, path = "/") {
	let folder = path;
	do
		folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/"))) || "/";
	while (folder !== "/" && (await iso.find(folder))?.kind !== "folder");
	const names = await iso.list(folder);
	const seen = shorten(plainLine(names.join(" ")), 300);
	return new VmtestError("VMTEST_IMAGE_NOT_FOUND", `${iso.file} ${what}`, { hint: `name them beside the iso: kernel: iso:/PATH and initrd: iso:/PATH; ${folder} has ${seen === "" ? "nothing" : seen}` });
}
export { bootFromIso };
