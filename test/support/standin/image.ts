import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import type { Arch } from '../../../src/model/suite.ts';
import { cpio } from '../cpio.ts';
import { unpackDebs } from '../debs.ts';
import { initramfs, onceOnHost, orderedModules, type TinyImage, tinyDisk, tinyImage } from '../tiny.ts';
import { MODULES } from '../tiny-init.ts';

/** The stand-in curtin's source tree. */
export const STANDIN = import.meta.dirname;

/**
 * The tiny machine with a `python3` that runs the stand-in, as our own packer calls curtin, and with a root of any bytes, which it never
 * mounts. Other architectures than x86_64 lack what `fsimage:` needs.
 */
export async function standinImage(folder: string, arch: Arch = 'x86_64'): Promise<TinyImage & { readonly root: string }> {
  const made = arch === 'x86_64' ? await standinFiles() : dirname((await tinyImage(arch)).kernel);
  const python = cpio({ 'bin/python3': { data: await readFile(join(STANDIN, 'bin/python3')), mode: 0o755 } });
  const files = { kernel: join(made, 'kernel'), initrd: join(folder, 'initrd'), root: join(folder, 'root.img') };
  await writeFile(files.initrd, Buffer.concat([await readFile(join(made, 'initrd')), python]));
  await writeFile(files.root, Buffer.alloc(1 << 20));
  return files;
}

/** A squashfs of a tiny system's files, which boot by UEFI from any FAT file system that they are copied to. */
export async function tinySquashfs(): Promise<string> {
  return join(await standinFiles(), 'system.squashfs');
}

/** The tiny disk, packed by xz as a stream publishes a whole disk. */
export async function packedDisk(folder: string): Promise<string> {
  const packed = join(folder, 'root-image.xz');
  // The check that every unpacker has, busybox's too.
  await tool('sh', ['-c', 'exec xz -0 -T2 --check=crc32 -c "$1" >"$2"', '-', await tinyDisk(), packed]);
  return packed;
}

/** The tiny machine's kernel and initramfs, with loop devices and squashfs beside its usual modules, and the squashfs above. */
function standinFiles(): Promise<string> {
  const recipe = ['standin/image.ts', 'tiny.ts', 'tiny-ppc64.ts', 'tiny-init.ts', 'debs.ts', 'cpio.ts'];
  return onceOnHost('standin', recipe, async (folder) => {
    const guest = join(folder, 'guest');
    await unpackDebs('amd64', ['linux-image-cloud-amd64', 'busybox-static', 'systemd-boot-efi'], guest);
    const kernel = (await readdir(join(guest, 'boot'))).find((name) => name.startsWith('vmlinuz-')) as string;
    await copyFile(join(guest, 'boot', kernel), join(folder, 'kernel'));
    const modules = await orderedModules(join(guest, 'lib/modules'), [...MODULES, 'loop', 'squashfs']);
    await writeFile(join(folder, 'initrd'), cpio(await initramfs(guest, modules)));
    await packSystem(folder, guest);
    await rm(guest, { recursive: true });
  });
}

async function packSystem(folder: string, guest: string): Promise<void> {
  const system = join(folder, 'system');
  for (const name of ['EFI/BOOT', 'loader/entries']) await mkdir(join(system, name), { recursive: true });
  for (const name of ['kernel', 'initrd']) await copyFile(join(folder, name), join(system, name));
  await copyFile(join(guest, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi'), join(system, 'EFI/BOOT/BOOTX64.EFI'));
  await writeFile(join(system, 'loader/loader.conf'), 'timeout 0\n');
  const entry = 'title Tiny\nlinux /kernel\ninitrd /initrd\noptions console=ttyS0 panic=-1\n';
  await writeFile(join(system, 'loader/entries/tiny.conf'), entry);
  // Nothing of it is packed: what is in it is packed already, and a guest without KVM unpacks slowly.
  const plain = ['-quiet', '-no-progress', '-all-root', '-noI', '-noD', '-noF', '-noX'];
  await tool('mksquashfs', [system, join(folder, 'system.squashfs'), ...plain]);
  await rm(system, { recursive: true });
}

async function tool(command: string, args: readonly string[]): Promise<void> {
  const outcome = await run(command, args, { env: TOOL_ENV });
  if (outcome.exitCode !== 0) throw new Error(`${outcome.command}: ${outcome.errorCode ?? ''} ${outcome.stderr}`);
}
