import { checkAgain } from '../../../engine/check-again.ts';
import { VmtestError } from '../../../model/errors.ts';
import { runJson } from '../../../report/result-json.ts';
import type { Flags } from '../flags.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { terminalReporter } from '../terminal.ts';
import { begin, prepare } from './common.ts';

/** `vmtest check`: the checks of the suite as it is now, over the data that a run kept. */
export async function check(args: readonly string[], flags: Flags): Promise<number> {
  const begun = begin(args, flags);
  const { topdir } = begun.settings;
  if (topdir === null)
    throw new VmtestError('VMTEST_USAGE', 'check needs the folder of a run', { hint: 'name it with --topdir: each run prints it first' });
  const json = flags.json === true;
  using reporter = terminalReporter(json ? process.stderr : process.stdout, { quiet: false, verbose: false });
  using interrupt = listenForInterrupt(() => undefined);
  const prepared = await prepare({ ...begun, settings: { ...begun.settings, accel: 'tcg' } });
  const result = await checkAgain({ ...begun, prepared, topdir, signal: interrupt.signal, emit: reporter.listen });
  if (json) process.stdout.write(runJson(result));
  return interrupt.exitCode() ?? result.exitCode;
}
