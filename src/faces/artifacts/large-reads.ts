// Imported by the toolkit's thread before the toolkit, and for its effect alone.
import fs from 'node:fs';

/** Bytes that are read of a file at once, where nobody says otherwise; Node has 64 KiB. */
const PIECE = 1 << 20;

/*
 * The toolkit's zip opens files with the size that Node has for reading, and lets nobody say another; each piece then goes through seven streams,
 * whose work is by the piece and not by the byte: 200 MB took 1.1 s of processor time, and take 0.8 s in larger pieces and with Node's own CRC-32
 * (tools/bundle.ts). Only this thread reads so.
 */
const Own = fs.ReadStream as unknown as (this: unknown, path: unknown, options?: unknown) => unknown;

function LargeReadStream(this: unknown, path: unknown, options?: unknown): unknown {
  const given = typeof options === 'string' ? { encoding: options } : (options as object | undefined);
  return Own.call(this, path, { highWaterMark: PIECE, ...given });
}
LargeReadStream.prototype = fs.ReadStream.prototype;
fs.ReadStream = LargeReadStream as unknown as typeof fs.ReadStream;
