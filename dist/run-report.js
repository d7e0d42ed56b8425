import { r as __require, t as __commonJSMin } from "./rolldown-runtime.js";
import { o as counted } from "./headline.js";
import { i as EXIT, l as worstExitCode, s as exitCodeOf, t as VmtestError } from "./errors.js";
import { a as NO_HISTORY, n as saveHistory, t as restoreHistory } from "./history.js";
import { n as oneLine } from "./marks.js";
import { t as listenForInterrupt } from "./interrupt.js";
import { a as MANIFEST_FILE, n as tell, o as packedPart, s as fails, t as noTestsRan } from "./publish.js";
import { t as Consoles } from "./consoles2.js";
import { a as workPlaces, n as openJob, t as makeWork } from "./job.js";
import { s as GATE_ID } from "./problems-of.js";
import { c as parseShardReport, s as parseGatePlan } from "./state.js";
import { n as makeFolder, t as isErrno } from "./files.js";
import { i as MemberFiles, n as tarMembers, r as memberPath } from "./tar-disk.js";
import { t as formatSize } from "./sizes.js";
import { i as shorten, t as plainLine } from "./text.js";
import { c as addressOf, h as callToolkit, i as planIn, n as REPORT_FILE, o as plansOf, s as resultsOf, t as PLAN_FILE } from "./gate-names.js";
import { t as stepLog } from "./reporter.js";
import { createReadStream } from "node:fs";
import { crc32, createZstdDecompress } from "node:zlib";
import { basename, dirname, join } from "node:path";
import { lstat, mkdir, mkdtemp, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
// src/report/join.ts
/**
* Joins what the shards of a gate left. Of several results of a test the newest counts (attempt, then start), so that "re-run failed jobs"
* works; one of an attempt before the plan's never does, for then all was run again. A planned test without a result is `missing`. What comes
* from a shard that the plan does not have counts for nothing, and is told.
* @param reports in any order; a test's `id` in them is the plan's
*/
function joinReports(plan, reports) {
	const all = reports.filter(({ gate, attempt }) => gate === plan.gate && attempt >= plan.attempt).sort(byAge);
	const isPlanned = (report) => plan.shards.some(({ shard, of }) => shard === report.shard && of === report.of);
	const current = all.filter(isPlanned);
	const winners = /* @__PURE__ */ new Map();
	for (const report of current) for (const test of report.result.tests) {
		const other = winners.get(test.id);
		if (other === void 0 || report.attempt > other.report.attempt || test.startedAt >= other.test.startedAt) winners.set(test.id, {
			report,
			test
		});
	}
	const tests = plan.tests.map((test) => {
		const winner = winners.get(test.id);
		return winner === void 0 ? missing(test, plan, current) : {
			...winner.test,
			folder: null
		};
	});
	const codes = [...tests.map(({ verdict }) => exitCodeOf(verdict)), ...newestOfEach(current).flatMap(unexplained)];
	const found = (of) => Object.fromEntries(plan.tests.flatMap(({ id }) => {
		const report = winners.get(id)?.report;
		const value = report === void 0 || !Object.hasOwn(of(report), id) ? void 0 : of(report)[id];
		return value === void 0 ? [] : [[id, value]];
	}));
	return {
		result: {
			version: 1,
			...timesOf(current),
			topdir: "",
			exitCode: tests.length === 0 ? EXIT.usage : worstExitCode(codes),
			tests
		},
		records: found((report) => report.records),
		differences: found((report) => report.differences),
		artifacts: current.flatMap((report) => artifactsOf(report, (id) => winners.get(id)?.report === report)),
		notes: [
			...joinNotes(current),
			...strangers(plan, current),
			...unplanned(plan, all.filter((report) => !isPlanned(report)))
		],
		facts: joinFacts(current)
	};
}
function byAge(a, b) {
	return a.attempt - b.attempt || a.result.startedAt - b.result.startedAt || a.shard - b.shard;
}
function newestOfEach(current) {
	return [...new Map(current.map((report) => [report.shard, report])).values()];
}
/** The exit code of a shard that failed for more than its tests tell: a mistake of the suite, a stop before the first test. */
function unexplained({ result }) {
	const told = worstExitCode(result.tests.map(({ verdict }) => exitCodeOf(verdict)));
	return result.exitCode === EXIT.passed || result.exitCode === told ? [] : [result.exitCode];
}
/** From the first start; each attempt took as long as all its shards together, and the time between attempts is nobody's. */
function timesOf(current) {
	const spans = [...new Set(current.map(({ attempt }) => attempt))].map((attempt) => {
		const own = current.filter((report) => report.attempt === attempt).map(({ result }) => result);
		return Math.max(...own.map(({ startedAt, seconds }) => startedAt + seconds)) - Math.min(...own.map(({ startedAt }) => startedAt));
	});
	return {
		startedAt: current.length === 0 ? 0 : Math.min(...current.map(({ result }) => result.startedAt)),
		seconds: Math.max(0, spans.reduce((sum, span) => sum + span, 0))
	};
}
function missing(test, plan, current) {
	const like = current[0]?.result.tests[0];
	const shard = plan.shards.find(({ tests }) => tests.includes(test.id));
	const report = current.findLast((one) => one.shard === shard?.shard);
	const who = shard === void 0 ? "" : `shard ${shard.shard} of ${shard.of}`;
	const mistake = report?.mistake;
	const cause = shard === void 0 ? "planned, and in no shard" : mistake !== void 0 ? `its job ended before it ran a test: ${mistake.message}` : report === void 0 ? `${who} left no results: its job was lost, was cancelled, or could not upload them` : `${who} ended without a result of this test`;
	const again = shard === void 0 ? null : `look at the log of the job that ran ${who}, then use "Re-run failed jobs"`;
	const hint = mistake === void 0 ? again : mistake.hint;
	return {
		version: 1,
		id: test.id,
		slug: test.slug,
		name: test.id.split("[", 1)[0] ?? test.id,
		axes: {},
		verdict: "missing",
		cause,
		hint,
		reason: null,
		startedAt: like?.startedAt ?? 0,
		seconds: 0,
		phases: [],
		checks: [],
		attempts: 0,
		kept: [],
		folder: null,
		place: test.place,
		tool: like?.tool ?? {
			vmtest: "",
			node: ""
		},
		qemu: {
			version: null,
			accel: like?.qemu.accel ?? "kvm",
			machineType: "",
			cpu: ""
		},
		image: {
			name: null,
			version: null,
			digests: {}
		},
		target: null
	};
}
function artifactsOf(report, counts) {
	return report.artifacts.map((artifact) => ({
		artifact,
		tests: artifact.tests.filter(counts)
	})).filter(({ artifact, tests }) => artifact.tests.length === 0 || tests.length > 0).map(({ artifact, tests }) => ({
		...artifact,
		tests
	}));
}
/** What several shards say is said once. */
function joinNotes(current) {
	const notes = newestOfEach(current).flatMap((report) => report.notes.map((note) => ({
		note,
		report
	})));
	return [...Map.groupBy(notes, ({ note }) => JSON.stringify([
		note.severity,
		note.message,
		note.hint
	])).values()].flatMap((group) => {
		const [first] = group;
		if (first === void 0) return [];
		return [{
			...first.note,
			message: `${first.note.message} (${shardsText(group.map(({ report }) => report))})`
		}];
	});
}
function joinFacts(current) {
	const newest = newestOfEach(current);
	const all = newest.flatMap((report) => report.facts.map((fact) => ({
		...fact,
		report
	})));
	return [...Map.groupBy(all, ({ label }) => label)].map(([label, facts]) => {
		const values = [...Map.groupBy(facts, ({ value }) => value)];
		const same = values.length === 1 && facts.length === newest.length;
		return {
			label,
			value: values.map(([value, of]) => same ? value : `${value} (${shardsText(of.map(({ report }) => report))})`).join("; ")
		};
	});
}
function shardsText(reports) {
	const numbers = [...new Set(reports.map(({ shard }) => shard))].sort((a, b) => a - b);
	return `shard${numbers.length === 1 ? "" : "s"} ${numbers.join(", ")}`;
}
/** Reports of shards that the plan does not have. */
function unplanned(plan, reports) {
	const which = [...new Set(reports.map(({ shard, of }) => `shard ${shard} of ${of}`))];
	if (which.length === 0) return [];
	const has = plan.shards.length === 1 ? "1 shard" : `${plan.shards.length} shards`;
	return [{
		severity: "warning",
		message: `there are results of ${which.slice(0, 3).join(", ")}${which.length > 3 ? ` and ${which.length - 3} more` : ""}, and the plan has ${has}: not counted`,
		hint: "give the input `shard` as the plan made it: ${{ toJSON(matrix) }}"
	}];
}
/** Results that nobody planned count for nothing, and are told. */
function strangers(plan, current) {
	const planned = new Set(plan.tests.map(({ id }) => id));
	return newestOfEach(current).flatMap((report) => {
		const ids = report.result.tests.map(({ id }) => id).filter((id) => !planned.has(id));
		if (ids.length === 0) return [];
		const more = ids.length > 3 ? ` and ${ids.length - 3} more` : "";
		return [{
			severity: "warning",
			message: `shard ${report.shard} reports ${ids.slice(0, 3).map(oneLine).join(", ")}${more}, which the plan does not have: not counted`,
			hint: "let the plan and the shards read the same suites with the same `select`"
		}];
	});
}
// src/evidence/artifact/allowance.ts
/** What one artifact may become on disk: somebody else made it, and its own numbers prove nothing. */
var Allowance = class {
	reserveBytes;
	#maxEntries;
	#maxBytes;
	#signal;
	entries = 0;
	total = 0;
	constructor({ maxEntries, maxBytes, reserveBytes, signal }) {
		this.#maxEntries = maxEntries ?? 1e5;
		this.#maxBytes = maxBytes ?? 64 * 2 ** 30;
		this.reserveBytes = reserveBytes ?? 256 << 20;
		this.#signal = signal;
	}
	/** Counts a file or a folder. Throws VMTEST_ARTIFACT_INVALID and VMTEST_CANCELLED. */
	entry() {
		if (this.#signal?.aborted === true) throw new VmtestError("VMTEST_CANCELLED", "cancelled while an artifact was unpacked");
		this.entries += 1;
		if (this.entries > this.#maxEntries) throw tooMuch(`more than ${this.#maxEntries} files`);
	}
	bytes(count) {
		this.total += count;
		if (this.total > this.#maxBytes) throw tooMuch(`more than ${formatSize(this.#maxBytes)}`);
	}
	/** The same bytes, counted as they come. */
	async *count(body) {
		for await (const chunk of body) {
			if (this.#signal?.aborted === true) throw new VmtestError("VMTEST_CANCELLED", "cancelled while an artifact was unpacked");
			this.bytes(chunk.length);
			yield chunk;
		}
	}
};
function tooMuch(what) {
	return new VmtestError("VMTEST_ARTIFACT_INVALID", `the artifact unpacks to ${what}`, { hint: "no artifact of vmtest’s does: do not trust it" });
}
// src/evidence/artifact/manifest.ts
const isText = (value) => typeof value === "string";
const isJson = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** Of thousands of tests. */
const MOST_BYTES = 16 << 20;
/**
* What an artifact's folder says of itself; null where it has no `vmtest.json`. Every slug in it is a plain name: joined to the folder it stays
* in it. Throws VMTEST_ARTIFACT_INVALID where the file is not one of ours, or of a version that is not known.
*/
async function readManifest(folder) {
	const path = join(folder, MANIFEST_FILE);
	let text;
	try {
		const is = await lstat(path);
		text = is.isFile() && is.size <= MOST_BYTES ? await readFile(path, "utf8") : "";
	} catch (error) {
		if (isErrno(error, "ENOENT")) return null;
		throw error;
	}
	const manifest = parseManifest(text);
	if (manifest === null) throw new VmtestError("VMTEST_ARTIFACT_INVALID", `${path} is not what vmtest writes`, { hint: "it is damaged, or a newer vmtest wrote it: use that one" });
	return manifest;
}
/** The same from its text; null for anything else. */
function parseManifest(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return null;
	}
	if (!isJson(value) || value.version !== 1 || !Array.isArray(value.tests)) return null;
	const tests = value.tests.map(asTest);
	return tests.some((test) => test === null) ? null : {
		version: 1,
		tests
	};
}
function asTest(value) {
	if (!isJson(value)) return null;
	const { id, slug, verdict, parts, missing } = value;
	if (!isText(id) || !isText(slug) || !isText(verdict) || !Array.isArray(parts) || !parts.every(isText) || !Array.isArray(missing)) return null;
	if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(slug)) return null;
	const lacks = missing.map((one) => isJson(one) && isText(one.part) && isText(one.mend) && (one.why === "policy" || one.why === "size") ? {
		part: one.part,
		why: one.why,
		mend: one.mend
	} : null);
	return lacks.some((one) => one === null) ? null : {
		id,
		slug,
		verdict,
		parts,
		missing: lacks
	};
}
// src/evidence/artifact/unpack-tar.ts
/**
* Unpacks a part that was packed by `packTar` into a new folder beside it and removes the archive. It may come from anybody: only plain files
* and folders are made, hard links become copies, and of the rest `note` hears. Throws VMTEST_ARTIFACT_INVALID for what is damaged, or more
* than `allowance` allows.
*/
async function unpackTar(archive, folder, allowance, note) {
	const invalid = (why, cause) => new VmtestError("VMTEST_ARTIFACT_INVALID", `${basename(dirname(archive))}/${basename(archive)} in the artifact cannot be unpacked: ${why}`, {
		hint: "the artifact is damaged, or not one of vmtest’s",
		cause
	});
	const plain = new MemberFiles(dirname(archive), allowance.reserveBytes);
	const name = `${basename(folder)}.tar`;
	try {
		await plain.write(name, allowance.count(createReadStream(archive).pipe(createZstdDecompress())));
	} catch (error) {
		if (error instanceof VmtestError) throw error;
		throw invalid(String(error.message), error);
	}
	await mkdir(folder).catch((error) => {
		throw isErrno(error, "EEXIST") ? invalid("what it would become is in the artifact too", error) : error;
	});
	await using handle = await open(join(dirname(archive), name), "r");
	const end = { error: null };
	const files = new MemberFiles(folder, allowance.reserveBytes);
	const sizes = /* @__PURE__ */ new Map();
	for await (const member of tarMembers(handle, (await handle.stat()).size, end)) await take(member, files, sizes, allowance, note);
	if (end.error !== null) throw invalid(end.error);
	await rm(join(dirname(archive), name));
	await rm(archive);
}
async function take(member, files, sizes, allowance, note) {
	allowance.entry();
	const where = memberPath(member.name);
	const leave = (why) => note(`${JSON.stringify(shorten(plainLine(member.name), 200))} was left out: ${why}`);
	if ("refused" in where) return leave(where.refused);
	const { path } = where;
	if (member.type === "directory") {
		if (path !== "" && !await files.makeFolder(path)) leave("a file stands in its place");
	} else if (path === "") leave("it has no name");
	else if (member.type === "file" || member.type === "contiguous-file") {
		if (await files.write(path, allowance.count(member.body)) === null) return leave("something stands in its place");
		sizes.set(path, member.size);
	} else if (member.type === "link") {
		const target = memberPath(member.linkname ?? "");
		const size = "path" in target ? sizes.get(target.path) : void 0;
		if (size === void 0 || !("path" in target)) return leave("it is a hard link to nothing in the archive");
		allowance.bytes(size);
		if (!await files.copy(target.path, path, size)) leave("something stands in its place");
	} else leave(member.type === "symlink" ? `it is a symbolic link to ${JSON.stringify(shorten(plainLine(member.linkname ?? ""), 200))}` : "it is no file");
}
// node_modules/pend/index.js
var require_pend = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = Pend;
	function Pend() {
		this.pending = 0;
		this.max = Infinity;
		this.listeners = [];
		this.waiting = [];
		this.error = null;
	}
	Pend.prototype.go = function(fn) {
		if (this.pending < this.max) pendGo(this, fn);
		else this.waiting.push(fn);
	};
	Pend.prototype.wait = function(cb) {
		if (this.pending === 0) cb(this.error);
		else this.listeners.push(cb);
	};
	Pend.prototype.hold = function() {
		return pendHold(this);
	};
	function pendHold(self) {
		self.pending += 1;
		var called = false;
		return onCb;
		function onCb(err) {
			if (called) throw new Error("callback called twice");
			called = true;
			self.error = self.error || err;
			self.pending -= 1;
			if (self.waiting.length > 0 && self.pending < self.max) pendGo(self, self.waiting.shift());
			else if (self.pending === 0) {
				var listeners = self.listeners;
				self.listeners = [];
				listeners.forEach(cbListener);
			}
		}
		function cbListener(listener) {
			listener(self.error);
		}
	}
	function pendGo(self, fn) {
		fn(pendHold(self));
	}
}));
// node_modules/yauzl/fd-slicer.js
var require_fd_slicer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var fs = __require("fs");
	var util = __require("util");
	var stream = __require("stream");
	var Readable = stream.Readable;
	var PassThrough = stream.PassThrough;
	var Pend = require_pend();
	var EventEmitter = __require("events").EventEmitter;
	exports.BufferSlicer = BufferSlicer;
	exports.FdSlicer = FdSlicer;
	util.inherits(FdSlicer, EventEmitter);
	function FdSlicer(fd) {
		EventEmitter.call(this);
		this.fd = fd;
		this.pend = new Pend();
		this.pend.max = 1;
		this.refCount = 0;
	}
	FdSlicer.prototype.read = function(buffer, offset, length, position, callback) {
		var self = this;
		self.pend.go(function(cb) {
			fs.read(self.fd, buffer, offset, length, position, function(err, bytesRead, buffer) {
				cb();
				callback(err, bytesRead, buffer);
			});
		});
	};
	FdSlicer.prototype.createReadStream = function(options) {
		return new ReadStream(this, options);
	};
	FdSlicer.prototype.ref = function() {
		this.refCount += 1;
	};
	FdSlicer.prototype.unref = function() {
		var self = this;
		self.refCount -= 1;
		if (self.refCount < 0) throw new Error("invalid unref");
		if (self.refCount > 0) return;
		fs.close(self.fd, onCloseDone);
		function onCloseDone(err) {
			if (err) self.emit("error", err);
			else self.emit("close");
		}
	};
	util.inherits(ReadStream, Readable);
	function ReadStream(context, options) {
		options = options || {};
		Readable.call(this, options);
		this.context = context;
		this.context.ref();
		this.start = options.start || 0;
		this.endOffset = options.end;
		this.pos = this.start;
	}
	ReadStream.prototype._read = function(n) {
		var self = this;
		var toRead = Math.min(self._readableState.highWaterMark, n);
		if (self.endOffset != null) toRead = Math.min(toRead, self.endOffset - self.pos);
		if (toRead <= 0) {
			self.push(null);
			this._cleanup();
			return;
		}
		self.context.pend.go(function(cb) {
			var buffer = Buffer.allocUnsafe(toRead);
			fs.read(self.context.fd, buffer, 0, toRead, self.pos, function(err, bytesRead) {
				if (err) self.destroy(err);
				else if (bytesRead === 0) {
					self.push(null);
					self._cleanup();
				} else {
					self.pos += bytesRead;
					self.push(buffer.slice(0, bytesRead));
				}
				cb();
			});
		});
	};
	ReadStream.prototype._destroy = function(err, cb) {
		this._cleanup();
		cb(err);
	};
	ReadStream.prototype._cleanup = function() {
		if (this.context != null) {
			this.context.unref();
			this.context = null;
		}
	};
	util.inherits(BufferSlicer, EventEmitter);
	function BufferSlicer(buffer) {
		EventEmitter.call(this);
		this.refCount = 0;
		this.buffer = buffer;
	}
	BufferSlicer.prototype.read = function(buffer, offset, length, position, callback) {
		if (!(0 <= offset && offset <= buffer.length)) throw new RangeError("offset outside buffer: 0 <= " + offset + " <= " + buffer.length);
		if (position < 0) throw new RangeError("position is negative: " + position);
		if (offset + length > buffer.length) length = buffer.length - offset;
		if (position + length > this.buffer.length) length = this.buffer.length - position;
		if (length <= 0) {
			setImmediate(function() {
				callback(null, 0);
			});
			return;
		}
		this.buffer.copy(buffer, offset, position, position + length);
		setImmediate(function() {
			callback(null, length);
		});
	};
	BufferSlicer.prototype.createReadStream = function(options) {
		options = options || {};
		var readStream = new PassThrough(options);
		readStream.start = options.start || 0;
		readStream.endOffset = options.end;
		readStream.pos = readStream.endOffset || this.buffer.length;
		var entireSlice = this.buffer.slice(readStream.start, readStream.pos);
		var maxChunkSize = 65536;
		var offset = 0;
		while (true) {
			var nextOffset = offset + maxChunkSize;
			if (nextOffset >= entireSlice.length) {
				if (offset < entireSlice.length) readStream.write(entireSlice.slice(offset, entireSlice.length));
				break;
			}
			readStream.write(entireSlice.slice(offset, nextOffset));
			offset = nextOffset;
		}
		readStream.end();
		return readStream;
	};
	BufferSlicer.prototype.ref = function() {
		this.refCount += 1;
	};
	BufferSlicer.prototype.unref = function() {
		this.refCount -= 1;
		if (this.refCount < 0) throw new Error("invalid unref");
	};
}));
// node_modules/yauzl/crc32.js
var require_crc32 = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const CRC_TABLE = new Int32Array([
		0,
		1996959894,
		3993919788,
		2567524794,
		124634137,
		1886057615,
		3915621685,
		2657392035,
		249268274,
		2044508324,
		3772115230,
		2547177864,
		162941995,
		2125561021,
		3887607047,
		2428444049,
		498536548,
		1789927666,
		4089016648,
		2227061214,
		450548861,
		1843258603,
		4107580753,
		2211677639,
		325883990,
		1684777152,
		4251122042,
		2321926636,
		335633487,
		1661365465,
		4195302755,
		2366115317,
		997073096,
		1281953886,
		3579855332,
		2724688242,
		1006888145,
		1258607687,
		3524101629,
		2768942443,
		901097722,
		1119000684,
		3686517206,
		2898065728,
		853044451,
		1172266101,
		3705015759,
		2882616665,
		651767980,
		1373503546,
		3369554304,
		3218104598,
		565507253,
		1454621731,
		3485111705,
		3099436303,
		671266974,
		1594198024,
		3322730930,
		2970347812,
		795835527,
		1483230225,
		3244367275,
		3060149565,
		1994146192,
		31158534,
		2563907772,
		4023717930,
		1907459465,
		112637215,
		2680153253,
		3904427059,
		2013776290,
		251722036,
		2517215374,
		3775830040,
		2137656763,
		141376813,
		2439277719,
		3865271297,
		1802195444,
		476864866,
		2238001368,
		4066508878,
		1812370925,
		453092731,
		2181625025,
		4111451223,
		1706088902,
		314042704,
		2344532202,
		4240017532,
		1658658271,
		366619977,
		2362670323,
		4224994405,
		1303535960,
		984961486,
		2747007092,
		3569037538,
		1256170817,
		1037604311,
		2765210733,
		3554079995,
		1131014506,
		879679996,
		2909243462,
		3663771856,
		1141124467,
		855842277,
		2852801631,
		3708648649,
		1342533948,
		654459306,
		3188396048,
		3373015174,
		1466479909,
		544179635,
		3110523913,
		3462522015,
		1591671054,
		702138776,
		2966460450,
		3352799412,
		1504918807,
		783551873,
		3082640443,
		3233442989,
		3988292384,
		2596254646,
		62317068,
		1957810842,
		3939845945,
		2647816111,
		81470997,
		1943803523,
		3814918930,
		2489596804,
		225274430,
		2053790376,
		3826175755,
		2466906013,
		167816743,
		2097651377,
		4027552580,
		2265490386,
		503444072,
		1762050814,
		4150417245,
		2154129355,
		426522225,
		1852507879,
		4275313526,
		2312317920,
		282753626,
		1742555852,
		4189708143,
		2394877945,
		397917763,
		1622183637,
		3604390888,
		2714866558,
		953729732,
		1340076626,
		3518719985,
		2797360999,
		1068828381,
		1219638859,
		3624741850,
		2936675148,
		906185462,
		1090812512,
		3747672003,
		2825379669,
		829329135,
		1181335161,
		3412177804,
		3160834842,
		628085408,
		1382605366,
		3423369109,
		3138078467,
		570562233,
		1426400815,
		3317316542,
		2998733608,
		733239954,
		1555261956,
		3268935591,
		3050360625,
		752459403,
		1541320221,
		2607071920,
		3965973030,
		1969922972,
		40735498,
		2617837225,
		3943577151,
		1913087877,
		83908371,
		2512341634,
		3803740692,
		2075208622,
		213261112,
		2463272603,
		3855990285,
		2094854071,
		198958881,
		2262029012,
		4057260610,
		1759359992,
		534414190,
		2176718541,
		4139329115,
		1873836001,
		414664567,
		2282248934,
		4279200368,
		1711684554,
		285281116,
		2405801727,
		4167216745,
		1634467795,
		376229701,
		2685067896,
		3608007406,
		1308918612,
		956543938,
		2808555105,
		3495958263,
		1231636301,
		1047427035,
		2932959818,
		3654703836,
		1088359270,
		936918e3,
		2847714899,
		3736837829,
		1202900863,
		817233897,
		3183342108,
		3401237130,
		1404277552,
		615818150,
		3134207493,
		3453421203,
		1423857449,
		601450431,
		3009837614,
		3294710456,
		1567103746,
		711928724,
		3020668471,
		3272380065,
		1510334235,
		755167117
	]);
	function crc32(buf) {
		let crc = -1;
		for (let x of buf) crc = CRC_TABLE[(crc ^ x) & 255] ^ crc >>> 8;
		return (crc ^ -1) >>> 0;
	}
	module.exports = crc32;
}));
// src/evidence/artifact/unzip.ts
var import_yauzl = (/* @__PURE__ */ __commonJSMin(((exports) => {
	var fs = __require("fs");
	var zlib = __require("zlib");
	var fd_slicer = require_fd_slicer();
	var util = __require("util");
	var EventEmitter = __require("events").EventEmitter;
	var Transform = __require("stream").Transform;
	var PassThrough = __require("stream").PassThrough;
	var Writable = __require("stream").Writable;
	const crc32 = typeof zlib.crc32 === "function" ? zlib.crc32 : require_crc32();
	exports.fromFdPromise = fromFdPromise;
	function fromFdPromise(fd, options) {
		return new Promise((resolve, reject) => {
			fromFd(fd, {
				...options,
				lazyEntries: true
			}, function(err, zipfile) {
				if (err) return reject(err);
				resolve(zipfile);
			});
		});
	}
	function fromFd(fd, options, callback) {
		if (typeof options === "function") {
			callback = options;
			options = null;
		}
		if (options == null) options = {};
		if (options.autoClose == null) options.autoClose = false;
		if (options.lazyEntries == null) options.lazyEntries = false;
		if (options.decodeStrings == null) options.decodeStrings = true;
		if (options.validateEntrySizes == null) options.validateEntrySizes = true;
		if (options.strictFileNames == null) options.strictFileNames = false;
		if (callback == null) callback = defaultCallback;
		fs.fstat(fd, function(err, stats) {
			if (err) return callback(err);
			fromRandomAccessReader(new fd_slicer.FdSlicer(fd), stats.size, options, callback);
		});
	}
	function fromRandomAccessReader(reader, totalSize, options, callback) {
		if (typeof options === "function") {
			callback = options;
			options = null;
		}
		if (options == null) options = {};
		if (options.autoClose == null) options.autoClose = true;
		if (options.lazyEntries == null) options.lazyEntries = false;
		if (options.decodeStrings == null) options.decodeStrings = true;
		var decodeStrings = !!options.decodeStrings;
		if (options.validateEntrySizes == null) options.validateEntrySizes = true;
		if (options.strictFileNames == null) options.strictFileNames = false;
		if (callback == null) callback = defaultCallback;
		if (typeof totalSize !== "number") throw new Error("expected totalSize parameter to be a number");
		if (totalSize > Number.MAX_SAFE_INTEGER) throw new Error("zip file too large. only file sizes up to 2^52 are supported due to JavaScript's Number type being an IEEE 754 double.");
		reader.ref();
		var eocdrWithoutCommentSize = 22;
		var zip64EocdlSize = 20;
		var bufferSize = Math.min(zip64EocdlSize + eocdrWithoutCommentSize + 65535, totalSize);
		var buffer = newBuffer(bufferSize);
		readAndAssertNoEof(reader, buffer, 0, bufferSize, totalSize - buffer.length, function(err) {
			if (err) return callback(err);
			for (var i = bufferSize - eocdrWithoutCommentSize; i >= 0; i -= 1) {
				if (buffer.readUInt32LE(i) !== 101010256) continue;
				var eocdrBuffer = buffer.subarray(i);
				var diskNumber = eocdrBuffer.readUInt16LE(4);
				var entryCount = eocdrBuffer.readUInt16LE(10);
				var centralDirectoryOffset = eocdrBuffer.readUInt32LE(16);
				var commentLength = eocdrBuffer.readUInt16LE(20);
				var expectedCommentLength = eocdrBuffer.length - eocdrWithoutCommentSize;
				if (commentLength !== expectedCommentLength) return callback(/* @__PURE__ */ new Error("Invalid comment length. Expected: " + expectedCommentLength + ". Found: " + commentLength + ". Are there extra bytes at the end of the file? Or is the end of central dir signature `PK☺☻` in the comment?"));
				var comment = decodeStrings ? decodeBuffer(eocdrBuffer.subarray(22), false) : eocdrBuffer.subarray(22);
				if (i - zip64EocdlSize >= 0 && buffer.readUInt32LE(i - zip64EocdlSize) === 117853008) {
					var zip64EocdrOffset = readUInt64LE(buffer.subarray(i - zip64EocdlSize, i - zip64EocdlSize + zip64EocdlSize), 8);
					var zip64EocdrBuffer = newBuffer(56);
					return readAndAssertNoEof(reader, zip64EocdrBuffer, 0, zip64EocdrBuffer.length, zip64EocdrOffset, function(err) {
						if (err) return callback(err);
						if (zip64EocdrBuffer.readUInt32LE(0) !== 101075792) return callback(/* @__PURE__ */ new Error("invalid zip64 end of central directory record signature"));
						diskNumber = zip64EocdrBuffer.readUInt32LE(16);
						if (diskNumber !== 0) return callback(/* @__PURE__ */ new Error("multi-disk zip files are not supported: found disk number: " + diskNumber));
						entryCount = readUInt64LE(zip64EocdrBuffer, 32);
						centralDirectoryOffset = readUInt64LE(zip64EocdrBuffer, 48);
						return callback(null, new ZipFile(reader, centralDirectoryOffset, totalSize, entryCount, comment, options.autoClose, options.lazyEntries, decodeStrings, options.validateEntrySizes, options.strictFileNames));
					});
				}
				if (diskNumber !== 0) return callback(/* @__PURE__ */ new Error("multi-disk zip files are not supported: found disk number: " + diskNumber));
				return callback(null, new ZipFile(reader, centralDirectoryOffset, totalSize, entryCount, comment, options.autoClose, options.lazyEntries, decodeStrings, options.validateEntrySizes, options.strictFileNames));
			}
			callback(/* @__PURE__ */ new Error("End of central directory record signature not found. Either not a zip file, or file is truncated."));
		});
	}
	util.inherits(ZipFile, EventEmitter);
	function ZipFile(reader, centralDirectoryOffset, fileSize, entryCount, comment, autoClose, lazyEntries, decodeStrings, validateEntrySizes, strictFileNames) {
		var self = this;
		EventEmitter.call(self);
		self.reader = reader;
		self.reader.on("error", function(err) {
			emitError(self, err);
		});
		self.reader.once("close", function() {
			self.emit("close");
		});
		self.readEntryCursor = centralDirectoryOffset;
		self.fileSize = fileSize;
		self.entryCount = entryCount;
		self.comment = comment;
		self.entriesRead = 0;
		self.autoClose = !!autoClose;
		self.lazyEntries = !!lazyEntries;
		self.decodeStrings = !!decodeStrings;
		self.validateEntrySizes = !!validateEntrySizes;
		self.strictFileNames = !!strictFileNames;
		self.isOpen = true;
		self.emittedError = false;
		self.hasEachEntryBeenCalled = false;
		if (!self.lazyEntries) self._readEntry();
	}
	ZipFile.prototype.close = function() {
		if (!this.isOpen) return;
		this.isOpen = false;
		this.reader.unref();
	};
	function emitErrorAndAutoClose(self, err) {
		if (self.autoClose) self.close();
		emitError(self, err);
	}
	function emitError(self, err) {
		if (self.emittedError) return;
		self.emittedError = true;
		self.emit("error", err);
	}
	ZipFile.prototype.readEntry = function() {
		if (!this.lazyEntries) throw new Error("readEntry() called without lazyEntries:true");
		this._readEntry();
	};
	ZipFile.prototype._readEntry = function() {
		var self = this;
		if (self.entryCount === self.entriesRead) {
			setImmediate(function() {
				if (self.autoClose) self.close();
				if (self.emittedError) return;
				self.emit("end");
			});
			return;
		}
		if (self.emittedError) return;
		var buffer = newBuffer(46);
		readAndAssertNoEof(self.reader, buffer, 0, buffer.length, self.readEntryCursor, function(err) {
			if (err) return emitErrorAndAutoClose(self, err);
			if (self.emittedError) return;
			var entry = new Entry();
			var signature = buffer.readUInt32LE(0);
			if (signature !== 33639248) return emitErrorAndAutoClose(self, /* @__PURE__ */ new Error("invalid central directory file header signature: 0x" + signature.toString(16)));
			entry.versionMadeBy = buffer.readUInt16LE(4);
			entry.versionNeededToExtract = buffer.readUInt16LE(6);
			entry.generalPurposeBitFlag = buffer.readUInt16LE(8);
			entry.compressionMethod = buffer.readUInt16LE(10);
			entry.lastModFileTime = buffer.readUInt16LE(12);
			entry.lastModFileDate = buffer.readUInt16LE(14);
			entry.crc32 = buffer.readUInt32LE(16);
			entry.compressedSize = buffer.readUInt32LE(20);
			entry.uncompressedSize = buffer.readUInt32LE(24);
			entry.fileNameLength = buffer.readUInt16LE(28);
			entry.extraFieldLength = buffer.readUInt16LE(30);
			entry.fileCommentLength = buffer.readUInt16LE(32);
			entry.internalFileAttributes = buffer.readUInt16LE(36);
			entry.externalFileAttributes = buffer.readUInt32LE(38);
			entry.relativeOffsetOfLocalHeader = buffer.readUInt32LE(42);
			if (entry.generalPurposeBitFlag & 64) return emitErrorAndAutoClose(self, /* @__PURE__ */ new Error("strong encryption is not supported"));
			self.readEntryCursor += 46;
			buffer = newBuffer(entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength);
			readAndAssertNoEof(self.reader, buffer, 0, buffer.length, self.readEntryCursor, function(err) {
				if (err) return emitErrorAndAutoClose(self, err);
				if (self.emittedError) return;
				entry.fileNameRaw = buffer.subarray(0, entry.fileNameLength);
				var fileCommentStart = entry.fileNameLength + entry.extraFieldLength;
				entry.extraFieldRaw = buffer.subarray(entry.fileNameLength, fileCommentStart);
				entry.fileCommentRaw = buffer.subarray(fileCommentStart, fileCommentStart + entry.fileCommentLength);
				try {
					entry.extraFields = parseExtraFields(entry.extraFieldRaw);
				} catch (err) {
					return emitErrorAndAutoClose(self, err);
				}
				if (self.decodeStrings) {
					var isUtf8 = (entry.generalPurposeBitFlag & 2048) !== 0;
					entry.fileComment = decodeBuffer(entry.fileCommentRaw, isUtf8);
					entry.fileName = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, self.strictFileNames);
					var errorMessage = validateFileName(entry.fileName);
					if (errorMessage != null) return emitErrorAndAutoClose(self, new Error(errorMessage));
				} else {
					entry.fileComment = entry.fileCommentRaw;
					entry.fileName = entry.fileNameRaw;
				}
				entry.comment = entry.fileComment;
				self.readEntryCursor += buffer.length;
				self.entriesRead += 1;
				for (var i = 0; i < entry.extraFields.length; i++) {
					var extraField = entry.extraFields[i];
					if (extraField.id !== 1) continue;
					var zip64EiefBuffer = extraField.data;
					var index = 0;
					if (entry.uncompressedSize === 4294967295) {
						if (index + 8 > zip64EiefBuffer.length) return emitErrorAndAutoClose(self, /* @__PURE__ */ new Error("zip64 extended information extra field does not include uncompressed size"));
						entry.uncompressedSize = readUInt64LE(zip64EiefBuffer, index);
						index += 8;
					}
					if (entry.compressedSize === 4294967295) {
						if (index + 8 > zip64EiefBuffer.length) return emitErrorAndAutoClose(self, /* @__PURE__ */ new Error("zip64 extended information extra field does not include compressed size"));
						entry.compressedSize = readUInt64LE(zip64EiefBuffer, index);
						index += 8;
					}
					if (entry.relativeOffsetOfLocalHeader === 4294967295) {
						if (index + 8 > zip64EiefBuffer.length) return emitErrorAndAutoClose(self, /* @__PURE__ */ new Error("zip64 extended information extra field does not include relative header offset"));
						entry.relativeOffsetOfLocalHeader = readUInt64LE(zip64EiefBuffer, index);
						index += 8;
					}
					break;
				}
				if (self.validateEntrySizes && entry.compressionMethod === 0) {
					var expectedCompressedSize = entry.uncompressedSize;
					if (entry.isEncrypted()) expectedCompressedSize += 12;
					if (entry.compressedSize !== expectedCompressedSize) {
						var msg = "compressed/uncompressed size mismatch for stored file: " + entry.compressedSize + " != " + entry.uncompressedSize;
						return emitErrorAndAutoClose(self, new Error(msg));
					}
				}
				self.emit("entry", entry);
				if (!self.lazyEntries) self._readEntry();
			});
		});
	};
	ZipFile.prototype.eachEntry = function() {
		const self = this;
		if (!self.lazyEntries) throw new Error("eachEntry() requires lazyEntries: true");
		if (self.hasEachEntryBeenCalled) throw new Error("eachEntry() must only be called once per ZipFile");
		self.hasEachEntryBeenCalled = true;
		let pendingResolveReject = null;
		self.on("entry", onEntry);
		self.on("end", onEnd);
		self.on("error", onError);
		function cleanup() {
			self.removeListener("entry", onEntry);
			self.removeListener("end", onEnd);
			self.removeListener("error", onError);
			if (self.autoClose) self.close();
		}
		function onEntry(entry) {
			let { resolve } = pendingResolveReject;
			pendingResolveReject = null;
			resolve({ value: entry });
		}
		function onEnd() {
			let { resolve } = pendingResolveReject;
			pendingResolveReject = null;
			cleanup();
			resolve({ done: true });
		}
		function onError(err) {
			let { reject } = pendingResolveReject;
			pendingResolveReject = null;
			cleanup();
			reject(err);
		}
		return {
			[Symbol.asyncIterator]() {
				return this;
			},
			next() {
				const promise = new Promise((resolve, reject) => {
					if (pendingResolveReject != null) throw new Error("next() called before previous Promise was resolved.");
					pendingResolveReject = {
						resolve,
						reject
					};
				});
				self.readEntry();
				return promise;
			},
			return(value) {
				cleanup();
				return Promise.resolve({
					done: true,
					value
				});
			},
			throw(value) {
				cleanup();
				return Promise.reject(value);
			}
		};
	};
	ZipFile.prototype.openReadStream = function(entry, options, callback) {
		var self = this;
		var relativeStart = 0;
		var relativeEnd = entry.compressedSize;
		if (callback == null) {
			callback = options;
			options = null;
		}
		if (options == null) options = {};
		else {
			if (options.decodeFileData === false) {
				if (options.decrypt != null) throw new Error("cannot use options.decrypt when options.decodeFileData === false");
				if (options.decompress != null) throw new Error("cannot use options.decompress when options.decodeFileData === false");
			} else {
				if (options.decrypt != null) {
					if (!entry.isEncrypted()) throw new Error("options.decrypt can only be specified for encrypted entries. See also option decodeFileData.");
					if (options.decrypt !== false) throw new Error("invalid options.decrypt value: " + options.decrypt);
					if (entry.isCompressed()) {
						if (options.decompress !== false) throw new Error("entry is encrypted and compressed, and options.decompress !== false. See also option decodeFileData.");
					}
				}
				if (options.decompress != null) {
					if (!entry.isCompressed()) throw new Error("options.decompress can only be specified for compressed entries. See also option decodeFileData.");
					if (!(options.decompress === false || options.decompress === true)) throw new Error("invalid options.decompress value: " + options.decompress);
					decompress = options.decompress;
				}
			}
			if (options.start != null) {
				relativeStart = options.start;
				if (relativeStart < 0) throw new Error("options.start < 0");
				if (relativeStart > entry.compressedSize) throw new Error("options.start > entry.compressedSize");
			}
			if (options.end != null) {
				relativeEnd = options.end;
				if (relativeEnd < 0) throw new Error("options.end < 0");
				if (relativeEnd > entry.compressedSize) throw new Error("options.end > entry.compressedSize");
				if (relativeEnd < relativeStart) throw new Error("options.end < options.start");
			}
		}
		var rawMode = options.decodeFileData === false || (entry.compressionMethod === 0 || entry.compressionMethod === 8 && options.decompress === false) && (!entry.isEncrypted() || options.decrypt === false);
		if (options.start != null || options.end != null) {
			if (!rawMode) throw new Error("start/end range require options.decodeFileData === false for non-trivial encoded entries.");
		}
		if (!self.isOpen) return callback(/* @__PURE__ */ new Error("closed"));
		if (entry.isEncrypted() && !rawMode) {
			if (options.decrypt !== false) return callback(/* @__PURE__ */ new Error("entry is encrypted, and options.decodeFileData !== false"));
		}
		var decompress;
		if (rawMode) decompress = false;
		else if (entry.compressionMethod === 8) decompress = options.decodeFileData !== true;
		else return callback(/* @__PURE__ */ new Error("unsupported compression method: " + entry.compressionMethod));
		self.readLocalFileHeader(entry, { minimal: true }, function(err, localFileHeader) {
			if (err) return callback(err);
			self.openReadStreamLowLevel(localFileHeader.fileDataStart, entry.compressedSize, relativeStart, relativeEnd, decompress, entry.uncompressedSize, callback);
		});
	};
	ZipFile.prototype.openReadStreamLowLevel = function(fileDataStart, compressedSize, relativeStart, relativeEnd, decompress, uncompressedSize, callback) {
		var self = this;
		fileDataStart + compressedSize;
		var readStream = self.reader.createReadStream({
			start: fileDataStart + relativeStart,
			end: fileDataStart + relativeEnd
		});
		var endpointStream = readStream;
		if (decompress) {
			var destroyed = false;
			var inflateFilter = zlib.createInflateRaw();
			readStream.on("error", function(err) {
				setImmediate(function() {
					if (!destroyed) inflateFilter.emit("error", err);
				});
			});
			readStream.pipe(inflateFilter);
			if (self.validateEntrySizes) {
				endpointStream = new AssertByteCountStream(uncompressedSize);
				inflateFilter.on("error", function(err) {
					setImmediate(function() {
						if (!destroyed) endpointStream.emit("error", err);
					});
				});
				inflateFilter.pipe(endpointStream);
			} else endpointStream = inflateFilter;
			installDestroyFn(endpointStream, function() {
				destroyed = true;
				if (inflateFilter !== endpointStream) inflateFilter.unpipe(endpointStream);
				readStream.unpipe(inflateFilter);
				readStream.destroy();
			});
		}
		callback(null, endpointStream);
	};
	ZipFile.prototype.readLocalFileHeader = function(entry, options, callback) {
		var self = this;
		if (callback == null) {
			callback = options;
			options = null;
		}
		if (options == null) options = {};
		self.reader.ref();
		var buffer = newBuffer(30);
		readAndAssertNoEof(self.reader, buffer, 0, buffer.length, entry.relativeOffsetOfLocalHeader, function(err) {
			try {
				if (err) return callback(err);
				var signature = buffer.readUInt32LE(0);
				if (signature !== 67324752) return callback(/* @__PURE__ */ new Error("invalid local file header signature: 0x" + signature.toString(16)));
				var fileNameLength = buffer.readUInt16LE(26);
				var extraFieldLength = buffer.readUInt16LE(28);
				var fileDataStart = entry.relativeOffsetOfLocalHeader + 30 + fileNameLength + extraFieldLength;
				if (fileDataStart + entry.compressedSize > self.fileSize) return callback(/* @__PURE__ */ new Error("file data overflows file bounds: " + fileDataStart + " + " + entry.compressedSize + " > " + self.fileSize));
				if (options.minimal) return callback(null, { fileDataStart });
				var localFileHeader = new LocalFileHeader();
				localFileHeader.fileDataStart = fileDataStart;
				localFileHeader.versionNeededToExtract = buffer.readUInt16LE(4);
				localFileHeader.generalPurposeBitFlag = buffer.readUInt16LE(6);
				localFileHeader.compressionMethod = buffer.readUInt16LE(8);
				localFileHeader.lastModFileTime = buffer.readUInt16LE(10);
				localFileHeader.lastModFileDate = buffer.readUInt16LE(12);
				localFileHeader.crc32 = buffer.readUInt32LE(14);
				localFileHeader.compressedSize = buffer.readUInt32LE(18);
				localFileHeader.uncompressedSize = buffer.readUInt32LE(22);
				localFileHeader.fileNameLength = fileNameLength;
				localFileHeader.extraFieldLength = extraFieldLength;
				buffer = newBuffer(fileNameLength + extraFieldLength);
				self.reader.ref();
				readAndAssertNoEof(self.reader, buffer, 0, buffer.length, entry.relativeOffsetOfLocalHeader + 30, function(err) {
					try {
						if (err) return callback(err);
						localFileHeader.fileName = buffer.subarray(0, fileNameLength);
						localFileHeader.extraField = buffer.subarray(fileNameLength);
						return callback(null, localFileHeader);
					} finally {
						self.reader.unref();
					}
				});
			} finally {
				self.reader.unref();
			}
		});
	};
	ZipFile.prototype.openReadStreamPromise = function(entry, options) {
		return new Promise((resolve, reject) => {
			this.openReadStream(entry, options, function(err, readStream) {
				if (err) return reject(err);
				resolve(readStream);
			});
		});
	};
	ZipFile.prototype.openReadStreamLowLevelPromise = function(fileDataStart, compressedSize, relativeStart, relativeEnd, decompress, uncompressedSize) {
		return new Promise((resolve, reject) => {
			this.openReadStream(fileDataStart, compressedSize, relativeStart, relativeEnd, decompress, uncompressedSize, function(err, readStream) {
				if (err) return reject(err);
				resolve(readStream);
			});
		});
	};
	ZipFile.prototype.readLocalFileHeaderPromise = function(entry, options) {
		return new Promise((resolve, reject) => {
			this.readLocalFileHeader(entry, options, function(err, localFileHeader) {
				if (err) return reject(err);
				resolve(localFileHeader);
			});
		});
	};
	function Entry() {}
	Entry.prototype.getLastModDate = function(options) {
		if (options == null) options = {};
		if (!options.forceDosFormat) for (var i = 0; i < this.extraFields.length; i++) {
			var extraField = this.extraFields[i];
			if (extraField.id === 21589) {
				var data = extraField.data;
				if (data.length < 5) continue;
				if (!(data[0] & 1)) continue;
				var posixTimestamp = data.readInt32LE(1);
				return /* @__PURE__ */ new Date(posixTimestamp * 1e3);
			} else if (extraField.id === 10) {
				var data = extraField.data;
				if (data.length !== 32) continue;
				if (data.readUInt16LE(4) !== 1) continue;
				if (data.readUInt16LE(6) !== 24) continue;
				var millisecondsSince1970 = (data.readUInt32LE(8) + 4294967296 * data.readInt32LE(12)) / 1e4 - 0xa9730b66800;
				return new Date(millisecondsSince1970);
			}
		}
		return dosDateTimeToDate(this.lastModFileDate, this.lastModFileTime, options.timezone);
	};
	Entry.prototype.canDecodeFileData = function() {
		return !this.isEncrypted() && (this.compressionMethod === 0 || this.compressionMethod === 8);
	};
	Entry.prototype.isEncrypted = function() {
		return (this.generalPurposeBitFlag & 1) !== 0;
	};
	Entry.prototype.isCompressed = function() {
		return this.compressionMethod === 8;
	};
	function LocalFileHeader() {}
	function dosDateTimeToDate(date, time, timezone) {
		var day = date & 31;
		var month = (date >> 5 & 15) - 1;
		var year = (date >> 9 & 127) + 1980;
		var millisecond = 0;
		var second = (time & 31) * 2;
		var minute = time >> 5 & 63;
		var hour = time >> 11 & 31;
		if (timezone == null || timezone === "local") return new Date(year, month, day, hour, minute, second, millisecond);
		else if (timezone === "UTC") return new Date(Date.UTC(year, month, day, hour, minute, second, millisecond));
		else throw new Error("unrecognized options.timezone: " + options.timezone);
	}
	function getFileNameLowLevel(generalPurposeBitFlag, fileNameBuffer, extraFields, strictFileNames) {
		var fileName = null;
		for (var i = 0; i < extraFields.length; i++) {
			var extraField = extraFields[i];
			if (extraField.id === 28789) {
				if (extraField.data.length < 6) continue;
				if (extraField.data.readUInt8(0) !== 1) continue;
				var oldNameCrc32 = extraField.data.readUInt32LE(1);
				if (crc32(fileNameBuffer) !== oldNameCrc32) continue;
				fileName = decodeBuffer(extraField.data.subarray(5), true);
				break;
			}
		}
		if (fileName == null) fileName = decodeBuffer(fileNameBuffer, (generalPurposeBitFlag & 2048) !== 0);
		if (!strictFileNames) fileName = fileName.replace(/\\/g, "/");
		return fileName;
	}
	function validateFileName(fileName) {
		if (fileName.indexOf("\\") !== -1) return "invalid characters in fileName: " + fileName;
		if (/^[a-zA-Z]:/.test(fileName) || /^\//.test(fileName)) return "absolute path: " + fileName;
		if (fileName.split("/").indexOf("..") !== -1) return "invalid relative path: " + fileName;
		return null;
	}
	function parseExtraFields(extraFieldBuffer) {
		var extraFields = [];
		var i = 0;
		while (i < extraFieldBuffer.length - 3) {
			var headerId = extraFieldBuffer.readUInt16LE(i + 0);
			var dataSize = extraFieldBuffer.readUInt16LE(i + 2);
			var dataStart = i + 4;
			var dataEnd = dataStart + dataSize;
			if (dataEnd > extraFieldBuffer.length) throw new Error("extra field length exceeds extra field buffer size");
			var dataBuffer = extraFieldBuffer.subarray(dataStart, dataEnd);
			extraFields.push({
				id: headerId,
				data: dataBuffer
			});
			i = dataEnd;
		}
		return extraFields;
	}
	function readAndAssertNoEof(reader, buffer, offset, length, position, callback) {
		if (length === 0) return setImmediate(function() {
			callback(null, newBuffer(0));
		});
		reader.read(buffer, offset, length, position, function(err, bytesRead) {
			if (err) return callback(err);
			if (bytesRead < length) return callback(/* @__PURE__ */ new Error("unexpected EOF"));
			callback();
		});
	}
	util.inherits(AssertByteCountStream, Transform);
	function AssertByteCountStream(byteCount) {
		Transform.call(this);
		this.actualByteCount = 0;
		this.expectedByteCount = byteCount;
	}
	AssertByteCountStream.prototype._transform = function(chunk, encoding, cb) {
		this.actualByteCount += chunk.length;
		if (this.actualByteCount > this.expectedByteCount) {
			var msg = "too many bytes in the stream. expected " + this.expectedByteCount + ". got at least " + this.actualByteCount;
			return cb(new Error(msg));
		}
		cb(null, chunk);
	};
	AssertByteCountStream.prototype._flush = function(cb) {
		if (this.actualByteCount < this.expectedByteCount) {
			var msg = "not enough bytes in the stream. expected " + this.expectedByteCount + ". got only " + this.actualByteCount;
			return cb(new Error(msg));
		}
		cb();
	};
	util.inherits(RandomAccessReader, EventEmitter);
	function RandomAccessReader() {
		EventEmitter.call(this);
		this.refCount = 0;
	}
	RandomAccessReader.prototype.ref = function() {
		this.refCount += 1;
	};
	RandomAccessReader.prototype.unref = function() {
		var self = this;
		self.refCount -= 1;
		if (self.refCount > 0) return;
		if (self.refCount < 0) throw new Error("invalid unref");
		self.close(onCloseDone);
		function onCloseDone(err) {
			if (err) return self.emit("error", err);
			self.emit("close");
		}
	};
	RandomAccessReader.prototype.createReadStream = function(options) {
		if (options == null) options = {};
		var start = options.start;
		var end = options.end;
		if (start === end) {
			var emptyStream = new PassThrough();
			setImmediate(function() {
				emptyStream.end();
			});
			return emptyStream;
		}
		var stream = this._readStreamForRange(start, end);
		var destroyed = false;
		var refUnrefFilter = new RefUnrefFilter(this);
		stream.on("error", function(err) {
			setImmediate(function() {
				if (!destroyed) refUnrefFilter.emit("error", err);
			});
		});
		installDestroyFn(refUnrefFilter, function() {
			stream.unpipe(refUnrefFilter);
			refUnrefFilter.unref();
			stream.destroy();
		});
		var byteCounter = new AssertByteCountStream(end - start);
		refUnrefFilter.on("error", function(err) {
			setImmediate(function() {
				if (!destroyed) byteCounter.emit("error", err);
			});
		});
		installDestroyFn(byteCounter, function() {
			destroyed = true;
			refUnrefFilter.unpipe(byteCounter);
			refUnrefFilter.destroy();
		});
		return stream.pipe(refUnrefFilter).pipe(byteCounter);
	};
	RandomAccessReader.prototype._readStreamForRange = function(start, end) {
		throw new Error("not implemented");
	};
	RandomAccessReader.prototype.read = function(buffer, offset, length, position, callback) {
		var readStream = this.createReadStream({
			start: position,
			end: position + length
		});
		var writeStream = new Writable();
		var written = 0;
		writeStream._write = function(chunk, encoding, cb) {
			chunk.copy(buffer, offset + written, 0, chunk.length);
			written += chunk.length;
			cb();
		};
		writeStream.on("finish", callback);
		readStream.on("error", function(error) {
			callback(error);
		});
		readStream.pipe(writeStream);
	};
	RandomAccessReader.prototype.close = function(callback) {
		setImmediate(callback);
	};
	util.inherits(RefUnrefFilter, PassThrough);
	function RefUnrefFilter(context) {
		PassThrough.call(this);
		this.context = context;
		this.context.ref();
		this.unreffedYet = false;
	}
	RefUnrefFilter.prototype._flush = function(cb) {
		this.unref();
		cb();
	};
	RefUnrefFilter.prototype.unref = function(cb) {
		if (this.unreffedYet) return;
		this.unreffedYet = true;
		this.context.unref();
	};
	var cp437 = "\0☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼ !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~⌂ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\xA0";
	function decodeBuffer(buffer, isUtf8) {
		if (isUtf8) return buffer.toString("utf8");
		else {
			var result = "";
			for (var i = 0; i < buffer.length; i++) result += cp437[buffer[i]];
			return result;
		}
	}
	function readUInt64LE(buffer, offset) {
		var lower32 = buffer.readUInt32LE(offset);
		return buffer.readUInt32LE(offset + 4) * 4294967296 + lower32;
	}
	var newBuffer;
	if (typeof Buffer.allocUnsafe === "function") newBuffer = function(len) {
		return Buffer.allocUnsafe(len);
	};
	else newBuffer = function(len) {
		return new Buffer(len);
	};
	function installDestroyFn(stream, fn) {
		if (typeof stream.destroy === "function") stream._destroy = function(err, cb) {
			fn();
			if (cb != null) cb(err);
		};
		else stream.destroy = fn;
	}
	function defaultCallback(err) {
		if (err) throw err;
	}
})))();
/** The kinds of stat(2)'s mode, which a zip made on Unix has in the upper half of an entry's attributes. */
const KIND = {
	mask: 61440,
	file: 32768,
	folder: 16384
};
/**
* Writes every file of a zip into a new folder. The whole zip is refused (VMTEST_ARTIFACT_INVALID) for one entry that leaves the folder, is a
* link or a device, is there twice, is encrypted, or whose bytes are not what its sizes and its checksum say.
*/
async function unzip(zip, files, allowance) {
	const invalid = (why, cause) => new VmtestError("VMTEST_ARTIFACT_INVALID", `${zip} cannot be unpacked: ${why}`, {
		hint: "it is damaged, or not an artifact of vmtest’s: download it again",
		cause
	});
	await using handle = await open(zip, "r");
	const other = await otherThanZip(handle);
	if (other !== null) throw new VmtestError("VMTEST_ARTIFACT_INVALID", `${zip} is no zip: ${other}`, { hint: "name the zip of an artifact, as GitHub hands it out, or the folder of a test, of a run or of `vmtest download`" });
	let file = null;
	const written = [];
	try {
		file = await (0, import_yauzl.fromFdPromise)(handle.fd, {
			autoClose: false,
			lazyEntries: true,
			strictFileNames: true
		});
		for await (const entry of file.eachEntry()) {
			allowance.entry();
			const path = pathOf(entry);
			if ("refused" in path) throw invalid(`${JSON.stringify(shorten(plainLine(entry.fileName), 200))}: ${path.refused}`);
			if (path.path === "") continue;
			if (!(path.folder ? await files.makeFolder(path.path) : await writeEntry(file, entry, path.path, files, allowance))) throw invalid(`${JSON.stringify(shorten(plainLine(entry.fileName), 200))} is in it twice`);
			if (!path.folder) written.push(path.path);
		}
	} catch (error) {
		const system = error instanceof Error && "syscall" in error;
		if (error instanceof VmtestError || system) throw error;
		const said = error.message;
		throw invalid(/central directory/i.test(said) ? `it is cut short, or its list of contents is damaged (${said})` : said, error);
	}
	return written;
}
/** Of an entry, of the end of one without entries, and of a part: APPNOTE 4.3.7, 4.3.16, 8.5.3. */
const ZIP_BEGINS = [
	"PK",
	"PK",
	"PK\x07\b"
];
/** What a file is that does not begin as a zip does; null for one that does. */
async function otherThanZip(handle) {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
	const head = buffer.subarray(0, bytesRead);
	if (bytesRead === 0) return "it is empty";
	const begins = head.toString("latin1");
	if (ZIP_BEGINS.some((mark) => begins.startsWith(mark))) return null;
	if (begins.slice(257, 262) === "ustar") return "it is a tar archive";
	if (begins.startsWith("")) return "it is compressed by gzip";
	if (begins.startsWith("(µ/ý")) return "it is compressed by zstd";
	if (begins.startsWith("QFIû")) return "it is a disk image (qcow2)";
	if (/^\s*[{[]/.test(begins)) return "it looks like a JSON document";
	if (/^\s*<(?:!doctype|html)/i.test(begins)) return "it is a web page: of a download without a login, perhaps";
	return "it begins as none";
}
function pathOf(entry) {
	if (entry.isEncrypted()) return { refused: "it is encrypted" };
	const mode = entry.versionMadeBy >>> 8 === 3 ? entry.externalFileAttributes >>> 16 & KIND.mask : 0;
	if (mode !== 0 && mode !== KIND.file && mode !== KIND.folder) return { refused: "it is a link or a device" };
	const where = memberPath(entry.fileName);
	return "refused" in where ? where : {
		...where,
		folder: entry.fileName.endsWith("/")
	};
}
async function writeEntry(file, entry, path, files, allowance) {
	const stream = await file.openReadStreamPromise(entry);
	let sum = 0;
	const body = async function* () {
		for await (const chunk of allowance.count(stream)) {
			sum = crc32(chunk, sum);
			yield chunk;
		}
	};
	const written = await files.write(path, body());
	if (written !== null && sum !== entry.crc32) throw new Error(`the checksum of ${JSON.stringify(shorten(plainLine(path), 200))} is not its own`);
	return written !== null;
}
// src/evidence/artifact/unpack.ts
const MAX_NOTES = 100;
/**
* Unpacks an artifact, the zip that GitHub hands out or a folder in which that is unpacked, into `destination`, which must be absent or empty:
* the files, and each packed part (`collect.tar.zst`) as the folder that it was. Whoever made it is not trusted: only plain files and folders are
* made, all of them in the destination, and an entry that means anything else refuses the whole (VMTEST_ARTIFACT_INVALID). Nothing half
* unpacked stays. Throws VMTEST_DISK_FULL, VMTEST_CANCELLED, VMTEST_TOPDIR_NOT_EMPTY too.
*/
async function unpackArtifact(source, destination, options = {}) {
	await refuseFull(destination);
	const aside = `${destination}.part`;
	await makeFolder(dirname(destination));
	await mkdir(aside).catch((cause) => {
		throw isErrno(cause, "EEXIST") ? notEmpty(aside, "it is the half of an artifact: remove it if nobody unpacks there", cause) : cause;
	});
	try {
		const unpacked = await unpackInto(source, aside, options);
		await rename(aside, destination);
		return {
			folder: destination,
			...unpacked
		};
	} catch (error) {
		await rm(aside, {
			recursive: true,
			force: true
		});
		throw isErrno(error, "ENOTEMPTY") || isErrno(error, "EEXIST") ? notEmpty(destination, "something came into it meanwhile", error) : error;
	}
}
async function unpackInto(source, folder, options) {
	const allowance = new Allowance(options);
	const files = new MemberFiles(folder, allowance.reserveBytes);
	const paths = (await lstat(source)).isDirectory() ? await copyFolder(source, "", files, allowance) : await unzip(source, files, allowance);
	const notes = [];
	const manifest = await readManifest(folder);
	for (const path of paths) {
		const part = packedPart(path);
		if (part === void 0 || manifest === null) continue;
		await unpackTar(join(folder, path), join(folder, part.folder), allowance, (text) => notes.length < MAX_NOTES && notes.push(text));
	}
	return {
		manifest,
		files: allowance.entries,
		bytes: allowance.total,
		notes
	};
}
async function refuseFull(destination) {
	const entries = await readdir(destination).catch((error) => {
		if (isErrno(error, "ENOENT")) return [];
		throw isErrno(error, "ENOTDIR") ? notEmpty(destination, "it is a file") : error;
	});
	if (entries.length > 0) throw notEmpty(destination, `it holds ${entries.slice(0, 3).join(", ")}`);
}
function notEmpty(folder, why, cause) {
	return new VmtestError("VMTEST_TOPDIR_NOT_EMPTY", `${folder} cannot take an artifact: ${why}`, {
		hint: "name a folder that is absent or empty: vmtest never writes over evidence",
		cause
	});
}
/** The plain files of a folder, by their paths below it. */
async function copyFolder(root, below, files, allowance) {
	const paths = [];
	for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
		allowance.entry();
		const where = memberPath(below === "" ? entry.name : `${below}/${entry.name}`);
		const path = "path" in where ? where.path : "";
		if (path !== "" && entry.isDirectory()) paths.push(...await copyFolder(root, path, files, allowance));
		else if (path !== "" && entry.isFile()) {
			await files.write(path, allowance.count(createReadStream(join(root, path), { highWaterMark: 1 << 20 })));
			paths.push(path);
		} else throw new VmtestError("VMTEST_ARTIFACT_INVALID", `${join(root, below, entry.name)} is no plain file: it is not of an artifact of vmtest’s`, { hint: "name the folder of an artifact, as it was downloaded" });
	}
	return paths;
}
// src/faces/artifacts/run-artifacts.ts
/**
* The artifacts of the workflow run that this job belongs to whose names begin with `prefix`, the oldest first; those of its earlier attempts are
* among them. Throws ToolkitError.
*/
async function listRunArtifacts(prefix, options) {
	return (await callToolkit("list", { findBy: null }, options)).filter(({ name }) => name.startsWith(prefix)).sort((a, b) => a.id - b.id);
}
/**
* Downloads an artifact of the workflow run that this job belongs to into `folder`, which must be absent or empty. Its digest is checked, where
* there is one, and it is unpacked as `unpackArtifact` does, within `limits`. Throws ToolkitError, and VMTEST_ARTIFACT_DIGEST,
* VMTEST_ARTIFACT_INVALID and the like.
*/
async function downloadRunArtifact(artifact, folder, options, limits = {}) {
	return await downloadArtifact(artifact, folder, null, options, limits);
}
/** The same of any workflow run; without `findBy` of our own. What is half there when it fails is removed. */
async function downloadArtifact({ id, name, digest }, folder, findBy, options, limits = {}) {
	await makeFolder(dirname(folder));
	const aside = await mkdtemp(join(dirname(folder), ".vmtest-download-"));
	try {
		const progress = async () => await bytesIn(aside) ?? 0;
		const { mismatch } = await callToolkit("download", {
			id,
			folder: aside,
			digest,
			findBy
		}, {
			...options,
			progress
		});
		if (mismatch) throw new VmtestError("VMTEST_ARTIFACT_DIGEST", `the bytes of ${name} are not those that were uploaded (${digest})`, { hint: "download it again; if that does not help, what GitHub keeps is damaged" });
		const [file] = await readdir(aside);
		if (file === void 0) throw new VmtestError("VMTEST_GITHUB_FAILED", `GitHub sent nothing for ${name}`, { hint: "try again" });
		const zip = join(aside, "artifact.zip");
		await rename(join(aside, file), zip);
		return await unpackArtifact(zip, folder, {
			...limits,
			...options.signal === void 0 ? {} : { signal: options.signal }
		});
	} finally {
		await rm(aside, {
			recursive: true,
			force: true
		});
	}
}
async function bytesIn(folder) {
	let sum = 0;
	for (const name of await readdir(folder)) sum += (await stat(join(folder, name))).size;
	return sum;
}
// src/faces/action/read-gate.ts
/** Larger than the report of a shard with hundreds of tests: what unpacks to more is not one, and shall not fill the disk. */
const LIMITS = {
	maxBytes: 64 << 20,
	maxEntries: 10
};
/**
* Downloads the plan of this gate and the reports that its shards left. A report that cannot be read is a note, and its tests are `missing`;
* without a plan nobody knows what there should be: VMTEST_GITHUB_FAILED. Where no input says which gate it is, and there are several:
* VMTEST_USAGE.
*/
async function readGate(job, folder, options) {
	const newest = await thePlan(job, options);
	const plan = parseGatePlan(await textOf(newest, PLAN_FILE, folder, options), newest.name);
	const reports = [];
	for (const artifact of await listed(resultsOf(job), options)) try {
		const report = parseShardReport(await textOf(artifact, REPORT_FILE, folder, options), artifact.name);
		if (report.gate === plan.gate) reports.push(ofThisRun(report, options));
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		job.notes.push({
			severity: "warning",
			message: `the results in ${artifact.name} cannot be read: ${why}`
		});
	}
	return {
		plan,
		reports
	};
}
/** The artifact with the plan of this gate. */
async function thePlan(job, options) {
	const given = job.inputs.own.gate;
	if (given !== null && !GATE_ID.test(given)) throw noPlan(PLAN_ENDS[given] ?? `the plan job ended as ${given}`);
	const plans = await listed(plansOf(job, given), options);
	const newest = plans.filter(({ name }) => planIn(name).attempt === Math.max(...plans.map((plan) => planIn(plan.name).attempt)));
	const gates = new Set(newest.map(({ name }) => planIn(name).gate));
	if (gates.size > 1) throw new VmtestError("VMTEST_USAGE", `this workflow run has the plans of ${gates.size} gates, and nothing says which is meant`, { hint: "give each gate its own artifact-name, or give this action the input gate: ${{ needs.plan.outputs.gate || needs.plan.result }}" });
	const plan = newest.at(-1);
	if (plan === void 0) throw noPlan(`this workflow run has no plan: no artifact ${plansOf(job, given).prefix}${given ?? ""}…`);
	return plan;
}
const PLAN_ENDS = {
	failure: "the plan job failed, and without its plan nobody knows which tests there should be",
	cancelled: "the plan job was cancelled before it made its plan",
	skipped: "the plan job did not run, and without its plan nobody knows which tests there should be",
	success: "the plan job succeeded, and gave no output gate"
};
function noPlan(message) {
	return new VmtestError("VMTEST_GITHUB_FAILED", message, { hint: "look at the job with the plan action: it must come before this one, succeed, and have the same version and artifact-name" });
}
/** The report with its artifacts at the addresses that they have in this run: whoever follows one is not led to what somebody else names. */
function ofThisRun(report, { env }) {
	return {
		...report,
		artifacts: report.artifacts.map((one) => ({
			...one,
			url: one.url === null ? null : addressOf(env, one.id)
		}))
	};
}
async function listed({ prefix, is }, options) {
	return (await listRunArtifacts(prefix, options)).filter(({ name }) => is(name));
}
async function textOf(artifact, file, folder, options) {
	const aside = await mkdtemp(join(folder, "artifact-"));
	try {
		const { folder: unpacked } = await downloadRunArtifact(artifact, join(aside, "unpacked"), options, LIMITS);
		return await readFile(join(unpacked, file), "utf8");
	} finally {
		await rm(aside, {
			recursive: true,
			force: true
		});
	}
}
// src/faces/action/run-report.ts
/** The report action: one verdict of all shards. Returns the exit code of its process. */
async function runReportAction(write) {
	const job = openJob("report");
	const work = workPlaces(job);
	await makeWork(work);
	const log = stepLog(write, new Consoles(), {
		verbose: false,
		root: job.context.workspace
	});
	using interrupt = listenForInterrupt((name) => log.say(`${name}: ending`));
	const { plan, reports } = await readGate(job, work.folder, {
		env: process.env,
		signal: interrupt.signal
	});
	const joined = joinReports(plan, reports);
	const result = {
		...joined.result,
		topdir: work.folder
	};
	const [found, due] = [counted(reports.length, "report"), counted(plan.shards.length, "shard")];
	log.say(`joined ${found} of ${due}: ${counted(plan.tests.length, "test")}`);
	const report = {
		version: 1,
		gate: plan.gate,
		shard: 1,
		of: 1,
		attempt: job.context.runAttempt,
		...joined,
		result
	};
	const history = Object.keys(joined.records).length === 0 ? NO_HISTORY : await restoreHistory(job, plan.suites, interrupt.signal);
	await saveHistory(job, plan.suites, history, joined.records, interrupt.signal);
	await tell({
		action: "report",
		job,
		log,
		write,
		cacheHit: null,
		topdir: work.folder
	}, report, false);
	const { own } = job.inputs;
	const failed = fails(result, {
		failOn: own["fail-on"] ?? "failed",
		passWithNoTests: own["pass-with-no-tests"] === true
	});
	write(noTestsRan(result, failed));
	return failed ? EXIT.failed : EXIT.passed;
}
export { runReportAction };
