import { appendFileSync } from 'node:fs';
import { chown, mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../base/files.ts';
import { VmtestError } from '../model/errors.ts';
import { EVENTS_FILE, FOLDERS } from '../model/files.ts';

/** Linux's magic number of tmpfs, from linux/magic.h. */
const TMPFS_MAGIC = 0x01021994;

/** What is known of a run's folder. */
export interface TopDir {
  readonly path: string;
  readonly freeBytes: number;
  readonly tmpfs: boolean;
  /** Whether this call made it: an empty one that was there already is the user's. */
  readonly made: boolean;
}

/** Makes a run's folder, which must be absent or empty. */
export async function prepareTopDir(path: string): Promise<TopDir> {
  let made = false;
  try {
    const entries = await readdir(path);
    if (entries.length > 0) {
      throw new VmtestError('VMTEST_TOPDIR_NOT_EMPTY', `the top folder ${path} is not empty: it holds ${entries.slice(0, 3).join(', ')}`, {
        hint: 'name a folder that is absent or empty, or remove what is in it: vmtest never writes over evidence',
      });
    }
  } catch (error) {
    if (error instanceof VmtestError) throw error;
    if (!isErrno(error, 'ENOENT')) throw unusable(path, error);
    await mkdir(path, { recursive: true, mode: 0o755 }).catch((cause: unknown) => {
      throw unusable(path, cause);
    });
    made = true;
  }
  const stats = await statfs(path);
  return { path, freeBytes: stats.bavail * stats.bsize, tmpfs: stats.type === TMPFS_MAGIC, made };
}

function unusable(path: string, cause: unknown): VmtestError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VmtestError('VMTEST_TOPDIR_UNUSABLE', `the top folder ${path} cannot be used: ${reason}`, {
    hint: 'name another with --topdir or VMTEST_TOPDIR',
    cause,
  });
}

/** The user that QEMU runs as, where it is not ourselves. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** One test's folder: the five parts of the original, and the events written as they happen. */
export class WorkDir {
  readonly path: string;
  readonly #owner: Owner | null;

  private constructor(path: string, owner: Owner | null) {
    this.path = path;
    this.#owner = owner;
  }

  /** Makes the folder with its five parts. */
  static async create(topdir: string, slug: string, owner: Owner | null): Promise<WorkDir> {
    const path = join(topdir, slug);
    await mkdir(path, { mode: 0o755 });
    await Promise.all(Object.values(FOLDERS).map((part) => mkdir(join(path, part), { mode: 0o755 })));
    return new WorkDir(path, owner);
  }

  /** An absolute path in it. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Makes an empty file that QEMU may write: it owns files, never folders, so that it can make no links. */
  async yield(name: string): Promise<string> {
    const path = this.file(name);
    const handle = await open(path, 'a', 0o644);
    try {
      if (this.#owner !== null) await handle.chown(this.#owner.uid, this.#owner.gid);
    } finally {
      await handle.close();
    }
    return path;
  }

  /** Hands an existing file to QEMU's user. */
  async hand(name: string): Promise<void> {
    if (this.#owner !== null) await chown(this.file(name), this.#owner.uid, this.#owner.gid);
  }

  /** Makes a folder in it, with its parents. */
  async folder(name: string): Promise<string> {
    const path = this.file(name);
    await mkdir(path, { recursive: true, mode: 0o755 });
    return path;
  }

  /** Adds an event to the log at once: a run that is killed has written all that had happened. */
  log(event: unknown): void {
    appendFileSync(this.file(EVENTS_FILE), `${JSON.stringify(event)}\n`);
  }

  /** Removes one file or folder in it; what is not there is no error. */
  async remove(name: string): Promise<void> {
    await rm(this.file(name), { recursive: true, force: true });
  }
}
