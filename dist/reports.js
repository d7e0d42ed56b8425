import { a as writeWhole, n as makeFolder, t as isErrno } from "./files.js";
import { _ as distribution, c as findQemu, l as findQemuImg, m as canReach, u as isQemu, v as installMend } from "./select.js";
import { i as EXIT, l as worstExitCode, n as problemsError, t as VmtestError } from "./errors.js";
import { c as JUNIT_FILE, f as RUN_RESULT_FILE, i as EVENTS_FILE, o as FOLDERS } from "./files2.js";
import { n as processMark } from "./processes.js";
import { n as killGroup, o as start, t as TOOL_ENV } from "./spawn.js";
import { o as findProgram } from "./job.js";
import { appendFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname, isAbsolute, join } from "node:path";
import { chown, mkdir, open, readFile, readdir, rm, rmdir, stat, statfs, writeFile } from "node:fs/promises";
// src/qemu/qmp.ts
/** The longest line that is read, in bytes: QEMU's answers are far shorter. */
const LINE_LIMIT = 16 << 20;
/**
* QEMU's machine protocol (QMP) over an inherited socket: one JSON object a line.
* Events go to `onEvent` as they come; a command resolves with its `return` value.
*/
var Qmp = class {
	/** Resolves with QEMU's greeting; rejects when the socket closes first. */
	greeting;
	#socket;
	#onEvent;
	#waiting = /* @__PURE__ */ new Map();
	#greet = Promise.withResolvers();
	#rest = "";
	#next = 1;
	#closed = false;
	constructor(socket, onEvent) {
		this.#socket = socket;
		this.#onEvent = onEvent;
		this.greeting = this.#greet.promise;
		this.greeting.catch(() => void 0);
		socket.setEncoding("utf8");
		socket.on("data", (chunk) => this.#read(String(chunk)));
		socket.on("error", () => void 0);
		socket.on("close", () => this.#close());
		if (socket.destroyed) this.#close();
	}
	/**
	* Runs a command. Rejects with VMTEST_QEMU_FAILED when QEMU refuses it, is gone, or does not answer in time.
	* @param timeout seconds
	*/
	execute(command, args = {}, timeout = 10) {
		if (this.#closed) return Promise.reject(new VmtestError("VMTEST_QEMU_FAILED", `QEMU is gone: it cannot be asked for ${command}`));
		const id = this.#next++;
		const { promise, resolve, reject } = Promise.withResolvers();
		const late = () => {
			this.#waiting.delete(id);
			reject(new VmtestError("VMTEST_QEMU_FAILED", `QEMU did not answer ${command} within ${timeout} s`));
		};
		this.#waiting.set(id, {
			command,
			resolve,
			reject,
			timer: setTimeout(late, timeout * 1e3)
		});
		this.#socket.write(`${JSON.stringify({
			execute: command,
			arguments: args,
			id
		})}\n`);
		return promise;
	}
	#read(chunk) {
		this.#rest += chunk;
		if (this.#rest.length > LINE_LIMIT) {
			this.#socket.destroy();
			return;
		}
		const lines = this.#rest.split("\n");
		this.#rest = lines.pop() ?? "";
		for (const line of lines) if (line.trim() !== "") this.#handle(line);
	}
	#handle(line) {
		let message;
		try {
			message = JSON.parse(line);
		} catch {
			return;
		}
		if ("QMP" in message) this.#greet.resolve(message["QMP"]);
		else if (typeof message["event"] === "string") this.#onEvent({
			at: timeOf(message["timestamp"]),
			event: message["event"],
			data: message["data"] ?? {}
		});
		else if (typeof message["id"] === "number") this.#answer(message["id"], message);
	}
	#answer(id, message) {
		const waiting = this.#waiting.get(id);
		if (waiting === void 0) return;
		this.#waiting.delete(id);
		clearTimeout(waiting.timer);
		const error = message["error"];
		if (error === void 0) waiting.resolve(message["return"]);
		else waiting.reject(new VmtestError("VMTEST_QEMU_FAILED", `QEMU refused ${waiting.command}: ${error.desc ?? "no reason given"}`));
	}
	#close() {
		if (this.#closed) return;
		this.#closed = true;
		this.#greet.reject(new VmtestError("VMTEST_QEMU_FAILED", "QEMU closed its control socket before it said a word"));
		for (const waiting of this.#waiting.values()) {
			clearTimeout(waiting.timer);
			waiting.reject(new VmtestError("VMTEST_QEMU_FAILED", `QEMU went away before it answered ${waiting.command}`));
		}
		this.#waiting.clear();
	}
};
/** QEMU writes -1 where it cannot tell the time. */
function timeOf(timestamp) {
	const { seconds = -1, microseconds = 0 } = timestamp ?? {};
	return seconds < 0 ? Date.now() / 1e3 : seconds + microseconds / 1e6;
}
// src/qemu/machine.ts
/** The descriptors that QEMU inherits, by the name of their hole in the command line. */
const DESCRIPTORS = {
	"fd:qmp": "3",
	"fd:events": "4"
};
/** Kernel clock ticks a second of /proc/PID/stat: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS = 100;
/** A running QEMU: disposable. It starts paused; `resume` lets the guest go. */
var Machine = class Machine {
	qmp;
	/** The guest's events port. */
	events;
	/** Our ends of the sockets that were asked for beside these. */
	more;
	pid;
	/** Milliseconds of `performance.now()` at which QEMU was spawned, and at which it was gone. */
	startedAt;
	endedAt = null;
	/** Resolves when QEMU is gone, whatever ended it. */
	exit;
	/** The versioned machine type behind an alias such as `pc`: `pc-i440fx-7.2`. */
	machineType = "";
	#quitting = false;
	#onReset = null;
	#vcpus = [];
	constructor(child, qmp, startedAt, log) {
		this.qmp = qmp;
		this.events = child.sockets[1];
		this.more = child.sockets.slice(2);
		this.pid = child.pid;
		this.startedAt = startedAt;
		this.exit = child.exit.then(async ({ exitCode, signal }) => {
			this.endedAt = performance.now();
			return {
				clean: this.#quitting && exitCode === 0,
				exitCode,
				signal,
				output: await tail(log)
			};
		});
	}
	/** Starts QEMU and waits until it speaks. Throws VMTEST_QEMU_FAILED with QEMU's own words when it refuses its arguments. */
	static async start(options) {
		const [command, ...args] = [...options.prefix, ...options.argv];
		const log = await open(options.log, "w");
		const startedAt = performance.now();
		const child = start(command, args, {
			env: options.env,
			cwd: options.cwd,
			log: log.fd,
			sockets: 2 + (options.more ?? 0)
		});
		await log.close();
		if (child.pid === void 0) {
			const { errorCode } = await child.exit;
			throw new VmtestError("VMTEST_QEMU_FAILED", `${command} could not be started (${errorCode ?? "unknown error"})`, { hint: "run `vmtest doctor`" });
		}
		const heard = (event) => {
			if (event.event === "RESET") machine.#onReset?.();
			options.onEvent(event);
		};
		const qmp = new Qmp(child.sockets[0], heard);
		const machine = new Machine(child, qmp, startedAt, options.log);
		try {
			const gone = child.exit.then(() => Promise.reject(new VmtestError("VMTEST_QEMU_FAILED", "QEMU exited before it said a word")));
			await Promise.race([qmp.greeting, gone]);
			await qmp.execute("qmp_capabilities");
			const [cpus, type] = await Promise.all([qmp.execute("query-cpus-fast"), qmp.execute("qom-get", {
				path: "/machine",
				property: "type"
			})]);
			machine.#vcpus = cpus.map((cpu) => cpu["thread-id"]);
			machine.machineType = String(type).replace(/-machine$/, "");
			return machine;
		} catch (error) {
			const [exit] = await Promise.all([machine.exit, machine.kill()]);
			const program = options.argv[0];
			throw new VmtestError("VMTEST_QEMU_FAILED", `${program} did not start: ${exit.output.trim() || howItEnded(exit)}`, { cause: error });
		}
	}
	/** Lets the guest run. */
	async resume() {
		await this.qmp.execute("cont");
	}
	/** Resets a guest that asked for a reboot, and lets it run on. */
	async reboot() {
		const done = this.#nextReset();
		await this.qmp.execute("set-action", { reboot: "reset" });
		await this.qmp.execute("system_reset");
		await done;
		await this.qmp.execute("set-action", { reboot: "shutdown" });
		await this.qmp.execute("cont");
	}
	#nextReset() {
		return new Promise((resolve) => {
			this.#onReset = resolve;
		});
	}
	/** What has been done so far. Rejects when QEMU does not answer within a few seconds. */
	async counters() {
		const [stats, ticks] = await Promise.all([this.qmp.execute("query-blockstats", {}, 5), Promise.all(this.#vcpus.map(threadTicks(this.pid)))]);
		let blockBytes = 0;
		for (const device of stats) blockBytes += device.stats.rd_bytes + device.stats.wr_bytes;
		return {
			blockBytes,
			cpuSeconds: ticks.reduce((sum, value) => sum + value, 0) / TICKS
		};
	}
	/** Asks QEMU to quit and waits for it; kills it when it has not gone within `grace` seconds. Never throws. */
	async quit(grace = 5) {
		this.#quitting = true;
		const timer = setTimeout(() => killGroup(this.pid, "SIGKILL"), grace * 1e3);
		this.qmp.execute("quit", {}, grace).catch(() => void 0);
		const exit = await this.exit;
		clearTimeout(timer);
		return exit;
	}
	/** Ends QEMU at once and waits until it is gone. */
	async kill() {
		if (this.endedAt === null) killGroup(this.pid, "SIGKILL");
		await this.exit;
	}
	async [Symbol.asyncDispose]() {
		await this.kill();
	}
};
/** One sentence about QEMU's end. */
function howItEnded(exit) {
	return exit.signal === void 0 ? `QEMU exited with status ${exit.exitCode ?? "unknown"}` : `QEMU was ended by ${exit.signal}`;
}
function threadTicks(pid) {
	return async (thread) => {
		const text = await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8").catch(() => "");
		const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
		return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
	};
}
async function tail(path) {
	return (await readFile(path, "utf8").catch(() => "")).slice(-2e3);
}
// src/qemu/tap.ts
/** The name of the bridge in a NIC's `network`; null where that is none. */
function bridgeOf(network) {
	return network.startsWith("bridge:") ? network.slice(7) : null;
}
/** The taps of a machine, after the descriptors that every QEMU inherits. */
function tapsOf(nics) {
	const first = Math.max(...Object.values(DESCRIPTORS).map(Number)) + 1;
	return nics.flatMap(({ network }, nic) => {
		const bridge = bridgeOf(network);
		return bridge === null ? [] : [{
			nic,
			bridge,
			descriptor: first + nic
		}];
	});
}
/** What fills the holes `{fd:nic0}`, … */
function tapHoles(taps) {
	return Object.fromEntries(taps.map(({ nic, descriptor }) => [`fd:nic${nic}`, String(descriptor)]));
}
/**
* What stands before all of QEMU's command line where a NIC is on a bridge: opens each tap and becomes what follows, which inherits
* them. QEMU cannot do it itself: it may neither start its helper (`spawn=deny`) nor is it root any more. A tap goes with its last
* descriptor, which is QEMU's.
* @param helper QEMU's bridge helper, for who is not root; null: we are
*/
function tapPrefix(python, helper, taps) {
	if (taps.length === 0) return [];
	return [
		python,
		"-I",
		"-S",
		"-c",
		OPEN_TAPS,
		helper ?? "",
		...taps.map(({ bridge, descriptor }) => `${descriptor}=${bridge}`),
		"--"
	];
}
/**
* Numbers of linux/if_tun.h and linux/sockios.h. `vnet_hdr` lets a guest leave checksums and segmentation to the host. The address of a
* tap begins with fe, as QEMU's own helper makes it: a bridge takes the lowest address of its ports, which must not come and go.
*/
const OPEN_TAPS = `import fcntl, os, socket, struct, subprocess, sys
TUNSETIFF, TAP, NO_PI, VNET_HDR = 0x400454CA, 0x2, 0x1000, 0x4000
GET_FLAGS, SET_FLAGS, GET_MTU, SET_MTU = 0x8913, 0x8914, 0x8921, 0x8922
SET_ADDRESS, GET_ADDRESS, GET_INDEX, ADD_PORT = 0x8924, 0x8927, 0x8933, 0x89A2

