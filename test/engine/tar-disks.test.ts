import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tarDisks } from '../../src/engine/tar-disks.ts';
import { tempFolder } from '../support/temp.ts';

const SIZE = 64 << 20;

/** A folder of a test with two disks, of which one is mostly holes. */
async function disks(folder: string): Promise<string> {
  const path = join(folder, 'disks');
  await mkdir(path);
  const sparse = await open(join(path, 'vda.img'), 'w');
  await sparse.truncate(SIZE);
  await sparse.write('in the middle', SIZE / 2);
  await sparse.close();
  await writeFile(join(path, '-odd name.img'), 'second');
  return path;
}

test('TAR_DISKS: disks become one sparse tar, from which they come back as they were', async () => {
  await using temp = await tempFolder();
  const path = await disks(temp.path);
  const before = await readFile(join(path, 'vda.img'));
  assert.equal(await tarDisks(temp.path, AbortSignal.timeout(60_000)), true);
  assert.deepEqual(await readdir(path), ['disks.tar']);
  assert.ok((await stat(join(path, 'disks.tar'))).size < 1 << 20, 'holes are not in it');
  execFileSync('tar', ['-C', path, '-xf', join(path, 'disks.tar')]);
  assert.ok(before.equals(await readFile(join(path, 'vda.img'))));
  assert.equal(await readFile(join(path, '-odd name.img'), 'utf8'), 'second');
  assert.ok((await stat(join(path, 'vda.img'))).blocks * 512 < SIZE / 2, 'its holes came back');
});

test('disks that cannot be packed stay, and why is told', async () => {
  await using temp = await tempFolder();
  const path = await disks(temp.path);
  await assert.rejects(tarDisks(temp.path, AbortSignal.abort()), /^Error: the run was cancelled$/);
  await mkdir(join(path, 'disks.tar.part'));
  await assert.rejects(tarDisks(temp.path, AbortSignal.timeout(60_000)), /disks\.tar\.part/);
  assert.deepEqual((await readdir(path)).sort(), ['-odd name.img', 'disks.tar.part', 'vda.img']);
});

test('without disks there is nothing to pack', async () => {
  await using temp = await tempFolder();
  assert.equal(await tarDisks(temp.path, AbortSignal.timeout(60_000)), false);
  assert.deepEqual(await readdir(temp.path), []);
});
