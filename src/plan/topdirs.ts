import type { Problem } from '../model/errors.ts';
import type { TestPlan } from '../model/plan.ts';

/**
 * Commands that would write into one folder, or one into another's: what the one leaves would be judged of the other, and removed by its
 * keep policy. One problem for each folder, with all of its tests (VMTEST_PLAN_INVALID); a test that is skipped writes nothing.
 */
export function sharedTopdirs(tests: readonly TestPlan[]): readonly Problem[] {
  const byFolder = Map.groupBy(
    tests.filter(({ command, skip }) => command !== null && skip === null && !command.topdir.startsWith('{')),
    ({ command }) => command?.topdir as string,
  );
  return [...byFolder].flatMap(([folder, writers]) => {
    const above = [...byFolder.keys()].find((other) => folder.startsWith(`${other}/`));
    if (above !== undefined) return [problem(`the topdir ${folder} lies in the topdir ${above} of another test`, writers)];
    return writers.length < 2 ? [] : [problem(`${writers.length} tests have the topdir ${folder}`, writers)];
  });
}

const HINT =
  'leave `topdir` out: each test has a folder of its own then; or make it another for each row of a matrix: `topdir: out/${{ matrix.NAME }}`';

function problem(what: string, writers: readonly TestPlan[]): Problem {
  const [first] = writers as readonly [TestPlan, ...TestPlan[]];
  const place = first.settings.topdir?.from.place ?? first.place;
  const message = `${what}: what one leaves there would be judged as the other’s`;
  return { code: 'VMTEST_PLAN_INVALID', severity: 'error', message, hint: HINT, place, test: first.id, tests: writers.map(({ id }) => id) };
}
