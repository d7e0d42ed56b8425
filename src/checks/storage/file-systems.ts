import type { Claim } from '../claim.ts';
import type { AskedFormat } from './asked.ts';
import { fileSystemOf } from './devices.ts';
import { asks, type Judged, type Judging } from './judging.ts';

/** File systems and swaps: kind, UUID, label, by udev's word, else blkid's. */
export function judgeFileSystems(judging: Judging): Judged {
  return { claims: judging.asked.formats.flatMap((format) => formatClaims(format, judging)) };
}

function formatClaims(format: AskedFormat, judging: Judging): Claim[] {
  const device = judging.resolve(format.volume);
  if (device === undefined) return [];
  const file = judging.input.at(device.udev.has('ID_FS_TYPE') ? 'udev_block' : 'blkid_tags');
  const type = fileSystemOf(device, 'TYPE');
  const on = `on ${format.volume} (${device.name})`;
  const claims = [asks(`${format.type} ${on}`, type === format.type, `${file} has ${type ?? 'no file system'} there`)];
  const uuid = fileSystemOf(device, 'UUID');
  if (format.uuid !== null)
    claims.push(asks(`UUID ${format.uuid} ${on}`, uuid?.toLowerCase() === format.uuid, `${file} has ${uuid ?? 'none'}`));
  const label = fileSystemOf(device, 'LABEL');
  // Some mkfs.vfat write a label in capitals.
  const same = label === format.label || (format.type === 'vfat' && label?.toUpperCase() === format.label?.toUpperCase());
  if (format.label !== null) claims.push(asks(`label ${format.label} ${on}`, same, `${file} has ${label ?? 'none'}`));
  return claims;
}
