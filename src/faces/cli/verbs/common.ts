import { type PreparedPlan, preparePlan } from '../../../engine/prepare.ts';
import type { Settings, Surroundings } from '../../../engine/settings.ts';
import { VmtestError } from '../../../model/errors.ts';
import type { Flags } from '../flags.ts';
import { readSettings } from '../options.ts';
import { readSurroundings } from '../surroundings.ts';

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
    throw new VmtestError('VMTEST_USAGE', `one suite at a time: ${[...args, file].filter((word) => word !== undefined).join(', ')}`);
  }
  return {
    settings: readSettings(flags, process.env, surroundings.cwd),
    surroundings,
    suite: args[0] ?? file ?? process.env.VMTEST_SUITE ?? null,
    select: flags.select as readonly string[],
    image: (flags.image as string | undefined) ?? null,
  };
}

/** The plan of what was asked for. */
export function prepare(begun: Begun): Promise<PreparedPlan> {
  return preparePlan(begun);
}
