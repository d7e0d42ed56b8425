import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256, sha256File } from '../../../src/base/files.ts';
import type { LockedStream } from '../../../src/images/lock/types.ts';
import { makePlace, NOBLE, type Place } from './support.ts';

const KERNEL = 'noble/amd64/20260801/ga-24.04/generic/boot-kernel';
const PRODUCT = 'com.ubuntu.maas.stable:v3:boot:24.04:amd64:ga-24.04';

test('the first use fetches the roles that are wanted and no others; the next makes no request, with the server gone too', async () => {
  await using place = await makePlace();
  const first = await place.resolve();
  assert.equal(first.version, 'noble amd64/ga-24.04 20260801');
  assert.deepEqual(Object.keys(first.files), ['kernel', 'initrd']);
  assert.equal(first.files.kernel, join(place.store, KERNEL));
  assert.deepEqual(await readFile(join(place.store, KERNEL)), Buffer.from(place.stream.files.get(KERNEL) as Uint8Array));
  assert.equal(first.digests.kernel, await sha256File(join(place.store, KERNEL)));
  assert.deepEqual({ ...first.published }, { 'boot-kernel': first.files.kernel, 'boot-initrd': first.files.initrd });
  assert.ok(first.builtSeconds > 0);
  // The index, its three products files, kernel and initrd.
  assert.equal(place.server.count(), 6);
  await first.release();
  await place.server.close();
  const second = await place.resolve();
  assert.deepEqual({ ...second, builtSeconds: 0, release: null }, { ...first, builtSeconds: 0, release: null });
  assert.equal(second.builtSeconds, 0);
  assert.equal(place.server.count(), 6);
  await second.release();
});

test('a version that is there in part is completed', async () => {
  await using place = await makePlace();
  await (await place.resolve()).release();
  const whole = await place.resolve({}, { roles: ['kernel', 'root'] });
  assert.deepEqual(whole.files.root, join(place.store, 'noble/amd64/20260801/squashfs'));
  assert.equal(place.server.count(`/${KERNEL}`), 1);
  await whole.release();
});

test('of several kernels the one that the release came with is taken, whatever else the store has', async () => {
  await using place = await makePlace();
  const hwe = await place.resolve({ fields: { release: 'noble', subarch: 'hwe-24.04' } });
  assert.equal(hwe.version, 'noble amd64/hwe-24.04 20260801');
  const usual = await place.resolve();
  assert.equal(usual.version, 'noble amd64/ga-24.04 20260801');
  const low = await place.resolve({ filters: ['kflavor=lowlatency'] });
  assert.equal(low.files.kernel, join(place.store, KERNEL.replace('generic', 'lowlatency')));
  for (const image of [hwe, usual, low]) await image.release();
});

test('CentOS has a tar and no kernel', async () => {
  await using place = await makePlace();
  const centos = await place.resolve({ fields: { os: 'centos', release: 'centos70' } }, { roles: ['root-tar'] });
  assert.deepEqual(centos.files, { 'root-tar': join(place.store, 'centos/centos70/amd64/20240128_01/root-tgz') });
  assert.equal(centos.version, 'centos70 amd64/generic 20240128_01');
  await centos.release();
  const kernel = place.resolve({ fields: { os: 'centos', release: 'centos70' } }, { roles: ['kernel', 'root-tar'] });
  await assert.rejects(kernel, {
    code: 'VMTEST_IMAGE_NOT_FOUND',
    message: /has nothing for kernel, root-tar together/,
    hint: /it has manifest, root-tgz/,
  });
});

test('a newer version is looked for where that is asked, and a pinned one stays', async () => {
  await using place = await makePlace();
  const release = async (image: Awaited<ReturnType<Place['resolve']>>) => {
    await image.release();
    return image.version?.split(' ').at(-1);
  };
  assert.equal(await release(await place.resolve()), '20260801');
  await place.stream.publish('20260901', ({ release }) => release === 'noble');
  place.serve();
  assert.equal(await release(await place.resolve()), '20260801');
  assert.equal(await release(await place.resolve({}, {}, { sync: true, keep: 2 })), '20260901');
  assert.equal(await release(await place.resolve()), '20260901');
  assert.equal(await release(await place.resolve({ version: '20260701' })), '20260701');
  const before = place.server.count();
  assert.equal(await release(await place.resolve({ version: '20260701' }, {}, { sync: true })), '20260701');
  assert.equal(place.server.count(), before);
});

test('what must not be fetched is not: no request, and an error that says what there is', async () => {
  await using place = await makePlace();
  const offline = () => place.resolve({}, {}, { sync: false });
  await assert.rejects(offline(), { code: 'VMTEST_IMAGE_UNAVAILABLE', message: /arch=amd64, release=noble\) is not whole in the store/ });
  assert.equal(place.server.count(), 0);
  await (await place.resolve({ fields: { release: 'jammy' } })).release();
  await assert.rejects(offline(), { hint: /the store has release jammy; let it be fetched from http.*--image-sync yes/ });
  await (await place.resolve({ fields: { release: 'noble', subarch: 'hwe-24.04' } })).release();
  const there = await offline();
  assert.equal(there.version, 'noble amd64/hwe-24.04 20260801');
  await there.release();
});