def open_tap(bridge):
    tap = os.open('/dev/net/tun', os.O_RDWR | os.O_CLOEXEC)
    name = fcntl.ioctl(tap, TUNSETIFF, struct.pack('16sH22x', b'vmtest%d', TAP | NO_PI | VNET_HDR))[:16]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        def call(number, whom, value=b''):
            return fcntl.ioctl(control, number, struct.pack('16s24s', whom, value))[16:]
        call(SET_MTU, name, call(GET_MTU, bridge)[:4])
        family, rest = call(GET_ADDRESS, name)[:2], call(GET_ADDRESS, name)[3:8]
        call(SET_ADDRESS, name, family + b'\\xfe' + rest)
        call(ADD_PORT, bridge, call(GET_INDEX, name)[:4])
        flags, = struct.unpack('H', call(GET_FLAGS, name)[:2])
        call(SET_FLAGS, name, struct.pack('H', flags | 1))
    return tap

def ask_helper(helper, bridge):
    ours, theirs = socket.socketpair()
    number = theirs.fileno()
    subprocess.run([helper, '--use-vnet', '--br=' + bridge, '--fd=%d' % number], pass_fds=[number], check=True)
    return socket.recv_fds(ours, 1, 1)[1][0]

parent = os.getppid()
helper, end = sys.argv[1], sys.argv.index('--')
taps = []
for word in sys.argv[2:end]:
    number, bridge = word.split('=', 1)
    try:
        tap = ask_helper(helper, bridge) if helper else open_tap(bridge.encode())
    except (OSError, IndexError, subprocess.SubprocessError) as error:
        sys.exit('no tap on the bridge %s: %s' % (bridge, error))
    taps.append((int(number), fcntl.fcntl(tap, fcntl.F_DUPFD_CLOEXEC, 100)))
