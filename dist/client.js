import { i as __toESM } from "./rolldown-runtime.js";
import { i as shown, n as credentialsOf, r as redirected, t as addressOf } from "./addresses.js";
import { t as formatSize } from "./sizes.js";
import { t as VmtestError } from "./errors.js";
import { a as writeFailure, i as networkFailure, n as finalFailure, o as Interruption, t as cancelled } from "./failures.js";
import { t as formatDuration } from "./times.js";
import { t as checkRoom } from "./room.js";
import { constants, ftruncateSync } from "node:fs";
import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
// src/images/download/flow-watch.ts
/** Calls `fail` with an Interruption on a stall and with VMTEST_DOWNLOAD_SLOW below the slowest rate. Runs from now until it is disposed. */
function watchFlow(url, { stall, slowest }, fail) {
	let received = 0;
	let paused = false;
	const stalled = () => fail(new Interruption("stalled", `no byte came for ${formatDuration(stall)}`));
	const judge = () => {
		const rate = received / stall;
		received = 0;
		if (rate > 0 && rate < slowest) fail(tooSlow(url, rate, {
			stall,
			slowest
		}));
	};
	let [silence, window] = [setTimeout(stalled, stall * 1e3), setInterval(judge, stall * 1e3)];
	const clear = () => {
		clearTimeout(silence);
		clearInterval(window);
	};
	const restart = () => {
		clear();
		received = 0;
		[silence, window] = [setTimeout(stalled, stall * 1e3), setInterval(judge, stall * 1e3)];
	};
	let begun = false;
	return {
		bytes: (count) => {
			if (!begun) restart();
			begun = true;
			received += count;
			if (!paused) silence.refresh();
		},
		pause: () => {
			paused = true;
			clear();
		},
		resume: () => {
			paused = false;
			restart();
		},
		[Symbol.dispose]: clear
	};
}
function tooSlow(url, rate, { stall, slowest }) {
	const said = `${formatSize(Math.round(rate))} a second over ${formatDuration(stall)}`;
	return new VmtestError("VMTEST_DOWNLOAD_SLOW", `${shown(url)} sends ${said}, which is less than ${formatSize(slowest)} a second`, { hint: "try again later, or name a nearer mirror; what was downloaded is continued" });
}
// src/images/download/ask.ts
const COMMON = {
	accept: "*/*",
	"accept-encoding": "identity",
	"user-agent": "vmtest"
};
/**
* Makes one request, without following redirections. Resolves when the body is whole, or at once where the status is neither 200 nor 206.
* Throws an Interruption, VMTEST_DOWNLOAD_SLOW, VMTEST_DOWNLOAD_FAILED, VMTEST_CANCELLED, and what the receiver throws.
*/
async function ask(way, url, headers, receiver) {
	const { signal } = way;
	if (signal?.aborted === true) throw cancelled(url);
	const one = new Exchange(url, receiver);
	using watch = watchFlow(url, way.limits, one.fail);
	one.watch = watch;
	const onAbort = () => one.fail(cancelled(url));
	signal?.addEventListener("abort", onAbort, { once: true });
	try {
		way.counted();
		const request = {
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			method: "GET",
			headers: {
				...COMMON,
				...headers
			}
		};
		way.link.dispatcher(url.protocol).dispatch(request, one.handler());
		return await one.promise;
	} finally {
		signal?.removeEventListener("abort", onAbort);
	}
}
/** One request that is under way: it ends once, by the first of an answer, an error of either side, and a limit. */
var Exchange = class {
	promise;
	watch = null;
	#url;
	#receiver;
	#resolve;
	#reject;
	#controller = null;
	#answer = null;
	#ended = false;
	constructor(url, receiver) {
		this.#url = url;
		this.#receiver = receiver;
		({promise: this.promise, resolve: this.#resolve, reject: this.#reject} = Promise.withResolvers());
	}
	fail = (error) => this.#end(() => this.#reject(error));
	resume = () => {
		if (this.#ended) return;
		this.watch?.resume();
		this.#controller?.resume();
	};
	handler() {
		return {
			onRequestStart: (controller) => {
				this.#controller = controller;
				if (this.#ended) controller.abort(/* @__PURE__ */ new Error("given up"));
			},
			onResponseStart: (_, status, headers) => {
				if (status >= 200) this.#guarded(() => this.#head(status, headers));
			},
			onResponseData: (_, chunk) => this.#guarded(() => this.#data(chunk)),
			onResponseEnd: () => {
				this.#ended = true;
				this.#resolve(this.#answer);
			},
			onResponseError: (_, error) => this.fail(networkFailure(this.#url, error, this.#answer !== null))
		};
	}
	#head(status, headers) {
		const answer = answerOf(status, headers);
		this.#answer = answer;
		this.watch?.bytes(0);
		if (status === 200 || status === 206) this.#receiver.head(answer, this);
		else this.#end(() => this.#resolve(answer));
	}
	#data(chunk) {
		this.watch?.bytes(chunk.length);
		if (this.#receiver.data(chunk)) return;
		this.watch?.pause();
		this.#controller?.pause();
	}
	/** An error of a receiver is no error of the network, which undici would make of it. */
	#guarded(step) {
		if (this.#ended) return;
		try {
			step();
		} catch (error) {
			this.fail(error);
		}
	}
	/** Ends it before its body is whole. */
	#end(tell) {
		if (this.#ended) return;
		this.#ended = true;
		tell();
		this.#controller?.abort(/* @__PURE__ */ new Error("given up"));
	}
};
function answerOf(status, headers) {
	return {
		status,
		header: (name) => {
			const value = headers[name];
			return Array.isArray(value) ? value[0] : value;
		}
	};
}
// src/images/download/exchange.ts
/**
* Asks for a file, follows redirections, and hands the body to the receiver. Resolves with the head of the last answer when the body is
* whole, or at once where its status is neither 200 nor 206. Throws VMTEST_DOWNLOAD_REDIRECT, and what `ask` throws.
*/
async function exchange(way, question, receiver) {
	let url = question.url;
	for (let followed = 0;; followed++) {
		const answer = await ask(way, url, {
			...question.headers,
			...credentialsFor(question.url, url)
		}, receiver);
		if (![
			301,
			302,
			303,
			307,
			308
		].includes(answer.status)) return answer;
		url = redirected(question.url, url, answer.header("location"), question.redirects, followed);
	}
}
/** A name and password are for the host that they were written for. */
function credentialsFor(asked, url) {
	return url.origin === asked.origin ? credentialsOf(asked) : {};
}
// src/images/download/retries.ts
/** The longest wait before another attempt, seconds, whatever the server asks for. */
const LONGEST = 60;
/**
* Tries until an attempt succeeds, at most `retries` times after the first. Only an Interruption leads to another attempt; that of the
* last one becomes VMTEST_DOWNLOAD_FAILED, _TRUNCATED or _STALLED.
*/
async function withRetries(url, { retries, backoff, signal, onNote }, attempt) {
	for (let failed = 0;; failed++) try {
		return await attempt();
	} catch (error) {
		if (!(error instanceof Interruption)) throw error;
		if (failed >= retries) throw finalFailure(url, error, failed + 1);
		const seconds = waitOf(failed, backoff, error.wait);
		onNote?.(`${shown(url)}: ${error.message}; attempt ${failed + 2} of ${retries + 1} in ${formatDuration(seconds)}`);
		await setTimeout$1(seconds * 1e3, void 0, { signal }).catch(() => {
			throw cancelled(url);
		});
	}
}
/** Twice as long each time, by up to a quarter more or less, so that many runners do not come back at once. */
function waitOf(failed, backoff, asked) {
	const own = backoff * 2 ** failed * (.75 + Math.random() / 2);
	return Math.min(LONGEST, Math.max(own, asked));
}
// src/images/download/statuses.ts
const HINTS = {
	401: "the server wants a name and a password, which the address may hold",
	403: "the server does not give it to this host; look whether the address is right",
	404: "there is no such file: look whether the address is right",
	407: "the proxy wants a name and a password, which its address may hold",
	410: "the file was taken away: sync again, or name another version"
};
/**
* What an answer without a body for us comes to: an Interruption for 408, 425, 429 and 5xx, else VMTEST_DOWNLOAD_REFUSED. `now` is
* milliseconds since the epoch.
*/
function refusal(url, answer, now) {
	const { status } = answer;
	const said = `the server answers with status ${status}`;
	if ([
		408,
		425,
		429
	].includes(status) || status >= 500) return new Interruption("busy", said, { wait: retryAfter(answer.header("retry-after"), now) });
	const hint = HINTS[status] ?? "look whether the address is right";
	return new VmtestError("VMTEST_DOWNLOAD_REFUSED", `Cannot fetch ${shown(url)}: ${said}`, { hint });
}
/** Seconds that Retry-After asks for (RFC 9110, 10.2.3: seconds, or a date); 0 where it says nothing that can be read. */
function retryAfter(value, now) {
	if (value === void 0) return 0;
	const seconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1e3;
	return seconds > 0 ? seconds : 0;
}
// src/images/download/fetch-bytes.ts
/** Fetches a small file into memory, each attempt from its beginning; see `Client.fetchBytes`. */
function fetchBytes(way, settings, url, { maxBytes, onProgress }) {
	return withRetries(url, settings, async () => {
		const body = growing(url, maxBytes);
		let total = null;
		const answer = await exchange(way, {
			url,
			headers: {},
			redirects: null
		}, {
			head: (answer) => {
				total = contentLength(answer);
				if (total !== null && total > maxBytes) throw tooLarge(url, maxBytes);
			},
			data: (chunk) => {
				body.add(chunk);
				onProgress?.({
					url: url.href,
					done: body.length(),
					total
				});
				return true;
			}
		});
		if (answer.status !== 200) throw refusal(url, answer, Date.now());
		return body.bytes();
	});
}
/** The Content-Length of an answer; null without one that is a number. */
function contentLength(answer) {
	const value = answer.header("content-length");
	return value !== void 0 && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
function tooLarge(url, maxBytes) {
	return new VmtestError("VMTEST_STREAM_TOO_LARGE", `${shown(url)} is larger than ${formatSize(maxBytes)}`, { hint: "no more of such a file is read: look whether the address is right" });
}
/** One buffer, doubled where it must be: a list of pieces would take fifty times the memory where each has one byte. */
function growing(url, maxBytes) {
	let buffer = Buffer.alloc(Math.min(maxBytes, 65536));
	let length = 0;
	return {
		length: () => length,
		bytes: () => new Uint8Array(buffer.buffer, buffer.byteOffset, length),
		add: (chunk) => {
			const needed = length + chunk.length;
			if (needed > maxBytes) throw tooLarge(url, maxBytes);
			if (needed > buffer.length) {
				const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(needed, buffer.length * 2)));
				buffer.copy(larger, 0, 0, length);
				buffer = larger;
			}
			buffer.set(chunk, length);
			length = needed;
		}
	};
}
// src/images/download/digests.ts
function digestsOf({ sha256, sha512 }) {
	const all = Object.entries({
		sha256,
		sha512
	}).flatMap(([name, digest]) => digest === void 0 ? [] : [[
		name,
		digest.toLowerCase(),
		createHash(name)
	]]);
	return {
		update: (bytes) => {
			for (const [, , hash] of all) hash.update(bytes);
		},
		difference: () => {
			for (const [name, expected, hash] of all) {
				const found = hash.copy().digest("hex");
				if (found !== expected) return `its ${name} is ${found}, not ${expected}`;
			}
			return null;
		}
	};
}
// src/images/download/sink.ts
const BLOCK$2 = 1 << 19;
const BLOCKS = 8;
/** Writes through `handle`, which stays the caller's, from the byte `start` on. */
function fileSink(handle, start, events) {
	const free = [];
	const queue = [];
	let [position, fill, waiting, writing] = [
		start,
		0,
		false,
		false
	];
	let current = null;
	let written = Promise.resolve();
	let failure = null;
	const isFull = () => queue.length + (current === null ? 0 : 1) > 5;
	const writeQueue = async () => {
		for (let block = queue[0]; block !== void 0; block = queue[0]) {
			position += await writeAll(handle, block, position);
			queue.shift();
			if (free.length < BLOCKS && block.length === BLOCK$2) free.push(block);
			if (!waiting || isFull()) continue;
			waiting = false;
			events.onRoom();
		}
	};
	const pump = async () => {
		writing = true;
		try {
			await writeQueue();
		} catch (error) {
			failure = { error };
			events.onError(error);
		}
		writing = false;
	};
	const push = (block) => {
		queue.push(block);
		[current, fill] = [null, 0];
		if (!writing) written = pump();
	};
	const check = () => {
		if (failure !== null) throw failure.error;
	};
	return {
		write: (bytes) => {
			check();
			for (let at = 0; at < bytes.length;) {
				current ??= free.pop() ?? Buffer.allocUnsafeSlow(BLOCK$2);
				const part = bytes.subarray(at, at + BLOCK$2 - fill);
				current.set(part, fill);
				at += part.length;
				fill += part.length;
				if (fill === BLOCK$2) push(current);
			}
			waiting = isFull();
			return !waiting;
		},
		flush: async () => {
			check();
			if (current !== null) push(current.subarray(0, fill));
			await written;
			check();
		}
	};
}
async function writeAll(handle, bytes, position) {
	let at = 0;
	while (at < bytes.length) at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
	return at;
}
// src/images/download/partial.ts
const BLOCK$1 = 1 << 20;
/** Opens or makes a partial file and hashes what is there; what is longer than expected is thrown away. */
async function openPartial(path, expected, signal) {
	const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
	const told = (error) => Promise.reject(writeFailure(path, error));
	const handle = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 420).catch(told);
	let digests = digestsOf(expected);
	let [done, answers] = [0, 0];
	let sink = null;
	const restart = () => {
		ftruncateSync(handle.fd, 0);
		[digests, done, answers] = [
			digestsOf(expected),
			0,
			0
		];
	};
	try {
		const { size } = await handle.stat();
		if (expected.size !== null && size > expected.size) restart();
		else done = await hashFile(handle, size, digests, signal);
	} catch (error) {
		await handle.close();
		throw error;
	}
	if (done > 0) answers = 1;
	return {
		done: () => done,
		isPieced: () => answers > 1,
		begin: (events) => {
			answers += 1;
			sink = fileSink(handle, done, events);
		},
		write: (bytes) => {
			digests.update(bytes);
			done += bytes.length;
			try {
				return sink.write(bytes);
			} catch (error) {
				throw writeFailure(path, error);
			}
		},
		settle: async () => {
			const open = sink;
			sink = null;
			await open?.flush().catch(told);
		},
		restart,
		difference: () => digests.difference(),
		sync: () => handle.sync().catch(told),
		remove: () => rm(path, { force: true }),
		[Symbol.asyncDispose]: () => handle.close()
	};
}
/** Hashes the first `size` bytes, or what of them there is; returns how many there are. */
async function hashFile(handle, size, digests, signal) {
	const block = Buffer.allocUnsafeSlow(Math.min(BLOCK$1, size));
	let at = 0;
	while (at < size) {
		signal?.throwIfAborted();
		const { bytesRead } = await handle.read(block, 0, Math.min(BLOCK$1, size - at), at);
		if (bytesRead === 0) break;
		digests.update(block.subarray(0, bytesRead));
		at += bytesRead;
	}
	return at;
}
// src/images/download/progress.ts
/** Milliseconds between two reports: nobody reads faster, and a body may come in pieces of a few bytes. */
const LEAST = 50;
/** Reports progress now and then, and always when it is whole. */
function progressOf(url, { onProgress }) {
	if (onProgress === void 0) return () => void 0;
	let last = Number.NEGATIVE_INFINITY;
	return (done, total) => {
		const now = performance.now();
		if (done !== total && now - last < LEAST) return;
		last = now;
		onProgress({
			url: url.href,
			done,
			total
		});
	};
}
// src/images/download/ranges.ts
/**
* Reads the Content-Range of a 206 (`bytes 4-9/10`, RFC 9110, 14.4), which must begin where it was asked to. Returns the size of the
* whole file, null where it is `*`. Throws an Interruption otherwise.
*/
function checkRange(answer, from) {
	const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(answer.header("content-range") ?? "");
	if (match === null || Number(match[1]) !== from) throw new Interruption("gone", `the server sends another part than that from byte ${from} on`);
	return match[2] === "*" ? null : Number(match[2]);
}
// src/images/download/fetch-file.ts
/** Fetches a file to `request.partial`; see `Client.download`. */
async function fetchFile(way, settings, url, request, options) {
	const { expected } = request;
	if (expected.sha256 === void 0 && expected.sha512 === void 0) throw digestError(url, "nobody says what its digest is");
	await using file = await openPartial(request.partial, expected, way.signal).catch((error) => {
		throw way.signal?.aborted === true ? cancelled(url) : error;
	});
	checkRoom(request.partial, (expected.size ?? 0) - file.done(), shown(url));
	options.onProgress?.({
		url: url.href,
		done: file.done(),
		total: expected.size
	});
	const transfer = {
		way,
		settings,
		url,
		request,
		file,
		onProgress: progressOf(url, options),
		etag: void 0,
		restarted: false
	};
	try {
		await untilRight(transfer);
		await file.sync();
	} catch (error) {
		if (error instanceof VmtestError && REMOVES.has(error.code)) await file.remove();
		throw error;
	}
}
/** What is on the disk is of no use to anybody after these. */
const REMOVES = /* @__PURE__ */ new Set(["VMTEST_DOWNLOAD_SIZE", "VMTEST_DOWNLOAD_DIGEST"]);
async function untilRight(transfer) {
	const { file, url, settings, request } = transfer;
	const found = file.done();
	if (found > 0 && (request.expected.size ?? found) === found && file.difference() === null) return transfer.onProgress(found, found);
	if (found === request.expected.size) file.restart();
	else if (found > 0) settings.onNote?.(`${shown(url)}: continues after ${formatSize(found)}`);
	for (;;) {
		await withRetries(url, settings, () => once(transfer));
		const difference = file.difference();
		if (difference === null) return transfer.onProgress(file.done(), file.done());
		if (!file.isPieced() || transfer.restarted) throw digestError(url, difference);
		startAnew(transfer, difference);
	}
}
/** One request for what is missing, with what the server's answer to it means. */
async function once(transfer) {
	const { file, url, request } = transfer;
	const from = file.done();
	if (from > 0 && from === request.expected.size) return;
	const answer = await receive(transfer, from);
	if (answer.status === 416 && from > 0 && file.difference() === null) return;
	if (answer.status === 416 && from > 0 && !transfer.restarted) {
		startAnew(transfer, "the server has no bytes after those that are here");
		return once(transfer);
	}
	if (answer.status !== 200 && answer.status !== 206) throw refusal(url, answer, Date.now());
	const { size } = request.expected;
	if (size !== null && file.done() < size) throw new Interruption("truncated", `it ends after ${file.done()} of ${size} bytes`);
}
async function receive(transfer, from) {
	const { way, url, request, file, etag } = transfer;
	const range = from === 0 ? {} : {
		range: `bytes=${from}-`,
		...etag === void 0 ? {} : { "if-range": etag }
	};
	const { size } = request.expected;
	let total = size;
	const receiver = {
		head: (answer, flow) => {
			total = accept(transfer, answer, from);
			file.begin({
				onRoom: flow.resume,
				onError: (error) => flow.fail(writeFailure(request.partial, error))
			});
		},
		data: (chunk) => {
			if (size !== null && file.done() + chunk.length > size) throw sizeError(url, `sends more than the ${size} bytes that it should have`);
			const more = file.write(chunk);
			transfer.onProgress(file.done(), total);
			return more;
		}
	};
	try {
		return await exchange(way, {
			url,
			headers: range,
			redirects: request.redirects
		}, receiver);
	} finally {
		await file.settle();
	}
}
/** Looks at the head of an answer before its body is taken. Returns the size of the whole file, where anybody says it. */
function accept(transfer, answer, from) {
	const { url, request, file, settings } = transfer;
	const { size } = request.expected;
	const length = contentLength(answer);
	const etag = answer.header("etag");
	if (answer.status === 206) {
		const total = checkRange(answer, from);
		if (size !== null && (total ?? size) !== size) throw sizeError(url, `has ${total} bytes, not ${size}`);
		if (size !== null && length !== null && from + length !== size) throw sizeError(url, `sends ${length} bytes after ${from}, which are not ${size}`);
		if (transfer.etag !== void 0 && etag !== void 0 && etag !== transfer.etag) {
			file.restart();
			transfer.etag = void 0;
			throw new Interruption("changed", "the file has changed on the server");
		}
		if (size === null) checkRoom(request.partial, (total ?? 0) - from, shown(url));
		return size ?? total;
	}
	if (from > 0) {
		settings.onNote?.(`${shown(url)}: the server sends it from its beginning`);
		file.restart();
	}
	if (size !== null && length !== null && length !== size) throw sizeError(url, `has ${length} bytes, not ${size}`);
	if (size === null) checkRoom(request.partial, length ?? 0, shown(url));
	transfer.etag = etag?.startsWith("\"") === true ? etag : void 0;
	return size ?? length;
}
function startAnew(transfer, why) {
	transfer.settings.onNote?.(`${shown(transfer.url)}: ${why}; it is fetched again from its beginning`);
	transfer.restarted = true;
	transfer.etag = void 0;
	transfer.file.restart();
}
function sizeError(url, what) {
	return new VmtestError("VMTEST_DOWNLOAD_SIZE", `${shown(url)} ${what}`, { hint: "the server, or a proxy before it, does not have what was published: try again later, or name another mirror" });
}
function digestError(url, what) {
	return new VmtestError("VMTEST_DOWNLOAD_DIGEST", `${shown(url)} is not what was published: ${what}`, { hint: "the server, or a proxy before it, does not have what was published: try again later, or name another mirror" });
}
// src/images/download/connector.ts
/** What one connection reads into: a buffer for each read made 160 MB of garbage at 700 MB/s, this one makes none and is twice as fast. */
const BLOCK = 1 << 20;
/** A read begins at the start of the block again where less than this is left. */
const LEAST_READ = BLOCK / 4;
/**
* Makes the connections of undici's dispatchers: each reads into one block of its own, round and round, and the next read waits until
* the last one's bytes were handed on. What is handed on holds until about a block more was read; undici keeps nothing of it longer than
* a head (16 KiB), and the receivers of `exchange` keep nothing at all.
*/
function connector(build, timeoutMs) {
	return (options, callback) => {
		let socket = null;
		let at = 0;
		const block = Buffer.allocUnsafeSlow(BLOCK);
		build({
			allowH2: false,
			timeout: timeoutMs,
			highWaterMark: 1,
			onread: {
				buffer: () => {
					if (BLOCK - at < LEAST_READ) at = 0;
					return block.subarray(at);
				},
				callback: (count) => {
					const start = at;
					at += count;
					socket?.push(block.subarray(start, at));
					return false;
				}
			}
		})(options, (...result) => {
			socket = result[1] ?? null;
			if (socket !== null) keepWhatIsPutBack(socket);
			callback(...result);
		});
	};
}
/** undici puts back what came after a pause; it may lie there while the block is filled again. */
function keepWhatIsPutBack(socket) {
	const unshift = socket.unshift.bind(socket);
	socket.unshift = (chunk) => unshift(Buffer.from(chunk));
}
// src/images/download/link.ts
/**
* Opens no connection yet. `proxy` has `http_proxy`, `https_proxy` and `no_proxy` and is the only place where a proxy is looked for: an
* https address never goes through `http_proxy`, as with curl. `stall` (seconds) bounds connecting.
* Errors: VMTEST_USAGE for a proxy that is no address.
*/
async function openLink(proxy, stall) {
	const { Agent, buildConnector, EnvHttpProxyAgent, Pool } = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const connect = connector(buildConnector, stall * 1e3);
	const common = {
		allowH2: false,
		connect,
		connectTimeout: stall * 1e3,
		headersTimeout: 0,
		bodyTimeout: 0
	};
	const factory = (origin, options) => new Pool(origin, new URL(origin).protocol === "http:" ? {
		...common,
		...options,
		connect
	} : {
		...common,
		...options
	});
	const open = (name) => {
		const address = proxyAddress(name, proxy[name]);
		if (address === null) return new Agent(common);
		return new EnvHttpProxyAgent({
			...common,
			factory,
			httpProxy: address,
			httpsProxy: address,
			noProxy: proxy.no_proxy ?? ""
		});
	};
	const dispatchers = /* @__PURE__ */ new Map([["http:", open("http_proxy")], ["https:", open("https_proxy")]]);
	return {
		dispatcher: (scheme) => dispatchers.get(scheme),
		[Symbol.asyncDispose]: async () => {
			await Promise.all([...dispatchers.values()].map((one) => one.destroy()));
		}
	};
}
function proxyAddress(name, value) {
	if (value === void 0 || value.trim() === "") return null;
	const text = value.includes("://") ? value : `http://${value}`;
	if (URL.canParse(text) && /^(https?|socks5?):\/\//i.test(text)) return text;
	throw new VmtestError("VMTEST_USAGE", `${name} is not the address of a proxy`, { hint: `write it as http://HOST:PORT, or unset ${name}` });
}
// src/images/download/naming-proxy.ts
const CODES = [
	"VMTEST_DOWNLOAD_FAILED",
	"VMTEST_DOWNLOAD_REFUSED",
	"VMTEST_DOWNLOAD_STALLED",
	"VMTEST_DOWNLOAD_TRUNCATED"
];
/**
* Does what fetches an address, and names the proxy that is set for its scheme in the hint of a failure: what does not answer, or answers
* oddly, may be the proxy.
*/
async function namingProxy(proxy, url, act) {
	try {
		return await act();
	} catch (error) {
		const name = /^https:/i.test(url) ? "https_proxy" : "http_proxy";
		const value = proxy[name]?.trim();
		if (!(error instanceof VmtestError) || !CODES.includes(error.code) || value === void 0 || value === "") throw error;
		const through = `${name} is ${shown(value.includes("://") ? value : `http://${value}`).replace(/\/$/, "")}: look whether that answers, or name the host in no_proxy`;
		const hint = error.hint === void 0 ? through : `${error.hint}; ${through}`;
		throw new VmtestError(error.code, error.message, {
			hint,
			problems: error.problems,
			cause: error.cause
		});
	}
}
// src/images/download/client.ts
const RETRIES = 4;
/** Seconds. */
const BACKOFF = 1;
const STALL = 30;
/** Bytes a second. */
const SLOWEST = 1024;
/** Makes a client; nothing is opened before its first request. How many files are fetched at once is the caller's to decide. */
function openClient(options) {
	const { proxy = {}, retries = RETRIES, backoff = BACKOFF, stall = STALL, slowest = SLOWEST } = options;
	let [link, requests] = [null, 0];
	const way = async (transfer) => {
		link ??= openLink(proxy, stall);
		const counted = () => {
			requests += 1;
		};
		return {
			link: await link,
			limits: {
				stall,
				slowest
			},
			signal: transfer.signal,
			counted
		};
	};
	const settings = ({ signal, onNote }) => ({
		retries,
		backoff,
		signal,
		onNote
	});
	return {
		fetchBytes: (url, transfer) => namingProxy(proxy, url, async () => fetchBytes(await way(transfer), settings(transfer), addressOf(url), transfer)),
		download: (request, transfer = {}) => namingProxy(proxy, request.url, async () => fetchFile(await way(transfer), settings(transfer), addressOf(request.url), request, transfer)),
		requests: () => requests,
		[Symbol.asyncDispose]: async () => {
			await (await link?.catch(() => null))?.[Symbol.asyncDispose]();
		}
	};
}
export { openClient };
