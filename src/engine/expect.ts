import type { PhaseEvidence } from '../model/evidence.ts';
import type { Expectation } from '../model/suite.ts';
import { faultOf, type Verdict } from '../model/verdict.ts';
import type { Settings } from './settings.ts';

/** How a test ended, before it is held against what was expected. */
export interface Ended {
  readonly verdict: Verdict;
  readonly cause: string;
  readonly hint: string | null;
}

/**
 * Holds an ending against what the suite expects: verdict and console must both match for an `expected-failure`;
 * a pass is an `unexpected-pass`; any other failure stays what it is. Host verdicts and cancellation are never expected.
 *
 * @param allowFail what of the run lets the expected failure be one none the less; null: nothing does
 */
export function expected(
  expectation: Expectation | null,
  ended: Ended,
  test: { readonly evidence: readonly Pick<PhaseEvidence, 'console'>[] },
  allowFail: string | null = null,
): Ended & { readonly reason: string | null } {
  if (expectation === null) return { ...ended, reason: null };
  const reason = expectation.reason;
  const wanted = [expectation.verdict, expectation.console === null ? null : `/${expectation.console}/ on the console`]
    .filter((want) => want !== null)
    .join(' and ');
  if (ended.verdict === 'passed')
    return { verdict: 'unexpected-pass', cause: `it passed where ${wanted} was expected`, hint: 'remove `expect` from the test', reason };
  const verdictMatches = expectation.verdict === null ? faultOf(ended.verdict) === 'system' : expectation.verdict === ended.verdict;
  const consoleMatches =
    expectation.console === null || test.evidence.some(({ console }) => new RegExp(expectation.console as string, 'm').test(console));
  if (verdictMatches && consoleMatches && ended.verdict !== 'cancelled') {
    if (allowFail !== null) return { ...ended, cause: `${ended.cause} (as expected, and ${allowFail} lets it fail)`, reason };
    return { verdict: 'expected-failure', cause: ended.cause, hint: null, reason: reason ?? `expected: ${wanted}` };
  }
  return { ...ended, cause: `${ended.cause} (expected was ${wanted})`, reason };
}

/** By which option or variable expected failures are failures; null: they are none. */
export function allowedBy({ debugAllowFail, origins }: Settings): string | null {
  return debugAllowFail ? (origins.debugAllowFail?.name ?? 'the run') : null;
}
