import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { makeFolder, sha256 } from '../../../src/base/files.ts';
import { commit, recover, unfinishedRemovals } from '../../../src/images/store/journal.ts';
import { type Layout, layoutOf } from '../../../src/images/store/layout.ts';
import { isThere } from '../../../src/images/store/place.ts';
import { tempFolder } from '../../support/temp.ts';

const STATE = '.vmtest-data/stream';
const REFERENCES = '.vmtest-data/references.json';

/** A state that names these paths. */
const stateOf = (...paths: string[]) => {
  const items = Object.fromEntries(paths.map((path) => [path, { path, size: 1 }]));
  return JSON.stringify({ format: 'products:1.0', content_id: 'stream', products: { p: { versions: { 1: { items } } } } });
};

async function put(layout: Layout, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(layout.store, path)), { recursive: true });
  await writeFile(join(layout.store, path), text);
}

const read = (layout: Layout, path: string) => readFile(join(layout.store, path), 'utf8').catch(() => null);

/** The texts of what the changes of these tests are about. */
async function look(layout: Layout): Promise<Readonly<Record<string, string | null>>> {
  const paths = [STATE, REFERENCES, 'old/item', 'new/a', 'new/b'];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(layout, path)] as const)));
}

const BEFORE: Readonly<Record<string, string | null>> = {
  [STATE]: stateOf('old/item'),
  [REFERENCES]: '{}',
  'old/item': 'o',
  'new/a': null,
  'new/b': null,
};
const ADDED: typeof BEFORE = {
  ...BEFORE,
  [STATE]: stateOf('old/item', 'new/a', 'new/b'),
  [REFERENCES]: '{"a": 1}',
  'new/a': 'a',
  'new/b': 'b',
};
const REMOVED: typeof BEFORE = { ...BEFORE, [STATE]: stateOf(), [REFERENCES]: '{"r": 1}', 'old/item': null };

async function prepare(store: string): Promise<Layout> {
  const layout = layoutOf(store);
  for (const folder of [layout.partial, layout.staging]) await makeFolder(folder);
  for (const [path, text] of Object.entries(BEFORE)) if (text !== null) await put(layout, path, text);
  return layout;
}

const MOVES = [
  { to: 'new/a', from: 'partial/a.part' },
  { to: 'new/b', from: 'partial/b.part' },
];

/** Leaves a change as a process leaves it that is killed after so many of its renames. */
async function leave(
  layout: Layout,
  after: Readonly<Record<string, string | null>>,
  unlink: readonly string[],
  renames: number,
): Promise<void> {
  const items = unlink.length === 0 ? MOVES : [];
  for (const { from } of items) await writeFile(join(layout.own, from), from.slice(8, 9));
  const files = [STATE, REFERENCES].map((to, number) => {
    return { to, from: `staging/${number}`, before: sha256(String(BEFORE[to])), after: sha256(String(after[to])) };
  });
  for (const { to, from } of files) await writeFile(join(layout.own, from), String(after[to]));
  await writeFile(layout.journal, JSON.stringify({ version: 1, items, files, unlink }));
  for (const { to, from } of [...items, ...files].slice(0, renames)) {
    await mkdir(dirname(join(layout.store, to)), { recursive: true });
    const aside = join(layout.staging, `${sha256(to).slice(0, 32)}.old`);
    if (await isThere(join(layout.store, to))) await writeFile(aside, await readFile(join(layout.store, to)));
    await rename(join(layout.own, from), join(layout.store, to));
  }
}

async function checkClosed(layout: Layout): Promise<void> {
  assert.deepEqual((await readdir(layout.own)).sort(), ['partial']);
}

test('a change is done whole', async () => {
  await using folder = await tempFolder();
  const layout = await prepare(folder.path);
  for (const { from } of MOVES) await writeFile(join(layout.own, from), from.slice(8, 9));
  const files = [STATE, REFERENCES].map((to) => ({ to, data: String(ADDED[to]) }));
  await commit(layout, { items: MOVES, files, unlink: [] });
  assert.deepEqual(await look(layout), ADDED);
  await checkClosed(layout);
  assert.equal(await recover(layout), null);
});

test('an error in the middle of a change takes back what was done of it', async () => {
  await using folder = await tempFolder();
  const layout = await prepare(folder.path);
  for (const { from } of MOVES) await writeFile(join(layout.own, from), from.slice(8, 9));
  // The second state cannot be put in place: a folder is there.
  await put(layout, '.vmtest-data/folder/file', 'x');
  const files = [STATE, '.vmtest-data/folder/file/no'].map((to) => ({ to, data: stateOf('new/a', 'new/b') }));
  await assert.rejects(commit(layout, { items: MOVES, files, unlink: [] }));
  assert.deepEqual(await look(layout), BEFORE);
  assert.equal(await isThere(join(layout.store, 'new')), false);
  assert.deepEqual((await readdir(layout.partial)).sort(), ['a.part', 'b.part']);
  await checkClosed(layout);
});

for (let renames = 0; renames <= 4; renames += 1) {
  test(`an addition that was killed after ${renames} renames is finished`, async () => {
    await using folder = await tempFolder();
    const layout = await prepare(folder.path);
    await leave(layout, ADDED, [], renames);
    assert.match((await recover(layout)) ?? '', /finished/);
    assert.deepEqual(await look(layout), ADDED);
    await checkClosed(layout);
  });
}

for (let renames = 0; renames <= 2; renames += 1) {
  test(`a removal that was killed after ${renames} renames is ${renames === 2 ? 'finished' : 'taken back'}`, async () => {
    await using folder = await tempFolder();
    const layout = await prepare(folder.path);
    await leave(layout, REMOVED, ['old/item'], renames);
    assert.deepEqual([...(await unfinishedRemovals(layout))], renames === 0 ? [] : ['old/item']);
    await recover(layout);
    assert.deepEqual(await look(layout), renames === 2 ? REMOVED : BEFORE);
    await checkClosed(layout);
  });
}

test('a change whose partial file is gone is taken back', async () => {
  await using folder = await tempFolder();
  const layout = await prepare(folder.path);
  await leave(layout, ADDED, [], 1);
  await rename(join(layout.own, 'partial/b.part'), join(folder.path, 'gone'));
  assert.match((await recover(layout)) ?? '', /taken back/);
  assert.deepEqual(await look(layout), BEFORE);
  assert.deepEqual(await readdir(layout.partial), ['a.part']);
  await checkClosed(layout);
});

test('what somebody else has done to the store since is not undone', async () => {
  await using folder = await tempFolder();
  const layout = await prepare(folder.path);
  await leave(layout, ADDED, [], 2);
  // The original, which knows no journal, takes up the one file and has its own state.
  await put(layout, STATE, stateOf('old/item', 'new/a'));
  assert.match((await recover(layout)) ?? '', /taken back/);
  assert.deepEqual(await look(layout), { ...BEFORE, [STATE]: stateOf('old/item', 'new/a'), 'new/a': 'a' });
  await checkClosed(layout);
});

test('a journal that cannot be read is dropped', async () => {
  await using folder = await tempFolder();
  const layout = await prepare(folder.path);
  await writeFile(layout.journal, '{"version": 1, ');
  assert.equal(await recover(layout), null);
  assert.deepEqual(await look(layout), BEFORE);
  await checkClosed(layout);
});
