import { stat, writeFile } from 'node:fs/promises';
import { endChildren } from '../../engine/children/record.ts';
import type { ShardReport } from '../../model/gate.ts';
import { EXIT } from '../../model/verdict.ts';
import { listenForInterrupt } from '../settings/interrupt.ts';
import { Consoles } from './consoles.ts';
import { type Job, makeWork, openJob, type WorkPlaces } from './job.ts';
import { tell, uploadEvidence, uploadReport } from './publish.ts';
import { stepLog } from './reporter.ts';
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
  const report = (await savedReport(work)) ?? (await salvaged(job, work));
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
async function salvaged({ context, inputs }: Job, work: WorkPlaces): Promise<ShardReport | null> {
  const start = await savedStart(work);
  if (start === null) return null;
  const result = await salvage(start.tests, work.topdir, start.startedAt);
  const { shard, of } = start;
  const gate = inputs.own.shard?.gate ?? null;
  const found = { records: {}, differences: {}, artifacts: [], notes: [], facts: [] };
  return { version: 1, gate, shard, of, attempt: context.runAttempt, result, ...found };
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
