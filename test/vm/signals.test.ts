import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { TINY_DEFAULTS, tinyImages } from './harness.ts';

const COMMAND = join(import.meta.dirname, '../../bin/vmtest.js');

/** Starts the command on two machines that never end, and waits until both guests have said something. */
async function startRun(folder: string) {
  const suite = join(folder, 'vmtest.yaml');
  const boot = { runcmd: ['echo "guest $VMTEST_N is up"', 'sleep 1000'] };
  await writeFile(
    suite,
    JSON.stringify({ version: 1, images: await tinyImages(), defaults: TINY_DEFAULTS, tests: { hang: { matrix: { n: [1, 2] }, boot } } }),
  );
  const topdir = join(folder, 'top');
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  const child = spawn(process.execPath, [COMMAND, 'run', suite, '--accel', 'tcg', '--topdir', topdir, '--keep-data-fail', 'logs'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const said = async (slug: string) =>
    /guest \d is up/.test(await readFile(join(topdir, slug, 'logs/boot-console.log'), 'utf8').catch(() => ''));
  for (let i = 0; i < 600 && !((await said('hang-1')) && (await said('hang-2'))); i++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const machines = await machinesOf(topdir);
  assert.equal(machines.length, 2, output);
  return { child, topdir, machines, output: () => output };
}

/** The QEMU processes that have this folder on their command line. */
async function machinesOf(topdir: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
    if (/qemu-system/.test(line.split('\0')[0] ?? '') && line.includes(topdir)) found.push(Number(pid));
  }
  return found;
}

async function noneLeft(topdir: string): Promise<void> {
  for (let i = 0; i < 50 && (await machinesOf(topdir)).length > 0; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(await machinesOf(topdir), []);
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} ends the machines, keeps the evidence by the policy, and reports`, async () => {
    await using folder = await tempFolder();
    const run = await startRun(folder.path);
    const at = performance.now();
    run.child.kill(signal);
    const [exitCode] = (await once(run.child, 'exit')) as [number];
    assert.ok(performance.now() - at < 7000, 'within what GitHub gives');
    assert.equal(exitCode, code, run.output());
    await noneLeft(run.topdir);
    const result = JSON.parse(await readFile(join(run.topdir, 'result.json'), 'utf8')) as { tests: { verdict: string }[] };
    assert.deepEqual(
      result.tests.map(({ verdict }) => verdict),
      ['cancelled', 'cancelled'],
    );
    assert.match(await readFile(join(run.topdir, 'hang-1/logs/boot-console.log'), 'utf8'), /guest 1 is up/);
    assert.equal(existsSync(join(run.topdir, 'hang-1/disks')), false);
    assert.match(await readFile(join(run.topdir, 'junit.xml'), 'utf8'), /<error[^>]* type="cancelled"/);
  });
}

test('SIGKILL leaves no QEMU, and all that had happened is on disk', async () => {
  await using folder = await tempFolder();
  const run = await startRun(folder.path);
  run.child.kill('SIGKILL');
  await once(run.child, 'exit');
  await noneLeft(run.topdir);
  assert.match(await readFile(join(run.topdir, 'hang-2/logs/boot-console.log'), 'utf8'), /guest 2 is up/);
  assert.match(await readFile(join(run.topdir, 'hang-2/logs/events.jsonl'), 'utf8'), /"event":"RESUME"/);
  assert.ok(existsSync(join(run.topdir, 'hang-2/logs/qemu-boot.sh')));
  assert.ok(existsSync(join(run.topdir, 'hang-2/replay.json')), 'what was killed can be replayed');
});

test('a second signal ends at once', async () => {
  await using folder = await tempFolder();
  const run = await startRun(folder.path);
  // A QEMU that does not answer makes the first signal wait.
  for (const pid of run.machines) process.kill(pid, 'SIGSTOP');
  run.child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 300));
  run.child.kill('SIGINT');
  const [exitCode] = (await once(run.child, 'exit')) as [number];
  assert.equal(exitCode, 130);
  await noneLeft(run.topdir);
});
