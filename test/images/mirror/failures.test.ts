import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/base/files.ts';
import { layoutOf } from '../../../src/images/store/layout.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { makeKey } from '../../support/keys.ts';
import { itemFiles, makeWorld, snapshot, type World } from './support.ts';

const KERNEL = '/noble/amd64/20260801/ga-24.04/generic/boot-kernel';
const INDEX = '/streams/v1/index.json';
const PRODUCTS = '/streams/v1/com.ubuntu.maas:stable:v3:download.json';

/** Spoils a stream whose second version is published, and says with which code the sync ends. */
const SPOILS: Readonly<Record<string, readonly [code: string, spoil: (world: World) => void | Promise<void>]>> = {
  'an item is not there': ['VMTEST_DOWNLOAD_REFUSED', ({ server }) => void server.files.delete(KERNEL)],
  'an item has other bytes': ['VMTEST_DOWNLOAD_DIGEST', ({ server }) => void server.files.set(KERNEL, { body: Buffer.alloc(3000) })],
  'an item is cut off each time': [
    'VMTEST_DOWNLOAD_TRUNCATED',
    ({ server }) => server.misbehave(KERNEL, { after: 100, ending: 'end', contentLength: null }),
  ],
  'the size lies': ['VMTEST_DOWNLOAD_SIZE', ({ server }) => void server.files.set(KERNEL, { body: Buffer.alloc(5000) })],
  'the items are more than the disk has room for': [
    'VMTEST_DISK_FULL',
    async ({ stream, serve }) => {
      for (const product of Object.values(stream.trees.get('com.ubuntu.maas:stable:v3:download')?.products ?? {}))
        Object.assign(product.versions['20260801']?.items['boot-kernel'] ?? {}, { size: 2 ** 53 - 1 });
      await stream.render();
      serve();
    },
  ],
  'the index is gone': ['VMTEST_DOWNLOAD_REFUSED', ({ server }) => void server.files.delete(INDEX)],
  'the index is no JSON': ['VMTEST_STREAM_INVALID', ({ server }) => void server.files.set(INDEX, { body: '<html>' })],
  'the index has another format': [
    'VMTEST_STREAM_FORMAT',
    ({ server }) => void server.files.set(INDEX, { body: '{"format":"index:9.0"}' }),
  ],
  'a path leads out of the store': [
    'VMTEST_STREAM_PATH',
    ({ server, stream }) => {
      const text = Buffer.from(stream.files.get(PRODUCTS.slice(1)) ?? '').toString();
      server.files.set(PRODUCTS, { body: text.replaceAll(KERNEL.slice(1), '../../etc/passwd') });
    },
  ],
  'an item has no digest': [
    'VMTEST_STREAM_INVALID',
    async ({ stream, serve }) => {
      for (const product of Object.values(stream.trees.get('com.ubuntu.maas:stable:v3:download')?.products ?? {})) {
        delete product.versions['20260801']?.items['boot-kernel']?.sha256;
      }
      await stream.render();
      serve();
    },
  ],
  'a path is both a file and a folder': [
    'VMTEST_STREAM_PATH',
    async ({ stream, serve }) => {
      const products = Object.values(stream.trees.get('com.ubuntu.maas:stable:v3:download')?.products ?? {});
      Object.assign(products[0]?.versions['20260801']?.items.squashfs ?? {}, { path: `${KERNEL.slice(1)}/squashfs` });
      await stream.render();
      serve();
    },
  ],
  'the server is gone': ['VMTEST_DOWNLOAD_FAILED', ({ server }) => server.close()],
};

for (const [what, [code, spoil]] of Object.entries(SPOILS)) {
  test(`${what}: an error, and the store is as it was`, async () => {
    await using world = await makeWorld({}, 1);
    await world.sync();
    await world.stream.publish('20260801');
    world.serve();
    await spoil(world);
    const before = await snapshot(world.store);
    await assert.rejects(world.sync(), { code });
    assert.deepEqual(await snapshot(world.store), before);
    assert.ok(!(await readdir(layoutOf(world.store).own)).includes('staging'));
  });
}

