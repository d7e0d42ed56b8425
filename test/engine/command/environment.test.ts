import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harnessEnvironment } from '../../../src/engine/command/environment.ts';
import type { CommandPlan } from '../../../src/model/command.ts';
import type { KeepPart } from '../../../src/model/plan.ts';

const PLACES = { topdir: '/t/output', logs: '/t/logs', junit: '/t/logs/j.xml', harnessLog: '/t/logs/h.log', imageDir: '/images' };

function environmentOf(choice: Partial<CommandPlan>, callers: Record<string, string> = {}, pass: KeepPart[] = [], fail: KeepPart[] = []) {
  const command: CommandPlan = { command: 'x', topdir: '/t', timeout: 1, images: [], environment: {}, classes: [], axes: {}, ...choice };
  return harnessEnvironment({ command, keep: { pass, fail } }, callers, PLACES, 'mark');
}

test('a command is told where the run’s things are, and asked for a JUnit file', () => {
  const found = environmentOf({}, { PYTEST_ADDOPTS: '-x' });
  assert.equal(found.CURTIN_VMTEST_TOPDIR, '/t/output');
  assert.equal(found.IMAGE_DIR, '/images');
  assert.equal(found.CURTIN_VMTEST_IMAGE_DIR, '/images');
  assert.equal(found.CURTIN_VMTEST_IMAGE_SYNC, '0');
  assert.equal(found.NOSE_XUNIT_FILE, '/t/logs/j.xml');
  assert.equal(found.PYTEST_ADDOPTS, "-x --junitxml='/t/logs/j.xml'");
  assert.equal(found.VMTEST_COMMAND_MARK, 'mark');
});

test('no secret of the caller’s reaches it, and the suite’s words and axes do', () => {
  const callers = { GITHUB_TOKEN: 'x', MY_PASSWORD: 'y', HOME: '/root', CURTIN_VMTEST_PARALLEL: '2', IMAGE_DIR: '/elsewhere' };
  const found = environmentOf({ environment: { CURTIN_VMTEST_PARALLEL: '4' }, axes: { VMTEST_RELEASE: 'jammy' } }, callers);
  assert.deepEqual([found.GITHUB_TOKEN, found.MY_PASSWORD, found.HOME], [undefined, undefined, '/root']);
  assert.deepEqual([found.CURTIN_VMTEST_PARALLEL, found.VMTEST_RELEASE, found.IMAGE_DIR], ['4', 'jammy', '/images']);
});

test('the harness keeps what the policy keeps, and its logs, which are judged', () => {
  const found = environmentOf({}, {}, [], ['boot', 'collect', 'disks', 'install', 'logs']);
  assert.equal(found.CURTIN_VMTEST_KEEP_DATA_PASS, 'logs');
  assert.equal(found.CURTIN_VMTEST_KEEP_DATA_FAIL, 'all');
  assert.equal(environmentOf({}, {}, ['disks']).CURTIN_VMTEST_KEEP_DATA_PASS, 'disks,logs');
});
