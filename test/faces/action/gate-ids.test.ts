import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateId, gateResult, idsOfSuite, joinSuites, suiteSlug } from '../../../src/faces/action/gate-ids.ts';
import { runResult, testResult } from '../../report/support.ts';

test('the ids of the only suite are the tests’ own; of several they have its path', () => {
  assert.deepEqual([gateId(null, 'a[x=1]'), gateId('ci/vmtest.yaml', 'a[x=1]')], ['a[x=1]', 'ci/vmtest.yaml#a[x=1]']);
  const ids = ['ci/a.yaml#one', 'ci/a.yaml#two#2', 'ci/a.yamlx#three', 'b.yaml#one'];
  assert.deepEqual(idsOfSuite('ci/a.yaml', ids), ['one', 'two#2']);
  assert.deepEqual(idsOfSuite(null, ids), ids);
});

test('slugs are names of folders and artifacts, and no two suites share one', () => {
  const labels = ['ci/a.yaml', 'ci-a.yaml', 'ci/a.yml', '../a.yaml', '.hidden/a.yaml', 'ein sehr langer ordner/für/große suiten.yaml'];
  const slugs = labels.map((label) => gateResult(label, testResult('one')).slug);
  assert.equal(new Set(slugs).size, labels.length);
  for (const slug of slugs) assert.match(slug, /^[A-Za-z0-9_][A-Za-z0-9._-]*-one$/);
  for (const label of labels) assert.ok(suiteSlug(label).length <= 37);
  assert.deepEqual(gateResult(null, testResult('one')), testResult('one'));
});

test('the runs of several suites are one: all tests in their order, times together', () => {
  const [one, two] = [testResult('one'), testResult('two')];
  const joined = joinSuites([runResult([one], { seconds: 5, startedAt: 20 }), runResult([two], { seconds: 7, startedAt: 10 })], '/top', 3);
  assert.deepEqual([joined.tests, joined.seconds, joined.startedAt, joined.topdir, joined.exitCode], [[one, two], 12, 10, '/top', 3]);
});
