import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ended, expected } from '../../src/engine/expect.ts';
import type { Verdict } from '../../src/model/verdict.ts';

const ended = (verdict: Verdict): Ended => ({ verdict, cause: 'why', hint: null });
const evidence = { evidence: [{ console: 'line one\nKernel panic - not syncing\n' }] };

const CASES: readonly (readonly [Verdict | null, string | null, Verdict, Verdict])[] = [
  ['kernel-panic', null, 'kernel-panic', 'expected-failure'],
  ['kernel-panic', '^Kernel panic', 'kernel-panic', 'expected-failure'],
  ['kernel-panic', '^Oops', 'kernel-panic', 'kernel-panic'],
  ['kernel-panic', null, 'install-failed', 'install-failed'],
  ['kernel-panic', null, 'passed', 'unexpected-pass'],
  [null, '^Kernel', 'install-failed', 'expected-failure'],
  [null, '^Kernel', 'disk-full', 'disk-full'],
  [null, '^Kernel', 'cancelled', 'cancelled'],
  ['disk-full', null, 'disk-full', 'expected-failure'],
];

for (const [verdict, console, got, judged] of CASES) {
  test(`expected ${verdict}, ${console}: ${got} is ${judged}`, () => {
    assert.equal(expected({ verdict, console, reason: null }, ended(got), evidence).verdict, judged);
  });
}

test('an expected failure is one where the run lets it fail; a pass stays unexpected', () => {
  const judge = (verdict: Verdict) =>
    expected({ verdict: 'kernel-panic', console: null, reason: 'r' }, ended(verdict), evidence, '--debug-allow-fail');
  assert.deepEqual(judge('kernel-panic'), {
    ...ended('kernel-panic'),
    cause: 'why (as expected, and --debug-allow-fail lets it fail)',
    reason: 'r',
  });
  assert.equal(judge('passed').verdict, 'unexpected-pass');
});

test('without an expectation an ending is what it is', () => {
  assert.deepEqual(expected(null, ended('kernel-panic'), evidence), { ...ended('kernel-panic'), reason: null });
});
