import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatePlan, ShardReport, UploadedArtifact } from '../../src/model/gate.ts';
import type { TestResult } from '../../src/model/result.ts';
import { joinReports } from '../../src/report/join.ts';
import { runResult, testResult } from './support.ts';

const GATE = '9f86d081884c7d65';
const START = 1_795_342_210;

function planOf(shards: readonly (readonly string[])[], attempt = 1): GatePlan {
  const place = { file: '/project/suite/vmtest.yaml', line: 7, column: 3 };
  return {
    version: 1,
    gate: GATE,
    suites: ['vmtest.yaml'],
    attempt,
    tests: shards.flat().map((id) => ({ id, slug: id, place, seconds: null })),
    shards: shards.map((tests, index) => ({ gate: GATE, shard: index + 1, of: 2, tests, seconds: 0 })),
  };
}

function reportOf(shard: number, tests: readonly TestResult[], changes: Partial<ShardReport> = {}): ShardReport {
  const exitCode = tests.every(({ verdict }) => verdict === 'passed') ? 0 : 1;
  return {
    version: 1,
    gate: GATE,
    shard,
    of: 2,
    attempt: 1,
    result: runResult(tests, { startedAt: START + shard, seconds: 100, exitCode }),
    records: {},
    differences: {},
    artifacts: [],
    notes: [],
    facts: [],
    ...changes,
  };
}

const artifact = (name: string, tests: readonly string[]): UploadedArtifact => ({
  name,
  id: 1,
  url: null,
  digest: null,
  bytes: 1,
  tests,
  dropped: [],
});
const failed = { verdict: 'kernel-panic', cause: 'boot: the kernel panicked' } as const;
const verdicts = (joined: ReturnType<typeof joinReports>) => joined.result.tests.map(({ id, verdict }) => `${id} ${verdict}`);

test('shards are joined in the order of the plan, with the worst exit code', () => {
  const plan = planOf([['a', 'c'], ['b']]);
  const joined = joinReports(plan, [
    reportOf(2, [testResult('b', failed)]),
    reportOf(1, [testResult('a'), testResult('c', { folder: '/there/c' })]),
  ]);
  assert.deepEqual(verdicts(joined), ['a passed', 'c passed', 'b kernel-panic']);
  assert.deepEqual([joined.result.exitCode, joined.result.startedAt, joined.result.seconds], [1, START + 1, 101]);
  assert.equal(joined.result.tests[1]?.folder, null);
});

test('a planned test without a result is missing, and says which shard to look at', () => {
  const plan = planOf([['a', 'b'], ['c']]);
  const joined = joinReports(plan, [reportOf(1, [testResult('a')])]);
  assert.deepEqual(verdicts(joined), ['a passed', 'b missing', 'c missing']);
  assert.equal(joined.result.exitCode, 1);
  const [, b, c] = joined.result.tests;
  assert.match(b?.cause ?? '', /^shard 1 of 2 ended without a result of this test$/);
  assert.match(c?.cause ?? '', /^shard 2 of 2 left no results: its job was lost/);
  assert.match(c?.hint ?? '', /the job that ran shard 2 of 2/);
  assert.deepEqual(c?.place, plan.tests[2]?.place);
  assert.deepEqual(verdicts(joinReports(plan, [])), ['a missing', 'b missing', 'c missing']);
});

test('of several attempts the newest result of a test counts', () => {
  const plan = planOf([['a'], ['b']]);
  const first = reportOf(2, [testResult('b', failed)], { artifacts: [artifact('b-1', ['b']), artifact('all-1', [])] });
  const again = reportOf(2, [testResult('b')], { attempt: 2 });
  const joined = joinReports(plan, [again, reportOf(1, [testResult('a')]), first]);
  assert.deepEqual(verdicts(joined), ['a passed', 'b passed']);
  assert.equal(joined.result.exitCode, 0);
  assert.deepEqual(
    joined.artifacts.map(({ name }) => name),
    ['all-1'],
  );
  const worse = joinReports(plan, [reportOf(2, [testResult('b')]), reportOf(2, [testResult('b', failed)], { attempt: 2 })]);
  assert.deepEqual(verdicts(worse), ['a missing', 'b kernel-panic']);
});

