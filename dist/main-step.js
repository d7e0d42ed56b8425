import { c as faultOf, l as worstExitCode, n as problemsError, r as testsOf$1, s as exitCodeOf, t as VmtestError } from "./errors.js";
import { a as writeWhole, i as sha256File, t as isErrno } from "./files.js";
import { t as XMLParser } from "./XMLParser.js";
import { i as shorten, r as plainText, t as plainLine } from "./text.js";
import { r as uniqueNames } from "./replay.js";
import { a as EVENTS_PORT, d as RESULT_FILE, h as phaseFiles, l as OUTPUT_DISK_BYTES, m as TGT_LOG, n as COMPLETE_FILE, o as FOLDERS, p as SERIALS, r as DISKS_TAR, s as ISCSI_PLACEHOLDER, t as ATTEMPTS_FOLDER, u as REPLAY_FILE } from "./files2.js";
import { $ as noSlash, A as askedGrub, B as asks$1, C as NETWORK_SCRIPT, D as checkKernelPackage, E as prefixed, F as isArrayName, G as where, H as namesOf, I as isMultipath, J as bytesOfDevice, K as askedStorage, L as mapperName, M as checkFstab, N as checkDnameRules, O as checkPackages, P as checkDname, Q as swapsInUse, R as partitionsOfDevice, S as checkServices, T as canonicalAddress, U as sameNames, V as listed, W as sizeText, X as STORAGE_SCRIPT, Y as fileSystemOf, Z as resolveDevice, a as resolveMmdebstrap, at as mapping, b as CURTIN_PAYLOAD, c as KVM_RULE_FILE, ct as judge$1, d as explainAbsent, et as parseMounts, f as diskSpace, g as gateResult, h as gateId, i as COMMAND_FILES, it as list, j as GRUB_SCRIPT, k as checkInterfacesRemoved, l as UDEV_COMMANDS, lt as lineOf, m as usableMemory, n as selectedSuites, nt as absentTool, o as resolveFiles, ot as text, p as usableCpus, q as blockDevices, r as fillArgv, rt as osRelease, s as KVM_RULE, st as collected, t as prepareSuites, tt as unescapeOctal, u as UDEV_MEND, ut as quote$2, v as joinSuites, w as askedNetwork, x as checkSwaps, y as suiteSlug, z as resolver } from "./prepare-suites.js";
import { a as run, n as killGroup, o as start$1, r as killProcess, t as TOOL_ENV } from "./spawn.js";
import { t as formatDuration } from "./times.js";
import { t as XMLValidator } from "./fxp.js";
import { n as keptFiles, t as dropTheRest } from "./keep.js";
import { _ as tapsOf, a as isFull, b as howItEnded, c as findTools, d as isFirmware, f as WorkDir, g as tapPrefix, h as tapHoles, i as resultJson, l as findFirmware, m as bridgeOf, o as openTop, r as reportRun, s as checkReach, t as checkJunitPlace, u as firmwareFolders, v as DESCRIPTORS, y as Machine } from "./reports.js";
import { t as require_tar_stream } from "./tar-stream.js";
import { t as formatSize } from "./sizes.js";
import { n as callCache, r as restoredFile, t as cacheFolder } from "./cache-call.js";
import { _ as distribution, h as privilegePrefix, s as IMAGE_ROLES, y as packagesOf } from "./select.js";
import { o as findProgram } from "./job.js";
import { t as stepLog } from "./reporter.js";
import { r as isLasting } from "./failures.js";
import { i as MemberFiles, n as tarMembers, r as memberPath, t as isEnd$1 } from "./tar-disk.js";
import { _ as takeLock, a as onlyRead, i as inReadOnly, y as atStore } from "./make-once.js";
import { r as publishedSettings, s as KEEP_PARTS } from "./inputs.js";
import { O as layoutOf } from "./journal.js";
import { n as PUBLISHED_DEFAULTS } from "./image.js";
import { n as holdStore } from "./hold.js";
import { i as resultInWords, n as eventInWords } from "./problems-of.js";
import { n as saveStart } from "./state.js";
import { closeSync, constants, mkdirSync, openSync, readFileSync, readdirSync, realpathSync, statSync, statfsSync, watch, writeSync } from "node:fs";
import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { randomBytes } from "node:crypto";
import { networkInterfaces, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { access, chown, constants as constants$3, copyFile, glob, link, lstat, mkdir, mkdtemp, open, readFile, readdir, readlink, realpath, rename, rm, rmdir, stat, statfs, symlink, writeFile } from "node:fs/promises";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { Script, createContext } from "node:vm";
// src/engine/refuse.ts
/** The errors of a plan that are the user's mistakes: a run ends with exit code 2 before it begins, and so does a check. */
function mistakesOf(plan) {
	return plan.problems.filter(({ code, severity }) => severity === "error" && new VmtestError(code, "").verdict === void 0);
}
/** Throws what makes a run impossible: mistakes, or a host that lacks something for every test. */
function refuse(prepared) {
	const { plan } = prepared;
	const running = plan.tests.filter(({ skip }) => skip === null);
	const mistakes = [...mistakesOf(plan), ...running.flatMap(withoutCurtin)];
	if (mistakes.length > 0) throw problemsError(mistakes);
	if (plan.tests.length === 0) throw new VmtestError("VMTEST_NO_TESTS", "the suite has no tests");
	const ofAll = plan.problems.filter(({ severity }) => severity === "error").filter(({ test, place }) => test === void 0 && place === void 0);
	if (ofAll.length > 0) throw problemsError(ofAll);
	const blocked = plan.tests.map((test) => test.skip === null ? blockersOf(test, prepared) : null).filter((found) => found !== null);
	if (blocked.length > 0 && blocked.every((problems) => problems.length > 0)) throw problemsError(blocked.flat());
}
/** What the host lacks for one test, as far as it is known before it starts. */
function blockersOf(test, { plan, catalogue }) {
	const images = [.../* @__PURE__ */ new Set([
		test.image,
		test.install.target,
		...test.command?.images ?? []
	])].flatMap((name) => name === null ? [] : catalogue[name]?.problems ?? []);
	const own = plan.problems.filter((problem) => testsOf$1(problem).includes(test.id) && !images.some(({ message }) => message === problem.message));
	return [...images, ...own].filter(({ severity }) => severity === "error").map(({ tests: _tests, ...problem }) => ({
		...problem,
		test: test.id
	}));
}
/** A plan needs no curtin; an installation by it does. */
function withoutCurtin({ id, phases, install }) {
	if (!phases.some(({ curtin }) => curtin !== null && curtin.tree === null && curtin.exe === null)) return [];
	return [{
		code: "VMTEST_PLAN_INVALID",
		severity: "error",
		message: "there is no curtin to install with: no folder above its configuration is a curtin source tree",
		hint: "name a checkout of curtin by `install.tree` or --curtin-tree, or a program by --curtin-exe",
		place: install.place,
		test: id
	}];
}
/** Characters of the longest text that an expression is tried on. */
const LONGEST_TEXT = 128 << 20;
const search = new Script("(() => { const found = new RegExp(pattern, \"m\").exec(text); return found === null ? -1 : found.index; })()");
let context;
/**
* Looks for a regular expression of the user's (flag `m`) in text of the guest's, for at most `PATTERN_SECONDS`.
* Returns the offset of the first match, -1 for none, or why there is no answer.
*/
function findPattern(pattern, text) {
	if (text.length > LONGEST_TEXT) return { obstacle: `the text of ${text.length} characters is too long for /${pattern}/m` };
	context ??= createContext(Object.create(null));
	Object.assign(context, {
		pattern,
		text
	});
	try {
		return search.runInContext(context, { timeout: 2e3 });
	} catch (error) {
		if (error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { obstacle: `/${pattern}/m was given up after 2 s: it backtracks without end on this text; write it with fewer nested repetitions` };
		return { obstacle: `/${pattern}/m is no regular expression: ${error.message}` };
	} finally {
		Object.assign(context, {
			pattern: "",
			text: ""
		});
	}
}
// src/checks/console.ts
/** `console: REGEX`: each expression (flag `m`) matches somewhere in the phase's console; it needs nothing collected. */
function checkConsole(check, input) {
	const claims = [];
	const obstacles = [];
	const { console: text, consoleFile: file } = input.phase;
	for (const pattern of check.matches) {
		const found = findPattern(pattern, text);
		if (typeof found === "object") {
			obstacles.push(`${file}: ${found.obstacle}`);
			continue;
		}
		claims.push({
			holds: found !== -1,
			otherwise: `${file} has no match of /${pattern}/m in ${text === "" ? "an empty console" : `${lineOf(text, text.length)} lines`}`,
			though: found === -1 ? "" : `${file}:${lineOf(text, found)} matches /${pattern}/m: ${quote$2(lineAt$1(text, found))}`
		});
	}
	return {
		claims,
		obstacles
	};
}
function lineAt$1(text, offset) {
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const end = text.indexOf("\n", offset);
	return text.slice(start, end === -1 ? void 0 : end).trim();
}
// src/checks/json.ts
/**
* Where a JSON value lacks what is wanted of it: mappings are compared as subsets, all else must be equal.
* Returns a sentence with the place as `$.a.b[0]`, or null where nothing is missing.
*/
function missingFromJson(wanted, value, path = "$") {
	if (Array.isArray(wanted)) return missingFromList(wanted, value, path);
	if (wanted === null || typeof wanted !== "object") return wanted === value ? null : differs(wanted, value, path);
	if (value === null || typeof value !== "object" || Array.isArray(value)) return differs(wanted, value, path);
	for (const [key, want] of Object.entries(wanted)) {
		const place = /^[A-Za-z_][\w-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
		if (!Object.hasOwn(value, key)) return `${place} is not there`;
		const missing = missingFromJson(want, value[key], place);
		if (missing !== null) return missing;
	}
	return null;
}
function missingFromList(wanted, value, path) {
	if (!Array.isArray(value)) return differs(wanted, value, path);
	if (value.length !== wanted.length) return `${path} has ${value.length} elements, not ${wanted.length}`;
	for (const [index, want] of wanted.entries()) {
		const missing = missingFromJson(want, value[index], `${path}[${index}]`);
		if (missing !== null) return missing;
	}
	return null;
}
function differs(wanted, value, path) {
	return `${path} is ${shown$3(value)}, not ${shown$3(wanted)}`;
}
function shown$3(value) {
	const text = JSON.stringify(value) ?? "undefined";
	return typeof value === "string" ? quote$2(value) : text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
// src/checks/file.ts
/**
* `file: PATH`: what a collected file is and says. Every expectation but `absent` needs the file, also under `not: true`, which
* negates what is said of the content; `exists` and `absent` are negated where they stand alone.
*/
function checkFile(check, input) {
	if (leadsOut(check.path)) return {
		claims: [],
		obstacles: [`the path ${quote$2(check.path)} leads out of the collected folder`]
	};
	const path = check.path.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
	if (!asksForContent(check)) return {
		claims: [existence(check, whatIsThere(path, input), input.at(path))],
		obstacles: []
	};
	const text = input.phase.read(path);
	if (text === null) return {
		claims: [],
		obstacles: [`${input.at(path)} ${notReadable(whatIsThere(path, input), input)}`]
	};
	return contentClaims(check, text, path, input);
}
function leadsOut(path) {
	return path === "" || path.startsWith("/") || path.includes("\0") || path.split("/").includes("..");
}
function whatIsThere(path, input) {
	const files = input.phase.list();
	if (files.includes(path)) return "file";
	if (files.some((file) => file.startsWith(`${path}/`))) return "folder";
	return (input.phase.read("symlinks.txt")?.split("\n") ?? []).some((line) => line.split("	")[1] === path) ? "link" : null;
}
function notReadable(there, input) {
	if (there === "file") return "is there, but too large to be read";
	if (there === "folder") return "is a folder";
	if (there === "link") return `is a symbolic link, whose target was not collected (${input.at("symlinks.txt")})`;
	const count = input.phase.list().length;
	return `is not there (${count === 0 ? "nothing was collected" : `${count} files were collected`})`;
}
function asksForContent(check) {
	return [
		check.contains,
		check.matches,
		check.lines
	].some((list) => list.length > 0) || check.equals !== null || hasJson(check);
}
function hasJson(check) {
	return check.json !== void 0 && check.json !== null;
}
function existence(check, there, where) {
	const is = there !== null;
	return {
		holds: check.absent ? !is : is,
		otherwise: `${where} is ${is ? "" : "not "}there`,
		though: `${where} is ${is ? "" : "not "}there`
	};
}
function contentClaims(check, text, path, input) {
	const at = (line) => input.at(path, line);
	const obstacles = check.absent ? [`${at()} is there, and its check says both \`absent\` and what it holds`] : [];
	const claims = check.contains.map((part) => containsClaim(part, text, at));
	for (const pattern of check.matches) {
		const found = findPattern(pattern, text);
		if (typeof found === "object") obstacles.push(`${at()}: ${found.obstacle}`);
		else claims.push(foundClaim(found, text, `a match of /${pattern}/m`, at));
	}
	claims.push(...lineClaims(check.lines, text, at));
	if (check.equals !== null) claims.push(equalsClaim(check.equals, text, at));
	if (hasJson(check)) {
		const json = jsonClaim(check.json, text, at());
		if ("obstacle" in json) obstacles.push(json.obstacle);
		else claims.push(json);
	}
	return {
		claims,
		obstacles
	};
}
function containsClaim(part, text, at) {
	return foundClaim(text.indexOf(part), text, `the text ${quote$2(part)}`, at);
}
function foundClaim(offset, text, what, at) {
	const line = offset === -1 ? "" : text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0];
	return {
		holds: offset !== -1,
		otherwise: `${at()} lacks ${what}`,
		though: offset === -1 ? "" : `${at(lineOf(text, offset))} has ${what}: ${quote$2(line.trim())}`
	};
}
/** As in the original, spaces around a line do not count. */
function lineClaims(wanted, text, at) {
	if (wanted.length === 0) return [];
	const lines = text.split("\n").map((line) => line.trim());
	return wanted.map((line) => {
		const index = lines.indexOf(line.trim());
		return {
			holds: index !== -1,
			otherwise: `${at()} lacks the line ${quote$2(line)}`,
			though: `${at(index + 1)} is the line ${quote$2(line)}`
		};
	});
}
function equalsClaim(wanted, text, at) {
	const [want, is] = [wanted, text].map((value) => value.replace(/\n$/, ""));
	const wantLines = want.split("\n");
	const isLines = is.split("\n");
	const line = wantLines.findIndex((one, index) => one !== isLines[index]);
	const index = line === -1 ? wantLines.length : line;
	const shown = (value) => value === void 0 ? "the end of the file" : quote$2(value);
	return {
		holds: want === is,
		otherwise: `${at(index + 1)} is ${shown(isLines[index])}, not ${shown(wantLines[index])}`,
		though: `${at()} is exactly that text`
	};
}
function jsonClaim(wanted, text, where) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return { obstacle: `${where} is no JSON: ${error.message}` };
	}
	const missing = missingFromJson(wanted, value);
	return {
		holds: missing === null,
		otherwise: `${where}: ${missing}`,
		though: `${where} has the JSON that it must not have`
	};
}
// src/checks/grub/nvram.ts
/** The firmware's entries by `efibootmgr -v`: one that leads to the loader of the system and is in the boot order, and none twice. */
function nvramClaims(input) {
	const what = "a boot entry of the firmware for GRUB";
	const file = collected(input, "efibootmgr.out", GRUB_SCRIPT);
	if ("obstacle" in file) return [asks$1(what, false, file.obstacle)];
	const absent = absentTool(file.text);
	const at = input.at("efibootmgr.out");
	if (absent !== null) return [asks$1(what, false, `${at}: the guest has no ${absent}`)];
	const entries = bootEntries(file.text);
	const order = /^BootOrder: (\S+)/m.exec(file.text)?.[1]?.split(",") ?? [];
	const loaders = entries.filter(({ path }) => /\\EFI\\[^\\]+\\(?:grub|shim)[^\\]*\.efi/i.test(path));
	const ordered = loaders.filter(({ number }) => order.includes(number));
	const shown = loaders.length > 0 ? `${loaders.map(({ name }) => name).join(", ")}, not in BootOrder ${order.join(",")}` : `${entries.map(({ name }) => name).join(", ") || "no entry"}`;
	return [asks$1(what, ordered.length > 0, `${at} has ${shown}`), ...doubles(entries, input)];
}
/** `Boot0001* ubuntu\tHD(1,GPT,…)/File(\EFI\ubuntu\shimx64.efi)`; an inactive entry has a blank for the star. */
function bootEntries(text) {
	return text.split("\n").flatMap((line, index) => {
		const match = /^Boot([0-9A-F]{4})[* ] ?([^\t]*)(?:\t(.*))?$/.exec(line.trimEnd());
		return match === null ? [] : [{
			line: index + 1,
			number: match[1],
			name: match[2].trim(),
			path: match[3] ?? ""
		}];
	});
}
/** Two entries of one name and path: what a reused EFI system partition collects when nobody tidies up. */
function doubles(entries, input) {
	return entries.flatMap((entry, index) => {
		if (entry.path === "") return [];
		const before = entries.slice(0, index).find(({ name, path }) => name === entry.name && path === entry.path);
		return [asks$1(`${entry.name} once among the boot entries`, before === void 0, `${input.at("efibootmgr.out", entry.line)} has Boot${entry.number} and Boot${before?.number} alike`)];
	});
}
// src/checks/grub/check.ts
/**
* `grub`: on a BIOS its first sector on the disks that the configuration marks; with UEFI its files on the EFI system partition and,
* unless `update_nvram` is off, entries of the firmware, none twice; the devices that Debian's package is told; a grub.cfg.
*/
function checkGrub(check, input) {
	if (check.config === null) return {
		claims: [],
		obstacles: ["there is no curtin configuration to hold the system against"]
	};
	const asked = askedGrub(check.config);
	if ("none" in asked) return {
		claims: [],
		obstacles: [],
		skip: asked.none
	};
	const firmware = collected(input, "firmware", GRUB_SCRIPT);
	if ("obstacle" in firmware) return {
		claims: [],
		obstacles: [firmware.obstacle]
	};
	const devices = blockDevices(input);
	if ("obstacle" in devices) return {
		claims: [],
		obstacles: [devices.obstacle]
	};
	const storage = askedStorage(check.config);
	const judging = {
		asked,
		devices,
		resolve: "none" in storage ? () => void 0 : resolver(storage, devices),
		input
	};
	const uefi = firmware.text.trim() === "uefi";
	return {
		claims: [
			...uefi ? uefiClaims(judging) : sectorClaims(judging),
			...debconfClaims(judging, uefi),
			...configClaims(judging)
		],
		obstacles: []
	};
}
function sectorClaims({ asked, devices, resolve, input }) {
	const sectors = collected(input, "boot_sectors", GRUB_SCRIPT);
	if ("obstacle" in sectors) return [asks$1("boot sectors", false, sectors.obstacle)];
	const lines = sectors.text.split("\n");
	return [...asked.devices.map((id) => [id, resolve(id)]), ...asked.paths.map((path) => [path, devices.byName.get((resolveDevice(path, devices.names) ?? path).replace("/dev/", ""))])].flatMap(([name, device]) => {
		if (device === void 0 || device.attributes.has("partition")) return [];
		const names = [device.name, ...device.slaves];
		const index = lines.findIndex((line) => names.includes(line.split(" ")[0]));
		const holds = /GRUB/.test(lines[index]?.slice(names[0]?.length ?? 0) ?? "");
		return [asks$1(`GRUB in the first sector of ${name} (${device.name})`, holds, `${input.at("boot_sectors", index === -1 ? void 0 : index + 1)} has none there`)];
	});
}
function uefiClaims({ asked, input }) {
	const boot = collected(input, "find_boot.out", GRUB_SCRIPT);
	if ("obstacle" in boot) return [asks$1("EFI programs", false, boot.obstacle)];
	const programs = boot.text.split("\n").filter((line) => /\/EFI\/[^/]+\/(?:grub|shim)[^/]*\.efi$/i.test(line));
	return [asks$1("GRUB on the EFI system partition", programs.length > 0, `${input.at("find_boot.out")} has no grub*.efi or shim*.efi below /boot/efi/EFI`), ...asked.updateNvram ? nvramClaims(input) : []];
}
/** `* grub-pc/install_devices: /dev/disk/by-id/…, …` of debconf-show; systems without debconf are told nothing. */
function debconfClaims({ asked, devices, resolve, input }, uefi) {
	const question = uefi ? "grub-efi/install_devices" : "grub-pc/install_devices";
	const lines = input.phase.read("debconf_grub")?.split("\n") ?? [];
	const index = lines.findIndex((line) => line.replace(/^[*\s]+/, "").startsWith(`${question}:`));
	const wanted = (uefi ? asked.esps : asked.devices).map((id) => resolve(id));
	if (index === -1 || wanted.length === 0 || wanted.includes(void 0)) return [];
	const told = lines[index].slice(lines[index].indexOf(":") + 1).split(",").map((path) => path.trim()).filter((path) => path !== "");
	const names = told.map((path) => (resolveDevice(path, devices.names) ?? path).replace("/dev/", ""));
	const wantedNames = wanted.map(({ name }) => name);
	return [asks$1(`${question} ${listed(wantedNames)}`, sameNames(names, wantedNames), `${input.at("debconf_grub", index + 1)} has ${told.join(", ") || "none"}`)];
}
function configClaims({ asked, input }) {
	const text = input.phase.read("grub_cfg");
	const entries = /^\s*(?:menuentry|submenu|blscfg|insmod blscfg)\b/m.test(text ?? "");
	const claims = [asks$1("grub.cfg with an entry", entries, text === null ? `${input.at("grub_cfg")} is not there` : `${input.at("grub_cfg")} has none`)];
	if (asked.terminal === null) return claims;
	const value = ((input.phase.read("grub_defaults") ?? "").split("\n").findLast((one) => /^\s*GRUB_TERMINAL=/.test(one))?.trim())?.replace(/^GRUB_TERMINAL=/, "").replace(/^["']|["']$/g, "");
	return [...claims, asks$1(`GRUB_TERMINAL ${asked.terminal}`, value === asked.terminal, `${input.at("grub_defaults")} has ${value ?? "none"}`)];
}
// src/checks/names.ts
const LONGEST_SUBJECT = 80;
/** A check's name, not yet unique within its test: `fstab`, `file blkid.out`, `console login:`, `run pytest tests`. */
function checkName(check) {
	const subject = subjectOf(check);
	const name = subject === "" ? check.kind : `${check.kind} ${subject}`;
	return check.not ? `not ${name}` : name;
}
function subjectOf(check) {
	if (check.kind === "file") return oneLine$1(check.path);
	if (check.kind === "console") return oneLine$1(check.matches.join(", "));
	if (check.kind === "run") return oneLine$1(check.command);
	if (check.kind === "kernel-package") return oneLine$1(check.package ?? "");
	if ("configFile" in check && check.configFile !== null) return oneLine$1(basename(check.configFile));
	return "";
}
function oneLine$1(text) {
	return shorten(plainText(text).trim().replace(/\s+/g, " "), LONGEST_SUBJECT);
}
// src/checks/network/interfaces.ts
/** What Red Hat's scripts cannot set (the original leaves out the same). */
const NOT_BY_RED_HAT = [
	"bridge/forward_delay",
	"bridge/hello_time",
	"bridge/max_age",
	"address",
	"brport/path_cost",
	"brport/priority"
];
/** An interface: that it is there, its MAC address, MTU, addresses; a bond's and a bridge's members and parameters; a VLAN's number. */
function interfaceClaims(one, seen) {
	const link = seen.linkOf(one.id);
	if (link === void 0) return one.name === null && isBonded(one, seen) ? [] : [missing$1(one, seen)];
	const at = seen.input.at("sysfs_net", link.line);
	const has = (what, holds, found) => asks(`${what} for ${shown$2(one)}`, holds, `${at}: ${link.name} has ${found}`);
	const value = (key) => link.attributes.get(key) ?? "none";
	const claims = [asks(`interface ${shown$2(one)}`, true, "")];
	if (one.mac !== null && !isBonded(one, seen)) claims.push(has(`MAC address ${one.mac}`, value("address") === one.mac, value("address")));
	if (one.mtu !== null) claims.push(has(`MTU ${one.mtu}`, value("mtu") === String(one.mtu), `MTU ${value("mtu")}`));
	if (one.mtu6 !== null) claims.push(has(`MTU ${one.mtu6} of IPv6`, value("mtu6") === String(one.mtu6), `MTU ${value("mtu6")} of IPv6`));
	return [
		...claims,
		...addressClaims(one, link, seen),
		...memberClaims(one, link, seen),
		...parameterClaims(one, seen),
		...vlanClaims(one, link, seen)
	];
}
function asks(what, holds, found) {
	return {
		holds,
		otherwise: `${what} is asked for, and ${found}`,
		though: `${what} is there as asked for`
	};
}
function shown$2(one) {
	return one.name === null ? `${one.id} (${one.mac ?? "any"})` : one.name;
}
function missing$1(one, { found, input }) {
	const same = [...found.links.values()].filter((link) => one.mac !== null && link.attributes.get("address") === one.mac);
	const names = [...found.links.keys()].filter((name) => name !== "lo").sort();
	const instead = same.length > 0 ? `its MAC address ${one.mac} is that of ${same.map(({ name }) => name).join(", ")}` : `there are ${names.join(", ") || "none"}`;
	return asks(`interface ${shown$2(one)}`, false, `${input.at("sysfs_net")} has none of that ${one.name === null ? "address" : "name"} (${instead})`);
}
function isBonded(one, { asked }) {
	return asked.interfaces.some(({ kind, members }) => kind === "bond" && members.includes(one.id));
}
function addressClaims(one, link, { input }) {
	const file = input.at("ip_o_addr");
	const there = link.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
	const claims = one.addresses.map(({ address, prefix }) => asks(`address ${address}/${prefix} on ${shown$2(one)}`, there.includes(`${address}/${prefix}`), `${file} has ${there.join(", ") || "none"} on ${link.name}`));
	const fixed = new Set(one.addresses.map(({ address }) => address));
	const leased = link.addresses.some(({ address }) => !address.includes(":") && !fixed.has(address));
	if (one.dhcp4) claims.push(asks(`an IPv4 address by DHCP on ${shown$2(one)}`, leased, `${file} has ${there.join(", ") || "none"} on ${link.name}`));
	return claims;
}
function memberClaims(one, link, seen) {
	const { found, input, linkOf } = seen;
	if (one.kind !== "bond" && one.kind !== "bridge") return [];
	const wanted = one.members.map((id) => linkOf(id)?.name ?? id).sort();
	const there = [...found.links.values()].filter(({ attributes }) => attributes.get("master") === link.name).map(({ name }) => name).sort();
	const holds = wanted.every((name) => there.includes(name));
	return [asks(`${one.kind} ${shown$2(one)} over ${wanted.join(", ") || "nothing"}`, holds, `${input.at("sysfs_net", link.line)}: ${link.name} has ${there.join(", ") || "nothing"}`)];
}
function parameterClaims(one, seen) {
	return one.parameters.filter(({ file }) => !seen.redHat || one.kind !== "bridge" || !NOT_BY_RED_HAT.includes(file)).flatMap((parameter) => {
		const link = seen.linkOf(parameter.port ?? one.id);
		if (link === void 0) return [];
		const found = link.attributes.get(parameter.file);
		const where = seen.input.at("sysfs_net", link.line);
		return [asks(`${parameter.name} ${parameter.value} for ${shown$2(one)}`, found !== void 0 && isValue(parameter, found, seen), `${where}: ${link.name} has ${found === void 0 || found === "" ? "none" : `${parameter.file} ${found}`}`)];
	});
}
/** The bonding driver writes `active-backup 1`: either word is right. */
function isValue({ file, value }, found, seen) {
	if (!file.startsWith("bonding/")) return found === value;
	const wanted = file === "bonding/primary" ? seen.linkOf(value)?.name ?? value : value;
	const words = found.split(/\s+/);
	return file === "bonding/arp_ip_target" ? wanted.split(" ").every((one) => words.includes(one)) : words.includes(wanted);
}
function vlanClaims(one, link, { input, linkOf }) {
	if (one.vlan === null) return [];
	const lower = linkOf(one.vlan.link)?.name ?? one.vlan.link;
	const found = `${input.at("ip_d_link")} has ${link.vlanId === null ? "no VLAN" : `VLAN ${link.vlanId}`} on ${link.lower ?? "nothing"} for ${link.name}`;
	return [asks(`VLAN ${one.vlan.id} on ${lower} for ${shown$2(one)}`, link.vlanId === one.vlan.id && link.lower === lower, found)];
}
// src/checks/network/links.ts
const RESOLVERS = [
	"resolv.conf",
	"systemd_resolv.conf",
	"nm_resolv.conf",
	"resolvectl"
];
/** Reads what `NETWORK_COLLECT` left; an obstacle where it is not there. */
function networkFound(input) {
	const read = [
		"sysfs_net",
		"ip_o_addr",
		"ip_d_link",
		"ip_o_route",
		"ip_6_o_route"
	].map((path) => {
		const file = collected(input, path, NETWORK_SCRIPT);
		const absent = "text" in file ? absentTool(file.text) : null;
		return absent === null ? file : { obstacle: `${input.at(path)}: the guest has no ${absent}` };
	});
	for (const file of read) if ("obstacle" in file) return file;
	const [sysfs = "", addresses = "", details = "", four = "", six = ""] = read.map((file) => "text" in file ? file.text : "");
	const links = readSysfs(sysfs);
	addAddresses(links, addresses);
	addDetails(links, details);
	const resolvers = RESOLVERS.map((path) => input.phase.read(path) ?? "").join("\n");
	return {
		links,
		routes: [...readRoutes(four, 4), ...readRoutes(six, 6)],
		...readResolvers(resolvers)
	};
}
function readSysfs(text) {
	const links = /* @__PURE__ */ new Map();
	for (const [index, line] of text.split("\n").entries()) {
		const match = /^(\S+) (\S+) ?(.*)$/.exec(line);
		if (match === null) continue;
		const [, name, key, value] = match;
		const link = links.get(name) ?? {
			name,
			line: index + 1,
			attributes: /* @__PURE__ */ new Map(),
			addresses: [],
			vlanId: null,
			lower: null
		};
		links.set(name, link);
		link.attributes.set(key, value.trim());
	}
	return links;
}
/** `2: eth0    inet 10.0.2.15/24 brd … scope global eth0\       valid_lft …`; one that failed its check for doubles is none. */
function addAddresses(links, text) {
	for (const line of text.split("\n")) {
		const match = /^\d+:\s+(\S+)\s+inet6?\s+(\S+)(?:\s+peer\s+(\S+))?/.exec(line);
		const link = links.get(match?.[1] ?? "");
		const address = prefixed(match?.[2] ?? "", /\/(\d+)$/.exec(match?.[3] ?? "")?.[1] ?? null);
		if (link !== void 0 && address !== null && !/\bdadfailed\b/.test(line)) link.addresses = [...link.addresses, address];
	}
}
/** `5: eth1.7@eth1: <…> mtu … vlan protocol 802.1Q id 7 <…>`. */
function addDetails(links, text) {
	for (const line of text.split("\n")) {
		const match = /^\d+:\s+([^@:\s]+)(?:@([^:\s]+))?:/.exec(line);
		const link = links.get(match?.[1] ?? "");
		if (link === void 0) continue;
		link.lower = match?.[2] ?? null;
		const id = /\bvlan (?:protocol \S+ )?id (\d+)/.exec(line)?.[1];
		link.vlanId = id === void 0 ? null : Number(id);
	}
}
/** One route a line; the next hops of one route follow in the same line. */
function readRoutes(text, family) {
	return text.split("\n").flatMap((line) => {
		const words = line.replaceAll("\\", " ").trim().split(/\s+/);
		const first = words[0] ?? "";
		if (first === "" || [
			"unreachable",
			"blackhole",
			"prohibit"
		].includes(first)) return [];
		const after = (word) => words.flatMap((one, index) => one === word ? [words[index + 1] ?? ""] : []);
		const via = after("via").map((one, index) => one === "inet6" ? words[words.indexOf("inet6", index) + 1] ?? one : one);
		const metric = after("metric")[0];
		return [{
			to: first,
			family,
			via: via.map((one) => canonicalAddress(one) ?? one),
			dev: after("dev")[0] ?? null,
			metric: metric === void 0 ? null : Number(metric),
			text: words.join(" ")
		}];
	});
}
/** resolv.conf(5), and `resolvectl status`, whose lists go on in lines that are indented. */
function readResolvers(text) {
	const nameservers = /* @__PURE__ */ new Set();
	const search = /* @__PURE__ */ new Set();
	let list = "";
	for (const line of text.split("\n")) {
		const head = /^\s*(nameserver|search|domain|(?:Current )?DNS Servers?|DNS Domain)(?::|\s)\s*(.*)$/.exec(line);
		const words = (head === null ? /^\s{8,}[^:]*$|^\s{8,}[0-9a-fA-F:.]+$/.test(line) ? line : "" : head[2]).trim().split(/\s+/);
		list = head?.[1] ?? (words[0] === "" ? "" : list);
		for (const word of words) {
			const address = canonicalAddress(word.replace(/(?:%.*|#.*)$/, ""));
			if (/^nameserver|Server/.test(list) && address !== null) nameservers.add(address);
			else if (/^(?:search|domain|DNS Domain)$/.test(list) && word !== "") search.add(word.replace(/^~/, "").replace(/\.$/, ""));
		}
	}
	return {
		nameservers,
		search
	};
}
// src/checks/network/check.ts
/**
* `network`: what a network configuration of version 1 or 2 asks for against the guest's links, addresses, routes and name servers.
* What stands on an interface that is missing is not claimed: the missing interface is told once.
*/
function checkNetwork(check, input) {
	if (check.config === null) return {
		claims: [],
		obstacles: ["there is no curtin configuration to hold the system against"]
	};
	const asked = askedNetwork(check.config);
	if ("none" in asked) return {
		claims: [],
		obstacles: [],
		skip: asked.none
	};
	const found = networkFound(input);
	if ("obstacle" in found) return {
		claims: [],
		obstacles: [found.obstacle]
	};
	const seen = {
		asked,
		found,
		input,
		linkOf: linkFinder(asked, found),
		redHat: /rhel|centos|fedora/.test(osText(input))
	};
	return {
		claims: [
			...asked.interfaces.flatMap((one) => interfaceClaims(one, seen)),
			...asked.interfaces.flatMap((one) => seen.linkOf(one.id) === void 0 ? [] : one.routes.map((route) => routeClaim(route, seen))),
			...asked.routes.map((route) => routeClaim(route, seen)),
			...resolverClaims(asked, found, input)
		],
		obstacles: []
	};
}
function osText(input) {
	const os = osRelease(input.phase.read("os_release"));
	return `${os.id} ${os.like}`;
}
/** By the name that is asked for; without one, by the MAC address. */
function linkFinder(asked, found) {
	const isOwn = ({ attributes, lower }) => lower === null && !attributes.has("bonding/mode") && !attributes.has("bridge/priority");
	const byMac = (one) => [...found.links.values()].find((link) => link.attributes.get("address") === one.mac && isOwn(link));
	return (id) => {
		const one = asked.interfaces.find((candidate) => candidate.id === id);
		if (one === void 0) return found.links.get(id);
		return one.name === null ? byMac(one) : found.links.get(one.name);
	};
}
function routeClaim(route, { found, input }) {
	const file = input.at(route.family === 4 ? "ip_o_route" : "ip_6_o_route");
	const same = found.routes.filter(({ to, family }) => to === route.to && family === route.family);
	const holds = same.some((one) => (route.via === null || one.via.includes(route.via)) && (route.metric === null || one.metric === route.metric));
	const what = `route ${route.to}${route.via === null ? "" : ` via ${route.via}`}${route.metric === null ? "" : ` metric ${route.metric}`}`;
	return {
		holds,
		otherwise: `${what} is asked for, and ${file} ${same.length === 0 ? `has no route to ${route.to === "default" ? "everywhere" : "there"}` : `has ${same.map(({ text }) => `\`${text}\``).join(", ")}`}`,
		though: `${file} has ${what}`
	};
}
function resolverClaims(asked, found, input) {
	const files = [
		"resolv.conf",
		"systemd_resolv.conf",
		"nm_resolv.conf",
		"resolvectl"
	].filter((path) => input.phase.read(path) !== null).map((path) => input.at(path));
	const where = files.length === 0 ? `${input.at("resolv.conf")} is not there` : "";
	const claim = (what, word, there) => ({
		holds: there.has(word),
		otherwise: `${what} ${word} is asked for, and ${where || `${files.join(", ")} have ${there.size === 0 ? "none" : [...there].join(", ")}`}`,
		though: `${files.join(", ")} have ${what} ${word}`
	});
	return [...asked.nameservers.map((one) => claim("name server", one, found.nameservers)), ...asked.search.map((one) => claim("search domain", one.replace(/\.$/, ""), found.search))];
}
// src/checks/reporting.ts
/** In the install phase's folder: the events that curtin posted, in the order in which they came (curtin's reporter/events.py). */
const REPORTING_FILE = "webhooks-events.json";
/** What curtin's last event is called. */
const WHOLE_INSTALL = "cmd-install";
/**
* `reporting`: the first event is a start, the second has another time, the last one is the end of the whole installation with
* success, and the files are in some event, with their content.
*/
function checkReporting(check, input) {
	const file = input.at(REPORTING_FILE);
	const written = input.phase.read(REPORTING_FILE);
	if (written === null) return {
		claims: [],
		obstacles: [`${file} is not there, or too large to be read: no event came`]
	};
	const events = parseEvents(written);
	if (typeof events === "string") return {
		claims: [],
		obstacles: [`${file} ${events}`]
	};
	if (events.length === 0) return {
		claims: [],
		obstacles: [`${file} has no event`]
	};
	return {
		claims: [...orderClaims(events, file), ...check.files.map((path) => fileClaim(path, events, file))],
		obstacles: []
	};
}
function parseEvents(written) {
	try {
		const value = JSON.parse(written);
		return Array.isArray(value) ? value.map(mapping) : "is no list of events";
	} catch (error) {
		return `is no JSON: ${error.message}`;
	}
}
function orderClaims(events, file) {
	const [first, second, last] = [
		events[0],
		events[1],
		events.at(-1)
	];
	const ends = last.event_type === "finish" && last.name === WHOLE_INSTALL;
	const result = text(last.result);
	return [
		{
			holds: first.event_type === "start",
			otherwise: `the first event must be a start, and ${file} has ${shown$1(first)}`,
			though: `${file} begins with a start`
		},
		{
			holds: second === void 0 || second.timestamp !== first.timestamp,
			otherwise: `the first two events of ${file} have one time, ${text(first.timestamp)}`,
			though: `the first two events of ${file} have two times`
		},
		{
			holds: ends,
			otherwise: `the last of ${events.length} events must be the finish of ${WHOLE_INSTALL}, and ${file} has ${shown$1(last)}`,
			though: `${file} ends with ${WHOLE_INSTALL}`
		},
		...ends && result !== null ? [{
			holds: result === "SUCCESS",
			otherwise: `the finish of ${WHOLE_INSTALL} must be a SUCCESS, and ${file} has ${quote$2(result)}`,
			though: `${WHOLE_INSTALL} ended with SUCCESS in ${file}`
		}] : []
	];
}
function shown$1(event) {
	return `${quote$2(text(event.event_type) ?? "none")} of ${quote$2(text(event.name) ?? "")}`;
}
function fileClaim(path, events, file) {
	const posted = events.flatMap((event) => list(event.files).map(mapping));
	const same = posted.filter((one) => one.path === path);
	const whole = same.some((one) => typeof one.content === "string" && one.content !== "");
	const names = posted.map((one) => quote$2(text(one.path) ?? "")).join(", ");
	return {
		holds: whole,
		otherwise: `the file ${path} is to be posted, and by ${file} curtin ${same.length > 0 ? "posted it empty" : `posted ${names === "" ? "no file" : names}`}`,
		though: `by ${file} curtin posted ${path}`
	};
}
// src/checks/junit-cases.ts
const ATTRIBUTES = ":@";
const TEXT = "#text";
const PARSER = {
	preserveOrder: true,
	ignoreAttributes: false,
	attributeNamePrefix: "",
	parseTagValue: false,
	parseAttributeValue: false,
	trimValues: false,
	processEntities: false,
	cdataPropName: "#cdata"
};
/** The cases of a JUnit document, suites within suites included. A document type declaration is refused: JUnit needs none. */
function junitCases(text) {
	if (/<!DOCTYPE/i.test(text)) return { error: "its XML has a document type declaration" };
	const valid = XMLValidator.validate(text);
	if (valid !== true) return { error: `its XML is broken at line ${valid.err.line}: ${valid.err.msg}` };
	try {
		const roots = new XMLParser(PARSER).parse(text).filter((node) => "testsuites" in node || "testsuite" in node);
		if (roots.length === 0) return { error: "its XML is not JUnit: the root is neither testsuites nor testsuite" };
		return [...casesOf(roots, "")];
	} catch (error) {
		return { error: `its XML cannot be read: ${error.message}` };
	}
}
function* casesOf(nodes, suite) {
	for (const node of nodes) if ("testsuites" in node) yield* casesOf(children(node), suite);
	else if ("testsuite" in node) yield* casesOf(children(node), attribute(node, "name") ?? suite);
	else if ("testcase" in node) yield caseOf(node, suite);
}
function caseOf(node, suite) {
	const parts = children(node);
	const bad = parts.find((part) => "failure" in part || "error" in part);
	const skipped = parts.find((part) => "skipped" in part);
	const told = bad ?? skipped;
	const group = attribute(node, "classname") || suite;
	const name = attribute(node, "name") ?? "";
	const detail = told === void 0 ? "" : textOf(told);
	const seconds = Number((attribute(node, "time") ?? "0").replaceAll(",", ""));
	return {
		name: group === "" || name.startsWith(group) ? name : `${group}.${name}`,
		verdict: bad !== void 0 ? "failed" : skipped !== void 0 ? "skipped" : "passed",
		message: told && attribute(told, "message") || detail.trim().split("\n", 1)[0] || (bad === void 0 ? "" : "failed without a message"),
		seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
		output: [detail, ...parts.filter((part) => "system-out" in part || "system-err" in part).map(textOf)].join("\n")
	};
}
function children(node) {
	const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
	const value = name === void 0 ? void 0 : node[name];
	return Array.isArray(value) ? value : [];
}
function attribute(node, name) {
	const attributes = node[ATTRIBUTES];
	const value = attributes !== void 0 && Object.hasOwn(attributes, name) ? attributes[name] : void 0;
	return typeof value === "string" ? decode(value) : void 0;
}
function textOf(node) {
	return children(node).map((part) => {
		if ("#cdata" in part) return children(part).map((inner) => String(inner[TEXT] ?? "")).join("");
		return typeof part[TEXT] === "string" ? decode(part[TEXT]) : textOf(part);
	}).join("");
}
const NAMED = {
	lt: "<",
	gt: ">",
	amp: "&",
	quot: "\"",
	apos: "'"
};
function decode(text) {
	return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex, decimal, name) => {
		if (name !== void 0) return NAMED[name.toLowerCase()] ?? whole;
		const code = hex === void 0 ? Number(decimal) : Number.parseInt(hex, 16);
		return code <= 1114111 ? String.fromCodePoint(code) : whole;
	});
}
// src/checks/tap-cases.ts
/** The cases of a TAP stream (versions 12 to 14), the outermost ones; what stands between two of them is the output of the first. */
function tapCases(text) {
	const lines = text.split("\n").map((line) => line.trimEnd());
	if (!lines.some((line) => /^(?:TAP version \d+|1\.\.\d+|(?:not )?ok\b)/.test(line))) return { error: "it is neither JUnit nor TAP" };
	const cases = [];
	let planned;
	for (const [index, line] of lines.entries()) {
		const plan = /^1\.\.(\d+)/.exec(line);
		if (plan !== null) planned = Number(plan[1]);
		const bail = /^Bail out!\s*(.*)$/.exec(line);
		if (bail !== null) return [...cases, missing(`the tests bailed out${bail[1] === "" ? "" : `: ${bail[1]}`}`)];
		const point = /^(not )?ok\b\s*(\d+)?\s*-?\s*(.*)$/.exec(line);
		if (point !== null) cases.push(pointCase(point, outputAfter(lines, index)));
	}
	if (planned !== void 0 && planned > cases.length) cases.push(missing(`${planned} tests were planned, ${cases.length} reported`));
	return cases;
}
function missing(message) {
	return {
		name: "TAP",
		verdict: "failed",
		message,
		seconds: 0,
		output: ""
	};
}
function pointCase(point, output) {
	const [, not, number, rest] = point;
	const [, title, directive, reason] = /^(.*?)(?:(?<!\\)#\s*(SKIP|TODO)\S*\s*(.*))?$/i.exec(rest);
	const name = title.trim() || `test ${number ?? "?"}`;
	const seconds = Number(/^\s*duration_ms:\s*([\d.]+)/m.exec(output)?.[1] ?? 0) / 1e3;
	if (directive !== void 0) return {
		name,
		verdict: "skipped",
		message: `${directive.toLowerCase()}${reason ? `: ${reason}` : ""}`,
		seconds,
		output
	};
	const error = /^\s*(?:error|message):\s*(?:\|-?\s*)?['"]?(.+?)['"]?$/m.exec(output)?.[1];
	return {
		name,
		verdict: not === void 0 ? "passed" : "failed",
		message: not === void 0 ? "" : error ?? "not ok",
		seconds,
		output
	};
}
function outputAfter(lines, index) {
	const end = lines.findIndex((line, at) => at > index && /^(?:(?:not )?ok\b|1\.\.\d|Bail out!)/.test(line));
	return lines.slice(index + 1, end === -1 ? void 0 : end).join("\n");
}
// src/checks/cases.ts
const MOST_CASES = 1e4;
const LONGEST_MESSAGE = 2e3;
const LONGEST_OUTPUT = 16384;
/** The cases in a file that a `run:` command wrote, JUnit or TAP; an error where it is neither. Names are made unique. */
function readCases(text, phase) {
	const content = text.replace(/^\uFEFF/, "").trimStart();
	if (content === "") return [];
	const cases = content.startsWith("<") ? junitCases(content) : tapCases(content);
	if ("error" in cases) return cases;
	if (cases.length > MOST_CASES) return { error: `it has ${cases.length} cases; ${MOST_CASES} are read` };
	const names = uniqueNames(cases.map(({ name }) => shorten(plainText(name).trim().replace(/\s+/g, " ") || "unnamed", 200)));
	return cases.map((one, index) => finding(one, names[index], phase));
}
function finding(one, name, phase) {
	const output = shorten(plainText(one.output).trim(), LONGEST_OUTPUT);
	return {
		name,
		verdict: one.verdict,
		message: one.verdict === "passed" ? "" : shorten(plainText(one.message).trim(), LONGEST_MESSAGE),
		phase,
		seconds: one.seconds,
		...output === "" ? {} : { output }
	};
}
// src/checks/command-environment.ts
/** The runner's own words, for its processes alone: tokens, inputs, and the files by which a step gives the runner orders. */
const RUNNER_PREFIXES = [
	"ACTIONS_",
	"INPUT_",
	"STATE_",
	"GITHUB_",
	"RUNNER_"
];
/** Names that pass although a rule below holds them back: facts of the job, without a secret and without a file to write to. */
const PASSED_ON = /* @__PURE__ */ new Set([
	"RUNNER_TRACKING_ID",
	...suffixed("RUNNER_", "OS ARCH NAME TEMP TOOL_CACHE DEBUG ENVIRONMENT"),
	...suffixed("GITHUB_", "ACTIONS ACTOR EVENT_NAME JOB REPOSITORY SERVER_URL SHA WORKFLOW WORKSPACE"),
	...suffixed("GITHUB_", "BASE_REF HEAD_REF REF REF_NAME REF_TYPE RUN_ATTEMPT RUN_ID RUN_NUMBER")
]);
/** Names of which a part says that the value is a secret; cut at underscores, so that `TOKENIZERS_PARALLELISM` passes. `PGPASSWORD` has none. */
const SECRET = /(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|CREDENTIALS|PAT|PRIVATE_KEY|ACCESS_KEY|API_KEY|APIKEY|AUTH|AUTHTOKEN)(?:_|$)|PASSWORD|^(?:SSHPASS|MYSQL_PWD)$/i;
/**
* The environment of a suite's own command, out of the caller's: what belongs to the runner or looks like a secret stays behind.
* Pure; names are compared without regard to case, for the runner's own are given in every spelling.
*/
function commandEnvironment(env) {
	const passed = {};
	for (const [name, value] of Object.entries(env)) if (value !== void 0 && mayPass(name)) passed[name] = value;
	return passed;
}
function mayPass(name) {
	const upper = name.toUpperCase();
	if (PASSED_ON.has(upper)) return true;
	return !RUNNER_PREFIXES.some((prefix) => upper.startsWith(prefix)) && !SECRET.test(upper);
}
function suffixed(prefix, names) {
	return names.split(" ").map((name) => prefix + name);
}
const KEPT_OUTPUT_BYTES = 65536;
const MESSAGE_LINES = 5;
const LARGEST_REPORT_BYTES = 16 << 20;
/** `run: COMMAND` on the host: status 0 passes, 77 skips, all else fails; the cases that it reports become the finding's. */
async function checkRun(check, input, context) {
	const [outputFile, reportFile, resultFile] = [
		"output.log",
		"junit.xml",
		"result.json"
	].map((name) => join(context.workFolder, name));
	await rm(context.workFolder, {
		recursive: true,
		force: true
	});
	await mkdir(context.workFolder, { recursive: true });
	await writeWhole(resultFile, `${JSON.stringify(context.result, null, 2)}\n`);
	return conclude$1(check, await run("setpriv", [
		"--pdeathsig",
		"KILL",
		"--",
		"sh",
		"-c",
		"exec sh -c \"$1\" >\"$2\" 2>&1",
		"sh",
		check.command,
		outputFile
	], {
		env: {
			PATH: TOOL_ENV.PATH,
			...commandEnvironment(context.env),
			...context.environment,
			VMTEST_COLLECT: input.phase.folder,
			VMTEST_LOGS: join(context.testFolder, "logs"),
			VMTEST_RESULT: resultFile,
			VMTEST_JUNIT: reportFile
		},
		cwd: context.folder,
		timeout: check.timeout,
		...context.signal === void 0 ? {} : { signal: context.signal }
	}), await readTail(outputFile), await readReport(reportFile, input.phase.phase, relative(context.testFolder, reportFile)));
}
function conclude$1(check, outcome, output, report) {
	const cases = "error" in report || check.not ? [] : report;
	const beside = {
		...output === "" ? {} : { output },
		...cases.length === 0 ? {} : { cases }
	};
	const broken = notEnded(check, outcome);
	if (broken !== null) return {
		verdict: "failed",
		message: withTail(broken, output),
		...beside
	};
	if (outcome.exitCode === 77) return {
		verdict: "skipped",
		message: lastLines(output, 1) || `status 77`,
		...beside
	};
	if (check.not) return negated(outcome, output, beside);
	if (outcome.exitCode !== 0) return {
		verdict: "failed",
		message: withTail(`ended with status ${outcome.exitCode}`, output),
		...beside
	};
	if ("error" in report) return {
		verdict: "failed",
		message: report.error,
		...beside
	};
	const failed = cases.filter(({ verdict }) => verdict === "failed").map(({ name }) => name);
	if (failed.length === 0) return {
		verdict: "passed",
		message: "",
		...beside
	};
	const names = failed.slice(0, MESSAGE_LINES).join(", ") + (failed.length > MESSAGE_LINES ? ", …" : "");
	return {
		verdict: "failed",
		message: `ended with status 0, but reported ${failed.length} of ${cases.length} cases as failed: ${names}`,
		...beside
	};
}
function negated(outcome, output, beside) {
	if (outcome.exitCode !== 0) return {
		verdict: "passed",
		message: "",
		...beside
	};
	return {
		verdict: "failed",
		message: withTail("ended with status 0, and must not", output),
		...beside
	};
}
/** Why the command gave no exit status that counts; also under `not: true`. */
function notEnded(check, outcome) {
	if (outcome.canceled) return "was cancelled";
	if (outcome.timedOut) return `was killed after ${formatDuration(check.timeout)}, its time limit`;
	if (outcome.errorCode === "ENOENT") return "could not be started: setpriv (util-linux) or the suite’s folder is missing";
	if (outcome.exitCode === void 0 && outcome.signal === void 0) return `could not be started: ${outcome.errorCode ?? "for an unknown reason"}`;
	if (outcome.signal !== void 0) return `was killed by ${outcome.signal}`;
	return null;
}
function withTail(message, output) {
	const tail = lastLines(output, MESSAGE_LINES);
	return tail === "" ? message : `${message}:\n${tail}`;
}
function lastLines(output, count) {
	return output.trimEnd().split("\n").filter((line) => line.trim() !== "").slice(-count).join("\n");
}
/** The end of the output as harmless text; a first line that is cut is left out. */
async function readTail(path) {
	try {
		await using file = await open(path, "r");
		const { size } = await file.stat();
		const start = Math.max(0, size - KEPT_OUTPUT_BYTES);
		const { buffer, bytesRead } = await file.read({
			buffer: Buffer.alloc(size - start),
			position: start
		});
		const text = plainText(buffer.toString("utf8", 0, bytesRead));
		return start === 0 ? text : text.slice(text.indexOf("\n") + 1);
	} catch (error) {
		if (isErrno(error, "ENOENT")) return "";
		throw error;
	}
}
async function readReport(path, phase, shown) {
	const found = await stat(path).catch(() => void 0);
	if (found === void 0) return [];
	if (!found.isFile()) return { error: `${shown} is no regular file` };
	if (found.size > LARGEST_REPORT_BYTES) return { error: `${shown} has ${found.size} bytes; ${LARGEST_REPORT_BYTES} are read` };
	await using file = await open(path, "r");
	const cases = readCases(await file.readFile("utf8"), phase);
	return "error" in cases ? { error: `${shown}: ${cases.error}` } : cases;
}
// src/checks/storage/arrays.ts
/** RAID: level, name, members, spares. bcache: backing device, cache, mode. */
function judgeArrays(judging) {
	return { claims: [...judging.asked.raids.flatMap((raid) => raidClaims(raid, judging)), ...judging.asked.bcaches.flatMap((bcache) => bcacheClaims(bcache, judging))] };
}
function raidClaims(raid, judging) {
	const members = namesOf(raid.devices, judging.resolve);
	const spares = namesOf(raid.spares, judging.resolve);
	if (members === null || spares === null) return [];
	const device = judging.resolve(raid.id);
	const what = `RAID ${raid.name} (${raid.id})`;
	if (device === void 0) return [asks$1(`${what} over ${listed(members)}`, false, noArray(members, judging))];
	const at = where(judging, device);
	const has = (one) => `${at}: ${device.name} has ${one}`;
	const active = device.members.filter(({ slot }) => slot !== "none").map(({ name }) => name);
	const spare = device.members.filter(({ slot }) => slot === "none").map(({ name }) => name);
	const level = device.attributes.get("md/level") ?? "no level";
	const metadata = device.attributes.get("md/metadata_version");
	const claims = [asks$1(what, isArrayName(device, raid.name), `${at}: the array over ${listed(active)} is called ${device.udev.get("MD_NAME") ?? device.name}`)];
	if (raid.level !== null) claims.push(asks$1(`level ${raid.level} for ${what}`, level === raid.level, has(level)));
	if (raid.devices.length > 0) {
		claims.push(asks$1(`the members ${listed(members)} for ${what}`, sameNames(active, members), has(listed(active))));
		claims.push(asks$1(`${spares.length === 0 ? "no spare" : `the spares ${listed(spares)}`} for ${what}`, sameNames(spare, spares), has(listed(spare))));
	}
	if (raid.metadata !== null && raid.metadata !== "default") claims.push(asks$1(`metadata ${raid.metadata} for ${what}`, metadata === raid.metadata, has(metadata ?? "none")));
	return claims;
}
function noArray(members, judging) {
	const there = [...judging.devices.byName.values()].filter(({ attributes }) => attributes.has("md/level")).map((device) => `${device.name} over ${listed(device.members.map(({ name }) => name))}`);
	const lying = members.flatMap((name) => {
		const type = judging.devices.byName.get(name)?.udev.get("ID_FS_TYPE");
		return type === void 0 ? [] : [`${name} holds ${type}`];
	});
	return `${judging.input.at("sysfs_block")} has ${there.length === 0 ? "no array" : there.join("; ")}${lying.length === 0 ? "" : ` (${lying.join(", ")})`}`;
}
function bcacheClaims(bcache, judging) {
	const backing = judging.resolve(bcache.backing);
	if (backing === void 0) return [];
	const device = judging.resolve(bcache.id);
	const what = `bcache ${bcache.name ?? bcache.id} over ${bcache.backing} (${backing.name})`;
	if (device === void 0) return [asks$1(what, false, `${where(judging, backing)}: ${backing.name} backs no bcache device`)];
	return [asks$1(what, true, ""), ...cacheClaims(bcache, what, backing, device, judging)];
}
function cacheClaims(bcache, what, backing, device, judging) {
	const claims = [];
	const cache = bcache.cache === null ? void 0 : judging.resolve(bcache.cache);
	const set = backing.attributes.get("bcache/cache");
	if (cache !== void 0) {
		const own = cache.attributes.get("bcache/set");
		const holds = set !== void 0 && set === own || device.slaves.includes(cache.name);
		const found = set === void 0 ? `${backing.name} has no cache set` : `${backing.name} has the cache set ${set.split("/").at(-1)}, ${cache.name} ${own?.split("/").at(-1) ?? "none"}`;
		claims.push(asks$1(`the cache ${bcache.cache} (${cache.name}) for ${what}`, holds, `${where(judging, backing)}: ${found}`));
	}
	const modes = backing.attributes.get("bcache/cache_mode") ?? device.attributes.get("bcache/cache_mode") ?? "";
	const mode = /\[(\w+)\]/.exec(modes)?.[1] ?? "no mode";
	if (bcache.mode !== null) claims.push(asks$1(`cache mode ${bcache.mode} for ${what}`, mode === bcache.mode, `${where(judging, backing)}: ${backing.name} has ${mode}`));
	return claims;
}
// src/checks/storage/disks.ts
/** curtin aligns partitions to this, so that a size may differ by less. */
const MiB$1 = 2 ** 20;
/** Disks, partition tables and partitions. */
function judgeDisks(judging) {
	const { asked } = judging;
	return { claims: [
		...asked.disks.map((disk) => diskClaim(disk, judging)),
		...asked.disks.flatMap((disk) => multipathClaim(disk, judging)),
		...asked.tables.flatMap(({ on, type }) => tableClaim(on, type, judging)),
		...asked.partitions.flatMap((partition) => partitionClaims(partition, judging))
	] };
}
function diskClaim(disk, judging) {
	const by = [
		disk.serial === null ? null : `serial ${disk.serial}`,
		disk.wwn === null ? null : `WWN ${disk.wwn}`,
		disk.deviceId === null ? null : `device ${disk.deviceId}`,
		disk.serial === null && disk.wwn === null && disk.path !== null ? `path ${disk.path}` : null
	].filter((one) => one !== null);
	const named = [...judging.devices.byName.values()].filter(({ attributes }) => /(?<!\/virtual)\/block\/[^/]+$/.test(attributes.get("path") ?? "")).map(({ name, attributes, udev }) => {
		const serial = attributes.get("serial") ?? udev.get("ID_SERIAL_SHORT") ?? udev.get("ID_SERIAL");
		return serial === void 0 ? name : `${name} (${serial})`;
	});
	const holds = by.length === 0 || judging.resolve(disk.id) !== void 0;
	return asks$1(`disk ${disk.id} with ${by.join(" and ")}`, holds, `${judging.input.at("sysfs_block")} has ${listed(named)}`);
}
function multipathClaim(disk, judging) {
	const device = judging.resolve(disk.id);
	if (!disk.multipath || device === void 0) return [];
	const found = isMultipath(device) ? `it has the paths ${listed(device.slaves)}` : "it is not part of a multipath device";
	return [asks$1(`multipath over several paths for disk ${disk.id}`, isMultipath(device) && device.slaves.length > 1, `${where(judging, device)}: ${device.name}: ${found}`)];
}
/** On multipath the table may be known of a path only. */
function pathsOf(device, judging) {
	return [device, ...isMultipath(device) ? device.slaves.flatMap((name) => judging.devices.byName.get(name) ?? []) : []];
}
function tableClaim(on, type, judging) {
	const device = judging.resolve(on);
	if (device === void 0) return [];
	const found = pathsOf(device, judging).map(({ udev, blkid }) => udev.get("ID_PART_TABLE_TYPE") ?? blkid.get("PTTYPE")).find((one) => one !== void 0);
	const file = judging.input.at(device.udev.has("ID_PART_TABLE_TYPE") ? "udev_block" : "blkid_tags");
	return [asks$1(`a partition table ${type} on ${on}`, found === type, `${file} has ${found ?? "none"} on ${device.name}`)];
}
function partitionClaims(partition, judging) {
	const on = judging.resolve(partition.on);
	if (on === void 0) return [];
	const what = `partition ${partition.number} of ${partition.on} (${partition.id})`;
	const device = judging.resolve(partition.id);
	if (device === void 0) {
		const numbers = [...partitionsOfDevice(on, judging.devices).keys()].sort((a, b) => a - b);
		return [asks$1(what, false, `${where(judging, on)}: ${on.name} has ${numbers.length === 0 ? "no partition" : `the partitions ${numbers.join(", ")}`}`)];
	}
	return [
		asks$1(what, true, ""),
		...sizeClaims(partition, what, device, judging),
		...typeClaims(partition, what, device, on, judging),
		...entryClaims(partition, what, device, judging)
	];
}
function sizeClaims(partition, what, device, judging) {
	const claims = [];
	const bytes = bytesOfDevice(device);
	if (partition.bytes !== null && bytes !== null) {
		const difference = bytes - partition.bytes;
		const holds = Math.abs(difference) < MiB$1 || partition.mayGrow && difference > 0;
		claims.push(asks$1(`${sizeText(partition.bytes)} for ${what}`, holds, `${where(judging, device)}: ${device.name} has ${sizeText(bytes)}`));
	}
	const start = Number(device.attributes.get("start")) * 512;
	if (partition.startBytes !== null && Number.isFinite(start)) claims.push(asks$1(`offset ${partition.startBytes} for ${what}`, start === partition.startBytes, `${where(judging, device)}: ${device.name} starts at ${start}`));
	return claims;
}
/** Types and the active flag are udev's word; where it has none (a mapped device of an old udev), nothing is claimed. */
function typeClaims(partition, what, device, on, judging) {
	const known = [device, ...pathsOf(on, judging).flatMap((path) => partitionsOfDevice(path, judging.devices).get(partition.number) ?? [])].find(({ udev }) => udev.has("ID_PART_ENTRY_TYPE"));
	if (known === void 0) return [];
	const claims = [];
	const type = known.udev.get("ID_PART_ENTRY_TYPE").toLowerCase();
	const file = judging.input.at("udev_block");
	if (partition.types.length > 0) {
		const wanted = `type ${partition.types.join(" or ")}${partition.flag === null ? "" : ` (flag ${partition.flag})`}`;
		claims.push(asks$1(`${wanted} for ${what}`, partition.types.includes(type), `${file} has type ${type} for ${known.name}`));
	}
	const flags = known.udev.get("ID_PART_ENTRY_FLAGS");
	if (partition.active) claims.push(asks$1(`the active flag for ${what}`, flags === "0x80", `${file} has ${flags === void 0 ? "no flags" : `the flags ${flags}`} for ${known.name}`));
	return claims;
}
function entryClaims(partition, what, device, judging) {
	const claims = [];
	const file = judging.input.at("udev_block");
	const entry = (key, tag) => device.udev.get(`ID_PART_ENTRY_${key}`) ?? device.blkid.get(tag);
	const name = entry("NAME", "PARTLABEL")?.replaceAll("\\x20", " ");
	if (partition.label !== null) claims.push(asks$1(`the name ${partition.label} for ${what}`, name === partition.label, `${file} has ${name ?? "none"} for ${device.name}`));
	const uuid = entry("UUID", "PARTUUID")?.toLowerCase();
	if (partition.uuid !== null) claims.push(asks$1(`the UUID ${partition.uuid} for ${what}`, uuid === partition.uuid, `${file} has ${uuid ?? "none"} for ${device.name}`));
	return claims;
}
// src/checks/storage/file-systems.ts
/** File systems and swaps: kind, UUID, label, by udev's word, else blkid's. */
function judgeFileSystems(judging) {
	return { claims: judging.asked.formats.flatMap((format) => formatClaims(format, judging)) };
}
function formatClaims(format, judging) {
	const device = judging.resolve(format.volume);
	if (device === void 0) return [];
	const file = judging.input.at(device.udev.has("ID_FS_TYPE") ? "udev_block" : "blkid_tags");
	const type = fileSystemOf(device, "TYPE");
	const on = `on ${format.volume} (${device.name})`;
	const claims = [asks$1(`${format.type} ${on}`, type === format.type, `${file} has ${type ?? "no file system"} there`)];
	const uuid = fileSystemOf(device, "UUID");
	if (format.uuid !== null) claims.push(asks$1(`UUID ${format.uuid} ${on}`, uuid?.toLowerCase() === format.uuid, `${file} has ${uuid ?? "none"}`));
	const label = fileSystemOf(device, "LABEL");
	const same = label === format.label || format.type === "vfat" && label?.toUpperCase() === format.label?.toUpperCase();
	if (format.label !== null) claims.push(asks$1(`label ${format.label} ${on}`, same, `${file} has ${label ?? "none"}`));
	return claims;
}
// src/checks/storage/mounted.ts
/** Options that the kernel shows as they were given; others mean something to mount(8), fstab or one file system alone. */
const SHOWN = /* @__PURE__ */ new Set([
	"ro",
	"noatime",
	"nodiratime",
	"nosuid",
	"nodev",
	"noexec",
	"sync"
]);
/** Mount points with their options, as fstab has them and as they are mounted; swaps in fstab and in use; the swap file. */
function judgeMounts(judging) {
	const { mounts, swapFile } = judging.asked;
	if (mounts.length === 0 && swapFile === null) return { claims: [] };
	const [fstab, info, swaps] = [
		"fstab",
		"proc_mountinfo",
		"proc-swaps"
	].map((path) => collected(judging.input, path, STORAGE_SCRIPT));
	for (const one of [
		fstab,
		info,
		swaps
	]) if (one !== void 0 && "obstacle" in one) return {
		claims: [],
		obstacles: [one.obstacle]
	};
	const text = (one) => one !== void 0 && "text" in one ? one.text : "";
	const tables = {
		fstab: parseMounts(text(fstab)),
		mounted: parseMountinfo(text(info)),
		swaps: swapsInUse(text(swaps))
	};
	return { claims: [...mounts.flatMap((mount) => mountClaims(mount, tables, judging)), ...swapFileClaims(tables, judging)] };
}
function parseMountinfo(text) {
	return text.split("\n").flatMap((line, index) => {
		const match = /^\d+ \d+ (\S+) \S+ (\S+) (\S+).* - (\S+) (\S+) (\S*)$/.exec(line);
		if (match === null) return [];
		const [, device, path, own, type, source, more] = match;
		return [{
			line: index + 1,
			device,
			path: unescapeOctal(path),
			options: [...own.split(","), ...more.split(",")],
			type,
			source: unescapeOctal(source)
		}];
	});
}
function mountClaims(mount, tables, judging) {
	const volume = mount.volume === null ? void 0 : judging.resolve(mount.volume);
	if (mount.volume !== null && volume === void 0) return [];
	const device = volume === void 0 ? null : `/dev/${volume.name}`;
	const what = mount.path === null ? `swap on ${mount.volume ?? mount.spec}` : `${mount.volume ?? mount.spec} on ${mount.path}`;
	const shown = device === null ? what : `${what} (${device})`;
	const is = (entry) => device === null ? entry.spec === mount.spec : resolveDevice(entry.spec, judging.devices.names) === device;
	const near = tables.fstab.filter((entry) => mount.path === null ? entry.type === "swap" && is(entry) : entry.mountpoint === noSlash(mount.path));
	const entry = near.find(is) ?? near[0];
	const file = judging.input.at("fstab", entry?.line);
	const instead = entry === void 0 ? `${file} has no such entry` : `${file} has ${entry.spec}${device === null ? "" : ` (${resolveDevice(entry.spec, judging.devices.names) ?? "no device of the guest"})`}`;
	const claims = [asks$1(shown, entry !== void 0 && is(entry), instead)];
	if (entry === void 0 || !is(entry)) return claims;
	if (mount.options !== null) {
		const same = [...new Set(entry.options)].sort().join() === mount.options.join();
		claims.push(asks$1(`options ${mount.options.join(",")} for ${what}`, same, `${file} has ${entry.options.join(",")}`));
	}
	return [
		...claims,
		...fieldClaims(mount, what, entry, judging),
		...mount.options?.includes("noauto") ? [] : liveClaims(mount, what, device, tables, judging)
	];
}
function fieldClaims(mount, what, entry, judging) {
	const [freq = "0", pass = "0"] = entry.rest;
	const file = judging.input.at("fstab", entry.line);
	const claims = [];
	if (mount.freq !== null) claims.push(asks$1(`dump frequency ${mount.freq} for ${what}`, freq === mount.freq, `${file} has ${freq}`));
	if (mount.pass !== null && mount.pass !== "-1") claims.push(asks$1(`fsck pass ${mount.pass} for ${what}`, pass === mount.pass, `${file} has ${pass}`));
	return claims;
}
/** Of several mounts at one place the last is what is seen. */
function liveClaims(mount, what, device, tables, judging) {
	if (mount.path === null) {
		const file = judging.input.at("proc-swaps");
		const used = tables.swaps.map((swap) => resolveDevice(swap, judging.devices.names) ?? swap);
		return [asks$1(`${what} in use`, device === null || used.includes(device), `${file} has ${tables.swaps.join(", ") || "no swap"} in use`)];
	}
	const found = tables.mounted.filter(({ path }) => path === noSlash(mount.path)).at(-1);
	if (found === void 0) return [asks$1(`${what}, mounted,`, false, `${judging.input.at("proc_mountinfo")} has nothing mounted there`)];
	const file = judging.input.at("proc_mountinfo", found.line);
	const source = sourceOf(found, judging);
	const claims = [];
	if (device !== null) claims.push(asks$1(`${what} (${device}), mounted,`, source === device, `${file} has ${source} mounted there`));
	if (mount.type !== null && ![
		"none",
		"bind",
		"auto"
	].includes(mount.type)) claims.push(asks$1(`${mount.type} for ${what}`, found.type === mount.type, `${file} has ${found.type}`));
	const lost = (mount.options ?? []).filter((option) => SHOWN.has(option) && !found.options.includes(option));
	claims.push(asks$1(`${lost.join(",") || "every option"} in effect for ${what}`, lost.length === 0, `${file} is without ${lost.join(", ")}`));
	return claims;
}
/** By the device's number; btrfs has none of its own there, and is found by its source. */
function sourceOf(mounted, judging) {
	for (const device of judging.devices.byName.values()) if (device.attributes.get("dev") === mounted.device) return `/dev/${device.name}`;
	return resolveDevice(mounted.source, judging.devices.names) ?? mounted.source;
}
function swapFileClaims(tables, judging) {
	const wanted = judging.asked.swapFile;
	if (wanted === null) return [];
	const entry = tables.fstab.find(({ spec, type }) => spec === wanted.path && type === "swap");
	const what = `swap file ${wanted.path}`;
	if (entry === void 0 && wanted.optional && !keepsSwapFiles(wanted.path, tables)) return [];
	const used = tables.swaps.includes(wanted.path);
	return [asks$1(what, entry !== void 0, `${judging.input.at("fstab")} does not name it`), asks$1(`${what} in use`, used, `${judging.input.at("proc-swaps")} has ${tables.swaps.join(", ") || "no swap"} in use`)];
}
/** curtin makes no swap file on ZFS, and on btrfs only for Linux 5.0 and later. */
function keepsSwapFiles(path, tables) {
	const holder = tables.mounted.filter((one) => one.path === "/" || path.startsWith(`${one.path}/`)).sort((a, b) => a.path.length - b.path.length).at(-1);
	return holder === void 0 || !["btrfs", "zfs"].includes(holder.type);
}
// src/checks/storage/volumes.ts
/** LVM's extents are of this size unless a group says otherwise; curtin never does. */
const EXTENT = 4 * 2 ** 20;
/** LVM: groups with their physical volumes, logical volumes with their sizes. dm-crypt: crypttab, LUKS, the mapping. */
function judgeVolumes(judging) {
	const { asked } = judging;
	const notes = [];
	return {
		claims: [
			...asked.groups.flatMap((group) => groupClaims(group, judging, notes)),
			...asked.volumes.flatMap((volume) => volumeClaims(volume, judging)),
			...asked.crypts.flatMap((crypt) => cryptClaims(crypt, judging, notes))
		],
		notes
	};
}
/** pvs' lines of `/dev/vda2|vg0`; where the tool is absent, the volumes' own slaves are what is known. */
function groupClaims(group, judging, notes) {
	const members = namesOf(group.devices, judging.resolve);
	if (members === null) return [];
	const what = `volume group ${group.name} on ${listed(members)}`;
	const pvs = collected(judging.input, "lvm_pvs", STORAGE_SCRIPT);
	if ("obstacle" in pvs) return [asks$1(what, false, pvs.obstacle)];
	const absent = absentTool(pvs.text);
	if (absent !== null) {
		notes.push(`${judging.input.at("lvm_pvs")}: the guest has no ${absent}; what ${group.name} is on was not looked at`);
		return [];
	}
	const rows = pvs.text.split("\n").map((line) => line.trim().split("|"));
	const found = rows.filter(([, name]) => name === group.name).map(([path]) => kernelName$1(path ?? "", judging));
	const else_ = rows.filter(([path]) => members.includes(kernelName$1(path ?? "", judging))).map(([path, name]) => `${path} in ${name === "" ? "no group" : name}`);
	const instead = found.length > 0 ? `has it on ${listed(found)}` : `has no such group${else_.length === 0 ? "" : ` (${else_.join(", ")})`}`;
	return [asks$1(what, sameNames(found, members), `${judging.input.at("lvm_pvs")} ${instead}`)];
}
function kernelName$1(path, judging) {
	return (resolveDevice(path, judging.devices.names) ?? path).replace("/dev/", "");
}
function volumeClaims(volume, judging) {
	const device = judging.resolve(volume.id);
	const name = mapperName(volume.group, volume.name);
	const what = `logical volume ${volume.group}/${volume.name}`;
	if (device === void 0) return [asks$1(what, false, `${judging.input.at("sysfs_block")} has no mapped device ${name}`)];
	const bytes = bytesOfDevice(device);
	if (volume.bytes === null || bytes === null) return [asks$1(what, true, "")];
	const holds = bytes >= volume.bytes && bytes - volume.bytes < EXTENT;
	return [asks$1(`${sizeText(volume.bytes)} for ${what}`, holds, `${where(judging, device)}: ${device.name} has ${sizeText(bytes)}`)];
}
function cryptClaims(crypt, judging, notes) {
	const volume = judging.resolve(crypt.volume);
	if (volume === void 0) return [];
	const what = `dm-crypt ${crypt.name} on ${crypt.volume} (${volume.name})`;
	const table = collected(judging.input, "crypttab", STORAGE_SCRIPT);
	if ("obstacle" in table) return [asks$1(what, false, table.obstacle)];
	const lines = table.text.split("\n").map((line) => line.trim().split(/\s+/));
	const index = lines.findIndex(([name]) => name === crypt.name);
	const spec = lines[index]?.[1] ?? "";
	const target = resolveDevice(spec, judging.devices.names);
	const instead = index === -1 ? `${judging.input.at("crypttab")} does not name it` : `${judging.input.at("crypttab", index + 1)} has it on ${spec} (${target ?? "no device of the guest"})`;
	const claims = [asks$1(what, target === `/dev/${volume.name}`, instead)];
	const type = fileSystemOf(volume, "TYPE");
	if (crypt.luks) claims.push(asks$1(`LUKS on ${crypt.volume} for ${crypt.name}`, type === "crypto_LUKS", `${judging.input.at("udev_block")} has ${type ?? "nothing"} on ${volume.name}`));
	const device = judging.resolve(crypt.id);
	if (device === void 0) notes.push(`${crypt.name} is not open in the guest: what is on it was not looked at`);
	else claims.push(asks$1(`${what}, open,`, sameNames(device.slaves, [volume.name]), `${where(judging, device)}: ${device.name} is on ${listed(device.slaves)}`));
	return claims;
}
// src/checks/storage/zfs.ts
/** ZFS: pools with their devices and properties, datasets with theirs. */
function judgeZfs(judging) {
	const { pools, datasets } = judging.asked;
	if (pools.length === 0 && datasets.length === 0) return { claims: [] };
	const zfs = properties("zfs_get", judging);
	const zpool = properties("zpool_get", judging);
	return { claims: [...pools.flatMap((pool) => [
		...poolClaims(pool, judging),
		...propertyClaims(`pool ${pool.name}`, pool.name, pool.poolProperties, zpool),
		...propertyClaims(`pool ${pool.name}`, pool.name, pool.properties, zfs)
	]), ...datasets.flatMap(({ name, properties: wanted }) => [asks$1(`dataset ${name}`, zfs.values.has(name), zfs.missing ?? `${zfs.file} does not name it`), ...zfs.values.has(name) ? propertyClaims(`dataset ${name}`, name, wanted, zfs) : []])] };
}
/** `zfs get -H -o name,property,value all`, and zpool's the same: three columns, a tab between. */
function properties(path, judging) {
	const file = judging.input.at(path);
	const read = collected(judging.input, path, STORAGE_SCRIPT);
	const values = /* @__PURE__ */ new Map();
	if ("obstacle" in read) return {
		file,
		missing: read.obstacle,
		values
	};
	const absent = absentTool(read.text);
	if (absent !== null) return {
		file,
		missing: `${file}: the guest has no ${absent}`,
		values
	};
	for (const line of read.text.split("\n")) {
		const [name, property, ...value] = line.split("	");
		if (name === void 0 || property === void 0) continue;
		const own = values.get(name) ?? /* @__PURE__ */ new Map();
		values.set(name, own.set(property, value.join("	")));
	}
	return {
		file,
		missing: null,
		values
	};
}
function propertyClaims(what, name, wanted, there) {
	return wanted.map(([property, value]) => {
		const found = there.values.get(name)?.get(property);
		return asks$1(`${property}=${value} for ${what}`, found === value, there.missing ?? `${there.file} has ${found ?? "none"}`);
	});
}
function poolClaims(pool, judging) {
	const members = namesOf(pool.vdevs, judging.resolve);
	if (members === null) return [];
	const what = `ZFS pool ${pool.name} on ${listed(members)}`;
	const file = judging.input.at("zpool_status");
	const status = collected(judging.input, "zpool_status", STORAGE_SCRIPT);
	if ("obstacle" in status) return [asks$1(what, false, status.obstacle)];
	const absent = absentTool(status.text);
	if (absent !== null) return [asks$1(what, false, `${file}: the guest has no ${absent}`)];
	const own = status.text.split(/^\s*pool: /m).find((part) => part.split("\n")[0]?.trim() === pool.name);
	if (own === void 0) return [asks$1(what, false, `${file} does not name it`)];
	const state = /^\s*state: (\S+)/m.exec(own)?.[1] ?? "no state";
	const names = [...own.matchAll(/^\s+(\S+)\s+[A-Z]+(?:\s+\d\S*){3}/gm)].map((match) => match[1]).flatMap((word) => kernelName(word, judging) ?? []);
	return [asks$1(what, members.every((name) => names.includes(name)), `${file} has it on ${listed(names)}`), asks$1(`${what}, online,`, state === "ONLINE", `${file} has its state as ${state}`)];
}
/** `zpool status -P` prints whole paths, an old one the name of a link. */
function kernelName(word, judging) {
	return (word.startsWith("/") ? [word] : [`/dev/disk/by-id/${word}`, `/dev/${word}`]).map((path) => resolveDevice(path, judging.devices.names)?.replace("/dev/", "")).find((name) => judging.devices.byName.has(name ?? "")) ?? null;
}
// src/checks/storage/check.ts
const PARTS = [
	judgeDisks,
	judgeArrays,
	judgeVolumes,
	judgeZfs,
	judgeFileSystems,
	judgeMounts
];
/**
* `storage`: what a curtin configuration asks of storage against what the guest's kernel, udev, tools and fstab say. What stands on
* something that is missing is not claimed: the missing thing is told once.
*/
function checkStorage(check, input) {
	if (check.config === null) return {
		claims: [],
		obstacles: ["there is no curtin configuration to hold the system against"]
	};
	const asked = askedStorage(check.config);
	if ("none" in asked) return {
		claims: [],
		obstacles: [],
		skip: asked.none
	};
	const devices = blockDevices(input);
	if ("obstacle" in devices) return {
		claims: [],
		obstacles: [devices.obstacle]
	};
	const judging = {
		asked,
		devices,
		input,
		resolve: resolver(asked, devices)
	};
	const judged = PARTS.map((part) => part(judging));
	const notes = judged.flatMap((part) => part.notes ?? []);
	const obstacles = judged.flatMap((part) => part.obstacles ?? []);
	return {
		claims: judged.flatMap(({ claims }) => claims),
		obstacles,
		...notes.length === 0 ? {} : { note: notes.join("\n") }
	};
}
// src/checks/run-checks.ts
/**
* Judges the evidence by each check in order; the findings come in the same order, with names that are unique within the test.
* Nothing is thrown for what the guest left or lacks. After a cancellation the rest is `skipped`.
*/
async function runChecks(checks, evidence, options) {
	const names = uniqueNames(checks.map(checkName));
	const findings = [];
	for (const [index, check] of checks.entries()) {
		const started = performance.now();
		const phase = phaseOf(check, evidence);
		const outcome = options.signal?.aborted === true ? CANCELLED$1 : await outcomeOf(check, index, phase, evidence, options, findings);
		const finding = {
			name: names[index],
			...outcome,
			message: plainText(outcome.message),
			phase: phase?.phase ?? check.from ?? "",
			seconds: (performance.now() - started) / 1e3,
			place: check.place
		};
		findings.push(finding);
		options.onFinding?.(finding);
	}
	return findings;
}
/** What the host itself heard is whole without the guest's word for it. */
const WITHOUT_RECORD = ["console", "reporting"];
const CANCELLED$1 = {
	verdict: "skipped",
	message: "cancelled before it ran"
};
/** The phase named by `from`, else the last boot, else the last phase. */
function phaseOf(check, evidence) {
	if (check.from !== null) return evidence.phases.find(({ phase }) => phase === check.from);
	return evidence.phases.at(-1);
}
async function outcomeOf(check, index, phase, evidence, options, findings) {
	if (phase === void 0) return {
		verdict: "failed",
		message: noPhase(check, evidence)
	};
	if (phase.record === null && !WITHOUT_RECORD.includes(check.kind)) return {
		verdict: "failed",
		message: `what ${phase.phase} collected is incomplete: its completion record did not come`
	};
	const input = {
		phase,
		at: (path, line) => `${join(relative(evidence.folder, phase.folder), path)}${line === void 0 ? "" : `:${line}`}`
	};
	if (check.kind === "run") return await checkRun(check, input, {
		folder: options.folder,
		env: options.env,
		environment: options.environment ?? {},
		testFolder: evidence.folder,
		workFolder: join(evidence.folder, FOLDERS.logs, `run-${index + 1}`),
		result: {
			...options.result ?? await resultSoFar(evidence.folder),
			checks: findings
		},
		signal: options.signal
	});
	const assessment = assess(check, input);
	return {
		...judge$1(assessment, check.not),
		...assessment.note === void 0 ? {} : { output: assessment.note }
	};
}
async function resultSoFar(folder) {
	try {
		return JSON.parse(await readFile(join(folder, RESULT_FILE), "utf8"));
	} catch {
		return {};
	}
}
function noPhase(check, evidence) {
	const names = evidence.phases.map(({ phase }) => phase).join(", ");
	const ran = names === "" ? "no phase ran" : `these ran: ${names}`;
	return check.from === null ? `there is nothing to read: ${ran}` : `the phase ${check.from} did not run (${ran})`;
}
const FAMILIES = {
	file: checkFile,
	fstab: checkFstab,
	swaps: checkSwaps,
	console: checkConsole,
	packages: checkPackages,
	services: checkServices,
	storage: checkStorage,
	network: checkNetwork,
	grub: checkGrub,
	dname: checkDname,
	"dname-rules": checkDnameRules,
	"kernel-package": checkKernelPackage,
	"interfaces-removed": checkInterfacesRemoved,
	reporting: checkReporting
};
function assess(check, input) {
	return FAMILIES[check.kind](check, input);
}
// src/engine/expect.ts
/**
* Holds an ending against what the suite expects: verdict and console must both match for an `expected-failure`;
* a pass is an `unexpected-pass`; any other failure stays what it is. Host verdicts and cancellation are never expected.
*
* @param allowFail what of the run lets the expected failure be one none the less; null: nothing does
*/
function expected(expectation, ended, test, allowFail = null) {
	if (expectation === null) return {
		...ended,
		reason: null
	};
	const reason = expectation.reason;
	const wanted = [expectation.verdict, expectation.console === null ? null : `/${expectation.console}/ on the console`].filter((want) => want !== null).join(" and ");
	if (ended.verdict === "passed") return {
		verdict: "unexpected-pass",
		cause: `it passed where ${wanted} was expected`,
		hint: "remove `expect` from the test",
		reason
	};
	const verdictMatches = expectation.verdict === null ? faultOf(ended.verdict) === "system" : expectation.verdict === ended.verdict;
	const consoleMatches = expectation.console === null || test.evidence.some(({ console }) => new RegExp(expectation.console, "m").test(console));
	if (verdictMatches && consoleMatches && ended.verdict !== "cancelled") {
		if (allowFail !== null) return {
			...ended,
			cause: `${ended.cause} (as expected, and ${allowFail} lets it fail)`,
			reason
		};
		return {
			verdict: "expected-failure",
			cause: ended.cause,
			hint: null,
			reason: reason ?? `expected: ${wanted}`
		};
	}
	return {
		...ended,
		cause: `${ended.cause} (expected was ${wanted})`,
		reason
	};
}
/** By which option or variable expected failures are failures; null: they are none. */
function allowedBy({ debugAllowFail, origins }) {
	return debugAllowFail ? origins.debugAllowFail?.name ?? "the run" : null;
}
// src/guest/iso-tree.ts
/** Bytes of a name: Linux's isofs cuts one of 254 and more in silence. */
const MAX_NAME = 253;
/** Linux's own limit for a path, and with it for the depth of the tree. */
const MAX_PATH = 4096;
/** Puts the entries (path from the root → content) into a tree. Throws VMTEST_PLAN_INVALID for a path that cannot be one. */
function isoTree(entries) {
	const root = folder("", null);
	for (const [path, entry] of Object.entries(entries)) {
		const names = path.split("/");
		if (names.some(unfit) || Buffer.byteLength(path) > MAX_PATH) throw invalid(path, "is not a path of plain names that Linux takes");
		let at = root;
		for (const name of names.slice(0, -1)) {
			const next = at.children.get(name) ?? folder(name, at);
			if (next.kind === "file") throw invalid(path, "lies below a file");
			at.children.set(name, next);
			at = next;
		}
		const name = names.at(-1);
		if (at.children.has(name)) throw invalid(path, "is both a file and a folder");
		at.children.set(name, {
			kind: "file",
			name,
			entry,
			size: 0,
			executable: false,
			block: 0
		});
	}
	return root;
}
function folder(name, parent) {
	return {
		kind: "folder",
		name,
		parent,
		children: /* @__PURE__ */ new Map(),
		number: 1,
		size: 0,
		block: 0
	};
}
function unfit(name) {
	return name === "" || name === "." || name === ".." || name.includes("\0") || Buffer.byteLength(name) > MAX_NAME;
}
function invalid(path, what) {
	return new VmtestError("VMTEST_PLAN_INVALID", `the seed disk cannot hold ${JSON.stringify(path)}: it ${what}`);
}
/** A folder's children in the order of their names' bytes. */
function childrenOf(parent) {
	return [...parent.children.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}
/** All folders, parents before children and level by level, as the path table wants them. */
function foldersOf(root) {
	const found = [root];
	for (const at of found) for (const child of childrenOf(at)) if (child.kind === "folder") found.push(child);
	return found;
}
// src/guest/iso-records.ts
const BLOCK = 2048;
/** 2000-01-01: the same content makes the same disk. Years since 1900, month, day, hour, minute, second, zone. */
const DATE = Buffer.from([
	100,
	1,
	1,
	0,
	0,
	0,
	0
]);
const FIXED_BYTES = 33;
const PX_BYTES = 36;
const CE_BYTES = 28;
const MAX_RECORD = 254;
/** A NM field's length is one byte, and the continuation area must not cross a block. */
const MAX_NM = 250;
/** A number in both byte orders, as ISO 9660 has them. */
function both32(value) {
	const out = Buffer.alloc(8);
	out.writeUInt32LE(value, 0);
	out.writeUInt32BE(value, 4);
	return out;
}
function both16(value) {
	const out = Buffer.alloc(4);
	out.writeUInt16LE(value, 0);
	out.writeUInt16BE(value, 2);
	return out;
}
function field(signature, version, ...parts) {
	const body = Buffer.concat(parts);
	return Buffer.concat([
		Buffer.from(signature, "latin1"),
		Buffer.from([body.length + 4, version]),
		body
	]);
}
function posix$1(mode, links) {
	return field("PX", 1, both32(mode), both32(links), both32(0), both32(0));
}
/** An alternate name; `more` where another NM follows. */
function name(bytes, more) {
	return field("NM", 1, Buffer.from([more ? 1 : 0]), bytes);
}
/** One directory record; `identifier` is the ISO name, `system` the Rock Ridge fields. Its length is even. */
function record(at, identifier, system) {
	const padding = identifier.length % 2 === 0 ? 1 : 0;
	const length = FIXED_BYTES + identifier.length + padding + system.length;
	const head = Buffer.concat([
		Buffer.from([length + length % 2, 0]),
		both32(at.block),
		both32(at.size),
		DATE,
		Buffer.from([
			at.folder ? 2 : 0,
			0,
			0
		]),
		both16(1),
		Buffer.from([identifier.length])
	]);
	return Buffer.concat([
		head,
		identifier,
		Buffer.alloc(padding),
		system,
		Buffer.alloc(length % 2)
	]);
}
/** Collects what does not fit into records: fields that a CE field points to, each within one block. */
var Continuation = class {
	#firstBlock;
	#pieces = [];
	#length = 0;
	/** `firstBlock`: where the area will lie. */
	constructor(firstBlock) {
		this.#firstBlock = firstBlock;
	}
	/** Stores fields and returns the CE field that points to them. */
	add(bytes) {
		if (this.#length % 2048 + bytes.length > 2048) this.#length = Math.ceil(this.#length / BLOCK) * BLOCK;
		const offset = this.#length;
		this.#pieces.push({
			offset,
			bytes
		});
		this.#length += bytes.length;
		return field("CE", 1, both32(this.#firstBlock + Math.floor(offset / BLOCK)), both32(offset % BLOCK), both32(bytes.length));
	}
	get blocks() {
		return Math.ceil(this.#length / BLOCK);
	}
	bytes() {
		const out = Buffer.alloc(this.blocks * BLOCK);
		for (const piece of this.#pieces) piece.bytes.copy(out, piece.offset);
		return out;
	}
};
/** The ISO name of a folder's child, by its place among its siblings: `E0000001` a folder, `E0000002.;1` a file. */
function isoName(child, index) {
	const number = String(index + 1).padStart(7, "0");
	return Buffer.from(child.kind === "folder" ? `E${number}` : `E${number}.;1`, "latin1");
}
function mode(at) {
	if (at.kind === "folder") return 16749;
	return at.executable ? 33133 : 33060;
}
function links(at) {
	return at.kind === "file" ? 1 : 2 + [...at.children.values()].filter((child) => child.kind === "folder").length;
}
function childRecord(child, index, more) {
	const identifier = isoName(child, index);
	const start = FIXED_BYTES + identifier.length + (identifier.length % 2 === 0 ? 1 : 0) + PX_BYTES;
	const real = Buffer.from(child.name);
	const attributes = posix$1(mode(child), links(child));
	const at = {
		block: child.block,
		size: child.size,
		folder: child.kind === "folder"
	};
	if (start + 5 + real.length <= MAX_RECORD) return record(at, identifier, Buffer.concat([attributes, name(real, false)]));
	const here = MAX_RECORD - start - CE_BYTES - 5;
	const rest = name(real.subarray(here, here + MAX_NM), false);
	return record(at, identifier, Buffer.concat([
		attributes,
		name(real.subarray(0, here), true),
		more.add(rest)
	]));
}
/** SUSP's mark in the root's own record: it says that the fields follow, and which extension they belong to. */
function rootFields(more) {
	const extension = field("ER", 1, Buffer.from([
		10,
		84,
		0,
		1
	]), Buffer.from("RRIP_1991ATHE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS", "latin1"));
	return Buffer.concat([field("SP", 1, Buffer.from([
		190,
		239,
		0
	])), more.add(extension)]);
}
/** A folder's whole extent: `.`, `..` and its children, no record across a block's end. */
function folderExtent(at, more) {
	const up = at.parent ?? at;
	const own = (of) => ({
		block: of.block,
		size: of.size,
		folder: true
	});
	const dot = [posix$1(mode(at), links(at))];
	if (at.parent === null) dot.unshift(rootFields(more));
	const records = [
		record(own(at), Buffer.from([0]), Buffer.concat(dot)),
		record(own(up), Buffer.from([1]), posix$1(mode(up), links(up))),
		...childrenOf(at).map((child, index) => childRecord(child, index, more))
	];
	const pieces = [];
	let length = 0;
	for (const piece of records) {
		const left = BLOCK - length % BLOCK;
		if (piece.length > left) {
			pieces.push(Buffer.alloc(left));
			length += left;
		}
		pieces.push(piece);
		length += piece.length;
	}
	pieces.push(Buffer.alloc((BLOCK - length % BLOCK) % BLOCK));
	return Buffer.concat(pieces);
}
// src/guest/iso.ts
/** The system area, which stays empty; then come the volume descriptors. */
const FIRST_DESCRIPTOR = 16;
const PATH_TABLES = 18;
/**
* Writes an ISO 9660 disk with Rock Ridge names, for cloud-init's seed (label `cidata`) and for published files: readable by every
* Linux, made without any tool, mount or root. Files of the host are read as a stream. Nobody sees the file half-written.
* `label`: at most 32 characters. Throws VMTEST_PLAN_INVALID where an entry cannot be on such a disk: a file that cannot be read
* or of 4 GiB and more, a name longer than 253 bytes, more than 65,535 folders.
*/
async function writeIso(path, iso) {
	const root = isoTree(iso.entries);
	const folders = foldersOf(root);
	if (folders.length > 65535) throw new VmtestError("VMTEST_PLAN_INVALID", `the seed disk cannot hold ${folders.length} folders`);
	const files = folders.flatMap((at) => childrenOf(at).filter((child) => child.kind === "file"));
	await Promise.all(files.map(measure));
	const { head, blocks } = layOut(root, folders, files, iso.label);
	const aside = `${path}.part`;
	try {
		await using disk = await open(aside, "w", 420);
		await disk.writeFile(head);
		for (const file of files) await writeFile$1(disk, file);
		await disk.truncate(blocks * BLOCK);
		await disk.sync();
		await rename(aside, path);
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
}
async function measure(file) {
	const { entry } = file;
	if (typeof entry === "string") file.size = Buffer.byteLength(entry);
	else if (entry instanceof Uint8Array) file.size = entry.length;
	else {
		const found = await stat(entry.file).catch((cause) => {
			throw new VmtestError("VMTEST_PLAN_INVALID", `cannot read ${entry.file}, which the seed disk is to hold: ${String(cause)}`, { cause });
		});
		if (!found.isFile()) throw new VmtestError("VMTEST_PLAN_INVALID", `${entry.file}, which the seed disk is to hold, is not a file`);
		file.size = found.size;
		file.executable = (found.mode & 73) !== 0;
	}
	if (typeof entry === "string" && entry.startsWith("#!")) file.executable = true;
	if (file.size > 4294967295) {
		const from = typeof entry === "object" && "file" in entry ? entry.file : file.name;
		throw new VmtestError("VMTEST_PLAN_INVALID", `${from} has ${file.size} bytes, and a file of the seed disk must be smaller than 4 GiB`, { hint: "give it over HTTP (seed: http), or in pieces" });
	}
}
/** Gives every folder, the continuation area and every file its place; returns all bytes before the first file. */
function layOut(root, folders, files, label) {
	for (const [index, at] of folders.entries()) at.number = index + 1;
	const tableBytes = pathTable(folders, "LE").length;
	const tableBlocks = Math.ceil(tableBytes / BLOCK);
	let next = PATH_TABLES + 2 * tableBlocks;
	const trial = new Continuation(0);
	for (const at of folders) {
		at.block = next;
		at.size = folderExtent(at, trial).length;
		next += at.size / BLOCK;
	}
	const more = new Continuation(next);
	next += trial.blocks;
	for (const file of files) {
		file.block = next;
		next += Math.max(1, Math.ceil(file.size / BLOCK));
	}
	const extents = folders.map((at) => folderExtent(at, more));
	const padded = (order) => pad(pathTable(folders, order), tableBlocks);
	return {
		head: Buffer.concat([
			Buffer.alloc(FIRST_DESCRIPTOR * BLOCK),
			primaryDescriptor(root, label, next, tableBytes, tableBlocks),
			pad(Buffer.concat([
				Buffer.from([255]),
				Buffer.from("CD001"),
				Buffer.from([1])
			]), 1),
			padded("LE"),
			padded("BE"),
			...extents,
			more.bytes()
		]),
		blocks: next
	};
}
function pad(bytes, blocks) {
	return Buffer.concat([bytes, Buffer.alloc(blocks * BLOCK - bytes.length)]);
}
/** ECMA-119 §9.4: for each folder its name, block and parent, in one byte order. */
function pathTable(folders, order) {
	const names = /* @__PURE__ */ new Map();
	for (const at of folders) for (const [index, child] of childrenOf(at).entries()) if (child.kind === "folder") names.set(child, isoName(child, index));
	return Buffer.concat(folders.map((at) => {
		const name = names.get(at) ?? Buffer.from([0]);
		const out = Buffer.alloc(8 + name.length + name.length % 2);
		const parent = at.parent?.number ?? 1;
		out.writeUInt8(name.length, 0);
		if (order === "LE") {
			out.writeUInt32LE(at.block, 2);
			out.writeUInt16LE(parent, 6);
		} else {
			out.writeUInt32BE(at.block, 2);
			out.writeUInt16BE(parent, 6);
		}
		name.copy(out, 8);
		return out;
	}));
}
/** ECMA-119 §8.4. The label is written as it is: cloud-init looks for `cidata`, though the standard knows capitals only. */
function primaryDescriptor(root, label, blocks, tableBytes, tableBlocks) {
	const out = Buffer.alloc(BLOCK);
	const text = (value, from, length) => out.write(value.slice(0, length).padEnd(length), from, "latin1");
	out[0] = 1;
	text("CD001", 1, 5);
	out[6] = 1;
	text("LINUX", 8, 32);
	text(label, 40, 32);
	both32(blocks).copy(out, 80);
	both16(1).copy(out, 120);
	both16(1).copy(out, 124);
	both16(BLOCK).copy(out, 128);
	both32(tableBytes).copy(out, 132);
	out.writeUInt32LE(PATH_TABLES, 140);
	out.writeUInt32BE(PATH_TABLES + tableBlocks, 148);
	record({
		block: root.block,
		size: root.size,
		folder: true
	}, Buffer.from([0]), Buffer.alloc(0)).copy(out, 156);
	text("", 190, 512);
	text("VMTEST", 574, 128);
	text("", 702, 111);
	for (const at of [813, 830]) out.write("2000010100000000", at, "latin1");
	for (const at of [847, 864]) out.write("0000000000000000", at, "latin1");
	out[881] = 1;
	return out;
}
/** Writes one file at its block, as many bytes as were announced. */
async function writeFile$1(disk, file) {
	let at = file.block * BLOCK;
	if (typeof file.entry === "string" || file.entry instanceof Uint8Array) {
		const bytes = typeof file.entry === "string" ? Buffer.from(file.entry) : file.entry;
		if (bytes.length > 0) await disk.write(bytes, 0, bytes.length, at);
		return;
	}
	await using source = await open(file.entry.file, "r");
	const buffer = Buffer.allocUnsafe(Math.min(1 << 20, Math.max(1, file.size)));
	for (let left = file.size; left > 0;) {
		const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, left));
		if (bytesRead === 0) throw new VmtestError("VMTEST_PLAN_INVALID", `${file.entry.file} became shorter while it was put on the seed disk`);
		await disk.write(buffer, 0, bytesRead, at);
		at += bytesRead;
		left -= bytesRead;
	}
}
// src/guest/names.ts
/** The path of the script on the seed, for guests without cloud-init. */
const SCRIPT_FILE = "vmtest.sh";
/** The path below the seed's root, on the disk as over HTTP, of a published file: `debs/a.deb` → `files/debs/a.deb`. */
function publishedPath(name) {
	return `files/${name}`;
}
/** What collects. */
const COLLECT_FUNCTIONS = [
	`vt_tidy() {
  mkdir -p .vmtest
  rm -rf .vmtest/logs ${COMPLETE_FILE}
  cp -R "$vt_work/logs" .vmtest/logs
  LC_ALL=C find . -depth -name '*[[:cntrl:]]*' -exec sh -c '
    vt_new=\${1%/*}/$(printf %s "\${1##*/}" | tr "\\001-\\037\\177" _)
    vt_free=$vt_new n=0
    while [ -e "$vt_free" ] || [ -L "$vt_free" ]; do n=$((n + 1)) vt_free=$vt_new.$n; done
    mv "$1" "$vt_free" && printf "renamed, for the control characters in its name: %s" "$vt_free" | tr "\\001-\\037\\177" _ && echo' sh {} ';' >"$vt_work/notes"
  if [ -s "$vt_work/notes" ]; then
    cat "$vt_work/notes" >>.vmtest/notes.txt
    while read -r vt_line; do say "$vt_line"; done <"$vt_work/notes"
  fi
  find . -type l -printf '%Y\\t%P\\t%l\\n' >"$vt_work/links" 2>/dev/null ||
    find . -type l -exec sh -c 'for f; do
      t=N
      if [ -d "$f" ]; then t=d; elif [ -f "$f" ]; then t=f; elif [ -b "$f" ]; then t=b; elif [ -c "$f" ]; then t=c; elif [ -e "$f" ]; then t=U; fi
      printf "%s\\t%s\\t%s\\n" "$t" "\${f#./}" "$(readlink "$f")"
    done' sh {} + >"$vt_work/links"
  [ -s "$vt_work/links" ] || return 0
  find . -type l -exec rm -f {} +
  rm -rf symlinks.txt
  mv "$vt_work/links" symlinks.txt
}`,
	`# vt_write_record JSON-PHASE
vt_write_record() {
  vt_boot=unknown
  [ ! -r /proc/sys/kernel/random/boot_id ] || read -r vt_boot </proc/sys/kernel/random/boot_id || :
  find . -type f -exec stat -c '%s %n' {} + >"$vt_work/sizes" &&
    find . -type f -exec sha256sum {} + >"$vt_work/digests" || say 'not every collected file could be read'
  {
    printf '{"version":1,"phase":%s,"bootId":"%s","steps":[%s],"members":[' "$1" "$vt_boot" "$vt_steps"
    LC_ALL=C awk '
      part == 1 {
        line = $0
        escaped = substr(line, 1, 1) == "\\\\"
        if (escaped) line = substr(line, 2)
        name = substr(line, 67)
        if (escaped) gsub(/\\\\\\\\/, "\\\\", name)
        digest[name] = substr(line, 1, 64)
      }
      part == 2 {
        space = index($0, " ")
        name = substr($0, space + 1)
        sum = (name in digest) ? digest[name] : "0000000000000000000000000000000000000000000000000000000000000000"
        path = substr(name, 3)
        gsub(/["\\\\]/, "\\\\\\\\&", path)
        printf "%s\\n{\\"path\\":\\"%s\\",\\"size\\":%s,\\"sha256\\":\\"%s\\"}", comma, path, substr($0, 1, space - 1), sum
        comma = ","
      }' part=1 "$vt_work/digests" part=2 "$vt_work/sizes"
    printf '\\n]}\\n'
  } >"$vt_work/complete.json" && mv "$vt_work/complete.json" ${COMPLETE_FILE}
}`,
	`vt_tar() {
  vt_options=
  case $(tar --version 2>/dev/null) in *GNU*) vt_options='--hard-dereference --numeric-owner --no-unquote' ;; esac
  set --
  for vt_file in ./* ./.[!.]* ./..?*; do
    [ -e "$vt_file" ] && [ "$vt_file" != ./.vmtest ] && set -- "$@" "$vt_file"
  done
  for vt_file in ./.vmtest/*; do
    [ -e "$vt_file" ] && [ "$vt_file" != ./${COMPLETE_FILE} ] && set -- "$@" "$vt_file"
  done
  tar -cf "$vt_output" $vt_options "$@" ./${COMPLETE_FILE} 2>"$vt_work/errors"
}

# vt_collect JSON-PHASE
vt_collect() {
  vt_event '{"type":"collect-start"}'
  vt_problem=
  if [ -z "$vt_output" ]; then
    vt_find_disk ${SERIALS.output} && vt_output=$vt_disk || vt_problem='the output disk is not there'
  fi
  if [ -z "$vt_problem" ]; then
    if mkdir -p "$VMTEST_COLLECT" && cd "$VMTEST_COLLECT" && vt_tidy && vt_write_record "$1"; then
      if ! vt_tar; then
        vt_line='tar failed'
        read -r vt_line <"$vt_work/errors" || :
        vt_problem=$vt_line
      fi
    else vt_problem='cannot write the completion record'
    fi
  fi
  sync
  [ ! -b "$vt_output" ] || blockdev --flushbufs "$vt_output" >/dev/null 2>&1 || :
  if [ -n "$vt_problem" ]; then
    say "collect failed: $vt_problem"
    vt_event '{"type":"collect-end","status":1}'
  else
    vt_event '{"type":"collect-end","status":0}'
  fi
}`
].join("\n\n");
/** What runs the steps and ends the machine. */
const RUN_FUNCTIONS = [
	`set -u
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOME=\${HOME:-/root}
export PATH HOME
vt_output=\${VMTEST_OUTPUT:-} vt_end=\${VMTEST_END:-} vt_port=\${VMTEST_EVENTS:-} vt_roots=\${VMTEST_WORK:-/var/tmp /tmp /run /dev/shm}
unset VMTEST_OUTPUT VMTEST_END VMTEST_EVENTS VMTEST_WORK
vt_failed=0 vt_steps= vt_sent=0 vt_events= vt_ended=

say() { printf 'vmtest: %s\\n' "$*"; }

# Sets vt_work, a new folder where there is room: on a disk if the root is writable, as /run is small.
vt_make_work() {
  for vt_root in $vt_roots; do
    vt_work=$vt_root/vmtest-guest
    rm -rf "$vt_work" 2>/dev/null
    mkdir -p "$vt_work/collect" "$vt_work/cwd" "$vt_work/steps" "$vt_work/logs" 2>/dev/null && return 0
  done
  say "no folder to work in: tried $vt_roots"
  return 1
}

# Sets vt_disk to the device of the disk with this serial, waiting for it up to 30 s. /sys knows it where there is no udev.
vt_find_disk() {
  vt_try=0
  while :; do
    vt_disk=/dev/disk/by-id/virtio-$1
    [ -b "$vt_disk" ] && return 0
    for vt_file in /sys/block/*/serial; do
      [ -r "$vt_file" ] || continue
      vt_line=
      read -r vt_line <"$vt_file" || :
      vt_dir=\${vt_file%/serial}
      vt_disk=/dev/\${vt_dir##*/}
      [ "$vt_line" = "$1" ] && [ -b "$vt_disk" ] && return 0
    done
    vt_try=$((vt_try + 1))
    vt_disk=/dev/disk/by-id/virtio-$1
    [ "$vt_try" -le 30 ] || return 1
    [ "$vt_try" -gt 1 ] || udevadm settle --timeout=10 >/dev/null 2>&1 || :
    sleep 1
  done
}`,
	`vt_open_events() {
  if [ -z "$vt_port" ]; then
    vt_port=/dev/virtio-ports/${EVENTS_PORT}
    if [ ! -e "$vt_port" ]; then
      for vt_file in /sys/class/virtio-ports/*/name; do
        [ -r "$vt_file" ] || continue
        vt_line=
        read -r vt_line <"$vt_file" || :
        vt_dir=\${vt_file%/name}
        [ "$vt_line" = ${EVENTS_PORT} ] && vt_port=/dev/\${vt_dir##*/}
      done
    fi
  fi
  [ -e "$vt_port" ] && mkfifo "$vt_work/events" 2>/dev/null || return 0
  exec 9<>"$vt_work/events"
  { exec cat; } <"$vt_work/events" >"$vt_port" 2>/dev/null 8>&- 9>&- &
  vt_events=yes
}

vt_event() {
  [ -n "$vt_events" ] || return 0
  vt_sent=$((vt_sent + \${#1} + 1))
  [ "$vt_sent" -lt 60000 ] || return 0
  printf '%s\\n' "$1" >&9
}`,
	`# vt_step NUMBER KIND LOG-NAME JSON-NAME INTERPRETER…
vt_step() {
  vt_number=$1 vt_kind=$2 vt_log=$vt_work/logs/$3 vt_name=$4
  shift 4
  if [ "$vt_kind" != collect ] && [ "$vt_failed" != 0 ]; then
    vt_end_step -1
    return 0
  fi
  vt_cwd=$vt_work/cwd
  [ "$vt_kind" != collect ] || vt_cwd=$VMTEST_COLLECT
  say "step $vt_number $vt_name"
  vt_event "{\\"type\\":\\"step-start\\",\\"step\\":$vt_number,\\"kind\\":\\"$vt_kind\\",\\"name\\":$vt_name}"
  vt_status=0
  if [ -p "$vt_work/done" ]; then
    vt_run_live "$@"
  else
    (cd "$vt_cwd" && exec "$@" "$vt_work/steps/$vt_number") </dev/null >"$vt_log" 2>&1 9>&- || vt_status=$?
    cat "$vt_log"
  fi
  vt_end_step "$vt_status"
}

vt_run_live() {
  { tee "$vt_log" <"$vt_work/out"; echo "$vt_number" >&8; } 9>&- &
  (cd "$vt_cwd" && exec "$@" "$vt_work/steps/$vt_number") </dev/null >"$vt_work/out" 2>&1 8>&- 9>&- || vt_status=$?
  { sleep 2; echo "$vt_number late" >&8; } </dev/null >/dev/null 2>&1 9>&- &
  while read -r vt_line <&8; do
    case $vt_line in
      "$vt_number") break ;;
      "$vt_number late")
        say "step $vt_number left a process that holds its output open"
        rm -f "$vt_work/out" && mkfifo "$vt_work/out"
        break ;;
    esac
  done
}

vt_end_step() {
  case $vt_kind:$1 in
    *:0 | *:-1 | collect:*) ;;
    *) vt_failed=$1 ;;
  esac
  case $1 in
    0) ;;
    -1) say "step $vt_number $vt_name was not run: a step before it failed" ;;
    *) say "step $vt_number $vt_name failed with status $1" ;;
  esac
  vt_event "{\\"type\\":\\"step-end\\",\\"step\\":$vt_number,\\"kind\\":\\"$vt_kind\\",\\"name\\":$vt_name,\\"status\\":$1}"
  vt_steps="$vt_steps\${vt_steps:+,}{\\"name\\":$vt_name,\\"status\\":$1}"
}

vt_open_steps() {
  mkfifo "$vt_work/out" "$vt_work/done" 2>/dev/null || { rm -f "$vt_work/out" "$vt_work/done"; return 0; }
  exec 8<>"$vt_work/done"
}`,
	`# vt_fetch URL FILE
vt_fetch() {
  for vt_try in 1 2 3; do
    if command -v curl >/dev/null 2>&1; then curl -fsS -o "$2" "$1" && return 0
    elif command -v wget >/dev/null 2>&1; then wget -q -O "$2" "$1" && return 0
    elif command -v python3 >/dev/null 2>&1; then
      python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' "$1" "$2" && return 0
    else say 'no curl, wget or python3 to fetch files with'; return 1
    fi
    sleep 2
  done
  say "cannot fetch $2"
  return 1
}

# Mounts the seed disk on the folder named.
vt_mount_seed() {
  [ ! -e "$1/files" ] || return 0
  vt_find_disk ${SERIALS.seed} || { say 'the seed disk is not there'; return 1; }
  mkdir -p "$1" && mount -o ro "$vt_disk" "$1" || { say 'cannot mount the seed disk'; return 1; }
}`,
	`# vt_finish poweroff|reboot
vt_finish() {
  [ -z "$vt_ended" ] || return 0
  vt_ended=yes
  cd /
  [ -z "\${vt_work:-}" ] || vt_event "{\\"type\\":\\"power-off\\",\\"how\\":\\"$1\\"}"
  [ -z "$vt_events" ] || exec 9>&-
  [ -z "\${vt_work:-}" ] || rm -rf "$vt_work"
  sync
  say "$1"
  if [ -n "$vt_end" ]; then eval "$vt_end"
  elif [ -d /run/systemd/system ]; then systemctl --no-block "$1" || "$1" -f
  elif [ -d /run/openrc ]; then "$1"
  else
    "$1" -f && return 0
    case $1 in reboot) vt_key=b ;; *) vt_key=o ;; esac
    echo "$vt_key" >/proc/sysrq-trigger
  fi
}`
].join("\n\n");
// src/guest/shell.ts
/** Quotes text as one word of a POSIX shell. Throws VMTEST_PLAN_INVALID for a NUL, which no shell can carry. */
function quote$1(text) {
	if (text.includes("\0")) throw new VmtestError("VMTEST_PLAN_INVALID", "a guest script cannot contain a NUL character");
	return `'${text.replaceAll("'", "'\\''")}'`;
}
/**
* The commands that write `text` to the file that the shell word `target` names. A here-document and not a quoted word, because
* people read these scripts; its delimiter is one that no line of the text equals.
*/
function hereDocument(target, text, label) {
	quote$1(text);
	const lines = text.split("\n");
	let delimiter = `VMTEST_${label}`;
	while (lines.includes(delimiter)) delimiter += "_";
	return `cat >${target} <<'${delimiter}'\n${text.endsWith("\n") || text === "" ? text : `${text}\n`}${delimiter}`;
}
/**
* The words that run a script file: those of its `#!` line (the interpreter and, as Linux has it, one argument), else `sh`.
* Taken from the text and not left to the kernel, so that a folder mounted `noexec` does no harm.
*/
function interpreter(script) {
	const match = /^#![ \t]*(\S+)[ \t]*([^\r\n]*)/.exec(script);
	if (match === null) return ["sh"];
	const argument = match[2].trim();
	return argument === "" ? [match[1]] : [match[1], argument];
}
// src/guest/script.ts
/** Where the seed disk is mounted in the guest. */
const SEED_FOLDER = "/run/vmtest/seed";
/**
* The guest's whole side of a phase, as a POSIX shell script: runs the steps, makes the completion record, writes the collected
* folder to the output disk and ends the machine. cloud-init runs it as a user-data script; a guest without cloud-init runs it from
* the seed disk, where it is `vmtest.sh`. It exits with 0 whatever happened: the record tells.
*
* The steps see VMTEST_PHASE, VMTEST_COLLECT (the collected folder), VMTEST_FILES (the published files), VMTEST_TARGET and VMTEST_HTTP
* where there are such, and the phase's environment. A step of kind `collect` runs in the collected folder, another in one of its own.
* Throws VMTEST_PLAN_INVALID for what no shell script can carry.
*/
function phaseScript(phase, extras) {
	return `#!/bin/sh
# vmtest: phase ${JSON.stringify(phase.name)} (${phase.kind}). Made by vmtest; the steps stand at the end.
${RUN_FUNCTIONS}

${COLLECT_FUNCTIONS}

trap 'vt_finish ${phase.end}' EXIT
vt_make_work || exit 0
vt_open_events
vt_open_steps
${environment(phase, extras)}
${files(extras)}
${phase.steps.map(step).join("\n")}

vt_collect ${quote$1(asciiJson(phase.name))}
exit 0
`;
}
function environment(phase, extras) {
	const lines = [];
	const set = (name, word) => lines.push(`export ${name}=${word}`);
	for (const [name, value] of Object.entries(phase.environment)) {
		if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new VmtestError("VMTEST_PLAN_INVALID", `${JSON.stringify(name)} cannot be the name of an environment variable in the guest`, { hint: "letters, digits and underscores" });
		set(name, quote$1(value));
	}
	set("VMTEST_PHASE", quote$1(phase.name));
	set("VMTEST_COLLECT", "$vt_work/collect");
	set("VMTEST_FILES", extras.seed === "disk" ? `${SEED_FOLDER}/files` : "$vt_work/files");
	if (extras.http !== void 0) set("VMTEST_HTTP", quote$1(extras.http));
	if (extras.target) {
		lines.push(`vt_find_disk ${SERIALS.target} || say 'the disk with the target is not there'`);
		set("VMTEST_TARGET", "$vt_disk");
	}
	return lines.join("\n");
}
function files(extras) {
	if (extras.files.length === 0) return ":";
	if (extras.seed === "disk") return `vt_mount_seed ${SEED_FOLDER}`;
	const { http } = extras;
	if (http === void 0) throw new VmtestError("VMTEST_PLAN_INVALID", "files are published over HTTP, and there is no HTTP server");
	return [`mkdir -p ${[...new Set(extras.files.map((name) => name.split("/").slice(0, -1).join("/")))].map((folder) => `"$VMTEST_FILES"/${quote$1(folder)}`).join(" ")}`, ...extras.files.map((name) => `vt_fetch ${quote$1(`${http.replace(/\/$/, "")}/${urlPath(publishedPath(name))}`)} "$VMTEST_FILES"/${quote$1(name)}`)].join("\n");
}
/** A path as a URL has it. */
function urlPath(path) {
	return path.split("/").map(encodeURIComponent).join("/");
}
function step(item, index) {
	const number = index + 1;
	const log = `${number}-${item.name.replaceAll(/[^A-Za-z0-9._-]+/g, "_").slice(0, 60)}.log`;
	const words = [
		String(number),
		item.kind,
		log,
		asciiJson(item.name),
		...interpreter(item.script)
	];
	return `\n${hereDocument(`"$vt_work/steps/${number}"`, item.script, `STEP_${number}`)}\nvt_step ${words.map(quote$1).join(" ")}`;
}
/** JSON in ASCII, which every console and every locale of a guest carries unharmed. */
function asciiJson(text) {
	return JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
// src/guest/seed.ts
/**
* The files of a NoCloud seed (cloud-init's datasource; 22.4 and later) by path: `user-data`, `meta-data`, `vendor-data`, and the
* script once more for guests without cloud-init. The user data is a `#cloud-config-archive`: a list of parts, written as JSON, which
* is YAML too. The user's mapping comes as a part of its own, so that cloud-init reads it as if the user had given it.
*/
function seedFiles(phase, script, identity) {
	const parts = [];
	if (phase.cloudConfig !== null) parts.push({
		type: "text/cloud-config",
		filename: "cloud-config.yaml",
		content: `#cloud-config\n${yamlJson(phase.cloudConfig)}\n`
	});
	parts.push({
		type: "text/x-shellscript",
		filename: SCRIPT_FILE,
		content: script
	});
	const instance = { "instance-id": `vmtest-${identity.testId}-${phase.name}-${identity.random}`.replaceAll(/[^A-Za-z0-9._-]+/g, "-") };
	const meta = identity.hostname === void 0 ? instance : {
		...instance,
		"local-hostname": hostName(identity.hostname)
	};
	return {
		"user-data": `#cloud-config-archive\n${yamlJson(parts)}\n`,
		"meta-data": `${yamlJson(meta)}\n`,
		"vendor-data": "",
		...identity.network === void 0 ? {} : { "network-config": `${yamlJson(identity.network)}\n` },
		[SCRIPT_FILE]: script
	};
}
/** A host name as RFC 1123 has it: letters, digits and hyphens, at most 63. */
function hostName(text) {
	const name = text.replaceAll(/[^A-Za-z0-9-]+/g, "-").slice(0, 63).replaceAll(/^-+|-+$/g, "");
	return name === "" ? "vmtest" : name.toLowerCase();
}
/**
* JSON that YAML 1.1 as PyYAML reads it takes for the same value: the characters that it refuses or folds as line breaks are escaped;
* those beyond 16 bits are not, as it takes a pair of escapes for two broken characters.
*/
function yamlJson(value) {
	return JSON.stringify(value, null, 1).replaceAll(/[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
// src/qemu/disk.ts
/** Makes a disk image with qemu-img; an existing file of that name is replaced. */
async function createDisk(qemuImg, image, signal) {
	const backing = image.backing === void 0 ? [] : [
		"-b",
		image.backing.path,
		"-F",
		image.backing.format
	];
	const size = image.sizeBytes === null ? [] : [String(image.sizeBytes)];
	await qemuImgRun(qemuImg, [
		"create",
		"-q",
		"-f",
		image.format,
		...backing,
		image.path,
		...size
	], signal);
}
/** Copies a disk image into a new one, whatever format it has; `sizeBytes` is the least that it gets. */
async function convertDisk(qemuImg, from, image, signal) {
	await qemuImgRun(qemuImg, [
		"convert",
		"-q",
		"-O",
		image.format,
		from,
		image.path
	], signal);
	const { sizeBytes } = await diskInfo(qemuImg, image.path, signal);
	if (image.sizeBytes === null || image.sizeBytes <= sizeBytes) return;
	await qemuImgRun(qemuImg, [
		"resize",
		"-q",
		"-f",
		image.format,
		image.path,
		String(image.sizeBytes)
	], signal);
}
/** Format (`raw`, `qcow2`, …) and virtual size in bytes of an image. */
async function diskInfo(qemuImg, path, signal) {
	const info = JSON.parse(await qemuImgRun(qemuImg, [
		"info",
		"--output=json",
		path
	], signal));
	return {
		format: info.format,
		sizeBytes: info["virtual-size"]
	};
}
async function qemuImgRun(qemuImg, args, signal) {
	const outcome = await run(qemuImg, args, {
		env: TOOL_ENV,
		timeout: 600,
		...signal === void 0 ? {} : { signal }
	});
	if (outcome.exitCode === 0) return outcome.stdout;
	if (outcome.canceled) throw new VmtestError("VMTEST_CANCELLED", `${args[0]} of a disk image was cancelled`);
	if (/No space left on device/.test(outcome.stderr)) throw new VmtestError("VMTEST_DISK_FULL", `no space left for the disk image ${String(args.at(-1))}`, { hint: "free space, or name another --topdir" });
	throw new VmtestError("VMTEST_QEMU_FAILED", `qemu-img ${args[0]} failed: ${(outcome.stderr || outcome.errorCode || "no reason given").trim()}`);
}
// src/installers/curtin/events.ts
/** The event that stands for the whole installation. */
const INSTALL_EVENT = "cmd-install";
/** Events and bytes that are kept of one installation, and ends of it beyond: a real one has a hundred events and a log of 0.1 MB. */
const EVENT_LIMITS = {
	events: 1e4,
	ends: 10,
	bytes: 128 << 20
};
/**
* Reads what was posted. Null for what is no event: a guest may post anything. Other keys are left out, so that nothing of a guest's
* own making stands in the file of events.
*/
function readCurtinEvent(body) {
	if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
	const given = body;
	const { name, event_type: type, description } = given;
	if (typeof name !== "string" || typeof type !== "string" || name === "") return null;
	const files = Array.isArray(given.files) ? given.files.flatMap(readFile$1) : void 0;
	return {
		name,
		event_type: type,
		description: typeof description === "string" ? description : "",
		...typeof given.origin === "string" ? { origin: given.origin } : {},
		...typeof given.timestamp === "number" && Number.isFinite(given.timestamp) ? { timestamp: given.timestamp } : {},
		...typeof given.level === "string" ? { level: given.level } : {},
		...typeof given.result === "string" ? { result: given.result } : {},
		...files === void 0 ? {} : { files }
	};
}
function readFile$1(value) {
	if (typeof value !== "object" || value === null) return [];
	const { path, content, encoding } = value;
	if (typeof path !== "string" || typeof content !== "string" && content !== null && content !== void 0) return [];
	return [{
		path,
		content: content ?? null,
		...typeof encoding === "string" ? { encoding } : {}
	}];
}
function isEnd({ name, event_type: type }) {
	return name === "cmd-install" && type === "finish";
}
/** One line for people: `finish cmd-install/stage-extract: SUCCESS: writing install sources to disk`. */
function eventLine({ event_type: type, name, result, description }) {
	const words = [result, description].filter((word) => word !== void 0 && word !== "");
	return shorten(plainText([`${type} ${name}`, ...words].join(": ")).replaceAll(/\s+/g, " "), 200);
}
/** An empty log of events. `onEvent` hears each that was taken. */
function eventLog(onEvent) {
	const events = [];
	let total = 0;
	return {
		events,
		add: (body, bytes) => {
			const event = readCurtinEvent(body);
			if (event === null) return "what was posted is no event";
			const room = EVENT_LIMITS.events + (isEnd(event) ? EVENT_LIMITS.ends : 0);
			if (events.length >= room) return `more than ${EVENT_LIMITS.events} events`;
			if (total + bytes > EVENT_LIMITS.bytes) return `more than ${EVENT_LIMITS.bytes >> 20} MiB of events`;
			total += bytes;
			events.push(event);
			onEvent(event);
			return null;
		}
	};
}
// src/host/addresses.ts
/**
* An IPv4 address of this host that is not loopback: that of the interface with the default route, else the first there is; null where
* there is none. A guest with user networking reaches it, and so it does what a server tells of itself by it.
*/
async function hostAddress(routes = "/proc/net/route") {
	const text = await readFile(routes, "utf8").catch(() => "");
	const device = /^(\S+)\t00000000\t/m.exec(text)?.[1];
	const all = Object.keys(networkInterfaces());
	return [...device === void 0 ? [] : [device], ...all].map(interfaceAddress).find((address) => address !== null) ?? null;
}
/** The first IPv4 address of an interface, unless it is loopback. */
function interfaceAddress(name) {
	return networkInterfaces()[name]?.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? null;
}
// src/engine/guest-server.ts
/** Starts the server of a phase; `undo` ends it. */
async function serveGuest(test, spec, undo) {
	const { serve } = await import("./http.js");
	const { listen, shown } = addresses(test.plan.machine.nics[0]?.network ?? "none");
	const http = undo.use(await serve({ address: listen }));
	const folder = await test.dir.folder(`${spec.inputs}/http`);
	const offered = /* @__PURE__ */ new Map();
	return {
		http,
		url: http.urlAt(shown),
		folder,
		offered,
		offer: async (path, what) => {
			http.route(path, what);
			offered.set(path, typeof what === "string" ? null : what.file);
			const place = join(folder, http.prefix, path);
			await mkdir(dirname(place), { recursive: true });
			if (typeof what === "string") await writeFile(place, what);
			else if (what.image === true) await symlink(what.file, place);
			else await copyFile(what.file, place, constants$3.COPYFILE_FICLONE);
		}
	};
}
/** Serves a file of an image: as it was published where that form is meant and there. Throws VMTEST_IMAGE_UNAVAILABLE where it has none. */
async function serveImage(image, { path, role, ftype }, server) {
	const file = image?.published[ftype ?? ""] ?? image?.files[role];
	if (file === void 0) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `the image ${image?.name ?? ""} has no ${role} to be served`);
	await server.offer(path, {
		file,
		image: true
	});
}
/** Where to listen, and what the guest calls that: loopback alone is reached by nobody but our guests, a bridge's address by its own. */
function addresses(network) {
	const bridge = bridgeOf(network);
	if (bridge === null) return {
		listen: "127.0.0.1",
		shown: "10.0.2.2"
	};
	const address = interfaceAddress(bridge);
	if (address !== null) return {
		listen: address,
		shown: address
	};
	throw new VmtestError("VMTEST_BRIDGE_UNUSABLE", `the bridge ${bridge} has no IPv4 address on this host, and the guest is served over it`, { hint: `as root: ip address add ADDRESS/24 dev ${bridge}, and set it up; or take \`seed: disk\`` });
}
// src/engine/curtin/events-file.ts
/** Begins the file with no events. Writing is synchronous: an event must be on the disk before the guest goes on. */
function eventsFile(path) {
	const file = openSync(path, "w", 420);
	let end = writeSync(file, "[", 0);
	let separator = "\n";
	writeSync(file, "\n]\n", end);
	return {
		add: (event) => {
			const text = Buffer.from(`${separator}${JSON.stringify(event)}`);
			writeSync(file, text, 0, text.length, end);
			end += text.length;
			separator = ",\n";
			writeSync(file, "\n]\n", end);
		},
		[Symbol.dispose]: () => closeSync(file)
	};
}
/** Files of one installation that are saved; a real one posts one. */
const MAX_SAVED = 20;
/**
* Saves the files that the events carry under the names that they have in the guest, below `folder`. Returns their names and the text
* of the one called `log`; a name that is taken gets a number, what came twice is saved once.
*/
async function savePostedFiles(events, folder, taken) {
	const saved = [];
	const names = new Set(taken);
	const seen = /* @__PURE__ */ new Map();
	for (const { path, content } of events.flatMap(({ files }) => files ?? [])) {
		if (content === null || saved.length >= MAX_SAVED || seen.get(path) === content) continue;
		seen.set(path, content);
		const plain = basename(path).replaceAll(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "").slice(0, 80) || "file";
		let name = plain;
		for (let number = 2; names.has(name); number++) name = `${number}-${plain}`;
		names.add(name);
		const data = Buffer.from(content, "base64");
		await writeFile(`${folder}/${name}`, data);
		saved.push({
			name,
			text: data.toString("utf8")
		});
	}
	return saved;
}
// src/installers/curtin/archive.ts
var import_tar_stream = require_tar_stream();
const MARK = "_____VMTEST_PAYLOAD_____";
/**
* A shell script that unpacks a gzipped tar beside itself and runs a command of it: what curtin's own packer makes, for hosts on which
* that one cannot work. It needs sh, sed, base64, tar and gzip, as every install environment has; no bash and no getopt.
* @param tarGz with a folder `bin`, which comes first in PATH, and Python packages at its top
*/
function selfExtractor(tarGz, command) {
	const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
	const payload = Buffer.from(tarGz).toString("base64").replaceAll(/.{1,76}/g, "$&\n");
	return `#!/bin/sh
# A curtin source tree and its configurations, packed by vmtest.
set -eu
payload=$PWD/curtin
rm -rf "$payload"
mkdir "$payload"
sed '1,/^${MARK}$/d' "$0" | base64 -d | tar -xzf - -C "$payload"
cd "$payload"
PATH=$payload/bin:$PATH
PYTHONPATH=$payload\${PYTHONPATH:+:$PYTHONPATH}
export PATH PYTHONPATH
exec ${words}
${MARK}
${payload}`;
}
/** What runs curtin in the unpacked tree: its `bin/curtin` looks for a checkout, this one has its path set. */
const CURTIN_WRAPPER = `#!/bin/sh
for python in python3 python; do
  command -v "$python" >/dev/null 2>&1 && exec "$python" -m curtin.commands.main "$@"
done
echo 'curtin: there is no Python here' >&2
exit 127
`;
/** A tar of files by their paths, owned by root, in the order given. */
async function archiveOf(files) {
	const tar = (0, import_tar_stream.pack)();
	for (const [name, { data, mode }] of files) tar.entry({
		name,
		mode,
		uid: 0,
		gid: 0
	}, Buffer.from(data));
	tar.finalize();
	const chunks = [];
	for await (const chunk of tar) chunks.push(chunk);
	return Buffer.concat(chunks);
}
// src/engine/curtin/pack-tree.ts
/** More than any curtin tree has. */
const MAX_FILES = 5e3;
/**
* Packs a curtin source tree as its own packer does (Python files of `curtin`, all of `helpers`, the configurations, a `bin/curtin`, the
* version written in), without Python. Returns a script; see `selfExtractor`.
*/
async function packTree(tree, configs, command) {
	const files = /* @__PURE__ */ new Map();
	await addFolder(files, join(tree, "curtin"), "curtin", (name) => name.endsWith(".py"));
	await addFolder(files, join(tree, "helpers"), "helpers", () => true);
	const version = files.get("curtin/version.py");
	if (version !== void 0) {
		const text = Buffer.from(version.data).toString("utf8").replaceAll("@@PACKED_VERSION@@", await versionOf(tree));
		files.set("curtin/version.py", {
			data: Buffer.from(text),
			mode: version.mode
		});
	}
	files.set("bin/curtin", {
		data: Buffer.from(CURTIN_WRAPPER),
		mode: 493
	});
	for (const { name, text } of configs) files.set(`configs/${name}`, {
		data: Buffer.from(text),
		mode: 420
	});
	return Buffer.from(selfExtractor(gzipSync(await archiveOf(files), { level: 4 }), command));
}
async function addFolder(files, folder, inside, wanted) {
	for (const name of (await readdir(folder)).sort()) {
		const path = join(folder, name);
		const info = await lstat(path);
		if (info.isDirectory() && name !== "__pycache__") await addFolder(files, path, `${inside}/${name}`, wanted);
		else if (info.isFile() && wanted(name)) files.set(`${inside}/${name}`, {
			data: await readFile(path),
			mode: info.mode & 511
		});
		if (files.size > MAX_FILES) throw new Error(`more than ${MAX_FILES} files in ${folder}: this is no curtin tree`);
	}
}
/** As the tree's own version.py finds it: by git where the tree itself is a checkout, else the version that the tree says of itself. */
async function versionOf(tree) {
	const said = await lstat(join(tree, ".git")).catch(() => null) !== null ? await gitVersion(tree) : null;
	if (said !== null) return said;
	const init = await readFile(join(tree, "curtin", "__init__.py"), "utf8");
	return /__version__\s*=\s*["']([\w.~+-]+)["']/.exec(init)?.[1] ?? "unknown";
}
async function gitVersion(tree) {
	const said = await run("git", [
		"-C",
		tree,
		"describe",
		"--long",
		"--abbrev=8",
		"--match=[0-9][0-9]*"
	], {
		env: TOOL_ENV,
		timeout: 10
	});
	return said.exitCode === 0 && /^[\w.~+-]+\n?$/.test(said.stdout) ? said.stdout.trim() : null;
}
// src/engine/curtin/pack.ts
/** Seconds that a packer may take; a real one takes half of one. */
const PACK_SECONDS = 60;
const DRIVER = `import json, sys
spec = json.load(sys.stdin)
sys.path.insert(0, spec['tree'])
from curtin.pack import pack
with open(spec['output'], 'w') as out:
    pack(out, command=spec['command'], copy_files=[tuple(pair) for pair in spec['files']])
`;
/**
* Packs curtin and its configurations into one script that installs: by the tree's own packer, and by ours where that cannot work
* here. Errors: VMTEST_CONFIG_INVALID where there is no curtin in the tree, or the command given for packing fails.
*/
async function packCurtin(request) {
	const scratch = await mkdtemp(join(request.scratch, "vmtest-pack-"));
	try {
		const files = [];
		for (const { name, text } of request.configs) {
			const path = join(scratch, name);
			await writeFile(path, text);
			files.push([`configs/${name}`, path]);
		}
		const command = [
			"curtin",
			"-vv",
			"install",
			...request.configs.map(({ name }) => `--config=configs/${name}`),
			request.source
		];
		const output = join(scratch, "payload");
		if (request.exe !== null) return await packByCommand(request, request.exe, {
			files,
			command,
			output,
			scratch
		});
		if (request.tree === null) throw noCurtin("no curtin was named");
		await checkTree(request.tree);
		const spec = {
			tree: request.tree,
			output,
			command,
			files
		};
		const ended = await run("python3", ["-c", DRIVER], {
			...options(request, scratch),
			input: JSON.stringify(spec)
		});
		if (ended.canceled) throw new VmtestError("VMTEST_CANCELLED", "packing curtin was cancelled");
		const script = ended.exitCode === 0 ? await readFile(output) : null;
		if (script !== null && script.length > 0) return {
			script,
			how: `packed by the packer of ${request.tree}`
		};
		const why = ended.errorCode === "ENOENT" ? "there is no python3" : lastLine(ended.stderr) || `exit status ${ended.exitCode ?? ended.signal}`;
		return {
			script: await packTree(request.tree, request.configs, command),
			how: `packed by vmtest, as the packer of ${request.tree} cannot work here: ${why}`
		};
	} finally {
		await rm(scratch, {
			recursive: true,
			force: true
		});
	}
}
async function packByCommand(request, exe, made) {
	const [program, ...words] = exe.trim().split(/\s+/);
	const add = made.files.map(([inside, path]) => `--add=${inside}:${path}`);
	const args = [
		...words,
		"pack",
		`--output=${made.output}`,
		...add,
		"--",
		...made.command
	];
	const ended = await run(program, args, {
		...options(request, made.scratch),
		env: request.environment
	});
	if (ended.canceled) throw new VmtestError("VMTEST_CANCELLED", "packing curtin was cancelled");
	const script = ended.exitCode === 0 ? await readFile(made.output).catch(() => null) : null;
	if (script !== null && script.length > 0) return {
		script,
		how: `packed by ${exe}`
	};
	const why = ended.errorCode === "ENOENT" ? "there is no such program" : lastLine(ended.stderr) || `exit status ${ended.exitCode}`;
	throw new VmtestError("VMTEST_CONFIG_INVALID", `"${exe} pack" could not pack curtin: ${why}`, { hint: "CURTIN_VMTEST_CURTIN_EXE must be a curtin that has the command pack; or name a source tree by install.tree" });
}
function options(request, scratch) {
	return {
		env: {
			...TOOL_ENV,
			PATH: request.path,
			HOME: scratch,
			TMPDIR: scratch,
			PYTHONDONTWRITEBYTECODE: "1",
			PYTHONNOUSERSITE: "1"
		},
		cwd: scratch,
		timeout: PACK_SECONDS,
		...request.signal === void 0 ? {} : { signal: request.signal }
	};
}
async function checkTree(tree) {
	for (const [path, what] of [[join(tree, "curtin", "__init__.py"), "curtin/__init__.py"], [join(tree, "helpers"), "helpers/"]]) if (await stat(path).catch(() => null) === null) throw noCurtin(`${tree} has no ${what}`);
}
function noCurtin(why) {
	return new VmtestError("VMTEST_CONFIG_INVALID", `there is no curtin to install with: ${why}`, { hint: "name a checkout of curtin by `install.tree` or --curtin-tree, or a program by CURTIN_VMTEST_CURTIN_EXE" });
}
/** The last line of a traceback says what happened. */
function lastLine(stderr) {
	return shorten(stderr.trim().split("\n").at(-1) ?? "", 200);
}
// src/engine/curtin/prepare.ts
/** A log posted in base64 within one event: a real one has some MB, a `dd` of a whole disk is no log. */
const MAX_EVENT = 64 << 20;
/** Whether a phase's curtin needs our HTTP server. */
function needsServer(curtin) {
	return curtin !== null && (curtin.reporting || curtin.serve !== null);
}
/** Fills curtin's configurations, packs it, and opens the routes that it fetches from and reports to. */
async function prepareCurtin(test, spec, curtin, server, undo) {
	const fill = (text) => server === null ? text : text.replaceAll("{http}", server.url).replaceAll("{http-host}", new URL(server.url).hostname);
	const configs = curtin.configs.map(({ name, text, from }) => ({
		name,
		text: from === null ? fill(text) : text
	}));
	const folder = await test.dir.folder(`${spec.inputs}/configs`);
	await mkdir(folder, { recursive: true });
	for (const { name, text } of configs) await writeFile(join(folder, name), text);
	const packed = await packCurtin({
		tree: curtin.tree,
		exe: curtin.exe,
		configs,
		source: fill(curtin.source),
		path: test.run.commandEnv.PATH ?? TOOL_ENV.PATH,
		environment: commandEnvironment(test.run.commandEnv),
		scratch: test.dir.file(spec.inputs),
		signal: test.run.signal
	});
	note(test, `${spec.name}: curtin ${packed.how}, with ${configs.map(({ name }) => name).join(", ")} and the source ${fill(curtin.source)}`);
	const payload = test.dir.file(`${spec.inputs}/curtin-install`);
	await writeFile(payload, packed.script, { mode: 493 });
	if (server !== null && curtin.serve !== null) await serveImage(test.target ?? test.image, curtin.serve, server);
	return {
		run: listenTo(test, spec, server?.http ?? null, undo),
		payload
	};
}
function note(test, message) {
	test.run.emit({
		type: "notice",
		at: Date.now() / 1e3,
		severity: "note",
		message: plainText(message),
		test: test.plan.id
	});
}
function listenTo(test, spec, http, undo) {
	const logs = test.dir.file("logs");
	const file = http === null ? null : undo.use(eventsFile(join(logs, "webhooks-events.json")));
	const refused = /* @__PURE__ */ new Map();
	const log = eventLog((event) => {
		file?.add(event);
		test.dir.log({
			at: Date.now() / 1e3,
			type: "curtin",
			phase: spec.name,
			line: eventLine(event)
		});
		run.listen(event);
	});
	const run = {
		events: log.events,
		reporting: http !== null,
		listen: () => void 0,
		finish: async () => {
			for (const [why, count] of refused) note(test, `${spec.name}: ${count} of the guest's reports were left out: ${why}`);
			return (await savePostedFiles(log.events, logs, new Set(await readdir(logs)))).find(({ name }) => name.endsWith("install.log"))?.text ?? "";
		}
	};
	const leaveOut = (why) => refused.set(why, (refused.get(why) ?? 0) + 1);
	http?.route("report", {
		maxBytes: MAX_EVENT,
		refused: (why) => leaveOut(why === "too large" ? `more than 64 MiB in one` : "what was posted is not JSON"),
		post: (body, bytes) => {
			const why = log.add(body, bytes);
			if (why !== null) leaveOut(why);
		}
	});
	return run;
}
// src/engine/publish.ts
/** Path under the published root → host path, for every file that a pattern names. Throws VMTEST_PLAN_INVALID for one that names none. */
async function publishedFiles(publish) {
	const files = {};
	for (const [pattern, target] of Object.entries(publish)) {
		let found = 0;
		for await (const path of glob(pattern)) {
			if (!(await stat(path)).isFile()) continue;
			found++;
			files[target === "" || target.endsWith("/") ? `${target}${basename(path)}` : target] = path;
		}
		if (found === 0) throw new VmtestError("VMTEST_PLAN_INVALID", `publish: no file matches ${pattern}`, { hint: "the path is relative to the suite file; build what it names first" });
	}
	return files;
}
// src/engine/inputs.ts
/** Makes what a phase needs before QEMU starts: seed, output disk, overlay of the environment's root, the files for the guest. */
async function preparePhase(test, spec, undo) {
	await test.dir.folder(spec.inputs);
	const published = spec.kind === "install" ? await publishedFiles(test.plan.install.publish) : {};
	const holes = {
		topdir: test.run.topdir,
		...imageHoles(test),
		...firmwareHoles(test)
	};
	const server = spec.seed === "http" || spec.rootServed !== null || needsServer(spec.curtin) ? await serveGuest(test, spec, undo) : null;
	if (server !== null && spec.rootServed !== null) await serveImage(test.image, spec.rootServed, server);
	const curtin = spec.curtin === null ? null : await prepareCurtin(test, spec, spec.curtin, server, undo);
	if (curtin !== null) published[CURTIN_PAYLOAD] = curtin.payload;
	await Promise.all([makeSeed(test, spec, published, server), ...spec.harnessDisks.map((disk) => makeHarnessDisk(test, disk))]);
	if (server !== null) holes.http = server.url;
	return {
		holes,
		served: server,
		curtin: curtin?.run ?? null
	};
}
function imageHoles(test) {
	const holes = {};
	for (const [role, path] of Object.entries(test.image?.files ?? {})) holes[`image:${role}`] = path;
	for (const [role, path] of Object.entries(test.target?.files ?? {})) holes[`target:${role}`] = path;
	return holes;
}
function firmwareHoles({ firmware }) {
	if (firmware === null) return {};
	return {
		"firmware:code": firmware.code,
		"firmware:code-format": firmware.codeFormat,
		"firmware:vars-format": firmware.varsFormat
	};
}
async function makeHarnessDisk(test, disk) {
	if (disk.name === "output") {
		const name = insideTest(test, disk);
		const handle = await open(await test.dir.yield(name), "r+");
		await handle.truncate(OUTPUT_DISK_BYTES);
		await handle.close();
	} else if (disk.name === "root") {
		const name = insideTest(test, disk);
		const backing = {
			path: test.image?.files.root ?? "",
			format: "raw"
		};
		await createDisk(test.run.qemuImg, {
			path: test.dir.file(name),
			format: "qcow2",
			sizeBytes: null,
			backing
		}, test.run.signal);
		await test.dir.hand(name);
	}
}
/** Where a harness disk's file is, below the test's folder: the plan knows it below the run's. */
function insideTest(test, disk) {
	return disk.file.replace(`{topdir}/${test.plan.slug}/`, "");
}
async function makeSeed(test, spec, published, server) {
	const names = Object.keys(published).sort();
	const target = spec.harnessDisks.some((disk) => disk.name === "target");
	if (spec.seed === "disk" || server === null) {
		const entries = { ...seedFiles(spec, phaseScript(spec, {
			files: names,
			seed: "disk",
			target
		}), seedIdentity(test, spec)) };
		for (const name of names) entries[publishedPath(name)] = { file: published[name] };
		await writeIso(test.dir.file(`${spec.inputs}/seed.iso`), {
			label: "cidata",
			entries
		});
		return;
	}
	await serveSeed(test, spec, {
		published,
		names,
		target
	}, server);
}
function seedIdentity(test, spec) {
	return {
		testId: test.plan.id,
		phase: spec.name,
		random: randomBytes(8).toString("hex")
	};
}
async function serveSeed(test, spec, { published, names, target }, server) {
	const script = phaseScript(spec, {
		files: names,
		seed: "http",
		target,
		http: server.url
	});
	for (const [name, content] of Object.entries(seedFiles(spec, script, seedIdentity(test, spec)))) await server.offer(`${spec.inputs}/${name}`, content);
	for (const name of names) await server.offer(publishedPath(name), { file: published[name] });
}
/** The machine's own files, made once for all of a test's phases: its disks, and the variables of its firmware. */
async function makeMachineFiles(test) {
	const { machine } = test.plan;
	await Promise.all([
		...machine.disks.map(async (disk) => {
			const path = test.dir.file(disk.file);
			const from = disk.from === "{image:disk}" ? test.image?.files.disk ?? "" : disk.from;
			if (from === null) await createDisk(test.run.qemuImg, {
				path,
				format: disk.format,
				sizeBytes: disk.sizeBytes
			}, test.run.signal);
			else await startFrom(test, from, {
				path,
				format: disk.format,
				sizeBytes: disk.sizeBytes
			});
			await test.dir.hand(disk.file);
		}),
		...(machine.iscsi ?? []).map(async ({ file, sizeBytes }) => {
			await createDisk(test.run.qemuImg, {
				path: test.dir.file(file),
				format: "raw",
				sizeBytes
			}, test.run.signal);
			await test.dir.hand(file);
		}),
		copyVariables(test)
	]);
}
async function startFrom(test, from, image) {
	if (await stat(from).catch(() => null) === null) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `the disk image ${from} is not there`, { hint: "build it, or mend the path" });
	await convertDisk(test.run.qemuImg, from, image, test.run.signal);
}
async function copyVariables(test) {
	if (test.firmware === null) return;
	const name = "disks/efivars.fd";
	await copyFile(test.firmware.vars, test.dir.file(name));
	await test.dir.hand(name);
}
/** Reads `ADDRESS:PORT`. */
function parsePortal(text) {
	const colon = text.lastIndexOf(":");
	return {
		address: text.slice(0, colon),
		port: Number(text.slice(colon + 1))
	};
}
function formatPortal({ address, port }) {
	return `${address}:${port}`;
}
/**
* A target as curtin's configurations name it after `iscsi:`, which is a root path of RFC 4173 §5 with the accounts before it:
* `[USER:PASSWORD[:IN-USER:IN-PASSWORD]@]ADDRESS::PORT:LUN:TARGET`. The empty field is the protocol: TCP.
*/
function rootPath({ address, port }, { name, account, inAccount }) {
	const own = account === null ? "" : `${account.user}:${account.password}`;
	const both = inAccount === null ? own : `${own === "" ? ":" : own}:${inAccount.user}:${inAccount.password}`;
	return `${both}${both === "" ? "" : "@"}${address}::${port}:1:${name}`;
}
/** Makes a target and its disk; `initiators` is an address or a network that may log in, or `ALL`. */
function targetCalls(target, tid, initiators) {
	const of = (mode, op, ...more) => [
		"--mode",
		mode,
		"--op",
		op,
		"--tid",
		String(tid),
		...more
	];
	return {
		make: of("target", "new", "--targetname", target.name),
		rest: [
			of("logicalunit", "new", "--lun", String(1), "--backing-store", target.file, "--device-type", "disk"),
			of("target", "bind", "--initiator-address", initiators),
			...target.account === null ? [] : [of("account", "bind", "--user", target.account.user)],
			...target.inAccount === null ? [] : [of("account", "bind", "--user", target.inAccount.user, "--outgoing")]
		]
	};
}
/** Makes an account, which every target of a daemon may have. */
function accountCall({ user, password }) {
	return [
		"--mode",
		"account",
		"--op",
		"new",
		"--user",
		user,
		"--password",
		password
	];
}
// src/host/iscsi-tgt.ts
/** Seconds in which a tgt daemon answers: it takes a tenth of one, on a host with nothing else to do. */
const READY_SECONDS = 20;
/** A port that was free when we looked can be another's when tgtd takes it. */
const TRIES = 20;
/** What tgtadm says when a number, a name or an account is taken. */
const TAKEN = /already exists/;
/** The administration of a tgt daemon through its control socket. */
var TgtAdmin = class {
	#command;
	#socket;
	/**
	* @param prefix what stands before tgtadm: a daemon takes orders from its own user only
	* @param socket TGT_IPC_SOCKET; null: tgt's own
	*/
	constructor(tgtadm, prefix, socket) {
		this.#command = [
			...prefix,
			tgtadm,
			"--lld",
			"iscsi"
		];
		this.#socket = socket;
	}
	/** Serves a target and returns its number. Throws VMTEST_ISCSI_FAILED in tgtadm's words. */
	async add(target, initiators) {
		for (const account of [target.account, target.inAccount]) if (account !== null) await this.#addAccount(account);
		const tid = await this.#makeTarget(target, initiators);
		try {
			for (const call of targetCalls(target, tid, initiators).rest) await this.#must(call);
			return tid;
		} catch (error) {
			await this.remove(tid);
			throw error;
		}
	}
	/** Ends a target, whoever is logged in. Never throws. */
	async remove(tid) {
		await this.#call([
			"--mode",
			"target",
			"--op",
			"delete",
			"--tid",
			String(tid),
			"--force"
		]);
	}
	/** The portals that the daemon listens on, as tgtadm prints them; null while it does not answer. */
	async portals() {
		const { exitCode, stdout } = await this.#call([
			"--mode",
			"portal",
			"--op",
			"show"
		]);
		return exitCode === 0 ? stdout : null;
	}
	/** The targets that the daemon serves. */
	async targets() {
		return [...(await this.#must([
			"--mode",
			"target",
			"--op",
			"show"
		])).matchAll(/^Target (\d+): (.*)$/gm)].map(([, tid, name = ""]) => ({
			tid: Number(tid),
			name
		}));
	}
	/** Of a user's own daemon, others may take the same number at the same time. */
	async #makeTarget(target, initiators) {
		for (let tries = 0;; tries++) {
			const targets = await this.targets();
			if (targets.some(({ name }) => name === target.name)) throw new VmtestError("VMTEST_ISCSI_FAILED", `the tgt daemon has a target ${target.name} already`, { hint: "leave `target` out, or give each test its own" });
			const tid = Math.max(0, ...targets.map((other) => other.tid)) + 1;
			const call = targetCalls(target, tid, initiators).make;
			const { exitCode, stderr } = await this.#call(call);
			if (exitCode === 0) return tid;
			if (!TAKEN.test(stderr) || tries >= TRIES) throw failed(call, stderr);
			await setTimeout$1(50 * tries);
		}
	}
	/** An account of that name is taken as it is: only a user's own daemon can have one. */
	async #addAccount(account) {
		const call = accountCall(account);
		const { exitCode, stderr } = await this.#call(call);
		if (exitCode !== 0 && !TAKEN.test(stderr)) throw failed(call, stderr);
	}
	async #must(call) {
		const { exitCode, stdout, stderr } = await this.#call(call);
		if (exitCode !== 0) throw failed(call, stderr);
		return stdout;
	}
	#call(call) {
		const [program, ...args] = [...this.#command, ...call];
		const env = this.#socket === null ? TOOL_ENV : {
			...TOOL_ENV,
			TGT_IPC_SOCKET: this.#socket
		};
		return run(program, args, {
			env,
			timeout: 30
		});
	}
};
function failed(call, stderr) {
	const shown = call.map((word, index) => call[index - 1] === "--password" ? "…" : word).join(" ");
	return new VmtestError("VMTEST_ISCSI_FAILED", `tgtadm ${shown}: ${stderr.trim() || "it failed without a word"}`, { hint: "the daemon’s own words are in the test’s logs; one of your own must be running, and TGT_IPC_SOCKET be its socket" });
}
/** Starts a tgt daemon on a free port and a private control socket. Throws VMTEST_ISCSI_FAILED with the daemon's last words. */
async function startTgt(options) {
	const folder = await mkdtemp(join(tmpdir(), "vmtest-tgt-"));
	const gone = () => rm(folder, {
		recursive: true,
		force: true
	});
	try {
		if (options.owner !== null) await chown(folder, options.owner.uid, options.owner.gid);
		for (let tries = 1; tries <= TRIES; tries++) {
			const daemon = await tryPort(options, join(folder, "socket"), await freePort(options.address));
			if (daemon !== null) return {
				...daemon,
				[Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]().then(gone)
			};
		}
		throw await notStarted$1(options, "every port that it was given was taken");
	} catch (error) {
		await gone();
		throw error;
	}
}
async function notStarted$1({ address, log }, why) {
	const said = plainText((await readFile(log, "utf8").catch(() => "")).slice(-1e3)).trim();
	return new VmtestError("VMTEST_ISCSI_FAILED", `no tgt daemon listens on ${address}: ${why}${said === "" ? "" : `; it said:\n${said}`}`);
}
/** Null where another was quicker to take the port. */
async function tryPort(options, socket, port) {
	const { programs, prefix, address, signal } = options;
	const portal = {
		address,
		port
	};
	const log = await open(options.log, "a");
	const [program, ...args] = [
		...prefix,
		programs.tgtd,
		"--foreground",
		"--iscsi",
		`portal=${formatPortal(portal)}`
	];
	const child = start$1(program, args, {
		env: {
			...TOOL_ENV,
			TGT_IPC_SOCKET: socket
		},
		log: log.fd,
		sockets: 0
	});
	await log.close();
	let running = child.pid !== void 0;
	child.exit.then(() => {
		running = false;
	});
	const end = async () => {
		if (running) killGroup(child.pid, "SIGKILL");
		await child.exit;
	};
	const admin = new TgtAdmin(programs.tgtadm, prefix, socket);
	const deadline = performance.now() + READY_SECONDS * 1e3;
	while (running && performance.now() < deadline && !signal.aborted) {
		const portals = await admin.portals();
		if (portals?.includes(`${formatPortal(portal)},`) === true) return {
			socket,
			portal,
			admin,
			[Symbol.asyncDispose]: end
		};
		if (portals !== null) {
			await end();
			return null;
		}
		await setTimeout$1(50);
	}
	await end();
	throw await notStarted$1(options, signal.aborted ? "the run was cancelled" : `it did not answer within ${READY_SECONDS} s, or ended`);
}
/** A port that nobody listens on now. */
function freePort(address) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", ({ message }) => reject(new VmtestError("VMTEST_ISCSI_FAILED", `nobody can listen on ${address}: ${message}`, { hint: "it must be an address of this host" })));
		server.listen({
			host: address,
			port: 0
		}, () => {
			const bound = server.address();
			server.close(() => resolve(typeof bound === "object" && bound !== null ? bound.port : 0));
		});
	});
}
// src/engine/iscsi.ts
/** RFC 3720 §3.2.6.3.1: a date at which the namer owned the domain; `test` is nobody's (RFC 2606). */
const NAME_PREFIX = "iqn.2020-01.test.vmtest:";
/** What serves the iSCSI disks of a run, by its settings. */
function iscsiTools(programs, settings, surroundings) {
	const portal = settings.iscsiPortal === null ? null : parsePortal(settings.iscsiPortal);
	return {
		programs,
		portal,
		socket: portal === null ? null : surroundings.commandEnv.TGT_IPC_SOCKET ?? null
	};
}
/**
* Serves a test's iSCSI disks, whose files are made already; null where it has none. A daemon of its own for each test: accounts are a
* daemon's, and two tests may have one name with two passwords.
*/
async function serveIscsi(test) {
	const disks = test.plan.machine.iscsi ?? [];
	const tools = test.run.iscsi;
	if (disks.length === 0 || tools === void 0) return null;
	const targets = disks.map((disk) => targetOf$1(test, disk));
	return tools.portal === null ? await serveOwn(test, tools, targets) : await serveThere(tools, tools.portal, targets);
}
async function serveOwn(test, { programs }, targets) {
	const { run, dir, plan } = test;
	const { address, initiators } = addressFor(plan.machine, await hostAddress());
	await using undo = new AsyncDisposableStack();
	const { prefix, owner, signal } = run;
	const daemon = undo.use(await startTgt({
		programs,
		prefix,
		owner,
		address,
		log: dir.file(TGT_LOG),
		signal
	}));
	for (const target of targets) await daemon.admin.add(target, initiators);
	const kept = undo.move();
	return {
		rootPaths: targets.map((target) => rootPath(daemon.portal, target)),
		replay: {
			portal: formatPortal(daemon.portal),
			calls: callsOf(targets, initiators)
		},
		[Symbol.asyncDispose]: () => kept.disposeAsync()
	};
}
/** By the user's own daemon, which is told of our targets and forgets them at the end. It opens their files as whoever it is. */
async function serveThere({ programs, socket }, portal, targets) {
	const admin = new TgtAdmin(programs.tgtadm, [], socket);
	await using undo = new AsyncDisposableStack();
	for (const target of targets) {
		const tid = await admin.add(target, "ALL");
		undo.defer(() => admin.remove(tid));
	}
	const kept = undo.move();
	return {
		rootPaths: targets.map((target) => rootPath(portal, target)),
		replay: null,
		[Symbol.asyncDispose]: () => kept.disposeAsync()
	};
}
function targetOf$1({ dir }, disk) {
	const account = (user, password) => user === null ? null : {
		user,
		password: password ?? ""
	};
	return {
		name: disk.target ?? `${NAME_PREFIX}${randomBytes(8).toString("hex")}.${disk.name}`,
		file: dir.file(disk.file),
		account: account(disk.user, disk.password),
		inAccount: account(disk.inUser, disk.inPassword)
	};
}
/**
* The host's address for a machine's targets, and who may log in. QEMU's user network brings a guest to the host as the host itself,
* so that nobody else needs to be let in. Its 10.0.2.2, the host's loopback, would not do: discovery tells the guest `127.0.0.1`.
*/
function addressFor({ nics }, host) {
	const network = nics.find((nic) => nic.network !== "none")?.network ?? "none";
	const bridge = bridgeOf(network);
	const address = bridge === null ? host : interfaceAddress(bridge);
	if (address !== null) return {
		address,
		initiators: bridge === null ? address : "ALL"
	};
	const what = bridge === null ? "this host has no IPv4 address but loopback" : `the bridge ${bridge} has no IPv4 address on this host`;
	throw new VmtestError("VMTEST_ISCSI_FAILED", `${what}, and the guest's iSCSI disks need one that it reaches`, { hint: `give ${bridge ?? "an interface"} one (\`ip address add\`), or name a daemon of your own with --iscsi-portal` });
}
function callsOf(targets, initiators) {
	const accounts = targets.flatMap(({ account, inAccount }) => [account, inAccount].filter((one) => one !== null));
	return [...[...new Map(accounts.map((account) => [account.user, account])).values()].map(accountCall), ...targets.flatMap((target, index) => {
		const { make, rest } = targetCalls(target, index + 1, initiators);
		return [make, ...rest];
	})];
}
/** A phase of a test with iSCSI disks: each is in the environment of its steps, and in the configurations of its curtin. */
function withIscsi(spec, served) {
	if (served === void 0) return spec;
	const environment = Object.fromEntries(served.rootPaths.map((path, index) => [`VMTEST_ISCSI_${index}`, path]));
	return {
		...spec,
		environment: {
			...spec.environment,
			...environment
		},
		curtin: spec.curtin === null ? null : filled(spec.curtin, served)
	};
}
function filled(curtin, { rootPaths }) {
	const left = [...rootPaths];
	const fill = (text) => text.replaceAll(ISCSI_PLACEHOLDER, (word) => left.shift() ?? word);
	return {
		...curtin,
		configs: curtin.configs.map((config) => config.from === null ? config : {
			...config,
			text: fill(config.text)
		})
	};
}
// src/engine/replay/write.ts
/**
* Writes what it takes to start the same machines again elsewhere: versions, digests, the machine and its phases as data, as far as phases
* have run, and the tar below the test's folder in which its disks are, where they were packed.
*/
async function writeReplay(test, disksTar = null) {
	const { run, plan, firmware, image, target, started } = test;
	const code = firmware === null ? null : {
		path: firmware.code,
		sha256: await sha256File(firmware.code)
	};
	const { machine } = plan;
	const replay = {
		version: 1,
		id: plan.id,
		tool: run.tool,
		qemu: {
			program: test.qemu,
			version: run.qemuVersion
		},
		machine: {
			arch: machine.arch,
			type: started.at(-1)?.machineType ?? machine.type,
			cpu: machine.cpu,
			accel: machine.accel,
			firmware: code,
			spec: withoutSecrets(machine)
		},
		image: await recordedImage(plan.image, image),
		target: target === null ? null : await recordedImage(target.name, target),
		disksTar,
		phases: started.map(({ name, script, argv, spec }) => ({
			name,
			script,
			argv,
			spec
		}))
	};
	await writeWhole(test.dir.file(REPLAY_FILE), `${JSON.stringify(replay, null, 2)}\n`);
}
/** Nothing of an account of iSCSI, and no folder of this host. */
function withoutSecrets(machine) {
	const { iscsi, ...rest } = machine;
	const disks = rest.disks.map((disk) => ({
		...disk,
		from: disk.from?.startsWith("{") === true ? disk.from : nameOf(disk.from)
	}));
	if (iscsi === void 0) return {
		...rest,
		disks
	};
	const nobody = {
		target: null,
		user: null,
		password: null,
		inUser: null,
		inPassword: null
	};
	return {
		...rest,
		disks,
		iscsi: iscsi.map((disk) => ({
			...disk,
			...nobody
		}))
	};
}
function nameOf(path) {
	return path === null ? null : basename(path);
}
async function recordedImage(name, image) {
	const files = await Promise.all(Object.entries(image?.files ?? {}).map(async ([role, path]) => {
		const bytes = (await stat(path).catch(() => null))?.size;
		return bytes === void 0 ? [] : [[role, {
			bytes,
			path
		}]];
	}));
	return {
		name,
		version: image?.version ?? null,
		digests: image?.digests ?? {},
		files: Object.fromEntries(files.flat())
	};
}
/** Records with what a phase was started, over what is recorded of it already, and writes `replay.json` anew. */
async function recordStart(test, spec, how, server) {
	const phase = {
		name: spec.name,
		...how,
		spec: await recordPhase(test, spec, server)
	};
	const at = test.started.findIndex(({ name }) => name === spec.name);
	if (at === -1) test.started.push(phase);
	else test.started[at] = phase;
	await writeReplay(test);
}
/** A phase as data: what its plan says of its command line, and what its server gave the guest. */
async function recordPhase(test, spec, server) {
	const own = spec.argv.slice(0, spec.argv.length - test.plan.machine.qemuArgs.length);
	const valuesOf = (option) => own.flatMap((word, index) => own[index - 1] === option ? [word] : []);
	const [append] = valuesOf("-append");
	return {
		kind: spec.kind,
		prefix: spec.prefix,
		inputs: spec.inputs,
		kernel: append === void 0 ? null : {
			initrd: own.includes("-initrd"),
			append
		},
		smbios: valuesOf("-smbios"),
		harnessDisks: spec.harnessDisks.map(recordedDisk),
		reboots: spec.reboots,
		served: server === null ? null : await recordedServer(test, server)
	};
}
function recordedDisk({ name, address, file }) {
	const role = /^\{(?:image|target):([a-z-]+)\}$/.exec(file)?.[1];
	return {
		name,
		address,
		...role === void 0 ? {} : { role }
	};
}
async function recordedServer({ image, target }, { url, offered }) {
	const known = new Set([image, target].flatMap((one) => [...Object.values(one?.files ?? {}), ...Object.values(one?.published ?? {})]));
	const digestOf = (file) => [image, target].flatMap((one) => Object.entries(one?.files ?? {}).flatMap(([role, path]) => path === file ? [one?.digests[role]] : []))[0];
	return {
		url,
		files: await Promise.all([...offered].map(async ([path, file]) => {
			if (file === null || !known.has(file)) return {
				path,
				image: null
			};
			const { size } = await stat(file);
			return {
				path,
				image: {
					sha256: digestOf(file) ?? await digestOnce(file),
					bytes: size,
					path: file
				}
			};
		}))
	};
}
const digests = /* @__PURE__ */ new Map();
/** Of a file as it was published, which has hundreds of MB: once for all tests of a run, as the store does not change what it has. */
function digestOnce(file) {
	const known = digests.get(file) ?? sha256File(file);
	digests.set(file, known);
	return known;
}
// src/evidence/failed-step.ts
/**
* The last lines that a step wrote before it failed, by the guest's own marks on the console (`vmtest: step 1 "install" failed with status 3`);
* where it wrote nothing, that mark. Empty where the console has none: the guest was cut off, or its log was not kept.
* @param console as it came, or with its escapes removed
* @param step its name in the guest's record: `install`, `runcmd 2`
*/
function failedStep(console, step, consoleFile) {
	const mark = `vmtest: step \\d+ ${JSON.stringify(step).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
	const lines = console.split("\n");
	const failed = lines.findLastIndex((line) => new RegExp(`${mark} failed with status`).test(line));
	if (failed === -1) return [];
	const start = lines.slice(0, failed).findLastIndex((line) => new RegExp(`${mark}\\s*$`).test(line));
	const unfinished = lines[failed].replace(new RegExp(`${mark} failed with status.*$`, "s"), "");
	const from = Math.max(start + 1, failed - 500);
	const said = [...lines.slice(from, failed), unfinished].flatMap((line, index) => cite$1(line, from + index + 1, consoleFile));
	return said.length > 0 ? said.slice(-10) : cite$1(lines[failed], failed + 1, consoleFile);
}
function cite$1(line, number, file) {
	const text = plainText(line.replace(/\r+$/, "").split("\r").at(-1) ?? "").trimEnd();
	return text === "" ? [] : [{
		file,
		line: number,
		text
	}];
}
// src/engine/steps.ts
/** A command of `runcmd` that failed in the guest is a failed check of its own; behind its status is what it said last. */
function stepFindings(phases) {
	return phases.flatMap(({ phase, record, console, consoleFile }) => (record?.steps ?? []).filter((step) => step.name.startsWith("runcmd") && step.status !== 0).map(({ name, status }) => ({
		name: `${phase} ${name}`,
		verdict: "failed",
		message: status < 0 ? "did not run, because one before it failed" : failedMessage(status, failedStep(console, name, consoleFile)),
		phase,
		seconds: 0
	})));
}
function failedMessage(status, said) {
	const lines = said.map(({ file, line, text }, index) => index === 0 ? `${file}:${line}\n  ${text}` : `  ${text}`);
	return [`ended with status ${status} in the guest`, ...lines].join("\n");
}
/** What is worth telling of commands that collect: one that failed left less than was asked for, whatever the checks say. */
function collectNotes(phases) {
	return phases.flatMap(({ phase, record, console, consoleFile }) => (record?.steps ?? []).filter((step) => /^collect \d+$/.test(step.name) && step.status !== 0).map(({ name, status }) => {
		const last = failedStep(console, name, consoleFile).at(-1);
		return `${phase} ${name} ended with status ${status} in the guest${last === void 0 ? "" : `: ${last.file}:${last.line}: ${last.text}`}`;
	}));
}
// src/engine/tar-disks.ts
const CANCELLED = "the run was cancelled";
/**
* Packs the disks of a test's folder into one sparse tar, `disks/disks.tar`, and removes them: what TAR_DISKS of the original does, by
* `tar` of the host as there. Returns whether there was something to pack. Throws why it could not be done: the disks then stay.
*/
async function tarDisks(folder, signal) {
	const disks = join(folder, FOLDERS.disks);
	const names = (await readdir(disks, { withFileTypes: true }).catch(() => [])).flatMap((entry) => entry.isFile() ? [entry.name] : []);
	if (names.length === 0) return false;
	if (signal.aborted) throw new Error(CANCELLED);
	const part = join(folder, `${DISKS_TAR}.part`);
	const args = [
		"--create",
		`--file=${part}`,
		"--sparse",
		`--directory=${disks}`,
		"--",
		...names.sort()
	];
	const ended = await run("tar", args, {
		env: TOOL_ENV,
		signal
	});
	if (ended.exitCode !== 0) {
		await rm(part, { force: true }).catch(() => void 0);
		throw new Error(reasonOf(ended));
	}
	await rename(part, join(folder, DISKS_TAR));
	await Promise.all(names.map((name) => rm(join(disks, name), { force: true })));
	return true;
}
function reasonOf({ canceled, errorCode, exitCode, signal, stderr }) {
	if (canceled) return CANCELLED;
	if (errorCode === "ENOENT") return "there is no tar on this host";
	return stderr.trim().split("\n")[0] || `tar ended with ${exitCode ?? signal}`;
}
// src/engine/run-test.ts
/**
* Takes one test its whole way, and never throws: what goes wrong is its verdict. The folder exists; what the policy drops is gone at the end.
* An attempt that another one follows is left as it is, and told as nothing's end.
*/
async function runTest(test, phases) {
	const { run, plan } = test;
	const startedAt = Date.now() / 1e3;
	const began = performance.now();
	const findings = [];
	run.emit({
		type: "test-start",
		at: startedAt,
		test: plan.id
	});
	const ended = await goThrough$1(test, phases, findings).catch(async (error) => {
		if (isFull(error)) await run.freeReserve();
		return asVerdict(error);
	});
	const judged = expected(plan.expect, ended, test, run.allowFail);
	const seconds = () => (performance.now() - began) / 1e3;
	const draft = resultOf(test, judged, findings, startedAt, seconds());
	if (test.attempt?.again(judged) === true) return {
		result: draft,
		again: true
	};
	return {
		result: await conclude(test, draft),
		again: false
	};
}
/** Keeps what the policy says of a test that has ended, writes its result and tells it. */
async function conclude(test, draft) {
	const { run, plan } = test;
	const parts = faultOf(draft.verdict) === "none" ? plan.keep.pass : plan.keep.fail;
	if (run.tarDisks && parts.includes("disks")) await packDisks(test);
	const kept = await keptFiles(test.dir.path, parts).catch(() => []);
	const result = {
		...draft,
		kept
	};
	const write = () => writeWhole(test.dir.file(RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`).then(() => true, () => false);
	const written = await write();
	run.emit({
		type: "test-end",
		at: Date.now() / 1e3,
		test: plan.id,
		result
	});
	await dropTheRest(test.dir.path, parts).catch(() => void 0);
	if (!written) await write();
	return result;
}
/** Packs the disks of a test that has ended; where that fails they are kept as they are, and a warning says so. Never throws. */
async function packDisks(test) {
	const { run, plan, dir } = test;
	try {
		if (await tarDisks(dir.path, run.signal) && test.started.length > 0) await writeReplay(test, DISKS_TAR);
	} catch (error) {
		const why = plainText(error instanceof Error ? error.message : String(error));
		const message = `the disks are kept as they are, and not in ${DISKS_TAR}: ${why}`;
		run.emit({
			type: "notice",
			at: Date.now() / 1e3,
			severity: "warning",
			message,
			test: plan.id
		});
	}
}
const MORE_SPACE = "free space, or name another --topdir";
async function goThrough$1(test, phases, findings) {
	await makeMachineFiles(test);
	await using iscsi = await serveIscsi(test);
	const served = iscsi === null ? test : {
		...test,
		iscsi
	};
	for (const phase of phases) {
		const result = await runPhase(served, phase);
		if (result.verdict !== "passed") return {
			verdict: result.verdict,
			cause: `${phase.name}: ${result.cause}`,
			hint: result.verdict === "disk-full" ? MORE_SPACE : null
		};
	}
	await check(test, findings);
	return checksEnd(findings);
}
/** How a test ends whose phases all passed: as its checks say. */
function checksEnd(findings) {
	const failed = findings.filter((finding) => finding.verdict === "failed");
	if (failed.length === 0) return {
		verdict: "passed",
		cause: "",
		hint: null
	};
	const first = failed[0];
	const more = failed.length === 1 ? "" : ` (and ${failed.length - 1} more)`;
	return {
		verdict: "check-failed",
		cause: `${first.name}: ${first.message.split("\n")[0]}${more}`,
		hint: null
	};
}
async function runPhase(test, phase) {
	const { run, plan } = test;
	const spec = plan.phases.find(({ name }) => name === phase.name);
	if (run.signal.aborted) throw new VmtestError("VMTEST_CANCELLED", "the run was cancelled");
	const startedAt = Date.now() / 1e3;
	run.emit({
		type: "phase-start",
		at: startedAt,
		test: plan.id,
		phase: phase.name,
		timeoutSeconds: spec?.timeoutSeconds ?? 0
	});
	await using undo = new AsyncDisposableStack();
	try {
		const { result, evidence } = await phase.run(test, undo);
		test.evidence.push(evidence);
		return endPhase(test, result);
	} catch (error) {
		const { verdict, cause } = asVerdict(error);
		endPhase(test, {
			name: phase.name,
			kind: spec?.kind ?? "boot",
			verdict,
			cause,
			excerpts: [],
			startedAt,
			qemuSeconds: 0,
			consoleLog: null,
			seconds: Date.now() / 1e3 - startedAt
		});
		throw error;
	}
}
function endPhase(test, result) {
	test.phases.push(result);
	test.run.emit({
		type: "phase-end",
		at: Date.now() / 1e3,
		test: test.plan.id,
		result
	});
	return result;
}
async function check(test, findings) {
	const { run, plan } = test;
	const found = (finding) => {
		const at = Date.now() / 1e3;
		findings.push(finding);
		test.dir.log({
			at,
			type: "check",
			phase: finding.phase,
			name: finding.name,
			verdict: finding.verdict
		});
		run.emit({
			type: "check",
			at,
			test: plan.id,
			finding
		});
	};
	for (const finding of stepFindings(test.evidence)) found(finding);
	for (const message of collectNotes(test.evidence)) run.emit({
		type: "notice",
		at: Date.now() / 1e3,
		severity: "warning",
		message,
		test: plan.id
	});
	const settings = [...plan.checks, ...plan.phases.flatMap((phase) => phase.checks)];
	await writeFile(test.dir.file(RESULT_FILE), JSON.stringify({
		id: plan.id,
		phases: test.phases
	}, null, 2));
	await runChecks(settings, {
		folder: test.dir.path,
		phases: test.evidence
	}, {
		folder: plan.folder,
		env: run.commandEnv,
		environment: plan.phases[0]?.environment ?? {},
		signal: run.signal,
		onFinding: found
	});
	if (run.signal.aborted) throw new VmtestError("VMTEST_CANCELLED", "the run was cancelled during its checks");
}
/** How a test ends that an error ended. */
function asVerdict(error) {
	if (error instanceof VmtestError) return {
		verdict: error.verdict ?? "qemu-failed",
		cause: plainText(error.message),
		hint: error.hint ?? null
	};
	if (isFull(error)) return {
		verdict: "disk-full",
		cause: "the host has no space left for the top folder",
		hint: MORE_SPACE
	};
	return {
		verdict: "qemu-failed",
		cause: `vmtest failed: ${plainText(error instanceof Error ? error.stack ?? error.message : String(error))}`,
		hint: "this is a bug of vmtest: please report it"
	};
}
function resultOf(test, ended, checks, startedAt, seconds) {
	const { run, plan } = test;
	return {
		...header(plan, run.tool, test.attempt),
		verdict: ended.verdict,
		cause: ended.cause,
		hint: ended.hint,
		reason: ended.reason,
		startedAt,
		seconds,
		phases: test.phases,
		checks,
		kept: [],
		folder: test.dir.path,
		qemu: {
			version: run.qemuVersion,
			accel: plan.machine.accel,
			machineType: plan.machine.type,
			cpu: plan.machine.cpu
		},
		image: {
			name: plan.image,
			version: test.image?.version ?? null,
			digests: test.image?.digests ?? {}
		},
		target: targetOf(test)
	};
}
/** The image that is installed, where it is not the one that is booted. */
function targetOf({ plan, target }) {
	if (target === null || target.name === plan.image) return null;
	return {
		name: target.name,
		version: target.version,
		digests: target.digests
	};
}
function header(plan, tool, { number, earlier } = FIRST) {
	return {
		version: 1,
		id: plan.id,
		slug: plan.slug,
		name: plan.name,
		axes: plan.axes,
		attempts: number,
		...earlier.length === 0 ? {} : { earlier },
		place: plan.place,
		tool
	};
}
const FIRST = {
	number: 1,
	earlier: []
};
/** The result of a test that the suite skips today. */
function skippedResult(plan, tool) {
	const { reason = null, link = null, until = null } = plan.skip ?? {};
	const why = [
		reason,
		link,
		until === null ? null : `until ${until}`
	].filter((part) => part !== null).join(", ");
	return notStarted(plan, tool, {
		verdict: "skipped",
		cause: why,
		hint: null,
		reason: why
	});
}
/** The result of a test that never started: skipped, cancelled before its turn, or without what it needs. */
function notStarted(plan, tool, ended, attempt) {
	return {
		...header(plan, tool, attempt),
		verdict: ended.verdict,
		cause: ended.cause,
		hint: ended.hint,
		reason: ended.reason,
		startedAt: Date.now() / 1e3,
		seconds: 0,
		phases: [],
		checks: [],
		kept: [],
		folder: null,
		qemu: {
			version: null,
			accel: plan.machine.accel,
			machineType: plan.machine.type,
			cpu: plan.machine.cpu
		},
		image: {
			name: plan.image,
			version: null,
			digests: {}
		},
		target: null
	};
}
// src/faces/settings/late-file.ts
/**
* A file that is made afresh when the first text comes: the folder in which it may be must be empty until then, and where nothing comes
* nothing is overwritten. Each text is in the file when `put` returns, so that a run that is killed has its log. `lost` is called once where the
* file cannot be written, with the system's reason; nothing is written after it.
*/
function lateFile(path, lost) {
	let fd = null;
	let broken = false;
	const put = (text) => {
		if (broken) return;
		try {
			if (fd === null) {
				mkdirSync(dirname(path), { recursive: true });
				fd = openSync(path, "w");
			}
			const data = Buffer.from(text);
			for (let at = 0; at < data.length;) at += writeSync(fd, data, at);
		} catch (error) {
			broken = true;
			lost(error instanceof Error ? error.message : String(error));
		}
	};
	return {
		put,
		[Symbol.dispose]: () => {
			if (fd !== null) closeSync(fd);
			fd = null;
			broken = true;
		}
	};
}
// src/faces/action/high-water.ts
/** How little room was left on the disk of a run: looked at whenever something ended, which is when most is there. */
var HighWater = class {
	#folder;
	#before;
	#least;
	/** `folder`: on the file system that is watched; it need not be the run's own. */
	constructor(folder) {
		this.#folder = folder;
		this.#before = this.#free();
		this.#least = this.#before;
	}
	listen(event) {
		if (event.type !== "phase-end" && event.type !== "image") return;
		const free = this.#free();
		if (free !== null && (this.#least === null || free < this.#least)) this.#least = free;
	}
	facts() {
		if (this.#before === null || this.#least === null) return [];
		return [{
			label: "Disk",
			value: `at most ${formatSize(this.#before - this.#least)} taken, at least ${formatSize(this.#least)} free`
		}];
	}
	#free() {
		try {
			const { bavail, bsize } = statfsSync(this.#folder);
			return bavail * bsize;
		} catch {
			return null;
		}
	}
};
// src/faces/action/image-cache.ts
const RESTORE_SECONDS = 300;
const SAVE_SECONDS = 900;
const SETTLE_SECONDS = 120;
/** What to do, by why an entry was not kept. */
const MENDS = {
	rate: "GitHub takes 200 uploads a minute of a repository: what was not saved is saved by a later run",
	denied: "this run’s token may not write the cache: a run on the default branch saves it",
	quota: "the repository’s cache is full: remove entries (gh cache delete), raise its limit, or set the input cache to read",
	late: "images come from the network, or later runs save them; an image-dir of the runner’s own needs neither",
	failed: "nothing else depends on it: images come from the network"
};
/**
* The images of earlier jobs in GitHub's cache; null where it is switched off. Nothing throws, and nothing waits for a save but `settle`.
* Only a run whose event may write saves, each version as soon as it is there, one at a time; ACTIONS_CACHE_MODE is heard before anything is
* packed.
*/
function imageVault(options) {
	return options.mode === "off" ? null : new Vault(options);
}
var Vault = class {
	#options;
	#reads;
	#writes;
	#stop = new AbortController();
	/** Keys that need not be saved. */
	#known = /* @__PURE__ */ new Set();
	#notes = /* @__PURE__ */ new Map();
	/** Keys that were not there: who asks again, at a test's next attempt, misses no more than before. */
	#missing = /* @__PURE__ */ new Set();
	#counts = {
		hits: 0,
		misses: 0,
		saved: 0,
		hitBytes: 0,
		savedBytes: 0
	};
	#saving = Promise.resolve();
	constructor(options) {
		const { env, mode, mayWrite, signal } = options;
		this.#options = options;
		const there = hasService(env);
		const allowed = (env.ACTIONS_CACHE_MODE ?? "").trim().toLowerCase();
		this.#reads = there && !["none", "write-only"].includes(allowed);
		this.#writes = there && mode === "auto" && mayWrite && !["none", "read"].includes(allowed);
		if (!there) this.#note("service", "notice", "there is no cache service here", "images come from the network; an image-dir keeps them");
		if (signal?.aborted === true) this.#stop.abort();
		signal?.addEventListener("abort", () => this.#stop.abort(), { once: true });
	}
	async restore(want) {
		if (!this.#reads || this.#stop.signal.aborted) return false;
		try {
			await using folder = await cacheFolder(this.#options.temp);
			const seconds = this.#options.restoreSeconds ?? RESTORE_SECONDS;
			const { env } = this.#options;
			const answer = await callCache({
				what: "restore",
				key: want.key,
				env,
				signal: this.#stop.signal,
				seconds
			}, folder);
			if (answer.key !== want.key) return this.#missed(want, answer);
			const bytes = await takeOut(folder, want);
			if (bytes === null) return this.#missed(want, {
				key: null,
				why: "failed",
				said: "the entry has not the files that it should have"
			});
			this.#known.add(want.key);
			this.#counts.hits += 1;
			this.#counts.hitBytes += bytes;
			this.#tell(`cache: ${want.label}: hit (${formatSize(bytes)})`);
			return true;
		} catch (error) {
			return this.#missed(want, {
				key: null,
				why: "failed",
				said: String(error)
			});
		}
	}
	#missed({ key, label }, { why, said }) {
		if (!this.#missing.has(key)) {
			this.#missing.add(key);
			this.#counts.misses += 1;
			this.#tell(`cache: ${label}: miss`);
		}
		if (why !== null && why !== "cancelled") this.#failed(why, `the cache did not give ${label}`, said);
		return false;
	}
	async save(entry) {
		if (!this.#writes || this.#stop.signal.aborted || this.#known.has(entry.key)) return;
		this.#known.add(entry.key);
		try {
			const folder = await cacheFolder(this.#options.temp);
			const bytes = await takeHold(folder, entry);
			this.#saving = this.#saving.then(() => this.#upload(entry, bytes, folder));
		} catch (error) {
			this.#failed("failed", `${entry.label} could not be put aside for the cache`, String(error));
		}
	}
	async #upload({ key, label }, bytes, folder) {
		try {
			if (!this.#writes || this.#stop.signal.aborted) return;
			const { bavail, bsize } = await statfs(folder.path);
			if (bavail * bsize < bytes) return this.#failed("failed", `${label} was not saved: no room to pack it`, formatSize(bytes));
			const { env } = this.#options;
			const answer = await callCache({
				what: "save",
				key,
				env,
				signal: this.#stop.signal,
				seconds: SAVE_SECONDS
			}, folder);
			if (answer.key !== null) {
				this.#counts.saved += 1;
				this.#counts.savedBytes += bytes;
				this.#tell(`cache: ${label}: saved (${formatSize(bytes)} before compression)`);
			} else if (answer.why === "exists") this.#tell(`cache: ${label}: another job has saved it`);
			else if (answer.why !== "cancelled") this.#failed(answer.why ?? "failed", `${label} was not saved to the cache`, answer.said);
			if (answer.why === "rate" || answer.why === "denied" || answer.why === "quota") this.#writes = false;
		} catch (error) {
			this.#failed("failed", `${label} was not saved to the cache`, String(error));
		} finally {
			await folder.remove();
		}
	}
	async settle(seconds = SETTLE_SECONDS) {
		const timer = setTimeout(() => {
			this.#failed("late", `the cache took longer than ${seconds} s to save what is left`, "");
			this.#stop.abort();
		}, seconds * 1e3);
		await this.#saving;
		clearTimeout(timer);
	}
	summary() {
		const { hits, misses, saved, hitBytes, savedBytes } = this.#counts;
		const words = [
			`${hits} ${hits === 1 ? "hit" : "hits"}${hits === 0 ? "" : ` (${formatSize(hitBytes)})`}`,
			`${misses} ${misses === 1 ? "miss" : "misses"}`,
			...saved === 0 ? [] : [`${saved} saved (${formatSize(savedBytes)} before compression)`]
		];
		return {
			hits,
			misses,
			saved,
			facts: hits + misses + saved === 0 ? [] : [{
				label: "Image cache",
				value: words.join(", ")
			}],
			notes: [...this.#notes.values()]
		};
	}
	#failed(why, what, said) {
		this.#note(why, "warning", `${what}${said === "" ? "" : `: ${said}`}`, MENDS[why] ?? MENDS.failed ?? "");
	}
	/** One for each cause: ten images that are refused alike are one thing to know. */
	#note(cause, severity, message, hint) {
		if (!this.#notes.has(cause)) this.#notes.set(cause, {
			severity,
			message: plainLine(message),
			hint
		});
	}
	#tell(line) {
		this.#options.tell(plainLine(line));
	}
};
/** As the toolkit asks: version 2 of the service by its results, version 1 by an address of its own. */
function hasService(env) {
	return Boolean(env.ACTIONS_CACHE_SERVICE_V2 ? env.ACTIONS_RESULTS_URL : env.ACTIONS_CACHE_URL);
}
/** Puts the files into the folder under second names: they may be moved or removed then. Returns their bytes together. */
async function takeHold({ data }, { folder, files }) {
	let bytes = 0;
	for (const name of files) {
		const [from, to] = [join(folder, name), join(data, name)];
		await link(from, to).catch((error) => {
			if ([
				"EXDEV",
				"EPERM",
				"ENOTSUP",
				"EMLINK"
			].some((code) => isErrno(error, code))) return copyFile(from, to);
			throw error;
		});
		bytes += (await lstat(to)).size;
	}
	return bytes;
}
/** Moves the files that were asked for out of a restored entry; null where one is not there. They are verified by who asked. */
async function takeOut(entry, { folder, files }) {
	const there = (await Promise.all(files.map((name) => restoredFile(entry, name)))).filter((file) => file !== null);
	if (there.length < files.length) return null;
	for (const [index, { path }] of there.entries()) {
		const to = join(folder, files[index]);
		await rename(path, to).catch((error) => isErrno(error, "EXDEV") ? copyFile(path, to) : Promise.reject(error));
	}
	return there.reduce((sum, { bytes }) => sum + bytes, 0);
}
// src/host/needs.ts
/** What the machines of some tests need and this host has not. Of tests that are commands, nothing is known. */
async function missingNeeds(tests, search) {
	const machines = tests.filter(({ command, skip }) => command === null && skip === null).map(({ machine }) => machine);
	if (machines.length === 0) return [];
	const programs = [
		...[...new Set(machines.map(({ arch }) => arch))].map((arch) => `qemu-system-${arch}`),
		"qemu-img",
		"setpriv",
		"flock"
	];
	if (machines.some(({ iscsi }) => iscsi !== void 0)) programs.push("tgtd");
	const found = await Promise.all(programs.map((name) => findProgram(name, `${search.path}:/usr/sbin:/sbin`)));
	const missing = new Set(programs.filter((_, index) => found[index] === null));
	const wishes = new Map(machines.filter(({ firmware }) => firmware.startsWith("uefi")).map((one) => [firmwareKey(one), one]));
	for (const { arch, type, firmware } of wishes.values()) {
		const answer = await findFirmware({
			arch,
			machineType: type,
			secureBoot: firmware === "uefi-secure"
		}, search.firmware, search.family);
		if (!isFirmware(answer)) missing.add(`firmware-${arch}`);
	}
	return [...missing];
}
const firmwareKey = ({ arch, type, firmware }) => `${arch} ${type} ${firmware}`;
/** The one command that brings some things; null on a distribution whose packages we cannot name. */
function installCommand(things, family) {
	const packages = packagesOf(things, family);
	if (packages.length === 0) return null;
	return `${family === "debian" ? "apt-get install -y" : "dnf install -y"} ${packages.join(" ")}`;
}
// src/host/room.ts
const MiB = 2 ** 20;
const GiB = 2 ** 30;
/** Less than this no run can do with: its reports, logs and empty disks. */
const LEAST = 64 * MiB;
/** What an installed system takes of its disks, as far as anybody can say before: disks are sparse, and a small server takes about this. */
const INSTALLED = 3 * GiB;
/** What the boots of a disk that is there write. */
const BOOTED = GiB / 2;
/** What QEMU takes beside the guest's memory. */
const OVERHEAD_MIB$1 = 200;
/** Disk that a test may take while it runs, in bytes: what its machine's disks may grow by, never more than they hold. */
function growthOf({ machine, phases }) {
	const held = [...machine.disks, ...machine.iscsi ?? []].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
	return Math.min(held, phases.some(({ kind }) => kind === "install") ? INSTALLED : BOOTED);
}
/** Disk that so many tests at once may take: those that take the most. */
function growthAtOnce(tests, jobs) {
	return tests.map(growthOf).sort((a, b) => b - a).slice(0, jobs).reduce((sum, size) => sum + size, 0);
}
/** What is wrong with the room for a run: an error where it is certain that it does not suffice, else a warning. */
function diskProblems({ path: topdir, named }, space, tests, jobs) {
	const free = formatSize(space.freeBytes);
	const hint = "free some, take a larger runner, or name a folder on another disk: topdir";
	if (space.totalBytes === 0) return [];
	if (space.freeBytes < LEAST) return [{
		code: "VMTEST_DISK_FULL",
		severity: "error",
		message: `the disk of ${topdir} has ${free} left, and no run does with less than ${formatSize(LEAST)}`,
		hint
	}];
	const problems = [];
	const wanted = growthAtOnce(tests, jobs);
	if (space.freeBytes < wanted) {
		const message = `the disk of ${topdir} has ${free} left, and ${jobs === 1 ? "a test" : `${jobs} tests at once`} may take ${formatSize(wanted)}`;
		problems.push({
			code: "VMTEST_DISK_FULL",
			severity: "warning",
			message,
			hint: `${hint}; or run fewer tests at once: jobs`
		});
	}
	if (space.inMemory) {
		const message = `${topdir} is in memory (${space.type}, ${free} free): disks there take what machines need`;
		problems.push({
			code: "VMTEST_DISK_FULL",
			severity: "warning",
			message,
			hint: "leave topdir out, or name a folder on a disk"
		});
	} else if (named && /^\/tmp(?:\/|$)/.test(topdir)) {
		const message = `${topdir} is below /tmp, which newer runners have in memory, with a quota`;
		problems.push({
			code: "VMTEST_DISK_FULL",
			severity: "warning",
			message,
			hint: "leave topdir out: it is below RUNNER_TEMP then"
		});
	}
	return problems;
}
/** Whether the largest machine fits into the memory that is to be had; one that no memory of this host holds is a problem of the plan. */
function memoryProblems({ availableBytes }, tests) {
	const [largest] = tests.filter(({ command }) => command === null).sort((a, b) => b.machine.memoryMiB - a.machine.memoryMiB);
	const wanted = ((largest?.machine.memoryMiB ?? 0) + OVERHEAD_MIB$1) * MiB;
	if (largest === void 0 || wanted <= availableBytes) return [];
	return [{
		code: "VMTEST_QEMU_FAILED",
		severity: "warning",
		message: `the machine of ${largest.id} takes ${formatSize(wanted)} of memory, and ${formatSize(availableBytes)} are to be had`,
		hint: "give it less (machine.memory), take a larger runner, or end what else runs here",
		test: largest.id
	}];
}
// src/faces/action/host.ts
/**
* Makes KVM usable where it is there and this user may not open it: on a hosted runner by the udev rule, elsewhere the note has the command.
* Whether it runs guests is the canary's question. Nothing but one access(2) where all is well; never throws.
*/
async function mendKvm(request) {
	const { hosted, accel, device = "/dev/kvm" } = request;
	if (accel === "tcg" || await mayUse(device)) return [];
	const severity = accel === "kvm" ? "warning" : "notice";
	if (await stat(device).catch(() => null) === null) {
		const { cause, mend } = await explainAbsent(device);
		const arm = hosted && process.arch === "arm64" ? "; GitHub’s arm64 runners may have none: take one of x64" : "";
		return [{
			severity,
			message: cause,
			...mend === null ? {} : { hint: `${mend}${arm}` }
		}];
	}
	const denied = `${device} is there, and this user may not open it`;
	if (!hosted) return [{
		severity,
		message: `${denied}; this host is not ours to change`,
		hint: UDEV_MEND
	}];
	const failure = await applyRule(request);
	if (failure === null && await becomesUsable(device)) {
		request.tell(`${denied}: mended by a udev rule`);
		return [];
	}
	return [{
		severity,
		message: `${denied}, and ${failure === null ? "the udev rule has changed nothing" : `the udev rule could not be applied: ${failure}`}`,
		hint: UDEV_MEND
	}];
}
async function mayUse(device) {
	return await access(device, constants$3.R_OK | constants$3.W_OK).then(() => true, () => false);
}
/** Null where all went well, else what the first failure said. */
async function applyRule({ path, signal }) {
	const options = {
		env: {
			...TOOL_ENV,
			...path === void 0 ? {} : { PATH: path }
		},
		timeout: 30,
		...signal ? { signal } : {}
	};
	const rule = await run("sudo", [
		"-n",
		"tee",
		KVM_RULE_FILE
	], {
		...options,
		input: `${KVM_RULE}\n`
	});
	if (rule.exitCode !== 0) return lastWords(rule);
	for (const words of UDEV_COMMANDS) {
		const outcome = await run("sudo", ["-n", ...words], options);
		if (outcome.exitCode !== 0) return lastWords(outcome);
	}
	return null;
}
/** udev works on what it is told some time after. */
async function becomesUsable(device) {
	for (let tries = 0; tries < 50; tries += 1) {
		if (await mayUse(device)) return true;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return false;
}
const INSTALL_SECONDS = 600;
/**
* Installs what the plan's machines need and the host has not, by apt: on hosted runners, or where `policy` is `always`. An old package index is
* renewed and asked again. What is left is a note with the one command; what runs without it, the run itself refuses. Never throws.
*/
async function installMissing(request) {
	const { policy, hosted, tests, surroundings, tell } = request;
	const { family } = await distribution(request.osRelease);
	const firmware = request.firmware ?? firmwareFolders(`${surroundings.home}/.config`);
	const search = {
		path: surroundings.path,
		firmware,
		family
	};
	const missing = await missingNeeds(tests, search);
	const beside = request.packages ?? [];
	if (missing.length + beside.length === 0) return {
		installed: [],
		notes: []
	};
	const command = installCommand(missing, family);
	const hint = command === null ? "install them by the distribution’s own means" : `as root: ${command}`;
	const lacks = `this host has no ${[...missing, ...beside].join(", ")}`;
	if (!(policy === "always" || policy === "auto" && hosted) || family !== "debian") return {
		installed: [],
		notes: missing.length === 0 ? [] : [{
			severity: "warning",
			message: `this host has no ${missing.join(", ")}`,
			hint
		}]
	};
	const packages = [.../* @__PURE__ */ new Set([...packagesOf(missing, family), ...beside])].sort();
	tell(`${lacks}: installing ${packages.join(", ")}`);
	const failure = await aptInstall(packages, request);
	const left = await missingNeeds(tests, search);
	if (left.length === 0 && (failure === null || beside.length === 0)) return {
		installed: packages,
		notes: []
	};
	const why = failure ?? "it is still not there";
	return {
		installed: [],
		notes: [{
			severity: "warning",
			message: `${(left.length === 0 ? beside : left).join(", ")} could not be installed: ${why}`,
			hint
		}]
	};
}
/**
* For sh: takes its environment from stdin, `NAME=value` on each line, and becomes the program that its arguments say. Descriptor 3 is what apt is
* to read beside its own configuration: of `apt_proxy` in the environment it knows nothing.
*/
const READ_SETTINGS = `while IFS= read -r setting; do export "$setting"; done; exec "$@" 3<<END
Acquire::http::Proxy "$apt_proxy";
END`;
/** Null where apt succeeded, else its last words. */
async function aptInstall(packages, { surroundings, signal }) {
	const { path, uid, proxy } = surroundings;
	const settings = ["DEBIAN_FRONTEND=noninteractive", ...Object.entries(proxy).map(([name, value]) => `${name}=${value}`)];
	const options = {
		env: {
			...TOOL_ENV,
			PATH: path
		},
		timeout: INSTALL_SECONDS,
		...signal === void 0 ? {} : { signal }
	};
	const config = proxy.apt_proxy === void 0 ? [] : ["-c", "/dev/fd/3"];
	const apt = (...words) => {
		const all = [
			"/bin/sh",
			"-c",
			READ_SETTINGS,
			"sh",
			"apt-get",
			...config,
			"-o",
			"DPkg::Lock::Timeout=120",
			"-o",
			"Acquire::Retries=3",
			...words
		];
		const [command, ...args] = uid === 0 ? all : [
			"sudo",
			"-n",
			...all
		];
		return run(command, args, {
			...options,
			input: settings.map((setting) => `${setting}\n`).join("")
		});
	};
	const install = () => apt("install", "-y", "--no-install-recommends", ...packages);
	const first = await install();
	if (first.exitCode === 0 || first.canceled) return null;
	const update = await apt("update");
	const second = await install();
	return second.exitCode === 0 ? null : lastWords(update.exitCode === 0 ? second : update);
}
function lastWords({ command, errorCode, timedOut, stderr, stdout }) {
	if (errorCode !== void 0 && stderr === "") return `${command.split(" ")[0]}: ${errorCode}`;
	if (timedOut) return "it took too long";
	const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
	const said = lines.filter((line) => /^E: |error|sudo: /i.test(line));
	return plainLine(shorten(said.at(-1) ?? lines.at(-1) ?? "it said nothing", 300));
}
/** Holds the host's free disk and memory against what the plan needs. Virtual sizes are not taken for real ones: see src/host/room.ts. */
async function checkRoom({ tests, topdir, store, jobs }) {
	const [top, images, memory, cpus] = await Promise.all([
		diskSpace(topdir.path),
		diskSpace(store),
		usableMemory(),
		usableCpus()
	]);
	const running = tests.filter(({ skip }) => skip === null);
	const atOnce = Math.max(1, Math.min(jobs ?? cpus, running.length));
	return {
		facts: [
			{
				label: "Free disk",
				value: `${formatSize(top.freeBytes)} (${top.type})`
			},
			...images.freeBytes === top.freeBytes ? [] : [{
				label: "Free disk of the image store",
				value: formatSize(images.freeBytes)
			}],
			{
				label: "Free memory",
				value: `${formatSize(memory.availableBytes)} of ${formatSize(memory.totalBytes)}`
			}
		],
		problems: [...diskProblems(topdir, top, running, atOnce), ...memoryProblems(memory, running)]
	};
}
// src/faces/action/ready-host.ts
/**
* Plans the suites on a host that is made ready for them: KVM opened, packages installed where the inputs say so, room held against the plan.
* Throws the user's mistakes, and VMTEST_DISK_FULL and the like where it is certain that the host cannot hold them; what it only lacks is a note.
*/
async function readyHost(step, files) {
	const { job, work, shard, log, signal } = step;
	const { hosted } = job.context;
	const { settings, own } = job.inputs;
	const only = shard === null ? {} : { only: shard.tests };
	const { path } = job.surroundings;
	job.notes.push(...await mendKvm({
		hosted,
		accel: settings.accel,
		path,
		signal,
		tell: log.say
	}));
	const first = await selectedSuites(job, files, only);
	const tests = testsOf(first);
	const policy = own["install-deps"] ?? "auto";
	const packages = [...new Set(first.flatMap(({ prepared }) => Object.values(prepared.catalogue).flatMap(packagesOfImage)))];
	const { surroundings } = job;
	const store = first[0]?.prepared.store ?? work.folder;
	const topdir = {
		path: work.topdir,
		named: settings.topdir !== null
	};
	const room = () => checkRoom({
		tests,
		topdir,
		store,
		jobs: settings.jobs
	});
	const early = room();
	early.catch(() => void 0);
	const { installed, notes } = await installMissing({
		policy,
		hosted,
		tests,
		packages,
		surroundings,
		signal,
		tell: log.say
	});
	job.notes.push(...notes);
	const suites = installed.length === 0 ? first : await prepareSuites(job, files, only);
	const { facts, problems } = await (installed.length === 0 ? early : room());
	for (const { severity, message, hint } of problems) if (severity === "warning") job.notes.push({
		severity,
		message,
		...hint === void 0 ? {} : { hint }
	});
	const certain = problems.filter(({ severity }) => severity === "error");
	if (certain.length > 0) throw problemsError(certain);
	return {
		suites,
		facts
	};
}
/** What an image cannot be built without. */
function packagesOfImage({ problems }) {
	return problems.flatMap((problem) => problem.packages ?? []);
}
function testsOf(suites) {
	return suites.flatMap(({ prepared }) => prepared.plan.tests);
}
// node_modules/p-queue/dist/lower-bound.js
function lowerBound(array, value, comparator) {
	let first = 0;
	let count = array.length;
	while (count > 0) {
		const step = Math.trunc(count / 2);
		let it = first + step;
		if (comparator(array[it], value) <= 0) {
			first = ++it;
			count -= step + 1;
		} else count = step;
	}
	return first;
}
// node_modules/p-queue/dist/priority-queue.js
const compactionThreshold = 100;
var PriorityQueue = class {
	#queue = [];
	#head = 0;
	#compact() {
		if (this.#head === 0) return;
		this.#queue.splice(0, this.#head);
		this.#head = 0;
	}
	#findIndex(isMatch) {
		for (let index = this.#head; index < this.#queue.length; index++) if (isMatch(this.#queue[index])) return index;
		return -1;
	}
	#removeFirst() {
		const item = this.#queue[this.#head];
		this.#queue[this.#head] = void 0;
		this.#head++;
		if (this.#head === this.#queue.length) {
			this.#queue.length = 0;
			this.#head = 0;
		} else if (this.#head > compactionThreshold && this.#head > this.#queue.length / 2) this.#compact();
		return item.run;
	}
	enqueue(run, options) {
		const { priority = 0, id } = options ?? {};
		const { size } = this;
		const element = {
			priority,
			id,
			run
		};
		if (size === 0) {
			this.#queue.length = 0;
			this.#head = 0;
			this.#queue.push(element);
			return;
		}
		if (this.#queue.at(-1).priority >= priority) {
			this.#queue.push(element);
			return;
		}
		this.#compact();
		const index = lowerBound(this.#queue, element, (a, b) => a.priority === b.priority ? 0 : b.priority - a.priority);
		this.#queue.splice(index, 0, element);
	}
	setPriority(id, priority) {
		const index = this.#findIndex((element) => element.id === id);
		if (index === -1) throw new ReferenceError(`No promise function with the id "${id}" exists in the queue.`);
		if (this.#queue[index].priority === priority) return;
		const [item] = this.#queue.splice(index, 1);
		this.enqueue(item.run, {
			priority,
			id
		});
	}
	remove(idOrRun) {
		const index = this.#findIndex((element) => (typeof idOrRun === "string" ? element.id : element.run) === idOrRun);
		if (index === this.#head) this.#removeFirst();
		else if (index !== -1) this.#queue.splice(index, 1);
	}
	dequeue() {
		return this.#head === this.#queue.length ? void 0 : this.#removeFirst();
	}
	filter(options) {
		const result = [];
		for (let index = this.#head; index < this.#queue.length; index++) {
			const element = this.#queue[index];
			if (element.priority === options.priority) result.push(element.run);
		}
		return result;
	}
	get size() {
		return this.#queue.length - this.#head;
	}
};
// node_modules/p-queue/dist/index.js
const maximumTimerDelay = 2147483647;
const asyncHooks = globalThis.process?.getBuiltinModule?.("node:async_hooks");
const bindAsyncContext = (function_) => {
	if (asyncHooks === void 0) return function_;
	const asyncResource = new asyncHooks.AsyncResource("PQueueTask");
	return () => asyncResource.runInAsyncScope(function_);
};
const validateTimeout = (timeout) => {
	if (timeout !== void 0 && !(Number.isFinite(timeout) && timeout > 0 && timeout <= maximumTimerDelay)) throw new TypeError(`Expected \`timeout\` to be a positive finite number up to ${maximumTimerDelay}, got \`${timeout}\` (${typeof timeout})`);
};
const validateLimit = (name, value) => {
	if (!(typeof value === "number" && value >= 1 && (value === Infinity || Number.isInteger(value)))) throw new TypeError(`Expected \`${name}\` to be an integer from 1 and up or \`Infinity\`, got \`${String(value)}\` (${typeof value})`);
};
const validateRateLimit = (interval, intervalCap, isStrict) => {
	validateLimit("intervalCap", intervalCap);
	if (!(Number.isFinite(interval) && interval >= 0)) throw new TypeError(`Expected \`interval\` to be a finite number >= 0, got \`${String(interval)}\` (${typeof interval})`);
	if (intervalCap !== Infinity && interval > maximumTimerDelay) throw new TypeError(`Expected \`interval\` to be at most ${maximumTimerDelay} with an \`intervalCap\`, got \`${interval}\``);
	if (isStrict && interval === 0) throw new TypeError("The `strict` option requires a non-zero `interval`");
	if (isStrict && intervalCap === Infinity) throw new TypeError("The `strict` option requires a finite `intervalCap`");
};
/**
Promise queue with concurrency control.

The queue is an `EventTarget`. Listen with `queue.addEventListener(event, listener)`, and stop with `queue.removeEventListener(event, listener)`. The options `{once: true}` and `{signal}` work too. The `completed` and `error` events have the result or the error in `event.detail`. If the result or the error is `undefined`, `event.detail` is `null`, because `CustomEvent` works that way.
*/
var PQueue = class extends EventTarget {
	#carryoverIntervalCount;
	#isIntervalIgnored;
	#intervalCount = 0;
	#intervalCap;
	#rateLimitedInInterval = false;
	#rateLimitFlushScheduled = false;
	#interval;
	#intervalEnd = 0;
	#intervalId;
	#timeoutId;
	#strict;
	#strictTicks = [];
	#strictTicksStartIndex = 0;
	#queue;
	#queueClass;
	#pending = 0;
	#concurrency;
	#isPaused;
	#idAssigner = 1n;
	#runningTasks = /* @__PURE__ */ new Set();
	#abortListeners = /* @__PURE__ */ new Map();
	#waitingTasks = /* @__PURE__ */ new Set();
	#timeout;
	constructor(options) {
		super();
		globalThis.process?.getBuiltinModule?.("node:events")?.setMaxListeners(Infinity, this);
		const { carryoverIntervalCount = false, intervalCap = Infinity, interval = 0, concurrency = Infinity, autoStart = true, queueClass = PriorityQueue, strict = false, timeout } = options ?? {};
		validateRateLimit(interval, intervalCap, strict);
		this.#carryoverIntervalCount = carryoverIntervalCount;
		this.#isIntervalIgnored = intervalCap === Infinity || interval === 0;
		this.#intervalCap = intervalCap;
		this.#interval = interval;
		this.#strict = strict;
		this.#queueClass = queueClass;
		this.#queue = new this.#queueClass();
		this.concurrency = concurrency;
		this.timeout = timeout;
		this.#isPaused = !autoStart;
		this.#setupRateLimitTracking();
	}
	#onAbort(signal, callback) {
		let listener = this.#abortListeners.get(signal);
		if (!listener) {
			const callbacks = /* @__PURE__ */ new Set();
			const dispatch = () => {
				this.#abortListeners.delete(signal);
				for (const abortCallback of callbacks) abortCallback();
			};
			listener = {
				callbacks,
				dispatch
			};
			this.#abortListeners.set(signal, listener);
			signal.addEventListener("abort", dispatch, { once: true });
		}
		const currentListener = listener;
		currentListener.callbacks.add(callback);
		return () => {
			currentListener.callbacks.delete(callback);
			if (currentListener.callbacks.size > 0 || this.#abortListeners.get(signal) !== currentListener) return;
			this.#abortListeners.delete(signal);
			signal.removeEventListener("abort", currentListener.dispatch);
		};
	}
	#emit(event, detail) {
		this.dispatchEvent(new CustomEvent(event, { detail }));
	}
	async #onEvent(events, shouldHandle) {
		const eventList = Array.isArray(events) ? events : [events];
		return new Promise((resolve) => {
			const controller = new AbortController();
			const listener = () => {
				if (shouldHandle && !shouldHandle()) return;
				controller.abort();
				resolve();
			};
			for (const event of eventList) this.addEventListener(event, listener, { signal: controller.signal });
		});
	}
	get #isRateLimitedNow() {
		if (this.#isIntervalIgnored || this.#queue.size === 0) return false;
		const now = Date.now();
		if (this.#strict) {
			this.#cleanupStrictTicks(now);
			return this.#getActiveTicksCount() >= this.#intervalCap;
		}
		return (this.#intervalId === void 0 && this.#intervalEnd <= now ? this.#intervalCountAtWindowStart : this.#intervalCount) >= this.#intervalCap;
	}
	get #intervalCountAtWindowStart() {
		return this.#carryoverIntervalCount ? this.#pending : 0;
	}
	#updateRateLimitState() {
		const shouldBeRateLimited = this.#isRateLimitedNow;
		if (shouldBeRateLimited === this.#rateLimitedInInterval) return;
		this.#rateLimitedInInterval = shouldBeRateLimited;
		this.#emit(shouldBeRateLimited ? "rateLimit" : "rateLimitCleared");
	}
	#rollbackIntervalConsumption() {
		if (this.#isIntervalIgnored) return;
		this.#rollbackIntervalSlot();
		this.#scheduleRateLimitUpdate();
	}
	#scheduleRateLimitUpdate() {
		if (this.#isIntervalIgnored || this.#rateLimitFlushScheduled) return;
		this.#rateLimitFlushScheduled = true;
		queueMicrotask(() => {
			this.#rateLimitFlushScheduled = false;
			this.#updateRateLimitState();
		});
	}
	#setupRateLimitTracking() {
		if (this.#isIntervalIgnored) return;
		this.addEventListener("add", () => {
			if (this.#queue.size > 0) this.#scheduleRateLimitUpdate();
		});
		this.addEventListener("next", () => {
			this.#scheduleRateLimitUpdate();
		});
	}
	#cleanupStrictTicks(now) {
		while (this.#strictTicksStartIndex < this.#strictTicks.length) {
			const oldestTick = this.#strictTicks[this.#strictTicksStartIndex];
			if (oldestTick !== void 0 && now - oldestTick >= this.#interval) this.#strictTicksStartIndex++;
			else break;
		}
		if (!(this.#strictTicksStartIndex > 100 && this.#strictTicksStartIndex > this.#strictTicks.length / 2 || this.#strictTicksStartIndex === this.#strictTicks.length)) return;
		this.#strictTicks = this.#strictTicks.slice(this.#strictTicksStartIndex);
		this.#strictTicksStartIndex = 0;
	}
	#consumeIntervalSlot(now) {
		if (this.#strict) this.#strictTicks.push(now);
		else this.#intervalCount++;
	}
	#rollbackIntervalSlot() {
		if (this.#strict) {
			if (this.#strictTicks.length > this.#strictTicksStartIndex) this.#strictTicks.pop();
			return;
		}
		if (this.#intervalCount > 0) this.#intervalCount--;
	}
	#getActiveTicksCount() {
		return this.#strictTicks.length - this.#strictTicksStartIndex;
	}
	get #doesIntervalAllowAnother() {
		if (this.#isIntervalIgnored) return true;
		return (this.#strict ? this.#getActiveTicksCount() : this.#intervalCount) < this.#intervalCap;
	}
	get #doesConcurrentAllowAnother() {
		return this.#pending < this.#concurrency;
	}
	#next() {
		this.#pending--;
		if (this.#pending === 0) this.#emit("pendingZero");
		this.#processQueue();
		this.#emit("next");
	}
	#onResumeInterval() {
		this.#timeoutId = void 0;
		this.#onInterval();
		if (!this.#isPaused) this.#initializeIntervalIfNeeded();
	}
	#isIntervalPausedAt(now) {
		if (this.#strict) {
			this.#cleanupStrictTicks(now);
			if (this.#getActiveTicksCount() >= this.#intervalCap) {
				const oldestTick = this.#strictTicks[this.#strictTicksStartIndex];
				const delay = this.#interval - (now - oldestTick);
				this.#createIntervalTimeout(delay);
				return true;
			}
			return false;
		}
		if (this.#intervalId === void 0) {
			const delay = this.#intervalEnd - now;
			if (delay <= 0) this.#intervalCount = this.#intervalCountAtWindowStart;
			else {
				this.#createIntervalTimeout(delay);
				return true;
			}
		}
		return false;
	}
	#createIntervalTimeout(delay) {
		if (this.#timeoutId !== void 0) return;
		this.#timeoutId = setTimeout(() => {
			this.#onResumeInterval();
		}, delay);
	}
	#clearIntervalTimer() {
		if (this.#intervalId === void 0) return;
		clearInterval(this.#intervalId);
		this.#intervalId = void 0;
	}
	#clearTimeoutTimer() {
		if (this.#timeoutId === void 0) return;
		clearTimeout(this.#timeoutId);
		this.#timeoutId = void 0;
	}
	#emitEmptyAndIdle() {
		this.#clearIntervalTimer();
		this.#emit("empty");
		if (this.#pending > 0 || this.#queue.size > 0) return;
		this.#clearTimeoutTimer();
		if (this.#strict) this.#cleanupStrictTicks(Date.now());
		this.#emit("idle");
	}
	#tryToStartAnother() {
		let isStarted;
		do
			isStarted = this.#startNextTask();
		while (isStarted === void 0);
		return isStarted;
	}
	#startNextTask() {
		if (this.#queue.size === 0) {
			this.#emitEmptyAndIdle();
			return false;
		}
		if (this.#isPaused) {
			if (!this.#doesIntervalAllowAnother) this.#isIntervalPausedAt(Date.now());
			return false;
		}
		const now = Date.now();
		const canInitializeInterval = !this.#isIntervalPausedAt(now);
		if (this.#doesIntervalAllowAnother && this.#doesConcurrentAllowAnother) {
			const job = this.#queue.dequeue();
			if (!this.#isIntervalIgnored) {
				this.#consumeIntervalSlot(now);
				this.#scheduleRateLimitUpdate();
			}
			if (canInitializeInterval) this.#initializeIntervalIfNeeded();
			const pendingBefore = this.#pending;
			job();
			if (this.#pending === pendingBefore) {
				this.#emit("next");
				return;
			}
			this.#emit("active");
			return true;
		}
		return false;
	}
	#initializeIntervalIfNeeded() {
		if (this.#isIntervalIgnored || this.#intervalId !== void 0 || this.#strict) return;
		this.#clearTimeoutTimer();
		this.#intervalId = setInterval(() => {
			this.#onInterval();
		}, this.#interval);
		this.#intervalEnd = Date.now() + this.#interval;
	}
	#onInterval() {
		if (!this.#strict) {
			if (this.#intervalId !== void 0) {
				if (this.#intervalCount === 0 && this.#pending === 0) this.#clearIntervalTimer();
				else this.#intervalEnd = Date.now() + this.#interval;
			}
			this.#intervalCount = this.#intervalCountAtWindowStart;
		}
		this.#processQueue();
		this.#scheduleRateLimitUpdate();
	}
	/**
	Executes all queued functions until it reaches the limit.
	*/
	#processQueue() {
		while (this.#tryToStartAnother());
	}
	#processWaitingTasks() {
		if (this.#queue.size > 0) this.#processQueue();
	}
	async #add(function_, options, waitingTask) {
		const id = options.id ?? (this.#idAssigner++).toString();
		options = {
			timeout: this.#timeout,
			...options,
			id
		};
		validateTimeout(options.timeout);
		if (options.priority !== void 0 && (typeof options.priority !== "number" || Number.isNaN(options.priority))) throw new TypeError(`Expected \`priority\` to be a number, got \`${String(options.priority)}\` (${typeof options.priority})`);
		waitingTask.id = id;
		waitingTask.priority = options.priority ?? 0;
		return new Promise((resolve, reject) => {
			if (options.signal?.aborted) {
				reject(options.signal.reason);
				return;
			}
			const run = bindAsyncContext(async () => {
				waitingTask.stopListeningForAbort?.();
				this.#waitingTasks.delete(waitingTask);
				if (options.signal?.aborted) {
					this.#rollbackIntervalConsumption();
					reject(options.signal.reason);
					return;
				}
				this.#pending++;
				const runningTask = {
					id,
					priority: waitingTask.priority,
					startTime: Date.now(),
					timeout: options.timeout
				};
				this.#runningTasks.add(runningTask);
				let { signal } = options;
				let stopListeningForAbort;
				let stopForwardingAbort;
				let timeoutId;
				try {
					if (options.timeout !== void 0) {
						const { signal: userSignal, timeout } = options;
						const taskController = new AbortController();
						timeoutId = setTimeout(() => {
							taskController.abort(new TimeoutError(`Task timed out after ${timeout}ms (queue has ${this.#pending} running, ${this.#queue.size} waiting)`));
						}, timeout);
						if (userSignal) stopForwardingAbort = this.#onAbort(userSignal, () => {
							taskController.abort(userSignal.reason);
						});
						signal = taskController.signal;
					}
					let operation;
					if (signal) {
						const abortSignal = signal;
						const abortPromise = new Promise((_resolve, rejectWithReason) => {
							stopListeningForAbort = this.#onAbort(abortSignal, () => {
								rejectWithReason(abortSignal.reason);
							});
						});
						operation = Promise.race([abortPromise, (async () => function_({ signal }))()]);
					} else try {
						operation = function_({ signal });
					} catch (error) {
						operation = Promise.reject(error);
					}
					const result = await operation;
					resolve(result);
					this.#emit("completed", result);
				} catch (error) {
					reject(error);
					this.#emit("error", error);
				} finally {
					clearTimeout(timeoutId);
					stopListeningForAbort?.();
					stopForwardingAbort?.();
					this.#runningTasks.delete(runningTask);
					queueMicrotask(() => {
						this.#next();
					});
				}
			});
			const hasWaitingTasks = this.#queue.size > 0;
			this.#queue.enqueue(run, options);
			waitingTask.reject = reject;
			this.#waitingTasks.add(waitingTask);
			if (options.signal) {
				const { signal } = options;
				waitingTask.stopListeningForAbort = this.#onAbort(signal, () => {
					this.#waitingTasks.delete(waitingTask);
					if (this.#queue instanceof PriorityQueue) this.#queue.remove(run);
					else this.#queue.remove(id);
					reject(signal.reason);
					this.#processQueue();
					this.#emit("next");
				});
			}
			this.#emit("add");
			if (hasWaitingTasks) this.#processQueue();
			else this.#tryToStartAnother();
		});
	}
	/**
	Get or set the default timeout. A change applies to tasks added after it.
	
	@example
	```
	const queue = new PQueue({timeout: 5000});
	
	queue.timeout = 10000;
	```
	*/
	get timeout() {
		return this.#timeout;
	}
	set timeout(timeout) {
		validateTimeout(timeout);
		this.#timeout = timeout;
	}
	get concurrency() {
		return this.#concurrency;
	}
	set concurrency(newConcurrency) {
		validateLimit("concurrency", newConcurrency);
		this.#concurrency = newConcurrency;
		this.#processWaitingTasks();
	}
	/**
	Changes the priority of a waiting task, found by its `id`. Throws a `ReferenceError` if no waiting task has that `id`, for example because it already started. Throws a `TypeError` if `priority` is not a finite number. Tasks only wait when the queue has a `concurrency` limit, is paused, or is rate-limited.
	
	@example
	```
	// Raise the priority to run a task earlier
	import PQueue from 'p-queue';
	
	const queue = new PQueue({concurrency: 1});
	
	queue.add(async () => '🦄', {priority: 1});
	queue.add(async () => '🦀', {priority: 0, id: '🦀'});
	queue.add(async () => '🦄', {priority: 1});
	queue.add(async () => '🦄', {priority: 1});
	
	queue.setPriority('🦀', 2);
	// '🦀' runs second
	```
	
	@example
	```
	// Lower the priority to run a task later
	import PQueue from 'p-queue';
	
	const queue = new PQueue({concurrency: 1});
	
	queue.add(async () => '🦄', {priority: 1});
	queue.add(async () => '🦀', {priority: 1, id: '🦀'});
	queue.add(async () => '🦄');
	queue.add(async () => '🦄', {priority: 0});
	
	queue.setPriority('🦀', -1);
	// '🦀' runs last
	```
	*/
	setPriority(id, priority) {
		if (typeof priority !== "number" || !Number.isFinite(priority)) throw new TypeError(`Expected \`priority\` to be a finite number, got \`${priority}\` (${typeof priority})`);
		for (const waitingTask of this.#waitingTasks) if (waitingTask.id === id) {
			this.#queue.setPriority(id, priority);
			waitingTask.priority = priority;
			return;
		}
		throw new ReferenceError(`No promise function with the id "${id}" exists in the queue.`);
	}
	/**
	Adds a sync or async task to the queue.
	
	Returns a promise that settles with the result of `fn` when the task completes, not when it is added. The function gets `{signal}` as its first argument. The signal is set when the task has a `signal` or a `timeout`, and aborts when either one does. Pass it on, for example to `fetch()`, to stop the work. The function runs in the async context of the `.add()` call (in Node.js 22.3 and later, Deno, and Bun), so it sees the [`AsyncLocalStorage`](https://nodejs.org/api/async_context.html#class-asynclocalstorage) values of the caller, also when it starts later.
	
	If you `await` each `.add()` call before the next, the tasks run one after the other, whatever the `concurrency`.
	
	Handle rejections of the returned promise. Otherwise, they are unhandled rejections, which can make the process exit.
	*/
	add(function_, options = {}) {
		const waitingTask = {};
		const promise = this.#add(function_, options, waitingTask);
		waitingTask.promise = promise;
		if (waitingTask.isCleared) promise.catch(() => void 0);
		return promise;
	}
	async addAll(functions, options) {
		return Promise.all(functions.map(async (function_) => this.add(function_, options)));
	}
	/**
	Starts (or resumes) running queued tasks. Only needed if the queue is paused, with `autoStart: false` or `.pause()`.
	
	@returns `this` (the instance).
	*/
	start() {
		if (!this.#isPaused) return this;
		this.#isPaused = false;
		this.#processWaitingTasks();
		return this;
	}
	/**
	Stops starting new tasks. Running tasks continue.
	*/
	pause() {
		this.#isPaused = true;
	}
	/**
	Removes all waiting tasks. Running tasks continue.
	
	The promises returned by `.add()` for the removed tasks reject with an `AbortError`, which is a `DOMException`. The removed tasks do not run, and they do not emit the `error` event.
	
	If you ignore such a promise, its rejection is not reported as unhandled. This does not apply to a promise made from it, like the one from `queue.add(fn).then(…)` or from `.addAll()`, so handle the rejection of that promise.
	
	@example
	```
	import PQueue from 'p-queue';
	
	const queue = new PQueue({concurrency: 1});
	
	queue.add(() => doWork());
	const promise = queue.add(() => doWork());
	
	queue.clear();
	
	try {
	await promise;
	} catch (error) {
	console.log(error.name);
	//=> 'AbortError'
	}
	```
	*/
	clear() {
		if (this.#queue.size === 0) return;
		this.#queue = new this.#queueClass();
		const error = new DOMException("The queue was cleared", "AbortError");
		for (const waitingTask of this.#waitingTasks) {
			waitingTask.stopListeningForAbort?.();
			waitingTask.isCleared = true;
			waitingTask.promise?.catch(() => void 0);
			waitingTask.reject(error);
		}
		this.#waitingTasks.clear();
		this.#emitEmptyAndIdle();
		this.#updateRateLimitState();
		this.#emit("next");
	}
	/**
	Returns a promise that resolves when the queue is empty. Tasks can still be running.
	
	The promise resolves once. Call `.onEmpty()` again to wait for the next time, or use the `empty` event to get every time.
	*/
	async onEmpty() {
		if (this.#queue.size === 0) return;
		await this.#onEvent(["empty", "active"], () => this.#queue.size === 0);
	}
	/**
	Returns a promise that resolves when `queue.size < limit`.
	
	Await it before you add a task, to keep the queue from growing beyond a size. It counts only waiting tasks, not running tasks.
	*/
	async onSizeLessThan(limit) {
		if (this.#queue.size < limit) return;
		await this.#onEvent(["next", "active"], () => this.#queue.size < limit);
	}
	/**
	Returns a promise that resolves when the queue is empty and all tasks have completed: `queue.size === 0 && queue.pending === 0`.
	
	Unlike `.onEmpty()`, it waits for running tasks to finish.
	
	The promise resolves once. Call `.onIdle()` again to wait for the next time, or use the `idle` event to get every time.
	*/
	async onIdle() {
		if (this.#pending === 0 && this.#queue.size === 0) return;
		await this.#onEvent("idle");
	}
	/**
	Returns a promise that resolves when no tasks are running: `queue.pending === 0`.
	
	Unlike `.onIdle()`, it ignores queued tasks. Use it to let running tasks finish before you change shared state. A task that timed out, or whose `signal` aborted while it ran, no longer counts, although its function can still run.
	
	@example
	```
	queue.pause();
	await queue.onPendingZero();
	// No tasks are running, but the queue can still have tasks
	```
	*/
	async onPendingZero() {
		if (this.#pending === 0) return;
		await this.#onEvent("pendingZero");
	}
	/**
	Returns a promise that resolves when the queue becomes rate-limited by `intervalCap`. If the queue is already rate-limited, it resolves immediately.
	
	Useful for backpressure, when tasks are added faster than they run.
	
	@example
	```
	const queue = new PQueue({intervalCap: 5, interval: 1000});
	
	for (let index = 0; index < 10; index++) {
	queue.add(() => someTask());
	}
	
	await queue.onRateLimit();
	console.log('The queue is rate-limited');
	```
	*/
	async onRateLimit() {
		this.#updateRateLimitState();
		if (this.isRateLimited) return;
		await this.#onEvent("rateLimit");
	}
	/**
	Returns a promise that resolves when the queue is no longer rate-limited. If the queue is not rate-limited, it resolves immediately.
	
	@example
	```
	const queue = new PQueue({intervalCap: 5, interval: 1000});
	
	for (let index = 0; index < 10; index++) {
	queue.add(() => someTask());
	}
	
	await queue.onRateLimitCleared();
	console.log('The rate limit is cleared');
	```
	*/
	async onRateLimitCleared() {
		this.#updateRateLimitState();
		if (!this.isRateLimited) return;
		await this.#onEvent("rateLimitCleared");
	}
	/**
	Returns a promise that rejects when a task fails: it throws, times out, or its `signal` aborts while it runs. It rejects with the error of the task, or with `null` if the error is `undefined`, like the `error` event.
	
	Use `Promise.race([queue.onError(), queue.onIdle()])` to stop at the first error, and to resolve normally when the queue becomes idle. Each call adds an `error` listener that stays until a task fails, so to get every error, for example in a loop, use the `error` event instead.
	
	Important: The promises returned by `.add()` still reject. Handle each of them (for example with `.catch(() => {})`) to prevent unhandled rejections.
	
	@example
	```
	import PQueue from 'p-queue';
	
	const queue = new PQueue({concurrency: 2});
	
	// Do not start the remaining tasks. Pause in an `error` listener, because it runs before the next task starts, and the code after `await` runs later.
	queue.addEventListener('error', () => {
	queue.pause();
	}, {once: true});
	
	queue.add(() => fetchData(1)).catch(() => {});
	queue.add(() => fetchData(2)).catch(() => {});
	queue.add(() => fetchData(3)).catch(() => {});
	
	try {
	await Promise.race([
	queue.onError(),
	queue.onIdle()
	]);
	} catch (error) {
	console.error('Queue failed:', error);
	}
	```
	*/
	onError() {
		return new Promise((_resolve, reject) => {
			this.addEventListener("error", (event) => {
				reject(event.detail);
			}, { once: true });
		});
	}
	/**
	The number of tasks waiting to run.
	*/
	get size() {
		return this.#queue.size;
	}
	/**
	The number of waiting tasks with the given `priority`.
	
	@example
	```
	import PQueue from 'p-queue';
	
	const queue = new PQueue();
	
	// Paused, so the tasks stay queued. Without it they all start synchronously and the queue is empty by the time `sizeBy` reads it.
	queue.pause();
	
	queue.add(async () => '🦄', {priority: 1});
	queue.add(async () => '🦄', {priority: 0});
	queue.add(async () => '🦄', {priority: 1});
	
	console.log(queue.sizeBy({priority: 1}));
	//=> 2
	
	console.log(queue.sizeBy({priority: 0}));
	//=> 1
	```
	*/
	sizeBy(options) {
		return this.#queue.filter(options).length;
	}
	/**
	The number of running tasks.
	*/
	get pending() {
		return this.#pending;
	}
	/**
	Whether the queue is paused.
	*/
	get isPaused() {
		return this.#isPaused;
	}
	/**
	Whether the queue is rate-limited: the number of tasks started in the current interval, plus the tasks still running from earlier intervals with `carryoverIntervalCount`, has reached `intervalCap`, and tasks are waiting.
	*/
	get isRateLimited() {
		return this.#isRateLimitedNow;
	}
	/**
	Whether tasks are waiting because all concurrency slots are in use, or because the queue is rate-limited.
	
	Useful to detect backpressure and tasks that hang.
	
	@example
	```
	import PQueue from 'p-queue';
	
	const queue = new PQueue({concurrency: 2});
	
	// Backpressure
	if (queue.isSaturated) {
	await queue.onSizeLessThan(queue.concurrency);
	}
	
	// Monitoring
	setInterval(() => {
	if (queue.isSaturated) {
	console.warn(`Queue saturated: ${queue.pending} running, ${queue.size} waiting`);
	}
	}, 60000);
	```
	*/
	get isSaturated() {
		return this.#queue.size > 0 && (this.#pending >= this.#concurrency || this.isRateLimited);
	}
	/**
	An array with the running tasks. Each task has its `id`, `priority`, `startTime`, `timeout`, and `timeoutRemaining` (the milliseconds until it times out). Without a timeout, `timeout` and `timeoutRemaining` are `undefined`.
	
	@example
	```
	import PQueue from 'p-queue';
	
	const queue = new PQueue({concurrency: 2, timeout: 10000});
	
	queue.add(() => fetchUser(123), {id: 'user-123'});
	queue.add(() => fetchPosts(456), {id: 'posts-456', priority: 1});
	
	console.log(queue.runningTasks);
	// => [{
	//   id: 'user-123',
	//   priority: 0,
	//   startTime: 1759253001716,
	//   timeout: 10000,
	//   timeoutRemaining: 10000
	// }, {
	//   id: 'posts-456',
	//   priority: 1,
	//   startTime: 1759253001716,
	//   timeout: 10000,
	//   timeoutRemaining: 10000
	// }]
	```
	*/
	get runningTasks() {
		return Array.from(this.#runningTasks, (task) => ({
			...task,
			timeoutRemaining: task.timeout === void 0 ? void 0 : Math.max(0, task.startTime + task.timeout - Date.now())
		}));
	}
};
/**
The error a task rejects with when it times out. It is a `DOMException` named `TimeoutError`, like the error of `AbortSignal.timeout()`.

@example
```
import PQueue, {TimeoutError} from 'p-queue';

const queue = new PQueue({timeout: 1000});

try {
await queue.add(() => someTask());
} catch (error) {
if (error instanceof TimeoutError) {
console.log('Task timed out');
}
}
```
*/
var TimeoutError = class extends DOMException {
	constructor(message) {
		super(message, "TimeoutError");
	}
};
// src/engine/admission.ts
/**
* Lets tests in as the host has room for them: none waits for ever, because one alone always fits.
* First come, first served: a large test is not overtaken until it starves.
*/
var Admission = class {
	#room;
	#queue = [];
	#memoryMiB = 0;
	#cpus = 0;
	#running = 0;
	constructor(room) {
		this.#room = room;
	}
	/** Waits for room; the value that it returns gives the room back. */
	async enter(load) {
		if (this.#queue.length > 0 || !this.#fits(load)) await new Promise((admit) => {
			this.#queue.push({
				load,
				admit
			});
		});
		else this.#take(load);
		return { [Symbol.dispose]: () => this.#leave(load) };
	}
	#fits(load) {
		if (this.#running === 0) return true;
		return this.#memoryMiB + load.memoryMiB <= this.#room.memoryMiB && this.#cpus + load.cpus <= this.#room.cpus;
	}
	#take(load) {
		this.#memoryMiB += load.memoryMiB;
		this.#cpus += load.cpus;
		this.#running++;
	}
	#leave(load) {
		this.#memoryMiB -= load.memoryMiB;
		this.#cpus -= load.cpus;
		this.#running--;
		for (let next = this.#queue[0]; next !== void 0 && this.#fits(next.load); next = this.#queue[0]) {
			this.#queue.shift();
			this.#take(next.load);
			next.admit();
		}
	}
};
// src/evidence/attempt.ts
/**
* Makes room in a test's folder for its next attempt: of the one that ended, the `number`th from 1, its logs go to `attempts/N/logs` where they
* are to be kept, and all else is removed: a disk for each attempt would fill the host. A folder that was never made is no error.
*/
async function setAside(folder, number, keepLogs) {
	const aside = join(folder, ATTEMPTS_FOLDER, String(number));
	if (keepLogs) {
		await mkdir(aside, {
			recursive: true,
			mode: 493
		});
		await rename(join(folder, FOLDERS.logs), join(aside, FOLDERS.logs)).catch((error) => {
			if (!isErrno(error, "ENOENT")) throw error;
		});
	}
	const rest = [
		...Object.values(FOLDERS),
		RESULT_FILE,
		REPLAY_FILE
	];
	await Promise.all(rest.map((name) => rm(join(folder, name), {
		recursive: true,
		force: true
	})));
}
/** What a later result says of an attempt, the `number`th from 1, whose files were set aside. */
function earlierAttempt({ verdict, cause, startedAt, seconds, phases }, number) {
	return {
		verdict,
		cause,
		startedAt,
		seconds,
		phases: phases.map((phase) => moved(phase, `${ATTEMPTS_FOLDER}/${number}/`))
	};
}
function moved(phase, below) {
	const excerpts = phase.excerpts.map((excerpt) => ({
		...excerpt,
		file: `${below}${excerpt.file}`
	}));
	return {
		...phase,
		excerpts,
		consoleLog: phase.consoleLog === null ? null : `${below}${phase.consoleLog}`
	};
}
// src/engine/attempts.ts
/**
* What of the host may be another time otherwise: QEMU that crashed, a host that stood still. Not KVM, a full disk or an image whose bytes are
* wrong: they stay as they are until somebody mends them, and a second try would cost as much and say the same.
*/
const PASSING_VERDICTS = ["qemu-failed", "host-overloaded"];
/** The same of what ends a test before its machine is made: of images what is the network's or the server's doing of that moment. */
const PASSING_CODES = [
	"VMTEST_QEMU_FAILED",
	"VMTEST_DOWNLOAD_FAILED",
	"VMTEST_DOWNLOAD_STALLED",
	"VMTEST_DOWNLOAD_SLOW",
	"VMTEST_DOWNLOAD_TRUNCATED"
];
/**
* Whether a test is run again after its attempt of this number, from 1. What the host ended is, as often as the run says, or its suite where
* that says more; what the system under test ended only where its suite says so; a pass that was not expected never.
* @param retries of the run
*/
function isRetried(plan, retries, number, { verdict, code, lasting }) {
	const own = plan.retries ?? 0;
	const fault = faultOf(verdict);
	if (fault === "system") return number <= own && verdict !== "unexpected-pass";
	if (fault !== "host" || lasting === true || number > Math.max(own, retries)) return false;
	return code === void 0 ? PASSING_VERDICTS.includes(verdict) : PASSING_CODES.includes(code);
}
/** Goes the way of a test again and again, until an attempt is not to be followed by another one; none follows a cancellation. */
async function attemptTest(plan, run, once) {
	const earlier = [];
	for (let number = 1;; number++) {
		const again = (ended) => !run.signal.aborted && isRetried(plan, run.retries, number, ended);
		const outcome = await once({
			number,
			earlier: [...earlier],
			again
		});
		if (!outcome.again) return outcome.result;
		const { verdict, cause } = outcome.result;
		run.emit({
			type: "test-retry",
			at: Date.now() / 1e3,
			test: plan.id,
			attempt: number,
			verdict,
			cause
		});
		earlier.push(earlierAttempt(outcome.result, number));
	}
}
/** Puts away what the attempt before this one left in the test's folder; its logs stay where the policy keeps those of a failure. */
async function clearForAttempt(folder, plan, { number }) {
	if (number > 1) await setAside(folder, number - 1, plan.keep.fail.includes("logs"));
}
/**
* Of a test whose last attempt came to no machine: what is there of those before it, and its result, which is written beside them. Where that
* cannot be done the result is as it was.
*/
async function keepAttempts(folder, plan, result, attempt) {
	try {
		await clearForAttempt(folder, plan, attempt);
		const kept = await keptFiles(folder, []);
		if (kept.length === 0) return result;
		const whole = {
			...result,
			folder,
			kept
		};
		await writeWhole(join(folder, RESULT_FILE), resultJson(whole));
		return whole;
	} catch {
		return result;
	}
}
// src/evidence/ending.ts
/**
* Judges how a phase ended.
* @param hits rules of severity `error` and `fatal` that were met, oldest first: an explanation outranks a mere symptom
*/
function judgeEnding(ending, kind, hits) {
	const symptom = judgeSymptom(ending, kind);
	if (symptom.verdict === null || !EXPLAINABLE.has(symptom.verdict)) return symptom;
	const explanation = hits.findLast((hit) => hit.rule.verdict !== null);
	if (explanation === void 0) return symptom;
	return {
		verdict: explanation.rule.verdict,
		cause: `${explanation.rule.meaning}; then ${symptom.cause}`
	};
}
/** Verdicts that only say that nothing came: what was heard before says why. */
const EXPLAINABLE = /* @__PURE__ */ new Set([
	"silent",
	"install-timeout",
	"boot-timeout",
	"unexpected-reboot"
]);
function judgeSymptom(ending, kind) {
	const timeout = kind === "install" ? "install-timeout" : "boot-timeout";
	switch (ending.kind) {
		case "power-off":
		case "reboot": return {
			verdict: null,
			cause: ""
		};
		case "reset": return {
			verdict: "unexpected-reboot",
			cause: `the guest rebooted${ending.resets > 1 ? ` for the ${ordinal(ending.resets)} time` : ""} where a power-off was due`
		};
		case "rule": return {
			verdict: ending.hit.rule.verdict,
			cause: ending.hit.rule.meaning
		};
		case "panic": return {
			verdict: "kernel-panic",
			cause: `the guest reported a panic to QEMU${ending.information === "" ? "" : ` (${ending.information})`}`
		};
		case "watchdog": return {
			verdict: "silent",
			cause: "the guest's watchdog fired"
		};
		case "disk-full": return {
			verdict: "disk-full",
			cause: `the host had no space left for the disk ${ending.device}`
		};
		case "silent": return {
			verdict: "silent",
			cause: silence(ending)
		};
		case "deadline":
			if (ending.lag > ending.seconds / 4) return {
				verdict: "host-overloaded",
				cause: `the host stood still for ${formatDuration(ending.lag)} of the ${formatDuration(ending.seconds)} that the phase had`
			};
			return {
				verdict: timeout,
				cause: `it was not done within ${formatDuration(ending.seconds)}`
			};
		case "cancelled": return {
			verdict: "cancelled",
			cause: "the run was cancelled"
		};
		case "qemu-exit": return {
			verdict: "qemu-failed",
			cause: `${ending.how} while the guest ran${ending.output.trim() === "" ? "" : `: ${ending.output.trim().split("\n").at(-1)}`}`
		};
	}
}
function silence(ending) {
	const state = ending.spinning ? "while its processor was busy (spinning)" : "and its processor was idle";
	const screen = ending.screen?.split("\n").findLast((line) => line.trim() !== "");
	return `the guest said nothing new for ${formatDuration(ending.seconds)} ${state}${screen === void 0 ? "" : `; its screen ends with "${screen.trim()}"`}`;
}
function ordinal(n) {
	return n === 2 ? "second" : n === 3 ? "third" : `${n}th`;
}
/** What SeaBIOS writes to its debug console for itself, between what it would say to a person. */
const FIRMWARE_NOISE = /^\s*$|^enter handle_|^\s+NULL$/;
/**
* The decisive lines of an ending: the line that a rule met with what follows it; else what explains it, and the console's last lines.
* @param around a hit's line and those after it
*/
function excerptsOf$1(ending, hits, around, recent, files) {
	if (ending.kind === "rule") return cite(ending.hit, around(ending.hit), files);
	const cited = hits.slice(-3).flatMap((hit) => cite(hit, hit.text, files));
	const last = recent.filter((line) => line.trim() !== "").slice(-8);
	if (ending.kind === "power-off" || ending.kind === "cancelled" || last.length === 0) return cited;
	return [...cited, {
		file: files.console,
		line: null,
		text: last.join("\n")
	}];
}
function cite({ channel, line }, text, files) {
	if (channel === "screen") return [{
		file: "screen of the machine",
		line: null,
		text
	}];
	if (channel === "console") return [{
		file: files.console,
		line,
		text
	}];
	return text.split("\n").flatMap((one, index) => FIRMWARE_NOISE.test(one) ? [] : [{
		file: files.firmware,
		line: line + index,
		text: one
	}]);
}
const MAX_MEMBERS = 2e5;
const MAX_STEPS = 1e4;
const MAX_TEXT = 4096;
/**
* Reads the guest's completion record, which may be anything. Returns the record, made anew from the fields that it is to have,
* or one sentence that says what is wrong with it.
*/
function parseRecord(text) {
	if (text.length > 50331648) return { error: `the completion record is too long (${text.length} characters)` };
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return { error: "the completion record is not JSON: it was cut short, or has a hole" };
	}
	if (!isObject(value)) return { error: "the completion record is not a JSON object" };
	const { version, phase, bootId, steps, members } = value;
	if (version !== 1) return { error: `the completion record has version ${shown(version)}, and this vmtest reads version 1` };
	if (!isText(phase) || !isText(bootId)) return { error: "the completion record has no phase or no boot id" };
	if (!Array.isArray(steps) || steps.length > MAX_STEPS || !steps.every(isStep)) return { error: "the completion record has no well-formed list of steps" };
	if (!Array.isArray(members) || members.length > MAX_MEMBERS) return { error: "the completion record has no list of members" };
	const wrong = members.findIndex((member) => !isMember(member));
	if (wrong !== -1) return { error: `member ${wrong + 1} of the completion record is not well-formed` };
	const files = members;
	if (new Set(files.map((member) => member.path)).size !== files.length) return { error: "the completion record names a file twice" };
	return { record: {
		version,
		phase,
		bootId,
		steps: steps.map(({ name, status }) => ({
			name,
			status
		})),
		members: files.map(({ path, size, sha256 }) => ({
			path,
			size,
			sha256
		}))
	} };
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isText(value) {
	return typeof value === "string" && value.length <= MAX_TEXT;
}
function isStep(value) {
	return isObject(value) && isText(value.name) && Number.isInteger(value.status) && Math.abs(value.status) < 2 ** 31;
}
function isMember(value) {
	if (!isObject(value)) return false;
	const { path, size, sha256 } = value;
	return isText(path) && Number.isSafeInteger(size) && size >= 0 && isText(sha256) && /^[0-9a-f]{64}$/.test(sha256);
}
function shown(value) {
	return (JSON.stringify(value) ?? "none").slice(0, 40);
}
// src/evidence/symlinks.ts
/**
* The text of symlinks.txt as `find -printf '%Y\t%P\t%l\n'` writes it: the type of what the link leads to, its path, its target.
* The type is `d`, `f`, `N` (nothing is there), or `?` where the target lies outside of what was collected.
*/
function symlinksText(links, typeOf) {
	return links.map((link) => `${targetType(link, typeOf)}\t${link.path}\t${oneLine(link.target)}\n`).join("");
}
function targetType({ path, target }, typeOf) {
	if (target.startsWith("/")) return "?";
	const leads = posix.join(posix.dirname(path), target);
	if (leads === ".." || leads.startsWith("../")) return "?";
	return typeOf(leads.replace(/\/$/, "")) ?? "N";
}
function oneLine(text) {
	return text.replaceAll(/[\u0000-\u001f\u007f]/g, "?");
}
// src/evidence/extract.ts
const SYMLINKS_FILE = "symlinks.txt";
const INCOMPLETE_FILE = ".vmtest/incomplete.txt";
const MAX_NOTES = 100;
/**
* Takes a guest's tar from its raw output disk into `folder`, which must not exist or be empty, and checks it against the completion
* record. Only plain files and folders are made, all below `folder`, under a name beside it until they are whole; what else the tar
* has becomes a note, symbolic links also a line of symlinks.txt. Of what is incomplete, what is there is kept, with
* `.vmtest/incomplete.txt` saying why. Throws VMTEST_DISK_FULL, VMTEST_CANCELLED, and errors of the host's.
*/
async function extractOutput(disk, folder, options) {
	await using handle = await open(disk, "r");
	const { size } = await handle.stat();
	if (await isEnd$1(handle, 0, size)) return {
		complete: false,
		reason: "nothing was written to the output disk",
		record: null,
		notes: [],
		files: 0,
		bytes: 0
	};
	const aside = `${folder}.part`;
	await rm(aside, {
		recursive: true,
		force: true
	});
	await mkdir(aside, { recursive: true });
	try {
		const end = { error: null };
		const taker = new Taker(aside, options);
		await taker.takeAll(tarMembers(handle, size, end), end);
		const result = await finish$1(taker, end, aside, options.phase);
		await place(aside, folder);
		return result;
	} catch (error) {
		await rm(aside, {
			recursive: true,
			force: true
		});
		throw error;
	}
}
async function finish$1(taker, end, aside, phase) {
	await taker.writeSymlinks();
	const { record, reason } = judge(taker, end, phase);
	if (reason !== "") {
		await mkdir(join(aside, dirname(INCOMPLETE_FILE)), { recursive: true }).catch(() => void 0);
		await writeFile(join(aside, INCOMPLETE_FILE), `This is not all that the guest collected: ${reason}.\n`).catch(() => void 0);
	}
	return {
		complete: reason === "",
		reason,
		record,
		notes: taker.notes(),
		files: taker.files.size,
		bytes: taker.disk.bytes
	};
}
async function place(aside, folder) {
	await mkdir(dirname(folder), { recursive: true });
	try {
		await rename(aside, folder);
	} catch (cause) {
		if (!isErrno(cause, "ENOTEMPTY") && !isErrno(cause, "EEXIST")) throw cause;
		throw new VmtestError("VMTEST_INTERNAL", `cannot put what the guest collected into ${folder}: the folder is not empty`, { cause });
	}
}
/** What is wrong with what was taken, first cause first; the record where there is one. */
function judge(taker, end, phase) {
	const parsed = taker.record === null ? null : parseRecord(taker.record);
	const record = parsed !== null && "record" in parsed ? parsed.record : null;
	const failed = (reason) => ({
		record,
		reason
	});
	if (end.error !== null) return failed(end.error);
	if (parsed === null) return failed("the completion record is missing: the guest did not finish writing");
	if ("error" in parsed) return failed(parsed.error);
	if (record?.phase !== phase) return failed(`the completion record is of the phase ${quoted(record?.phase ?? "")}, not of "${phase}"`);
	const wrong = record.members.map((member) => compare(member, taker.files.get(member.path))).filter((text) => text !== null);
	if (wrong.length > 0) return failed(`${wrong[0]}${wrong.length > 1 ? `, and ${wrong.length - 1} more` : ""}`);
	const listed = new Set(record.members.map((member) => member.path));
	for (const path of taker.files.keys()) if (path !== ".vmtest/complete.json" && !listed.has(path)) taker.note(path, "is not in the completion record");
	return failed("");
}
function compare(member, found) {
	if (found === void 0) return `${quoted(member.path)} is in the completion record and was not found`;
	if (found.size !== member.size) return `${quoted(member.path)} has ${found.size} bytes, and the guest recorded ${member.size}`;
	return found.sha256 === member.sha256 ? null : `${quoted(member.path)} differs from what the guest recorded (a hole in the data?)`;
}
/** A guest's name for people: one harmless line. */
function quoted(name) {
	return JSON.stringify(shorten(plainText(name), 200));
}
/** Takes member after member and remembers what became of them. */
var Taker = class {
	disk;
	files = /* @__PURE__ */ new Map();
	/** The text of the completion record. */
	record = null;
	#options;
	#folders = /* @__PURE__ */ new Set();
	#links = [];
	#notes = [];
	#moreNotes = 0;
	constructor(folder, options) {
		this.#options = options;
		this.disk = new MemberFiles(folder, options.reserveBytes ?? 256 << 20);
	}
	note(name, what) {
		if (this.#notes.length < MAX_NOTES) this.#notes.push(`${quoted(name)} ${what}`);
		else this.#moreNotes += 1;
	}
	notes() {
		return this.#moreNotes === 0 ? this.#notes : [...this.#notes, `and ${this.#moreNotes} more`];
	}
	async takeAll(members, end) {
		const maxMembers = this.#options.maxMembers ?? 1e5;
		const maxBytes = this.#options.maxBytes ?? 8 * 2 ** 30;
		let count = 0;
		for await (const member of members) {
			if (this.#options.signal?.aborted === true) throw new VmtestError("VMTEST_CANCELLED", "cancelled while the collected data was read");
			count += 1;
			if (count > maxMembers) end.error = `the archive has more than ${maxMembers} members`;
			else if (this.disk.bytes + member.size > maxBytes) end.error = `the archive holds more than ${maxBytes} bytes`;
			if (end.error !== null) return;
			const where = memberPath(member.name);
			if ("refused" in where) this.note(member.name, `was left out: ${where.refused}`);
			else await this.#take(member, where.path, maxBytes);
		}
	}
	async #take(member, path, maxBytes) {
		if (member.type === "directory") {
			if (path === "") return;
			if (await this.disk.makeFolder(path)) this.#folders.add(path);
			else this.note(path, "was left out: a file stands in its place");
		} else if (path === "" || path === INCOMPLETE_FILE) this.note(member.name, "was left out: its name is not a file of a guest");
		else if (this.files.has(path)) this.note(path, "was left out: it is in the archive twice");
		else if (member.type === "file" || member.type === "contiguous-file") await this.#takeFile(member, path);
		else if (member.type === "symlink") this.#links.push({
			path,
			target: member.linkname ?? ""
		});
		else if (member.type === "link") await this.#takeHardLink(member, path, maxBytes);
		else this.note(path, `was left out: it is ${kindName(member.type)}`);
	}
	async #takeFile(member, path) {
		const record = path === ".vmtest/complete.json" && member.size <= 50331648 ? [] : null;
		const written = await this.disk.write(path, member.body, record === null ? void 0 : (chunk) => record.push(chunk));
		if (written === null) return this.note(path, "was left out: something stands in its place");
		this.files.set(path, written);
		if (record !== null) this.record = Buffer.concat(record).toString("utf8");
	}
	/** A hard link to a file of the same archive becomes a copy; to anything else, nothing. */
	async #takeHardLink(member, path, maxBytes) {
		const target = memberPath(member.linkname ?? "");
		const from = "path" in target ? target.path : "";
		const known = this.files.get(from);
		if (known === void 0) return this.note(path, `was left out: a hard link to ${quoted(member.linkname ?? "")}, which is not in the archive`);
		if (this.disk.bytes + known.size > maxBytes) return this.note(path, "was left out: too many copies of hard links");
		if (await this.disk.copy(from, path, known.size)) this.files.set(path, known);
		else this.note(path, "was left out: something stands in its place");
	}
	/** The links that are in the tar; the guest's script lists and removes them itself, so a list of its own stays. */
	async writeSymlinks() {
		for (const link of this.#links) this.note(link.path, `is a symbolic link to ${quoted(link.target)}, and was not made`);
		if (this.#links.length === 0 || this.files.has(SYMLINKS_FILE)) return;
		const typeOf = (path) => this.files.has(path) ? "f" : this.#folders.has(path) ? "d" : null;
		const text = symlinksText(this.#links, typeOf);
		await this.disk.write(SYMLINKS_FILE, [Buffer.from(text)]);
	}
};
function kindName(type) {
	return (type && {
		"character-device": "a character device",
		"block-device": "a block device",
		fifo: "a named pipe"
	}[type]) ?? "of an unknown kind";
}
// src/guest/events.ts
const NEWLINE = 10;
/**
* Reads the JSON lines of a guest, which may write anything: a line longer than `lineBytes` (64 KiB) is thrown away without being
* held, and after `events` (100,000) of them the rest is only counted. The script writes `step-start` and `step-end` (with `step`,
* `kind`, `name`, `status`), `collect-start`, `collect-end` (`status`) and `power-off` (`how`).
*/
function guestEvents(onEvent, limits = {}) {
	const lineBytes = limits.lineBytes ?? 65536;
	const most = limits.events ?? 1e5;
	const counts = {
		events: 0,
		invalid: 0,
		dropped: 0
	};
	let held = [];
	let length = 0;
	const take = (piece) => {
		length += piece.length;
		if (length <= lineBytes) held.push(Uint8Array.from(piece));
		else held = [];
	};
	const endLine = () => {
		const line = length > lineBytes ? void 0 : Buffer.concat(held).toString("utf8").trim();
		held = [];
		length = 0;
		if (line === "") return;
		const event = line === void 0 ? void 0 : parse(line);
		if (event === void 0) counts.invalid += 1;
		else if (counts.events >= most) counts.dropped += 1;
		else {
			counts.events += 1;
			onEvent(event);
		}
	};
	const write = (chunk) => {
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
			take(chunk.subarray(from, end));
			endLine();
			from = end + 1;
		}
		if (from < chunk.length) take(chunk.subarray(from));
	};
	return Object.assign(write, { counts: () => ({ ...counts }) });
}
function parse(line) {
	try {
		const value = JSON.parse(line);
		const event = typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
		return typeof event?.type === "string" ? event : void 0;
	} catch {
		return;
	}
}
// src/qemu/script-disks.ts
/** The writable file behind a `-blockdev`; null for what is read-only, or no file. */
function writtenBy(blockdev) {
	let device;
	try {
		device = JSON.parse(blockdev);
	} catch {
		return null;
	}
	const { driver, file } = device;
	if (device["read-only"] === true || typeof driver !== "string" || typeof file !== "object" || file === null) return null;
	const { driver: below, filename } = file;
	if (below !== "file" || typeof filename !== "string") return null;
	return {
		path: filename,
		format: driver,
		over: (path) => JSON.stringify({
			...device,
			driver: "qcow2",
			file: {
				...file,
				filename: path
			}
		})
	};
}
const HOLE = "@aside@";
/**
* QEMU's own `-snapshot` covers `-drive` alone: a disk by `-blockdev` is written all the same (7.2, seen). So the script does it.
* @param quote for a POSIX shell
* @param owner who QEMU runs as where root starts the script, as `UID:GID`
*/
function scriptDisks(blockdevs, quote, owner) {
	const disks = blockdevs.flatMap((blockdev) => {
		const written = writtenBy(blockdev);
		return written === null ? [] : [{
			blockdev,
			written
		}];
	});
	if (disks.length === 0) return {
		wordFor: () => null,
		preamble: "aside=\n"
	};
	const set = disks.map(({ blockdev }, index) => `disk${index}=${quote(blockdev)}\n`);
	const over = disks.map(({ written }, index) => {
		const json = quote(written.over(`${HOLE}/${index}`)).replace(HOLE, `'"$aside"'`);
		return `    qemu-img create -q -f qcow2 -b ${quote(written.path)} -F ${written.format} "$aside/${index}"\n    disk${index}=${json}\n`;
	});
	const give = owner === null ? "" : `    [ "$(id -u)" -ne 0 ] || chown -R ${owner} "$aside"\n`;
	return {
		wordFor: (blockdev) => {
			const index = disks.findIndex((disk) => disk.blockdev === blockdev);
			return index === -1 ? null : `"$disk${index}"`;
		},
		preamble: `aside=
${set.join("")}case " $* " in
  *' -snapshot '*)
    aside=$(mktemp -d "\${TMPDIR:-/var/tmp}/vmtest-replay.XXXXXX")
${over.join("")}${give}    ;;
esac
`
	};
}
// src/qemu/script.ts
/** Quotes one word for a POSIX shell. */
function quote(word) {
	return /^[A-Za-z0-9_\-+=:,./@%]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
/** Options without a value of their own, so that the others can be printed one option a line with theirs. */
const BARE = /* @__PURE__ */ new Set([
	"-nodefaults",
	"-no-user-config",
	"-S",
	"-nographic",
	"-no-reboot",
	"-snapshot"
]);
/**
* The command line of a phase as a shell script that runs by itself: the same machine on the same disks, its console on this terminal.
* What QEMU inherits from vmtest is replaced: the control socket by none, the paused start by a running one.
* @param argv QEMU's filled command line
*/
function replayScript(argv, { served, output, owner = null, iscsi = null, bridges = null }) {
	const lines = [];
	const disks = scriptDisks(argv.filter((_, index) => argv[index - 1] === "-blockdev"), quote, owner === null ? null : `${owner.uid}:${owner.gid}`);
	for (let i = 1; i < argv.length; i++) {
		const option = argv[i];
		if (option === "-S") continue;
		if (BARE.has(option)) lines.push(quote(option));
		else {
			const value = standAlone(option, argv[++i] ?? "");
			lines.push(`${quote(option)} ${disks.wordFor(value) ?? quote(value)}`);
		}
	}
	const disk = output === null ? "" : `[ -e ${quote(output.path)} ] || truncate -s ${output.bytes} ${quote(output.path)}\n`;
	const servers = [...served === null ? [] : [httpServer(served)], ...iscsi === null ? [] : [tgtDaemon(iscsi)]];
	const openTaps = bridges === null ? "" : `${bridges.prefix.map(quote).join(" ")} \\\n  `;
	const drop = owner === null ? "" : asUser(owner, output?.path);
	return `#!/bin/sh
# This machine as vmtest started it, its console on this terminal: C-a x ends it. Arguments are added to QEMU's.
# The disks are changed by it, unless -snapshot is added.
set -eu
servers=
${disk}${bridges === null ? "" : bridges.names.map(bridgeThere).join("")}${drop}${disks.preamble}trap '[ -z "$servers" ] || kill -9 $servers; [ -z "$aside" ] || rm -rf "$aside"' EXIT
${servers.join("")}exec=
[ -n "$servers$aside" ] || exec=exec
$exec ${openTaps}${owner === null ? "" : "$as_user "}${quote(argv[0] ?? "")} \\
  ${lines.join(" \\\n  ")} \\
  "$@"
`;
}
function standAlone(option, value) {
	if (option === "-action") return "reboot=shutdown,shutdown=poweroff,panic=shutdown";
	if (option !== "-chardev") return value;
	if (value.startsWith("socket,id=qmp,")) return "null,id=qmp";
	if (value.startsWith("socket,id=events,")) return "null,id=events";
	if (value.startsWith("file,id=console,")) return "stdio,id=console,mux=on,signal=off";
	if (value.startsWith("file,id=firmware,")) return "null,id=firmware";
	return value;
}
function bridgeThere(name) {
	return `# The guest is on the bridge ${name}: it takes root, or QEMU's bridge helper where vmtest took that.
[ -d ${quote(`/sys/class/net/${name}/bridge`)} ] || { echo ${quote(`there is no bridge ${name}: ip link add ${name} type bridge`)} >&2; exit 1; }
`;
}
/** Root starts QEMU as the user that it ran as. */
function asUser({ uid, gid }, output) {
	return `as_user=
if [ "$(id -u)" -eq 0 ]; then
${output === void 0 ? "" : `  chown ${uid}:${gid} ${quote(output)}\n`}  as_user='setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --'
fi
`;
}
function httpServer({ url, folder }) {
	const { port, hostname } = new URL(url);
	const address = hostname === "10.0.2.2" ? "127.0.0.1" : hostname;
	return `# vmtest served these files to the guest on this port; what the guest reports goes nowhere.
python3 -c "$(cat <<'PYTHON'
import functools, http.server, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get('content-length') or 0))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *words):
        pass
handler = functools.partial(Handler, directory=sys.argv[1])
http.server.ThreadingHTTPServer((sys.argv[3], int(sys.argv[2])), handler).serve_forever()
PYTHON
)" ${quote(folder)} ${port} ${address} &
servers="$servers $!"
`;
}
function tgtDaemon({ portal, calls }) {
	const lines = calls.map((call) => `tgtadm --lld iscsi ${call.map(quote).join(" ")}`);
	return `# The guest's iSCSI disks were served by vmtest at this portal: it needs tgt, and the address.
TGT_IPC_SOCKET=$(mktemp -d)/tgt
export TGT_IPC_SOCKET
# It takes no SIGTERM: it must not outlive this script.
setpriv --pdeathsig KILL -- tgtd --foreground --iscsi portal=${quote(portal)} &
servers="$servers $!"
for try in 1 2 3 4 5 6 7 8 9 10; do
  if tgtadm --lld iscsi --mode portal --op show 2>/dev/null | grep -qF ${quote(`${portal},`)}; then break; fi
  sleep 0.5
done
${lines.join("\n")}
`;
}
// src/engine/evidence.ts
/** A collected file larger than this is not read into memory by a check. */
const READ_LIMIT = 64 << 20;
/** What one phase left, read lazily from its folder: checks of a thousand files cost nothing until they ask. */
function collectedEvidence(phase, folder, console, consoleFile, record) {
	return {
		phase,
		folder,
		console,
		consoleFile,
		record,
		read: (path) => readInside$1(folder, path),
		list: () => listFiles(folder)
	};
}
function readInside$1(folder, path) {
	const absolute = resolve(folder, path);
	if (!absolute.startsWith(resolve(folder) + sep)) return null;
	try {
		if (!realpathSync(absolute).startsWith(realpathSync(folder) + sep)) return null;
		const stats = statSync(absolute);
		return stats.isFile() && stats.size <= READ_LIMIT ? readFileSync(absolute, "utf8") : null;
	} catch {
		return null;
	}
}
function listFiles(folder) {
	try {
		return readdirSync(folder, {
			recursive: true,
			withFileTypes: true
		}).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
	} catch {
		return [];
	}
}
// src/qemu/screen.ts
/** The VGA text buffer of a PC: 80 × 25 cells of a character and an attribute, at 0xb8000. */
const BUFFER = {
	address: 753664,
	columns: 80,
	rows: 25
};
/**
* Reads the text screen (BIOS, boot loaders and kernels write there and not to the serial port) through `file`,
* which QEMU must be able to write. Returns its lines without trailing blanks, or null where there is no text on it.
*/
async function readTextScreen(machine, file) {
	const size = BUFFER.columns * BUFFER.rows * 2;
	await machine.qmp.execute("pmemsave", {
		val: BUFFER.address,
		size,
		filename: file
	}, 5);
	return decodeTextScreen(await readFile(file));
}
/** The lines of a VGA text buffer, or null where it holds no text (a graphics mode leaves other bytes there). */
function decodeTextScreen(cells) {
	const lines = [];
	let strange = 0;
	for (let row = 0; row < BUFFER.rows; row++) {
		let line = "";
		for (let column = 0; column < BUFFER.columns; column++) {
			const code = cells[(row * BUFFER.columns + column) * 2] ?? 0;
			if (code !== 0 && (code < 32 || code > 126)) strange++;
			line += code >= 32 && code <= 126 ? String.fromCharCode(code) : " ";
		}
		lines.push(line.trimEnd());
	}
	const text = lines.join("\n").trimEnd();
	return text.trim() === "" || strange > 400 ? null : text;
}
// src/engine/forensics.ts
/** Seconds that all of it may take: a guest that died is worth a look, not a wait. */
const BUDGET = 4;
/** Takes what a machine can still tell before it is ended: text screen, picture, registers, block statistics. Never throws. */
async function takeForensics(machine, dir, prefix, vga) {
	const files = phaseFiles(prefix);
	const text = async () => {
		if (!vga) return;
		const screen = await readScreen(machine, dir, prefix);
		if (screen !== null) await writeFile(dir.file(files.screenText), `${screen}\n`);
	};
	const picture = async () => {
		if (!vga) return;
		const path = await dir.yield(files.screenshot);
		await machine.qmp.execute("screendump", {
			filename: path,
			format: "png"
		}, BUDGET);
		if ((await stat(path)).size === 0) await dir.remove(files.screenshot);
	};
	const registers = async () => {
		const dump = await machine.qmp.execute("human-monitor-command", { "command-line": "info registers -a" }, BUDGET);
		const blocks = await machine.qmp.execute("query-blockstats", {}, BUDGET);
		await writeFile(dir.file(files.registers), `${String(dump).replaceAll("\r", "")}\n${JSON.stringify(blocks, null, 2)}\n`);
	};
	let timer;
	const budget = new Promise((resolve) => {
		timer = setTimeout(resolve, BUDGET * 1e3);
	});
	await Promise.race([Promise.allSettled([
		text(),
		picture(),
		registers()
	]), budget]);
	clearTimeout(timer);
}
/** The text screen of a running machine, or null where it has none. Never throws. */
async function readScreen(machine, dir, prefix) {
	const cells = `logs/.${prefix}-screen.bin`;
	try {
		return await readTextScreen(machine, await dir.yield(cells));
	} catch {
		return null;
	} finally {
		await dir.remove(cells);
	}
}
// src/installers/curtin/judge.ts
/** curtin writes it last (curtin/commands/install.py, INSTALL_PASS_MSG). */
const SUCCESS_LINE = "curtin: Installation finished.";
/** What must not be said while curtin installs, whatever it says at the end; the list of the original's check_install_log. */
const FAILURE_PATTERNS = [
	{
		pattern: /INFO:.* blocked for more than.*seconds\./,
		meaning: "a task hung"
	},
	{
		pattern: /Kernel panic -/,
		meaning: "the kernel panicked"
	},
	{
		pattern: /Installation failed/,
		meaning: "curtin says that it failed"
	},
	{
		pattern: /ImportError: No module named.*/,
		meaning: "curtin lacks a Python module"
	},
	{
		pattern: /Out of memory:/,
		meaning: "memory ran out"
	},
	{
		pattern: /Unexpected error while running command/,
		meaning: "a command that curtin ran failed"
	},
	{
		pattern: /E: Unable to locate package.*/,
		meaning: "a package is not in the archive"
	},
	{
		pattern: /cloud-init.*: Traceback.*/,
		meaning: "cloud-init raised an exception"
	}
];
/**
* Judges an installation by curtin. It passed only where its step ended with 0 in a whole completion record, its success line was
* written, none of the failure patterns was, and, where it could report, its last word on `cmd-install` was no failure.
* The cause is the first thing that went wrong, with its line.
*/
function judgeCurtin(outcome) {
	const cause = reportedFailure(outcome) ?? saidFailure(outcome.log) ?? saidFailure(outcome.console) ?? missingProof(outcome);
	return cause === null ? {
		verdict: "passed",
		cause: ""
	} : {
		verdict: "install-failed",
		cause
	};
}
/**
* What curtin reported to have failed, where that is the whole installation: a late command may let one of its own steps fail. The
* stage that is named is the innermost: it ends before those that contain it, and all of those failed too.
*/
function reportedFailure({ events, log, console }) {
	const results = new Map(events.filter(({ event_type: type }) => type === "finish").map(({ name, result }) => [name, result]));
	if (results.get("cmd-install") !== "FAIL") return null;
	const above = (name) => [...results].filter(([other]) => name.startsWith(`${other}/`)).map(([, result]) => result);
	const { name, description } = events.find(({ name, result }) => result === "FAIL" && above(name).every((other) => other === "FAIL")) ?? {
		name: "cmd-install",
		description: ""
	};
	const said = saidFailure(log) ?? saidFailure(console);
	return `curtin reported that ${shorten(name, 80)} failed (${shorten(description, 120)})${said === null ? "" : `: ${said}`}`;
}
function saidFailure(text) {
	const found = FAILURE_PATTERNS.flatMap(({ pattern, meaning }) => {
		const index = text.search(pattern);
		return index === -1 ? [] : [{
			index,
			meaning
		}];
	}).sort((a, b) => a.index - b.index)[0];
	return found === void 0 ? null : `${found.meaning} ("${lineAt(text, found.index)}")${errorAfter(text, found.index)}`;
}
function missingProof({ record, reason, console, log, events, reporting }) {
	if (record === null) return `curtin left no record of success: ${reason}`;
	const step = record.steps.find(({ name }) => name === "install");
	if (step === void 0) return "the record of the installation has no step \"install\"";
	if (step.status !== 0) return `curtin ended with status ${step.status}`;
	if (!console.includes("curtin: Installation finished.") && !log.includes("curtin: Installation finished.")) return `curtin ended with 0, but never wrote "${SUCCESS_LINE}"`;
	if (reporting && !events.some(({ name, event_type: type }) => name === "cmd-install" && type === "finish")) return `curtin never reported the end of ${INSTALL_EVENT}: ${events.length} events came`;
	return null;
}
function lineAt(text, index) {
	const begin = text.lastIndexOf("\n", index) + 1;
	const end = text.indexOf("\n", index);
	return shorten(text.slice(begin, end === -1 ? text.length : end).trim(), 160);
}
/** The `…Error: …` that ends a Python traceback, where it follows within reach. */
function errorAfter(text, index) {
	const found = /^.*\w*(?:Error|Exception): .*$/m.exec(text.slice(index, index + 4e3));
	const line = found === null ? "" : shorten(found[0].trim(), 160);
	return line === "" || line === lineAt(text, index) ? "" : `; ${line}`;
}
// src/installers/script/judge.ts
/**
* Judges an installation by a script: its step must be in a whole completion record, with status 0.
* @param record null where there is no whole record
* @param reason why there is none
*/
function judgeScript(record, reason) {
	if (record === null) return {
		verdict: "install-failed",
		cause: `the installer left no record of success: ${reason}`
	};
	const step = record.steps.find(({ name }) => name === "install");
	if (step === void 0) return {
		verdict: "install-failed",
		cause: "the record of the installation has no step \"install\""
	};
	if (step.status !== 0) return {
		verdict: "install-failed",
		cause: `the install script ended with status ${step.status}`
	};
	return {
		verdict: "passed",
		cause: ""
	};
}
// src/engine/judge.ts
/**
* The verdict of a phase: how it ended, then what its record proves. A power-off proves nothing.
* @param collected null where the output disk was not read, because QEMU did not exit by itself or the phase ended badly
* @param curtin what was heard of an installation by curtin; null for every other phase
*/
function judgePhase(phase, ending, hits, collected, curtin = null) {
	const ended = judgeEnding(ending, phase.kind, hits);
	if (ended.verdict !== null) return {
		verdict: ended.verdict,
		cause: ended.cause
	};
	const record = collected?.complete === true ? collected.record : null;
	const reason = collected?.reason ?? "its output disk could not be read";
	const judged = curtin !== null ? judgeCurtin({
		record,
		reason,
		...curtin
	}) : phase.kind === "install" ? judgeScript(record, reason) : judgeBoot(record, collected);
	return judged.verdict === "passed" ? judged : explain$1(judged, hits);
}
function judgeBoot(record, collected) {
	if (record !== null) return {
		verdict: "passed",
		cause: ""
	};
	return {
		verdict: "collect-incomplete",
		cause: `the guest powered off, but what it collected is not whole: ${collected?.reason ?? "the output disk could not be read"}`
	};
}
/** What was heard before a failure says why: memory ran out, the boot loader complained. */
function explain$1(judged, hits) {
	const heard = hits.at(-1);
	if (heard === void 0) return judged;
	const cause = `${judged.cause}; before that, ${heard.rule.meaning} ("${heard.text.trim().slice(0, 160)}")`;
	return {
		verdict: heard.rule.verdict === "out-of-memory" ? "out-of-memory" : judged.verdict,
		cause
	};
}
// src/evidence/rules-boot.ts
const BOTH$1 = ["console", "screen"];
/** What firmware, boot loaders and initramfs say when they stop. */
const BOOT_RULES = [
	{
		id: "initramfs-prompt",
		severity: "fatal",
		verdict: "initramfs-shell",
		channels: BOTH$1,
		pattern: /^\(initramfs\)\s*$/,
		prompt: true,
		meaning: "the initramfs stopped at its shell: it did not find the root file system",
		excerpt: "(initramfs) ",
		nearMiss: "Begin: Running /scripts/local-premount (initramfs) ... done."
	},
	{
		id: "initramfs-no-root",
		severity: "fatal",
		verdict: "initramfs-shell",
		channels: BOTH$1,
		pattern: /^ALERT!\s+\S+ does not exist\.\s+Dropping to a shell!/,
		meaning: "the initramfs did not find the root file system",
		excerpt: "ALERT!  UUID=4cd98c5c-7761-4179 does not exist.  Dropping to a shell!",
		nearMiss: "Warning: /dev/disk/by-label/root does not exist"
	},
	{
		id: "dracut-shell",
		severity: "fatal",
		verdict: "initramfs-shell",
		channels: BOTH$1,
		pattern: /^dracut:\/#\s*$|dracut: FATAL: /,
		prompt: true,
		meaning: "dracut stopped at its shell",
		excerpt: "dracut:/# ",
		nearMiss: "dracut: Mounted root filesystem /dev/vda1"
	},
	{
		id: "emergency-mode",
		severity: "fatal",
		verdict: "emergency-mode",
		channels: BOTH$1,
		pattern: /^You are in (?:emergency|rescue) mode\b|Reached target (?:emergency\.target|.*Emergency Mode)/,
		meaning: "systemd stopped in emergency mode",
		excerpt: "You are in emergency mode. After logging in, type \"journalctl -xb\" to view",
		nearMiss: "systemd[1]: emergency.service: unit file masked"
	},
	{
		id: "grub-prompt",
		severity: "fatal",
		verdict: "bootloader-stuck",
		channels: BOTH$1,
		pattern: /^grub(?: rescue)?>\s*$/,
		prompt: true,
		meaning: "GRUB stopped at its prompt",
		excerpt: "grub rescue> ",
		nearMiss: "Setting up grub-pc (2.06-13) ..."
	},
	{
		id: "grub-error",
		severity: "error",
		verdict: "bootloader-stuck",
		channels: BOTH$1,
		pattern: /^error: (?:no such (?:device|partition)|unknown filesystem|file `[^']+' not found|disk `[^']+' not found)/,
		meaning: "GRUB did not find what it boots from",
		excerpt: "error: no such device: 4cd98c5c-7761-4179.",
		nearMiss: "tar: error: no such device"
	},
	{
		id: "syslinux-prompt",
		severity: "fatal",
		verdict: "bootloader-stuck",
		channels: BOTH$1,
		pattern: /^boot:\s*$|No DEFAULT or UI configuration directive found!/,
		prompt: true,
		meaning: "SYSLINUX stopped at its prompt",
		excerpt: "No DEFAULT or UI configuration directive found!",
		nearMiss: "Mounting boot: done"
	},
	{
		id: "bios-no-bootable-device",
		severity: "fatal",
		verdict: "no-bootable-device",
		channels: [
			"console",
			"firmware",
			"screen"
		],
		pattern: /^No bootable device\./,
		meaning: "the firmware found nothing to boot",
		excerpt: "No bootable device.",
		nearMiss: "Booting from Hard Disk..."
	},
	{
		id: "bios-not-a-boot-disk",
		severity: "fatal",
		verdict: "no-bootable-device",
		channels: [
			"console",
			"firmware",
			"screen"
		],
		pattern: /^Boot failed: not a bootable disk$|^(?:Missing operating system|MBR error|Operating system (?:not found|load error))/,
		meaning: "the disk has no boot loader that the firmware could start",
		excerpt: "Missing operating system.",
		nearMiss: "Boot failed: could not read the boot disk"
	},
	{
		id: "slof-no-bootable-device",
		severity: "fatal",
		verdict: "no-bootable-device",
		channels: ["console"],
		pattern: /^E3407: Load failed/,
		meaning: "Open Firmware found nothing to boot",
		excerpt: "E3407: Load failed",
		nearMiss: "E3404: Not a bootable device!"
	},
	{
		id: "uefi-shell",
		severity: "fatal",
		verdict: "no-bootable-device",
		channels: BOTH$1,
		pattern: /^UEFI Interactive Shell v|^Shell>\s*$/,
		prompt: true,
		meaning: "the UEFI firmware found nothing to boot and went to its shell",
		excerpt: "UEFI Interactive Shell v2.2",
		nearMiss: "BdsDxe: loading Boot0001 \"EFI Internal Shell\""
	},
	{
		id: "uefi-no-boot-option",
		severity: "fatal",
		verdict: "no-bootable-device",
		channels: BOTH$1,
		pattern: /^BdsDxe: No bootable option or device was found/,
		meaning: "the UEFI firmware found nothing to boot",
		excerpt: "BdsDxe: No bootable option or device was found.",
		nearMiss: "BdsDxe: failed to load Boot0002 \"UEFI Misc Device\" from PciRoot(0x0)/Pci(0x5,0x0): Not Found"
	}
];
// src/evidence/rules-system.ts
const SERIAL = ["console"];
const BOTH = ["console", "screen"];
// src/evidence/rules.ts
/** All rules, in order: the first that matches a line decides it. */
const RULES = [...[
	{
		id: "memory-deadlock",
		severity: "fatal",
		verdict: "out-of-memory",
		channels: BOTH,
		pattern: /Kernel panic - not syncing: (?:System is deadlocked on memory|Out of memory)/,
		meaning: "the kernel ran out of memory and gave up",
		excerpt: "[    3.112233] Kernel panic - not syncing: System is deadlocked on memory",
		nearMiss: "[    3.112233] Out of memory: Killed process 87 (tar)"
	},
	{
		id: "no-root-device",
		severity: "fatal",
		verdict: "kernel-panic",
		channels: BOTH,
		pattern: /Kernel panic - not syncing: VFS: Unable to mount root fs/,
		meaning: "the kernel found no root file system",
		excerpt: "[    1.950000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
		nearMiss: "[    1.940000] VFS: Cannot open root device \"sda1\" or unknown-block(0,0): error -6"
	},
	{
		id: "kernel-panic",
		severity: "fatal",
		verdict: "kernel-panic",
		channels: BOTH,
		pattern: /(?:^|\] )Kernel panic - not syncing/,
		meaning: "the kernel panicked",
		excerpt: "[    4.013201] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100",
		nearMiss: "test_panic: expects \"Kernel panic - not syncing\" in the log"
	},
	{
		id: "no-datasource",
		severity: "fatal",
		verdict: "no-datasource",
		channels: SERIAL,
		pattern: /cloud-init.*(?:DataSourceNone|[Uu]sed fallback datasource|Datasource DataSourceNone)/,
		meaning: "cloud-init found no seed and will run nothing",
		excerpt: "[   72.1] cloud-init[410]: Cloud-init v. 22.4.2 finished at Sun, 22 Nov 2026 10:00:00 +0000. Datasource DataSourceNone.  Up 72.05 seconds",
		nearMiss: "cloud-init[410]: Cloud-init v. 22.4.2 finished at Sun, 22 Nov 2026 10:00:00 +0000. Datasource DataSourceNoCloud [seed=/dev/vdz]."
	},
	{
		id: "out-of-memory",
		severity: "error",
		verdict: "out-of-memory",
		channels: SERIAL,
		pattern: /(?:^|\] )Out of memory: Killed process/,
		meaning: "the kernel killed a process because memory ran out",
		excerpt: "[   31.441] Out of memory: Killed process 412 (unsquashfs) total-vm:980124kB, anon-rss:812004kB",
		nearMiss: "curtin: Out of memory is not handled"
	},
	{
		id: "hung-task",
		severity: "error",
		verdict: null,
		channels: SERIAL,
		pattern: /INFO: task .* blocked for more than \d+ seconds\./,
		meaning: "a task of the guest hung",
		excerpt: "[  242.650] INFO: task jbd2/vda1-8:231 blocked for more than 120 seconds.",
		nearMiss: "[  242.650] INFO: task finished"
	},
	{
		id: "soft-lockup",
		severity: "error",
		verdict: null,
		channels: SERIAL,
		pattern: /watchdog: BUG: soft lockup - CPU#\d+ stuck for/,
		meaning: "a processor of the guest was stuck",
		excerpt: "[   88.010] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [tar:301]",
		nearMiss: "[    0.301] watchdog: Delayed init of the lockup detector"
	},
	{
		id: "kernel-oops",
		severity: "error",
		verdict: null,
		channels: SERIAL,
		pattern: /\] (?:BUG: |Oops: |general protection fault)/,
		meaning: "the kernel reported a fault of its own",
		excerpt: "[   12.004] BUG: kernel NULL pointer dereference, address: 0000000000000008",
		nearMiss: "see https://bugs.debian.org/ for BUG: reports"
	},
	{
		id: "disk-error",
		severity: "error",
		verdict: null,
		channels: SERIAL,
		pattern: /I\/O error, dev \S+, sector \d+/,
		meaning: "a disk of the guest failed to read or write",
		excerpt: "[   15.2] I/O error, dev vda, sector 2048 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2",
		nearMiss: "[   15.2] Buffered data written"
	},
	{
		id: "user-script-failed",
		severity: "error",
		verdict: null,
		channels: SERIAL,
		pattern: /Failed to run module scripts-user|Failed running \/var\/lib\/cloud\/instance\/scripts\//,
		meaning: "cloud-init reports that a script of the seed failed",
		excerpt: "cloud-init[610]: 2026-11-22 10:00:00,000 - cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)",
		nearMiss: "cloud-init[610]: running module scripts-user"
	},
	{
		id: "unit-failed",
		severity: "note",
		verdict: null,
		channels: SERIAL,
		pattern: /\[FAILED\] Failed to start /,
		meaning: "a unit of the guest failed to start",
		excerpt: "[FAILED] Failed to start systemd-modules-load.service - Load Kernel Modules.",
		nearMiss: "[  OK  ] Started cron.service - Regular background program processing daemon."
	},
	{
		id: "guest-clock-noise",
		severity: "noise",
		verdict: null,
		channels: SERIAL,
		pattern: /clocksource: (?:timekeeping watchdog|Long readout interval)|A start job is running for|random: crng/,
		meaning: "repeats while nothing goes forward",
		excerpt: "[*     ] A start job is running for /dev/disk/by-label/data (12s / 1min 30s)",
		nearMiss: "[  OK  ] Reached target network.target - Network."
	}
], ...BOOT_RULES];
// src/evidence/scan.ts
/** Longer lines are judged by their beginning: a guest may write a gigabyte without a newline. */
const LINE_LIMIT = 4096;
/** Different lines remembered for the judgement of news. */
const MEMORY_LIMIT = 2e4;
/** Reads one channel of a guest as it comes: lines without escapes, the rules that they meet, and whether they are news. */
var Scanner = class {
	#channel;
	#rules;
	#seen = /* @__PURE__ */ new Set();
	#recent = [];
	#rest = "";
	#line = 0;
	#promptHit = 0;
	constructor(channel, rules = RULES) {
		this.#channel = channel;
		this.#rules = rules.filter((rule) => rule.channels.includes(channel));
	}
	/** The last complete lines and the unfinished one, at most `count`. */
	recent(count) {
		const rest = plainText(this.#rest);
		return [...this.#recent, ...rest.trim() === "" ? [] : [rest]].slice(-count);
	}
	/** A line by its number, and at most `following` after it; empty where it is no longer remembered. */
	from(line, following) {
		const all = this.recent(Number.POSITIVE_INFINITY);
		const first = this.#recent.length - (this.#line - line) - 1;
		return first < 0 ? [] : all.slice(first, first + following + 1);
	}
	/** Takes more text. */
	feed(text) {
		const parts = (this.#rest + text).split(/\r?\n|\r(?!$)/);
		this.#rest = (parts.pop() ?? "").slice(-16384);
		const lines = [];
		const hits = [];
		let news = false;
		for (const part of parts) {
			this.#line++;
			const line = plainText(part.slice(0, LINE_LIMIT)).replace(/^\n+/, "");
			lines.push(line);
			this.#recent.push(line);
			const hit = this.#match(line);
			if (hit !== null && this.#promptHit !== this.#line) hits.push(hit);
			if (hit?.rule.severity !== "noise" && this.#isNews(line)) news = true;
		}
		if (this.#recent.length > 400) this.#recent.splice(0, this.#recent.length - 200);
		const prompt = this.#prompt();
		return {
			lines,
			hits: prompt === null ? hits : [...hits, prompt],
			news
		};
	}
	#prompt() {
		if (this.#rest === "" || this.#promptHit === this.#line + 1) return null;
		const text = plainText(this.#rest.slice(-4096)).split("\n").at(-1) ?? "";
		const rule = this.#rules.find((candidate) => candidate.prompt === true && candidate.pattern.test(text));
		if (rule === void 0) return null;
		this.#promptHit = this.#line + 1;
		return {
			rule,
			channel: this.#channel,
			line: this.#line + 1,
			text
		};
	}
	#match(text) {
		const rule = this.#rules.find((candidate) => candidate.pattern.test(text));
		return rule === void 0 ? null : {
			rule,
			channel: this.#channel,
			line: this.#line,
			text
		};
	}
	#isNews(line) {
		const gist = line.replace(/\d+|0x[0-9a-f]+/gi, "#").trim();
		if (gist === "" || this.#seen.has(gist)) return false;
		if (this.#seen.size < MEMORY_LIMIT) this.#seen.add(gist);
		return true;
	}
};
// src/evidence/tail.ts
/** How long after the first sign of new text it is read: what comes in that time is read in one go (a UART writes single bytes). */
const COALESCE_MS = 50;
/**
* Follows a file that another process writes. The file is what counts, so a slow reader never slows its writer.
* `onText` gets what is new, decoded as UTF-8.
*/
var FileTail = class FileTail {
	#handle;
	#path;
	#onText;
	#decoder = new TextDecoder();
	#buffer = Buffer.alloc(65536);
	#watcher = null;
	#timer = null;
	#position = 0;
	#reading = Promise.resolve();
	#closed = false;
	constructor(handle, path, onText) {
		this.#handle = handle;
		this.#path = path;
		this.#onText = onText;
	}
	/** Opens an existing file and follows it from its beginning. */
	static async open(path, onText) {
		const tail = new FileTail(await open(path, "r"), path, onText);
		tail.#watch();
		tail.drain().catch(() => void 0);
		return tail;
	}
	/** Reads all that is there by now. */
	drain() {
		this.#reading = this.#reading.then(() => this.#read());
		return this.#reading;
	}
	async [Symbol.asyncDispose]() {
		if (this.#closed) return;
		this.#closed = true;
		this.#unwatch();
		await this.#reading.catch(() => void 0);
		await this.#handle.close();
	}
	#watch() {
		if (this.#closed) return;
		try {
			this.#watcher = watch(this.#path, () => this.#later());
			this.#watcher.on("error", () => this.#unwatch());
		} catch {}
	}
	#unwatch() {
		this.#watcher?.close();
		this.#watcher = null;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}
	#later() {
		this.#watcher?.close();
		this.#watcher = null;
		if (this.#timer !== null || this.#closed) return;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			this.#watch();
			this.drain().catch(() => void 0);
		}, COALESCE_MS);
	}
	async #read() {
		while (true) {
			const { bytesRead } = await this.#handle.read(this.#buffer, 0, this.#buffer.length, this.#position);
			if (bytesRead === 0) return;
			this.#position += bytesRead;
			this.#onText(this.#decoder.decode(this.#buffer.subarray(0, bytesRead), { stream: true }));
		}
	}
};
// src/engine/progress.ts
/** Block I/O that counts as progress, in bytes. */
const BLOCK_STEP = 1 << 20;
/** A virtual CPU that works more than this share of the time is busy. */
const BUSY_SHARE = .5;
/** A busy guest gets this many times the silence of an idle one. */
const BUSY_FACTOR = 3;
/** The first look at a silent guest's screen, in seconds of silence; the next at twice that, and so on. */
const FIRST_LOOK = 5;
/** Judges silence: no text not seen before, no event, less than 1 MiB of block I/O. Times are `performance.now()` milliseconds. */
var Progress = class {
	/** Seconds in which this process or its host stood still, seen from the sampler's own lateness. */
	lag = 0;
	#limit;
	#now;
	#last;
	#lastSample;
	#blockBytes = 0;
	#cpuAtLast = 0;
	#cpu = 0;
	#nextLook = FIRST_LOOK;
	/** @param limit seconds of silence of an idle guest */
	constructor(limit, now = () => performance.now()) {
		this.#limit = limit;
		this.#now = now;
		this.#last = now();
		this.#lastSample = this.#last;
	}
	/** Something new was heard. */
	news() {
		this.#last = this.#now();
		this.#cpuAtLast = this.#cpu;
		this.#nextLook = FIRST_LOOK;
	}
	/** Takes the counters, once a second. */
	sample(counters) {
		const now = this.#now();
		const late = (now - this.#lastSample) / 1e3 - 1;
		if (late > 2) this.lag += late;
		this.#lastSample = now;
		this.#cpu = counters.cpuSeconds;
		if (counters.blockBytes - this.#blockBytes >= BLOCK_STEP) {
			this.#blockBytes = counters.blockBytes;
			this.news();
		}
	}
	/** Whether the screen of a guest that has become silent is worth a look now. */
	screenDue() {
		if (this.#silence() < this.#nextLook) return false;
		this.#nextLook *= 2;
		return true;
	}
	/** How long it has been silent, where that is too long. */
	silent() {
		const seconds = this.#silence();
		if (seconds < this.#limit) return null;
		const spinning = (this.#cpu - this.#cpuAtLast) / seconds > BUSY_SHARE;
		return spinning && seconds < this.#limit * BUSY_FACTOR ? null : {
			seconds,
			spinning
		};
	}
	#silence() {
		return (this.#now() - this.#last) / 1e3;
	}
};
// src/engine/watch.ts
/** How long after a fatal line its explanation may follow: a panic prints its trace, then resets. Milliseconds. */
const GRACE_MS = 800;
/** Lines of an excerpt after the one that a rule met. */
const FOLLOWING = 6;
/** The one poll of this project. Milliseconds. */
const SAMPLE_MS = 1e3;
/** After a reset SeaBIOS finds its own memory changed and resets once more: that one is not the guest's. */
const FIRMWARE_RESET = /^Attempting a hard reboot$/;
/** Watches one phase until the first thing that ends it. */
var Watch = class {
	/** Resolves once, with the first ending. */
	ending;
	hits = [];
	#options;
	#settle;
	#console = new Scanner("console");
	#firmware = new Scanner("firmware");
	#progress;
	#stack = new AsyncDisposableStack();
	#tails = [];
	#machine = null;
	#resets = 0;
	#fatal = null;
	#ended = false;
	#early = [];
	constructor(options) {
		const { promise, resolve } = Promise.withResolvers();
		this.#options = options;
		this.ending = promise;
		this.#settle = (ending) => {
			this.#ended = true;
			resolve(ending);
		};
		this.#progress = new Progress(options.phase.silenceSeconds);
	}
	/** The console's last lines. */
	recent(count) {
		return this.#console.recent(count);
	}
	/** A hit's line with what follows it, as far as it is remembered. */
	around(hit) {
		return {
			console: this.#console,
			firmware: this.#firmware,
			screen: null
		}[hit.channel]?.from(hit.line, FOLLOWING).join("\n") || hit.text;
	}
	/** Begins to watch a machine that is still paused. */
	async attach(machine) {
		this.#machine = machine;
		const { console, firmware, signal, phase } = this.#options;
		this.#tails.push(this.#stack.use(await FileTail.open(console, (text) => this.#heard(this.#console, text, true))));
		if (firmware !== null) this.#tails.push(this.#stack.use(await FileTail.open(firmware, (text) => this.#heard(this.#firmware, text, false))));
		const deadline = setTimeout(() => this.#settle({
			kind: "deadline",
			seconds: phase.timeoutSeconds,
			lag: this.#progress.lag
		}), phase.timeoutSeconds * 1e3);
		const sampler = setInterval(() => void this.#sample(machine), SAMPLE_MS);
		const onAbort = () => this.#settle({ kind: "cancelled" });
		signal.addEventListener("abort", onAbort, { once: true });
		if (signal.aborted) onAbort();
		this.#stack.defer(() => {
			clearTimeout(deadline);
			clearInterval(sampler);
			signal.removeEventListener("abort", onAbort);
		});
		machine.exit.then((exit) => this.#settle({
			kind: "qemu-exit",
			how: howItEnded(exit),
			output: exit.output
		}));
		for (const event of this.#early.splice(0)) this.onQmp(event);
	}
	/** Takes QEMU's events, from before the machine is attached too. */
	onQmp(event) {
		if (this.#machine === null) this.#early.push(event);
		else this.#decide(event, this.#machine).catch(() => void 0);
	}
	/** A guest's own event is progress. */
	onGuestEvent() {
		this.#progress.news();
	}
	/** Reads what the machine has written until now. */
	async drain() {
		await Promise.all(this.#tails.map((tail) => tail.drain()));
	}
	async [Symbol.asyncDispose]() {
		await this.#stack.disposeAsync();
	}
	async #decide({ event, data }, machine) {
		if (event === "BLOCK_IO_ERROR" && data.nospace === true) this.#settle({
			kind: "disk-full",
			device: String(data["node-name"] ?? data.device ?? "")
		});
		else if (event === "WATCHDOG") this.#settle({ kind: "watchdog" });
		else if (event === "GUEST_PANICKED" || event === "GUEST_CRASHLOADED") await this.#afterDrain(() => ({
			kind: "panic",
			information: panicInformation(data)
		}));
		else if (event === "SHUTDOWN" && data.guest === true) {
			if (data.reason === "guest-reset") await this.#reset(machine);
			else if (data.reason === "guest-panic") await this.#afterDrain(() => ({
				kind: "panic",
				information: ""
			}));
			else await this.#afterDrain(() => ({ kind: "power-off" }));
		}
	}
	/** A fatal line outranks the event that came with it: what it says is why. */
	async #afterDrain(ending) {
		await this.drain();
		this.#settle(this.#fatal === null ? ending() : {
			kind: "rule",
			hit: this.#fatal
		});
	}
	async #reset(machine) {
		await this.drain();
		if (this.#resets > 0 && FIRMWARE_RESET.test(this.#firmware.recent(1)[0] ?? "")) {
			await machine.reboot();
			return;
		}
		this.#resets++;
		const { phase } = this.#options;
		if (this.#fatal !== null) this.#settle({
			kind: "rule",
			hit: this.#fatal
		});
		else if (this.#resets <= phase.reboots) await machine.reboot();
		else this.#settle({
			kind: phase.end === "reboot" ? "reboot" : "reset",
			resets: this.#resets
		});
	}
	#heard(scanner, text, isConsole) {
		const { lines, hits, news } = scanner.feed(text);
		if (news) this.#progress.news();
		if (isConsole) for (const line of lines) this.#options.onLine(line);
		for (const hit of hits) this.#hit(hit);
	}
	#hit(hit) {
		if (hit.rule.severity !== "fatal" && hit.rule.severity !== "error") return;
		this.hits.push(hit);
		this.#options.onHit(hit);
		if (hit.rule.severity !== "fatal" || this.#fatal !== null) return;
		this.#fatal = hit;
		const timer = setTimeout(() => this.#settle({
			kind: "rule",
			hit
		}), GRACE_MS);
		this.#stack.defer(() => clearTimeout(timer));
	}
	async #sample(machine) {
		if (this.#ended) return;
		try {
			this.#progress.sample(await machine.counters());
			await this.drain();
			if (this.#progress.screenDue()) await this.#lookAtScreen();
			const silent = this.#progress.silent();
			if (silent === null || this.#ended) return;
			this.#settle({
				kind: "silent",
				...silent,
				screen: await this.#options.screen()
			});
		} catch {}
	}
	async #lookAtScreen() {
		const text = await this.#options.screen();
		if (text === null || this.#ended) return;
		const scanner = new Scanner("screen");
		for (const hit of [...scanner.feed(text).hits, ...scanner.feed("\n").hits]) if (hit.rule.severity === "fatal") this.#hit(hit);
	}
};
function panicInformation(data) {
	return data.info === void 0 ? "" : JSON.stringify(data.info).slice(0, 200);
}
// src/engine/boot.ts
/** Seconds that ending a machine may take: a budget of its own, untouched by the phase's deadline or a cancellation. */
const QUIT_SECONDS = 4;
/** The phase that boots the machine once: every install and every boot of a test is one of these. */
function bootPhase(spec) {
	return {
		name: spec.name,
		run: (test, undo) => boot(test, spec, undo)
	};
}
async function boot(test, planned, undo) {
	const spec = withIscsi(planned, test.iscsi);
	const startedAt = Date.now() / 1e3;
	const began = performance.now();
	const files = phaseFiles(spec.prefix);
	const prepared = await preparePhase(test, spec, undo);
	const taps = tapsOf(test.plan.machine.nics);
	const argv = [test.qemu, ...fillArgv(spec.argv, {
		...prepared.holes,
		...DESCRIPTORS,
		...tapHoles(taps)
	}).slice(1)];
	const { python = "python3", helper = null } = test.run.taps ?? {};
	const prefix = tapPrefix(python, helper, taps);
	const output = spec.harnessDisks.find((disk) => disk.name === "output")?.file.replace("{topdir}", test.run.topdir) ?? "";
	const needs = {
		served: prepared.served,
		output: {
			path: output,
			bytes: OUTPUT_DISK_BYTES
		},
		owner: test.run.owner,
		iscsi: test.iscsi?.replay ?? null,
		bridges: taps.length === 0 ? null : {
			names: taps.map(({ bridge }) => bridge),
			prefix
		}
	};
	await writeFile(test.dir.file(files.qemuScript), replayScript(argv, needs), { mode: 493 });
	const record = (machineType) => recordStart(test, spec, {
		script: files.qemuScript,
		machineType,
		argv
	}, prepared.served);
	const early = record(test.plan.machine.type).catch(() => void 0);
	const ran = await withRecord(runMachine(test, spec, {
		argv,
		prefix: [...prefix, ...test.run.prefix]
	}, prepared.curtin), early);
	await record(ran.machineType);
	if (ran.readable) test.dir.log({
		at: Date.now() / 1e3,
		type: "extract",
		phase: spec.name
	});
	const collected = ran.readable ? await extractOutput(output, test.dir.file(spec.collect), {
		phase: spec.name,
		signal: test.run.signal
	}) : null;
	for (const message of collected?.notes ?? []) test.run.emit({
		type: "notice",
		at: Date.now() / 1e3,
		severity: "note",
		message,
		test: test.plan.id
	});
	if (collected?.complete === true) await rm(output, { force: true });
	const written = await readFile(test.dir.file(files.console), "utf8").catch(() => "");
	const console = plainText(written);
	const heard = prepared.curtin === null ? null : await curtinHeard(test, spec, prepared.curtin, console);
	const { verdict, cause } = judgePhase(spec, ran.ending, ran.hits, collected, heard);
	return {
		result: {
			name: spec.name,
			kind: spec.kind,
			verdict,
			cause,
			excerpts: verdict === "passed" ? [] : [...failedSteps(collected, written, files.console), ...excerptsOf$1(ran.ending, ran.hits, ran.around, ran.recent, files)],
			startedAt,
			seconds: (performance.now() - began) / 1e3,
			qemuSeconds: ran.qemuSeconds,
			consoleLog: files.console
		},
		evidence: collectedEvidence(spec.name, test.dir.file(spec.collect), console, files.console, collected?.record ?? null)
	};
}
/** What the first step that failed said, which a phase fails for. */
function failedSteps(collected, console, consoleFile) {
	const failed = collected?.record?.steps.find(({ status }) => status > 0);
	return failed === void 0 ? [] : failedStep(console, failed.name, consoleFile);
}
/** Waits for both, whatever becomes of the first. */
async function withRecord(first, second) {
	try {
		return await first;
	} finally {
		await second;
	}
}
/** What curtin said: on the console, in its log as it was collected, else as it was posted, and by its events. */
async function curtinHeard(test, spec, curtin, console) {
	const posted = await curtin.finish();
	if (curtin.reporting) {
		await test.dir.folder(spec.collect);
		await copyFile(test.dir.file("logs/webhooks-events.json"), test.dir.file(`${spec.collect}/webhooks-events.json`));
	}
	const collected = await readFile(test.dir.file(`${spec.collect}/curtin/install.log`), "utf8").catch(() => "");
	return {
		console,
		log: plainText(collected === "" ? posted : collected),
		events: curtin.events,
		reporting: curtin.reporting
	};
}
async function runMachine(test, spec, command, curtin) {
	const { run, dir, plan } = test;
	const files = phaseFiles(spec.prefix);
	const vga = plan.machine.arch === "x86_64";
	const at = () => Date.now() / 1e3;
	const [console, firmware, log] = await Promise.all([
		dir.yield(files.console),
		vga ? dir.yield(files.firmware) : null,
		dir.yield(files.qemuLog)
	]);
	let machine = null;
	await using watch = new Watch({
		phase: spec,
		console,
		firmware,
		screen: async () => machine !== null && vga ? readScreen(machine, dir, spec.prefix) : null,
		signal: run.signal,
		onLine: (line) => run.emit({
			type: "console",
			at: at(),
			test: plan.id,
			phase: spec.name,
			line
		}),
		onHit: (hit) => dir.log({
			at: at(),
			type: "rule",
			phase: spec.name,
			rule: hit.rule.id,
			channel: hit.channel,
			line: hit.line,
			text: hit.text
		})
	});
	await using started = await Machine.start({
		...command,
		env: run.qemuEnv,
		cwd: dir.path,
		log,
		onEvent: (event) => {
			const { at: when, ...said } = event;
			dir.log({
				at: when,
				type: "qmp",
				phase: spec.name,
				...said
			});
			run.emit({
				type: "qmp",
				at: when,
				test: plan.id,
				phase: spec.name,
				...said
			});
			watch.onQmp(event);
		}
	});
	machine = started;
	dir.log({
		at: (performance.timeOrigin + machine.startedAt) / 1e3,
		type: "machine-start",
		phase: spec.name
	});
	const sink = guestEvents((event) => {
		watch.onGuestEvent();
		dir.log({
			at: at(),
			type: "guest",
			phase: spec.name,
			event
		});
		run.emit({
			type: "guest",
			at: at(),
			test: plan.id,
			phase: spec.name,
			event
		});
	});
	machine.events.on("data", sink);
	if (curtin !== null) curtin.listen = (event) => {
		watch.onGuestEvent();
		run.emit({
			type: "guest",
			at: at(),
			test: plan.id,
			phase: spec.name,
			event: {
				type: "curtin",
				line: eventLine(event)
			}
		});
	};
	await watch.attach(machine);
	await machine.resume().catch(() => void 0);
	const ending = await watch.ending;
	if (ending.kind === "disk-full") await run.freeReserve();
	if (ending.kind !== "power-off" && ending.kind !== "reboot" && ending.kind !== "qemu-exit") await takeForensics(machine, dir, spec.prefix, vga);
	const exit = await machine.quit(QUIT_SECONDS);
	dir.log({
		at: at(),
		type: "machine-end",
		phase: spec.name,
		clean: exit.clean
	});
	await watch.drain();
	return {
		ending,
		hits: watch.hits,
		recent: watch.recent(40),
		around: (hit) => watch.around(hit),
		qemuSeconds: (machine.endedAt - machine.startedAt) / 1e3,
		machineType: machine.machineType,
		readable: exit.clean && (ending.kind === "power-off" || ending.kind === "reboot")
	};
}
// src/engine/command/class-folders.ts
const CLASS_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;
const MOST_CLASSES = 5e3;
const LARGEST_CONSOLE = 16 << 20;
const LARGEST_RECORD = 65536;
/**
* Reads what classes left below a topdir. What lies there was written by guests and strangers: a name that is no Python class's is left
* out, no link is followed, nothing but regular files is read, and of each no more than its limit.
*/
async function readClassFolders(topdir) {
	const root = await realpath(topdir).catch(() => null);
	if (root === null) return {
		classes: [],
		notes: []
	};
	const entries = (await readdir(root, { withFileTypes: true }).catch(() => [])).sort((a, b) => a.name < b.name ? -1 : 1);
	const notes = [];
	const classes = [];
	for (const entry of entries) {
		const path = join(root, entry.name);
		const shown = JSON.stringify(shorten(plainText(entry.name), 100));
		if (entry.isSymbolicLink()) notes.push(`${shown} is a symbolic link, and was not followed`);
		else if (!entry.isDirectory() || !await hasParts(path)) continue;
		else if (!CLASS_NAME.test(entry.name)) notes.push(`the folder ${shown} has no name of a Python class, and was not judged`);
		else if (classes.length === MOST_CLASSES) notes.push(`there are more than ${MOST_CLASSES} classes: ${shown} was not judged`);
		else classes.push(await readClass(entry.name, path));
	}
	return {
		classes,
		notes
	};
}
/** The harness makes all five at once; what has none of them is another thing, such as its tgtd's folder. */
async function hasParts(path) {
	for (const part of KEEP_PARTS) if ((await lstat(join(path, part)).catch(() => null))?.isDirectory() === true) return true;
	return false;
}
async function readClass(name, path) {
	const [success, errors, install, boot, made, ended] = await Promise.all([
		readInside(path, "logs/success", 1),
		readInside(path, "logs/errors.json", LARGEST_RECORD),
		readInside(path, "logs/install-serial.log", LARGEST_CONSOLE),
		readInside(path, "logs/boot-serial.log", LARGEST_CONSOLE),
		lstat(path),
		lastWritten(join(path, "logs"))
	]);
	const began = (made.birthtimeMs || made.ctimeMs) / 1e3;
	return {
		name,
		path,
		success: success !== null,
		errors: errors === null ? null : countOf(errors.text),
		install,
		boot,
		began,
		ended: Math.max(began, ended)
	};
}
/** `{"errors": N}`; whatever else the file says, it is there because a test failed. */
function countOf(text) {
	try {
		const count = JSON.parse(text)?.errors;
		return typeof count === "number" && Number.isSafeInteger(count) && count > 0 ? count : 1;
	} catch {
		return 1;
	}
}
/** The last bytes of a regular file below `folder`, or null: no link on the way, no pipe, no device. */
async function readInside(folder, file, limit) {
	const path = join(folder, file);
	if (await realpath(dirname(path)).catch(() => "") !== dirname(path)) return null;
	const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
	if (handle === null) return null;
	await using opened = handle;
	const stats = await opened.stat();
	if (!stats.isFile()) return null;
	const length = Math.min(stats.size, limit);
	const { buffer, bytesRead } = await opened.read({
		buffer: Buffer.alloc(length),
		position: stats.size - length
	});
	return {
		file,
		text: buffer.toString("utf8", 0, bytesRead),
		cut: stats.size > length
	};
}
async function lastWritten(logs) {
	const names = await readdir(logs).catch(() => []);
	const times = await Promise.all(names.slice(0, 1e3).map((name) => lstat(join(logs, name)).catch(() => null)));
	return Math.max(0, ...times.map((stats) => (stats?.mtimeMs ?? 0) / 1e3));
}
// src/engine/command/class-cases.ts
/** nose's name of what failed around a class: `<nose.suite.ContextSuite context=tests.vmtests.test_basic.FocalTestBasic>:setup`. */
const CONTEXT = /context=(?:[\w.]*\.)?([A-Za-z_]\w*)>:(setup|teardown)/;
/** A method of a class: `tests.vmtests.test_basic.FocalTestBasic.test_fstab`. The class is the first part that begins like one. */
const METHOD = /^(?:[a-z_]\w*\.)*([A-Z]\w*)\.(.+)$/s;
/** pytest's word for a test whose class could not be set up. */
const SETUP_WORDS = /failed on setup|setUpClass|setup_class/;
/** Sorts the cases of a JUnit file by the Python classes that they belong to. Cases of no class come under ''. */
function casesByClass(cases) {
	const found = /* @__PURE__ */ new Map();
	for (const one of cases) {
		const context = CONTEXT.exec(one.name);
		const method = context === null ? METHOD.exec(one.name) : null;
		const name = context?.[1] ?? method?.[1] ?? "";
		const own = found.get(name) ?? {
			tests: [],
			setup: null
		};
		found.set(name, own);
		if (context !== null) own.setup ??= {
			...one,
			name: context[2] === "setup" ? "setUpClass" : "tearDownClass"
		};
		else if (one.verdict === "failed" && SETUP_WORDS.test(`${one.message}\n${one.output ?? ""}`)) own.setup ??= {
			...one,
			name: "setUpClass"
		};
		else own.tests.push({
			...one,
			name: method?.[2] ?? one.name,
			phase: name
		});
	}
	return found;
}
// src/engine/command/console-facts.ts
const FOLLOWING_LINES = 3;
/** Reads both consoles of a class by the rules that a machine of our own is heard by. `folder`: what the excerpts' paths begin with. */
function consoleFacts({ install, boot }, folder) {
	const heard = [install, boot].filter((log) => log !== null).map((log) => hear(log, join(folder, log.file)));
	const all = heard.flatMap(({ hits }) => hits);
	const last = heard.at(-1);
	return {
		explanation: all.findLast(({ hit }) => hit.rule.verdict !== null)?.hit ?? null,
		decisive: all.slice(-3).map(({ excerpt }) => excerpt),
		last: last === void 0 || last.tail === "" ? [] : [{
			file: last.file,
			line: null,
			text: last.tail
		}],
		installed: install?.text.includes(SUCCESS_LINE) === true,
		booted: boot !== null && boot.text.trim() !== ""
	};
}
function hear({ text, cut }, file) {
	const { lines, hits } = new Scanner("console").feed(text.endsWith("\n") ? text : `${text}\n`);
	const grave = hits.filter(({ rule }) => rule.severity === "fatal" || rule.severity === "error");
	const shown = (hit) => ({
		file,
		line: cut ? null : hit.line,
		text: lines.slice(hit.line - 1, hit.line + FOLLOWING_LINES).join("\n")
	});
	const said = lines.filter((line) => line.trim() !== "").slice(-8);
	return {
		file,
		hits: grave.map((hit) => ({
			hit,
			excerpt: shown(hit)
		})),
		tail: plainText(said.join("\n"))
	};
}
// src/engine/command/judge-class.ts
const SHOWN_NAMES = 3;
/**
* The verdict of a class. Its tests run only after installation and boot, so what they found is `check-failed`; a class that never came
* so far ended by what its consoles say, else by what `setUpClass` says, and without any result it is `missing`.
*/
function judgeClass(outcome) {
	const { folder, cases, console } = outcome;
	const failed = cases.tests.filter(({ verdict }) => verdict === "failed");
	if (failed.length > 0 || (folder?.errors ?? null) !== null) return testsFailed(failed, cases.tests, folder?.errors ?? null, console);
	if (cases.setup?.verdict === "failed") return setupFailed(cases.setup, console);
	if (folder?.success === true) return {
		verdict: "passed",
		cause: "",
		excerpts: []
	};
	const ran = [...cases.tests, ...cases.setup === null ? [] : [cases.setup]];
	if (ran.length > 0 && ran.every(({ verdict }) => verdict === "skipped")) return {
		verdict: "skipped",
		cause: ran[0]?.message ?? "",
		excerpts: []
	};
	if (folder === null && ran.length > 0) return {
		verdict: "passed",
		cause: "",
		excerpts: []
	};
	return noResult(outcome);
}
function testsFailed(failed, all, errors, console) {
	const [first] = failed;
	const names = failed.slice(0, SHOWN_NAMES).map(({ name }) => name);
	const more = failed.length > SHOWN_NAMES ? `, and ${failed.length - SHOWN_NAMES} more` : "";
	return {
		verdict: "check-failed",
		cause: first === void 0 ? `logs/errors.json counts ${errors} failed test${errors === 1 ? "" : "s"}; no JUnit file says which` : `${failed.length} of ${all.length} tests failed: ${names.join(", ")}${more} (${firstLine(first.message)})`,
		excerpts: console.decisive
	};
}
function setupFailed(setup, console) {
	const said = firstLine(setup.message);
	const explained = explain(console);
	if (explained !== null) return {
		...explained,
		cause: `${explained.cause}; then ${setup.name} failed: ${said}`
	};
	const timeout = console.booted ? "boot-timeout" : "install-timeout";
	return {
		verdict: /TimeoutExpired|timed out|Timeout/.test(`${setup.message}\n${setup.output ?? ""}`) ? timeout : console.installed ? "check-failed" : "install-failed",
		cause: `${setup.name} failed: ${said}`,
		excerpts: excerptsOf(console)
	};
}
function noResult({ folder, console, cut }) {
	const what = folder === null ? "it left no folder" : "it left neither logs/success nor logs/errors.json";
	const cause = cut === null ? what : `${what}: ${cut}`;
	const explained = explain(console);
	if (explained !== null) return {
		...explained,
		cause: `${explained.cause}; ${cause}`
	};
	return {
		verdict: "missing",
		cause,
		excerpts: excerptsOf(console)
	};
}
/** What was heard says more than that nothing came. */
function explain(console) {
	const rule = console.explanation?.rule;
	return rule === void 0 || rule.verdict === null ? null : {
		verdict: rule.verdict,
		cause: rule.meaning,
		excerpts: excerptsOf(console)
	};
}
function excerptsOf({ decisive, last }) {
	return decisive.length > 0 ? decisive : last;
}
function firstLine(text) {
	return text.split("\n", 1)[0] ?? "";
}
// src/engine/command/command-result.ts
const NO_CASES = {
	tests: [],
	setup: null
};
const COMMAND_PHASE = "command";
/** Judges what a command left. Pure. */
function judgeCommand(command, outcome) {
	const byClass = casesByClass(outcome.cases);
	const folders = new Map(outcome.folders.map((folder) => [folder.name, folder]));
	const names = [.../* @__PURE__ */ new Set([
		...folders.keys(),
		...command.classes,
		...[...byClass.keys()].filter((name) => name !== "")
	])].sort();
	const classes = names.map((name) => classPhase(name, folders.get(name) ?? null, byClass.get(name) ?? NO_CASES, command, outcome));
	const findings = names.flatMap((name) => findingsOf(name, byClass.get(name) ?? NO_CASES)).concat(byClass.get("")?.tests ?? []);
	const own = commandPhase(command, outcome, classes, findings);
	return {
		phases: [...classes, own],
		findings,
		ended: endOf(classes, own, findings, outcome)
	};
}
function findingsOf(name, { setup, tests }) {
	return [...setup === null ? [] : [setup], ...tests].map((one) => ({
		...one,
		name: `${name}.${one.name}`,
		phase: name
	}));
}
function classPhase(name, folder, cases, command, { end, shownTopdir, startedAt }) {
	const judged = judgeClass({
		folder,
		cases,
		console: consoleFacts(folder ?? {
			install: null,
			boot: null
		}, `${shownTopdir}/${name}`),
		cut: cutWords(command, end)
	});
	const counted = cases.tests.reduce((sum, { seconds }) => sum + seconds, 0);
	return {
		name,
		kind: "command",
		...judged,
		startedAt: folder?.began ?? startedAt,
		seconds: folder === null ? counted : folder.ended - folder.began,
		qemuSeconds: 0,
		consoleLog: null
	};
}
/** Why a command did not end by itself; null where it did. */
function cutWords({ timeout }, { cut, killedBy }) {
	if (cut === "cancel") return "the run was cancelled";
	if (cut === "timeout") return `the command was killed after ${formatDuration(timeout)}, its time limit`;
	return killedBy === void 0 ? null : `the command was killed by ${killedBy}`;
}
function commandPhase(command, outcome, classes, findings) {
	const { end, startedAt, seconds, tail } = outcome;
	const judged = judgeEnd(command, outcome, classes.length + findings.length);
	const excerpts = faultOf(judged.verdict) === "none" || tail === "" ? [] : [{
		file: COMMAND_FILES.log,
		line: null,
		text: tail
	}];
	const left = end.left.length === 0 ? "" : `${judged.cause === "" ? "" : "; "}it left ${leftWords(end)} running`;
	return {
		name: COMMAND_PHASE,
		kind: "command",
		...judged,
		cause: `${judged.cause}${left}`,
		excerpts,
		startedAt,
		seconds,
		qemuSeconds: 0,
		consoleLog: null
	};
}
/** `qemu-system-x86 (4711) and 2 more`, for people. */
function leftWords({ left }) {
	const [first] = left;
	const more = left.length > 1 ? ` and ${left.length - 1} more` : "";
	return first === void 0 ? "nothing" : `${first.name} (${first.pid})${more}`;
}
function judgeEnd(command, { end, unreadable, tail }, results) {
	const cut = cutWords(command, end);
	if (end.cut === "cancel") return {
		verdict: "cancelled",
		cause: "the run was cancelled"
	};
	if (cut !== null) return {
		verdict: "collect-incomplete",
		cause: cut
	};
	if (end.exitCode === 77 && results === 0) return {
		verdict: "skipped",
		cause: tail.split("\n").at(-1) || `status 77`
	};
	if (end.exitCode !== 0) return {
		verdict: "check-failed",
		cause: `the command ended with status ${end.exitCode}`
	};
	if (unreadable !== null) return {
		verdict: "check-failed",
		cause: unreadable
	};
	if (results > 0) return {
		verdict: "passed",
		cause: ""
	};
	return {
		verdict: "missing",
		cause: `the command ended with status 0, and left no result: no class in its topdir, and no JUnit file`
	};
}
function endOf(classes, own, findings, { end }) {
	const ended = ({ name, verdict, cause }, others = 0) => ({
		verdict,
		cause: `${name === "command" ? "" : `${name}: `}${cause}${others > 0 ? ` (and ${others} more)` : ""}`,
		hint: null
	});
	const bad = classes.filter(({ verdict }) => faultOf(verdict) !== "none");
	if (end.cut !== null) return ended(own, bad.length);
	const first = bad.find(({ verdict }) => verdict !== "missing") ?? bad[0];
	if (first !== void 0) return ended(first, bad.length - 1);
	if (faultOf(own.verdict) !== "none") return ended(own);
	const failed = findings.find(({ verdict }) => verdict === "failed");
	if (failed !== void 0) return {
		verdict: "check-failed",
		cause: `${failed.name}: ${failed.message.split("\n", 1)[0]}`,
		hint: null
	};
	if (own.verdict === "skipped") return ended(own);
	return classes.length > 0 && classes.every(({ verdict }) => verdict === "skipped") ? ended(classes[0], classes.length - 1) : {
		verdict: "passed",
		cause: "",
		hint: null
	};
}
// src/engine/command/environment.ts
/** A variable with a value of its own for each command: what carries it was started by that command. */
const MARK_VARIABLE = "VMTEST_COMMAND_MARK";
/**
* The whole environment of a command: what suites' own commands get, what the suite says, and what tells the original harness of this
* run (doc/topics/integration-testing.rst of curtin names those variables). It keeps at least its logs: they are what is judged. nose
* and pytest are asked for their JUnit file by their own variables, unless the suite asks otherwise.
*/
function harnessEnvironment({ command, keep }, callers, places, mark) {
	const callersOwn = commandEnvironment(callers);
	const pytest = [callersOwn.PYTEST_ADDOPTS, `--junitxml='${places.junit}'`].filter((part) => part !== void 0).join(" ");
	return {
		PATH: TOOL_ENV.PATH,
		...callersOwn,
		CURTIN_VMTEST_IMAGE_SYNC: "0",
		NOSE_WITH_XUNIT: "1",
		NOSE_XUNIT_FILE: places.junit,
		PYTEST_ADDOPTS: pytest,
		...command.environment,
		...command.axes,
		CURTIN_VMTEST_TOPDIR: places.topdir,
		CURTIN_VMTEST_LOG: places.harnessLog,
		CURTIN_VMTEST_KEEP_DATA_PASS: keepWords(keep.pass),
		CURTIN_VMTEST_KEEP_DATA_FAIL: keepWords(keep.fail),
		IMAGE_DIR: places.imageDir,
		CURTIN_VMTEST_IMAGE_DIR: places.imageDir,
		VMTEST_LOGS: places.logs,
		VMTEST_JUNIT: places.junit,
		[MARK_VARIABLE]: mark
	};
}
/** A policy in the original's words, `logs` always in it. */
function keepWords(parts) {
	const words = KEEP_PARTS.filter((part) => part === "logs" || parts.includes(part));
	return words.length === KEEP_PARTS.length ? "all" : words.join(",");
}
// src/engine/command/hold-images.ts
/**
* Holds an image store as the original's jenkins-runner does (tools/jenkins-runner, `flock --shared` on vmtest-images.lock), for harnesses
* that are started without it: neither its sync nor a prune of ours removes anything until this is released. A store that is not there
* needs no hold. Errors: VMTEST_IMAGE_STORE_BUSY after `timeout`, VMTEST_CANCELLED, VMTEST_TOOL_MISSING.
*/
async function holdAsRunner({ store, path, timeout, signal, onWait }) {
	const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };
	if (await stat(store).catch(() => null) === null) return nothing;
	const options = {
		env: {
			...TOOL_ENV,
			PATH: path
		},
		wait: true,
		shared: true,
		timeout,
		signal,
		onWait
	};
	const { imagesLock } = layoutOf(store);
	const folder = await takeLock(store, {
		...options,
		existing: true
	});
	try {
		const existing = await stat(imagesLock).catch(() => null) !== null;
		const lock = await takeLock(imagesLock, {
			...options,
			existing
		}).catch((error) => {
			if (error.code === "EACCES" || error.code === "EROFS") return void 0;
			throw error;
		});
		return lock === void 0 ? nothing : { [Symbol.asyncDispose]: () => lock.release() };
	} finally {
		await folder?.release();
	}
}
// src/engine/command/keep-classes.ts
/**
* Applies a keep policy to a class's folder as the original's clean_working_dir does: all parts keep the folder as it is, none removes
* it, and of some every other entry goes, strays too. Links are removed, not followed.
*/
async function keepClass(folder, parts) {
	if (parts.length === KEEP_PARTS.length) return;
	if (parts.length === 0) return await rm(folder, {
		recursive: true,
		force: true
	});
	const names = (await readdir(folder).catch(() => [])).filter((name) => !parts.includes(name));
	await Promise.all(names.map((name) => rm(join(folder, name), {
		recursive: true,
		force: true
	})));
}
// src/engine/command/leftovers.ts
const ROUNDS = 40;
const ROUND_MS = 50;
/**
* Kills whatever a command left, and what that started meanwhile, until nothing is found; returns all that were there. Never by name: a
* process is the command's where its environment carries the mark, or, where sudo has emptied that, where it works below the topdir,
* began after the command and has no terminal (the command has none; a person who looks into the folder has).
*/
async function killLeftovers(traces) {
	const killed = /* @__PURE__ */ new Map();
	for (let round = 0; round < ROUNDS; round += 1) {
		const found = await findLeftovers(traces);
		if (found.length === 0) break;
		for (const one of found) {
			killed.set(one.pid, one);
			killProcess(one.pid, "SIGKILL");
		}
		await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
	}
	return [...killed.values()];
}
/** The processes of a command that live. */
async function findLeftovers(traces) {
	const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
	return (await Promise.all(pids.map((pid) => leftover(pid, traces)))).filter((one) => one !== null);
}
async function leftover(pid, { mark, topdir, since }) {
	const facts = await processFacts(pid);
	if (facts === null || facts.state === "Z" || facts.state === "X") return null;
	const marked = (await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "")).split("\0").includes(`${MARK_VARIABLE}=${mark}`);
	const younger = since !== null && facts.started > since && facts.terminal === 0;
	if (!marked && !(younger && await worksBelow(pid, topdir))) return null;
	return {
		pid,
		name: facts.name
	};
}
async function worksBelow(pid, topdir) {
	const path = (await readlink(`/proc/${pid}/cwd`).catch(() => "")).replace(/ \(deleted\)$/, "");
	return path === topdir || path.startsWith(topdir + sep);
}
/** Of /proc/PID/stat: the name (in brackets, with anything in it), state, controlling terminal and start. */
async function processFacts(pid) {
	const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
	if (text === null) return null;
	const end = text.lastIndexOf(")");
	const fields = text.slice(end + 2).split(" ");
	return {
		name: text.slice(text.indexOf("(") + 1, end),
		state: fields[0] ?? "",
		terminal: Number(fields[4]),
		started: Number(fields[19])
	};
}
/** When a process began, in the clock of `Traces.since`; null where it is gone. */
async function startOf$1(pid) {
	return (await processFacts(pid))?.started ?? null;
}
// src/engine/command/run-command.ts
/** Begins once it is told that it is watched over. */
const GO = "read -r go <&3 && exec 3<&- && exec sh -c \"$1\"";
const GRACE = 10;
/** Kills a process group once our end of its socket closes, whatever happened to us. */
const WATCH = "read -r line <&3; kill -s KILL -- \"-$1\"";
/**
* Runs a command to its end or its deadline, in a session of its own; when this returns, nothing that it started lives, in whatever
* session that is. A vmtest that is killed takes the command's process group with it.
*/
async function runCommand(run) {
	const mark = randomBytes(16).toString("hex");
	await using file = await open(run.log, "a");
	const env = run.environment(mark);
	const child = start$1("setpriv", [
		"--pdeathsig",
		"KILL",
		"--",
		"sh",
		"-c",
		GO,
		"sh",
		run.command
	], {
		env,
		cwd: run.folder,
		log: file.fd,
		sockets: 1
	});
	using _watch = watchOver(child, file.fd);
	const began = child.pid === void 0 ? null : await startOf$1(child.pid);
	child.sockets[0]?.end("go\n");
	await using tail = await FileTail.open(run.log, run.onText);
	const { exit, cut, patience } = await waitFor(child, run);
	const traces = {
		mark,
		topdir: await realpath(run.topdir).catch(() => run.topdir),
		since: began
	};
	if (cut !== null) await goneOrLate(traces, patience());
	killGroup(child.pid, "SIGKILL");
	const left = await killLeftovers(traces);
	await tail.drain();
	return {
		exitCode: exit.exitCode,
		killedBy: exit.signal,
		errorCode: exit.errorCode,
		cut,
		left
	};
}
function watchOver(child, log) {
	if (child.pid === void 0) return { [Symbol.dispose]: () => void 0 };
	const watcher = start$1("sh", [
		"-c",
		WATCH,
		"sh",
		String(child.pid)
	], {
		env: { PATH: "/usr/bin:/bin" },
		log,
		sockets: 1
	});
	return { [Symbol.dispose]: () => killGroup(watcher.pid, "SIGKILL") };
}
async function waitFor(child, { timeout, grace = GRACE, signal }) {
	let cut = null;
	let late = Number.POSITIVE_INFINITY;
	const timers = [];
	const end = (why) => {
		if (cut !== null) return;
		cut = why;
		late = performance.now() + grace * 1e3;
		killGroup(child.pid, "SIGTERM");
		timers.push(setTimeout(() => killGroup(child.pid, "SIGKILL"), grace * 1e3));
	};
	const onAbort = () => end("cancel");
	if (signal.aborted) onAbort();
	signal.addEventListener("abort", onAbort, { once: true });
	timers.push(setTimeout(() => end("timeout"), Math.min(timeout * 1e3, 2 ** 31 - 1)));
	try {
		return {
			exit: await child.exit,
			cut,
			patience: () => late - performance.now()
		};
	} finally {
		signal.removeEventListener("abort", onAbort);
		for (const timer of timers) clearTimeout(timer);
	}
}
/** Tells what is in other sessions to end too, and waits until all has ended, at most so many milliseconds. */
async function goneOrLate(traces, patience) {
	const end = performance.now() + patience;
	for (const { pid } of await findLeftovers(traces)) killProcess(pid, "SIGTERM");
	while (performance.now() < end && (await findLeftovers(traces)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
// src/engine/command/topdir.ts
/** Where a command writes its classes: absolute. `topdir`: the run's. */
function commandTopdir(given, topdir) {
	return given.startsWith("{topdir}/") ? join(topdir, given.slice(9)) : given;
}
/**
* Throws where a folder that a suite names for a command's classes has something in it: what lies there would be judged, and removed by
* the keep policy. That no two tests name one folder is the plan's affair. VMTEST_TOPDIR_NOT_EMPTY, VMTEST_TOPDIR_UNUSABLE.
*/
async function checkCommandTopdirs(tests) {
	for (const { id, command } of tests) {
		if (command === null || command.topdir.startsWith("{")) continue;
		const entries = await readdir(command.topdir).catch((error) => {
			if (isErrno(error, "ENOENT")) return [];
			throw new VmtestError("VMTEST_TOPDIR_UNUSABLE", `${id}: the topdir ${command.topdir} cannot be used: ${error.message}`, {
				hint: "name a folder that is absent or empty, or leave `topdir` out",
				cause: error
			});
		});
		if (entries.length === 0) continue;
		throw new VmtestError("VMTEST_TOPDIR_NOT_EMPTY", `${id}: the topdir ${command.topdir} is not empty: it holds ${entries.slice(0, 3).join(", ")}`, { hint: "remove it, name another, or leave `topdir` out: what lies there already is not this run’s" });
	}
}
// src/engine/command/command-test.ts
const LARGEST_JUNIT = 64 << 20;
const LARGEST_LOG = 16 << 20;
/**
* Runs a program that has tests of its own, such as curtin's jenkins-runner: its images are brought and held, its processes end with it,
* what it leaves is judged class by class, and the keep policy is applied to each. Throws what keeps it from starting; after that, what
* goes wrong is its verdict.
*/
async function runCommandTest(plan, command, around) {
	const { run, shelf, prepared, settings, surroundings } = around;
	const images = await Promise.all(command.images.map((name) => shelf.take(name)));
	await using _hold = await atStore(prepared.store, () => holdAsRunner({
		store: prepared.store,
		path: surroundings.path,
		timeout: settings.imageLockTimeout,
		signal: run.signal,
		onWait: (by) => tell(run, plan, `waiting for the image store ${prepared.store}: a vmtest-sync-images works on it${by}`)
	}));
	if (run.signal.aborted) throw new VmtestError("VMTEST_CANCELLED", "the run was cancelled before its turn");
	const dir = await WorkDir.create(run.topdir, plan.slug, null);
	const test = {
		plan,
		command,
		run,
		dir,
		topdir: commandTopdir(command.topdir, run.topdir),
		store: prepared.store
	};
	const startedAt = Date.now() / 1e3;
	const began = performance.now();
	run.emit({
		type: "test-start",
		at: startedAt,
		test: plan.id
	});
	const gone = await goThrough(test, startedAt).catch(async (error) => {
		if (isFull(error)) await run.freeReserve();
		return {
			judged: {
				phases: [],
				findings: [],
				ended: asVerdict(error)
			},
			folders: [],
			consoles: []
		};
	});
	const judged = expected(plan.expect, gone.judged.ended, { evidence: gone.consoles.map((console) => ({ console })) }, run.allowFail);
	return await finish(test, {
		...notStarted(plan, run.tool, judged),
		startedAt,
		seconds: (performance.now() - began) / 1e3,
		phases: gone.judged.phases,
		checks: gone.judged.findings,
		folder: dir.path,
		image: imageOf(images.filter((image) => image !== null))
	}, gone.folders);
}
function tell({ emit }, { id }, message) {
	emit({
		type: "notice",
		at: Date.now() / 1e3,
		severity: "warning",
		message: plainText(message),
		test: id
	});
}
async function goThrough(test, startedAt) {
	const { plan, command, run, dir, topdir } = test;
	const at = () => Date.now() / 1e3;
	run.emit({
		type: "phase-start",
		at: startedAt,
		test: plan.id,
		phase: COMMAND_PHASE,
		timeoutSeconds: command.timeout
	});
	const began = performance.now();
	const end = await start(test);
	const seconds = (performance.now() - began) / 1e3;
	const [{ classes: folders, notes }, junit, log] = await Promise.all([
		readClassFolders(topdir),
		readJunit(dir.file(COMMAND_FILES.junit)),
		readEnd(dir.file(COMMAND_FILES.log), LARGEST_LOG)
	]);
	for (const note of notes) tell(run, plan, note);
	if (end.left.length > 0) tell(run, plan, `the command left ${leftWords(end)} running, which were killed`);
	const output = plainText(log);
	const tail = output.split("\n").filter((line) => line.trim() !== "");
	const below = relative(dir.path, topdir);
	const shownTopdir = below.startsWith("..") || isAbsolute(below) ? topdir : below;
	const judged = judgeCommand(command, {
		end,
		folders,
		...junit,
		tail: tail.slice(-8).join("\n"),
		startedAt,
		seconds,
		shownTopdir
	});
	for (const result of judged.phases) {
		dir.log({
			at: at(),
			type: "phase",
			...result
		});
		run.emit({
			type: "phase-end",
			at: at(),
			test: plan.id,
			result
		});
	}
	for (const finding of judged.findings) run.emit({
		type: "check",
		at: at(),
		test: plan.id,
		finding
	});
	return {
		judged,
		folders,
		consoles: [output, ...folders.flatMap(({ install, boot }) => [install, boot]).flatMap((text) => text === null ? [] : [plainText(text.text)])]
	};
}
async function start({ plan, command, run, dir, topdir, store }) {
	const places = {
		topdir,
		logs: dir.file("logs"),
		junit: dir.file(COMMAND_FILES.junit),
		harnessLog: dir.file(COMMAND_FILES.harnessLog),
		imageDir: store
	};
	let rest = "";
	const tellLine = (line) => {
		if (line.trim() === "") return;
		run.emit({
			type: "console",
			at: Date.now() / 1e3,
			test: plan.id,
			phase: COMMAND_PHASE,
			line: plainText(line.slice(0, 4096))
		});
	};
	const end = await runCommand({
		command: command.command,
		folder: plan.folder,
		environment: (mark) => harnessEnvironment({
			command,
			keep: plan.keep
		}, run.commandEnv, places, mark),
		log: dir.file(COMMAND_FILES.log),
		topdir,
		timeout: command.timeout,
		signal: run.signal,
		onText: (text) => {
			const lines = (rest + text).slice(-65536).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines.slice(-200)) tellLine(line);
		}
	});
	tellLine(rest);
	if (end.errorCode === void 0 || end.exitCode !== void 0) return end;
	throw new VmtestError("VMTEST_TOOL_MISSING", `the command could not be started in ${plan.folder}: ${end.errorCode}`, { hint: "setpriv (util-linux) must be installed, and the suite’s folder be there" });
}
async function readJunit(path) {
	const stats = await stat(path).catch(() => null);
	if (stats === null || stats.size === 0) return {
		cases: [],
		unreadable: null
	};
	const refused = (why) => ({
		cases: [],
		unreadable: `${COMMAND_FILES.junit} cannot be read: ${why}`
	});
	if (!stats.isFile()) return refused("it is no regular file");
	if (stats.size > LARGEST_JUNIT) return refused(`it has ${stats.size} bytes, and ${LARGEST_JUNIT} are read`);
	const cases = readCases(await readEnd(path, LARGEST_JUNIT), COMMAND_PHASE);
	return "error" in cases ? refused(cases.error) : {
		cases,
		unreadable: null
	};
}
/** The last bytes of a file of our own; '' where it is not there. */
async function readEnd(path, limit) {
	const opened = await open(path, "r").catch(() => null);
	if (opened === null) return "";
	await using handle = opened;
	const { size } = await handle.stat();
	const length = Math.min(size, limit);
	const { buffer, bytesRead } = await handle.read({
		buffer: Buffer.alloc(length),
		position: size - length
	});
	return buffer.toString("utf8", 0, bytesRead);
}
function imageOf(images) {
	const line = (words) => words.filter((word) => word !== null).join(", ") || null;
	const digests = images.flatMap(({ name, digests: own }) => Object.entries(own).map(([role, digest]) => [`${name}.${role}`, digest]));
	return {
		name: line(images.map(({ name }) => name)),
		version: line(images.map(({ version }) => version)),
		digests: Object.fromEntries(digests)
	};
}
/** Writes the result and applies the keep policy: to each class by its own verdict, to the test's own folder by the test's. */
async function finish({ plan, run, dir, topdir }, draft, folders) {
	const well = faultOf(draft.verdict) === "none";
	const parts = well ? plan.keep.pass : plan.keep.fail;
	const partsOf = (name) => {
		const verdict = draft.phases.find((phase) => phase.name === name)?.verdict;
		return well || verdict !== void 0 && faultOf(verdict) === "none" ? plan.keep.pass : plan.keep.fail;
	};
	const below = `${relative(dir.path, topdir)}/`;
	const own = !below.startsWith("..") && !isAbsolute(below);
	const kept = [...await keptFiles(dir.path, parts).catch(() => [])];
	if (own) for (const { name, path } of folders) {
		const files = await keptFiles(path, partsOf(name)).catch(() => []);
		kept.push(...files.map((file) => ({
			...file,
			path: `${below}${name}/${file.path}`
		})));
	}
	const result = {
		...draft,
		kept
	};
	const write = () => writeWhole(dir.file(RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`).then(() => true, () => false);
	const written = await write();
	run.emit({
		type: "test-end",
		at: Date.now() / 1e3,
		test: plan.id,
		result
	});
	for (const { name, path } of folders) await keepClass(path, partsOf(name)).catch(() => void 0);
	await dropTheRest(dir.path, parts).catch(() => void 0);
	if (own && parts.length === 0 && kept.length === 0) await rm(join(dir.path, COMMAND_FILES.output), {
		recursive: true,
		force: true
	}).catch(() => void 0);
	else await rmdir(topdir).catch(() => void 0);
	if (!written) await write();
	return result;
}
// src/images/resolve.ts
/**
* Brings an image's files, and holds them until it is released: those of a `files` source from where they are; those of `mmdebstrap` from
* the store, built where they are not there; those of `simplestreams` and `url` from the store, fetched where they are not there.
* With `readOnly` nothing of the store is changed, and what is not there whole is not to be had.
* Errors: `VMTEST_IMAGE_*`, `VMTEST_DOWNLOAD_*`, `VMTEST_SIGNATURE_*`, `VMTEST_STREAM_*`, `VMTEST_DISK_FULL`, `VMTEST_CANCELLED`.
*/
async function resolveImage(image, options) {
	const given = withoutForeignLock(image, options);
	if (options.readOnly !== true) return await bring(image, given);
	const { vault: _none, ...offline } = {
		...given,
		published: {
			...given.published ?? PUBLISHED_DEFAULTS,
			sync: false
		}
	};
	if (image.source.kind === "files") return await bring(image, offline);
	return await bring(image, offline).catch((error) => Promise.reject(inReadOnly(error)));
}
async function bring(image, given) {
	const { source } = image;
	switch (source.kind) {
		case "files": return await resolveFiles(image, source, given);
		case "mmdebstrap": return await resolveMmdebstrap(image, source, given);
		case "simplestreams": {
			const { resolveSimplestreams } = await import("./resolve.js");
			return await resolveSimplestreams(image, source, given);
		}
		case "url": {
			const { resolveUrl } = await import("./resolve2.js");
			return await resolveUrl(image, source, given);
		}
	}
}
/** What the lock file says of an image that had another source then says nothing of it now. */
function withoutForeignLock({ name, source }, options) {
	const { locked, ...rest } = options;
	if (locked === void 0 || locked.kind === source.kind) return options;
	(options.warn ?? ((message) => options.emit(message)))(`image ${name}: the lock file has it as ${locked.kind}, and the suite as ${source.kind}: it is not locked`, "run `vmtest images lock`");
	return rest;
}
// src/engine/image-progress.ts
/** Seconds between what a live line is told, and what a log is. */
const LIVE_SECONDS = .2;
const LOG_SECONDS = 10;
/** Speed is measured over so many seconds. */
const WINDOW_SECONDS = 5;
/**
* Makes words of bytes: how many there are, how fast they come, how long the rest takes. Null where the last words were just now.
* @param now seconds, of any clock that does not jump
*/
function imageProgress(now = () => performance.now() / 1e3) {
	const began = now();
	let told = Number.NEGATIVE_INFINITY;
	let logged = began;
	let samples = [];
	return ({ done, total }) => {
		const at = now();
		if (at - told < LIVE_SECONDS && done !== total) return null;
		told = at;
		samples = [...samples.filter((sample, i) => at - sample.at <= WINDOW_SECONDS || i === samples.length - 1), {
			at,
			done
		}];
		const due = done > 0 && at - logged >= LOG_SECONDS;
		if (due) logged = at;
		return {
			message: words(done, total, samples),
			due
		};
	};
}
function words(done, total, samples) {
	const [first, last] = [samples[0], samples.at(-1)];
	const seconds = first === void 0 || last === void 0 ? 0 : last.at - first.at;
	const speed = seconds < .3 || first === void 0 ? null : Math.max(0, done - first.done) / seconds;
	const much = total === null ? formatSize(done) : `${formatSize(done)} of ${formatSize(total)}`;
	const left = speed === null || speed === 0 || total === null ? "" : `, ${formatDuration(Math.max(0, total - done) / speed)} left`;
	return `${much}${speed === null ? "" : `, ${formatSize(Math.round(speed))}/s`}${left}`;
}
// src/engine/wanted-roles.ts
/** What the original harness boots of a published image. */
const HARNESS_ROLES = [
	"kernel",
	"initrd",
	"root"
];
/**
* The roles of an image that tests use, in their fixed order: what nobody uses is neither fetched nor converted. Undefined where
* commands alone use it: what they take of it is not known.
*/
function wantedRoles(tests, image) {
	const wanted = /* @__PURE__ */ new Set();
	const commands = tests.some(({ command }) => command?.images.includes(image) === true);
	for (const test of tests) {
		if (test.image === image) for (const role of bootedRoles(test)) wanted.add(role);
		if ((test.install.target ?? test.image) === image) for (const role of targetRoles(test)) wanted.add(role);
	}
	if (commands && wanted.size === 0) return void 0;
	if (commands) for (const role of HARNESS_ROLES) wanted.add(role);
	return IMAGE_ROLES.filter((role) => wanted.has(role));
}
function bootedRoles(test) {
	const root = test.phases.some(({ harnessDisks }) => harnessDisks.some(({ name }) => name === "root"));
	const served = test.phases.some(({ rootServed }) => rootServed !== null);
	return [...holes(test, "image"), ...root || served ? ["root"] : []];
}
function targetRoles(test) {
	const served = test.phases.flatMap(({ curtin }) => curtin?.serve?.role ?? []);
	return [...holes(test, "target"), ...served];
}
/** Every `{image:ROLE}` or `{target:ROLE}` of a test's machine and phases. */
function holes({ machine, phases }, of) {
	const text = JSON.stringify([machine.disks, phases.map(({ argv, harnessDisks }) => [argv, harnessDisks])]);
	return IMAGE_ROLES.filter((role) => text.includes(`{${of}:${role}}`));
}
// src/engine/image-shelf.ts
/**
* The images of a run: each is brought once, for the first test that wants it, while tests of others run. What was brought is held in
* the store until the shelf is disposed of.
*/
var ImageShelf = class {
	#request;
	#run;
	#taken = /* @__PURE__ */ new Map();
	#held = [];
	#store = null;
	constructor(request, run) {
		this.#request = request;
		this.#run = run;
	}
	/**
	* The image of this name, or null for none. Rejects with VMTEST_IMAGE_UNAVAILABLE and the like; at the next attempt of a test it is then
	* brought again, once for all tests that want it.
	*/
	take(name, attempt = 1) {
		if (name === null) return Promise.resolve(null);
		const known = this.#taken.get(name);
		if (known !== void 0 && !(known.failed && known.attempt < attempt)) return known.image;
		const taken = {
			image: this.#bring(name),
			attempt,
			failed: false
		};
		this.#taken.set(name, taken);
		taken.image.catch(() => {
			taken.failed = true;
		});
		return taken.image;
	}
	/** Lets the store go, once nobody uses the images any more. */
	async [Symbol.asyncDispose]() {
		await Promise.allSettled([...this.#taken.values()].map(({ image }) => image));
		await Promise.allSettled(this.#held.map((release) => release()));
		await this.#store?.then((hold) => hold.release()).catch(() => void 0);
	}
	async #bring(name) {
		const { prepared } = this.#request;
		const definition = prepared.suite.images[name];
		if (definition === void 0) throw new Error(`the suite has no image ${name}, and the plan did not notice`);
		const { emit } = this.#run;
		let told = false;
		const tell = (state, message, due) => {
			told = true;
			emit({
				type: "image",
				at: Date.now() / 1e3,
				image: name,
				state,
				message: plainText(message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message),
				...due === void 0 ? {} : { due }
			});
		};
		try {
			const options = this.#options(definition, tell);
			const image = await atStore(options.store, async () => {
				if (definition.source.kind === "simplestreams") await this.#holdStore(options);
				return await resolveImage(definition, options);
			});
			this.#held.push(image.release);
			for (const file of Object.values(image.files)) await checkReach(file, prepared.identity, "VMTEST_IMAGE_UNAVAILABLE");
			const ready = readyWords(definition, image);
			if (ready !== null || told) tell("ready", ready ?? "ready");
			return image;
		} catch (error) {
			if (told) tell("ready", `failed: ${error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error)}`);
			throw error;
		}
	}
	#options(definition, tell) {
		const { prepared, settings, surroundings, vault } = this.#request;
		const { emit, signal } = this.#run;
		const { path, proxy } = surroundings;
		const { name } = definition;
		const progress = imageProgress();
		const locked = prepared.locks[name];
		const roles = wantedRoles(prepared.plan.tests, name);
		return {
			store: prepared.store,
			env: {
				...TOOL_ENV,
				PATH: path
			},
			proxy: definition.source.kind !== "mmdebstrap" || proxy.apt_proxy === void 0 ? proxy : {
				...proxy,
				http_proxy: proxy.apt_proxy
			},
			signal,
			emit: (message) => tell("step", message),
			warn: (message, hint) => emit({
				type: "notice",
				at: Date.now() / 1e3,
				severity: "warning",
				message: plainText(message),
				hint
			}),
			onProgress: (step) => {
				const words = progress(step);
				if (words !== null) tell("progress", words.message, words.due);
			},
			published: publishedSettings(settings),
			readOnly: settings.imageStoreReadOnly,
			...vault === void 0 ? {} : { vault },
			...roles === void 0 ? {} : { roles },
			...locked === void 0 ? {} : { locked }
		};
	}
	/** What a stream's images are read from may be synced by the original too: it waits until this run has ended. */
	async #holdStore({ store, env, signal, emit, published, readOnly }) {
		if (readOnly === true && await stat(store).catch(() => null) === null) throw onlyRead(store, "An image of the suite");
		this.#store ??= holdStore({
			store,
			env,
			signal,
			emit,
			lockTimeout: published?.lockTimeout ?? null
		});
		await this.#store;
	}
};
/** What is told of an image that is there; null where there is nothing to tell. */
function readyWords({ source }, { version, builtSeconds }) {
	const seconds = builtSeconds.toFixed(1);
	if (source.kind === "mmdebstrap") return builtSeconds > 0 ? `built in ${seconds} s` : null;
	if (source.kind === "files") return builtSeconds > 0 ? `made in ${seconds} s` : null;
	return `${version ?? "whole"}, ${builtSeconds > 0 ? `fetched in ${seconds} s` : "in the store"}`;
}
// src/engine/network.ts
/** The places on a bridge that a machine's NICs take: two machines with one MAC address at one bridge get each other's packets. */
function bridgePlaces(nics) {
	return nics.flatMap(({ mac, network }) => bridgeOf(network) === null ? [] : [`${network} ${mac.toLowerCase()}`]);
}
/** Things of which each is one test's at a time. */
var Exclusive = class {
	#taken = /* @__PURE__ */ new Set();
	#freed = Promise.withResolvers();
	/** Waits until all of `keys` are free at once, and takes them until what it returns is disposed of. */
	async enter(keys) {
		while (keys.some((key) => this.#taken.has(key))) await this.#freed.promise;
		for (const key of keys) this.#taken.add(key);
		return { [Symbol.dispose]: () => {
			for (const key of keys) this.#taken.delete(key);
			this.#freed.resolve();
			this.#freed = Promise.withResolvers();
		} };
	}
};
// src/engine/start-order.ts
/** A seed for an order, of 32 bits. Not 0 or 1, which as settings are words for no and yes. */
function newSeed() {
	return 2 + Math.floor(Math.random() * (2 ** 32 - 2));
}
/** These things in an order that the seed decides: the same for the same seed and number of things, on every host. */
function shuffled(things, seed) {
	const next = generator(seed);
	const order = [...things];
	for (let last = order.length - 1; last > 0; last--) {
		const other = Math.floor(next() * (last + 1));
		[order[last], order[other]] = [order[other], order[last]];
	}
	return order;
}
/** Numbers from 0 up to 1 by a seed of 32 bits: a Weyl sequence whose words are mixed as in MurmurHash3's end (public domain). */
function generator(seed) {
	let state = seed >>> 0;
	return () => {
		state = state + 2654435769 >>> 0;
		let word = state;
		word = Math.imul(word ^ word >>> 16, 2246822507);
		word = Math.imul(word ^ word >>> 13, 3266489909);
		return ((word ^ word >>> 16) >>> 0) / 2 ** 32;
	};
}
// src/engine/run.ts
/** What QEMU and we take beside the guest's memory, in MiB. */
const OVERHEAD_MIB = 200;
/** More than any host has. */
const WHOLE_HOST_MIB = 2 ** 40;
/**
* Runs every test of a plan, as many at once as there is room for, and writes `result.json` and `junit.xml` into the top folder, which
* must be absent or empty. Throws, before anything is made, what makes all of it impossible; else every test has a result.
*/
async function runPlan(request) {
	const { prepared, settings, surroundings, emit, signal } = request;
	refuse(prepared);
	await checkJunitPlace(settings);
	const startedAt = Date.now() / 1e3;
	const began = performance.now();
	const tests = prepared.plan.tests;
	const waiting = tests.filter((test) => test.skip === null);
	const [tools] = await Promise.all([
		findTools(waiting.filter(({ command }) => command === null), surroundings),
		checkCommandTopdirs(waiting),
		...waiting.map(({ install }) => publishedFiles(install.publish))
	]);
	await using top = await openTop({
		settings,
		surroundings,
		identity: prepared.identity
	}, tests.length);
	emit({
		type: "run-start",
		at: startedAt,
		topdir: top.path,
		tests: tests.map(({ id, slug }) => ({
			id,
			slug
		})),
		jobs: Math.min(tests.length, settings.jobs ?? await usableCpus())
	});
	notices(request, top);
	const results = await runAll(tests, {
		topdir: top.path,
		qemuImg: tools.qemuImg,
		qemuVersion: tools.version,
		prefix: privilegePrefix(prepared.identity),
		owner: prepared.identity,
		qemuEnv: surroundings.trackingId === null ? TOOL_ENV : {
			...TOOL_ENV,
			RUNNER_TRACKING_ID: surroundings.trackingId
		},
		commandEnv: surroundings.commandEnv,
		tool: surroundings.tool,
		tarDisks: settings.tarDisks,
		allowFail: allowedBy(settings),
		...tools.taps == null ? {} : { taps: tools.taps },
		...tools.tgt == null ? {} : { iscsi: iscsiTools(tools.tgt, settings, surroundings) },
		signal,
		emit,
		freeReserve: top.freeReserve
	}, request, tools);
	const exitCode = worstExitCode(results.map((result) => exitCodeOf(result.verdict)));
	const ran = {
		version: 1,
		startedAt,
		seconds: (performance.now() - began) / 1e3,
		topdir: top.path,
		exitCode,
		tests: results
	};
	await top.freeReserve();
	const result = await reportRun(ran, {
		settings,
		root: surroundings.cwd,
		emit
	});
	emit({
		type: "run-end",
		at: Date.now() / 1e3,
		result
	});
	return result;
}
function notices({ prepared, emit }, top) {
	const at = Date.now() / 1e3;
	for (const problem of prepared.plan.problems.filter(({ severity }) => severity === "warning")) {
		const extra = {
			...problem.hint === void 0 ? {} : { hint: problem.hint },
			...problem.test === void 0 ? {} : { test: problem.test },
			...problem.tests === void 0 ? {} : { tests: problem.tests }
		};
		emit({
			type: "notice",
			at,
			severity: "warning",
			message: problem.message,
			...extra
		});
	}
	if (top.tmpfs) emit({
		type: "notice",
		at,
		severity: "warning",
		message: `the top folder ${top.path} is in memory (tmpfs), with ${Math.floor(top.freeBytes / 2 ** 20)} MiB free`,
		hint: "name one on a disk with --topdir"
	});
}
async function runAll(tests, run, request, tools) {
	const { prepared, settings, surroundings } = request;
	const [cpus, memory] = await Promise.all([usableCpus(), usableMemory()]);
	const admission = new Admission({
		cpus: settings.jobs === null ? cpus : Number.POSITIVE_INFINITY,
		memoryMiB: memory.availableBytes / 2 ** 20 * .95
	});
	await using shelf = new ImageShelf({
		prepared,
		settings,
		surroundings,
		...request.vault === void 0 ? {} : { vault: request.vault }
	}, run);
	const places = new Exclusive();
	const queue = new PQueue({ concurrency: settings.jobs ?? Number.POSITIVE_INFINITY });
	const once = async (plan, attempt) => {
		try {
			if (plan.command !== null) {
				using _all = await admission.enter({
					cpus: 1,
					memoryMiB: WHOLE_HOST_MIB
				});
				return {
					result: await runCommandTest(plan, plan.command, {
						run,
						shelf,
						prepared,
						settings,
						surroundings
					}),
					again: false
				};
			}
			const names = [plan.image, plan.install.target ?? plan.image];
			const [image = null, target = null] = await Promise.all(names.map((name) => shelf.take(name, attempt.number)));
			const { machine } = plan;
			using _places = await places.enter(bridgePlaces(machine.nics));
			using _room = await admission.enter({
				cpus: machine.cpus,
				memoryMiB: machine.memoryMiB + OVERHEAD_MIB
			});
			if (run.signal.aborted) throw new VmtestError("VMTEST_CANCELLED", "the run was cancelled before its turn");
			await clearForAttempt(join(run.topdir, plan.slug), plan, attempt);
			return await runTest({
				run,
				plan,
				dir: await WorkDir.create(run.topdir, plan.slug, run.owner, attempt.number > 1),
				image,
				target,
				firmware: tools.firmware.get(plan.id) ?? null,
				qemu: tools.qemu.get(machine.arch) ?? "",
				evidence: [],
				phases: [],
				started: [],
				attempt
			}, plan.phases.map(bootPhase));
		} catch (error) {
			return await endedEarly(plan, run, error, attempt);
		}
	};
	const one = async (plan) => withoutStart(plan, prepared, run) ?? await attemptTest(plan, {
		...run,
		retries: settings.retries
	}, (attempt) => once(plan, attempt));
	const started = new Map(startOrder(tests, request).map((plan) => [plan, queue.add(() => one(plan))]));
	return await Promise.all(tests.map((plan) => started.get(plan)));
}
/** The tests in the order in which they start; a shuffled one is told with what brings it back. */
function startOrder(tests, { settings, emit }) {
	if (settings.shuffle === false) return tests;
	const seed = settings.shuffle === true ? newSeed() : settings.shuffle;
	const hint = `--shuffle ${seed} starts them in this order again`;
	emit({
		type: "notice",
		at: Date.now() / 1e3,
		severity: "note",
		message: `tests start in an order by the seed ${seed}`,
		hint
	});
	return shuffled(tests, seed);
}
/** The result of a test that has one before it starts: skipped, cancelled, or without what it needs. */
function withoutStart(plan, prepared, run) {
	if (plan.skip !== null) return announce(run, skippedResult(plan, run.tool));
	if (run.signal.aborted) return ended(plan, run, new VmtestError("VMTEST_CANCELLED", "the run was cancelled before its turn"));
	const problems = blockersOf(plan, prepared);
	const [first] = problems;
	if (first === void 0) return null;
	const hints = [...new Set(problems.flatMap(({ hint }) => hint ?? []))].join("\n");
	return ended(plan, run, new VmtestError(first.code, problems.map(({ message }) => message).join("\n"), hints === "" ? {} : { hint: hints }));
}
function ended(plan, run, error) {
	return announce(run, withoutMachine(plan, run, error));
}
/** The end of an attempt before its machine was made. */
async function endedEarly(plan, run, error, attempt) {
	const known = error instanceof VmtestError ? error : new VmtestError("VMTEST_INTERNAL", error instanceof Error ? error.stack ?? error.message : String(error));
	const result = withoutMachine(plan, run, known, attempt);
	if (attempt.again({
		verdict: result.verdict,
		code: known.code,
		lasting: isLasting(known)
	})) return {
		result,
		again: true
	};
	const folder = join(run.topdir, plan.slug);
	return {
		result: announce(run, attempt.number === 1 ? result : await keepAttempts(folder, plan, result, attempt)),
		again: false
	};
}
function withoutMachine(plan, run, error, attempt) {
	const end = {
		verdict: error.verdict ?? "qemu-failed",
		cause: error.message,
		hint: error.hint ?? null,
		reason: null
	};
	return notStarted(plan, run.tool, end, attempt);
}
function announce(run, result) {
	run.emit({
		type: "test-end",
		at: Date.now() / 1e3,
		test: result.id,
		result
	});
	return result;
}
// src/faces/action/run-suites.ts
/**
* Runs the suites of a step one after the other, each in a top folder of its own where there are several. What makes a suite impossible on this
* host is the verdict of each of its tests: none is absent from the reports. Throws a user's mistake.
*/
async function runSuites(request) {
	const { suites, work } = request;
	const runs = [];
	for (const suite of suites) runs.push(await runSuite(suite, request));
	const exitCode = worstExitCode(runs.map((run) => run.exitCode));
	const [only] = runs;
	return suites.length === 1 && only !== void 0 ? only : joinSuites(runs, work.topdir, exitCode);
}
async function runSuite(suite, { job, work, signal, emit, vault }) {
	const { label, prepared } = suite;
	const settings = suiteSettings(job, suite, work);
	const tell = (event) => emit(eventInWords(label === null ? event : relabelled(event, suite)));
	const began = Date.now() / 1e3;
	try {
		const run = await runPlan({
			prepared,
			settings,
			surroundings: job.surroundings,
			signal,
			emit: tell,
			...vault === null ? {} : { vault }
		});
		return {
			...run,
			tests: run.tests.map((test) => resultInWords(gateResult(label, test)))
		};
	} catch (error) {
		if (!(error instanceof VmtestError) || error.verdict === void 0) throw error;
		return refused(suite, error, began, job, work);
	}
}
/** The settings of one suite's run. The reports of several are written once they are joined. */
function suiteSettings({ inputs }, suite, work) {
	const topdir = suiteTopdir(work.topdir, suite);
	return {
		...inputs.settings,
		topdir,
		...suite.label === null ? {} : { junit: null }
	};
}
/** The top folder of one suite: of several, one below the step's. */
function suiteTopdir(topdir, { label }) {
	return label === null ? topdir : join(topdir, suiteSlug(label));
}
/** The results of tests that the host lets none of start. */
function refused({ label, prepared }, error, startedAt, { surroundings }, { topdir }) {
	const verdict = error.verdict ?? "qemu-failed";
	const cause = error.problems.length > 0 ? [...new Set(error.problems.map(({ message }) => message))].join("\n") : error.message;
	const hints = [.../* @__PURE__ */ new Set([...error.problems.flatMap(({ hint }) => hint ?? []), ...error.hint === void 0 ? [] : [error.hint]])].join("\n");
	const ended = {
		verdict,
		cause,
		hint: hints === "" ? null : hints,
		reason: null
	};
	const tests = prepared.plan.tests.map((plan) => resultInWords(gateResult(label, notStarted(plan, surroundings.tool, ended))));
	return {
		version: 1,
		startedAt,
		seconds: Date.now() / 1e3 - startedAt,
		topdir,
		exitCode: worstExitCode(tests.map((test) => exitCodeOf(test.verdict))),
		tests
	};
}
/** An event of one of several suites, whose tests have their ids of the gate. */
function relabelled(event, { label }) {
	if (event.type === "test-end") return {
		...event,
		test: gateId(label, event.test),
		result: gateResult(label, event.result)
	};
	if ("test" in event && event.test !== void 0) return {
		...event,
		test: gateId(label, event.test)
	};
	return event;
}
// src/faces/action/main-step.ts
/** Plans, runs, uploads, tells. Returns whether the job fails. Throws the user's mistakes. */
async function mainStep(step) {
	const { job, files, work, shard, log } = step;
	const { suites, facts } = await readyHost(step, files);
	const mistakes = suites.flatMap(({ prepared }) => mistakesOf(prepared.plan));
	if (mistakes.length > 0) throw problemsError(mistakes);
	const plans = plansOf(suites);
	checkShard(shard, plans);
	await saveStart(work, startOf(step, suites));
	using file = logFile(step);
	const water = new HighWater(job.context.temp);
	const emit = (event) => {
		step.consoles.listen(event);
		water.listen(event);
		log.listen(event);
		file?.listen(event);
	};
	const vault = vaultOf(step);
	const result = await runSuites({
		job,
		work,
		suites,
		signal: step.signal,
		emit,
		vault
	}).catch(async (error) => {
		await writeFile(work.done, "");
		throw error;
	});
	const { afterRun } = await import("./after-run.js");
	return await afterRun(step, {
		result,
		plans,
		files,
		vault,
		facts: [...facts, ...water.facts()]
	});
}
/** GitHub's cache behind the image store. */
function vaultOf({ job, log, signal }) {
	return imageVault({
		mode: job.inputs.own.cache ?? "auto",
		mayWrite: job.trust.mayWriteCache && !job.inputs.settings.imageStoreReadOnly,
		env: process.env,
		temp: job.context.temp,
		signal,
		tell: log.say
	});
}
/** The log with all consoles, where one was asked for. */
function logFile({ job, consoles }) {
	const path = job.inputs.settings.log;
	if (path === null) return null;
	const lost = (why) => job.notes.push({
		severity: "warning",
		message: `the log ${path} cannot be written: ${why}`
	});
	const file = lateFile(path, lost);
	const { listen } = stepLog(file.put, consoles, {
		verbose: true,
		root: job.context.workspace,
		plain: true
	});
	return {
		listen,
		[Symbol.dispose]: file[Symbol.dispose]
	};
}
function plansOf(suites) {
	return new Map(suites.flatMap(({ label, prepared }) => prepared.plan.tests.map((plan) => [gateId(label, plan.id), plan])));
}
/** What whoever comes after our death is told of the tests. */
function startOf({ job, work, shard }, suites) {
	const ended = {
		verdict: "cancelled",
		cause: "the step was killed before the test ended",
		hint: "a job that takes too much memory is killed by the kernel; one that takes too long, by GitHub",
		reason: null
	};
	const tests = suites.flatMap((suite) => suite.prepared.plan.tests.map((plan) => ({
		draft: gateResult(suite.label, notStarted(plan, job.surroundings.tool, ended)),
		folder: join(suiteTopdir(work.topdir, suite), plan.slug),
		keep: plan.keep.fail
	})));
	return {
		startedAt: Date.now() / 1e3,
		shard: shard?.shard ?? 1,
		of: shard?.of ?? 1,
		tests
	};
}
/** A shard runs what the plan gave it; a test that is not there is no success. */
function checkShard(shard, plans) {
	const absent = shard?.tests.filter((id) => !plans.has(id)) ?? [];
	if (absent.length === 0) return;
	throw new VmtestError("VMTEST_USAGE", `the plan gave this shard ${absent.join(", ")}, and the suite has no such test`, { hint: "the plan job and this one must have the same checkout, `suite` and `select`" });
}
export { mainStep };
