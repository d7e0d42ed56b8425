import type { Verdict } from '../model/verdict.ts';

/** Where a rule listens. `screen` is the VGA text screen. */
export type Channel = 'console' | 'firmware' | 'screen';

/**
 * What a line of a guest's output means.
 * `fatal` ends the phase; `error` explains a failure without causing one; `note` is worth showing; `noise` is no progress.
 */
export interface Rule {
  readonly id: string;
  readonly severity: 'fatal' | 'error' | 'note' | 'noise';
  readonly verdict: Verdict | null;
  readonly channels: readonly Channel[];
  readonly pattern: RegExp;
  /** A prompt has no newline after it: the rule is tried on an unfinished line too. */
  readonly prompt?: true;
  /** What it means, for people: the cause of the verdict. */
  readonly meaning: string;
  /** A real line that must match, and a near miss that must not. */
  readonly excerpt: string;
  readonly nearMiss: string;
}