test('a rerun that died hides nothing: what ran before the newest plan does not count', () => {
  const joined = joinReports(planOf([['a'], ['b']], 2), [
    reportOf(1, [testResult('a')], { attempt: 2 }),
    reportOf(2, [testResult('b')], { attempt: 1 }),
  ]);
  assert.deepEqual(verdicts(joined), ['a passed', 'b missing']);
});

test('no shard at all is no test, and no pass', () => {
  const { result } = joinReports(planOf([]), []);
  assert.deepEqual([result.tests.length, result.exitCode, result.seconds], [0, 2, 0]);
});

test('a shard that failed for more than its tests tell still fails the gate', () => {
  const plan = planOf([['a']]);
  const report = reportOf(1, [testResult('a')]);
  assert.equal(joinReports(plan, [{ ...report, result: { ...report.result, exitCode: 130 } }]).result.exitCode, 130);
});

test('results of tests that nobody planned are told and not counted', () => {
  const joined = joinReports(planOf([['a']]), [reportOf(1, [testResult('a'), testResult('x\n::error::y', failed)])]);
  assert.deepEqual([verdicts(joined), joined.result.exitCode], [['a passed'], 0]);
  assert.match(joined.notes[0]?.message ?? '', /^shard 1 reports x ::error::y, which the plan does not have: not counted$/);
});

test('what all shards say is said once; what they say apart is told apart', () => {
  const note = { severity: 'warning', message: 'the cache is full' } as const;
  const facts = (accel: string) => [
    { label: 'QEMU', value: '8.2.2' },
    { label: 'Accelerator', value: accel },
  ];
  const joined = joinReports(planOf([['a'], ['b']]), [
    reportOf(1, [testResult('a')], { notes: [note], facts: facts('kvm') }),
    reportOf(2, [testResult('b')], { notes: [note], facts: facts('tcg') }),
  ]);
  assert.deepEqual(joined.notes, [{ severity: 'warning', message: 'the cache is full (shards 1, 2)' }]);
  assert.deepEqual(joined.facts, [
    { label: 'QEMU', value: '8.2.2' },
    { label: 'Accelerator', value: 'kvm (shard 1); tcg (shard 2)' },
  ]);
});

test('records and differences come from the report whose result counts, and a test of any name is one', () => {
  const record = (seconds: number) => ({ b: { seconds, green: null }, constructor: { seconds, green: null } });
  const joined = joinReports(planOf([['b', 'constructor', 'toString']]), [
    reportOf(
      1,
      ['b', 'constructor', 'toString'].map((id) => testResult(id, failed)),
      { records: record(1) },
    ),
    reportOf(1, [testResult('b')], { attempt: 2, records: record(2) }),
  ]);
  assert.deepEqual(joined.records, { b: { seconds: 2, green: null }, constructor: { seconds: 1, green: null } });
});

test('what is of another gate, or of a shard that the plan does not have, counts for nothing', () => {
  const plan = planOf([['a'], ['b']]);
  const joined = joinReports(plan, [
    reportOf(1, [testResult('a')]),
    reportOf(2, [testResult('b')], { gate: 'a'.repeat(16) }),
    reportOf(3, [testResult('b')]),
    reportOf(2, [testResult('b')], { of: 4 }),
  ]);
  assert.deepEqual(verdicts(joined), ['a passed', 'b missing']);
  assert.match(joined.notes[0]?.message ?? '', /^there are results of shard 2 of 4, shard 3 of 2, and the plan has 2 shards: not counted$/);
});

test('the tests of a shard that ended by a mistake are missing by it, and nobody is sent to run it again', () => {
  const plan = planOf([['a'], ['b']]);
  const mistake = { message: 'input jobs cannot be "x"', hint: 'it takes a number' };
  const broken = reportOf(2, [], { mistake, result: runResult([], { startedAt: START, seconds: 0, exitCode: 2 }) });
  const [, b] = joinReports(plan, [reportOf(1, [testResult('a')]), broken]).result.tests;
  assert.deepEqual(
    [b?.verdict, b?.cause, b?.hint],
    ['missing', 'its job ended before it ran a test: input jobs cannot be "x"', 'it takes a number'],
  );
});
