import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { listVersions } from '../../../src/images/mirror/list.ts';
import { syncStream } from '../../../src/images/mirror/sync.ts';
import { verifyStore } from '../../../src/images/mirror/verify.ts';
import { layoutOf } from '../../../src/images/store/layout.ts';
import { parseConditions } from '../../../src/images/streams/filters.ts';
import { makeKey } from '../../support/keys.ts';
import { INSTALLS, itemFiles, makeWorld, snapshot, type World } from './support.ts';

const SQUASHFS = 'noble/amd64/20260701/squashfs';
const NOBLE = { release: 'noble', number: '24.04', versions: ['20260701'] } as const;

async function json(world: World, path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(world.store, path), 'utf8'));
}

async function checkClean(world: World): Promise<void> {
  assert.deepEqual((await verifyStore({ parallel: 2, repair: false }, world.context)).damages, []);
}

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
  assert.equal(plan.fetchBytes, 5000 * 2 + 3000 * 2 + 20_000 + 15_000);
  const { damages, files } = await verifyStore({ parallel: 2, repair: false }, world.context);
  assert.deepEqual([files, damages], [6, []]);
});

test('a signed stream is kept with its signatures', async () => {
  const key = await makeKey();
  await using world = await makeWorld({ keys: [key] });
  const keyring = join(dirname(world.store), 'key.gpg');
  await writeFile(keyring, key.binary);
  await world.sync({ stream: { url: world.server.url('/streams/v1/index.sjson'), verify: 'signature', keyring } });
  const signed = [...world.stream.files.keys()].filter((path) => path.endsWith('.sjson'));
  assert.equal(signed.length, 3);
  for (const path of signed) assert.deepEqual(await readFile(join(world.store, path)), Buffer.from(world.stream.files.get(path) ?? ''));
});

test('an up-to-date sync asks for the stream files only, waits for no lock and changes nothing', async () => {
  await using world = await makeWorld();
  await world.sync();
  const [before, asked, times] = [await snapshot(world.store), world.client.requests(), await stat(layoutOf(world.store).references)];
  const plan = await world.sync();
  assert.deepEqual([plan.fetch, plan.remove, plan.keep.length], [[], [], 3]);
  assert.equal(world.client.requests() - asked, 3);
  assert.deepEqual(await snapshot(world.store), before);
  assert.equal((await stat(layoutOf(world.store).references)).mtimeMs, times.mtimeMs);
});

test('a dry run says what it would do and makes nothing, not even a folder', async () => {
  await using world = await makeWorld();
  const plan = await world.sync({ dryRun: true });
  assert.equal(plan.fetch.length, 6);
  await assert.rejects(stat(world.store), { code: 'ENOENT' });
  await world.sync();
  await world.stream.publish('20260801');
  world.serve();
  const before = await snapshot(world.store);
  const next = await world.sync({ dryRun: true });
  assert.deepEqual([next.fetch.length, next.remove.length, next.removeBytes], [6, 3, 51_000]);
  assert.deepEqual(await snapshot(world.store), before);
});

test('filters that ask for more complete a version that is there', async () => {
  await using world = await makeWorld();
  await world.sync({ filters: ['ftype=squashfs'] });
  assert.deepEqual(await itemFiles(world.store), [SQUASHFS]);
  const { fetch } = await world.sync();
  assert.equal(fetch.length, 5);
  assert.ok(fetch.every(({ path }) => path !== SQUASHFS));
  await checkClean(world);
});

test('a file that was lost or cut is brought again, and a right one in its place is taken as it is', async () => {
  await using world = await makeWorld();
  await world.sync();
  const files = await itemFiles(world.store);
  await rm(join(world.store, files[0] as string));
  await truncate(join(world.store, files[1] as string), 10);
  assert.deepEqual((await world.sync()).fetch.map(({ path }) => path).sort(), files.slice(0, 2));
  await checkClean(world);
  for (const name of ['.vmtest-data', 'streams']) await rm(join(world.store, name), { recursive: true });
  await writeFile(join(world.store, SQUASHFS), Buffer.alloc(20_000));
  assert.deepEqual(
    (await world.sync()).fetch.map(({ path }) => path),
    [SQUASHFS],
  );
  await checkClean(world);
});

