import { own } from '../../base/own.ts';
import { text, yes } from '../curtin-values.ts';
import type { AskedFormat } from './asked.ts';
import type { StorageItems } from './items.ts';

/** Characters of a label that each kind of file system takes; curtin cuts longer ones (its mkfs.py). */
const LABEL_LENGTHS: Readonly<Record<string, number>> = {
  btrfs: 256,
  ext2: 16,
  ext3: 16,
  ext4: 16,
  f2fs: 512,
  vfat: 11,
  jfs: 16,
  ntfs: 32,
  reiserfs: 16,
  swap: 15,
  xfs: 12,
};

/** Kinds whose mkfs curtin gives no UUID (FAT, JFS, NTFS have none of that form). */
const WITHOUT_UUID = new Set(['vfat', 'jfs', 'ntfs']);

/** The file systems and swaps that a configuration asks for. One that is preserved keeps its own label and UUID. */
export function formatsOf(storage: StorageItems): AskedFormat[] {
  return storage.items.flatMap((item): AskedFormat[] => {
    const written = text(item.fstype);
    if (item.type !== 'format' || written === null) return [];
    const type = blkidType(written);
    const made = !yes(item.preserve);
    return [
      {
        id: text(item.id) ?? '',
        volume: text(item.volume) ?? '',
        type,
        uuid: made && !WITHOUT_UUID.has(type) ? (text(item.uuid)?.toLowerCase() ?? null) : null,
        label: made ? (text(item.label)?.slice(0, own(LABEL_LENGTHS, type) ?? 256) ?? null) : null,
      },
    ];
  });
}

/** A file system in blkid's words. */
export function blkidType(fstype: string): string {
  return /^v?fat(?:12|16|32)?$/.test(fstype) ? 'vfat' : fstype;
}
