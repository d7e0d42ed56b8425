import { stat, writeFile } from 'node:fs/promises';
import { endChildren } from '../../engine/children/record.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ShardReport } from '../../model/gate.ts';
import { EXIT } from '../../model/verdict.ts';
import { listenForInterrupt } from '../settings/interrupt.ts';
import { Consoles } from './consoles.ts';
import { type Job, makeWork, openJob, type WorkPlaces } from './job.ts';
import { tell, uploadEvidence, uploadReport } from './publish.ts';
import { type StepLog, stepLog } from './reporter.ts';
import { salvage } from './salvage.ts';
import { savedReport, savedStart, savedWork, saveReport } from './state.ts';

/**
 * The post step: nothing after a main step that came to its end. After one that was stopped or killed it ends what is left of its machines, and
 * uploads and tells what that one could not. Returns the exit code of its process: the job's verdict is the main step's.
 */
export async function runPost(write: (text: string) => void): Promise<number> {
  const work = await savedWork();
  if (work === null) return EXIT.passed;
  const job = openJob('main');
  const log = stepLog(write, new Consoles(), { verbose: false, root: job.context.workspace });
  const { ended, left } = await endChildren(work.children);
  if (ended.length > 0) log.say(`ended what the step before left running: ${ended.length} process${ended.length === 1 ? '' : 'es'}`);
  if (left.length > 0) log.say(`still there, and not ours to end: ${left.join(', ')}`);
  if (await isThere(work.done)) return EXIT.passed;
  await makeWork(work);
  using interrupt = listenForInterrupt((name) => log.say(`${name}: leaving the rest`));
  const report = (await unlessForged(log, () => savedReport(work))) ?? (await salvaged(job, work, log));
  if (report === null) return EXIT.passed;
  const told = await uploadEvidence(job, work, report, log, interrupt.signal);
  await saveReport(work, told);
  const shard = job.inputs.own.shard !== null;
  const whole = shard ? await uploadReport(job, work, told, log, interrupt.signal) : told;
  await tell({ action: 'main', job, log, write, cacheHit: null, topdir: work.topdir }, whole, shard);
  await writeFile(work.done, '');
  return EXIT.passed;
}

/** The report of a step that was killed in the midst of its machines; null where it had not begun. */
async function salvaged({ context, inputs }: Job, work: WorkPlaces, log: StepLog): Promise<ShardReport | null> {
  const start = await unlessForged(log, () => savedStart(work));
  if (start === null) return null;
  const result = await salvage(start.tests, work.topdir, start.startedAt);
  const { shard, of } = start;
  const gate = inputs.own.shard?.gate ?? null;
  const found = { records: {}, differences: {}, artifacts: [], notes: [], facts: [] };
  return { version: 1, gate, shard, of, attempt: context.runAttempt, result, ...found };
}

/** What the step before never wrote is told in one line, and counts as if it were not there. */
async function unlessForged<T>(log: StepLog, read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof VmtestError)) throw error;
    log.say(`left out, as no step of vmtest wrote it so: ${error.message}`);
    return null;
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
