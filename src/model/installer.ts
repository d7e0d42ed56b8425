import type { Place, Problem } from './errors.ts';
import type { ImageRole } from './suite.ts';

/** What an installer's configuration asks of a disk. */
export interface DiskDemand {
  /** What the configuration calls it; null where it does not. */
  readonly id: string | null;
  readonly serial: string | null;
  readonly wwn: string | null;
  /** Where the configuration says so. */
  readonly places: { readonly disk: Place; readonly serial: Place; readonly wwn: Place };
  /** Bytes that the configuration partitions on it; 0 where it does not say. */
  readonly minimumBytes: number;
  /** Whether `/` is on it. */
  readonly root: boolean;
}

/** What an installer needs, read from its configuration: the pure half of an installer. */
export interface InstallerNeeds {
  /** In the order of the machine's disks; `nvme` apart, for the NVMe disks in their order. */
  readonly disks: readonly DiskDemand[];
  readonly nvme: readonly DiskDemand[];
  /** One NIC for each, the first is the boot interface; empty: the default NIC. */
  readonly macs: readonly string[];
  /** Where the configuration names each of them. */
  readonly macPlaces: readonly Place[];
  /** Roles that the booted environment's image must have. */
  readonly roles: readonly ImageRole[];
  /** Roles that the target's image must have. */
  readonly targetRoles: readonly ImageRole[];
  readonly problems: readonly Problem[];
}
