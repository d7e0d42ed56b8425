import { recordChildren } from '../../engine/children/record.ts';
import { EXIT } from '../../model/verdict.ts';
import { parseShard } from '../../plan/shards.ts';
import { listenForInterrupt } from '../settings/interrupt.ts';
import { Consoles } from './consoles.ts';
import { makeWork, openJob, workPlaces } from './job.ts';
import { mainStep } from './main-step.ts';
import { stepLog } from './reporter.ts';
import { saveWork } from './state.ts';

/** The main step of the action. Returns the exit code of its process. */
export async function runMain(write: (text: string) => void): Promise<number> {
  const job = openJob('main');
  const shard = job.inputs.own.shard === null ? null : parseShard(job.inputs.own.shard);
  const work = workPlaces(job);
  // The step after us must know where to look before there is anything to find.
  await saveWork(work);
  await makeWork(work);
  using _children = recordChildren(work.children);
  const consoles = new Consoles();
  const log = stepLog(write, consoles, { verbose: job.context.debug, root: job.context.workspace });
  using interrupt = listenForInterrupt((name) => log.say(`${name}: ending the machines`));
  const failed = await mainStep({ job, work, shard, consoles, log, write, signal: interrupt.signal });
  return interrupt.exitCode() ?? (failed ? EXIT.failed : EXIT.passed);
}
