import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeIso } from '../../../src/guest/iso.ts';
import { type Iso, readIso } from '../../../src/images/iso/iso.ts';
import { tempFolder } from '../../support/temp.ts';
import { makeIso, type Names } from './make-iso.ts';

const BLOCK = 2048;
const BIG = randomBytes(3_000_001);

async function contentOf(iso: Iso, path: string): Promise<Buffer | undefined> {
  const entry = await iso.find(path);
  if (entry?.kind !== 'file') return undefined;
  const pieces: Buffer[] = [];
  for await (const piece of iso.read(entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

for (const names of ['rock-ridge', 'joliet', 'plain'] as const satisfies readonly Names[]) {
  test(`files are found and read whole, names in ${names}`, async () => {
    await using temp = await tempFolder();
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`many/file${n}.txt`, `content ${n}`]));
    const file = await makeIso(temp.path, { 'casper/vmlinuz': BIG, 'casper/initrd': 'small', 'casper/empty': '', ...many }, names);
    await using iso = await readIso(file);
    assert.ok((await contentOf(iso, '/casper/vmlinuz'))?.equals(BIG));
    assert.equal(String(await contentOf(iso, '/casper/initrd')), 'small');
    assert.equal((await iso.find('/casper/empty'))?.size, 0);
    for (const n of [0, 99, 199]) assert.equal(String(await contentOf(iso, `/many/file${n}.txt`)), `content ${n}`);
    assert.deepEqual(await iso.list('/casper'), ['empty', 'initrd', 'vmlinuz']);
    assert.equal((await iso.list('/many')).length, 200);
    assert.equal((await iso.find('/'))?.kind, 'folder');
    for (const path of ['/casper/none', '/casper/initrd/deeper', '/none/vmlinuz']) assert.equal(await iso.find(path), undefined);
  });
}

test('Rock Ridge keeps long names, letters and links, which stay within the ISO', async () => {
  await using temp = await tempFolder();
  const long = `vmlinuz-${'6.1.0-long'.repeat(20)}`;
  const far = `${'deep/'.repeat(30)}far`;
  const file = await makeIso(temp.path, {
    [`live/${long}`]: 'long',
    'live/Größe': 'utf-8',
    'live/link': { link: '../live/./Größe' },
    absolute: { link: `/live/${long}` },
    out: { link: '../../../../live/link' },
    loop: { link: 'loop' },
    a: { link: 'b/x' },
    b: { link: 'a/x' },
    'long-link': { link: `${'../'.repeat(100)}live/Größe` },
    [far]: 'far',
    ubuntu: { link: '.' },
  });
  await using iso = await readIso(file);
  assert.equal(String(await contentOf(iso, `/live/${long}`)), 'long');
  assert.equal(String(await contentOf(iso, '/live/Größe')), 'utf-8');
  assert.equal(String(await contentOf(iso, '/live/link')), 'utf-8');
  assert.equal(String(await contentOf(iso, '/absolute')), 'long');
  assert.equal(String(await contentOf(iso, '/out')), 'utf-8');
  assert.equal(String(await contentOf(iso, '/long-link')), 'utf-8');
  assert.equal(String(await contentOf(iso, '/ubuntu/ubuntu/live/link')), 'utf-8');
  assert.equal((await iso.find('/ubuntu/live/link'))?.path, '/live/Größe');
  for (const path of ['/loop', '/a', '/b/c', `/${'x/'.repeat(10_000)}`]) assert.equal(await iso.find(path), undefined);
  assert.equal(await iso.find('/LIVE/Größe'), undefined);
});

test('what our own writer of seeds makes is read too', async () => {
  await using temp = await tempFolder();
  const file = join(temp.path, 'seed.iso');
  const name = 'n'.repeat(240);
  await writeIso(file, { label: 'cidata', entries: { 'user-data': 'text', [`deep/${name}`]: BIG } });
  await using iso = await readIso(file);
  assert.equal(String(await contentOf(iso, '/user-data')), 'text');
  assert.ok((await contentOf(iso, `/deep/${name}`))?.equals(BIG));
});

test('what is no ISO, or is cut, is told with a code', async () => {
  await using temp = await tempFolder();
  const file = await makeIso(temp.path, { 'casper/vmlinuz': BIG });
  const size = (await readFile(file)).length;
  await truncate(file, 64 * BLOCK);
  {
    await using iso = await readIso(file);
    await assert.rejects(contentOf(iso, '/casper/vmlinuz'), { code: 'VMTEST_IMAGE_CORRUPT' });
    assert.ok(size > 64 * BLOCK);
  }
  for (const bytes of [Buffer.alloc(0), Buffer.from('<html>'), Buffer.alloc(100_000, 1)]) {
    await writeFile(join(temp.path, 'none'), bytes);
    await assert.rejects(readIso(join(temp.path, 'none')), {
      code: 'VMTEST_IMAGE_CORRUPT',
      message: /is not an ISO 9660 image/,
      hint: /^name the ISO of an installer under `iso`/,
    });
  }
  await assert.rejects(readIso(join(temp.path, 'not-there')), { code: 'VMTEST_IMAGE_UNAVAILABLE' });
});

/** The root folder's first block and its size are at byte 158 and 166 of the primary descriptor. */
async function patched(file: string, changes: readonly (readonly [at: number, value: number])[]): Promise<void> {
  await using handle = await open(file, 'r+');
  for (const [at, value] of changes) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    await handle.write(bytes, 0, 4, at);
  }
}

test('a folder that is too large, or outside of the file, is told; the ISO is never read beyond', async () => {
  await using temp = await tempFolder();
  const primary = 16 * BLOCK;
  for (const changes of [[[primary + 158, 0xfffffff]], [[primary + 166, 0xffffffff]], [[primary + 166, 8 << 20]]] as const) {
    const file = await makeIso(temp.path, { 'casper/vmlinuz': Buffer.alloc(9 << 20) }, 'plain');
    await patched(file, changes);
    await using iso = await readIso(file);
    await assert.rejects(iso.find('/casper/vmlinuz'), { code: 'VMTEST_IMAGE_CORRUPT' });
  }
});

test('no change of a byte makes the reader hang, or fail but with a code', async () => {
  await using temp = await tempFolder();
  const file = await makeIso(temp.path, { 'live/vmlinuz': 'kernel', 'live/link': { link: 'vmlinuz' }, 'live/deep/other': 'x' });
  const whole = await readFile(file);
  // The descriptors, and the folders that follow them: what is parsed.
  let seed = 12345;
  const next = (limit: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % limit;
  };
  for (let round = 0; round < 400; round += 1) {
    const bytes = Buffer.from(whole);
    for (let n = 0; n < 4; n += 1) bytes[16 * BLOCK + next(30 * BLOCK)] = next(256);
    await writeFile(file, bytes);
    try {
      await using iso = await readIso(file);
      for (const path of ['/live/vmlinuz', '/live/link', '/live/deep/other']) await contentOf(iso, path);
      await iso.list('/live');
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, 'VMTEST_IMAGE_CORRUPT', String((error as Error).stack));
    }
  }
});
