import type { Shard } from '../../model/gate.ts';
import type { Consoles } from './consoles.ts';
import type { Job, WorkPlaces } from './job.ts';
import type { StepLog } from './reporter.ts';
import type { SuiteFile } from './suites.ts';

/** What the main step is made of. */
export interface MainStep {
  readonly job: Job;
  readonly files: readonly SuiteFile[];
  readonly work: WorkPlaces;
  readonly shard: Shard | null;
  readonly consoles: Consoles;
  readonly log: StepLog;
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}
