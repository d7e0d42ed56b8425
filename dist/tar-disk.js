import { t as VmtestError } from "./errors.js";
import { t as require_tar_stream } from "./tar-stream.js";
import { t as isErrno } from "./files.js";
import { t as formatSize } from "./sizes.js";
import { Readable } from "node:stream";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { copyFile, mkdir, open, statfs } from "node:fs/promises";
// src/evidence/member-files.ts
const ZEROS = Buffer.alloc(65536);
/** How many bytes may be written before the free space is asked for again. */
const CHECK_EVERY = 32 << 20;
/**
* Writes a guest's members as plain files (mode 0644) below one new folder in which nothing else ever is, so that no path of it leads
* through a link. Keeps `reserve` bytes of the file system free: VMTEST_DISK_FULL before that, and for ENOSPC.
*/
var MemberFiles = class {
	#folder;
	#reserve;
	#folders = /* @__PURE__ */ new Set(["."]);
	#unchecked = CHECK_EVERY;
	bytes = 0;
	constructor(folder, reserve) {
		this.#folder = folder;
		this.#reserve = reserve;
	}
	/** Makes a folder and those above it; false where a file stands in the way. */
	async makeFolder(path) {
		if (this.#folders.has(path)) return true;
		try {
			await mkdir(join(this.#folder, path), { recursive: true });
		} catch (error) {
			if (isErrno(error, "ENOTDIR") || isErrno(error, "EEXIST")) return false;
			throw this.#asFull(error);
		}
		this.#folders.add(path);
		return true;
	}
	/**
	* Writes one file from its bytes, hashing them on the way; `keep` gets the bytes too. Blocks of zeros become holes.
	* Null where something stands in its place: on a file system that ignores case, another case of its name.
	*/
	async write(path, body, keep) {
		if (!await this.makeFolder(dirname(path))) return null;
		const hash = createHash("sha256");
		let size = 0;
		try {
			await using file = await open(join(this.#folder, path), "wx", 420);
			for await (const chunk of body) {
				hash.update(chunk);
				keep?.(chunk);
				if (!isZero(chunk)) {
					await this.#checkSpace(chunk.length);
					for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done, chunk.length - done, size + done)).bytesWritten;
				}
				size += chunk.length;
			}
			await file.truncate(size);
		} catch (error) {
			if (isErrno(error, "EEXIST") || isErrno(error, "EISDIR")) return null;
			throw this.#asFull(error);
		}
		this.bytes += size;
		return {
			size,
			sha256: hash.digest("hex")
		};
	}
	/** A copy of a file that was written before: what a hard link of the guest's becomes. */
	async copy(from, path, size) {
		if (!await this.makeFolder(dirname(path))) return false;
		await this.#checkSpace(size);
		try {
			await copyFile(join(this.#folder, from), join(this.#folder, path), 1);
		} catch (error) {
			if (isErrno(error, "EEXIST")) return false;
			throw this.#asFull(error);
		}
		this.bytes += size;
		return true;
	}
	async #checkSpace(bytes) {
		this.#unchecked += bytes;
		if (this.#unchecked < CHECK_EVERY) return;
		this.#unchecked = 0;
		const { bavail, bsize } = await statfs(this.#folder);
		const free = bavail * bsize;
		if (free < this.#reserve + Math.max(bytes, CHECK_EVERY)) throw this.#full(`${formatSize(free)} are free`);
	}
	#asFull(error) {
		return isErrno(error, "ENOSPC") || isErrno(error, "EDQUOT") ? this.#full("nothing is free", error) : error;
	}
	#full(found, cause) {
		return new VmtestError("VMTEST_DISK_FULL", `no room for what the guest collected, in ${this.#folder}: ${found}`, {
			hint: "make room there, or give another work directory (--topdir)",
			cause
		});
	}
};
function isZero(chunk) {
	for (let at = 0; at < chunk.length; at += ZEROS.length) {
		const length = Math.min(ZEROS.length, chunk.length - at);
		if (chunk.compare(ZEROS, 0, length, at, at + length) !== 0) return false;
	}
	return chunk.length > 0;
}
// src/evidence/member-path.ts
/** Bytes of one name that every file system takes. */
const MAX_NAME = 255;
/** Bytes of a whole member's path: with the folder's own path in front it stays below Linux's 4096. */
const MAX_PATH = 3072;
const MAX_DEPTH = 128;
const CONTROL = /[\u0000-\u001f\u007f]/;
/**
* Where a member of a guest's tar goes, as a path below the folder, or why it goes nowhere. A leading `./` and a slash at the end are
* taken away; the folder itself is the empty path.
*/
function memberPath(name) {
	const path = name.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
	if (path === "." || path === "" && name !== "" && !name.startsWith("/")) return { path: "" };
	if (name.startsWith("/")) return { refused: "it is an absolute path" };
	if (CONTROL.test(path)) return { refused: "its name has control characters" };
	if (Buffer.byteLength(path) > MAX_PATH) return { refused: "its path is too long" };
	const names = path.split("/");
	if (names.includes("..")) return { refused: "its path leads upwards" };
	if (names.some((part) => part === "" || part === ".")) return { refused: "its path has empty parts" };
	if (names.length > MAX_DEPTH) return { refused: `it lies deeper than ${MAX_DEPTH} folders` };
	if (names.some((part) => Buffer.byteLength(part) > MAX_NAME)) return { refused: "its name is too long" };
	return { path };
}
// src/evidence/tar-disk.ts
var import_tar_stream = require_tar_stream();
const BLOCK = 512;
const CHUNK = 262144;
/**
* Reads the members of a tar that begins at the start of a raw disk, and stops where the archive ends: at two blocks of zeros in the
* place of a header. The rest of the disk, most often a hole of gigabytes, is not read. A broken archive ends the members, with the
* reason in `end`; errors of the host's (EIO) are thrown.
*/
async function* tarMembers(disk, size, end) {
	/** Where the header after the last member seen must lie. */
	let next = 0;
	let failed;
	const bytes = Readable.from(diskBytes(disk, size, () => next), {
		objectMode: false,
		highWaterMark: CHUNK
	});
	const tar = (0, import_tar_stream.extract)();
	bytes.on("error", (error) => {
		failed = error;
		tar.destroy(error);
	});
	bytes.pipe(tar);
	try {
		for await (const entry of tar) {
			const { header } = entry;
			if (header.byteOffset - next > BLOCK && await isEnd(disk, next, size)) return;
			const length = header.type === "directory" ? 0 : header.size;
			if (header.byteOffset + length > size) {
				end.error = `the member ${JSON.stringify(header.name.slice(0, 200))} says that it is larger than the disk (${length} bytes)`;
				return;
			}
			next = header.byteOffset + Math.ceil(length / BLOCK) * BLOCK;
			yield {
				name: header.name,
				type: header.type,
				size: length,
				linkname: header.linkname,
				body: entry
			};
			entry.resume();
		}
	} catch (error) {
		if (failed !== void 0) throw failed;
		if (error instanceof Error && !("code" in error)) end.error = `the archive is damaged near byte ${next}: ${error.message}`;
		else throw error;
	} finally {
		bytes.destroy();
		tar.destroy();
	}
}
async function* diskBytes(disk, size, next) {
	for (let at = 0; at < size;) {
		if (at > next() && await isEnd(disk, next(), size)) return;
		const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - at));
		const { bytesRead } = await disk.read(buffer, 0, buffer.length, at);
		if (bytesRead === 0) return;
		at += bytesRead;
		yield buffer.subarray(0, bytesRead);
	}
}
/** Whether the archive ends at this offset: two blocks of zeros, or the disk's end. */
async function isEnd(disk, offset, size) {
	const length = Math.min(2 * BLOCK, size - offset);
	if (length <= 0) return true;
	const { buffer, bytesRead } = await disk.read(Buffer.alloc(length), 0, length, offset);
	return buffer.subarray(0, bytesRead).every((byte) => byte === 0);
}
export { MemberFiles as i, tarMembers as n, memberPath as r, isEnd as t };
