import type { Answer } from './ask.ts';
import { Interruption } from './interruption.ts';

/**
 * Reads the Content-Range of a 206 (`bytes 4-9/10`, RFC 9110, 14.4), which must begin where it was asked to. Returns the size of the
 * whole file, null where it is `*`. Throws an Interruption otherwise.
 */
export function checkRange(answer: Answer, from: number): number | null {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(answer.header('content-range') ?? '');
  if (match === null || Number(match[1]) !== from)
    throw new Interruption('gone', `the server sends another part than that from byte ${from} on`);
  return match[2] === '*' ? null : Number(match[2]);
}
