import type { DiskDemand, InstallerNeeds } from '../model/installer.ts';
import type { DiskDriver, DiskSettings } from '../model/suite.ts';

const GiB = 2 ** 30;

/** The size of a disk of which nothing is said, and the least for the disk of `/`, as in curtin's own harness. */
export const DEFAULT_BYTES = 10 * GiB;

/** The disks that a configuration speaks of, sized to hold what it partitions; one of 10 GiB where it speaks of none. */
export function wantedDisks(needs: InstallerNeeds): DiskSettings[] {
  const disks = [...needs.disks, ...needs.nvme].map((demand) => wantedDisk(demand, needs));
  return disks.length > 0 ? disks : [diskOf(DEFAULT_BYTES, 'virtio-blk')];
}

/** The disk that one of its demands would get where the suite names none. */
export function wantedDisk(demand: DiskDemand, { nvme }: InstallerNeeds): DiskSettings {
  const least = demand.root ? DEFAULT_BYTES / GiB : 1;
  // Only a SCSI disk carries a WWN.
  const driver = nvme.includes(demand) ? 'nvme' : demand.wwn === null ? 'virtio-blk' : 'scsi-hd';
  return diskOf(Math.max(Math.ceil(demand.minimumBytes / GiB), least) * GiB, driver);
}

function diskOf(size: number, driver: DiskDriver): DiskSettings {
  return { size, driver, blockSize: 512, serial: null, wwn: null, paths: 1, format: 'qcow2', from: null };
}
