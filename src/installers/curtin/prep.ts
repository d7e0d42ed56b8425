import { list, mapping, text } from './document.ts';

type Item = Readonly<Record<string, unknown>>;

/** A PowerPC reference platform's boot partition: the type of it in a GPT, and the flag that curtin knows it by. */
const PREP_GUID = '9e1a2d38-c612-4316-aa26-8b49521e5a8b';

/** A configuration with the partition, or why there can be none. */
export type PrepInjection = { readonly config: unknown } | { readonly error: string; readonly hint: string };

/**
 * Gives a curtin configuration the PReP partition that a ppc64el machine boots from, as the original does for that architecture
 * (inject_prep_partition of tests/vmtests/__init__.py): 8M on the first disk with `grub_device`, behind the last primary partition of an
 * MSDOS disk, which becomes GPT, or in the place of a GPT's `bios_grub`. curtin installs grub there instead of on the disk. A
 * configuration without storage stays as it is. Pure: nothing is changed in place.
 */
export function injectPrep(config: unknown): PrepInjection {
  const storage = mapping(mapping(config).storage);
  const items = list(storage.config).map(mapping);
  if (items.length === 0) return { config };
  const disk = items.find((item) => item.type === 'disk' && 'grub_device' in item);
  if (disk === undefined)
    return { error: 'no disk of the storage configuration has `grub_device`', hint: 'mark the disk that the machine boots from' };
  const id = text(disk.id) ?? '';
  const own = (item: Item) => item.type === 'partition' && item.device === id;
  const place = disk.ptable === 'gpt' ? instead(items, own, id) : disk.ptable === 'msdos' ? behind(items, own, id) : null;
  if (place === null) return { error: `the disk ${id} has neither \`ptable: gpt\` nor \`ptable: msdos\``, hint: 'write `ptable: gpt`' };
  if ('error' in place) return place;
  const made = place.items.map((item) => (item === disk ? asGpt(item) : own(item) ? withoutBootFlag(item) : item));
  return { config: { ...mapping(config), storage: { ...storage, config: made } } };
}

type Placed = { readonly items: readonly Item[] } | { readonly error: string; readonly hint: string };

/** Behind the last primary partition; four of them leave an MSDOS disk no room. */
function behind(items: readonly Item[], own: (item: Item) => boolean, disk: string): Placed {
  const primary = items.filter((item) => own(item) && item.flag !== 'extended' && item.flag !== 'logical');
  if (primary.length > 3)
    return { error: `the disk ${disk} has ${primary.length} primary partitions, and no place for one more`, hint: 'leave one out' };
  const last = primary.at(-1) ?? items.find((item) => item.id === disk);
  const index = items.indexOf(last as Item) + 1;
  return { items: [...items.slice(0, index), prepPartition(disk), ...items.slice(index)] };
}

/** In the place of the partition that a PC's BIOS would boot from. */
function instead(items: readonly Item[], own: (item: Item) => boolean, disk: string): Placed {
  const index = items.findIndex((item) => own(item) && item.flag === 'bios_grub');
  if (index < 0)
    return { error: `the disk ${disk} has no partition with \`flag: bios_grub\` to take the place of`, hint: 'add one, of 1M' };
  return { items: items.map((item, at) => (at === index ? prepPartition(disk) : item)) };
}

function prepPartition(device: string): Item {
  return { id: 'prep_partition', type: 'partition', size: '8M', flag: 'prep', guid: PREP_GUID, wipe: 'zero', grub_device: true, device };
}

function asGpt(disk: Item): Item {
  const { grub_device: _grubDevice, ...rest } = disk;
  return { ...rest, ptable: 'gpt' };
}

function withoutBootFlag(partition: Item): Item {
  if (partition.flag !== 'boot' && partition.flag !== 'bios_grub') return partition;
  const { flag: _flag, ...rest } = partition;
  return rest;
}
