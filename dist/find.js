import { constants } from "node:fs";
import { join } from "node:path";
import { access } from "node:fs/promises";
// src/images/programs/find.ts
/** Which Debian package brings a program, for messages. */
const PACKAGES = {
	mmdebstrap: "mmdebstrap",
	mke2fs: "e2fsprogs",
	debugfs: "e2fsprogs",
	sqfstar: "squashfs-tools",
	sqfs2tar: "squashfs-tools-ng",
	xz: "xz-utils",
	bzip2: "bzip2",
	"qemu-img": "qemu-utils",
	fakeroot: "fakeroot",
	fakechroot: "fakechroot",
	newuidmap: "uidmap",
	flock: "util-linux",
	tar: "tar"
};
/** The path of a program in `PATH`, or undefined. */
async function findTool(name, env) {
	for (const folder of (env.PATH ?? "").split(":")) {
		if (folder === "") continue;
		const path = join(folder, name);
		try {
			await access(path, constants.X_OK);
			return path;
		} catch {}
	}
}
/** Those of `names` that are not in `PATH`. */
async function missingTools(names, env) {
	const paths = await Promise.all(names.map((name) => findTool(name, env)));
	return names.filter((_, index) => paths[index] === void 0);
}
/** The packages of Debian and Ubuntu that bring programs. */
function debianPackages(names) {
	return [...new Set(names.map((name) => PACKAGES[name] ?? name))];
}
/** `apt-get install …` for programs that are missing. */
function installHint(names) {
	const packages = debianPackages(names);
	return `install ${packages.length === 1 ? "the package" : "the packages"} ${packages.join(", ")}: apt-get install ${packages.join(" ")}`;
}
export { missingTools as i, findTool as n, installHint as r, debianPackages as t };
