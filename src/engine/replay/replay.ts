import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TOOL_ENV } from '../../base/spawn.ts';
import { plainLine } from '../../base/text.ts';
import { prepareTopDir, WorkDir } from '../../evidence/workdir.ts';
import { privilegePrefix, qemuIdentity } from '../../host/identity.ts';
import { defaultStore } from '../../images/store/default-store.ts';
import { VmtestError } from '../../model/errors.ts';
import { phaseFiles } from '../../model/files.ts';
import type { MachineSpec } from '../../model/plan.ts';
import type { Accel } from '../../model/suite.ts';
import { markTopDir, REPLAY_PREFIX } from '../clean.ts';
import type { Surroundings } from '../settings.ts';
import { replayArgv } from './command.ts';
import { choosePhase, type KeptTest } from './find.ts';
import { hostMachine } from './host.ts';
import { preparePhase } from './inputs.ts';
import { openKept } from './open.ts';
import type { RecordedPhase, ReplaySpec } from './record.ts';
import { type ReplayConsole, type ReplayEnd, runReplay } from './run.ts';

export interface ReplayRequest {
  /** Absolute: a test's folder, a run's, one of `vmtest download`, an artifact's, or its zip. */
  readonly path: string;
  readonly test: string | null;
  readonly phase: string | null;
  readonly accel: Accel;
  /** Whether the guest reaches nobody; null: where it came in an artifact and the host serves it nothing. */
  readonly offline: boolean | null;
  /** Lets every reset pass, where the phase of the run ended with one. */
  readonly reboot: boolean;
  /** null: the default store. */
  readonly imageDir: string | null;
  /** What `-display` is given; null: none. */
  readonly display: string | null;
  /** The user's own, last on the command line. */
  readonly qemuArgs: readonly string[];
  /** What QEMU's environment has beside ours, for its display. */
  readonly displayEnv: Readonly<Record<string, string>>;
  /** Absolute: a folder, absent or empty, in which overlays and logs stay; null: a private one, removed at the end. */
  readonly keep: string | null;
  readonly dryRun: boolean;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  readonly console: ReplayConsole;
  /** Told what will be started before it is, and what is worth a line while it runs. */
  readonly onReady: (ready: ReplayReady) => void;
  readonly onNote: (message: string) => void;
}

/** What is about to be started. */
export interface ReplayReady {
  readonly test: string;
  readonly phase: string;
  readonly folder: string;
  /** How the test ended in the run; null where nobody knows. */
  readonly ended: string | null;
  /** What its disks are. */
  readonly disks: string;
  /** What is not as it was in the run. */
  readonly changes: readonly string[];
  /** What else is to be known. */
  readonly notes: readonly string[];
  readonly argv: readonly string[];
}

export interface ReplayOutcome {
  readonly ready: ReplayReady;
  /** Null where nothing was started. */
  readonly ended: ReplayEnd | null;
}

/**
 * Starts the machine of one phase of a kept test again, its console on the user's terminal, and waits for its end. The evidence is read and
 * never written: disks are overlays in a folder of its own. Throws VMTEST_REPLAY_* for evidence that is not there, was not kept or may not be
 * trusted, and VMTEST_IMAGE_UNAVAILABLE and the like for what this host lacks.
 */
export async function replay(request: ReplayRequest): Promise<ReplayOutcome> {
  await using undo = new AsyncDisposableStack();
  const folder = await workFolder(request, undo);
  const scratch = join(folder, 'artifact');
  try {
    return await replayIn(request, folder, scratch, undo);
  } catch (error) {
    throw blamed(request, error instanceof VmtestError ? named(error, scratch, request.path) : error);
  }
}

/** What was unpacked lies in a folder that is gone when people read of it: they know the zip. */
function named(error: VmtestError, scratch: string, path: string): VmtestError {
  if (!error.message.includes(scratch)) return error;
  const hint = error.hint?.replaceAll(scratch, path);
  return new VmtestError(error.code, error.message.replaceAll(scratch, path), { ...(hint === undefined ? {} : { hint }), cause: error });
}

/** QEMU names the argument that it refuses (`-vnc foo: no vnc port specified`): one of the user's own is the user's to mend. */
function blamed({ display, qemuArgs }: ReplayRequest, error: unknown): unknown {
  if (!(error instanceof VmtestError) || error.code !== 'VMTEST_QEMU_FAILED') return error;
  const own = [...(display === null ? [] : ['-display', display]), ...qemuArgs];
  const phrases = own.flatMap((word, index) => {
    const value = own[index + 1];
    if (!word.startsWith('-')) return own[index - 1]?.startsWith('-') === true ? [] : [word];
    return value === undefined || value.startsWith('-') ? [word] : [word, `${word} ${value}`];
  });
  const said = error.message.split('\n').find((line) => phrases.some((phrase) => line.includes(`: ${phrase}: `)));
  if (said === undefined) return error;
  return new VmtestError('VMTEST_USAGE', `QEMU refuses an argument of yours: ${plainLine(said.replace(/^.*did not start: /, ''))}`, {
    hint: '--display takes what -display of this QEMU does (`-display help` lists it: gtk, sdl, none), --vnc an address and a display (127.0.0.1:1), and -- arguments of QEMU',
    cause: error,
  });
}

