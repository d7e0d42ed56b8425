import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { holdAsRunner } from '../../../src/engine/command/hold-images.ts';
import { openSession } from '../../../src/images/store/session.ts';
import { tempFolder } from '../../support/temp.ts';

const hold = (store: string, signal = new AbortController().signal) =>
  holdAsRunner({ store, path: process.env.PATH ?? '', timeout: 10, signal, onWait: () => undefined });

const session = (store: string) => openSession({ store, env: { ...TOOL_ENV }, emit: () => undefined, lockTimeout: 10 });

async function isFree(file: string, how: '--shared' | '--exclusive'): Promise<boolean> {
  return (await run('flock', [how, '--nonblock', file, 'true'], { env: { ...TOOL_ENV } })).exitCode === 0;
}

test('while a command holds the store, other runners read, nobody removes, and the folder is free', { timeout: 60_000 }, async () => {
  await using temp = await tempFolder();
  const lock = join(temp.path, 'vmtest-images.lock');
  {
    await using _hold = await hold(temp.path);
    assert.ok(await isFree(lock, '--shared'));
    assert.ok(!(await isFree(lock, '--exclusive')));
    assert.ok(await isFree(temp.path, '--exclusive'));
    await using ours = await session(temp.path);
    assert.equal(await ours.mayRemove(), false);
  }
  assert.ok(await isFree(lock, '--exclusive'));
  await using ours = await session(temp.path);
  assert.equal(await ours.mayRemove(), true);
});

test('a store that is not there is not made', async () => {
  await using temp = await tempFolder();
  await using _hold = await hold(join(temp.path, 'absent'));
  assert.deepEqual(await readdir(temp.path), []);
});
