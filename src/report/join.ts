import type { Difference, Fact, GatePlan, GateTest, Note, ShardReport, TestRecord, UploadedArtifact } from '../model/gate.ts';
import type { RunResult, TestResult } from '../model/result.ts';
import { EXIT, exitCodeOf, worstExitCode } from '../model/verdict.ts';
import { oneLine } from './marks.ts';

/** A gate as one run, with all that its shards left. */
export interface JoinedGate {
  /** A result for each planned test, in the plan's order. Its `topdir` is empty and so are the tests' folders: they were on other machines. */
  readonly result: RunResult;
  readonly records: Readonly<Record<string, TestRecord>>;
  readonly differences: Readonly<Record<string, readonly Difference[]>>;
  /** Those of the results that count, and what belongs to no test. */
  readonly artifacts: readonly UploadedArtifact[];
  readonly notes: readonly Note[];
  readonly facts: readonly Fact[];
}

/**
 * Joins what the shards of a gate left. Of several results of a test the newest counts (attempt, then start), so that "re-run failed jobs"
 * works; one of an attempt before the plan's never does, for then all was run again. A planned test without a result is `missing`. What comes
 * from a shard that the plan does not have counts for nothing, and is told.
 * @param reports in any order; a test's `id` in them is the plan's
 */
export function joinReports(plan: GatePlan, reports: readonly ShardReport[]): JoinedGate {
  const all = reports.filter(({ gate, attempt }) => gate === plan.gate && attempt >= plan.attempt).sort(byAge);
  const isPlanned = (report: ShardReport) => plan.shards.some(({ shard, of }) => shard === report.shard && of === report.of);
  const current = all.filter(isPlanned);
  const winners = new Map<string, { readonly report: ShardReport; readonly test: TestResult }>();
  for (const report of current) {
    for (const test of report.result.tests) {
      const other = winners.get(test.id);
      if (other === undefined || report.attempt > other.report.attempt || test.startedAt >= other.test.startedAt)
        winners.set(test.id, { report, test });
    }
  }
  const tests = plan.tests.map((test) => {
    const winner = winners.get(test.id);
    return winner === undefined ? missing(test, plan, current) : { ...winner.test, folder: null };
  });
  const codes = [...tests.map(({ verdict }) => exitCodeOf(verdict)), ...newestOfEach(current).flatMap(unexplained)];
  const found = <T>(of: (report: ShardReport) => Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      plan.tests.flatMap(({ id }) => {
        const report = winners.get(id)?.report;
        const value = report === undefined || !Object.hasOwn(of(report), id) ? undefined : of(report)[id];
        return value === undefined ? [] : [[id, value] as const];
      }),
    );
  return {
    result: { version: 1, ...timesOf(current), topdir: '', exitCode: tests.length === 0 ? EXIT.usage : worstExitCode(codes), tests },
    records: found((report) => report.records),
    differences: found((report) => report.differences),
    artifacts: current.flatMap((report) => artifactsOf(report, (id) => winners.get(id)?.report === report)),
    notes: [
      ...joinNotes(current),
      ...strangers(plan, current),
      ...unplanned(
        plan,
        all.filter((report) => !isPlanned(report)),
      ),
    ],
    facts: joinFacts(current),
  };
}

function byAge(a: ShardReport, b: ShardReport): number {
  return a.attempt - b.attempt || a.result.startedAt - b.result.startedAt || a.shard - b.shard;
}

function newestOfEach(current: readonly ShardReport[]): ShardReport[] {
  return [...new Map(current.map((report) => [report.shard, report])).values()];
}

/** The exit code of a shard that failed for more than its tests tell: a mistake of the suite, a stop before the first test. */
function unexplained({ result }: ShardReport): number[] {
  const told = worstExitCode(result.tests.map(({ verdict }) => exitCodeOf(verdict)));
  return result.exitCode === EXIT.passed || result.exitCode === told ? [] : [result.exitCode];
}

/** From the first start; each attempt took as long as all its shards together, and the time between attempts is nobody's. */
function timesOf(current: readonly ShardReport[]): { readonly startedAt: number; readonly seconds: number } {
  const spans = [...new Set(current.map(({ attempt }) => attempt))].map((attempt) => {
    const own = current.filter((report) => report.attempt === attempt).map(({ result }) => result);
    return Math.max(...own.map(({ startedAt, seconds }) => startedAt + seconds)) - Math.min(...own.map(({ startedAt }) => startedAt));
  });
  const startedAt = current.length === 0 ? 0 : Math.min(...current.map(({ result }) => result.startedAt));
  return {
    startedAt,
    seconds: Math.max(
      0,
      spans.reduce((sum, span) => sum + span, 0),
    ),
  };
}

