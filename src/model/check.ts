import type { Place } from './errors.ts';

/** What every check has. */
interface CheckBase {
  /** The phase whose data it reads: a boot's name, or `install`; null: the last boot. */
  readonly from: string | null;
  /** Negates the check. */
  readonly not: boolean;
  readonly place: Place;
}

/** `file: PATH` with at least one of the expectations; a file must exist for all but `absent`. */
export interface FileCheck extends CheckBase {
  readonly kind: 'file';
  /** Path under the collected folder. */
  readonly path: string;
  readonly exists: boolean;
  readonly absent: boolean;
  readonly contains: readonly string[];
  /** Regular expressions, flag `m`. */
  readonly matches: readonly string[];
  /** The whole text; one trailing newline does not count. */
  readonly equals: string | null;
  /** A value that the file's JSON must contain: mappings as subsets, all else equal. */
  readonly json: unknown;
  /** Lines that the file must have, in any order. */
  readonly lines: readonly string[];
}

/** `fstab: { SPEC: { mountpoint, options } }`; bare: every entry that is not `noauto` is mounted. */
export interface FstabCheck extends CheckBase {
  readonly kind: 'fstab';
  readonly entries: readonly { readonly spec: string; readonly mountpoint: string; readonly options: string | null }[];
}

/** `swaps`: every swap of fstab is in use. */
export interface SwapsCheck extends CheckBase {
  readonly kind: 'swaps';
}

/** `console: REGEX` over the phase's console, escapes removed, flag `m`. */
export interface ConsoleCheck extends CheckBase {
  readonly kind: 'console';
  readonly matches: readonly string[];
}

/** `packages: [NAME, …]`, `packages: { installed: […], absent: […] }`: dpkg or rpm. */
export interface PackagesCheck extends CheckBase {
  readonly kind: 'packages';
  readonly installed: readonly string[];
  readonly absent: readonly string[];
}

/** `services: [UNIT, …]`, `services: { active: […], failed: none }`: systemd's word. Bare: no unit failed. */
export interface ServicesCheck extends CheckBase {
  readonly kind: 'services';
  readonly active: readonly string[];
  /** Units that may fail; null: failures are not looked at. */
  readonly allowedFailures: readonly string[] | null;
}

/** `run: COMMAND` on the host, in the suite file's folder. */
export interface RunCheck extends CheckBase {
  readonly kind: 'run';
  readonly command: string;
  /** Seconds. */
  readonly timeout: number;
}

/** What the checks have that hold a system against a curtin configuration. */
interface ConfigCheckBase extends CheckBase {
  /**
   * curtin's merged configuration as a plain value, scalars typed or as they are written; null until the plan fills it in: from
   * `configFile`, else the test's own. Only the sections that the check reads are needed (`packSections` of `checks/packs.ts`).
   */
  readonly config: unknown;
  /** Absolute path of the configuration that the suite names; null: that of the test's installer. */
  readonly configFile: string | null;
}

/** `storage`: partition tables, RAID, LVM, bcache, ZFS, dm-crypt, file systems, mounts, swap: asked against found. */
export interface StorageCheck extends ConfigCheckBase {
  readonly kind: 'storage';
}

/** `network`: addresses, MTU, routes, DNS, bonds, bridges, VLANs: asked against found. */
export interface NetworkCheck extends ConfigCheckBase {
  readonly kind: 'network';
}

/** `grub`: the boot loader is where the configuration asks for it. */
export interface GrubCheck extends ConfigCheckBase {
  readonly kind: 'grub';
}

/** `dname`: `/dev/disk/by-dname` names the disks, partitions, arrays, volumes that the configuration gives a name. */
export interface DnameCheck extends ConfigCheckBase {
  readonly kind: 'dname';
}

/** `dname-rules`: udev's rules for those names tell each disk by its serial number or WWN. */
export interface DnameRulesCheck extends ConfigCheckBase {
  readonly kind: 'dname-rules';
}

/** `kernel-package`: the kernel's package is installed. */
export interface KernelPackageCheck extends CheckBase {
  readonly kind: 'kernel-package';
  /** Its name; null: any package of a kernel. */
  readonly package: string | null;
}

/** `interfaces-removed`: `/etc/network/interfaces.d` has nothing left of the image's own configuration. */
export interface InterfacesRemovedCheck extends CheckBase {
  readonly kind: 'interfaces-removed';
}

/** `reporting`: the events that curtin posted: first, last, and the files in them. Reads the install phase. */
export interface ReportingCheck extends CheckBase {
  readonly kind: 'reporting';
  /** Paths of the files that it must have posted. */
  readonly files: readonly string[];
}

export type ConfigCheck = StorageCheck | NetworkCheck | GrubCheck | DnameCheck | DnameRulesCheck;

export type CheckSettings =
  | FileCheck
  | FstabCheck
  | SwapsCheck
  | ConsoleCheck
  | PackagesCheck
  | ServicesCheck
  | RunCheck
  | ConfigCheck
  | KernelPackageCheck
  | InterfacesRemovedCheck
  | ReportingCheck;

/** The checks that an installation by curtin brings by itself, each switched off by its name under `packs`. */
export const CURTIN_PACKS = [
  'fstab',
  'swaps',
  'dname',
  'dname-rules',
  'kernel-package',
  'interfaces-removed',
  'reporting',
  'storage',
  'network',
  'grub',
  'packages',
] as const;
export type PackName = (typeof CURTIN_PACKS)[number];
