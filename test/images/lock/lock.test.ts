import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { lockPath } from '../../../src/images/lock/lock-path.ts';
import { movesBetween } from '../../../src/images/lock/moves.ts';
import { parseLock, readLockFile, readLockToReplace } from '../../../src/images/lock/read.ts';
import { lockText } from '../../../src/images/lock/text.ts';
import type { LockedImage, LockedStream } from '../../../src/images/lock/types.ts';
import type { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const NOBLE: LockedStream = {
  kind: 'simplestreams',
  url: 'http://images.example/streams/v1/index.sjson',
  contentId: 'com.example:stable:v3:download',
  product: 'com.example:boot:24.04:amd64:ga-24.04',
  version: '20260801',
  items: {
    squashfs: { path: 'noble/amd64/20260801/squashfs', sha256: B, size: 0 },
    'boot-kernel': { path: 'noble/amd64/20260801/ga-24.04/generic/boot-kernel', sha256: A, size: 14_000_000 },
  },
};
const IMAGES: Readonly<Record<string, LockedImage>> = {
  noble: NOBLE,
  cloud: {
    kind: 'url',
    files: { disk: { url: 'https://images.example/disk.qcow2', sha256: null, sha512: 'c'.repeat(128), size: null } },
  },
  '0123': { kind: 'mmdebstrap', recipe: A, index: B },
};

test('what is written is read back, and equal locks are equal bytes', () => {
  const text = lockText(IMAGES);
  assert.deepEqual(structuredClone(parseLock(text, 'x')), IMAGES);
  const turned = Object.fromEntries(Object.entries(IMAGES).reverse());
  assert.equal(lockText({ ...turned, noble: { ...NOBLE, items: Object.fromEntries(Object.entries(NOBLE.items).reverse()) } }), text);
  assert.match(text, /^# Written by `vmtest images lock`/);
  assert.match(text, /version: '20260801'/, 'a version stays text');
  assert.doesNotMatch(text, /null/);
});

test('names of a stream do no harm', () => {
  const items = JSON.parse(`{"__proto__": {"path": "a: b", "sha256": "${A}", "size": 1}}`) as LockedStream['items'];
  const read = parseLock(lockText({ x: { ...NOBLE, items } }), 'x').x as LockedStream;
  assert.deepEqual(Object.keys(read.items), ['__proto__']);
  assert.equal(({} as Record<string, unknown>).path, undefined);
});

test('the lock file is beside the suite file; without one nothing is locked', async () => {
  assert.equal(lockPath('/a/vmtest.yaml'), '/a/vmtest.lock.yaml');
  assert.equal(lockPath('/a/other.yml'), '/a/other.lock.yaml');
  await using folder = await tempFolder();
  const suite = join(folder.path, 'vmtest.yaml');
  assert.deepEqual(Object.keys(await readLockFile(suite)), []);
  await writeFile(join(folder.path, 'vmtest.lock.yaml'), lockText(IMAGES));
  assert.deepEqual(structuredClone(await readLockFile(suite)), IMAGES);
  await writeFile(join(folder.path, 'vmtest.lock.yaml'), Buffer.from([0x61, 0xff]));
  await assert.rejects(readLockFile(suite), {
    code: 'VMTEST_LOCK_FILE_INVALID',
    message: /vmtest\.lock\.yaml cannot be read: it is not UTF-8/,
  });
});

test('what will be written anew may be broken; what a newer vmtest wrote is replaced by force alone', async () => {
  await using folder = await tempFolder();
  const suite = join(folder.path, 'vmtest.yaml');
  const file = join(folder.path, 'vmtest.lock.yaml');
  assert.deepEqual(structuredClone(await readLockToReplace(suite, false)), { images: {}, wrong: null });
  await writeFile(file, lockText(IMAGES));
  assert.deepEqual(structuredClone(await readLockToReplace(suite, false)), { images: IMAGES, wrong: null });
  await writeFile(file, lockText(IMAGES).replace(A, 'aa'));
  const { images, wrong } = await readLockToReplace(suite, false);
  assert.match(wrong ?? '', /^line \d+, column \d+: .*recipe is "aa"|sha256 is "aa"/);
  assert.ok('cloud' in images);
  for (const text of ['', '<<<<<<< HEAD\n', 'images: [', Buffer.from([0x61, 0xff])]) {
    await writeFile(file, text);
    assert.notEqual((await readLockToReplace(suite, false)).wrong, null, String(text));
  }
  await writeFile(file, 'version: 2\nmore: 1\n');
  await assert.rejects(readLockToReplace(suite, false), { code: 'VMTEST_LOCK_FILE_INVALID', message: /a newer vmtest wrote it.*--force/ });
  assert.match((await readLockToReplace(suite, true)).wrong ?? '', /a newer vmtest wrote it/);
});

describe('a mistake is told at its place', () => {
  const TEXT = lockText({ noble: NOBLE });
  const MISTAKES: readonly (readonly [name: string, text: string, said: RegExp])[] = [
    ['nothing', '', /x:1:1: the file is empty/],
    ['no YAML', 'version: [', /x:1:\d+: this is no YAML/],
    ['a list', '- 1', /x:1:1: the lock file is no mapping/],
    [
      'a later version',
      TEXT.replace('version: 1', 'version: 2'),
      /x:3:1: the lock file has version 2, and this vmtest knows version 1: a newer vmtest wrote it/,
    ],
    ['no version that there is', TEXT.replace('version: 1', 'version: 0'), /x:3:10: version is "0", not 1/],
    ['no images', 'version: 1', /x:1:1: the lock file has no images/],
    ['an unknown key', `${TEXT}more: 1\n`, /x:\d+:1: the lock file: unknown key "more"/],
    ['an unknown kind', TEXT.replace('simplestreams:', 'stream:'), /images\.noble has none of simplestreams, url, mmdebstrap/],
    ['a short digest', TEXT.replace(A, 'aa'), /\.items\.boot-kernel\.sha256 is "aa", not 64 lower-case/],
    [
      'a way out',
      TEXT.replace('path: noble/amd64/20260801/squashfs', 'path: ../../etc/passwd'),
      /"\.\.\/\.\.\/etc\/passwd", not a path below/,
    ],
    [
      'a way out from the top',
      TEXT.replace('path: noble/amd64/20260801/squashfs', 'path: /etc/passwd'),
      /"\/etc\/passwd", not a path below/,
    ],
    ['a size that is none', TEXT.replace('size: 0', 'size: -1'), /size is "-1", not a number of bytes/],
    ['another scheme', TEXT.replace('url: http:', 'url: file:'), /not an address of http or https/],
    ['no product', TEXT.replace(/ +product: .*\n/, ''), /simplestreams has no product/],
    ['a key twice', TEXT.replace('version: 1\n', 'version: 1\nversion: 1\n'), /x:4:1: this is no YAML/],
    ['no digest', 'version: 1\nimages: { c: { url: { files: { disk: { url: "http://x/" } } } } }', /has neither sha256 nor sha512/],
    ['no role', `version: 1\nimages: { c: { url: { files: { dsk: { url: "http://x/", sha256: ${A} } } } } }`, /"dsk" is no role/],
  ];
  for (const [name, text, said] of MISTAKES)
    test(name, () => assert.throws(() => parseLock(text, 'x'), { code: 'VMTEST_LOCK_FILE_INVALID', message: said, exitCode: 2 }));

  test('all of them at once', () => {
    const text = TEXT.replace(A, '1').replace(B, '2').replace('version: 1\n', 'version: x\n');
    assert.throws(
      () => parseLock(text, 'x'),
      (error: VmtestError) => error.problems.length === 3,
    );
  });
});

test('what has moved is named, with what it was and is', () => {
  const moved = (name: string, from: string, to: string) => [{ name, what: 'moved', from, to }];
  const noble = (change: Partial<LockedStream>) => movesBetween({ noble: NOBLE }, { noble: { ...NOBLE, ...change } });
  assert.deepEqual(movesBetween(IMAGES, IMAGES), []);
  assert.deepEqual(noble({ version: '20260901' }), moved('noble', '20260801', '20260901'));
  assert.deepEqual(noble({ product: 'p' }), moved('noble', NOBLE.product, 'p'));
  const squashfs = { ...(NOBLE.items.squashfs as LockedStream['items'][string]), sha256: A };
  assert.deepEqual(
    noble({ items: { ...NOBLE.items, squashfs } }),
    moved('noble', 'squashfs sha256 bbbbbbbbbbbb', 'squashfs sha256 aaaaaaaaaaaa'),
  );
  assert.deepEqual(noble({ items: { squashfs } }), moved('noble', 'boot-kernel, squashfs', 'squashfs'));
  assert.deepEqual(
    movesBetween({ a: { kind: 'mmdebstrap', recipe: A, index: A } }, { a: { kind: 'mmdebstrap', recipe: A, index: B } }),
    moved('a', 'package index aaaaaaaaaaaa', 'package index bbbbbbbbbbbb'),
  );
  assert.deepEqual(movesBetween({}, { noble: NOBLE }), [{ name: 'noble', what: 'added', from: null, to: '20260801' }]);
  assert.deepEqual(movesBetween({ noble: NOBLE }, {}), [{ name: 'noble', what: 'removed', from: '20260801', to: null }]);
});