const NOT_FOUND: readonly (readonly [object, RegExp, RegExp])[] = [
  [{ fields: { release: 'nobel' } }, /nothing in http.*with arch=amd64 meets release=nobel/, /there is release .*centos70, jammy, noble/],
  [{ fields: { release: 'noble', subarch: 'ga-22.04' } }, /release=noble meets subarch=ga-22.04/, /subarch ga-24.04, hwe-24.04/],
  [{ version: '20250101' }, /ga-24.04 has no version 20250101/, /the stream has 20260801, 20260701; `version` is the name/],
  [{ fields: {}, filters: ['os=ubuntu'] }, /can be several: /, /say which release \(jammy, noble\)/],
  [{ arch: 'aarch64' }, /meets arch=arm64/, /there is arch amd64/],
];

for (const [source, message, hint] of NOT_FOUND) {
  test(`not there: ${JSON.stringify(source)}`, async () => {
    await using place = await makePlace();
    await assert.rejects(place.resolve(source), { code: 'VMTEST_IMAGE_NOT_FOUND', message, hint });
  });
}

test('several kernels that are left are named with the key that decides', async () => {
  const products = ['hwe-24.04', 'hwe-24.04-edge'].map((subarch) => ({ ...NOBLE, subarch }));
  await using place = await makePlace({ products });
  await assert.rejects(place.resolve(), {
    message: /:hwe-24.04, .*:hwe-24.04-edge/,
    hint: /say which subarch \(hwe-24.04, hwe-24.04-edge\)/,
  });
});

function lock(place: Place, change: Partial<LockedStream> = {}): LockedStream {
  const file = place.stream.files.get(KERNEL.replace('20260801', '20260701')) as Uint8Array;
  const item = { path: KERNEL.replace('20260801', '20260701'), sha256: sha256(file), size: file.length };
  return {
    kind: 'simplestreams',
    url: place.server.url('/streams/v1/index.sjson'),
    contentId: 'com.ubuntu.maas:stable:v3:download',
    product: PRODUCT,
    version: '20260701',
    items: { 'boot-kernel': item },
    ...change,
  };
}

test('a locked version is taken, and what is published under its name now is refused where it is another', async () => {
  await using place = await makePlace();
  const image = await place.resolve({}, { locked: lock(place) }, { sync: true });
  assert.equal(image.version, 'noble amd64/ga-24.04 20260701');
  await image.release();
  const item = { path: KERNEL, sha256: '0'.repeat(64), size: 3000 };
  const corrupt = {
    code: 'VMTEST_IMAGE_CORRUPT',
    message: /lock file says that noble.* has the sha256 0{64}, and the image store .* has [0-9a-f]{64}/,
  };
  await assert.rejects(place.resolve({}, { locked: lock(place, { items: { 'boot-kernel': item } }) }), corrupt);
  const fresh = join(place.folder, 'other');
  const other = { locked: lock(place, { items: { 'boot-kernel': item } }), store: fresh };
  await assert.rejects(place.resolve({}, other), { code: 'VMTEST_IMAGE_CORRUPT', message: /and http.* has/ });
  await assert.rejects(stat(join(fresh, 'noble')), { code: 'ENOENT' });
  await assert.rejects(place.resolve({}, { locked: lock(place, { product: 'gone' }), store: fresh }), {
    message: /has no gone, which the lock file names/,
    hint: /images lock/,
  });
  await assert.rejects(place.resolve({}, { locked: lock(place, { version: '20200101' }), store: fresh }), {
    message: /no version 20200101, which the lock file names/,
  });
});

test('an image of another stream is not taken for this one, even where both name it alike', async () => {
  await using place = await makePlace();
  await (await place.resolve()).release();
  await using other = await makePlace({ products: [{ ...NOBLE, versions: ['20260802'] }] });
  const image = await other.resolve({}, { store: place.store });
  assert.equal(image.version, 'noble amd64/ga-24.04 20260802');
  await image.release();
});

test('a version in use stays when a newer one comes, and goes with the sync after that', async () => {
  await using place = await makePlace();
  const held = await place.resolve();
  await place.stream.publish('20260901', ({ release }) => release === 'noble');
  place.serve();
  await (await place.resolve({}, {}, { sync: true })).release();
  await stat(held.files.kernel as string);
  await held.release();
  await (await place.resolve({}, {}, { sync: true })).release();
  await assert.rejects(stat(held.files.kernel as string), { code: 'ENOENT' });
});

test('a stream without a good signature is not believed, and leaves no store behind', async () => {
  await using place = await makePlace();
  await using other = await makePlace();
  await assert.rejects(place.resolve({ keyring: other.keyring }), { code: 'VMTEST_SIGNATURE_KEY_UNKNOWN' });
  await assert.rejects(stat(place.store), { code: 'ENOENT' });
  await writeFile(place.keyring, '');
  await assert.rejects(place.resolve(), { code: 'VMTEST_KEYRING_INVALID' });
});

test('two that want the same image at once fetch it once', async () => {
  await using place = await makePlace();
  const images = await Promise.all([place.resolve(), place.resolve(), place.resolve()]);
  assert.equal(place.server.count(`/${KERNEL}`), 1);
  for (const image of images) await image.release();
});
