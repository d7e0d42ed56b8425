import { n as processMark, r as processState, t as leftOfGroup } from "./processes.js";
import { i as onSpawn, r as killProcess } from "./spawn.js";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
// src/engine/children/record.ts
/** Writes down every program that this process starts, before anything else happens, until it is disposed. `file`: absolute, made afresh. */
function recordChildren(file) {
	const fd = openSync(file, "wx", 384);
	onSpawn((pid) => {
		const mark = processMark(pid);
		if (mark !== null) writeSync(fd, `${pid} ${mark.started}\n`);
	});
	return { [Symbol.dispose]: () => {
		onSpawn(null);
		closeSync(fd);
	} };
}
/** Milliseconds for processes to be gone after SIGKILL. */
const GONE_MS = 5e3;
/**
* Ends what is left of the programs that a process wrote down in `file` before it was killed: by process group and start time, never by name.
* Returns what it ended, and what is still there after 5 s (another user's).
*/
async function endChildren(file) {
	const found = readMarks(file).flatMap(leftOfGroup);
	for (const { pid } of found) killProcess(pid, "SIGKILL");
	const until = performance.now() + GONE_MS;
	let left = found;
	while (left.length > 0 && performance.now() < until) {
		left = left.filter(({ pid, started }) => isAlive(pid, started));
		if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return {
		ended: found.filter((one) => !left.includes(one)).map(({ pid }) => pid),
		left: left.map(({ pid }) => pid)
	};
}
function isAlive(pid, started) {
	const state = processState(pid);
	return state?.started === started && !state.zombie;
}
function readMarks(file) {
	let text = "";
	try {
		text = readFileSync(file, "utf8");
	} catch {}
	return text.split("\n").map((line) => /^(\d{1,10}) (\d{1,20})$/.exec(line)).filter((match) => match !== null).map(([, pid, started]) => ({
		pid: Number(pid),
		started
	}));
}
export { recordChildren as n, endChildren as t };
