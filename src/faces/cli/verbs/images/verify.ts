import { verifyImages } from '../../../../engine/images/verify.ts';
import { EXIT } from '../../../../model/verdict.ts';
import { verifiedText } from '../../../../report/image-changes.ts';
import { listenForInterrupt } from '../../../settings/interrupt.ts';
import { errorJson } from '../../errors.ts';
import type { Flags } from '../../flags.ts';
import { countOf, together } from './arguments.ts';
import { requestOf, settingsOf } from './begin.ts';
import { print, printJson } from './output.ts';

/** `vmtest images verify`: hashes everything in the store. Exit 3 where something is wrong that was not taken out. */
export async function verify(_args: readonly string[], flags: Flags): Promise<number> {
  const [settings, parallel] = together(
    () => settingsOf(flags),
    () => countOf('--parallel', flags.parallel, 4),
  );
  using interrupt = listenForInterrupt(() => undefined);
  const request = requestOf(settings, { signal: interrupt.signal });
  const { report, error } = await verifyImages(request, { parallel, repair: flags.repair === true });
  if (flags.json === true) await printJson({ version: 1, ...report, problems: errorJson(error) });
  else await print(verifiedText(report));
  return interrupt.exitCode() ?? (report.damages.some(({ removed }) => !removed) ? EXIT.host : EXIT.passed);
}
