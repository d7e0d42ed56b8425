import { formatSize } from '../base/sizes.ts';
import { SERIALS } from '../model/files.ts';
import type { DiskDemand, InstallerNeeds } from '../model/installer.ts';
import type { DiskSpec } from '../model/plan.ts';
import type { DiskDriver, DiskSettings, Test } from '../model/suite.ts';
import { bindDemands } from './demands.ts';
import type { Notes } from './problems.ts';

const GiB = 2 ** 30;

/** The size of a disk of which nothing is said, and the least for the disk of `/`, as in curtin's own harness. */
const DEFAULT_BYTES = 10 * GiB;

/** Bytes of a serial that the device carries; QEMU cuts a longer one in silence. */
const SERIAL_LIMITS: Readonly<Record<DiskDriver, number>> = { 'virtio-blk': 20, nvme: 20, 'scsi-hd': 36 };

export type UnplacedDisk = Omit<DiskSpec, 'addresses'>;

/**
 * The machine's disks, without their places on the bus. Where the suite gives disks, they decide number, size and driver, and the
 * configuration's serials and WWNs fill them in order; where it does not, the configuration does; else there is one disk of 10 GiB.
 */
export function planDisks(test: Test, needs: InstallerNeeds, notes: Notes): UnplacedDisk[] {
  const written = test.machine.disks;
  const settings = written?.filter(isLocal) ?? wantedDisks(needs);
  // Where each was written: among them are disks of iSCSI, which are not QEMU's.
  const places = (written ?? settings).flatMap((disk, index) => (isLocal(disk) ? [{ setting: `machine.disks.${index}` }] : []));
  const demands = bindDemands(settings, needs);
  for (const demand of demands.unbound) noteUnbound(demand, settings, demands.bound, notes);
  const serials = new Set(settings.flatMap((disk) => disk.serial ?? []).concat(demands.bound.flatMap((demand) => demand?.serial ?? [])));
  const disks = settings.map((disk, index) => diskSpec(disk, index, demands.bound[index] ?? null, serials, at(places, index), notes));
  checkUnique(disks, places, notes);
  // An image that is a disk already is what disk 0 starts from.
  const first = disks[0];
  if (first !== undefined && first.from === null && needs.roles.includes('disk')) disks[0] = { ...first, from: '{image:disk}' };
  return disks;
}

const isLocal = (disk: DiskSettings) => (disk.iscsi ?? null) === null;

interface Setting {
  readonly setting: string;
}

function at(places: readonly Setting[], index: number): Setting {
  return places[index] ?? { setting: 'machine.disks' };
}

/** No disk can be what the configuration wants: there are too few, or those that are left have other serials already. */
function noteUnbound(demand: DiskDemand, settings: readonly DiskSettings[], bound: readonly (DiskDemand | null)[], notes: Notes): void {
  const name = demand.serial ?? demand.wwn ?? 'without a serial';
  const named = settings.flatMap((disk, i) => (bound[i] === null ? [`disk${i} (\`${disk.serial ?? disk.wwn}\`)`] : []));
  const count = `${settings.length} disk${settings.length === 1 ? '' : 's'}`;
  const others = `a serial of their own keeps ${named.join(', ')} from it: leave \`serial\` out, or write the configuration's`;
  notes.error(
    `the configuration wants a disk \`${name}\`, and no disk of the machine is left for it`,
    named.length > 0 ? others : `the machine has ${count}: add one, or leave machine.disks out`,
    { setting: 'machine.disks' },
  );
}

/** The disks that a configuration speaks of, sized to hold what it partitions. */
function wantedDisks(needs: InstallerNeeds): DiskSettings[] {
  const wanted = (demand: DiskDemand, driver: DiskDriver): DiskSettings => ({
    size: Math.max(Math.ceil(demand.minimumBytes / GiB), demand.root ? DEFAULT_BYTES / GiB : 1) * GiB,
    driver,
    blockSize: 512,
    serial: null,
    wwn: null,
    paths: 1,
    format: 'qcow2',
    from: null,
  });
  const disks = [
    // Only a SCSI disk carries a WWN.
    ...needs.disks.map((demand) => wanted(demand, demand.wwn === null ? 'virtio-blk' : 'scsi-hd')),
    ...needs.nvme.map((demand) => wanted(demand, 'nvme')),
  ];
  return disks.length > 0 ? disks : [wanted({ serial: null, wwn: null, minimumBytes: 0, root: true }, 'virtio-blk')];
}

