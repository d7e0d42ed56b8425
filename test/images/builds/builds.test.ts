import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { listBuilds } from '../../../src/images/builds/list.ts';
import { pruneBuilds } from '../../../src/images/builds/prune.ts';
import { verifyBuild } from '../../../src/images/builds/verify.ts';
import { takeLock } from '../../../src/images/store/lock.ts';
import { beginBuild, commitBuild, lockFile } from '../../../src/images/store/versions.ts';
import { tempFolder } from '../../support/temp.ts';

/** Makes a version of a recipe: two small files. */
async function make(folder: string, name: string, recipeKey: string, builtAt: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const building = await beginBuild(folder, name, null);
  await writeFile(join(building, 'root.squashfs'), `${name} root`);
  await writeFile(join(building, 'kernel'), 'kernel');
  const about = { recipeKey, indexDigest: name, recipe: {}, builtAt, builtSeconds: 1, tools: {} };
  await commitBuild(building, join(folder, name), { root: 'root.squashfs', kernel: 'kernel' }, about);
  return join(folder, name);
}

async function three() {
  const temp = await tempFolder();
  const folder = join(temp.path, 'mmdebstrap');
  for (const [name, key, at] of [
    ['a-1', 'a', 1],
    ['a-2', 'a', 2],
    ['a-3', 'a', 3],
    ['b-1', 'b', 1],
  ] as const)
    await make(folder, name, key, at);
  return { folder, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}

const names = async (folder: string) => (await readdir(folder)).filter((name) => !name.startsWith('.lock-')).sort();
const options = { env: TOOL_ENV, dryRun: false, keep: 1 } as const;

test('the newest versions of each recipe stay, and a dry run changes nothing', async () => {
  await using here = await three();
  const before = await readdir(here.folder);
  const dry = await pruneBuilds(here.folder, { ...options, dryRun: true });
  assert.deepEqual(await readdir(here.folder), before);
  const removed = await pruneBuilds(here.folder, options);
  assert.deepEqual(removed, dry);
  assert.deepEqual(
    removed.map(({ name, held }) => [name, held]),
    [
      ['a-1', null],
      ['a-2', null],
    ],
  );
  assert.ok(removed.every(({ bytes }) => bytes > 14));
  assert.deepEqual(await names(here.folder), ['a-3', 'b-1']);
  assert.deepEqual(await pruneBuilds(join(here.folder, 'absent'), options), []);
});

test('a version with a file that somebody holds stays, and so does one that is being built', async () => {
  await using here = await three();
  const used = await takeLock(join(here.folder, 'a-1/kernel'), { env: TOOL_ENV, wait: true, shared: true, existing: true });
  const built = await takeLock(lockFile(here.folder, 'a-2'), { env: TOOL_ENV, wait: true });
  const [first] = await listBuilds(here.folder);
  assert.equal(first?.inUse, true);
  const removed = await pruneBuilds(here.folder, options);
  assert.deepEqual(
    removed.map(({ name, held }) => [name, held]),
    [
      ['a-1', 'in use'],
      ['a-2', 'it is being built'],
    ],
  );
  await used?.release();
  await built?.release();
  await pruneBuilds(here.folder, options);
  assert.deepEqual(await names(here.folder), ['a-3', 'b-1']);
});

test('what is not whole goes, what a killed build left goes, and what is of no use goes however new it is', async () => {
  await using here = await three();
  await rm(join(here.folder, 'a-3/kernel'));
  await beginBuild(here.folder, 'a-9', null);
  const removed = await pruneBuilds(here.folder, { ...options, keep: null, useless: async ({ recipeKey }) => recipeKey === 'b' });
  assert.deepEqual(
    removed.map(({ path }) => basename(path)),
    ['a-3', 'b-1'],
  );
  assert.deepEqual(await names(here.folder), ['a-1', 'a-2']);
});

test('verifying finds a flipped byte, a cut file, a lost file, and a manifest that is none', async () => {
  await using here = await three();
  await writeFile(join(here.folder, 'a-1/kernel'), 'kernal');
  await writeFile(join(here.folder, 'a-2/kernel'), 'k');
  await rm(join(here.folder, 'a-3/kernel'));
  await writeFile(join(here.folder, 'b-1/manifest.json'), '{');
  const found = await Promise.all((await listBuilds(here.folder)).map((build) => verifyBuild(build)));
  assert.deepEqual(
    found.map(({ faults }) => faults.map(({ path, problem }) => [path.slice(here.folder.length + 1), problem])),
    [[['a-1/kernel', 'digest']], [['a-2/kernel', 'size']], [['a-3/kernel', 'missing']], [['b-1/manifest.json', 'manifest']]],
  );
});

test('the lock of a version that goes, and those of which no version is left, go too', async () => {
  await using here = await three();
  const locked = async () => (await readdir(here.folder)).filter((name) => name.startsWith('.lock-')).sort();
  for (const name of ['.lock-a-1', '.lock-a-3', '.lock-gone', '.lock-coming']) await writeFile(join(here.folder, name), '');
  const coming = await takeLock(lockFile(here.folder, 'coming'), { env: TOOL_ENV, wait: true });
  await pruneBuilds(here.folder, { ...options, dryRun: true });
  assert.equal((await locked()).length, 4);
  await pruneBuilds(here.folder, options);
  assert.deepEqual(await locked(), ['.lock-a-3', '.lock-coming']);
  await coming?.release();
});
