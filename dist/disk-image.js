import { i as shorten, t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { a as run } from "./spawn.js";
import { n as findTool } from "./find.js";
import { basename } from "node:path";
import { open } from "node:fs/promises";
// src/images/iso/iso-roles.ts
/**
* The roles of an image that come out of its ISO: kernel and initrd where it has an ISO and no kernel of its own, and what the suite
* names by a path within it.
*/
function isoRoles(source) {
	const { files, fromIso = {} } = source;
	if (files.iso === void 0) return [];
	const own = files.kernel !== void 0;
	return ["kernel", "initrd"].filter((role) => files[role] === void 0 && (!own || fromIso[role] !== void 0));
}
// src/images/url/disk-image.ts
/** A hostile header can keep qemu-img busy. */
const INFO_SECONDS = 30;
/** Enough for any of these headers, and for an embedded VMDK descriptor behind it. */
const HEAD = 65536;
/**
* Refuses a disk image that makes QEMU read other files: a backing file, an external data file, extents elsewhere. A stranger's image
* with one could show a guest any file of the host's. Headers are read by us before any program opens the image; then `qemu-img info`,
* where it is installed, must know it. Errors: VMTEST_IMAGE_CORRUPT, VMTEST_CANCELLED.
*/
async function checkDiskImage(path, options) {
	await checkDiskHeader(path);
	const qemuImg = await findTool("qemu-img", options.env);
	if (qemuImg === void 0) return;
	const outcome = await run(qemuImg, [
		"info",
		"--output=json",
		path
	], {
		env: options.env,
		timeout: INFO_SECONDS,
		...options.signal === void 0 ? {} : { signal: options.signal }
	});
	if (outcome.canceled) throw new VmtestError("VMTEST_CANCELLED", `Looking at ${path} was cancelled`);
	const said = shorten(plainLine(outcome.stderr.trim().replaceAll("\n", " ")), 300);
	if (outcome.exitCode !== 0) throw refused(path, outcome.timedOut ? `keeps qemu-img busy for ${INFO_SECONDS} s` : `is no disk image: ${said}`);
	const other = otherFile(outcome.stdout);
	if (other !== void 0) throw refused(path, `refers to another file, ${other}`);
}
/** The same without any program: what the header of a known format says. Done each time before an image is used. */
async function checkDiskHeader(path) {
	const wrong = await diskHeaderProblem(path);
	if (wrong !== void 0) throw refused(path, wrong);
}
/** What a disk image's header says against it, in words; undefined where nothing does. */
async function diskHeaderProblem(path) {
	return headerProblem(await headOf(path));
}
async function headOf(path) {
	await using file = await open(path, "r");
	const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
	return buffer.subarray(0, bytesRead);
}
/** What is wrong with the beginning of a disk image; undefined where nothing is, or the format is none of those with references. */
function headerProblem(head) {
	const magic = head.subarray(0, 4).toString("latin1");
	if (magic === "QFIû") return qcowProblem(head);
	if (magic === "QED\0" && (head.length < 24 || (head.readUInt32LE(16) & 1) !== 0)) return "has a backing file, or a header that is cut";
	if (magic === "KDMV" || magic === "COWD") return vmdkProblem(head, magic);
	if (/^(?:\s*#[^\n]*\n|\s*\n)*\s*(?:# *Disk DescriptorFile|version=)/i.test(head.toString("latin1"))) return "is a VMDK descriptor: its data is in other files";
}
/** docs/interop/qcow2.txt, and version 1 in block/qcow.c, which has the backing file at the same place. */
function qcowProblem(head) {
	if (head.length < 72) return "has a qcow2 header that is cut";
	const version = head.readUInt32BE(4);
	if (version < 1 || version > 3) return `is qcow2 of the unknown version ${version}`;
	if (head.readBigUInt64BE(8) !== 0n) return "has a backing file";
	if (version === 3 && (head.length < 104 || (head.readBigUInt64BE(72) & 4n) !== 0n)) return "has an external data file";
}
/**
* Sparse VMDK (VMware's Virtual Disk Format 5.0, block/vmdk.c): the capacity 0 makes QEMU believe the embedded descriptor's extents,
* which may be other files; its parent is a backing file. One that is a single stream or file has its one extent in itself.
*/
function vmdkProblem(head, magic) {
	if (magic === "COWD") return "is a VMDK of ESX’s redo logs, which refer to a parent";
	if (head.length < 512) return "has a VMDK header that is cut";
	if (head.readBigUInt64LE(12) === 0n) return "is a VMDK whose descriptor names its extents";
	const text = head.toString("latin1");
	if (head.readBigUInt64LE(28) * 512n > BigInt(55296)) return "is a VMDK with its descriptor at an unusual place";
	return /parentFileNameHint|parentCID=(?!ffffffff)/i.test(text) ? "is a VMDK with a parent" : void 0;
}
/** A file that qemu-img names beside the image. */
function otherFile(json) {
	const info = JSON.parse(json);
	const found = [
		info["backing-filename"],
		info["full-backing-filename"],
		info["format-specific"]?.data?.["data-file"]
	].find((name) => name !== void 0);
	return found === void 0 ? void 0 : shorten(plainLine(String(found)), 200);
}
function refused(path, what) {
	return new VmtestError("VMTEST_IMAGE_CORRUPT", `The disk image ${basename(path)} ${what}`, { hint: "only a disk image that is whole in itself is taken: qemu-img convert -O qcow2 IMAGE WHOLE.qcow2, if you trust it" });
}
export { isoRoles as i, checkDiskImage as n, diskHeaderProblem as r, checkDiskHeader as t };
