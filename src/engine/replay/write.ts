import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { sha256File, writeWhole } from '../../base/files.ts';
import { REPLAY_FILE } from '../../model/files.ts';
import type { HarnessDisk, MachineSpec, PhaseSpec } from '../../model/plan.ts';
import type { ReadyImage, StartedPhase, TestContext } from '../context.ts';
import type { GuestServer } from '../guest-server.ts';
import type { RecordedHarnessDisk, RecordedImage, RecordedRoute, RecordedServer, ReplayRecord, ReplaySpec } from './record.ts';

/**
 * Writes what it takes to start the same machines again elsewhere: versions, digests, the machine and its phases as data, as far as phases
 * have run, and the tar below the test's folder in which its disks are, where they were packed.
 */
export async function writeReplay(test: TestContext, disksTar: string | null = null): Promise<void> {
  const { run, plan, firmware, image, target, started } = test;
  const code = firmware === null ? null : { path: firmware.code, sha256: await sha256File(firmware.code) };
  const { machine } = plan;
  const replay: ReplayRecord = {
    version: 1,
    id: plan.id,
    tool: run.tool,
    qemu: { program: test.qemu, version: run.qemuVersion },
    machine: {
      arch: machine.arch,
      type: started.at(-1)?.machineType ?? machine.type,
      cpu: machine.cpu,
      accel: machine.accel,
      firmware: code,
      spec: withoutSecrets(machine),
    },
    image: await recordedImage(plan.image, image),
    target: target === null ? null : await recordedImage(target.name, target),
    disksTar,
    phases: started.map(({ name, script, argv, spec }) => ({ name, script, argv, spec })),
  };
  await writeWhole(test.dir.file(REPLAY_FILE), `${JSON.stringify(replay, null, 2)}\n`);
}

/** Nothing of an account of iSCSI, and no folder of this host. */
function withoutSecrets(machine: MachineSpec): MachineSpec {
  const { iscsi, ...rest } = machine;
  const disks = rest.disks.map((disk) => ({ ...disk, from: disk.from?.startsWith('{') === true ? disk.from : nameOf(disk.from) }));
  if (iscsi === undefined) return { ...rest, disks };
  const nobody = { target: null, user: null, password: null, inUser: null, inPassword: null };
  return { ...rest, disks, iscsi: iscsi.map((disk) => ({ ...disk, ...nobody })) };
}

function nameOf(path: string | null): string | null {
  return path === null ? null : basename(path);
}

async function recordedImage(name: string | null, image: ReadyImage | null): Promise<RecordedImage> {
  const files = await Promise.all(
    Object.entries(image?.files ?? {}).map(async ([role, path]) => {
      const bytes = (await stat(path).catch(() => null))?.size;
      return bytes === undefined ? [] : [[role, { bytes, path }] as const];
    }),
  );
  return { name, version: image?.version ?? null, digests: image?.digests ?? {}, files: Object.fromEntries(files.flat()) };
}

/** Records with what a phase was started, over what is recorded of it already, and writes `replay.json` anew. */
export async function recordStart(
  test: TestContext,
  spec: PhaseSpec,
  how: Omit<StartedPhase, 'name' | 'spec'>,
  server: GuestServer | null,
): Promise<void> {
  const phase: StartedPhase = { name: spec.name, ...how, spec: await recordPhase(test, spec, server) };
  const at = test.started.findIndex(({ name }) => name === spec.name);
  if (at === -1) test.started.push(phase);
  else test.started[at] = phase;
  await writeReplay(test);
}

/** A phase as data: what its plan says of its command line, and what its server gave the guest. */
async function recordPhase(test: TestContext, spec: PhaseSpec, server: GuestServer | null): Promise<ReplaySpec> {
  const own = spec.argv.slice(0, spec.argv.length - test.plan.machine.qemuArgs.length);
  const valuesOf = (option: string) => own.flatMap((word, index) => (own[index - 1] === option ? [word] : []));
  const [append] = valuesOf('-append');
  return {
    kind: spec.kind,
    prefix: spec.prefix,
    inputs: spec.inputs,
    kernel: append === undefined ? null : { initrd: own.includes('-initrd'), append },
    smbios: valuesOf('-smbios'),
    harnessDisks: spec.harnessDisks.map(recordedDisk),
    reboots: spec.reboots,
    served: server === null ? null : await recordedServer(test, server),
  };
}

function recordedDisk({ name, address, file }: HarnessDisk): RecordedHarnessDisk {
  const role = /^\{(?:image|target):([a-z-]+)\}$/.exec(file)?.[1];
  return { name, address, ...(role === undefined ? {} : { role }) };
}

async function recordedServer({ image, target }: TestContext, { url, offered }: GuestServer): Promise<RecordedServer> {
  const known = new Set([image, target].flatMap((one) => [...Object.values(one?.files ?? {}), ...Object.values(one?.published ?? {})]));
  const digestOf = (file: string) =>
    [image, target].flatMap((one) =>
      Object.entries(one?.files ?? {}).flatMap(([role, path]) => (path === file ? [one?.digests[role]] : [])),
    )[0];
  const files = await Promise.all(
    [...offered].map(async ([path, file]): Promise<RecordedRoute> => {
      if (file === null || !known.has(file)) return { path, image: null };
      const { size } = await stat(file);
      return { path, image: { sha256: digestOf(file) ?? (await digestOnce(file)), bytes: size, path: file } };
    }),
  );
  return { url, files };
}

const digests = new Map<string, Promise<string>>();

/** Of a file as it was published, which has hundreds of MB: once for all tests of a run, as the store does not change what it has. */
function digestOnce(file: string): Promise<string> {
  const known = digests.get(file) ?? sha256File(file);
  digests.set(file, known);
  return known;
}
