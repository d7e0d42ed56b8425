import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Item } from '../../support/streams.ts';
import { itemFiles, makeWorld, snapshot, type World } from './support.ts';

const VERSION = '20260701';
const FTYPES = ['boot-initrd', 'boot-kernel', 'root-tgz', 'squashfs'];

/** Python's json.dumps(value, indent=1, sort_keys=True, separators=(',', ': ')) for ASCII, by JavaScript's own means. */
function dumps(value: unknown): string {
  const sorted = (one: unknown): unknown =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(
          Object.entries(one)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : one;
  return JSON.stringify(sorted(value), null, 1);
}

/**
 * What the original's mirror writes of a stream, as its source says and as it was seen to do: each stream file as it is published; of
 * every products file, whether an item of it was wanted or not, its texts with the wanted items as they are; those of the two streams
 * it knows once more for its query; who needs which file, in the order of the stream.
 */
function originalStore({ stream }: World): ReadonlyMap<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const references: Record<string, string[]> = {};
  for (const [path, bytes] of stream.files) if (path.endsWith('.json')) files.set(path, bytes);
  for (const [id, tree] of stream.trees) {
    const products: Record<string, unknown> = {};
    for (const [name, { versions, ...fields }] of Object.entries(tree.products)) {
      const items: Record<string, Item> = {};
      for (const [item, data] of Object.entries(versions[VERSION]?.items ?? {})) {
        if (!FTYPES.includes(String(data.ftype))) continue;
        items[item] = data;
        const path = String(data.path);
        references[path] = [...(references[path] ?? []), [id, name, VERSION, item].join('/')];
        files.set(path, stream.files.get(path) as Uint8Array);
      }
      if (Object.keys(items).length > 0) products[name] = { ...fields, versions: { [VERSION]: { items } } };
    }
    const { content_id, datatype, format, updated } = tree;
    const state = dumps({ content_id, datatype, format, updated, products });
    files.set(`.vmtest-data/${id}`, state);
    if (id.endsWith(':v3:download')) files.set('streams/v1/vmtest.json', state);
    if (id.endsWith(':centos-bases-download')) files.set('streams/v1/vmtest-centos.json', state);
  }
  const lines = Object.entries(references).map(([path, ids]) => `"${path}": [${ids.map((id) => `"${id}"`).join(', ')}]`);
  files.set('.vmtest-data/references.json', `{${lines.join(', ')}}`);
  return files;
}

/** A store without what is ours alone, which the original never looks at. */
async function shared(store: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(await snapshot(store)).filter(([path]) => !path.startsWith('.vmtest-data/vmtest')));
}

const made = () =>
  makeWorld({
    bootloaders: true,
    products: [
      { release: 'noble', number: '24.04', versions: [VERSION] },
      { release: 'noble', number: '24.04', subarch: 'hwe-24.04', versions: [VERSION] },
      { os: 'centos', release: 'centos70', number: '7.0', versions: [VERSION] },
    ],
  });

test('a store that we make has the files of one that the original makes, byte for byte', async () => {
  await using world = await made();
  await world.sync();
  const original = originalStore(world);
  const files = Object.entries(await shared(world.store)).filter(([, what]) => !what.endsWith('folder'));
  assert.deepEqual(
    files.map(([path]) => path),
    [...original.keys()].sort(),
  );
  for (const [path, bytes] of original) {
    assert.equal(await readFile(join(world.store, path), 'latin1'), Buffer.from(bytes as string).toString('latin1'), path);
  }
});

test('a store that the original made is used as it is', async () => {
  await using world = await made();
  for (const [path, bytes] of originalStore(world)) {
    await mkdir(dirname(join(world.store, path)), { recursive: true });
    await writeFile(join(world.store, path), bytes);
  }
  const before = await shared(world.store);
  assert.deepEqual((await world.sync()).fetch, []);
  assert.equal(world.server.count(), 4);
  assert.deepEqual(await shared(world.store), before);
  await world.stream.publish('20260801', ({ os }) => os !== 'centos');
  world.serve();
  const { fetch, remove } = await world.sync();
  assert.deepEqual([fetch.length, remove.length], [5, 2]);
  assert.equal((await itemFiles(world.store)).length, 6);
});
