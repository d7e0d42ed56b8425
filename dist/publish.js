import { a as writeWhole } from "./files.js";
import { o as findProgram } from "./job.js";
import { c as JUNIT_FILE } from "./files2.js";
import { c as faultOf } from "./errors.js";
import { n as resultAnnotations, t as githubAnnotations } from "./annotations2.js";
import { n as failedChecks, t as causeGroups } from "./causes.js";
import { a as headlineCause, i as headline, n as causeHeadline, r as countTests, t as attemptsText } from "./headline.js";
import { t as formatSize } from "./sizes.js";
import { i as shorten, t as plainLine } from "./text.js";
import { t as formatDuration } from "./times.js";
import { n as shownPath } from "./problem-groups.js";
import { a as link$1, i as inlineCode, n as fence, o as prose, r as fold, s as table, t as byteLength } from "./markdown.js";
import { _ as legOf, d as isServiceThere, f as noServiceNote, g as cancelled, l as uploadFiles, m as Toolkit, n as REPORT_FILE, p as uploadNote, r as below, u as isServiceGone, v as nameArtifact } from "./gate-names.js";
import { t as require_tar_stream } from "./tar-stream.js";
import { a as run, t as TOOL_ENV } from "./spawn.js";
import { o as loadCore, s as KEEP_PARTS } from "./inputs.js";
import { n as shellQuote, t as replayCommand } from "./replay.js";
import { t as saveReport } from "./state.js";
import { constants, createWriteStream } from "node:fs";
import { constants as constants$1, createZstdCompress } from "node:zlib";
import { dirname, join } from "node:path";
import { copyFile, link, lstat, mkdir, open, readdir, readlink, rm, stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
// src/faces/action/conclusion.ts
var import_tar_stream = require_tar_stream();
/** How a run ended in one word: of several the worst for who waits for it, a stop before a failure before the host's. */
function conclusionOf(run) {
	const counts = countTests(run.tests);
	if (counts.cancelled > 0) return "cancelled";
	if (counts.failed > 0) return "failure";
	if (counts.errors > 0) return "error";
	return counts.passed === 0 ? "skipped" : "success";
}
/** Whether the job fails. That no test ran is a failure unless it is allowed: a gate that nothing passes through is open. */
function fails(run, { failOn, passWithNoTests }) {
	if (failOn === "never") return false;
	const conclusion = conclusionOf(run);
	if (conclusion === "skipped") return !passWithNoTests;
	return conclusion !== "success" || failOn === "failed-or-flaky" && countTests(run.tests).flaky > 0;
}
// src/report/github/test-rows.ts
/** The sign of a verdict where colours are not ours to choose. */
function signOf(verdict) {
	if (verdict === "skipped") return "⏭️";
	if (verdict === "missing") return "❔";
	return {
		none: "✅",
		system: "❌",
		host: "⚠️",
		cancelled: "⏹️"
	}[faultOf(verdict)];
}
/** The table of the tests as cells of HTML; what did not end well is first, for rows may be cut from the end. */
function testTable(tests) {
	const bad = tests.filter(({ verdict }) => faultOf(verdict) !== "none");
	const good = tests.filter(({ verdict }) => faultOf(verdict) === "none");
	const remarks = tests.some((test) => remarkOf(test) !== "");
	const rows = [...bad, ...good].map((test) => [
		signOf(test.verdict),
		inlineCode(test.id),
		prose(test.verdict),
		test.phases.length === 0 ? "" : formatDuration(test.seconds),
		checksOf(test),
		...remarks ? [remarkOf(test)] : []
	]);
	return {
		header: [
			"",
			"Test",
			"Verdict",
			"Time",
			"Checks",
			...remarks ? [""] : []
		],
		rows
	};
}
function checksOf({ checks }) {
	const passed = checks.filter(({ verdict }) => verdict === "passed").length;
	return checks.length === 0 ? "" : passed === checks.length ? `${passed}` : `${passed} of ${checks.length}`;
}
function remarkOf(test) {
	const attempts = attemptsText(test).map((text) => prose(text, 300));
	const reason = test.verdict === "skipped" || test.verdict === "expected-failure" ? [prose(test.reason ?? test.cause, 300)] : [];
	return [...attempts, ...reason].join(" · ");
}
// src/report/github/failures.ts
const MOST_NAMES = 60;
const MOST_TESTS$1 = 20;
const MOST_LINES = 40;
const LONGEST_LINE = 500;
const MOST_CHECKS = 12;
const LONGEST_MESSAGE = 4e3;
const MOST_CASES = 10;
const MOST_DIFFERENCES = 25;
/**
* The tests of one cause: what happened, by the first of them; and for each how to look closer. `short`: without the latter, where
* there is no room for it.
*/
function failureBlock(group, view, size) {
	const [first, ...others] = group.tests;
	if (first === void 0) return "";
	const count = group.tests.length === 1 ? inlineCode(first.id) : `${group.tests.length} tests`;
	const title = `<h4>${signOf(group.verdict)} ${prose(group.verdict)}${group.phase === null ? "" : ` in ${inlineCode(group.phase.name, 60)}`}: ${count}</h4>\n`;
	const why = [group.verdict === "check-failed" && failedChecks(first).length > 0 ? "" : prose(first.cause), ...first.hint === null ? [] : [`→ ${prose(first.hint)}`]].filter((part) => part !== "");
	const cause = why.length === 0 ? "" : `<p>${why.join("<br>")}</p>\n`;
	if (size === "short") return [
		title,
		namesOf(group.tests),
		cause
	].filter((part) => part !== "").join("\n");
	return [
		title,
		group.tests.length === 1 ? "" : namesOf(group.tests),
		cause,
		...excerptBlocks(group.phase?.excerpts ?? []),
		...checkBlocks(failedChecks(first), view.root),
		...leads(first, view, group.tests.length > 1),
		...others.slice(0, MOST_TESTS$1).map((test) => foldOf(test, view)),
		others.length > MOST_TESTS$1 ? `<p>and ${others.length - MOST_TESTS$1} more tests of this cause</p>\n` : ""
	].filter((part) => part !== "").join("\n");
}
function namesOf(tests) {
	return `<p>${tests.slice(0, MOST_NAMES).map(({ id }) => inlineCode(id, 120)).join(", ")}${tests.length > MOST_NAMES ? ` and ${tests.length - MOST_NAMES} more` : ""}</p>\n`;
}
function foldOf(test, view) {
	const body = leads(test, view, false).join("\n");
	return body === "" ? "" : fold(`${inlineCode(test.id)} · ${formatDuration(test.seconds)}`, body);
}
/** Lines as an editor shows them, with their numbers; those of one file in one block. */
function excerptBlocks(excerpts) {
	const shown = excerpts.slice(-10);
	return [...new Set(shown.map(({ file }) => file))].map((file) => {
		const lines = shown.filter((one) => one.file === file).flatMap(numbered);
		const cut = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more lines`] : lines;
		return `<p>${inlineCode(file)}</p>\n\n${fence(cut.join("\n"))}`;
	});
}
function numbered({ line, text }) {
	return text.trimEnd().split("\n").map((one, index) => `${line === null ? "" : `${line + index}  `}${shorten(one.trimEnd(), LONGEST_LINE)}`);
}
function checkBlocks(failed, root) {
	const blocks = failed.slice(0, MOST_CHECKS).map((check) => {
		const { place } = check;
		const where = place === void 0 ? "" : `, asked for in ${inlineCode(`${shownPath(place.file, root)}:${place.line}`)}`;
		const cases = (check.cases ?? []).filter(({ verdict }) => verdict === "failed");
		const lines = [
			shorten(check.message.trimEnd(), LONGEST_MESSAGE),
			...cases.slice(0, MOST_CASES).map(({ name, message }) => shorten(`✗ ${name}: ${message}`, LONGEST_LINE)),
			...cases.length > MOST_CASES ? [`and ${cases.length - MOST_CASES} more cases`] : []
		];
		return `<p>Check ${inlineCode(check.name)}${where}</p>\n\n${fence(lines.join("\n"))}`;
	});
	return failed.length > MOST_CHECKS ? [...blocks, `<p>and ${failed.length - MOST_CHECKS} more failed checks</p>\n`] : blocks;
}
/** Whether a test began, and the policy left nothing of it. */
function nothingKept({ kept, phases }) {
	return phases.length > 0 && kept.length === 0;
}
/** How to look closer at one test: what is not as it was, the command that replays it, what was kept of it. */
function leads(test, view, named) {
	const who = named ? inlineCode(test.id) : "";
	const differences = view.differences[test.id] ?? [];
	const replay = view.replay[test.id];
	const artifacts = view.artifacts.filter(({ tests }) => tests.includes(test.id));
	return [
		...nothingKept(test) ? [`<p>Nothing of ${who === "" ? "it" : who} was kept to replay or download: <code>keep-data-fail</code> says what is.</p>\n`] : [],
		...differences.length === 0 ? [] : [differenceBlock(differences, who === "" ? "it" : who)],
		...replay === void 0 || test.phases.length === 0 ? [] : [`<p>Replay ${who === "" ? "it" : who} on your own machine:</p>\n\n${fence(replay, "sh")}`],
		...artifacts.map((artifact) => artifactLine(artifact, who === "" ? "" : ` of ${who}`))
	];
}
function differenceBlock(differences, who) {
	const rows = differences.slice(0, MOST_DIFFERENCES).map(({ what, before, now }) => [
		prose(what, 200),
		valueCell(before),
		valueCell(now)
	]);
	const more = differences.length - MOST_DIFFERENCES;
	const rest = more > 0 ? [[
		`and ${more} more`,
		"",
		""
	]] : [];
	return `<p>Not as it was when ${who} last passed:</p>\n\n${table([
		"",
		"Then",
		"Now"
	], [...rows, ...rest])}`;
}
function valueCell(value) {
	return value === null || value === "" ? "–" : inlineCode(value);
}
function artifactLine({ name, url, bytes, dropped }, of) {
	const without = dropped.length === 0 ? "" : `, without ${prose(dropped.slice(0, 10).join(", "))}`;
	const more = dropped.length > 10 ? ` and ${dropped.length - 10} more` : "";
	return `<p>Kept${of}: ${link$1(name, url)}, ${formatSize(bytes)}${without}${more}</p>\n`;
}
// src/report/github/gantt.ts
/** More than that is no picture any more; GitHub's Mermaid also stops at 50,000 characters. */
const MOST_TESTS = 60;
const MOST_CHARACTERS = 4e4;
const LONGEST_NAME = 40;
/** Of one character of a section's name, in pixels: by itself the chart leaves room for ten, and writes the rest over the bars. */
const CHARACTER_WIDTH = 6.5;
/**
* The phases of the tests in time, as a Mermaid Gantt chart in its fence; null where there is nothing to draw, or too much for a picture.
* Times are milliseconds (`dateFormat x`). Names keep letters, digits (of every script) and a few signs, and a task begins with a sign of ours, so
* that none is a keyword or a directive. https://mermaid.js.org/syntax/gantt.html
*/
function gantt(tests) {
	const ran = tests.filter(({ phases }) => phases.length > 0);
	const phases = ran.flatMap((test) => test.phases);
	if (ran.length === 0 || ran.length > MOST_TESTS || !phases.every(inTime)) return null;
	const start = Math.min(...phases.map(({ startedAt }) => startedAt));
	const long = Math.max(...phases.map(({ startedAt, seconds }) => startedAt + seconds)) - start >= 3600;
	const widest = Math.max(...ran.map(({ id }) => widthOf(safeName(id))));
	const text = [
		`%%{init: {"gantt": {"leftPadding": ${Math.max(75, Math.round(20 + widest * CHARACTER_WIDTH))}}}}%%`,
		"gantt",
		"dateFormat x",
		`axisFormat ${long ? "%H:%M" : "%s s"}`,
		...[...ran].sort((a, b) => firstStart(a) - firstStart(b)).flatMap((test) => [`section ${safeName(test.id)}`, ...test.phases.map((phase) => task(phase, long ? 0 : start))])
	].join("\n");
	return text.length > MOST_CHARACTERS ? null : fence(text, "mermaid");
}
function inTime({ startedAt, seconds }) {
	return Number.isFinite(startedAt) && startedAt >= 0 && Number.isFinite(seconds) && seconds >= 0;
}
function firstStart({ phases }) {
	return Math.min(...phases.map(({ startedAt }) => startedAt));
}
function task({ name, verdict, startedAt, seconds }, start) {
	const [sign, tag] = {
		none: ["✓", "done"],
		skipped: ["–", "active"],
		system: ["✗", "crit"],
		host: ["!", "crit"],
		cancelled: ["■", "active"]
	}[verdict === "skipped" ? "skipped" : faultOf(verdict)];
	const from = Math.round((startedAt - start) * 1e3);
	return `${sign} ${safeName(name)} ${formatDuration(seconds)} :${tag}, ${from}, ${Math.max(1, Math.round(seconds * 1e3))}ms`;
}
function safeName(name) {
	const safe = [...name.replace(/[^\p{L}\p{M}\p{N}._=+-]+/gu, " ").trim()].slice(0, LONGEST_NAME).join("");
	return safe === "" ? "unnamed" : safe;
}
/** In characters of the Latin script: those from Hangul on take the room of two. */
function widthOf(name) {
	return [...name].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) >= 4352 ? 2 : 1), 0);
}
// src/report/github/summary.ts
/**
* GitHub drops a step's whole summary where it is over 1 MiB, and people saw it refuse one of exactly that.
* https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
*/
const SUMMARY_BYTES = 983040;
/** Tables up to so many rows stay open. */
const OPEN_ROWS = 30;
const MOST_NOTES = 40;
const MOST_FACTS = 40;
/** What is kept free for the sentence that says what was left out. */
const RESERVE = 1024;
/**
* A run as GitHub's Markdown, for `GITHUB_STEP_SUMMARY`: the headline with its cause, the failures by cause, all tests, the time, the facts.
* At most `limit` bytes: where that is too little the chart goes first, then rows of the table, then the last causes, and it says so.
*/
function githubSummary(view, limit = SUMMARY_BYTES) {
	const head = headBlock(view.result);
	const notes = notesBlock(view.notes);
	const facts = factsBlock(view);
	let left = limit - RESERVE - byteLength(head);
	const take = (block) => {
		const bytes = byteLength(block) + 1;
		if (bytes > left) return false;
		left -= bytes;
		return true;
	};
	const cut = [];
	const [keptNotes, keptFacts] = [["the notes", notes], ["the facts", facts]].map(([name = "", block = ""]) => {
		if (take(block)) return block;
		cut.push(name);
		return "";
	});
	const failures = failuresBlock(view, take, cut);
	const tests = testsBlock(view.result, take, cut);
	const chart = chartBlock(view.result, take, cut);
	return [
		head,
		cut.length === 0 ? "" : `<p>✂️ Left out, for GitHub shows no larger summary: ${cut.join(", ")}. The JUnit file and the artifacts have all.</p>\n`,
		failures,
		keptNotes,
		tests,
		chart,
		keptFacts
	].filter((block) => block !== "" && block !== void 0).join("\n");
}
function headBlock(run) {
	const counts = countTests(run.tests);
	const cause = headlineCause(run);
	const sign = counts.failed > 0 ? "❌" : counts.errors > 0 ? "⚠️" : counts.cancelled > 0 ? "⏹️" : counts.passed === 0 ? "⚠️" : "✅";
	const evidence = cause === null || cause.evidence === "" ? "" : ` (${inlineCode(cause.evidence)})`;
	const why = cause === null ? "" : `: ${prose(cause.what)} ${inlineCode(cause.test)}${cause.alike}${evidence}${cause.rest}`;
	const ran = run.tests.filter(({ verdict }) => verdict !== "missing");
	const parts = [[...new Set(ran.filter(({ phases }) => phases.some(({ kind }) => kind !== "command")).map(({ qemu }) => qemu.accel))].sort().map((accel) => accel === "kvm" ? "<b>KVM</b>" : "<b>TCG</b>: emulated, without KVM").join(" and "), counts.passed < counts.tests && counts.passed > 0 ? `${counts.passed} passed` : ""].filter((part) => part !== "");
	return `<h3>${sign} ${headline(run)}${why}</h3>\n${parts.length === 0 ? "" : `\n<p>${parts.join(" · ")}</p>\n`}`;
}
function failuresBlock(view, take, cut) {
	const groups = causeGroups(view.result.tests);
	const blocks = [];
	for (const group of groups) {
		const block = ["full", "short"].map((size) => failureBlock(group, view, size)).find(take);
		if (block !== void 0) blocks.push(block);
	}
	const lost = groups.length - blocks.length;
	if (lost > 0) cut.push(`${lost} of ${groups.length} causes`);
	return blocks.join("\n");
}
function testsBlock(run, take, cut) {
	const { header, rows: all } = testTable(run.tests);
	if (all.length === 0 || !take(`${" ".repeat(200)}${table(header, [])}`)) return "";
	const rows = all.filter((cells) => take(table([], [cells])));
	if (rows.length < all.length) cut.push(`${all.length - rows.length} of ${all.length} rows of the table`);
	const body = table(header, rows);
	return rows.length <= OPEN_ROWS ? body : fold(`All ${run.tests.length} tests`, body);
}
function chartBlock(run, take, cut) {
	const chart = gantt(run.tests);
	if (chart === null) return "";
	const block = fold("Where the time went", chart);
	if (take(block)) return block;
	cut.push("the chart");
	return "";
}
function notesBlock(notes) {
	if (notes.length === 0) return "";
	const items = notes.slice(0, MOST_NOTES).map(({ severity, message, hint }) => {
		const mend = hint === void 0 ? "" : `<br>→ ${prose(hint)}`;
		return `<li>${severity === "warning" ? "⚠️" : "ℹ️"} ${prose(message)}${mend}</li>\n`;
	});
	const more = notes.length > MOST_NOTES ? `<li>and ${notes.length - MOST_NOTES} more notes</li>\n` : "";
	return `<ul>\n${items.join("")}${more}</ul>\n`;
}
function factsBlock({ facts, foldFacts = false }) {
	if (facts.length === 0) return "";
	const rows = table([], facts.slice(0, MOST_FACTS).map(({ label, value }) => [`<b>${prose(label, 100)}</b>`, prose(value, 600)]));
	return foldFacts ? fold("The hosts and the run", rows) : rows;
}
// src/evidence/artifact/layout.ts
/** At the root of an artifact: what is in it, as `ArtifactManifest`. */
const MANIFEST_FILE = "vmtest.json";
/** Of a part that is packed because its names or links do not survive a zip of GitHub's: `collect.tar.zst`. */
const TAR_ENDING = ".tar.zst";
/** Below a test's folder: one folder a class of a test that is a `command`, each with parts of its own. */
const CLASSES_FOLDER = "output";
/** The name of a part that is packed, below the folder of its test or class. */
const tarName = (part) => `${part}${TAR_ENDING}`;
/**
* The name in an artifact of a raw disk `name`: it is a qcow2 there, as all disks are, and the name tells (`disk1.img` → `disk1.img.qcow2`). A
* qcow2 keeps its name, and so does a raw disk that could not be packed, which is raw there too.
*/
const packedRawName = (name) => `${name}.qcow2`;
/** The parts of a path in an artifact that is a packed part: where it unpacks to. Undefined for every other path. */
function packedPart(path) {
	const match = /^([^/]+\/(?:output\/[^/]+\/)?(?:boot|collect|disks|install|logs))\.tar\.zst$/.exec(path);
	return match?.[1] === void 0 ? void 0 : { folder: match[1] };
}
// src/faces/artifacts/budget.ts
/** What is allotted before a disk is, in the order in which it is: of what is not in it, nothing is ever dropped. */
const CLASSES = [["install", "boot"], ["collect"]];
/**
* What may be uploaded. When it does not suffice, disks go first, then what was collected, then the inputs of installation and boot; within one
* of these the tests that stand later in the list. Logs, `result.json` and `replay.json` always go along.
*/
var Budget = class {
	/** Bytes that disks may take; less than nothing where the logs alone are more than all. */
	left;
	#dropped = /* @__PURE__ */ new Set();
	/** `tests` in the order in which they count. */
	constructor(limit, tests) {
		this.left = limit;
		for (const { units, loose } of tests) {
			for (const { tree } of loose) this.left -= tree.bytes;
			for (const { parts } of units) for (const { part, bytes } of parts) if (part === "logs") this.left -= bytes;
		}
		for (const names of CLASSES) for (const [index, test] of tests.entries()) this.#allot(index, test, names);
	}
	/** Whether a part of the test at `index` stays out. Disks are asked for by `left`, when their size is known. */
	isDropped(index, below, part) {
		return this.#dropped.has(`${index} ${below} ${part}`);
	}
	/** A part that was allotted `before` turned out to take `now`. */
	settle(before, now) {
		this.left += before - now;
	}
	#allot(index, { units }, names) {
		for (const { below, parts } of units) for (const { part, bytes } of parts.filter((one) => names.includes(one.part))) if (bytes <= this.left) this.left -= bytes;
		else this.#dropped.add(`${index} ${below} ${part}`);
	}
};
/**
* Sorts the tests that left something by how much they tell: the first failure of each cause, the other failures, what passed. What is dropped
* for its size is dropped from the end.
*/
function orderTests(tests) {
	const left = tests.filter(({ folder }) => folder !== null);
	const failed = left.filter(({ verdict }) => faultOf(verdict) !== "none");
	const causes = /* @__PURE__ */ new Set();
	const first = failed.filter(({ verdict, cause }) => {
		const key = `${verdict} ${cause}`;
		return causes.has(key) ? false : causes.add(key);
	});
	const passed = left.filter(({ verdict, kept }) => faultOf(verdict) === "none" && kept.length > 0);
	return [
		...first,
		...failed.filter((test) => !first.includes(test)),
		...passed
	];
}
/** Which tests go into one artifact: the first failed ones each into their own, the other failures into one, what passed into one. */
function groupTests(ordered) {
	const failed = ordered.filter(({ verdict }) => faultOf(verdict) !== "none");
	const passed = ordered.filter(({ verdict }) => faultOf(verdict) === "none");
	const own = failed.slice(0, 20).map((test) => ({
		slug: ownSlug(test),
		tests: [test],
		what: `the data of ${test.id}`
	}));
	const rest = failed.slice(20);
	return [
		...own,
		...rest.length === 0 ? [] : [{
			slug: "others",
			tests: rest,
			what: `the data of ${rest.length} more failed tests`
		}],
		...passed.length === 0 ? [] : [{
			slug: "passed",
			tests: passed,
			what: `the data of ${passed.length} tests that passed`
		}]
	];
}
/** A gate hands on its plan and its shards' results under such names: a test's own must read otherwise. */
function ownSlug({ slug }) {
	return /^(?:plan|results-\d+)$/.test(slug) ? `test-${slug}` : slug;
}
// src/evidence/artifact/pack-tar.ts
const EPOCH = /* @__PURE__ */ new Date(0);
/**
* Packs all that is in `folder` into `target`, a tar by Zstandard level 1: names, modes and links as they are, but no owner and no time, in the
* order of the names: the same folder gives the same bytes. A symbolic link stays a link, whatever it leads to. What was begun is removed when
* it fails or `signal` ends it.
*/
async function packTar(folder, target, signal) {
	const tar = (0, import_tar_stream.pack)();
	const count = {
		files: 0,
		leftOut: 0
	};
	const out = pipeline(tar, createZstdCompress({ params: { [constants$1.ZSTD_c_compressionLevel]: 1 } }), createWriteStream(target, { flags: "wx" }), signal === void 0 ? {} : { signal });
	const fill = async () => {
		await addFolder(tar, folder, "", count, signal);
		tar.finalize();
	};
	try {
		await Promise.all([out, fill().catch((error) => {
			tar.destroy(error);
			throw error;
		})]);
	} catch (error) {
		await out.catch(() => void 0);
		await rm(target, { force: true });
		throw error;
	}
	return {
		bytes: (await stat(target)).size,
		...count
	};
}
async function addFolder(tar, root, below, count, signal) {
	const entries = await readdir(join(root, below), { withFileTypes: true });
	entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
	for (const entry of entries) {
		signal?.throwIfAborted();
		const name = below === "" ? entry.name : `${below}/${entry.name}`;
		if (entry.isDirectory()) {
			await add(tar, {
				name: `${name}/`,
				type: "directory",
				mode: (await lstat(join(root, name))).mode & 511,
				mtime: EPOCH
			});
			await addFolder(tar, root, name, count, signal);
		} else if (entry.isSymbolicLink()) {
			await add(tar, {
				name,
				type: "symlink",
				linkname: await readlink(join(root, name)),
				mode: 511,
				mtime: EPOCH
			});
			count.files += 1;
		} else if (entry.isFile()) {
			await addFile(tar, join(root, name), name);
			count.files += 1;
		} else count.leftOut += 1;
	}
}
function add(tar, header, content = "") {
	return new Promise((resolve, reject) => {
		tar.entry(header, content, (error) => error ? reject(error) : resolve());
	});
}
async function addFile(tar, path, name) {
	await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	const { size, mode } = await handle.stat();
	const header = {
		name,
		type: "file",
		size,
		mode: mode & 511,
		mtime: EPOCH
	};
	if (size === 0) return await add(tar, header);
	const entry = tar.entry(header);
	await pipeline(handle.createReadStream({
		start: 0,
		end: size - 1,
		highWaterMark: 1 << 20,
		autoClose: false
	}), entry);
}
// src/faces/artifacts/link.ts
/** The same file under a second name, or where that cannot be, a copy. Refuses what is no plain file: a link is never followed. */
async function linkFile(from, to) {
	const linked = await link(from, to).then(() => true, () => false);
	if (!(await lstat(linked ? to : from)).isFile()) {
		if (linked) await rm(to);
		throw new Error(`${from} is no plain file`);
	}
	if (!linked) await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}
/** Bytes from which on a file without any block is a hole, and not the few bytes that some file systems keep beside their blocks. */
const HOLE_BYTES = 1 << 20;
/** Whether nothing was ever written to a file that has a size: the output disk of a machine that never came to it. */
const isHole = ({ size, blocks }) => size >= HOLE_BYTES && blocks === 0;
/** Bytes of holes from which on a file goes its own way: a zip would store every zero, at the speed of a copy and at its size. */
const SPARSE_BYTES = 64 << 20;
/** Whether a file is large for its holes: the output disk of a machine that wrote little to it. */
const isSparse = ({ size, blocks }) => size - blocks * 512 >= SPARSE_BYTES;
/**
* The plain files of a folder, or one file, at another place; links, sockets and empty folders are left out, and so are files that are one hole.
* Files with large holes are given to `packSparse`. Returns how many came there.
*/
async function linkTree(from, to, packSparse = linkFile) {
	const is = await lstat(from);
	if (is.isFile()) {
		if (isHole(is)) return 0;
		if (isSparse(is)) {
			await mkdir(dirname(to), { recursive: true });
			await packSparse(from, to);
			return 1;
		}
		await mkdir(dirname(to), { recursive: true });
		await linkFile(from, to);
		return 1;
	}
	if (!is.isDirectory()) return 0;
	let count = 0;
	for (const entry of await readdir(from, { withFileTypes: true })) {
		if (!entry.isDirectory() && !entry.isFile()) continue;
		count += await linkTree(join(from, entry.name), join(to, entry.name), packSparse);
	}
	return count;
}
// src/faces/artifacts/pack-disks.ts
/** Seconds for one disk: a slow file system writes 10 MB/s. */
const CONVERT_SECONDS = 1800;
/** More than any firmware's variables: a larger file is a disk. */
const SMALL = 1 << 20;
/**
* Packs a folder of disks into `target`, which is there and empty: each a compressed qcow2 without a backing file (by Zstandard where this
* qemu-img has it), other files as they are. All of them or none: a machine does not start with half of its disks. Throws only when `signal`
* ended it.
*/
async function packDisks(folder, target, packing) {
	let bytes = 0;
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const packed = await packOne(join(folder, entry.name), entry.name, target, packing);
		packing.signal.throwIfAborted();
		if ("failed" in packed) return packed;
		bytes += packed.bytes;
		if (bytes > packing.room) return { tooLarge: true };
	}
	return { bytes };
}
async function packOne(from, name, target, packing) {
	const { size, isQcow2, hasBacking } = await headerOf(from);
	const asIs = async () => {
		const to = join(target, name);
		await linkFile(from, to);
		const { blocks } = await stat(to);
		return { bytes: Math.min(size, blocks * 512) };
	};
	const format = formatOf(name, size, isQcow2, packing.own);
	if (format === null) return await asIs().catch(failed);
	const to = join(target, format === "raw" ? packedRawName(name) : name);
	const why = packing.qemuImg === null ? "there is no qemu-img" : await convert(packing.qemuImg, format, from, to, packing.signal);
	if (why === null) return { bytes: (await stat(to)).size };
	await rm(to, { force: true });
	if (format === "qcow2" ? hasBacking : isQcow2) return { failed: why };
	return await asIs().catch(failed);
}
/**
* Packs a raw file with large holes as a qcow2 of the name that tells so. Without a qemu-img that can it is left out: as it is, it would be as large
* as its holes. Throws only when `signal` ended it.
*/
async function packSparse(from, to, { qemuImg, signal }) {
	if (qemuImg === null) return;
	const why = await convert(qemuImg, "raw", from, packedRawName(to), signal);
	signal.throwIfAborted();
	if (why !== null) await rm(packedRawName(to), { force: true });
}
/**
* The format that qemu-img is told, null for what is no disk. It never guesses: a guest may have written the header of a qcow2 into its raw disk,
* with a file of this host as backing file, which would come into the artifact. Of a stranger's qcow2 we know no more than its header.
*/
function formatOf(name, size, isQcow2, own) {
	if (own) return name.endsWith(".qcow2") ? "qcow2" : name.endsWith(".img") ? "raw" : null;
	return isQcow2 || size <= SMALL || /\.(?:tar|fd|iso|gz|xz|zst)$/.test(name) ? null : "raw";
}
/** The first fields of a qcow2: magic, version, and where the name of a backing file is. qemu: docs/interop/qcow2.txt */
async function headerOf(path) {
	await using handle = await open(path, "r");
	const { size } = await handle.stat();
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
	const isQcow2 = bytesRead === 16 && buffer.toString("latin1", 0, 4) === "QFIû";
	return {
		size,
		isQcow2,
		hasBacking: isQcow2 && buffer.readBigUInt64BE(8) !== 0n
	};
}
/** Null, or why it could not be done. */
async function convert(qemuImg, format, from, to, signal) {
	const args = (options) => [
		"convert",
		"-q",
		"-W",
		"-m",
		"8",
		"-c",
		...options,
		"-f",
		format,
		"-O",
		"qcow2",
		from,
		to
	];
	const attempt = (options) => run(qemuImg, args(options), {
		env: TOOL_ENV,
		signal,
		timeout: CONVERT_SECONDS
	});
	let ended = await attempt(["-o", "compression_type=zstd"]);
	if (ended.exitCode !== 0 && /compression.type|zstd/i.test(ended.stderr)) ended = await attempt([]);
	if (ended.exitCode === 0) return null;
	return shorten(plainLine(ended.stderr.trim().split("\n")[0] || ended.errorCode || `qemu-img ended with ${ended.exitCode ?? ended.signal}`), 300);
}
function failed(error) {
	return { failed: error.message };
}
// src/faces/artifacts/pack-test.ts
/** Puts a test into the staging folder of an artifact. Throws only where `signal` ended it, or not even the folder could be made. */
async function packTest(packing) {
	const { test, scan, into, slug, signal } = packing;
	const done = {
		parts: [],
		missing: [],
		dropped: [],
		notes: []
	};
	const sum = {
		dense: 0,
		loose: 0
	};
	await mkdir(into, { recursive: true });
	for (const { name, tree } of scan.loose) {
		if (tree.forbidden || tree.files === 0) continue;
		await mkdir(join(into, name, ".."), { recursive: true });
		sum.loose += await linkTree(tree.path, join(into, name)) > 0 ? tree.bytes : 0;
	}
	for (const unit of scan.units) {
		for (const part of unit.parts) {
			if (part.files === 0) continue;
			const where = unit.below === "" ? part.part : `${unit.below}/${part.part}`;
			const outcome = await packPart(packing, unit, part);
			signal.throwIfAborted();
			if (!("dropped" in outcome)) {
				done.parts.push(where);
				sum.dense += outcome.dense;
				sum.loose += outcome.loose;
				continue;
			}
			done.dropped.push(`${where} of ${test.id}`);
			const failed = outcome.dropped === "failed";
			done.missing.push({
				part: where,
				why: "size",
				mend: failed ? `make room on the runner’s disk (${outcome.why})` : "raise the input artifact-limit"
			});
			if (failed) done.notes.push({
				severity: "warning",
				message: `${where} of ${test.id} could not be packed: ${outcome.why}`,
				hint: `it is in ${test.folder}`
			});
		}
		const setting = faultOf(test.verdict) === "none" ? "keep-data-pass" : "keep-data-fail";
		for (const part of unit.gone.filter((one) => had(test, one))) done.missing.push({
			part,
			why: "policy",
			mend: `add ${part} to ${setting}, or set it to all`
		});
	}
	return {
		entry: {
			id: test.id,
			slug,
			verdict: test.verdict,
			parts: done.parts,
			missing: done.missing
		},
		...done,
		...sum
	};
}
/** Whether a test can have had this part: of an installation only one that installed, of a machine only one with a machine of its own. */
function had({ phases }, part) {
	if (part === "logs" || phases.length === 0) return true;
	return phases.some(({ kind }) => part === "install" ? kind === "install" : kind !== "command");
}
async function packPart(packing, unit, part) {
	const { budget, index, into } = packing;
	if (budget.isDropped(index, unit.below, part.part)) return { dropped: "limit" };
	const folder = join(into, unit.below);
	const target = join(folder, part.part);
	try {
		await mkdir(folder, { recursive: true });
		if (part.part === "disks") return await disks(packing, unit, part, target);
		if (part.part !== "collect" && !part.forbidden) {
			await linkTree(part.path, target, (from, to) => packSparse(from, to, packing));
			return {
				dense: 0,
				loose: part.bytes
			};
		}
		return await packed(packing, part, join(folder, tarName(part.part)));
	} catch (error) {
		packing.signal.throwIfAborted();
		await rm(target, {
			recursive: true,
			force: true
		});
		return {
			dropped: "failed",
			why: error.message
		};
	}
}
async function disks({ budget, qemuImg, signal }, unit, part, target) {
	if (budget.left <= 0) return { dropped: "limit" };
	await mkdir(target);
	const result = await packDisks(part.path, target, {
		qemuImg,
		room: budget.left,
		own: unit.below === "",
		signal
	});
	if ("bytes" in result) {
		budget.settle(0, result.bytes);
		return {
			dense: result.bytes,
			loose: 0
		};
	}
	await rm(target, {
		recursive: true,
		force: true
	});
	return "failed" in result ? {
		dropped: "failed",
		why: result.failed
	} : { dropped: "limit" };
}
async function packed({ budget, signal }, part, file) {
	const { bytes } = await packTar(part.path, file, signal);
	budget.settle(part.bytes, bytes);
	return {
		dense: bytes,
		loose: 0
	};
}
// src/faces/artifacts/scan.ts
/** What GitHub refuses in a path of an artifact, and what no zip tells well. https://github.com/actions/toolkit, artifact: path validation */
const FORBIDDEN = /[":<>|*?\\\u0000-\u001f\u007f]/;
/** Looks at a test's folder, and follows no link in it. */
async function scanTest(folder) {
	const units = [await scanUnit(folder, "")];
	const loose = [];
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		if (KEEP_PARTS.includes(entry.name)) continue;
		if (entry.name !== "output" || !entry.isDirectory()) loose.push({
			name: entry.name,
			tree: await scanTree(join(folder, entry.name))
		});
		else for (const below of await readdir(join(folder, CLASSES_FOLDER), { withFileTypes: true })) {
			const name = `${CLASSES_FOLDER}/${below.name}`;
			if (below.isDirectory()) {
				units.push(await scanUnit(folder, name));
				const known = await readdir(join(folder, name), { withFileTypes: true });
				for (const { name: own } of known.filter((one) => !KEEP_PARTS.includes(one.name))) loose.push({
					name: `${name}/${own}`,
					tree: await scanTree(join(folder, name, own))
				});
			} else loose.push({
				name,
				tree: await scanTree(join(folder, name))
			});
		}
	}
	return {
		units,
		loose: loose.sort((a, b) => a.name < b.name ? -1 : 1)
	};
}
async function scanUnit(folder, below) {
	const parts = [];
	const gone = [];
	for (const part of KEEP_PARTS) {
		const path = join(folder, below, part);
		if ((await lstat(path).catch(() => null))?.isDirectory() !== true) gone.push(part);
		else parts.push({
			part,
			...await scanTree(path)
		});
	}
	return {
		below,
		parts,
		gone: below === "" ? gone : []
	};
}
async function scanTree(path) {
	const sum = {
		path,
		bytes: 0,
		files: 0,
		others: 0,
		forbidden: FORBIDDEN.test(path.slice(path.lastIndexOf("/") + 1))
	};
	const look = async (at) => {
		const stats = await lstat(at);
		if (stats.isDirectory()) for (const name of await readdir(at)) {
			sum.forbidden ||= FORBIDDEN.test(name);
			await look(join(at, name));
		}
		else if (stats.isFile()) {
			sum.files += 1;
			sum.bytes += Math.min(stats.size, stats.blocks * 512);
		} else sum.others += 1;
	};
	await look(path);
	return sum;
}
// src/faces/artifacts/upload-kept.ts
/**
* Uploads what the policy kept of the tests: the first 20 failed ones each as an artifact of its own, the other failed ones in one, the passed
* ones in one; each has a `vmtest.json` (ArtifactManifest) beside one folder a test. One after another, each packed just before it is uploaded
* and removed just after, so that it needs little room. Never throws and never tells more than it knows: what fails is a note, and what was not
* uploaded stays in the run's top folder.
*/
async function uploadKept(request) {
	const { run, limitBytes, env, staging } = request;
	const tests = orderTests(run.tests);
	if (limitBytes === 0 || tests.length === 0) return {
		artifacts: [],
		notes: []
	};
	if (!isServiceThere(env)) return {
		artifacts: [],
		notes: [noServiceNote(whatAll(tests), run.topdir)]
	};
	try {
		return await uploadAll(request, tests);
	} catch (error) {
		return {
			artifacts: [],
			notes: [uploadNote(whatAll(tests), error, run.topdir)]
		};
	} finally {
		await rm(staging, {
			recursive: true,
			force: true
		}).catch(() => void 0);
	}
}
async function uploadAll(request, tests) {
	const artifacts = [];
	const notes = [];
	await using toolkit = new Toolkit(request.env);
	const found = /* @__PURE__ */ new Map();
	for (const test of tests) {
		const scan = await scanTest(test.folder).catch(() => null);
		if (scan !== null) found.set(test.id, {
			test,
			scan
		});
	}
	const order = [...found.keys()];
	const budget = new Budget(request.limitBytes, [...found.values()].map(({ scan }) => scan));
	const groups = groupTests(tests.filter(({ id }) => found.has(id)));
	for (const [index, group] of groups.entries()) {
		const folder = join(request.staging, String(index));
		const ended = await uploadGroup({
			...request,
			toolkit
		}, group, folder, (id) => ({
			...found.get(id),
			index: order.indexOf(id),
			budget
		}));
		await rm(folder, {
			recursive: true,
			force: true
		});
		notes.push(...ended.notes);
		if (ended.artifact !== null) {
			artifacts.push(ended.artifact);
			await request.onUploaded?.(ended.artifact);
		}
		if (ended.artifact !== null || !isServiceGone(ended.error)) continue;
		const rest = groups.slice(index + 1).flatMap((one) => one.tests);
		if (rest.length > 0) notes.push(uploadNote(whatAll(rest), ended.error, request.run.topdir));
		break;
	}
	return {
		artifacts,
		notes
	};
}
async function uploadGroup(request, group, folder, lookup) {
	const kept = group.tests.length === 1 ? group.tests[0]?.folder : request.run.topdir;
	const entries = [];
	const dropped = [];
	const notes = [];
	let dense = 0;
	let loose = 0;
	try {
		await mkdir(folder, { recursive: true });
		for (const test of group.tests) {
			const slug = freeSlug(test.slug, entries);
			const packed = await packTest({
				...lookup(test.id),
				...request,
				into: join(folder, slug),
				slug
			});
			entries.push(packed.entry);
			dropped.push(...packed.dropped);
			notes.push(...packed.notes);
			dense += packed.dense;
			loose += packed.loose;
		}
		const manifest = {
			version: 1,
			tests: entries
		};
		await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
		const uploaded = await uploadFiles({
			name: nameArtifact({
				...request.naming,
				slug: group.slug
			}),
			files: await filesBelow(folder),
			root: folder,
			retentionDays: request.retentionDays,
			level: loose * 2 > dense ? 1 : 0,
			what: group.what,
			folder: kept,
			tell: request.tell,
			env: request.env,
			toolkit: request.toolkit,
			signal: request.signal,
			stallSeconds: request.stallSeconds
		});
		const artifact = uploaded.artifact === null ? null : {
			...uploaded.artifact,
			tests: entries.map(({ id }) => id),
			dropped
		};
		return {
			artifact,
			notes: [
				...notes,
				...limitNotes(artifact, group),
				...uploaded.notes
			],
			error: uploaded.error
		};
	} catch (cause) {
		const error = request.signal.aborted ? cancelled() : cause;
		return {
			artifact: null,
			notes: [...notes, uploadNote(group.what, error, kept)],
			error
		};
	}
}
/** What was left out of an artifact that was uploaded: no mistake, but whoever replays wants to know. */
function limitNotes(artifact, group) {
	if (artifact === null || artifact.dropped.length === 0) return [];
	return [{
		severity: "notice",
		message: `${group.what}: left out of ${artifact.name} are ${artifact.dropped.slice(0, 5).join(", ")}${artifact.dropped.length > 5 ? ` and ${artifact.dropped.length - 5} more` : ""}`,
		hint: "raise the input artifact-limit, or keep less by keep-data-fail; without its disks a machine cannot be started again"
	}];
}
/** Slugs are unique in a run; where several runs share an artifact, the second of a name gets a number. */
function freeSlug(slug, taken) {
	let free = slug;
	for (let count = 2; taken.some((one) => one.slug === free); count++) free = `${slug}-${count}`;
	return free;
}
async function filesBelow(folder) {
	return (await readdir(folder, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
function whatAll(tests) {
	return tests.length === 1 ? `the data of ${tests[0]?.id}` : `the data of ${tests.length} tests`;
}
// src/faces/action/output-table.ts
const ENDS = ["main", "report"];
const MAIN = ["main"];
/** Every output of every action. */
const OUTPUTS = {
	matrix: {
		actions: ["plan"],
		description: "For strategy.matrix, by fromJSON: { include: [{ gate, shard, of, tests, seconds }] }."
	},
	gate: {
		actions: ["plan"],
		description: "What tells this plan from others of the workflow run: for the report."
	},
	shards: {
		actions: ["plan"],
		description: "How many jobs there are. Of 0, which a matrix cannot have, none must be started."
	},
	conclusion: {
		actions: ENDS,
		description: "success, failure, error (the host), cancelled, or skipped (no test ran)."
	},
	headline: {
		actions: ENDS,
		description: "One sentence: how it ended, and why."
	},
	tests: {
		actions: [
			"main",
			"plan",
			"report"
		],
		description: "How many tests there are."
	},
	passed: {
		actions: ENDS,
		description: "How many passed, expected failures included."
	},
	failed: {
		actions: ENDS,
		description: "How many failed, those that the host ended included."
	},
	skipped: {
		actions: ENDS,
		description: "How many were skipped."
	},
	flaky: {
		actions: ENDS,
		description: "How many of those that passed did so at a later attempt."
	},
	junit: {
		actions: ENDS,
		description: "Path of the JUnit file."
	},
	"report-path": {
		actions: ENDS,
		description: "Path of the summary as a Markdown file."
	},
	topdir: {
		actions: ENDS,
		description: "The top folder."
	},
	artifacts: {
		actions: ENDS,
		description: "What was uploaded, as JSON: name, id, url, digest."
	},
	"artifact-url": {
		actions: ENDS,
		description: "Address of the first failure’s artifact."
	},
	"cache-hit": {
		actions: MAIN,
		description: "true where every image that came by the cache or the network came by the cache."
	},
	accel: {
		actions: MAIN,
		description: "kvm or tcg: what the machines ran with."
	},
	duration: {
		actions: ENDS,
		description: "Seconds."
	},
	"failed-tests": {
		actions: ENDS,
		description: "Ids of the tests that failed, as a JSON list."
	}
};
// src/faces/action/outputs.ts
/** What an output may hold of one list: GitHub takes 1 MB of a job's outputs together, counted in UTF-16. */
const LONGEST_LIST = 1e5;
/** The outputs of an action by name, as text. */
function outputsOfRun(action, facts) {
	const { run, artifacts } = facts;
	const counts = countTests(run.tests);
	const failed = run.tests.filter(({ verdict }) => ["system", "host"].includes(faultOf(verdict)));
	const ofFailure = artifacts.find(({ tests }) => run.tests.some(({ id, verdict }) => faultOf(verdict) !== "none" && tests.includes(id))) ?? null;
	const accels = new Set(run.tests.filter(({ phases }) => phases.length > 0).map(({ qemu }) => qemu.accel));
	const values = {
		matrix: null,
		gate: null,
		shards: null,
		conclusion: conclusionOf(run),
		headline: causeHeadline(run),
		tests: String(counts.tests),
		passed: String(counts.passed),
		failed: String(counts.failed + counts.errors),
		skipped: String(counts.skipped),
		flaky: String(counts.flaky),
		junit: facts.junit,
		"report-path": facts.reportPath,
		topdir: run.topdir,
		artifacts: list(artifacts.map(({ name, id, url, digest }) => ({
			name,
			id,
			url,
			digest
		}))),
		"artifact-url": ofFailure?.url ?? "",
		"cache-hit": facts.cacheHit === null ? "" : String(facts.cacheHit),
		accel: accels.size === 1 ? [...accels][0] ?? "" : [...accels].sort().join(","),
		duration: run.seconds.toFixed(1),
		"failed-tests": list(failed.map(({ id }) => id))
	};
	return Object.keys(OUTPUTS).filter((name) => OUTPUTS[name].actions.includes(action)).flatMap((name) => values[name] === null ? [] : [[name, values[name]]]);
}
/** As many of the items as there is room for, as JSON. */
function list(items) {
	for (let count = items.length;; count = Math.floor(count / 2)) {
		const text = JSON.stringify(items.slice(0, count));
		if (text.length <= LONGEST_LIST || count === 0) return text;
	}
}
// src/faces/action/replay-lines.ts
/** By test id: the line that brings a failure's data to one's own desk and starts its machine again; none for a test without a machine. */
function replayLines({ context }, { artifacts, result }) {
	const { repository } = context;
	const slugs = new Map(result.tests.filter(hasMachine).map(({ id, slug }) => [id, slug]));
	const lines = artifacts.flatMap(({ url, tests }) => url === null || repository === null ? [] : tests.filter((id) => slugs.has(id)).map((id) => {
		const folder = shellQuote(`vmtest-failure-${slugs.get(id)}`);
		const which = tests.length > 1 ? ` --test ${shellQuote(id)}` : "";
		return [id, `vmtest download ${shellQuote(url)} -o ${folder} && vmtest replay ${folder}${which}`];
	}));
	return Object.fromEntries(lines);
}
function hasMachine(test) {
	const phase = test.phases.findLast(({ verdict }) => verdict !== "passed") ?? test.phases.at(-1);
	return replayCommand({
		...test,
		folder: test.folder ?? "/"
	}, phase)?.startsWith("vmtest replay ") === true;
}
// src/faces/action/publish.ts
const SUMMARY_FILE = "summary.md";
/** The naming of a job's artifacts. */
function naming({ context, inputs }) {
	const { own } = inputs;
	const leg = legOf({
		matrixJson: own.matrix ?? "null",
		checkRunId: own["check-run-id"] ?? "",
		job: context.job
	});
	return {
		prefix: own["artifact-name"] ?? "vmtest",
		leg,
		attempt: context.runAttempt
	};
}
/** Uploads what was kept of the tests of which nothing was uploaded yet. Never throws. */
async function uploadEvidence(job, work, report, log, signal) {
	const gone = new Set(report.artifacts.flatMap(({ tests }) => tests));
	const tests = report.result.tests.filter(({ id, kept }) => kept.length > 0 && !gone.has(id));
	const limitBytes = job.inputs.own["artifact-limit"] ?? 0;
	if (tests.length === 0 || limitBytes === 0) return report;
	await rm(work.staging, {
		recursive: true,
		force: true
	});
	const artifacts = [...report.artifacts];
	const uploaded = await log.group("Artifacts", async () => uploadKept({
		run: {
			...report.result,
			tests
		},
		staging: work.staging,
		naming: naming(job),
		retentionDays: job.inputs.own["retention-days"],
		limitBytes,
		qemuImg: await findProgram("qemu-img", job.surroundings.path),
		signal,
		tell: log.say,
		onUploaded: (artifact) => {
			artifacts.push(artifact);
			return saveReport(work, {
				...report,
				artifacts
			});
		},
		env: process.env
	}));
	return {
		...report,
		artifacts: [...report.artifacts, ...uploaded.artifacts],
		notes: [...report.notes, ...uploaded.notes]
	};
}
/** Uploads the report of a shard, for the report action. Never throws; that it is not there is then told by that action. */
async function uploadReport(job, work, report, log, signal) {
	const file = join(work.folder, "results", REPORT_FILE);
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, JSON.stringify(withoutCheckout(job, report)));
	const { notes } = await uploadFiles({
		name: nameArtifact({
			...naming(job),
			slug: `results-${report.shard}`
		}),
		files: [file],
		root: dirname(file),
		retentionDays: job.inputs.own["retention-days"],
		level: 6,
		what: "the report of this shard",
		folder: dirname(file),
		tell: log.say,
		env: process.env,
		signal
	});
	return {
		...report,
		notes: [...report.notes, ...notes]
	};
}
/** A report whose places are relative to the checkout: that of the job which reads it may lie elsewhere. */
function withoutCheckout(job, report) {
	const moved = (place) => ({
		...place,
		file: below(place.file, job)
	});
	const tests = report.result.tests.map((test) => ({
		...test,
		place: moved(test.place),
		checks: test.checks.map((check) => check.place === void 0 ? check : {
			...check,
			place: moved(check.place)
		})
	}));
	return {
		...report,
		result: {
			...report.result,
			tests
		}
	};
}
/** Writes annotations, outputs, summary, and the files of the whole run. */
async function tell({ action, job, log, write, cacheHit, topdir }, report, short) {
	const { result } = report;
	const root = job.context.workspace;
	const notes = [...report.notes, ...job.notes];
	const shownNotes = [...inSummary(job, report), ...notes];
	const markdown = githubSummary({
		result,
		root,
		replay: replayLines(job, report),
		differences: report.differences,
		artifacts: report.artifacts,
		notes: shownNotes,
		facts: report.facts,
		foldFacts: action === "report"
	});
	const junit = await writeReports(job, report, topdir, markdown).catch((error) => {
		log.say(`the reports could not be written: ${error instanceof Error ? error.message : String(error)}`);
		return "";
	});
	write(resultAnnotations(result, {
		root,
		notes
	}));
	const core = await loadCore();
	const reportPath = join(topdir, SUMMARY_FILE);
	for (const [name, value] of outputsOfRun(action, {
		run: result,
		artifacts: report.artifacts,
		junit,
		reportPath,
		cacheHit
	})) core.setOutput(name, value);
	await writeSummary(short ? githubSummary({
		result,
		root,
		replay: {},
		differences: {},
		artifacts: report.artifacts,
		notes: shownNotes,
		facts: []
	}, SHORT_BYTES) : markdown);
}
/** What the summary alone says of the run: a red story in a green job, and failures of which nothing can be had. */
function inSummary({ inputs }, { result }) {
	const failed = result.tests.filter(({ verdict }) => faultOf(verdict) !== "none");
	if (failed.length === 0) return [];
	const notes = [];
	if (inputs.own["fail-on"] === "never") notes.push({
		severity: "notice",
		message: "this does not fail the job: fail-on: never"
	});
	if (inputs.own["artifact-limit"] === 0 && failed.some(({ kept }) => kept.length > 0)) notes.push({
		severity: "notice",
		message: "what was kept is not uploaded: artifact-limit: 0"
	});
	return notes;
}
/** Why a job fails whose tests tell nothing of it; the empty text for every other. */
function noTestsRan(run, failed) {
	if (!failed || conclusionOf(run) !== "skipped") return "";
	const message = run.tests.length === 0 ? "no test ran: there is none" : "no test ran: all are skipped";
	return githubAnnotations([{
		code: "VMTEST_NO_TESTS",
		severity: "error",
		message,
		hint: "pass-with-no-tests: true lets such a run pass"
	}]);
}
/** Of a shard, whose tests are told in full by the report action. Bytes. */
const SHORT_BYTES = 65536;
async function writeSummary(markdown) {
	const core = await loadCore();
	if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(markdown, true).write();
}
/** The JUnit file where it is looked for, and the summary as a file. Returns the JUnit file's path. */
async function writeReports(job, { result, artifacts }, topdir, markdown) {
	const { junitXml } = await import("./junit.js");
	const xml = junitXml(result, {
		root: job.context.workspace,
		away: new Set(artifacts.flatMap(({ tests }) => tests))
	});
	await mkdir(topdir, { recursive: true });
	await writeWhole(join(topdir, JUNIT_FILE), xml);
	await writeWhole(join(topdir, SUMMARY_FILE), markdown);
	const { junit } = job.inputs.settings;
	if (junit === null) return join(topdir, JUNIT_FILE);
	await mkdir(dirname(junit), { recursive: true });
	await writeFile(junit, xml);
	return junit;
}
export { MANIFEST_FILE as a, uploadReport as i, tell as n, packedPart as o, uploadEvidence as r, fails as s, noTestsRan as t };