test('a state that cannot be read is made up for without a download', async () => {
  await using world = await makeWorld();
  await world.sync();
  const before = await snapshot(world.store);
  const references = await json(world, '.vmtest-data/references.json');
  for (const name of await readdir(layoutOf(world.store).data)) {
    const path = join(layoutOf(world.store).data, name);
    if ((await stat(path)).isFile()) await writeFile(path, '{"broken": ');
  }
  const asked = world.client.requests();
  assert.deepEqual((await world.sync()).fetch, []);
  assert.equal(world.client.requests() - asked, 3);
  // Who needs which file is counted anew, in another order.
  assert.deepEqual(await json(world, '.vmtest-data/references.json'), references);
  const name = '.vmtest-data/references.json';
  assert.deepEqual({ ...(await snapshot(world.store)), [name]: before[name] }, before);
  assert.match(world.told.join('\n'), /v3:download cannot be read/);
});

test('files that products share are fetched once, counted for each, and go with the last', async () => {
  await using world = await makeWorld();
  await world.sync();
  assert.equal(world.server.count(`/${SQUASHFS}`), 1);
  const references = await json(world, '.vmtest-data/references.json');
  assert.deepEqual(
    references[SQUASHFS],
    ['ga', 'hwe'].map((kernel) => {
      return `com.ubuntu.maas:stable:v3:download/com.ubuntu.maas.stable:v3:boot:24.04:amd64:${kernel}-24.04/20260701/squashfs`;
    }),
  );
  await world.stream.publish('20260801', ({ subarch }) => subarch === 'hwe-24.04');
  world.serve();
  const { remove } = await world.sync();
  assert.deepEqual(
    remove.map(({ version, paths }) => [version, paths.length]),
    [['20260701', 2]],
  );
  await stat(join(world.store, SQUASHFS));
  await checkClean(world);
});

test('the same content under several paths is fetched once', async () => {
  await using world = await makeWorld({ products: [NOBLE] });
  const items = Object.values(world.stream.trees.values().next().value?.products ?? {})[0]?.versions['20260701']?.items ?? {};
  const kernel = items['boot-kernel'];
  items['boot-initrd'] = { ...kernel, ftype: 'boot-initrd', path: 'noble/amd64/20260701/same' };
  world.stream.files.set('noble/amd64/20260701/same', world.stream.files.get(String(kernel?.path)) as Uint8Array);
  await world.stream.render();
  world.serve();
  await world.sync();
  assert.equal(world.server.asked.filter(({ path }) => path.includes('/same') || path.includes('boot-kernel')).length, 1);
  await checkClean(world);
  assert.deepEqual(await readdir(layoutOf(world.store).partial), []);
});

test('the newest versions stay, what is beyond them goes with its folders, and what nobody knows is left alone', async () => {
  await using world = await makeWorld({ products: [NOBLE] });
  for (const path of ['ubuntu-core-20/disk.img', 'mmdebstrap/x/root.img', 'noble/amd64/20260701/mine', 'jammy/amd64/20250101/squashfs']) {
    await mkdir(dirname(join(world.store, path)), { recursive: true });
    await writeFile(join(world.store, path), 'foreign');
  }
  await world.sync({ keep: 2 });
  for (const version of ['20260702', '20260703']) {
    await world.stream.publish(version);
    await world.stream.withdraw('20260701');
    world.serve();
    await world.sync({ keep: 2 });
  }
  assert.deepEqual(await itemFiles(world.store), [
    'jammy/amd64/20250101/squashfs',
    'mmdebstrap/x/root.img',
    'noble/amd64/20260701/mine',
    ...['20260702', '20260703'].flatMap((version) => [
      `noble/amd64/${version}/ga-24.04/generic/boot-initrd`,
      `noble/amd64/${version}/ga-24.04/generic/boot-kernel`,
      `noble/amd64/${version}/squashfs`,
    ]),
    'ubuntu-core-20/disk.img',
  ]);
  await world.sync({ keep: 1 });
  await assert.rejects(stat(join(world.store, 'noble/amd64/20260702')), { code: 'ENOENT' });
  await checkClean(world);
});

