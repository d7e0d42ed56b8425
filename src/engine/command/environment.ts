import { TOOL_ENV } from '../../base/spawn.ts';
import { commandEnvironment } from '../../checks/command-environment.ts';
import type { CommandPlan } from '../../model/command.ts';
import { KEEP_PARTS, type KeepPart, type TestPlan } from '../../model/plan.ts';

/** A variable with a value of its own for each command: what carries it was started by that command. */
export const MARK_VARIABLE = 'VMTEST_COMMAND_MARK';

/** Where a command's things are: absolute paths. */
export interface CommandPlaces {
  readonly topdir: string;
  readonly logs: string;
  readonly junit: string;
  readonly harnessLog: string;
  readonly imageDir: string;
}

/**
 * The whole environment of a command: what suites' own commands get, what the suite says, and what tells the original harness of this
 * run (doc/topics/integration-testing.rst of curtin names those variables). It keeps at least its logs: they are what is judged. nose
 * and pytest are asked for their JUnit file by their own variables, unless the suite asks otherwise.
 */
export function harnessEnvironment(
  { command, keep }: Pick<TestPlan, 'keep'> & { readonly command: CommandPlan },
  callers: Readonly<Record<string, string | undefined>>,
  places: CommandPlaces,
  mark: string,
): Record<string, string> {
  const callersOwn = commandEnvironment(callers);
  const pytest = [callersOwn.PYTEST_ADDOPTS, `--junitxml='${places.junit}'`].filter((part) => part !== undefined).join(' ');
  return {
    PATH: TOOL_ENV.PATH,
    ...callersOwn,
    CURTIN_VMTEST_IMAGE_SYNC: '0',
    NOSE_WITH_XUNIT: '1',
    NOSE_XUNIT_FILE: places.junit,
    PYTEST_ADDOPTS: pytest,
    ...command.environment,
    ...command.axes,
    CURTIN_VMTEST_TOPDIR: places.topdir,
    CURTIN_VMTEST_LOG: places.harnessLog,
    CURTIN_VMTEST_KEEP_DATA_PASS: keepWords(keep.pass),
    CURTIN_VMTEST_KEEP_DATA_FAIL: keepWords(keep.fail),
    // Its Python reads the long name first, its shell the short one alone.
    IMAGE_DIR: places.imageDir,
    CURTIN_VMTEST_IMAGE_DIR: places.imageDir,
    VMTEST_LOGS: places.logs,
    VMTEST_JUNIT: places.junit,
    [MARK_VARIABLE]: mark,
  };
}

/** A policy in the original's words, `logs` always in it. */
function keepWords(parts: readonly KeepPart[]): string {
  const words = KEEP_PARTS.filter((part) => part === 'logs' || parts.includes(part));
  return words.length === KEEP_PARTS.length ? 'all' : words.join(',');
}
