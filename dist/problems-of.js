import { t as VmtestError } from "./errors.js";
import { n as parseSize } from "./sizes.js";
import { resolve } from "node:path";
// src/faces/settings/option.ts
/** A whole number from 1. */
const positive = (text) => /^[1-9]\d{0,5}$/.test(text) ? Number(text) : void 0;
/** A path, relative to the current folder. */
const file = (text, { cwd }) => text === "" ? void 0 : resolve(cwd, text);
/** The original's lists: commas or spaces part the words. */
const words$1 = (text) => text.split(/[\s,]+/).filter((word) => word !== "");
/** Releases as their distribution calls them: `xenial`, `24.04`. */
function releases(text) {
	const names = words$1(text);
	return names.every((name) => /^[A-Za-z0-9][\w.-]*$/.test(name)) ? names : void 0;
}
const YES = [
	"yes",
	"true",
	"1",
	"on"
];
const NO = [
	"no",
	"false",
	"0",
	"off"
];
/** A word that says yes or no, in any case. In the original's variables nothing is no and any other word yes; in ours both are mistakes. */
function yesOrNo(text, { original }) {
	const word = text.toLowerCase();
	if (NO.includes(word) || original && word === "") return false;
	return original || YES.includes(word) ? true : void 0;
}
// src/plan/shards.ts
/** What a plan is told from others by. */
const GATE_ID = /^[0-9a-f]{16}$/;
/** GitHub's limit of the jobs of one matrix. https://docs.github.com/actions/reference/limits */
const MOST_SHARDS$1 = 256;
/**
* Shares tests out among at most `count` shards, so that the shards take about the same time: the longest test first, each to the shard
* that has the least so far. A test of unknown time counts as the median of the known ones. The same input gives the same shards; within
* a shard the order is the suite's; none is empty, so that there may be fewer than `count`.
* @throws VMTEST_USAGE for a `count` that is no whole number from 1 to 256
*/
function makeShards(tests, count) {
	if (!Number.isInteger(count) || count < 1 || count > MOST_SHARDS$1) throw new VmtestError("VMTEST_USAGE", `the number of shards is ${count}`, { hint: `give a whole number from 1 to ${MOST_SHARDS$1}` });
	const weight = weigher(tests.flatMap(({ seconds }) => known(seconds) ? [seconds] : []));
	const bins = Array.from({ length: Math.min(count, tests.length) }, () => ({
		load: 0,
		tests: []
	}));
	const heaviest = tests.map((test, index) => ({
		index,
		load: weight(test.seconds)
	})).sort((a, b) => b.load - a.load || a.index - b.index);
	for (const { index, load } of heaviest) {
		const bin = bins.reduce((least, one) => (one.load - least.load || one.tests.length - least.tests.length) < 0 ? one : least);
		bin.load += load;
		bin.tests.push(index);
	}
	return bins.map((bin, index) => {
		const own = bin.tests.sort((a, b) => a - b).flatMap((at) => tests[at] ?? []);
		const seconds = own.reduce((sum, test) => sum + (known(test.seconds) ? test.seconds : 0), 0);
		return {
			shard: index + 1,
			of: bins.length,
			tests: own.map(({ id }) => id),
			seconds: Math.round(seconds * 10) / 10
		};
	});
}
function known(seconds) {
	return seconds !== null && Number.isFinite(seconds) && seconds >= 0;
}
function weigher(times) {
	const sorted = [...times].sort((a, b) => a - b);
	const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 1;
	return (seconds) => known(seconds) ? seconds : median;
}
const AS_IT_SHOULD_BE = "give it as ${{ toJSON(matrix) }}, in a job whose `strategy.matrix` is ${{ fromJSON(needs.plan.outputs.matrix) }}";
/**
* Reads the input `shard`: the job's matrix as JSON. Other axes of the user's beside the plan's five keys are left alone.
* @throws VMTEST_USAGE with what is wrong, and how it is given
*/
function parseShard(text) {
	const given = parseObject(text);
	if (Array.isArray(given.include) && given.shard === void 0) refuse("has `include`: it is the whole matrix of the plan, and not one job’s");
	const absent = [
		"gate",
		"shard",
		"of",
		"tests"
	].filter((key) => given[key] === void 0);
	if (absent.length > 0) refuse(`has no ${absent.map((key) => `\`${key}\``).join(", ")}`);
	const { gate, shard, of, tests, seconds } = given;
	if (typeof gate !== "string" || !GATE_ID.test(gate)) return refuse(`has gate: ${shown(gate)}, which no plan gave`);
	if (!isCount(of)) return refuse(`has of: ${shown(of)}, which is no whole number from 1 to ${MOST_SHARDS$1}`);
	if (!isCount(shard) || shard > of) return refuse(`has shard: ${shown(shard)}, which is no whole number from 1 to ${of}`);
	if (!Array.isArray(tests) || tests.length === 0 || !tests.every(isId)) return refuse(`has tests: ${shown(tests)}, which is no list of ids`);
	const twice = tests.find((id, index) => tests.indexOf(id) !== index);
	if (twice !== void 0) refuse(`has the test ${shown(twice)} twice`);
	return {
		gate,
		shard,
		of,
		tests,
		seconds: typeof seconds === "number" && known(seconds) ? seconds : 0
	};
}
function parseObject(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return refuse(`is ${shown(text)}, which is no JSON`);
	}
	if (value === null) return refuse("is null: this job has no matrix");
	if (typeof value !== "object" || Array.isArray(value)) return refuse(`is ${shown(value)}, which is no matrix of a job`);
	return value;
}
function isCount(value) {
	return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_SHARDS$1;
}
function isId(value) {
	return typeof value === "string" && value !== "";
}
function shown(value) {
	const text = JSON.stringify(value) ?? "undefined";
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
function refuse(what) {
	throw new VmtestError("VMTEST_USAGE", `the input \`shard\` ${what}`, { hint: AS_IT_SHOULD_BE });
}
// src/faces/settings/proxy-address.ts
/** Whether a text is the address of a proxy: of HTTP or HTTPS, without what would end a word in apt's configuration or a shell's. */
function isProxyAddress(text) {
	const url = /^[!#-&(-:<-[\]-_a-~]+$/.test(text) ? URL.parse(text) : null;
	return url !== null && ["http:", "https:"].includes(url.protocol);
}
// src/faces/action/input-row.ts
const words = (...allowed) => (text) => allowed.find((word) => word === text);
/** Lines with something on them. */
const lines = (text) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
const any = (text) => text;
// src/faces/action/input-table.ts
const ALL = [
	"main",
	"plan",
	"report"
];
const MAIN = ["main"];
/** A name that GitHub takes for an artifact and a file system for a folder, so short that what comes behind it is never cut. */
const artifactName = (text) => /^[A-Za-z0-9][\w.-]{0,49}$/.test(text) ? text : void 0;
/** Days that GitHub keeps an artifact, 90 at most; the repository's own limit may be less. null: as the repository says. */
const days = (text) => {
	if (text === "0") return null;
	const number = positive(text);
	return number !== void 0 && number <= 90 ? number : void 0;
};
/** More jobs a matrix cannot have. https://docs.github.com/actions/reference/limits */
const MOST_SHARDS = 256;
const shards = (text) => {
	const number = positive(text);
	return number !== void 0 && number <= MOST_SHARDS ? number : void 0;
};
/** The id of a plan, or what became of a job that gave none: `needs.plan.result`. */
const gateOrEnd = (text) => GATE_ID.test(text) || [
	"success",
	"failure",
	"cancelled",
	"skipped"
].includes(text) ? text : void 0;
const proxy = (text) => isProxyAddress(text) ? text : void 0;
/** The inputs that only an action has. */
const OWN_INPUTS = {
	suite: {
		actions: ["main", "plan"],
		description: "The suite files, one a line; globs are allowed. Without it: vmtest.yaml, else tests/vmtest.yaml.",
		parse: lines,
		wants: "paths of suite files, one a line"
	},
	select: {
		actions: ["main", "plan"],
		description: "Only these tests, one filter a line: an id, a glob, or key=value, !=, ~, !~. All must match.",
		parse: lines,
		wants: "filters, one a line"
	},
	shard: {
		actions: MAIN,
		description: "Run only the tests that the plan action gave to this job: toJSON(matrix), as an expression.",
		parse: parseShard,
		wants: "what the plan action gave: ${{ toJSON(matrix) }}"
	},
	shards: {
		actions: ["plan"],
		description: "How many jobs at most share the tests.",
		default: "4",
		parse: shards,
		wants: `a whole number from 1 to ${MOST_SHARDS}`
	},
	gate: {
		actions: ["report"],
		description: "Of several gates in one workflow this one: the plan action’s output gate, or how its job ended where it has none. Without it: the only one.",
		parse: gateOrEnd,
		wants: "what the plan action gave: ${{ needs.plan.outputs.gate || needs.plan.result }}"
	},
	cache: {
		actions: ALL,
		description: "GitHub’s cache, for images and the times of earlier runs: auto (pull requests only read it), read, or off.",
		default: "auto",
		parse: words("auto", "read", "off"),
		wants: "auto, read or off"
	},
	"artifact-name": {
		actions: ALL,
		description: "How the names of the artifacts begin. Two gates of one workflow need two.",
		default: "vmtest",
		parse: artifactName,
		wants: "up to 50 letters, digits, dots, dashes and underscores"
	},
	"artifact-limit": {
		actions: MAIN,
		description: "No more than this is uploaded of what is kept, a few KiB of results aside; disks are left out first. 0 uploads nothing.",
		default: "2G",
		parse: (text) => text === "0" ? 0 : parseSize(text),
		wants: "a size with its unit, such as 2G, or 0"
	},
	"retention-days": {
		actions: ALL,
		description: "How long GitHub keeps the artifacts. Without it, or with 0: as the repository says.",
		parse: days,
		wants: "a whole number from 1 to 90, or 0"
	},
	"apt-proxy": {
		actions: MAIN,
		description: "The proxy for the packages that guests and images fetch. Guests are told no password of it.",
		parse: proxy,
		wants: "an address of http or https"
	},
	"install-deps": {
		actions: MAIN,
		description: "Install missing system packages (QEMU, firmware) by apt: auto (on GitHub-hosted runners), always, or never.",
		parse: words("auto", "always", "never"),
		wants: "auto, always or never"
	},
	"fail-on": {
		actions: ["main", "report"],
		description: "What fails the job: failed, failed-or-flaky, or never.",
		default: "failed",
		parse: words("failed", "failed-or-flaky", "never"),
		wants: "failed, failed-or-flaky or never"
	},
	"pass-with-no-tests": {
		actions: ["main", "report"],
		description: "Whether a run in which no test ran is a success.",
		default: "false",
		parse: yesOrNo,
		wants: "true or false"
	},
	matrix: {
		actions: MAIN,
		description: "Tells the legs of a matrix apart in the names of artifacts.",
		default: "${{ toJSON(matrix) }}",
		hidden: true,
		parse: any,
		wants: "JSON"
	},
	"check-run-id": {
		actions: MAIN,
		description: "Tells jobs apart in the names of artifacts.",
		default: "${{ job.check_run_id }}",
		hidden: true,
		parse: any,
		wants: "a number"
	}
};
const setting = (name, description, actions = MAIN) => ({
	actions,
	description,
	setting: name
});
/** The inputs that are settings of a run: each has the name of its option. */
const SETTING_INPUTS = {
	accel: setting("accel", "kvm (fails within seconds, with the cause, where KVM is unusable), auto, or tcg (emulation). Without it: kvm."),
	jobs: setting("jobs", "Tests at once: a number, or auto. Without it: as many as processors and memory carry."),
	retries: setting("retries", "How often a test that the host ended is run again from its start. Without it: 1."),
	"image-dir": setting("imageDir", "The image store. Without it: vmtest/images in the runner’s tool cache."),
	"image-sync": setting("imageSync", "yes: look for newer published images; no: never fetch them. Without it: fetch what is missing."),
	"images-to-keep": setting("imagesToKeep", "Newest versions of each published image that a sync keeps. Without it: 1."),
	"keep-data-pass": setting("keepPass", "What to keep of a test that passed: boot, collect, disks, install, logs; or all; or none. Without it: none."),
	"keep-data-fail": setting("keepFail", "The same of a test that failed. Without it: all, which is what a replay needs."),
	junit: setting("junit", "Write the JUnit file here too; always: junit.xml in the top folder.", ["main", "report"]),
	"install-timeout": setting("installTimeout", "Deadline of every installation, over the suite’s, such as 50m."),
	"boot-timeout": setting("bootTimeout", "Deadline of every boot, over the suite’s, such as 5m."),
	bridge: setting("bridge", "Attach every NIC to this bridge; user: QEMU’s user networking."),
	topdir: setting("topdir", "Folder of all that the run makes, absent or empty. Without it: below RUNNER_TEMP."),
	log: setting("log", "Write a log with all consoles here too.")
};
Object.fromEntries([
	...[
		"suite",
		"select",
		"shard",
		"shards"
	].map((name) => [name, OWN_INPUTS[name]]),
	...Object.entries(SETTING_INPUTS),
	...Object.entries(OWN_INPUTS)
].filter(([name], index, all) => all.findIndex(([other]) => other === name) === index));
// src/faces/action/input-words.ts
const OPTION = /(?<![\w-])--([a-z][a-z-]*)(?: (yes|no|kvm|tcg|auto|none|all|\d+\w*)\b)?/g;
/** A hint of the engine's, which names options of the command, as the action says it: by the inputs of these names. */
function inputWords(hint) {
	return hint.replaceAll(OPTION, (whole, name, value) => Object.hasOwn(SETTING_INPUTS, name) ? `the input ${name}${value === void 0 ? "" : `: ${value}`}` : whole).replace("another the input", "another by the input").replace("see vmtest plan for the tests that there are", "the input select takes an id, a glob over ids, or KEY=VALUE");
}
/** An event of a run, with its hints in the action's words. */
function eventInWords(event) {
	if (event.type === "notice") return event.hint === void 0 ? event : {
		...event,
		hint: inputWords(event.hint)
	};
	return event.type === "test-end" ? {
		...event,
		result: resultInWords(event.result)
	} : event;
}
/** The same of a test's result. */
function resultInWords(result) {
	return result.hint === null ? result : {
		...result,
		hint: inputWords(result.hint)
	};
}
// src/faces/action/problems-of.ts
/** The problems of an error, in the action's words; of one without any, itself. */
function problemsOf(error) {
	const { code, message, hint, problems } = error;
	return (problems.length > 0 ? problems : [{
		code,
		severity: "error",
		message,
		...hint === void 0 ? {} : { hint }
	}]).map((problem) => problem.hint === void 0 ? problem : {
		...problem,
		hint: inputWords(problem.hint)
	});
}
export { OWN_INPUTS as a, makeShards as c, positive as d, releases as f, resultInWords as i, parseShard as l, yesOrNo as m, eventInWords as n, SETTING_INPUTS as o, words$1 as p, inputWords as r, GATE_ID as s, problemsOf as t, file as u };
