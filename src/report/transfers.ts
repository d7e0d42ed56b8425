import { formatSize } from '../base/sizes.ts';
import { plainText } from '../base/text.ts';
import { formatDuration } from '../base/times.ts';
import { paint } from './paint.ts';
import { cutTo, pad, width } from './width.ts';

/** How far one file is; `done` and `total` are over all files. Bytes. */
export interface TransferStep {
  readonly path: string;
  readonly itemDone: number;
  /** null where nobody published it. */
  readonly itemTotal: number | null;
  /** Whether it is there whole and verified. */
  readonly whole: boolean;
  readonly done: number;
  readonly total: number;
}

/** What a live view shows of files that are fetched. Times in seconds. */
export interface Transfers {
  readonly running: readonly { readonly path: string; readonly done: number; readonly total: number | null }[];
  /** Paths that are whole. */
  readonly finished: readonly string[];
  readonly done: number;
  readonly total: number;
  /** Bytes that came while we looked: what was resumed does not count. */
  readonly received: number;
  /** How far each file was at its last step. */
  readonly reached: Readonly<Record<string, number>>;
  /** The last seconds, oldest first: when, and how many bytes had come. */
  readonly samples: readonly { readonly at: number; readonly received: number }[];
}

export const noTransfers: Transfers = {
  running: [],
  finished: [],
  done: 0,
  total: 0,
  received: 0,
  reached: Object.create(null),
  samples: [],
};

/** Speed is measured over so many seconds, and so many samples. */
const WINDOW_SECONDS = 5;
const SAMPLE_SECONDS = 0.1;
/** Files that are shown at once. */
const MOST = 4;

/** The state after one more step. */
export function advance(state: Transfers, step: TransferStep, at: number): Transfers {
  const { whole } = step;
  const others = state.running.filter(({ path }) => path !== step.path);
  const known = state.running.length !== others.length;
  const item = { path: step.path, done: step.itemDone, total: step.itemTotal };
  const running = whole ? others : known ? state.running.map((one) => (one.path === step.path ? item : one)) : [...others, item];
  const finished = whole && !state.finished.includes(step.path) ? [...state.finished, step.path] : state.finished;
  // A file's first step says what was there before.
  const received = state.received + Math.max(0, step.itemDone - (state.reached[step.path] ?? step.itemDone));
  const reached = Object.assign(Object.create(null) as Record<string, number>, state.reached, { [step.path]: step.itemDone });
  return { running, finished, done: step.done, total: step.total, received, reached, samples: sampled(state.samples, at, received) };
}

function sampled(samples: Transfers['samples'], at: number, received: number): Transfers['samples'] {
  const last = samples.at(-1);
  if (last !== undefined && at - last.at < SAMPLE_SECONDS) return samples;
  const recent = samples.filter((sample, index) => at - sample.at <= WINDOW_SECONDS || index === samples.length - 1);
  return [...recent, { at, received }];
}

/** Bytes a second over the last seconds; null while that cannot be told. */
export function speedOf({ samples, received }: Transfers, now: number): number | null {
  const [first] = samples;
  return first === undefined || now - first.at < 0.3 ? null : Math.max(0, received - first.received) / (now - first.at);
}

export interface TransferBlockOptions {
  readonly now: number;
  readonly columns: number;
  readonly color: boolean;
}

/** The block at the foot of a terminal: a line for each of at most four files, and one for all of them with speed and time left. */
export function transferBlock(state: Transfers, { now, columns, color }: TransferBlockOptions): string[] {
  if (state.samples.length === 0) return [];
  const colors = paint(color);
  // The last column stays free: a full line makes some terminals wrap.
  const room = Math.max(20, columns - 1);
  const shown = state.running.slice(0, MOST);
  const sizes = shown.map(({ done, total }) => (total === null ? formatSize(done) : `${formatSize(done)} of ${formatSize(total)}`));
  const sizeWidth = Math.max(0, ...sizes.map(width));
  const pathRoom = room - 2 - 6 - sizeWidth;
  const lines = shown.map(({ path, done, total }, index) => {
    const share = total === null || total === 0 ? '' : `${Math.floor((100 * done) / total)}%`;
    return `  ${pad(tail(path, pathRoom), pathRoom)} ${share.padStart(4)} ${colors.faint(sizes[index] as string)}`;
  });
  const speed = speedOf(state, now);
  const parts = [
    `${formatSize(state.done)} of ${formatSize(state.total)}`,
    ...(speed === null ? [] : [`${formatSize(Math.round(speed))}/s`]),
    ...(speed === null || speed === 0 ? [] : [`${formatDuration(Math.max(0, state.total - state.done) / speed)} left`]),
  ];
  return [...lines, `  ${colors.strong(cutTo(parts.join(' · '), room - 2))}`];
}

/** The end of a path says more than its beginning. */
function tail(path: string, room: number): string {
  const text = plainText(path);
  if (width(text) <= room) return text;
  let kept = text;
  while (kept !== '' && width(kept) > room - 1) kept = kept.slice(1);
  return `…${kept}`;
}
