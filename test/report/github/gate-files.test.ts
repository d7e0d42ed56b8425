import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatePlan, ShardReport } from '../../../src/model/gate.ts';
import { parseGatePlan, parseShardReport } from '../../../src/report/github/gate-files.ts';
import { recordOf } from '../../../src/report/github/records.ts';
import { EVERY_ENDING, runResult, testResult } from '../support.ts';

const ran = testResult('a');
const REPORT: ShardReport = {
  version: 1,
  gate: '9f86d081884c7d65',
  shard: 1,
  of: 2,
  attempt: 1,
  result: runResult(EVERY_ENDING),
  records: { a: recordOf(ran, null, { boot: 'Linux' }, 1, null) ?? { seconds: 1, green: null } },
  differences: { a: [{ kind: 'qemu', what: 'QEMU', before: null, now: '8' }] },
  artifacts: [{ name: 'a', id: 1, url: null, digest: null, bytes: 1, tests: ['a'], dropped: [] }],
  notes: [{ severity: 'warning', message: 'm' }],
  facts: [{ label: 'QEMU', value: '8' }],
};
const PLAN: GatePlan = {
  version: 1,
  gate: '9f86d081884c7d65',
  suites: ['vmtest.yaml'],
  attempt: 1,
  tests: [{ id: 'a', slug: 'a', place: ran.place, seconds: null }],
  shards: [{ gate: '9f86d081884c7d65', shard: 1, of: 1, tests: ['a'], seconds: 0 }],
};

test('what a job of the gate wrote is read as it was', () => {
  assert.deepEqual(parseGatePlan(JSON.stringify(PLAN), 'x'), PLAN);
  assert.deepEqual(parseShardReport(JSON.stringify(REPORT), 'x'), REPORT);
});

test('what is none is refused with the place of the first thing that is wrong', () => {
  const plan = (change: object) => () => parseGatePlan(JSON.stringify({ ...PLAN, ...change }), 'vmtest-plan-1');
  const report = (change: object) => () => parseShardReport(JSON.stringify({ ...REPORT, ...change }), 'x');
  const wrong: readonly (readonly [() => unknown, RegExp])[] = [
    [() => parseGatePlan('{', 'vmtest-plan-1'), /^vmtest-plan-1 is no plan of a gate: /],
    [() => parseGatePlan('null', 'p'), /is null, and an object was due/],
    [plan({ version: 2 }), /version is 2, and 1 was due/],
    [plan({ tests: [{ ...PLAN.tests[0], seconds: 'x' }] }), /tests\[0\]\.seconds is "x", and a number from 0 was due/],
    [plan({ shards: undefined }), /shards is absent, and a list was due/],
    [
      report({ result: runResult([testResult('a', { verdict: 'fine' as 'passed' })]) }),
      /result\.tests\[0\]\.verdict is "fine", and a known word was due/,
    ],
    [report({ result: runResult([testResult('a', { attempts: '<b>' as unknown as number })]) }), /attempts is "<b>"/],
    [report({ records: { a: { seconds: 1, green: {} } } }), /records\.a\.green\.commit is absent/],
    [report({ notes: [{ severity: 'error', message: '' }] }), /notes\[0\]\.severity is "error", and "notice" or "warning" was due/],
    [report({ facts: { label: 'x' } }), /facts is \{"label":"x"\}, and a list was due/],
  ];
  for (const [read, message] of wrong) assert.throws(read, { code: 'VMTEST_ARTIFACT_INVALID', message });
  const long = () => parseShardReport(JSON.stringify({ ...REPORT, shard: `\u001b[31m\n::error::${'x'.repeat(1000)}` }), 'x\ny');
  assert.throws(long, (error: Error) => error.message.length < 500 && !error.message.includes('\n') && !error.message.includes('\u001b'));
});
