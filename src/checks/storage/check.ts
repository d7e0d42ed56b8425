import type { StorageCheck } from '../../model/check.ts';
import type { Assessment, CheckInput } from '../claim.ts';
import { judgeArrays } from './arrays.ts';
import { blockDevices } from './devices.ts';
import { judgeDisks } from './disks.ts';
import { askedStorage } from './expect.ts';
import { judgeFileSystems } from './file-systems.ts';
import type { Judged, Judging } from './judging.ts';
import { judgeMounts } from './mounted.ts';
import { resolver } from './resolve.ts';
import { judgeVolumes } from './volumes.ts';
import { judgeZfs } from './zfs.ts';

const PARTS: readonly ((judging: Judging) => Judged)[] = [judgeDisks, judgeArrays, judgeVolumes, judgeZfs, judgeFileSystems, judgeMounts];

/**
 * `storage`: what a curtin configuration asks of storage against what the guest's kernel, udev, tools and fstab say. What stands on
 * something that is missing is not claimed: the missing thing is told once.
 */
export function checkStorage(check: StorageCheck, input: CheckInput): Assessment {
  if (check.config === null) return { claims: [], obstacles: ['there is no curtin configuration to hold the system against'] };
  const asked = askedStorage(check.config);
  if ('none' in asked) return { claims: [], obstacles: [], skip: asked.none };
  const devices = blockDevices(input);
  if ('obstacle' in devices) return { claims: [], obstacles: [devices.obstacle] };
  const judging: Judging = { asked, devices, input, resolve: resolver(asked, devices) };
  const judged = PARTS.map((part) => part(judging));
  const notes = judged.flatMap((part) => part.notes ?? []);
  const obstacles = judged.flatMap((part) => part.obstacles ?? []);
  return { claims: judged.flatMap(({ claims }) => claims), obstacles, ...(notes.length === 0 ? {} : { note: notes.join('\n') }) };
}
