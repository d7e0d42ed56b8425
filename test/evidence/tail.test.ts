import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileTail } from '../../src/evidence/tail.ts';
import { tempFolder } from '../support/temp.ts';

test('what is written is heard, without asking', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'a, b %1.log');
  await writeFile(path, 'before ');
  let heard = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  await using _tail = await FileTail.open(path, (text) => {
    heard += text;
    if (heard.endsWith('after')) resolve();
  });
  await appendFile(path, 'then ');
  await appendFile(path, 'after');
  await promise;
  assert.equal(heard, 'before then after');
});

test('a drain reads all that is there, a character cut in two included', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'log');
  const euro = Buffer.from('€');
  await writeFile(path, euro.subarray(0, 1));
  let heard = '';
  await using tail = await FileTail.open(path, (text) => {
    heard += text;
  });
  await tail.drain();
  await appendFile(path, Buffer.concat([euro.subarray(1), Buffer.from('x'.repeat(200_000))]));
  await tail.drain();
  assert.equal(heard, `€${'x'.repeat(200_000)}`);
});

test('it can be closed twice and while it reads', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'log');
  await writeFile(path, 'x'.repeat(1 << 20));
  const tail = await FileTail.open(path, () => undefined);
  void tail.drain();
  await tail[Symbol.asyncDispose]();
  await tail[Symbol.asyncDispose]();
});
