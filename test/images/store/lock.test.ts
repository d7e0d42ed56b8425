import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { takeLock } from '../../../src/images/store/lock.ts';
import { HELD_HERE } from '../../../src/images/store/lock-holders.ts';
import { tempFolder } from '../../support/temp.ts';

const now = { env: TOOL_ENV, wait: false };

test('a lock is held until it is released', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'lock');
  const lock = await takeLock(file, now);
  assert.ok(lock);
  assert.equal(await takeLock(file, now), undefined);
  const waiting = takeLock(file, { ...now, wait: true });
  await lock.release();
  const next = await waiting;
  assert.ok(next);
  await next.release();
});

test('a lock of ours is no other process’s', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'lock');
  const lock = await takeLock(file, now);
  const said: string[] = [];
  const waiting = takeLock(file, { ...now, wait: true, onWait: (by) => said.push(by) });
  while (said.length === 0) await setTimeout(10);
  await lock?.release();
  await (await waiting)?.release();
  assert.deepEqual(said, [HELD_HERE]);
});

test('waiting for a lock ends with a cancellation', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'lock');
  const lock = await takeLock(file, now);
  const stop = new AbortController();
  const waiting = takeLock(file, { ...now, wait: true, signal: stop.signal });
  stop.abort();
  await assert.rejects(waiting, { code: 'VMTEST_CANCELLED' });
  await lock?.release();
});

test('the lock of a killed process is free', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'lock');
  const program = `const { takeLock } = await import(${JSON.stringify(import.meta.resolve('../../../src/images/store/lock.ts'))});
    await takeLock(${JSON.stringify(file)}, ${JSON.stringify(now)}); process.stdout.write('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  assert.equal(await takeLock(file, now), undefined);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await takeLock(file, now);
  assert.ok(lock);
  await lock.release();
});

test('without flock the message says what to install', async () => {
  await using folder = await tempFolder();
  const lock = takeLock(join(folder.path, 'lock'), { ...now, env: { PATH: folder.path } });
  await assert.rejects(lock, { code: 'VMTEST_TOOL_MISSING', hint: /util-linux/ });
});

test('who waited for a lock whose file was removed takes that of the next file', async () => {
  await using temp = await tempFolder();
  const file = join(temp.path, 'lock');
  const first = await takeLock(file, { env: TOOL_ENV, wait: true });
  const second = new Promise<boolean>((resolve, reject) => {
    takeLock(file, {
      env: TOOL_ENV,
      wait: true,
      onWait: () => void rm(file).then(() => first?.release(), reject),
    }).then(async (lock) => {
      resolve((await lock?.current()) === true && (await takeLock(file, { env: TOOL_ENV, wait: false })) === undefined);
      await lock?.release();
    }, reject);
  });
  assert.equal(await second, true);
});

test('who waits for a lock, or waited in vain, is told which process holds it', { timeout: 60_000 }, async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'a lock');
  await using other = await tempFolder();
  const script = 'exec 9>"$1"; flock 9; echo held; read -r line; :';
  const holder = spawn('bash', ['-c', script, 'bash', file], { cwd: other.path, stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const said: string[] = [];
  const busy = takeLock(file, { env: TOOL_ENV, wait: true, timeout: 0, onWait: (by) => said.push(by) });
  const held = ` (held by process ${holder.pid}, bash)`;
  await assert.rejects(busy, ({ code, message }: { code?: string; message: string }) => {
    assert.deepEqual([code, message.endsWith(`was not free within 0 s${held}`)], ['VMTEST_IMAGE_STORE_BUSY', true], message);
    return true;
  });
  assert.deepEqual(said, [held]);
  holder.stdin.end();
  await once(holder, 'exit');
  const lock = await takeLock(file, { env: TOOL_ENV, wait: true, onWait: (by) => said.push(by) });
  await lock?.release();
  assert.equal(said.length, 1);
});
