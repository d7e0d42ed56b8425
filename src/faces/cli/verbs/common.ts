import { type PreparedPlan, preparePlan } from '../../../engine/prepare.ts';
import type { Settings, Surroundings } from '../../../engine/settings.ts';
import { problemsError, VmtestError } from '../../../model/errors.ts';
import { problemText } from '../../../report/problems.ts';
import { readSettings } from '../../settings/options.ts';
import { readSurroundings } from '../../settings/surroundings.ts';
import { aptProxyMistakes, unreadVariables } from '../../settings/variables.ts';
import { isColored } from '../color.ts';
import type { Flags } from '../flags.ts';

/** What a verb over a suite starts from. */
export interface Begun {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly suite: string | null;
  readonly select: readonly string[];
  readonly image: string | null;
}

/** Reads options, variables and surroundings. Throws a usage error that names every mistake. */
export function begin(args: readonly string[], flags: Flags): Begun {
  const surroundings = readSurroundings();
  const file = flags.file as string | undefined;
  if (args.length > 1 || (args.length === 1 && file !== undefined)) {
    const named = [...args, file].filter((word) => word !== undefined).map((word) => `"${word}"`);
    throw new VmtestError('VMTEST_USAGE', `a suite is named twice: ${named.join(' and ')}`, { hint: 'name it once, with -f or without' });
  }
  const settings = commandSettings(flags, surroundings.cwd);
  return {
    settings,
    surroundings,
    // Set to nothing is not set.
    suite: args[0] ?? file ?? (process.env.VMTEST_SUITE || null),
    select: flags.select as readonly string[],
    image: (flags.image as string | undefined) ?? null,
  };
}

/** The settings of a suite's verb; what is set and read by nobody is told on stderr. */
function commandSettings(flags: Flags, cwd: string): Settings {
  const { env, stderr } = process;
  const mistakes = aptProxyMistakes(env);
  if (mistakes.length > 0) throw problemsError(mistakes);
  const unread = unreadVariables(env);
  if (unread.length > 0) stderr.write(`${problemText(unread, { color: isColored(stderr) })}\n`);
  return readSettings(flags, env, cwd);
}

/** The plan of what was asked for. */
export function prepare(begun: Begun): Promise<PreparedPlan> {
  return preparePlan(begun);
}
