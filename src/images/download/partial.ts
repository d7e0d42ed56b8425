import { constants, ftruncateSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { type Digests, digestsOf } from './digests.ts';
import { writeFailure } from './failures.ts';
import { fileSink, type Sink, type SinkEvents } from './sink.ts';
import type { Expected } from './types.ts';

const BLOCK = 1 << 20;

/** A file that is on its way: what of it is there, and what that hashes to. Its bytes are always the first ones, without a gap. */
export interface PartialFile extends AsyncDisposable {
  /** Bytes that are there. */
  readonly done: () => number;
  /** True where not all of its bytes came in one answer. */
  readonly isPieced: () => boolean;
  /** Adds bytes; false: no more until `onRoom`. To be called between `begin` and `settle` only. */
  readonly write: (bytes: Uint8Array) => boolean;
  readonly begin: (events: SinkEvents) => void;
  /** Resolves when all bytes so far are in the file. Errors: VMTEST_DISK_FULL. */
  readonly settle: () => Promise<void>;
  /** Forgets all; not while bytes are being written. */
  readonly restart: () => void;
  /** How its digests differ from the expected ones; null where they agree. */
  readonly difference: () => string | null;
  /** Brings it to the disk. Errors: VMTEST_DISK_FULL. */
  readonly sync: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Opens or makes a partial file and hashes what is there; what is longer than expected is thrown away. */
export async function openPartial(path: string, expected: Expected, signal: AbortSignal | undefined): Promise<PartialFile> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  const told = (error: unknown) => Promise.reject(writeFailure(path, error));
  const handle = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o644).catch(told);
  let digests: Digests = digestsOf(expected);
  let [done, answers] = [0, 0];
  let sink: Sink | null = null;
  const restart = () => {
    ftruncateSync(handle.fd, 0);
    [digests, done, answers] = [digestsOf(expected), 0, 0];
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
        return (sink as Sink).write(bytes);
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
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Hashes the first `size` bytes, or what of them there is; returns how many there are. */
async function hashFile(handle: FileHandle, size: number, digests: Digests, signal: AbortSignal | undefined): Promise<number> {
  const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, size));
  let at = 0;
  while (at < size) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(block, 0, Math.min(BLOCK, size - at), at);
    if (bytesRead === 0) break;
    digests.update(block.subarray(0, bytesRead));
    at += bytesRead;
  }
  return at;
}
