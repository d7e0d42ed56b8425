import { checkLogPlace } from '../../../engine/reports.ts';
import { runPlan } from '../../../engine/run.ts';
import { VmtestError } from '../../../model/errors.ts';
import type { Emit, RunEvent } from '../../../model/event.ts';
import type { RunResult } from '../../../model/result.ts';
import { EXIT } from '../../../model/verdict.ts';
import { runJson } from '../../../report/result-json.ts';
import { listenForInterrupt } from '../../settings/interrupt.ts';
import { reportError } from '../errors.ts';
import type { Flags } from '../flags.ts';
import { logFile } from '../log-file.ts';
import { terminalReporter } from '../terminal.ts';
import { judgeKept } from './check.ts';
import { begin, prepare } from './common.ts';

/** `vmtest run`: installs, boots, collects, checks, keeps and reports; with `--reuse-topdir` it judges what was kept, without a machine. */
export async function run(args: readonly string[], flags: Flags): Promise<number> {
  const begun = begin(args, flags);
  const json = flags.json === true;
  using reporter = terminalReporter(json ? process.stderr : process.stdout, {
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
  });
  using interrupt = listenForInterrupt((name) => reporter.note(`${name}: ending the machines; once more ends at once`));
  const { reuseTopdir, origins, log: path } = begun.settings;
  await checkLogPlace(begun.settings);
  using log = path === null ? null : logFile(path, (why) => reporter.note(`the log ${path} cannot be written: ${why}`));
  const show = safely(reporter.listen);
  const write = safely((event) => log?.listen(event));
  const shown = {
    signal: interrupt.signal,
    emit: (event: RunEvent) => {
      show(event);
      write(event);
    },
  };
  const result = reuseTopdir
    ? await judgeKept(begun, origins.reuseTopdir?.name ?? 'run', shown)
    : await runPlan({ ...begun, prepared: await prepare(begun), ...shown });
  if (json) process.stdout.write(runJson(result));
  return interrupt.exitCode() ?? exitCode(result, flags.passWithNoTests === true);
}

/** A broken listener cannot break a run. */
function safely(listen: (event: RunEvent) => void): Emit {
  return (event) => {
    try {
      listen(event);
    } catch {
      // What it would have shown is in the result.
    }
  };
}

function exitCode(result: RunResult, passWithNoTests: boolean): number {
  if (result.tests.every((test) => test.verdict === 'skipped') && !passWithNoTests) {
    const hint = '--pass-with-no-tests lets such a run pass';
    return reportError(new VmtestError('VMTEST_NO_TESTS', 'no test ran: all are skipped', { hint }), false);
  }
  return result.exitCode === EXIT.passed ? EXIT.passed : result.exitCode;
}
