import { counted } from '../../base/counted.ts';
import type { ShardReport } from '../../model/gate.ts';
import { EXIT } from '../../model/verdict.ts';
import { NO_HISTORY } from '../../report/github/history.ts';
import { joinReports } from '../../report/join.ts';
import { listenForInterrupt } from '../settings/interrupt.ts';
import { fails } from './conclusion.ts';
import { Consoles } from './consoles.ts';
import { restoreHistory, saveHistory } from './history.ts';
import { makeWork, openJob, workPlaces } from './job.ts';
import { noTestsRan, tell } from './publish.ts';
import { readGate } from './read-gate.ts';
import { stepLog } from './reporter.ts';

/** The report action: one verdict of all shards. Returns the exit code of its process. */
export async function runReportAction(write: (text: string) => void): Promise<number> {
  const job = openJob('report');
  const work = workPlaces(job);
  await makeWork(work);
  const log = stepLog(write, new Consoles(), { verbose: false, root: job.context.workspace });
  using interrupt = listenForInterrupt((name) => log.say(`${name}: ending`));
  const { plan, reports } = await readGate(job, work.folder, { env: process.env, signal: interrupt.signal });
  const joined = joinReports(plan, reports);
  const result = { ...joined.result, topdir: work.folder };
  const [found, due] = [counted(reports.length, 'report'), counted(plan.shards.length, 'shard')];
  log.say(`joined ${found} of ${due}: ${counted(plan.tests.length, 'test')}`);
  const report: ShardReport = { version: 1, gate: plan.gate, shard: 1, of: 1, attempt: job.context.runAttempt, ...joined, result };
  const history = Object.keys(joined.records).length === 0 ? NO_HISTORY : await restoreHistory(job, plan.suites, interrupt.signal);
  await saveHistory(job, plan.suites, history, joined.records, interrupt.signal);
  await tell({ action: 'report', job, log, write, cacheHit: null, topdir: work.folder }, report, false);
  const { own } = job.inputs;
  const failed = fails(result, { failOn: own['fail-on'] ?? 'failed', passWithNoTests: own['pass-with-no-tests'] === true });
  write(noTestsRan(result, failed));
  return failed ? EXIT.failed : EXIT.passed;
}
