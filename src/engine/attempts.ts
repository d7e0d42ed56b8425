import { join } from 'node:path';
import { writeWhole } from '../base/files.ts';
import { earlierAttempt, setAside } from '../evidence/attempt.ts';
import { keptFiles } from '../evidence/keep.ts';
import type { ErrorCode } from '../model/errors.ts';
import { RESULT_FILE } from '../model/files.ts';
import type { TestPlan } from '../model/plan.ts';
import type { EarlierAttempt, TestResult } from '../model/result.ts';
import { faultOf, type Verdict } from '../model/verdict.ts';
import { resultJson } from '../report/result-json.ts';
import type { Attempt, AttemptEnd, Outcome } from './attempt.ts';
import type { RunContext } from './context.ts';

/**
 * What of the host may be another time otherwise: QEMU that crashed, a host that stood still. Not KVM, a full disk or an image whose bytes are
 * wrong: they stay as they are until somebody mends them, and a second try would cost as much and say the same.
 */
const PASSING_VERDICTS: readonly Verdict[] = ['qemu-failed', 'host-overloaded'];
/** The same of what ends a test before its machine is made: of images what is the network's or the server's doing of that moment. */
const PASSING_CODES: readonly ErrorCode[] = [
  'VMTEST_QEMU_FAILED',
  'VMTEST_DOWNLOAD_FAILED',
  'VMTEST_DOWNLOAD_STALLED',
  'VMTEST_DOWNLOAD_SLOW',
  'VMTEST_DOWNLOAD_TRUNCATED',
];

/**
 * Whether a test is run again after its attempt of this number, from 1. What the host ended is, as often as the run says, or its suite where
 * that says more; what the system under test ended only where its suite says so; a pass that was not expected never.
 * @param retries of the run
 */
export function isRetried(
  plan: Pick<TestPlan, 'retries'>,
  retries: number,
  number: number,
  { verdict, code, lasting }: AttemptEnd,
): boolean {
  const own = plan.retries ?? 0;
  const fault = faultOf(verdict);
  if (fault === 'system') return number <= own && verdict !== 'unexpected-pass';
  if (fault !== 'host' || lasting === true || number > Math.max(own, retries)) return false;
  return code === undefined ? PASSING_VERDICTS.includes(verdict) : PASSING_CODES.includes(code);
}

/** Goes the way of a test again and again, until an attempt is not to be followed by another one; none follows a cancellation. */
export async function attemptTest(
  plan: TestPlan,
  run: Pick<RunContext, 'signal' | 'emit'> & { readonly retries: number },
  once: (attempt: Attempt) => Promise<Outcome>,
): Promise<TestResult> {
  const earlier: EarlierAttempt[] = [];
  for (let number = 1; ; number++) {
    const again = (ended: AttemptEnd) => !run.signal.aborted && isRetried(plan, run.retries, number, ended);
    const outcome = await once({ number, earlier: [...earlier], again });
    if (!outcome.again) return outcome.result;
    const { verdict, cause } = outcome.result;
    run.emit({ type: 'test-retry', at: Date.now() / 1000, test: plan.id, attempt: number, verdict, cause });
    earlier.push(earlierAttempt(outcome.result, number));
  }
}

/** Puts away what the attempt before this one left in the test's folder; its logs stay where the policy keeps those of a failure. */
export async function clearForAttempt(folder: string, plan: TestPlan, { number }: Attempt): Promise<void> {
  if (number > 1) await setAside(folder, number - 1, plan.keep.fail.includes('logs'));
}

/**
 * Of a test whose last attempt came to no machine: what is there of those before it, and its result, which is written beside them. Where that
 * cannot be done the result is as it was.
 */
export async function keepAttempts(folder: string, plan: TestPlan, result: TestResult, attempt: Attempt): Promise<TestResult> {
  try {
    // Twice is no mistake: what was set aside before is not there any more.
    await clearForAttempt(folder, plan, attempt);
    const kept = await keptFiles(folder, []);
    if (kept.length === 0) return result;
    const whole = { ...result, folder, kept };
    await writeWhole(join(folder, RESULT_FILE), resultJson(whole));
    return whole;
  } catch {
    return result;
  }
}