async function replayIn(request: ReplayRequest, folder: string, scratch: string, undo: AsyncDisposableStack): Promise<ReplayOutcome> {
  const { surroundings, signal } = request;
  const identity = await qemuIdentity({
    uid: surroundings.uid,
    sudoUid: surroundings.sudo?.uid.toString(),
    sudoGid: surroundings.sudo?.gid.toString(),
  });
  const kept = await openKept(request, scratch);
  const phase = choosePhase(kept, request.phase);
  const spec = specOf(kept, phase);
  const offline = request.offline ?? (kept.artifact !== null && !isServed(spec));
  const found = await hostMachine(kept.record, machineOf(kept, phase), { ...request, offline, identity });
  const dir = await WorkDir.create(folder, 'machine', identity);
  const store = request.imageDir ?? (await defaultStore(surroundings.cacheFolder, surroundings.sudo?.uid ?? surroundings.uid));
  const prepared = await preparePhase({ kept, spec, found, dir, identity, store, signal }, undo);
  const options = { folder, slug: 'machine', display: request.display, qemuArgs: request.qemuArgs };
  const argv = replayArgv(
    { spec, machine: prepared.machine, qemu: found.qemu, disks: prepared.harnessDisks, holes: prepared.holes },
    options,
  );
  const ready: ReplayReady = {
    test: plainLine(kept.record.id),
    phase: plainLine(phase.name),
    folder: kept.folder.replace(scratch, () => request.path),
    ended: kept.ended?.words ?? null,
    disks: prepared.disks,
    changes: [...found.changes, ...prepared.changes],
    notes: notesOf(kept, found.machine, request),
    argv,
  };
  request.onReady(ready);
  if (request.dryRun) return { ready, ended: null };
  const files = phaseFiles(spec.prefix);
  const [log, , firmware] = await Promise.all([dir.yield(files.qemuLog), dir.yield(files.console), dir.yield(files.firmware)]);
  const ended = await runReplay({
    argv,
    prefix: privilegePrefix(identity),
    env: { ...TOOL_ENV, ...request.displayEnv },
    dir,
    log,
    firmware,
    reboots: request.reboot ? Number.POSITIVE_INFINITY : spec.reboots,
    signal,
    console: request.console,
    onNote: request.onNote,
  });
  return { ready, ended };
}

/** The folder that takes what the guest writes: the user's, which stays, or a private one, which goes. */
async function workFolder({ keep, surroundings }: ReplayRequest, undo: AsyncDisposableStack): Promise<string> {
  if (keep !== null) return (await prepareTopDir(keep, { what: 'the folder of --keep', setBy: '--keep' })).path;
  const folder = await mkdtemp(join(surroundings.tempFolder, REPLAY_PREFIX));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  await markTopDir(folder, surroundings.pid);
  // QEMU may run as another user, who has to enter, and has no business with the list.
  await chmod(folder, 0o711);
  return folder;
}

/** Whether the guest gets something from the host's server, which it does not reach without a network. */
function isServed(spec: ReplaySpec): boolean {
  return JSON.stringify(spec).includes('{http');
}

function specOf({ record, folder }: KeptTest, { spec, script }: RecordedPhase): ReplaySpec {
  if (spec !== undefined && record.machine.spec !== undefined) return spec;
  throw new VmtestError(
    'VMTEST_REPLAY_NOT_FOUND',
    `${folder} was made by vmtest ${plainLine(record.tool.vmtest)}, which did not write what a replay needs`,
    {
      hint: `on the host of the run its script starts the machine, where you trust whoever made it: ${plainLine(script)}`,
    },
  );
}

function machineOf({ record, folder }: KeptTest, { script }: RecordedPhase): MachineSpec {
  const machine = record.machine.spec as MachineSpec;
  if ((machine.iscsi ?? []).length === 0) return machine;
  throw new VmtestError(
    'VMTEST_REPLAY_NOT_FOUND',
    `${plainLine(record.id)} has disks of iSCSI, whose address the guest has from the run: a replay does not serve them`,
    {
      hint: `on the host of the run \`sh ${plainLine(`${folder}/${script}`)}\` does`,
    },
  );
}

function notesOf({ record, artifact }: KeptTest, machine: MachineSpec, { qemuArgs }: ReplayRequest): string[] {
  const own = record.machine.spec?.qemuArgs ?? [];
  return [
    ...(own.length === 0 || qemuArgs.length > 0
      ? []
      : [
          `the suite's qemu-args are left out, as anybody may have written them: add them after -- where you trust them: ${plainLine(own.join(' '))}`,
        ]),
    ...(artifact !== null && machine.nics.some(({ network }) => network === 'user')
      ? ['the guest reaches what this host reaches, its loopback too, as what it starts with is served to it']
      : []),
  ];
}
