import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/base/files.ts';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { pruneBuilds } from '../../../src/images/builds/prune.ts';
import { urlPins } from '../../../src/images/url/pins.ts';
import { resolveUrl } from '../../../src/images/url/resolve.ts';
import { httpServer } from '../../support/http-server.ts';
import { tempFolder } from '../../support/temp.ts';
import { optionsIn, sumsFile, urlFile, urlImage } from './support.ts';

test('a file that a suite names by its digest stays after its use; what a sums file names last is not pinned', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  const url = server.url('/image');
  const bring = async (text: string, about: Parameters<typeof urlFile>[1]) => {
    server.files.set('/image', { body: Buffer.from(text) });
    server.files.set('/SHA256SUMS', { body: Buffer.from(`${sha256(text)}  image\n`) });
    const image = await resolveUrl(...urlImage({ kernel: urlFile(url, about) }), optionsIn(temp.path, true));
    await image.release();
  };
  await bring('one', { sha256: sha256('one') });
  await bring('two', { sha256: sha256('two') });
  await bring('three', { sums: sumsFile(server.url('/SHA256SUMS'), { verify: 'none' }) });
  await bring('four', { sums: sumsFile(server.url('/SHA256SUMS'), { verify: 'none' }) });
  const { store } = optionsIn(temp.path);
  const pinned = await urlPins(store);
  const nameOf = (text: string) => `${sha256(text).slice(0, 16)}-published`;
  assert.deepEqual(
    ['one', 'two', 'three', 'four'].map((text) => pinned(nameOf(text))),
    [true, true, false, false],
  );
  for (const dryRun of [true, false]) {
    const removed = await pruneBuilds(join(store, 'url'), { keep: 1, pinned, dryRun, env: TOOL_ENV });
    const held = new Map(removed.map((one) => [one.name, one.held]));
    assert.deepEqual([held.get(nameOf('one')), held.get(nameOf('two'))], ['pinned', 'pinned']);
    assert.ok(![held.get(nameOf('three')), held.get(nameOf('four'))].includes('pinned'));
  }
  // What is not whole is of no use to anybody.
  await rm(join(store, 'url', nameOf('one'), 'manifest.json'));
  const removed = await pruneBuilds(join(store, 'url'), { keep: 1, pinned, dryRun: true, env: TOOL_ENV });
  assert.equal(removed.find(({ name }) => name === nameOf('one'))?.held, null);
});
