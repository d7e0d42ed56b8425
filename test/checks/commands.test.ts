import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandFinding } from '../../src/checks/commands.ts';
import { phase } from './support.ts';

const STEPS = [
  { name: 'runcmd 1', kind: 'runcmd', script: 'true' },
  { name: 'runcmd 2', kind: 'runcmd', script: 'false' },
  { name: 'runcmd 3', kind: 'runcmd', script: 'true' },
  { name: 'check fstab', kind: 'collect', script: 'true' },
] as const;

function finding(steps: Record<string, number> | null) {
  return commandFinding(STEPS, 'boot', { folder: '/none', phases: [phase('boot', { steps })] });
}

test('the first command that failed in the guest fails `run`', () => {
  assert.equal(finding({ 'runcmd 1': 0, 'runcmd 2': 0, 'runcmd 3': 0 })?.verdict, 'passed');
  const failed = finding({ 'runcmd 1': 0, 'runcmd 2': 4, 'runcmd 3': -1 });
  assert.deepEqual([failed?.name, failed?.verdict], ['run', 'failed']);
  assert.equal(
    failed?.message,
    'runcmd 2 ended with status 4 in the guest; 1 more did not run (collect/.vmtest/logs, logs/boot-console.log)',
  );
  assert.equal(finding(null), null);
  assert.equal(commandFinding(STEPS.slice(3), 'boot', { folder: '/none', phases: [phase('boot', {})] }), null);
});
