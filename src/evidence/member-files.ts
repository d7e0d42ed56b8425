import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../base/files.ts';
import { formatSize } from '../base/sizes.ts';
import { VmtestError } from '../model/errors.ts';

/** What was written of one member. */
export interface Written {
  readonly size: number;
  readonly sha256: string;
}

const ZEROS = Buffer.alloc(64 << 10);

/** How many bytes may be written before the free space is asked for again. */
const CHECK_EVERY = 32 << 20;

/**
 * Writes a guest's members as plain files (mode 0644) below one new folder in which nothing else ever is, so that no path of it leads
 * through a link. Keeps `reserve` bytes of the file system free: VMTEST_DISK_FULL before that, and for ENOSPC.
 */
export class MemberFiles {
  readonly #folder: string;
  readonly #reserve: number;
  readonly #folders = new Set<string>(['.']);
  #unchecked = CHECK_EVERY;
  bytes = 0;

  constructor(folder: string, reserve: number) {
    this.#folder = folder;
    this.#reserve = reserve;
  }

  /** Makes a folder and those above it; false where a file stands in the way. */
  async makeFolder(path: string): Promise<boolean> {
    if (this.#folders.has(path)) return true;
    try {
      await mkdir(join(this.#folder, path), { recursive: true });
    } catch (error) {
      if (isErrno(error, 'ENOTDIR') || isErrno(error, 'EEXIST')) return false;
      throw this.#asFull(error);
    }
    this.#folders.add(path);
    return true;
  }

  /**
   * Writes one file from its bytes, hashing them on the way; `keep` gets the bytes too. Blocks of zeros become holes.
   * Null where something stands in its place: on a file system that ignores case, another case of its name.
   */
  async write(path: string, body: AsyncIterable<Buffer>, keep?: (chunk: Buffer) => void): Promise<Written | null> {
    if (!(await this.makeFolder(dirname(path)))) return null;
    const hash = createHash('sha256');
    let size = 0;
    try {
      await using file = await open(join(this.#folder, path), 'wx', 0o644);
      for await (const chunk of body) {
        hash.update(chunk);
        keep?.(chunk);
        if (!isZero(chunk)) {
          await this.#checkSpace(chunk.length);
          for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done, chunk.length - done, size + done)).bytesWritten;
        }
        size += chunk.length;
      }
      await file.truncate(size);
    } catch (error) {
      if (isErrno(error, 'EEXIST') || isErrno(error, 'EISDIR')) return null;
      throw this.#asFull(error);
    }
    this.bytes += size;
    return { size, sha256: hash.digest('hex') };
  }

  /** A copy of a file that was written before: what a hard link of the guest's becomes. */
  async copy(from: string, path: string, size: number): Promise<boolean> {
    if (!(await this.makeFolder(dirname(path)))) return false;
    await this.#checkSpace(size);
    try {
      // COPYFILE_EXCL: nothing is written over.
      await copyFile(join(this.#folder, from), join(this.#folder, path), 1);
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      throw this.#asFull(error);
    }
    this.bytes += size;
    return true;
  }

  async #checkSpace(bytes: number): Promise<void> {
    this.#unchecked += bytes;
    if (this.#unchecked < CHECK_EVERY) return;
    this.#unchecked = 0;
    const { bavail, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    if (free < this.#reserve + Math.max(bytes, CHECK_EVERY)) throw this.#full(`${formatSize(free)} are free`);
  }

  #asFull(error: unknown): unknown {
    return isErrno(error, 'ENOSPC') || isErrno(error, 'EDQUOT') ? this.#full('nothing is free', error) : error;
  }

  #full(found: string, cause?: unknown): VmtestError {
    return new VmtestError('VMTEST_DISK_FULL', `no room for what the guest collected, in ${this.#folder}: ${found}`, {
      hint: 'make room there, or give another work directory (--topdir)',
      cause,
    });
  }
}

function isZero(chunk: Buffer): boolean {
  for (let at = 0; at < chunk.length; at += ZEROS.length) {
    const length = Math.min(ZEROS.length, chunk.length - at);
    if (chunk.compare(ZEROS, 0, length, at, at + length) !== 0) return false;
  }
  return chunk.length > 0;
}
