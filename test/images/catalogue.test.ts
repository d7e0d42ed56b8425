import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../../src/base/files.ts';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import { catalogueOf } from '../../src/images/catalogue.ts';
import type { ResolveOptions } from '../../src/images/image.ts';
import { resolveImage } from '../../src/images/resolve.ts';
import type { FilesSource } from '../../src/model/suite.ts';
import { tempFolder } from '../support/temp.ts';
import { makeIso } from './iso/make-iso.ts';
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

test('kernel and initrd come out of an ISO where the image has none of its own, those that are used', async () => {
  await using folder = await tempFolder();
  const iso = await makeIso(folder.path, { 'casper/vmlinuz': 'kernel', 'casper/initrd': 'initrd', 'casper/hwe-vmlinuz': 'newer kernel' });
  const own = join(folder.path, 'vmlinuz');
  await writeFile(own, 'own kernel');
  const options = { store: join(folder.path, 'store'), env: TOOL_ENV, emit: () => undefined };
  const roles = async (source: FilesSource) => (await catalogueOf({ iso: image(source, 'iso') }, options)).iso?.roles;
  const resolve = async (source: FilesSource, more: Partial<ResolveOptions> = {}) => {
    const { release, files } = await resolveImage(image(source, 'iso'), { ...options, ...more });
    const texts = await Promise.all([files.kernel, files.initrd].map((path) => (path === undefined ? null : readFile(path, 'utf8'))));
    await release();
    return texts;
  };
  const alone: FilesSource = { kind: 'files', files: { iso } };
  assert.deepEqual(await roles(alone), ['iso', 'kernel', 'initrd']);
  assert.deepEqual(await resolve(alone), ['kernel', 'initrd']);
  assert.deepEqual(await resolve(alone, { roles: ['kernel'] }), ['kernel', null]);
  assert.deepEqual(await resolve({ ...alone, fromIso: { kernel: '/casper/hwe-vmlinuz', initrd: '/casper/initrd' } }), [
    'newer kernel',
    'initrd',
  ]);
  const withKernel: FilesSource = { kind: 'files', files: { iso, kernel: own } };
  assert.deepEqual(await roles(withKernel), ['iso', 'kernel']);
  assert.deepEqual(await resolve(withKernel), ['own kernel', null]);
  assert.deepEqual(await resolve({ ...withKernel, fromIso: { initrd: '/casper/initrd' } }), ['own kernel', 'initrd']);
});

test('a disk of the suite that is compressed or has a backing file is a problem before anything starts', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.failure);
  const backed = Buffer.alloc(4096);
  backed.write('QFI\u00fb', 'latin1');
  backed.writeUInt32BE(3, 4);
  backed.writeBigUInt64BE(512n, 8);
  const contents = { zipped: gzipSync('a disk'), backed, plain: Buffer.from('a disk') };
  const said: Record<string, string | undefined> = {};
  for (const [name, bytes] of Object.entries(contents)) {
    const disk = join(folder.path, name);
    await writeFile(disk, bytes);
    const one = image({ kind: 'files', files: { disk } }, name);
    const [problem] = (await catalogueOf({ one }, options)).one?.problems ?? [];
    said[name] = problem?.message.replace(disk, 'DISK');
    if (problem !== undefined) {
      assert.equal(problem.code, 'VMTEST_PLAN_INVALID');
      await assert.rejects(resolveImage(one, { ...options, emit: () => undefined }), { code: 'VMTEST_PLAN_INVALID' });
    }
  }
  assert.deepEqual(said, {
    zipped: 'The disk of the image zipped, DISK, is compressed by gzip',
    backed: 'The disk of the image backed, DISK, has a backing file',
    plain: undefined,
  });
});
