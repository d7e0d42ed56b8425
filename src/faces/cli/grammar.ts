import { type Command, Option } from 'commander';
import { VmtestError } from '../../model/errors.ts';
import { OPTIONS, type OptionName } from '../settings/options.ts';
import type { Verb } from './flags.ts';

/** Adds a verb below `parent`; its code is loaded when it is called. */
export function addVerb(parent: Command, name: string, description: string, load: () => Promise<Verb>): Command {
  return parent
    .command(name)
    .description(description)
    .action(async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const act = await load();
      process.exitCode = await act(command.args, command.opts());
    });
}

/** Adds settings as options of a verb. */
export function addSettings(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) command.addOption(once(OPTIONS[name].flag, OPTIONS[name].help));
  return command;
}

/** An option that has one value: two of them contradict each other, and which one was meant nobody knows. */
export function once(flag: string, help: string): Option {
  const option = new Option(flag, help);
  return option.argParser((value: string, before: string | undefined) => {
    if (before === undefined || before === value) return value;
    throw new VmtestError('VMTEST_USAGE', `${option.long} is given twice: "${before}" and "${value}"`, { hint: 'give it once' });
  });
}

/** The values of an option that may be given again. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
