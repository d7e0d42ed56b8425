import { EXIT } from '../../model/verdict.ts';
import { listenForInterrupt } from '../settings/interrupt.ts';
import { makeWork, workPlaces } from './job.ts';
import { openMain } from './open-main.ts';
import { saveWork } from './state.ts';

/** The main step of the action. Returns the exit code of its process. */
export async function runMain(write: (text: string) => void): Promise<number> {
  const { job, files } = await openMain();
  const { shard } = job.inputs.own;
  const work = workPlaces(job);
  // All that plans and runs is loaded while the disk works.
  const loading = Promise.all([
    import('./main-step.ts'),
    import('../../engine/children/record.ts'),
    import('./consoles.ts'),
    import('./reporter.ts'),
  ]);
  // The step after us must know where to look before there is anything to find.
  await saveWork(work);
  await makeWork(work);
  const [{ mainStep }, { recordChildren }, { Consoles }, { stepLog }] = await loading;
  using _children = recordChildren(work.children);
  const consoles = new Consoles();
  const log = stepLog(write, consoles, { verbose: job.context.debug, root: job.context.workspace });
  using interrupt = listenForInterrupt((name) => log.say(`${name}: ending the machines`));
  const failed = await mainStep({ job, files, work, shard, consoles, log, write, signal: interrupt.signal });
  return interrupt.exitCode() ?? (failed ? EXIT.failed : EXIT.passed);
}
