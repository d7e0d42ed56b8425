import type { ErrorCode } from '../model/errors.ts';
import type { EarlierAttempt, TestResult } from '../model/result.ts';
import type { Verdict } from '../model/verdict.ts';

/** One way of a test from its start, of which there may be several. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly earlier: readonly EarlierAttempt[];
  /** Whether another one follows an end like this. To be asked once, when it has ended. */
  readonly again: (ended: AttemptEnd) => boolean;
}

/** How an attempt ended; `code` where an error ended it before its machine was made. */
export interface AttemptEnd {
  readonly verdict: Verdict;
  readonly code?: ErrorCode;
  /** Whether another attempt would end alike: no such host. */
  readonly lasting?: boolean;
}

/** What came of an attempt: the test's result, which was told, or that of an attempt which another one follows. */
export interface Outcome {
  readonly result: TestResult;
  readonly again: boolean;
}
