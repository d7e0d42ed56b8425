import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../base/times.ts';
import { shown } from './addresses.ts';
import { cancelled, finalFailure } from './failures.ts';
import { Interruption } from './interruption.ts';

/** The longest wait before another attempt, seconds, whatever the server asks for. */
const LONGEST = 60;

export interface RetrySettings {
  readonly retries: number;
  /** Seconds. */
  readonly backoff: number;
  readonly signal: AbortSignal | undefined;
  readonly onNote: ((message: string) => void) | undefined;
}

/**
 * Tries until an attempt succeeds, at most `retries` times after the first. Only an Interruption leads to another attempt; that of the
 * last one becomes VMTEST_DOWNLOAD_FAILED, _TRUNCATED or _STALLED.
 */
export async function withRetries<T>(url: URL, { retries, backoff, signal, onNote }: RetrySettings, attempt: () => Promise<T>): Promise<T> {
  for (let failed = 0; ; failed++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      if (failed >= retries) throw finalFailure(url, error, failed + 1);
      const seconds = waitOf(failed, backoff, error.wait);
      onNote?.(`${shown(url)}: ${error.message}; attempt ${failed + 2} of ${retries + 1} in ${formatDuration(seconds)}`);
      await sleep(seconds * 1000, undefined, { signal }).catch(() => {
        throw cancelled(url);
      });
    }
  }
}

/** Twice as long each time, by up to a quarter more or less, so that many runners do not come back at once. */
function waitOf(failed: number, backoff: number, asked: number): number {
  const own = backoff * 2 ** failed * (0.75 + Math.random() / 2);
  return Math.min(LONGEST, Math.max(own, asked));
}
