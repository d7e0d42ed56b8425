import type { DiskDemand, InstallerNeeds } from '../model/installer.ts';
import type { DiskSettings } from '../model/suite.ts';
import type { BoundDemands } from './demands.ts';
import type { Notes } from './problems.ts';
import { wantedDisk } from './wanted-disks.ts';

/** More are not spelled out in one sentence. */
const SHOWN = 6;

/**
 * Tells which disks of a configuration no disk of the machine is left for, all at once, and the mend that fits: disks of the suite that
 * have other serials or another driver may be what was meant, and what then still lacks is to be added.
 */
export function noteUnbound(
  settings: readonly DiskSettings[],
  { bound, unbound }: BoundDemands,
  needs: InstallerNeeds,
  notes: Notes,
): void {
  if (unbound.length === 0) return;
  const some = unbound.slice(0, SHOWN).map(nameOf);
  const names = unbound.length > SHOWN ? `${some.join(', ')} and ${unbound.length - SHOWN} more` : some.join(', ');
  const message = `no disk of the machine is left for ${names}: the configuration wants ${count(needs.disks.length + needs.nvme.length)}, and the machine has ${settings.length}`;
  notes.error(message, mend(settings, bound, unbound, needs), {
    setting: 'machine.disks',
    related: unbound.slice(0, SHOWN).map(({ places, ...demand }) => ({ place: places.disk, message: `it wants ${nameOf(demand)} here` })),
  });
}

function count(disks: number): string {
  return `${disks} disk${disks === 1 ? '' : 's'}`;
}

/** `main` (serial `disk-a`) */
function nameOf({ id, serial, wwn }: Pick<DiskDemand, 'id' | 'serial' | 'wwn'>): string {
  const said = serial === null ? (wwn === null ? 'without a serial' : `WWN \`${wwn}\``) : `serial \`${serial}\``;
  return id === null ? `a disk ${serial === null && wwn === null ? said : `of ${said}`}` : `\`${id}\` (${said})`;
}

function mend(
  settings: readonly DiskSettings[],
  bound: BoundDemands['bound'],
  unbound: readonly DiskDemand[],
  needs: InstallerNeeds,
): string {
  const free = settings.flatMap((disk, index) => (bound[index] === null ? [{ disk, name: `disk${index}` }] : []));
  const named = free.filter(({ disk }) => disk.serial !== null || disk.wwn !== null).slice(0, unbound.length);
  // An unnamed disk that is left over is not NVMe, and what is left without a disk is.
  const plain = free.filter(({ disk }) => disk.serial === null && disk.wwn === null).slice(0, unbound.length - named.length);
  const added = unbound.slice(named.length + plain.length).map((demand) => entryOf(wantedDisk(demand, needs)));
  const others = named.map(({ disk, name }) => `${name} (\`${disk.serial ?? disk.wwn}\`)`).join(', ');
  const ways = [
    ...(named.length === 0 ? [] : [`a serial of their own keeps ${others} from it: leave \`serial\` out, or write the configuration's`]),
    ...(plain.length === 0 ? [] : [`give ${plain.map(({ name }) => name).join(', ')} \`driver: nvme\`, which a serial \`nvme…\` asks for`]),
    ...(added.length === 0 ? [] : [`add ${added.join(', ')} to machine.disks`]),
  ];
  return `${ways.join('; ')}; or leave machine.disks out: the machine then has the disks that the configuration wants`;
}

/** A disk as an entry of the suite's `disks`. */
function entryOf({ size, driver }: DiskSettings): string {
  const text = `${(size ?? 0) / 2 ** 30}G`;
  return driver === 'virtio-blk' ? `\`${text}\`` : `\`{ size: ${text}, driver: ${driver} }\``;
}
