import { createHash } from 'node:crypto';
import { plainText, shorten } from '../../base/text.ts';
import type { Difference } from '../../model/gate.ts';
import { isNoise, normalLine, withoutClock } from '../console-line.ts';

/** A test's consoles may take so many bytes of the record, so that 200 tests stay below 10 MB. */
const CONSOLE_BYTES = 32 * 1024;
const LONGEST_KEPT = 120;
const LONGEST_SHOWN = 300;
/** What a mark takes in JSON, with its quotes and comma. */
const MARK_BYTES = 11;
/** Of the text that is looked at: a console without an end is no reason for a job without one. */
const MOST_TEXT = 8 * 2 ** 20;

interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly normal: string;
}

/**
 * What is remembered of the consoles of a passed test, by phase: each line once, in order, without what changes from boot to boot. Where
 * they are too many, the earlier ones are marks (`#` and seven characters of a digest): good to be found again, not to be read.
 */
export function consoleRecord(consoles: Readonly<Record<string, string>>): Record<string, string[]> {
  const phases = Object.entries(consoles);
  const share = Math.floor(CONSOLE_BYTES / Math.max(1, phases.length));
  return Object.fromEntries(
    phases.map(([phase, text]) => {
      const distinct = [...new Set(tellingLines(text).map(({ normal }) => normal))].slice(-Math.floor(share / MARK_BYTES));
      return [phase, shortened(distinct, share)];
    }),
  );
}

function shortened(lines: readonly string[], limit: number): string[] {
  let left = limit - lines.length * MARK_BYTES;
  return lines
    .toReversed()
    .map((line) => {
      const cost = Buffer.byteLength(JSON.stringify(line)) + 1 - MARK_BYTES;
      if (line.length > LONGEST_KEPT || line.startsWith('#') || cost > left) return markOf(line);
      left -= cost;
      return line;
    })
    .reverse();
}

function markOf(line: string): string {
  return `#${createHash('sha256').update(line).digest('base64url').slice(0, 7)}`;
}

function tellingLines(text: string): Line[] {
  return text
    .slice(0, MOST_TEXT)
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line, normal: normalLine(line) }))
    .filter(({ normal }) => !isNoise(normal));
}

/**
 * The first line of each phase that the passed test's console had nowhere: order counts for nothing, for units start as they like.
 * `before` is the line that then stood in its place, where it is known and is gone. A phase that is not remembered is not compared.
 */
export function consoleDifferences(
  consoles: Readonly<Record<string, string>>,
  green: Readonly<Record<string, readonly string[]>>,
): Difference[] {
  return Object.entries(consoles).flatMap(([phase, text]): Difference[] => {
    const then = Object.hasOwn(green, phase) ? (green[phase] ?? []) : [];
    if (then.length === 0) return [];
    const known = new Set(then);
    const lines = tellingLines(text);
    // Only so many lines are remembered as fit: what comes before the first of them was not kept, and is not new.
    const from =
      then[0]?.startsWith('#') === true
        ? Math.max(
            0,
            lines.findIndex((line) => has(known, line.normal)),
          )
        : 0;
    const at = lines.findIndex(({ normal }, index) => index >= from && !has(known, normal));
    const line = lines[at];
    if (line === undefined) return [];
    const what = `${phase} console, line ${line.number}`;
    return [{ kind: 'console', what, before: standIn(lines, at, then), now: shorten(withoutClock(plainText(line.text)), LONGEST_SHOWN) }];
  });
}

function has(known: ReadonlySet<string>, normal: string): boolean {
  return known.has(normal) || known.has(markOf(normal));
}

/** What followed, when the test passed, on the line before the new one. */
function standIn(lines: readonly Line[], at: number, then: readonly string[]): string | null {
  const before = lines[at - 1]?.normal;
  if (before === undefined) return null;
  const mark = markOf(before);
  const next = then[then.findIndex((line) => line === before || line === mark) + 1];
  if (next === undefined || next.startsWith('#')) return null;
  return lines.some(({ normal }) => normal === next) ? null : next;
}
