import type { WriteStream } from 'node:tty';

/** Whether colours are wanted on a stream: a terminal that can, unless NO_COLOR is set (no-color.org). */
export function isColored(stream: Partial<Pick<WriteStream, 'isTTY'>>): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}
