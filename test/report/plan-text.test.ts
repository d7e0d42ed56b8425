import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planText } from '../../src/report/plan-text.ts';
import { bootOf, checkOf, curtinTest, planOf, testOf } from '../plan/fixtures.ts';

test('a plan shows with what curtin is run, in the order in which it merges', () => {
  const text = planText(planOf(curtinTest(), { config: 'storage: { version: 1, config: [] }\n' }), { settings: true, root: '/suite' });
  const rows = text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
  const from = rows.findIndex((row) => row.startsWith('curtin |'));
  assert.deepEqual(rows.slice(from, from + 5), [
    'curtin | no source tree was found',
    'config | 00-config.yaml: the configuration of the test',
    'config | 01-defaults.yaml: a journal that survives the boot',
    'config | 02-reporting.yaml: how it logs and reports',
    'source | cp:///media/root-ro',
  ]);
});

test('a plan names what is done in the guest and what is judged, and of which phase', () => {
  const boots = [bootOf({ runcmd: ['true'], collect: ['id > id', 'cat \u001b[31m'] }), bootOf({ name: 'again' })];
  const text = planText(planOf(testOf({ boots, checks: [checkOf({ from: 'boot' }), checkOf()] })), { root: '/suite' });
  const rows = text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
  assert.ok(rows.includes('steps | runcmd 1, collect 1, collect 2'), text);
  const from = rows.findIndex((row) => row.startsWith('checks |'));
  assert.deepEqual(rows.slice(from, from + 2), ['checks | fstab | boot', 'fstab (2) | again']);
});
