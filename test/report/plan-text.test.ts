import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planText } from '../../src/report/plan-text.ts';
import { curtinTest, planOf } from '../plan/fixtures.ts';

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
