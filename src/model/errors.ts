import { EXIT, exitCodeOf, type Verdict } from './verdict.ts';

/** A place in a file of the user's; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The stable codes of what can go wrong before or around a test; with a verdict where `run` ends a test with it. */
export const ERROR_CODES = {
  VMTEST_USAGE: undefined,
  VMTEST_SUITE_NOT_FOUND: undefined,
  VMTEST_SUITE_INVALID: undefined,
  VMTEST_CONFIG_INVALID: undefined,
  VMTEST_PLAN_INVALID: undefined,
  VMTEST_SELECT_EMPTY: undefined,
  VMTEST_NO_TESTS: undefined,
  VMTEST_TOPDIR_NOT_EMPTY: undefined,
  VMTEST_TOPDIR_UNUSABLE: undefined,
  VMTEST_IMAGE_UNAVAILABLE: 'image-unavailable',
  VMTEST_IMAGE_CORRUPT: 'image-corrupt',
  VMTEST_IMAGE_NOT_FOUND: 'image-unavailable',
  VMTEST_IMAGE_STORE_BUSY: 'image-unavailable',
  VMTEST_LOCK_FILE_INVALID: undefined,
  VMTEST_DOWNLOAD_FAILED: 'image-unavailable',
  VMTEST_DOWNLOAD_REFUSED: 'image-unavailable',
  VMTEST_DOWNLOAD_REDIRECT: 'image-unavailable',
  VMTEST_DOWNLOAD_STALLED: 'image-unavailable',
  VMTEST_DOWNLOAD_SLOW: 'image-unavailable',
  VMTEST_DOWNLOAD_TRUNCATED: 'image-unavailable',
  VMTEST_DOWNLOAD_SIZE: 'image-corrupt',
  VMTEST_DOWNLOAD_DIGEST: 'image-corrupt',
  VMTEST_KEYRING_INVALID: 'image-unavailable',
  VMTEST_SIGNATURE_MISSING: 'image-corrupt',
  VMTEST_SIGNATURE_WRONG: 'image-corrupt',
  VMTEST_SIGNATURE_KEY_UNKNOWN: 'image-corrupt',
  VMTEST_SIGNATURE_EXPIRED: 'image-corrupt',
  VMTEST_STREAM_INVALID: 'image-corrupt',
  VMTEST_STREAM_FORMAT: 'image-corrupt',
  VMTEST_STREAM_PATH: 'image-corrupt',
  VMTEST_STREAM_TOO_LARGE: 'image-corrupt',
  VMTEST_STREAM_TOO_DEEP: 'image-corrupt',
  VMTEST_STREAM_DUPLICATE_KEY: 'image-corrupt',
  VMTEST_KVM_UNUSABLE: 'kvm-unusable',
  VMTEST_QEMU_MISSING: 'qemu-failed',
  VMTEST_QEMU_FAILED: 'qemu-failed',
  VMTEST_FIRMWARE_MISSING: 'qemu-failed',
  VMTEST_TOOL_MISSING: 'qemu-failed',
  VMTEST_ISCSI_FAILED: 'qemu-failed',
  VMTEST_BRIDGE_UNUSABLE: 'qemu-failed',
  VMTEST_REPLAY_NOT_FOUND: undefined,
  VMTEST_REPLAY_NOT_KEPT: undefined,
  VMTEST_REPLAY_REFUSED: undefined,
  VMTEST_ARTIFACT_INVALID: undefined,
  VMTEST_ARTIFACT_DIGEST: undefined,
  VMTEST_ARTIFACT_EXPIRED: undefined,
  VMTEST_ARTIFACT_NOT_FOUND: undefined,
  VMTEST_WORKFLOW_RUN_NOT_FOUND: undefined,
  VMTEST_TOKEN_MISSING: undefined,
  VMTEST_TOKEN_REFUSED: undefined,
  VMTEST_GITHUB_FAILED: undefined,
  VMTEST_DISK_FULL: 'disk-full',
  VMTEST_CANCELLED: 'cancelled',
  VMTEST_INTERNAL: 'qemu-failed',
} as const satisfies Record<string, Verdict | undefined>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One thing that is wrong, with the place, the value and the mend. Serialised as it is in `plan --json` and `lint --json`. */
export interface Problem {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong, with the value, in one sentence without a place. */
  readonly message: string;
  /** What would be right, or what to do. */
  readonly hint?: string;
  readonly place?: Place;
  /** Other places that belong to it, such as the use of an anchor. */
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
  /** The id of the test that it concerns; of several the first. */
  readonly test?: string;
  /** The ids of all of them, where there are several. */
  readonly tests?: readonly string[];
  /** The packages of Debian and Ubuntu that would mend it. */
  readonly packages?: readonly string[];
}

/** The ids of the tests that a problem concerns; none where it is no test's. */
export function testsOf({ test, tests }: Pick<Problem, 'test' | 'tests'>): readonly string[] {
  return tests ?? (test === undefined ? [] : [test]);
}

/** The exit code with which `run` would end because of this problem. */
export function exitCodeOfProblem(problem: Problem): number {
  const verdict: Verdict | undefined = ERROR_CODES[problem.code];
  return verdict === undefined ? EXIT.usage : exitCodeOf(verdict);
}

/** `FILE:LINE:COLUMN: message (hint)`, the one-line form of a problem. */
export function formatProblem(problem: Problem): string {
  const where = problem.place === undefined ? '' : `${problem.place.file}:${problem.place.line}:${problem.place.column}: `;
  const [first, ...others] = testsOf(problem);
  const test = first === undefined ? '' : `${first}${others.length === 0 ? '' : ` and ${others.length} more`}: `;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${where}${test}${problem.message}${hint}`;
}

/** Every error that vmtest raises on purpose. Anything else that is thrown is a bug of ours. */
export class VmtestError extends Error {
  override readonly name = 'VmtestError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** All the problems, where there are several. */
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, options: { hint?: string; problems?: readonly Problem[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }

  /** The verdict of a test that this error ends; undefined for a mistake of the user's. */
  get verdict(): Verdict | undefined {
    return ERROR_CODES[this.code];
  }

  /** The exit code of a command that this error ends. */
  get exitCode(): number {
    return this.verdict === undefined ? EXIT.usage : exitCodeOf(this.verdict);
  }
}

/** One error of several problems; its message is the first, with the number of the others. */
export function problemsError(problems: readonly Problem[]): VmtestError {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const first = errors[0] as Problem;
  return new VmtestError(first.code, errors.map(formatProblem).join('\n'), { problems });
}
