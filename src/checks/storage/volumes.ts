import { type Claim, collected } from '../claim.ts';
import { resolveDevice } from '../devices.ts';
import { absentTool } from '../guest-tools.ts';
import type { AskedCrypt, AskedGroup, AskedVolume } from './asked.ts';
import { STORAGE_SCRIPT } from './collect.ts';
import { bytesOfDevice, fileSystemOf } from './devices.ts';
import { asks, type Judged, type Judging, listed, namesOf, sameNames, sizeText, where } from './judging.ts';
import { mapperName } from './resolve.ts';

/** LVM's extents are of this size unless a group says otherwise; curtin never does. */
const EXTENT = 4 * 2 ** 20;

/** LVM: groups with their physical volumes, logical volumes with their sizes. dm-crypt: crypttab, LUKS, the mapping. */
export function judgeVolumes(judging: Judging): Judged {
  const { asked } = judging;
  const notes: string[] = [];
  return {
    claims: [
      ...asked.groups.flatMap((group) => groupClaims(group, judging, notes)),
      ...asked.volumes.flatMap((volume) => volumeClaims(volume, judging)),
      ...asked.crypts.flatMap((crypt) => cryptClaims(crypt, judging, notes)),
    ],
    notes,
  };
}

/** pvs' lines of `/dev/vda2|vg0`; where the tool is absent, the volumes' own slaves are what is known. */
function groupClaims(group: AskedGroup, judging: Judging, notes: string[]): Claim[] {
  const members = namesOf(group.devices, judging.resolve);
  if (members === null) return [];
  const what = `volume group ${group.name} on ${listed(members)}`;
  const pvs = collected(judging.input, 'lvm_pvs', STORAGE_SCRIPT);
  if ('obstacle' in pvs) return [asks(what, false, pvs.obstacle)];
  const absent = absentTool(pvs.text);
  if (absent !== null) {
    notes.push(`${judging.input.at('lvm_pvs')}: the guest has no ${absent}; what ${group.name} is on was not looked at`);
    return [];
  }
  const rows = pvs.text.split('\n').map((line) => line.trim().split('|'));
  const found = rows.filter(([, name]) => name === group.name).map(([path]) => kernelName(path ?? '', judging));
  const else_ = rows
    .filter(([path]) => members.includes(kernelName(path ?? '', judging)))
    .map(([path, name]) => `${path} in ${name === '' ? 'no group' : name}`);
  const instead =
    found.length > 0 ? `has it on ${listed(found)}` : `has no such group${else_.length === 0 ? '' : ` (${else_.join(', ')})`}`;
  return [asks(what, sameNames(found, members), `${judging.input.at('lvm_pvs')} ${instead}`)];
}

function kernelName(path: string, judging: Judging): string {
  return (resolveDevice(path, judging.devices.names) ?? path).replace('/dev/', '');
}

function volumeClaims(volume: AskedVolume, judging: Judging): Claim[] {
  const device = judging.resolve(volume.id);
  const name = mapperName(volume.group, volume.name);
  const what = `logical volume ${volume.group}/${volume.name}`;
  if (device === undefined) return [asks(what, false, `${judging.input.at('sysfs_block')} has no mapped device ${name}`)];
  const bytes = bytesOfDevice(device);
  if (volume.bytes === null || bytes === null) return [asks(what, true, '')];
  const holds = bytes >= volume.bytes && bytes - volume.bytes < EXTENT;
  return [asks(`${sizeText(volume.bytes)} for ${what}`, holds, `${where(judging, device)}: ${device.name} has ${sizeText(bytes)}`)];
}

function cryptClaims(crypt: AskedCrypt, judging: Judging, notes: string[]): Claim[] {
  const volume = judging.resolve(crypt.volume);
  if (volume === undefined) return [];
  const what = `dm-crypt ${crypt.name} on ${crypt.volume} (${volume.name})`;
  const table = collected(judging.input, 'crypttab', STORAGE_SCRIPT);
  if ('obstacle' in table) return [asks(what, false, table.obstacle)];
  const lines = table.text.split('\n').map((line) => line.trim().split(/\s+/));
  const index = lines.findIndex(([name]) => name === crypt.name);
  const spec = lines[index]?.[1] ?? '';
  const target = resolveDevice(spec, judging.devices.names);
  const instead =
    index === -1
      ? `${judging.input.at('crypttab')} does not name it`
      : `${judging.input.at('crypttab', index + 1)} has it on ${spec} (${target ?? 'no device of the guest'})`;
  const claims = [asks(what, target === `/dev/${volume.name}`, instead)];
  const type = fileSystemOf(volume, 'TYPE');
  if (crypt.luks)
    claims.push(
      asks(
        `LUKS on ${crypt.volume} for ${crypt.name}`,
        type === 'crypto_LUKS',
        `${judging.input.at('udev_block')} has ${type ?? 'nothing'} on ${volume.name}`,
      ),
    );
  const device = judging.resolve(crypt.id);
  if (device === undefined) notes.push(`${crypt.name} is not open in the guest: what is on it was not looked at`);
  else
    claims.push(
      asks(
        `${what}, open,`,
        sameNames(device.slaves, [volume.name]),
        `${where(judging, device)}: ${device.name} is on ${listed(device.slaves)}`,
      ),
    );
  return claims;
}
