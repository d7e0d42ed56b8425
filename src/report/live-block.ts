import { formatDuration } from '../base/times.ts';
import type { Live, LiveTest } from './live-state.ts';
import { oneLine } from './marks.ts';
import { type Paint, paint } from './paint.ts';
import { cutTo, pad, width } from './width.ts';

export interface LiveBlockOptions {
  /** Seconds since the epoch. */
  readonly now: number;
  /** The terminal's columns and rows; no line is longer, and the block is at most half as high. */
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_SECONDS = 0.1;
/** The longest that ids take, of a line's columns. */
const ID_SHARE = 0.4;

/** The block at the foot of a terminal: a line for each image and test on its way, and a line that counts. */
export function liveBlock(state: Live, options: LiveBlockOptions): string[] {
  if (state.startedAt === null) return [];
  const colors = paint(options.color);
  // The last column stays free: a full line makes some terminals wrap.
  const room = Math.max(20, options.columns - 1);
  const frame = colors.good(FRAMES[Math.floor(options.now / FRAME_SECONDS) % FRAMES.length] as string);
  const lines = [
    ...state.images.map(
      ({ name, message, since }) =>
        `${frame} ${colors.faint(cutTo(`image ${oneLine(name)}  ${clock(options.now - since)}  ${message}`, room - 2))}`,
    ),
    ...testLines(state.running, options.now, room, frame, colors),
  ];
  const most = Math.max(1, Math.floor(options.rows / 2) - 1);
  const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), colors.faint(`  and ${lines.length - most + 1} more`)];
  return [...shown, countLine(state, options.now, room, colors)];
}

function testLines(tests: readonly LiveTest[], now: number, room: number, frame: string, colors: Paint): string[] {
  const ids = tests.map(({ id }) => cutTo(oneLine(id), Math.max(8, Math.floor(room * ID_SHARE))));
  const idWidth = Math.max(0, ...ids.map(width));
  const doing = tests.map((test) => cutTo(oneLine(test.doing), 16));
  const doingWidth = Math.max(0, ...doing.map(width));
  const times = tests.map(({ since, limit }) => `${clock(now - since)}${limit === null ? '' : ` / ${clock(limit)}`}`);
  const timeWidth = Math.max(0, ...times.map(width));
  return tests.map((test, index) => {
    const time = times[index] as string;
    const late = test.limit !== null && now - test.since > test.limit * 0.8;
    const left = room - 2 - idWidth - 2 - doingWidth - 2 - timeWidth - 2;
    const parts = [
      pad(ids[index] as string, idWidth),
      pad(doing[index] as string, doingWidth),
      (late ? colors.warn : (text: string) => text)(pad(time, timeWidth)),
      colors.faint(cutTo(oneLine(test.line), left)),
    ];
    return `${frame} ${parts.join('  ').trimEnd()}`;
  });
}

/** `0:41`, `12:05`, `1:02:05`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

function countLine(state: Live, now: number, room: number, colors: Paint): string {
  const { done } = state;
  const finished = done.passed + done.failed + done.host + done.skipped + done.cancelled;
  const waiting = state.total - finished - state.running.length;
  const parts: readonly (readonly [string, (text: string) => string])[] = [
    [`${finished} of ${state.total} done`, colors.strong],
    ...(done.passed > 0 ? ([[`${done.passed} passed`, colors.good]] as const) : []),
    ...(done.failed > 0 ? ([[`${done.failed} failed`, colors.bad]] as const) : []),
    ...(done.host > 0 ? ([[`${done.host} ended by the host`, colors.warn]] as const) : []),
    ...(done.cancelled > 0 ? ([[`${done.cancelled} cancelled`, colors.warn]] as const) : []),
    ...(done.skipped > 0 ? ([[`${done.skipped} skipped`, colors.faint]] as const) : []),
    ...(waiting > 0 ? ([[`${waiting} waiting`, colors.faint]] as const) : []),
    [formatDuration(Math.max(0, now - (state.startedAt ?? now))), colors.faint],
  ];
  const whole = parts.map(([text]) => text).join(' · ');
  return width(whole) > room - 2 ? `  ${cutTo(whole, room - 2)}` : `  ${parts.map(([text, color]) => color(text)).join(' · ')}`;
}
