import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { collectFor } from '../../src/checks/collect.ts';
import { folder, settings } from './support.ts';

const CHECKS = [
  settings({ kind: 'fstab' }),
  settings({ kind: 'swaps' }),
  settings({ kind: 'packages', installed: ['x'] }),
  settings({ kind: 'services', active: ['ssh', "we ird'"] }),
  settings({ kind: 'services', allowedFailures: [] }),
];

const busybox = (await run('busybox', ['true'], { env: TOOL_ENV })).exitCode === 0;
const shells = [['sh'], ...(busybox ? [['busybox', 'ash']] : [])];

for (const shell of shells) {
  test(`every collect script is one that ${shell.join(' ')} can read`, async (t) => {
    if (!busybox) t.diagnostic('busybox is not on this machine: its shell was not tried');
    for (const { name, script } of CHECKS.flatMap(collectFor)) {
      const [command, ...args] = [...shell, '-n', '-c', script] as unknown as [string, ...string[]];
      const outcome = await run(command, args, { env: TOOL_ENV });
      assert.equal(outcome.exitCode, 0, `${name}: ${outcome.stderr}`);
    }
  });
}

test('scripts of one name are the same script, and each name says whose it is', () => {
  const scripts = CHECKS.flatMap(collectFor);
  assert.equal(new Set(scripts.map(({ name }) => name)).size, new Set(scripts.map(({ script }) => script)).size);
  assert.deepEqual(
    scripts.map(({ name }) => name),
    ['check fstab', 'check swaps', 'check packages', "check services ssh.service we ird'.service", 'check services'],
  );
  assert.deepEqual(collectFor(settings({ kind: 'file', path: 'x' })), []);
});

test('the scripts of fstab, swaps and packages do their work on a Linux host in any shell', async (t) => {
  for (const shell of shells) {
    await using home = await folder();
    for (const { name, script } of CHECKS.slice(0, 2).flatMap(collectFor)) {
      const [command, ...args] = [...shell, '-c', script] as unknown as [string, ...string[]];
      const outcome = await run(command, args, { env: TOOL_ENV, cwd: home.path });
      assert.equal(outcome.exitCode, 0, `${name}: ${outcome.stderr}`);
    }
    assert.match(await readFile(join(home.path, 'proc_mounts'), 'utf8'), / \/ /);
    assert.match(await readFile(join(home.path, 'proc-swaps'), 'utf8'), /^Filename/);
  }
  const dpkg = (await run('dpkg-query', ['-W', 'dpkg'], { env: TOOL_ENV })).exitCode === 0;
  if (!dpkg) return t.diagnostic('dpkg is not on this machine: its script was not tried');
  await using home = await folder();
  const [script] = collectFor(settings({ kind: 'packages' }));
  const outcome = await run('sh', ['-c', script?.script ?? ''], { env: TOOL_ENV, cwd: home.path });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  assert.match(await readFile(join(home.path, 'packages'), 'utf8'), /^ii \tdpkg\t[^\t]+\t[^\t]+$/m);
});
