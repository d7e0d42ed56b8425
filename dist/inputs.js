import { i as shorten } from "./text.js";
import { t as VmtestError } from "./errors.js";
import { n as parseDuration } from "./times.js";
import { n as parseSize } from "./sizes.js";
import { n as withoutPassword } from "./address.js";
import { n as PUBLISHED_DEFAULTS } from "./image.js";
import { a as OWN_INPUTS, d as positive, f as releases, m as yesOrNo, o as SETTING_INPUTS, p as words, t as problemsOf, u as file } from "./problems-of.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
// src/model/plan.ts
/** The five parts of a work directory, as in the original. */
const KEEP_PARTS = [
	"boot",
	"collect",
	"disks",
	"install",
	"logs"
];
// src/faces/action/core.ts
/**
* The toolkit's own words to the runner (outputs, state, summary, secrets), loaded when they are first needed: it takes longer to load than all
* that stands before a machine's start.
*/
const loadCore = () => import("./core2.js");
// src/faces/action/github.ts
/** Larger payloads GitHub does not send (25 MB are the limit of a webhook). */
const EVENT_LIMIT = 25 << 20;
/** Reads the runner's variables and the event's file. */
function readGithub(env, cwd) {
	const text = (name) => env[name] || null;
	const attempt = Number(env.GITHUB_RUN_ATTEMPT);
	return {
		workspace: text("GITHUB_WORKSPACE") ?? cwd,
		temp: text("RUNNER_TEMP") ?? "/var/tmp",
		toolCache: text("RUNNER_TOOL_CACHE"),
		serverUrl: text("GITHUB_SERVER_URL") ?? "https://github.com",
		repository: text("GITHUB_REPOSITORY"),
		runId: text("GITHUB_RUN_ID") ?? "0",
		runAttempt: Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1,
		job: text("GITHUB_JOB") ?? "job",
		sha: text("GITHUB_SHA"),
		ref: text("GITHUB_REF"),
		eventName: text("GITHUB_EVENT_NAME") ?? "",
		event: readEvent(text("GITHUB_EVENT_PATH")),
		hosted: env.RUNNER_ENVIRONMENT === "github-hosted",
		debug: env.RUNNER_DEBUG === "1"
	};
}
function readEvent(path) {
	if (path === null) return null;
	try {
		const bytes = readFileSync(path);
		return bytes.length > EVENT_LIMIT ? null : JSON.parse(bytes.toString("utf8"));
	} catch {
		return null;
	}
}
/** A value inside a payload by its keys; undefined where there is none. */
function eventValue(event, ...keys) {
	let value = event;
	for (const key of keys) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return void 0;
		value = value[key];
	}
	return value;
}
// src/engine/settings.ts
/** What holds where nobody says anything. */
const DEFAULT_SETTINGS = Object.freeze({
	accel: "auto",
	tcgFactor: 10,
	jobs: null,
	topdir: null,
	imageDir: null,
	keepPass: [],
	keepFail: KEEP_PARTS,
	retries: 0,
	memory: null,
	cpus: null,
	installTimeout: null,
	bootTimeout: null,
	bridge: null,
	iscsiPortal: null,
	junit: null,
	shuffle: false,
	tarDisks: false,
	log: null,
	reuseTopdir: false,
	skipByDateBugs: [],
	unsupportedReleases: [],
	debugAllowFail: false,
	imageSync: PUBLISHED_DEFAULTS.sync,
	imageSrcUrl: PUBLISHED_DEFAULTS.srcUrl,
	imageSrcKeyring: PUBLISHED_DEFAULTS.keyring,
	imageStream: PUBLISHED_DEFAULTS.stream,
	imagesToKeep: PUBLISHED_DEFAULTS.keep,
	imageLockTimeout: PUBLISHED_DEFAULTS.lockTimeout,
	curtinTree: null,
	curtinExe: null,
	extraConfig: null,
	addRepos: null,
	systemUpgrade: null,
	upgradePackages: null,
	isolate: false,
	imageStoreReadOnly: false,
	develReleases: [],
	origins: {}
});
/** What published images are told of these settings. */
function publishedSettings(settings) {
	return {
		sync: settings.imageStoreReadOnly ? false : settings.imageSync,
		srcUrl: settings.imageSrcUrl,
		stream: settings.imageStream,
		keyring: settings.imageSrcKeyring,
		keep: settings.imagesToKeep,
		lockTimeout: settings.imageLockTimeout
	};
}
// src/faces/settings/curtin-options.ts
/** `auto` is the suite's word, and where that has none an upgrade where repositories are added. */
const upgrade = (text, given) => text.toLowerCase() === "auto" ? null : yesOrNo(text, given);
/** What the run says of all curtin installations, over the suite. */
const CURTIN_OPTIONS = {
	curtinTree: {
		flag: "--curtin-tree <folder>",
		help: "the curtin source tree that installs (the nearest folder above the configuration that is one)",
		variables: ["VMTEST_CURTIN_TREE"],
		parse: file,
		wants: "a folder"
	},
	curtinExe: {
		flag: "--curtin-exe <command>",
		help: "a command that packs curtin, instead of the source tree (tools/curtin-from-container …)",
		variables: ["VMTEST_CURTIN_EXE", "CURTIN_VMTEST_CURTIN_EXE"],
		parse: (text) => text.trim() || void 0,
		wants: "a command, its words parted by spaces"
	},
	extraConfig: {
		flag: "--extra-config <file>",
		help: "one more configuration for every curtin installation",
		variables: ["VMTEST_EXTRA_CONFIG", "CURTIN_VMTEST_EXTRA_CONFIG"],
		parse: file,
		wants: "a file"
	},
	addRepos: {
		flag: "--add-repos <list>",
		help: "repositories for what curtin installs, over the suite's: as add-apt-repository takes them, parted by commas",
		variables: ["VMTEST_ADD_REPOS", "CURTIN_VMTEST_ADD_REPOS"],
		parse: (text) => text.split(",").map((word) => word.trim()).filter((word) => word !== ""),
		wants: "repositories, parted by commas"
	},
	systemUpgrade: {
		flag: "--system-upgrade <which>",
		help: "upgrade what curtin installed: yes, no, or auto (where repositories are added)",
		variables: ["VMTEST_SYSTEM_UPGRADE", "CURTIN_VMTEST_SYSTEM_UPGRADE"],
		parse: upgrade,
		wants: "yes, no or auto"
	},
	upgradePackages: {
		flag: "--upgrade-packages <list>",
		help: "packages to install or upgrade in what curtin installed, over the suite's",
		variables: ["VMTEST_UPGRADE_PACKAGES", "CURTIN_VMTEST_UPGRADE_PACKAGES"],
		parse: words,
		wants: "packages, parted by commas"
	},
	develReleases: {
		flag: "--devel-releases <list>",
		help: "releases in development, for which the repository proposed is not added (PROPOSED is): 'plucky'",
		variables: ["VMTEST_DEVEL_RELEASES", "_DEVEL_UBUNTU"],
		parse: releases,
		wants: "names of releases, parted by commas"
	}
};
// src/faces/settings/image-options.ts
/** Seconds, null for ever. The original's variable counts in seconds, and waits for ever below 0. */
function lockTimeout(text, { original }) {
	if (text === "forever") return null;
	if (/^0+(?:ms|s|m|h)?$/.test(text)) return 0;
	if (original && /^-\d+$/.test(text)) return null;
	return parseDuration(original && /^\d+$/.test(text) ? `${text}s` : text);
}
function httpUrl(text) {
	const url = URL.parse(text);
	return url !== null && ["http:", "https:"].includes(url.protocol) ? text : void 0;
}
/** Every setting of published images that an option or a variable can give. */
const IMAGE_OPTIONS = {
	imageSync: {
		flag: "--image-sync <which>",
		help: "yes: look for newer published images; no: never use the network for them (fetch what is missing)",
		variables: ["VMTEST_IMAGE_SYNC", "CURTIN_VMTEST_IMAGE_SYNC"],
		parse: yesOrNo,
		wants: "yes or no",
		emptyCounts: true
	},
	imageSrcUrl: {
		flag: "--image-src-url <url>",
		help: "the stream of images where the suite names none (MAAS, --maas-image-stream)",
		variables: [
			"VMTEST_IMAGE_SRC_URL",
			"CURTIN_VMTEST_IMAGE_SRC_URL",
			"IMAGE_SRC_URL"
		],
		parse: httpUrl,
		wants: "an address of http or https, such as http://HOST/streams/v1/index.sjson"
	},
	imageSrcKeyring: {
		flag: "--image-src-keyring <file>",
		help: "whose signatures are believed, where the suite names no keyring (Ubuntu's cloud images)",
		variables: [
			"VMTEST_IMAGE_SRC_KEYRING",
			"CURTIN_VMTEST_IMAGE_SRC_KEYRING",
			"IMAGE_SRC_KEYRING"
		],
		parse: file,
		wants: "a file of OpenPGP keys"
	},
	imageStream: {
		flag: "--maas-image-stream <name>",
		help: "which of MAAS's streams, where no address is given: stable, candidate (stable)",
		variables: [
			"VMTEST_MAAS_IMAGE_STREAM",
			"CURTIN_VMTEST_MAAS_IMAGE_STREAM",
			"MAAS_IMAGE_STREAM"
		],
		parse: (text) => /^[A-Za-z0-9][\w.-]{0,62}$/.test(text) ? text : void 0,
		wants: "the name of a stream, such as stable"
	},
	imagesToKeep: {
		flag: "--images-to-keep <n>",
		help: "newest versions of each published image that a sync keeps (1)",
		variables: [
			"VMTEST_IMAGES_TO_KEEP",
			"CURTIN_VMTEST_IMAGES_TO_KEEP",
			"IMAGES_TO_KEEP"
		],
		parse: positive,
		wants: "a whole number from 1"
	},
	imageLockTimeout: {
		flag: "--image-lock-timeout <time>",
		help: "how long to wait for who else works on the image store (forever)",
		variables: ["VMTEST_IMAGE_LOCK_TIMEOUT", "CURTIN_VMTEST_IMAGE_LOCK_TIMEOUT"],
		parse: lockTimeout,
		wants: "a time with its unit, such as 90s, or 0, or forever"
	}
};
// src/faces/settings/run-options.ts
/** Yes or no, or the seed of an order: a number of 32 bits, of which 0 and 1 are words for no and yes. */
const shuffle = (text, given) => /^[1-9]\d{0,9}$/.test(text) && Number(text) >= 2 && Number(text) < 2 ** 32 ? Number(text) : yesOrNo(text, given);
/** Numbers of bugs, also as Launchpad writes them: `LP:#1234`. */
function bugs(text) {
	const names = words(text).map((word) => word.replace(/^(?:LP:?)?#/i, ""));
	return names.every((name) => name === "*" || /^[\w-]+$/.test(name)) ? names : void 0;
}
/** How a run goes about its tests, and what it leaves. */
const RUN_OPTIONS = {
	retries: {
		flag: "--retries <n>",
		help: "how often a test that the host ended is run again; its suite says it of what it tests (0)",
		variables: ["VMTEST_RETRIES"],
		parse: (text) => /^\d{1,2}$/.test(text) ? Number(text) : void 0,
		wants: "a whole number from 0 to 99"
	},
	shuffle: {
		flag: "--shuffle <which>",
		help: "start tests in an order by chance, whose seed is told: yes, no, or that seed (no)",
		variables: ["VMTEST_SHUFFLE_TESTS", "CURTIN_VMTEST_SHUFFLE_TESTS"],
		parse: shuffle,
		wants: "yes, no, or a seed: a whole number from 2 to 4294967295"
	},
	tarDisks: {
		flag: "--tar-disks [which]",
		help: "pack the disks that are kept of a test into disks/disks.tar (no)",
		variables: ["VMTEST_TAR_DISKS", "CURTIN_VMTEST_TAR_DISKS"],
		parse: yesOrNo,
		wants: "yes or no"
	},
	log: {
		flag: "--log <file>",
		help: "write what --verbose shows here too, afresh: plain lines and all consoles (none)",
		variables: ["VMTEST_LOG", "CURTIN_VMTEST_LOG"],
		parse: file,
		wants: "a file"
	},
	reuseTopdir: {
		flag: "--reuse-topdir [which]",
		help: "start no machine: judge again what is kept in --topdir, as vmtest check does (no)",
		variables: ["VMTEST_REUSE_TOPDIR", "CURTIN_VMTEST_REUSE_TOPDIR"],
		parse: yesOrNo,
		wants: "yes or no"
	},
	skipByDateBugs: {
		flag: "--skip-by-date-bugs <list>",
		help: "bugs whose tests are skipped after the skip's day too; * is all (none)",
		variables: ["VMTEST_SKIP_BY_DATE_BUGS", "CURTIN_VMTEST_SKIP_BY_DATE_BUGS"],
		parse: bugs,
		wants: "numbers of bugs, parted by commas, or *"
	},
	unsupportedReleases: {
		flag: "--unsupported-releases <list>",
		help: "skip tests whose image is of one of these releases (none)",
		variables: [
			"VMTEST_UNSUPPORTED_RELEASES",
			"CURTIN_VMTEST_UNSUPPORTED_UBUNTU",
			"UNSUPPORTED_UBUNTU"
		],
		parse: releases,
		wants: "names of releases, parted by commas"
	},
	debugAllowFail: {
		flag: "--debug-allow-fail [which]",
		help: "a test that fails as its suite expects is a failure, and told as one (no)",
		variables: ["VMTEST_DEBUG_ALLOW_FAIL", "CURTIN_VMTEST_DEBUG_ALLOW_FAIL"],
		parse: yesOrNo,
		wants: "yes or no"
	}
};
// src/faces/settings/options.ts
const size = (text, { original }) => parseSize(original && /^\d+$/.test(text) ? `${text}M` : text);
const duration = (text, { original }) => parseDuration(original && /^\d+$/.test(text) ? `${text}s` : text);
/** Reads a keep policy: a comma list of the five parts, or `all`, or `none` alone. */
function parseKeep(text) {
	const words = text.split(",").map((word) => word.trim());
	if (words.length === 1 && words[0] === "all") return KEEP_PARTS;
	if (words.length === 1 && words[0] === "none") return [];
	return words.every((word) => KEEP_PARTS.includes(word)) ? words : void 0;
}
const KEEP_WANTS = `a comma list of ${KEEP_PARTS.join(", ")}, or all, or none alone`;
/** Every setting of a run that an option or a variable can give. */
const OPTIONS = {
	accel: {
		flag: "--accel <which>",
		help: "kvm, tcg, or auto: KVM where it is proved to run a guest, else emulation",
		variables: ["VMTEST_ACCEL"],
		parse: (text) => [
			"auto",
			"kvm",
			"tcg"
		].includes(text) ? text : void 0,
		wants: "kvm, tcg or auto"
	},
	tcgFactor: {
		flag: "--tcg-factor <n>",
		help: "timeouts are multiplied by this where there is no KVM (10)",
		variables: ["VMTEST_TCG_FACTOR"],
		parse: (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) >= 1 ? Number(text) : void 0,
		wants: "a number of at least 1"
	},
	jobs: {
		flag: "-j, --jobs <n>",
		help: "tests at once: a number, or auto (as many as processors and memory carry)",
		variables: ["VMTEST_JOBS", "CURTIN_VMTEST_PARALLEL"],
		parse: (text, { original }) => original && text === "0" ? 1 : text === "auto" || original && text === "-1" ? null : positive(text),
		wants: "a whole number from 1, or auto",
		wantsOriginal: "a whole number from 1, 0 for one at a time, -1 for one for each processor, or auto"
	},
	topdir: {
		flag: "--topdir <folder>",
		help: "folder of all that the run makes; absent or empty ($TMPDIR or /var/tmp, vmtest-<timestamp>)",
		variables: ["VMTEST_TOPDIR", "CURTIN_VMTEST_TOPDIR"],
		parse: file,
		wants: "a folder"
	},
	imageDir: {
		flag: "--image-dir <folder>",
		help: "the image store (/srv/images where writable, else ~/.cache/vmtest/images, of root /var/cache/vmtest/images)",
		variables: [
			"VMTEST_IMAGE_DIR",
			"CURTIN_VMTEST_IMAGE_DIR",
			"IMAGE_DIR"
		],
		parse: file,
		wants: "a folder"
	},
	keepPass: {
		flag: "--keep-data-pass <parts>",
		help: `what to keep of a test that passed: ${KEEP_WANTS} (none)`,
		variables: ["VMTEST_KEEP_DATA_PASS", "CURTIN_VMTEST_KEEP_DATA_PASS"],
		parse: parseKeep,
		wants: KEEP_WANTS
	},
	keepFail: {
		flag: "--keep-data-fail <parts>",
		help: `what to keep of a test that failed: ${KEEP_WANTS} (all)`,
		variables: ["VMTEST_KEEP_DATA_FAIL", "CURTIN_VMTEST_KEEP_DATA_FAIL"],
		parse: parseKeep,
		wants: KEEP_WANTS
	},
	memory: {
		flag: "--memory <size>",
		help: "memory of every machine, over the suite's",
		variables: [
			"VMTEST_MEMORY",
			"VMTEST_VMRAM",
			"CURTIN_VMTEST_VMRAM"
		],
		parse: size,
		wants: "a size with its unit, such as 2G",
		wantsOriginal: "a number of MiB, or a size with its unit, such as 2G"
	},
	cpus: {
		flag: "--cpus <n>",
		help: "processors of every machine, over the suite's",
		variables: [
			"VMTEST_CPUS",
			"VMTEST_NR_CPUS",
			"CURTIN_VMTEST_NR_CPUS"
		],
		parse: positive,
		wants: "a whole number from 1"
	},
	installTimeout: {
		flag: "--install-timeout <time>",
		help: "deadline of every installation, over the suite's",
		variables: ["VMTEST_INSTALL_TIMEOUT", "CURTIN_VMTEST_INSTALL_TIMEOUT"],
		parse: duration,
		wants: "a time with its unit, such as 50m",
		wantsOriginal: "a number of seconds, or a time with its unit, such as 50m"
	},
	bootTimeout: {
		flag: "--boot-timeout <time>",
		help: "deadline of every boot, over the suite's",
		variables: ["VMTEST_BOOT_TIMEOUT", "CURTIN_VMTEST_BOOT_TIMEOUT"],
		parse: duration,
		wants: "a time with its unit, such as 5m",
		wantsOriginal: "a number of seconds, or a time with its unit, such as 5m"
	},
	bridge: {
		flag: "--bridge <name>",
		help: "attach every NIC to this bridge; user: QEMU user networking",
		variables: ["VMTEST_BRIDGE", "CURTIN_VMTEST_BRIDGE"],
		parse: (text) => /^[\w.-]{1,15}$/.test(text) ? text : void 0,
		wants: "the name of a bridge, or user"
	},
	iscsiPortal: {
		flag: "--iscsi-portal <portal>",
		help: "ADDRESS:PORT of your own tgt daemon for iSCSI disks, which TGT_IPC_SOCKET reaches (one is started where a test needs it)",
		variables: ["VMTEST_ISCSI_PORTAL", "CURTIN_VMTEST_ISCSI_PORTAL"],
		parse: (text) => /^(?:[\w.-]+|\[[\da-fA-F:]+\]):[1-9]\d{0,4}$/.test(text) && Number(text.slice(text.lastIndexOf(":") + 1)) < 65536 ? text : void 0,
		wants: "an address and a port: 192.0.2.1:3260"
	},
	junit: {
		flag: "--junit <file>",
		help: "write the JUnit file here too (always: <topdir>/junit.xml)",
		variables: ["VMTEST_JUNIT_FILE"],
		parse: file,
		wants: "a file"
	},
	...RUN_OPTIONS,
	...IMAGE_OPTIONS,
	...CURTIN_OPTIONS
};
/** Reads the settings: option or input before variable before default; with every mistake. */
function collectSettings(request) {
	const values = {
		...DEFAULT_SETTINGS,
		...request.base
	};
	const origins = {};
	const mistakes = [];
	for (const [name, option] of Object.entries(OPTIONS)) {
		const given = source(name, option, request);
		if (given === null) continue;
		const value = option.parse(given.text, {
			cwd: request.cwd,
			level: given.level,
			original: given.original
		});
		if (value === void 0) {
			const message = `${given.name} cannot be "${shorten(given.text, 100)}"`;
			mistakes.push({
				code: "VMTEST_USAGE",
				severity: "error",
				message,
				hint: `it takes ${(given.original ? option.wantsOriginal : void 0) ?? option.wants}`
			});
		}
		values[name] = value;
		origins[name] = {
			level: given.level,
			name: given.name
		};
	}
	return {
		settings: Object.freeze({
			...values,
			origins
		}),
		mistakes
	};
}
function source(name, option, { words, level, env }) {
	const word = words[name];
	if (word !== void 0) return {
		level,
		...word,
		original: false
	};
	for (const variable of option.variables) {
		const text = env[variable];
		const original = !variable.startsWith("VMTEST_");
		if (text !== void 0 && (text !== "" || original && option.emptyCounts === true)) return {
			level: "environment",
			name: variable,
			text,
			original
		};
	}
	return null;
}
// src/faces/action/inputs.ts
/** The text of an input as the runner hands it over; null where it is absent or blank. */
function inputText(env, name) {
	const text = env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`]?.trim();
	return text === void 0 || text === "" ? null : text;
}
/**
* The inputs, and every mistake in them: an input with one is as if it were not given. What holds in a job where nobody says anything: KVM or an
* error, and the image store in the runner's tool cache.
*/
function collectInputs(action, env, context) {
	const words = Object.fromEntries(Object.entries(SETTING_INPUTS).filter(([, row]) => row.actions.includes(action)).flatMap(([name, row]) => {
		const text = inputText(env, name);
		return text === null ? [] : [[row.setting, {
			name: `input ${name}`,
			text
		}]];
	}));
	const store = context.toolCache === null ? {} : { imageDir: join(context.toolCache, "vmtest", "images") };
	const read = collectSettings({
		words,
		level: "input",
		env,
		cwd: context.workspace,
		base: {
			accel: "kvm",
			retries: 1,
			...store
		}
	});
	const mistakes = [...read.mistakes];
	const own = {};
	for (const [name, row] of Object.entries(OWN_INPUTS)) {
		const text = row.actions.includes(action) ? inputText(env, name) ?? fallback(row) : null;
		own[name] = text === null ? null : readOwn(name, row, text, context.workspace, mistakes);
	}
	if (env.VMTEST_SUITE) own.suite ??= [env.VMTEST_SUITE];
	return {
		inputs: {
			settings: read.settings,
			own
		},
		mistakes
	};
}
/** The value of one of the action's own inputs; what is wrong with it joins the mistakes. */
function readOwn(name, row, text, cwd, mistakes) {
	try {
		const value = row.parse(text, {
			cwd,
			level: "input",
			original: false
		});
		if (value === void 0) mistakes.push(mistake(name, text, row.wants));
		return value ?? null;
	} catch (error) {
		if (!(error instanceof VmtestError)) throw error;
		mistakes.push(...problemsOf(error));
		return null;
	}
}
/** A workflow that passes on what nobody gave it passes a blank, and the runner's default is lost: it is taken again here. */
function fallback(row) {
	return row.default === void 0 || row.default.includes("${{") ? null : row.default;
}
function mistake(name, text, wants) {
	return {
		code: "VMTEST_USAGE",
		severity: "error",
		message: `input ${name} cannot be "${shorten(withoutPassword(text), 100)}"`,
		hint: `it takes ${wants}`
	};
}
export { readGithub as a, eventValue as i, inputText as n, loadCore as o, publishedSettings as r, KEEP_PARTS as s, collectInputs as t };
