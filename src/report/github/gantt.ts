import { formatDuration } from '../../base/times.ts';
import type { PhaseResult, TestResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import { fence } from './markdown.ts';

/** More than that is no picture any more; GitHub's Mermaid also stops at 50,000 characters. */
const MOST_TESTS = 60;
const MOST_CHARACTERS = 40_000;
const LONGEST_NAME = 40;
/** Of one character of a section's name, in pixels: by itself the chart leaves room for ten, and writes the rest over the bars. */
const CHARACTER_WIDTH = 6.5;

/**
 * The phases of the tests in time, as a Mermaid Gantt chart in its fence; null where there is nothing to draw, or too much for a picture.
 * Times are milliseconds (`dateFormat x`). Names keep letters, digits (of every script) and a few signs, and a task begins with a sign of ours, so
 * that none is a keyword or a directive. https://mermaid.js.org/syntax/gantt.html
 */
export function gantt(tests: readonly TestResult[]): string | null {
  const ran = tests.filter(({ phases }) => phases.length > 0);
  const phases = ran.flatMap((test) => test.phases);
  if (ran.length === 0 || ran.length > MOST_TESTS || !phases.every(inTime)) return null;
  const start = Math.min(...phases.map(({ startedAt }) => startedAt));
  const end = Math.max(...phases.map(({ startedAt, seconds }) => startedAt + seconds));
  // Seconds since the start: of all that an axis can say, they alone are the same in every time zone. A clock of the day where an hour is passed.
  const long = end - start >= 3600;
  const widest = Math.max(...ran.map(({ id }) => widthOf(safeName(id))));
  const lines = [
    `%%{init: {"gantt": {"leftPadding": ${Math.max(75, Math.round(20 + widest * CHARACTER_WIDTH))}}}}%%`,
    'gantt',
    'dateFormat x',
    `axisFormat ${long ? '%H:%M' : '%s s'}`,
    ...[...ran]
      .sort((a, b) => firstStart(a) - firstStart(b))
      .flatMap((test) => [`section ${safeName(test.id)}`, ...test.phases.map((phase) => task(phase, long ? 0 : start))]),
  ];
  const text = lines.join('\n');
  return text.length > MOST_CHARACTERS ? null : fence(text, 'mermaid');
}

function inTime({ startedAt, seconds }: PhaseResult): boolean {
  return Number.isFinite(startedAt) && startedAt >= 0 && Number.isFinite(seconds) && seconds >= 0;
}

function firstStart({ phases }: TestResult): number {
  return Math.min(...phases.map(({ startedAt }) => startedAt));
}

function task({ name, verdict, startedAt, seconds }: PhaseResult, start: number): string {
  const fault = verdict === 'skipped' ? 'skipped' : faultOf(verdict);
  const [sign, tag] = (
    { none: ['✓', 'done'], skipped: ['–', 'active'], system: ['✗', 'crit'], host: ['!', 'crit'], cancelled: ['■', 'active'] } as const
  )[fault];
  const from = Math.round((startedAt - start) * 1000);
  return `${sign} ${safeName(name)} ${formatDuration(seconds)} :${tag}, ${from}, ${Math.max(1, Math.round(seconds * 1000))}ms`;
}

function safeName(name: string): string {
  const safe = [...name.replace(/[^\p{L}\p{M}\p{N}._=+-]+/gu, ' ').trim()].slice(0, LONGEST_NAME).join('');
  return safe === '' ? 'unnamed' : safe;
}

/** In characters of the Latin script: those from Hangul on take the room of two. */
function widthOf(name: string): number {
  return [...name].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1), 0);
}