for number, tap in taps:
    os.dup2(tap, number)
# What follows asks for a signal at its parent's death, which may be over.
if os.getppid() != parent:
    sys.exit('the parent is gone')
os.execvp(sys.argv[end + 1], sys.argv[end + 1:])
`;
// src/evidence/workdir.ts
/** Linux's magic number of tmpfs, from linux/magic.h. */
const TMPFS_MAGIC = 16914836;
const TOP_FOLDER = {
	what: "the top folder",
	setBy: "--topdir or VMTEST_TOPDIR"
};
/** Whether a run's folder is there; throws VMTEST_TOPDIR_NOT_EMPTY or VMTEST_TOPDIR_UNUSABLE where it is, and is of no use. Makes nothing. */
async function checkTopDir(path, words = TOP_FOLDER) {
	try {
		const entries = await readdir(path);
		if (entries.length === 0) return true;
		throw new VmtestError("VMTEST_TOPDIR_NOT_EMPTY", `${words.what} ${path} is not empty: it holds ${entries.slice(0, 3).join(", ")}`, { hint: "name a folder that is absent or empty, or remove what is in it: vmtest never writes over evidence" });
	} catch (error) {
		if (error instanceof VmtestError) throw error;
		if (!isErrno(error, "ENOENT")) throw unusable(path, words, error);
		return false;
	}
}
/** Makes a run's folder, which must be absent or empty. */
async function prepareTopDir(path, words = TOP_FOLDER) {
	let made = null;
	if (!await checkTopDir(path, words)) made = await makeFolder(path).catch((cause) => {
		throw unusable(path, words, cause);
	});
	const stats = await statfs(path);
	return {
		path,
		freeBytes: stats.bavail * stats.bsize,
		tmpfs: stats.type === TMPFS_MAGIC,
		made
	};
}
/** Takes back what `prepareTopDir` made, as far as it is empty. */
async function removeTopDir({ path, made }) {
	for (let at = path; made !== null; at = dirname(at)) if (!await rmdir(at).then(() => true, () => false) || at === made) return;
}
/** What system errors mean for a folder that is to be used. */
const REASONS = {
	ENOTDIR: "it, or what is above it, is a file",
	EACCES: "this user may not",
	EPERM: "this user may not",
	EROFS: "its file system is read-only",
	ENOENT: "no folder can be made there",
	ENOSPC: "no space is left there",
	ENAMETOOLONG: "its name is too long"
};
function unusable(path, { what, setBy }, cause) {
	const { code = "", message = String(cause) } = cause;
	const reason = REASONS[code] ?? message;
	return new VmtestError("VMTEST_TOPDIR_UNUSABLE", `${what} ${path} cannot be used: ${reason}`, {
		hint: `name another with ${setBy}`,
		cause
	});
}
/** One test's folder: the five parts of the original, and the events written as they happen. */
var WorkDir = class WorkDir {
	path;
	#owner;
	constructor(path, owner) {
		this.path = path;
		this.#owner = owner;
	}
	/** Makes the folder with its five parts. `again`: it may be there, without them. */
	static async create(topdir, slug, owner, again = false) {
		const path = join(topdir, slug);
		await mkdir(path, {
			mode: 493,
			recursive: again
		});
		await Promise.all(Object.values(FOLDERS).map((part) => mkdir(join(path, part), { mode: 493 })));
		return new WorkDir(path, owner);
	}
	/** An absolute path in it. */
	file(name) {
		return join(this.path, name);
	}
	/** Makes an empty file that QEMU may write: it owns files, never folders, so that it can make no links. */
	async yield(name) {
		const path = this.file(name);
		const handle = await open(path, "a", 420);
		try {
			if (this.#owner !== null) await handle.chown(this.#owner.uid, this.#owner.gid);
		} finally {
			await handle.close();
		}
		return path;
	}
	/** Hands an existing file to QEMU's user. */
	async hand(name) {
		if (this.#owner !== null) await chown(this.file(name), this.#owner.uid, this.#owner.gid);
	}
	/** Makes a folder in it, with its parents. */
	async folder(name) {
		const path = this.file(name);
		await mkdir(path, {
			recursive: true,
			mode: 493
		});
		return path;
	}
	/** Adds an event to the log at once: a run that is killed has written all that had happened. Never throws: it is called from callbacks. */
	log(event) {
		try {
			appendFileSync(this.file(EVENTS_FILE), `${JSON.stringify(event)}\n`);
		} catch {}
	}
	/** Removes one file or folder in it; what is not there is no error. */
	async remove(name) {
		await rm(this.file(name), {
			recursive: true,
			force: true
		});
	}
};
// src/engine/clean.ts
/** Written into a top folder while its run lives. */
const OWNER_FILE = ".run.json";
new RegExp(`^vmtest-replay-\\w{6}$`);
/** Marks a top folder as in use; the value that it returns takes the mark away. */
async function markTopDir(topdir, pid) {
	const file = join(topdir, OWNER_FILE);
	await writeWhole(file, JSON.stringify(processMark(pid)));
	return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}
// src/host/bridges.ts
/** Where distributions put it: Debian, Fedora, a QEMU of one's own. */
const HELPERS = [
	"/usr/lib/qemu/qemu-bridge-helper",
	"/usr/libexec/qemu-bridge-helper",
	"/usr/local/libexec/qemu-bridge-helper"
];
/** Looks whether guests can be put on these bridges: what does it, or every problem with its mend. */
async function findTaps(bridges, host) {
	const problems = [];
	const interfaces = host.interfaces ?? "/sys/class/net";
	for (const name of bridges) {
		const hint = await mendOf(name, interfaces);
		if (hint !== null) problems.push(problem(`there is no bridge ${name} on this host`, hint));
	}
	const python = await findProgram("python3", TOOL_ENV.PATH) ?? await findProgram("python3", host.path);
	if (python === null) problems.push({
		...problem("python3 is missing: it opens the taps of bridges", installMend("python3", host.family)),
		code: "VMTEST_TOOL_MISSING"
	});
	const helper = host.uid === 0 ? null : await setuidHelper(host.helpers ?? HELPERS);
	if (helper === void 0) {
		const hint = `run vmtest by sudo, or make qemu-bridge-helper of QEMU set-user-ID root (chmod u+s) and write \`allow ${bridges[0]}\` into /etc/qemu/bridge.conf`;
		problems.push(problem("only root can put a guest on a bridge, and nothing on this host does it for others", hint));
	}
	return {
		tools: python === null || helper === void 0 ? null : {
			python,
			helper
		},
		problems
	};
}
function problem(message, hint) {
	return {
		code: "VMTEST_BRIDGE_UNUSABLE",
		severity: "error",
		message,
		hint
	};
}
/** Null for a bridge of the kernel's; else what would be right. */
async function mendOf(name, interfaces) {
	const isBridge = (other) => exists(join(interfaces, other, "bridge"));
	if (await isBridge(name)) return null;
	const names = await readdir(interfaces).catch(() => []);
	const there = [];
	for (const other of names.sort()) if (await isBridge(other)) there.push(other);
	const list = there.length === 0 ? "this host has none" : `there is ${there.join(", ")}`;
	if (names.includes(name)) return `${name} is an interface and no Linux bridge; ${list}: name one of them`;
	return `${list}; as root: ip link add ${name} type bridge && ip link set ${name} up`;
}
function exists(path) {
	return stat(path).then(() => true, () => false);
}
async function setuidHelper(paths) {
	for (const path of paths) {
		const found = await stat(path).catch(() => null);
		if (found !== null && found.uid === 0 && (found.mode & 2049) === 2049) return path;
	}
}
// src/host/firmware.ts
/** The folders of descriptors, the most specific first. `configHome`: XDG_CONFIG_HOME, else `.config` in the home folder, else null. */
function firmwareFolders(configHome) {
	return [
		...configHome === null || !isAbsolute(configHome) ? [] : [join(configHome, "qemu/firmware")],
		"/etc/qemu/firmware",
		"/usr/share/qemu/firmware"
	];
}
/**
* Chooses the UEFI firmware for a machine as QEMU's docs/interop/firmware.json has it: the descriptors of all folders in the order of
* their file names; of one name in several folders the first folder's counts; an empty one masks the others. The first that fits and
* whose files are there is taken. Without Secure Boot, one that knows nothing of it goes before one that does. None: the problem
* VMTEST_FIRMWARE_MISSING, which says what there was instead. `folders`: the most specific first.
*/
async function findFirmware(wish, folders, family) {
	const passedOver = [];
	const fallbacks = [];
	for (const path of await descriptorFiles(folders)) {
		const descriptor = await readDescriptor(path);
		if (descriptor === void 0) {
			passedOver.push(`${path} is no firmware descriptor`);
			continue;
		}
		const reason = unfit(descriptor, wish);
		if (reason !== null) {
			if (reason !== "") passedOver.push(`${path} is for ${reason}`);
			continue;
		}
		const files = flashFiles(descriptor, path);
		const missing = await firstMissing([files.code, files.vars]);
		if (missing !== null) passedOver.push(`${path} names ${missing}, which does not exist`);
		else if (wish.secureBoot || !has(descriptor, "secure-boot")) return files;
		else fallbacks.push(files);
	}
	return fallbacks[0] ?? missingFirmware(wish, passedOver, folders, family);
}
/** Whether a search found its firmware. */
function isFirmware(found) {
	return "descriptor" in found;
}
async function descriptorFiles(folders) {
	const byName = /* @__PURE__ */ new Map();
	for (const folder of folders) for (const name of await namesIn(folder)) if (name.endsWith(".json") && !byName.has(name)) byName.set(name, join(folder, name));
	const sorted = [...byName].sort(([a], [b]) => a < b ? -1 : 1).map(([, path]) => path);
	const sizes = await Promise.all(sorted.map(async (path) => (await stat(path).catch(() => void 0))?.size ?? 0));
	return sorted.filter((_, index) => sizes[index] !== 0);
}
async function namesIn(folder) {
	try {
		return await readdir(folder);
	} catch (error) {
		if ([
			"ENOENT",
			"ENOTDIR",
			"EACCES"
		].some((code) => isErrno(error, code))) return [];
		throw error;
	}
}
async function readDescriptor(path) {
	try {
		const value = JSON.parse(await readFile(path, "utf8"));
		return typeof value === "object" && Array.isArray(value?.targets) && typeof value.mapping === "object" ? value : void 0;
	} catch {
		return;
	}
}
/** Why a descriptor is passed over: a reason worth telling, '' for one of another architecture or kind, null where it fits. */
function unfit(descriptor, wish) {
	const { mapping } = descriptor;
	if (!(mapping?.device === "flash" && (mapping.mode ?? "split") === "split") || !descriptor["interface-types"]?.includes("uefi")) return "";
	if (typeof mapping.executable?.filename !== "string" || typeof mapping["nvram-template"]?.filename !== "string") return "";
	const targets = (descriptor.targets ?? []).filter((target) => target.architecture === wish.arch);
	if (targets.length === 0) return "";
	const machines = targets.flatMap((target) => target.machines ?? []);
	const keyed = has(descriptor, "secure-boot") && has(descriptor, "enrolled-keys");
	if (wish.secureBoot && !keyed) return "";
	if (!wish.secureBoot && (has(descriptor, "enrolled-keys") || has(descriptor, "requires-smm"))) return "";
	const name = versionedName(wish.machineType);
	return machines.some((pattern) => matches(name, pattern)) ? null : `machines ${machines.join(", ")}`;
}
/** Patterns as fnmatch(3) takes them: `*` and `?`; no descriptor in use has brackets. */
function matches(name, pattern) {
	const literal = pattern.replace(/[\\^$.+()[\]{}|]/g, "\\$&");
	return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(name);
}
/** Descriptors name machines with their version; an alias stands for some version of its own. */
function versionedName(type) {
	return {
		pc: "pc-i440fx-7.2",
		q35: "pc-q35-7.2",
		virt: "virt-7.2"
	}[type] ?? type;
}
function has(descriptor, feature) {
	return descriptor.features?.includes(feature) === true;
}
function flashFiles(descriptor, path) {
	const { executable, "nvram-template": template } = descriptor.mapping ?? {};
	return {
		code: executable?.filename ?? "",
		codeFormat: executable?.format ?? "raw",
		vars: template?.filename ?? "",
		varsFormat: template?.format ?? "raw",
		descriptor: path,
		requiresSmm: has(descriptor, "requires-smm")
	};
}
async function firstMissing(files) {
	for (const file of files) if ((await stat(file).catch(() => void 0))?.isFile() !== true) return file;
	return null;
}
function missingFirmware(wish, passedOver, folders, family) {
	const kind = wish.secureBoot ? "UEFI firmware with Secure Boot" : "UEFI firmware";
	const seen = passedOver.length === 0 ? `no descriptor for ${wish.arch} in ${folders.join(", ")}` : passedOver.join("; ");
	const hint = passedOver.find((line) => line.includes("pc-q35-")) !== void 0 && versionedName(wish.machineType).startsWith("pc-i440fx-") ? "set machine.type to q35" : installMend(`firmware-${wish.arch}`, family);
	return {
		code: "VMTEST_FIRMWARE_MISSING",
		severity: "error",
		message: `no ${kind} for a machine ${wish.machineType} of ${wish.arch} was found: ${seen}`,
		hint
	};
}
// src/engine/tools.ts
/** Finds all that the tests need: of none, nothing is looked for. Throws one error that names everything that is missing, each with its mend. */
async function findTools(tests, surroundings) {
	if (tests.length === 0) return {
		qemu: /* @__PURE__ */ new Map(),
		qemuImg: "",
		tgt: null,
		version: null,
		firmware: /* @__PURE__ */ new Map()
	};
	const { family } = await distribution();
	const search = {
		path: surroundings.path,
		cacheFolder: surroundings.cacheFolder,
		family
	};
	const problems = [];
	const qemu = /* @__PURE__ */ new Map();
	let version = null;
	const arches = [...new Set(tests.map((test) => test.machine.arch))];
	const [image, ...programs] = await Promise.all([findQemuImg(search), ...arches.map((arch) => findQemu(arch, search))]);
	for (const [i, program] of programs.entries()) if (!isQemu(program)) problems.push(program);
	else {
		qemu.set(arches[i], program.binary);
		version ??= program.version;
	}
	if (!isQemu(image)) problems.push(image);
	const firmware = await findAllFirmware(tests, surroundings, family, problems);
	const tgt = tests.some(({ machine }) => machine.iscsi !== void 0) ? await findTgt(surroundings.path, family, problems) : null;
	const bridges = [...new Set(tests.flatMap(({ machine }) => tapsOf(machine.nics).map(({ bridge }) => bridge)))];
	const found = bridges.length === 0 ? null : await findTaps(bridges, {
		uid: surroundings.uid,
		path: surroundings.path,
		family
	});
	problems.push(...found?.problems ?? []);
	if (problems.length > 0) throw problemsError(problems);
	return {
		qemu,
		tgt,
		taps: found?.tools ?? null,
		qemuImg: isQemu(image) ? image.binary : "",
		version,
		firmware
	};
}
/** The folder of a system's own daemons is not in everybody's PATH. */
async function findTgt(path, family, problems) {
	const find = async (name) => {
		const found = await findProgram(name, `${path}:/usr/sbin:/sbin`);
		if (found !== null) return found;
		const message = `${name} is missing: the suite has iSCSI disks`;
		problems.push({
			code: "VMTEST_TOOL_MISSING",
			severity: "error",
			message,
			hint: installMend(name, family)
		});
		return "";
	};
	return {
		tgtd: await find("tgtd"),
		tgtadm: await find("tgtadm")
	};
}
async function findAllFirmware(tests, surroundings, family, problems) {
	const found = /* @__PURE__ */ new Map();
	const folders = firmwareFolders(`${surroundings.home}/.config`);
	for (const test of tests) {
		const { arch, type, firmware } = test.machine;
		if (!firmware.startsWith("uefi")) continue;
		const answer = await findFirmware({
			arch,
			machineType: type,
			secureBoot: firmware === "uefi-secure"
		}, folders, family);
		if (isFirmware(answer)) found.set(test.id, answer);
		else if (!problems.some(({ message }) => message === answer.message)) problems.push(answer);
	}
	return found;
}
/** Throws where QEMU's user cannot reach a path: an error now instead of QEMU's "Permission denied" later. */
async function checkReach(path, identity, code = "VMTEST_TOPDIR_UNUSABLE") {
	const obstacle = await canReach(path, identity, "read");
	if (obstacle === null) return;
	throw new VmtestError(code, `QEMU's user cannot reach ${path}: ${obstacle.message}`, { hint: "QEMU does not run as root: use a folder that others may enter, such as one under /var/tmp, or run vmtest as yourself" });
}
// src/engine/top.ts
const RESERVE_FILE = ".reserve";
/** What a run writes at its end: its reports, and of each test the result and the logs' last lines. Bytes. */
const RESERVE_BYTES = 1 << 20;
const RESERVE_BYTES_OF_TEST = 16384;
/**
* Makes and marks the top folder, and holds the room that the end of the run needs. What was made is taken back where this fails:
* VMTEST_TOPDIR_NOT_EMPTY, VMTEST_TOPDIR_UNUSABLE, VMTEST_DISK_FULL.
*/
async function openTop(request, tests) {
	const { settings, surroundings, identity } = request;
	const top = await prepareTopDir(settings.topdir ?? join(surroundings.tempFolder, `vmtest-${timestamp()}`));
	try {
		await checkReach(top.path, identity);
		await using undo = new AsyncDisposableStack();
		const reserve = join(top.path, RESERVE_FILE);
		const freeReserve = () => rm(reserve, { force: true });
		undo.defer(freeReserve);
		await writeFile(reserve, randomBytes(RESERVE_BYTES + tests * RESERVE_BYTES_OF_TEST));
		undo.use(await markTopDir(top.path, surroundings.pid));
		const held = undo.move();
		const { path, freeBytes, tmpfs } = top;
		return {
			path,
			freeBytes,
			tmpfs,
			freeReserve,
			[Symbol.asyncDispose]: () => held.disposeAsync()
		};
	} catch (error) {
		await removeTopDir(top);
		throw isFull(error) ? full(top, error) : error;
	}
}
/** Whether a system error says that there is no room: of the disk, or of the user's share of it. */
function isFull(error) {
	return isErrno(error, "ENOSPC") || isErrno(error, "EDQUOT");
}
function full({ path, freeBytes }, cause) {
	const free = `${Math.floor(freeBytes / 1024)} KiB free`;
	return new VmtestError("VMTEST_DISK_FULL", `the top folder ${path} has no room for a run: ${free}`, {
		hint: "free space there, or name a folder on another disk with --topdir",
		cause
	});
}
/** `20261122T174530Z-3f9a`: the time for people, chance for two runs of one second. */
function timestamp() {
	return `${(/* @__PURE__ */ new Date()).toISOString().replace(/[-:]|\.\d+/g, "")}-${randomBytes(2).toString("hex")}`;
}
// src/report/result-json.ts
/** The keys of results, in the order in which a person reads them; keys of the user's own (axes, digests) are sorted. */
const ORDER = [
	...[
		"version",
		"id",
		"slug",
		"name",
		"verdict",
		"cause",
		"hint",
		"reason",
		"message",
		"kind",
		"exitCode",
		"topdir",
		"axes",
		"attempts",
		"earlier"
	],
	...[
		"startedAt",
		"seconds",
		"qemuSeconds",
		"phase",
		"excerpts",
		"consoleLog",
		"phases",
		"checks",
		"cases",
		"output",
		"path",
		"bytes",
		"sha256"
	],
	...[
		"file",
		"line",
		"column",
		"text",
		"folder",
		"kept",
		"place",
		"tool",
		"vmtest",
		"node",
		"qemu",
		"accel",
		"machineType",
		"cpu",
		"image",
		"target",
		"digests",
		"tests"
	]
];
const RANK = new Map(ORDER.map((key, index) => [key, index]));
/** A test's `result.json`; `schemas/result.schema.json` describes it. */
function resultJson(result) {
	return stableJson(result);
}
/** A run's `result.json`, with those of its tests. */
function runJson(result) {
	return stableJson(result);
}
/** Indented JSON whose bytes depend on the values alone. A number that JSON does not know becomes null. */
function stableJson(value) {
	return `${JSON.stringify(value, inOrder, 2)}\n`;
}
function inOrder(_key, value) {
	if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
}
function rank(key) {
	return RANK.get(key) ?? ORDER.length;
}
// src/engine/reports.ts
/**
* Writes the reports. Without them a run cannot be read by programs: it then ends with the host's exit code, if with no worse one, and
* a warning says why.
*/
async function reportRun(result, { settings, root, emit }) {
	try {
		await writeReports(result, settings, root);
		return result;
	} catch (error) {
		const message = `the reports could not be written: ${error instanceof Error ? error.message : String(error)}`;
		const hint = isFull(error) ? { hint: "free space, or name another --topdir" } : {};
		emit({
			type: "notice",
			at: Date.now() / 1e3,
			severity: "warning",
			message,
			...hint
		});
		return {
			...result,
			exitCode: worstExitCode([result.exitCode, EXIT.host])
		};
	}
}
/** Writes a run's `result.json` and `junit.xml` into its top folder, and the JUnit file where it was asked for; files below `root` are named relative to it. */
async function writeReports(result, settings, root) {
	const { junitXml } = await import("./junit.js");
	const xml = junitXml(result, { root });
	await Promise.all([
		writeWhole(join(result.topdir, RUN_RESULT_FILE), runJson(result)),
		writeWhole(join(result.topdir, JUNIT_FILE), xml),
		settings.junit === null ? void 0 : makeFolder(dirname(settings.junit)).then(() => writeFile(settings.junit, xml))
	]);
}
/** Throws VMTEST_USAGE where the JUnit file that was asked for could not be written: better before a run than after it. */
function checkJunitPlace(settings) {
	return checkPlace("junit", settings.junit, settings);
}
/** The same of the log that a face writes. */
function checkLogPlace(settings) {
	return checkPlace("log", settings.log, settings);
}
async function checkPlace(name, file, { origins }) {
	if (file === null) return;
	const why = await obstacleTo(file);
	if (why === null) return;
	throw new VmtestError("VMTEST_USAGE", `${origins[name]?.name ?? name}: ${file} cannot be written: ${why}`, { hint: "name a file in a folder that this user may write to" });
}
async function obstacleTo(file) {
	const there = await stat(file).catch(() => null);
	if (there?.isDirectory() === true) return "it is a folder";
	if (there?.isFIFO() === true || there?.isSocket() === true) return "it is no file";
	for (let at = dirname(file);; at = dirname(at)) {
		const stats = await stat(at).catch(() => null);
		if (stats === null && dirname(at) !== at) continue;
		if (stats?.isDirectory() !== true) return `${at} is no folder`;
		return (await canReach(file, null, "write"))?.message ?? null;
	}
}
export { tapsOf as _, isFull as a, howItEnded as b, findTools as c, isFirmware as d, WorkDir as f, tapPrefix as g, tapHoles as h, resultJson as i, findFirmware as l, bridgeOf as m, checkLogPlace as n, openTop as o, checkTopDir as p, reportRun as r, checkReach as s, checkJunitPlace as t, firmwareFolders as u, DESCRIPTORS as v, Machine as y };
