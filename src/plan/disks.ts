import { formatSize } from '../base/sizes.ts';
import type { Place } from '../model/errors.ts';
import { SERIALS } from '../model/files.ts';
import type { DiskDemand, InstallerNeeds } from '../model/installer.ts';
import type { DiskSpec } from '../model/plan.ts';
import type { DiskDriver, DiskSettings, Test } from '../model/suite.ts';
import { bindDemands } from './demands.ts';
import type { Notes } from './problems.ts';
import { noteUnbound } from './unbound-disks.ts';
import { DEFAULT_BYTES, wantedDisks } from './wanted-disks.ts';

const GiB = 2 ** 30;

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
  noteUnbound(settings, demands, needs, notes);
  const serials = new Set(settings.flatMap((disk) => disk.serial ?? []).concat(demands.bound.flatMap((demand) => demand?.serial ?? [])));
  const disks = settings.map((disk, index) => diskSpec(disk, index, demands.bound[index] ?? null, serials, at(places, index), notes));
  checkUnique(disks, (index, key) => sourceOf(settings[index], demands.bound[index] ?? null, at(places, index))[key], notes);
  // An image that is a disk already is what disk 0 starts from.
  const first = disks[0];
  if (first !== undefined && first.from === null && needs.roles.includes('disk')) disks[0] = { ...first, from: '{image:disk}' };
  return disks;
}

const isLocal = (disk: DiskSettings) => (disk.iscsi ?? null) === null;

/** Where something was written: in the suite, by its path, or in the configuration. */
type Source = { readonly setting: string } | { readonly place: Place };

function at(places: readonly Source[], index: number): Source {
  return places[index] ?? { setting: 'machine.disks' };
}

/** Where a disk's serial and WWN come from. */
function sourceOf(
  disk: DiskSettings | undefined,
  demand: DiskDemand | null,
  suite: Source,
): { readonly serial: Source; readonly wwn: Source } {
  const wwn = disk?.wwn == null && demand?.wwn != null ? { place: demand.places.wwn } : suite;
  if (disk?.serial != null) return { serial: suite, wwn };
  // Without a serial of its own it has its WWN's text.
  return { serial: demand?.serial == null ? wwn : { place: demand.places.serial }, wwn };
}

function diskSpec(
  disk: DiskSettings,
  index: number,
  demand: DiskDemand | null,
  serials: Set<string>,
  at: Source,
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
    notes.error(
      `serial \`${serial}\` of ${name} is ${length} bytes long, and ${disk.driver} carries ${limit}`,
      'shorten it',
      sourceOf(disk, demand, at).serial,
    );
  }
  if (/\p{Cc}/u.test(serial)) {
    const at1 = sourceOf(disk, demand, at).serial;
    notes.error(`the serial of ${name} has a control character, which no disk carries`, 'write letters and digits', at1);
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
function wwnOf(disk: DiskSettings, name: string, demand: DiskDemand | null, notes: Notes, at: Source): string | null {
  const wwn = disk.wwn ?? demand?.wwn ?? null;
  if (wwn === null) return null;
  if (disk.driver !== 'scsi-hd') {
    // An installer that finds the disk by its serial needs no WWN; without one, the serial carries the WWN's text.
    const note = disk.wwn === null ? notes.warning : notes.error;
    note(`${name} is to have the WWN \`${wwn}\`, and ${disk.driver} carries none`, '`driver: scsi-hd` carries one', at);
    return null;
  }
  if (/^0x[0-9a-f]{1,16}$/i.test(wwn)) return wwn;
  notes.error(
    `WWN \`${wwn}\` of ${name} is not one that QEMU can give`,
    'write 64 bits in hexadecimal: `0x5000c50015ea71aa`',
    sourceOf(disk, demand, at).wwn,
  );
  return null;
}

function unusedSerial(name: string, serials: Set<string>): string {
  return serials.has(name) ? `vmtest-${name}` : name;
}

function checkUnique(disks: readonly UnplacedDisk[], sourceAt: (index: number, key: 'serial' | 'wwn') => Source, notes: Notes): void {
  // A disk without a serial has its WWN's text for one: what is told of the one is not told of the other.
  const told = new Set<string>();
  for (const key of ['wwn', 'serial'] as const) {
    const first = new Map<string, string>(
      key === 'serial' ? Object.values(SERIALS).map((serial) => [serial, 'a disk of the harness']) : [],
    );
    for (const [index, disk] of disks.entries()) {
      const value = disk[key];
      if (value === null || told.has(disk.name)) continue;
      const other = first.get(value);
      if (other === undefined) first.set(value, disk.name);
      else {
        told.add(disk.name);
        const hint = 'give each disk its own; one disk on several paths is `paths: 2`';
        notes.error(`${other} and ${disk.name} have the same ${key} \`${value}\``, hint, sourceAt(index, key));
      }
    }
  }
}
