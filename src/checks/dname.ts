import type { DnameCheck } from '../model/check.ts';
import { type Assessment, type CheckInput, type Claim, collected } from './claim.ts';
import { text } from './curtin-values.ts';
import { osRelease } from './guest-tools.ts';
import { BLOCK_SCRIPT } from './storage/collect.ts';
import { blockDevices, type Devices } from './storage/devices.ts';
import { askedStorage } from './storage/expect.ts';
import { partitionNumber, type StorageItems, storageItems } from './storage/items.ts';
import { asks } from './storage/judging.ts';
import { mapperName, type Resolve, resolver } from './storage/resolve.ts';

/** A name under /dev/disk/by-dname, and the entry of storage.config whose device it must lead to. */
export interface AskedName {
  readonly link: string;
  readonly id: string;
}

/** A name as curtin writes it for udev: all but ASCII letters, digits, `-` and `_` becomes `-` (`sanitize_dname`, block_meta.py). */
export function sanitizedName(name: string): string {
  return [...name].map((letter) => (/[A-Za-z0-9_-]/.test(letter) ? letter : '-')).join('');
}

/**
 * The names that curtin's rules make: of named disks, `NAME-partN` of their partitions, of named partitions of named disks, of
 * arrays, of named bcache devices, and `GROUP-VOLUME` of logical volumes.
 */
export function askedNames(storage: StorageItems): AskedName[] {
  const named = (id: unknown) => text(storage.byId.get(text(id) ?? '')?.name);
  const names = storage.items.flatMap((item): AskedName[] => {
    const [id, name] = [text(item.id) ?? '', text(item.name)];
    if (item.type === 'lvm_partition') return [{ link: mapperName(named(item.volgroup) ?? '', name ?? ''), id }].map(sanitized);
    if (item.type === 'partition') return partitionNames(storage, id, name, named(item.device));
    if (name === null || !['disk', 'raid', 'bcache'].includes(String(item.type))) return [];
    return [sanitized({ link: name, id })];
  });
  // A partition may have by itself the name that its disk gives it.
  return names.filter((one, index) => names.findIndex(({ link, id }) => link === one.link && id === one.id) === index);
}

function sanitized({ link, id }: AskedName): AskedName {
  return { link: sanitizedName(link), id };
}

function partitionNames(storage: StorageItems, id: string, name: string | null, on: string | null): AskedName[] {
  const item = storage.byId.get(id);
  const disk = storage.byId.get(text(item?.device) ?? '');
  if (item === undefined || on === null || item.flag === 'extended') return [];
  const own = name === null ? [] : [sanitized({ link: name, id })];
  if (disk?.type !== 'disk') return own;
  return [{ link: `${sanitizedName(on)}-part${partitionNumber(storage, item)}`, id }, ...own];
}

/** `dname`: each name leads to the device that the configuration gives it to; on systems of Ubuntu's and Debian's family. */
export function checkDname(check: DnameCheck, input: CheckInput): Assessment {
  const found = namedStorage(check.config, input);
  if ('assessment' in found) return found.assessment;
  const { names, devices, resolve } = found;
  if (names.length === 0) return { claims: [], obstacles: [], skip: 'the configuration names nothing' };
  return { claims: names.flatMap((name) => nameClaim(name, devices, resolve, input)), obstacles: [] };
}

interface NamedStorage {
  readonly storage: StorageItems;
  readonly names: readonly AskedName[];
  readonly devices: Devices;
  readonly resolve: Resolve;
}

/** What both checks of names read; or how they end without it. */
export function namedStorage(config: unknown, input: CheckInput): NamedStorage | { readonly assessment: Assessment } {
  const ends = (end: Partial<Assessment>) => ({ assessment: { claims: [], obstacles: [], ...end } });
  if (config === null) return ends({ obstacles: ['there is no curtin configuration to hold the system against'] });
  const storage = storageItems(config);
  const asked = askedStorage(config);
  if ('none' in storage || 'none' in asked) return ends({ skip: 'none' in storage ? storage.none : '' });
  const os = osRelease(input.phase.read('os_release'));
  if (os.id !== '' && !/\b(?:ubuntu|debian)\b/.test(`${os.id} ${os.like}`)) return ends({ skip: `curtin gives ${os.id} no such names` });
  const devices = blockDevices(input);
  if ('obstacle' in devices) return ends({ obstacles: [devices.obstacle] });
  return { storage, names: askedNames(storage), devices, resolve: resolver(asked, devices) };
}

function nameClaim({ link, id }: AskedName, devices: Devices, resolve: Resolve, input: CheckInput): Claim[] {
  const device = resolve(id);
  const path = `/dev/disk/by-dname/${link}`;
  const target = devices.names.get(path);
  const listing = collected(input, 'ls_al_disk', BLOCK_SCRIPT);
  const file = 'obstacle' in listing ? listing.obstacle : input.at('ls_al_disk');
  const of = device === undefined ? id : `${id} (${device.name})`;
  const found = target === undefined ? `${file} has ${othersText(devices)}` : `${file} has it lead to ${target.replace('/dev/', '')}`;
  const holds = target !== undefined && (device === undefined || target === `/dev/${device.name}`);
  return [asks(`${path} for ${of}`, holds, found)];
}

function othersText(devices: Devices): string {
  const prefix = '/dev/disk/by-dname/';
  const names = [...devices.names.keys()].flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return names.length === 0 ? 'no such name at all' : `${names.slice(0, 20).sort().join(', ')}${names.length > 20 ? ', …' : ''} there`;
}
