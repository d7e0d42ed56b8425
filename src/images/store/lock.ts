/**
 * The locks of an image store, all of them flock(2), taken by the program `flock` on a descriptor that it inherits from us: a lock is
 * ours until we close it or are gone. The first two are the original's, the others ours.
 *
 * - IMAGE_DIR itself. The original's sync takes it exclusively and then waits for `vmtest-images.lock`: whoever comes after it waits.
 *   Its jenkins-runner takes it shared, then the lock file, and lets it go. A run of ours holds it shared as long as it lives
 *   (`holdStore`): the original's sync waits for our runs, our runs wait for the original's sync, and nothing else.
 * - `vmtest-images.lock`. The original's sync holds it exclusively while it works, a jenkins-runner shared during its run. A sync or
 *   prune of ours holds it shared: the original's sync cannot work at the same time, and its runs go on, since we add files by rename
 *   only. Where files are to be removed, the lock is made exclusive without waiting (`upgrade`); where that fails a jenkins-runner is
 *   on, and what was to be removed stays until the next sync or prune.
 * - `.vmtest-data/vmtest/sync.lock`. Held exclusively by a sync or prune of ours: one at a time. Always taken before
 *   `vmtest-images.lock`, and never waited for by who holds that, or by a run whose image is there.
 * - Each image file. A run holds those that it uses shared (`holdFiles`). Who removes a file takes it exclusively, without waiting,
 *   before its version leaves the state: a version with a file that is held stays.
 * - `.vmtest-data/vmtest/pins.lock`. Held exclusively for the moment in which pins.json is read and written again.
 *
 * Query, list and verify take none: what they read is replaced by rename. NFS is untested: there flock(2) is emulated by record
 * locks, for which an exclusive lock needs a descriptor that is open for writing.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { isErrno } from '../../base/files.ts';
import { killGroup, start } from '../../base/spawn.ts';
import { VmtestError } from '../../model/errors.ts';
import { heldBy } from './lock-holders.ts';

/** A lock that is ours until it is released, or until this process is gone, whatever ended it. */
export interface Lock {
  readonly release: () => Promise<void>;
  /**
   * Makes a shared lock exclusive without waiting; false where others have it too. The lock may be lost then, and in either case
   * others may have had it in between: what was read under it must be read again.
   */
  readonly upgrade: () => Promise<boolean>;
  /** Whether the path still leads to what was locked. */
  readonly current: () => Promise<boolean>;
}

export interface LockOptions {
  readonly env: Readonly<Record<string, string>>;
  /** false: answer undefined at once where somebody else has it. */
  readonly wait: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Together with others who share it. */
  readonly shared?: boolean;
  /** Seconds to wait for it at most; null or absent: for ever. */
  readonly timeout?: number | null;
  /** Told once where it has to be waited for; `by`: what `heldBy` says. */
  readonly onWait?: (by: string) => void;
  /** An existing file or folder, which is locked through a descriptor for reading: nothing can be written to it. */
  readonly existing?: boolean;
}

/**
 * Takes the lock of a file, which is made where it is not there. Only who holds it may remove the file: whoever waited for it then takes
 * the lock of the next one.
 * Waits for it, or with `wait: false` answers undefined where somebody else has it.
 * Errors: `VMTEST_TOOL_MISSING` without `flock`; `VMTEST_CANCELLED` when `signal` fires; `VMTEST_IMAGE_STORE_BUSY` after `timeout`.
 */
export async function takeLock(file: string, options: LockOptions): Promise<Lock | undefined> {
  const handle = await openLock(file, options.existing ?? false);
  try {
    const taken = (await acquire(file, handle, options)) ? lockOf(file, handle, options) : undefined;
    if (taken !== undefined && (options.existing === true || (await taken.current()))) return taken;
    await handle.close();
    return taken === undefined ? undefined : await takeLock(file, options);
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

async function openLock(file: string, existing: boolean): Promise<FileHandle> {
  if (existing) return await open(file, 'r');
  try {
    return await open(file, 'a', 0o644);
  } catch (error) {
    // Somebody else's lock file, or a store that cannot be written to: flock(2) asks for no more than an open file.
    if (isErrno(error, 'EACCES') || isErrno(error, 'EROFS') || isErrno(error, 'EPERM')) return await open(file, 'r');
    throw error;
  }
}

async function acquire(file: string, handle: FileHandle, options: LockOptions): Promise<boolean> {
  const kind = options.shared === true ? '--shared' : '--exclusive';
  const timeout = options.timeout ?? null;
  const watched = options.wait && (options.onWait !== undefined || timeout === 0);
  if (!options.wait || watched) {
    if (await flock(file, handle, ['--nonblock', kind], options)) return true;
    if (!options.wait) return false;
    if (options.onWait !== undefined) options.onWait(await heldBy(file));
  }
  const limit = timeout === null ? [] : ['--timeout', String(timeout)];
  if (timeout !== 0 && (await flock(file, handle, [...limit, kind], options))) return true;
  throw new VmtestError('VMTEST_IMAGE_STORE_BUSY', `The lock ${file} was not free within ${timeout ?? 0} s${await heldBy(file)}`, {
    hint: 'wait for what uses the image store to end, or wait longer: --image-lock-timeout',
  });
}

/** Runs `flock` once on the open file; false where somebody else has it and no more waiting was wanted. */
async function flock(file: string, handle: FileHandle, args: readonly string[], options: LockOptions): Promise<boolean> {
  const child = start('flock', [...args, '1'], { env: options.env, log: handle.fd, sockets: 0 });
  const onAbort = () => killGroup(child.pid, 'SIGKILL');
  if (options.signal?.aborted === true) onAbort();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const end = await child.exit;
  options.signal?.removeEventListener('abort', onAbort);
  if (end.exitCode === 0) return true;
  if (options.signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', `Waiting for the lock ${file} was cancelled`);
  if (end.errorCode === 'ENOENT') {
    throw new VmtestError('VMTEST_TOOL_MISSING', 'The program flock is not installed', { hint: 'install the package util-linux' });
  }
  if (end.exitCode === 1) return false;
  throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `flock could not lock ${file}: exit status ${end.exitCode ?? end.signal}`);
}

function lockOf(file: string, handle: FileHandle, options: LockOptions): Lock {
  return {
    release: () => handle.close(),
    upgrade: () => flock(file, handle, ['--nonblock', '--exclusive'], options),
    current: async () => {
      const mine = await handle.stat({ bigint: true });
      const theirs = await stat(file, { bigint: true }).catch(() => null);
      return theirs !== null && mine.dev === theirs.dev && mine.ino === theirs.ino;
    },
  };
}
