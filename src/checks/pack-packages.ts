import { type Item, text } from './curtin-values.ts';
import { storageItems } from './storage/items.ts';

/** What each kind of storage needs in the installed system, as curtin installs it (its block/deps.py), where one name fits all releases. */
const DEBIAN: Readonly<Record<string, string>> = {
  bcache: 'bcache-tools',
  dm_crypt: 'cryptsetup',
  ext2: 'e2fsprogs',
  ext3: 'e2fsprogs',
  ext4: 'e2fsprogs',
  f2fs: 'f2fs-tools',
  jfs: 'jfsutils',
  lvm_partition: 'lvm2',
  lvm_volgroup: 'lvm2',
  ntfs: 'ntfs-3g',
  raid: 'mdadm',
  reiserfs: 'reiserfsprogs',
  xfs: 'xfsprogs',
  zfs: 'zfsutils-linux',
  zpool: 'zfsutils-linux',
};

const RED_HAT: Readonly<Record<string, string>> = {
  btrfs: 'btrfs-progs',
  dm_crypt: 'cryptsetup',
  ext2: 'e2fsprogs',
  ext3: 'e2fsprogs',
  ext4: 'e2fsprogs',
  lvm_partition: 'lvm2',
  lvm_volgroup: 'lvm2',
  raid: 'mdadm',
  xfs: 'xfsprogs',
};

const BY_DISTRO: Readonly<Record<string, Readonly<Record<string, string>>>> = { ubuntu: DEBIAN, debian: DEBIAN, centos: RED_HAT };

/**
 * The packages that curtin installs for the storage that a configuration asks for, sorted; none for a system that is not known.
 * What a configuration of the network needs depends on the release, and is for the suite to say.
 */
export function askedPackages(config: unknown, distro: string | null): readonly string[] {
  const mapped = distro === null || !Object.hasOwn(BY_DISTRO, distro) ? undefined : BY_DISTRO[distro];
  const storage = storageItems(config);
  if (mapped === undefined || 'none' in storage) return [];
  const found = storage.items.flatMap((item) => packageOf(item, mapped) ?? []);
  return [...new Set(found)].sort();
}

function packageOf(item: Item, mapped: Readonly<Record<string, string>>): string | undefined {
  const word = text(item.type === 'format' ? item.fstype : item.type) ?? '';
  return Object.hasOwn(mapped, word) ? mapped[word] : undefined;
}
