import type { CheckSettings, PackName } from './check.ts';
import type { CommandSettings } from './command.ts';
import type { Place, Problem } from './errors.ts';
import type { Verdict } from './verdict.ts';

export type * from './check.ts';

/** A value of a matrix axis. */
export type AxisValue = string | number | boolean;

/** QEMU's name of an architecture: `ppc64` is both byte orders of it, and what is run on it is ppc64el. */
export type Arch = 'x86_64' | 'aarch64' | 'ppc64';
/** `slof` is the Open Firmware of a ppc64 machine. */
export type Firmware = 'bios' | 'uefi' | 'uefi-secure' | 'slof';
export type DiskDriver = 'virtio-blk' | 'scsi-hd' | 'nvme';
export type Accel = 'auto' | 'kvm' | 'tcg';

/** The parts that an image can have. `root` is a root file system (see `RootFormat`), `disk` a bootable disk image. */
export const IMAGE_ROLES = ['kernel', 'initrd', 'root', 'root-tar', 'disk', 'iso'] as const;
export type ImageRole = (typeof IMAGE_ROLES)[number];
export type RootFormat = 'squashfs' | 'ext4';

/** What is taken out of an image's ISO, by absolute paths within it (`/casper/vmlinuz`); what is absent is where installers have it. */
export type IsoPaths = Readonly<Partial<Record<'kernel' | 'initrd', string>>>;

/** Where an image's files are: absolute paths by role. */
export interface FilesSource {
  readonly kind: 'files';
  readonly files: Readonly<Partial<Record<ImageRole, string>>>;
  /** Only with the role `iso`; absent where the suite names no path within it. */
  readonly fromIso?: IsoPaths;
}

/** A Debian system made by mmdebstrap: kernel, initrd, `root` (a file system image) and `root-tar` (the same as a tar). */
export interface MmdebstrapSource {
  readonly kind: 'mmdebstrap';
  readonly suite: string;
  readonly arch: Arch;
  readonly variant: string;
  readonly include: readonly string[];
  readonly components: readonly string[];
  /** Archive URLs; empty means mmdebstrap's own default for the suite. */
  readonly mirrors: readonly string[];
  /** Files put in place before the packages are configured: path in the system → text. */
  readonly files: Readonly<Record<string, string>>;
  /** A shell script's text, run in the system at the end. */
  readonly customize: string | null;
  /** The file system of `root`. */
  readonly root: RootFormat;
}

/** How far published metadata is believed: only with a good OpenPGP signature, or as it comes. */
export type Verification = 'signature' | 'none';

/** An image of a simplestreams index, such as MAAS's ephemeral images; null where the suite is silent. */
export interface SimplestreamsSource {
  readonly kind: 'simplestreams';
  /** Address of an index or products file, `…/streams/v1/index.sjson`; null: the run's `imageSrcUrl`, else MAAS's stable stream. */
  readonly url: string | null;
  /** Absolute path of an OpenPGP keyring, binary or armoured; null: the run's `imageSrcKeyring`, else Ubuntu's cloud-image keyring. */
  readonly keyring: string | null;
  readonly verify: Verification;
  /** The machine's architecture; the stream's own name of it (`amd64`) is what filters compare. */
  readonly arch: Arch;
  /** Equal to the product's field of that name: `release`, `os`, `subarch`, `krel`, `kflavor`, `label`, … */
  readonly fields: Readonly<Record<string, string>>;
  /** Further conditions in the grammar of `model/filter.ts`. */
  readonly filters: readonly string[];
  /** `version_name` that is wanted; null: the newest. */
  readonly version: string | null;
  /** The file system of `root`: as published (squashfs), or converted to ext4. */
  readonly root: RootFormat;
}

/** One published file: what it is checked against, and where it comes from. */
export interface UrlFile {
  readonly url: string;
  /** Hexadecimal digests of the file as it is published; with `sums`, read from there. At least one of the three is there. */
  readonly sha256: string | null;
  readonly sha512: string | null;
  readonly sums: UrlSums | null;
  /** Hosts beside the address's own to which the server may redirect, as globs: `*.example.org`. */
  readonly redirects: readonly string[];
}

/** A `SHA256SUMS` or `SHA512SUMS` file, and its signature: clearsigned itself, or detached. */
export interface UrlSums {
  readonly url: string;
  /** Address of the detached signature; null: the file is clearsigned. */
  readonly signature: string | null;
  /** Absolute path. Null only with `verify: none`. */
  readonly keyring: string | null;
  readonly verify: Verification;
}

/** Files by their addresses: a cloud image (qcow2, raw, also `.gz`, `.xz`, `.zst`), a kernel and its initrd, an ISO. */
export interface UrlSource {
  readonly kind: 'url';
  readonly files: Readonly<Partial<Record<ImageRole, UrlFile>>>;
  /** Only with the role `iso`; absent where the suite names no path within it. */
  readonly fromIso?: IsoPaths;
}

export type ImageSource = FilesSource | MmdebstrapSource | SimplestreamsSource | UrlSource;

export interface ImageDefinition {
  readonly name: string;
  readonly source: ImageSource;
  readonly place: Place;
}

/** A disk that the guest reaches over the network by iSCSI. Each account is a name and a password together, or null twice. */
export interface IscsiSettings {
  /** What the guest proves itself with (CHAP). */
  readonly user: string | null;
  readonly password: string | null;
  /** What the target proves itself with to the guest (CHAP the other way). */
  readonly inUser: string | null;
  readonly inPassword: string | null;
  /** The target's name; null: one that no other run has. */
  readonly target: string | null;
}