test('a version that is asked for comes alone, is pinned, and outlives the syncs of the next 30 days', async () => {
  await using world = await makeWorld({ products: [NOBLE] });
  for (const version of ['20260702', '20260703']) await world.stream.publish(version);
  world.serve();
  const plan = await world.sync({ version: '20260701' });
  assert.deepEqual(
    plan.keep.map(({ version }) => version),
    ['20260701'],
  );
  const { remove } = await world.sync();
  assert.deepEqual(
    remove.map(({ version, held }) => [version, held]),
    [['20260701', 'pinned']],
  );
  assert.deepEqual(
    (await listVersions(world.store)).map(({ version, pinned, whole }) => [version, pinned, whole]),
    [
      ['20260703', false, true],
      ['20260701', true, true],
    ],
  );
  const { pins } = layoutOf(world.store);
  const old = JSON.parse(await readFile(pins, 'utf8'));
  old.pins[0].usedAt -= 31 * 24 * 3600;
  await writeFile(pins, JSON.stringify(old));
  assert.deepEqual(
    (await world.sync()).remove.map(({ version, held }) => [version, held]),
    [['20260701', null]],
  );
});

test('a version that is nowhere is an error that names those that are there', async () => {
  await using world = await makeWorld({ products: [NOBLE] });
  await assert.rejects(world.sync({ version: '20200101' }), { code: 'VMTEST_IMAGE_NOT_FOUND', hint: /20260701/ });
});

test('old partial files that nobody came back for are removed', async () => {
  await using world = await makeWorld({ products: [NOBLE] });
  const { partial } = layoutOf(world.store);
  await mkdir(partial, { recursive: true });
  for (const name of ['old.part', 'new.part']) await writeFile(join(partial, name), 'half');
  const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
  await utimes(join(partial, 'old.part'), longAgo, longAgo);
  await world.sync();
  assert.deepEqual(await readdir(partial), ['new.part']);
});

test('the files of the original’s query are of the streams that installers start from, whatever their content ids', async () => {
  await using world = await makeWorld({ bootloaders: true, stream: 'renamed' });
  await world.sync();
  assert.equal((await json(world, 'streams/v1/vmtest.json')).content_id, 'com.ubuntu.maas:renamed:v3:download');
  assert.equal((await json(world, 'streams/v1/vmtest-centos.json')).content_id, 'com.ubuntu.maas:renamed:centos-bases-download');
  const { products, ...top } = await json(world, '.vmtest-data/com.ubuntu.maas:renamed:1:bootloader-download');
  assert.deepEqual([products, top.format], [{}, 'products:1.0']);
});

test('progress counts the bytes of all items, and ends at the total', async () => {
  await using world = await makeWorld();
  const seen: number[] = [];
  const total = 51_000;
  const context = { ...world.context, onProgress: (progress: { done: number; total: number }) => seen.push(progress.done, progress.total) };
  const stream = { url: world.server.url('/streams/v1/index.json'), verify: 'none', keyring: null } as const;
  await syncStream({ stream, conditions: parseConditions([INSTALLS]), version: null, keep: 1, dryRun: false, parallel: 2 }, context);
  assert.deepEqual(seen.slice(-2), [total, total]);
  assert.ok(seen.every((bytes) => bytes <= total));
});

test('a password in the address of a stream is told to nobody', async () => {
  await using world = await makeWorld();
  const url = world.server.url('/streams/v1/index.json').replace('//', '//me:secret@');
  await world.sync({ stream: { url, verify: 'none', keyring: null } });
  assert.ok(world.told.some((line) => line.startsWith('fetching ')));
  assert.doesNotMatch(world.told.join('\n'), /secret/);
  const files = await readdir(world.store, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile() && one.parentPath.includes('.vmtest-data')))
    assert.doesNotMatch(await readFile(join(file.parentPath, file.name), 'utf8'), /secret/, file.name);
});
