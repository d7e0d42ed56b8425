import type { Place } from './errors.ts';
import type { RunResult } from './result.ts';

/**
 * What the jobs of one gate hand to each other: a plan fixes the shards, each shard runs its list, a report joins what they left. A test's
 * `id` is unique in the gate: where there are several suites it is `SUITE#ID`, with the suite's path relative to the workspace.
 */
export interface GatePlan {
  readonly version: 1;
  /** Of this plan alone, by chance: what tells the gates of one workflow run apart, whatever their artifacts are called. Hex digits. */
  readonly gate: string;
  /** `GITHUB_RUN_ATTEMPT`: of several plans of a workflow run the newest counts. */
  readonly attempt: number;
  /** The suite files, relative to the workspace: what a gate is remembered by. */
  readonly suites: readonly string[];
  readonly tests: readonly GateTest[];
  readonly shards: readonly Shard[];
}

export interface GateTest {
  readonly id: string;
  readonly slug: string;
  readonly place: Place;
  /** How long it took when it last ran; null where nobody knows. */
  readonly seconds: number | null;
}

/** One job of the matrix: `{ include: Shard[] }` is the output `matrix`, and `${{ toJSON(matrix) }}` the input `shard`. */
export interface Shard {
  /** Its plan's. */
  readonly gate: string;
  /** From 1. */
  readonly shard: number;
  readonly of: number;
  /** Ids, in the order of the suite. */
  readonly tests: readonly string[];
  /** Of its tests together, as far as they are known. */
  readonly seconds: number;
}

/** What a job of the action leaves for a report, in an artifact of its own (`report.json`). */
export interface ShardReport {
  readonly version: 1;
  /** Its plan's; null outside of a gate. */
  readonly gate: string | null;
  readonly shard: number;
  readonly of: number;
  readonly attempt: number;
  readonly result: RunResult;
  /** Why the job ended without running its tests: a wrong input, a suite that cannot be read. */
  readonly mistake?: Mistake;
  /** By the test's id. */
  readonly records: Readonly<Record<string, TestRecord>>;
  /** By the test's id: what differs from the last green run of the base branch. */
  readonly differences: Readonly<Record<string, readonly Difference[]>>;
  readonly artifacts: readonly UploadedArtifact[];
  readonly notes: readonly Note[];
  /** What the summary says of the host and the run: accelerator, QEMU, cache, disk. */
  readonly facts: readonly Fact[];
}

/** What ended a job before its tests could: trying again does not help. */
export interface Mistake {
  readonly message: string;
  readonly hint: string | null;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Something that people should know and that changes no verdict. */
export interface Note {
  readonly severity: 'notice' | 'warning';
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
}

/** An artifact as GitHub stored it. */
export interface UploadedArtifact {
  readonly name: string;
  readonly id: number;
  readonly url: string | null;
  /** `sha256:…` of the stored bytes; null where the service told none. */
  readonly digest: string | null;
  /** As stored. */
  readonly bytes: number;
  /** Ids of the tests whose data is in it. */
  readonly tests: readonly string[];
  /** What was left out to stay below the upper size, in the order in which it went: `disks of basic[image=noble]`. */
  readonly dropped: readonly string[];
}

/** What is remembered of a test between runs, in the cache: never needed. */
export interface TestRecord {
  /** How long it took when it last ran to its end. */
  readonly seconds: number;
  /** Its last pass on a branch whose cache pull requests can read. */
  readonly green: GreenRecord | null;
}

export interface GreenRecord {
  readonly commit: string | null;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly image: string | null;
  readonly imageDigests: Readonly<Record<string, string>>;
  readonly target: string | null;
  readonly targetDigests: Readonly<Record<string, string>>;
  readonly qemu: string | null;
  readonly accel: 'kvm' | 'tcg';
  readonly machineType: string;
  readonly cpu: string;
  /** What was decided of the test, flattened: `machine.memoryMiB` → its value as JSON, shortened or as a digest. */
  readonly configuration: Readonly<Record<string, string>>;
  /** By phase: console lines without what changes from boot to boot, so many that the first difference is found. */
  readonly console: Readonly<Record<string, readonly string[]>>;
}

/** The cache's file of records, by test id. */
export interface History {
  readonly version: 1;
  readonly tests: Readonly<Record<string, TestRecord>>;
}

/** One thing that is not as it was when the test last passed. */
export interface Difference {
  readonly kind: 'image' | 'qemu' | 'machine' | 'configuration' | 'console';
  /** What it is: `image noble`, `machine.memoryMiB`, `boot console, line 214`. */
  readonly what: string;
  readonly before: string | null;
  readonly now: string | null;
}

/**
 * The file `vmtest.json` at the root of a failure artifact, beside one folder a test, named by its slug: `result.json`, `replay.json` and what
 * the keep policy left, as in a top folder, but for disks (`qemu-img convert -c`, flattened; a raw `disk1.img` is `disk1.img.qcow2`) and
 * `collect`, which is `collect.tar.zst` because a guest's names, links and modes do not survive GitHub's zip.
 */
export interface ArtifactManifest {
  readonly version: 1;
  readonly tests: readonly ArtifactTest[];
}

export interface ArtifactTest {
  readonly id: string;
  /** The folder's name. */
  readonly slug: string;
  readonly verdict: string;
  /** What is there of `boot, collect, disks, install, logs`. */
  readonly parts: readonly string[];
  /** What is not, and why: by the keep policy, or dropped because the artifact would have been too large. */
  readonly missing: readonly { readonly part: string; readonly why: 'policy' | 'size'; readonly mend: string }[];
}
