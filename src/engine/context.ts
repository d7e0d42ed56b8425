import type { WorkDir } from '../evidence/workdir.ts';
import type { TapTools } from '../host/bridges.ts';
import type { IscsiPortal } from '../host/iscsi-target.ts';
import type { TgtPrograms } from '../host/iscsi-tgt.ts';
import type { Emit } from '../model/event.ts';
import type { PhaseEvidence } from '../model/evidence.ts';
import type { TestPlan } from '../model/plan.ts';
import type { PhaseResult, TestResult } from '../model/result.ts';
import type { ImageRole } from '../model/suite.ts';
import type { ReplayNeeds } from '../qemu/script.ts';
import type { Attempt } from './attempt.ts';
import type { ReplaySpec } from './replay/record.ts';

/** UEFI firmware for one machine: the code, and the template of its variables. */
export interface Firmware {
  readonly code: string;
  readonly codeFormat: string;
  readonly vars: string;
  readonly varsFormat: string;
}

/** What serves the iSCSI disks of a run. */
export interface IscsiTools {
  readonly programs: TgtPrograms;
  /** The portal of the user's own daemon; null: one is started for each test. */
  readonly portal: IscsiPortal | null;
  /** TGT_IPC_SOCKET of the user's own daemon. */
  readonly socket: string | null;
}

/** The iSCSI disks of one test, from before its first phase until after its last. */
export interface ServedIscsi extends AsyncDisposable {
  /** For each disk, in the plan's order, what a curtin configuration says after `iscsi:`. */
  readonly rootPaths: readonly string[];
  /** What the script that starts a machine again needs; null where a daemon of the user's own serves. */
  readonly replay: ReplayNeeds['iscsi'];
}

/** What all tests of a run share. */
export interface RunContext {
  readonly topdir: string;
  readonly qemuImg: string;
  readonly qemuVersion: string | null;
  /** The `setpriv` call before QEMU. */
  readonly prefix: readonly string[];
  /** The user that QEMU runs as, where it is not ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  readonly qemuEnv: Readonly<Record<string, string>>;
  /** The environment of the suite's own commands. */
  readonly commandEnv: Readonly<Record<string, string>>;
  /** What serves iSCSI disks; absent where no test has some. */
  readonly iscsi?: IscsiTools;
  /** What opens the taps of bridges; absent where no machine is on one. */
  readonly taps?: TapTools;
  /** Whether disks that are kept are packed into one tar. */
  readonly tarDisks: boolean;
  /** By which option or variable a test that fails as expected is a failure none the less; null: it is none. */
  readonly allowFail: string | null;
  readonly tool: TestResult['tool'];
  /** Aborted by the user. */
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Gives back the room in the top folder that is held for the end of the run: for who meets a full disk and has evidence to write. */
  readonly freeReserve: () => Promise<void>;
}

/** An image's files by role, with their digests. */
export interface ReadyImage {
  readonly name: string;
  readonly files: Readonly<Partial<Record<ImageRole, string>>>;
  readonly digests: Readonly<Record<string, string>>;
  /** As they were published, by ftype. */
  readonly published: Readonly<Record<string, string>>;
  /** What it is in one line; null where there is nothing to say. */
  readonly version: string | null;
}

/** What a phase's machine was started with. */
export interface StartedPhase {
  readonly name: string;
  /** Path under the test's folder of the script that starts it again. */
  readonly script: string;
  readonly machineType: string;
  readonly argv: readonly string[];
  /** The same as data. */
  readonly spec: ReplaySpec;
}

/** What the phases of one test share: it outlives each of them. */
export interface TestContext {
  readonly run: RunContext;
  readonly plan: TestPlan;
  readonly dir: WorkDir;
  readonly image: ReadyImage | null;
  readonly target: ReadyImage | null;
  readonly firmware: Firmware | null;
  /** The QEMU program. */
  readonly qemu: string;
  /** Absent: the only one. */
  readonly attempt?: Attempt;
  /** The iSCSI disks while they are served; absent: it has none. */
  readonly iscsi?: ServedIscsi;
  readonly evidence: PhaseEvidence[];
  readonly phases: PhaseResult[];
  /** What each phase was started with, for `replay.json`. */
  readonly started: StartedPhase[];
}

/** What a phase came to. */
export interface PhaseOutcome {
  readonly result: PhaseResult;
  readonly evidence: PhaseEvidence;
}

/**
 * One step of a test's way. What it acquires it hands to `undo` before it uses it.
 * The engine knows no kinds: retry, resume, a phase cache, faults and a shell are further values of this type.
 */
export interface Phase {
  readonly name: string;
  readonly run: (test: TestContext, undo: AsyncDisposableStack) => Promise<PhaseOutcome>;
}
