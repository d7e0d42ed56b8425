/** A disk, by what tells it from others. */
export interface AskedDisk {
  readonly id: string;
  readonly serial: string | null;
  readonly wwn: string | null;
  /** A path in the guest; null where the configuration does not name one. */
  readonly path: string | null;
  /** The CCW address of a DASD. */
  readonly deviceId: string | null;
  readonly multipath: boolean;
}

export interface AskedTable {
  /** What carries it: a disk, an array, a bcache. */
  readonly on: string;
  /** udev's and blkid's word: `gpt`, `dos`. */
  readonly type: string;
}

export interface AskedPartition {
  readonly id: string;
  readonly on: string;
  readonly number: number;
  /** Null: the rest, a part of it, or nothing said. */
  readonly bytes: number | null;
  /** cloud-init grows the partition of `/` at the first boot, so that one may be larger. */
  readonly mayGrow: boolean;
  /** Null where curtin takes no notice of `offset` (version 1). */
  readonly startBytes: number | null;
  /** A GPT type (a GUID in lower case) or types of an MBR (`0x82`); empty where none is asked for. */
  readonly types: readonly string[];
  /** The flag in the configuration's words, for messages. */
  readonly flag: string | null;
  /** The active flag of an MBR. */
  readonly active: boolean;
  readonly label: string | null;
  readonly uuid: string | null;
}

export interface AskedRaid {
  readonly id: string;
  readonly name: string;
  /** The kernel's word: `raid1`, `linear`; null for a container. */
  readonly level: string | null;
  readonly devices: readonly string[];
  readonly spares: readonly string[];
  /** As mdadm writes it: `1.2`; null where nothing is said. */
  readonly metadata: string | null;
}

export interface AskedGroup {
  readonly id: string;
  readonly name: string;
  readonly devices: readonly string[];
}

export interface AskedVolume {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly bytes: number | null;
}

export interface AskedCrypt {
  readonly id: string;
  readonly name: string;
  readonly volume: string;
  /** Whether it is LUKS: a key from /dev/urandom makes a plain mapping. */
  readonly luks: boolean;
}

export interface AskedBcache {
  readonly id: string;
  readonly name: string | null;
  readonly backing: string;
  readonly cache: string | null;
  readonly mode: string | null;
}

export interface AskedPool {
  readonly id: string;
  readonly name: string;
  readonly vdevs: readonly string[];
  readonly poolProperties: readonly (readonly [string, string])[];
  /** Of the dataset of the pool's own name. */
  readonly properties: readonly (readonly [string, string])[];
}

export interface AskedDataset {
  readonly id: string;
  /** With its pool: `rpool/ROOT/zfsroot`. */
  readonly name: string;
  readonly properties: readonly (readonly [string, string])[];
}

export interface AskedFormat {
  readonly id: string;
  readonly volume: string;
  /** blkid's word: `vfat` for all kinds of FAT. */
  readonly type: string;
  /** Null where nothing is asked for, or curtin does not pass it on to this kind's mkfs. */
  readonly uuid: string | null;
  readonly label: string | null;
}

export interface AskedMount {
  readonly id: string;
  /** Null for swap. */
  readonly path: string | null;
  /** The entry that is mounted, below its format; null where `spec` is what fstab has. */
  readonly volume: string | null;
  readonly spec: string | null;
  readonly type: string | null;
  /** Sorted; `defaults` alone where nothing is said; null where any will do. */
  readonly options: readonly string[] | null;
  /** The last two fields of fstab. */
  readonly freq: string | null;
  readonly pass: string | null;
}

export interface AskedSwapFile {
  readonly path: string;
  readonly bytes: number | null;
  /** Whether curtin leaves it out in silence where the kernel or the file system does not take it. */
  readonly optional: boolean;
}

/** What a curtin configuration asks of storage; `id` is an entry's of `storage.config`. */
export interface AskedStorage {
  readonly disks: readonly AskedDisk[];
  readonly tables: readonly AskedTable[];
  readonly partitions: readonly AskedPartition[];
  readonly raids: readonly AskedRaid[];
  readonly groups: readonly AskedGroup[];
  readonly volumes: readonly AskedVolume[];
  readonly crypts: readonly AskedCrypt[];
  readonly bcaches: readonly AskedBcache[];
  readonly pools: readonly AskedPool[];
  readonly datasets: readonly AskedDataset[];
  readonly formats: readonly AskedFormat[];
  readonly mounts: readonly AskedMount[];
  readonly swapFile: AskedSwapFile | null;
}
