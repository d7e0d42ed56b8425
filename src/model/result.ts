import type { Place } from './errors.ts';
import type { AxisValue } from './suite.ts';
import type { Verdict } from './verdict.ts';

/** What one check found. */
export interface Finding {
  /** Unique within its test: `fstab`, `file blkid.out`. */
  readonly name: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** What was asked, what was found, and in which file. Empty for a pass. */
  readonly message: string;
  /** The boot whose data it read. */
  readonly phase: string;
  /** Seconds. */
  readonly seconds: number;
  readonly place?: Place;
  /** Text beside it: the output of a `run:` command. */
  readonly output?: string;
  /** A `run:` command's own cases, where it wrote JUnit or TAP. */
  readonly cases?: readonly Finding[];
}

/** A line of a console, or what stands for it, that a verdict rests on. */
export interface Excerpt {
  /** Path under the test's folder: `logs/boot-console.log`. */
  readonly file: string;
  readonly line: number | null;
  readonly text: string;
}

export interface PhaseResult {
  readonly name: string;
  /** `command`: a program on the host, or one of the test classes that it left. */
  readonly kind: 'install' | 'boot' | 'command';
  readonly verdict: Verdict;
  /** One sentence: what happened, and how it is known. */
  readonly cause: string;
  /** The decisive lines. */
  readonly excerpts: readonly Excerpt[];
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  /** QEMU's own life within it, seconds. */
  readonly qemuSeconds: number;
  readonly consoleLog: string | null;
}

/** A file or folder that was kept. */
export interface Kept {
  /** Path under the test's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string | null;
}

/** An attempt before the one that a result is of. */
export interface EarlierAttempt {
  readonly verdict: Verdict;
  readonly cause: string;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  /** Paths in them are below the test's folder: `attempts/1/logs/boot-console.log`. */
  readonly phases: readonly PhaseResult[];
}

export interface TestResult {
  readonly version: 1;
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly verdict: Verdict;
  readonly cause: string;
  readonly hint: string | null;
  readonly reason: string | null;
  readonly startedAt: number;
  readonly seconds: number;
  readonly phases: readonly PhaseResult[];
  readonly checks: readonly Finding[];
  /** Which attempt this is the result of, from 1; 0: none was made. */
  readonly attempts: number;
  /** Those before it, the first first; absent where there are none. */
  readonly earlier?: readonly EarlierAttempt[];
  readonly kept: readonly Kept[];
  /** Absolute path of the test's folder; null where nothing is left of it. */
  readonly folder: string | null;
  readonly place: Place;
  readonly tool: { readonly vmtest: string; readonly node: string };
  readonly qemu: { readonly version: string | null; readonly accel: 'kvm' | 'tcg'; readonly machineType: string; readonly cpu: string };
  /** The image that was booted; `version` is what it is in one line, null where there is nothing to say. */
  readonly image: { readonly name: string | null; readonly version: string | null; readonly digests: Readonly<Record<string, string>> };
  /** The image that was installed, where it is another one. */
  readonly target: { readonly name: string; readonly version: string | null; readonly digests: Readonly<Record<string, string>> } | null;
}

export interface RunResult {
  readonly version: 1;
  readonly startedAt: number;
  readonly seconds: number;
  readonly topdir: string;
  readonly exitCode: number;
  readonly tests: readonly TestResult[];
}
