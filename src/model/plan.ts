import type { CommandPlan } from './command.ts';
import type { Place, Problem } from './errors.ts';
import type {
  Accel,
  Arch,
  AxisValue,
  CheckSettings,
  DiskDriver,
  Expectation,
  Firmware,
  ImageRole,
  InstallSettings,
  IscsiSettings,
  Origin,
  SeedWay,
  Skip,
} from './suite.ts';

/** What the host is and can do, as far as the plan depends on it. */
export interface HostFacts {
  readonly arch: Arch;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Whether KVM ran the canary: `usable` decides under `accel: auto`; the plan needs no answer (`unknown`). */
  readonly kvm: 'usable' | 'unusable' | 'unknown';
  readonly today: string;
}

/** Files that the plan reads, by absolute path: their text, or why they could not be read. */
export type Documents = Readonly<Record<string, { readonly text: string } | { readonly error: string; readonly hint?: string }>>;

/** Which roles each image has, as far as it is known without fetching. */
export type Catalogue = Readonly<Record<string, { readonly roles: readonly ImageRole[]; readonly problems: readonly Problem[] }>>;

/** What decides about a run beside the suite: made by the face, frozen. A null means that nobody said anything. */
export interface RunSettings {
  readonly accel: Accel;
  readonly tcgFactor: number;
  readonly memory: number | null;
  readonly cpus: number | null;
  readonly installTimeout: number | null;
  readonly bootTimeout: number | null;
  readonly bridge: string | null;
  /** Whether every NIC is cut off, whatever suite and bridge say: the suite is a stranger's. Absent: no. */
  readonly isolate?: boolean;
  readonly keepPass: readonly KeepPart[];
  readonly keepFail: readonly KeepPart[];
  /** Bugs whose skips hold after their day too; `*` is every one. Absent: none. */
  readonly skipByDateBugs?: readonly string[];
  /** Releases whose tests are skipped. Absent: none. */
  readonly unsupportedReleases?: readonly string[];
  /** For each setting that was given: by which option or variable. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** The five parts of a work directory, as in the original. */
export const KEEP_PARTS = ['boot', 'collect', 'disks', 'install', 'logs'] as const;
export type KeepPart = (typeof KEEP_PARTS)[number];

/** Where a device sits: QEMU's bus name and its address there, hexadecimal as QEMU takes it. */
export interface Address {
  readonly bus: string;
  readonly addr: string;
}

export interface DiskSpec {
  /** `disk0`, `disk1`, … */
  readonly name: string;
  readonly sizeBytes: number;
  readonly driver: DiskDriver;
  readonly serial: string;
  readonly wwn: string | null;
  readonly logicalBlockSize: number;
  readonly physicalBlockSize: number;
  readonly paths: number;
  readonly format: 'qcow2' | 'raw';
  readonly from: string | null;
  /** Path under the test's folder: `disks/disk0.qcow2`. */
  readonly file: string;
  /** One for each path. For scsi-hd, `bus` is the controller's and `addr` its SCSI id. */
  readonly addresses: readonly Address[];
}

/** A disk that QEMU is not given: a target of iSCSI, served for as long as its test lasts. */
export interface IscsiDisk extends IscsiSettings {
  /** `iscsi0`, `iscsi1`, … */
  readonly name: string;
  readonly sizeBytes: number;
  /** Path under the test's folder: `disks/iscsi0.img`, raw. */
  readonly file: string;
}

export interface NicSpec {
  readonly mac: string;
  readonly network: string;
  readonly address: Address;
}

export interface MachineSpec {
  readonly arch: Arch;
  readonly type: string;
  readonly cpu: string;
  readonly accel: 'kvm' | 'tcg';
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly firmware: Firmware;
  readonly disks: readonly DiskSpec[];
  /** Absent: none. */
  readonly iscsi?: readonly IscsiDisk[];
  readonly nics: readonly NicSpec[];
  readonly qemuArgs: readonly string[];
}

/** A disk of the harness's own, never among the machine's: the seed, the output disk, the environment's root, the target's tar. */
export interface HarnessDisk {
  readonly name: 'seed' | 'output' | 'root' | 'target';
  /** What it is, with holes: `{topdir}/install/seed.iso`, `{image:root}`. */
  readonly file: string;
  readonly format: 'raw' | 'qcow2';
  readonly readOnly: boolean;
  readonly serial: string;
  readonly address: Address;
}

/** One named piece of work in the guest, run by `sh`. */
export interface GuestStep {
  readonly name: string;
  /** `install` and `runcmd` steps stop at the first failure; every `collect` step runs. */
  readonly kind: 'install' | 'runcmd' | 'collect';
  readonly script: string;
}

/** What curtin installations find on the host, and what the run says of all of them: made by the engine, as a plan reads no folders. */
export interface CurtinHost {
  /** Absolute path of the source tree for each configuration file; null where none was found. */
  readonly trees: Readonly<Record<string, string | null>>;
  /** Trees that the suite or the run names and that are none: what they lack. */
  readonly badTrees: Readonly<Record<string, string>>;
  /** By what the run names its tree, its extra configuration and the proxy for apt: `--curtin-tree`, `CURTIN_VMTEST_EXTRA_CONFIG`. */
  readonly names: Readonly<Partial<Record<'tree' | 'extraConfig' | 'aptProxy', string>>>;
  /** CURTIN_VMTEST_CURTIN_EXE */
  readonly exe: string | null;
  /** Absolute path of CURTIN_VMTEST_EXTRA_CONFIG. */
  readonly extraConfig: string | null;
  /** As the host has it: a loopback address in it is the host's. */
  readonly aptProxy: string | null;
  /** `http_proxy`, `https_proxy`, `no_proxy`, as far as they are set; no password in them. */
  readonly proxy: Readonly<Record<string, string>>;
  /** Over the suite's, where they are not null. */
  readonly addRepos: readonly string[] | null;
  readonly systemUpgrade: boolean | null;
  readonly upgradePackages: readonly string[] | null;
  /** Releases in development, which get no `proposed`. Absent: none. */
  readonly develReleases?: readonly string[];
}

/** One configuration file of curtin's. */
export interface CurtinConfig {
  /** A plain file name: `00-basic.yaml`. */
  readonly name: string;
  readonly text: string;
  /** Absolute path of the user's file; null: we wrote it, and it has holes (`{http}`). */
  readonly from: string | null;
  /** Why it is there, for `vmtest plan`. */
  readonly why: string;
}

/** A file of an image that a phase's server has. */
export interface ServedFile {
  /** Below the server's prefix. */
  readonly path: string;
  readonly role: ImageRole;
  /** The published form that is meant, where the image has it as it was published; else the role's file. */
  readonly ftype: string | null;
}

/** What curtin is run with, decided. */
export interface CurtinPlan {
  /** In the order in which curtin merges them: the later wins. */
  readonly configs: readonly CurtinConfig[];
  /** What it installs, as its command line takes it; with holes. */
  readonly source: string;
  /** The file behind that, to be served; null where it needs no server. */
  readonly serve: ServedFile | null;
  /** Whether the guest can report its events to us. */
  readonly reporting: boolean;
  /** Absolute path of the source tree that is packed; null: the installed program. */
  readonly tree: string | null;
  /** The command that packs instead of the tree's own; null: the tree's. */
  readonly exe: string | null;
}

/** One boot of the machine, decided. */
export interface PhaseSpec {
  readonly name: string;
  readonly kind: 'install' | 'boot';
  /** Prefix of its files under `logs/`: `install`, `boot`, or `boot-NAME` where a test has several boots. */
  readonly prefix: string;
  /** Folder of its inputs under the test's folder: `install`, `boot`, or `boot/NAME`. */
  readonly inputs: string;
  /** Folder of what it collects under the test's folder: `install/collect`, `collect`, or `collect/NAME`. */
  readonly collect: string;
  readonly timeoutSeconds: number;
  readonly silenceSeconds: number;
  /** QEMU's command line with named holes (`{topdir}`, `{http}`, `{fd:qmp}`, `{image:kernel}`, `{firmware:code}`). */
  readonly argv: readonly string[];
  readonly seed: SeedWay;
  readonly harnessDisks: readonly HarnessDisk[];
  readonly end: 'poweroff' | 'reboot';
  readonly reboots: number;
  readonly cloudConfig: Readonly<Record<string, unknown>> | null;
  /** What the guest does, in order; the completion record must carry the exit status of each. */
  readonly steps: readonly GuestStep[];
  /** Environment of the steps: the axes as `VMTEST_NAME`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the installer `curtin` only. */
  readonly curtin: CurtinPlan | null;
  /** The root file system of the booted image, where its initramfs fetches it. */
  readonly rootServed: ServedFile | null;
  readonly checks: readonly CheckSettings[];
}

/** Everything about one test, decided before anything starts. */
export interface TestPlan {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly image: string | null;
  /** Of a command: what the host would give a machine; it has no disks and no NICs. */
  readonly machine: MachineSpec;
  /** Of a test that is a program on the host: it has no phases. Null for every other. */
  readonly command: CommandPlan | null;
  readonly phases: readonly PhaseSpec[];
  readonly install: InstallSettings;
  readonly checks: readonly CheckSettings[];
  readonly expect: Expectation | null;
  readonly skip: Skip | null;
  /** How often it is run again after the system under test, or the host, failed; absent: the suite says nothing. */
  readonly retries?: number;
  readonly keep: { readonly pass: readonly KeepPart[]; readonly fail: readonly KeepPart[] };
  readonly folder: string;
  readonly place: Place;
  /** Effective settings with where each came from, for `vmtest plan`. */
  readonly settings: Readonly<Record<string, { readonly value: unknown; readonly from: Origin }>>;
}

export interface Plan {
  readonly version: 1;
  readonly problems: readonly Problem[];
  readonly tests: readonly TestPlan[];
}
