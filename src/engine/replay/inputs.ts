import type { WorkDir } from '../../evidence/workdir.ts';
import type { Identity } from '../../host/identity.ts';
import { OUTPUT_DISK_BYTES, SERIALS } from '../../model/files.ts';
import type { HarnessDisk, MachineSpec } from '../../model/plan.ts';
import { createDisk } from '../../qemu/disk.ts';
import { literal } from '../../qemu/fill.ts';
import { checkReach } from '../tools.ts';
import { type DiskWork, emptyDisk, freshDisks, keptDisks, replayDisks } from './disks.ts';
import { evidenceFile } from './evidence-file.ts';
import type { KeptTest } from './find.ts';
import type { HostedMachine } from './host.ts';
import { findImageFiles, type WantedFile, wantedFile } from './images.ts';
import { notKept } from './not-kept.ts';
import type { RecordedHarnessDisk, RecordedServer, ReplaySpec } from './record.ts';
import { type ReplayServer, seedPath, serveAgain } from './serve.ts';

/** The smallest that every guest takes for a disk. */
const EMPTY_SEED_BYTES = 1 << 20;

export interface PhaseWork {
  readonly kept: KeptTest;
  readonly spec: ReplaySpec;
  readonly found: HostedMachine;
  readonly dir: WorkDir;
  readonly identity: Identity | null;
  /** The image store. */
  readonly store: string;
  readonly signal: AbortSignal;
}

export interface PreparedReplay {
  readonly machine: MachineSpec;
  readonly harnessDisks: readonly HarnessDisk[];
  readonly holes: Readonly<Record<string, string>>;
  /** What the machine's disks are, in one sentence. */
  readonly disks: string;
  readonly changes: readonly string[];
}

/** Makes what a phase needs before QEMU starts: the same inputs, from the evidence and the image store, in the replay's own folder. */
export async function preparePhase(work: PhaseWork, undo: AsyncDisposableStack): Promise<PreparedReplay> {
  const { kept, spec, found, dir } = work;
  const install = spec.kind === 'install';
  const files = await imageFiles(work);
  const diskWork: DiskWork = {
    ...work,
    machine: found.machine,
    qemuImg: found.qemuImg,
    firmware: found.firmware,
    imageDisk: files.of('disk'),
  };
  const changes = install ? [] : await keptDisks(diskWork);
  if (install) await freshDisks(diskWork);
  const served = spec.served;
  const server = served === null ? null : await serveAgain(kept, { ...spec, served }, files.byDigest, dir, undo);
  const harnessDisks: HarnessDisk[] = [];
  for (const disk of spec.harnessDisks) harnessDisks.push(await harnessDisk(disk, work, files, server));
  return {
    machine: replayDisks(found.machine),
    harnessDisks,
    holes: {
      topdir: dir.path.slice(0, dir.path.lastIndexOf('/')),
      ...(server === null ? {} : { http: server.url }),
      ...files.holes,
      ...firmwareHoles(found),
    },
    disks: disksAre(work),
    changes: [...changes, ...(await seedGone(work))],
  };
}

/** A boot goes without what it would be told to do. */
async function seedGone({ kept, spec }: PhaseWork): Promise<string[]> {
  const wanted = spec.kind === 'boot' && spec.harnessDisks.some(({ name }) => name === 'seed');
  if (!wanted || (await evidenceFile(kept.folder, seedPath(spec))) !== null) return [];
  const { message, hint } = notKept(kept, 'boot', 'the seed disk');
  return [`the seed disk is empty, and the guest runs none of the commands of its boot: ${message} (${hint})`];
}

function disksAre({ kept, spec, found }: PhaseWork): string {
  if (found.machine.disks.length === 0) return 'the machine has no disks';
  if (spec.kind === 'install') return 'the disks are as the installation found them';
  return `the disks are overlays of those that were kept, as the phase ${kept.record.phases.at(-1)?.name} left them`;
}

