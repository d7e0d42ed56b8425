import { type Problem, testsOf } from '../model/errors.ts';

/** One problem with the tests that it concerns: a mistake in a matrix is one mistake, however many tests it makes wrong. */
export interface ProblemGroup {
  readonly problem: Problem;
  readonly tests: readonly string[];
}

/** Joins problems that differ in their test alone; ordered by file, line and column, those without a place last. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const groups = new Map<string, { problem: Problem; tests: string[] }>();
  for (const problem of problems) {
    const { code, severity, message, hint, place } = problem;
    const key = JSON.stringify([code, severity, message, hint, place?.file, place?.line, place?.column]);
    const group = groups.get(key) ?? { problem, tests: [] };
    groups.set(key, group);
    group.tests.push(...testsOf(problem));
  }
  return [...groups.values()].sort(byPlace);
}

function byPlace({ problem: { place: a } }: ProblemGroup, { problem: { place: b } }: ProblemGroup): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

/** `basic, other and 3 more`, or nothing where a problem is not a test's. */
export function testsText(tests: readonly string[]): string {
  const [shown, rest] = [tests.slice(0, 2).join(', '), tests.length - 2];
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** A path relative to `root` where it is inside; pure, both are absolute and normal. */
export function shownPath(file: string, root: string | undefined): string {
  return root !== undefined && file.startsWith(`${root.replace(/\/+$/, '')}/`) ? file.slice(root.replace(/\/+$/, '').length + 1) : file;
}
