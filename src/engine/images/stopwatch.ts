import type { SyncProgress } from '../../images/mirror/types.ts';

/** Measures from the first step to the last: what is fetched, without the reading of the stream before. */
export function stopwatch(onProgress: (progress: SyncProgress) => void) {
  let first: number | null = null;
  let last: number | null = null;
  let receivedBytes = 0;
  const reached = new Map<string, number>();
  const began = performance.now();
  return {
    step: (progress: SyncProgress) => {
      last = performance.now();
      first ??= last;
      // A file's first step says what was there before; where it begins anew it has less than at the step before.
      receivedBytes += Math.max(0, progress.itemDone - (reached.get(progress.path) ?? progress.itemDone));
      reached.set(progress.path, progress.itemDone);
      onProgress(progress);
    },
    /** From the first step to the last, in seconds; where there was none, from the beginning to now. */
    read: () => ({ receivedBytes, seconds: (first === null || last === null ? performance.now() - began : last - first) / 1000 }),
  };
}
