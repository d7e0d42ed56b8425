import { relative } from 'node:path';
import { unfinishedRemovals } from './journal.ts';
import { layoutOf } from './layout.ts';
import { type Lock, takeLock } from './lock.ts';
import { makeStore } from './make-store.ts';
import type { StoreContext } from './types.ts';

/** Something in the store that is not removed until it is released; a process that dies releases it too. */
export type Hold = Pick<Lock, 'release'>;

/** Who removes a file has it for milliseconds: longer means that a lock is stuck. */
const REMOVAL_SECONDS = 60;

/**
 * Holds the store for a run, as long as the run lives: the original's sync waits for it, its runs do not. Waits for an original's sync
 * that is on, with a message. Errors: VMTEST_IMAGE_STORE_BUSY after `lockTimeout`, VMTEST_CANCELLED, VMTEST_IMAGE_UNAVAILABLE.
 */
export async function holdStore(context: StoreContext): Promise<Hold> {
  await makeStore(context.store);
  const lock = await takeLock(context.store, {
    env: context.env,
    signal: context.signal,
    existing: true,
    shared: true,
    wait: true,
    timeout: context.lockTimeout,
    onWait: (by) => context.emit(`waiting for the image store ${context.store}: a vmtest-sync-images works on it, or waits to${by}`),
  });
  return lock as Lock;
}

/**
 * Holds files of the store, given by absolute path: none of them is removed until the hold is released. null: one of them was removed or
 * replaced meanwhile, and nothing is held; resolve again. Errors: VMTEST_IMAGE_STORE_BUSY, VMTEST_CANCELLED, VMTEST_TOOL_MISSING.
 */
export async function holdFiles(paths: readonly string[], context: Pick<StoreContext, 'store' | 'env' | 'signal'>): Promise<Hold | null> {
  const unique = [...new Set(paths)];
  const taken = await Promise.allSettled(unique.map((path) => holdFile(path, context)));
  const locks = taken.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []));
  const release = async () => {
    await Promise.all(locks.map((lock) => lock.release()));
  };
  if (locks.length === unique.length && !(await areGoing(context.store, unique))) return { release };
  await release();
  const failed = taken.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return null;
}

/** Whether one of the files was given up by a process that was killed before it removed it, which the next sync or prune does. */
async function areGoing(store: string, paths: readonly string[]): Promise<boolean> {
  const going = await unfinishedRemovals(layoutOf(store));
  return paths.some((path) => going.has(relative(store, path)));
}

async function holdFile(path: string, context: Pick<StoreContext, 'env' | 'signal'>): Promise<Lock | null> {
  const options = { env: context.env, signal: context.signal, existing: true, shared: true, wait: true, timeout: REMOVAL_SECONDS };
  let lock: Lock | undefined;
  try {
    lock = await takeLock(path, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (lock === undefined || (await lock.current())) return lock ?? null;
  await lock.release();
  return null;
}
