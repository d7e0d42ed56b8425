import { readFilters } from '../../../../engine/images/filters.ts';
import { pruneImages } from '../../../../engine/images/prune.ts';
import { EXIT } from '../../../../model/verdict.ts';
import { prunedText } from '../../../../report/image-changes.ts';
import { listenForInterrupt } from '../../../settings/interrupt.ts';
import { errorJson, reportError } from '../../errors.ts';
import type { Flags } from '../../flags.ts';
import { countOf, together } from './arguments.ts';
import { requestOf, settingsOf } from './begin.ts';
import { print, printJson } from './output.ts';

/** `vmtest images prune`: removes old versions that nothing uses. */
export async function prune(args: readonly string[], flags: Flags): Promise<number> {
  const [settings, conditions, keep] = together(
    () => settingsOf(flags),
    () => readFilters(args),
    () => countOf('--keep', flags.keep, null),
  );
  using interrupt = listenForInterrupt(() => undefined);
  const request = requestOf(settings, { signal: interrupt.signal });
  const { report, error } = await pruneImages(request, { keep: keep ?? settings.imagesToKeep, dryRun: flags.dryRun === true, conditions });
  if (flags.json === true) await printJson({ version: 1, ...report, problems: errorJson(error) });
  else if (error === null || report.removed.length > 0) await print(prunedText(report));
  const told = error === null ? EXIT.passed : reportError(error, false);
  return interrupt.exitCode() ?? told;
}
