import { checkAgain } from '../../../engine/check-again.ts';
import { VmtestError } from '../../../model/errors.ts';
import type { Emit } from '../../../model/event.ts';
import type { RunResult } from '../../../model/result.ts';
import { runJson } from '../../../report/result-json.ts';
import { listenForInterrupt } from '../../settings/interrupt.ts';
import type { Flags } from '../flags.ts';
import { terminalReporter } from '../terminal.ts';
import { type Begun, begin, prepare } from './common.ts';

/** What a face shows of it, and who may end it. */
interface Shown {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Judges what a run kept in the top folder again. `who` asks for it, and is told where no folder is named. */
export async function judgeKept(begun: Begun, who: string, { emit, signal }: Shown): Promise<RunResult> {
  const { topdir } = begun.settings;
  if (topdir === null)
    throw new VmtestError('VMTEST_USAGE', `${who} needs the folder of a run`, { hint: 'name it with --topdir: each run prints it first' });
  const prepared = await prepare({ ...begun, settings: { ...begun.settings, accel: 'tcg' } });
  return await checkAgain({ ...begun, prepared, topdir, signal, emit });
}

/** `vmtest check`: the checks of the suite as it is now, over the data that a run kept. */
export async function check(args: readonly string[], flags: Flags): Promise<number> {
  const begun = begin(args, flags);
  const json = flags.json === true;
  using reporter = terminalReporter(json ? process.stderr : process.stdout, { quiet: false, verbose: false });
  using interrupt = listenForInterrupt(() => undefined);
  const result = await judgeKept(begun, 'check', { signal: interrupt.signal, emit: reporter.listen });
  if (json) process.stdout.write(runJson(result));
  return interrupt.exitCode() ?? result.exitCode;
}
