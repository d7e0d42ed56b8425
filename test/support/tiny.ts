import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { sha256 } from '../../src/base/files.ts';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { takeLock } from '../../src/images/store/lock.ts';
import type { Arch } from '../../src/model/suite.ts';
import { type CpioFiles, cpio } from './cpio.ts';
import { unpackDebs } from './debs.ts';
import { INIT, MODULES, UDHCPC } from './tiny-init.ts';
import { asPrepDisk, grubImage, type Tool } from './tiny-ppc64.ts';

/*
 * The tiny machine of all tests: Debian's cloud kernel and an initramfs of busybox and a few modules, made once for all tests and
 * runs in the folder for temporary files, under a lock. It runs the `vmtest.sh` of its seed (over HTTP, or on the seed disk), which is
 * the guest's half of the contract, and powers off.
 */

const DEBIAN_ARCH = { x86_64: 'amd64', aarch64: 'arm64', ppc64: 'ppc64el' } as const;
const KERNEL = { x86_64: 'linux-image-cloud-amd64', aarch64: 'linux-image-cloud-arm64', ppc64: 'linux-image-powerpc64le' } as const;
const LOADER = { x86_64: 'systemd-boot-efi', aarch64: 'systemd-boot-efi', ppc64: 'grub-ieee1275-bin' } as const;
const FILE_SYSTEM = { x86_64: '48M', aarch64: '96M', ppc64: '96M' } as const;
const CONSOLE = { x86_64: 'ttyS0', aarch64: 'ttyAMA0' } as const;
const EFI_SUFFIX = { x86_64: 'x64', aarch64: 'aa64' } as const;

/** The files of a tiny machine; `kernel` and `initrd` are what an image of the source `files` needs. */
export interface TinyImage {
  readonly kernel: string;
  readonly initrd: string;
}

/** The kernel and initramfs of the tiny machine. The first call on a host downloads about 40 MB and takes some seconds. */
export async function tinyImage(arch: Arch = 'x86_64'): Promise<TinyImage> {
  const folder = await tiny(arch);
  return { kernel: join(folder, 'kernel'), initrd: join(folder, 'initrd') };
}

/**
 * A raw disk image of 48 MiB (others than x86_64: about 100) that boots the tiny machine by its own firmware and boot loader: one FAT
 * file system without a partition table, with syslinux for BIOS and systemd-boot for UEFI; for ppc64 behind a PReP partition with GRUB.
 * Written to a disk, it is an installed system; see `tinyInstall`.
 */
export async function tinyDisk(arch: Arch = 'x86_64'): Promise<string> {
  return join(await tiny(arch), 'disk.img');
}

/** An install script: the target, which is a tiny disk, to the disk with this serial. */
export function tinyInstall(serial: string): string {
  return `set -e\ndd if="$VMTEST_TARGET" of=/dev/disk/by-id/virtio-${serial} bs=1M\nsync\n`;
}

const made = new Map<Arch, Promise<string>>();

function tiny(arch: Arch): Promise<string> {
  const known = made.get(arch);
  if (known !== undefined) return known;
  const making = makeOnce(arch);
  made.set(arch, making);
  return making;
}

function makeOnce(arch: Arch): Promise<string> {
  return onceOnHost(arch, ['tiny.ts', 'tiny-init.ts', 'tiny-ppc64.ts', 'debs.ts', 'cpio.ts'], (folder) => make(arch, folder));
}

/**
 * A folder that is made once for all tests and runs on this host, under a lock, and again when one of the files that `recipe` names
 * (beside this one) has changed. Returns its path.
 */
