import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { listVersions } from '../../../src/images/mirror/list.ts';
import { type PruneRequest, pruneStore } from '../../../src/images/mirror/prune.ts';
import { queryStore } from '../../../src/images/mirror/query.ts';
import { verifyStore } from '../../../src/images/mirror/verify.ts';
import { holdFiles } from '../../../src/images/store/hold.ts';
import { layoutOf } from '../../../src/images/store/layout.ts';
import { takeLock } from '../../../src/images/store/lock.ts';
import { parseConditions } from '../../../src/images/streams/filters.ts';
import { itemFiles, makeWorld, snapshot, type World } from './support.ts';

/** Three versions of noble's two products, and one of CentOS. */
async function filled(): Promise<World> {
  const world = await makeWorld();
  for (const version of ['20260702', '20260703']) await world.stream.publish(version, ({ os }) => os !== 'centos');
  world.serve();
  await world.sync({ keep: 3 });
  return world;
}

const prune = (world: World, request: Partial<Omit<PruneRequest, 'conditions'>> & { readonly filters?: readonly string[] } = {}) => {
  const { filters = [], ...rest } = request;
  return pruneStore({ keep: 1, dryRun: false, ...rest, conditions: parseConditions(filters) }, world.context);
};

const checkClean = async (world: World) => {
  assert.deepEqual((await verifyStore({ parallel: 2, repair: false }, world.context)).damages, []);
};

test('versions beyond the newest go, after a dry run that says so and changes nothing', async () => {
  await using world = await filled();
  const before = await snapshot(world.store);
  const expected = await prune(world, { dryRun: true });
  assert.deepEqual(await snapshot(world.store), before);
  const removed = await prune(world);
  assert.deepEqual(removed, expected);
  assert.equal(removed.length, 4);
  assert.ok(removed.every(({ held }) => held === null));
  assert.equal(
    removed.reduce((sum, { bytes }) => sum + bytes, 0),
    2 * (20_000 + 2 * 8000),
  );
  assert.deepEqual(
    (await listVersions(world.store)).map(({ version }) => version),
    ['20240128_01', '20260703', '20260703'],
  );
  assert.equal((await itemFiles(world.store)).length, 6);
  await checkClean(world);
  assert.deepEqual(await prune(world), []);
});

test('filters say which products are pruned', async () => {
  await using world = await filled();
  const removed = await prune(world, { filters: ['subarch=hwe-24.04'], keep: 2 });
  assert.deepEqual(
    removed.map(({ product, version }) => [product.split(':').at(-1), version]),
    [['hwe-24.04', '20260701']],
  );
  assert.equal((await listVersions(world.store)).length, 6);
  await prune(world, { filters: ['os=centos'], keep: 0 });
  assert.equal((await listVersions(world.store)).length, 5);
  await checkClean(world);
});

test('a version in use stays until it is not, with what it shares', async () => {
  await using world = await filled();
  const hold = await holdFiles([join(world.store, 'noble/amd64/20260702/squashfs')], world.context);
  assert.deepEqual(
    (await listVersions(world.store)).filter(({ inUse }) => inUse).map(({ version }) => version),
    ['20260702', '20260702'],
  );
  const byVersion = (removed: Awaited<ReturnType<typeof prune>>) => removed.map(({ version, held }) => [version, held]);
  const some = await prune(world);
  assert.deepEqual(byVersion(some), [
    ['20260702', 'in use'],
    ['20260701', null],
    ['20260702', 'in use'],
    ['20260701', null],
  ]);
  await checkClean(world);
  await hold?.release();
  assert.deepEqual(byVersion(await prune(world)), [
    ['20260702', null],
    ['20260702', null],
  ]);
  await checkClean(world);
});

test('nothing is removed while a jenkins-runner is on; a sync goes on and adds', async () => {
  await using world = await filled();
  const runner = await takeLock(layoutOf(world.store).imagesLock, { env: TOOL_ENV, wait: false, shared: true });
  assert.ok((await prune(world)).every(({ held }) => held === 'a jenkins-runner holds the store'));
  await world.stream.publish('20260704', ({ os }) => os !== 'centos');
  world.serve();
  const { fetch, remove } = await world.sync({ keep: 3 });
  assert.deepEqual([fetch.length, remove.map(({ held }) => held)], [5, Array(2).fill('a jenkins-runner holds the store')]);
  assert.equal((await listVersions(world.store)).length, 9);
  await runner?.release();
  assert.equal((await world.sync({ keep: 3 })).remove.filter(({ held }) => held === null).length, 2);
  await checkClean(world);
});

test('a newer version that is there in part is not what is kept, and not what goes', async () => {
  await using world = await filled();
  await rm(join(world.store, 'noble/amd64/20260703/squashfs'));
  const removed = await prune(world);
  assert.deepEqual([...new Set(removed.map(({ version }) => version))], ['20260701']);
  assert.deepEqual(
    (await listVersions(world.store)).filter(({ whole }) => !whole).map(({ version }) => version),
    ['20260703', '20260703'],
  );
});

test('a query flattens as the original does, with paths in the store', async () => {
  await using world = await filled();
  const found = await queryStore(world.store, parseConditions(['ftype=squashfs', 'subarch~ga']), { max: 2 });
  assert.deepEqual(
    found.map(({ version_name, item_url }) => [version_name, item_url]),
    [
      ['20260703', join(world.store, 'noble/amd64/20260703/squashfs')],
      ['20260702', join(world.store, 'noble/amd64/20260702/squashfs')],
    ],
  );
  assert.equal((await queryStore(world.store, [], {})).length, 19);
  assert.deepEqual(await queryStore(join(world.store, 'nothing'), [], {}), []);
  await rm(join(world.store, '.vmtest-data'), { recursive: true });
  assert.equal((await queryStore(world.store, [], {})).length, 19);
});

test('verify finds what is missing, cut or changed; repair takes out what no run uses, and a sync brings it again', async () => {
  await using world = await filled();
  const [lost, cut, changed, used] = (await itemFiles(world.store)) as [string, string, string, string];
  await rm(join(world.store, lost));
  await writeFile(join(world.store, cut), 'short');
  await writeFile(join(world.store, changed), Buffer.alloc(3000));
  const found = await verifyStore({ parallel: 3, repair: false }, world.context);
  assert.equal(found.files, 16);
  const problems = Object.fromEntries(found.damages.map(({ path, problem }) => [path, problem]));
  assert.deepEqual([problems[lost], problems[cut]], ['missing', 'size']);
  await writeFile(join(world.store, used), 'used');
  const hold = await holdFiles([join(world.store, used)], world.context);
  const repaired = await verifyStore({ parallel: 3, repair: true }, world.context);
  await hold?.release();
  const removed = Object.fromEntries(repaired.damages.map((damage) => [damage.path, damage.removed]));
  assert.deepEqual([removed[lost], removed[cut], removed[used]], [false, true, false]);
  await verifyStore({ parallel: 3, repair: true }, world.context);
  await world.sync({ keep: 3 });
  await checkClean(world);
});