function diskSpec(
  disk: DiskSettings,
  index: number,
  demand: DiskDemand | null,
  serials: Set<string>,
  at: Setting,
  notes: Notes,
): UnplacedDisk {
  const name = `disk${index}`;
  const sizeBytes = disk.size ?? DEFAULT_BYTES;
  const wwn = wwnOf(disk, name, demand, notes, at);
  const serial =
    disk.serial ?? demand?.serial ?? (disk.wwn === null && demand?.wwn != null ? demand.wwn : (wwn ?? unusedSerial(name, serials)));
  const limit = SERIAL_LIMITS[disk.driver];
  const length = Buffer.byteLength(serial);
  if (length > limit) {
    notes.error(`serial \`${serial}\` of ${name} is ${length} bytes long, and ${disk.driver} carries ${limit}`, 'shorten it', at);
  }
  if (demand !== null && sizeBytes < demand.minimumBytes) {
    notes.error(
      `${name} has ${formatSize(sizeBytes)}, and its configuration partitions ${formatSize(demand.minimumBytes)} on it`,
      `give it ${Math.ceil(demand.minimumBytes / GiB)}G`,
      at,
    );
  }
  if (disk.paths > 1 && disk.driver !== 'scsi-hd') {
    notes.error(`${name} has ${disk.paths} paths, and ${disk.driver} has one`, '`driver: scsi-hd` can have several', at);
  }
  return {
    name,
    sizeBytes,
    driver: disk.driver,
    serial,
    wwn,
    logicalBlockSize: disk.blockSize,
    physicalBlockSize: disk.blockSize,
    paths: disk.driver === 'scsi-hd' ? disk.paths : 1,
    format: disk.format,
    from: disk.from,
    file: `disks/${name}.${disk.format === 'raw' ? 'img' : 'qcow2'}`,
  };
}

/** A WWN is 64 bits, written in hexadecimal, and only a SCSI disk carries one. Returns null where it cannot be carried. */
function wwnOf(disk: DiskSettings, name: string, demand: DiskDemand | null, notes: Notes, at: Setting): string | null {
  const wwn = disk.wwn ?? demand?.wwn ?? null;
  if (wwn === null) return null;
  if (disk.driver !== 'scsi-hd') {
    // An installer that finds the disk by its serial needs no WWN; without one, the serial carries the WWN's text.
    const note = disk.wwn === null ? notes.warning : notes.error;
    note(`${name} is to have the WWN \`${wwn}\`, and ${disk.driver} carries none`, '`driver: scsi-hd` carries one', at);
    return null;
  }
  if (/^0x[0-9a-f]{1,16}$/i.test(wwn)) return wwn;
  notes.error(`WWN \`${wwn}\` of ${name} is not one that QEMU can give`, 'write 64 bits in hexadecimal: `0x5000c50015ea71aa`', at);
  return null;
}

function unusedSerial(name: string, serials: Set<string>): string {
  return serials.has(name) ? `vmtest-${name}` : name;
}

function checkUnique(disks: readonly UnplacedDisk[], places: readonly Setting[], notes: Notes): void {
  for (const key of ['serial', 'wwn'] as const) {
    const first = new Map<string, string>(
      key === 'serial' ? Object.values(SERIALS).map((serial) => [serial, 'a disk of the harness']) : [],
    );
    for (const [index, disk] of disks.entries()) {
      const value = disk[key];
      if (value === null) continue;
      const other = first.get(value);
      if (other === undefined) first.set(value, disk.name);
      else {
        const hint = 'give each disk its own; one disk on several paths is `paths: 2`';
        notes.error(`${other} and ${disk.name} have the same ${key} \`${value}\``, hint, at(places, index));
      }
    }
  }
}
