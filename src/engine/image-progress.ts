import { formatSize } from '../base/sizes.ts';
import { formatDuration } from '../base/times.ts';

/** How far an image is: `due` where even a log without a live line is told. */
export interface ProgressStep {
  readonly message: string;
  readonly due: boolean;
}

/** Seconds between what a live line is told, and what a log is. */
const LIVE_SECONDS = 0.2;
const LOG_SECONDS = 10;
/** Speed is measured over so many seconds. */
const WINDOW_SECONDS = 5;

/**
 * Makes words of bytes: how many there are, how fast they come, how long the rest takes. Null where the last words were just now.
 * @param now seconds, of any clock that does not jump
 */
export function imageProgress(now: () => number = () => performance.now() / 1000) {
  const began = now();
  let told = Number.NEGATIVE_INFINITY;
  let logged = began;
  let samples: { readonly at: number; readonly done: number }[] = [];
  return ({ done, total }: { readonly done: number; readonly total: number | null }): ProgressStep | null => {
    const at = now();
    if (at - told < LIVE_SECONDS && done !== total) return null;
    told = at;
    samples = [...samples.filter((sample, i) => at - sample.at <= WINDOW_SECONDS || i === samples.length - 1), { at, done }];
    // That nothing came yet is said by who tries again.
    const due = done > 0 && at - logged >= LOG_SECONDS;
    if (due) logged = at;
    return { message: words(done, total, samples), due };
  };
}

function words(done: number, total: number | null, samples: readonly { readonly at: number; readonly done: number }[]): string {
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = first === undefined || last === undefined ? 0 : last.at - first.at;
  const speed = seconds < 0.3 || first === undefined ? null : Math.max(0, done - first.done) / seconds;
  const much = total === null ? formatSize(done) : `${formatSize(done)} of ${formatSize(total)}`;
  const left = speed === null || speed === 0 || total === null ? '' : `, ${formatDuration(Math.max(0, total - done) / speed)} left`;
  return `${much}${speed === null ? '' : `, ${formatSize(Math.round(speed))}/s`}${left}`;
}
