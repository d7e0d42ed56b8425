import { SERIALS } from '../../model/files.ts';
import { type CheckInput, collected } from '../claim.ts';
import { type DeviceNames, deviceNames } from '../devices.ts';
import { BLOCK_SCRIPT } from './collect.ts';

const OWN_SERIALS: readonly string[] = Object.values(SERIALS);

export interface ArrayMember {
  readonly name: string;
  /** `none` for a spare. */
  readonly slot: string;
  readonly state: string;
}

/** A block device of the guest. */
export interface Device {
  /** The kernel's name: `vda2`. */
  readonly name: string;
  /** Line of `sysfs_block` at which it begins, from 1. */
  readonly line: number;
  /** By their names under /sys. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly slaves: readonly string[];
  readonly members: readonly ArrayMember[];
  /** udev's properties. */
  readonly udev: ReadonlyMap<string, string>;
  /** Links under /dev, without it: `disk/by-id/virtio-disk-a`. */
  readonly links: readonly string[];
  /** What blkid printed of it. */
  readonly blkid: ReadonlyMap<string, string>;
}

export interface Devices {
  readonly byName: ReadonlyMap<string, Device>;
  /** From every known name under /dev, and from tags such as `UUID=…`, to `/dev/KERNEL-NAME`. */
  readonly names: DeviceNames;
}

type Draft = { -readonly [K in keyof Device]: Device[K] extends ReadonlyMap<string, string> ? Map<string, string> : Device[K] };

/** Reads what `BLOCK_COLLECT` left; an obstacle where it is not there. */
export function blockDevices(input: CheckInput): Devices | { readonly obstacle: string } {
  const sysfs = collected(input, 'sysfs_block', BLOCK_SCRIPT);
  if ('obstacle' in sysfs) return sysfs;
  const byName = readSysfs(sysfs.text);
  if (byName.size === 0) return { obstacle: `${input.at('sysfs_block')} names no block device` };
  dropHarness(byName);
  addUdev(byName, input.phase.read('udev_block') ?? '');
  const blkid = input.phase.read('blkid_tags') ?? '';
  addBlkid(byName, blkid);
  const names = new Map(deviceNames(input.phase.read('ls_al_disk'), blkid));
  for (const device of byName.values()) {
    for (const link of device.links) names.set(`/dev/${link}`, `/dev/${device.name}`);
    const mapped = device.attributes.get('dm/name');
    if (mapped !== undefined) names.set(`/dev/mapper/${mapped}`, `/dev/${device.name}`);
  }
  return { byName, names };
}

function readSysfs(text: string): Map<string, Draft> {
  const devices = new Map<string, Draft>();
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^(\S+) (\S+) ?(.*)$/.exec(line);
    if (match === null) continue;
    const [, name, key, value] = match as unknown as [string, string, string, string];
    const device = devices.get(name) ?? draft(name, index + 1);
    devices.set(name, device);
    if (key === 'slave') device.slaves = [...device.slaves, value];
    else if (key === 'member') {
      const [member = '', slot = 'none', state = ''] = value.split(' ');
      device.members = [...device.members, { name: member, slot, state }];
    } else device.attributes.set(key, value.trim());
  }
  return devices;
}

/** The harness's own disks are no disks of the configuration's. */
function dropHarness(devices: Map<string, Draft>): void {
  for (const [name, { attributes }] of devices) if (OWN_SERIALS.includes(attributes.get('serial') ?? '')) devices.delete(name);
}

function draft(name: string, line: number): Draft {
  return { name, line, attributes: new Map(), slaves: [], members: [], udev: new Map(), links: [], blkid: new Map() };
}

/** udev's database files: `S:` a link, `E:` a property; `N:` is our own, before each. */
function addUdev(devices: ReadonlyMap<string, Draft>, text: string): void {
  let device: Draft | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('N:')) device = devices.get(line.slice(2));
    else if (device === undefined) continue;
    else if (line.startsWith('S:')) device.links = [...device.links, line.slice(2)];
    else if (line.startsWith('E:')) {
      const at = line.indexOf('=');
      if (at > 0) device.udev.set(line.slice(2, at), line.slice(at + 1));
    }
  }
}

/** blkid names a mapped device by its link. */
function addBlkid(devices: ReadonlyMap<string, Draft>, text: string): void {
  const mapped = new Map([...devices.values()].map((device) => [device.attributes.get('dm/name'), device] as const));
  for (const line of text.split('\n')) {
    const path = /^\/dev\/([^:]+): /.exec(line)?.[1];
    if (path === undefined) continue;
    const device = devices.get(path) ?? (path.startsWith('mapper/') ? mapped.get(path.slice(7)) : undefined);
    for (const [, tag, value] of line.matchAll(/ ([A-Z_]+)="([^"]*)"/g)) device?.blkid.set(tag as string, value as string);
  }
}

/** Bytes of a device: /sys counts in sectors of 512, whatever the device's own are. */
export function bytesOfDevice(device: Device): number | null {
  const sectors = device.attributes.get('size');
  return sectors === undefined || !/^\d+$/.test(sectors) ? null : Number(sectors) * 512;
}

/** What lies on a device by udev, else by blkid: `TYPE`, `UUID`, `LABEL`; null where neither says. */
export function fileSystemOf(device: Device, what: 'TYPE' | 'UUID' | 'LABEL'): string | null {
  const encoded = device.udev.get(what === 'LABEL' ? 'ID_FS_LABEL_ENC' : `ID_FS_${what}`) ?? device.udev.get(`ID_FS_${what}`);
  const udev = encoded?.replace(/(?:\\x[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString('utf8'));
  return udev ?? device.blkid.get(what) ?? null;
}
