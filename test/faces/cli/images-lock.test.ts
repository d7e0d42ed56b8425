import assert from 'node:assert/strict';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/base/files.ts';
import { parseLock } from '../../../src/images/lock/read.ts';
import type { LockedStream } from '../../../src/images/lock/types.ts';
import { imagesDesk } from './images-support.ts';

const SUITE = `version: 1
images:
  noble: { simplestreams: { release: noble, subarch: ga-24.04 } }
  jammy: { simplestreams: { release: jammy } }
  mine: { files: { kernel: vmtest.yaml } }
tests:
  one: { image: noble, boot: {} }
`;

test('lock writes the newest versions and digests, tells what has moved, and run and sync take exactly these', async () => {
  await using here = await imagesDesk({ 'vmtest.yaml': SUITE });
  const { vmtest, stream, desk, store, server } = here;
  const file = join(desk.path, 'vmtest.lock.yaml');
  const dry = await vmtest(['images', 'lock', '--dry-run']);
  assert.equal(dry.code, 0, dry.err);
  assert.match(dry.out, /^jammy: new → 20260601\nnoble: new → 20260701\nmine: not locked, .*\n2 images moved, .* is as it was\n$/);
  await assert.rejects(access(file));
  const items = server.asked.filter(({ path }) => !path.startsWith('/streams/'));
  const first = await vmtest(['images', 'lock']);
  assert.match(first.out, /written to .*vmtest\.lock\.yaml\n$/);
  assert.deepEqual(items, [], 'no item is fetched');
  const text = await readFile(file, 'utf8');
  const noble = parseLock(text, file).noble as LockedStream;
  assert.deepEqual([noble.version, noble.contentId], ['20260701', 'com.ubuntu.maas:stable:v3:download']);
  assert.equal(noble.items.squashfs?.sha256, sha256(stream.files.get('noble/amd64/20260701/squashfs') as Uint8Array));
  assert.equal((await vmtest(['images', 'lock', '--check'])).code, 0);
  await vmtest(['images', 'lock']);
  assert.equal(await readFile(file, 'utf8'), text, 'equal locks are equal bytes');

  await stream.publish('20260801', ({ release, arch, subarch }) => release === 'noble' && arch === undefined && subarch === undefined);
  here.publish();
  const check = await vmtest(['images', 'lock', '--check', '--json']);
  const { moved, written } = check.json() as { moved: unknown; written: boolean };
  assert.deepEqual([check.code, written, moved], [1, false, [{ name: 'noble', what: 'moved', from: '20260701', to: '20260801' }]]);
  assert.equal(await readFile(file, 'utf8'), text);
  const synced = await vmtest(['images', 'sync', '--images-to-keep', '2']);
  assert.equal(synced.code, 0, synced.err);
  await access(join(store, 'noble/amd64/20260701/squashfs'));
  await assert.rejects(access(join(store, 'noble/amd64/20260801')), 'the lock file is heeded');
  const renewed = await vmtest(['images', 'lock']);
  assert.match(renewed.out, /^noble: 20260701 → 20260801\n/);
  const newer = await vmtest(['images', 'sync', '--images-to-keep', '2']);
  assert.match(newer.out, /\n3 fetched \(.*\), 3 there\n$/);
});

test("every image's mistake is told at once, and nothing is written", async () => {
  const suite = SUITE.replace('release: jammy', 'release: jemmy').replace('subarch: ga-24.04', 'subarch: ga-24');
  await using here = await imagesDesk({ 'vmtest.yaml': suite });
  const wrong = await here.vmtest(['images', 'lock']);
  assert.equal(wrong.code, 3);
  assert.match(
    wrong.err,
    /vmtest\.yaml:3:3: error: The image noble: .* meets subarch=ga-24 \[VMTEST_IMAGE_NOT_FOUND\]\n {2}→ there is subarch ga-24\.04, hwe-24\.04\n/,
  );
  assert.match(wrong.err, /vmtest\.yaml:4:3: error: The image jammy: .* meets release=jemmy \[VMTEST_IMAGE_NOT_FOUND\]\n.*jammy, noble/);
  await assert.rejects(access(join(here.desk.path, 'vmtest.lock.yaml')));
  await writeFile(join(here.desk.path, 'vmtest.lock.yaml'), 'version: 2\n');
  const broken = await here.vmtest(['images', 'lock']);
  assert.equal(broken.code, 2);
  assert.match(broken.err, /vmtest\.lock\.yaml:1:1: error: the lock file has version 2, .* a newer vmtest wrote it\n {2}→ .*lock --force/);
  assert.match((await here.vmtest(['images', 'lock', 'a.yaml', '-f', 'b.yaml'])).err, /a suite is named twice: "a\.yaml" and "b\.yaml"/);
});

test('a broken lock file is written anew by the command that its error names', async () => {
  await using here = await imagesDesk({ 'vmtest.yaml': SUITE, 'vmtest.lock.yaml': '<<<<<<< HEAD\nversion: 1\n' });
  const { vmtest, desk } = here;
  const refused = await vmtest(['images', 'sync']);
  assert.match(refused.err, /vmtest\.lock\.yaml:1:1: error: .*\n {2}→ `vmtest images lock` writes the file anew/);
  const check = await vmtest(['images', 'lock', '--check']);
  assert.equal(check.code, 1);
  assert.match(check.err, /^vmtest: the lock file .*vmtest\.lock\.yaml is broken, and would be replaced: line 1, column 1: /);
  const renewed = await vmtest(['images', 'lock']);
  assert.deepEqual([renewed.code, /vmtest\.lock\.yaml was broken and is replaced: line 1/.test(renewed.err)], [0, true], renewed.err);
  assert.equal((await vmtest(['images', 'lock', '--check'])).code, 0);
  await desk.write({ 'vmtest.lock.yaml': 'version: 7\n' });
  assert.equal((await vmtest(['images', 'lock'])).code, 2);
  assert.equal((await vmtest(['images', 'lock', '--force'])).code, 0);
  assert.equal((await vmtest(['images', 'lock', '--check'])).code, 0);
});

test('without a suite the mend names this verb', async () => {
  await using here = await imagesDesk();
  const none = await here.vmtest(['images', 'lock']);
  assert.equal(none.code, 2);
  assert.match(none.err, /there is no suite.*\n {2}→ name the suite whose images are locked: vmtest images lock FILE\n$/);
});
