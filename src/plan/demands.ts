import type { DiskDemand, InstallerNeeds } from '../model/installer.ts';
import type { DiskSettings } from '../model/suite.ts';

/** Which demand each disk meets, by the disk's index, and those that no disk is left for. */
export interface BoundDemands {
  readonly bound: readonly (DiskDemand | null)[];
  readonly unbound: readonly DiskDemand[];
}

/**
 * Gives the demands of a configuration to the machine's disks: to the disk that has that serial or WWN already, else in order,
 * those of `nvme` serials to NVMe disks and the others to the other disks, and what then is left of these to NVMe disks too.
 */
export function bindDemands(disks: readonly DiskSettings[], needs: InstallerNeeds): BoundDemands {
  const bound: (DiskDemand | null)[] = disks.map(() => null);
  const give = (demands: readonly DiskDemand[], fits: (disk: DiskSettings, demand: DiskDemand) => boolean) =>
    demands.filter((demand) => {
      const index = disks.findIndex((disk, i) => bound[i] === null && fits(disk, demand));
      if (index >= 0) bound[index] = demand;
      return index < 0;
    });
  const named = (disk: DiskSettings, demand: DiskDemand) =>
    (demand.serial !== null && disk.serial === demand.serial) || (demand.wwn !== null && disk.wwn === demand.wwn);
  const unnamed = (disk: DiskSettings) => disk.serial === null && disk.wwn === null;
  const others = give(needs.disks, named);
  const nvme = give(needs.nvme, named);
  const left = give(others, (disk) => unnamed(disk) && disk.driver !== 'nvme');
  const leftNvme = give(nvme, (disk) => unnamed(disk) && disk.driver === 'nvme');
  return { bound, unbound: [...give(left, unnamed), ...leftNvme] };
}
