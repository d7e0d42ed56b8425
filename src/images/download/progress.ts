import type { TransferOptions } from './types.ts';

/** Milliseconds between two reports: nobody reads faster, and a body may come in pieces of a few bytes. */
const LEAST = 50;

/** Reports progress now and then, and always when it is whole. */
export function progressOf(url: URL, { onProgress }: TransferOptions): (done: number, total: number | null) => void {
  if (onProgress === undefined) return () => undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    const now = performance.now();
    if (done !== total && now - last < LEAST) return;
    last = now;
    onProgress({ url: url.href, done, total });
  };
}
