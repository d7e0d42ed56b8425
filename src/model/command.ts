/** A test that is a program on the host: a harness of its own that leaves what curtin's leaves, as the suite asks for it. */
export interface CommandSettings {
  /** A shell command, run in the suite file's folder. */
  readonly command: string;
  /** Absolute path of the folder that it writes its classes into; null: `output` in the test's own folder. */
  readonly topdir: string | null;
  /** Seconds. */
  readonly timeout: number;
  /** Names of published images that are in the store before it starts, and stay there until it has ended. */
  readonly images: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Names of Python classes that must have a result; those that are found are judged anyway. */
  readonly classes: readonly string[];
}

/** The same, decided. */
export interface CommandPlan extends Omit<CommandSettings, 'topdir'> {
  /** Absolute, or with the hole `{topdir}` of a run. */
  readonly topdir: string;
  /** The axes as `VMTEST_NAME`. */
  readonly axes: Readonly<Record<string, string>>;
}

/** Where a command's own names are under the test's folder. */
export const COMMAND_FILES = {
  output: 'output',
  log: 'logs/command.log',
  harnessLog: 'logs/harness.log',
  junit: 'logs/command-junit.xml',
} as const;
