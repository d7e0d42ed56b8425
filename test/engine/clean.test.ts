import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { processMark } from '../../src/base/processes.ts';
import { findLeftovers, markTopDir } from '../../src/engine/clean.ts';
import { tempFolder } from '../support/temp.ts';

const NAME = 'vmtest-20261122T174530Z-3f9';
const uid = process.getuid?.() ?? 0;

test('only what ended runs of ours left is found', async () => {
  await using folder = await tempFolder();
  for (const name of [`${NAME}0`, `${NAME}1`, `${NAME}2`, 'vmtest-mine', 'other']) await mkdir(join(folder.path, name));
  await writeFile(join(folder.path, `${NAME}3`), 'a file of that name');
  const mark = await markTopDir(join(folder.path, `${NAME}1`), process.pid);
  await writeFile(join(folder.path, `${NAME}2`, '.run.json'), JSON.stringify({ pid: process.pid, started: '1' }));
  const names = async () => (await findLeftovers(folder.path, uid)).map(({ path }) => path.slice(-1));
  assert.deepEqual(await names(), ['0', '2'], 'a living run is left, one whose number another process has is not');
  await mark[Symbol.asyncDispose]();
  assert.deepEqual(await names(), ['0', '1', '2']);
  assert.deepEqual(await findLeftovers(folder.path, uid + 1), []);
  assert.deepEqual(await findLeftovers(join(folder.path, 'absent'), uid), []);
});

test('of replays only what a killed one left is found: marked, and its process gone', async () => {
  await using folder = await tempFolder();
  const at = (name: string) => join(folder.path, name);
  for (const name of ['aaaaaa', 'bbbbbb', 'cccccc', 'other']) await mkdir(at(`vmtest-replay-${name}`));
  await markTopDir(at('vmtest-replay-aaaaaa'), process.pid);
  for (const name of ['bbbbbb', 'other'])
    await writeFile(at(`vmtest-replay-${name}/.run.json`), JSON.stringify({ pid: process.pid, started: '1' }));
  await symlink(at('vmtest-replay-bbbbbb'), at('vmtest-replay-dddddd'));
  assert.deepEqual(
    (await findLeftovers(folder.path, uid)).map(({ path }) => path),
    [at('vmtest-replay-bbbbbb')],
  );
});

test('a process is told from a later one of its number', () => {
  assert.match(processMark(process.pid)?.started ?? '', /^\d+$/);
  assert.equal(processMark(2 ** 22 + 1), null);
});
