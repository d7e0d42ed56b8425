import type { Finding, PhaseResult, RunResult, TestResult } from './result.ts';
import type { Verdict } from './verdict.ts';

/** What happens in a run, as it happens. Reporters listen; a broken reporter cannot break a run. `at`: seconds since the epoch. */
export type RunEvent =
  | {
      readonly type: 'run-start';
      readonly at: number;
      readonly topdir: string;
      readonly tests: readonly { readonly id: string; readonly slug: string }[];
      readonly jobs: number;
    }
  | {
      readonly type: 'notice';
      readonly at: number;
      readonly severity: 'note' | 'warning';
      readonly message: string;
      readonly hint?: string;
      /** The test that it concerns; of several the first. */
      readonly test?: string;
      readonly tests?: readonly string[];
    }
  | {
      readonly type: 'image';
      readonly at: number;
      readonly image: string;
      /** `progress`: how far the last step is, several times a second. */
      readonly state: 'start' | 'step' | 'progress' | 'ready';
      readonly message: string;
      /** Of `progress`: worth a line of a log, which has no live line. */
      readonly due?: boolean;
    }
  | { readonly type: 'test-start'; readonly at: number; readonly test: string }
  | { readonly type: 'phase-start'; readonly at: number; readonly test: string; readonly phase: string; readonly timeoutSeconds: number }
  | { readonly type: 'console'; readonly at: number; readonly test: string; readonly phase: string; readonly line: string }
  | { readonly type: 'guest'; readonly at: number; readonly test: string; readonly phase: string; readonly event: unknown }
  | {
      readonly type: 'qmp';
      readonly at: number;
      readonly test: string;
      readonly phase: string;
      readonly event: string;
      readonly data: unknown;
    }
  | { readonly type: 'phase-end'; readonly at: number; readonly test: string; readonly result: PhaseResult }
  | { readonly type: 'check'; readonly at: number; readonly test: string; readonly finding: Finding }
  | {
      /** An attempt has ended, and the test begins again from the start: a `test-start` follows. */
      readonly type: 'test-retry';
      readonly at: number;
      readonly test: string;
      /** Which attempt it was, from 1. */
      readonly attempt: number;
      readonly verdict: Verdict;
      readonly cause: string;
    }
  | { readonly type: 'test-end'; readonly at: number; readonly test: string; readonly result: TestResult }
  | { readonly type: 'run-end'; readonly at: number; readonly result: RunResult };

export type Emit = (event: RunEvent) => void;
