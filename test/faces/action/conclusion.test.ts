import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conclusionOf, fails } from '../../../src/faces/action/conclusion.ts';
import { HOST_VERDICTS, VERDICTS, type Verdict } from '../../../src/model/verdict.ts';
import { runResult, testResult } from '../../report/support.ts';

const run = (...verdicts: Verdict[]) => runResult(verdicts.map((verdict, at) => testResult(`t${at}`, { verdict })));
const policy = { failOn: 'failed', passWithNoTests: false } as const;

test('one word for every verdict, and of several the one that counts', () => {
  const words: Partial<Record<Verdict, string>> = {
    passed: 'success',
    'expected-failure': 'success',
    skipped: 'skipped',
    cancelled: 'cancelled',
  };
  const host: readonly string[] = HOST_VERDICTS;
  for (const verdict of VERDICTS) {
    const said = conclusionOf(run(verdict));
    if (verdict !== 'missing') assert.equal(said, words[verdict] ?? (host.includes(verdict) ? 'error' : 'failure'), verdict);
    assert.equal(fails(run(verdict), policy), said !== 'success', verdict);
  }
  assert.equal(conclusionOf(run('passed', 'kernel-panic', 'qemu-failed', 'cancelled')), 'cancelled');
  assert.equal(conclusionOf(run('passed', 'kernel-panic', 'qemu-failed')), 'failure');
  assert.equal(conclusionOf(run('passed', 'qemu-failed', 'skipped')), 'error');
  assert.equal(conclusionOf(run('passed', 'skipped')), 'success');
  assert.equal(conclusionOf(run()), 'skipped');
});

test('what fails the job: fail-on, and a run in which no test ran', () => {
  const flaky = runResult([testResult('one', { attempts: 2 })]);
  assert.deepEqual([fails(flaky, policy), fails(flaky, { ...policy, failOn: 'failed-or-flaky' })], [false, true]);
  for (const none of [run(), run('skipped')])
    assert.deepEqual([fails(none, policy), fails(none, { ...policy, passWithNoTests: true })], [true, false]);
  for (const verdict of VERDICTS) assert.equal(fails(run(verdict), { ...policy, failOn: 'never' }), false);
});