function firmwareHoles({ firmware }: HostedMachine): Record<string, string> {
  if (firmware === null) return {};
  return { 'firmware:code': firmware.code, 'firmware:code-format': firmware.codeFormat, 'firmware:vars-format': firmware.varsFormat };
}

/** Files of images that a phase needs, found by their digests. */
interface ImageFiles {
  /** The booted image's file of this role; null where it was not needed. */
  readonly of: (role: string) => string | null;
  readonly byDigest: ReadonlyMap<string, string>;
  readonly holes: Readonly<Record<string, string>>;
}

async function imageFiles({ kept, spec, found, identity, store }: PhaseWork): Promise<ImageFiles> {
  const { image, target } = kept.record;
  const own = [
    ...(spec.kernel === null ? [] : ['kernel', ...(spec.kernel.initrd ? ['initrd'] : [])]),
    ...(spec.harnessDisks.some(({ name }) => name === 'root') ? ['root'] : []),
    ...(spec.kind === 'install' && found.machine.disks.some(({ from }) => from === '{image:disk}') ? ['disk'] : []),
  ];
  const others = spec.harnessDisks.flatMap(({ name, role }) => (name === 'target' ? [role ?? 'root-tar'] : []));
  const wanted: WantedFile[] = [
    ...own.map((role) => wantedFile(image, role)),
    ...others.map((role) => wantedFile(target ?? image, role)),
    ...servedImages(spec.served),
  ];
  const paths = await findImageFiles(wanted, store);
  for (const path of paths) await checkReach(path, identity, 'VMTEST_IMAGE_UNAVAILABLE');
  const byDigest = new Map(wanted.map(({ sha256 }, index) => [sha256, paths[index] as string]));
  const of = (role: string) => (own.includes(role) ? (paths[own.indexOf(role)] as string) : null);
  return {
    of,
    byDigest,
    holes: Object.fromEntries(own.map((role) => [`image:${role}`, of(role) as string])),
  };
}

function servedImages(served: RecordedServer | null): WantedFile[] {
  return (served?.files ?? []).flatMap(({ path, image }) =>
    image === null ? [] : [{ what: `image file that the run served as ${path}`, ...image }],
  );
}

async function harnessDisk(
  { name, address }: RecordedHarnessDisk,
  { kept, spec, found, dir, identity, signal }: PhaseWork,
  files: ImageFiles,
  server: ReplayServer | null,
): Promise<HarnessDisk> {
  const disk = (file: string, format: HarnessDisk['format'], readOnly: boolean): HarnessDisk => ({
    name,
    file: literal(file),
    format,
    readOnly,
    serial: SERIALS[name],
    address,
  });
  switch (name) {
    case 'output':
      return disk(await emptyDisk(dir, 'output.img', OUTPUT_DISK_BYTES), 'raw', false);
    case 'root': {
      const backing = { path: files.of('root') as string, format: 'raw' };
      await createDisk(found.qemuImg, { path: dir.file('root.qcow2'), format: 'qcow2', sizeBytes: null, backing }, signal);
      await dir.hand('root.qcow2');
      return disk(dir.file('root.qcow2'), 'qcow2', false);
    }
    case 'target':
      return disk(files.byDigest.get(wantedFile(kept.record.target ?? kept.record.image, targetRole(spec)).sha256) as string, 'raw', true);
    case 'seed': {
      const path = await evidenceFile(kept.folder, seedPath(spec));
      if (path === null && spec.kind === 'install') throw notKept(kept, 'install', 'the seed disk');
      // A system that does not come up never reads it.
      if (path === null) return disk(await emptyDisk(dir, 'seed.iso', EMPTY_SEED_BYTES), 'raw', true);
      const seed = server === null ? path : await server.adapted(path, 'seed.iso');
      await checkReach(seed, identity);
      return disk(seed, 'raw', true);
    }
  }
}

function targetRole({ harnessDisks }: ReplaySpec): string {
  return harnessDisks.find(({ name }) => name === 'target')?.role ?? 'root-tar';
}
