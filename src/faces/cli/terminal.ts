import type { WriteStream } from 'node:tty';
import { plainLine } from '../../base/text.ts';
import type { RunEvent } from '../../model/event.ts';
import { eventLine } from '../../report/event-line.ts';
import { liveBlock } from '../../report/live-block.ts';
import { initialLive, reduceLive } from '../../report/live-state.ts';
import { summaryText } from '../../report/summary.ts';
import { isColored } from './color.ts';

/** What is written to: a stream of the process, or what takes its text. */
export type Output = Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>> & { readonly write: (text: string) => unknown };

export interface Reporter extends Disposable {
  readonly listen: (event: RunEvent) => void;
  /** A line of our own. */
  readonly note: (text: string) => void;
}

export interface ReporterOptions {
  /** Only warnings and the summary. */
  readonly quiet: boolean;
  /** The guests' consoles too. */
  readonly verbose: boolean;
}

/** How often the live block is drawn, in milliseconds. */
const FRAME_MS = 100;

/** Shows a run as it goes: on a terminal lines with a live block below them, elsewhere plain lines; the summary at the end of both. */
export function terminalReporter(stream: Output, { quiet, verbose }: ReporterOptions): Reporter {
  const color = isColored(stream);
  const live = stream.isTTY === true && process.env.TERM !== 'dumb' && !quiet;
  let state = initialLive;
  let drawn = 0;
  const clear = () => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`);
  const write = (lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join('');
    if (!live) {
      stream.write(text);
      return;
    }
    const size = { columns: stream.columns ?? 80, rows: stream.rows ?? 24 };
    const block = liveBlock(state, { now: Date.now() / 1000, ...size, color });
    stream.write(`${clear()}${text}${block.map((line) => `${line}\n`).join('')}`);
    drawn = block.length;
  };
  const timer = live ? setInterval(() => write([]), FRAME_MS) : null;
  timer?.unref();
  const finish = () => {
    if (timer !== null) clearInterval(timer);
    stream.write(clear());
    drawn = 0;
  };
  const listen = (event: RunEvent) => {
    state = reduceLive(state, event);
    if (event.type === 'run-end') {
      finish();
      state = initialLive;
      stream.write(summaryText(event.result, { color, root: process.cwd() }));
      return;
    }
    const line =
      quiet && event.type !== 'notice'
        ? null
        : eventLine(event, { color, console: verbose, live, ...(state.startedAt === null ? {} : { startedAt: state.startedAt }) });
    if (line !== null) write([line]);
  };
  return { listen, note: (text) => write([`vmtest: ${plainLine(text)}`]), [Symbol.dispose]: finish };
}
