import { appendFileSync } from 'node:fs';
import { chown, mkdir, open, readdir, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno, makeFolder } from '../base/files.ts';
import { VmtestError } from '../model/errors.ts';
import { EVENTS_FILE, FOLDERS } from '../model/files.ts';

/** Linux's magic number of tmpfs, from linux/magic.h. */
const TMPFS_MAGIC = 0x01021994;

/** What is known of a run's folder. */
export interface TopDir {
  readonly path: string;
  readonly freeBytes: number;
  readonly tmpfs: boolean;
  /** The topmost folder that had to be made for it; null where it was there already, and is the user's. */
  readonly made: string | null;
}

/** How people name the folder: for messages. */
export interface FolderWords {
  readonly what: string;
  readonly setBy: string;
}

const TOP_FOLDER: FolderWords = { what: 'the top folder', setBy: '--topdir or VMTEST_TOPDIR' };

/** Whether a run's folder is there; throws VMTEST_TOPDIR_NOT_EMPTY or VMTEST_TOPDIR_UNUSABLE where it is, and is of no use. Makes nothing. */
export async function checkTopDir(path: string, words: FolderWords = TOP_FOLDER): Promise<boolean> {
  try {
    const entries = await readdir(path);
    if (entries.length === 0) return true;
    throw new VmtestError('VMTEST_TOPDIR_NOT_EMPTY', `${words.what} ${path} is not empty: it holds ${entries.slice(0, 3).join(', ')}`, {
      hint: 'name a folder that is absent or empty, or remove what is in it: vmtest never writes over evidence',
    });
  } catch (error) {
    if (error instanceof VmtestError) throw error;
    if (!isErrno(error, 'ENOENT')) throw unusable(path, words, error);
    return false;
  }
}

/** Makes a run's folder, which must be absent or empty. */
export async function prepareTopDir(path: string, words: FolderWords = TOP_FOLDER): Promise<TopDir> {
  let made: string | null = null;
  if (!(await checkTopDir(path, words))) {
    made = await makeFolder(path).catch((cause: unknown) => {
      throw unusable(path, words, cause);
    });
  }
  const stats = await statfs(path);
  return { path, freeBytes: stats.bavail * stats.bsize, tmpfs: stats.type === TMPFS_MAGIC, made };
}

/** Takes back what `prepareTopDir` made, as far as it is empty. */
export async function removeTopDir({ path, made }: TopDir): Promise<void> {
  for (let at = path; made !== null; at = dirname(at)) {
    const gone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!gone || at === made) return;
  }
}

/** What system errors mean for a folder that is to be used. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'it, or what is above it, is a file',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'its file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'no space is left there',
  ENAMETOOLONG: 'its name is too long',
};

function unusable(path: string, { what, setBy }: FolderWords, cause: unknown): VmtestError {
  const { code = '', message = String(cause) } = cause as NodeJS.ErrnoException;
  const reason = REASONS[code] ?? message;
  return new VmtestError('VMTEST_TOPDIR_UNUSABLE', `${what} ${path} cannot be used: ${reason}`, {
    hint: `name another with ${setBy}`,
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

  /** Makes the folder with its five parts. `again`: it may be there, without them. */
  static async create(topdir: string, slug: string, owner: Owner | null, again = false): Promise<WorkDir> {
    const path = join(topdir, slug);
    await mkdir(path, { mode: 0o755, recursive: again });
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

  /** Adds an event to the log at once: a run that is killed has written all that had happened. Never throws: it is called from callbacks. */
  log(event: unknown): void {
    try {
      appendFileSync(this.file(EVENTS_FILE), `${JSON.stringify(event)}\n`);
    } catch {
      // The disk is full, for example: the phase's own writes tell so.
    }
  }

  /** Removes one file or folder in it; what is not there is no error. */
  async remove(name: string): Promise<void> {
    await rm(this.file(name), { recursive: true, force: true });
  }
}
