import { h as phaseFiles, o as FOLDERS, r as DISKS_TAR } from "./files2.js";
// src/base/names.ts
/** Makes names unique in their order: the second `x` becomes `x (2)`, and no name that was made meets one that was given. */
function uniqueNames(names) {
	const taken = /* @__PURE__ */ new Set();
	const given = new Set(names);
	return names.map((name) => {
		let unique = name;
		for (let n = 2; taken.has(unique) || unique !== name && given.has(unique); n++) unique = `${name} (${n})`;
		taken.add(unique);
		return unique;
	});
}
/** One word for a POSIX shell, quoted where it needs it. */
function shellQuote(word) {
	return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
// src/report/replay.ts
/**
* The command that starts a phase's machine again, or null where what it needs was not kept. `vmtest replay` chooses the first phase that did
* not pass, else the last, so that another has to be named.
*/
function replayCommand(test, phase) {
	if (test.folder === null || phase === void 0 || phase.qemuSeconds === 0 || phase.kind === "command") return null;
	const has = (part) => test.kept.some(({ path }) => path === part || path.startsWith(`${part}/`));
	if (has("disks/iscsi0.img")) return scriptCommand(test, phase, has);
	const installed = test.phases.some(({ kind }) => kind === "install");
	if (!(phase.kind === "install" ? has(FOLDERS.install) : has(FOLDERS.disks) || !installed && has(FOLDERS.boot))) return null;
	const first = test.phases.find(({ verdict }) => verdict !== "passed") ?? test.phases.at(-1);
	return `vmtest replay ${shellQuote(test.folder)}${first === phase ? "" : ` --phase ${shellQuote(phase.name)}`}`;
}
/** Disks of iSCSI are served by the phase's script alone: the guest knows their address. */
function scriptCommand(test, phase, has) {
	const prefix = /^logs\/(.+)-console\.log$/.exec(phase.consoleLog ?? "")?.[1];
	if (prefix === void 0 || !has(FOLDERS.logs)) return null;
	const path = (name) => shellQuote(`${test.folder}/${name}`);
	return `${has("disks/disks.tar") ? `tar -C ${path(FOLDERS.disks)} -xf ${path(DISKS_TAR)} && ` : ""}sh ${path(phaseFiles(prefix).qemuScript)}`;
}
export { shellQuote as n, uniqueNames as r, replayCommand as t };
