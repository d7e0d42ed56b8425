import type { Problem } from '../model/errors.ts';
import type { At } from './tree.ts';

/** Gathers the problems of one file: each once, in the order of their places at the end. */
export interface Sink {
  readonly add: (at: At, message: string, hint?: string, severity?: Problem['severity']) => void;
  readonly sorted: () => readonly Problem[];
}

/** A new, empty sink. Problems of one place and message count once: a test's matrix repeats them. */
export function createSink(): Sink {
  const found = new Map<string, Problem>();
  const places = new Set<string>();
  return {
    add: (at, message, hint, severity = 'error') => {
      const place = `${at.place.line}:${at.place.column}`;
      const key = `${place}:${message}`;
      // What is wrong in the defaults is wrong again in each test that has them.
      if (found.has(key) || (at.level === 'defaults' && places.has(place))) return;
      places.add(place);
      found.set(key, {
        code: 'VMTEST_SUITE_INVALID',
        severity,
        message,
        ...(hint === undefined ? {} : { hint }),
        place: at.place,
        ...(at.use === undefined ? {} : { related: [{ place: at.use, message: 'it is used here' }] }),
      });
    },
    sorted: () => [...found.values()].sort((a, b) => rank(a) - rank(b)),
  };
}

function rank(problem: Problem): number {
  return problem.place === undefined ? 0 : problem.place.line * 1e6 + problem.place.column;
}
