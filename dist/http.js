import { t as VmtestError } from "./errors.js";
import { createServer } from "node:http";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
// src/guest/range.ts
/**
* Reads an HTTP `Range` header for a body of `size` bytes (RFC 9110 §14): first and last byte, `null` where the whole body is to be
* sent (no header, several ranges, or not understood, which the RFC lets a server ignore), `'unsatisfiable'` where it lies outside.
*/
function parseRange(header, size) {
	const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
	if (match === null) return null;
	const [, from, to] = match;
	if (from === "") {
		if (to === "") return null;
		const length = Math.min(Number(to), size);
		return length === 0 ? "unsatisfiable" : {
			first: size - length,
			last: size - 1
		};
	}
	const first = Number(from);
	const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
	if (to !== "" && Number(to) < first) return null;
	return first >= size ? "unsatisfiable" : {
		first,
		last
	};
}
// src/guest/send-file.ts
/** Bytes of a buffer. Two serve a whole file, however large: a stream would allocate each piece anew, and its garbage is what costs. */
const PIECE = 1 << 20;
/**
* Sends a range of a file as the rest of an answer whose head is written, and ends it: one piece is read while the one before it goes
* out. Returns when the client has it or is gone. Throws where the file is shorter than it was, or cannot be read.
*/
async function sendFile(file, { first, last }, response) {
	const length = last - first + 1;
	const size = Math.min(PIECE, length);
	let [reading, writing] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
	const gone = new AbortController();
	response.once("close", () => gone.abort());
	let sent = Promise.resolve();
	for (let done = 0; done < length && !response.destroyed;) {
		const { bytesRead } = await file.read(reading, 0, Math.min(size, length - done), first + done);
		if (bytesRead === 0) throw new Error("the file is shorter than it was");
		await sent;
		[reading, writing] = [writing, reading];
		sent = written(response, writing.subarray(0, bytesRead), gone.signal);
		done += bytesRead;
	}
	await sent;
	if (response.destroyed) return;
	response.end();
	await once(response, "close", { signal: gone.signal }).catch(() => void 0);
}
/** When the kernel has the piece, so that its buffer is free; or when the client is gone. */
function written(response, piece, gone) {
	return new Promise((resolve) => {
		if (gone.aborted) return resolve();
		const end = () => resolve();
		gone.addEventListener("abort", end, { once: true });
		response.write(piece, () => {
			gone.removeEventListener("abort", end);
			resolve();
		});
	});
}
// src/guest/http.ts
const MAX_BODY = 1 << 20;
/**
* Starts the HTTP server of one test, for seeds, published files and an installer's reports. It answers GET and HEAD (with ranges) for
* exactly the paths that it was given: there is no mapping from a path to a folder, so there is nothing to climb out of. Disposal
* closes it and every connection at once. Throws VMTEST_INTERNAL where it cannot listen.
*/
async function serve(options) {
	const prefix = options.again?.prefix ?? `/${randomBytes(16).toString("hex")}`;
	const address = options.address ?? "127.0.0.1";
	const routes = new Map(Object.entries(options.routes ?? {}));
	const server = createServer({
		maxHeaderSize: 16384,
		headersTimeout: 3e4,
		requestTimeout: 12e4,
		keepAliveTimeout: 5e3
	});
	server.maxHeadersCount = 64;
	server.maxConnections = 128;
	server.timeout = 6e5;
	server.on("request", (request, response) => {
		handle(request, response, prefix, routes).then((path) => {
			options.onRequest?.({
				method: request.method ?? "",
				path,
				status: response.statusCode
			});
		});
	});
	await new Promise((resolve, reject) => {
		server.once("error", (cause) => {
			reject(new VmtestError("VMTEST_INTERNAL", `cannot listen for the guest on ${address}: ${cause.message}`, { cause }));
		});
		server.listen(options.again?.port ?? 0, address, resolve);
	});
	const { port } = server.address();
	const urlAt = (host) => `http://${host.includes(":") ? `[${host}]` : host}:${port}${prefix}`;
	return {
		port,
		prefix,
		url: urlAt(address),
		urlAt,
		route: (path, route) => {
			routes.set(path, route);
		},
		[Symbol.asyncDispose]: () => new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		})
	};
}
/** Answers one request; returns the route's path. Nothing that goes wrong here may reach further than this request. */
async function handle(request, response, prefix, routes) {
	const path = pathOf(request, prefix);
	const route = path === null ? void 0 : routes.get(path);
	request.on("error", () => void 0);
	response.on("error", () => void 0);
	try {
		if (route === void 0) refuse(response, 404);
		else if (typeof route === "object" && "post" in route) await receive(request, response, route);
		else if (request.method !== "GET" && request.method !== "HEAD") refuse(response, 405);
		else await send(request, response, route);
	} catch {
		if (response.headersSent) response.destroy();
		else refuse(response, 500);
	}
	return route === void 0 ? null : path;
}
function pathOf(request, prefix) {
	const path = (request.url ?? "").split("?", 1)[0];
	if (!path.startsWith(`${prefix}/`)) return null;
	try {
		return decodeURIComponent(path.slice(prefix.length + 1));
	} catch {
		return null;
	}
}
function refuse(response, status) {
	response.writeHead(status, {
		"content-length": 0,
		connection: "close"
	}).end();
}
async function send(request, response, route) {
	if (typeof route === "string" || route instanceof Uint8Array) {
		const body = typeof route === "string" ? Buffer.from(route) : route;
		const range = head(request, response, body.length);
		if (range === null || request.method === "HEAD") response.end();
		else response.end(body.subarray(range.first, range.last + 1));
		return;
	}
	await using file = await open(route.file, "r");
	const { size } = await file.stat();
	const range = head(request, response, size);
	if (range === null || request.method === "HEAD" || range.last < range.first) response.end();
	else await sendFile(file, range, response);
}
/** Writes the answer's head; returns the bytes to send, or null where there are none because the range lies outside. */
function head(request, response, size) {
	const range = parseRange(request.headers.range, size);
	const common = {
		"content-type": "application/octet-stream",
		"accept-ranges": "bytes"
	};
	if (range === "unsatisfiable") {
		response.writeHead(416, {
			...common,
			"content-range": `bytes */${size}`,
			"content-length": 0
		});
		return null;
	}
	if (range === null) {
		response.writeHead(200, {
			...common,
			"content-length": size
		});
		return {
			first: 0,
			last: size - 1
		};
	}
	const { first, last } = range;
	response.writeHead(206, {
		...common,
		"content-range": `bytes ${first}-${last}/${size}`,
		"content-length": last - first + 1
	});
	return range;
}
/** Bytes of bodies that are coming in, by their receiver: many connections at once must not hold what one may not. */
const held = /* @__PURE__ */ new WeakMap();
const TOGETHER = 2;
async function receive(request, response, receiver) {
	const { post, maxBytes = MAX_BODY, refused } = receiver;
	const tooLarge = () => {
		refused?.("too large");
		refuse(response, 413);
	};
	if (request.method !== "POST" && request.method !== "PUT") return refuse(response, 405);
	if (Number(request.headers["content-length"] ?? 0) > maxBytes) return tooLarge();
	const chunks = [];
	let length = 0;
	try {
		for await (const chunk of request.iterator({ destroyOnReturn: false })) {
			length += chunk.length;
			held.set(receiver, (held.get(receiver) ?? 0) + chunk.length);
			if (length > maxBytes || held.get(receiver) > TOGETHER * maxBytes) return tooLarge();
			chunks.push(chunk);
		}
	} finally {
		held.set(receiver, (held.get(receiver) ?? 0) - length);
	}
	let body;
	try {
		body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
	} catch {
		refused?.("not JSON");
		return refuse(response, 400);
	}
	post(body, length);
	response.writeHead(204).end();
}
export { serve };