test('what was fetched before an error is not fetched again', async () => {
  await using world = await makeWorld();
  world.server.misbehave('/noble/amd64/20260701/squashfs', { status: 404 }, 1);
  await assert.rejects(world.sync({ parallel: 1 }), { code: 'VMTEST_DOWNLOAD_REFUSED' });
  assert.deepEqual(await itemFiles(world.store), []);
  await world.sync({ parallel: 1 });
  const counts = Map.groupBy(
    world.server.asked.filter(({ path }) => !path.startsWith('/streams')),
    ({ path }) => path,
  );
  for (const [path, asked] of counts) assert.equal(asked.length, path.endsWith('squashfs') ? 2 : 1, path);
});

test('signatures are checked before anything is written', async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  await using world = await makeWorld({ keys: [key] });
  const keyring = join(dirname(world.store), 'key.gpg');
  await writeFile(keyring, other.binary);
  const signed = { url: world.server.url('/streams/v1/index.sjson'), verify: 'signature', keyring } as const;
  await assert.rejects(world.sync({ stream: signed }), { code: 'VMTEST_SIGNATURE_KEY_UNKNOWN' });
  await assert.rejects(readdir(world.store), { code: 'ENOENT' });
  await writeFile(keyring, key.binary);
  world.stream.keys = { index: [key], products: [other] };
  await world.stream.render();
  world.serve();
  await assert.rejects(world.sync({ stream: signed }), { code: 'VMTEST_SIGNATURE_KEY_UNKNOWN' });
  await assert.rejects(readdir(world.store), { code: 'ENOENT' });
});

test('a cancelled sync ends with what it has so far in partial files, and goes on from there', async () => {
  await using world = await makeWorld();
  const stop = new AbortController();
  Object.assign(world.context, { signal: stop.signal });
  world.server.misbehave(KERNEL.replace('20260801', '20260701'), { after: 100, ending: 'stall' }, 1);
  Object.assign(world.context, { onProgress: () => setTimeout(() => stop.abort(), 50) });
  await assert.rejects(world.sync({ parallel: 1 }), { code: 'VMTEST_CANCELLED' });
  assert.deepEqual(await itemFiles(world.store), []);
  Object.assign(world.context, { signal: undefined, onProgress: undefined });
  assert.ok((await world.sync()).fetch.length > 0);
  assert.equal((await itemFiles(world.store)).length, 6);
});

test('a file of another stream is not replaced', async () => {
  await using world = await makeWorld();
  await world.sync();
  const [id, tree] = [...world.stream.trees][0] ?? assert.fail();
  world.stream.trees.delete(id);
  world.stream.trees.set('another', { ...tree, content_id: 'another' });
  const product = Object.values(tree.products)[0];
  const squashfs = product?.versions['20260701']?.items.squashfs;
  Object.assign(squashfs ?? {}, { sha256: 'a'.repeat(64) });
  await world.stream.render();
  world.serve();
  await assert.rejects(world.sync(), (error: unknown) => error instanceof VmtestError && /^VMTEST_STREAM_/.test(error.code));
});

test('a version that was published anew under its old name is fetched anew', async () => {
  await using world = await makeWorld({ products: [{ release: 'noble', number: '24.04', versions: ['20260701'] }] });
  await world.sync();
  const items = Object.values([...world.stream.trees.values()][0]?.products ?? {})[0]?.versions['20260701']?.items ?? assert.fail();
  const body = Buffer.alloc(3000, 'new');
  const path = String(items['boot-kernel']?.path);
  Object.assign(items['boot-kernel'] ?? {}, { sha256: sha256(body) });
  world.stream.files.set(path, body);
  await world.stream.render();
  world.serve();
  assert.deepEqual(
    (await world.sync()).fetch.map((item) => item.path),
    [path],
  );
  assert.deepEqual(await readFile(join(world.store, path)), body);
  assert.deepEqual((await world.sync()).fetch, []);
  await rm(join(world.store, path));
  assert.equal((await world.sync()).fetch.length, 1);
});
