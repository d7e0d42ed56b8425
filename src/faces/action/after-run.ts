import { writeFile } from 'node:fs/promises';
import type { Fact, History, ShardReport } from '../../model/gate.ts';
import type { TestPlan } from '../../model/plan.ts';
import type { RunResult } from '../../model/result.ts';
import { NO_HISTORY } from '../../report/github/history.ts';
import { fails } from './conclusion.ts';
import { restoreHistory, saveHistory } from './history.ts';
import type { ActionVault, CacheSummary } from './image-cache.ts';
import type { MainStep } from './main-job.ts';
import { noTestsRan, tell, uploadEvidence, uploadReport } from './publish.ts';
import { shardReport } from './shard-report.ts';
import { saveReport } from './state.ts';
import type { SuiteFile } from './suites.ts';

/** What a run came to. */
export interface Ran {
  readonly result: RunResult;
  readonly plans: ReadonlyMap<string, TestPlan>;
  readonly files: readonly SuiteFile[];
  readonly facts: readonly Fact[];
  readonly vault: ActionVault | null;
}

/**
 * What comes after the machines: uploads, the cache, what people are told. A stop leaves it to the post step, which has minutes where this one has
 * seconds. Returns whether the job fails.
 */
export async function afterRun(step: MainStep, { result, plans, files, facts, vault }: Ran): Promise<boolean> {
  const { job, work, shard, consoles, log, signal } = step;
  const policy = {
    failOn: job.inputs.own['fail-on'] ?? 'failed',
    passWithNoTests: job.inputs.own['pass-with-no-tests'] === true || shard !== null,
  } as const;
  const parts = { job, shard, result, plans, consoles, facts, notes: [] };
  const bare = shardReport({ ...parts, history: NO_HISTORY });
  await saveReport(work, bare);
  if (signal.aborted) return fails(result, policy);
  const what = files.map(({ label }) => label);
  const history = await restoreHistory(job, what, signal);
  let report = shardReport({ ...parts, history });
  report = await uploadEvidence(job, work, report, log, signal);
  // What the stop kept from being uploaded is uploaded by the post step, and no news.
  await saveReport(work, signal.aborted ? { ...report, notes: report.notes.filter(({ severity }) => severity === 'notice') } : report);
  if (signal.aborted) return fails(result, policy);
  await vault?.settle();
  const cache = vault?.summary() ?? null;
  report = { ...report, facts: [...report.facts, ...(cache?.facts ?? [])], notes: [...report.notes, ...(cache?.notes ?? [])] };
  await end(step, report, { history, what, cacheHit: cacheHit(cache) });
  const failed = fails(result, policy);
  step.write(noTestsRan(result, failed));
  return failed;
}

/** Whether all that came by the cache or the network came by the cache; null where nothing did. */
function cacheHit(cache: CacheSummary | null): boolean | null {
  return cache === null || cache.hits + cache.misses === 0 ? null : cache.misses === 0;
}

interface Ending {
  readonly history: History;
  /** The suites, by which the history is kept. */
  readonly what: readonly string[];
  readonly cacheHit: boolean | null;
}

async function end(step: MainStep, report: ShardReport, { history, what, cacheHit }: Ending): Promise<void> {
  const { job, work, shard, log, write, signal } = step;
  const whole = shard === null ? report : await uploadReport(job, work, report, log, signal);
  if (signal.aborted) return;
  if (shard === null) await saveHistory(job, what, history, report.records, signal);
  await tell({ action: 'main', job, log, write, cacheHit, topdir: work.topdir }, whole, shard !== null);
  await writeFile(work.done, '');
}
