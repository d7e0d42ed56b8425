import { recover } from './journal.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type Lock, takeLock } from './lock.ts';
import { makeStore } from './make-store.ts';
import type { StoreContext } from './types.ts';

/** The right to change a store, until it is released. */
export interface Session extends AsyncDisposable {
  readonly layout: Layout;
  /** Whether others were at it before us: what was read before may be old. */
  readonly waited: boolean;
  /** Whether files may be removed now: no jenkins-runner is on. What was read of the store before must be read again. */
  readonly mayRemove: () => Promise<boolean>;
}

/**
 * Takes the right to change a store, which is made where it is not there: one sync or prune of ours at a time, and none beside the
 * original's. A change that a killed process left half done is finished or taken back first.
 * Errors: VMTEST_IMAGE_STORE_BUSY after `lockTimeout`, VMTEST_CANCELLED, VMTEST_TOOL_MISSING; a system error, for `atStore`.
 */
export async function openSession(context: StoreContext): Promise<Session> {
  const layout = layoutOf(context.store);
  await makeStore(layout.own);
  const began = Date.now();
  const left = () => (context.lockTimeout === null ? null : Math.max(0, context.lockTimeout - (Date.now() - began) / 1000));
  let waited = false;
  const waitFor = (file: string, what: string) => (by: string) => {
    waited = true;
    context.emit(`waiting for the lock ${file}: ${what} works on the image store${by}`);
  };
  const sync = await lock(layout.syncLock, 'another sync or prune of ours', false);
  try {
    const images = await lock(layout.imagesLock, 'a vmtest-sync-images', true);
    const release = async () => {
      await images.release();
      await sync.release();
    };
    try {
      const done = await recover(layout);
      if (done !== null) context.emit(done);
    } catch (error) {
      await images.release();
      throw error;
    }
    let exclusive = false;
    const mayRemove = async () => {
      exclusive ||= await images.upgrade();
      return exclusive;
    };
    return { layout, waited, mayRemove, [Symbol.asyncDispose]: release };
  } catch (error) {
    await sync.release();
    throw error;
  }

  async function lock(file: string, what: string, shared: boolean): Promise<Lock> {
    const { env, signal } = context;
    return (await takeLock(file, { env, signal, wait: true, shared, timeout: left(), onWait: waitFor(file, what) })) as Lock;
  }
}
