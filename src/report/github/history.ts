import type { History, TestRecord } from '../../model/gate.ts';
import { RECORD } from './record-shape.ts';
import { mapping, object, oneOf, type Shape, ShapeError } from './shape.ts';

export const NO_HISTORY: History = { version: 1, tests: {} };

const MOST_CHARACTERS = 64 * 2 ** 20;
/** Of one test: several times what we write. */
const LONGEST_RECORD = 256 * 1024;
const LONGEST_ID = 1000;
const MOST_TESTS = 10_000;

const HISTORY = object({ version: oneOf(1), tests: mapping(() => undefined) });

/**
 * Reads the cache's file of records. A cache is written by other jobs, a stranger's pull request among them: what is not as it should be is left
 * out, test by test, and nothing is thrown. Texts in it are as untrusted as a guest's.
 * @returns the history, and whether nothing was left out
 */
export function parseHistory(text: string): { readonly history: History; readonly whole: boolean } {
  const value = text.length > MOST_CHARACTERS ? undefined : parseJson(text);
  if (!fits(HISTORY, value)) return { history: NO_HISTORY, whole: false };
  const entries = Object.entries((value as { readonly tests: Readonly<Record<string, unknown>> }).tests);
  const good = entries
    .slice(0, MOST_TESTS)
    .filter(([id, record]) => id.length <= LONGEST_ID && fits(RECORD, record) && JSON.stringify(record).length <= LONGEST_RECORD);
  return { history: { version: 1, tests: Object.fromEntries(good as [string, TestRecord][]) }, whole: good.length === entries.length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fits(shape: Shape, value: unknown): boolean {
  try {
    shape(value, '');
    return true;
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
}
