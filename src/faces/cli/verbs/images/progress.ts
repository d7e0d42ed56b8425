import type { WriteStream } from 'node:tty';
import { formatSize } from '../../../../base/sizes.ts';
import { plainLine } from '../../../../base/text.ts';
import { paint } from '../../../../report/paint.ts';
import { advance, noTransfers, type TransferStep, transferBlock } from '../../../../report/transfers.ts';
import { isColored } from '../../color.ts';

/** What is told while files are fetched. */
export interface Progress extends Disposable {
  readonly step: (step: TransferStep) => void;
  /** A line of our own. */
  readonly note: (text: string) => void;
  /** Takes the live block away: nothing moves any more. */
  readonly end: () => void;
}

/** How often the live block is drawn, in milliseconds. */
const FRAME_MS = 100;

/** Shows files on their way: on a terminal a live block below the lines, elsewhere a line for each file that is whole. */
export function progressOn(stream: WriteStream): Progress {
  const colors = paint(isColored(stream));
  const live = stream.isTTY === true && process.env.TERM !== 'dumb';
  let state = noTransfers;
  let drawn = 0;
  const now = () => performance.now() / 1000;
  const clear = () => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`);
  const write = (lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join('');
    if (!live) {
      if (text !== '') stream.write(text);
      return;
    }
    const block = transferBlock(state, { now: now(), columns: stream.columns || 80, color: isColored(stream) });
    stream.write(`${clear()}${text}${block.map((line) => `${line}\n`).join('')}`);
    drawn = block.length;
  };
  const timer = live ? setInterval(() => write([]), FRAME_MS) : null;
  timer?.unref();
  const end = () => {
    if (timer !== null) clearInterval(timer);
    if (drawn > 0) stream.write(clear());
    drawn = 0;
  };
  return {
    step: (step) => {
      const before = state.finished.length;
      state = advance(state, step, now());
      if (state.finished.length === before) return;
      write([`${colors.good('fetched')} ${plainLine(step.path)} (${formatSize(step.itemTotal ?? step.itemDone)})`]);
    },
    note: (text) => write([`vmtest: ${plainLine(text)}`]),
    end,
    [Symbol.dispose]: end,
  };
}
