import type { RunResult } from '../../model/result.ts';
import { countTests } from '../../report/headline.ts';

/** The output `conclusion`. */
export type Conclusion = 'success' | 'failure' | 'error' | 'cancelled' | 'skipped';

export interface FailPolicy {
  readonly failOn: 'failed' | 'failed-or-flaky' | 'never';
  readonly passWithNoTests: boolean;
}

/** How a run ended in one word: of several the worst for who waits for it, a stop before a failure before the host's. */
export function conclusionOf(run: RunResult): Conclusion {
  const counts = countTests(run.tests);
  if (counts.cancelled > 0) return 'cancelled';
  if (counts.failed > 0) return 'failure';
  if (counts.errors > 0) return 'error';
  return counts.passed === 0 ? 'skipped' : 'success';
}

/** Whether the job fails. That no test ran is a failure unless it is allowed: a gate that nothing passes through is open. */
export function fails(run: RunResult, { failOn, passWithNoTests }: FailPolicy): boolean {
  if (failOn === 'never') return false;
  const conclusion = conclusionOf(run);
  if (conclusion === 'skipped') return !passWithNoTests;
  return conclusion !== 'success' || (failOn === 'failed-or-flaky' && countTests(run.tests).flaky > 0);
}
