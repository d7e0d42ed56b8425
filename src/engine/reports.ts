import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../base/files.ts';
import { JUNIT_FILE, RUN_RESULT_FILE } from '../model/files.ts';
import type { RunResult } from '../model/result.ts';
import { runJson } from '../report/result-json.ts';
import type { Settings } from './settings.ts';

/** Writes a run's `result.json` and `junit.xml` into its top folder, and the JUnit file where it was asked for; files below `root` are named relative to it. */
export async function writeReports(result: RunResult, settings: Pick<Settings, 'junit'>, root: string): Promise<void> {
  // Its library is slow to load: not before there is something to report.
  const { junitXml } = await import('../report/junit.ts');
  const xml = junitXml(result, { root });
  await Promise.all([
    writeWhole(join(result.topdir, RUN_RESULT_FILE), runJson(result)),
    writeWhole(join(result.topdir, JUNIT_FILE), xml),
    settings.junit === null ? undefined : writeFile(settings.junit, xml),
  ]);
}
