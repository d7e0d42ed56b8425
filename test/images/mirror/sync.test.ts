import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyStore } from '../../../src/images/mirror/verify.ts';
import { itemFiles, makeWorld } from './support.ts';

test('a mirror holds byte for byte what the stream says', async () => {
  await using world = await makeWorld({ bootloaders: true });
  const plan = await world.sync();
  const items = await itemFiles(world.store);
  assert.equal(items.length, 6);
  for (const path of items)
    assert.deepEqual(await readFile(join(world.store, path)), Buffer.from(world.stream.files.get(path) ?? ''), path);
  for (const [path, bytes] of world.stream.files) {
    if (path.endsWith('.json')) assert.deepEqual(await readFile(join(world.store, path)), Buffer.from(bytes), path);
  }
  assert.deepEqual(plan.fetch.map(({ path }) => path).sort(), items);
  assert.equal(
    plan.fetchBytes,
    plan.fetch.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  const { damages, files } = await verifyStore({ parallel: 2, repair: false }, world.context);
  assert.deepEqual([files, damages], [6, []]);
});

test('an up-to-date sync asks for the stream files only, takes no lock and writes nothing', async () => {
  await using world = await makeWorld();
  await world.sync();
  const before = world.client.requests();
  const plan = await world.sync();
  assert.deepEqual([plan.fetch, plan.remove], [[], []]);
  assert.equal(world.client.requests() - before, 3);
  assert.equal(plan.keep.length, 3);
});
