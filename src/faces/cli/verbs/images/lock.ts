import { lockImages } from '../../../../engine/images/lock.ts';
import { VmtestError } from '../../../../model/errors.ts';
import { EXIT } from '../../../../model/verdict.ts';
import { lockedText } from '../../../../report/image-changes.ts';
import { listenForInterrupt } from '../../../settings/interrupt.ts';
import type { Flags } from '../../flags.ts';
import { together } from './arguments.ts';
import { requestOf, settingsOf } from './begin.ts';
import { print, printJson } from './output.ts';

/** `vmtest images lock`: writes the newest versions of a suite's images to its lock file. Exit 1 where `--check` finds that one has moved. */
export async function lock(args: readonly string[], flags: Flags): Promise<number> {
  const [settings, suite] = together(
    () => settingsOf(flags),
    () => suiteOf(args, flags),
  );
  const check = flags.check === true;
  using interrupt = listenForInterrupt(() => undefined);
  const request = requestOf(settings, { signal: interrupt.signal });
  const report = await lockImages(request, { suite, write: !check && flags.dryRun !== true, force: flags.force === true });
  if (flags.json === true) await printJson({ version: 1, ...report });
  else await print(lockedText(report));
  return interrupt.exitCode() ?? (check && (report.moved.length > 0 || report.replaced !== null) ? EXIT.failed : EXIT.passed);
}

function suiteOf(args: readonly string[], flags: Flags): string | null {
  const named = [...args, flags.file as string | undefined].filter((word) => word !== undefined);
  if (named.length > 1) {
    const words = named.map((word) => `"${word}"`).join(' and ');
    throw new VmtestError('VMTEST_USAGE', `a suite is named twice: ${words}`, { hint: 'name it once, with -f or without' });
  }
  return named[0] ?? (process.env.VMTEST_SUITE || null);
}
