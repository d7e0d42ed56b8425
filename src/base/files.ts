import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** True where `error` is Node's system error of this code (`ENOENT`, `ENOSPC`, …). */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

/**
 * Makes a folder with its parents; returns the topmost that was not there, or null where all were. Not by Node's `recursive`: that one
 * tries for ever where a folder cannot have children, as in /proc.
 */
export async function makeFolder(path: string, mode = 0o755): Promise<string | null> {
  try {
    await mkdir(path, mode);
    return path;
  } catch (error) {
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory() === true) return null;
    const parent = dirname(path);
    if (!isErrno(error, 'ENOENT') || parent === path) throw error;
    // A parent that is there now was made by somebody else meanwhile, or cannot have children: the second try tells.
    const first = (await stat(parent).catch(() => null)) === null ? await makeFolder(parent, mode) : null;
    await mkdir(path, mode).catch((again: unknown) => {
      // Somebody else was quicker.
      if (!isErrno(again, 'EEXIST')) throw again;
    });
    return first ?? path;
  }
}

/** Writes a file so that nobody ever reads it half-written: aside, fsync, rename. The folder must exist. */
export async function writeWhole(path: string, data: string | Uint8Array, mode = 0o644): Promise<void> {
  // Of our own: two processes may write the same file, and each must find its half to rename.
  const aside = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const handle = await open(aside, 'w', mode);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The sha256 of a file, in hex, read as a stream. Throws an AbortError where `signal` fires. */
export async function sha256File(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const options = { highWaterMark: 1 << 20, ...(signal === undefined ? {} : { signal }) };
  for await (const chunk of createReadStream(path, options)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The sha256 of text or bytes, in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
