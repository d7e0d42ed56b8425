import type { AskedDisk, AskedPartition, AskedRaid, AskedStorage } from './asked.ts';
import type { Device, Devices } from './devices.ts';

/** The guest's device of an entry; undefined where it has none. */
export type Resolve = (id: string) => Device | undefined;

/** Finds the device that each entry of a configuration became, from the disks by their serials upwards, each once. */
export function resolver(asked: AskedStorage, devices: Devices): Resolve {
  const known = new Map<string, Device | undefined>();
  const resolve: Resolve = (id) => {
    if (!known.has(id)) {
      known.set(id, undefined);
      known.set(id, find(id, asked, devices, resolve));
    }
    return known.get(id);
  };
  return resolve;
}

function find(id: string, asked: AskedStorage, devices: Devices, resolve: Resolve): Device | undefined {
  const one = <T extends { readonly id: string }>(list: readonly T[]) => list.find((item) => item.id === id);
  const disk = one(asked.disks);
  if (disk !== undefined) return findDisk(disk, devices);
  const partition = one(asked.partitions);
  if (partition !== undefined) return findPartition(partition, devices, resolve);
  const raid = one(asked.raids);
  if (raid !== undefined) return findArray(raid, devices, resolve);
  const volume = one(asked.volumes);
  if (volume !== undefined) return mapped(devices, mapperName(volume.group, volume.name));
  const crypt = one(asked.crypts);
  if (crypt !== undefined) return mapped(devices, crypt.name);
  const bcache = one(asked.bcaches);
  if (bcache !== undefined) return findBcache(resolve(bcache.backing), devices);
  const format = one(asked.formats);
  return format === undefined ? undefined : resolve(format.volume);
}

function all(devices: Devices): Device[] {
  return [...devices.byName.values()];
}

/** A disk by serial, WWN, or path; of several with one serial it is the multipath device over them. */
function findDisk(disk: AskedDisk, devices: Devices): Device | undefined {
  const whole = all(devices).filter((device) => !device.attributes.has('partition') && !isMapped(device));
  const same = whole.filter((device) => isDisk(disk, device));
  if (same.length === 0 && disk.serial === null && disk.wwn === null && disk.path !== null) return byPath(disk.path, devices);
  const names = new Set(same.map(({ name }) => name));
  const paths = all(devices).find((device) => isMultipath(device) && device.slaves.some((slave) => names.has(slave)));
  return paths ?? same[0];
}

function byPath(path: string, devices: Devices): Device | undefined {
  return devices.byName.get((devices.names.get(path) ?? path).replace('/dev/', ''));
}

function isDisk(disk: AskedDisk, device: Device): boolean {
  if (disk.deviceId !== null) return device.attributes.get('path')?.includes(`/${disk.deviceId}/`) === true;
  if (disk.serial === null && disk.wwn === null) return false;
  return (disk.serial === null || hasSerial(device, disk.serial)) && (disk.wwn === null || hasWwn(device, disk.wwn));
}

/** udev writes blanks of a serial as `_`; a SCSI disk's ID_SERIAL has vendor and model before it. */
function hasSerial(device: Device, serial: string): boolean {
  const wanted = serial.trim().replace(/\s+/g, '_');
  const own = [device.attributes.get('serial'), device.attributes.get('device/serial')].map((one) => one?.replace(/\s+/g, '_'));
  if (own.includes(wanted)) return true;
  const keys = ['ID_SERIAL', 'ID_SERIAL_SHORT', 'ID_SCSI_SERIAL', 'DM_SERIAL', 'SCSI_IDENT_SERIAL'];
  const values = keys.flatMap((key) => device.udev.get(key) ?? []);
  if (values.some((value) => value === wanted || value.endsWith(`_${wanted}`) || value === `0${wanted}`)) return true;
  const links = [`virtio-${wanted}`, `scsi-${wanted}`, `ata-${wanted}`, `nvme-${wanted}`];
  return device.links.some((link) => links.includes(link.replace('disk/by-id/', '')) || link.endsWith(`_${wanted}`));
}

function hasWwn(device: Device, wwn: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/^(?:0x|naa\.|eui\.)/, '');
  const values = [device.udev.get('ID_WWN_WITH_EXTENSION'), device.udev.get('ID_WWN'), device.attributes.get('device/wwid')];
  return [...values, device.attributes.get('wwid')].some((value) => value !== undefined && plain(value) === plain(wwn));
}

function isMapped(device: Device): boolean {
  return device.attributes.has('dm/name');
}

export function isMultipath(device: Device): boolean {
  return device.attributes.get('dm/uuid')?.startsWith('mpath-') === true;
}

/** By its number below what carries it; on multipath it is a mapped device of its own. */
function findPartition(partition: AskedPartition, devices: Devices, resolve: Resolve): Device | undefined {
  const on = resolve(partition.on);
  if (on === undefined) return undefined;
  return partitionsOfDevice(on, devices).get(partition.number);
}

/** A device's partitions by number. */
export function partitionsOfDevice(on: Device, devices: Devices): Map<number, Device> {
  const found = new Map<number, Device>();
  const path = on.attributes.get('path');
  for (const device of all(devices)) {
    const number = device.attributes.get('partition');
    const own = device.attributes.get('path') ?? '';
    if (number !== undefined && path !== undefined && own.slice(0, own.lastIndexOf('/')) === path) found.set(Number(number), device);
    const part = /^part(\d+)-/.exec(device.attributes.get('dm/uuid') ?? '')?.[1];
    if (part !== undefined && device.slaves.includes(on.name)) found.set(Number(part), device);
  }
  return found;
}

/** An array by its members, which outlive its name; else by name. */
function findArray(raid: AskedRaid, devices: Devices, resolve: Resolve): Device | undefined {
  const arrays = all(devices).filter((device) => device.attributes.has('md/level') && !device.attributes.has('partition'));
  const wanted = [...raid.devices, ...raid.spares].flatMap((id) => resolve(id)?.name ?? []);
  const has = (device: Device) => device.members.some(({ name }) => wanted.includes(name));
  return arrays.find(has) ?? arrays.find((device) => isArrayName(device, raid.name));
}

/** Whether an array goes by a name: its kernel's, its link's under /dev/md, or the one in its metadata (`HOST:NAME`, md0 as `0`). */
export function isArrayName(device: Device, name: string): boolean {
  const plain = name.replace(/^(?:\/dev\/)?(?:md\/)?/, '');
  if (device.name === plain || device.links.includes(`md/${plain}`)) return true;
  const own = (device.udev.get('MD_NAME') ?? '').replace(/^[^:]*:/, '');
  const names = [device.udev.get('MD_DEVNAME') ?? '', own].filter((one) => one !== '');
  return names.some((one) => one === plain || `md${one}` === plain);
}

function mapped(devices: Devices, name: string): Device | undefined {
  return all(devices).find((device) => device.attributes.get('dm/name') === name);
}

/** LVM's name of a volume under /dev/mapper: dashes of its own are doubled. */
export function mapperName(group: string, volume: string): string {
  return `${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`;
}

function findBcache(backing: Device | undefined, devices: Devices): Device | undefined {
  if (backing === undefined) return undefined;
  const name = backing.attributes.get('bcache/dev')?.split('/').at(-1);
  const found = name === undefined ? undefined : devices.byName.get(name);
  return found ?? all(devices).find((device) => /^bcache\d+$/.test(device.name) && device.slaves.includes(backing.name));
}
