import type { Problem } from '../../model/errors.ts';
import type { DiskDemand } from '../../model/installer.ts';
import { type ConfigDocument, invalid, list, mapping, text } from './document.ts';
import { curtinSize } from './sizes.ts';

type Item = Readonly<Record<string, unknown>>;

const MiB = 2 ** 20;

/** Room before the first partition, and behind the last one of a GPT: its second header and table, 33 sectors. */
const HEAD = MiB;
const GPT_TAIL = 33 * 512;

/** A volume group's own data on each physical volume, rounded up generously: one extent of 4 MiB. */
const LVM_OVERHEAD = 4 * MiB;

interface Storage {
  readonly items: readonly Item[];
  readonly byId: ReadonlyMap<string, Item>;
  readonly sizeOf: (item: Item, key: 'size' | 'offset') => number;
  readonly problems: readonly Problem[];
}

/** The disks that a storage configuration speaks of, in its order, and what it asks of each; iSCSI disks are not the machine's. */
export function diskDemands(document: ConfigDocument): { demands: DiskDemand[]; problems: readonly Problem[] } {
  const storage = readStorage(document);
  const disks = storage.items.filter(isMachineDisk);
  const roots = rootDisks(storage);
  const demands = disks.map((disk, index) => ({
    id: text(disk.id),
    serial: text(disk.serial),
    wwn: text(disk.wwn),
    places: placesOf(document, storage.items.indexOf(disk)),
    minimumBytes: minimumBytes(storage, disk),
    root: roots === null ? index === 0 : roots.has(disk),
  }));
  return { demands, problems: storage.problems };
}

function placesOf({ placeOf }: ConfigDocument, index: number): DiskDemand['places'] {
  const at = (...key: readonly string[]) => placeOf(['storage', 'config', index, ...key]);
  return { disk: at(), serial: at('serial'), wwn: at('wwn') };
}

function readStorage(document: ConfigDocument): Storage {
  const items = list(mapping(mapping(document.value).storage).config).map(mapping);
  const sizes = new Map<Item, { size: number; offset: number }>();
  const problems: Problem[] = [];
  for (const [index, item] of items.entries()) {
    const read = (key: 'size' | 'offset') => {
      const written = text(item[key]);
      // `-1` is "the rest", a percentage a part of it: neither asks for anything.
      if (written === null || written === '-1' || PERCENTAGE.test(written)) return 0;
      const bytes = curtinSize(written);
      if (bytes !== undefined && (bytes > 0 || !isMade(item, key))) return bytes;
      const message = `${key} \`${written}\` of ${nameOf(item, index)} is no size that curtin reads`;
      problems.push(invalid(message, document.placeOf(['storage', 'config', index, key]), 'write a number and K, M, G or T: `10G`'));
      return 0;
    };
    sizes.set(item, { size: read('size'), offset: read('offset') });
  }
  const byId = new Map(items.flatMap((item) => (text(item.id) === null ? [] : [[text(item.id) as string, item] as const])));
  return { items, byId, sizeOf: (item, key) => sizes.get(item)?.[key] ?? 0, problems };
}

/** Of a disk, from 1 to 100. */
const PERCENTAGE = /^(?:100|[1-9]?\d)(?:\.\d+)?%$/;

/** Whether it is the size of something that is to be made: it cannot be nothing then. */
function isMade(item: Item, key: 'size' | 'offset'): boolean {
  return key === 'size' && item.type === 'partition' && !['true', 'yes', 'on'].includes(String(item.preserve).toLowerCase());
}

function nameOf(item: Item, index: number): string {
  return text(item.id) ?? `entry ${index + 1} of storage.config`;
}

/** Devices that the guest makes of others, and that a configuration may partition as disks. */
const MADE_IN_THE_GUEST = /^\/dev\/(?:bcache|md|dm-|mapper\/|zd|loop)/;

/** A disk, or whatever else has a serial (a DASD); what is reached by iSCSI, or made of other disks, is the guest's own affair. */
function isMachineDisk(item: Item): boolean {
  const path = text(item.path) ?? '';
  if (path.startsWith('iscsi:') || MADE_IN_THE_GUEST.test(path)) return false;
  return item.type === 'disk' || text(item.serial) !== null;
}

/** Bytes that the partitions of a disk take, from its first byte to the end of the last; or what volumes on the whole disk ask for. */
function minimumBytes(storage: Storage, disk: Item): number {
  const id = text(disk.id);
  let end = 0;
  for (const item of storage.items) {
    // A logical partition lies within its extended one, which is counted.
    if (item.type !== 'partition' || id === null || item.device !== id || item.flag === 'logical') continue;
    const start = storage.sizeOf(item, 'offset') || Math.max(end, HEAD);
    end = Math.max(end, start + storage.sizeOf(item, 'size'));
  }
  if (end > 0) return end + (disk.ptable === 'gpt' ? GPT_TAIL : 0);
  return volumesOnWholeDisk(storage, disk);
}

/** The logical volumes of a group that has this one disk, unpartitioned, beneath it. */
function volumesOnWholeDisk(storage: Storage, disk: Item): number {
  let bytes = 0;
  for (const group of storage.items) {
    const devices = list(group.devices);
    if (group.type !== 'lvm_volgroup' || devices.length !== 1) continue;
    const beneath = below(storage, storage.byId.get(String(devices[0])));
    if (beneath.size === 0 || !beneath.has(disk) || [...beneath].some((item) => item.type === 'partition')) continue;
    const volumes = storage.items.filter((item) => item.type === 'lvm_partition' && item.volgroup === group.id);
    bytes += volumes.reduce((sum, item) => sum + storage.sizeOf(item, 'size'), LVM_OVERHEAD);
  }
  return bytes;
}

/** Keys by which one entry of a storage configuration stands on others; a bcache's cache holds nothing that must be there. */
const BELOW = ['device', 'volume', 'volgroup', 'backing_device', 'pool', 'container', 'devices', 'vdevs'] as const;

/** An entry and all that it stands on, down to the disks. */
function below(storage: Storage, item: Item | undefined, found: Set<Item> = new Set()): Set<Item> {
  if (item === undefined || found.has(item)) return found;
  found.add(item);
  for (const key of BELOW) {
    const value = item[key];
    for (const id of Array.isArray(value) ? value : [value]) if (typeof id === 'string') below(storage, storage.byId.get(id), found);
  }
  return found;
}

/** The disks under `/`, or null where the configuration does not say what `/` is on. */
function rootDisks(storage: Storage): Set<Item> | null {
  const top = storage.items.filter(
    (item) =>
      (item.type === 'mount' && item.path === '/') ||
      (item.type === 'zpool' && item.mountpoint === '/') ||
      (item.type === 'zfs' && mapping(item.properties).mountpoint === '/'),
  );
  const disks = top.flatMap((item) => [...below(storage, item)]).filter(isMachineDisk);
  return disks.length === 0 ? null : new Set(disks);
}
