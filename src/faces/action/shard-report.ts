import type { Difference, Fact, History, Note, Shard, ShardReport, TestRecord } from '../../model/gate.ts';
import type { TestPlan } from '../../model/plan.ts';
import type { RunResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import { differences, recordOf } from '../../report/github/records.ts';
import type { Consoles } from './consoles.ts';
import type { Job } from './job.ts';

export interface ReportParts {
  readonly job: Job;
  readonly shard: Shard | null;
  readonly result: RunResult;
  /** By gate id. */
  readonly plans: ReadonlyMap<string, TestPlan>;
  readonly consoles: Consoles;
  readonly history: History;
  readonly facts: readonly Fact[];
  readonly notes: readonly Note[];
}

/** What a run leaves for reports: its results, what to remember of them, and what differs from the last green run. */
export function shardReport({ job, shard, result, plans, consoles, history, facts, notes }: ReportParts): ShardReport {
  const records: Record<string, TestRecord> = {};
  const differing: Record<string, readonly Difference[]> = {};
  const at = result.startedAt + result.seconds;
  for (const test of result.tests) {
    const plan = plans.get(test.id) ?? null;
    const record = recordOf(test, plan, consoles.of(test.id), at, job.context.sha);
    if (record !== null) records[test.id] = record;
    const green = Object.hasOwn(history.tests, test.id) ? (history.tests[test.id]?.green ?? null) : null;
    if (green !== null && faultOf(test.verdict) === 'system') differing[test.id] = differences(test, plan, consoles.of(test.id), green);
  }
  return {
    version: 1,
    gate: shard?.gate ?? null,
    shard: shard?.shard ?? 1,
    of: shard?.of ?? 1,
    attempt: job.context.runAttempt,
    result,
    records,
    differences: differing,
    artifacts: [],
    notes,
    facts,
  };
}
