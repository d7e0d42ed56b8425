import { access, constants, stat } from 'node:fs/promises';
import { machine, release } from 'node:os';
import { isErrno } from '../base/files.ts';
import { formatSize } from '../base/sizes.ts';
import { type Problem, VmtestError } from '../model/errors.ts';
import type { Arch } from '../model/suite.ts';
import { probeKvm } from './canary.ts';
import { diskSpace, hostArch, type Memory, usableCpus, usableMemory } from './facts.ts';
import { findFirmware, isFirmware } from './firmware.ts';
import { canReach, type Identity } from './identity.ts';
import { type Distribution, distribution, type Installable, installMend } from './packages.ts';
import { findProgram } from './programs.ts';
import { atLeast, findQemu, findQemuImg, isQemu, type QemuProgram } from './qemu.ts';

/** One thing that was looked at. `error`: nothing runs without it; `warning`: something does not, or runs badly. */
export interface DoctorCheck {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'error';
  /** What is there, in words. */
  readonly found: string;
  /** What to do; null where nothing is to be done. */
  readonly mend: string | null;
}

export interface DoctorReport {
  /** The worst state of all. */
  readonly state: DoctorCheck['state'];
  readonly checks: readonly DoctorCheck[];
}

export interface DoctorOptions {
  /** `process.versions.node`. */
  readonly nodeVersion: string;
  /** Folders as in the environment's PATH. */
  readonly path: string;
  readonly cacheFolder: string | null;
  /** The user that QEMU would run as; null: ourselves. */
  readonly identity: Identity | null;
  /** Where a run would put its work directory, and where images are stored; they need not exist. */
  readonly topdir: string;
  readonly imageStore: string;
  /** The keyring that streams are checked with where nobody names another; absolute. */
  readonly imageKeyring: string;
  /** Descriptor folders, the most specific first: `firmwareFolders`. */
  readonly firmwareFolders: readonly string[];
}

const OLDEST_NODE = '24.0';
/** A machine has 2 GiB where a suite says nothing, and QEMU wants something for itself. */
const WANTED_MEMORY = 2.5 * 2 ** 30;
/** What a small install needs for its disks, and what the images of one distribution take. */
const WANTED_DISK = 10 * 2 ** 30;
const LEAST_DISK = 2 ** 30;

type Finding = Omit<DoctorCheck, 'name'>;
type Probe = readonly [name: string, look: () => Finding | Promise<Finding>];

/** What is needed to build and convert images, and why. */
const IMAGE_TOOLS = [
  ['mmdebstrap', 'Debian images are built with it'],
  ['sqfstar', 'squashfs roots of images are packed with it'],
  ['sqfs2tar', 'published squashfs roots are made into tars and ext4 with it'],
  ['xz', 'published files that end in .xz are unpacked with it'],
  ['fakeroot', 'it keeps owners in images that are built without root'],
  ['newuidmap', 'it lets images be built without root'],
  ['mke2fs', 'ext4 roots of images are made with it'],
] as const satisfies readonly (readonly [Installable, string])[];

/** Looks at everything that a run needs of the host, at once. Never throws: what could not be looked at is an error of its own. */
export async function diagnose(options: DoctorOptions): Promise<DoctorReport> {
  const system = await distribution();
  const probes = [...machineProbes(options, system), ...placeProbes(options), ...toolProbes(options, system)];
  const checks = await Promise.all(probes.map(async ([name, look]) => ({ name, ...(await guarded(look)) })));
  const state = (['error', 'warning'] as const).find((bad) => checks.some((check) => check.state === bad)) ?? 'ok';
  return { state, checks };
}

function machineProbes(options: DoctorOptions, system: Distribution): Probe[] {
  const [native, foreign]: [Arch, Arch] = machine() === 'aarch64' ? ['aarch64', 'x86_64'] : ['x86_64', 'aarch64'];
  const search = { path: options.path, cacheFolder: options.cacheFolder, family: system.family };
  const qemu = findQemu(native, search);
  return [
    ['host', () => ok(`${system.name || 'an unnamed distribution'}, Linux ${release()}, ${hostArch()}`)],
    ['Node.js', () => nodeCheck(options.nodeVersion)],
    [`qemu-system-${native}`, async () => programCheck(await qemu, 'error')],
    [`qemu-system-${foreign}`, async () => programCheck(await findQemu(foreign, search), 'warning', `only machines of ${foreign} need it`)],
    ['qemu-img', async () => programCheck(await findQemuImg(search), 'error')],
    ['KVM', async () => await kvmCheck(await qemu, native, options)],
    [`UEFI firmware ${native}`, async () => await firmwareCheck(native, options, system)],
    [`UEFI firmware ${foreign}`, async () => await firmwareCheck(foreign, options, system)],
  ];
}

function placeProbes(options: DoctorOptions): Probe[] {
  return [
    ['work directory', async () => await folderCheck(options.topdir, options.identity, 'name another one with --topdir')],
    ['image store', async () => await folderCheck(options.imageStore, options.identity, 'name another one with IMAGE_DIR')],
    ['memory', async () => memoryCheck(await usableMemory())],
    ['processors', async () => ok(`${await usableCpus()} usable`)],
  ];
}

