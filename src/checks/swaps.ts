import type { SwapsCheck } from '../model/suite.ts';
import { type Assessment, type CheckInput, type Claim, collected } from './claim.ts';
import { DEVICES_SCRIPT, type DeviceNames, deviceNames, resolveDevice, swapsInUse } from './devices.ts';
import { isAutomatic, isSwap, type MountEntry, parseMounts } from './mounts.ts';

const SCRIPT = 'check swaps';

/** `proc-swaps` is the original's name. */
export const SWAPS_COLLECT = [
  { name: SCRIPT, script: `[ ! -e /etc/fstab ] || cat /etc/fstab > fstab\n${DEVICES_SCRIPT}\ncat /proc/swaps > proc-swaps` },
] as const;

/** `swaps`: every swap of fstab that is not `noauto` is in use, whether fstab names it by path, label, UUID or link. */
export function checkSwaps(_check: SwapsCheck, input: CheckInput): Assessment {
  const [fstab, swaps] = [collected(input, 'fstab', SCRIPT), collected(input, 'proc-swaps', SCRIPT)];
  if ('obstacle' in fstab) return { claims: [], obstacles: [fstab.obstacle] };
  if ('obstacle' in swaps) return { claims: [], obstacles: [swaps.obstacle] };
  const names = deviceNames(input.phase.read('ls_al_disk'), input.phase.read('blkid_tags'));
  const used = swapsInUse(swaps.text);
  const entries = parseMounts(fstab.text).filter((entry) => isSwap(entry) && isAutomatic(entry));
  if (entries.length === 0) return { claims: [], obstacles: [], note: `${input.at('fstab')} names no swap` };
  return { claims: entries.map((entry) => usedClaim(entry, used, names, input)), obstacles: [] };
}

function usedClaim(entry: MountEntry, used: readonly string[], names: DeviceNames, input: CheckInput): Claim {
  const device = resolveDevice(entry.spec, names);
  const where = input.at('fstab', entry.line);
  const asked = device === entry.spec || device === undefined ? entry.spec : `${entry.spec} (${device})`;
  const found = used.length === 0 ? 'no swap' : used.join(', ');
  return {
    holds: device !== undefined && used.includes(device),
    otherwise:
      device === undefined
        ? `${where} has the swap ${entry.spec}, and no device of the guest has that name (${input.at('ls_al_disk')}, ${input.at('blkid_tags')})`
        : `${where} has the swap ${asked}, and ${input.at('proc-swaps')} has ${found} in use`,
    though: `${where}: the swap ${asked} is in use`,
  };
}
