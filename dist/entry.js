import { r as plainText } from "./text.js";
import { i as EXIT, t as VmtestError } from "./errors.js";
// src/faces/action/entry.ts
/** Writes to the log. The runner reads it by lines, from a pipe, which Node writes to synchronously on Linux. */
const write = (text) => {
	process.stdout.write(text);
};
/**
* Runs a step of an action to its end, and ends the process with it: what a toolkit left open (sockets, timers) holds up no job. What is thrown
* is the user's mistake, told as annotations, or a bug of ours.
*/
async function runEntry(step) {
	let code;
	try {
		code = await step(write);
	} catch (error) {
		code = await tellError(error);
	}
	process.exit(code);
}
async function tellError(error) {
	const { githubAnnotations } = await import("./annotations.js");
	const { problemsOf } = await import("./problems-of2.js");
	const { tellMistake } = await import("./tell-mistake.js");
	const known = error instanceof VmtestError ? error : new VmtestError("VMTEST_INTERNAL", error instanceof Error ? error.stack ?? error.message : String(error));
	const problems = problemsOf(known);
	const root = process.env.GITHUB_WORKSPACE;
	write(githubAnnotations(problems, root === void 0 ? {} : { root }));
	await tellMistake(known, problems, process.env, (line) => write(`${line}\n`)).catch((why) => {
		write(`what ended this step could not be told to others: ${plainText(why instanceof Error ? why.message : String(why))}\n`);
	});
	return known.exitCode === EXIT.passed ? EXIT.failed : known.exitCode;
}
export { runEntry as t };
