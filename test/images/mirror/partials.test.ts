import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { listPartials, prunePartials } from '../../../src/images/mirror/partials.ts';
import { takeLock } from '../../../src/images/store/lock.ts';
import { lockFile } from '../../../src/images/store/versions.ts';
import { tempFolder } from '../../support/temp.ts';
import { contextOf, makeWorld } from './support.ts';

const PARTIAL = '.vmtest-data/vmtest/partial';

test('what broken downloads left is listed, and goes, but for what somebody is at', async () => {
  await using temp = await tempFolder();
  const context = contextOf(join(temp.path, 'store'));
  assert.deepEqual(await listPartials(context.store), []);
  await mkdir(join(context.store, PARTIAL), { recursive: true });
  await mkdir(join(context.store, 'url'));
  await writeFile(join(context.store, PARTIAL, 'a.part'), 'abc');
  for (const version of ['b', 'c']) await writeFile(join(context.store, 'url', `.partial-${version}`), 'de');
  const paths = [`${PARTIAL}/a.part`, 'url/.partial-b', 'url/.partial-c'];
  const found = await listPartials(context.store);
  assert.deepEqual(
    found.map(({ path, bytes, version }) => [path, bytes, version]),
    [
      [paths[0], 3, null],
      [paths[1], 2, 'b'],
      [paths[2], 2, 'c'],
    ],
  );
  assert.deepEqual(await prunePartials(context, true), found);
  assert.deepEqual(await listPartials(context.store), found);
  const lock = await takeLock(lockFile(join(context.store, 'url'), 'c'), { env: TOOL_ENV, wait: true });
  const removed = await prunePartials(context, false);
  assert.deepEqual(
    removed.map(({ path }) => path),
    paths.slice(0, 2),
  );
  assert.deepEqual(
    (await listPartials(context.store)).map(({ path }) => path),
    paths.slice(2),
  );
  await lock?.release();
});

test('a sync that is up to date takes what nobody came back for in a week with it, and leaves what is newer', async () => {
  await using world = await makeWorld();
  await world.sync();
  const folder = join(world.store, PARTIAL);
  for (const name of ['old.part', 'new.part']) await writeFile(join(folder, name), 'x');
  const weekAgo = Date.now() / 1000 - 8 * 24 * 3600;
  await utimes(join(folder, 'old.part'), weekAgo, weekAgo);
  await world.sync();
  assert.deepEqual(await readdir(folder), ['new.part']);
});