function missing(test: GateTest, plan: GatePlan, current: readonly ShardReport[]): TestResult {
  const like = current[0]?.result.tests[0];
  const shard = plan.shards.find(({ tests }) => tests.includes(test.id));
  const report = current.findLast((one) => one.shard === shard?.shard);
  const who = shard === undefined ? '' : `shard ${shard.shard} of ${shard.of}`;
  const mistake = report?.mistake;
  const cause =
    shard === undefined
      ? 'planned, and in no shard'
      : mistake !== undefined
        ? `its job ended before it ran a test: ${mistake.message}`
        : report === undefined
          ? `${who} left no results: its job was lost, was cancelled, or could not upload them`
          : `${who} ended without a result of this test`;
  const again = shard === undefined ? null : `look at the log of the job that ran ${who}, then use "Re-run failed jobs"`;
  const hint = mistake === undefined ? again : mistake.hint;
  return {
    ...{
      version: 1,
      id: test.id,
      slug: test.slug,
      name: test.id.split('[', 1)[0] ?? test.id,
      axes: {},
      verdict: 'missing',
      cause,
      hint,
      reason: null,
    },
    ...{ startedAt: like?.startedAt ?? 0, seconds: 0, phases: [], checks: [], attempts: 0, kept: [], folder: null, place: test.place },
    tool: like?.tool ?? { vmtest: '', node: '' },
    qemu: { version: null, accel: like?.qemu.accel ?? 'kvm', machineType: '', cpu: '' },
    image: { name: null, version: null, digests: {} },
    target: null,
  };
}

function artifactsOf(report: ShardReport, counts: (id: string) => boolean): UploadedArtifact[] {
  return report.artifacts
    .map((artifact) => ({ artifact, tests: artifact.tests.filter(counts) }))
    .filter(({ artifact, tests }) => artifact.tests.length === 0 || tests.length > 0)
    .map(({ artifact, tests }) => ({ ...artifact, tests }));
}

/** What several shards say is said once. */
function joinNotes(current: readonly ShardReport[]): Note[] {
  const notes = newestOfEach(current).flatMap((report) => report.notes.map((note) => ({ note, report })));
  const groups = Map.groupBy(notes, ({ note }) => JSON.stringify([note.severity, note.message, note.hint]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ ...first.note, message: `${first.note.message} (${shardsText(group.map(({ report }) => report))})` }];
  });
}

function joinFacts(current: readonly ShardReport[]): Fact[] {
  const newest = newestOfEach(current);
  const all = newest.flatMap((report) => report.facts.map((fact) => ({ ...fact, report })));
  return [...Map.groupBy(all, ({ label }) => label)].map(([label, facts]) => {
    const values = [...Map.groupBy(facts, ({ value }) => value)];
    const same = values.length === 1 && facts.length === newest.length;
    return {
      label,
      value: values.map(([value, of]) => (same ? value : `${value} (${shardsText(of.map(({ report }) => report))})`)).join('; '),
    };
  });
}

function shardsText(reports: readonly ShardReport[]): string {
  const numbers = [...new Set(reports.map(({ shard }) => shard))].sort((a, b) => a - b);
  return `shard${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`;
}

/** Reports of shards that the plan does not have. */
function unplanned(plan: GatePlan, reports: readonly ShardReport[]): Note[] {
  const which = [...new Set(reports.map(({ shard, of }) => `shard ${shard} of ${of}`))];
  if (which.length === 0) return [];
  const has = plan.shards.length === 1 ? '1 shard' : `${plan.shards.length} shards`;
  const message = `there are results of ${which.slice(0, 3).join(', ')}${which.length > 3 ? ` and ${which.length - 3} more` : ''}, and the plan has ${has}: not counted`;
  return [{ severity: 'warning', message, hint: 'give the input `shard` as the plan made it: ${{ toJSON(matrix) }}' }];
}

/** Results that nobody planned count for nothing, and are told. */
function strangers(plan: GatePlan, current: readonly ShardReport[]): Note[] {
  const planned = new Set(plan.tests.map(({ id }) => id));
  return newestOfEach(current).flatMap((report): Note[] => {
    const ids = report.result.tests.map(({ id }) => id).filter((id) => !planned.has(id));
    if (ids.length === 0) return [];
    const more = ids.length > 3 ? ` and ${ids.length - 3} more` : '';
    const message = `shard ${report.shard} reports ${ids.slice(0, 3).map(oneLine).join(', ')}${more}, which the plan does not have: not counted`;
    return [{ severity: 'warning', message, hint: 'let the plan and the shards read the same suites with the same `select`' }];
  });
}
