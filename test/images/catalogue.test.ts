import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import { catalogueOf } from '../../src/images/catalogue.ts';
import { resolveImage } from '../../src/images/resolve.ts';
import { tempFolder } from '../support/temp.ts';
import { BUILDS, image, SOURCE, standIn } from './support.ts';

test('the catalogue tells roles and problems without building', async () => {
  await using folder = await tempFolder();
  const kernel = join(folder.path, 'vmlinuz');
  await writeFile(kernel, 'kernel');
  await mkdir(join(folder.path, 'folder'));
  const { options } = await standIn(folder.path, BUILDS.failure);
  const images = {
    tiny: image({ kind: 'files', files: { kernel, initrd: join(folder.path, 'missing') } }, 'tiny'),
    wrong: image({ kind: 'files', files: { disk: join(folder.path, 'folder') } }, 'wrong'),
    debian: image(SOURCE),
  };
  const catalogue = await catalogueOf(images, options);
  assert.deepEqual(catalogue.tiny?.roles, ['kernel', 'initrd']);
  assert.equal(catalogue.tiny?.problems.length, 1);
  const [problem] = catalogue.tiny?.problems ?? [];
  assert.equal(problem?.code, 'VMTEST_IMAGE_UNAVAILABLE');
  assert.ok(problem?.message.includes(join(folder.path, 'missing')) && problem.message.endsWith('is not there'), problem?.message);
  assert.deepEqual(problem?.place, { file: '/suite/vmtest.yaml', line: 4, column: 3 });
  assert.match(catalogue.wrong?.problems[0]?.message ?? '', /is not a file/);
  assert.deepEqual(catalogue.debian, { roles: ['kernel', 'initrd', 'root', 'root-tar'], problems: [] });
});

test('a missing mmdebstrap is a problem, unless the store has the image', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.tar);
  const without = { store: options.store, env: { PATH: join(folder.path, 'nothing') } };
  const [problem] = (await catalogueOf({ debian: image(SOURCE) }, without)).debian?.problems ?? [];
  assert.match(problem?.message ?? '', /mmdebstrap, tar, sqfstar not installed/);
  assert.match(problem?.hint ?? '', /apt-get install mmdebstrap tar squashfs-tools/);
  await (await resolveImage(image(SOURCE), options)).release();
  assert.deepEqual((await catalogueOf({ debian: image(SOURCE) }, without)).debian?.problems, []);
});

test('files are taken where they are, their digests remembered', async () => {
  await using folder = await tempFolder();
  const kernel = join(folder.path, 'vmlinuz');
  await writeFile(kernel, 'kernel');
  const options = { store: join(folder.path, 'store'), env: TOOL_ENV, emit: () => undefined };
  const resolve = () => resolveImage(image({ kind: 'files', files: { kernel } }), options);
  const first = await resolve();
  const { release, ...said } = first;
  const digests = { kernel: sha256('kernel') };
  assert.deepEqual(said, { name: 'debian', files: { kernel }, digests, published: {}, version: null, builtSeconds: 0 });
  await release();
  assert.deepEqual({ ...(await resolve()), release: null }, { ...said, release: null });
  await writeFile(kernel, 'other!');
  assert.equal((await resolve()).digests.kernel, sha256('other!'));
  const missing = resolveImage(image({ kind: 'files', files: { kernel, initrd: `${kernel}.no` } }), options);
  await assert.rejects(missing, { code: 'VMTEST_IMAGE_UNAVAILABLE', message: /initrd.*is not there/ });
});
