import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256, sha256File } from '../../../src/base/files.ts';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { bootPathsOf } from '../../../src/images/iso/boot-paths.ts';
import { bootFromIso } from '../../../src/images/iso/extract-boot.ts';
import { readIso } from '../../../src/images/iso/iso.ts';
import type { IsoPaths } from '../../../src/model/suite.ts';
import { tempFolder } from '../../support/temp.ts';
import { makeIso } from './make-iso.ts';

/** What the installers' ISOs have, beside what is to be found. */
const LAYOUTS: readonly (readonly [string, readonly string[], string, string])[] = [
  ['Ubuntu', ['casper/hwe-vmlinuz', 'casper/hwe-initrd', 'casper/vmlinuz', 'casper/initrd'], '/casper/vmlinuz', '/casper/initrd'],
  ['Ubuntu 16.04', ['casper/vmlinuz.efi', 'casper/initrd.lz', 'install/mt86plus'], '/casper/vmlinuz.efi', '/casper/initrd.lz'],
  [
    'Debian of two architectures',
    ['install.386/vmlinuz', 'install.386/initrd.gz', 'install.amd/vmlinuz', 'install.amd/initrd.gz', 'install.amd/gtk/vmlinuz'],
    '/install.amd/vmlinuz',
    '/install.amd/initrd.gz',
  ],
  ['Debian arm64', ['install.a64/vmlinuz', 'install.a64/initrd.gz'], '/install.a64/vmlinuz', '/install.a64/initrd.gz'],
  [
    'Debian live',
    ['live/vmlinuz-6.9.1', 'live/initrd.img-6.9.1', 'live/vmlinuz-6.10.2', 'live/initrd.img-6.10.2', 'live/vmlinuz-7'],
    '/live/vmlinuz-6.10.2',
    '/live/initrd.img-6.10.2',
  ],
  [
    'Fedora',
    ['images/pxeboot/vmlinuz', 'images/pxeboot/initrd.img', 'images/install.img'],
    '/images/pxeboot/vmlinuz',
    '/images/pxeboot/initrd.img',
  ],
  ['openSUSE', ['boot/x86_64/loader/linux', 'boot/x86_64/loader/initrd'], '/boot/x86_64/loader/linux', '/boot/x86_64/loader/initrd'],
  ['openSUSE arm', ['boot/aarch64/linux', 'boot/aarch64/initrd'], '/boot/aarch64/linux', '/boot/aarch64/initrd'],
  [
    'Arch',
    ['arch/boot/x86_64/vmlinuz-linux', 'arch/boot/x86_64/initramfs-linux.img', 'arch/boot/amd-ucode.img'],
    '/arch/boot/x86_64/vmlinuz-linux',
    '/arch/boot/x86_64/initramfs-linux.img',
  ],
];

const made = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, `content of /${path}`]));

function options(folder: string) {
  const said: string[] = [];
  return { said, store: join(folder, 'store'), env: TOOL_ENV, emit: (message: string) => said.push(message) };
}

async function source(folder: string, paths: readonly string[]) {
  const path = await makeIso(folder, made(paths));
  return { path, digest: await sha256File(path) };
}

for (const [name, paths, kernel, initrd] of LAYOUTS) {
  test(`${name}: kernel and initrd are where the installer has them`, async () => {
    await using temp = await tempFolder();
    await using iso = await readIso(await makeIso(temp.path, made(paths)));
    assert.deepEqual(await bootPathsOf(iso), { kernel, initrd });
  });
}

test('kernel and initrd are copied into the store once', async () => {
  await using temp = await tempFolder();
  const iso = await source(temp.path, ['casper/vmlinuz', 'casper/initrd']);
  const first = await bootFromIso(iso, undefined, ['kernel', 'initrd'], options(temp.path));
  assert.equal(await readFile(first.kernel?.path ?? '', 'utf8'), 'content of /casper/vmlinuz');
  assert.equal(await readFile(first.initrd?.path ?? '', 'utf8'), 'content of /casper/initrd');
  assert.equal(first.kernel?.sha256, sha256('content of /casper/vmlinuz'));
  const folder = join(temp.path, 'store', 'derived', `${iso.digest}-boot`);
  assert.deepEqual((await readdir(folder)).sort(), ['initrd', 'kernel', 'manifest.json']);
  // Nothing is read or started any more.
  const again = await bootFromIso({ ...iso, path: '/nowhere' }, undefined, ['initrd', 'kernel'], { ...options(temp.path), env: {} });
  assert.deepEqual(again, first);
});

const HWE = ['casper/vmlinuz', 'casper/initrd', 'casper/hwe-vmlinuz', 'casper/hwe-initrd', 'own/linux'];
const GIVEN: readonly (readonly [IsoPaths, string, string])[] = [
  [{ kernel: '/casper/hwe-vmlinuz' }, '/casper/hwe-vmlinuz', '/casper/hwe-initrd'],
  [{ initrd: '/casper/hwe-initrd' }, '/casper/hwe-vmlinuz', '/casper/hwe-initrd'],
  [{ kernel: '/own/linux' }, '/own/linux', '/casper/initrd'],
  [{ kernel: '/own/linux', initrd: '/casper/hwe-initrd' }, '/own/linux', '/casper/hwe-initrd'],
];

test('a path of the user’s is taken, with what belongs to it', async () => {
  await using temp = await tempFolder();
  const iso = await source(temp.path, HWE);
  for (const [given, kernel, initrd] of GIVEN) {
    const files = await bootFromIso(iso, given, ['kernel', 'initrd'], options(temp.path));
    assert.equal(await readFile(files.kernel?.path ?? '', 'utf8'), `content of ${kernel}`);
    assert.equal(await readFile(files.initrd?.path ?? '', 'utf8'), `content of ${initrd}`);
  }
  const alone = await bootFromIso(iso, { kernel: '/own/linux' }, ['kernel'], options(temp.path));
  assert.deepEqual(Object.keys(alone), ['kernel']);
});

test('an ISO without a known installer, and a path that is not there, are told with what is there', async () => {
  await using temp = await tempFolder();
  const iso = await source(temp.path, ['sources/install.wim', 'bootmgr']);
  const failed = (given?: IsoPaths) => bootFromIso(iso, given, ['kernel', 'initrd'], options(temp.path));
  await assert.rejects(failed(), { code: 'VMTEST_IMAGE_NOT_FOUND', hint: /kernel: iso:\/PATH.*\/ has bootmgr sources$/ });
  await assert.rejects(failed({ kernel: '/sources/vmlinuz', initrd: '/bootmgr' }), {
    code: 'VMTEST_IMAGE_NOT_FOUND',
    message: /has no file \/sources\/vmlinuz for the kernel/,
    hint: /\/sources has install\.wim$/,
  });
  await assert.rejects(failed({ kernel: '/a/b/c', initrd: '/bootmgr' }), { hint: /; \/ has bootmgr sources$/ });
  const left = (await readdir(join(temp.path, 'store', 'derived'))).filter((name) => !name.startsWith('.lock-'));
  assert.deepEqual(left, []);
});
