import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { catalogueOf } from '../../src/images/catalogue.ts';
import type { ResolveOptions } from '../../src/images/image.ts';
import { resolveImage } from '../../src/images/resolve.ts';
import type { ImageDefinition } from '../../src/model/suite.ts';
import { httpServer } from '../support/http-server.ts';
import { tempFolder } from '../support/temp.ts';
import { folderVault } from './folder-vault.ts';
import { makePlace } from './simplestreams/support.ts';
import { BUILDS, image, SOURCE, standIn } from './support.ts';
import { optionsIn, urlFile, urlImage } from './url/support.ts';

/** Every path of a folder with its bytes and its time: what was written to is seen, be it with the same bytes. */
async function snapshot(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).sort();
  const entries = names.map(async (name) => {
    const path = join(folder, name);
    const info = await stat(path);
    return [name, info.isFile() ? `${info.mtimeMs} ${sha256(await readFile(path))}` : `folder ${info.mtimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Takes the right to write from a folder and all below it; as root, who may write none the less, the snapshot shows it. */
async function freeze(folder: string, mode: 0o555 | 0o755): Promise<void> {
  await chmod(folder, 0o755);
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const isFolder = (await stat(path)).isDirectory();
    await chmod(path, isFolder ? mode : mode & 0o666);
  }
  await chmod(folder, mode);
}

/** Has the image of a store that is only read, and asserts that the store is as it was. */
async function readOnly(definition: ImageDefinition, options: ResolveOptions) {
  const before = await snapshot(options.store);
  await freeze(options.store, 0o555);
  try {
    const resolved = await resolveImage(definition, { ...options, readOnly: true });
    await resolved.release();
    return resolved;
  } finally {
    await freeze(options.store, 0o755);
    assert.deepEqual(await snapshot(options.store), before);
  }
}

const MISSING = { code: 'VMTEST_IMAGE_UNAVAILABLE', hint: 'run this on the default branch first: it warms the store' };

describe('a store that is only read', () => {
  it('gives an image of a stream without the network, and of another nothing', async () => {
    await using place = await makePlace();
    // A version that is named: its use is remembered elsewhere.
    const named = { version: '20260801' };
    const warm = await resolveImage(place.image(named), place.options());
    await warm.release();
    await place.server.close();
    const vault = folderVault(join(place.folder, 'vault'));
    const read = await readOnly(place.image(named), place.options({ vault }));
    assert.deepEqual(read.files, warm.files);
    await assert.rejects(readOnly(place.image({ fields: { release: 'jammy' } }), place.options({ vault })), MISSING);
    await assert.rejects(readOnly(place.image(named), place.options({ vault, roles: ['root-tar'] })), MISSING);
    assert.deepEqual(vault.asked, [], 'nothing is asked for that could not be kept');
  });

  it('gives an image of an address, and unpacks nothing', async () => {
    await using temp = await tempFolder();
    await using server = await httpServer({ '/kernel': Buffer.from('kernel'), '/other': Buffer.from('other') });
    const file = (name: string) => urlFile(server.url(`/${name}`), { sha256: sha256(name) });
    const [kernel] = urlImage({ kernel: file('kernel') });
    const [other] = urlImage({ kernel: file('other') });
    const options = optionsIn(temp.path);
    await (await resolveImage(kernel, options)).release();
    assert.ok((await readOnly(kernel, options)).files.kernel);
    await assert.rejects(readOnly(other, options), MISSING);
    assert.equal(server.count('/other'), 0);
  });

  it('gives what mmdebstrap built, whatever the package index says now, and builds nothing', async () => {
    await using folder = await tempFolder();
    const { options } = await standIn(folder.path, BUILDS.tar);
    const first = await resolveImage(image(SOURCE), options);
    await first.release();
    await writeFile(join(folder.path, 'stand-in/InRelease'), 'index two\n');
    assert.deepEqual((await readOnly(image(SOURCE), options)).digests, first.digests);
    await assert.rejects(readOnly(image({ ...SOURCE, suite: 'trixie' }), options), MISSING);
    assert.equal(await readFile(join(folder.path, 'stand-in/builds'), 'utf8'), 'one\n');
  });

  it('is not made where it is not there; an image of files needs none', async () => {
    await using temp = await tempFolder();
    const kernel = join(temp.path, 'kernel');
    await writeFile(kernel, 'kernel');
    const options = { ...optionsIn(temp.path), readOnly: true };
    const files = image({ kind: 'files', files: { kernel } }, 'own');
    assert.equal((await resolveImage(files, options)).digests.kernel, sha256('kernel'));
    await assert.rejects(resolveImage(image(SOURCE), options), MISSING);
    assert.deepEqual(await readdir(temp.path), ['kernel']);
  });

  it('is a problem of the plan, with the mend, where it has not what is asked for', async () => {
    await using temp = await tempFolder();
    await mkdir(join(temp.path, 'store'));
    const [url] = urlImage({ disk: urlFile('http://127.0.0.1:1/disk', { sha256: sha256('disk') }) });
    const entries = await catalogueOf({ debian: image(SOURCE), cloud: url }, { ...optionsIn(temp.path, false), readOnly: true });
    for (const name of ['debian', 'cloud'])
      assert.deepEqual(
        entries[name]?.problems.map(({ code, hint }) => ({ code, hint })),
        [MISSING],
        name,
      );
  });
});
