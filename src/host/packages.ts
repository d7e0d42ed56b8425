import { readFile } from 'node:fs/promises';

/** Which packager a distribution uses, as far as we can name its packages. */
export type Family = 'debian' | 'fedora' | 'other';

/** What can be missing, and the package that brings it. Debian's names hold for Ubuntu. */
const PACKAGES = {
  'qemu-system-x86_64': { debian: 'qemu-system-x86', fedora: 'qemu-system-x86' },
  'qemu-system-aarch64': { debian: 'qemu-system-arm', fedora: 'qemu-system-aarch64' },
  'qemu-system-ppc64': { debian: 'qemu-system-ppc', fedora: 'qemu-system-ppc' },
  'qemu-img': { debian: 'qemu-utils', fedora: 'qemu-img' },
  'firmware-x86_64': { debian: 'ovmf', fedora: 'edk2-ovmf' },
  'firmware-aarch64': { debian: 'qemu-efi-aarch64', fedora: 'edk2-aarch64' },
  'firmware-ppc64': { debian: 'qemu-system-data', fedora: 'SLOF' },
  setpriv: { debian: 'util-linux', fedora: 'util-linux' },
  flock: { debian: 'util-linux', fedora: 'util-linux' },
  mmdebstrap: { debian: 'mmdebstrap', fedora: 'mmdebstrap' },
  sqfstar: { debian: 'squashfs-tools', fedora: 'squashfs-tools' },
  sqfs2tar: { debian: 'squashfs-tools-ng', fedora: 'squashfs-tools-ng' },
  xz: { debian: 'xz-utils', fedora: 'xz' },
  fakeroot: { debian: 'fakeroot', fedora: 'fakeroot' },
  newuidmap: { debian: 'uidmap', fedora: 'shadow-utils' },
  python3: { debian: 'python3', fedora: 'python3' },
  tgtd: { debian: 'tgt', fedora: 'scsi-target-utils' },
  tgtadm: { debian: 'tgt', fedora: 'scsi-target-utils' },
  mke2fs: { debian: 'e2fsprogs', fedora: 'e2fsprogs' },
} as const satisfies Record<string, Record<'debian' | 'fedora', string>>;

export type Installable = keyof typeof PACKAGES;

/** The packages that bring some things, each once, sorted; none on a distribution whose packages we cannot name. */
export function packagesOf(things: readonly Installable[], family: Family): readonly string[] {
  return family === 'other' ? [] : [...new Set(things.map((thing) => PACKAGES[thing][family]))].sort();
}

/** How to get what is missing: one command where the distribution is known, else one for each that is. */
export function installMend(thing: Installable, family: Family): string {
  const names = PACKAGES[thing];
  const debian = `apt-get install ${names.debian}`;
  const fedora = `dnf install ${names.fedora}`;
  if (family === 'debian') return `as root: ${debian}`;
  if (family === 'fedora') return `as root: ${fedora}`;
  return `install it (Debian, Ubuntu: ${debian}; Fedora: ${fedora})`;
}

/** The distribution as os-release(5) names it. */
export interface Distribution {
  readonly id: string;
  readonly name: string;
  readonly family: Family;
}

/** Reads os-release; a host without one is an `other` without a name. */
export async function distribution(file = '/etc/os-release'): Promise<Distribution> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const value = (key: string) => new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm').exec(text)?.[2] ?? '';
  const ids = [value('ID'), ...value('ID_LIKE').split(' ')];
  const family = ids.some((id) => id === 'debian' || id === 'ubuntu')
    ? 'debian'
    : ids.some((id) => id === 'fedora' || id === 'rhel')
      ? 'fedora'
      : 'other';
  return { id: value('ID'), name: value('PRETTY_NAME'), family };
}
