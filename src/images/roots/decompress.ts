import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { isErrno } from '../../base/files.ts';
import { run } from '../../base/spawn.ts';
import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { installHint, missingTools } from '../programs/find.ts';
import { writeSparse } from './sparse.ts';

export type Compression = 'gzip' | 'xz' | 'zstd' | 'bzip2';

/** How compressed files begin: RFC 1952, the .xz format 1.2, RFC 8878 (a frame, and a skippable one), bzip2's header. */
const MAGIC: readonly (readonly [Compression, RegExp])[] = [
  ['gzip', /^1f8b08/],
  ['xz', /^fd377a585a00/],
  ['zstd', /^28b52ffd/],
  ['zstd', /^5[0-9a-f]2a4d18/],
  ['bzip2', /^425a683[1-9](?:314159265359|177245385090)/],
];

const PIECE = 1 << 20;

/** What a compressed file is, by how it begins; null for any other. */
export function compressionOf(head: Uint8Array): Compression | null {
  const hex = Buffer.from(head.subarray(0, 10)).toString('hex');
  return MAGIC.find(([, magic]) => magic.test(hex))?.[0] ?? null;
}

/** The same of a file, by its content and not by its name. */
export async function compressionOfFile(path: string): Promise<Compression | null> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(10), 0, 10, 0);
  return compressionOf(buffer.subarray(0, bytesRead));
}

/** The program that unpacks a compression; null where Node does it. */
export const programOf = (compression: Compression): 'xz' | 'bzip2' | null =>
  compression === 'xz' || compression === 'bzip2' ? compression : null;

export interface DecompressOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** What the file is called in errors; absent: by its own name. */
  readonly called?: string;
}

/**
 * Unpacks a compressed file into a new one, with holes for zeros (not for bzip2). Errors: VMTEST_IMAGE_CORRUPT where the content is
 * broken or cut, VMTEST_DISK_FULL, VMTEST_IMAGE_UNAVAILABLE where the program for it is not installed, VMTEST_CANCELLED. What was
 * written is removed then.
 */
export async function decompress(from: string, to: string, compression: Compression, options: DecompressOptions): Promise<void> {
  try {
    if (options.signal?.aborted === true) throw cancelled(from);
    const program = programOf(compression);
    if (program !== null) await byProgram(program, from, to, options);
    else
      await writeSparse(to, compression === 'gzip' ? through(from, 0, createGunzip({ chunkSize: PIECE }), options) : frames(from, options));
  } catch (error) {
    await rm(to, { force: true });
    throw asVmtestError(error, from, options);
  }
}

/** A part of a file, through a transform; the rest of it is read and dropped where the transform has its end. */
function through(path: string, start: number, transform: Transform, { signal }: DecompressOptions): AsyncIterable<Uint8Array> {
  const source = createReadStream(path, { start, highWaterMark: PIECE, signal: signal ?? undefined });
  // The iteration below throws what goes wrong in either.
  return pipeline(source, transform, () => undefined);
}

/** Node's zstd ends after one frame in silence (24.21); what `pzstd` or `cat` made has several. */
async function* frames(path: string, options: DecompressOptions): AsyncGenerator<Uint8Array> {
  const { size } = await stat(path);
  for (let at = 0; at < size; ) {
    const transform = createZstdDecompress({ chunkSize: PIECE });
    yield* through(path, at, transform, options);
    if (transform.bytesWritten === 0) throw new Error('a zstd frame that has no end');
    at += transform.bytesWritten;
  }
}

/** xz makes holes by itself where its stdout is a file. */
async function byProgram(program: 'xz' | 'bzip2', from: string, to: string, options: DecompressOptions): Promise<void> {
  if ((await missingTools([program], options.env)).length > 0) {
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `${basename(from)} is compressed by ${program}, which is not installed`, {
      hint: installHint([program]),
    });
  }
  const script = 'exec "$1" --decompress --stdout < "$2" > "$3"';
  const outcome = await run('sh', ['-c', script, 'sh', program, from, to], {
    env: options.env,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (outcome.canceled) throw cancelled(from);
  if (/No space left on device/.test(outcome.stderr)) throw diskFull(from);
  if (outcome.exitCode !== 0) throw new Error(`${program}: ${outcome.stderr.trim() || (outcome.signal ?? outcome.errorCode)}`);
}

function asVmtestError(error: unknown, from: string, { signal, called = basename(from) }: DecompressOptions): unknown {
  if (signal?.aborted === true) return cancelled(from);
  if (error instanceof VmtestError) return error;
  if (isErrno(error, 'ENOSPC')) return diskFull(from);
  if (isErrno(error, 'ENOENT') || isErrno(error, 'EACCES')) return error;
  const why = plainLine(error instanceof Error ? error.message : String(error));
  return new VmtestError('VMTEST_IMAGE_CORRUPT', `${called} cannot be unpacked: ${why}`, {
    hint: 'its digest is right, so it was published broken or cut: tell its publisher',
    cause: error,
  });
}

const cancelled = (from: string) => new VmtestError('VMTEST_CANCELLED', `Unpacking ${basename(from)} was cancelled`);
const diskFull = (from: string) =>
  new VmtestError('VMTEST_DISK_FULL', `No space left to unpack ${basename(from)}`, {
    hint: 'free space, or name another store with --image-dir or IMAGE_DIR',
  });
