import { streamAddress } from '../../../../engine/images/desk.ts';
import { readFilters } from '../../../../engine/images/filters.ts';
import type { Outcome } from '../../../../engine/images/outcome.ts';
import type { SyncReport } from '../../../../engine/images/sync.ts';
import type { Settings } from '../../../../engine/settings.ts';
import { VmtestError } from '../../../../model/errors.ts';
import type { Condition } from '../../../../model/filter.ts';
import type { Verification } from '../../../../model/suite.ts';
import { EXIT } from '../../../../model/verdict.ts';
import { plannedLines, removedLines, syncedLine } from '../../../../report/image-changes.ts';
import { listenForInterrupt } from '../../../settings/interrupt.ts';
import { errorJson, reportError } from '../../errors.ts';
import type { Flags } from '../../flags.ts';
import { countOf, together, verificationOf, wordsOf } from './arguments.ts';
import { requestOf, settingsOf } from './begin.ts';
import { printJson } from './output.ts';
import { type Progress, progressOn } from './progress.ts';

interface Asked {
  readonly settings: Settings;
  readonly filters: readonly Condition[];
  readonly arches: readonly string[];
  readonly parallel: number;
  readonly verify: Verification;
  readonly dryRun: boolean;
  readonly build: boolean;
  /** null: where a suite is looked for. */
  readonly suite: string | null;
  /** Whether filters pick what is fetched; else a suite does. */
  readonly filtered: boolean;
}

/** `vmtest images sync`: fetches what filters pick of a stream, or the images of a suite. */
export async function sync(args: readonly string[], flags: Flags): Promise<number> {
  const asked = askedOf(args, flags);
  const json = flags.json === true;
  using progress = progressOn(json ? process.stderr : process.stdout);
  using interrupt = listenForInterrupt((name) =>
    progress.note(`${name}: what is fetched in part is kept for the next sync; once more ends at once`),
  );
  const began = performance.now();
  try {
    const { report, error } = await act(asked, progress, interrupt.signal);
    progress.end();
    if (json) await printJson({ version: 1, ...report, problems: errorJson(error) });
    else if (error === null || report.fetched.length > 0 || report.removed.length > 0) tell(report);
    const code = interrupt.exitCode();
    if (error === null) return code ?? EXIT.passed;
    // The document is written, and there is only one.
    if (code === null || error.code !== 'VMTEST_CANCELLED') return reportError(error, false);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stderr.write(`vmtest: stopped after ${seconds} s: what is fetched in part is kept for the next sync\n`);
    return code;
  } finally {
    progress.end();
  }
}

function askedOf(args: readonly string[], flags: Flags): Asked {
  const file = flags.file as string | undefined;
  const [settings, filters, arches, parallel, verify] = together(
    () => settingsOf(flags),
    () => readFilters(args),
    () => wordsOf('--arches', flags.arches),
    () => countOf('--parallel', flags.parallel, 4),
    () => verificationOf(flags.verify),
    () => refuseMix(args, flags),
  );
  const filtered = args.length > 0 || arches.length > 0;
  const suite = file ?? (process.env.VMTEST_SUITE || null);
  return { settings, filters, arches, parallel, verify, filtered, suite, dryRun: flags.dryRun === true, build: flags.build === true };
}

/** Filters pick from a stream, -f names a suite: what belongs to the other has no meaning. */
function refuseMix(args: readonly string[], { file, arches, build, verify }: Flags): void {
  const filters = [...args, ...((arches as readonly string[]).length > 0 ? ['--arches'] : [])];
  const suite = [...(file === undefined ? [] : ['-f']), ...(build === true ? ['--build'] : [])];
  if (filters.length > 0 && suite.length > 0) {
    throw new VmtestError('VMTEST_USAGE', `${filters.join(' ')} picks from a stream, ${suite.join(' ')} is for the images of a suite`, {
      hint: 'name filters, or a suite with -f',
    });
  }
  if (filters.length === 0 && verify === 'none')
    throw new VmtestError('VMTEST_USAGE', '--verify none is for a stream that filters pick from', {
      hint: 'a suite says `verify: none` of its image',
    });
}

async function act(asked: Asked, progress: Progress, signal: AbortSignal): Promise<Outcome<SyncReport>> {
  const { settings, dryRun, parallel } = asked;
  const request = requestOf(settings, { signal, emit: progress.note });
  const how = { keep: settings.imagesToKeep, parallel, dryRun, onProgress: progress.step };
  if (!asked.filtered) {
    const { syncSuite } = await import('../../../../engine/images/sync-suite.ts');
    return await syncSuite(request, { ...how, suite: asked.suite, build: asked.build });
  }
  const { syncFiltered } = await import('../../../../engine/images/sync.ts');
  const { filters, arches, verify } = asked;
  return await syncFiltered(request, { ...how, stream: streamAddress(settings, verify), filters, arches });
}

function tell(report: SyncReport): void {
  for (const line of report.dryRun ? plannedLines(report) : removedLines(report)) process.stdout.write(`${line}\n`);
  process.stdout.write(`${syncedLine(report)}\n`);
}
