import { type ErrorCode, type Place, type Problem, testsOf } from '../model/errors.ts';
import type { Test } from '../model/suite.ts';

/** Collects what is wrong with one test: each problem carries the test's id and a place. */
export interface Notes {
  readonly error: (message: string, hint: string, options?: NoteOptions) => void;
  readonly warning: (message: string, hint: string, options?: NoteOptions) => void;
  readonly add: (problems: readonly Problem[]) => void;
}

interface NoteOptions {
  /** The dotted path of the setting it is about, for its place; else the test's own place. */
  readonly setting?: string;
  readonly place?: Place;
  readonly code?: ErrorCode;
  readonly related?: Problem['related'];
}

/** Notes of one test, appended to `problems`. The place of a setting is where it, or the nearest setting above it, was written. */
export function notesFor(test: Test, problems: Problem[]): Notes {
  const note =
    (severity: Problem['severity']) =>
    (message: string, hint: string, options: NoteOptions = {}) => {
      const place = options.place ?? placeOf(test, options.setting);
      const related = options.related === undefined ? {} : { related: options.related };
      problems.push({ code: options.code ?? 'VMTEST_PLAN_INVALID', severity, message, hint, place, ...related, test: test.id });
    };
  return {
    error: note('error'),
    warning: note('warning'),
    add: (more) => problems.push(...more.map((problem) => ({ ...problem, test: test.id }))),
  };
}

function placeOf(test: Test, setting: string | undefined): Place {
  let path = setting ?? '';
  while (path !== '') {
    const place = test.origins[path]?.place;
    if (place !== undefined) return place;
    path = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  }
  return test.place;
}

/** Each problem once, with all the tests that it concerns: tests of one matrix, or with the same defaults, share their mistakes. */
export function joinTests(problems: readonly Problem[]): Problem[] {
  const joined = new Map<string, { readonly problem: Problem; readonly tests: Set<string> }>();
  for (const problem of problems) {
    const { file, line, column } = problem.place ?? { file: '', line: 0, column: 0 };
    const key = [problem.code, problem.severity, problem.message, problem.hint ?? '', file, line, column].join('\0');
    const known = joined.get(key) ?? { problem, tests: new Set() };
    for (const test of testsOf(problem)) known.tests.add(test);
    joined.set(key, known);
  }
  return [...joined.values()].map(({ problem, tests }) => (tests.size > 1 ? { ...problem, tests: [...tests] } : problem));
}
