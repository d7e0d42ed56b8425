import { open } from "node:fs/promises";
// src/images/roots/sparse.ts
/** What is looked at for zeros: file systems allocate 4 KiB or more, and a comparison this long costs next to nothing. */
const BLOCK = 65536;
const ZEROS = Buffer.alloc(BLOCK);
/**
* Writes a stream to a new file, leaving holes where whole blocks are zero: an image of a disk is mostly empty. Returns the bytes that
* the file has; it is not synced. Errors are the system's own, and those of the stream.
*/
async function writeSparse(path, stream) {
	await using file = await open(path, "w", 420);
	let at = 0;
	for await (const chunk of stream) {
		for (const piece of piecesOf(chunk)) await writeAll(file, chunk.subarray(piece.from, piece.to), at + piece.from);
		at += chunk.length;
	}
	await file.truncate(at);
	return at;
}
/** The parts of a chunk that are not zero, joined where they touch. */
function piecesOf(chunk) {
	const pieces = [];
	for (let from = 0; from < chunk.length; from += BLOCK) {
		const to = Math.min(from + BLOCK, chunk.length);
		if (ZEROS.compare(chunk, from, to, 0, to - from) === 0) continue;
		const last = pieces.at(-1);
		if (last?.to === from) last.to = to;
		else pieces.push({
			from,
			to
		});
	}
	return pieces;
}
async function writeAll(file, bytes, at) {
	for (let done = 0; done < bytes.length;) {
		const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
		done += bytesWritten;
	}
}
export { writeSparse as t };
