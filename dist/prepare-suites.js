import { i as shorten, r as plainText, t as plainLine } from "./text.js";
import { a as SYSTEM_VERDICTS, n as problemsError, r as testsOf, t as VmtestError } from "./errors.js";
import { t as require_tar_stream } from "./tar-stream.js";
import { a as run, n as killGroup, o as start, t as TOOL_ENV } from "./spawn.js";
import { o as findProgram } from "./job.js";
import { t as formatDuration } from "./times.js";
import { a as writeWhole, i as sha256File, r as sha256, t as isErrno } from "./files.js";
import { a as EVENTS_PORT, h as phaseFiles, p as SERIALS, s as ISCSI_PLACEHOLDER } from "./files2.js";
import { t as formatSize } from "./sizes.js";
import { r as publishedSettings } from "./inputs.js";
import { n as shellQuote } from "./replay.js";
import { n as withoutPassword } from "./address.js";
import { n as PUBLISHED_DEFAULTS } from "./image.js";
import { r as inputWords, t as problemsOf } from "./problems-of.js";
import { S as own, _ as distribution, a as CURTIN_PACKS, b as explainYaml, c as findQemu, d as fileStamp, f as recall$1, g as qemuIdentity, h as privilegePrefix, i as loadSuite, m as canReach, n as selectTests, o as axisVariables, p as remember, r as findSuite, s as IMAGE_ROLES, u as isQemu, x as require_dist } from "./select.js";
import { i as isoRoles, r as diskHeaderProblem } from "./disk-image.js";
import { i as missingTools, n as findTool, r as installHint, t as debianPackages } from "./find.js";
import { A as compressionOfFile } from "./journal.js";
import { _ as takeLock, a as onlyRead, c as beginBuild, d as newestOf, f as readManifest, g as removeTree, h as removeScratch, l as commitBuild, m as removeLeftovers, n as versionOf, o as MANIFEST_FILE, p as removeBuild, r as WARM_HINT, s as SCRATCH_PREFIX, u as lockFile, v as makeStore, y as atStore } from "./make-once.js";
import { t as holdFiles } from "./hold.js";
import { C as TAR_FILE, E as rootFile, S as KERNEL_FILE, T as packRoot, _ as rolesOf$2, i as addressOf$2, n as wantedOf, v as toolsOf$1, w as extractKernel, x as INITRD_FILE, y as wayTo } from "./wanted.js";
import { n as vaultKey, t as fromVault } from "./vault.js";
import { n as derivedFolder } from "./derived.js";
import { t as pickStored } from "./in-store.js";
import { SocketAddress, isIPv4, isIPv6 } from "node:net";
import { performance as performance$1 } from "node:perf_hooks";
import { arch, availableParallelism, freemem, machine, tmpdir, totalmem, userInfo } from "node:os";
import { basename, dirname, extname, join, resolve } from "node:path";
import { access, chmod, constants as constants$1, mkdtemp, open, readFile, readdir, rm, stat, statfs, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
// src/checks/claim.ts
/** `not: true` negates every claim by itself: `not` with two `contains` means that the file has neither. */
function judge(assessment, not) {
	if (assessment.skip !== void 0 && assessment.obstacles.length === 0) return {
		verdict: "skipped",
		message: assessment.skip
	};
	const wrong = assessment.claims.filter((claim) => claim.holds === not).map((claim) => not ? claim.though : claim.otherwise);
	const messages = [...assessment.obstacles, ...wrong];
	if (not && assessment.claims.length === 0 && messages.length === 0) messages.push("`not` has nothing to negate: the check found nothing to look at");
	return messages.length === 0 ? {
		verdict: "passed",
		message: ""
	} : {
		verdict: "failed",
		message: messages.join("\n")
	};
}
/** The text of a file that a check's own script collects, or an obstacle that says why it is not there. */
function collected(input, path, script) {
	const text = input.phase.read(path);
	if (text !== null) return { text };
	return { obstacle: `${input.at(path)} is not there: ${scriptEnd(input.phase.record, script)}` };
}
function scriptEnd(record, script) {
	const step = record?.steps.find(({ name }) => name === script);
	if (step === void 0) return `the guest did not run "${script}"`;
	return step.status === 0 ? `"${script}" wrote none in the guest` : `"${script}" ended with status ${step.status} in the guest`;
}
/** Text of the guest's in a message: quoted, on one line, at most 200 characters. */
function quote(text) {
	const shown = JSON.stringify(text);
	return shown.length <= 200 ? shown : `${shown.slice(0, 199)}…"`;
}
/** The line (from 1) of a character offset. */
function lineOf(text, offset) {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
	return line;
}
// src/base/curtin-size.ts
const MULTIPLIERS = {
	B: 1,
	K: 1024,
	M: 2 ** 20,
	G: 2 ** 30,
	T: 2 ** 40
};
/**
* The bytes of a size as curtin's `human2bytes` reads it: an optional final `B` does not count, then a number and one of `BKMGT`, each a
* power of 1024 (`1GB` is 2^30 bytes); a bare number is bytes. They need not be whole. Undefined for anything else.
*/
function curtinBytes(size) {
	const match = /^(\d+|\d*\.\d+|\d+\.)([BKMGT]?)B?$/.exec(size.trim());
	return match === null ? void 0 : Number(match[1]) * MULTIPLIERS[match[2] || "B"];
}
// src/checks/curtin-values.ts
/** A mapping, or an empty one where something else stands. */
function mapping$1(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
/** A list, or an empty one where something else stands. */
function list$1(value) {
	return Array.isArray(value) ? value : [];
}
/** A text that is not empty; numbers and booleans as they are written; null for all else. */
function text$2(value) {
	if (typeof value === "number" || typeof value === "boolean") return String(value);
	return typeof value === "string" && value !== "" ? value : null;
}
/** One text, or a list of them, or texts separated by blanks, as a list. */
function texts(value) {
	if (!Array.isArray(value)) return text$2(value)?.split(/[\s,]+/).filter((one) => one !== "") ?? [];
	return value.flatMap((one) => text$2(one) ?? []);
}
/** A whole number, written as a number or as text; null for all else. */
function integer(value) {
	const written = text$2(value);
	return written !== null && /^-?\d{1,15}$/.test(written.trim()) ? Number(written) : null;
}
/** What curtin takes for true (`value_as_boolean` in its config.py): all but these words. */
function yes(value) {
	if (value === void 0 || value === null || value === false || value === 0) return false;
	return ![
		"",
		"0",
		"false",
		"none",
		"null",
		"~"
	].includes(String(value).toLowerCase());
}
/**
* A size in bytes as curtin reads it, cut to whole ones.
* Null where there is none, or where it names no amount (`-1`, a percentage).
*/
function bytesOf(value) {
	const bytes = Math.trunc(curtinBytes(text$2(value) ?? "") ?? NaN);
	return Number.isSafeInteger(bytes) ? bytes : null;
}
// src/checks/guest-tools.ts
/**
* Shell functions for collect scripts. `take FILE TOOL ARGUMENT…` writes what a tool prints: through `cat`, because SELinux keeps
* some tools from writing to our files. A tool that the guest lacks is said in the file, and no failure.
*/
const TAKE = `take() {
  out=$1
  shift
  if command -v "$1" >/dev/null 2>&1; then "$@" 2>"$out.err" | cat > "$out"; else echo "# absent: $1" > "$out"; fi
  [ -s "$out.err" ] || rm -f "$out.err"
}
copy() { [ ! -r "$1" ] || cat "$1" > "$2"; }`;
/** The name of the tool that a guest lacks, where `take` says so. */
function absentTool(text) {
	return /^# absent: (\S+)/.exec(text)?.[1] ?? null;
}
/** Takes /etc/os-release, by which checks know what does not apply. */
const OS_RELEASE = "copy /etc/os-release os_release";
/** `ID` and `VERSION_CODENAME` of os-release(5), lower case; empty where the file does not say. */
function osRelease(text) {
	const value = (name) => new RegExp(`^${name}=["']?([^"'\\n]*)`, "m").exec(text ?? "")?.[1]?.toLowerCase() ?? "";
	return {
		id: value("ID"),
		codename: value("VERSION_CODENAME") || value("UBUNTU_CODENAME"),
		like: value("ID_LIKE")
	};
}
// src/checks/mounts.ts
/** Reads fstab(5) or /proc/mounts; comments, empty lines and lines of fewer than two fields are left out. */
function parseMounts(text) {
	return text.split("\n").flatMap((line, index) => {
		const [spec, mountpoint, type, options, ...rest] = line.trim().split(/\s+/).map(unescapeOctal);
		if (spec === void 0 || mountpoint === void 0 || spec.startsWith("#")) return [];
		return [{
			line: index + 1,
			spec: unquote(spec),
			mountpoint: noSlash(mountpoint),
			type: type ?? "auto",
			options: (options ?? "defaults").split(","),
			rest
		}];
	});
}
/** fstab(5): spaces, tabs, newlines and backslashes are written as `\040` and the like. */
function unescapeOctal(field) {
	return field.replace(/\\([0-3][0-7]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
}
/** fstab(5) and /proc/swaps alike: no slash at the end of a path, but for the root itself. */
function noSlash(path) {
	return path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
}
/** libmount takes `LABEL="root"` too. */
function unquote(spec) {
	return spec.replace(/^([A-Z]+)="(.*)"$/, "$1=$2").replace(/^([A-Z]+)='(.*)'$/, "$1=$2");
}
/** Whether a boot brings the entry up by itself. */
function isAutomatic(entry) {
	return !entry.options.includes("noauto");
}
/** Whether the entry is swap space: it has no place in the tree. */
function isSwap(entry) {
	return entry.type === "swap";
}
// src/checks/devices.ts
/** Lists every link to a device in one process, in dash and in busybox alike; folders that are not there are no failure. */
const DEVICES_SCRIPT = "ls -al /dev/disk/by-*/ /dev/mapper/ > ls_al_disk 2>/dev/null || :\nblkid > blkid_tags 2>/dev/null || :";
const TAGS = {
	"by-uuid": "UUID",
	"by-label": "LABEL",
	"by-partuuid": "PARTUUID",
	"by-partlabel": "PARTLABEL",
	"by-id": "ID"
};
/** Reads the listings that `DEVICES_SCRIPT` makes; either may be missing. */
function deviceNames(listing, blkid) {
	const names = /* @__PURE__ */ new Map();
	for (const [name, device] of [...fromListing(listing ?? ""), ...fromBlkid(blkid ?? "")]) if (!names.has(name)) names.set(name, device);
	return names;
}
/** `ls -al` of several folders: `FOLDER:` before each, then lines that end in `NAME -> ../../vda1`. */
function* fromListing(text) {
	let folder = "";
	for (const line of text.split("\n")) {
		const head = /^(\/dev\/\S*?)\/?:$/.exec(line);
		if (head !== null) folder = head[1];
		const link = /(\S+) -> (?:\.\.\/)+(\S+)$/.exec(line);
		if (link === null) continue;
		const [name, device] = [link[1], `/dev/${link[2]}`];
		yield [`${folder}/${name}`, device];
		const tag = own(TAGS, folder.slice(10));
		if (tag !== void 0) yield [`${tag}=${unescapeUdev(name)}`, device];
	}
}
/** blkid's lines: `/dev/vda1: LABEL="root" UUID="…" TYPE="ext4"`. */
function* fromBlkid(text) {
	for (const line of text.split("\n")) {
		const device = /^(\/dev\/[^:]+): /.exec(line)?.[1];
		if (device === void 0) continue;
		for (const [, tag, value] of line.matchAll(/ ([A-Z_]+)="([^"]*)"/g)) yield [`${tag}=${value}`, device];
	}
}
/** udev writes characters that a file name should not have as `\x20`. */
function unescapeUdev(name) {
	return name.replace(/(?:\\x[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8"));
}
/** The kernel's name of what an fstab entry means; undefined for a tag that no device has. A path that is no known link is itself. */
function resolveDevice(spec, names) {
	const device = names.get(spec) ?? names.get(spec.replace(/^((?:PART)?UUID)=(.*)$/, (_, tag, id) => `${tag}=${id.toLowerCase()}`)) ?? (spec.startsWith("/") ? names.get(mapperName$1(spec)) : void 0);
	if (device === void 0) return spec.startsWith("/") ? spec : void 0;
	return names.get(device) ?? device;
}
/** LVM's `/dev/GROUP/VOLUME` is `/dev/mapper/GROUP-VOLUME`, where a dash of theirs is doubled. */
function mapperName$1(path) {
	const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	return group === void 0 || volume === void 0 ? path : `/dev/mapper/${group.replaceAll("-", "--")}-${volume.replaceAll("-", "--")}`;
}
/** The swaps in use, by the kernel's names: the first column of /proc/swaps after its heading. */
function swapsInUse(text) {
	return text.split("\n").slice(1).map((line) => unescapeOctal(line.split(/[\t ]/, 1)[0])).filter((name) => name.startsWith("/"));
}
// src/checks/storage/collect.ts
const BLOCK_SCRIPT = "check block devices";
/** Shared by every check over block devices: it runs once, whichever of them ask for it. */
const BLOCK_COLLECT = [{
	name: BLOCK_SCRIPT,
	script: `${TAKE}\n${OS_RELEASE}\n${DEVICES_SCRIPT}\n${`: > sysfs_block
: > udev_block
for d in /sys/class/block/*; do
  n=\${d##*/}
  case $n in loop*|ram*|fd[0-9]*|sr[0-9]*) continue ;; esac
  [ -e "$d" ] || continue
  {
    printf '%s path %s\\n' "$n" "$(cd -P "$d" && pwd -P)"
    for f in ${["dev size ro partition start serial wwid device/serial device/wwid queue/logical_block_size queue/physical_block_size", "dm/name dm/uuid md/level md/raid_disks md/metadata_version md/array_state bcache/cache_mode bcache/state bcache/label"].join(" ")}; do
      [ -r "$d/$f" ] || continue
      v=
      IFS= read -r v < "$d/$f" || :
      printf '%s %s %s\\n' "$n" "$f" "$v"
    done
    for s in "$d"/slaves/*; do [ ! -e "$s" ] || printf '%s slave %s\\n' "$n" "\${s##*/}"; done
    for s in "$d"/md/dev-*; do
      [ -e "$s" ] || continue
      IFS= read -r slot < "$s/slot" || slot=none
      IFS= read -r state < "$s/state" || state=
      printf '%s member %s %s %s\\n' "$n" "\${s##*/dev-}" "$slot" "$state"
    done
    for f in dev cache set; do [ ! -d "$d/bcache/$f" ] || printf '%s bcache/%s %s\\n' "$n" "$f" "$(cd -P "$d/bcache/$f" && pwd -P)"; done
  } >> sysfs_block 2>/dev/null
  printf 'N:%s\\n' "$n" >> udev_block
  v=
  IFS= read -r v < "$d/dev" || :
  [ ! -r "/run/udev/data/b$v" ] || cat "/run/udev/data/b$v" >> udev_block
done`}`
}];
const STORAGE_SCRIPT = "check storage";
const FILES = `${TAKE}
copy /etc/fstab fstab
copy /proc/self/mountinfo proc_mountinfo
copy /proc/swaps proc-swaps
copy /etc/crypttab crypttab
copy /proc/mdstat mdstat
copy /proc/cmdline proc_cmdline`;
const TOOLS = `take lvm_pvs pvs --noheadings --separator '|' -o pv_name,vg_name
take zpool_status zpool status -P
take zpool_get zpool get -H -o name,property,value all
take zfs_get zfs get -H -o name,property,value all
take multipath_ll multipath -ll`;
const STORAGE_COLLECT = [...BLOCK_COLLECT, {
	name: STORAGE_SCRIPT,
	script: `${FILES}\n${TOOLS}`
}];
// src/checks/storage/devices.ts
const OWN_SERIALS = Object.values(SERIALS);
/** Reads what `BLOCK_COLLECT` left; an obstacle where it is not there. */
function blockDevices(input) {
	const sysfs = collected(input, "sysfs_block", BLOCK_SCRIPT);
	if ("obstacle" in sysfs) return sysfs;
	const byName = readSysfs(sysfs.text);
	if (byName.size === 0) return { obstacle: `${input.at("sysfs_block")} names no block device` };
	dropHarness(byName);
	addUdev(byName, input.phase.read("udev_block") ?? "");
	const blkid = input.phase.read("blkid_tags") ?? "";
	addBlkid(byName, blkid);
	const names = new Map(deviceNames(input.phase.read("ls_al_disk"), blkid));
	for (const device of byName.values()) {
		for (const link of device.links) names.set(`/dev/${link}`, `/dev/${device.name}`);
		const mapped = device.attributes.get("dm/name");
		if (mapped !== void 0) names.set(`/dev/mapper/${mapped}`, `/dev/${device.name}`);
	}
	return {
		byName,
		names
	};
}
function readSysfs(text) {
	const devices = /* @__PURE__ */ new Map();
	for (const [index, line] of text.split("\n").entries()) {
		const match = /^(\S+) (\S+) ?(.*)$/.exec(line);
		if (match === null) continue;
		const [, name, key, value] = match;
		const device = devices.get(name) ?? draft(name, index + 1);
		devices.set(name, device);
		if (key === "slave") device.slaves = [...device.slaves, value];
		else if (key === "member") {
			const [member = "", slot = "none", state = ""] = value.split(" ");
			device.members = [...device.members, {
				name: member,
				slot,
				state
			}];
		} else device.attributes.set(key, value.trim());
	}
	return devices;
}
/** The harness's own disks are no disks of the configuration's. */
function dropHarness(devices) {
	for (const [name, { attributes }] of devices) if (OWN_SERIALS.includes(attributes.get("serial") ?? "")) devices.delete(name);
}
function draft(name, line) {
	return {
		name,
		line,
		attributes: /* @__PURE__ */ new Map(),
		slaves: [],
		members: [],
		udev: /* @__PURE__ */ new Map(),
		links: [],
		blkid: /* @__PURE__ */ new Map()
	};
}
/** udev's database files: `S:` a link, `E:` a property; `N:` is our own, before each. */
function addUdev(devices, text) {
	let device;
	for (const line of text.split("\n")) if (line.startsWith("N:")) device = devices.get(line.slice(2));
	else if (device === void 0) continue;
	else if (line.startsWith("S:")) device.links = [...device.links, line.slice(2)];
	else if (line.startsWith("E:")) {
		const at = line.indexOf("=");
		if (at > 0) device.udev.set(line.slice(2, at), line.slice(at + 1));
	}
}
/** blkid names a mapped device by its link. */
function addBlkid(devices, text) {
	const mapped = new Map([...devices.values()].map((device) => [device.attributes.get("dm/name"), device]));
	for (const line of text.split("\n")) {
		const path = /^\/dev\/([^:]+): /.exec(line)?.[1];
		if (path === void 0) continue;
		const device = devices.get(path) ?? (path.startsWith("mapper/") ? mapped.get(path.slice(7)) : void 0);
		for (const [, tag, value] of line.matchAll(/ ([A-Z_]+)="([^"]*)"/g)) device?.blkid.set(tag, value);
	}
}
/** Bytes of a device: /sys counts in sectors of 512, whatever the device's own are. */
function bytesOfDevice(device) {
	const sectors = device.attributes.get("size");
	return sectors === void 0 || !/^\d+$/.test(sectors) ? null : Number(sectors) * 512;
}
/** What lies on a device by udev, else by blkid: `TYPE`, `UUID`, `LABEL`; null where neither says. */
function fileSystemOf(device, what) {
	return (device.udev.get(what === "LABEL" ? "ID_FS_LABEL_ENC" : `ID_FS_${what}`) ?? device.udev.get(`ID_FS_${what}`))?.replace(/(?:\\x[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8")) ?? device.blkid.get(what) ?? null;
}
// src/checks/storage/expect-formats.ts
/** Characters of a label that each kind of file system takes; curtin cuts longer ones (its mkfs.py). */
const LABEL_LENGTHS = {
	btrfs: 256,
	ext2: 16,
	ext3: 16,
	ext4: 16,
	f2fs: 512,
	vfat: 11,
	jfs: 16,
	ntfs: 32,
	reiserfs: 16,
	swap: 15,
	xfs: 12
};
/** Kinds whose mkfs curtin gives no UUID (FAT, JFS, NTFS have none of that form). */
const WITHOUT_UUID = /* @__PURE__ */ new Set([
	"vfat",
	"jfs",
	"ntfs"
]);
/** The file systems and swaps that a configuration asks for. One that is preserved keeps its own label and UUID. */
function formatsOf(storage) {
	return storage.items.flatMap((item) => {
		const written = text$2(item.fstype);
		if (item.type !== "format" || written === null) return [];
		const type = blkidType(written);
		const made = !yes(item.preserve);
		return [{
			id: text$2(item.id) ?? "",
			volume: text$2(item.volume) ?? "",
			type,
			uuid: made && !WITHOUT_UUID.has(type) ? text$2(item.uuid)?.toLowerCase() ?? null : null,
			label: made ? text$2(item.label)?.slice(0, own(LABEL_LENGTHS, type) ?? 256) ?? null : null
		}];
	});
}
/** A file system in blkid's words. */
function blkidType(fstype) {
	return /^v?fat(?:12|16|32)?$/.test(fstype) ? "vfat" : fstype;
}
// src/checks/storage/expect-mounts.ts
/** The mounts that a configuration asks for, swaps among them. */
function mountsOf(storage) {
	return storage.items.filter(({ type }) => type === "mount").map((item) => mountOf(storage, item));
}
function mountOf(storage, item) {
	const format = storage.byId.get(text$2(item.device) ?? "");
	const spec = text$2(item.spec);
	const type = text$2(item.fstype) ?? text$2(format?.fstype);
	const path = text$2(item.path);
	const swap = type === "swap" || path === "none" || path === null;
	return {
		id: text$2(item.id) ?? "",
		path: swap ? null : path,
		volume: spec === null ? text$2(format?.volume) : null,
		spec,
		type: type === null ? null : blkidType(type),
		options: optionsOf(storage, item, format, swap),
		freq: text$2(item.freq),
		pass: text$2(item.passno)
	};
}
/** As fstab has them. What iSCSI is beneath gets `_netdev`; swap without options has `sw`. */
function optionsOf(storage, item, format, swap) {
	const written = text$2(item.options);
	const options = new Set(written === null ? ["defaults"] : written.split(",").map((one) => one.trim()));
	if (swap && options.size === 1 && options.has("defaults")) return ["sw"];
	if (hasIscsi(storage, text$2(format?.volume))) options.add("_netdev");
	return [...options].sort();
}
function hasIscsi(storage, id, seen = /* @__PURE__ */ new Set()) {
	const item = id === null || seen.has(id) ? void 0 : storage.byId.get(id);
	if (item === void 0) return false;
	seen.add(id);
	if (text$2(item.path)?.startsWith("iscsi:") === true) return true;
	return [
		item.device,
		item.volume,
		item.volgroup,
		item.backing_device,
		item.devices
	].flat().some((one) => hasIscsi(storage, text$2(one), seen));
}
// src/checks/storage/items.ts
/** The storage of a configuration, or in words why it asks for none. */
function storageItems(config) {
	const settings = mapping$1(config);
	const storage = mapping$1(settings.storage);
	const items = list$1(storage.config).map(mapping$1);
	if (items.length === 0) return { none: "the configuration has no storage.config" };
	if (isSimple(settings)) return { none: "partitioning_commands uses block-meta simple, which takes no notice of storage.config" };
	const byId = /* @__PURE__ */ new Map();
	for (const item of withoutZfsRoot(items)) byId.set(text$2(item.id) ?? `#${byId.size}`, item);
	return {
		version: text$2(storage.version) === "2" ? 2 : 1,
		items: [...byId.values()],
		byId
	};
}
function isSimple(config) {
	return Object.values(mapping$1(config.partitioning_commands)).some((command) => {
		const words = Array.isArray(command) ? command.map(String) : text$2(command)?.split(/\s+/) ?? [];
		return words.includes("block-meta") && words.includes("simple");
	});
}
/** curtin makes a pool `rpool` and two datasets of a format `zfsroot`, and leaves its mount out. */
function withoutZfsRoot(items) {
	return items.flatMap((item) => {
		if ((item.type === "mount" ? items.find(({ id, type }) => type === "format" && id === item.device) : item)?.fstype !== "zfsroot") return [item];
		if (item.type === "mount") return [];
		const pool = `${text$2(item.id)}_zfsroot_pool`;
		return [
			{
				type: "zpool",
				id: pool,
				pool: "rpool",
				vdevs: [item.volume],
				mountpoint: "/"
			},
			{
				type: "zfs",
				id: `${text$2(item.id)}_zfsroot_container`,
				pool,
				volume: "/ROOT",
				properties: {
					canmount: "off",
					mountpoint: "none"
				}
			},
			{
				type: "zfs",
				id: `${text$2(item.id)}_zfsroot_fs`,
				pool,
				volume: "/ROOT/zfsroot",
				properties: {
					canmount: "noauto",
					mountpoint: "/"
				}
			}
		];
	});
}
/** Keys by which one entry stands on others. */
const BELOW$1 = [
	"device",
	"volume",
	"volgroup",
	"backing_device",
	"pool",
	"container",
	"devices",
	"vdevs"
];
/** The ids of an entry and of all that it stands on. */
function below$1(storage, id, found = /* @__PURE__ */ new Set()) {
	const item = storage.byId.get(id);
	if (item === void 0 || found.has(id)) return found;
	found.add(id);
	for (const key of BELOW$1) for (const next of [item[key]].flat()) if (typeof next === "string") below$1(storage, next, found);
	return found;
}
/** The ids of everything beneath `/`. */
function beneathRoot(storage) {
	const found = /* @__PURE__ */ new Set();
	for (const item of storage.items) {
		const mounted = item.type === "mount" && item.path === "/";
		const dataset = item.type === "zfs" && mapping$1(item.properties).mountpoint === "/";
		if (mounted || dataset || item.type === "zpool" && item.mountpoint === "/") below$1(storage, text$2(item.id) ?? "", found);
	}
	return found;
}
/** A partition's number as curtin counts where none is written: from 1, or from 5 for logical ones, in the order of the entries. */
function partitionNumber(storage, partition) {
	const written = Number(text$2(partition.number));
	if (Number.isInteger(written) && written > 0) return written;
	const logical = partition.flag === "logical";
	return storage.items.filter((item) => item.type === "partition" && item.device === partition.device && (!logical || item.flag === "logical")).indexOf(partition) + (logical ? 5 : 1);
}
// src/checks/storage/expect-partitions.ts
/** GPT types by curtin's flags: its sgdisk codes, as GUIDs (UEFI specification 5.3.3 and the discoverable partitions' list). */
const GPT_TYPES = {
	bios_grub: "21686148-6449-6e6f-744e-656564454649",
	boot: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
	home: "933ac7e1-2eb4-4f13-b844-0e14e2aef915",
	linux: "0fc63daf-8483-4772-8e79-3d69d8477de4",
	lvm: "e6d6d379-f507-44c2-a23c-238f2a3df928",
	msftres: "e3c9e316-0b5c-4db8-817d-f92df00215ae",
	prep: "9e1a2d38-c612-4316-aa26-8b49521e5a8b",
	raid: "a19d880f-05fc-4d3b-a006-743f0f84911e",
	swap: "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"
};
/** Types of an MBR by curtin's flags; an extended partition has one of three. */
const MBR_TYPES = {
	extended: [
		"0x5",
		"0xf",
		"0x85"
	],
	swap: ["0x82"]
};
/** The partitions that a configuration asks for. */
function partitionsOf(storage) {
	const root = beneathRoot(storage);
	return storage.items.filter(({ type }) => type === "partition").map((item) => partitionOf(storage, item, root));
}
function partitionOf(storage, item, root) {
	const id = text$2(item.id) ?? "";
	const table = storage.byId.get(text$2(item.device) ?? "")?.ptable;
	const flag = text$2(item.flag);
	const second = storage.version === 2;
	return {
		id,
		on: text$2(item.device) ?? "",
		number: partitionNumber(storage, item),
		bytes: flag === "extended" ? null : bytesOf(item.size),
		mayGrow: root.has(id),
		startBytes: second ? bytesOf(item.offset) : null,
		types: typesOf(item, table, second),
		flag,
		active: table !== "gpt" && flag === "boot",
		label: second ? text$2(item.partition_name) : null,
		uuid: second && table === "gpt" ? text$2(item.uuid)?.toLowerCase() ?? null : null
	};
}
function typesOf(item, table, second) {
	const written = second ? text$2(item.partition_type)?.toLowerCase() : void 0;
	const flag = text$2(item.flag) ?? "";
	if (table === "gpt") {
		const type = written ?? (Object.hasOwn(GPT_TYPES, flag) ? GPT_TYPES[flag] : void 0);
		return type === void 0 ? [] : [type];
	}
	if (table !== "msdos" && table !== "dos") return [];
	if (written !== void 0) return [`0x${written.replace(/^0x/, "").replace(/^0+(?=.)/, "")}`];
	return Object.hasOwn(MBR_TYPES, flag) ? MBR_TYPES[flag] : [];
}
// src/checks/storage/expect.ts
/** What a curtin configuration asks of storage, or in words why it asks for nothing. */
function askedStorage(config) {
	const storage = storageItems(config);
	if ("none" in storage) return storage;
	const of = (type) => storage.items.filter((item) => item.type === type);
	const id = (item) => text$2(item.id) ?? "";
	return {
		disks: [...of("disk"), ...of("dasd")].filter(isOwnDisk).map((item) => ({
			id: id(item),
			serial: text$2(item.serial),
			wwn: text$2(item.wwn),
			path: text$2(item.path),
			deviceId: text$2(item.device_id),
			multipath: text$2(item.multipath) !== null
		})),
		tables: storage.items.flatMap((item) => {
			const type = text$2(item.ptable);
			return type === null || type === "unsupported" || type === "vtoc" ? [] : [{
				on: id(item),
				type: type === "msdos" ? "dos" : type
			}];
		}),
		partitions: partitionsOf(storage),
		raids: of("raid").map(raidOf),
		groups: of("lvm_volgroup").map((item) => ({
			id: id(item),
			name: text$2(item.name) ?? "",
			devices: texts(item.devices)
		})),
		volumes: of("lvm_partition").map((item) => ({
			id: id(item),
			name: text$2(item.name) ?? "",
			group: text$2(mapping$1(storage.byId.get(text$2(item.volgroup) ?? "")).name) ?? "",
			bytes: bytesOf(item.size)
		})),
		crypts: of("dm_crypt").map((item) => ({
			id: id(item),
			name: text$2(item.dm_name) ?? id(item),
			volume: text$2(item.volume) ?? "",
			luks: !["/dev/random", "/dev/urandom"].includes(text$2(item.keyfile) ?? "")
		})),
		bcaches: of("bcache").map((item) => ({
			id: id(item),
			name: text$2(item.name),
			backing: text$2(item.backing_device) ?? "",
			cache: text$2(item.cache_device),
			mode: text$2(item.cache_mode)
		})),
		pools: of("zpool").map(poolOf),
		datasets: of("zfs").map((item) => datasetOf(storage, item)),
		formats: formatsOf(storage),
		mounts: mountsOf(storage),
		swapFile: swapFileOf(mapping$1(config).swap)
	};
}
/** What is reached by iSCSI has its path alone: it is no disk of the machine's. */
function isOwnDisk(item) {
	return text$2(item.path)?.startsWith("iscsi:") !== true;
}
const LEVELS = {
	stripe: "raid0",
	mirror: "raid1",
	linear: "linear"
};
function raidOf(item) {
	const level = text$2(item.raidlevel) ?? "";
	return {
		id: text$2(item.id) ?? "",
		name: text$2(item.name) ?? "",
		level: level === "container" ? null : own(LEVELS, level) ?? `raid${level.replace(/^raid/, "")}`,
		devices: texts(item.devices),
		spares: texts(item.spare_devices),
		metadata: text$2(item.metadata)
	};
}
function poolOf(item) {
	const mountpoint = text$2(item.mountpoint);
	return {
		id: text$2(item.id) ?? "",
		name: text$2(item.pool) ?? "",
		vdevs: list$1(item.vdevs).flatMap((one) => text$2(one) ?? []),
		poolProperties: properties(item.pool_properties),
		properties: [...properties(item.fs_properties), ...mountpoint === null ? [] : [["mountpoint", mountpoint]]]
	};
}
function datasetOf(storage, item) {
	const pool = text$2(mapping$1(storage.byId.get(text$2(item.pool) ?? "")).pool) ?? text$2(item.pool) ?? "";
	const volume = (text$2(item.volume) ?? "").replace(/^\/+/, "");
	return {
		id: text$2(item.id) ?? "",
		name: volume === "" ? pool : `${pool}/${volume}`,
		properties: properties(item.properties)
	};
}
/** ZFS writes `on` and `off` where YAML 1.1 made true and false of them. */
function properties(value) {
	return Object.entries(mapping$1(value)).flatMap(([name, one]) => {
		const written = text$2(one);
		return written === null ? [] : [[name, written === "true" ? "on" : written === "false" ? "off" : written]];
	});
}
/** `swap:`; nothing where its size is 0, or where curtin alone decides. */
function swapFileOf(value) {
	const swap = mapping$1(value);
	const bytes = bytesOf(swap.size);
	const path = text$2(swap.filename);
	if (bytes === 0 || bytes === null && path === null) return null;
	const most = bytesOf(swap.maxsize);
	return {
		path: path === null ? "/swap.img" : `/${path.replace(/^\/+/, "")}`,
		bytes: bytes === null || most === null ? bytes : Math.min(bytes, most),
		optional: !yes(swap.force)
	};
}
// src/checks/storage/judging.ts
/** A claim about something that was asked for; `found` says what is there in its place, and in which file. */
function asks(wanted, holds, found) {
	return {
		holds,
		otherwise: `${wanted} is asked for, and ${found}`,
		though: `${wanted} is there as asked for`
	};
}
/** Where a device is described. */
function where(judging, device) {
	return judging.input.at("sysfs_block", device.line);
}
/** A size for people and for comparing: `1 GiB (1073741824 bytes)`. */
function sizeText(bytes) {
	const short = formatSize(bytes);
	return bytes < 1024 ? short : `${short} (${bytes} bytes)`;
}
/** The devices of several entries; null where one of them is not there, which is told where it is asked for. */
function namesOf$1(ids, resolve) {
	const names = ids.map((id) => resolve(id)?.name);
	return names.includes(void 0) ? null : names.sort();
}
function sameNames(a, b) {
	return [...a].sort().join(" ") === [...b].sort().join(" ");
}
function listed(names) {
	return names.length === 0 ? "nothing" : [...names].sort().join(", ");
}
// src/checks/storage/resolve.ts
/** Finds the device that each entry of a configuration became, from the disks by their serials upwards, each once. */
function resolver(asked, devices) {
	const known = /* @__PURE__ */ new Map();
	const resolve = (id) => {
		if (!known.has(id)) {
			known.set(id, void 0);
			known.set(id, find(id, asked, devices, resolve));
		}
		return known.get(id);
	};
	return resolve;
}
function find(id, asked, devices, resolve) {
	const one = (list) => list.find((item) => item.id === id);
	const disk = one(asked.disks);
	if (disk !== void 0) return findDisk(disk, devices);
	const partition = one(asked.partitions);
	if (partition !== void 0) return findPartition(partition, devices, resolve);
	const raid = one(asked.raids);
	if (raid !== void 0) return findArray(raid, devices, resolve);
	const volume = one(asked.volumes);
	if (volume !== void 0) return mapped(devices, mapperName(volume.group, volume.name));
	const crypt = one(asked.crypts);
	if (crypt !== void 0) return mapped(devices, crypt.name);
	const bcache = one(asked.bcaches);
	if (bcache !== void 0) return findBcache(resolve(bcache.backing), devices);
	const format = one(asked.formats);
	return format === void 0 ? void 0 : resolve(format.volume);
}
function all(devices) {
	return [...devices.byName.values()];
}
/** A disk by serial, WWN, or path; of several with one serial it is the multipath device over them. */
function findDisk(disk, devices) {
	const same = all(devices).filter((device) => !device.attributes.has("partition") && !isMapped(device)).filter((device) => isDisk(disk, device));
	if (same.length === 0 && disk.serial === null && disk.wwn === null && disk.path !== null) return byPath(disk.path, devices);
	const names = new Set(same.map(({ name }) => name));
	return all(devices).find((device) => isMultipath(device) && device.slaves.some((slave) => names.has(slave))) ?? same[0];
}
function byPath(path, devices) {
	return devices.byName.get((devices.names.get(path) ?? path).replace("/dev/", ""));
}
function isDisk(disk, device) {
	if (disk.deviceId !== null) return device.attributes.get("path")?.includes(`/${disk.deviceId}/`) === true;
	if (disk.serial === null && disk.wwn === null) return false;
	return (disk.serial === null || hasSerial(device, disk.serial)) && (disk.wwn === null || hasWwn(device, disk.wwn));
}
/** udev writes blanks of a serial as `_`; a SCSI disk's ID_SERIAL has vendor and model before it. */
function hasSerial(device, serial) {
	const wanted = serial.trim().replace(/\s+/g, "_");
	if ([device.attributes.get("serial"), device.attributes.get("device/serial")].map((one) => one?.replace(/\s+/g, "_")).includes(wanted)) return true;
	if ([
		"ID_SERIAL",
		"ID_SERIAL_SHORT",
		"ID_SCSI_SERIAL",
		"DM_SERIAL",
		"SCSI_IDENT_SERIAL"
	].flatMap((key) => device.udev.get(key) ?? []).some((value) => value === wanted || value.endsWith(`_${wanted}`) || value === `0${wanted}`)) return true;
	const links = [
		`virtio-${wanted}`,
		`scsi-${wanted}`,
		`ata-${wanted}`,
		`nvme-${wanted}`
	];
	return device.links.some((link) => links.includes(link.replace("disk/by-id/", "")) || link.endsWith(`_${wanted}`));
}
function hasWwn(device, wwn) {
	const plain = (text) => text.toLowerCase().replace(/^(?:0x|naa\.|eui\.)/, "");
	return [...[
		device.udev.get("ID_WWN_WITH_EXTENSION"),
		device.udev.get("ID_WWN"),
		device.attributes.get("device/wwid")
	], device.attributes.get("wwid")].some((value) => value !== void 0 && plain(value) === plain(wwn));
}
function isMapped(device) {
	return device.attributes.has("dm/name");
}
function isMultipath(device) {
	return device.attributes.get("dm/uuid")?.startsWith("mpath-") === true;
}
/** By its number below what carries it; on multipath it is a mapped device of its own. */
function findPartition(partition, devices, resolve) {
	const on = resolve(partition.on);
	if (on === void 0) return void 0;
	return partitionsOfDevice(on, devices).get(partition.number);
}
/** A device's partitions by number. */
function partitionsOfDevice(on, devices) {
	const found = /* @__PURE__ */ new Map();
	const path = on.attributes.get("path");
	for (const device of all(devices)) {
		const number = device.attributes.get("partition");
		const own = device.attributes.get("path") ?? "";
		if (number !== void 0 && path !== void 0 && own.slice(0, own.lastIndexOf("/")) === path) found.set(Number(number), device);
		const part = /^part(\d+)-/.exec(device.attributes.get("dm/uuid") ?? "")?.[1];
		if (part !== void 0 && device.slaves.includes(on.name)) found.set(Number(part), device);
	}
	return found;
}
/** An array by its members, which outlive its name; else by name. */
function findArray(raid, devices, resolve) {
	const arrays = all(devices).filter((device) => device.attributes.has("md/level") && !device.attributes.has("partition"));
	const wanted = [...raid.devices, ...raid.spares].flatMap((id) => resolve(id)?.name ?? []);
	const has = (device) => device.members.some(({ name }) => wanted.includes(name));
	return arrays.find(has) ?? arrays.find((device) => isArrayName(device, raid.name));
}
/** Whether an array goes by a name: its kernel's, its link's under /dev/md, or the one in its metadata (`HOST:NAME`, md0 as `0`). */
function isArrayName(device, name) {
	const plain = name.replace(/^(?:\/dev\/)?(?:md\/)?/, "");
	if (device.name === plain || device.links.includes(`md/${plain}`)) return true;
	const own = (device.udev.get("MD_NAME") ?? "").replace(/^[^:]*:/, "");
	return [device.udev.get("MD_DEVNAME") ?? "", own].filter((one) => one !== "").some((one) => one === plain || `md${one}` === plain);
}
function mapped(devices, name) {
	return all(devices).find((device) => device.attributes.get("dm/name") === name);
}
/** LVM's name of a volume under /dev/mapper: dashes of its own are doubled. */
function mapperName(group, volume) {
	return `${group.replaceAll("-", "--")}-${volume.replaceAll("-", "--")}`;
}
function findBcache(backing, devices) {
	if (backing === void 0) return void 0;
	const name = backing.attributes.get("bcache/dev")?.split("/").at(-1);
	return (name === void 0 ? void 0 : devices.byName.get(name)) ?? all(devices).find((device) => /^bcache\d+$/.test(device.name) && device.slaves.includes(backing.name));
}
// src/checks/dname.ts
/** A name as curtin writes it for udev: all but ASCII letters, digits, `-` and `_` becomes `-` (`sanitize_dname`, block_meta.py). */
function sanitizedName(name) {
	return [...name].map((letter) => /[A-Za-z0-9_-]/.test(letter) ? letter : "-").join("");
}
/**
* The names that curtin's rules make: of named disks, `NAME-partN` of their partitions, of named partitions of named disks, of
* arrays, of named bcache devices, and `GROUP-VOLUME` of logical volumes.
*/
function askedNames(storage) {
	const named = (id) => text$2(storage.byId.get(text$2(id) ?? "")?.name);
	const names = storage.items.flatMap((item) => {
		const [id, name] = [text$2(item.id) ?? "", text$2(item.name)];
		if (item.type === "lvm_partition") return [{
			link: mapperName(named(item.volgroup) ?? "", name ?? ""),
			id
		}].map(sanitized);
		if (item.type === "partition") return partitionNames(storage, id, name, named(item.device));
		if (name === null || ![
			"disk",
			"raid",
			"bcache"
		].includes(String(item.type))) return [];
		return [sanitized({
			link: name,
			id
		})];
	});
	return names.filter((one, index) => names.findIndex(({ link, id }) => link === one.link && id === one.id) === index);
}
function sanitized({ link, id }) {
	return {
		link: sanitizedName(link),
		id
	};
}
function partitionNames(storage, id, name, on) {
	const item = storage.byId.get(id);
	const disk = storage.byId.get(text$2(item?.device) ?? "");
	if (item === void 0 || on === null || item.flag === "extended") return [];
	const own = name === null ? [] : [sanitized({
		link: name,
		id
	})];
	if (disk?.type !== "disk") return own;
	return [{
		link: `${sanitizedName(on)}-part${partitionNumber(storage, item)}`,
		id
	}, ...own];
}
/** `dname`: each name leads to the device that the configuration gives it to; on systems of Ubuntu's and Debian's family. */
function checkDname(check, input) {
	const found = namedStorage(check.config, input);
	if ("assessment" in found) return found.assessment;
	const { names, devices, resolve } = found;
	if (names.length === 0) return {
		claims: [],
		obstacles: [],
		skip: "the configuration names nothing"
	};
	return {
		claims: names.flatMap((name) => nameClaim(name, devices, resolve, input)),
		obstacles: []
	};
}
/** What both checks of names read; or how they end without it. */
function namedStorage(config, input) {
	const ends = (end) => ({ assessment: {
		claims: [],
		obstacles: [],
		...end
	} });
	if (config === null) return ends({ obstacles: ["there is no curtin configuration to hold the system against"] });
	const storage = storageItems(config);
	const asked = askedStorage(config);
	if ("none" in storage || "none" in asked) return ends({ skip: "none" in storage ? storage.none : "" });
	const os = osRelease(input.phase.read("os_release"));
	if (os.id !== "" && !/\b(?:ubuntu|debian)\b/.test(`${os.id} ${os.like}`)) return ends({ skip: `curtin gives ${os.id} no such names` });
	const devices = blockDevices(input);
	if ("obstacle" in devices) return ends({ obstacles: [devices.obstacle] });
	return {
		storage,
		names: askedNames(storage),
		devices,
		resolve: resolver(asked, devices)
	};
}
function nameClaim({ link, id }, devices, resolve, input) {
	const device = resolve(id);
	const path = `/dev/disk/by-dname/${link}`;
	const target = devices.names.get(path);
	const listing = collected(input, "ls_al_disk", BLOCK_SCRIPT);
	const file = "obstacle" in listing ? listing.obstacle : input.at("ls_al_disk");
	const of = device === void 0 ? id : `${id} (${device.name})`;
	const found = target === void 0 ? `${file} has ${othersText(devices)}` : `${file} has it lead to ${target.replace("/dev/", "")}`;
	const holds = target !== void 0 && (device === void 0 || target === `/dev/${device.name}`);
	return [asks(`${path} for ${of}`, holds, found)];
}
function othersText(devices) {
	const prefix = "/dev/disk/by-dname/";
	const names = [...devices.names.keys()].flatMap((name) => name.startsWith(prefix) ? [name.slice(19)] : []);
	return names.length === 0 ? "no such name at all" : `${names.slice(0, 20).sort().join(", ")}${names.length > 20 ? ", …" : ""} there`;
}
// src/checks/dname-rules.ts
const SCRIPT$7 = "check udev rules";
/** The folder's name is the original's. */
const RULES_COLLECT = [...BLOCK_COLLECT, {
	name: SCRIPT$7,
	script: "mkdir -p udev_rules.d\nfor f in /etc/udev/rules.d/*.rules; do [ ! -r \"$f\" ] || cat \"$f\" > \"udev_rules.d/${f##*/}\"; done"
}];
/**
* `dname-rules`: for each named disk, `/etc/udev/rules.d/NAME.rules` tells it by its serial number, its WWN, or, on multipath, its
* device mapper's UUID.
*/
function checkDnameRules(check, input) {
	const found = namedStorage(check.config, input);
	if ("assessment" in found) return found.assessment;
	const disks = found.storage.items.filter((item) => item.type === "disk" && text$2(item.name) !== null);
	if (disks.length === 0) return {
		claims: [],
		obstacles: [],
		skip: "the configuration names no disk"
	};
	return {
		claims: disks.flatMap((disk) => diskClaims(disk, found.resolve(text$2(disk.id) ?? "")?.attributes.get("dm/uuid"), input)),
		obstacles: []
	};
}
/** A rule's keys for each key of the configuration. */
const KEYS = {
	serial: ["ID_SERIAL", "ID_SERIAL_SHORT"],
	wwn: ["ID_WWN_WITH_EXTENSION", "ID_WWN"]
};
function diskClaims(disk, mapperUuid, input) {
	const path = `udev_rules.d/${sanitizedName(text$2(disk.name))}.rules`;
	const rules = input.phase.read(path);
	if (rules === null) {
		const there = input.phase.list().filter((file) => file.startsWith("udev_rules.d/"));
		const others = there.length === 0 ? "no rules were collected" : `there are ${there.map((file) => file.slice(13)).join(", ")}`;
		return [asks(`a rule for the name of disk ${text$2(disk.id)}`, false, `${input.at(path)} is not there (${others})`)];
	}
	const byMapper = mapperUuid !== void 0 && matches(rules, ["DM_UUID"], mapperUuid);
	return ["serial", "wwn"].flatMap((key) => {
		const value = text$2(disk[key])?.replace(/\s+/g, "_");
		if (value === void 0) return [];
		const holds = byMapper || matches(rules, KEYS[key], value);
		const lines = rules.split("\n").filter((line) => line.includes("ENV{"));
		return [asks(`${KEYS[key][0]} with ${value} for disk ${text$2(disk.id)}`, holds, `${input.at(path)} has ${lines.length === 0 ? "no rule" : quote(lines.join(" "))}`)];
	});
}
function matches(rules, keys, value) {
	return rules.split("\n").some((line) => keys.some((key) => {
		const found = new RegExp(`ENV\\{${key}\\}=="([^"]*)"`).exec(line)?.[1];
		return found !== void 0 && (found === value || found.endsWith(`_${value}`) || found === value.replace(/^0x/, ""));
	}));
}
// src/checks/fstab.ts
const SCRIPT$6 = "check fstab";
/** The names are those of the original's collect scripts. A file that the guest lacks is not made empty. */
const FSTAB_COLLECT = [{
	name: SCRIPT$6,
	script: "[ ! -e /etc/fstab ] || cat /etc/fstab > fstab\ncat /proc/mounts > proc_mounts"
}];
/**
* `fstab: { SPEC: { mountpoint, options } }`: fstab has that entry, written with that spec; the order of options does not matter.
* Bare: every entry that is not `noauto`, swap apart, is mounted.
*/
function checkFstab(check, input) {
	const fstab = collected(input, "fstab", SCRIPT$6);
	if ("obstacle" in fstab) return {
		claims: [],
		obstacles: [fstab.obstacle]
	};
	const entries = parseMounts(fstab.text);
	if (check.entries.length > 0) return {
		claims: check.entries.map((wanted) => entryClaim(wanted, entries, input)),
		obstacles: []
	};
	const mounts = collected(input, "proc_mounts", SCRIPT$6);
	if ("obstacle" in mounts) return {
		claims: [],
		obstacles: [mounts.obstacle]
	};
	return mountedClaims(entries, parseMounts(mounts.text), input);
}
function entryClaim(wanted, entries, input) {
	const mountpoint = noSlash(wanted.mountpoint);
	const same = entries.filter((entry) => entry.spec === wanted.spec);
	const found = same.find((entry) => entry.mountpoint === mountpoint && sameOptions(wanted.options, entry.options));
	const what = `${wanted.spec} on ${mountpoint}${wanted.options === null ? "" : ` with ${wanted.options}`}`;
	return {
		holds: found !== void 0,
		otherwise: `${what} is asked for, and ${insteadOf(mountpoint, same, entries, input)}`,
		though: `${input.at("fstab", found?.line)} has ${what}`
	};
}
function insteadOf(mountpoint, same, entries, input) {
	const near = same.find((entry) => entry.mountpoint === mountpoint) ?? same[0] ?? entries.find((entry) => entry.mountpoint === mountpoint);
	if (near === void 0) return `${input.at("fstab")} has neither that spec nor that mount point`;
	return `${input.at("fstab", near.line)} has ${near.spec} on ${near.mountpoint} with ${near.options.join(",")}`;
}
function sameOptions(wanted, options) {
	return wanted === null || [...new Set(wanted.split(","))].sort().join() === [...new Set(options)].sort().join();
}
function mountedClaims(entries, mounts, input) {
	const mounted = new Set(mounts.map((mount) => mount.mountpoint));
	const claims = entries.filter((entry) => isAutomatic(entry) && !isSwap(entry) && entry.mountpoint.startsWith("/")).map((entry) => ({
		holds: mounted.has(entry.mountpoint),
		otherwise: `${input.at("fstab", entry.line)} has ${entry.spec} on ${entry.mountpoint}, and ${input.at("proc_mounts")} has nothing mounted there`,
		though: `${input.at("fstab", entry.line)}: ${entry.mountpoint} is mounted`
	}));
	return {
		claims,
		obstacles: [],
		...claims.length === 0 ? { note: `${input.at("fstab")} names nothing to mount` } : {}
	};
}
// src/checks/grub/collect.ts
const GRUB_SCRIPT = "check grub";
/**
* `boot_sectors`: the printable characters of the first 512 bytes of each block device. `grub_defaults`: all that sets defaults, one after
* another; the original has the first of them as `etc_default_grub`. Other names are the original's.
*/
const SCRIPT$5 = `${TAKE}
${OS_RELEASE}
if [ -d /sys/firmware/efi ]; then echo uefi; else echo bios; fi > firmware
: > boot_sectors
for d in /sys/class/block/*; do
  n=\${d##*/}
  case $n in loop*|ram*|fd[0-9]*|sr[0-9]*) continue ;; esac
  [ -b "/dev/$n" ] || continue
  printf '%s %s\\n' "$n" "$(dd "if=/dev/$n" bs=512 count=1 2>/dev/null | LC_ALL=C tr -cd '[:print:]')" >> boot_sectors
done
for f in /boot/grub/grub.cfg /boot/grub2/grub.cfg; do copy "$f" grub_cfg; done
find /boot > find_boot.out 2>/dev/null
for f in /etc/default/grub /etc/default/grub.d/*.cfg; do [ ! -r "$f" ] || cat "$f"; done > grub_defaults
! command -v debconf-show >/dev/null 2>&1 || take debconf_grub debconf-show grub-pc
[ ! -d /sys/firmware/efi ] || take efibootmgr.out efibootmgr -v
:`;
const GRUB_COLLECT = [...BLOCK_COLLECT, {
	name: GRUB_SCRIPT,
	script: SCRIPT$5
}];
// src/checks/grub/expect.ts
var import_tar_stream = require_tar_stream();
/** What a configuration asks of GRUB, or in words why it asks for none. curtin's own defaults hold where it says nothing. */
function askedGrub(config) {
	const settings = mapping$1(config);
	const boot = mapping$1(settings.boot ?? settings.grub);
	const loaders = list$1(boot.bootloaders).map(String);
	if (loaders.length > 0 && !loaders.includes("grub")) return { none: `the configuration wants ${loaders.join(", ")} and no GRUB` };
	const written = boot.install_devices === void 0 ? settings.grub_install_devices : boot.install_devices;
	const storage = storageItems(config);
	const items = "none" in storage ? null : storage;
	const devices = items === null ? [] : grubDevices(items);
	if (written === null && devices.length === 0) return { none: "the configuration wants GRUB on no device" };
	const paths = (Array.isArray(written) ? written : [written]).flatMap((one) => text$2(one) ?? []);
	const terminal = text$2(boot.terminal);
	return {
		devices: devices.length > 0 || paths.length > 0 || items === null ? devices : rootDevices(items),
		esps: items === null ? [] : systemPartitions(items),
		paths: devices.length > 0 ? [] : paths,
		updateNvram: boot.update_nvram === void 0 ? true : yes(boot.update_nvram),
		terminal: terminal === "unmodified" ? null : terminal
	};
}
function idOf(item) {
	return text$2(item.id) ?? "";
}
function grubDevices(storage) {
	return storage.items.filter((item) => yes(item.grub_device)).map(idOf);
}
/** Without a word curtin takes the disk that the partition of `/` is on; of an array or a volume it finds none. */
function rootDevices(storage) {
	const root = beneathRoot(storage);
	const items = storage.items.filter((item) => root.has(idOf(item)));
	if (items.some(({ type }) => [
		"raid",
		"lvm_partition",
		"bcache",
		"dm_crypt",
		"zpool"
	].includes(String(type)))) return [];
	return items.filter(({ type }) => type === "disk").map(idOf);
}
/**
* The partition on /boot/efi, then others: those that are marked `grub_device` themselves, else every one with flag `boot` on a disk
* that is marked (`uefi_find_grub_device_ids` of curtin's curthooks.py).
*/
function systemPartitions(storage) {
	const mounted = storage.items.find(({ type, path }) => type === "mount" && path === "/boot/efi");
	const primary = text$2(storage.byId.get(text$2(mounted?.device) ?? "")?.volume);
	if (primary === null) return [];
	const partitions = storage.items.filter(({ type }) => type === "partition");
	const marked = partitions.filter((item) => yes(item.grub_device));
	const others = marked.length > 0 ? marked : partitions.filter((item) => item.flag === "boot" && yes(storage.byId.get(text$2(item.device) ?? "")?.grub_device));
	return [.../* @__PURE__ */ new Set([primary, ...others.map(idOf)])];
}
// src/checks/interfaces-removed.ts
const SCRIPT$4 = "check interfaces.d";
/** The file's name is the original's. A folder that is not there has nothing left in it. */
const INTERFACES_COLLECT = [{
	name: SCRIPT$4,
	script: ": > find_interfacesd\n[ ! -d /etc/network/interfaces.d ] || find /etc/network/interfaces.d > find_interfacesd"
}];
/** What Ubuntu's and Debian's cloud images bring, and curtin removes: a first interface that is configured by DHCP. */
const OF_THE_IMAGE = ["/etc/network/interfaces.d/eth0.cfg"];
/** `interfaces-removed`: the image's own network configuration is gone, which would fight with what curtin wrote. */
function checkInterfacesRemoved(_check, input) {
	const listing = collected(input, "find_interfacesd", SCRIPT$4);
	if ("obstacle" in listing) return {
		claims: [],
		obstacles: [listing.obstacle]
	};
	const lines = listing.text.split("\n");
	return {
		claims: OF_THE_IMAGE.map((path) => {
			const index = lines.indexOf(path);
			return {
				holds: index === -1,
				otherwise: `${path} is to be removed, and ${input.at("find_interfacesd", index + 1)} still has it`,
				though: `${input.at("find_interfacesd")} does not have ${path}`
			};
		}),
		obstacles: []
	};
}
// src/checks/packages.ts
const SCRIPT$3 = "check packages";
/** Lines of `STATUS<tab>NAME<tab>VERSION<tab>ARCHITECTURE`, the status as dpkg abbreviates it; every package that rpm names is `ii`. */
const PACKAGES_COLLECT = [{
	name: SCRIPT$3,
	script: `: > packages
if command -v dpkg-query >/dev/null 2>&1; then dpkg-query -W -f '\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\t\${Architecture}\\n' > packages; fi
if [ ! -s packages ] && command -v rpm >/dev/null 2>&1; then rpm -qa --queryformat 'ii \\t%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n' > packages; fi
[ -s packages ] || { rm packages; echo 'neither dpkg-query nor rpm names a package' >&2; exit 1; }`
}];
/**
* `packages: { installed, absent }`: whole names as dpkg or rpm gives them, `NAME:ARCH` for one architecture, `*` for any characters.
* A package of which only the configuration is left (`rc`) is not installed.
*/
function checkPackages(check, input) {
	const listing = collected(input, "packages", SCRIPT$3);
	if ("obstacle" in listing) return {
		claims: [],
		obstacles: [listing.obstacle]
	};
	const packages = parsePackages(listing.text);
	return {
		claims: [...check.installed.map((name) => installedClaim(name, packages, input)), ...check.absent.map((name) => negated(installedClaim(name, packages, input)))],
		obstacles: []
	};
}
/** Reads what the script collects. */
function parsePackages(text) {
	return text.split("\n").flatMap((line, index) => {
		const [status, name, version, arch] = line.split("	");
		return status === void 0 || name === void 0 ? [] : [{
			line: index + 1,
			status: status.trim(),
			name,
			version: version ?? "",
			arch: arch ?? ""
		}];
	});
}
/** The claim that a package of that name is installed. */
function installedClaim(wanted, packages, input) {
	const matches = nameMatcher(wanted);
	const named = packages.filter(matches);
	const found = named.find(({ status }) => status[1] === "i");
	const rest = named[0];
	return {
		holds: found !== void 0,
		otherwise: rest === void 0 ? `${wanted} is not installed: none of the ${packages.length} packages of ${input.at("packages")} has that name` : `${wanted} is not installed: ${input.at("packages", rest.line)} has it with status ${rest.status}`,
		though: found === void 0 ? "" : `${found.name} ${found.version} is installed (${input.at("packages", found.line)})`
	};
}
function nameMatcher(wanted) {
	const [name, arch] = wanted.split(":");
	const parts = name.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
	const pattern = new RegExp(`^${parts.join(".*")}$`);
	return (entry) => pattern.test(entry.name) && (arch === void 0 || arch === entry.arch);
}
function negated(claim) {
	return {
		holds: !claim.holds,
		otherwise: claim.though,
		though: claim.otherwise
	};
}
// src/checks/kernel-package.ts
const SCRIPT$2 = "check kernel package";
const KERNEL_COLLECT = [...PACKAGES_COLLECT, {
	name: SCRIPT$2,
	script: `${TAKE}\n${OS_RELEASE}\ncopy /etc/kernel-img.conf kernel-img.conf\nuname -m > machine`
}];
/** What a kernel is called: Debian's family, Fedora's, SUSE's. */
const ANY_KERNEL = [
	"linux-image-*",
	"kernel",
	"kernel-core",
	"kernel-default"
];
/** Ubuntu's releases whose kernel packages read kernel-img.conf (LP: #1847257). */
const WITH_KERNEL_IMG = [
	"trusty",
	"xenial",
	"bionic",
	"cosmic",
	"disco"
];
/**
* `kernel-package`: that package is installed; where none is named, some kernel's. On Ubuntu up to 19.04 also kernel-img.conf as
* curtin writes it: links in /boot on all but x86.
*/
function checkKernelPackage(check, input) {
	const listing = collected(input, "packages", "check packages");
	if ("obstacle" in listing) return {
		claims: [],
		obstacles: [listing.obstacle]
	};
	const packages = parsePackages(listing.text);
	const conf = kernelImgClaim(input);
	if (check.package !== null) return {
		claims: [installedClaim(check.package, packages, input), ...conf],
		obstacles: []
	};
	const found = ANY_KERNEL.map((name) => installedClaim(name, packages, input)).find(({ holds }) => holds);
	const otherwise = `a kernel is asked for, and none of the ${packages.length} packages of ${input.at("packages")} is installed as one`;
	return {
		claims: [{
			holds: found !== void 0,
			otherwise,
			though: found?.though ?? ""
		}, ...conf],
		obstacles: []
	};
}
function kernelImgClaim(input) {
	const os = osRelease(input.phase.read("os_release"));
	const release = os.codename || CODENAMES[/^VERSION_ID="?([\d.]+)/m.exec(input.phase.read("os_release") ?? "")?.[1] ?? ""];
	if (os.id !== "ubuntu" || release === void 0 || !WITH_KERNEL_IMG.includes(release)) return [];
	const machine = input.phase.read("machine")?.trim() ?? "";
	const wanted = `link_in_boot = ${/^(?:x86_64|i\d86)$/.test(machine) ? "no" : "yes"}`;
	const lines = input.phase.read("kernel-img.conf")?.split("\n").map((line) => line.trim());
	const found = lines?.find((line) => line.startsWith("link_in_boot"));
	const file = input.at("kernel-img.conf");
	return [{
		holds: lines?.includes(wanted) === true,
		otherwise: `\`${wanted}\` is asked for on ${machine}, and ${file} ${lines === void 0 ? "is not there" : `has ${found === void 0 ? "no such line" : `\`${found}\``}`}`,
		though: `${file} has \`${wanted}\``
	}];
}
/** Ubuntu 14.04 names no code name in os-release. */
const CODENAMES = {
	"14.04": "trusty",
	"16.04": "xenial"
};
// src/checks/network/ip.ts
/** An address in its shortest form; null for what is no address. */
function canonicalAddress(text) {
	if (isIPv4(text)) return text;
	return isIPv6(text) && !text.includes("%") ? new SocketAddress({
		address: text,
		family: "ipv6"
	}).address : null;
}
/**
* `10.0.0.1/24`, or an address and a mask beside it: `255.255.255.0`, `ffff:ffff::`, `64`. Without either the prefix is the whole
* address. Null for what is none.
*/
function prefixed(text, mask) {
	const [part, length] = text.split("/");
	const address = canonicalAddress(part);
	if (address === null) return null;
	const bits = address.includes(":") ? 128 : 32;
	const prefix = prefixLength(length ?? mask ?? String(bits));
	return prefix === null || prefix > bits ? null : {
		address,
		prefix
	};
}
/** The length of a prefix that is written as a number or as a mask. */
function prefixLength(text) {
	if (/^\d{1,3}$/.test(text)) return Number(text);
	const value = bitsOf(text);
	if (value === null) return null;
	const ones = value.replace(/0+$/, "");
	return ones.includes("0") ? null : ones.length;
}
/** A network as `ip route` prints it: `default`, `10.0.0.0/8`, a lone host without its prefix. */
function networkText(one) {
	const bits = bitsOf(one.address);
	if (one.prefix === 0) return "default";
	const masked = bits.slice(0, one.prefix).padEnd(bits.length, "0");
	const address = bits.length === 32 ? groups(masked, 8, 10).join(".") : canonicalAddress(groups(masked, 16, 16).join(":"));
	return one.prefix === bits.length ? address : `${address}/${one.prefix}`;
}
function groups(bits, size, base) {
	return Array.from({ length: bits.length / size }, (_, i) => Number.parseInt(bits.slice(i * size, (i + 1) * size), 2).toString(base));
}
/** All bits of an address as text; null for what is none. */
function bitsOf(text) {
	const address = canonicalAddress(text);
	if (address === null) return null;
	if (!address.includes(":")) return address.split(".").map((part) => Number(part).toString(2).padStart(8, "0")).join("");
	const [head = "", tail] = dotless(address).split("::");
	const words = (part) => part === "" ? [] : part.split(":");
	const [before, after] = [words(head), words(tail ?? "")];
	const zeros = tail === void 0 ? 0 : 8 - before.length - after.length;
	return [
		...before,
		...Array(zeros).fill("0"),
		...after
	].map((word) => Number.parseInt(word, 16).toString(2).padStart(16, "0")).join("");
}
/** `::ffff:10.0.0.1` with its last 32 bits in hexadecimal. */
function dotless(address) {
	return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${(Number(a) << 8 | Number(b)).toString(16)}:${(Number(c) << 8 | Number(d)).toString(16)}`);
}
// src/checks/network/parameters.ts
/** The kernel counts bridges' times in hundredths of a second. */
const TICKS = 100;
/** Parameters of a bond, in both configurations' words without `bond-`, to files of /sys/class/net/BOND/bonding. */
const BOND = {
	mode: "mode",
	miimon: "miimon",
	"mii-monitor-interval": "miimon",
	"xmit-hash-policy": "xmit_hash_policy",
	"transmit-hash-policy": "xmit_hash_policy",
	"lacp-rate": "lacp_rate",
	"ad-select": "ad_select",
	"min-links": "min_links",
	updelay: "updelay",
	"up-delay": "updelay",
	downdelay: "downdelay",
	"down-delay": "downdelay",
	"arp-interval": "arp_interval",
	"arp-ip-target": "arp_ip_target",
	"arp-ip-targets": "arp_ip_target",
	"arp-validate": "arp_validate",
	"arp-all-targets": "arp_all_targets",
	"fail-over-mac": "fail_over_mac",
	"fail-over-mac-policy": "fail_over_mac",
	"all-slaves-active": "all_slaves_active",
	"num-grat-arp": "num_grat_arp",
	"gratuitous-arp": "num_grat_arp",
	"gratuitious-arp": "num_grat_arp",
	primary: "primary",
	"primary-reselect": "primary_reselect",
	"primary-reselect-policy": "primary_reselect",
	"packets-per-slave": "packets_per_slave",
	"learn-packet-interval": "lp_interval",
	"lp-interval": "lp_interval"
};
/** Modes as numbers, as ifenslave takes them (Linux's bonding.txt). */
const BOND_MODES = [
	"balance-rr",
	"active-backup",
	"balance-xor",
	"broadcast",
	"802.3ad",
	"balance-tlb",
	"balance-alb"
];
/** What a bond's parameters must be in /sys; words that this does not know are left alone. */
function bondParameters(params) {
	return Object.entries(mapping$1(params)).flatMap(([name, value]) => {
		const key = name.replace(/^bond[-_]/, "").replaceAll("_", "-");
		const file = Object.hasOwn(BOND, key) ? BOND[key] : void 0;
		const words = texts(value);
		if (file === void 0 || words.length === 0) return [];
		const joined = words.map((word) => bondValue(file, word)).join(" ");
		return [{
			name,
			file: `bonding/${file}`,
			port: null,
			value: joined
		}];
	});
}
function bondValue(file, word) {
	if (file === "mode") return BOND_MODES[Number(word)] ?? word;
	if (file === "all_slaves_active") return word === "true" ? "1" : word === "false" ? "0" : word;
	return /interval|delay|miimon/.test(file) ? word.replace(/ms$/, "") : word;
}
/** Parameters of a bridge, likewise, without `bridge_`; what the kernel does not keep (gcint, maxwait, waitport) is not here. */
const BRIDGE = {
	ageing: {
		file: "bridge/ageing_time",
		factor: TICKS
	},
	"ageing-time": {
		file: "bridge/ageing_time",
		factor: TICKS
	},
	bridgeprio: { file: "bridge/priority" },
	priority: { file: "bridge/priority" },
	fd: {
		file: "bridge/forward_delay",
		factor: TICKS
	},
	"forward-delay": {
		file: "bridge/forward_delay",
		factor: TICKS
	},
	hello: {
		file: "bridge/hello_time",
		factor: TICKS
	},
	"hello-time": {
		file: "bridge/hello_time",
		factor: TICKS
	},
	maxage: {
		file: "bridge/max_age",
		factor: TICKS
	},
	"max-age": {
		file: "bridge/max_age",
		factor: TICKS
	},
	hw: { file: "address" },
	stp: { file: "bridge/stp_state" },
	pathcost: {
		file: "brport/path_cost",
		port: true
	},
	"path-cost": {
		file: "brport/path_cost",
		port: true
	},
	portprio: {
		file: "brport/priority",
		port: true
	},
	"port-priority": {
		file: "brport/priority",
		port: true
	}
};
/** What a bridge's parameters must be in /sys. Ports' are `[eth1 50]` in version 1 and `{ eth1: 50 }` in version 2. */
function bridgeParameters(params) {
	return Object.entries(mapping$1(params)).flatMap(([name, value]) => {
		const key = name.replace(/^bridge[-_]/, "").replaceAll("_", "-");
		const known = Object.hasOwn(BRIDGE, key) ? BRIDGE[key] : void 0;
		if (known === void 0) return [];
		if (known.port === true) return portValues(value).map(([port, one]) => ({
			name: `${name} ${port}`,
			file: known.file,
			port,
			value: one
		}));
		const word = text$2(value);
		return word === null ? [] : [{
			name,
			file: known.file,
			port: null,
			value: bridgeValue(word, known)
		}];
	});
}
function bridgeValue(word, { file, factor }) {
	if (file === "bridge/stp_state") return [
		"on",
		"true",
		"1",
		"yes"
	].includes(word.toLowerCase()) ? "1" : "0";
	const number = Number(word.replace(/s$/, ""));
	return factor === void 0 || !Number.isFinite(number) ? word.toLowerCase() : String(number * factor);
}
function portValues(value) {
	if (Array.isArray(value)) return list$1(value).flatMap((one) => {
		const [port, number] = texts(text$2(one));
		return port === void 0 || number === void 0 ? [] : [[port, number]];
	});
	return Object.entries(mapping$1(value)).flatMap(([port, one]) => {
		const number = text$2(one);
		return number === null ? [] : [[port, number]];
	});
}
// src/checks/network/expect-v1.ts
const KINDS = [
	"physical",
	"bond",
	"bridge",
	"vlan"
];
/** Version 1 (curtin's doc/topics/networking.rst): a list of entries with a type. */
function askedVersionOne(config) {
	const items = config.map(mapping$1);
	const nameservers = items.filter(({ type }) => type === "nameserver");
	const subnets = items.flatMap((item) => list$1(item.subnets).map(mapping$1));
	return {
		version: 1,
		interfaces: items.filter(({ type, name }) => type !== "nameserver" && type !== "route" && text$2(name) !== null && type !== "loopback").map(interfaceOf$1),
		routes: items.filter(({ type }) => type === "route").flatMap(routeOf),
		nameservers: addresses([...nameservers.flatMap(({ address }) => texts(address)), ...subnets.flatMap((one) => texts(one.dns_nameservers))]),
		search: [.../* @__PURE__ */ new Set([...nameservers.flatMap(({ search }) => texts(search)), ...subnets.flatMap((one) => texts(one.dns_search))])]
	};
}
function addresses(words) {
	return [...new Set(words.map((word) => canonicalAddress(word) ?? word))];
}
function interfaceOf$1(item) {
	const kind = KINDS.find((one) => one === item.type) ?? "other";
	const subnets = list$1(item.subnets).map(mapping$1).filter(isUp);
	const vlan = integer(item.vlan_id);
	const name = text$2(item.name);
	return {
		id: name,
		name,
		mac: text$2(item.mac_address)?.toLowerCase() ?? null,
		kind,
		...mtusOf(item, subnets),
		addresses: subnets.flatMap((one) => addressOf$1(one) ?? []),
		dhcp4: subnets.some(({ type }) => type === "dhcp" || type === "dhcp4"),
		routes: subnets.flatMap(subnetRoutes),
		members: texts(kind === "bond" ? item.bond_interfaces : item.bridge_interfaces),
		parameters: kind === "bond" ? bondParameters(item.params) : kind === "bridge" ? bridgeParameters(item.params) : [],
		vlan: vlan === null ? null : {
			id: vlan,
			link: text$2(item.vlan_link) ?? ""
		}
	};
}
/** What a person brings up by hand is not up. */
function isUp(subnet) {
	return subnet.control !== "manual" && subnet.type !== "manual";
}
/** An IPv4 subnet's MTU is the interface's; an IPv6 subnet's is IPv6's own, where the interface is large enough for it. */
function mtusOf(item, subnets) {
	const of = (six) => subnets.filter((one) => text$2(one.address)?.includes(":") === six).flatMap((one) => integer(one.mtu) ?? []);
	const mtu = integer(item.mtu) ?? of(false).at(-1) ?? null;
	const mtu6 = of(true).at(-1) ?? null;
	return {
		mtu,
		mtu6: mtu6 !== null && mtu6 <= (mtu ?? 1500) ? mtu6 : null
	};
}
function addressOf$1(subnet) {
	const address = text$2(subnet.address);
	return address === null ? null : prefixed(address, text$2(subnet.netmask));
}
function subnetRoutes(subnet) {
	const gateway = text$2(subnet.gateway);
	const routes = list$1(subnet.routes).map(mapping$1).flatMap(routeOf);
	return gateway === null ? routes : [...defaultRoute(gateway, integer(subnet.metric)), ...routes];
}
/** The route for everything by way of a gateway. */
function defaultRoute(gateway, metric) {
	const via = canonicalAddress(gateway);
	return via === null ? [] : [{
		to: "default",
		family: via.includes(":") ? 6 : 4,
		via,
		metric
	}];
}
/** `network` and `netmask`, or `destination` (or `network`) with a prefix; a metric of 0 is none. */
function routeOf(route) {
	const written = text$2(route.destination) ?? text$2(route.network);
	const to = written === null ? null : prefixed(written, text$2(route.netmask));
	if (to === null) return [];
	const gateway = text$2(route.gateway);
	const metric = integer(route.metric);
	return [{
		to: networkText(to),
		family: to.address.includes(":") ? 6 : 4,
		via: gateway === null ? null : canonicalAddress(gateway) ?? gateway,
		metric: metric === 0 ? null : metric
	}];
}
// src/checks/network/expect-v2.ts
const SECTIONS$1 = {
	ethernets: "physical",
	bonds: "bond",
	bridges: "bridge",
	vlans: "vlan",
	"dummy-devices": "other"
};
/** Version 2: netplan's configuration (its reference). What Open vSwitch runs is not in the kernel's files, and not asked for here. */
function askedVersionTwo(config) {
	const entries = Object.keys(SECTIONS$1).flatMap((section) => Object.entries(mapping$1(config[section])).map(([id, value]) => [
		section,
		id,
		mapping$1(value)
	]).filter(([, , item]) => item.openvswitch === void 0));
	const servers = entries.map(([, , item]) => mapping$1(item.nameservers));
	return {
		version: 2,
		interfaces: entries.map(([section, id, item]) => interfaceOf(section, id, item)),
		routes: [],
		nameservers: [...new Set(servers.flatMap(({ addresses }) => texts(addresses)).map((one) => canonicalAddress(one) ?? one))],
		search: [...new Set(servers.flatMap(({ search }) => texts(search)))]
	};
}
function interfaceOf(section, id, item) {
	const match = mapping$1(item.match);
	const kind = SECTIONS$1[section];
	const vlan = section === "vlans" ? integer(item.id) : null;
	const mtu = integer(item.mtu);
	return {
		id,
		name: nameOf$2(kind === "physical", id, item, match),
		mac: (text$2(item.macaddress) ?? text$2(match.macaddress))?.toLowerCase() ?? null,
		kind,
		mtu,
		mtu6: integer(item["ipv6-mtu"]),
		addresses: list$1(item.addresses).flatMap((one) => addressOf(one) ?? []),
		dhcp4: yes(item.dhcp4),
		routes: routesOf(item),
		members: texts(item.interfaces),
		parameters: kind === "bond" ? bondParameters(item.parameters) : kind === "bridge" ? bridgeParameters(item.parameters) : [],
		vlan: vlan === null ? null : {
			id: vlan,
			link: text$2(item.link) ?? ""
		}
	};
}
/** An ethernet that is matched by something else than its name is called as it likes, unless `set-name` says how. */
function nameOf$2(physical, id, item, match) {
	if (!physical) return id;
	const given = text$2(item["set-name"]);
	if (given !== null) return given;
	if (Object.keys(match).length === 0) return id;
	const name = text$2(match.name);
	return name === null || /[*?[]/.test(name) ? null : name;
}
/** An address with its prefix, or a mapping from it to its options. */
function addressOf(value) {
	return prefixed(text$2(value) ?? Object.keys(mapping$1(value))[0] ?? "", null);
}
/** Routes of the main table. */
function routesOf(item) {
	const gateways = [text$2(item.gateway4), text$2(item.gateway6)].flatMap((gateway) => gateway === null ? [] : defaultRoute(gateway, null));
	const routes = list$1(item.routes).map(mapping$1).flatMap((route) => {
		const [to, via, type] = [
			text$2(route.to),
			text$2(route.via),
			text$2(route.type) ?? "unicast"
		];
		if (to === null || type !== "unicast" || route.table !== void 0 && text$2(route.table) !== "254") return [];
		const gateway = via === null ? null : canonicalAddress(via);
		const metric = integer(route.metric);
		if (to === "default") return gateway === null ? [] : defaultRoute(gateway, metric);
		const network = prefixed(to, null);
		return network === null ? [] : [{
			to: networkText(network),
			family: network.address.includes(":") ? 6 : 4,
			via: gateway,
			metric
		}];
	});
	return [...gateways, ...routes];
}
// src/checks/network/expect.ts
/** What a curtin configuration asks of the network, or in words why it asks for nothing. */
function askedNetwork(config) {
	const settings = mapping$1(mapping$1(config).network);
	const nested = mapping$1(settings.network);
	const network = Object.keys(nested).length > 0 ? nested : settings;
	if (Object.keys(network).length === 0) return { none: "the configuration has no network" };
	if (network.config === "disabled") return { none: "the configuration disables the network’s configuration" };
	const version = text$2(network.version);
	if (version === "2") return askedVersionTwo(network);
	if (version !== "1") return { none: `network configuration of version ${version ?? "none"} is not read` };
	return Array.isArray(network.config) ? askedVersionOne(network.config) : { none: "the network has no config" };
}
// src/checks/network/collect.ts
const NETWORK_SCRIPT = "check network";
const NETWORK_COLLECT = [{
	name: NETWORK_SCRIPT,
	script: `${TAKE}
${OS_RELEASE}
n=0
while [ "$n" -lt 20 ] && ip -o addr show tentative 2>/dev/null | grep -q .; do sleep 1; n=$((n + 1)); done
: > sysfs_net
for d in /sys/class/net/*; do
  [ -d "$d" ] || continue
  i=\${d##*/}
  for f in address mtu operstate type "$d"/bonding/* "$d"/bridge/* "$d"/brport/path_cost "$d"/brport/priority; do
    f=\${f#"$d"/}
    [ -f "$d/$f" ] && [ -r "$d/$f" ] || continue
    v=
    IFS= read -r v < "$d/$f" || :
    printf '%s %s %s\\n' "$i" "$f" "$v"
  done
  [ ! -e "$d/master" ] || printf '%s master %s\\n' "$i" "$(cd -P "$d/master" && basename "$(pwd -P)")"
  # A file of /proc/sys is given out in one piece, and the shell's own \`read\` takes a byte at a time.
  [ ! -r "/proc/sys/net/ipv6/conf/$i/mtu" ] || printf '%s mtu6 %s\\n' "$i" "$(cat "/proc/sys/net/ipv6/conf/$i/mtu")"
done >> sysfs_net 2>/dev/null
take ip_o_addr ip -o addr show
take ip_d_link ip -o -d link show
take ip_o_route ip -o -4 route show
take ip_6_o_route ip -o -6 route show
copy /etc/resolv.conf resolv.conf
copy /run/systemd/resolve/resolv.conf systemd_resolv.conf
copy /run/NetworkManager/resolv.conf nm_resolv.conf
! command -v resolvectl >/dev/null 2>&1 || take resolvectl resolvectl --no-pager status
:`
}];
// src/checks/services.ts
/** Seconds that a unit that is being started gets, while the guest already collects. */
const START_SECONDS = 30;
/** The guest's script for these units: their own name, for each set of units waits for its own. */
function servicesCollect(check) {
	const units = check.not ? [] : check.active.map(unitName);
	const wait = units.length === 0 ? "" : waitScript(units);
	return [{
		name: scriptName(check),
		script: `${wait}systemctl list-units --all --plain --no-legend --full --no-pager > systemctl_units`
	}];
}
function scriptName(check) {
	return check.not ? "check services" : ["check services", ...check.active.map(unitName)].join(" ");
}
/** As systemctl: a name without a type is a service. */
function unitName(name) {
	return /\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/.test(name) ? name : `${name}.service`;
}
function waitScript(units) {
	return `n=0
while [ "$n" -lt ${START_SECONDS} ] && systemctl list-jobs --plain --no-legend --no-pager ${units.map(shellQuote).join(" ")} 2>/dev/null | grep -q .; do sleep 1; n=$((n + 1)); done
`;
}
/** `services: { active, failed }`: systemd's word of its units. Bare: no unit has failed. */
function checkServices(check, input) {
	const listing = collected(input, "systemctl_units", scriptName(check));
	if ("obstacle" in listing) return {
		claims: [],
		obstacles: [listing.obstacle]
	};
	const units = parseUnits(listing.text);
	if (units.length === 0) return {
		claims: [],
		obstacles: [`${input.at("systemctl_units")} is empty: systemd does not run in the guest`]
	};
	return {
		claims: [...check.active.map((name) => activeClaim(name, units, input)), ...failedClaims(check, units, input)],
		obstacles: []
	};
}
/** `UNIT LOAD ACTIVE SUB DESCRIPTION`; older systemd puts a mark before a failed unit in spite of `--plain`. */
function parseUnits(text) {
	return text.split("\n").flatMap((line, index) => {
		const [name, load, active, sub] = line.replace(/^[^\w-]+/, "").split(/\s+/);
		return name === void 0 || load === void 0 || active === void 0 ? [] : [{
			line: index + 1,
			name,
			load,
			active,
			sub: sub ?? ""
		}];
	});
}
function activeClaim(wanted, units, input) {
	const name = unitName(wanted);
	const unit = units.find((one) => one.name === name);
	const state = unit === void 0 ? "" : `${unit.active} (${unit.load === "loaded" ? unit.sub : unit.load})`;
	return {
		holds: unit?.active === "active",
		otherwise: unit === void 0 ? `${name} is not active: ${input.at("systemctl_units")} does not name it, so it was never started` : `${name} is ${state}, not active (${input.at("systemctl_units", unit.line)})`,
		though: unit === void 0 ? "" : `${name} is ${state} (${input.at("systemctl_units", unit.line)})`
	};
}
function failedClaims(check, units, input) {
	if (check.allowedFailures === null) return [];
	const allowed = new Set(check.allowedFailures.map(unitName));
	const failed = units.filter((unit) => unit.active === "failed" && !allowed.has(unit.name));
	const names = failed.map((unit) => `${unit.name} (${input.at("systemctl_units", unit.line)})`).join(", ");
	const besides = allowed.size === 0 ? "" : ` besides ${[...allowed].join(", ")}`;
	return [{
		holds: failed.length === 0,
		otherwise: `failed${besides}: ${names}`,
		though: `no unit failed${besides}`
	}];
}
// src/checks/swaps.ts
const SCRIPT = "check swaps";
/** `proc-swaps` is the original's name. */
const SWAPS_COLLECT = [{
	name: SCRIPT,
	script: `[ ! -e /etc/fstab ] || cat /etc/fstab > fstab\n${DEVICES_SCRIPT}\ncat /proc/swaps > proc-swaps`
}];
/** `swaps`: every swap of fstab that is not `noauto` is in use, whether fstab names it by path, label, UUID or link. */
function checkSwaps(_check, input) {
	const [fstab, swaps] = [collected(input, "fstab", SCRIPT), collected(input, "proc-swaps", SCRIPT)];
	if ("obstacle" in fstab) return {
		claims: [],
		obstacles: [fstab.obstacle]
	};
	if ("obstacle" in swaps) return {
		claims: [],
		obstacles: [swaps.obstacle]
	};
	const names = deviceNames(input.phase.read("ls_al_disk"), input.phase.read("blkid_tags"));
	const used = swapsInUse(swaps.text);
	const entries = parseMounts(fstab.text).filter((entry) => isSwap(entry) && isAutomatic(entry));
	if (entries.length === 0) return {
		claims: [],
		obstacles: [],
		note: `${input.at("fstab")} names no swap`
	};
	return {
		claims: entries.map((entry) => usedClaim(entry, used, names, input)),
		obstacles: []
	};
}
function usedClaim(entry, used, names, input) {
	const device = resolveDevice(entry.spec, names);
	const where = input.at("fstab", entry.line);
	const asked = device === entry.spec || device === void 0 ? entry.spec : `${entry.spec} (${device})`;
	const found = used.length === 0 ? "no swap" : used.join(", ");
	return {
		holds: device !== void 0 && used.includes(device),
		otherwise: device === void 0 ? `${where} has the swap ${entry.spec}, and no device of the guest has that name (${input.at("ls_al_disk")}, ${input.at("blkid_tags")})` : `${where} has the swap ${asked}, and ${input.at("proc-swaps")} has ${found} in use`,
		though: `${where}: the swap ${asked} is in use`
	};
}
// src/installers/curtin/pyyaml.ts
var import_dist = require_dist();
/** Tags that PyYAML's safe loader constructs; any other it refuses (yaml/constructor.py, `SafeConstructor`). */
const SAFE_TAGS = /* @__PURE__ */ new Set(["!", ...[
	"null",
	"bool",
	"int",
	"float",
	"binary",
	"timestamp",
	"omap",
	"pairs",
	"set",
	"str",
	"seq",
	"map",
	"merge"
].map((name) => `tag:yaml.org,2002:${name}`)]);
/** Characters that PyYAML's reader refuses (yaml/reader.py, `NON_PRINTABLE`). */
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]/u;
/** What a plain scalar is to PyYAML where it is no text (yaml/resolver.py, YAML 1.1). */
const RESOLVED = [
	["a truth value", /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
	["nothing", /^(?:~|null|Null|NULL)$/],
	["a number", /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+|[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.[\d][\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/],
	["a day", /^\d{4}-\d\d-\d\d$/]
];
/** What PyYAML makes of an unquoted text: `a number`; null where it stays text. */
function madeOf(plain) {
	return RESOLVED.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}
/** A character that PyYAML refuses, and its offset; null where there is none. */
function refusedCharacter(text) {
	const found = REFUSED.exec(text);
	if (found === null) return null;
	return {
		name: `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
		offset: found.index
	};
}
/** The tags of a document that PyYAML's safe loader knows no value for, each with its offset. */
function refusedTags(document) {
	const found = [];
	(0, import_dist.visit)(document, { Value: (_key, node) => {
		if (node.tag !== void 0 && !SAFE_TAGS.has(node.tag)) found.push({
			tag: node.tag,
			offset: node.range?.[0] ?? 0
		});
	} });
	return found;
}
/** The text of a scalar that is written without quotes at `path`, and nowhere else; null for anything else. */
function plainAt(document, path) {
	const node = document.getIn(path, true);
	return (0, import_dist.isNode)(node) && (0, import_dist.isScalar)(node) && node.type === "PLAIN" && node.tag === void 0 ? String(node.value) : null;
}
// src/installers/curtin/document.ts
/** More aliases than any configuration has; fewer than an alias bomb needs. */
const MAX_ALIASES = 1e3;
/** A configuration is written by hand: what is larger is another file. Characters. */
const MAX_LENGTH = 4 << 20;
/**
* Reads a curtin configuration, as PyYAML does where that matters: anchors, merge keys, and the last of two equal keys wins
* (curtin's own examples have such). What is not YAML is a VMTEST_CONFIG_INVALID problem with its place.
*/
function readDocument(text, file) {
	if (text.length > MAX_LENGTH) {
		const place = {
			file,
			line: 1,
			column: 1
		};
		return {
			value: null,
			problems: [invalid(`the configuration has ${text.length} characters, more than ${MAX_LENGTH}`, place, "is this the right file?")],
			placeOf: () => place,
			plainAt: () => null
		};
	}
	const lines = new import_dist.LineCounter();
	const document = (0, import_dist.parseDocument)(text, {
		schema: "failsafe",
		merge: true,
		uniqueKeys: false,
		lineCounter: lines,
		logLevel: "error",
		prettyErrors: false
	});
	const at = (offset) => {
		const { line, col } = lines.linePos(offset);
		return {
			file,
			line: Math.max(1, line),
			column: Math.max(1, col)
		};
	};
	const deep = document.errors.find(({ message }) => /call stack|Stack overflow/.test(message));
	const problems = deep === void 0 ? [...refused(text, at), ...mistakes(document, at)] : [invalid("the configuration is nested too deeply", at(deep.pos[0]), "no configuration that curtin reads is")];
	const plain = (path) => plainAt(document, path);
	const placeOf = (path) => at(offsetOf(document, path));
	if (problems.length > 0) return {
		value: null,
		problems,
		placeOf,
		plainAt: plain
	};
	try {
		const value = document.toJS({ maxAliasCount: MAX_ALIASES });
		if (!isEndless(value)) return {
			value,
			problems,
			placeOf,
			plainAt: plain
		};
		return {
			value: null,
			problems: [invalid("an alias stands within what it stands for: the configuration has no end", at(0), "write the value out where the alias is")],
			placeOf,
			plainAt: plain
		};
	} catch (error) {
		return {
			value: null,
			problems: [invalid(`the aliases of the configuration stand for too much: ${error.message}`, at(0), "aliases of aliases multiply: write less of them")],
			placeOf,
			plainAt: plain
		};
	}
}
/** A text that is no text to PyYAML. */
function refused(text, at) {
	const character = refusedCharacter(text);
	if (character === null) return [];
	return [invalid(`the configuration has the character ${character.name}, which PyYAML refuses`, at(character.offset), "is this the right file?")];
}
function mistakes(document, at) {
	const wrong = explainYaml(document.errors, (offset) => at(offset).line);
	const tags = wrong.length > 0 ? [] : refusedTags(document);
	const hint = "leave it out: curtin reads plain YAML (`yaml.safe_load`)";
	return [...wrong.map(({ message, hint, offset }) => invalid(message, at(offset), hint)), ...tags.map(({ tag, offset }) => invalid(`curtin knows no tag \`${tag}\``, at(offset), hint))];
}
/** Whether a value contains itself. */
function isEndless(value, above = /* @__PURE__ */ new Set(), done = /* @__PURE__ */ new Set()) {
	if (typeof value !== "object" || value === null || done.has(value)) return false;
	if (above.has(value)) return true;
	above.add(value);
	const endless = Object.values(value).some((one) => isEndless(one, above, done));
	above.delete(value);
	done.add(value);
	return endless;
}
/** A problem of a configuration, at its place. */
function invalid(message, place, hint) {
	return {
		code: "VMTEST_CONFIG_INVALID",
		severity: "error",
		message,
		place,
		...hint === void 0 ? {} : { hint }
	};
}
/** Where the value at `path` begins, or the nearest one above it that is written out (and not merged in). */
function offsetOf(document, path) {
	for (let length = path.length; length > 0; length--) {
		const node = document.getIn(path.slice(0, length), true);
		if ((0, import_dist.isNode)(node) && node.range != null) return node.range[0];
	}
	return 0;
}
/** A mapping, or an empty one where something else stands. */
function mapping(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
/** A list, or an empty one where something else stands. */
function list(value) {
	return Array.isArray(value) ? value : [];
}
/** A text that is not empty, or null. */
function text$1(value) {
	return typeof value === "string" && value !== "" ? value : null;
}
// src/installers/curtin/network.ts
/**
* The MAC addresses of the physical interfaces, in their order and each with its place, from network configuration version 1 (a list of
* `physical` entries) or version 2 (netplan's `ethernets`, by `match.macaddress`, else `macaddress`). Empty where the network is disabled,
* or where curtin would not read it: version 1 needs both `version` and `config`.
*/
function macAddresses(document) {
	const first = /* @__PURE__ */ new Map();
	for (const one of allMacs(document)) if (!first.has(one.mac.toLowerCase())) first.set(one.mac.toLowerCase(), one);
	return [...first.values()].map(({ mac, path }) => ({
		mac,
		place: document.placeOf(path)
	}));
}
/**
* What no machine can be made for, each with its place: a version that nobody knows (curtin and cloud-init read 1 and 2), and two physical
* interfaces with one MAC address. VMTEST_CONFIG_INVALID.
*/
function networkProblems(document) {
	const { config, path } = networkSection(document);
	const version = text$1(config.version)?.trim() ?? null;
	const at = document.placeOf([...path, "version"]);
	if (version !== null && !["1", "2"].includes(version)) return [invalid(`the network configuration is of version \`${version}\``, at, "versions 1 and 2 are read")];
	const seen = /* @__PURE__ */ new Set();
	const told = /* @__PURE__ */ new Set();
	return allMacs(document).flatMap((one) => {
		const mac = one.mac.toLowerCase();
		const again = seen.has(mac) && !told.has(mac);
		(again ? told : seen).add(mac);
		const message = `two interfaces of the network configuration have the MAC address \`${mac}\``;
		return again ? [invalid(message, document.placeOf(one.path), "give each its own")] : [];
	});
}
/** The network of a configuration, with its path; it may stand in another section of that name, as netplan writes it. */
function networkSection({ value }) {
	const network = mapping(mapping(value).network);
	const nested = mapping(network.network);
	return Object.keys(nested).length > 0 ? {
		config: nested,
		path: ["network", "network"]
	} : {
		config: network,
		path: ["network"]
	};
}
function allMacs(document) {
	const { config, path } = networkSection(document);
	return (text$1(config.version)?.trim() === "2" ? versionTwo$1(config) : versionOne$1(config)).map((one) => ({
		mac: one.mac,
		path: [...path, ...one.path]
	}));
}
function versionOne$1(config) {
	if (text$1(config.version) === null) return [];
	return list(config.config).map(mapping).flatMap((item, index) => {
		const mac = item.type === "physical" ? text$1(item.mac_address) : null;
		return mac === null ? [] : [{
			mac,
			path: [
				"config",
				index,
				"mac_address"
			]
		}];
	});
}
function versionTwo$1(config) {
	return Object.entries(mapping(config.ethernets)).flatMap(([name, value]) => {
		const item = mapping(value);
		const matched = text$1(mapping(item.match).macaddress);
		const mac = matched ?? text$1(item.macaddress);
		return mac === null ? [] : [{
			mac,
			path: [
				"ethernets",
				name,
				...matched === null ? [] : ["match"],
				"macaddress"
			]
		}];
	});
}
// src/installers/curtin/form.ts
/**
* What of a configuration's form curtin stumbles over (curtin/config.py, curtin/commands/block_meta.py, `meta_custom`; curtin/net), each
* with its place: VMTEST_CONFIG_INVALID; a warning where curtin goes on, or another configuration may bring what is missing.
*/
function formProblems(document) {
	const { value } = document;
	if (document.problems.length > 0) return [];
	if (typeof value !== "object" || value === null || Array.isArray(value)) return [invalid(`the configuration is ${value === null || value === "" ? "empty" : "no mapping"}`, document.placeOf([]), "curtin merges mappings: `storage: …`")];
	return [
		...storageForm(document),
		...networkForm(document),
		...notText(document)
	];
}
const isNothing = (value) => value === void 0 || value === null || value === "";
const isMapping$1 = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function storageForm(document) {
	const { storage } = mapping(document.value);
	const at = (...path) => document.placeOf(["storage", ...path]);
	const entry = "a list of entries: `- { id: disk, type: disk, serial: disk-a }`";
	if (isNothing(storage)) return [];
	if (!isMapping$1(storage)) return list(storage).length === 0 && Array.isArray(storage) ? [] : [invalid("`storage` is no mapping", at(), "write `storage: { version: 1, config: […] }`")];
	const { config } = mapping(storage);
	if (isNothing(config)) return [];
	if (!Array.isArray(config)) return [invalid("`storage.config` is no list", at("config"), entry)];
	return [...config.flatMap((item, index) => {
		if (!isMapping$1(item)) return [invalid(`entry ${index + 1} of storage.config is no mapping`, at("config", index), entry)];
		if (text$1(mapping(item).id) !== null) return [];
		return [invalid(`entry ${index + 1} of storage.config has no \`id\`, without which curtin reads none of them`, at("config", index), "give it one")];
	}), ...doubles(document, config.map(mapping))];
}
/** Entries of one id, of which curtin keeps the last, and partitions of one number on one disk. */
function doubles(document, items) {
	const ids = /* @__PURE__ */ new Set();
	const numbers = /* @__PURE__ */ new Map();
	return items.flatMap((item, index) => {
		const id = text$1(item.id) ?? "";
		const at = (key) => document.placeOf([
			"storage",
			"config",
			index,
			key
		]);
		if (ids.has(id)) return [warning(invalid(`another entry of storage.config has the id \`${id}\`, and curtin takes the last alone`, at("id"), "give each its own"))];
		if (id !== "") ids.add(id);
		const [number, device] = [text$1(item.number), text$1(item.device)];
		if (item.type !== "partition" || number === null || device === null) return [];
		const key = `${number}\0${device}`;
		const other = numbers.get(key);
		if (other === void 0) numbers.set(key, id);
		if (other === void 0) return [];
		return [invalid(`the partitions ${other} and ${id} of ${device} have the number ${number}`, at("number"), "give each its own")];
	});
}
/** Types of version 1 that curtin or cloud-init reads. */
const NETWORK_TYPES = [
	"physical",
	"loopback",
	"infiniband",
	"vlan",
	"bond",
	"bridge",
	"nameserver",
	"route"
];
function networkForm(document) {
	const { network } = mapping(document.value);
	if (isNothing(network) || network === "disabled") return [];
	const { config, path } = networkSection(document);
	const version = text$1(config.version)?.trim() ?? null;
	if (!isMapping$1(network)) return [invalid("`network` is no mapping", document.placeOf(path), "write `network: { version: 2, … }`")];
	if (version === null && Object.keys(config).length > 0 && config.config !== "disabled") return [warning(invalid("the network configuration has no version, and curtin does not read it", document.placeOf(path), "write `version: 1` or `version: 2` into it"))];
	if (version !== "1") return [];
	return list(config.config).flatMap((item, index) => {
		const type = text$1(mapping(item).type);
		if (type !== null && NETWORK_TYPES.includes(type)) return [];
		const who = text$1(mapping(item).name) ?? `entry ${index + 1} of the network configuration`;
		return [warning(invalid(type === null ? `${who} has no type` : `\`${type}\` of ${who} is no type that curtin knows`, document.placeOf([
			...path,
			"config",
			index,
			"type"
		]), `there is ${NETWORK_TYPES.join(", ")}`))];
	});
}
/** Names of devices that are numbers to curtin, because they stand without quotes: it finds no such device. */
function notText(document) {
	const storage = list(mapping(mapping(document.value).storage).config);
	const { config, path } = networkSection(document);
	return [...storage.flatMap((_, index) => ["serial", "wwn"].map((key) => [
		"storage",
		"config",
		index,
		key
	])), ...list(config.config).map((_, index) => [
		...path,
		"config",
		index,
		"mac_address"
	])].flatMap((path) => {
		const plain = document.plainAt(path);
		const made = plain === null ? null : madeOf(plain);
		if (made === null) return [];
		return [warning(invalid(`${String(path.at(-1))} \`${plain}\` is ${made} to curtin, as it stands without quotes, and no device has that`, document.placeOf(path), `write '${plain}'`))];
	});
}
function warning(problem) {
	return {
		...problem,
		severity: "warning"
	};
}
// src/installers/curtin/network-references.ts
/** By which keys an interface of version 1 names others, by its type (curtin/net/network_state.py). */
const ONE = {
	bond: ["bond_interfaces"],
	bridge: ["bridge_interfaces"],
	vlan: ["vlan_link"]
};
/** The same of version 2, by its section (netplan's reference). */
const TWO = {
	bonds: ["interfaces"],
	bridges: ["interfaces"],
	vrfs: ["interfaces"],
	vlans: ["link"]
};
/**
* Interfaces of a network configuration that are made of others which it does not have: VMTEST_CONFIG_INVALID, each with its place.
* netplan refuses such; curtin and cloud-init write the name as it is, and nobody brings such an interface up.
*/
function missingInterfaces(document) {
	const { config, path } = networkSection(document);
	const version = text$1(config.version)?.trim() ?? null;
	const { names, references } = version === "1" ? versionOne(config) : version === "2" ? versionTwo(config) : NOTHING;
	return references.flatMap((reference) => reference.names.flatMap((name, index) => names.has(name) ? [] : [missing$1(document, path, reference, index, names)]));
}
const NOTHING = {
	names: /* @__PURE__ */ new Set(),
	references: []
};
function versionOne(config) {
	const items = list(config.config).map(mapping);
	const references = items.flatMap((item, index) => (own(ONE, text$1(item.type) ?? "") ?? []).map((key) => referenceOf(item, key, text$1(item.name) ?? "", [
		"config",
		index,
		key
	])));
	return {
		names: new Set(items.flatMap(({ name }) => text$1(name) ?? [])),
		references
	};
}
function versionTwo(config) {
	if (config.ethernets === void 0 && config.wifis === void 0) return NOTHING;
	const sections = Object.values(config).map(mapping);
	const references = Object.entries(TWO).flatMap(([section, keys]) => Object.entries(mapping(config[section])).flatMap(([name, value]) => keys.map((key) => referenceOf(mapping(value), key, name, [
		section,
		name,
		key
	]))));
	return {
		names: new Set(sections.flatMap((section) => Object.keys(section))),
		references
	};
}
function referenceOf(item, key, owner, path) {
	const value = item[key];
	return {
		owner,
		key,
		names: (Array.isArray(value) ? value : [value]).flatMap((name) => text$1(name) ?? []),
		path
	};
}
function missing$1(document, section, { owner, key, names: named, path }, index, names) {
	const whole = [...section, ...path];
	return invalid(`${key} \`${named[index]}\` of ${owner} is no interface of the network configuration`, document.placeOf(key.endsWith("interfaces") ? [...whole, index] : whole), `there is ${[...names].slice(0, 8).join(", ")}${names.size > 8 ? ", …" : ""}`);
}
// src/installers/curtin/references.ts
/**
* By which keys an entry of storage.config names others, by its type (curtin/storage_actions.py and curtin/commands/block_meta.py). Of
* other types, and of keys that are not here, nothing is said.
*/
const REFERENCES = {
	partition: ["device"],
	format: ["volume"],
	mount: ["device"],
	lvm_volgroup: ["devices"],
	lvm_partition: ["volgroup"],
	dm_crypt: ["volume"],
	raid: [
		"devices",
		"spare_devices",
		"container"
	],
	bcache: ["backing_device", "cache_device"],
	zpool: ["vdevs"],
	zfs: ["pool"]
};
/** References of a storage configuration that lead nowhere: VMTEST_CONFIG_INVALID, each with its place. */
function missingReferences(document) {
	const items = list(mapping(mapping(document.value).storage).config).map(mapping);
	const ids = new Set(items.flatMap(({ id }) => text$1(id) ?? []));
	return items.flatMap((item, index) => (own(REFERENCES, text$1(item.type) ?? "") ?? []).flatMap((key) => {
		const value = item[key];
		return (Array.isArray(value) ? value : [value]).flatMap((one) => text$1(one) ?? []).filter((one) => !ids.has(one)).map((one) => missing(document, index, text$1(item.id), key, one, ids));
	}));
}
function missing(document, index, id, key, name, ids) {
	const message = `${key} \`${name}\` of ${id ?? `entry ${index + 1} of storage.config`} is no entry of storage.config`;
	const some = [...ids].slice(0, 8).join(", ");
	const hint = ids.size === 0 ? "none of them has an `id`" : `there is ${some}${ids.size > 8 ? ", …" : ""}`;
	return invalid(message, document.placeOf([
		"storage",
		"config",
		index,
		key
	]), hint);
}
// src/installers/curtin/sizes.ts
/** Reads a size as curtin does; undefined for what is none, or no whole number of bytes. */
function curtinSize(size) {
	const bytes = curtinBytes(size);
	return Number.isSafeInteger(bytes) ? bytes : void 0;
}
// src/installers/curtin/storage.ts
const MiB$1 = 2 ** 20;
/** Room before the first partition, and behind the last one of a GPT: its second header and table, 33 sectors. */
const HEAD = MiB$1;
const GPT_TAIL = 16896;
/** A volume group's own data on each physical volume, rounded up generously: one extent of 4 MiB. */
const LVM_OVERHEAD = 4 * MiB$1;
/** The disks that a storage configuration speaks of, in its order, and what it asks of each; iSCSI disks are not the machine's. */
function diskDemands(document) {
	const storage = readStorage(document);
	const disks = storage.items.filter(isMachineDisk);
	const roots = rootDisks(storage);
	return {
		demands: disks.map((disk, index) => ({
			id: text$1(disk.id),
			serial: text$1(disk.serial),
			wwn: text$1(disk.wwn),
			places: placesOf(document, storage.items.indexOf(disk)),
			minimumBytes: minimumBytes(storage, disk),
			root: roots === null ? index === 0 : roots.has(disk)
		})),
		problems: storage.problems
	};
}
function placesOf({ placeOf }, index) {
	const at = (...key) => placeOf([
		"storage",
		"config",
		index,
		...key
	]);
	return {
		disk: at(),
		serial: at("serial"),
		wwn: at("wwn")
	};
}
function readStorage(document) {
	const items = list(mapping(mapping(document.value).storage).config).map(mapping);
	const sizes = /* @__PURE__ */ new Map();
	const problems = [];
	for (const [index, item] of items.entries()) {
		const read = (key) => {
			const written = text$1(item[key]);
			if (written === null || written === "-1" || PERCENTAGE.test(written)) return 0;
			const bytes = curtinSize(written);
			if (bytes !== void 0 && (bytes > 0 || !isMade$1(item, key))) return bytes;
			const message = `${key} \`${written}\` of ${nameOf$1(item, index)} is no size that curtin reads`;
			problems.push(invalid(message, document.placeOf([
				"storage",
				"config",
				index,
				key
			]), "write a number and K, M, G or T: `10G`"));
			return 0;
		};
		sizes.set(item, {
			size: read("size"),
			offset: read("offset")
		});
	}
	return {
		items,
		byId: new Map(items.flatMap((item) => text$1(item.id) === null ? [] : [[text$1(item.id), item]])),
		sizeOf: (item, key) => sizes.get(item)?.[key] ?? 0,
		problems
	};
}
/** Of a disk, from 1 to 100. */
const PERCENTAGE = /^(?:100|[1-9]?\d)(?:\.\d+)?%$/;
/** Whether it is the size of something that is to be made: it cannot be nothing then. */
function isMade$1(item, key) {
	return key === "size" && item.type === "partition" && ![
		"true",
		"yes",
		"on"
	].includes(String(item.preserve).toLowerCase());
}
function nameOf$1(item, index) {
	return text$1(item.id) ?? `entry ${index + 1} of storage.config`;
}
/** Devices that the guest makes of others, and that a configuration may partition as disks. */
const MADE_IN_THE_GUEST = /^\/dev\/(?:bcache|md|dm-|mapper\/|zd|loop)/;
/** A disk, or whatever else has a serial (a DASD); what is reached by iSCSI, or made of other disks, is the guest's own affair. */
function isMachineDisk(item) {
	const path = text$1(item.path) ?? "";
	if (path.startsWith("iscsi:") || MADE_IN_THE_GUEST.test(path)) return false;
	return item.type === "disk" || text$1(item.serial) !== null;
}
/** Bytes that the partitions of a disk take, from its first byte to the end of the last; or what volumes on the whole disk ask for. */
function minimumBytes(storage, disk) {
	const id = text$1(disk.id);
	let end = 0;
	for (const item of storage.items) {
		if (item.type !== "partition" || id === null || item.device !== id || item.flag === "logical") continue;
		const start = storage.sizeOf(item, "offset") || Math.max(end, HEAD);
		end = Math.max(end, start + storage.sizeOf(item, "size"));
	}
	if (end > 0) return end + (disk.ptable === "gpt" ? GPT_TAIL : 0);
	return volumesOnWholeDisk(storage, disk);
}
/** The logical volumes of a group that has this one disk, unpartitioned, beneath it. */
function volumesOnWholeDisk(storage, disk) {
	let bytes = 0;
	for (const group of storage.items) {
		const devices = list(group.devices);
		if (group.type !== "lvm_volgroup" || devices.length !== 1) continue;
		const beneath = below(storage, storage.byId.get(String(devices[0])));
		if (beneath.size === 0 || !beneath.has(disk) || [...beneath].some((item) => item.type === "partition")) continue;
		const volumes = storage.items.filter((item) => item.type === "lvm_partition" && item.volgroup === group.id);
		bytes += volumes.reduce((sum, item) => sum + storage.sizeOf(item, "size"), LVM_OVERHEAD);
	}
	return bytes;
}
/** Keys by which one entry of a storage configuration stands on others; a bcache's cache holds nothing that must be there. */
const BELOW = [
	"device",
	"volume",
	"volgroup",
	"backing_device",
	"pool",
	"container",
	"devices",
	"vdevs"
];
/** An entry and all that it stands on, down to the disks. */
function below(storage, item, found = /* @__PURE__ */ new Set()) {
	if (item === void 0 || found.has(item)) return found;
	found.add(item);
	for (const key of BELOW) {
		const value = item[key];
		for (const id of Array.isArray(value) ? value : [value]) if (typeof id === "string") below(storage, storage.byId.get(id), found);
	}
	return found;
}
/** The disks under `/`, or null where the configuration does not say what `/` is on. */
function rootDisks(storage) {
	const disks = storage.items.filter((item) => item.type === "mount" && item.path === "/" || item.type === "zpool" && item.mountpoint === "/" || item.type === "zfs" && mapping(item.properties).mountpoint === "/").flatMap((item) => [...below(storage, item)]).filter(isMachineDisk);
	return disks.length === 0 ? null : new Set(disks);
}
// src/installers/curtin/storage-types.ts
/** What curtin has a handler for (`command_handlers` of curtin/commands/block_meta.py). */
const TYPES = [
	"bcache",
	"dasd",
	"device",
	"disk",
	"dm_crypt",
	"format",
	"image",
	"lvm_partition",
	"lvm_volgroup",
	"mount",
	"nvme_controller",
	"partition",
	"raid",
	"zfs",
	"zpool"
];
/**
* What of a storage configuration's form curtin would not read, each with its place: a version that nobody knows (VMTEST_CONFIG_INVALID),
* and as a warning, for curtin learns new ones, an entry of an unknown type or of none.
*/
function storageProblems(document) {
	const storage = mapping(mapping(document.value).storage);
	const version = text$1(storage.version)?.trim() ?? null;
	if (version !== null && !["1", "2"].includes(version)) {
		const at = document.placeOf(["storage", "version"]);
		return [invalid(`the storage configuration is of version \`${version}\``, at, "versions 1 and 2 are read")];
	}
	return list(storage.config).flatMap((value, index) => {
		const { type, id } = mapping(value);
		if (typeof value !== "object" || value === null || TYPES.includes(text$1(type) ?? "")) return [];
		const who = text$1(id) ?? `entry ${index + 1} of storage.config`;
		return [{
			...invalid(text$1(type) === null ? `${who} has no type` : `\`${text$1(type)}\` of ${who} is no type that curtin knows`, document.placeOf([
				"storage",
				"config",
				index,
				"type"
			]), `there is ${TYPES.join(", ")}`),
			severity: "warning"
		}];
	});
}
// src/installers/curtin/configs.ts
/** Where curtin writes its log in the environment, and what it posts at the end: as the original has it. */
const INSTALL_LOG = "/tmp/install.log";
/** What curtin packs where it fails (its ERROR_TARFILE). */
const ERROR_TAR = "/var/log/curtin/curtin-error-logs.tar";
/**
* The configurations that curtin is given, in the original's order: the test's, the harness's defaults, the proxy, `update_nvram`,
* dirty disks, the extra one, CentOS's defaults, repositories, upgrade, packages, reporting, kernel. curtin merges them: lists and
* mappings key by key, the later value over the earlier.
*/
function curtinConfigs(input) {
	const { settings, tree, first, more } = input;
	const drafts = [];
	const given = (file, why) => {
		if (file !== null) drafts.push({
			stem: stemOf(file.path),
			text: file.text,
			from: file.path,
			why
		});
	};
	const made = (stem, value, why) => {
		drafts.push({
			stem,
			text: `${JSON.stringify(value, null, 1)}\n`,
			from: null,
			why
		});
	};
	given(first, "the configuration of the test");
	for (const file of more) given(file, "install.configs");
	if (input.distribution !== "ubuntu-core") {
		if (tree.defaults !== null) given(tree.defaults, "what curtin’s own tests add");
		else made("defaults", OWN_DEFAULTS, "a journal that survives the boot");
	}
	const proxy = proxyConfig(input);
	if (proxy !== null) made("proxy", proxy, "the proxies of the run");
	if (input.firmware.startsWith("uefi") && mapping(mapping(input.value).grub).update_nvram === void 0) made("grub", { grub: { update_nvram: true } }, "UEFI: the installed system must be found without us");
	if (settings.dirtyDisks && mapping(input.value).storage !== void 0) given(tree.dirtyDisks, "dirty-disks");
	given(input.extra, "the extra configuration");
	if (input.distribution === "centos") given(tree.centos, "the target is CentOS");
	for (const [stem, value, why] of packageConfigs(settings)) made(stem, value, why);
	made("reporting", reportingConfig(input.reporting), "how it logs and reports");
	if (settings.kernelPackage !== null) made("kernel", { kernel: { package: settings.kernelPackage } }, "kernel-package");
	return drafts.map(({ stem, ...rest }, index) => ({
		name: `${String(index).padStart(2, "0")}-${stem}.yaml`,
		...rest
	}));
}
/** Our own server is reached without a proxy: it is the host itself. */
function proxyConfig({ aptProxy, proxy }) {
	const given = ["http_proxy", "https_proxy"].filter((name) => proxy[name] !== void 0);
	const without = [proxy.no_proxy, OUR_ADDRESS].filter((word) => word !== void 0).join(",");
	const named = Object.fromEntries(given.map((name) => [name, proxy[name]]));
	const all = {
		...aptProxy === null ? {} : { apt_proxy: aptProxy },
		...given.length === 0 ? {} : { proxy: {
			...named,
			no_proxy: without
		} }
	};
	return Object.keys(all).length === 0 ? null : all;
}
/** The host of `{http}`, which is filled in when the phase starts. */
const OUR_ADDRESS = "{http-host}";
/** Where there is no tree to take the defaults from: the one of them that every target needs. */
const OWN_DEFAULTS = { late_commands: { "02_persist_journal": [
	"curtin",
	"in-target",
	"--",
	"sh",
	"-c",
	"command -v journalctl >/dev/null && mkdir -p /var/log/journal; :"
] } };
function packageConfigs(settings) {
	const { addRepos, systemUpgrade, upgradePackages } = settings;
	const sources = addRepos.map((source, index) => [`add_repos_${String(index).padStart(2, "0")}`, { source: source === "PROPOSED" ? "proposed" : source }]);
	const install = [
		"curtin",
		"in-target",
		"--",
		"apt-get",
		"-y",
		"install",
		...upgradePackages
	];
	return [
		...sources.length > 0 ? [[
			"add-repos",
			{ apt: { sources: Object.fromEntries(sources) } },
			"add-repos"
		]] : [],
		...systemUpgrade ?? sources.length > 0 ? [[
			"system-upgrade",
			{ system_upgrade: { enabled: true } },
			"system-upgrade"
		]] : [],
		...upgradePackages.length > 0 ? [[
			"upgrade-packages",
			{ late_commands: { install_pkg_00: install } },
			"upgrade-packages"
		]] : []
	];
}
function reportingConfig(reporting) {
	const install = {
		log_file: INSTALL_LOG,
		post_files: [INSTALL_LOG],
		error_tarfile: ERROR_TAR
	};
	if (!reporting) return { install };
	return {
		install,
		reporting: { maas: {
			level: "DEBUG",
			type: "webhook",
			endpoint: "{http}/report"
		} }
	};
}
/** A file's name without its ending, as a plain word. */
function stemOf(path) {
	return path.slice(path.lastIndexOf("/") + 1).replace(/\.(?:ya?ml|cfg|json)$/, "").replaceAll(/[^A-Za-z0-9._-]+/g, "_").slice(0, 60) || "config";
}
// src/installers/curtin/merge.ts
/**
* What curtin makes of its configurations, as far as a plan can tell: mappings are merged key by key, anything else is replaced by the
* later (curtin/config.py, `merge_config`). Scalars stay as they are written. Names that YAML 1.1 would make values of are left alone.
*/
function mergedConfig(configs) {
	let merged = Object.create(null);
	for (const { text, from } of configs) {
		const { value } = readDocument(text, from ?? "");
		if (isMapping(value)) merged = merge(merged, value);
	}
	return merged;
}
function merge(under, over) {
	const merged = Object.assign(Object.create(null), under);
	for (const [key, value] of Object.entries(over)) {
		const before = merged[key];
		merged[key] = isMapping(before) && isMapping(value) ? merge(before, value) : value;
	}
	return merged;
}
function isMapping(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// src/installers/curtin/prep.ts
/** A PowerPC reference platform's boot partition: the type of it in a GPT, and the flag that curtin knows it by. */
const PREP_GUID = "9e1a2d38-c612-4316-aa26-8b49521e5a8b";
/**
* Gives a curtin configuration the PReP partition that a ppc64el machine boots from, as the original does for that architecture
* (inject_prep_partition of tests/vmtests/__init__.py): 8M on the first disk with `grub_device`, behind the last primary partition of an
* MSDOS disk, which becomes GPT, or in the place of a GPT's `bios_grub`. curtin installs grub there instead of on the disk. A
* configuration without storage stays as it is. Pure: nothing is changed in place.
*/
function injectPrep(config) {
	const storage = mapping(mapping(config).storage);
	const items = list(storage.config).map(mapping);
	if (items.length === 0) return { config };
	const disk = items.find((item) => item.type === "disk" && "grub_device" in item);
	if (disk === void 0) return {
		error: "no disk of the storage configuration has `grub_device`",
		hint: "mark the disk that the machine boots from"
	};
	const id = text$1(disk.id) ?? "";
	const own = (item) => item.type === "partition" && item.device === id;
	const place = disk.ptable === "gpt" ? instead(items, own, id) : disk.ptable === "msdos" ? behind(items, own, id) : null;
	if (place === null) return {
		error: `the disk ${id} has neither \`ptable: gpt\` nor \`ptable: msdos\``,
		hint: "write `ptable: gpt`"
	};
	if ("error" in place) return place;
	const made = place.items.map((item) => item === disk ? asGpt(item) : own(item) ? withoutBootFlag(item) : item);
	return { config: {
		...mapping(config),
		storage: {
			...storage,
			config: made
		}
	} };
}
/** Behind the last primary partition; four of them leave an MSDOS disk no room. */
function behind(items, own, disk) {
	const primary = items.filter((item) => own(item) && item.flag !== "extended" && item.flag !== "logical");
	if (primary.length > 3) return {
		error: `the disk ${disk} has ${primary.length} primary partitions, and no place for one more`,
		hint: "leave one out"
	};
	const last = primary.at(-1) ?? items.find((item) => item.id === disk);
	const index = items.indexOf(last) + 1;
	return { items: [
		...items.slice(0, index),
		prepPartition(disk),
		...items.slice(index)
	] };
}
/** In the place of the partition that a PC's BIOS would boot from. */
function instead(items, own, disk) {
	const index = items.findIndex((item) => own(item) && item.flag === "bios_grub");
	if (index < 0) return {
		error: `the disk ${disk} has no partition with \`flag: bios_grub\` to take the place of`,
		hint: "add one, of 1M"
	};
	return { items: items.map((item, at) => at === index ? prepPartition(disk) : item) };
}
function prepPartition(device) {
	return {
		id: "prep_partition",
		type: "partition",
		size: "8M",
		flag: "prep",
		guid: PREP_GUID,
		wipe: "zero",
		grub_device: true,
		device
	};
}
function asGpt(disk) {
	const { grub_device: _grubDevice, ...rest } = disk;
	return {
		...rest,
		ptable: "gpt"
	};
}
function withoutBootFlag(partition) {
	if (partition.flag !== "boot" && partition.flag !== "bios_grub") return partition;
	const { flag: _flag, ...rest } = partition;
	return rest;
}
// src/installers/curtin/rewrite.ts
/** Begins a text that stood in quotes and would be something else without them: a character of no meaning (Unicode's private use). */
const QUOTED = "";
/**
* A configuration with its values changed: `change` gets them as `readDocument` gives them, and returns them all. What is written is YAML
* that PyYAML reads as it read the original: `true` is a truth there and `"true"` a text, in both. The text itself is returned where
* it cannot be read, or nothing was changed.
*/
function rewriteConfig(text, file, change) {
	const read = readDocument(text, file);
	if (read.problems.length > 0 || change(read.value) === read.value) return text;
	const document = (0, import_dist.parseDocument)(text, {
		schema: "failsafe",
		merge: true,
		uniqueKeys: false,
		logLevel: "silent"
	});
	(0, import_dist.visit)(document, { Scalar: (_key, node) => keepKind(node) });
	const made = new import_dist.Document(change(document.toJS({ maxAliasCount: -1 })), {
		schema: "failsafe",
		aliasDuplicateObjects: false
	});
	(0, import_dist.visit)(made, { Scalar: (_key, node) => {
		const text = String(node.value);
		node.value = text.startsWith(QUOTED) ? text.slice(1) : text;
		if (text.startsWith(QUOTED)) node.type = import_dist.Scalar.QUOTE_DOUBLE;
	} });
	const flow = (0, import_dist.isMap)(document.contents) && document.contents.flow === true;
	return made.toString({
		lineWidth: 0,
		collectionStyle: flow ? "flow" : "any"
	});
}
/** Keeps in a scalar's text what its quotes said, or their absence. */
function keepKind(node) {
	const text = String(node.value ?? "");
	if (node.type === "PLAIN" || node.type === void 0 || node.type === null) node.value = text === "" ? "null" : text;
	else if (text === "" || !text.includes("\n") && typeof (0, import_dist.parse)(text, {
		schema: "yaml-1.1",
		logLevel: "silent"
	}) !== "string") node.value = `${QUOTED}${text}`;
}
// src/installers/curtin/source.ts
/** The path below the server's prefix of what is installed. */
const TARGET_PATH = "target";
/**
* What curtin installs, as its command line takes it, and the file that must be served for it. As the original: the environment
* installs itself by `cp:///media/root-ro`; another image is served, `squashfs` as `fsimage:`, `root-image.xz` as `dd-xz:`, an archive
* as `tgz:`. Where the guest reaches no server the archive is a disk of its own. Null where the image has nothing to install from.
*/
function installSource(input) {
	const { given, same, overlayRoot, roles, http } = input;
	if (given !== null) return {
		source: given,
		serve: null
	};
	if (same && overlayRoot) return {
		source: "cp:///media/root-ro",
		serve: null
	};
	const form = formOf(input);
	if (form === null) return null;
	if (http) return {
		source: `${form.scheme}:{http}/${TARGET_PATH}/${form.name}`,
		serve: {
			path: `${TARGET_PATH}/${form.name}`,
			role: form.role,
			ftype: input.ftype
		}
	};
	return roles.includes("root-tar") ? {
		source: `tgz:file:///dev/disk/by-id/virtio-${SERIALS.target}`,
		serve: null
	} : null;
}
/** Published as, and so installed by: the table of the original's get_install_source. */
function formOf({ roles, ftype }) {
	if (ftype === "root-image.xz" && roles.includes("disk")) return {
		scheme: "dd-xz",
		name: ftype,
		role: "disk"
	};
	if (ftype === "squashfs" && roles.includes("root")) return {
		scheme: "fsimage",
		name: ftype,
		role: "root"
	};
	if (roles.includes("root-tar")) return {
		scheme: "tgz",
		name: "root-tgz",
		role: "root-tar"
	};
	if (roles.includes("root")) return {
		scheme: "fsimage",
		name: "squashfs",
		role: "root"
	};
	return null;
}
// src/installers/curtin/describe.ts
/** curtin's own harness gives serials that begin so to its NVMe disks. */
const NVME = /^nvme/;
/**
* The machine that a curtin configuration speaks of: its disks in the order of `storage.config`, those whose serial begins with
* `nvme` apart, and one MAC address for each physical interface. `text` is the configuration after its replacements, `file` its path,
* for the places of problems (VMTEST_CONFIG_INVALID).
*/
function describeCurtin(text, file) {
	const document = readDocument(text, file);
	const { demands, problems } = diskDemands(document);
	const macs = macAddresses(document);
	const isNvme = ({ serial }) => serial !== null && NVME.test(serial);
	return {
		disks: demands.filter((demand) => !isNvme(demand)),
		nvme: demands.filter(isNvme),
		macs: macs.map(({ mac }) => mac),
		macPlaces: macs.map(({ place }) => place),
		roles: [
			"kernel",
			"initrd",
			"root"
		],
		targetRoles: [],
		problems: [
			...document.problems,
			...formProblems(document),
			...storageProblems(document),
			...problems,
			...missingReferences(document),
			...networkProblems(document),
			...missingInterfaces(document)
		]
	};
}
// src/plan/curtin-proxies.ts
/** An address up to and with its host, where that is the host's own loopback; a scheme and an account may stand before. */
const LOOPBACK = /^((?:[a-z0-9]+:\/\/)?(?:[^/@]*@)?)(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/]|$)/i;
/**
* The proxies of the run as a guest reaches them. What is at the host's loopback has another name on QEMU's user network, the hole
* `{http-host}`; on a bridge nothing leads there, and it is left out with a warning. The original hands such an address on as it is.
*/
function reachedProxies(guest) {
	const { aptProxy, proxy, names } = guest.host;
	const others = Object.entries(proxy).map(([name, address]) => [name, name === "no_proxy" ? address : reached(address, name, guest)]);
	return {
		aptProxy: aptProxy === null ? null : reached(aptProxy, names.aptProxy ?? "apt_proxy", guest),
		proxy: Object.fromEntries(others.flatMap(([name, address]) => address === null ? [] : [[name, address]]))
	};
}
function reached(address, name, { network, place, notes }) {
	if (!LOOPBACK.test(address)) return address;
	if (network === "user") return address.replace(LOOPBACK, "$1{http-host}");
	if (network === "none") return null;
	const variable = name.endsWith("_proxy") || name.endsWith("_PROXY") ? name : "apt_proxy";
	const message = `the proxy that ${name} names is at the host’s loopback, where a guest on ${network} does not get: curtin is told of none`;
	notes.warning(message, `name one that the guest reaches: ${variable}=http://HOST:PORT`, { place });
	return null;
}
// src/qemu/addresses.ts
/** QEMU's id of the one SCSI controller, and the bus that it makes. */
const SCSI_CONTROLLER = "scsi0";
const SCSI_BUS = `${SCSI_CONTROLLER}.0`;
/** Targets of one virtio-scsi controller: its `max_target` is 255. */
const SCSI_TARGETS = 256;
/** The devices that every machine has, from the bottom of the bus; 00 and 01 are the chip set's on `pc`, 00 and 1f on `q35`. */
const PLATFORM = {
	vga: 2,
	rng: 3,
	ports: 4,
	scsi: 5
};
/** The harness's own, from the top of the bus downwards, so that they never move what the system under test sees. */
const HARNESS = {
	output: 30,
	seed: 29,
	root: 28,
	target: 27,
	panic: 26
};
/** The machine's NICs and disks lie between the two. */
const FIRST_FREE = 6;
const LAST_FREE = 25;
/** The name of the root bus of a machine type: `pcie.0` of `q35` and `virt`, `pci.0` of `pc`. */
function rootBus(type) {
	return /^(?:pc-)?(?:q35|virt)/.test(type) ? "pcie.0" : "pci.0";
}
function slot(type, number) {
	return {
		bus: rootBus(type),
		addr: number.toString(16).padStart(2, "0")
	};
}
/** Where a device of the platform sits: the same in every phase of every test. */
function platformAddress(type, device) {
	return slot(type, device === "panic" ? HARNESS.panic : PLATFORM[device]);
}
/** Where a disk of the harness's own sits: a phase that lacks it leaves the slot empty. */
function harnessAddress(type, disk) {
	return slot(type, HARNESS[disk]);
}
/**
* Gives each NIC and disk its place, by the machine alone: NICs first, then disks in their order.
* SCSI targets go by path and then by disk, so that the first paths are `sda`, `sdb`, … in the disks' order.
*/
function placeDevices(type, disks, nicCount) {
	let next = FIRST_FREE;
	const nics = Array.from({ length: nicCount }, () => slot(type, next++));
	const placed = disks.map((disk) => disk.driver === "scsi-hd" ? [] : [slot(type, next++)]);
	let target = 0;
	const deepest = disks.reduce((most, disk) => Math.max(most, disk.paths), 0);
	for (let path = 0; path < deepest; path++) for (const [index, disk] of disks.entries()) {
		if (disk.driver !== "scsi-hd" || path >= disk.paths) continue;
		placed[index]?.push({
			bus: SCSI_BUS,
			addr: String(target++)
		});
	}
	return {
		disks: placed,
		nics,
		slotsMissing: Math.max(0, next - 1 - LAST_FREE),
		targetsMissing: Math.max(0, target - SCSI_TARGETS)
	};
}
// src/plan/environment.ts
/** The label that the image builder gives an ext4 root. */
const ROOT_LABEL = SERIALS.root;
/** Makes a sick guest end at once instead of hanging; too sharp for a host that stalls it (40 s of a stopped QEMU panics a busy guest). */
const FAIL_FAST_KVM = [
	"panic=-1",
	"softlockup_panic=1",
	"hung_task_panic=1",
	"nmi_watchdog=panic,1"
];
const FAIL_FAST_TCG = ["panic=-1", "watchdog_thresh=60"];
/** The first serial console of each architecture's machines. */
const CONSOLE = {
	x86_64: "ttyS0",
	aarch64: "ttyAMA0",
	ppc64: "hvc0"
};
/** Where the server has the root file system that an initramfs fetches. */
const ROOT_PATH = "root/squashfs";
/** The kernel command line of an environment: root, console, seed, fail-fast. With holes. */
function commandLine(environment, effective, seed, inputs) {
	const failFast = effective.accel === "tcg" ? FAIL_FAST_TCG : FAIL_FAST_KVM;
	return [
		...environment.roles.includes("root") ? rootOf(environment) : [],
		`console=${CONSOLE[effective.arch]}`,
		seed === "http" ? `ds=nocloud-net;s={http}/${inputs}/` : "ds=nocloud",
		...environment.installer === "curtin" ? [
			...environment.rootOverHttp ? [] : bootInterface(environment.mac),
			"---",
			...snapdMasks(environment.image)
		] : [],
		...failFast
	].join(" ");
}
/** What PXELINUX says of the NIC that booted: 01 (Ethernet) and its address. curtin's `net-meta auto` asks for it. */
function bootInterface(mac) {
	return mac === null ? [] : [`BOOTIF=01-${mac.toLowerCase().replaceAll(":", "-")}`];
}
/** As the original has it: waiting for snapd's seeds costs minutes, here and in the installed system. Other images have no snapd. */
function snapdMasks(image) {
	return image?.source.kind === "simplestreams" ? ["systemd.mask=snapd.seeded.service", "systemd.mask=snapd.service"] : [];
}
function rootOf({ image, mac, rootOverHttp }) {
	if (!rootOverHttp) return rootArgs(image);
	return [
		`root=squash:{http}/${ROOT_PATH}`,
		"overlayroot=tmpfs",
		"ro",
		"ip=:::::BOOTIF:dhcp",
		...bootInterface(mac)
	];
}
/** Whether an image's root is mounted read-only below an overlay in memory: `overlayroot` has it at /media/root-ro. */
function isOverlayRoot(image) {
	return rootArgs(image).includes("overlayroot=tmpfs");
}
/** A root that mmdebstrap built has a label; of any other all that is known is the disk that it is on. */
function rootArgs(image) {
	const onDisk = `root=/dev/disk/by-id/virtio-${SERIALS.root}`;
	if (!isWritable(image)) return [
		onDisk,
		"overlayroot=tmpfs",
		"ro"
	];
	return [image?.source.kind === "mmdebstrap" ? `root=LABEL=${ROOT_LABEL}` : onDisk, "rw"];
}
/** A squashfs cannot be written, and a stream's root is one unless the suite says otherwise; files are what their names say. */
function isWritable(image) {
	const source = image?.source;
	switch (source?.kind) {
		case "mmdebstrap":
		case "simplestreams": return source.root === "ext4";
		case "files": return !isSquash(source.files.root);
		case "url": return !isSquash(source.files.root?.url);
		case void 0: return false;
	}
}
/** By the end of a path or an address, what packs it and a query left out. */
function isSquash(path) {
	return path !== void 0 && /\.(?:squashfs|sqfs|squash)(?:\.(?:gz|xz|zst|bz2))?(?:[?#].*)?$/.test(path);
}
/** The disks of the harness's own that a phase has. Paths with holes. */
function harnessDisks(type, slug, inputs, has) {
	const folder = `{topdir}/${slug}/${inputs}`;
	const disk = (name, file, format, readOnly) => ({
		name,
		file,
		format,
		readOnly,
		serial: SERIALS[name],
		address: harnessAddress(type, name)
	});
	return [
		...has.root ? [disk("root", `${folder}/root.qcow2`, "qcow2", false)] : [],
		...has.target ? [disk("target", "{target:root-tar}", "raw", true)] : [],
		...has.seed ? [disk("seed", `${folder}/seed.iso`, "raw", true)] : [],
		disk("output", `${folder}/output.img`, "raw", false)
	];
}
// src/plan/skip.ts
/**
* Why a test does not run; null: it does. A skip holds until its day: from then on the test runs again, and its plan says so, unless the
* run names the skip's bug. A test whose image is of a release that the run calls unsupported is skipped too.
*/
function skipOf(test, { facts, settings, image }, notes) {
	const { skip } = test;
	if (skip !== null && (skip.until === null || facts.today < skip.until)) return skip;
	const other = (skip === null ? null : heldSkip(skip, settings)) ?? unsupported(image, settings);
	if (skip !== null && other === null) notes.warning(`the skip ended on ${skip.until}, and the test runs again`, "remove `skip`, or move its day", { setting: "skip.until" });
	return other;
}
function unsupported(image, { unsupportedReleases, origins }) {
	const release = releaseOf(image);
	if (release === null || unsupportedReleases?.includes(release) !== true) return null;
	return {
		until: null,
		reason: `${release} is no supported release, by ${origins.unsupportedReleases?.name ?? "the run"}`,
		link: null
	};
}
/** A skip whose day is past, where the run wants it none the less: as CURTIN_VMTEST_SKIP_BY_DATE_BUGS of the original. */
function heldSkip(skip, { skipByDateBugs = [], origins }) {
	const words = `${skip.reason ?? ""} ${skip.link ?? ""}`.split(/[^\w-]+/);
	const bug = skipByDateBugs.find((one) => one === "*" || words.includes(one));
	if (bug === void 0) return null;
	const why = `its day, ${skip.until}, is past, and ${origins.skipByDateBugs?.name ?? "the run"} has ${bug}`;
	return {
		...skip,
		until: null,
		reason: skip.reason === null ? why : `${skip.reason} (${why})`
	};
}
/** The release of an image, as its distribution calls it; null where the suite does not say it. */
function releaseOf(image) {
	if (image?.source.kind === "mmdebstrap") return image.source.suite;
	return image?.source.kind === "simplestreams" ? image.source.fields.release ?? null : null;
}
// src/plan/curtin.ts
/** Where the packed curtin is among the files that the guest is given. */
const CURTIN_PAYLOAD = "vmtest/curtin-install";
/** Of a host where nothing was looked for. */
const NO_CURTIN = Object.freeze({
	trees: {},
	badTrees: {},
	names: {},
	exe: null,
	extraConfig: null,
	aptProxy: null,
	proxy: {},
	addRepos: null,
	systemUpgrade: null,
	upgradePackages: null
});
/** What curtin runs in the guest, and how its traces are collected. */
const CURTIN_STEPS = [{
	name: "install",
	kind: "install",
	script: `payload=$VMTEST_FILES/${CURTIN_PAYLOAD}
IFS= read -r first <"$payload"
case $first in
  *bash*) exec bash "$payload" ;;
  *) exec sh "$payload" ;;
esac
`
}, {
	name: "curtin logs",
	kind: "collect",
	script: `mkdir -p curtin
[ ! -d /var/log/curtin ] || cp -a /var/log/curtin/. curtin/
for file in ${INSTALL_LOG} /root/curtin-install.log /root/curtin-install-cfg.yaml /var/log/cloud-init.log /var/log/cloud-init-output.log; do
  [ ! -e "$file" ] || cp -a "$file" curtin/
done
exit 0
`
}];
/** The files that a curtin installation reads beside its first configuration: absolute paths, of which some need not exist. */
function curtinDocuments(test, host) {
	const { curtin, file } = test.install;
	if (curtin === null || file === null) return [];
	const tree = curtin.tree ?? host.trees[file] ?? null;
	return [
		...curtin.configs,
		...host.extraConfig === null ? [] : [host.extraConfig],
		...tree === null ? [] : treeFiles(tree)
	];
}
const TREE_FILES = [
	"vmtest_defaults.yaml",
	"centos_defaults.yaml",
	"dirty_disks_config.yaml"
];
const treeFiles = (tree) => TREE_FILES.map((name) => `${tree}/examples/tests/${name}`);
/** Decides with what curtin is run. Null for other installers. What is wrong is noted. */
function planCurtin(input) {
	const { test, host, notes } = input;
	const { curtin, file, place } = test.install;
	if (curtin === null || file === null) return null;
	const tree = curtin.tree ?? host.trees[file] ?? null;
	noteTree(input, curtin, tree);
	const reporting = input.network !== "none";
	const found = installSource({
		given: curtin.source,
		same: test.install.target === null || test.install.target === test.image,
		overlayRoot: isOverlayRoot(input.image),
		roles: input.targetRoles,
		ftype: publishedForm(input.target),
		http: reporting
	});
	if (found === null) notes.error("curtin has nothing to install: the target image has neither a tar nor a root file system", "name an image with a root file system by `target`, or an install source by `source`", { place });
	return {
		configs: curtinConfigs({
			first: {
				path: file,
				text: input.script
			},
			value: readDocument(input.script, file).value,
			settings: settingsOf(curtin, host, releaseOf(input.target)),
			more: curtin.configs.flatMap((path) => given(input, path, null)),
			tree: treeConfigs(input, tree, curtin),
			extra: host.extraConfig === null ? null : given(input, host.extraConfig, host.names.extraConfig ?? "the run")[0] ?? null,
			firmware: input.effective.firmware,
			...reachedProxies({
				host,
				network: input.network,
				place,
				notes
			}),
			distribution: distributionOf(input.target),
			reporting
		}),
		source: found?.source ?? "",
		serve: found?.serve ?? null,
		reporting,
		tree,
		exe: host.exe
	};
}
/** The run's word over the suite's, as the original's variables over its class attributes. */
function settingsOf(curtin, host, release) {
	const addRepos = host.addRepos ?? curtin.addRepos;
	const devel = release !== null && host.develReleases?.includes(release) === true;
	return {
		...curtin,
		addRepos: devel ? addRepos.filter((source) => source !== "proposed") : addRepos,
		systemUpgrade: host.systemUpgrade ?? curtin.systemUpgrade,
		upgradePackages: host.upgradePackages ?? curtin.upgradePackages
	};
}
/** A tree that was named and is none; where none was found, only a run needs one. */
function noteTree({ test, host, notes }, curtin, tree) {
	const why = tree === null || host.exe !== null ? void 0 : host.badTrees[tree];
	if (why === void 0) return;
	const by = curtin.tree === null ? host.names.tree ?? "the run" : "`tree`";
	notes.error(`${tree}, named by ${by}, is no source tree of curtin: ${why}`, "name the folder of a checkout of canonical/curtin", { place: test.install.place });
}
/** A further configuration: `by` is what of the run names it; null: the suite's `configs`. */
function given({ documents, notes, test }, path, by) {
	const document = documents[path];
	if (document === void 0 || !("text" in document)) {
		const why = document === void 0 ? "nobody read it" : document.error;
		const hint = by === null ? "paths are relative to the suite file" : "its path is relative to the current folder";
		notes.error(`the configuration ${path}, named by ${by ?? "`configs`"}, cannot be read: ${why}`, hint, { place: test.install.place });
		return [];
	}
	const { problems, value } = readDocument(document.text, path);
	notes.add(problems);
	if (problems.length === 0 && (typeof value !== "object" || Array.isArray(value))) notes.error(`the configuration ${path} is no mapping`, "curtin merges mappings: `storage: …`", { place: {
		file: path,
		line: 1,
		column: 1
	} });
	return [{
		path,
		text: document.text
	}];
}
function treeConfigs({ documents, notes, test }, tree, curtin) {
	const read = (path) => {
		const document = documents[path];
		return document !== void 0 && "text" in document ? {
			path,
			text: document.text
		} : null;
	};
	const [defaults, centos, dirtyDisks] = tree === null ? [
		null,
		null,
		null
	] : treeFiles(tree).map(read);
	if (curtin.dirtyDisks && dirtyDisks == null) notes.error("dirty-disks needs examples/tests/dirty_disks_config.yaml of a curtin tree", "name a checkout of curtin by `tree`", { place: test.install.place });
	return {
		defaults: defaults ?? null,
		centos: centos ?? null,
		dirtyDisks: dirtyDisks ?? null
	};
}
/** In which form a stream publishes what is installed, by its distribution: as the original's classes have it. */
function publishedForm(target) {
	if (target?.source.kind !== "simplestreams") return null;
	return own({
		centos: "root-tgz",
		"ubuntu-core": "root-image.xz"
	}, distributionOf(target) ?? "") ?? "squashfs";
}
/** What is installed, by what its image is. */
function distributionOf(target) {
	const source = target?.source;
	if (source?.kind === "mmdebstrap") return "debian";
	if (source?.kind !== "simplestreams") return null;
	const { os, release } = source.fields;
	if (/^(?:centos|rhel|alma|rocky|ol\d)/.test(os ?? release ?? "")) return "centos";
	return os ?? "ubuntu";
}
// src/faces/action/gate-ids.ts
/** A test's id in the gate. */
function gateId(label, id) {
	return label === null ? id : `${label}#${id}`;
}
/** A suite as a part of a name: two whose paths read alike have two digests. */
function suiteSlug(label) {
	return `${label.replace(/\.ya?ml$/, "").replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+/, "").slice(0, 30)}-${sha256(label).slice(0, 6)}`;
}
/** A test's slug in the gate: unique as the id is. */
function gateSlug(label, slug) {
	return label === null ? slug : `${suiteSlug(label)}-${slug}`;
}
/** The ids of one suite among those of a gate. */
function idsOfSuite(label, ids) {
	if (label === null) return ids;
	const prefix = `${label}#`;
	return ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length));
}
function gateTest(label, { id, slug, place }, seconds) {
	return {
		id: gateId(label, id),
		slug: gateSlug(label, slug),
		place,
		seconds
	};
}
/** A result as the gate knows it. */
function gateResult(label, result) {
	return label === null ? result : {
		...result,
		id: gateId(label, result.id),
		slug: gateSlug(label, result.slug)
	};
}
/** The results of several suites as one run's. */
function joinSuites(runs, topdir, exitCode) {
	return {
		version: 1,
		startedAt: Math.min(...runs.map((run) => run.startedAt), Date.now() / 1e3),
		seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
		topdir,
		exitCode,
		tests: runs.flatMap((run) => run.tests)
	};
}
// src/host/cgroups.ts
/**
* Reads the limits of our control group and of all above it: of cgroup version 2 `cpu.max`, `memory.max`, `memory.current`; of version 1
* `cpu.cfs_quota_us`, `cpu.cfs_period_us`, `memory.limit_in_bytes`, `memory.usage_in_bytes` (Linux, Documentation/admin-guide).
* Within a container the named group may not be visible: then the root of what is mounted is the container's own.
*/
async function groupLimits(folders = {}) {
	const { proc = "/proc", cgroup = "/sys/fs/cgroup" } = folders;
	const lines = (await text(join(proc, "self/cgroup"))).split("\n").map((line) => line.split(":"));
	let limits = {
		cpus: null,
		memoryBytes: null,
		memoryFreeBytes: null
	};
	for (const [, controllers = "", ...rest] of lines) {
		const path = rest.join(":");
		if (controllers === "") for (const folder of upwards(cgroup, path)) limits = tighter(limits, await unified(folder));
		for (const controller of controllers.split(",").filter((name) => name === "cpu" || name === "memory")) for (const mount of /* @__PURE__ */ new Set([controllers, controller])) for (const folder of upwards(join(cgroup, mount), path)) limits = tighter(limits, await legacy(folder));
	}
	return limits;
}
/** The folder of a group and of each above it, up to the mount. */
function upwards(mount, path) {
	const all = [mount];
	for (let at = join("/", path); at !== "/"; at = dirname(at)) all.push(join(mount, at));
	return all;
}
async function unified(folder) {
	const [quota, period] = (await text(join(folder, "cpu.max"))).trim().split(" ");
	const memoryBytes = number(await text(join(folder, "memory.max")));
	const used = number(await text(join(folder, "memory.current"))) ?? 0;
	const spare = await statistic(join(folder, "memory.stat"), "inactive_file");
	return limitsOf(number(quota), number(period), memoryBytes, used - spare);
}
async function legacy(folder) {
	const quota = number(await text(join(folder, "cpu.cfs_quota_us")));
	const period = number(await text(join(folder, "cpu.cfs_period_us")));
	const limit = number(await text(join(folder, "memory.limit_in_bytes")));
	const used = number(await text(join(folder, "memory.usage_in_bytes"))) ?? 0;
	const spare = await statistic(join(folder, "memory.stat"), "total_inactive_file");
	return limitsOf(quota, period, limit !== null && limit < 2 ** 60 ? limit : null, used - spare);
}
function limitsOf(quota, period, memoryBytes, used) {
	return {
		cpus: quota === null || period === null || quota <= 0 || period <= 0 ? null : quota / period,
		memoryBytes,
		memoryFreeBytes: memoryBytes === null ? null : Math.max(0, memoryBytes - Math.max(0, used))
	};
}
function tighter(a, b) {
	return {
		cpus: smaller(a.cpus, b.cpus),
		memoryBytes: smaller(a.memoryBytes, b.memoryBytes),
		memoryFreeBytes: smaller(a.memoryFreeBytes, b.memoryFreeBytes)
	};
}
function smaller(a, b) {
	if (a === null || b === null) return a ?? b;
	return Math.min(a, b);
}
async function statistic(file, key) {
	return Number(new RegExp(`^${key} (\\d+)$`, "m").exec(await text(file))?.[1] ?? 0);
}
/** A number of a kernel file; null for `max`, for nothing, and for anything else. */
function number(value) {
	return value !== void 0 && /^-?\d+$/.test(value.trim()) ? Number(value) : null;
}
async function text(file) {
	return await readFile(file, "utf8").catch(() => "");
}
// src/host/facts.ts
/** The facts that a plan depends on. `today` as YYYY-MM-DD; `kvm` as the canary answered, `unknown` where nobody asked it. */
async function hostFacts(given, folders) {
	const [cpus, memory] = await Promise.all([usableCpus(folders), usableMemory(folders)]);
	return {
		arch: hostArch(),
		cpus,
		memoryMiB: Math.floor(memory.totalBytes / 2 ** 20),
		kvm: given.kvm,
		today: given.today
	};
}
/** The host's architecture in QEMU's words. Throws VMTEST_USAGE on one that machines cannot be made for. */
function hostArch() {
	const name = machine();
	if (name === "x86_64" || name === "aarch64") return name;
	throw new VmtestError("VMTEST_USAGE", `vmtest does not know the architecture ${name}`, { hint: "run it on a host of x86_64 or aarch64" });
}
/** Whole processors that we may keep busy: those of our affinity, within the quota of our control groups; at least one. */
async function usableCpus(folders) {
	const { cpus } = await groupLimits(folders);
	return Math.max(1, Math.min(availableParallelism(), Math.floor(cpus ?? Number.POSITIVE_INFINITY)));
}
/** Reads the memory of the host and what our control groups leave of it. */
async function usableMemory(folders = {}) {
	const text = await readFile(join(folders.proc ?? "/proc", "meminfo"), "utf8").catch(() => "");
	const entry = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? NaN) * 1024;
	const [total, available] = [entry("MemTotal"), entry("MemAvailable")];
	const limits = await groupLimits(folders);
	const totalBytes = Math.min(Number.isNaN(total) ? totalmem() : total, limits.memoryBytes ?? Number.POSITIVE_INFINITY);
	const free = Math.min(Number.isNaN(available) ? freemem() : available, limits.memoryFreeBytes ?? Number.POSITIVE_INFINITY);
	return {
		totalBytes,
		availableBytes: Math.min(free, totalBytes)
	};
}
/** Superblock numbers of linux/magic.h; ext2, ext3 and ext4 share one. */
const FILE_SYSTEMS = {
	61267: "ext4",
	1481003842: "xfs",
	2435016766: "btrfs",
	16914836: "tmpfs",
	2240043254: "ramfs",
	2035054128: "overlay",
	801189825: "zfs",
	26985: "nfs",
	4283649346: "cifs",
	4266872130: "smb2",
	1702057286: "fuse",
	16914839: "9p",
	4076150800: "f2fs",
	19780: "vfat",
	538032816: "exfat",
	3393526350: "bcachefs"
};
/** Looks at the file system that a folder is in, or would be in. Throws Node's error where the nearest folder cannot be looked at. */
async function diskSpace(folder) {
	let at = resolve(folder);
	while (await stat(at).catch(() => void 0) === void 0 && dirname(at) !== at) at = dirname(at);
	const found = await statfs(at);
	const number = found.type >>> 0;
	const type = FILE_SYSTEMS[number] ?? `0x${number.toString(16)}`;
	const inMemory = type === "tmpfs" || type === "ramfs";
	return {
		folder: at,
		totalBytes: found.blocks * found.bsize,
		freeBytes: found.bavail * found.bsize,
		type,
		inMemory
	};
}
// src/host/kvm-cause.ts
/** The rule that GitHub's and most distributions' own documentation give to let everybody use KVM. */
const KVM_RULE = "KERNEL==\"kvm\", GROUP=\"kvm\", MODE=\"0666\", OPTIONS+=\"static_node=kvm\"";
/** Where udev(7) reads rules of the host's own. */
const KVM_RULE_FILE = "/etc/udev/rules.d/99-kvm.rules";
/** What makes udev follow it at once. */
const UDEV_COMMANDS = [[
	"udevadm",
	"control",
	"--reload-rules"
], [
	"udevadm",
	"trigger",
	"--name-match=kvm"
]];
/** The same as one command for people. */
const UDEV_MEND = `as root: echo '${KVM_RULE}' > ${KVM_RULE_FILE} && ${UDEV_COMMANDS.map((words) => words.join(" ")).join(" && ")}`;
const NO_KVM_MEND = "use a host on which KVM works, or run without it (accel: tcg, about ten times slower)";
/** Why there is no KVM device: a container that was not given it, a module that is not loaded, or a processor without virtualisation. */
async function explainAbsent(device, cpuinfo = "/proc/cpuinfo") {
	const flags = /^flags\s*:.*$/m.exec(await readFile(cpuinfo, "utf8").catch(() => ""))?.[0] ?? "";
	const vendor = / vmx\b/.test(flags) ? "kvm_intel" : / svm\b/.test(flags) ? "kvm_amd" : null;
	const contained = await firstExisting([
		"/.dockerenv",
		"/run/.containerenv",
		"/run/systemd/container"
	]);
	const base = {
		state: "absent",
		detail: `${device} does not exist`,
		lasting: false
	};
	if (contained !== null) {
		const mend = `give the container the device (docker run --device ${device}), where the host has it`;
		return {
			...base,
			cause: `there is no ${device} in this container`,
			mend
		};
	}
	if (vendor !== null) return {
		...base,
		cause: `there is no ${device}: the kernel's KVM module is not loaded`,
		mend: `as root: modprobe ${vendor}`
	};
	if (arch() !== "x64") return {
		...base,
		cause: `there is no ${device}: the kernel offers no KVM here`,
		mend: NO_KVM_MEND
	};
	const cause = `there is no ${device}: the processor offers no virtualisation (vmx or svm)`;
	return {
		...base,
		cause,
		mend: `switch it on in the firmware, or nested virtualisation on the outer host; else ${NO_KVM_MEND}`
	};
}
/** KVM runs guests of the host's own architecture only. */
function explainForeign(guest, host) {
	return {
		state: "foreign",
		cause: `KVM runs only guests of the host's own architecture: this host is ${host}, the guest ${guest}`,
		mend: `use a host of ${guest}, or accel: tcg`,
		detail: `host ${host}`,
		lasting: false
	};
}
/** What the canary's end says about KVM. */
async function judgeCanary(outcome, guest, context) {
	if (outcome.exitCode === guest.exitCode && outcome.stdout === guest.marks) return {
		state: "answers",
		cause: "KVM ran a 64-bit guest",
		mend: null,
		detail: `marks ${guest.marks}`,
		lasting: true
	};
	if (outcome.timedOut) return explainHang(outcome.stdout, guest, context.limit);
	const line = lastError$1(outcome.stderr);
	if (/Could not access KVM kernel module: Permission denied/.test(outcome.stderr)) return await explainDenied(context.device, context.identity, line);
	return explainNoStart(outcome, line) ?? explainEnd(outcome, line, guest, context.cpu);
}
function explainHang(seen, guest, limit) {
	let why = `it did not reach paged 64-bit mode within ${limit.toFixed(1)} s`;
	if (seen === "") why = `not one instruction ran within ${limit.toFixed(1)} s`;
	else if (seen.startsWith(guest.pagedMarks)) why = `a calculation of 0.04 s did not end within ${limit.toFixed(1)} s`;
	const found = {
		detail: `marks ${visible(seen)}`,
		lasting: seen !== ""
	};
	return {
		state: "hangs",
		cause: `KVM opens here but runs no guest: ${why}`,
		mend: NO_KVM_MEND,
		...found
	};
}
function explainNoStart(outcome, line) {
	const found = {
		state: "not-started",
		detail: outcome.command,
		lasting: false
	};
	if (/^setpriv: /m.test(outcome.stderr)) return {
		...found,
		cause: `QEMU could not be started: ${line}`,
		mend: "run `vmtest doctor`"
	};
	if (outcome.exitCode !== void 0 || outcome.signal !== void 0) return void 0;
	const cause = `setpriv could not be started (${outcome.errorCode ?? "unknown error"})`;
	return {
		...found,
		cause,
		mend: "install the package util-linux"
	};
}
function explainEnd(outcome, line, guest, cpu) {
	const end = outcome.signal ?? `status ${outcome.exitCode}`;
	if (outcome.stdout === "" && outcome.exitCode !== 0) return {
		state: "refused",
		cause: `QEMU refuses KVM with the CPU model ${cpu}: ${line || `it ended with ${end} and said nothing`}`,
		mend: NO_KVM_MEND,
		detail: `ended with ${end}`,
		lasting: outcome.signal === "SIGABRT"
	};
	const cause = `KVM runs a guest wrongly: its test calculation ended with ${end} and marks ${visible(outcome.stdout)}`;
	const detail = `due: status ${guest.exitCode} and marks ${guest.marks}${line === "" ? "" : `; QEMU: ${line}`}`;
	return {
		state: "wrong",
		cause,
		mend: NO_KVM_MEND,
		detail,
		lasting: outcome.signal === void 0
	};
}
function visible(marks) {
	return marks === "" ? "none" : plainText(shorten(marks, 20));
}
async function explainDenied(device, identity, line) {
	const found = await stat(device).catch(() => void 0);
	const who = identity === null ? "this user" : `user ${identity.uid}:${identity.gid}, as which QEMU runs,`;
	const mode = found === void 0 ? "" : `mode ${(found.mode & 511).toString(8).padStart(4, "0")}, owner ${found.uid}:${found.gid}`;
	const shared = found !== void 0 && (found.mode & 48) === 48 && found.gid !== 0;
	const join = `add the user to the device's group (as root: usermod -aG ${await groupName(found?.gid)} USER) and log in again; or ${UDEV_MEND}`;
	return {
		state: "denied",
		cause: `${who} may not open ${device}${mode === "" ? "" : ` (${mode})`}`,
		mend: shared && identity === null ? join : UDEV_MEND,
		detail: line,
		lasting: identity !== null
	};
}
async function groupName(gid) {
	for (const line of (await readFile("/etc/group", "utf8").catch(() => "")).split("\n")) {
		const [name, , id] = line.split(":");
		if (name !== void 0 && id === String(gid)) return name;
	}
	return String(gid);
}
/** The line that says why: QEMU prints warnings before it, and an assertion after it. */
function lastError$1(stderr) {
	const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !/\bwarning: /.test(line));
	return plainText(shorten(lines.find((line) => /\berror: /.test(line)) ?? lines.at(-1) ?? "", 300));
}
async function firstExisting(paths) {
	for (const path of paths) if (await stat(path).catch(() => void 0) !== void 0) return path;
	return null;
}
// src/checks/collect.ts
const SCRIPTS = {
	fstab: FSTAB_COLLECT,
	swaps: SWAPS_COLLECT,
	packages: PACKAGES_COLLECT,
	storage: STORAGE_COLLECT,
	network: NETWORK_COLLECT,
	grub: GRUB_COLLECT,
	dname: BLOCK_COLLECT,
	"dname-rules": RULES_COLLECT,
	"kernel-package": KERNEL_COLLECT,
	"interfaces-removed": INTERFACES_COLLECT
};
/**
* The scripts that a check needs run in the guest, by `sh` in the folder that is collected. Two scripts of one name are the same script:
* a plan keeps the first.
*/
function collectFor(check) {
	return check.kind === "services" ? servicesCollect(check) : SCRIPTS[check.kind] ?? [];
}
// src/host/canary-guests.ts
const X86_64 = `
000 fa                   | cli                                   ; real mode, at F000:FE00
001 fc                   | cld
002 b052                 | mov al, 'R'                           ; mark: the first instructions ran
004 e6e9                 | out 0xe9, al
006 2e660f011628ff       | data32 lgdt cs:[GDTR]
00d 0f20c0               | mov eax, cr0
010 0c01                 | or al, 1                              ; CR0.PE
012 0f22c0               | mov cr0, eax
015 66ea1dfe0f000800     | ljmpd 0x08, protected
01d b810000000           | protected: mov eax, 0x10              ; protected mode: flat data segments
022 8ed8                 | mov ds, eax
024 8ec0                 | mov es, eax
026 8ed0                 | mov ss, eax
028 bc00700000           | mov esp, 0x7000
02d b050                 | mov al, 'P'                           ; mark: protected mode
02f e6e9                 | out 0xe9, al
031 31c0                 | xor eax, eax
033 bf00100000           | mov edi, 0x1000                       ; page tables in RAM at 0x1000, 0x2000, 0x3000
038 b9000c0000           | mov ecx, 0xc00
03d f3ab                 | rep stosd
03f c7050010000003200000 | mov dword [0x1000], 0x2003            ; PML4[0]: virtual 0
049 c7050018000003200000 | mov dword [0x1800], 0x2003            ; PML4[256]: virtual 0xffff800000000000, the same tables
053 c7050020000003300000 | mov dword [0x2000], 0x3003            ; PDPT[0]
05d c7050030000083000000 | mov dword [0x3000], 0x83              ; PD[0]: the first 2 MiB, as one page
067 c7050830000083000000 | mov dword [0x3008], 0x83              ; PD[1]: the next 2 MiB are the same memory again
071 0f20e0               | mov eax, cr4
074 0c20                 | or al, 0x20                           ; CR4.PAE
076 0f22e0               | mov cr4, eax
079 b800100000           | mov eax, 0x1000
07e 0f22d8               | mov cr3, eax
081 b9800000c0           | mov ecx, 0xc0000080                   ; EFER
086 0f32                 | rdmsr
088 80cc01               | or ah, 1                              ; EFER.LME
08b 0f30                 | wrmsr
08d 0f20c0               | mov eax, cr0
090 0d00000080           | or eax, 0x80000000                    ; CR0.PG
095 0f22c0               | mov cr0, eax
098 ea9ffe0f001800       | ljmp 0x18, long
09f b04c                 | long: mov al, 'L'                     ; mark: long mode, with paging
0a1 e6e9                 | out 0xe9, al
0a3 bc00700000           | mov esp, 0x7000
0a8 48ba2d7f954c2df45158 | movabs rdx, 6364136223846793005       ; x = x * a + 1, 25 million times, in 64 bits
0b2 b940787d01           | mov ecx, 25000000
0b7 31c0                 | xor eax, eax
0b9 480fafc2             | loop: imul rax, rdx
0bd 48ffc0               | inc rax
0c0 ffc9                 | dec ecx
0c2 75f5                 | jnz loop
0c4 48bb008020000080ffff | movabs rbx, 0xffff800000208000        ; written through the far mapping,
0ce 488903               | mov [rbx], rax
0d1 488b042500800000     | mov rax, [0x8000]                     ; read back through the near one
0d9 48c1e839             | shr rax, 57                           ; its upper seven bits: 69
0dd 0f011c252eff0f00     | lidt [IDTR]
0e5 0f0b                 | ud2                                   ; an exception, whose handler goes on behind it
0e7 e6f4                 | out 0xf4, al                          ; isa-debug-exit: QEMU ends with 2 x 42 + 1
0e9 f4                   | halt: hlt
0ea ebfd                 | jmp halt
0ec 83f06f               | handler: xor eax, 0x6f                ; 69 ^ 0x6f = 42
0ef 4883042402           | add qword [rsp], 2                    ; past the ud2
0f4 48cf                 | iretq
0f8 0000000000000000     | .quad 0                               ; GDT: null
100 ffff0000009bcf00     | .quad 0x00cf9b000000ffff              ; 0x08: code, 32 bits
108 ffff00000093cf00     | .quad 0x00cf93000000ffff              ; 0x10: data
110 ffff0000009baf00     | .quad 0x00af9b000000ffff              ; 0x18: code, 64 bits
118 ecfe                 | .word handler                         ; IDT entry 6, invalid opcode: interrupt gate to the handler
11a 1800                 | .word 0x18
11c 008e                 | .word 0x8e00
11e 0f00                 | .word 0x000f
120 0000000000000000     | .quad 0
128 1f00                 | .word 0x1f                            ; GDTR: limit, base
12a f8fe0f00             | .long GDT
12e 6f00                 | .word 0x6f                            ; IDTR: limit, base (only entry 6 is ever used)
130 b8fe0f0000000000     | .quad IDT entry 6 - 0x60
1f0 ea                   | .byte 0xea                            ; the reset vector: jmp F000:FE00
1f1 00fe                 | .word 0xfe00
1f3 00f0                 | .word 0xf000
`;
const AARCH64 = `
000 0020a1d2             | movz x0, #0x0900, lsl #16             ; the serial port (PL011 of the machine virt)
004 410a8052             | mov w1, #'R'                          ; mark: the first instructions ran
008 01000039             | strb w1, [x0]
00c 0204a8d2             | movz x2, #0x4020, lsl #16             ; the page table, 2 MiB into RAM: 512 empty entries of 1 GiB each
010 e30302aa             | mov x3, x2
014 044080d2             | mov x4, #512
018 7f8400f8             | clear: str xzr, [x3], #8
01c 840400f1             | subs x4, x4, #1
020 c1ffff54             | b.ne clear
024 258080d2             | mov x5, #0x401                        ; entry 0: devices, never executed
028 050ce0f2             | movk x5, #0x60, lsl #48
02c 450000f9             | str x5, [x2]
030 0600a8d2             | movz x6, #0x4000, lsl #16             ; entry 1: RAM, cacheable
034 a6e080f2             | movk x6, #0x705
038 460400f9             | str x6, [x2, #8]
03c 460800f9             | str x6, [x2, #16]                     ; entry 2: the same RAM again
040 07e09fd2             | mov x7, #0xff00                       ; attribute 0 device, attribute 1 write-back
044 07a218d5             | msr mair_el1, x7
048 270384d2             | mov x7, #0x2019                       ; 39 bits of address, 4 KiB granule, TTBR0 only
04c 0710a0f2             | movk x7, #0x80, lsl #16
050 472018d5             | msr tcr_el1, x7
054 022018d5             | msr ttbr0_el1, x2
058 9f3f03d5             | dsb sy
05c 1f8708d5             | tlbi vmalle1
060 9f3f03d5             | dsb sy
064 df3f03d5             | isb
068 071038d5             | mrs x7, sctlr_el1
06c a80082d2             | mov x8, #0x1005                       ; MMU, data cache, instruction cache
070 e70008aa             | orr x7, x7, x8
074 071018d5             | msr sctlr_el1, x7
078 df3f03d5             | isb
07c 010a8052             | mov w1, #'P'                          ; mark: paging
080 01000039             | strb w1, [x0]
084 68020058             | ldr x8, 0xd0                          ; x = x * a + 1, 25 million times, in 64 bits
088 8a020018             | ldr w10, 0xd8
08c 090080d2             | mov x9, #0
090 297d089b             | loop: mul x9, x9, x8
094 29050091             | add x9, x9, #1
098 4a050071             | subs w10, w10, #1
09c a1ffff54             | b.ne loop
0a0 0b04b0d2             | movz x11, #0x8020, lsl #16            ; written through the far mapping,
0a4 690108f9             | str x9, [x11, #0x1000]
0a8 490048f9             | ldr x9, [x2, #0x1000]                 ; read back through the near one
0ac 29fd79d3             | lsr x9, x9, #57                       ; its upper seven bits: 69
0b0 ea0d8052             | mov w10, #0x6f
0b4 29010a4a             | eor w9, w9, w10                       ; 69 ^ 0x6f = 42, written as '*'
0b8 09000039             | strb w9, [x0]
0bc 0080b0d2             | movz x0, #0x8400, lsl #16             ; PSCI SYSTEM_OFF: QEMU ends with 0
0c0 00200091             | add x0, x0, #8
0c4 020000d4             | hvc #0
0c8 7f2003d5             | halt: wfi
0cc ffffff17             | b halt
0d0 2d7f954c2df45158     | .quad 6364136223846793005
0d8 40787d0100000000     | .quad 25000000
`;
/** Turns a listing into its bytes; the gaps are zero. Throws where an offset is not behind the line before it: a typing mistake of ours. */
function assemble(listing, size) {
	const image = new Uint8Array(size);
	let end = 0;
	for (const line of listing.trim().split("\n")) {
		const [offset = "", hex = ""] = line.split(/\s+/, 2);
		const at = Number.parseInt(offset, 16);
		if (!(at >= end)) throw new RangeError(`offset ${offset} overlaps the line before it`);
		const bytes = Buffer.from(hex, "hex");
		image.set(bytes, at);
		end = at + bytes.length;
	}
	return image;
}
/** A BIOS image: the listing at the very end of 64 KiB, because an x86 processor starts 16 bytes below 4 GiB. */
function biosImage(listing) {
	const image = /* @__PURE__ */ new Uint8Array(65536);
	image.set(assemble(listing, 512), image.length - 512);
	return image;
}
/** The canary of an architecture. The exit code of isa-debug-exit is twice the byte written plus one. */
function canaryGuest(arch) {
	if (arch === "aarch64") return {
		image: assemble(AARCH64, 224),
		machine: "virt",
		memoryMiB: 64,
		option: "-kernel",
		devices: ["-serial", "chardev:marks"],
		marks: "RP*",
		pagedMarks: "RP",
		exitCode: 0
	};
	return {
		image: biosImage(X86_64),
		machine: "pc",
		memoryMiB: 16,
		option: "-bios",
		devices: [
			"-device",
			"isa-debugcon,iobase=0xe9,chardev=marks",
			"-device",
			"isa-debug-exit,iobase=0xf4,iosize=4"
		],
		marks: "RPL",
		pagedMarks: "RPL",
		exitCode: 85
	};
}
// src/host/canary.ts
/**
* Asks whether KVM runs the guests that we will run: starts a tiny guest (see canary-guests.ts) exactly as a machine is started, with its
* CPU model and its user, and waits for the right end. Opening the device and asking its version proves nothing (measured). Takes about
* 0.1 s where KVM works. QEMU is killed and gone when the answer is there; nothing is thrown for what QEMU or the host does.
*
* The answer is remembered by boot, the device's state, QEMU's bytes, CPU model and user. What a user may mend without our seeing it (no
* permission of our own, a missing program), and a guest that never showed a first sign (QEMU may just have been slow to load) are asked
* again.
*/
async function probeKvm(options) {
	const started = performance.now();
	const answer = (finding, remembered) => ({
		...finding,
		usable: finding.state === "answers",
		seconds: (performance.now() - started) / 1e3,
		remembered
	});
	const device = options.device ?? "/dev/kvm";
	if (machine() !== options.arch) return answer(explainForeign(options.arch, machine()), false);
	const [deviceState, stamp, boot] = await Promise.all([
		deviceStamp(device),
		fileStamp(options.qemu),
		options.bootId ?? readBootId()
	]);
	if (deviceState === void 0) return answer(await explainAbsent(device), false);
	const name = `kvm-${sha256(JSON.stringify([
		options.qemu,
		options.cpu,
		options.arch,
		options.identity ?? null
	])).slice(0, 16)}.json`;
	if (options.refresh !== true) {
		const known = await recallAnswer(options, name, {
			boot,
			device: deviceState,
			stamp
		});
		if (known !== void 0) return answer(known, true);
	}
	const finding = await ask$1(options, device);
	if (stamp !== void 0 && finding.lasting && options.cacheFolder !== null) {
		const digest = await sha256File(options.qemu);
		await remember(options.cacheFolder, name, {
			version: 1,
			boot,
			device: deviceState,
			stamp,
			digest,
			finding
		});
	}
	return answer(finding, false);
}
async function recallAnswer(options, name, now) {
	const memory = await recall$1(options.cacheFolder, name);
	if (memory?.version !== 1 || memory.boot !== now.boot || memory.device !== now.device || typeof memory.finding?.state !== "string") return void 0;
	if (memory.stamp === now.stamp) return memory.finding;
	if (now.stamp === void 0 || memory.digest !== await sha256File(options.qemu)) return void 0;
	await remember(options.cacheFolder, name, {
		...memory,
		stamp: now.stamp
	});
	return memory.finding;
}
async function ask$1(options, device) {
	const identity = options.identity ?? null;
	const guest = canaryGuest(options.arch);
	const limit = options.timeoutSeconds ?? 1.7;
	const folder = await reachableFolder(identity);
	try {
		const image = join(folder, "canary.bin");
		await writeFile(image, guest.image, { mode: 420 });
		return await judgeCanary(await runCanary(options, guest, image, limit), guest, {
			device,
			cpu: options.cpu,
			identity,
			limit
		});
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
async function runCanary(options, guest, image, limit) {
	const [command, ...prefix] = privilegePrefix(options.identity ?? null);
	const args = canaryArgs(guest, image, options.cpu, options.accel ?? "kvm");
	return await run(command, [
		...prefix,
		options.qemu,
		...args
	], {
		env: TOOL_ENV,
		cwd: "/",
		timeout: limit,
		grace: 0,
		maxBuffer: 65536
	});
}
/** QEMU's arguments for the canary. The sandbox is the one of every machine, so that what it forbids is seen here too. */
function canaryArgs(guest, image, cpu, accel) {
	return [
		...[
			"-nodefaults",
			"-no-user-config",
			"-display",
			"none",
			"-no-reboot"
		],
		...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
		...[
			"-machine",
			guest.machine,
			"-accel",
			accel,
			"-cpu",
			cpu,
			"-m",
			String(guest.memoryMiB)
		],
		...[
			"-chardev",
			"stdio,id=marks,signal=off",
			...guest.devices,
			guest.option,
			image
		]
	];
}
/** A new private folder from which QEMU's user can read: TMPDIR may lie where only we can look. */
async function reachableFolder(identity) {
	const places = [
		tmpdir(),
		"/tmp",
		"/var/tmp"
	];
	for (const place of places) {
		if (identity !== null && await canReach(place, identity, "read").catch(() => null) !== null) continue;
		const folder = await mkdtemp(join(place, "vmtest-canary-")).catch(() => void 0);
		if (folder === void 0) continue;
		await chmod(folder, 493);
		return folder;
	}
	return await mkdtemp(join(tmpdir(), "vmtest-canary-"));
}
/** What tells a device from itself after a change of owner, mode or module; undefined where it is not there. */
async function deviceStamp(path) {
	const found = await stat(path).catch(() => void 0);
	return found === void 0 ? void 0 : `${found.mode}:${found.uid}:${found.gid}:${found.rdev}:${found.ino}:${found.ctimeMs}`;
}
/** The kernel's random identity of this boot. Empty where the kernel does not say. */
async function readBootId() {
	return (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "")).trim();
}
// src/images/files/source.ts
/** One problem for each file of the source that is not there, cannot be read, or is no file. */
async function filesProblems(image, source) {
	return (await Promise.all(Object.entries(source.files).map(async ([role, path]) => {
		const wrong = await whyUnreadable(path);
		if (wrong === void 0) return role === "disk" ? await diskProblem(image, path) : void 0;
		return {
			code: "VMTEST_IMAGE_UNAVAILABLE",
			severity: "error",
			message: `The ${role} of the image ${image.name}, ${path}, ${wrong}`,
			hint: "put the file there, or correct the path: it is relative to the suite file",
			place: image.place
		};
	}))).filter((problem) => problem !== void 0);
}
/** A disk is used as it is: nothing unpacks it, and what it refers to may not be there where the machine runs. */
async function diskProblem(image, path) {
	const compression = await compressionOfFile(path);
	const wrong = compression === null ? await diskHeaderProblem(path) : `is compressed by ${compression}`;
	if (wrong === void 0) return void 0;
	return {
		code: "VMTEST_PLAN_INVALID",
		severity: "error",
		message: `The disk of the image ${image.name}, ${path}, ${wrong}`,
		hint: compression === null ? "make it whole in itself: qemu-img convert -O qcow2 IMAGE WHOLE.qcow2" : "unpack it; only `url` images are unpacked by vmtest",
		place: image.place
	};
}
async function whyUnreadable(path) {
	try {
		const info = await stat(path);
		if (!info.isFile()) return "is not a file";
		if (info.size === 0) return "is empty";
		await access(path, constants$1.R_OK);
		return;
	} catch (error) {
		if (isErrno(error, "EACCES")) return "cannot be read: permission denied";
		return isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR") ? "is not there" : `cannot be read: ${error.message}`;
	}
}
/**
* The files where they are, with their digests; kernel and initrd out of the ISO where they come from there. Errors:
* `VMTEST_IMAGE_UNAVAILABLE`, all that is missing in one; `VMTEST_PLAN_INVALID` for a disk that cannot be used as it is; those of `bootFromIso`.
*/
async function resolveFiles(image, source, options) {
	const problems = await filesProblems(image, source);
	const first = problems[0];
	if (first !== void 0) throw new VmtestError(first.code, problems.map((problem) => problem.message).join("\n"), {
		problems,
		...first.hint === void 0 ? {} : { hint: first.hint }
	});
	const began = performance.now();
	const folder = join(options.store, "digests");
	if (options.readOnly !== true) await makeStore(folder);
	const files = { ...source.files };
	const digests = {};
	for (const [role, path] of Object.entries(source.files)) digests[role] = await digestOf(path, folder, options);
	const { iso } = source.files;
	const boot = isoRoles(source).filter((role) => options.roles?.includes(role) ?? true);
	let made = 0;
	if (iso !== void 0 && boot.length > 0) {
		const { bootFromIso } = await import("./extract-boot.js");
		for (const [role, file] of Object.entries(await bootFromIso({
			path: iso,
			digest: digests.iso
		}, source.fromIso, boot, options))) {
			files[role] = file.path;
			digests[role] = file.sha256;
		}
		made = (performance.now() - began) / 1e3;
	}
	const held = boot.flatMap((role) => files[role] ?? []);
	const hold = await holdFiles(held, options);
	const release = async () => hold?.release();
	return {
		name: image.name,
		files,
		digests,
		published: {},
		version: null,
		builtSeconds: made >= .5 ? made : 0,
		release
	};
}
/** A file's sha256, remembered for as long as path, inode, size and both times stay: an ISO takes seconds to read. */
async function digestOf(path, folder, { readOnly }) {
	const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
	const memory = join(folder, sha256([
		path,
		dev,
		ino,
		size,
		mtimeNs,
		ctimeNs
	].join(" ")).slice(0, 32));
	const known = await readFile(memory, "utf8").catch(() => "");
	if (/^[0-9a-f]{64}\n$/.test(known)) return known.trim();
	const digest = await sha256File(path);
	if (readOnly !== true) await writeWhole(memory, `${digest}\n`);
	return digest;
}
/** Debian's name of an architecture. */
const DEBIAN_ARCH = {
	x86_64: "amd64",
	aarch64: "arm64",
	ppc64: "ppc64el"
};
/** Put into every image before its packages are configured; a recipe's own file of the same path wins. */
const OUR_FILES = { "/etc/initramfs-tools/conf.d/vmtest": "COMPRESS=zstd\nCOMPRESSLEVEL=1\n" };
/** All files that go in: ours and the recipe's, by absolute path, sorted. */
function filesOf$1(source) {
	const files = new Map(Object.entries(OUR_FILES));
	for (const [path, text] of Object.entries(source.files)) files.set(`/${path.replace(/^\/+/, "")}`, text);
	return [...files].sort(([a], [b]) => a < b ? -1 : 1);
}
/** Whether the recipe asks for a kernel: Debian's are called `linux-image-…`, Ubuntu's also `linux-generic`, `linux-virtual`, `linux-kvm`. */
function hasKernel(source) {
	return source.include.some((name) => /^linux-(?:image|generic|virtual|kvm|lowlatency|aws|azure|gcp)/.test(name));
}
/** The roles that the image will have. */
function rolesOf$1(source) {
	return hasKernel(source) ? [
		"kernel",
		"initrd",
		"root",
		"root-tar"
	] : ["root", "root-tar"];
}
/** The recipe as one line of JSON: the same for recipes that differ in the order of packages or keys only. */
function canonicalRecipe(source) {
	return JSON.stringify({
		builder: 1,
		suite: source.suite,
		arch: source.arch,
		variant: source.variant,
		include: [...new Set(source.include)].sort(),
		components: source.components,
		mirrors: source.mirrors,
		files: filesOf$1(source),
		customize: source.customize,
		root: source.root
	});
}
/** sha256 of the canonical recipe, in hex. */
function recipeKey(source) {
	return sha256(canonicalRecipe(source));
}
/** The name of an image version: `SUITE-KEY`, 16 hex digits over the recipe and the package index. */
function versionName(source, indexDigest) {
	return `${source.suite.replace(/[^A-Za-z0-9._-]/g, "_")}-${sha256(`${recipeKey(source)} ${indexDigest}`).slice(0, 16)}`;
}
// src/images/mmdebstrap/args.ts
/** The script that `customize` becomes in the system, for the time of the build. */
const CUSTOMIZE_PATH = "/.vmtest-customize";
const DPKG_OPTIONS = [
	"path-exclude=/usr/share/man/*",
	"path-exclude=/usr/share/locale/*",
	"path-include=/usr/share/locale/locale.alias",
	"path-exclude=/usr/share/doc/*",
	"path-include=/usr/share/doc/*/copyright",
	"force-confold",
	"force-unsafe-io"
];
/** The arguments that say where packages come from: suite, architecture, components, mirrors. `target` as mmdebstrap takes it. */
function sourceArgs(source, target) {
	return [
		`--variant=${source.variant}`,
		`--architectures=${DEBIAN_ARCH[source.arch]}`,
		...source.components.length === 0 ? [] : [`--components=${source.components.join(",")}`],
		"--",
		source.suite,
		target,
		...source.mirrors
	];
}
/**
* mmdebstrap's arguments for a build that writes its tar to stdout. `filesTar` and `customizeTar` are paths of plain characters,
* for they stand in hooks, which mmdebstrap splits as a shell would; no text of a suite's does.
*/
function buildArgs(source, options) {
	const customize = options.customizeTar === null ? [] : [
		`--customize-hook=tar-in ${options.customizeTar} /`,
		`--customize-hook=chroot "$1" sh ${CUSTOMIZE_PATH}`,
		`--customize-hook=rm "$1${CUSTOMIZE_PATH}"`
	];
	return [
		"--verbose",
		`--mode=${options.mode}`,
		"--format=tar",
		...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
		...source.include.length === 0 ? [] : [`--include=${source.include.join(",")}`],
		`--essential-hook=tar-in ${options.filesTar} /`,
		...customize,
		...sourceArgs(source, "-")
	];
}
// src/images/mmdebstrap/build-mode.ts
/**
* How mmdebstrap can build here: as root; as a user with a range of subordinate ids in a user namespace;
* else with fakechroot and fakeroot. Error: `VMTEST_IMAGE_UNAVAILABLE` where none of them is there, with what to install.
*/
async function chooseMode(env, user) {
	if (user.uid === 0) return "root";
	if (await canUnshare(env, user)) return "unshare";
	if ((await missingTools(["fakechroot", "fakeroot"], env)).length === 0) return "fakechroot";
	throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `An image cannot be built as the user ${user.name}: neither user namespaces nor fakechroot are usable`, { hint: `install the packages fakechroot and fakeroot; or uidmap, and give ${user.name} a range in /etc/subuid and /etc/subgid` });
}
async function canUnshare(env, user) {
	if (await findTool("newuidmap", env) === void 0) return false;
	if (!(await Promise.all(["/etc/subuid", "/etc/subgid"].map((file) => readFile(file, "utf8").catch(() => "")))).every((text) => hasRange(text, user))) return false;
	return (await run("unshare", [
		"--user",
		"--map-root-user",
		"true"
	], {
		env,
		timeout: 10
	})).exitCode === 0;
}
/** Whether a file in the format of subuid(5), `OWNER:FIRST:COUNT`, gives the user the 65,536 ids that Debian's users need. */
function hasRange(text, user) {
	return text.split("\n").some((line) => {
		const [owner, , count] = line.split(":");
		return (owner === user.name || owner === String(user.uid)) && Number(count) >= 65536;
	});
}
// src/images/mmdebstrap/recipe-tar.ts
/**
* A tar of text files owned by root, for mmdebstrap's `tar-in`: executable where the text begins with `#!`.
* It has no entries for folders, so that those that are there keep their modes; tar makes the ones that are missing.
*/
async function recipeTar(files) {
	const tar = (0, import_tar_stream.pack)();
	for (const [path, text] of files) tar.entry({
		name: path.replace(/^\/+/, ""),
		mode: text.startsWith("#!") ? 493 : 420,
		uid: 0,
		gid: 0
	}, text);
	tar.finalize();
	const chunks = [];
	for await (const chunk of tar) chunks.push(chunk);
	return Buffer.concat(chunks);
}
// src/images/mmdebstrap/supervise.ts
/**
* Descriptor 3 is a socket to us: the program's stderr goes there, and when its other end is gone (we ended, however that was)
* the whole process group is killed. A parent-death signal would reach mmdebstrap alone, not what it started.
*/
const SUPERVISOR = `
exec 2>&3
"$@" 3>&- &
program=$!
{ read -r _ <&3; kill -KILL 0; } &
watcher=$!
wait "$program"; status=$?
exec 2>/dev/null
kill -KILL "$watcher"; wait "$watcher"
exit "$status"
`;
/**
* Runs a long program in a process group of its own that does not outlive us, its stdout into an open file,
* each line of its stderr to `onLine`. On `signal` the group is killed; when this returns, all of it is gone.
*/
async function supervise(command, args, options) {
	const stopped = () => options.signal?.aborted ?? false;
	if (stopped()) return {
		status: void 0,
		cancelled: true
	};
	const child = start("sh", [
		"-c",
		SUPERVISOR,
		"supervisor",
		command,
		...args
	], {
		env: options.env,
		log: options.stdout.fd,
		sockets: 1,
		...options.cwd === void 0 ? {} : { cwd: options.cwd }
	});
	const socket = child.sockets[0];
	const lines = socket === void 0 ? void 0 : createInterface({ input: socket });
	lines?.on("line", options.onLine);
	const read = lines === void 0 ? void 0 : new Promise((resolve) => lines.once("close", resolve));
	const onAbort = () => killGroup(child.pid, "SIGKILL");
	options.signal?.addEventListener("abort", onAbort, { once: true });
	const end = await child.exit;
	options.signal?.removeEventListener("abort", onAbort);
	killGroup(child.pid, "SIGKILL");
	await groupGone(child.pid);
	socket?.end();
	await read;
	return {
		status: end.exitCode,
		cancelled: stopped()
	};
}
/** Waits until no process of a killed group runs, for at most 5 s: the kernel tells nobody but a parent of an exit. */
async function groupGone(pid) {
	for (let tries = 0; pid !== void 0 && tries < 250 && await groupRuns(pid); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
}
/** Whether a process of the group is anything but a zombie, which the host's init may leave lying for seconds. */
async function groupRuns(group) {
	const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
	return (await Promise.all(names.map((name) => readFile(`/proc/${name}/stat`, "utf8").catch(() => "")))).some((stat) => {
		const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return Number(pgrp) === group && state !== "Z" && state !== "X";
	});
}
// src/images/mmdebstrap/build.ts
/** The programs that building needs, whoever builds. */
function toolsOf(source) {
	return [
		"mmdebstrap",
		"tar",
		source.root === "squashfs" ? "sqfstar" : "mke2fs"
	];
}
/**
* Builds an image version in a private folder of the store: mmdebstrap's tar, then kernel, initrd and root file system out of it.
* The version's lock must be held. mmdebstrap's words go to `log`. On any failure nothing but the log is left.
*/
async function buildImage(source, where, options) {
	const missing = await missingTools(toolsOf(source), options.env);
	if (missing.length > 0) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `The image ${where.name} cannot be built: ${missing.join(", ")} not installed`, { hint: installHint(missing) });
	const began = performance$1.now();
	const scratch = await mkdtemp(join(options.scratch ?? "/var/tmp", SCRATCH_PREFIX));
	const building = await beginBuild(where.folder, where.version, scratch);
	try {
		await chmod(scratch, 493);
		const mode = await chooseMode(options.env, await currentUser(scratch));
		options.emit(`${where.name}: mmdebstrap builds ${source.suite} (mode ${mode}, log ${where.log})`);
		await bootstrap(source, {
			...where,
			building,
			scratch,
			mode
		}, options);
		await removeScratch(scratch, options.env);
		const files = await pack$1(source, {
			building,
			mode,
			name: where.name
		}, options);
		const version = (await run("mmdebstrap", ["--version"], { env: options.env })).stdout.trim();
		return {
			path: building,
			files,
			seconds: (performance$1.now() - began) / 1e3,
			tools: {
				mmdebstrap: version,
				mode
			}
		};
	} catch (error) {
		await removeBuild(building, options.env);
		throw error;
	}
}
/** Whose files we make; a user without an entry in the password file is known by the number. */
async function currentUser(ours) {
	const { uid } = await stat(ours);
	try {
		return {
			uid,
			name: userInfo().username
		};
	} catch {
		return {
			uid,
			name: String(uid)
		};
	}
}
async function bootstrap(source, where, options) {
	const filesTar = join(where.scratch, "files.tar");
	const customizeTar = source.customize === null ? null : join(where.scratch, "customize.tar");
	await writeFile(filesTar, await recipeTar(filesOf$1(source)));
	if (customizeTar !== null) await writeFile(customizeTar, await recipeTar([[CUSTOMIZE_PATH, source.customize ?? ""]]));
	const args = buildArgs(source, {
		mode: where.mode,
		filesTar,
		customizeTar
	});
	const [command, ...rest] = [
		...where.mode === "root" ? [
			"unshare",
			"--mount",
			"--pid",
			"--fork",
			"--kill-child",
			"--mount-proc",
			"--"
		] : [],
		"mmdebstrap",
		...args
	];
	await using log = await open(where.log, "w");
	await using tar = await open(join(where.building, TAR_FILE), "w");
	const lines = [];
	const began = performance$1.now();
	const ending = await supervise(command, rest, {
		env: {
			...options.env,
			...options.proxy,
			TMPDIR: where.scratch,
			HOME: where.scratch
		},
		cwd: where.scratch,
		stdout: tar,
		signal: options.signal,
		onLine: (line) => {
			lines.push(line);
			if (lines.length > 400) lines.shift();
			if (/^I: (?:running apt-get update|downloading|extracting|installing|creating)/.test(line)) options.emit(`${where.name}: ${formatDuration((performance$1.now() - began) / 1e3)}: ${line.slice(3)}`);
			log.appendFile(`${line}\n`).catch(() => void 0);
		}
	});
	if (ending.cancelled) throw new VmtestError("VMTEST_CANCELLED", `Building the image ${where.name} was cancelled`);
	if (ending.status !== 0) throw failure(where, ending.status, lines);
	options.emit(`${where.name}: mmdebstrap done in ${formatDuration((performance$1.now() - began) / 1e3)}`);
}
function failure(where, status, lines) {
	const words = decisiveLines(lines);
	const code = words.some((line) => line.includes("No space left on device")) ? "VMTEST_DISK_FULL" : "VMTEST_IMAGE_UNAVAILABLE";
	return new VmtestError(code, `mmdebstrap could not build the image ${where.name} (${status ?? "killed"}):\n${words.join("\n")}`, { hint: `the whole log is ${where.log}` });
}
/** The last lines that say why mmdebstrap, apt or dpkg failed; where none does, the last lines. */
function decisiveLines(lines) {
	const said = lines.filter((line) => /^(?:E: |Err:|dpkg: error| *subprocess .* returned error|.*: [Ee]rror: |.*No space left on device)/.test(line));
	return (said.length > 0 ? said : lines).slice(-6);
}
async function pack$1(source, where, options) {
	const packing = {
		env: options.env,
		signal: options.signal,
		privileged: where.mode === "root"
	};
	const began = performance$1.now();
	const told = (what) => options.emit(`${where.name}: ${what} packed after ${formatDuration((performance$1.now() - began) / 1e3)}`);
	const [kernel] = await Promise.all([extractKernel(where.building, packing).then((found) => {
		told("kernel and initrd");
		return found;
	}), packRoot(where.building, source.root, packing).then(() => told(rootFile(source.root)))]);
	if (!kernel && hasKernel(source)) throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `The image ${where.name} has no kernel with an initrd in /boot`, { hint: `its packages are ${source.include.join(", ")}: one of them must bring a kernel for ${source.arch}, with initramfs-tools` });
	return {
		...kernel ? {
			kernel: KERNEL_FILE,
			initrd: INITRD_FILE
		} : {},
		root: rootFile(source.root),
		"root-tar": TAR_FILE
	};
}
// src/images/mmdebstrap/cached.ts
/** A built version as an entry of the cache: by recipe and package index. */
function cacheEntry(source, { version, path, indexDigest }, files) {
	return {
		key: vaultKey("mmdebstrap", version, recipeKey(source), indexDigest),
		label: `${source.suite} of mmdebstrap, ${version}`,
		folder: path,
		files: [...files, MANIFEST_FILE]
	};
}
/**
* Takes a build out of the cache; null where it is not there whole. No two builds are alike, so that nobody knows the digests beforehand: those
* of the cached manifest must hold, and recipe and index be ours; who may write to the cache could have built it otherwise. Its lock must be
* held. Errors: VMTEST_CANCELLED, and those of the disk.
*/
async function fromCache(source, place, options) {
	if (options.vault === void 0) return null;
	const files = filesByRole(source);
	const entry = cacheEntry(source, place, Object.values(files));
	const building = await beginBuild(place.folder, place.version, null);
	try {
		const wanted = entry.files.map((name) => ({
			name,
			size: null,
			sha256: null
		}));
		if (!await fromVault(options, {
			...entry,
			files: wanted
		}, building, join(building, "vault"))) return null;
		const cached = await readCached(building, source, place.indexDigest);
		const verified = cached === null ? null : await verify(building, files, cached);
		if (cached === null || verified === null) {
			options.emit(`the cache’s copy of ${entry.label} is not taken: it is not what its manifest says`);
			return null;
		}
		await run("fallocate", ["--dig-holes", join(building, rootFile(source.root))], { env: options.env });
		const about = {
			recipeKey: recipeKey(source),
			indexDigest: place.indexDigest,
			recipe: JSON.parse(canonicalRecipe(source))
		};
		await removeTree(place.path, { env: options.env });
		const made = await commitBuild(building, place.path, files, {
			...about,
			builtAt: cached.builtAt,
			builtSeconds: 0,
			tools: {}
		}, verified);
		options.emit(`${entry.label} is from the cache`);
		return made;
	} finally {
		await removeTree(building, { env: options.env });
	}
}
/** As `buildImage` names them. */
function filesByRole(source) {
	return {
		...hasKernel(source) ? {
			kernel: KERNEL_FILE,
			initrd: INITRD_FILE
		} : {},
		root: rootFile(source.root),
		"root-tar": TAR_FILE
	};
}
async function readCached(building, source, indexDigest) {
	try {
		const manifest = JSON.parse(await readFile(join(building, MANIFEST_FILE), "utf8"));
		return manifest.version === 1 && manifest.recipeKey === recipeKey(source) && manifest.indexDigest === indexDigest && Number.isSafeInteger(manifest.builtAt) && typeof manifest.files === "object" ? manifest : null;
	} catch {
		return null;
	}
}
/** The digests by name where all of them are those of the manifest; null else. */
async function verify(building, files, { files: said }) {
	const digests = {};
	for (const [role, name] of Object.entries(files)) {
		const digest = await sha256File(join(building, name));
		if (said?.[role]?.file !== name || said[role].sha256 !== digest) return null;
		digests[name] = digest;
	}
	return digests;
}
// src/images/mmdebstrap/package-index.ts
const APT_HELPER = "/usr/lib/apt/apt-helper";
/** Run by mmdebstrap once the sources are written and before anything is fetched; it ends mmdebstrap there. */
const PRINT_URIS = "APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get update --print-uris; exit 1";
const DEFAULT_AGE = 3600;
/** The URLs of the `InRelease` files in the output of `apt-get update --print-uris`, sorted. */
function inReleaseUrls(output) {
	return [...output.matchAll(/^'([^']+\/InRelease)' /gm)].map((match) => match[1]).sort();
}
/**
* The digest of all `InRelease` files that a recipe's packages come from: it changes when the archive does. mmdebstrap itself
* says which they are, apt's own helper fetches them (a few 100 KB). An answer is remembered in `folder` for `indexSeconds`.
*/
async function packageIndex(source, folder, options) {
	const memory = join(folder, `.index-${recipeKey(source).slice(0, 16)}.json`);
	const now = Date.now() / 1e3;
	const known = await recall(memory);
	if (known !== void 0 && known.at <= now && now - known.at < (options.indexSeconds ?? DEFAULT_AGE)) return { digest: known.digest };
	const answer = await ask(source, folder, options);
	if ("digest" in answer) await writeWhole(memory, `${JSON.stringify({
		at: Math.floor(now),
		digest: answer.digest
	})}\n`);
	return answer;
}
async function recall(file) {
	try {
		const value = JSON.parse(await readFile(file, "utf8"));
		return typeof value.at === "number" && typeof value.digest === "string" ? {
			at: value.at,
			digest: value.digest
		} : void 0;
	} catch (error) {
		if (isErrno(error, "ENOENT") || error instanceof SyntaxError) return void 0;
		throw error;
	}
}
async function ask(source, folder, options) {
	const common = {
		env: {
			...options.env,
			...options.proxy
		},
		timeout: 60,
		...options.signal === void 0 ? {} : { signal: options.signal }
	};
	const sources = await run("mmdebstrap", [
		"--mode=chrootless",
		`--setup-hook=${PRINT_URIS}`,
		...sourceArgs(source, "/dev/null")
	], common);
	const urls = inReleaseUrls(sources.stderr);
	if (urls.length === 0) return { unreachable: lastError(sources.stderr) ?? `mmdebstrap could not be run (${sources.errorCode ?? "no output"})` };
	const aside = await mkdtemp(join(folder, ".index-"));
	try {
		const files = urls.map((_, number) => join(aside, String(number)));
		const fetched = await run(APT_HELPER, [
			...APT_OPTIONS,
			"download-file",
			...urls.flatMap((url, number) => [
				url,
				files[number],
				""
			])
		], common);
		if (fetched.exitCode !== 0) return { unreachable: lastError(fetched.stderr) ?? `${APT_HELPER} could not be run` };
		const texts = await Promise.all(files.map((file) => readFile(file)));
		return { digest: sha256(texts.map((text, number) => `${urls[number]} ${sha256(text)}\n`).join("")) };
	} finally {
		await rm(aside, {
			recursive: true,
			force: true
		});
	}
}
const APT_OPTIONS = [
	"APT::Sandbox::User=root",
	"Acquire::Retries=1",
	"Acquire::http::Timeout=10",
	"Acquire::https::Timeout=10"
].flatMap((option) => ["-o", option]);
/** The last `E:` line that says something of its own; where there is none, the last line. */
function lastError(text) {
	const lines = text.trim().split("\n");
	return (lines.filter((line) => line.startsWith("E: ") && line !== "E: mmdebstrap failed to run").at(-1) ?? lines.at(-1))?.trim() || void 0;
}
// src/images/mmdebstrap/resolve.ts
/** A build may be pruned between the moment in which it is found and that in which it is held. */
const ATTEMPTS = 5;
/** The store's folder of images that mmdebstrap made. */
function mmdebstrapFolder(store) {
	return join(store, "mmdebstrap");
}
/** Brings an image of mmdebstrap from the store, built where it is not there. Two that want the same build it once. */
async function resolveMmdebstrap(image, source, options) {
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		const resolvedImage = await tryResolve(image, source, options);
		if (resolvedImage !== void 0) return resolvedImage;
	}
	throw new VmtestError("VMTEST_IMAGE_STORE_BUSY", `The image ${image.name} was pruned ${ATTEMPTS} times as soon as it was there`, { hint: "somebody prunes the image store without end" });
}
async function tryResolve(image, source, options) {
	const folder = mmdebstrapFolder(options.store);
	if (options.readOnly === true) return await newestThere(image, source, folder, options);
	await makeStore(folder);
	const index = await packageIndex(source, folder, options);
	if ("unreachable" in index) return withoutIndex(image, source, folder, index.unreachable, options);
	const version = versionName(source, index.digest);
	const path = join(folder, version);
	const there = await readManifest(path);
	if (there !== void 0) return resolved(image.name, {
		path,
		manifest: there
	}, 0, options);
	const lock = await takeLock(lockFile(folder, version), {
		env: options.env,
		wait: true,
		signal: options.signal
	});
	try {
		const since = await readManifest(path);
		if (since !== void 0) return await resolved(image.name, {
			path,
			manifest: since
		}, 0, options);
		for (const left of await removeLeftovers(folder, version, options.env)) options.emit(`${image.name}: removed ${left}, which a killed build left`);
		const cached = await fromCache(source, {
			folder,
			version,
			path,
			indexDigest: index.digest
		}, options);
		if (cached !== null) return await resolved(image.name, {
			path,
			manifest: cached
		}, 0, options);
		const manifest = await build(image.name, source, {
			folder,
			version,
			path,
			indexDigest: index.digest
		}, options);
		return await resolved(image.name, {
			path,
			manifest
		}, manifest.builtSeconds, options);
	} finally {
		await lock?.release();
	}
}
/** Of a store that is only read: the newest image of the recipe, without asking for the package index. */
async function newestThere(image, source, folder, options) {
	const newest = await newestOf(folder, recipeKey(source));
	if (newest === void 0) throw onlyRead(options.store, `The image ${image.name}`);
	return await resolved(image.name, newest, 0, options);
}
async function build(name, source, where, options) {
	const log = join(where.folder, `${where.version}.log`);
	const built = await buildImage(source, {
		folder: where.folder,
		version: where.version,
		log,
		name
	}, options);
	try {
		await rm(where.path, {
			recursive: true,
			force: true
		});
		const manifest = await commitBuild(built.path, where.path, built.files, {
			recipeKey: recipeKey(source),
			indexDigest: where.indexDigest,
			recipe: JSON.parse(canonicalRecipe(source)),
			builtAt: Math.floor(Date.now() / 1e3),
			builtSeconds: Math.round(built.seconds * 1e3) / 1e3,
			tools: built.tools
		});
		await options.vault?.save(cacheEntry(source, where, Object.values(built.files)));
		options.emit(`${name}: ${where.version} built in ${formatDuration(built.seconds)}`);
		return manifest;
	} catch (error) {
		await removeBuild(built.path, options.env);
		throw error;
	}
}
async function withoutIndex(image, source, folder, why, options) {
	if (options.signal?.aborted === true) throw new VmtestError("VMTEST_CANCELLED", `Resolving the image ${image.name} was cancelled`);
	const newest = await newestOf(folder, recipeKey(source));
	if (newest !== void 0) {
		options.emit(`${image.name}: the package index cannot be read (${why}); taking the image of ${(/* @__PURE__ */ new Date(newest.manifest.builtAt * 1e3)).toISOString()}`);
		return resolved(image.name, newest, 0, options);
	}
	throw new VmtestError("VMTEST_IMAGE_UNAVAILABLE", `The package index of ${source.suite} for the image ${image.name} cannot be read: ${why}`, { hint: "install mmdebstrap and apt, and look at the network, the proxy and the recipe’s suite and mirrors; there is no built image of this recipe to fall back on" });
}
/** The image, held by its manifest: who prunes takes each file of a version. Undefined where it was pruned meanwhile. */
async function resolved(image, found, builtSeconds, options) {
	const { path, manifest } = found;
	const hold = await holdFiles([join(path, MANIFEST_FILE)], options);
	if (hold === null) return void 0;
	const files = {};
	const digests = {};
	for (const [role, file] of Object.entries(manifest.files)) {
		files[role] = join(path, file.file);
		digests[role] = file.sha256;
	}
	warnIfMoved(image, manifest, options);
	return {
		name: image,
		files,
		digests,
		published: {},
		version: basename(path),
		builtSeconds,
		release: hold.release
	};
}
/** An archive that moved since the lock file was written cannot be brought back: it is told. */
function warnIfMoved(image, { recipeKey: recipe, indexDigest }, { locked, warn, emit }) {
	if (locked?.kind !== "mmdebstrap" || locked.recipe === recipe && locked.index === indexDigest) return;
	const what = locked.recipe === recipe ? `the archive has moved since the lock file was written: package index ${locked.index.slice(0, 12)} → ${indexDigest.slice(0, 12)}` : "its recipe has changed since the lock file was written";
	(warn ?? ((message) => emit(message)))(`image ${image}: ${what}`, "run `vmtest images lock`; to stay with an archive, name a snapshot under `mirrors`");
}
// src/images/simplestreams/catalogue.ts
/** What MAAS publishes of each system: CentOS has no kernel of its own there. */
const UBUNTU = [
	"boot-kernel",
	"boot-initrd",
	"squashfs"
];
const CENTOS$1 = ["root-tgz"];
const DISK = "root-image.xz";
/**
* Which roles an image of a stream has, without asking the stream: those that the store's version has, and, where the rest can still be
* fetched, those that streams of the kind have. Problems: what must not be fetched and is not there; programs that it takes.
*/
async function streamEntry(image, source, options) {
	const { store, published } = options;
	const wanted = wantedOf(image, source, { locked: options.locked });
	const offline = published.sync === false;
	const stored = await pickStored(store, addressOf$2(source, published).url, wanted, offline);
	const there = [...stored?.files.keys() ?? []];
	const onlyDisk = there.length > 0 && there.every((ftype) => ftype === DISK);
	const ftypes = /* @__PURE__ */ new Set([...offline || onlyDisk ? [] : usualFtypes(source), ...there]);
	const roles = rolesOf$2(ftypes, source.root);
	if (offline && stored === void 0) return {
		roles: rolesOf$2(usualFtypes(source), source.root),
		problems: [absent(image, wanted, store)]
	};
	const tools = await missingTools(["flock", ...await neededTools(ftypes, source, stored, options)], options.env);
	return {
		roles,
		problems: [...tools.length === 0 ? [] : [problemOf(image, `The image ${image.name} cannot be prepared: ${tools.join(", ")} not installed`, installHint(tools))], ...stored === void 0 ? await keyringProblems(image, source) : []]
	};
}
/** The suite's own keyring must be there where the stream will be asked. */
async function keyringProblems(image, { verify, keyring }) {
	if (verify === "none" || keyring === null) return [];
	if (await access(keyring, constants$1.R_OK).then(() => true, () => false)) return [];
	return [{
		...problemOf(image, `The keyring of the image ${image.name}, ${keyring}, cannot be read`, "put the publisher’s public keys there, or correct the path: it is relative to the suite file"),
		code: "VMTEST_KEYRING_INVALID"
	}];
}
function usualFtypes(source) {
	const { os, release } = source.fields;
	const byFilter = source.filters.flatMap((text) => /^\s*ftype\s*=\s*(\S+)\s*$/.exec(text)?.[1] ?? []);
	if (byFilter.length > 0) return new Set(byFilter);
	const centos = os === "centos" || /^centos/.test(release ?? "") || source.filters.some((text) => /^\s*os\s*=\s*centos\s*$/.test(text));
	return new Set(centos ? CENTOS$1 : UBUNTU);
}
/** The programs of what will be made of published files, less what the store has made already. */
async function neededTools(ftypes, source, stored, { store, tar }) {
	const ways = ["root", ...tar ? ["root-tar"] : []].flatMap((role) => wayTo(role, source.root, ftypes) ?? []);
	const tools = await Promise.all(ways.map(async (way) => await isMade(store, way, stored) ? [] : toolsOf$1(way)));
	return [...new Set(tools.flat())];
}
async function isMade(store, way, stored) {
	const digest = stored?.files.get(way.ftype)?.sha256;
	if (way.make === null || digest === void 0 || digest === null || !/^[0-9a-f]{64}$/i.test(digest)) return false;
	return await versionOf(derivedFolder(store), `${digest.toLowerCase()}-${way.make}`) !== void 0;
}
function absent(image, wanted, store) {
	const asked = wanted.conditions.map(({ text }) => text).join(", ");
	const version = wanted.version === null ? "" : `, version ${wanted.version}`;
	return problemOf(image, `The image ${image.name} (${asked}${version}) is not in the store ${store}, and it must not be fetched`, "let it be fetched: --image-sync yes, or vmtest images sync");
}
function problemOf(image, message, hint) {
	return {
		code: "VMTEST_IMAGE_UNAVAILABLE",
		severity: "error",
		message,
		hint,
		place: image.place
	};
}
// src/images/catalogue.ts
/** Which roles each image has, and what stands in the way of having it, without building or fetching anything. */
async function catalogueOf(images, options) {
	const entries = await Promise.all(Object.entries(images).map(async ([name, image]) => {
		const entry = await told(image, atStore(options.store, () => entryOf$1(image, options)));
		return [name, options.readOnly === true && image.source.kind !== "files" ? warmable(entry) : entry];
	}));
	return Object.fromEntries(entries);
}
async function entryOf$1(image, options) {
	const { source } = image;
	switch (source.kind) {
		case "files": return {
			roles: withIso(source),
			problems: await filesProblems(image, source)
		};
		case "mmdebstrap": return {
			roles: rolesOf$1(source),
			problems: await mmdebstrapProblems(image, source, options)
		};
		case "simplestreams": return await streamOptions(image, source, options);
		case "url": {
			const { urlProblems } = await import("./problems.js");
			return {
				roles: withIso(source),
				problems: await urlProblems(image, source, options)
			};
		}
	}
}
/** The mend that holds where the store is only read. */
function warmable({ roles, problems }) {
	return {
		roles,
		problems: problems.map((problem) => problem.code === "VMTEST_IMAGE_UNAVAILABLE" ? {
			...problem,
			hint: WARM_HINT
		} : problem)
	};
}
function withIso(source) {
	return [...Object.keys(source.files), ...isoRoles(source)];
}
function streamOptions(image, source, options) {
	const { store, env, published = PUBLISHED_DEFAULTS, tars, locks } = options;
	const locked = locks?.[image.name];
	return streamEntry(image, source, {
		store,
		env,
		published,
		tar: tars?.has(image.name) ?? false,
		locked: locked?.kind === "simplestreams" ? locked : void 0
	});
}
/** What cannot be known of an image is a problem of it, and not the end of the plan. */
async function told(image, entry) {
	try {
		return await entry;
	} catch (error) {
		if (!(error instanceof VmtestError) || error.verdict === void 0) throw error;
		const { code, message, hint } = error;
		return {
			roles: [],
			problems: [{
				code,
				severity: "error",
				message,
				...hint === void 0 ? {} : { hint },
				place: image.place
			}]
		};
	}
}
async function mmdebstrapProblems(image, source, options) {
	if (options.readOnly === true) {
		if (await newestOf(mmdebstrapFolder(options.store), recipeKey(source)) !== void 0) return [];
		const { code, message, hint } = onlyRead(options.store, `The image ${image.name}`);
		return [{
			code,
			severity: "error",
			message,
			...hint === void 0 ? {} : { hint },
			place: image.place
		}];
	}
	const missing = await missingTools(toolsOf(source), options.env);
	if (missing.length === 0 || await newestOf(mmdebstrapFolder(options.store), recipeKey(source)) !== void 0) return [];
	const message = `The image ${image.name} cannot be built: ${missing.join(", ")} not installed`;
	const packages = debianPackages(missing);
	return [{
		code: "VMTEST_IMAGE_UNAVAILABLE",
		severity: "error",
		message,
		hint: installHint(missing),
		place: image.place,
		packages
	}];
}
// src/images/lock/lock-path.ts
/** The lock file of a suite file: beside it, `vmtest.yaml` → `vmtest.lock.yaml`. */
function lockPath(suiteFile) {
	return join(dirname(suiteFile), `${basename(suiteFile, extname(suiteFile))}.lock.yaml`);
}
// src/images/lock/nodes.ts
/** How the whole document is called; what is in it is named without that. */
const TOP = "the lock file";
const HINT$1 = "`vmtest images lock` writes the file anew";
/** Reads values out of YAML nodes, and remembers what is wrong with each, at its place. */
var NodeReader = class {
	problems = [];
	#file;
	#lines = new import_dist.LineCounter();
	constructor(file) {
		this.#file = file;
	}
	/** The document's node; null where it is no YAML, or empty. */
	parse(text) {
		const document = (0, import_dist.parseDocument)(text, {
			lineCounter: this.#lines,
			prettyErrors: false,
			logLevel: "error",
			uniqueKeys: true
		});
		for (const error of document.errors) this.complain(this.#at(error.pos[0]), `this is no YAML: ${error.message}`);
		if (document.errors.length > 0) return null;
		if (document.contents === null) this.complain(this.#at(0), "the file is empty");
		return document.contents;
	}
	/** The entries of a mapping; undefined, and a problem, for anything else. */
	entries(node, place, label) {
		if (!(0, import_dist.isMap)(node)) {
			this.complain(place, `${label} is no mapping`);
			return;
		}
		const values = /* @__PURE__ */ new Map();
		for (const { key, value } of node.items) {
			const at = this.#at(key?.range?.[0] ?? 0);
			if ((0, import_dist.isScalar)(key) && key.value !== null) values.set(String(key.source ?? key.value), {
				key: at,
				node: value
			});
			else this.complain(at, `${label}: a key is a word`);
		}
		return {
			label,
			place: this.#at(node.range?.[0] ?? 0),
			values
		};
	}
	/** The mapping under a key, which must be there. */
	mapping(from, key) {
		const entry = this.#take(from, key);
		return entry === void 0 ? void 0 : this.entries(entry.node, entry.key, pathOf(from, key));
	}
	/** The scalar under a key as text; undefined, and a problem, where it is absent (unless `optional`) or not what `right` takes. */
	text(from, key, wants, right, optional = false) {
		const entry = this.#take(from, key, optional);
		if (entry === void 0) return void 0;
		const { node } = entry;
		const said = (0, import_dist.isScalar)(node) && node.value !== null ? String(node.type === "PLAIN" ? node.source : node.value) : void 0;
		if (said !== void 0 && right(said)) return said;
		const place = node === null ? entry.key : this.#at(node.range?.[0] ?? 0);
		this.complain(place, `${pathOf(from, key)} is ${said === void 0 ? "no text" : `"${shorten(plainLine(said), 100)}"`}, not ${wants}`);
	}
	/** Complains of every key that nobody took. */
	nothingElse({ label, values }) {
		for (const [name, { key }] of values) this.complain(key, `${label}: unknown key "${shorten(plainLine(name), 60)}"`);
	}
	complain(place, message) {
		this.problems.push({
			code: "VMTEST_LOCK_FILE_INVALID",
			severity: "error",
			message,
			hint: HINT$1,
			place
		});
	}
	#take(from, key, optional = false) {
		const entry = from.values.get(key);
		from.values.delete(key);
		if (entry === void 0 && !optional) this.complain(from.place, `${from.label} has no ${key}`);
		return entry;
	}
	#at(offset) {
		const { line, col } = this.#lines.linePos(offset);
		return {
			file: this.#file,
			line: Math.max(line, 1),
			column: Math.max(col, 1)
		};
	}
};
function pathOf({ label }, key) {
	return label === "the lock file" ? key : `${label}.${key}`;
}
// src/images/lock/read.ts
/** A hundred images have a tenth of it. Bytes. */
const MAX_LOCK_BYTES = 4 << 20;
/**
* What the lock file beside a suite file says, by the suite's names of its images; nothing where there is no lock file.
* Throws VMTEST_LOCK_FILE_INVALID with every mistake at its place.
*/
async function readLockFile(suiteFile) {
	const path = lockPath(suiteFile);
	const text = await textOf$1(path);
	return text === void 0 ? Object.create(null) : parseLock(text, path);
}
async function textOf$1(path) {
	const invalid = (why, cause) => new VmtestError("VMTEST_LOCK_FILE_INVALID", `the lock file ${path} cannot be read: ${why}`, {
		hint: "`vmtest images lock` writes it anew",
		cause
	});
	try {
		await using handle = await open(path);
		const { size } = await handle.stat();
		if (size > MAX_LOCK_BYTES) throw invalid(`it has ${size} bytes, more than ${MAX_LOCK_BYTES}`);
		return new TextDecoder("utf-8", { fatal: true }).decode(await handle.readFile());
	} catch (error) {
		if (error instanceof VmtestError) throw error;
		if (isErrno(error, "ENOENT")) return void 0;
		throw invalid(error instanceof TypeError ? "it is not UTF-8" : error.message, error);
	}
}
/** Reads the text of a lock file; `file` is its path for messages. Throws as `readLockFile` does. */
function parseLock(text, file) {
	const { images, problems } = readText(text, file);
	if (problems.length > 0) throw problemsError(problems);
	return images;
}
function readText(text, file) {
	const reader = new NodeReader(file);
	const images = Object.create(null);
	const node = reader.parse(text);
	const top = node === null ? void 0 : reader.entries(node, {
		file,
		line: 1,
		column: 1
	}, TOP);
	if (top === void 0) return {
		images,
		problems: reader.problems,
		newer: false
	};
	const version = reader.text(top, "version", "1", (said) => /^[1-9]\d{0,3}$/.test(said));
	if (version !== void 0 && version !== "1") return {
		images,
		problems: [newerProblem(version, top.place)],
		newer: true
	};
	const named = reader.mapping(top, "images");
	reader.nothingElse(top);
	for (const [name, { key, node: value }] of named?.values ?? []) {
		const entries = reader.entries(value, key, `images.${name}`);
		const image = entries === void 0 ? void 0 : readImage(entries, reader);
		if (image !== void 0) images[name] = image;
	}
	return {
		images,
		problems: reader.problems,
		newer: false
	};
}
function newerProblem(version, place) {
	return {
		code: "VMTEST_LOCK_FILE_INVALID",
		severity: "error",
		message: `the lock file has version ${version}, and this vmtest knows version 1: a newer vmtest wrote it`,
		hint: "use that vmtest, or write the file anew for this one: vmtest images lock --force",
		place
	};
}
const READERS = {
	simplestreams: readStream,
	url: readUrl,
	mmdebstrap: readMmdebstrap
};
function readImage(entries, reader) {
	const kinds = Object.keys(READERS).filter((kind) => entries.values.has(kind));
	if (kinds.length !== 1) {
		reader.complain(entries.place, `${entries.label} has ${kinds.length === 0 ? "none" : "several"} of simplestreams, url, mmdebstrap`);
		return;
	}
	const [kind] = kinds;
	const body = reader.mapping(entries, kind);
	reader.nothingElse(entries);
	if (body === void 0) return void 0;
	const image = READERS[kind](body, reader);
	reader.nothingElse(body);
	return image;
}
const filled$1 = (text) => text !== "";
const address = (text) => ["http:", "https:"].includes(URL.parse(text)?.protocol ?? "");
const hex = (digits) => (text) => new RegExp(`^[0-9a-f]{${digits}}$`).test(text);
function readStream(body, reader) {
	const url = reader.text(body, "url", "an address of http or https", address);
	const contentId = reader.text(body, "content-id", "a name", filled$1);
	const product = reader.text(body, "product", "a name", filled$1);
	const version = reader.text(body, "version", "a version", filled$1);
	const items = reader.mapping(body, "items");
	const read = Object.create(null);
	for (const [ftype, entry] of each(items, reader)) {
		const path = reader.text(entry, "path", "a path below the stream", isBelow);
		const sha256 = reader.text(entry, "sha256", "64 lower-case hexadecimal digits", hex(64));
		const size = readSize(entry, reader);
		reader.nothingElse(entry);
		if (path !== void 0 && sha256 !== void 0) read[ftype] = {
			path,
			sha256,
			size
		};
	}
	if (url === void 0 || contentId === void 0 || product === void 0 || version === void 0) return void 0;
	return {
		kind: "simplestreams",
		url,
		contentId,
		product,
		version,
		items: read
	};
}
/** Whether a path stays below the folder that it is relative to. */
function isBelow(path) {
	return !/[\\\p{Cc}]/u.test(path) && path.split("/").every((part) => ![
		"",
		".",
		".."
	].includes(part));
}
function readUrl(body, reader) {
	const files = reader.mapping(body, "files");
	const read = Object.create(null);
	for (const [role, entry] of each(files, reader)) {
		if (!IMAGE_ROLES.includes(role)) reader.complain(entry.place, `${entry.label}: "${role}" is no role; there are ${IMAGE_ROLES.join(", ")}`);
		const url = reader.text(entry, "url", "an address of http or https", address);
		const sha256 = reader.text(entry, "sha256", "64 lower-case hexadecimal digits", hex(64), true) ?? null;
		const sha512 = reader.text(entry, "sha512", "128 lower-case hexadecimal digits", hex(128), true) ?? null;
		const size = readSize(entry, reader);
		reader.nothingElse(entry);
		if (sha256 === null && sha512 === null) reader.complain(entry.place, `${entry.label} has neither sha256 nor sha512`);
		if (url !== void 0) read[role] = {
			url,
			sha256,
			sha512,
			size
		};
	}
	return {
		kind: "url",
		files: read
	};
}
function readMmdebstrap(body, reader) {
	const recipe = reader.text(body, "recipe", "64 lower-case hexadecimal digits", hex(64));
	const index = reader.text(body, "index", "64 lower-case hexadecimal digits", hex(64));
	return recipe === void 0 || index === void 0 ? void 0 : {
		kind: "mmdebstrap",
		recipe,
		index
	};
}
/** The entries of a mapping of mappings. */
function each(of, reader) {
	return [...of?.values ?? []].flatMap(([name, { key, node }]) => {
		const entries = reader.entries(node, key, `${of?.label}.${name}`);
		return entries === void 0 ? [] : [[name, entries]];
	});
}
function readSize(entry, reader) {
	const text = reader.text(entry, "size", "a number of bytes", (said) => /^(?:0|[1-9]\d{0,14})$/.test(said), true);
	return text === void 0 ? null : Number(text);
}
// src/images/store/default-store.ts
/** The original's place of its images, which its tools and ours may share. */
const SHARED_STORE = "/srv/images";
/** Root's images: QEMU does not run as root, and may not enter root's home. */
const ROOT_STORE = "/var/cache/vmtest/images";
/** Where images are kept where nobody says: `/srv/images` where it is there and writable, else below the user's cache folder. */
async function defaultStore(cacheFolder, uid, shared = SHARED_STORE) {
	try {
		await access(shared, constants$1.W_OK);
		return shared;
	} catch {
		return uid === 0 ? ROOT_STORE : join(cacheFolder, "images");
	}
}
// src/installers/none/describe.ts
/**
* What `install: none` needs: an image that is a disk already. An image that has a kernel and no disk is booted as it is;
* a machine whose first disk starts from a file needs no image.
*/
function describeNone(imageRoles, startsFromFile) {
	const direct = imageRoles.includes("kernel") && !imageRoles.includes("disk");
	return {
		disks: [],
		nvme: [],
		macs: [],
		macPlaces: [],
		roles: startsFromFile ? [] : [direct ? "kernel" : "disk"],
		targetRoles: [],
		problems: []
	};
}
// src/installers/script/describe.ts
/**
* What a script needs: an environment to run in, of which an initramfs alone is the smallest, and the tar of the system to
* install where the suite names a target. It says nothing of the machine.
*/
function describeScript(target) {
	return {
		disks: [],
		nvme: [],
		macs: [],
		macPlaces: [],
		roles: ["kernel", "initrd"],
		targetRoles: target === null ? [] : ["root-tar"],
		problems: []
	};
}
// src/installers/describe.ts
/**
* What the installer of a test needs. `text` is its file after its replacements, `roles` what the booted image has.
* Pure, and for one file's text the same in every test of it.
*/
function describeInstaller(test, text, roles) {
	const { installer, file, target } = test.install;
	if (installer === "curtin") return describeCurtin(text, file ?? "");
	if (installer === "script") return describeScript(target);
	return describeNone(roles, test.machine.disks?.[0]?.from != null);
}
/**
* Replaces each key by its value, everywhere in the text of an installer's file (`__ROOTFS_FORMAT__` by `xfs`).
* One pass: what a value brings in is not replaced again; of two keys that begin at one place the longer wins.
*/
function applyReplacements(text, replace) {
	const keys = Object.keys(replace).filter((key) => key !== "");
	if (keys.length === 0) return text;
	keys.sort((a, b) => b.length - a.length);
	const pattern = new RegExp(keys.map((key) => key.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
	return text.replace(pattern, (key) => replace[key]);
}
// src/plan/arch.ts
/** What a suite calls an architecture. */
const ARCH_NAMES = {
	x86_64: "amd64",
	aarch64: "arm64",
	ppc64: "ppc64el"
};
/** What is booted and what is installed are of the machine's architecture, as far as the suite says of which the image is. */
function checkArch(test, arch, images, notes) {
	const machine = ARCH_NAMES[arch];
	for (const name of /* @__PURE__ */ new Set([test.image, test.install.target])) {
		const image = name === null ? void 0 : images[name];
		const source = image?.source;
		if (image === void 0 || source?.kind !== "simplestreams" && source?.kind !== "mmdebstrap" || source.arch === arch) continue;
		const own = ARCH_NAMES[source.arch];
		const fromHost = test.machine.arch === null;
		notes.error(`the image ${name} is ${own}, the machine is ${machine}${fromHost ? ", as this host is" : ""}`, `add \`arch: ${machine}\` to the image, or \`arch: ${own}\` to the machine`, {
			setting: "machine.arch",
			related: related(image)
		});
	}
}
function related({ place }) {
	return [{
		place,
		message: "the image is defined here"
	}];
}
// src/model/command.ts
/** Where a command's own names are under the test's folder. */
const COMMAND_FILES = {
	output: "output",
	log: "logs/command.log",
	harnessLog: "logs/harness.log",
	junit: "logs/command-junit.xml"
};
// src/plan/settings.ts
const DEFAULT$1 = { level: "default" };
const DEFAULT_CPUS = 1;
const DEFAULT_MEMORY = 2 * 2 ** 30;
const MiB = 2 ** 20;
const ISOLATED = "none for every NIC: the suite may be a stranger’s, and this host is not for it alone";
/**
* What is in effect for a test. `auto` is KVM only where the host showed that it runs a guest, and a guest of another
* architecture than the host's is always emulated.
*/
function effectiveSettings(test, facts, settings) {
	const pick = picker(test, settings);
	const { machine, timeouts } = test;
	const arch = pick("machine.arch", null, machine.arch, facts.arch);
	const accel = accelOf(arch.value, facts, settings);
	const factor = accel === "tcg" ? settings.tcgFactor : 1;
	const firmware = pick("machine.firmware", null, machine.firmware, FIRMWARE[arch.value]);
	const cpus = pick("machine.cpus", "cpus", machine.cpus, DEFAULT_CPUS);
	const memory = pick("machine.memory", "memory", machine.memory, DEFAULT_MEMORY);
	const type = pick("machine.type", null, machine.type, typeOf(arch.value, firmware.value));
	const cpu = pick("machine.cpu", null, machine.cpu, cpuOf(arch.value, accel));
	const ownInstall = test.install.timeout;
	const install = pick(ownInstall === null ? "timeouts.install" : "install.timeout", "installTimeout", ownInstall ?? timeouts.install, 0);
	const boot = pick("timeouts.boot", "bootTimeout", timeouts.boot, 0);
	const silence = pick("timeouts.silence", null, timeouts.silence, 0);
	const given = (name) => settings.origins[name] ?? DEFAULT$1;
	const time = (chosen) => ({
		value: formatDuration(chosen.value * factor),
		from: chosen.from
	});
	return {
		arch: arch.value,
		accel,
		cpus: cpus.value,
		memoryMiB: Math.ceil(memory.value / MiB),
		firmware: firmware.value,
		type: type.value,
		cpu: cpu.value,
		installTimeout: install.value * factor,
		silence: silence.value * factor,
		bootTimeout: (own) => (settings.bootTimeout ?? own ?? timeouts.boot) * factor,
		bridge: settings.bridge,
		isolate: settings.isolate ?? false,
		keep: {
			pass: settings.keepPass,
			fail: settings.keepFail
		},
		shown: {
			accel: {
				value: accel,
				from: given("accel")
			},
			"machine.arch": arch,
			"machine.cpus": cpus,
			"machine.memory": {
				value: formatSize(memory.value),
				from: memory.from
			},
			"machine.firmware": firmware,
			"machine.type": type,
			"machine.cpu": cpu,
			"timeouts.install": time(install),
			"timeouts.boot": time(boot),
			"timeouts.silence": time(silence),
			...accel === "tcg" ? { "tcg-factor": {
				value: settings.tcgFactor,
				from: given("tcgFactor")
			} } : {},
			...settings.isolate === true ? { network: {
				value: ISOLATED,
				from: DEFAULT$1
			} } : {},
			...settings.bridge === null ? {} : { bridge: {
				value: settings.bridge,
				from: given("bridge")
			} },
			"keep.pass": {
				value: settings.keepPass,
				from: given("keepPass")
			},
			"keep.fail": {
				value: settings.keepFail,
				from: given("keepFail")
			}
		}
	};
}
/** Chooses by option or variable, then suite, then default; `field` names the run's setting that can say it. */
function picker(test, settings) {
	return (path, field, written, fallback) => {
		const given = field === null ? null : settings[field];
		if (field !== null && given !== null) return {
			value: given,
			from: settings.origins[field] ?? { level: "option" }
		};
		if (written === null) return {
			value: fallback,
			from: DEFAULT$1
		};
		return {
			value: written,
			from: test.origins[path] ?? DEFAULT$1
		};
	};
}
function accelOf(arch, facts, settings) {
	if (arch !== facts.arch) return "tcg";
	if (settings.accel !== "auto") return settings.accel;
	return facts.kvm === "usable" ? "kvm" : "tcg";
}
/** What a machine has where nothing is said. */
const FIRMWARE = {
	x86_64: "bios",
	aarch64: "uefi",
	ppc64: "slof"
};
function typeOf(arch, firmware) {
	if (arch !== "x86_64") return arch === "aarch64" ? "virt" : "pseries";
	return firmware === "uefi-secure" ? "q35" : "pc";
}
/** `host` under KVM. Emulated, the plainest model is the quickest: `qemu64` took three quarters of the time of `max` (measured). */
function cpuOf(arch, accel) {
	if (accel === "kvm") return "host";
	return {
		x86_64: "qemu64",
		aarch64: "cortex-a57",
		ppc64: "power9"
	}[arch];
}
// src/plan/command.ts
/** Variables that the harness is told the run's own ways by: a suite does not say them. */
const OWN_VARIABLES = /^(?:VMTEST_.*|CURTIN_VMTEST_TOPDIR|CURTIN_VMTEST_LOG|CURTIN_VMTEST_KEEP_DATA_(?:PASS|FAIL)|(?:CURTIN_VMTEST_)?IMAGE_DIR)$/;
/** Verdicts that the harness's classes can have. */
const FORESEEABLE = /* @__PURE__ */ new Set([
	"check-failed",
	"install-failed",
	"install-timeout",
	"boot-timeout",
	"collect-incomplete",
	"kernel-panic"
]);
/** Decides about a test that is a program on the host. Nothing is known of its machines: it has no phases. */
function planCommand(test, command, input, notes) {
	const effective = effectiveSettings(test, input.facts, input.settings);
	checkImages$1(test, command, input, notes);
	checkWords(test, command, notes);
	if (input.facts.kvm === "unusable" && input.settings.accel === "auto") notes.warning("KVM cannot be used here, and the original harness starts its machines with KVM alone", "vmtest doctor says what mends it", {
		code: "VMTEST_KVM_UNUSABLE",
		setting: "command"
	});
	const topdir = command.topdir ?? `{topdir}/${test.slug}/${COMMAND_FILES.output}`;
	return {
		id: test.id,
		slug: test.slug,
		name: test.name,
		axes: test.axes,
		image: null,
		machine: noMachine(effective),
		command: {
			...command,
			topdir,
			axes: axesOf(test)
		},
		phases: [],
		install: test.install,
		checks: [],
		expect: test.expect,
		skip: skipOf(test, input, notes),
		keep: effective.keep,
		folder: test.folder,
		place: test.place,
		settings: shown(test, command, topdir, effective)
	};
}
function checkImages$1(test, { images }, { suite, catalogue }, notes) {
	for (const name of new Set(images)) {
		const source = suite.images[name]?.source;
		notes.add(catalogue[name]?.problems ?? []);
		if (source === void 0 || source.kind === "simplestreams") continue;
		notes.error(`the image \`${name}\` of ${source.kind} is not laid out as the original harness looks for images`, "take one of simplestreams", {
			place: test.place,
			setting: "images"
		});
	}
}
function checkWords(test, { environment }, notes) {
	for (const name of Object.keys(environment)) {
		if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) notes.error(`${JSON.stringify(name)} is no name of a variable`, "letters, digits and \"_\"", { setting: `environment.${name}` });
		if (!OWN_VARIABLES.test(name)) continue;
		notes.error(`the variable ${name} is set by the run itself`, "leave it out; topdir, keep policy and image store are settings of the run", { setting: `environment.${name}` });
	}
	const verdict = test.expect?.verdict ?? null;
	if (verdict !== null && !FORESEEABLE.has(verdict)) notes.error(`\`${verdict}\` cannot be expected of a command`, `there is ${[...FORESEEABLE].join(", ")}`, { setting: "expect.verdict" });
}
function axesOf({ axes }) {
	const names = axisVariables(Object.keys(axes));
	return Object.fromEntries(Object.entries(axes).map(([axis, value]) => [names.get(axis), String(value)]));
}
/** What readers of a plan find where a machine would be. */
function noMachine({ arch, accel, cpu, type }) {
	return {
		arch,
		type,
		cpu,
		accel,
		cpus: 0,
		memoryMiB: 0,
		firmware: "bios",
		disks: [],
		nics: [],
		qemuArgs: []
	};
}
const DEFAULT = { level: "default" };
function shown(test, command, topdir, effective) {
	const from = (name) => test.origins[name] ?? DEFAULT;
	return {
		command: {
			value: command.command,
			from: from("command")
		},
		topdir: {
			value: topdir,
			from: from("topdir")
		},
		timeout: {
			value: formatDuration(command.timeout),
			from: from("timeout")
		},
		...command.images.length === 0 ? {} : { images: {
			value: command.images,
			from: from("images")
		} },
		...command.classes.length === 0 ? {} : { classes: {
			value: command.classes,
			from: from("classes")
		} },
		...Object.fromEntries(Object.entries(command.environment).map(([name, value]) => [`environment.${name}`, {
			value,
			from: from(`environment.${name}`)
		}])),
		"keep.pass": effective.shown["keep.pass"],
		"keep.fail": effective.shown["keep.fail"]
	};
}
// src/plan/nics.ts
/** The MAC address of curtin's own harness's one NIC: the first of those that are given out. */
const FIRST_MAC = [
	82,
	84,
	0,
	18,
	52,
	1
];
/** Bytes of an interface's name that Linux takes: IFNAMSIZ without the final zero. */
const INTERFACE_NAME_BYTES = 15;
/** What to do where a suite cannot do without a network, and gets none. */
const ISOLATED_HINT = "a suite of a stranger gets no network on a runner that others use: run it on a branch of this repository";
/**
* The machine's NICs, without their places. The suite's decide number and network, and the configuration's MAC addresses fill them
* in order; else there is one NIC for each of those addresses, else one with 52:54:00:12:34:01. A bridge given for the run replaces
* every network but `none`, which is a suite's protection; where machines are isolated no NIC has another.
*/
function planNics(test, needs, { bridge, isolate }, notes) {
	const wanted = needs.macs.length > 0 ? needs.macs.map((mac) => ({
		mac,
		network: "user"
	})) : [{
		mac: null,
		network: "user"
	}];
	const written = test.machine.nics ?? wanted;
	const own = new Set(written.flatMap((nic) => nic.mac?.toLowerCase() ?? []));
	const free = needs.macs.filter((mac) => !own.has(mac.toLowerCase()));
	const used = /* @__PURE__ */ new Set([...own, ...free.map((mac) => mac.toLowerCase())]);
	const nics = written.map((nic) => ({
		mac: nic.mac ?? free.shift() ?? unusedMac(used),
		network: isolate ? "none" : networkOf(nic.network, bridge)
	}));
	if (free.length > 0) notes.warning(`no NIC of the machine has ${free.join(", ")}, of which the configuration speaks`, "add NICs, or leave machine.nics out", { setting: "machine.nics" });
	const places = new Map(needs.macs.map((mac, index) => [mac, needs.macPlaces[index]]));
	checkNics(nics, (index) => sourceOf$1(test, index, nics[index], places), notes);
	return nics;
}
function sourceOf$1({ machine }, index, nic, places) {
	const place = machine.nics?.[index]?.mac == null && nic !== void 0 ? places.get(nic.mac) : void 0;
	return place === void 0 ? { setting: `machine.nics.${index}` } : { place };
}
function networkOf(network, bridge) {
	if (network === "none" || bridge === null) return network;
	return bridge === "user" ? "user" : `bridge:${bridge}`;
}
function unusedMac(used) {
	for (let step = 0;; step++) {
		const value = FIRST_MAC[5] + step;
		const mac = [
			...FIRST_MAC.slice(0, 4),
			FIRST_MAC[4] + (value >> 8) & 255,
			value & 255
		].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
		if (used.has(mac)) continue;
		used.add(mac);
		return mac;
	}
}
function checkNics(nics, sourceAt, notes) {
	const seen = /* @__PURE__ */ new Set();
	for (const [index, { mac, network }] of nics.entries()) {
		const at = sourceAt(index);
		const key = mac.toLowerCase();
		if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(key)) notes.error(`\`${mac}\` is no MAC address`, "write six bytes in hexadecimal: `52:54:00:12:34:01`", at);
		else if (key === "00:00:00:00:00:00") notes.error(`\`${mac}\` is the MAC address of no NIC`, "give it one: `52:54:00:12:34:01`", at);
		else if (Number.parseInt(key.slice(0, 2), 16) % 2 === 1) notes.error(`MAC address \`${mac}\` is a group's, not a NIC's`, "the first byte must be even", at);
		if (seen.has(key)) notes.error(`two NICs have the MAC address \`${mac}\``, "give each NIC its own", at);
		seen.add(key);
		const name = network.startsWith("bridge:") ? network.slice(7) : null;
		if (name !== null && (name === "" || Buffer.byteLength(name) > INTERFACE_NAME_BYTES)) notes.error(`\`${name}\` cannot be the name of a bridge`, `it has 1 to ${INTERFACE_NAME_BYTES} bytes`, { setting: `machine.nics.${index}` });
	}
}
// src/plan/iscsi.ts
/** The disks of a test that its guest reaches by iSCSI, in the suite's order. */
function planIscsi(test, notes) {
	const planned = (test.machine.disks ?? []).flatMap(({ size, iscsi }) => iscsi == null ? [] : [{
		size,
		iscsi
	}]).map(({ size, iscsi }, index) => {
		const name = `iscsi${index}`;
		return {
			...iscsi,
			name,
			sizeBytes: size ?? 0,
			file: `disks/${name}.img`
		};
	});
	checkAccounts(planned, notes);
	checkTargets(planned, notes);
	return planned;
}
/** A daemon knows one password of each account, whichever target it belongs to. */
function checkAccounts(disks, notes) {
	const passwords = /* @__PURE__ */ new Map();
	const accounts = disks.flatMap(({ user, password, inUser, inPassword }) => [{
		user,
		password
	}, {
		user: inUser,
		password: inPassword
	}]);
	for (const { user, password } of accounts) {
		if (user === null) continue;
		const known = passwords.get(user) ?? password;
		passwords.set(user, known);
		if (known === password) continue;
		notes.error(`the iSCSI account \`${user}\` has two passwords`, "give each password an account of its own", { setting: "machine.disks" });
	}
}
function checkTargets(disks, notes) {
	const names = disks.flatMap(({ target }) => target ?? []);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice === void 0) return;
	notes.error(`two iSCSI disks have the target \`${twice}\``, "give each its own, or leave `target` out", { setting: "machine.disks" });
}
/** A guest without a network does not reach a disk of the network. */
function checkIscsiNetwork(disks, nics, isolate, notes) {
	if (disks.length === 0 || nics.some(({ network }) => network !== "none")) return;
	const hint = isolate ? ISOLATED_HINT : "give a NIC `network: user`";
	notes.error("the machine has iSCSI disks, and no network to reach them by", hint, { setting: "machine.nics" });
}
/** Holds what a curtin configuration leaves open for iSCSI disks against the disks that there are. */
function checkPlaceholders(curtin, disks, notes) {
	if (curtin === null) return;
	const wanted = curtin.configs.filter(({ from }) => from !== null).reduce((sum, { text }) => sum + text.split(ISCSI_PLACEHOLDER).length - 1, 0);
	if (wanted === disks.length) return;
	(wanted > disks.length ? notes.error : notes.warning)(`the configuration has ${ISCSI_PLACEHOLDER} ${wanted === 1 ? "once" : `${wanted} times`}, and the machine has ${counted(disks.length)}`, "one after the other it stands for each disk of `machine.disks` with `iscsi: {}`", { setting: "machine.disks" });
}
function counted(disks) {
	return disks === 0 ? "no iSCSI disk" : disks === 1 ? "one iSCSI disk" : `${disks} iSCSI disks`;
}
// src/plan/demands.ts
/**
* Gives the demands of a configuration to the machine's disks: to the disk that has that serial or WWN already, else in order,
* those of `nvme` serials to NVMe disks and the others to the other disks, and what then is left of these to NVMe disks too.
*/
function bindDemands(disks, needs) {
	const bound = disks.map(() => null);
	const give = (demands, fits) => demands.filter((demand) => {
		const index = disks.findIndex((disk, i) => bound[i] === null && fits(disk, demand));
		if (index >= 0) bound[index] = demand;
		return index < 0;
	});
	const named = (disk, demand) => demand.serial !== null && disk.serial === demand.serial || demand.wwn !== null && disk.wwn === demand.wwn;
	const unnamed = (disk) => disk.serial === null && disk.wwn === null;
	const others = give(needs.disks, named);
	const nvme = give(needs.nvme, named);
	const left = give(others, (disk) => unnamed(disk) && disk.driver !== "nvme");
	const leftNvme = give(nvme, (disk) => unnamed(disk) && disk.driver === "nvme");
	return {
		bound,
		unbound: [...give(left, unnamed), ...leftNvme]
	};
}
// src/plan/wanted-disks.ts
const GiB$1 = 2 ** 30;
/** The size of a disk of which nothing is said, and the least for the disk of `/`, as in curtin's own harness. */
const DEFAULT_BYTES = 10 * GiB$1;
/** The disks that a configuration speaks of, sized to hold what it partitions; one of 10 GiB where it speaks of none. */
function wantedDisks(needs) {
	const disks = [...needs.disks, ...needs.nvme].map((demand) => wantedDisk(demand, needs));
	return disks.length > 0 ? disks : [diskOf(DEFAULT_BYTES, "virtio-blk")];
}
/** The disk that one of its demands would get where the suite names none. */
function wantedDisk(demand, { nvme }) {
	const least = demand.root ? DEFAULT_BYTES / GiB$1 : 1;
	const driver = nvme.includes(demand) ? "nvme" : demand.wwn === null ? "virtio-blk" : "scsi-hd";
	return diskOf(Math.max(Math.ceil(demand.minimumBytes / GiB$1), least) * GiB$1, driver);
}
function diskOf(size, driver) {
	return {
		size,
		driver,
		blockSize: 512,
		serial: null,
		wwn: null,
		paths: 1,
		format: "qcow2",
		from: null
	};
}
// src/plan/unbound-disks.ts
/** More are not spelled out in one sentence. */
const SHOWN = 6;
/**
* Tells which disks of a configuration no disk of the machine is left for, all at once, and the mend that fits: disks of the suite that
* have other serials or another driver may be what was meant, and what then still lacks is to be added.
*/
function noteUnbound(settings, { bound, unbound }, needs, notes) {
	if (unbound.length === 0) return;
	const some = unbound.slice(0, SHOWN).map(nameOf);
	const message = `no disk of the machine is left for ${unbound.length > SHOWN ? `${some.join(", ")} and ${unbound.length - SHOWN} more` : some.join(", ")}: the configuration wants ${count(needs.disks.length + needs.nvme.length)}, and the machine has ${settings.length}`;
	notes.error(message, mend(settings, bound, unbound, needs), {
		setting: "machine.disks",
		related: unbound.slice(0, SHOWN).map(({ places, ...demand }) => ({
			place: places.disk,
			message: `it wants ${nameOf(demand)} here`
		}))
	});
}
function count(disks) {
	return `${disks} disk${disks === 1 ? "" : "s"}`;
}
/** `main` (serial `disk-a`) */
function nameOf({ id, serial, wwn }) {
	const said = serial === null ? wwn === null ? "without a serial" : `WWN \`${wwn}\`` : `serial \`${serial}\``;
	return id === null ? `a disk ${serial === null && wwn === null ? said : `of ${said}`}` : `\`${id}\` (${said})`;
}
function mend(settings, bound, unbound, needs) {
	const free = settings.flatMap((disk, index) => bound[index] === null ? [{
		disk,
		name: `disk${index}`
	}] : []);
	const named = free.filter(({ disk }) => disk.serial !== null || disk.wwn !== null).slice(0, unbound.length);
	const plain = free.filter(({ disk }) => disk.serial === null && disk.wwn === null).slice(0, unbound.length - named.length);
	const added = unbound.slice(named.length + plain.length).map((demand) => entryOf(wantedDisk(demand, needs)));
	const others = named.map(({ disk, name }) => `${name} (\`${disk.serial ?? disk.wwn}\`)`).join(", ");
	return `${[
		...named.length === 0 ? [] : [`a serial of their own keeps ${others} from it: leave \`serial\` out, or write the configuration's`],
		...plain.length === 0 ? [] : [`give ${plain.map(({ name }) => name).join(", ")} \`driver: nvme\`, which a serial \`nvme…\` asks for`],
		...added.length === 0 ? [] : [`add ${added.join(", ")} to machine.disks`]
	].join("; ")}; or leave machine.disks out: the machine then has the disks that the configuration wants`;
}
/** A disk as an entry of the suite's `disks`. */
function entryOf({ size, driver }) {
	const text = `${(size ?? 0) / 2 ** 30}G`;
	return driver === "virtio-blk" ? `\`${text}\`` : `\`{ size: ${text}, driver: ${driver} }\``;
}
// src/plan/disks.ts
const GiB = 2 ** 30;
/** Bytes of a serial that the device carries; QEMU cuts a longer one in silence. */
const SERIAL_LIMITS = {
	"virtio-blk": 20,
	nvme: 20,
	"scsi-hd": 36
};
/**
* The machine's disks, without their places on the bus. Where the suite gives disks, they decide number, size and driver, and the
* configuration's serials and WWNs fill them in order; where it does not, the configuration does; else there is one disk of 10 GiB.
*/
function planDisks(test, needs, notes) {
	const written = test.machine.disks;
	const settings = written?.filter(isLocal) ?? wantedDisks(needs);
	const places = (written ?? settings).flatMap((disk, index) => isLocal(disk) ? [{ setting: `machine.disks.${index}` }] : []);
	const demands = bindDemands(settings, needs);
	noteUnbound(settings, demands, needs, notes);
	const serials = new Set(settings.flatMap((disk) => disk.serial ?? []).concat(demands.bound.flatMap((demand) => demand?.serial ?? [])));
	const disks = settings.map((disk, index) => diskSpec(disk, index, demands.bound[index] ?? null, serials, at(places, index), notes));
	checkUnique(disks, (index, key) => sourceOf(settings[index], demands.bound[index] ?? null, at(places, index))[key], notes);
	const first = disks[0];
	if (first !== void 0 && first.from === null && needs.roles.includes("disk")) disks[0] = {
		...first,
		from: "{image:disk}"
	};
	return disks;
}
const isLocal = (disk) => (disk.iscsi ?? null) === null;
function at(places, index) {
	return places[index] ?? { setting: "machine.disks" };
}
/** Where a disk's serial and WWN come from. */
function sourceOf(disk, demand, suite) {
	const wwn = disk?.wwn == null && demand?.wwn != null ? { place: demand.places.wwn } : suite;
	if (disk?.serial != null) return {
		serial: suite,
		wwn
	};
	return {
		serial: demand?.serial == null ? wwn : { place: demand.places.serial },
		wwn
	};
}
function diskSpec(disk, index, demand, serials, at, notes) {
	const name = `disk${index}`;
	const sizeBytes = disk.size ?? DEFAULT_BYTES;
	const wwn = wwnOf(disk, name, demand, notes, at);
	const serial = disk.serial ?? demand?.serial ?? (disk.wwn === null && demand?.wwn != null ? demand.wwn : wwn ?? unusedSerial(name, serials));
	const limit = SERIAL_LIMITS[disk.driver];
	const length = Buffer.byteLength(serial);
	if (length > limit) notes.error(`serial \`${serial}\` of ${name} is ${length} bytes long, and ${disk.driver} carries ${limit}`, "shorten it", sourceOf(disk, demand, at).serial);
	if (/\p{Cc}/u.test(serial)) {
		const at1 = sourceOf(disk, demand, at).serial;
		notes.error(`the serial of ${name} has a control character, which no disk carries`, "write letters and digits", at1);
	}
	if (demand !== null && sizeBytes < demand.minimumBytes) notes.error(`${name} has ${formatSize(sizeBytes)}, and its configuration partitions ${formatSize(demand.minimumBytes)} on it`, `give it ${Math.ceil(demand.minimumBytes / GiB)}G`, at);
	if (disk.paths > 1 && disk.driver !== "scsi-hd") notes.error(`${name} has ${disk.paths} paths, and ${disk.driver} has one`, "`driver: scsi-hd` can have several", at);
	return {
		name,
		sizeBytes,
		driver: disk.driver,
		serial,
		wwn,
		logicalBlockSize: disk.blockSize,
		physicalBlockSize: disk.blockSize,
		paths: disk.driver === "scsi-hd" ? disk.paths : 1,
		format: disk.format,
		from: disk.from,
		file: `disks/${name}.${disk.format === "raw" ? "img" : "qcow2"}`
	};
}
/** A WWN is 64 bits, written in hexadecimal, and only a SCSI disk carries one. Returns null where it cannot be carried. */
function wwnOf(disk, name, demand, notes, at) {
	const wwn = disk.wwn ?? demand?.wwn ?? null;
	if (wwn === null) return null;
	if (disk.driver !== "scsi-hd") {
		(disk.wwn === null ? notes.warning : notes.error)(`${name} is to have the WWN \`${wwn}\`, and ${disk.driver} carries none`, "`driver: scsi-hd` carries one", at);
		return null;
	}
	if (/^0x[0-9a-f]{1,16}$/i.test(wwn)) return wwn;
	notes.error(`WWN \`${wwn}\` of ${name} is not one that QEMU can give`, "write 64 bits in hexadecimal: `0x5000c50015ea71aa`", sourceOf(disk, demand, at).wwn);
	return null;
}
function unusedSerial(name, serials) {
	return serials.has(name) ? `vmtest-${name}` : name;
}
function checkUnique(disks, sourceAt, notes) {
	const told = /* @__PURE__ */ new Set();
	for (const key of ["wwn", "serial"]) {
		const first = new Map(key === "serial" ? Object.values(SERIALS).map((serial) => [serial, "a disk of the harness"]) : []);
		for (const [index, disk] of disks.entries()) {
			const value = disk[key];
			if (value === null || told.has(disk.name)) continue;
			const other = first.get(value);
			if (other === void 0) first.set(value, disk.name);
			else {
				told.add(disk.name);
				notes.error(`${other} and ${disk.name} have the same ${key} \`${value}\``, "give each disk its own; one disk on several paths is `paths: 2`", sourceAt(index, key));
			}
		}
	}
}
// src/plan/machine.ts
/** The machine of one test: all its devices, each at its place. */
function planMachine(test, effective, needs, facts, notes) {
	checkMachine(test, effective, facts, notes);
	const disks = planDisks(test, needs, notes);
	const iscsi = planIscsi(test, notes);
	const nics = planNics(test, needs, effective, notes);
	const placement = placeDevices(effective.type, disks, nics.length);
	if (placement.slotsMissing > 0) noteFullBus(test, needs, {
		disks,
		nics: nics.length,
		missing: placement.slotsMissing
	}, notes);
	if (placement.targetsMissing > 0) notes.error(`${placement.targetsMissing} path(s) too many for the SCSI controller`, "it takes 256", { setting: "machine.disks" });
	if (effective.firmware === "bios" && disks[0]?.logicalBlockSize === 4096) notes.warning("the BIOS does not boot from a disk with blocks of 4096 bytes", "`firmware: uefi` does", { setting: "machine.disks.0" });
	checkIscsiNetwork(iscsi, nics, effective.isolate, notes);
	return {
		arch: effective.arch,
		type: effective.type,
		cpu: effective.cpu,
		accel: effective.accel,
		cpus: effective.cpus,
		memoryMiB: effective.memoryMiB,
		firmware: effective.firmware,
		disks: disks.map((disk, index) => ({
			...disk,
			addresses: placement.disks[index] ?? []
		})),
		...iscsi.length === 0 ? {} : { iscsi },
		nics: nics.map((nic, index) => ({
			...nic,
			address: placement.nics[index]
		})),
		qemuArgs: test.machine.qemuArgs
	};
}
/** Tells what is too many for the bus, where it is written: in the suite, else in the configuration. */
function noteFullBus(test, needs, { disks, nics, missing }, notes) {
	const own = disks.filter(({ driver }) => driver !== "scsi-hd").length;
	const tooManyNics = nics > 20;
	const hint = tooManyNics ? `leave out ${nics - 20 + own} NICs: each takes a place` : `give ${missing} of the disks \`driver: scsi-hd\`: those share one place`;
	const first = tooManyNics ? needs.macPlaces[20] : [...needs.disks, ...needs.nvme][Math.max(0, 20 - nics)]?.places.disk;
	const written = tooManyNics ? test.machine.nics : test.machine.disks;
	notes.error(`the machine has ${nics} NICs and ${own} disks with places of their own on its bus, which has 20`, hint, written === null && first !== void 0 ? { place: first } : { setting: tooManyNics ? "machine.nics" : "machine.disks" });
}
/** Which architecture a machine type is of, by its name; what is left is a PC. */
const ARCH_OF = [
	[/^virt/, "aarch64"],
	[/^pseries/, "ppc64"],
	[/^/, "x86_64"]
];
const TYPICAL = {
	x86_64: "q35",
	aarch64: "virt",
	ppc64: "pseries"
};
/** The logical memory block of QEMU's pseries (SPAPR_MEMORY_BLOCK_SIZE), in MiB: other sizes it refuses. */
const PPC64_MEMORY = 256;
/** As a suite says it: an amd64 machine, a ppc64el machine. */
function aMachine(arch) {
	return `${arch === "ppc64" ? "a" : "an"} ${ARCH_NAMES[arch]} machine`;
}
/** What each architecture's machines can begin with. */
function checkFirmware(arch, firmware, notes) {
	const at = { setting: "machine.firmware" };
	if (arch === "aarch64" && firmware === "bios") notes.error("an arm64 machine has no BIOS", "take `firmware: uefi`", at);
	else if (arch === "ppc64" !== (firmware === "slof")) {
		const hint = arch === "ppc64" ? "its firmware is `slof`: leave machine.firmware out" : "`slof` is of ppc64el: leave machine.firmware out";
		notes.error(`${aMachine(arch)} has no firmware \`${firmware}\``, hint, at);
	}
}
function checkMachine(test, effective, facts, notes) {
	const { arch, firmware, type, cpus, memoryMiB } = effective;
	const setting = "machine.type";
	if (!/^[A-Za-z0-9._-]+$/.test(type)) notes.error(`\`${type}\` is no machine type`, "`qemu-system-x86_64 -machine help` lists them", { setting });
	else if (ARCH_OF.find(([pattern]) => pattern.test(type))?.[1] !== arch) notes.error(`${aMachine(arch)} cannot be of type \`${type}\``, `leave it out, or take \`${TYPICAL[arch]}\``, { setting });
	else if (firmware === "uefi-secure" && arch === "x86_64" && !/q35/.test(type)) notes.error(`Secure Boot needs a machine of type q35, not \`${type}\``, "leave machine.type out", { setting });
	checkFirmware(arch, firmware, notes);
	if (arch === "ppc64" && memoryMiB % PPC64_MEMORY !== 0) {
		const hint = `give it ${Math.ceil(memoryMiB / PPC64_MEMORY) * PPC64_MEMORY}M`;
		notes.error(`a ppc64el machine has memory in pieces of ${PPC64_MEMORY} MiB, and this one ${memoryMiB} MiB`, hint, { setting: "machine.memory" });
	}
	if (effective.isolate && test.machine.qemuArgs.length > 0) notes.error("qemu-args could give the machine a network, and this one must have none", ISOLATED_HINT, { setting: "machine.qemu-args" });
	if (test.machine.tpm) notes.error("a TPM is not in this release", "leave machine.tpm out", { setting: "machine.tpm" });
	if (cpus > facts.cpus) notes.warning(`the machine has ${cpus} processors, and this host ${facts.cpus}`, "it will be slow, and may miss its deadlines", { setting: "machine.cpus" });
	if (memoryMiB > facts.memoryMiB) notes.warning(`the machine has ${memoryMiB} MiB of memory, and this host ${facts.memoryMiB} MiB`, "the host may kill it", { setting: "machine.memory" });
}
// src/checks/pack-packages.ts
/** What each kind of storage needs in the installed system, as curtin installs it (its block/deps.py), where one name fits all releases. */
const DEBIAN$1 = {
	bcache: "bcache-tools",
	dm_crypt: "cryptsetup",
	ext2: "e2fsprogs",
	ext3: "e2fsprogs",
	ext4: "e2fsprogs",
	f2fs: "f2fs-tools",
	jfs: "jfsutils",
	lvm_partition: "lvm2",
	lvm_volgroup: "lvm2",
	ntfs: "ntfs-3g",
	raid: "mdadm",
	reiserfs: "reiserfsprogs",
	xfs: "xfsprogs",
	zfs: "zfsutils-linux",
	zpool: "zfsutils-linux"
};
const BY_DISTRO = {
	ubuntu: DEBIAN$1,
	debian: DEBIAN$1,
	centos: {
		btrfs: "btrfs-progs",
		dm_crypt: "cryptsetup",
		ext2: "e2fsprogs",
		ext3: "e2fsprogs",
		ext4: "e2fsprogs",
		lvm_partition: "lvm2",
		lvm_volgroup: "lvm2",
		raid: "mdadm",
		xfs: "xfsprogs"
	}
};
/**
* The packages that curtin installs for the storage that a configuration asks for, sorted; none for a system that is not known.
* What a configuration of the network needs depends on the release, and is for the suite to say.
*/
function askedPackages(config, distro) {
	const mapped = distro === null || !Object.hasOwn(BY_DISTRO, distro) ? void 0 : BY_DISTRO[distro];
	const storage = storageItems(config);
	if (mapped === void 0 || "none" in storage) return [];
	const found = storage.items.flatMap((item) => packageOf(item, mapped) ?? []);
	return [...new Set(found)].sort();
}
function packageOf(item, mapped) {
	const word = text$2(item.type === "format" ? item.fstype : item.type) ?? "";
	return Object.hasOwn(mapped, word) ? mapped[word] : void 0;
}
// src/checks/packs.ts
/** What curtin posts where its configuration says nothing else. */
const POSTED_FILES = ["/tmp/install.log"];
/** The sections of a configuration that each pack reads; all that a plan needs to keep of it. */
const SECTIONS = {
	storage: [
		"storage",
		"swap",
		"partitioning_commands"
	],
	dname: ["storage", "partitioning_commands"],
	"dname-rules": ["storage", "partitioning_commands"],
	network: ["network"],
	grub: [
		"storage",
		"partitioning_commands",
		"grub",
		"boot",
		"grub_install_devices"
	]
};
/** A configuration cut down to what a check of that kind reads. */
function packSections(kind, config) {
	const settings = mapping$1(config);
	return Object.fromEntries((SECTIONS[kind] ?? []).flatMap((name) => settings[name] === void 0 ? [] : [[name, settings[name]]]));
}
/**
* The checks that an installation by curtin brings by itself: those of `CURTIN_PACKS` to which the configuration and the system give
* something to look at, in that order. Pure.
*/
function defaultPacks(config, facts) {
	const named = new Set(facts.own.filter(({ not }) => !not).map(({ kind }) => kind));
	const storage = storageItems(config);
	const stored = "none" in storage ? null : storage;
	return CURTIN_PACKS.filter((name) => !facts.off.includes(name) && !named.has(name)).flatMap((name) => pack(name, config, stored, facts) ?? []);
}
function pack(name, config, storage, facts) {
	const base = {
		from: null,
		not: false,
		place: facts.place
	};
	const withConfig = {
		...base,
		config: packSections(name, config),
		configFile: null
	};
	const debian = facts.distro === null || ["ubuntu", "debian"].includes(facts.distro);
	const settings = mapping$1(config);
	switch (name) {
		case "fstab": return {
			kind: name,
			entries: [],
			...base
		};
		case "swaps": return {
			kind: name,
			...base
		};
		case "dname": return debian && storage !== null && askedNames(storage).length > 0 ? {
			kind: name,
			...withConfig
		} : null;
		case "dname-rules": return debian && storage?.items.some(isNamedDisk) === true ? {
			kind: name,
			...withConfig
		} : null;
		case "kernel-package": return {
			kind: name,
			package: facts.kernelPackage ?? kernelOf(settings),
			...base
		};
		case "interfaces-removed": return debian ? {
			kind: name,
			...base
		} : null;
		case "reporting": return {
			kind: name,
			files: filesOf(settings),
			...base,
			from: "install"
		};
		case "storage": return storage === null ? null : {
			kind: name,
			...withConfig
		};
		case "network": return "none" in askedNetwork(config) ? null : {
			kind: name,
			...withConfig
		};
		case "grub": return "none" in askedGrub(config) ? null : {
			kind: name,
			...withConfig
		};
		case "packages": {
			const installed = askedPackages(config, facts.distro);
			return installed.length === 0 ? null : {
				kind: name,
				installed,
				absent: [],
				...base
			};
		}
	}
}
function isNamedDisk({ type, name }) {
	return type === "disk" && text$2(name) !== null;
}
/** `kernel: { package }`; a fallback is taken only where no mapping fits, so it proves nothing. `kernel: null` installs none. */
function kernelOf(config) {
	return text$2(mapping$1(config.kernel).package);
}
function filesOf(config) {
	const files = texts(mapping$1(config.install).post_files);
	return files.length === 0 ? POSTED_FILES : files;
}
// src/plan/packs.ts
/** Merges configurations, each set of them once: of a thousand tests many share theirs. */
function mergeOnce() {
	const known = /* @__PURE__ */ new Map();
	return (configs) => {
		const key = configs.map(({ text }) => text).join("\0");
		const merged = known.get(key) ?? mergedConfig(configs);
		known.set(key, merged);
		return merged;
	};
}
/** The test with the configurations that its checks hold the system against, and the checks that its installer brings by itself. */
function withPacks(input) {
	const { test, curtin } = input;
	const config = curtin === null ? null : input.merge(curtin.configs);
	const fill = (check) => filled(check, config, input);
	const boots = test.boots.map((boot) => ({
		...boot,
		checks: boot.checks.map(fill)
	}));
	const checks = test.checks.map(fill);
	return {
		...test,
		boots,
		checks: [...checks, ...packsOf(input, config, [...checks, ...boots.flatMap((boot) => boot.checks)])]
	};
}
function packsOf({ test, curtin, distribution }, config, own) {
	if (curtin === null || test.boots.length === 0) return [];
	const packs = defaultPacks(config, {
		distro: distribution,
		kernelPackage: test.install.curtin?.kernelPackage ?? null,
		off: test.packsOff,
		own,
		place: test.install.place
	});
	return curtin.reporting ? packs : packs.filter(({ kind }) => kind !== "reporting");
}
function filled(check, config, { documents, notes }) {
	if (!isConfigCheck(check)) return check;
	if (check.configFile === null) {
		if (config === null) notes.error(`the check ${check.kind} has no configuration: the test does not install by curtin`, "name one: `config: FILE`", { place: check.place });
		return {
			...check,
			config: packSections(check.kind, config)
		};
	}
	const document = documents[check.configFile];
	if (document === void 0 || !("text" in document)) {
		const why = document?.error ?? "nobody read it";
		notes.error(`the configuration ${check.configFile} of the check ${check.kind} cannot be read: ${why}`, "the path is relative to the suite file", { place: check.place });
		return check;
	}
	noteConfig(check, check.configFile, document.text, notes);
	return {
		...check,
		config: packSections(check.kind, readDocument(document.text, check.configFile).value)
	};
}
/** The section without which a check has nothing to hold the system against. */
const NEEDED = {
	storage: "storage",
	dname: "storage",
	"dname-rules": "storage",
	network: "network"
};
/** Judges a check's own configuration as that of an installation, and that it has what the check reads. */
function noteConfig(check, file, text, notes) {
	const { problems } = describeCurtin(text, file);
	notes.add(problems);
	const section = NEEDED[check.kind];
	if (section === void 0) return;
	const { value } = readDocument(text, file);
	if (typeof value === "object" && value !== null && !Array.isArray(value) ? section in value : problems.length > 0) return;
	const place = {
		file,
		line: 1,
		column: 1
	};
	const related = [{
		place: check.place,
		message: "the check names it here"
	}];
	notes.error(`the configuration of the check ${check.kind} has no \`${section}\``, `name one that has: \`config: FILE\``, {
		place,
		related
	});
}
/** The files that checks of these tests read. */
function packDocuments(test) {
	return [...test.checks, ...test.boots.flatMap((boot) => boot.checks)].flatMap((check) => isConfigCheck(check) && check.configFile !== null ? [check.configFile] : []);
}
const CONFIG_KINDS = [
	"storage",
	"network",
	"grub",
	"dname",
	"dname-rules"
];
function isConfigCheck(check) {
	return CONFIG_KINDS.includes(check.kind);
}
// src/qemu/fill.ts
const HOLE = /\{([a-z][a-z0-9]*(?::[a-z0-9-]+)?)\}/g;
/** The hole that stands for an opening brace of the user's: see `literal`. */
const BRACE = "brace";
/** Options whose argument is a comma-separated list where it is not JSON: QEMU reads a doubled comma as one. */
const LISTS = /* @__PURE__ */ new Set([
	"-accel",
	"-blockdev",
	"-chardev",
	"-device",
	"-drive",
	"-fw_cfg",
	"-global",
	"-machine",
	"-mon",
	"-name",
	"-netdev",
	"-object",
	"-smbios"
]);
/** Text of the user's as it goes into an argument with holes: what looks like a hole in it stays text. */
function literal(text) {
	return text.replaceAll("{", `{${BRACE}}`);
}
/** Text as a value in a comma-separated option (`-chardev`, `-netdev`, …): commas doubled. */
function listValue(text) {
	return text.replaceAll(",", ",,");
}
/**
* An object as QEMU's JSON options take it; what is undefined is left out. `number` is a member that does not fit into JavaScript's
* numbers: a WWN has 64 bits.
*/
function jsonOption(object, number) {
	const text = JSON.stringify(object);
	return number === void 0 ? text : `${text.slice(0, -1)},${JSON.stringify(number[0])}:${number[1]}}`;
}
/**
* Fills the holes of a command line. In an argument that is JSON a value is written as JSON text, in an option that is a
* comma-separated list its commas are doubled, elsewhere (`-kernel`, `-append`, `-initrd`) it stands as it is.
* Throws VMTEST_INTERNAL for a hole that nothing fills.
*/
function fillArgv(argv, holes) {
	return argv.map((argument, index) => {
		if (!argument.includes("{")) return argument;
		const write = writerOf(argument, argv[index - 1] ?? "");
		return argument.replace(HOLE, (_, name) => write(holeValue(name, holes, argument)));
	});
}
function writerOf(argument, option) {
	if (argument.startsWith("{\"")) return (value) => JSON.stringify(value).slice(1, -1);
	return LISTS.has(option) ? listValue : (value) => value;
}
function holeValue(name, holes, argument) {
	if (name === BRACE) return "{";
	const value = Object.hasOwn(holes, name) ? holes[name] : void 0;
	if (value === void 0) throw new VmtestError("VMTEST_INTERNAL", `nothing fills {${name}} of QEMU's argument ${argument}`, { hint: `there are ${Object.keys(holes).join(", ") || "none"}` });
	return value;
}
// src/qemu/args.ts
/** QEMU's sandbox: no obsolete calls, no change of user, no new processes, no scheduling. */
const SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
/** A guest that ends, in whatever way, stays there to be looked at; only `quit` ends QEMU. */
const ACTION = "reboot=shutdown,shutdown=pause,panic=pause,watchdog=pause";
/** Where SeaBIOS and OVMF write their debug log: both have this port built in. */
const DEBUG_PORT = 1026;
/** Throw-away disks: QEMU need not wait for the host's disk to keep what it writes. */
const CACHE = { "no-flush": true };
/**
* QEMU's command line of one phase, the program first, with named holes. Pure: the same machine gives the same devices at the
* same addresses in every phase. Every option that takes JSON in QEMU 6.2 is JSON.
*/
function phaseArgv(machine, phase) {
	const folder = `{topdir}/${phase.slug}`;
	const bootable = phase.kernel === null;
	return [
		`qemu-system-${machine.arch}`,
		...["-name", `guest=${phase.slug}`],
		...devicesOf(machine, bootable),
		...machine.firmware.startsWith("uefi") ? firmwareArgs(folder) : [],
		...logArgs(machine, phase.prefix, folder),
		...machine.disks.flatMap((disk) => blockNode(disk.name, disk.format, `${folder}/${disk.file}`, false)),
		...phase.harnessDisks.flatMap((disk) => harnessDiskArgs(disk)),
		...bootable ? ["-boot", "strict=on"] : kernelArgs(phase),
		...phase.smbios.flatMap((value) => ["-smbios", value]),
		...machine.qemuArgs.map(literal)
	];
}
/** What depends on the machine alone, made once for each: a thousand tests of one matrix share a few machines. */
const made = /* @__PURE__ */ new WeakMap();
function devicesOf(machine, bootable) {
	const known = made.get(machine) ?? /* @__PURE__ */ new Map();
	made.set(machine, known);
	const args = known.get(bootable) ?? [
		...platformArgs(machine),
		...channelArgs(machine),
		...machine.nics.flatMap((nic, index) => nicArgs(nic, index)),
		...diskArgs(machine, bootable)
	];
	known.set(bootable, args);
	return args;
}
/** `-machine pc,pflash0=…` and what every machine has. */
function platformArgs(machine) {
	return [
		...[
			"-nodefaults",
			"-no-user-config",
			"-display",
			"none",
			"-S"
		],
		...["-machine", machineOption(machine)],
		...["-accel", machine.accel],
		...[
			"-cpu",
			literal(machine.cpu),
			"-smp",
			String(machine.cpus),
			"-m",
			`${machine.memoryMiB}M`
		],
		...[
			"-action",
			ACTION,
			"-sandbox",
			SANDBOX
		],
		...isSecurePc(machine) ? [
			"-global",
			"driver=cfi.pflash01,property=secure,value=on",
			"-global",
			"ICH9-LPC.disable_s3=1"
		] : [],
		...["-object", jsonOption({
			"qom-type": "rng-builtin",
			id: "rng"
		})],
		...device("virtio-rng-pci", "rng0", platformAddress(machine.type, "rng"), { rng: "rng" }),
		...device("pvpanic-pci", "panic", platformAddress(machine.type, "panic"))
	];
}
function machineOption(machine) {
	const parts = [literal(machine.type), "usb=off"];
	if (machine.arch === "aarch64") parts.push(`gic-version=${machine.accel === "kvm" ? "host" : "3"}`);
	if (machine.arch === "ppc64" && machine.accel === "tcg") parts.push(...WITHOUT_MITIGATIONS);
	if (machine.firmware.startsWith("uefi")) parts.push("pflash0=pflash0", "pflash1=pflash1");
	if (isSecurePc(machine)) parts.push("smm=on");
	return parts.join(",");
}
/** What TCG cannot do, and QEMU warns of where the machine is to have it: mitigations of what an emulated processor does not suffer from. */
const WITHOUT_MITIGATIONS = [
	"cap-cfpc=broken",
	"cap-sbbc=broken",
	"cap-ibs=broken",
	"cap-ccf-assist=off"
];
function isSecurePc(machine) {
	return machine.firmware === "uefi-secure" && machine.arch === "x86_64";
}
function firmwareArgs(folder) {
	const flash = (name, format, readOnly, filename) => ["-blockdev", jsonOption({
		driver: format,
		"node-name": name,
		"read-only": readOnly,
		file: {
			driver: "file",
			filename
		}
	})];
	return [...flash("pflash0", "{firmware:code-format}", true, "{firmware:code}"), ...flash("pflash1", "{firmware:vars-format}", false, `${folder}/disks/efivars.fd`)];
}
/** Monitor, serial console, firmware log, text screen, events port. */
function channelArgs(machine) {
	const x86 = machine.arch === "x86_64";
	return [
		...[
			"-chardev",
			"socket,id=qmp,fd={fd:qmp}",
			"-mon",
			"chardev=qmp,mode=control"
		],
		...x86 ? ["-device", jsonOption({
			driver: "isa-serial",
			id: "serial0",
			chardev: "console"
		})] : ["-serial", "chardev:console"],
		...x86 ? ["-device", jsonOption({
			driver: "isa-debugcon",
			id: "debugcon",
			iobase: DEBUG_PORT,
			chardev: "firmware"
		})] : [],
		...x86 ? device("VGA", "vga", platformAddress(machine.type, "vga")) : [],
		...device("virtio-serial-pci", "ports", platformAddress(machine.type, "ports")),
		...["-chardev", "socket,id=events,fd={fd:events}"],
		...["-device", jsonOption({
			driver: "virtserialport",
			id: "port1",
			bus: "ports.0",
			nr: 1,
			chardev: "events",
			name: EVENTS_PORT
		})]
	];
}
/** Files, not sockets: what a guest writes is kept however it ends, and a slow reader never slows it. */
function logArgs(machine, prefix, folder) {
	const files = phaseFiles(prefix);
	const log = (id, file) => ["-chardev", `file,id=${id},path=${folder}/${file}`];
	return [...log("console", files.console), ...machine.arch === "x86_64" ? log("firmware", files.firmware) : []];
}
function nicArgs(nic, index) {
	const id = `net${index}`;
	return [
		"-netdev",
		netdev(id, nic.network, index),
		...device("virtio-net-pci", `nic${index}`, nic.address, {
			netdev: id,
			mac: literal(nic.mac),
			romfile: ""
		})
	];
}
function netdev(id, network, index) {
	if (network === "none") return `user,id=${id},restrict=on`;
	return network === "user" ? `user,id=${id}` : `tap,id=${id},fd={fd:nic${index}}`;
}
function diskArgs(machine, bootable) {
	const scsi = machine.disks.some((disk) => disk.driver === "scsi-hd");
	let bootindex = 0;
	return [...scsi ? device("virtio-scsi-pci", SCSI_CONTROLLER, platformAddress(machine.type, "scsi")) : [], ...machine.disks.flatMap((disk) => disk.addresses.flatMap((address, path) => diskDevice(disk, path, address, bootable ? ++bootindex : void 0)))];
}
function blockNode(name, format, filename, readOnly) {
	const file = {
		driver: "file",
		filename,
		cache: CACHE,
		...readOnly ? {} : { discard: "unmap" }
	};
	return ["-blockdev", jsonOption({
		driver: format,
		"node-name": name,
		...readOnly ? { "read-only": true } : { discard: "unmap" },
		cache: CACHE,
		file
	})];
}
function diskDevice(disk, path, address, bootindex) {
	const id = disk.paths === 1 ? `${disk.name}-device` : `${disk.name}-path${path}`;
	const common = {
		drive: disk.name,
		serial: literal(disk.serial),
		logical_block_size: disk.logicalBlockSize,
		physical_block_size: disk.physicalBlockSize,
		bootindex
	};
	if (disk.driver === "virtio-blk") return device("virtio-blk-pci", id, address, common);
	if (disk.driver === "nvme") return device("nvme", id, address, common);
	const scsi = {
		driver: "scsi-hd",
		id,
		bus: address.bus,
		"scsi-id": Number(address.addr),
		...common
	};
	const shared = disk.paths > 1 ? { "share-rw": true } : {};
	return ["-device", jsonOption({
		...scsi,
		...shared
	}, disk.wwn === null ? void 0 : ["wwn", BigInt(disk.wwn)])];
}
function harnessDiskArgs(disk) {
	return [...blockNode(disk.name, disk.format, disk.file, disk.readOnly), ...device("virtio-blk-pci", `${disk.name}-device`, disk.address, {
		drive: disk.name,
		serial: disk.serial
	})];
}
function kernelArgs(phase) {
	if (phase.kernel === null) return [];
	const initrd = phase.kernel.initrd ? ["-initrd", "{image:initrd}"] : [];
	const { commandLine, userArgs } = phase.kernel;
	return [
		"-kernel",
		"{image:kernel}",
		...initrd,
		"-append",
		[commandLine, ...userArgs.map(literal)].join(" ")
	];
}
function device(driver, id, address, options = {}) {
	return ["-device", jsonOption({
		driver,
		id,
		bus: address.bus,
		addr: address.addr,
		...options
	})];
}
/** A string for a guest's firmware tables (SMBIOS type 11), as systemd's boot loader and stub read them. */
function smbiosString(value) {
	return `type=11,value=${listValue(literal(value))}`;
}
/** The system's serial number in SMBIOS: where cloud-init's NoCloud looks for its seed's address. */
function smbiosSerial(value) {
	return `type=1,serial=${listValue(value)}`;
}
// src/plan/curtin-collect.ts
/**
* Sets `ours` and `ours_tags` to sed commands that drop our own disks: a line that ends in one's name, as `ls -l` shows a link to it
* and as /proc/partitions names it, and a device of `blkid -o export`, whose lines end with an empty one. A guest has its disks in any
* order, so they are known by their serial numbers; those of ours are all virtio's.
*/
const OURS = `ours= ours_tags=
for f in R/sys/block/*/serial; do
  [ -r "$f" ] || continue
  v=
  IFS= read -r v < "$f" || :
  case $v in
    ${Object.values(SERIALS).join("|")})
      n=\${f%/serial} n=\${n##*/}
      ours="$ours/[ \\\\/]$n[0-9]*\\$/d;" ours_tags="$ours_tags/^DEVNAME=.*\\\\/$n[0-9]*\\$/,/^\\$/d;"
      ;;
  esac
done`;
const COMMON = `keep() { [ ! -e "$1" ] || cp -a "$1" "$2"; }
keep R/root root
keep R/etc/fstab fstab
keep R/etc/udev/rules.d udev_rules.d
for f in R/var/log/messages R/var/log/syslog R/var/log/cloud-init*; do keep "$f" .; done
keep R/var/lib/cloud var_lib_cloud
keep R/run/cloud-init run_cloud-init
copy R/proc/cmdline proc_cmdline
copy R/proc/mounts proc_mounts
copy R/proc/swaps proc-swaps
[ ! -r R/proc/partitions ] || sed "$ours" R/proc/partitions > proc_partitions
take ifconfig_a ifconfig -a
take ip_a ip a
for by in dname id partuuid path uuid; do
  : > "ls_al_by$by"
  [ ! -d "R/dev/disk/by-$by" ] || ls -al "R/dev/disk/by-$by/" | sed "$ours" > "ls_al_by$by"
done
: > ls_dname
[ ! -d R/dev/disk/by-dname ] || ls R/dev/disk/by-dname/ > ls_dname
take blkid.out blkid -o export
[ -z "$ours" ] || { sed "$ours_tags" blkid.out > blkid.out.new && mv blkid.out.new blkid.out; }
[ ! -d R/boot ] || find R/boot > find_boot.out
[ ! -d R/sys/firmware/efi ] || take efibootmgr.out efibootmgr -v
keep R/etc/default/grub etc_default_grub
keep R/etc/default/grub.d etc_default_grub_d`;
const DEBIAN = `if [ -x R/root/curtin/bin/curtin ]; then R/root/curtin/bin/curtin block-discover > boot-curtin-block-discover.json; fi
  dpkg-query --show --showformat='\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\n' > debian-packages.txt 2> debian-packages.txt.err
  keep R/etc/network/interfaces .
  keep R/etc/network/interfaces.d .
  : > find_interfacesd
  [ ! -d R/etc/network/interfaces.d ] || find R/etc/network/interfaces.d > find_interfacesd
  if command -v apt-config >/dev/null 2>&1; then
    v=
    eval "$(apt-config shell v Acquire::HTTP::Proxy)"
    printf '%s\\n' "$v" > apt-proxy
  fi
  keep R/etc/kernel-img.conf .`;
const CENTOS = `rpm -qa | cat > rpm_qa
  rpm -q --queryformat '%{VERSION}\\n' cloud-init | cat > rpm_ci_version
  rpm -E '%rhel' | cat > rpm_dist_version_major
  keep R/etc/sysconfig/network-scripts .
  keep R/etc/centos-release .`;
/** A journal that is not written to a disk is left where it is, as the original does. */
const JOURNAL = `if [ -d R/var/log/journal ]; then
  journalctl --sync
  journalctl --flush
  cp -a R/var/log/journal var-log-journal
  for f in var-log-journal/*/system*.journal; do
    if [ -e "$f" ]; then gzip -9 "$f"; fi
  done
fi`;
/** Sockets and pipes of the copied folders are no data, and tar and the record could not have them. */
const TIDY = "find . ! -type f ! -type d ! -type l -exec rm -f {} +";
/**
* What the original's default scripts collect of a system that curtin installed, under their names, and by what the system has: files of
* dpkg where there is dpkg-query, else those of rpm where there is rpm with a database (busybox has an `rpm` too). A tool that is absent is no failure.
*
* @param root below which the system's files are; only tests of the script give another than ''
*/
function curtinDefaults(root = "") {
	return `${TAKE}
${OURS}
${COMMON}
if command -v dpkg-query >/dev/null 2>&1; then
  ${DEBIAN}
elif command -v rpm >/dev/null 2>&1 && [ -d R/var/lib/rpm ]; then
  ${CENTOS}
fi
${JOURNAL}
${TIDY}
exit 0
`.replaceAll(/(?<=[ "])R\//g, `${root}/`);
}
/** The step of each boot of what curtin installed. It comes before the suite's own collecting, which may build on it. */
const CURTIN_DEFAULTS = [{
	name: "curtin defaults",
	kind: "collect",
	script: curtinDefaults()
}];
// src/plan/phases.ts
/** The phases of a test in their order: the install, unless there is none, then each boot. */
function planPhases(input) {
	const boots = input.test.boots.map((boot) => bootPhase(input, boot));
	return input.test.install.installer === "none" ? boots : [installPhase(input), ...boots];
}
function installPhase(input) {
	const { test, effective } = input;
	const { install } = test;
	const seed = seedOf(input, install.seed, "install");
	const own = install.installer === "curtin" ? CURTIN_STEPS : [{
		name: "install",
		kind: "install",
		script: input.script
	}];
	const overHttp = rootOverHttp(input);
	const mac = input.machine.nics[0]?.mac ?? null;
	const environment = {
		roles: input.roles,
		image: input.image,
		installer: install.installer,
		mac,
		rootOverHttp: overHttp
	};
	return phase(input, {
		name: "install",
		kind: "install",
		prefix: "install",
		inputs: "install",
		collect: "install/collect",
		timeoutSeconds: effective.installTimeout,
		seed,
		kernel: {
			initrd: input.roles.includes("initrd"),
			commandLine: commandLine(environment, effective, seed, "install"),
			userArgs: install.kernelArgs
		},
		smbios: [],
		hasTarget: input.hasTarget && (input.curtin === null || input.curtin.source.includes(SERIALS.target)),
		curtin: input.curtin,
		rootServed: overHttp ? {
			path: ROOT_PATH,
			role: "root",
			ftype: "squashfs"
		} : null,
		settings: install,
		steps: [...own, ...collectSteps(readersOf(test, "install"), input.collectFor)],
		checks: []
	});
}
function bootPhase(input, boot) {
	const { test, effective } = input;
	const single = test.boots.length === 1;
	const inputs = single ? "boot" : `boot/${boot.name}`;
	const seed = seedOf(input, boot.seed, `boot ${boot.name}`);
	const direct = test.install.installer === "none" && input.roles.includes("kernel") && !input.roles.includes("disk");
	const environment = {
		roles: input.roles,
		image: input.image,
		installer: "none",
		mac: null,
		rootOverHttp: false
	};
	const commands = boot.runcmd.map((script, index) => ({
		name: `runcmd ${index + 1}`,
		kind: "runcmd",
		script
	}));
	const collects = boot.collect.map((script, index) => ({
		name: `collect ${index + 1}`,
		kind: "collect",
		script
	}));
	const defaults = test.install.installer === "curtin" ? CURTIN_DEFAULTS : [];
	const checks = boot.checks.map((check) => check.from === null ? {
		...check,
		from: boot.name
	} : check);
	return phase(input, {
		name: boot.name,
		kind: "boot",
		prefix: single ? "boot" : `boot-${boot.name}`,
		inputs,
		collect: single ? "collect" : `collect/${boot.name}`,
		timeoutSeconds: effective.bootTimeout(boot.timeout),
		seed,
		kernel: direct ? {
			initrd: input.roles.includes("initrd"),
			commandLine: commandLine(environment, effective, seed, inputs),
			userArgs: boot.kernelArgs
		} : null,
		smbios: direct ? [] : smbiosOf(input, boot, seed, inputs),
		hasTarget: false,
		curtin: null,
		rootServed: null,
		settings: boot,
		steps: [
			...commands,
			...defaults,
			...collects,
			...collectSteps(readersOf(test, boot.name), input.collectFor)
		],
		checks
	});
}
function phase(input, draft) {
	const { machine, test } = input;
	const root = draft.kernel !== null && draft.rootServed === null && input.roles.includes("root");
	const disks = harnessDisks(machine.type, test.slug, draft.inputs, {
		seed: draft.seed === "disk",
		root,
		target: draft.hasTarget
	});
	const { kernel, smbios, hasTarget: _, settings, ...spec } = draft;
	return {
		...spec,
		silenceSeconds: input.effective.silence,
		argv: phaseArgv(machine, {
			slug: test.slug,
			prefix: draft.prefix,
			harnessDisks: disks,
			kernel,
			smbios
		}),
		harnessDisks: disks,
		end: settings.end,
		reboots: settings.reboots,
		cloudConfig: settings.cloudConfig,
		environment: environmentOf(test, draft.name)
	};
}
/** Whether the environment's initramfs is to fetch its root: a squashfs, by a NIC that reaches us. */
function rootOverHttp({ test, image, roles, machine, effective, notes }) {
	const { root, place } = test.install;
	if (root === "disk") return false;
	const network = machine.nics[0]?.network ?? "none";
	if (network === "none") {
		const hint = effective.isolate ? ISOLATED_HINT : "leave `root` out, or give the first NIC `network: user`";
		notes.error(`the root of the environment is to come over HTTP, and the first NIC has network \`${network}\``, hint, { place });
	}
	if (!roles.includes("root") || !isOverlayRoot(image)) notes.error("the root of the environment is to come over HTTP, and the image has no squashfs", "leave `root` out: the disk that it then is may have any file system", { place });
	return true;
}
/** A disk, unless the suite says otherwise: it needs no network, and no cloud-init of a certain age. */
function seedOf(input, seed, where) {
	if (seed === "http" && (input.machine.nics[0]?.network ?? "none") === "none") {
		const hint = input.effective.isolate ? ISOLATED_HINT : "leave `seed` out, or give the first NIC `network: user`";
		input.notes.error(`the seed of ${where} is to come over HTTP, and the first NIC has network \`none\``, hint);
	}
	return seed ?? "disk";
}
/** What a boot through the disk's own boot loader can still be told from outside. */
function smbiosOf(input, boot, seed, inputs) {
	if (input.machine.arch === "ppc64") return noteNoSmbios(input, boot, seed);
	const strings = seed === "http" ? [smbiosSerial(`ds=nocloud-net;s={http}/${inputs}/`)] : [];
	if (boot.kernelArgs.length === 0) return strings;
	input.notes.warning(`kernel-args of boot ${boot.name} reach only systemd-boot and unified kernel images`, "another boot loader has its own configuration: let the installer write it", { place: boot.place });
	const value = boot.kernelArgs.join(" ");
	const names = ["io.systemd.stub.kernel-cmdline-extra", "io.systemd.boot.kernel-cmdline-extra"];
	return [...strings, ...names.map((name) => smbiosString(`${name}=${value}`))];
}
/** Open Firmware's machines have no such tables: what the disk's own boot loader starts is told nothing. */
function noteNoSmbios({ notes }, boot, seed) {
	const { place } = boot;
	if (seed === "http") notes.error(`a ppc64el machine cannot be told where the seed of boot ${boot.name} is`, "leave `seed` out: a disk", { place });
	if (boot.kernelArgs.length > 0) notes.warning(`kernel-args of boot ${boot.name} reach no ppc64el machine`, "let the installer write them", { place });
	return [];
}
/** The checks that read a phase's data: the test's without `from` read the last boot's, a boot's own that boot's. */
function readersOf(test, phaseName) {
	const last = test.boots.at(-1)?.name ?? null;
	return [...test.boots.flatMap((boot) => boot.checks.filter((check) => (check.from ?? boot.name) === phaseName)), ...test.checks.filter((check) => (check.from ?? last) === phaseName)];
}
function collectSteps(checks, collectFor) {
	const steps = /* @__PURE__ */ new Map();
	for (const check of checks) for (const { name, script } of collectFor(check)) if (!steps.has(name)) steps.set(name, {
		name,
		kind: "collect",
		script
	});
	return [...steps.values()];
}
/** The axes as `VMTEST_NAME`, and which test and phase it is. */
function environmentOf(test, phaseName) {
	const variables = axisVariables(Object.keys(test.axes));
	const axes = Object.entries(test.axes).map(([axis, value]) => [variables.get(axis), String(value)]);
	return {
		...Object.fromEntries(axes),
		VMTEST_TEST: test.id,
		VMTEST_PHASE: phaseName
	};
}
// src/plan/prep.ts
/**
* The curtin configuration of a ppc64 machine with the PReP partition that it boots from, as the original injects it for that
* architecture, and the disks with that partition on them. What has no place for it is noted. Of other machines, and of
* configurations without storage, what was given.
*/
function withPrep(given, test, arch, notes) {
	const { installer, file, place } = test.install;
	if (arch !== "ppc64" || installer !== "curtin" || file === null || given.needs.problems.some(({ severity }) => severity === "error")) return given;
	let refused = false;
	const script = rewriteConfig(given.script, file, (value) => {
		const made = injectPrep(value);
		if ("config" in made) return made.config;
		if (!refused) notes.error(`a ppc64el machine boots from a PReP partition, and ${made.error} in ${file}`, made.hint, { place });
		refused = true;
		return value;
	});
	if (script === given.script) return given;
	const { disks, nvme } = describeCurtin(script, file);
	return {
		script,
		needs: {
			...given.needs,
			disks,
			nvme
		}
	};
}
// src/plan/problems.ts
/** Notes of one test, appended to `problems`. The place of a setting is where it, or the nearest setting above it, was written. */
function notesFor(test, problems) {
	const note = (severity) => (message, hint, options = {}) => {
		const place = options.place ?? placeOf(test, options.setting);
		const related = options.related === void 0 ? {} : { related: options.related };
		problems.push({
			code: options.code ?? "VMTEST_PLAN_INVALID",
			severity,
			message,
			hint,
			place,
			...related,
			test: test.id
		});
	};
	return {
		error: note("error"),
		warning: note("warning"),
		add: (more) => problems.push(...more.map((problem) => ({
			...problem,
			test: test.id
		})))
	};
}
function placeOf(test, setting) {
	let path = setting ?? "";
	while (path !== "") {
		const place = test.origins[path]?.place;
		if (place !== void 0) return place;
		path = path.slice(0, Math.max(0, path.lastIndexOf(".")));
	}
	return test.place;
}
/** Each problem once, with all the tests that it concerns: tests of one matrix, or with the same defaults, share their mistakes. */
function joinTests(problems) {
	const joined = /* @__PURE__ */ new Map();
	for (const problem of problems) {
		const { file, line, column } = problem.place ?? {
			file: "",
			line: 0,
			column: 0
		};
		const key = [
			problem.code,
			problem.severity,
			problem.message,
			problem.hint ?? "",
			file,
			line,
			column
		].join("\0");
		const known = joined.get(key) ?? {
			problem,
			tests: /* @__PURE__ */ new Set()
		};
		for (const test of testsOf(problem)) known.tests.add(test);
		joined.set(key, known);
	}
	return [...joined.values()].map(({ problem, tests }) => tests.size > 1 ? {
		...problem,
		tests: [...tests]
	} : problem);
}
// src/plan/replacements.ts
/** Warns of each text that `install.replace` replaces and the installer's file does not have: it is mistyped, there or here. */
function noteUnusedReplacements({ install }, text, notes) {
	for (const key of Object.keys(install.replace)) {
		if (key !== "" && text.includes(key)) continue;
		const message = key === "" ? "`replace` has an empty text, which stands for nothing" : `\`replace\` has \`${key}\`, which is not in ${install.file}`;
		const others = (install.curtin?.configs.length ?? 0) > 0 ? "; in the files of `configs` nothing is replaced" : "";
		notes.warning(message, `remove it, or write it as it is in the file${others}`, { setting: `install.replace.${key}` });
	}
}
// src/plan/rules.ts
/** Verdicts that a phase or a check can have: what `expect` may name. */
const NOT_OF_A_PHASE = [
	"passed",
	"expected-failure",
	"unexpected-pass",
	"skipped",
	"missing"
];
/** Verdicts that only an installing phase has. */
const OF_INSTALL = ["install-failed", "install-timeout"];
/** Verdicts that only a booting phase has, or what is checked after it. */
const OF_BOOT = ["boot-timeout", "check-failed"];
/** Every image that a test uses must have what its installer needs, as far as is known; problems of an image are the test's too. */
function checkImages(test, needs, catalogue, notes) {
	const place = test.install.place;
	const used = /* @__PURE__ */ new Map();
	if (test.image !== null) used.set(test.image, [...needs.roles]);
	else if (needs.roles.length > 0) {
		const hint = needs.roles.includes("disk") ? "name one under `image`, or start a disk `from` a file" : "name one under `image`";
		notes.error(`\`install: ${test.install.installer}\` needs an image with ${needs.roles.join(", ")}`, hint, { place });
	}
	if (test.install.target !== null) used.set(test.install.target, [...used.get(test.install.target) ?? [], ...needs.targetRoles]);
	for (const [name, roles] of used) {
		const entry = catalogue[name];
		if (entry === void 0) continue;
		notes.add(entry.problems);
		const missing = roles.filter((role) => !entry.roles.includes(role));
		if (missing.length === 0 || entry.problems.some((problem) => problem.severity === "error")) continue;
		const has = entry.roles.length === 0 ? "nothing" : entry.roles.join(", ");
		notes.error(`image \`${name}\` has no ${missing.join(", no ")}, which \`install: ${test.install.installer}\` needs`, `it has ${has}`, { place });
	}
}
/** A check reads a phase that is there. */
function checkReaders(test, notes) {
	const phases = [...test.install.installer === "none" ? [] : ["install"], ...test.boots.map((boot) => boot.name)];
	for (const check of [...test.checks, ...test.boots.flatMap((boot) => boot.checks)]) if (check.from !== null && !phases.includes(check.from)) {
		const hint = phases.length === 0 ? "it has no phases" : `it has ${phases.join(", ")}`;
		notes.error(`the check reads \`from: ${check.from}\`, and the test has no such phase`, hint, { place: check.place });
	} else if (check.from === null && test.boots.length === 0) notes.error(`the check \`${check.kind}\` reads the last boot, and the test has none`, "add `from: install`, or a boot", { place: check.place });
}
/** What is expected must be able to happen. */
function checkExpectation(test, notes) {
	const verdict = test.expect?.verdict ?? null;
	if (verdict === null) return;
	const at = { setting: "expect.verdict" };
	if (!SYSTEM_VERDICTS.includes(verdict) || NOT_OF_A_PHASE.includes(verdict)) notes.error(`\`${verdict}\` is no failure of the system under test, and cannot be expected`, "`install-failed`, for example, can", at);
	else if (OF_INSTALL.includes(verdict) && test.install.installer === "none") notes.error(`\`${verdict}\` is expected, and the test installs nothing`, "expect a verdict of a boot", at);
	else if (OF_BOOT.includes(verdict) && test.boots.length === 0) notes.error(`\`${verdict}\` is expected, and the test boots nothing`, "expect a verdict of the install", at);
}
// src/plan/topdirs.ts
/**
* Commands that would write into one folder, or one into another's: what the one leaves would be judged of the other, and removed by its
* keep policy. One problem for each folder, with all of its tests (VMTEST_PLAN_INVALID); a test that is skipped writes nothing.
*/
function sharedTopdirs(tests) {
	const byFolder = Map.groupBy(tests.filter(({ command, skip }) => command !== null && skip === null && !command.topdir.startsWith("{")), ({ command }) => command?.topdir);
	return [...byFolder].flatMap(([folder, writers]) => {
		const above = [...byFolder.keys()].find((other) => folder.startsWith(`${other}/`));
		if (above !== void 0) return [problem(`the topdir ${folder} lies in the topdir ${above} of another test`, writers)];
		return writers.length < 2 ? [] : [problem(`${writers.length} tests have the topdir ${folder}`, writers)];
	});
}
const HINT = "leave `topdir` out: each test has a folder of its own then; or make it another for each row of a matrix: `topdir: out/${{ matrix.NAME }}`";
function problem(what, writers) {
	const [first] = writers;
	const place = first.settings.topdir?.from.place ?? first.place;
	return {
		code: "VMTEST_PLAN_INVALID",
		severity: "error",
		message: `${what}: what one leaves there would be judged as the other’s`,
		hint: HINT,
		place,
		test: first.id,
		tests: writers.map(({ id }) => id)
	};
}
// src/plan/plan.ts
/** The files that a plan of these tests reads: absolute paths, each once. */
function documentsOf(tests, curtin = NO_CURTIN) {
	return [...new Set(tests.flatMap((test) => [
		...test.install.file === null ? [] : [test.install.file],
		...curtinDocuments(test, curtin),
		...packDocuments(test)
	]))];
}
/**
* Decides everything about every test before anything starts. Pure: the same input gives the same plan, byte for byte.
* What is wrong becomes a problem with its place and test (VMTEST_PLAN_INVALID for a mistake of the suite); nothing is thrown.
*/
function makePlan(input) {
	const problems = [...input.suite.problems];
	const shared = {
		read: documentReader(input.documents),
		machines: /* @__PURE__ */ new Map(),
		merge: mergeOnce()
	};
	const tests = input.suite.tests.map((test) => planTest(test, input, shared, notesFor(test, problems)));
	return {
		version: 1,
		problems: joinTests([...problems, ...sharedTopdirs(tests)]),
		tests
	};
}
function planTest(given, input, { read, machines, merge }, notes) {
	if (given.command !== null) return planCommand(given, given.command, input, notes);
	const { facts, catalogue, suite, collectFor, documents } = input;
	const effective = effectiveSettings(given, facts, input.settings);
	const image = given.image === null ? void 0 : suite.images[given.image];
	const roles = given.image === null ? [] : rolesOf(given.image, catalogue);
	const { script, needs } = withPrep(read(given, roles, notes), given, effective.arch, notes);
	notes.add(needs.problems);
	checkImages(given, needs, catalogue, notes);
	checkArch(given, effective.arch, suite.images, notes);
	checkExpectation(given, notes);
	const machine = theOne(machines, planMachine(given, effective, needs, facts, notes));
	const targetName = given.install.target ?? given.image;
	const target = targetName === null ? void 0 : suite.images[targetName];
	const targetRoles = targetName === null ? [] : rolesOf(targetName, catalogue);
	const hasTarget = targetRoles.includes("root-tar");
	const curtin = planCurtin({
		test: given,
		effective,
		host: input.curtin ?? NO_CURTIN,
		documents,
		script,
		image,
		target,
		targetRoles,
		network: machine.nics[0]?.network ?? "none",
		notes
	});
	checkPlaceholders(curtin, machine.iscsi ?? [], notes);
	const test = withPacks({
		test: given,
		curtin,
		distribution: distributionOf(target),
		merge,
		documents,
		notes
	});
	checkReaders(test, notes);
	return {
		id: test.id,
		slug: test.slug,
		name: test.name,
		axes: test.axes,
		image: test.image,
		machine,
		command: null,
		phases: planPhases({
			test,
			effective,
			machine,
			image,
			roles,
			hasTarget,
			script,
			collectFor,
			curtin,
			notes
		}),
		install: test.install,
		checks: test.checks,
		expect: test.expect,
		skip: skipOf(test, {
			facts,
			settings: input.settings,
			image
		}, notes),
		...test.retries === void 0 ? {} : { retries: test.retries },
		keep: effective.keep,
		folder: test.folder,
		place: test.place,
		settings: {
			...effective.shown,
			...shownRetries(test)
		}
	};
}
function shownRetries({ retries, origins }) {
	return retries === void 0 ? {} : { retries: {
		value: retries,
		from: origins.retries ?? { level: "default" }
	} };
}
function theOne(machines, machine) {
	const key = JSON.stringify(machine);
	const known = machines.get(key) ?? machine;
	machines.set(key, known);
	return known;
}
/** What an image has; of one that nothing is known of, what an installer's environment has. */
function rolesOf(image, catalogue) {
	return catalogue[image]?.roles ?? [
		"kernel",
		"initrd",
		"root"
	];
}
/** Reads an installer's file with its replacements; a text that many tests share is understood once. */
function documentReader(documents) {
	const texts = /* @__PURE__ */ new Map();
	const understood = /* @__PURE__ */ new Map();
	return (test, roles, notes) => {
		const { file, replace, installer } = test.install;
		if (file === null) return {
			script: "",
			needs: describeInstaller(test, "", roles)
		};
		if (!isRead(test, documents, notes)) return {
			script: "",
			needs: {
				...describeInstaller(test, "", roles),
				problems: []
			}
		};
		noteUnusedReplacements(test, textOf(documents, file), notes);
		const key = `${file}\0${JSON.stringify(replace)}`;
		const script = texts.get(key) ?? applyReplacements(textOf(documents, file), replace);
		texts.set(key, script);
		const needs = (installer === "curtin" ? understood.get(key) : void 0) ?? describeInstaller(test, script, roles);
		if (installer === "curtin") understood.set(key, needs);
		return {
			script,
			needs
		};
	};
}
function textOf(documents, file) {
	const document = documents[file];
	return document !== void 0 && "text" in document ? document.text : "";
}
/** Whether there is the text of a test's file; where there is none, a note says why. */
function isRead(test, documents, notes) {
	const { file, installer, place } = test.install;
	const document = documents[file ?? ""];
	if (document !== void 0 && "text" in document) return true;
	const why = document === void 0 ? "nobody read it" : document.error;
	const hint = document?.hint ?? "paths are relative to the suite file";
	notes.error(`the ${installer} installer's file ${file} cannot be read: ${why}`, hint, { place });
	return false;
}
// src/engine/curtin/apt-proxy.ts
/** Seconds that the host's apt-config may take; it takes some hundredths of one. */
const SECONDS = 10;
/** How `vmtest plan --settings` names the host's own apt. */
const HOST_APT = "apt-config";
/**
* The proxy for the apt of guests: the variable's where one is set, and set to nothing it says that there is none; else what this host's
* own apt is configured with, as the original asks it. A host without apt-config has none, nor has one whose apt-config fails. No password is in
* it: guests have what they are given in files that are kept, and kept files become artifacts.
*/
async function aptProxy({ proxy, aptProxyBy, path, commandEnv }) {
	if (proxy.apt_proxy !== void 0) return {
		value: withoutPassword(proxy.apt_proxy),
		by: aptProxyBy ?? "apt_proxy"
	};
	if (aptProxyBy != null) return {
		value: null,
		by: aptProxyBy
	};
	const own = await hostAptProxy(path, commandEnv.APT_CONFIG);
	return own === null ? {
		value: null,
		by: null
	} : {
		value: own,
		by: HOST_APT
	};
}
/** `Acquire::HTTP::Proxy` of this host, without a password. */
async function hostAptProxy(path, config) {
	const program = await findProgram("apt-config", path);
	if (program === null) return null;
	const outcome = await run(program, [
		"shell",
		"x",
		"Acquire::HTTP::Proxy"
	], {
		env: {
			...TOOL_ENV,
			PATH: path,
			...config === void 0 ? {} : { APT_CONFIG: config }
		},
		cwd: "/",
		timeout: SECONDS,
		grace: 0,
		maxBuffer: 65536
	});
	const value = /^x='([^'\s]*)'$/.exec(outcome.exitCode === 0 ? outcome.stdout.trim() : "")?.[1] ?? "";
	return [
		"http:",
		"https:",
		"socks5h:"
	].includes(URL.parse(value)?.protocol ?? "") ? withoutPassword(value) : null;
}
// src/engine/curtin/host.ts
/**
* Looks for the source tree of each curtin configuration, the nearest folder above it that is one, and adds what the run says of all, and
* the host's apt of its proxy, which is asked only where something is to be installed.
*/
async function curtinHost(tests, settings, surroundings) {
	const files = new Set(tests.flatMap(({ install }) => install.installer === "curtin" && install.file !== null ? [install.file] : []));
	const named = [...tests.flatMap(({ install }) => install.curtin?.tree ?? []), ...settings.curtinTree === null ? [] : [settings.curtinTree]];
	const apt = files.size === 0 ? {
		value: null,
		by: null
	} : await aptProxy(surroundings);
	const proxies = surroundings.proxy;
	const lacks = await Promise.all([...new Set(named)].map(async (folder) => [folder, await whatLacks(folder)]));
	const tree = async (file) => [file, settings.curtinTree ?? await treeAbove(dirname(file))];
	return {
		trees: Object.fromEntries(await Promise.all([...files].map(tree))),
		badTrees: Object.fromEntries(lacks.flatMap(([folder, why]) => why === null ? [] : [[folder, why]])),
		names: {
			...namesOf(settings),
			...apt.by === null ? {} : { aptProxy: apt.by }
		},
		exe: settings.curtinExe,
		extraConfig: settings.extraConfig,
		aptProxy: apt.value,
		proxy: Object.fromEntries([
			"http_proxy",
			"https_proxy",
			"no_proxy"
		].flatMap((name) => proxies[name] === void 0 ? [] : [[name, proxies[name].replace(/\/\/[^/]*@/, "//")]])),
		addRepos: settings.addRepos,
		systemUpgrade: settings.systemUpgrade,
		upgradePackages: settings.upgradePackages,
		develReleases: settings.develReleases
	};
}
function namesOf({ origins }) {
	const tree = origins.curtinTree?.name;
	const extraConfig = origins.extraConfig?.name;
	return {
		...tree === void 0 ? {} : { tree },
		...extraConfig === void 0 ? {} : { extraConfig }
	};
}
/** What a folder lacks to be a source tree of curtin; null: nothing. */
async function whatLacks(folder) {
	for (const path of ["curtin/__init__.py", "helpers"]) if (await stat(join(folder, path)).catch(() => null) === null) return `it has no ${path}`;
	return null;
}
async function treeAbove(folder) {
	if (await whatLacks(folder) === null) return folder;
	const parent = dirname(folder);
	return parent === folder ? null : treeAbove(parent);
}
// src/engine/disk-sources.ts
/** The files that disks start from and that cannot be: VMTEST_IMAGE_UNAVAILABLE for each test that has such a disk, at its place. */
async function sourceProblems(tests) {
	const known = /* @__PURE__ */ new Map();
	const problems = tests.flatMap((test) => (test.machine.disks ?? []).map((disk, index) => ({
		test,
		index,
		from: disk.from
	}))).map(async ({ test, index, from }) => {
		if (from === null) return [];
		const asked = known.get(from) ?? obstacle(from);
		known.set(from, asked);
		const why = await asked;
		if (why === null) return [];
		return [{
			code: "VMTEST_IMAGE_UNAVAILABLE",
			severity: "error",
			message: `disk${index} starts from ${from}, which cannot be read: ${why}`,
			hint: "build it, or mend the path: it is relative to the suite file",
			place: test.origins["machine.disks"]?.place ?? test.place,
			test: test.id
		}];
	});
	return (await Promise.all(problems)).flat();
}
async function obstacle(path) {
	try {
		const stats = await stat(path);
		return stats.isFile() || stats.isBlockDevice() ? null : "it is neither a file nor a block device";
	} catch (error) {
		return isErrno(error, "ENOENT") ? "there is no such file" : error.message;
	}
}
// src/engine/prepare.ts
/**
* Reads a suite and decides everything about its tests; starts nothing but the canary, whose answer is remembered.
* Throws what is wrong with the suite (exit 2); what the host lacks is a problem of the plan.
*/
async function preparePlan(request) {
	const { settings, surroundings } = request;
	const file = await findSuite(surroundings.cwd, request.suite ?? void 0);
	const [suite, identity, store] = await Promise.all([
		loadSuite(file, request.image === null ? {} : { image: request.image }),
		identityOf(surroundings),
		settings.imageDir ?? defaultStore(surroundings.cacheFolder, surroundings.sudo?.uid ?? surroundings.uid)
	]);
	const { only } = request;
	const tests = selectTests(suite.tests, request.select).filter(({ id }) => only === void 0 || only.has(id));
	const curtin = await curtinHost(tests, settings, surroundings);
	const images = usedImages(suite, tests);
	const locks = await readLockFile(file);
	const [documents, catalogue, kvm, sources] = await Promise.all([
		readDocuments(documentsOf(tests, curtin)),
		catalogueOf(images, {
			store,
			env: {
				...TOOL_ENV,
				PATH: surroundings.path
			},
			published: publishedSettings(settings),
			readOnly: settings.imageStoreReadOnly,
			tars: tarImages(tests),
			locks
		}),
		askCanary(tests, settings, surroundings, identity),
		sourceProblems(tests)
	]);
	const facts = await hostFacts({
		today: (/* @__PURE__ */ new Date()).toISOString().slice(0, 10),
		kvm: kvm === null ? "unknown" : kvm.usable ? "usable" : "unusable"
	});
	const plan = makePlan({
		suite: {
			...suite,
			tests
		},
		facts,
		catalogue,
		documents,
		settings,
		collectFor,
		curtin
	});
	const problems = [
		...plan.problems,
		...sources,
		...kvmProblems(kvm, settings)
	];
	return {
		suite,
		plan: {
			...plan,
			problems
		},
		catalogue,
		store,
		locks,
		curtin,
		identity,
		kvm
	};
}
function identityOf({ uid, sudo }) {
	return qemuIdentity({
		uid,
		sudoUid: sudo?.uid.toString(),
		sudoGid: sudo?.gid.toString()
	});
}
function usedImages(suite, tests) {
	const names = new Set(tests.flatMap((test) => [
		test.image,
		test.install.target,
		...test.command?.images ?? []
	]));
	return Object.fromEntries(Object.entries(suite.images).filter(([name]) => names.has(name)));
}
/** Images that a test may install from by their tar. */
function tarImages(tests) {
	const names = tests.map(({ image, install }) => install.installer === "script" ? install.target ?? image : null);
	return new Set(names.filter((name) => name !== null));
}
/** Scripts and configurations are written by hand. */
const MAX_DOCUMENT_BYTES = 4 << 20;
async function readDocuments(paths) {
	const read = async (path) => {
		try {
			const { size } = await stat(path).then((stats) => {
				if (stats.isFile()) return stats;
				throw new Error("it is no file");
			});
			if (size > MAX_DOCUMENT_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_DOCUMENT_BYTES}: is this the right file?`);
			return [path, { text: new TextDecoder("utf-8", {
				fatal: true,
				ignoreBOM: true
			}).decode(await readFile(path)) }];
		} catch (error) {
			if (error instanceof TypeError) return [path, {
				error: "it is not UTF-8",
				hint: "save it as UTF-8"
			}];
			return [path, { error: isErrno(error, "ENOENT") ? "there is no such file" : error.message }];
		}
	};
	return Object.fromEntries(await Promise.all(paths.map(read)));
}
async function askCanary(tests, settings, surroundings, identity) {
	const arch = hostArch();
	const own = tests.filter((test) => (test.machine.arch ?? arch) === arch);
	if (settings.accel === "tcg" || own.length === 0) return null;
	const cacheFolder = surroundings.cacheFolder;
	const qemu = await findQemu(arch, {
		path: surroundings.path,
		cacheFolder,
		family: (await distribution()).family
	});
	if (!isQemu(qemu)) return null;
	const models = [...new Set(own.map((test) => test.machine.cpu ?? "host"))];
	const answers = await Promise.all(models.map((cpu) => probeKvm({
		qemu: qemu.binary,
		arch,
		cpu,
		identity,
		cacheFolder: join(cacheFolder, "canary")
	})));
	return answers.find((answer) => !answer.usable) ?? answers[0] ?? null;
}
function kvmProblems(kvm, settings) {
	if (kvm === null || kvm.usable) return [];
	const mend = kvm.mend === null ? {} : { hint: kvm.mend };
	if (settings.accel === "kvm") return [{
		code: "VMTEST_KVM_UNUSABLE",
		severity: "error",
		message: `${settings.origins.accel?.name ?? "accel"} asks for KVM, and it cannot be used: ${kvm.cause}`,
		...mend
	}];
	const slower = `machines are emulated (TCG), and timeouts are ${settings.tcgFactor} times as long`;
	return [{
		code: "VMTEST_KVM_UNUSABLE",
		severity: "warning",
		message: `${kvm.cause}: ${slower}`,
		...mend
	}];
}
// src/faces/action/prepare-suites.ts
/** The suites' tests, none of them a mistake by itself: that the filters leave none is a note, and for the end of the job to judge. */
async function selectedSuites(...request) {
	try {
		return await prepareSuites(...request);
	} catch (error) {
		if (!(error instanceof VmtestError) || error.code !== "VMTEST_SELECT_EMPTY") throw error;
		request[0].notes.push({
			severity: "warning",
			message: error.message,
			...error.hint === void 0 ? {} : { hint: inputWords(error.hint) }
		});
		return [];
	}
}
/**
* Plans all suites of a step: those tests that the filters leave, of a shard its own. A suite of which nothing is left is left out. Throws one
* error with the mistakes of all suites; VMTEST_SELECT_EMPTY where nothing is left of any.
*/
async function prepareSuites(job, files, options = {}) {
	const { inputs, surroundings } = job;
	const settings = options.settings ?? inputs.settings;
	const select = inputs.own.select ?? [];
	const problems = [];
	let empty = null;
	const prepare = async (file) => {
		const label = files.length === 1 ? null : file.label;
		const only = options.only === void 0 ? {} : { only: new Set(idsOfSuite(label, options.only)) };
		if (only.only?.size === 0) return null;
		try {
			const prepared = await preparePlan({
				suite: file.path,
				select,
				image: null,
				settings,
				surroundings,
				...only
			});
			return prepared.plan.tests.length === 0 ? null : {
				file,
				label,
				prepared
			};
		} catch (error) {
			if (!(error instanceof VmtestError) || error.verdict !== void 0) throw error;
			if (error.code === "VMTEST_SELECT_EMPTY") empty = error;
			else problems.push(...problemsOf(error));
			return null;
		}
	};
	const suites = [];
	for (const file of files) {
		const suite = await prepare(file);
		if (suite !== null) suites.push(suite);
	}
	if (problems.length > 0) throw problemsError(problems);
	if (suites.length === 0 && empty !== null) throw empty;
	return suites;
}
export { noSlash as $, askedGrub as A, asks as B, NETWORK_SCRIPT as C, checkKernelPackage as D, prefixed as E, isArrayName as F, where as G, namesOf$1 as H, isMultipath as I, bytesOfDevice as J, askedStorage as K, mapperName as L, checkFstab as M, checkDnameRules as N, checkPackages as O, checkDname as P, swapsInUse as Q, partitionsOfDevice as R, checkServices as S, canonicalAddress as T, sameNames as U, listed as V, sizeText as W, STORAGE_SCRIPT as X, fileSystemOf as Y, resolveDevice as Z, gateTest as _, resolveMmdebstrap as a, mapping$1 as at, CURTIN_PAYLOAD as b, KVM_RULE_FILE as c, judge as ct, explainAbsent as d, parseMounts as et, diskSpace as f, gateResult as g, gateId as h, COMMAND_FILES as i, list$1 as it, GRUB_SCRIPT as j, checkInterfacesRemoved as k, UDEV_COMMANDS as l, lineOf as lt, usableMemory as m, selectedSuites as n, absentTool as nt, resolveFiles as o, text$2 as ot, usableCpus as p, blockDevices as q, fillArgv as r, osRelease as rt, KVM_RULE as s, collected as st, prepareSuites as t, unescapeOctal as tt, UDEV_MEND as u, quote as ut, joinSuites as v, askedNetwork as w, checkSwaps as x, suiteSlug as y, resolver as z };
