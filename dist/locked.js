import { t as plainLine } from "./text.js";
import { t as VmtestError } from "./errors.js";
// src/images/simplestreams/locked.ts
/**
* What the lock file says of a file is what it must be, whatever is published or stored today; `where`: where the candidate was found.
* Throws VMTEST_IMAGE_CORRUPT with both digests.
*/
function checkLock(candidate, { name, locked }, where) {
	for (const [ftype, { sha256, path }] of Object.entries(locked?.items ?? {})) {
		const found = candidate.files.get(ftype)?.sha256;
		if (found === void 0 || found === null || found.toLowerCase() === sha256) continue;
		const text = `The image ${name}: the lock file says that ${plainLine(path)} has the sha256 ${sha256}, and ${where} has ${plainLine(found)}`;
		throw new VmtestError("VMTEST_IMAGE_CORRUPT", text, { hint: "a version was published twice under one name: look into it, and run `vmtest images lock` where the new one is right" });
	}
}
export { checkLock as t };
