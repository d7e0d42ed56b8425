import type { IsoPaths } from '../../model/suite.ts';
import type { Iso } from './iso.ts';

/** Where an installer has its kernel and its initrd, by absolute paths within its ISO. */
export interface BootPaths {
  readonly kernel: string;
  readonly initrd: string;
}

/** The first is for readers. A `*` stands for the same text in both; of several the highest is taken, numbers compared as numbers. */
const KNOWN: readonly (readonly [installer: string, kernel: string, initrd: string])[] = [
  ['Ubuntu (live server, desktop)', '/casper/vmlinuz', '/casper/initrd'],
  ['Ubuntu (live server, desktop) before 18.10', '/casper/vmlinuz', '/casper/initrd.lz'],
  ['Ubuntu (live server, desktop) before 18.10', '/casper/vmlinuz.efi', '/casper/initrd.lz'],
  ['Ubuntu (live server, desktop)', '/casper/vmlinuz', '/casper/initrd.gz'],
  ['Ubuntu, hardware-enablement kernel alone', '/casper/hwe-vmlinuz', '/casper/hwe-initrd'],
  ['Debian, amd64', '/install.amd/vmlinuz', '/install.amd/initrd.gz'],
  ['Debian, arm64', '/install.a64/vmlinuz', '/install.a64/initrd.gz'],
  ['Ubuntu server with debian-installer', '/install/vmlinuz', '/install/initrd.gz'],
  ['Debian and Ubuntu mini.iso', '/linux', '/initrd.gz'],
  ['Debian live', '/live/vmlinuz', '/live/initrd.img'],
  ['Debian live', '/live/vmlinuz-*', '/live/initrd.img-*'],
  ['Debian live', '/live/vmlinuz', '/live/initrd'],
  ['Fedora, RHEL, CentOS, Alma, Rocky', '/images/pxeboot/vmlinuz', '/images/pxeboot/initrd.img'],
  ['openSUSE, Fedora live from 42, x86_64', '/boot/x86_64/loader/linux', '/boot/x86_64/loader/initrd'],
  ['openSUSE, aarch64', '/boot/aarch64/linux', '/boot/aarch64/initrd'],
  ['Fedora live from 42, aarch64', '/boot/aarch64/loader/linux', '/boot/aarch64/loader/initrd'],
  ['Arch', '/arch/boot/x86_64/vmlinuz-linux', '/arch/boot/x86_64/initramfs-linux.img'],
  ['Arch, aarch64', '/arch/boot/aarch64/vmlinuz-linux', '/arch/boot/aarch64/initramfs-linux.img'],
  ['Alpine', '/boot/vmlinuz-lts', '/boot/initramfs-lts'],
  ['Alpine, virtual', '/boot/vmlinuz-virt', '/boot/initramfs-virt'],
  ['NixOS', '/boot/bzImage', '/boot/initrd'],
  ['Older Fedora and RHEL live', '/isolinux/vmlinuz', '/isolinux/initrd.img'],
];

/**
 * Where this ISO has kernel and initrd; undefined where it is none of the known ones. A path that is `given` is kept, and what belongs
 * to it is taken: with `kernel: /casper/hwe-vmlinuz` the initrd is `/casper/hwe-initrd`. Throws VMTEST_IMAGE_CORRUPT for a broken one.
 */
export async function bootPathsOf(iso: Iso, given: IsoPaths = {}): Promise<BootPaths | undefined> {
  if (given.kernel !== undefined && given.initrd !== undefined) return { kernel: given.kernel, initrd: given.initrd };
  let first: BootPaths | undefined;
  for await (const pair of pairsOf(iso)) {
    first ??= pair;
    if ((given.kernel ?? pair.kernel) === pair.kernel && (given.initrd ?? pair.initrd) === pair.initrd) return pair;
  }
  return first === undefined ? undefined : { ...first, ...given };
}

/** The pairs of known installers that this ISO has, in order. */
async function* pairsOf(iso: Iso): AsyncGenerator<BootPaths> {
  for (const [, kernel, initrd] of KNOWN) {
    for (const version of kernel.includes('*') ? await versionsOf(iso, kernel) : ['']) {
      const pair = { kernel: kernel.replace('*', () => version), initrd: initrd.replace('*', () => version) };
      const found = await Promise.all([iso.find(pair.kernel), iso.find(pair.initrd)]);
      if (found.every((entry) => entry?.kind === 'file' && entry.size > 0)) yield pair;
    }
  }
}

/** What stands for the `*`, the highest first. */
async function versionsOf(iso: Iso, pattern: string): Promise<readonly string[]> {
  const slash = pattern.lastIndexOf('/');
  const prefix = pattern.slice(slash + 1, -1);
  const order = new Intl.Collator('en', { numeric: true });
  const names = await iso.list(pattern.slice(0, slash));
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort((a, b) => order.compare(b, a));
}
