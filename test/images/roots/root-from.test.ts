import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sha256, sha256File } from '../../../src/base/files.ts';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { capabilitiesOf } from '../../../src/images/roots/capabilities.ts';
import { type RootForm, type RootWant, rootFrom, rootTools } from '../../../src/images/roots/root-from.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';
import { CAPABILITY, madeUpTar } from './made-up-tar.ts';

async function output(command: string, args: readonly string[]): Promise<string> {
  const outcome = await run(command, args, { env: TOOL_ENV });
  assert.equal(outcome.exitCode, 0, `${outcome.command}: ${outcome.stderr}`);
  return outcome.stdout;
}

/** A published file in a folder, and a store beside it. */
async function published(folder: string, name: string, bytes: Uint8Array) {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return { file, digest: sha256(bytes) };
}

async function squashfs(folder: string): Promise<Buffer> {
  await writeFile(join(folder, 'made-up.tar'), await madeUpTar());
  await output('sh', ['-c', 'exec tar2sqfs -q "$1/squashfs" < "$1/made-up.tar"', 'sh', folder]);
  return await readFile(join(folder, 'squashfs'));
}

function options(folder: string) {
  const said: string[] = [];
  return { said, store: join(folder, 'store'), env: TOOL_ENV, emit: (message: string) => said.push(message) };
}

/** The made-up root file system, as it is in an ext4 image. */
async function assertMadeUp(disk: string): Promise<void> {
  const about = (path: string) => output('debugfs', ['-R', `stat ${path}`, disk]);
  assert.match(await about('/usr/bin/su'), /Type: regular +Mode: +04755[\s\S]*User: +0 +Group: +0 /);
  assert.match(await about('/dev/null'), /Type: character special +Mode: +0666[\s\S]*Device major\/minor number: 01:03/);
  assert.match(await about('/home'), /Mode: +02775[\s\S]*User: +1000 +Group: +50 /);
  const bytes = [...CAPABILITY].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  assert.ok((await about('/usr/bin/ping')).includes(bytes));
  assert.match(await output('dumpe2fs', ['-h', disk]), /volume name: +vmtest-root/);
  await output('e2fsck', ['-fn', disk]);
}

const TARS: readonly (readonly [string, (tar: Buffer, folder: string) => Promise<Buffer>])[] = [
  ['plain', async (tar) => tar],
  ['gzip', async (tar) => gzipSync(tar)],
  [
    'xz',
    async (tar, folder) => {
      await writeFile(join(folder, 'for-xz'), tar);
      await output('xz', [join(folder, 'for-xz')]);
      return await readFile(join(folder, 'for-xz.xz'));
    },
  ],
];

for (const [name, pack] of TARS) {
  test(`an ext4 file system made of a tar (${name}) has what the tar has`, async () => {
    await using temp = await tempFolder();
    const { file, digest } = await published(temp.path, 'root-tgz', await pack(await madeUpTar(), temp.path));
    const root = await rootFrom('root-tgz', file, digest, 'ext4', options(temp.path));
    assert.equal(root.sha256, await sha256File(root.path));
    await assertMadeUp(root.path);
    const folder = join(temp.path, 'store', 'derived', `${digest}-ext4`);
    assert.deepEqual((await readdir(folder)).sort(), ['manifest.json', 'root.ext4']);
  });
}

test('an ext4 file system made of a squashfs has what the squashfs has, and is made once', async () => {
  await using temp = await tempFolder();
  const { file, digest } = await published(temp.path, 'root.squashfs', await squashfs(temp.path));
  const once = options(temp.path);
  const roots = await Promise.all([1, 2].map(() => rootFrom('squashfs', file, digest, 'ext4', once)));
  assert.equal(once.said.filter((line) => line.startsWith('squashfs made into ext4')).length, 1, once.said.join('\n'));
  assert.equal(roots[0]?.path, roots[1]?.path);
  await assertMadeUp(roots[0]?.path as string);
  const again = await rootFrom('squashfs', file, digest, 'ext4', { ...once, env: { PATH: temp.path } });
  assert.deepEqual(again, { path: roots[0]?.path, sha256: roots[0]?.sha256, seconds: 0 });
});

test('a tar made of a squashfs has its owners, modes, devices and capabilities', async () => {
  await using temp = await tempFolder();
  const { file, digest } = await published(temp.path, 'root.squashfs', await squashfs(temp.path));
  const root = await rootFrom('squashfs', file, digest, 'tar', options(temp.path));
  const list = await output('tar', ['--numeric-owner', '-tvf', root.path]);
  assert.match(list, /^-rwsr-xr-x +0\/0 .* \.\/usr\/bin\/su$/m);
  assert.match(list, /^crw-rw-rw- +0\/0 +1,3 .* \.\/dev\/null$/m);
  assert.match(list, /^drwxrwsr-x +1000\/50 .* \.\/home\/$/m);
  assert.deepEqual(await capabilitiesOf(root.path), [{ path: '/usr/bin/ping', value: CAPABILITY }]);
});

