import { readFileSync, readdirSync } from "node:fs";
// src/base/processes.ts
/** The state of a process; null for one that is gone. */
function processState(pid) {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
		const [state, , group] = fields;
		return fields[19] === void 0 ? null : {
			pid,
			started: fields[19],
			group: Number(group),
			zombie: state === "Z"
		};
	} catch {
		return null;
	}
}
/** The mark of a process; null for one that is gone. */
function processMark(pid) {
	const state = processState(pid);
	return state === null ? null : {
		pid: state.pid,
		started: state.started
	};
}
/**
* The processes that are left of a process group whose leader was marked: all of the group, where the leader lives or where they started after
* it did. A group of another leader, which took the number since, is left out.
*/
function leftOfGroup({ pid, started }) {
	const leader = processState(pid);
	if (leader !== null && leader.started !== started) return [];
	return allProcesses().filter((one) => !one.zombie && one.group === pid && BigInt(one.started) >= BigInt(started));
}
function allProcesses() {
	return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((name) => processState(Number(name))).filter((state) => state !== null);
}
export { processMark as n, processState as r, leftOfGroup as t };