export async function onceOnHost(name: string, recipe: readonly string[], make: (folder: string) => Promise<void>): Promise<string> {
  // Not under the home: QEMU may run as a user who cannot enter it.
  const cache = join(tmpdir(), `vmtest-tiny-${process.getuid?.() ?? 0}`);
  const texts = await Promise.all(recipe.map((file) => readFile(join(import.meta.dirname, file), 'utf8')));
  const folder = join(cache, `${name}-${sha256(texts.join('\0')).slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const lock = await takeLock(join(cache, `.lock-${name}`), { env: TOOL_ENV, wait: true });
  try {
    if (existsSync(folder)) return folder;
    const aside = await mkdtemp(join(cache, '.making-'));
    try {
      await make(aside);
      await chmod(aside, 0o755);
      await rename(aside, folder);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    return folder;
  } finally {
    await lock?.release();
  }
}

async function make(arch: Arch, folder: string): Promise<void> {
  const guest = join(folder, 'guest');
  await unpackDebs(DEBIAN_ARCH[arch], [KERNEL[arch], 'busybox-static', LOADER[arch]], guest);
  const boot = await readdir(join(guest, 'boot'));
  const kernel = boot.find((name) => /^vmlinu[xz]-/.test(name)) as string;
  await copyFile(join(guest, 'boot', kernel), join(folder, 'kernel'));
  const modules = await orderedModules(join(guest, 'lib/modules'));
  await writeFile(join(folder, 'initrd'), cpio(await initramfs(guest, modules)));
  await makeDisk(arch, folder, guest);
  await rm(guest, { recursive: true });
}

/** The files of the tiny machine's initramfs: its programs from Debian's packages in `guest`, and these modules, in this order. */
export async function initramfs(guest: string, modules: readonly string[]): Promise<CpioFiles> {
  const files: Record<string, { data: Uint8Array; mode: number }> = {
    init: { data: Buffer.from(INIT), mode: 0o755 },
    'udhcpc.sh': { data: Buffer.from(UDHCPC), mode: 0o755 },
    'bin/busybox': { data: await readFile(join(guest, 'bin/busybox')), mode: 0o755 },
    modules: { data: Buffer.from(`${modules.map((path) => basename(path)).join('\n')}\n`), mode: 0o644 },
  };
  for (const path of modules) files[`lib/modules/${basename(path)}`] = { data: await readFile(path), mode: 0o644 };
  return files;
}

/** The paths of modules and of what they depend on, in an order that insmod takes. Those that are built in are left out. */
export async function orderedModules(root: string, names = MODULES): Promise<readonly string[]> {
  const paths = new Map<string, string>();
  for (const name of await readdir(root, { recursive: true })) {
    if (name.endsWith('.ko')) paths.set(basename(name, '.ko').replaceAll('-', '_'), join(root, name));
  }
  const ordered = new Set<string>();
  const visit = async (name: string) => {
    const path = paths.get(name.replaceAll('-', '_'));
    if (path === undefined || ordered.has(path)) return;
    // modinfo's `depends=` is a string in the module itself.
    const depends = /\0depends=([^\0]*)\0/.exec(await readFile(path, 'latin1'))?.[1] ?? '';
    for (const other of depends.split(',').filter((word) => word !== '')) await visit(other);
    ordered.add(path);
  };
  for (const name of names) await visit(name);
  return [...ordered];
}

async function makeDisk(arch: Arch, folder: string, guest: string): Promise<void> {
  const disk = join(folder, 'disk.img');
  const tools = join(folder, 'tools');
  // Programs that run here, whatever the host has installed.
  const native = (await run('dpkg', ['--print-architecture'], { env: TOOL_ENV })).stdout.trim();
  const writer = { x86_64: ['syslinux'], aarch64: [], ppc64: ['grub-common', 'libdevmapper1.02.1', 'liblzma5'] }[arch];
  await unpackDebs(native, ['dosfstools', 'mtools', ...writer], tools);
  const PATH = `${tools}/usr/bin:${tools}/sbin:${tools}/usr/sbin:${TOOL_ENV.PATH}`;
  const libraries = (await readdir(tools, { recursive: true })).filter((name) => /lib\/[^/]+-linux-gnu$/.test(name));
  const env = { ...TOOL_ENV, PATH, LD_LIBRARY_PATH: libraries.map((name) => join(tools, name)).join(':'), MTOOLS_SKIP_CHECK: '1' };
  const tool: Tool = async (command, args) => {
    const outcome = await run(command, args, { env });
    if (outcome.exitCode !== 0) throw new Error(`${outcome.command}: ${outcome.errorCode ?? ''} ${outcome.stderr}`);
  };
  await tool('truncate', ['-s', FILE_SYSTEM[arch], disk]);
  await tool('mkfs.vfat', ['-n', 'TINY', disk]);
  for (const name of ['kernel', 'initrd']) await tool('mcopy', ['-i', disk, join(folder, name), `::/${name}`]);
  if (arch === 'ppc64') await asPrepDisk(disk, await grubImage(tools, guest, tool));
  else await addLoaders(arch, { folder, guest, disk }, tool);
  await rm(tools, { recursive: true });
}

/** What boots the kernel of a FAT file system on PCs and on machines with UEFI. */
async function addLoaders(
  arch: Exclude<Arch, 'ppc64'>,
  { folder, guest, disk }: Readonly<Record<'folder' | 'guest' | 'disk', string>>,
  tool: Tool,
): Promise<void> {
  const options = `console=${CONSOLE[arch]} panic=-1`;
  const text = async (name: string, content: string) => {
    await writeFile(join(folder, 'text'), content);
    await tool('mcopy', ['-i', disk, join(folder, 'text'), `::${name}`]);
  };
  await tool('mmd', ['-i', disk, '::/EFI', '::/EFI/BOOT', '::/loader', '::/loader/entries']);
  const loader = join(guest, `usr/lib/systemd/boot/efi/systemd-boot${EFI_SUFFIX[arch]}.efi`);
  await tool('mcopy', ['-i', disk, loader, `::/EFI/BOOT/BOOT${EFI_SUFFIX[arch].toUpperCase()}.EFI`]);
  await text('/loader/loader.conf', 'timeout 0\n');
  await text('/loader/entries/tiny.conf', `title Tiny\nlinux /kernel\ninitrd /initrd\noptions ${options}\n`);
  if (arch === 'x86_64') {
    await text('/syslinux.cfg', `DEFAULT tiny\nPROMPT 0\nLABEL tiny\n  LINUX /kernel\n  INITRD /initrd\n  APPEND ${options}\n`);
    await tool('syslinux', ['--install', disk]);
  }
  await rm(join(folder, 'text'));
}