test('what is published in the wanted form is taken as it is', async () => {
  await using temp = await tempFolder();
  const { file, digest } = await published(temp.path, 'anything', Buffer.from('not even looked at'));
  for (const [form, want] of [
    ['squashfs', 'squashfs'],
    ['root-tgz', 'tar'],
  ] as const) {
    assert.deepEqual(await rootFrom(form, file, digest, want, options(temp.path)), { path: file, sha256: digest, seconds: 0 });
  }
  assert.ok(!(await readdir(temp.path)).includes('store'));
});

test('the images of the seed era are unpacked: a gzipped file system, and a disk in xz', async () => {
  await using temp = await tempFolder();
  const image = join(temp.path, 'fs');
  await output('mke2fs', ['-q', '-t', 'ext4', '-L', 'cloudimg-rootfs', image, '4M']);
  const bytes = await readFile(image);
  const zipped = await published(temp.path, 'root-image.gz', gzipSync(bytes));
  const root = await rootFrom('root-image.gz', zipped.file, zipped.digest, 'ext4', options(temp.path));
  assert.ok((await readFile(root.path)).equals(bytes));
  await output('xz', ['--keep', image]);
  const packed = await published(temp.path, 'root-image.xz', await readFile(`${image}.xz`));
  const disk = await rootFrom('root-image.xz', packed.file, packed.digest, 'disk', options(temp.path));
  assert.ok((await readFile(disk.path)).equals(bytes));
  assert.equal(disk.sha256, sha256(bytes));
  assert.ok((await stat(disk.path)).blocks * 512 < bytes.length, 'zeros are holes');
});

test('what is not what its form says is told, and nothing is left of the attempt', async () => {
  await using temp = await tempFolder();
  const broken: readonly (readonly [RootForm, RootWant, Buffer, string])[] = [
    ['squashfs', 'ext4', Buffer.from('<html>'), 'VMTEST_IMAGE_CORRUPT'],
    ['squashfs', 'tar', Buffer.concat([Buffer.from('hsqs'), Buffer.alloc(5000)]), 'VMTEST_IMAGE_UNAVAILABLE'],
    ['root-tgz', 'ext4', gzipSync(Buffer.from('no tar'.repeat(500))), 'VMTEST_IMAGE_UNAVAILABLE'],
    ['root-image.gz', 'ext4', gzipSync(Buffer.alloc(5000)), 'VMTEST_IMAGE_CORRUPT'],
    ['root-image.xz', 'disk', Buffer.from('plain'), 'VMTEST_IMAGE_CORRUPT'],
  ];
  for (const [form, want, bytes, code] of broken) {
    const { file, digest } = await published(temp.path, 'broken', bytes);
    await assert.rejects(rootFrom(form, file, digest, want, options(temp.path)), { code });
  }
  assert.deepEqual(
    (await readdir(join(temp.path, 'store', 'derived'))).filter((name) => !name.startsWith('.lock-')),
    [],
  );
});

test('a form that cannot give what is wanted, and a program that is not there, are told with the mend', async () => {
  await using temp = await tempFolder();
  assert.equal(rootTools('root-image.gz', 'tar'), undefined);
  await assert.rejects(rootFrom('root-image.gz', '/nowhere', 'aa', 'tar', options(temp.path)), {
    code: 'VMTEST_IMAGE_UNAVAILABLE',
    hint: 'a root-image.gz gives ext4',
  });
  const { file, digest } = await published(temp.path, 'root.squashfs', await squashfs(temp.path));
  // All but sqfs2tar and fakeroot.
  const few = join(temp.path, 'few');
  await mkdir(few);
  for (const name of ['flock', 'tar', 'mke2fs', 'debugfs', 'sh', 'rm']) {
    await output('sh', ['-c', 'ln -s "$(command -v "$1")" "$2/"', 'sh', name, few]);
  }
  await assert.rejects(rootFrom('squashfs', file, digest, 'ext4', { ...options(temp.path), env: { PATH: few } }), (error: unknown) => {
    assert.ok(error instanceof VmtestError);
    assert.match(error.message, /sqfs2tar, fakeroot not installed/);
    assert.match(error.hint ?? '', /apt-get install squashfs-tools-ng fakeroot/);
    return true;
  });
});
