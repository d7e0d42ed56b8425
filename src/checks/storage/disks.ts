import type { Claim } from '../claim.ts';
import type { AskedDisk, AskedPartition } from './asked.ts';
import { bytesOfDevice, type Device } from './devices.ts';
import { asks, type Judged, type Judging, listed, sizeText, where } from './judging.ts';
import { isMultipath, partitionsOfDevice } from './resolve.ts';

/** curtin aligns partitions to this, so that a size may differ by less. */
const MiB = 2 ** 20;

/** Disks, partition tables and partitions. */
export function judgeDisks(judging: Judging): Judged {
  const { asked } = judging;
  return {
    claims: [
      ...asked.disks.map((disk) => diskClaim(disk, judging)),
      ...asked.disks.flatMap((disk) => multipathClaim(disk, judging)),
      ...asked.tables.flatMap(({ on, type }) => tableClaim(on, type, judging)),
      ...asked.partitions.flatMap((partition) => partitionClaims(partition, judging)),
    ],
  };
}

function diskClaim(disk: AskedDisk, judging: Judging): Claim {
  const by = [
    disk.serial === null ? null : `serial ${disk.serial}`,
    disk.wwn === null ? null : `WWN ${disk.wwn}`,
    disk.deviceId === null ? null : `device ${disk.deviceId}`,
    disk.serial === null && disk.wwn === null && disk.path !== null ? `path ${disk.path}` : null,
  ].filter((one) => one !== null);
  const there = [...judging.devices.byName.values()].filter(({ attributes }) =>
    /(?<!\/virtual)\/block\/[^/]+$/.test(attributes.get('path') ?? ''),
  );
  const named = there.map(({ name, attributes, udev }) => {
    const serial = attributes.get('serial') ?? udev.get('ID_SERIAL_SHORT') ?? udev.get('ID_SERIAL');
    return serial === undefined ? name : `${name} (${serial})`;
  });
  const holds = by.length === 0 || judging.resolve(disk.id) !== undefined;
  return asks(`disk ${disk.id} with ${by.join(' and ')}`, holds, `${judging.input.at('sysfs_block')} has ${listed(named)}`);
}

function multipathClaim(disk: AskedDisk, judging: Judging): Claim[] {
  const device = judging.resolve(disk.id);
  if (!disk.multipath || device === undefined) return [];
  const found = isMultipath(device) ? `it has the paths ${listed(device.slaves)}` : 'it is not part of a multipath device';
  return [
    asks(
      `multipath over several paths for disk ${disk.id}`,
      isMultipath(device) && device.slaves.length > 1,
      `${where(judging, device)}: ${device.name}: ${found}`,
    ),
  ];
}

/** On multipath the table may be known of a path only. */
function pathsOf(device: Device, judging: Judging): Device[] {
  return [device, ...(isMultipath(device) ? device.slaves.flatMap((name) => judging.devices.byName.get(name) ?? []) : [])];
}

function tableClaim(on: string, type: string, judging: Judging): Claim[] {
  const device = judging.resolve(on);
  if (device === undefined) return [];
  const found = pathsOf(device, judging)
    .map(({ udev, blkid }) => udev.get('ID_PART_TABLE_TYPE') ?? blkid.get('PTTYPE'))
    .find((one) => one !== undefined);
  const file = judging.input.at(device.udev.has('ID_PART_TABLE_TYPE') ? 'udev_block' : 'blkid_tags');
  return [asks(`a partition table ${type} on ${on}`, found === type, `${file} has ${found ?? 'none'} on ${device.name}`)];
}

function partitionClaims(partition: AskedPartition, judging: Judging): Claim[] {
  const on = judging.resolve(partition.on);
  if (on === undefined) return [];
  const what = `partition ${partition.number} of ${partition.on} (${partition.id})`;
  const device = judging.resolve(partition.id);
  if (device === undefined) {
    const numbers = [...partitionsOfDevice(on, judging.devices).keys()].sort((a, b) => a - b);
    return [
      asks(
        what,
        false,
        `${where(judging, on)}: ${on.name} has ${numbers.length === 0 ? 'no partition' : `the partitions ${numbers.join(', ')}`}`,
      ),
    ];
  }
  return [
    asks(what, true, ''),
    ...sizeClaims(partition, what, device, judging),
    ...typeClaims(partition, what, device, on, judging),
    ...entryClaims(partition, what, device, judging),
  ];
}

function sizeClaims(partition: AskedPartition, what: string, device: Device, judging: Judging): Claim[] {
  const claims: Claim[] = [];
  const bytes = bytesOfDevice(device);
  if (partition.bytes !== null && bytes !== null) {
    const difference = bytes - partition.bytes;
    const holds = Math.abs(difference) < MiB || (partition.mayGrow && difference > 0);
    claims.push(
      asks(`${sizeText(partition.bytes)} for ${what}`, holds, `${where(judging, device)}: ${device.name} has ${sizeText(bytes)}`),
    );
  }
  const start = Number(device.attributes.get('start')) * 512;
  if (partition.startBytes !== null && Number.isFinite(start))
    claims.push(
      asks(
        `offset ${partition.startBytes} for ${what}`,
        start === partition.startBytes,
        `${where(judging, device)}: ${device.name} starts at ${start}`,
      ),
    );
  return claims;
}

/** Types and the active flag are udev's word; where it has none (a mapped device of an old udev), nothing is claimed. */
function typeClaims(partition: AskedPartition, what: string, device: Device, on: Device, judging: Judging): Claim[] {
  const paths = pathsOf(on, judging).flatMap((path) => partitionsOfDevice(path, judging.devices).get(partition.number) ?? []);
  const known = [device, ...paths].find(({ udev }) => udev.has('ID_PART_ENTRY_TYPE'));
  if (known === undefined) return [];
  const claims: Claim[] = [];
  const type = (known.udev.get('ID_PART_ENTRY_TYPE') as string).toLowerCase();
  const file = judging.input.at('udev_block');
  if (partition.types.length > 0) {
    const wanted = `type ${partition.types.join(' or ')}${partition.flag === null ? '' : ` (flag ${partition.flag})`}`;
    claims.push(asks(`${wanted} for ${what}`, partition.types.includes(type), `${file} has type ${type} for ${known.name}`));
  }
  const flags = known.udev.get('ID_PART_ENTRY_FLAGS');
  if (partition.active)
    claims.push(
      asks(
        `the active flag for ${what}`,
        flags === '0x80',
        `${file} has ${flags === undefined ? 'no flags' : `the flags ${flags}`} for ${known.name}`,
      ),
    );
  return claims;
}

function entryClaims(partition: AskedPartition, what: string, device: Device, judging: Judging): Claim[] {
  const claims: Claim[] = [];
  const file = judging.input.at('udev_block');
  const entry = (key: string, tag: string) => device.udev.get(`ID_PART_ENTRY_${key}`) ?? device.blkid.get(tag);
  const name = entry('NAME', 'PARTLABEL')?.replaceAll('\\x20', ' ');
  if (partition.label !== null)
    claims.push(
      asks(`the name ${partition.label} for ${what}`, name === partition.label, `${file} has ${name ?? 'none'} for ${device.name}`),
    );
  const uuid = entry('UUID', 'PARTUUID')?.toLowerCase();
  if (partition.uuid !== null)
    claims.push(
      asks(`the UUID ${partition.uuid} for ${what}`, uuid === partition.uuid, `${file} has ${uuid ?? 'none'} for ${device.name}`),
    );
  return claims;
}
