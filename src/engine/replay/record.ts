import type { Address, MachineSpec } from '../../model/plan.ts';

/** `replay.json`: what it takes to start a test's machines again, here or on another host. Paths of the run's host are hints, and no more. */
export interface ReplayRecord {
  readonly version: 1;
  readonly id: string;
  readonly tool: { readonly vmtest: string; readonly node: string };
  readonly qemu: { readonly program: string; readonly version: string | null };
  readonly machine: RecordedMachine;
  readonly image: RecordedImage;
  /** The image that was installed; null where the test has none. */
  readonly target: RecordedImage | null;
  /** The tar below the test's folder in which its disks are; null: they are files of their own. */
  readonly disksTar: string | null;
  readonly phases: readonly RecordedPhase[];
}

export interface RecordedMachine {
  readonly arch: string;
  /** With its version, as QEMU told it: `pc-i440fx-7.2`. */
  readonly type: string;
  readonly cpu: string;
  readonly accel: 'kvm' | 'tcg';
  readonly firmware: { readonly path: string; readonly sha256: string } | null;
  /** The machine as the plan has it; absent in what older releases wrote. */
  readonly spec?: MachineSpec;
}

export interface RecordedImage {
  readonly name: string | null;
  readonly version: string | null;
  /** sha256 by role. */
  readonly digests: Readonly<Record<string, string>>;
  /** By role: its size in bytes, and where it was on the run's host. */
  readonly files?: Readonly<Record<string, { readonly bytes: number; readonly path: string }>>;
}

export interface RecordedPhase {
  readonly name: string;
  /** Path below the test's folder. */
  readonly script: string;
  /** QEMU's command line as it was, with paths of the run's host. Nothing is ever started by it. */
  readonly argv: readonly string[];
  /** The phase as data; absent in what older releases wrote. */
  readonly spec?: ReplaySpec;
}

/** One boot of the machine, so that its command line can be made anew. */
export interface ReplaySpec {
  readonly kind: 'install' | 'boot';
  /** Of its files below `logs/`. */
  readonly prefix: string;
  /** Folder of its inputs below the test's folder. */
  readonly inputs: string;
  /** A kernel that QEMU loads itself, with the command line, in which `{http}` is our server; null: the disk's own boot loader. */
  readonly kernel: { readonly initrd: boolean; readonly append: string } | null;
  /** Values of `-smbios`, with `{http}`. */
  readonly smbios: readonly string[];
  readonly harnessDisks: readonly RecordedHarnessDisk[];
  readonly reboots: number;
  /** What our server gave the guest; null where it had none. */
  readonly served: RecordedServer | null;
}

export interface RecordedHarnessDisk {
  readonly name: 'seed' | 'output' | 'root' | 'target';
  readonly address: Address;
  /** Of `target`: which file of the installed image it is. */
  readonly role?: string;
}

export interface RecordedServer {
  /** As the guest had it, `http://10.0.2.2:PORT/TOKEN`: what it was given may name it. */
  readonly url: string;
  readonly files: readonly RecordedRoute[];
}

export interface RecordedRoute {
  /** Below the server's prefix. */
  readonly path: string;
  /** An image's file, which is not below the phase's inputs as the others are: found by its digest. */
  readonly image: { readonly sha256: string; readonly bytes: number; readonly path: string } | null;
}
