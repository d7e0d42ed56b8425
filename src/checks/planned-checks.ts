import { uniqueNames } from '../base/names.ts';
import type { TestPlan } from '../model/plan.ts';
import { checkName } from './names.ts';

/** A check of a test that has not run. */
export interface PlannedCheck {
  /** As the finding of it will be named. */
  readonly name: string;
  /** The phase whose data it reads; null where its test has none. */
  readonly from: string | null;
}

/** The checks of a test in the order in which they are judged: its own, then those of its phases. */
export function plannedChecks({ checks, phases }: Pick<TestPlan, 'checks' | 'phases'>): readonly PlannedCheck[] {
  const all = [...checks, ...phases.flatMap((phase) => phase.checks)];
  const names = uniqueNames(all.map(checkName));
  return all.map(({ from }, index) => ({ name: names[index] as string, from: from ?? phases.at(-1)?.name ?? null }));
}