function toolProbes(options: DoctorOptions, system: Distribution): Probe[] {
  const tool = (name: Installable, state: 'warning' | 'error', why: string): Probe => [
    name,
    async () => {
      const path = await findProgram(name, options.path);
      return path === null ? { state, found: `not found in PATH; ${why}`, mend: installMend(name, system.family) } : ok(path);
    },
  ];
  return [
    tool('setpriv', 'error', 'every QEMU is started through it'),
    tool('flock', 'error', 'the image store is locked with it'),
    ...IMAGE_TOOLS.map(([name, why]) => tool(name, 'warning', why)),
    ['image keyring', async () => await keyringCheck(options.imageKeyring)],
  ];
}

async function keyringCheck(keyring: string): Promise<Finding> {
  const why = await access(keyring, constants.R_OK).then(
    () => null,
    (error: unknown) => (isErrno(error, 'ENOENT') ? 'is not there' : `cannot be read: ${(error as Error).message}`),
  );
  if (why === null) return ok(keyring);
  // The package is in Debian and Ubuntu alone; elsewhere the file is taken out of it.
  const mend = 'have it of the package ubuntu-keyring, or name another with --image-src-keyring';
  return { state: 'warning', found: `${keyring} ${why}; MAAS's images are checked with it`, mend };
}

function ok(found: string): Finding {
  return { state: 'ok', found, mend: null };
}

async function guarded(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const hint = error instanceof VmtestError ? error.hint : undefined;
    const found = `could not be looked at: ${error instanceof Error ? error.message : String(error)}`;
    return { state: 'error', found, mend: hint ?? 'mend what the message names, and run `vmtest doctor` again' };
  }
}

function nodeCheck(version: string): Finding {
  if (atLeast(version, OLDEST_NODE)) return ok(version);
  return {
    state: 'error',
    found: `${version}, and ${OLDEST_NODE} or newer is needed`,
    mend: 'run `make vmtest-deps`, or install Node.js 24',
  };
}

function programCheck(found: QemuProgram | Problem, state: 'warning' | 'error', why?: string): Finding {
  if (isQemu(found)) return ok(`${found.version} (${found.binary})`);
  return { state, found: why === undefined ? found.message : `${found.message}; ${why}`, mend: found.hint ?? null };
}

async function kvmCheck(qemu: QemuProgram | Problem, arch: Arch, options: DoctorOptions): Promise<Finding> {
  if (!isQemu(qemu)) return { state: 'warning', found: `cannot be tried without qemu-system-${arch}`, mend: qemu.hint ?? null };
  const { cacheFolder, identity } = options;
  const answer = await probeKvm({ qemu: qemu.binary, arch, cpu: 'host', identity, cacheFolder, refresh: true });
  if (answer.usable) return ok(`${answer.cause} in ${answer.seconds.toFixed(2)} s`);
  return { state: 'warning', found: `${answer.cause}; machines run without it, about ten times slower`, mend: answer.mend };
}

async function firmwareCheck(arch: Arch, options: DoctorOptions, system: Distribution): Promise<Finding> {
  const machineType = arch === 'x86_64' ? 'pc' : 'virt';
  const found = await findFirmware({ arch, machineType, secureBoot: false }, options.firmwareFolders, system.family);
  if (isFirmware(found)) return ok(found.code);
  return { state: 'warning', found: found.message, mend: found.hint ?? null };
}

async function folderCheck(folder: string, identity: Identity | null, other: string): Promise<Finding> {
  const obstacle = (await canReach(folder, null, 'write')) ?? (identity === null ? null : await canReach(folder, identity, 'enter'));
  if (obstacle !== null) return { state: 'error', found: obstacle.message, mend: `let the user in, or ${other}` };
  const space = await diskSpace(folder);
  if (!(await stat(space.folder)).isDirectory()) {
    return { state: 'error', found: `${folder}: ${space.folder} is not a folder`, mend: `move it away, or ${other}` };
  }
  const found = `${folder}: ${formatSize(space.freeBytes)} free of ${formatSize(space.totalBytes)} (${space.type})`;
  if (space.freeBytes < WANTED_DISK) {
    return {
      state: space.freeBytes < LEAST_DISK ? 'error' : 'warning',
      found,
      mend: `free space up to ${formatSize(WANTED_DISK)}, or ${other}`,
    };
  }
  return space.inMemory ? { state: 'warning', found: `${found}; it takes the memory that machines need`, mend: other } : ok(found);
}

function memoryCheck(memory: Memory): Finding {
  const found = `${formatSize(memory.availableBytes)} available of ${formatSize(memory.totalBytes)}`;
  if (memory.availableBytes >= WANTED_MEMORY) return ok(found);
  return {
    state: 'warning',
    found,
    mend: `end other programs, or give machines less (machine.memory); one has 2 GiB where the suite is silent`,
  };
}
