import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../../src/base/files.ts';
import { resolveImage } from '../../src/images/resolve.ts';
import { resolveUrl } from '../../src/images/url/resolve.ts';
import { fromVault, type ImageVault } from '../../src/images/vault.ts';
import { httpServer } from '../support/http-server.ts';
import { tempFolder } from '../support/temp.ts';
import { folderVault } from './folder-vault.ts';
import { makePlace } from './simplestreams/support.ts';
import { BUILDS, image, SOURCE, standIn } from './support.ts';
import { optionsIn, urlFile, urlImage } from './url/support.ts';

const KEY = /^vmtest-image-v1-[0-9a-f]{64}\.$/;

/** Another byte in the middle, the size kept. */
async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await rm(path);
  await writeFile(path, bytes);
}

describe('an image of a stream', () => {
  it('is saved as one entry as soon as it was fetched, and comes from there into another store: only the signed index is asked for', async () => {
    await using place = await makePlace();
    const vault = folderVault(join(place.folder, 'vault'));
    const first = await place.resolve({}, { vault });
    await first.release();
    assert.equal(vault.saved.length, 1);
    assert.match(vault.saved[0]?.key ?? '', KEY);
    assert.equal(vault.saved[0]?.label, 'noble amd64/ga-24.04 20260801');
    const before = place.server.count();
    const second = await place.resolve({}, { vault, store: join(place.folder, 'other') });
    await second.release();
    assert.deepEqual(second.digests, first.digests);
    assert.equal(place.server.count() - before, 4, 'the index and its three products files');
    assert.equal(vault.saved.length, 1, 'what came from there is not saved again');
    assert.ok(place.said.includes('noble amd64/ga-24.04 20260801 is from the cache'));
    const there = await place.resolve({}, { vault, store: join(place.folder, 'other') });
    await there.release();
    assert.equal(vault.asked.length, 2, 'the store is asked first');
  });

  it('is fetched where the cache’s copy is damaged, which is told', async () => {
    await using place = await makePlace();
    const vault = folderVault(join(place.folder, 'vault'));
    const first = await place.resolve({}, { vault });
    await first.release();
    await damage((await vault.files())[0] as string);
    const second = await place.resolve({}, { vault, store: join(place.folder, 'other') });
    await second.release();
    assert.deepEqual(second.digests, first.digests);
    assert.match(place.said.join('\n'), /cache’s copy of noble .* is not taken: [0-9a-f]{64}\.part has another digest than was published/);
  });
});

describe('an image of an address', () => {
  it('is saved as it was published, and comes from there without a request', async () => {
    await using temp = await tempFolder();
    const root = Buffer.concat([Buffer.alloc(1 << 20), randomBytes(1000)]);
    const body = gzipSync(root);
    await using server = await httpServer({ '/root.gz': body });
    const what = urlImage({ root: urlFile(server.url('/root.gz'), { sha256: sha256(body) }) });
    const vault = folderVault(join(temp.path, 'vault'));
    const options = { ...optionsIn(temp.path), vault };
    const first = await resolveUrl(...what, options);
    await first.release();
    assert.deepEqual(await readFile((await vault.files())[0] as string), body);
    await server.close();
    const second = await resolveUrl(...what, { ...options, store: join(temp.path, 'other') });
    await second.release();
    assert.deepEqual(await readFile(second.files.root as string), root);
    assert.match(options.said.join('\n'), /from the cache in /);
    assert.deepEqual(
      await readdir(join(temp.path, 'other', 'url')).then((names) => names.filter((name) => /partial|building/.test(name))),
      [],
    );
  });
});

describe('an image that mmdebstrap built', () => {
  it('is saved, and comes from there instead of a build', async () => {
    await using folder = await tempFolder();
    const { options, said } = await standIn(folder.path, BUILDS.tar);
    const vault = folderVault(join(folder.path, 'vault'));
    const first = await resolveImage(image(SOURCE), { ...options, vault });
    await first.release();
    const second = await resolveImage(image(SOURCE), { ...options, vault, store: join(folder.path, 'other') });
    await second.release();
    assert.deepEqual(second.digests, first.digests);
    assert.equal(await readFile(join(folder.path, 'stand-in/builds'), 'utf8'), 'one\n');
    assert.match(said.join('\n'), /bookworm of mmdebstrap, bookworm-\w+ is from the cache/);
  });

  it('is built where the cache’s copy is not what its manifest says', async () => {
    await using folder = await tempFolder();
    const { options, said } = await standIn(folder.path, BUILDS.tar);
    const vault = folderVault(join(folder.path, 'vault'));
    await (await resolveImage(image(SOURCE), { ...options, vault })).release();
    await damage((await vault.files()).find((path) => path.endsWith('/kernel')) as string);
    const second = await resolveImage(image(SOURCE), { ...options, vault, store: join(folder.path, 'other') });
    await second.release();
    assert.equal(await readFile(second.files.kernel as string, 'utf8'), 'kernel 6.1.0-10');
    assert.equal(await readFile(join(folder.path, 'stand-in/builds'), 'utf8'), 'one\none\n');
    assert.match(said.join('\n'), /not taken: it is not what its manifest says/);
  });
});

it('takes no link, no other size, no file that nobody asked for, and leaves nothing behind', async () => {
  await using folder = await tempFolder();
  const staging = join(folder.path, 'staging');
  const files = [{ name: 'a', size: 3, sha256: sha256('abc') }];
  const said: string[] = [];
  const ways: readonly (readonly [RegExp, (into: string) => Promise<unknown>])[] = [
    [/a is no plain file/, (into) => symlink('/etc/passwd', join(into, 'a'))],
    [/a has 2 bytes, not 3/, async (into) => truncate(await wrote(into, 'a', 'abc'), 2)],
    [/files that nobody asked for/, async (into) => [await wrote(into, 'a', 'abc'), await wrote(into, 'b', '')]],
    [/a is not in it/, async () => undefined],
  ];
  for (const [why, put] of ways) {
    const vault: ImageVault = { restore: async (want) => put(want.folder).then(() => true), save: async () => undefined };
    const use = { vault, emit: (line: string) => said.push(line) };
    assert.equal(await fromVault(use, { key: 'k.', label: 'it', files }, folder.path, staging), false);
    assert.match(said.pop() ?? '', why);
    assert.deepEqual(await readdir(folder.path), []);
  }
});

async function wrote(folder: string, name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}
