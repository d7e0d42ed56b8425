import { readFile } from 'node:fs/promises';
import { writeWhole } from '../../base/files.ts';
import type { ShardReport } from '../../model/gate.ts';
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

/** What the step before wrote down, in a folder of our own; null where it did not come so far. */
export async function savedStart(work: WorkPlaces): Promise<SavedStart | null> {
  return (await readJson(work.tests)) as SavedStart | null;
}

/** The same of its report. */
export async function savedReport(work: WorkPlaces): Promise<ShardReport | null> {
  return (await readJson(work.report)) as ShardReport | null;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
