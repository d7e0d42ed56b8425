import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, writeWhole } from '../base/files.ts';
import { canReach } from '../host/identity.ts';
import { VmtestError } from '../model/errors.ts';
import type { Emit } from '../model/event.ts';
import { JUNIT_FILE, RUN_RESULT_FILE } from '../model/files.ts';
import type { RunResult } from '../model/result.ts';
import { EXIT, worstExitCode } from '../model/verdict.ts';
import { runJson } from '../report/result-json.ts';
import type { Settings } from './settings.ts';
import { isFull } from './top.ts';

/**
 * Writes the reports. Without them a run cannot be read by programs: it then ends with the host's exit code, if with no worse one, and
 * a warning says why.
 */
export async function reportRun(
  result: RunResult,
  { settings, root, emit }: { readonly settings: Pick<Settings, 'junit'>; readonly root: string; readonly emit: Emit },
): Promise<RunResult> {
  try {
    await writeReports(result, settings, root);
    return result;
  } catch (error) {
    const message = `the reports could not be written: ${error instanceof Error ? error.message : String(error)}`;
    const hint = isFull(error) ? { hint: 'free space, or name another --topdir' } : {};
    emit({ type: 'notice', at: Date.now() / 1000, severity: 'warning', message, ...hint });
    return { ...result, exitCode: worstExitCode([result.exitCode, EXIT.host]) };
  }
}

/** Writes a run's `result.json` and `junit.xml` into its top folder, and the JUnit file where it was asked for; files below `root` are named relative to it. */
async function writeReports(result: RunResult, settings: Pick<Settings, 'junit'>, root: string): Promise<void> {
  // Its library is slow to load: not before there is something to report.
  const { junitXml } = await import('../report/junit.ts');
  const xml = junitXml(result, { root });
  await Promise.all([
    writeWhole(join(result.topdir, RUN_RESULT_FILE), runJson(result)),
    writeWhole(join(result.topdir, JUNIT_FILE), xml),
    settings.junit === null ? undefined : makeFolder(dirname(settings.junit)).then(() => writeFile(settings.junit as string, xml)),
  ]);
}

/** Throws VMTEST_USAGE where the JUnit file that was asked for could not be written: better before a run than after it. */
export function checkJunitPlace(settings: Pick<Settings, 'junit' | 'origins'>): Promise<void> {
  return checkPlace('junit', settings.junit, settings);
}

/** The same of the log that a face writes. */
export function checkLogPlace(settings: Pick<Settings, 'log' | 'origins'>): Promise<void> {
  return checkPlace('log', settings.log, settings);
}

async function checkPlace(name: 'junit' | 'log', file: string | null, { origins }: Pick<Settings, 'origins'>): Promise<void> {
  if (file === null) return;
  const why = await obstacleTo(file);
  if (why === null) return;
  throw new VmtestError('VMTEST_USAGE', `${origins[name]?.name ?? name}: ${file} cannot be written: ${why}`, {
    hint: 'name a file in a folder that this user may write to',
  });
}

async function obstacleTo(file: string): Promise<string | null> {
  const there = await stat(file).catch(() => null);
  if (there?.isDirectory() === true) return 'it is a folder';
  // To open a FIFO waits for a reader, who may never come.
  if (there?.isFIFO() === true || there?.isSocket() === true) return 'it is no file';
  for (let at = dirname(file); ; at = dirname(at)) {
    const stats = await stat(at).catch(() => null);
    if (stats === null && dirname(at) !== at) continue;
    if (stats?.isDirectory() !== true) return `${at} is no folder`;
    return (await canReach(file, null, 'write'))?.message ?? null;
  }
}
