import { randomBytes } from 'node:crypto';
import { copyFile, open, stat } from 'node:fs/promises';
import { type IsoEntry, writeIso } from '../guest/iso.ts';
import { publishedPath } from '../guest/names.ts';
import { phaseScript } from '../guest/script.ts';
import { seedFiles } from '../guest/seed.ts';
import { VmtestError } from '../model/errors.ts';
import { OUTPUT_DISK_BYTES } from '../model/files.ts';
import type { HarnessDisk, PhaseSpec } from '../model/plan.ts';
import { CURTIN_PAYLOAD } from '../plan/curtin.ts';
import { convertDisk, createDisk } from '../qemu/disk.ts';
import type { TestContext } from './context.ts';
import { type CurtinRun, needsServer, prepareCurtin } from './curtin/prepare.ts';
import { type GuestServer, serveGuest, serveImage } from './guest-server.ts';
import { publishedFiles } from './publish.ts';

/** What a phase was given. */
export interface Prepared {
  /** What fills the holes of its command line, descriptors excepted. */
  readonly holes: Readonly<Record<string, string>>;
  /** The folder with what our server serves, and its URL as the guest has it; null where the phase needs no server. */
  readonly served: GuestServer | null;
  /** Of a phase that installs by curtin. */
  readonly curtin: CurtinRun | null;
}

/** Makes what a phase needs before QEMU starts: seed, output disk, overlay of the environment's root, the files for the guest. */
export async function preparePhase(test: TestContext, spec: PhaseSpec, undo: AsyncDisposableStack): Promise<Prepared> {
  await test.dir.folder(spec.inputs);
  const published = spec.kind === 'install' ? await publishedFiles(test.plan.install.publish) : {};
  const holes: Record<string, string> = { topdir: test.run.topdir, ...imageHoles(test), ...firmwareHoles(test) };
  const served = spec.seed === 'http' || spec.rootServed !== null || needsServer(spec.curtin);
  const server = served ? await serveGuest(test, spec, undo) : null;
  if (server !== null && spec.rootServed !== null) await serveImage(test.image, spec.rootServed, server);
  const curtin = spec.curtin === null ? null : await prepareCurtin(test, spec, spec.curtin, server, undo);
  if (curtin !== null) published[CURTIN_PAYLOAD] = curtin.payload;
  await Promise.all([makeSeed(test, spec, published, server), ...spec.harnessDisks.map((disk) => makeHarnessDisk(test, disk))]);
  if (server !== null) holes.http = server.url;
  return { holes, served: server, curtin: curtin?.run ?? null };
}

function imageHoles(test: TestContext): Record<string, string> {
  const holes: Record<string, string> = {};
  for (const [role, path] of Object.entries(test.image?.files ?? {})) holes[`image:${role}`] = path;
  for (const [role, path] of Object.entries(test.target?.files ?? {})) holes[`target:${role}`] = path;
  return holes;
}

function firmwareHoles({ firmware }: TestContext): Record<string, string> {
  if (firmware === null) return {};
  return { 'firmware:code': firmware.code, 'firmware:code-format': firmware.codeFormat, 'firmware:vars-format': firmware.varsFormat };
}

async function makeHarnessDisk(test: TestContext, disk: HarnessDisk): Promise<void> {
  if (disk.name === 'output') {
    const name = insideTest(test, disk);
    const handle = await open(await test.dir.yield(name), 'r+');
    await handle.truncate(OUTPUT_DISK_BYTES);
    await handle.close();
  } else if (disk.name === 'root') {
    const name = insideTest(test, disk);
    const backing = { path: test.image?.files.root ?? '', format: 'raw' };
    await createDisk(test.run.qemuImg, { path: test.dir.file(name), format: 'qcow2', sizeBytes: null, backing }, test.run.signal);
    await test.dir.hand(name);
  }
}

/** Where a harness disk's file is, below the test's folder: the plan knows it below the run's. */
function insideTest(test: TestContext, disk: HarnessDisk): string {
  return disk.file.replace(`{topdir}/${test.plan.slug}/`, '');
}

async function makeSeed(test: TestContext, spec: PhaseSpec, published: Record<string, string>, server: GuestServer | null): Promise<void> {
  const names = Object.keys(published).sort();
  const target = spec.harnessDisks.some((disk) => disk.name === 'target');
  if (spec.seed === 'disk' || server === null) {
    const script = phaseScript(spec, { files: names, seed: 'disk', target });
    const entries: Record<string, IsoEntry> = { ...seedFiles(spec, script, seedIdentity(test, spec)) };
    for (const name of names) entries[publishedPath(name)] = { file: published[name] as string };
    await writeIso(test.dir.file(`${spec.inputs}/seed.iso`), { label: 'cidata', entries });
    return;
  }
  await serveSeed(test, spec, { published, names, target }, server);
}

function seedIdentity(test: TestContext, spec: PhaseSpec) {
  return { testId: test.plan.id, phase: spec.name, random: randomBytes(8).toString('hex') };
}

async function serveSeed(
  test: TestContext,
  spec: PhaseSpec,
  { published, names, target }: { published: Record<string, string>; names: readonly string[]; target: boolean },
  server: GuestServer,
): Promise<void> {
  const script = phaseScript(spec, { files: names, seed: 'http', target, http: server.url });
  for (const [name, content] of Object.entries(seedFiles(spec, script, seedIdentity(test, spec))))
    await server.offer(`${spec.inputs}/${name}`, content);
  for (const name of names) await server.offer(publishedPath(name), { file: published[name] as string });
}

/** The machine's own files, made once for all of a test's phases: its disks, and the variables of its firmware. */
export async function makeMachineFiles(test: TestContext): Promise<void> {
  const { machine } = test.plan;
  await Promise.all([
    ...machine.disks.map(async (disk) => {
      const path = test.dir.file(disk.file);
      const from = disk.from === '{image:disk}' ? (test.image?.files.disk ?? '') : disk.from;
      if (from === null) await createDisk(test.run.qemuImg, { path, format: disk.format, sizeBytes: disk.sizeBytes }, test.run.signal);
      else await startFrom(test, from, { path, format: disk.format, sizeBytes: disk.sizeBytes });
      await test.dir.hand(disk.file);
    }),
    ...(machine.iscsi ?? []).map(async ({ file, sizeBytes }) => {
      await createDisk(test.run.qemuImg, { path: test.dir.file(file), format: 'raw', sizeBytes }, test.run.signal);
      await test.dir.hand(file);
    }),
    copyVariables(test),
  ]);
}

async function startFrom(
  test: TestContext,
  from: string,
  image: { path: string; format: 'qcow2' | 'raw'; sizeBytes: number },
): Promise<void> {
  const there = await stat(from).catch(() => null);
  if (there === null)
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', `the disk image ${from} is not there`, { hint: 'build it, or mend the path' });
  await convertDisk(test.run.qemuImg, from, image, test.run.signal);
}

async function copyVariables(test: TestContext): Promise<void> {
  if (test.firmware === null) return;
  const name = 'disks/efivars.fd';
  await copyFile(test.firmware.vars, test.dir.file(name));
  await test.dir.hand(name);
}
