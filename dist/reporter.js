import { c as faultOf, r as testsOf } from "./errors.js";
import { t as formatDuration } from "./times.js";
import { n as oneLine, r as verdictWord, t as mark } from "./marks.js";
import { n as shownPath, r as testsText } from "./problem-groups.js";
import { n as shellQuote, t as replayCommand } from "./replay.js";
import { t as formatSize } from "./sizes.js";
import { n as plainLines, r as plainText, t as plainLine } from "./text.js";
import "./headline.js";
// src/report/curtin-progress.ts
/** What curtin is at, by an event of its webhook that the engine passes on; null for what is none. Already one harmless line. */
function curtinProgress(event) {
	if (typeof event !== "object" || event === null) return null;
	const { type, line } = event;
	return type === "curtin" && typeof line === "string" ? line : null;
}
/** Whether it is the beginning of one of an installation's few stages, which is worth a line of its own; the steps in it are not. */
function isStage(progress) {
	return /^start cmd-install\/stage-[\w-]+(?::|$)/.test(progress);
}
// src/report/paint.ts
const plain = (text) => text;
const sgr = (on, off) => (text) => text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
/** ECMA-48's SGR codes; the sixteen colours are the terminal's own, so that they fit a light and a dark one. */
function paint(color) {
	if (!color) return {
		good: plain,
		bad: plain,
		warn: plain,
		faint: plain,
		strong: plain
	};
	return {
		good: sgr(32, 39),
		bad: sgr(31, 39),
		warn: sgr(33, 39),
		faint: sgr(2, 22),
		strong: sgr(1, 22)
	};
}
// src/report/event-line.ts
/** What an event is in plain output, on one line without its end; null for what is not told. */
function eventLine(event, options = {}) {
	const colors = paint(options.color === true);
	const text = textOf(event, colors, options);
	return text === null ? null : `${colors.faint(stamp(event.at, options.startedAt))}  ${text}`;
}
function stamp(at, startedAt) {
	const seconds = startedAt === void 0 ? at : Math.max(0, at - startedAt);
	const clock = (/* @__PURE__ */ new Date(Number.isFinite(seconds) ? seconds * 1e3 : 0)).toISOString().slice(11, 19);
	if (startedAt === void 0) return clock;
	const hours = Math.floor(seconds / 3600);
	return `${hours > 0 ? `${hours}:` : ""}${clock.slice(3)}`;
}
function textOf(event, colors, options) {
	switch (event.type) {
		case "run-start": {
			const count = event.tests.length;
			return `${count} test${count === 1 ? "" : "s"}, ${event.jobs} at a time, in ${oneLine(event.topdir)}`;
		}
		case "notice": return noticeText(event, colors);
		case "image":
			if (event.state === "progress" && (event.due !== true || options.live === true)) return null;
			return `image ${oneLine(event.image)}: ${oneLine(event.message)}`;
		case "phase-start": return `  ${oneLine(event.test)}  ${oneLine(event.phase)} started, up to ${formatDuration(event.timeoutSeconds)}`;
		case "console": return options.console === true ? `  ${oneLine(event.test)}  ${oneLine(event.phase)} ${colors.faint("│")} ${oneLine(event.line)}` : null;
		case "phase-end": return phaseText(event, colors);
		case "check": return checkText(event, colors);
		case "test-retry": return `${mark(event.verdict, colors)} ${colors.strong(oneLine(event.test))}  attempt ${event.attempt}: ${verdictWord(event.verdict, colors)}: ${oneLine(event.cause)}; it is run again`;
		case "test-end": return endText(event, colors);
		case "guest": return stageText(event, colors);
		case "test-start":
		case "qmp":
		case "run-end": return null;
	}
}
/** A stage of curtin's, with what it does: `debian  install: start cmd-install/stage-partitioning: configuring storage`. */
function stageText(event, colors) {
	const progress = curtinProgress(event.event);
	if (progress === null || !isStage(progress)) return null;
	return `  ${oneLine(event.test)}  ${oneLine(event.phase)}: ${colors.faint(oneLine(progress))}`;
}
function noticeText(event, colors) {
	const word = event.severity === "warning" ? colors.warn("warning") : "note";
	const tests = testsOf(event);
	return `${word}:${tests.length === 0 ? "" : ` ${oneLine(testsText(tests))}:`} ${oneLine(event.message)}${event.hint === void 0 ? "" : ` (${oneLine(event.hint)})`}`;
}
function phaseText({ test, result }, colors) {
	const { name, verdict, seconds, cause } = result;
	const how = verdict === "passed" ? `in ${formatDuration(seconds)}` : `after ${formatDuration(seconds)}: ${oneLine(cause)}`;
	return `  ${oneLine(test)}  ${oneLine(name)} ${verdictWord(verdict, colors)} ${how}`;
}
function checkText({ test, finding }, colors) {
	if (finding.verdict === "passed") return null;
	const sign = finding.verdict === "failed" ? colors.bad("✗") : colors.faint("–");
	return `  ${oneLine(test)}  ${sign} ${oneLine(finding.name)}: ${oneLine(finding.message)}`;
}
function endText({ result }, colors) {
	const { id, verdict, seconds, checks, phases, reason, attempts } = result;
	const passed = checks.filter((finding) => finding.verdict === "passed").length;
	const judged = checks.length === 0 ? "" : `, ${passed} of ${checks.length} checks passed`;
	const time = phases.length === 0 ? "" : ` in ${formatDuration(seconds)}`;
	const told = reason === null ? null : verdict === "skipped" || verdict === "expected-failure" ? reason : result.cause;
	const why = told === null || told === "" ? "" : `: ${oneLine(told)}`;
	return `${mark(verdict, colors)} ${colors.strong(oneLine(id))}  ${verdictWord(verdict, colors)}${time}${attempts > 1 ? `, at attempt ${attempts}` : ""}${judged}${why}`;
}
// src/report/summary.ts
/** What went wrong in one test, and how to look closer; lines without a newline. */
function failureText(test, options) {
	return failure(test, options, paint(options.color));
}
function failure(test, options, colors) {
	const failed = test.checks.filter(({ verdict }) => verdict === "failed");
	const excerpts = test.phases.filter(({ verdict }) => verdict !== "passed").flatMap((phase) => phase.excerpts);
	return [
		`${mark(test.verdict, colors)} ${colors.strong(oneLine(test.id))}  ${verdictWord(test.verdict, colors)}`,
		...failed.length > 0 && test.verdict === "check-failed" ? [] : quoted(test.cause, "  "),
		...test.hint === null ? [] : quoted(`→ ${test.hint}`, "  "),
		...excerptLines(excerpts, colors),
		...failed.flatMap((finding) => findingLines(finding, options, colors)),
		...options.folders === false ? [] : leads(test, colors)
	];
}
/** Text after an indent; lines after the first are marked as its continuation. */
function quoted(text, indent) {
	return plainLines(text).trimEnd().split("\n").filter((line) => line.trim() !== "").map((line, index) => index === 0 ? `${indent}${line.trim()}` : `${indent}│ ${line}`);
}
function excerptLines(excerpts, colors) {
	return excerpts.flatMap(({ file, line, text }, index) => {
		const before = excerpts[index - 1];
		const follows = before?.file === file && before.line !== null && line === before.line + 1;
		const where = `${oneLine(file)}${line === null ? "" : `:${line}`}`;
		const shown = plainText(text).trimEnd().split("\n").map((one) => `    ${colors.bad("│")} ${one}`);
		return follows ? shown : [`    ${colors.faint(where)}`, ...shown];
	});
}
function findingLines(finding, options, colors) {
	const { place } = finding;
	const where = place === void 0 ? "" : colors.faint(`  (${oneLine(shownPath(place.file, options.root))}:${place.line})`);
	const cases = (finding.cases ?? []).filter(({ verdict }) => verdict === "failed");
	return [
		`  ${colors.bad("✗")} ${colors.strong(oneLine(finding.name))}${where}`,
		...plainText(finding.message).trimEnd().split("\n").map((line) => `    │ ${line}`),
		...cases.slice(0, MOST_CASES).map((one) => `      ${colors.bad("✗")} ${oneLine(one.name)}: ${oneLine(one.message)}`),
		...cases.length > MOST_CASES ? [`      and ${cases.length - MOST_CASES} more cases`] : []
	];
}
const MOST_CASES = 10;
function leads(test, colors) {
	const last = test.phases.findLast(({ verdict }) => verdict !== "passed") ?? test.phases.at(-1);
	const replay = replayCommand(test, last);
	const bytes = test.kept.reduce((sum, kept) => sum + kept.bytes, 0);
	const parts = [...new Set(test.kept.map(({ path }) => path.split("/", 1)[0]))].join(", ");
	return [...test.folder === null || test.kept.length === 0 ? [] : [`  ${colors.faint("kept")}    ${plainLine(shellQuote(test.folder))}  ${colors.faint(`${formatSize(bytes)}: ${plainLine(parts)}`)}`], ...replay === null ? [] : [`  ${colors.faint("replay")}  ${plainLine(replay)}`]];
}
// src/faces/action/reporter.ts
/**
* The log of a step, in which every line begins with a sign of ours: none that a guest, a suite or a file name wrote can be read by the runner as
* a workflow command. Groups do not nest, and tests run side by side: what is live are plain lines, a group is a failed test's, at its end.
*/
function stepLog(write, consoles, options) {
	const line = (text) => write(`${text}\n`);
	const say = (text) => {
		for (const one of text.split("\n")) line(`vmtest: ${oneLine(one)}`);
	};
	const color = options.plain !== true;
	const begin = (title) => line(color ? `::group::${escaped(title)}` : oneLine(title));
	const end = () => {
		if (color) line("::endgroup::");
	};
	let startedAt = null;
	const listen = (event) => {
		if (event.type === "run-start") startedAt = event.at;
		if (event.type === "run-end") return;
		const text = eventLine(event, {
			color,
			console: options.verbose,
			...startedAt === null ? {} : { startedAt }
		});
		if (text !== null) line(text);
		if (event.type === "test-end" && faultOf(event.result.verdict) !== "none") failureGroup(event.result);
	};
	const failureGroup = (test) => {
		begin(`${test.id}: ${test.verdict}`);
		for (const one of failureText(test, {
			color,
			root: options.root,
			folders: false
		})) line(one);
		const phase = test.phases.findLast(({ verdict }) => verdict !== "passed")?.name;
		const lines = phase === void 0 ? [] : consoles.endOf(test.id, phase);
		if (phase !== void 0 && lines.length > 0) {
			line(`vmtest: the end of the console of ${oneLine(phase)}`);
			for (const one of lines) line(`│ ${oneLine(one)}`);
		}
		end();
	};
	return {
		say,
		listen,
		group: async (title, work) => {
			begin(title);
			try {
				return await work();
			} finally {
				end();
			}
		}
	};
}
/** The title of a group on one line, by the escapes of the runner's own toolkit. */
function escaped(text) {
	return oneLine(text).replaceAll("%", "%25");
}
export { stepLog as t };
