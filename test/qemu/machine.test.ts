import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import type { VmtestError } from '../../src/model/errors.ts';
import { Machine, type MachineOptions } from '../../src/qemu/machine.ts';
import { decodeTextScreen, readTextScreen } from '../../src/qemu/screen.ts';
import { isGone } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

const ARGV = [
  'qemu-system-x86_64',
  '-nodefaults',
  '-no-user-config',
  '-display',
  'none',
  '-S',
  '-machine',
  'pc',
  '-accel',
  'tcg',
  '-cpu',
  'qemu64',
  '-m',
  '64',
];
const QMP = ['-chardev', 'socket,id=qmp,fd=3', '-mon', 'chardev=qmp,mode=control', '-chardev', 'socket,id=events,fd=4'];

function options(folder: string, extra: readonly string[] = [], events: string[] = []): MachineOptions {
  return {
    argv: [...ARGV, ...QMP, ...extra],
    prefix: ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--'],
    env: TOOL_ENV,
    cwd: folder,
    log: join(folder, 'qemu.log'),
    onEvent: ({ event }) => events.push(event),
  };
}

test('a machine starts paused, counts, resets and quits by itself', async () => {
  await using folder = await tempFolder();
  const events: string[] = [];
  await using machine = await Machine.start(options(folder.path, ['-device', 'VGA'], events));
  assert.deepEqual(await machine.counters(), { blockBytes: 0, cpuSeconds: 0 });
  await machine.resume();
  const screen = join(folder.path, 'screen, of "it" 100%.bin');
  let text: string | null = null;
  for (let i = 0; i < 100 && !/SeaBIOS/.test(text ?? ''); i++) {
    text = await readTextScreen(machine, screen);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.match(text ?? '', /SeaBIOS/);
  assert.ok((await machine.counters()).cpuSeconds > 0);
  const exit = await machine.quit();
  assert.deepEqual([exit.clean, exit.exitCode, exit.signal], [true, 0, undefined]);
  assert.ok(events.includes('RESUME') && events.includes('SHUTDOWN'));
  assert.ok((machine.endedAt ?? 0) > machine.startedAt);
});

test('a QEMU that refuses its arguments says why', async () => {
  await using folder = await tempFolder();
  await assert.rejects(Machine.start(options(folder.path, ['-device', 'no-such-device'])), (error: VmtestError) => {
    assert.equal(error.code, 'VMTEST_QEMU_FAILED');
    assert.match(error.message, /qemu-system-x86_64 did not start: .*no-such-device/s);
    return true;
  });
});

test('a program that is not there, and one that says nothing and goes', async () => {
  await using folder = await tempFolder();
  await assert.rejects(Machine.start({ ...options(folder.path), prefix: [], argv: ['/nowhere/qemu'] }), /could not be started \(ENOENT\)/);
  const mute = join(folder.path, 'mute qemu');
  await writeFile(mute, '#!/bin/sh\nexit 3\n');
  await chmod(mute, 0o755);
  await assert.rejects(Machine.start({ ...options(folder.path), prefix: [], argv: [mute] }), /QEMU exited with status 3/);
});

test('a killed machine is gone and not clean; one that does not quit is killed', async () => {
  await using folder = await tempFolder();
  const machine = await Machine.start(options(folder.path));
  await machine.kill();
  assert.equal((await machine.exit).clean, false);
  const stopped = await Machine.start(options(folder.path));
  process.kill(stopped.pid, 'SIGSTOP');
  const exit = await stopped.quit(0.5);
  assert.deepEqual([exit.clean, exit.signal], [false, 'SIGKILL']);
});

test('the parent-death signal of QEMU is SIGKILL, as ourselves and as another user', async () => {
  await using folder = await tempFolder();
  const identities = process.getuid?.() === 0 ? [[], ['--reuid', '65534', '--regid', '65534', '--clear-groups']] : [[]];
  for (const identity of identities) {
    const prefix = ['setpriv', '--pdeathsig', 'KILL', ...identity, '--no-new-privs', '--'];
    const runner = join(folder.path, 'runner.mjs');
    const machineModule = new URL('../../src/qemu/machine.ts', import.meta.url).href;
    await writeFile(
      runner,
      `import { Machine } from ${JSON.stringify(machineModule)};
       const machine = await Machine.start({ ...${JSON.stringify({ ...options(folder.path), prefix })}, onEvent: () => {} });
       process.stdout.write(String(machine.pid));
       process.kill(process.pid, 'SIGKILL');`,
    );
    const { run } = await import('../../src/base/spawn.ts');
    const outcome = await run(process.execPath, [runner], { env: TOOL_ENV, timeout: 60 });
    assert.equal(outcome.signal, 'SIGKILL');
    assert.ok(await isGone(Number(outcome.stdout)), 'QEMU outlived us');
  }
});

test('a text screen is decoded, and graphics are not', () => {
  const cells = Buffer.alloc(4000);
  for (const [i, code] of Buffer.from('grub> ').entries()) cells.writeUInt8(code, i * 2);
  assert.equal(decodeTextScreen(cells), 'grub>');
  assert.equal(decodeTextScreen(Buffer.alloc(4000)), null);
  assert.equal(decodeTextScreen(Buffer.alloc(4000, 0xe9)), null);
});
