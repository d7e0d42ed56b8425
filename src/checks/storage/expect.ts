import { own } from '../../base/own.ts';
import { bytesOf, type Item, list, mapping, text, texts, yes } from '../curtin-values.ts';
import type { AskedDataset, AskedPool, AskedRaid, AskedStorage, AskedSwapFile } from './asked.ts';
import { formatsOf } from './expect-formats.ts';
import { mountsOf } from './expect-mounts.ts';
import { partitionsOf } from './expect-partitions.ts';
import { type StorageItems, storageItems } from './items.ts';

/** What a curtin configuration asks of storage, or in words why it asks for nothing. */
export function askedStorage(config: unknown): AskedStorage | { readonly none: string } {
  const storage = storageItems(config);
  if ('none' in storage) return storage;
  const of = (type: string) => storage.items.filter((item) => item.type === type);
  const id = (item: Item) => text(item.id) ?? '';
  return {
    disks: [...of('disk'), ...of('dasd')].filter(isOwnDisk).map((item) => ({
      id: id(item),
      serial: text(item.serial),
      wwn: text(item.wwn),
      path: text(item.path),
      deviceId: text(item.device_id),
      multipath: text(item.multipath) !== null,
    })),
    tables: storage.items.flatMap((item) => {
      const type = text(item.ptable);
      return type === null || type === 'unsupported' || type === 'vtoc' ? [] : [{ on: id(item), type: type === 'msdos' ? 'dos' : type }];
    }),
    partitions: partitionsOf(storage),
    raids: of('raid').map(raidOf),
    groups: of('lvm_volgroup').map((item) => ({ id: id(item), name: text(item.name) ?? '', devices: texts(item.devices) })),
    volumes: of('lvm_partition').map((item) => ({
      id: id(item),
      name: text(item.name) ?? '',
      group: text(mapping(storage.byId.get(text(item.volgroup) ?? '')).name) ?? '',
      bytes: bytesOf(item.size),
    })),
    crypts: of('dm_crypt').map((item) => ({
      id: id(item),
      name: text(item.dm_name) ?? id(item),
      volume: text(item.volume) ?? '',
      luks: !['/dev/random', '/dev/urandom'].includes(text(item.keyfile) ?? ''),
    })),
    bcaches: of('bcache').map((item) => ({
      id: id(item),
      name: text(item.name),
      backing: text(item.backing_device) ?? '',
      cache: text(item.cache_device),
      mode: text(item.cache_mode),
    })),
    pools: of('zpool').map(poolOf),
    datasets: of('zfs').map((item) => datasetOf(storage, item)),
    formats: formatsOf(storage),
    mounts: mountsOf(storage),
    swapFile: swapFileOf(mapping(config).swap),
  };
}

/** What is reached by iSCSI has its path alone: it is no disk of the machine's. */
function isOwnDisk(item: Item): boolean {
  return text(item.path)?.startsWith('iscsi:') !== true;
}

const LEVELS: Readonly<Record<string, string>> = { stripe: 'raid0', mirror: 'raid1', linear: 'linear' };

function raidOf(item: Item): AskedRaid {
  const level = text(item.raidlevel) ?? '';
  return {
    id: text(item.id) ?? '',
    name: text(item.name) ?? '',
    level: level === 'container' ? null : (own(LEVELS, level) ?? `raid${level.replace(/^raid/, '')}`),
    devices: texts(item.devices),
    spares: texts(item.spare_devices),
    metadata: text(item.metadata),
  };
}

function poolOf(item: Item): AskedPool {
  const mountpoint = text(item.mountpoint);
  return {
    id: text(item.id) ?? '',
    name: text(item.pool) ?? '',
    vdevs: list(item.vdevs).flatMap((one) => text(one) ?? []),
    poolProperties: properties(item.pool_properties),
    properties: [...properties(item.fs_properties), ...(mountpoint === null ? [] : [['mountpoint', mountpoint] as const])],
  };
}

function datasetOf(storage: StorageItems, item: Item): AskedDataset {
  const pool = text(mapping(storage.byId.get(text(item.pool) ?? '')).pool) ?? text(item.pool) ?? '';
  const volume = (text(item.volume) ?? '').replace(/^\/+/, '');
  return { id: text(item.id) ?? '', name: volume === '' ? pool : `${pool}/${volume}`, properties: properties(item.properties) };
}

/** ZFS writes `on` and `off` where YAML 1.1 made true and false of them. */
function properties(value: unknown): [string, string][] {
  return Object.entries(mapping(value)).flatMap(([name, one]): [string, string][] => {
    const written = text(one);
    return written === null ? [] : [[name, written === 'true' ? 'on' : written === 'false' ? 'off' : written]];
  });
}

/** `swap:`; nothing where its size is 0, or where curtin alone decides. */
function swapFileOf(value: unknown): AskedSwapFile | null {
  const swap = mapping(value);
  const bytes = bytesOf(swap.size);
  const path = text(swap.filename);
  if (bytes === 0 || (bytes === null && path === null)) return null;
  const most = bytesOf(swap.maxsize);
  return {
    path: path === null ? '/swap.img' : `/${path.replace(/^\/+/, '')}`,
    bytes: bytes === null || most === null ? bytes : Math.min(bytes, most),
    optional: !yes(swap.force),
  };
}
