import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CatalogueOptions, catalogueOf } from '../../../src/images/catalogue.ts';
import { PUBLISHED_DEFAULTS } from '../../../src/images/image.ts';
import type { SimplestreamsSource } from '../../../src/model/suite.ts';
import { makePlace, type Place } from './support.ts';

async function entry(place: Place, source: Partial<SimplestreamsSource> = {}, options: Partial<CatalogueOptions> = {}) {
  const { store, env } = place.options();
  const found = (await catalogueOf({ noble: place.image(source) }, { store, env, ...options })).noble;
  assert.ok(found);
  return found;
}

const OFFLINE = { published: { ...PUBLISHED_DEFAULTS, sync: false } };

test('what streams of the kind have is known without a request', async () => {
  await using place = await makePlace();
  assert.deepEqual(await entry(place), { roles: ['kernel', 'initrd', 'root', 'root-tar'], problems: [] });
  assert.deepEqual((await entry(place, { fields: { release: 'centos70', os: 'centos' } })).roles, ['root', 'root-tar']);
  assert.deepEqual((await entry(place, { fields: {}, filters: ['ftype=root-image.xz'] })).roles, ['disk']);
  assert.equal(place.server.count(), 0);
});

test('where nothing may be fetched, what the store has is all there is', async () => {
  await using place = await makePlace();
  const [problem] = (await entry(place, {}, OFFLINE)).problems;
  assert.equal(problem?.code, 'VMTEST_IMAGE_UNAVAILABLE');
  assert.match(problem?.message ?? '', /\(arch=amd64, release=noble\) is not in the store .*, and it must not be fetched$/);
  assert.match(problem?.hint ?? '', /--image-sync yes/);
  assert.deepEqual(problem?.place, { file: '/suite/vmtest.yaml', line: 3, column: 3 });
  await (await place.resolve()).release();
  assert.deepEqual(await entry(place, {}, OFFLINE), { roles: ['kernel', 'initrd'], problems: [] });
  assert.match(
    (await entry(place, { version: '20260701' }, OFFLINE)).problems[0]?.message ?? '',
    /release=noble, version 20260701\) is not in/,
  );
});

test('programs that an image will take are missed before anything is fetched, those that nobody needs are not', async () => {
  await using place = await makePlace();
  const env = { PATH: join(place.folder, 'nothing') };
  const missing = async (source: Partial<SimplestreamsSource>, tar = false) =>
    (await entry(place, source, { env, tars: new Set(tar ? ['noble'] : []) })).problems.map(({ message }) => message.split(': ')[1]);
  assert.deepEqual(await missing({}), ['flock not installed']);
  assert.deepEqual(await missing({}, true), ['flock, sqfs2tar not installed']);
  assert.deepEqual(await missing({ root: 'ext4' }), ['flock, sqfs2tar, fakeroot, tar, mke2fs, debugfs not installed']);
});

test('several products in the store that it could be are a problem where the stream must not be asked', async () => {
  await using place = await makePlace({ products: [] });
  const noble = { release: 'noble', number: '24.04', versions: ['20260801'] };
  await using other = await makePlace({ products: ['hwe-24.04', 'hwe-24.04-edge'].map((subarch) => ({ ...noble, subarch })) });
  for (const subarch of ['hwe-24.04', 'hwe-24.04-edge']) {
    await (await other.resolve({ fields: { release: 'noble', subarch } }, { store: place.store })).release();
  }
  const { url } = other.image().source;
  const [problem] = (await entry(place, { url }, OFFLINE)).problems;
  assert.equal(problem?.code, 'VMTEST_IMAGE_NOT_FOUND');
  assert.match(problem?.hint ?? '', /say which subarch/);
});

test('a product that is published as a disk alone: the hint says how to say so, and in the store it is seen', async () => {
  await using place = await makePlace({
    products: [{ release: 'noble', number: '24.04', versions: ['20260801'], sizes: { 'root-image.xz': 900 } }],
  });
  await assert.rejects(place.resolve(), {
    code: 'VMTEST_IMAGE_NOT_FOUND',
    hint: 'it has root-image.xz: say that it is a disk with `filters: [ftype=root-image.xz]`',
  });
  // Its bytes are no xz, but they are there, as they were published.
  await assert.rejects(place.resolve({}, { roles: ['disk'] }), { code: 'VMTEST_IMAGE_CORRUPT' });
  assert.deepEqual((await entry(place)).roles, ['disk']);
});

test("the suite's own keyring that is not there is a problem where the stream will be asked", async () => {
  await using place = await makePlace();
  const keyring = join(place.folder, 'none.gpg');
  const problems = async (source: Partial<SimplestreamsSource>) => (await entry(place, source)).problems;
  const [problem] = await problems({ keyring });
  assert.equal(problem?.code, 'VMTEST_KEYRING_INVALID');
  assert.ok(problem?.message.includes(keyring));
  assert.deepEqual(await problems({ keyring, verify: 'none' }), []);
  assert.deepEqual(await problems({ keyring: null }), []);
});
