import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { isErrno, writeWhole } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ShardReport } from '../../model/gate.ts';
import { parseShardReport, parseStart } from '../../report/github/gate-files.ts';
import { loadCore } from './core.ts';
import { placesIn, type WorkPlaces } from './job.ts';
import type { SavedTest } from './salvage.ts';

const STATE = 'work';
/** Others of the host pass through the folder (QEMU), and need not read what is told of the suite. */
const OURS = 0o600;

/** Tells the step after this one where this one works: `GITHUB_STATE`, which outlives a SIGKILL. */
export async function saveWork({ folder, topdir }: WorkPlaces): Promise<void> {
  const core = await loadCore();
  core.saveState(STATE, JSON.stringify({ folder, topdir }));
}

/** Where the step before this one worked; null where it did not come so far. */
export async function savedWork(): Promise<WorkPlaces | null> {
  const core = await loadCore();
  const text = core.getState(STATE);
  if (text === '') return null;
  const { folder, topdir } = JSON.parse(text) as { folder: string; topdir: string };
  return placesIn(folder, topdir);
}

/** What is written down of a step before its first test starts. */
export interface SavedStart {
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly shard: number;
  readonly of: number;
  readonly tests: readonly SavedTest[];
}

export async function saveStart(work: WorkPlaces, start: SavedStart): Promise<void> {
  await writeWhole(work.tests, JSON.stringify(start), OURS);
}

/** Writes down what there is to tell, so that whoever comes after our death can tell it. */
export async function saveReport(work: WorkPlaces, report: ShardReport): Promise<void> {
  await writeWhole(work.report, JSON.stringify(report), OURS);
}

/**
 * What the step before wrote down, in a folder of our own, where a suite's own commands may write too; null where it did not come so far. Throws
 * VMTEST_ARTIFACT_INVALID for what it never wrote: another shape, or a test whose folder is not one of the run.
 */
export async function savedStart(work: WorkPlaces): Promise<SavedStart | null> {
  const json = await textOf(work.tests);
  if (json === null) return null;
  const start = parseStart(json, work.tests) as SavedStart;
  const top = resolve(work.topdir) + sep;
  if (start.tests.every(({ folder }) => resolve(folder).startsWith(top))) return start;
  throw new VmtestError('VMTEST_ARTIFACT_INVALID', `${work.tests} names a folder that is not in ${work.topdir}`);
}

/** The same of its report. */
export async function savedReport(work: WorkPlaces): Promise<ShardReport | null> {
  const json = await textOf(work.report);
  return json === null ? null : parseShardReport(json, work.report);
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw new VmtestError('VMTEST_ARTIFACT_INVALID', `${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
