import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistakesOf } from '../../engine/refuse.ts';
import { notStarted } from '../../engine/run-test.ts';
import { problemsError, VmtestError } from '../../model/errors.ts';
import type { Emit } from '../../model/event.ts';
import type { Shard } from '../../model/gate.ts';
import type { TestPlan } from '../../model/plan.ts';
import { lateFile } from '../settings/late-file.ts';
import { gateId, gateResult } from './gate-ids.ts';
import { HighWater } from './high-water.ts';
import { type ActionVault, imageVault } from './image-cache.ts';
import type { MainStep } from './main-job.ts';
import type { PreparedSuite } from './prepare-suites.ts';
import { readyHost } from './ready-host.ts';
import { type StepLog, stepLog } from './reporter.ts';
import { runSuites, suiteTopdir } from './run-suites.ts';
import { type SavedStart, saveStart } from './state.ts';

/** Plans, runs, uploads, tells. Returns whether the job fails. Throws the user's mistakes. */
export async function mainStep(step: MainStep): Promise<boolean> {
  const { job, files, work, shard, log } = step;
  const { suites, facts } = await readyHost(step, files);
  const mistakes = suites.flatMap(({ prepared }) => mistakesOf(prepared.plan));
  if (mistakes.length > 0) throw problemsError(mistakes);
  const plans = plansOf(suites);
  checkShard(shard, plans);
  await saveStart(work, startOf(step, suites));
  using file = logFile(step);
  const water = new HighWater(job.context.temp);
  const emit: Emit = (event) => {
    step.consoles.listen(event);
    water.listen(event);
    log.listen(event);
    file?.listen(event);
  };
  const vault = vaultOf(step);
  const result = await runSuites({ job, work, suites, signal: step.signal, emit, vault }).catch(async (error: unknown) => {
    // Whoever catches it tells it: without a word the post step would take us for killed.
    await writeFile(work.done, '');
    throw error;
  });
  // What comes after the machines is loaded after them: it need not hold up their start.
  const { afterRun } = await import('./after-run.ts');
  return await afterRun(step, { result, plans, files, vault, facts: [...facts, ...water.facts()] });
}

/** GitHub's cache behind the image store. */
function vaultOf({ job, log, signal }: MainStep): ActionVault | null {
  const mode = job.inputs.own.cache ?? 'auto';
  const mayWrite = job.trust.mayWriteCache && !job.inputs.settings.imageStoreReadOnly;
  return imageVault({ mode, mayWrite, env: process.env, temp: job.context.temp, signal, tell: log.say });
}

/** The log with all consoles, where one was asked for. */
function logFile({ job, consoles }: MainStep): (Disposable & Pick<StepLog, 'listen'>) | null {
  const path = job.inputs.settings.log;
  if (path === null) return null;
  const lost = (why: string) => job.notes.push({ severity: 'warning', message: `the log ${path} cannot be written: ${why}` });
  const file = lateFile(path, lost);
  const { listen } = stepLog(file.put, consoles, { verbose: true, root: job.context.workspace, plain: true });
  return { listen, [Symbol.dispose]: file[Symbol.dispose] };
}

function plansOf(suites: readonly PreparedSuite[]): ReadonlyMap<string, TestPlan> {
  return new Map(suites.flatMap(({ label, prepared }) => prepared.plan.tests.map((plan) => [gateId(label, plan.id), plan] as const)));
}

/** What whoever comes after our death is told of the tests. */
function startOf({ job, work, shard }: MainStep, suites: readonly PreparedSuite[]): SavedStart {
  const cause = 'the step was killed before the test ended';
  const hint = 'a job that takes too much memory is killed by the kernel; one that takes too long, by GitHub';
  const ended = { verdict: 'cancelled', cause, hint, reason: null } as const;
  const tests = suites.flatMap((suite) =>
    suite.prepared.plan.tests.map((plan) => ({
      draft: gateResult(suite.label, notStarted(plan, job.surroundings.tool, ended)),
      folder: join(suiteTopdir(work.topdir, suite), plan.slug),
      keep: plan.keep.fail,
    })),
  );
  return { startedAt: Date.now() / 1000, shard: shard?.shard ?? 1, of: shard?.of ?? 1, tests };
}

/** A shard runs what the plan gave it; a test that is not there is no success. */
function checkShard(shard: Shard | null, plans: ReadonlyMap<string, TestPlan>): void {
  const absent = shard?.tests.filter((id) => !plans.has(id)) ?? [];
  if (absent.length === 0) return;
  const hint = 'the plan job and this one must have the same checkout, `suite` and `select`';
  throw new VmtestError('VMTEST_USAGE', `the plan gave this shard ${absent.join(', ')}, and the suite has no such test`, { hint });
}
