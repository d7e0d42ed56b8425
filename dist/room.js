import { t as formatSize } from "./sizes.js";
import { t as VmtestError } from "./errors.js";
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
// src/images/download/room.ts
/**
* Throws VMTEST_DISK_FULL where the disk of a file has less room than what is to come: said at once, and not after an hour.
* Synchronous, for it is asked between the head of an answer and its body; a statfs takes microseconds.
* @param file absolute path; its folder exists
* @param bytes what is still to come
* @param what is to be fetched, for the message
*/
function checkRoom(file, bytes, what) {
	const { bavail, bsize, blocks } = statfsSync(dirname(file), { bigint: true });
	const free = Number(bavail * bsize);
	if (blocks === 0n || bytes <= free) return;
	throw new VmtestError("VMTEST_DISK_FULL", `There is no room for ${what}: ${formatSize(bytes)} are to come, and ${dirname(file)} has ${formatSize(free)}`, { hint: "free some (vmtest images prune), or put the image store elsewhere with IMAGE_DIR" });
}
export { checkRoom as t };
