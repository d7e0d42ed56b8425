import { a as OWN_INPUTS, l as parseShard } from "./problems-of.js";
import { n as shownPath } from "./problem-groups.js";
import { i as inlineCode, o as prose } from "./markdown.js";
import { _ as legOf, l as uploadFiles, n as REPORT_FILE, v as nameArtifact } from "./gate-names.js";
import { a as readGithub, n as inputText, o as loadCore } from "./inputs.js";
import { join } from "node:path";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
// src/report/github/mistake.ts
const MOST = 50;
/** What a step tells of mistakes that ended it before there was a run, as GitHub's Markdown: the same that its annotations tell. */
function mistakeSummary(problems, root) {
	const items = problems.slice(0, MOST).map(({ severity, message, hint, place }) => {
		const at = place === void 0 ? "" : `${inlineCode(`${shownPath(place.file, root)}:${place.line}`)} `;
		return `<li>${severity === "warning" ? "⚠️ " : ""}${at}${prose(message)}${hint === void 0 ? "" : `<br>→ ${prose(hint)}`}</li>\n`;
	});
	const more = problems.length > MOST ? `<li>and ${problems.length - MOST} more</li>\n` : "";
	return `<h3>❌ no test was run</h3>\n\n<ul>\n${items.join("")}${more}</ul>\n`;
}
// src/faces/action/tell-mistake.ts
/** Writes why a step ended without a run: outputs, a short summary, and for the report of a gate what became of this shard. Never throws. */
async function tellMistake(error, problems, env, tell) {
	const core = await loadCore();
	core.setOutput("conclusion", "error");
	core.setOutput("headline", problems.map(({ message }) => message).join("; "));
	if (env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(mistakeSummary(problems, env.GITHUB_WORKSPACE), true).write();
	const shard = shardOf(env);
	if (shard !== null) await leaveMistake(shard, error, problems, env, tell);
}
/** The shard that this step was to run; null of a step that was given none, or none that can be read. */
function shardOf(env) {
	const text = inputText(env, "shard");
	try {
		return text === null ? null : parseShard(text);
	} catch {
		return null;
	}
}
/** Uploads a report without results: of its tests the gate says what is told here, and not that the job was lost. */
async function leaveMistake(shard, error, problems, env, tell) {
	const context = readGithub(env, process.cwd());
	await mkdir(context.temp, { recursive: true });
	const folder = await mkdtemp(join(context.temp, "vmtest-mistake-"));
	try {
		const file = join(folder, REPORT_FILE);
		await writeFile(file, JSON.stringify(reportOf(shard, mistakeOf(problems), error.exitCode, context.runAttempt)));
		const leg = legOf({
			matrixJson: inputText(env, "matrix") ?? "null",
			checkRunId: inputText(env, "check-run-id") ?? "",
			job: context.job
		});
		const prefix = OWN_INPUTS["artifact-name"].parse(inputText(env, "artifact-name") ?? OWN_INPUTS["artifact-name"].default);
		if (prefix === void 0) return;
		await uploadFiles({
			name: nameArtifact({
				prefix,
				leg,
				attempt: context.runAttempt,
				slug: `results-${shard.shard}`
			}),
			files: [file],
			root: folder,
			retentionDays: null,
			level: 6,
			what: "what ended this shard",
			folder,
			tell,
			env
		});
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
/** The problems as one, with a hint where all have the same. */
function mistakeOf(problems) {
	const hints = new Set(problems.map(({ hint }) => hint));
	const [hint] = hints;
	return {
		message: problems.map(({ message }) => message).join("; "),
		hint: hints.size === 1 && hint !== void 0 ? hint : null
	};
}
function reportOf({ gate, shard, of }, mistake, exitCode, attempt) {
	return {
		version: 1,
		gate,
		shard,
		of,
		attempt,
		result: {
			version: 1,
			startedAt: Date.now() / 1e3,
			seconds: 0,
			topdir: "",
			exitCode,
			tests: []
		},
		mistake,
		records: {},
		differences: {},
		artifacts: [],
		notes: [],
		facts: []
	};
}
export { tellMistake };
