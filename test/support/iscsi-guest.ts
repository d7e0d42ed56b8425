import { copyFile, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CpioFiles, cpio } from './cpio.ts';
import { unpackDebs } from './debs.ts';
import { initramfs, onceOnHost, orderedModules, type TinyImage } from './tiny.ts';
import { MODULES } from './tiny-init.ts';

/*
 * The tiny machine with Debian's open-iscsi: the real iscsid and iscsiadm, the libraries that they need, and the kernel's initiator.
 */

/** open-iscsi, and every package that a library of its comes from. */
const PACKAGES = [
  'linux-image-cloud-amd64',
  'busybox-static',
  'open-iscsi',
  ...['libopeniscsiusr', 'libisns0', 'libssl3', 'libkmod2', 'libmount1', 'libblkid1', 'libselinux1', 'libpcre2-8-0', 'libsystemd0'],
  ...['libcap2', 'libgcrypt20', 'libgpg-error0', 'liblz4-1', 'liblzma5', 'libzstd1', 'libc6'],
];
const PROGRAMS = ['iscsid', 'iscsiadm'] as const;
/** The path of the dynamic linker is in every program of amd64. */
const LINKER = 'lib64/ld-linux-x86-64.so.2';

/** What iscsid reads: nothing starts by itself, and a login that fails is given up at once. */
const SETTINGS = `node.startup = manual
node.session.initial_login_retry_max = 1
node.conn[0].timeo.login_timeout = 30
`;

/** Kernel and initramfs of the tiny machine with open-iscsi, for x86_64. The first call on a host downloads about 45 MB. */
export async function iscsiImage(): Promise<TinyImage> {
  const folder = await onceOnHost('iscsi', ['iscsi-guest.ts', 'tiny.ts', 'tiny-init.ts', 'debs.ts', 'cpio.ts'], make);
  return { kernel: join(folder, 'kernel'), initrd: join(folder, 'initrd') };
}

async function make(folder: string): Promise<void> {
  const guest = join(folder, 'guest');
  await unpackDebs('amd64', PACKAGES, guest);
  const kernel = (await readdir(join(guest, 'boot'))).find((name) => name.startsWith('vmlinuz-')) as string;
  await copyFile(join(guest, 'boot', kernel), join(folder, 'kernel'));
  const modules = await orderedModules(join(guest, 'lib/modules'), [...MODULES, 'crc32c_generic', 'iscsi_tcp']);
  const files = { ...(await initramfs(guest, modules)), ...(await openIscsi(guest)) };
  await writeFile(join(folder, 'initrd'), cpio(files));
  await rm(guest, { recursive: true });
}

async function openIscsi(guest: string): Promise<CpioFiles> {
  const text = (content: string) => ({ data: Buffer.from(content), mode: 0o644 });
  const files: Record<string, { data: Uint8Array; mode: number }> = {
    'etc/iscsi/iscsid.conf': text(SETTINGS),
    'etc/iscsi/initiatorname.iscsi': text('InitiatorName=iqn.2020-01.test.vmtest:guest\n'),
    'etc/passwd': text('root:x:0:0:root:/:/bin/sh\n'),
  };
  const libraries = await librariesOf(guest);
  const add = async (path: string, file: string) => {
    if (files[path] !== undefined) return;
    const data = await readFile(file);
    files[path] = { data, mode: 0o755 };
    // A library's name stands in whatever needs it, between two zeros.
    for (const [name, needed] of libraries) if (data.includes(`\0${name}\0`)) await add(`lib/${name}`, needed);
  };
  for (const name of PROGRAMS) await add(`bin/${name}`, await realpath(join(guest, 'sbin', name)));
  await add(LINKER, libraries.get(basename(LINKER)) as string);
  return files;
}

/** Every shared library of the packages by its name, links followed. */
async function librariesOf(guest: string): Promise<ReadonlyMap<string, string>> {
  const libraries = new Map<string, string>();
  for (const folder of ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu']) {
    for (const name of await readdir(join(guest, folder)).catch(() => [])) {
      if (/\.so(?:\.\d+)+$/.test(name)) libraries.set(name, await realpath(join(guest, folder, name)));
    }
  }
  return libraries;
}