/** One disk as it was asked for. */
export interface DiskSettings {
  readonly size: number | null;
  readonly driver: DiskDriver;
  readonly blockSize: 512 | 4096;
  readonly serial: string | null;
  readonly wwn: string | null;
  readonly paths: number;
  readonly format: 'qcow2' | 'raw';
  /** Absolute path of a disk image that the disk starts from. */
  readonly from: string | null;
  /** Absent or null: QEMU gives the disk to the guest. */
  readonly iscsi?: IscsiSettings | null;
}

export interface NicSettings {
  readonly mac: string | null;
  /** `user`, `none`, or `bridge:NAME`. */
  readonly network: string;
}

/** The machine as it was asked for; null where the suite is silent. */
export interface MachineSettings {
  readonly arch: Arch | null;
  readonly cpus: number | null;
  /** Bytes. */
  readonly memory: number | null;
  readonly firmware: Firmware | null;
  readonly type: string | null;
  readonly cpu: string | null;
  readonly tpm: boolean;
  /** null: what the installer's configuration wants, else one disk of 10 GiB. */
  readonly disks: readonly DiskSettings[] | null;
  readonly nics: readonly NicSettings[] | null;
  readonly qemuArgs: readonly string[];
}

/** How the way in to a guest is given: the NoCloud seed on a disk labelled `cidata`, or over HTTP. */
export type SeedWay = 'disk' | 'http';

/** What an installing phase and a booting phase share. */
interface PhaseSettings {
  /** Seconds; null: the test's `timeouts`. */
  readonly timeout: number | null;
  readonly kernelArgs: readonly string[];
  /** A cloud-config mapping for the guest's cloud-init, merged into ours. */
  readonly cloudConfig: Readonly<Record<string, unknown>> | null;
  readonly end: 'poweroff' | 'reboot';
  readonly reboots: number;
  readonly seed: SeedWay | null;
}

export type InstallerName = 'script' | 'curtin' | 'none';

/** What a suite says of a curtin installation beside its configuration. */
export interface CurtinSettings {
  /** Absolute path of a curtin source tree; null: the run's, else the nearest folder above the configuration that is one. */
  readonly tree: string | null;
  /** Absolute paths of further configurations, merged over the first in their order. */
  readonly configs: readonly string[];
  /** Partition the disks once before the installation, so that it meets disks that were used. */
  readonly dirtyDisks: boolean;
  /** As `add-apt-repository` takes them; `proposed` is the release's pocket. */
  readonly addRepos: readonly string[];
  /** null: only where repositories are added. */
  readonly systemUpgrade: boolean | null;
  readonly upgradePackages: readonly string[];
  /** A kernel package, or null for the one that curtin chooses. */
  readonly kernelPackage: string | null;
  /** The install source as curtin takes it (`tgz:http://…`); null: by the images. */
  readonly source: string | null;
}

export interface InstallSettings extends PhaseSettings {
  readonly installer: InstallerName;
  /** Of the installer `curtin` only. */
  readonly curtin: CurtinSettings | null;
  /** How the environment gets its root file system: a disk of its own, or by its initramfs over HTTP. */
  readonly root: SeedWay;
  /** `script`: path of the script. `curtin`: path of the configuration. Absolute. */
  readonly file: string | null;
  /** Text replaced in the installer's file. */
  readonly replace: Readonly<Record<string, string>>;
  /** Files for the guest: absolute host path or glob → path under the published root. */
  readonly publish: Readonly<Record<string, string>>;
  /** Name of the image that is installed; null: the one that is booted. */
  readonly target: string | null;
  readonly place: Place;
}

export interface BootSettings extends PhaseSettings {
  readonly name: string;
  /** Shell commands run in the guest, in order; the first that fails ends the phase's commands and fails the check `run`. */
  readonly runcmd: readonly string[];
  /** Shell commands run in the guest in the folder that is collected. */
  readonly collect: readonly string[];
  readonly checks: readonly CheckSettings[];
  readonly place: Place;
}

export interface Timeouts {
  /** Seconds. */
  readonly install: number;
  readonly boot: number;
  readonly silence: number;
}

export interface Expectation {
  readonly verdict: Verdict | null;
  /** A regular expression over the console, flag `m`. */
  readonly console: string | null;
  readonly reason: string | null;
}

export interface Skip {
  /** `YYYY-MM-DD`: from this day on the test runs again. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly link: string | null;
}

/** One entry of a suite with one value for each of its axes. */
export interface Test {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly image: string | null;
  readonly machine: MachineSettings;
  readonly install: InstallSettings;
  readonly boots: readonly BootSettings[];
  readonly checks: readonly CheckSettings[];
  /** Packs of its installer that are switched off. */
  readonly packsOff: readonly PackName[];
  readonly timeouts: Timeouts;
  readonly expect: Expectation | null;
  readonly skip: Skip | null;
  /** How often it is run again after it failed; absent: as the run says, which speaks of the host's failures alone. */
  readonly retries?: number;
  /** Of a test that is a program on the host: it has no machine, installs and boots nothing. Null for every other. */
  readonly command: CommandSettings | null;
  /** The suite file's folder: `run:` commands work there. */
  readonly folder: string;
  readonly place: Place;
  /** Where each setting that was written comes from, by dotted path (`machine.memory`): a place and which level wrote it. */
  readonly origins: Readonly<Record<string, Origin>>;
}

export interface Origin {
  readonly level: 'test' | 'matrix' | 'defaults' | 'environment' | 'option' | 'input' | 'default';
  readonly place?: Place;
  /** The variable, option or input that set it. */
  readonly name?: string;
}

/** What the user wrote, read and checked, its matrices expanded. */
export interface Suite {
  /** Absolute path of the file. */
  readonly file: string;
  readonly folder: string;
  readonly images: Readonly<Record<string, ImageDefinition>>;
  readonly tests: readonly Test[];
  /** Warnings only: errors are thrown. */
  readonly problems: readonly Problem[];
}
