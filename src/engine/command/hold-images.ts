import { stat } from 'node:fs/promises';
import { TOOL_ENV } from '../../base/spawn.ts';
import { layoutOf } from '../../images/store/layout.ts';
import { takeLock } from '../../images/store/lock.ts';

export interface HoldRequest {
  readonly store: string;
  /** Where programs are looked for. */
  readonly path: string;
  /** Seconds; null: for ever. */
  readonly timeout: number | null;
  readonly signal: AbortSignal;
  readonly onWait: (by: string) => void;
}

/**
 * Holds an image store as the original's jenkins-runner does (tools/jenkins-runner, `flock --shared` on vmtest-images.lock), for harnesses
 * that are started without it: neither its sync nor a prune of ours removes anything until this is released. A store that is not there
 * needs no hold. Errors: VMTEST_IMAGE_STORE_BUSY after `timeout`, VMTEST_CANCELLED, VMTEST_TOOL_MISSING.
 */
export async function holdAsRunner({ store, path, timeout, signal, onWait }: HoldRequest): Promise<AsyncDisposable> {
  const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };
  if ((await stat(store).catch(() => null)) === null) return nothing;
  const options = { env: { ...TOOL_ENV, PATH: path }, wait: true, shared: true, timeout, signal, onWait };
  const { imagesLock } = layoutOf(store);
  // The original's sync holds the folder while it waits for the lock file: whoever comes after it goes after it.
  const folder = await takeLock(store, { ...options, existing: true });
  try {
    const existing = (await stat(imagesLock).catch(() => null)) !== null;
    const lock = await takeLock(imagesLock, { ...options, existing }).catch((error: unknown) => {
      // Nobody can prune a store that only its owner may write to, but the owner, who makes the file.
      if ((error as NodeJS.ErrnoException).code === 'EACCES' || (error as NodeJS.ErrnoException).code === 'EROFS') return undefined;
      throw error;
    });
    return lock === undefined ? nothing : { [Symbol.asyncDispose]: () => lock.release() };
  } finally {
    await folder?.release();
  }
}
