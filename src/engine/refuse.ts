import { type Problem, problemsError, testsOf, VmtestError } from '../model/errors.ts';
import type { Plan, TestPlan } from '../model/plan.ts';
import type { PreparedPlan } from './prepare.ts';

/** The errors of a plan that are the user's mistakes: a run ends with exit code 2 before it begins, and so does a check. */
export function mistakesOf(plan: Plan): readonly Problem[] {
  return plan.problems.filter(({ code, severity }) => severity === 'error' && new VmtestError(code, '').verdict === undefined);
}

/** Throws what makes a run impossible: mistakes, or a host that lacks something for every test. */
export function refuse(prepared: PreparedPlan): void {
  const { plan } = prepared;
  const running = plan.tests.filter(({ skip }) => skip === null);
  const mistakes = [...mistakesOf(plan), ...running.flatMap(withoutCurtin)];
  if (mistakes.length > 0) throw problemsError(mistakes);
  if (plan.tests.length === 0) throw new VmtestError('VMTEST_NO_TESTS', 'the suite has no tests');
  const errors = plan.problems.filter(({ severity }) => severity === 'error');
  const ofAll = errors.filter(({ test, place }) => test === undefined && place === undefined);
  if (ofAll.length > 0) throw problemsError(ofAll);
  const blocked = plan.tests.map((test) => (test.skip === null ? blockersOf(test, prepared) : null)).filter((found) => found !== null);
  if (blocked.length > 0 && blocked.every((problems) => problems.length > 0)) throw problemsError(blocked.flat());
}

/** What the host lacks for one test, as far as it is known before it starts. */
export function blockersOf(test: TestPlan, { plan, catalogue }: Pick<PreparedPlan, 'plan' | 'catalogue'>): readonly Problem[] {
  const images = [...new Set([test.image, test.install.target, ...(test.command?.images ?? [])])].flatMap((name) =>
    name === null ? [] : (catalogue[name]?.problems ?? []),
  );
  const own = plan.problems.filter(
    (problem) => testsOf(problem).includes(test.id) && !images.some(({ message }) => message === problem.message),
  );
  return [...images, ...own]
    .filter(({ severity }) => severity === 'error')
    .map(({ tests: _tests, ...problem }) => ({ ...problem, test: test.id }));
}

/** A plan needs no curtin; an installation by it does. */
function withoutCurtin({ id, phases, install }: TestPlan): readonly Problem[] {
  if (!phases.some(({ curtin }) => curtin !== null && curtin.tree === null && curtin.exe === null)) return [];
  const hint = 'name a checkout of curtin by `install.tree` or --curtin-tree, or a program by --curtin-exe';
  const message = 'there is no curtin to install with: no folder above its configuration is a curtin source tree';
  return [{ code: 'VMTEST_PLAN_INVALID', severity: 'error', message, hint, place: install.place, test: id }];
}
