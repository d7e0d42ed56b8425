import { type Item, list, mapping, text, yes } from '../curtin-values.ts';
import { beneathRoot, type StorageItems, storageItems } from '../storage/items.ts';

/** What a configuration asks of the boot loader. Ids are entries of storage.config. */
export interface AskedGrub {
  /** Disks and partitions in whose first sector it is, on a BIOS. */
  readonly devices: readonly string[];
  /** EFI system partitions that have it, the one on /boot/efi first. */
  readonly esps: readonly string[];
  /** Paths that `install_devices` names, where no entry asks for it. */
  readonly paths: readonly string[];
  /** Whether the firmware is told of it. */
  readonly updateNvram: boolean;
  /** `GRUB_TERMINAL`; null where it is left alone. */
  readonly terminal: string | null;
}

/** What a configuration asks of GRUB, or in words why it asks for none. curtin's own defaults hold where it says nothing. */
export function askedGrub(config: unknown): AskedGrub | { readonly none: string } {
  const settings = mapping(config);
  const boot = mapping(settings.boot ?? settings.grub);
  const loaders = list(boot.bootloaders).map(String);
  if (loaders.length > 0 && !loaders.includes('grub')) return { none: `the configuration wants ${loaders.join(', ')} and no GRUB` };
  const written = boot.install_devices === undefined ? settings.grub_install_devices : boot.install_devices;
  const storage = storageItems(config);
  const items = 'none' in storage ? null : storage;
  const devices = items === null ? [] : grubDevices(items);
  if (written === null && devices.length === 0) return { none: 'the configuration wants GRUB on no device' };
  const paths = (Array.isArray(written) ? written : [written]).flatMap((one) => text(one) ?? []);
  const terminal = text(boot.terminal);
  return {
    devices: devices.length > 0 || paths.length > 0 || items === null ? devices : rootDevices(items),
    esps: items === null ? [] : systemPartitions(items),
    paths: devices.length > 0 ? [] : paths,
    updateNvram: boot.update_nvram === undefined ? true : yes(boot.update_nvram),
    terminal: terminal === 'unmodified' ? null : terminal,
  };
}

function idOf(item: Item): string {
  return text(item.id) ?? '';
}

function grubDevices(storage: StorageItems): string[] {
  return storage.items.filter((item) => yes(item.grub_device)).map(idOf);
}

/** Without a word curtin takes the disk that the partition of `/` is on; of an array or a volume it finds none. */
function rootDevices(storage: StorageItems): string[] {
  const root = beneathRoot(storage);
  const items = storage.items.filter((item) => root.has(idOf(item)));
  if (items.some(({ type }) => ['raid', 'lvm_partition', 'bcache', 'dm_crypt', 'zpool'].includes(String(type)))) return [];
  return items.filter(({ type }) => type === 'disk').map(idOf);
}

/**
 * The partition on /boot/efi, then others: those that are marked `grub_device` themselves, else every one with flag `boot` on a disk
 * that is marked (`uefi_find_grub_device_ids` of curtin's curthooks.py).
 */
function systemPartitions(storage: StorageItems): string[] {
  const mounted = storage.items.find(({ type, path }) => type === 'mount' && path === '/boot/efi');
  const primary = text(storage.byId.get(text(mounted?.device) ?? '')?.volume);
  if (primary === null) return [];
  const partitions = storage.items.filter(({ type }) => type === 'partition');
  const marked = partitions.filter((item) => yes(item.grub_device));
  const others =
    marked.length > 0
      ? marked
      : partitions.filter((item) => item.flag === 'boot' && yes(storage.byId.get(text(item.device) ?? '')?.grub_device));
  return [...new Set([primary, ...others.map(idOf)])];
}
