import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { isErrno } from '../base/files.ts';
import type { Problem } from '../model/errors.ts';
import type { Arch } from '../model/suite.ts';
import { type Family, installMend } from './packages.ts';

/** A UEFI firmware for one kind of machine: its code, and what a machine's own variables start from. */
export interface FirmwareFiles {
  readonly code: string;
  readonly codeFormat: string;
  readonly vars: string;
  readonly varsFormat: string;
  /** Absolute path of the descriptor that named them. */
  readonly descriptor: string;
  /** Whether the machine must have `smm=on` and a secure flash. */
  readonly requiresSmm: boolean;
}

export interface FirmwareWish {
  readonly arch: Arch;
  /** As QEMU's `-machine` takes it: `pc`, `q35`, `virt`, or a versioned name such as `pc-q35-7.2`. */
  readonly machineType: string;
  /** true: Secure Boot on, with keys enrolled; false: off, whatever else the firmware could do. */
  readonly secureBoot: boolean;
}

/** The part of QEMU's docs/interop/firmware.json that matters for a flash with a variables template. */
interface Descriptor {
  readonly 'interface-types'?: readonly string[];
  readonly mapping?: {
    readonly device?: string;
    readonly mode?: string;
    readonly executable?: FlashFile;
    readonly 'nvram-template'?: FlashFile;
  };
  readonly targets?: readonly { readonly architecture?: string; readonly machines?: readonly string[] }[];
  readonly features?: readonly string[];
}
interface FlashFile {
  readonly filename?: string;
  readonly format?: string;
}

/** The folders of descriptors, the most specific first. `configHome`: XDG_CONFIG_HOME, else `.config` in the home folder, else null. */
export function firmwareFolders(configHome: string | null): string[] {
  const own = configHome === null || !isAbsolute(configHome) ? [] : [join(configHome, 'qemu/firmware')];
  return [...own, '/etc/qemu/firmware', '/usr/share/qemu/firmware'];
}

/**
 * Chooses the UEFI firmware for a machine as QEMU's docs/interop/firmware.json has it: the descriptors of all folders in the order of
 * their file names; of one name in several folders the first folder's counts; an empty one masks the others. The first that fits and
 * whose files are there is taken. Without Secure Boot, one that knows nothing of it goes before one that does. None: the problem
 * VMTEST_FIRMWARE_MISSING, which says what there was instead. `folders`: the most specific first.
 */
export async function findFirmware(wish: FirmwareWish, folders: readonly string[], family: Family): Promise<FirmwareFiles | Problem> {
  const passedOver: string[] = [];
  const fallbacks: FirmwareFiles[] = [];
  for (const path of await descriptorFiles(folders)) {
    const descriptor = await readDescriptor(path);
    if (descriptor === undefined) {
      passedOver.push(`${path} is no firmware descriptor`);
      continue;
    }
    const reason = unfit(descriptor, wish);
    if (reason !== null) {
      if (reason !== '') passedOver.push(`${path} is for ${reason}`);
      continue;
    }
    const files = flashFiles(descriptor, path);
    const missing = await firstMissing([files.code, files.vars]);
    if (missing !== null) passedOver.push(`${path} names ${missing}, which does not exist`);
    else if (wish.secureBoot || !has(descriptor, 'secure-boot')) return files;
    else fallbacks.push(files);
  }
  return fallbacks[0] ?? missingFirmware(wish, passedOver, folders, family);
}

/** Whether a search found its firmware. */
export function isFirmware(found: FirmwareFiles | Problem): found is FirmwareFiles {
  return 'descriptor' in found;
}

async function descriptorFiles(folders: readonly string[]): Promise<string[]> {
  const byName = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await namesIn(folder)) if (name.endsWith('.json') && !byName.has(name)) byName.set(name, join(folder, name));
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  const sizes = await Promise.all(sorted.map(async (path) => (await stat(path).catch(() => undefined))?.size ?? 0));
  return sorted.filter((_, index) => sizes[index] !== 0);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].some((code) => isErrno(error, code))) return [];
    throw error;
  }
}

async function readDescriptor(path: string): Promise<Descriptor | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Descriptor | null;
    return typeof value === 'object' && Array.isArray(value?.targets) && typeof value.mapping === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Why a descriptor is passed over: a reason worth telling, '' for one of another architecture or kind, null where it fits. */
function unfit(descriptor: Descriptor, wish: FirmwareWish): string | null {
  const { mapping } = descriptor;
  const split = mapping?.device === 'flash' && (mapping.mode ?? 'split') === 'split';
  if (!split || !descriptor['interface-types']?.includes('uefi')) return '';
  if (typeof mapping.executable?.filename !== 'string' || typeof mapping['nvram-template']?.filename !== 'string') return '';
  const targets = (descriptor.targets ?? []).filter((target) => target.architecture === wish.arch);
  if (targets.length === 0) return '';
  const machines = targets.flatMap((target) => target.machines ?? []);
  const keyed = has(descriptor, 'secure-boot') && has(descriptor, 'enrolled-keys');
  if (wish.secureBoot && !keyed) return '';
  // Enrolled keys switch Secure Boot on; a firmware that needs SMM does not start on a machine that was not asked for it.
  if (!wish.secureBoot && (has(descriptor, 'enrolled-keys') || has(descriptor, 'requires-smm'))) return '';
  const name = versionedName(wish.machineType);
  return machines.some((pattern) => matches(name, pattern)) ? null : `machines ${machines.join(', ')}`;
}

/** Patterns as fnmatch(3) takes them: `*` and `?`; no descriptor in use has brackets. */
function matches(name: string, pattern: string): boolean {
  const literal = pattern.replace(/[\\^$.+()[\]{}|]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
}

/** Descriptors name machines with their version; an alias stands for some version of its own. */
function versionedName(type: string): string {
  const names: Readonly<Record<string, string>> = { pc: 'pc-i440fx-7.2', q35: 'pc-q35-7.2', virt: 'virt-7.2' };
  return names[type] ?? type;
}

function has(descriptor: Descriptor, feature: string): boolean {
  return descriptor.features?.includes(feature) === true;
}

function flashFiles(descriptor: Descriptor, path: string): FirmwareFiles {
  const { executable, 'nvram-template': template } = descriptor.mapping ?? {};
  return {
    code: executable?.filename ?? '',
    codeFormat: executable?.format ?? 'raw',
    vars: template?.filename ?? '',
    varsFormat: template?.format ?? 'raw',
    descriptor: path,
    requiresSmm: has(descriptor, 'requires-smm'),
  };
}

async function firstMissing(files: readonly string[]): Promise<string | null> {
  for (const file of files) if ((await stat(file).catch(() => undefined))?.isFile() !== true) return file;
  return null;
}

function missingFirmware(wish: FirmwareWish, passedOver: readonly string[], folders: readonly string[], family: Family): Problem {
  const kind = wish.secureBoot ? 'UEFI firmware with Secure Boot' : 'UEFI firmware';
  const seen = passedOver.length === 0 ? `no descriptor for ${wish.arch} in ${folders.join(', ')}` : passedOver.join('; ');
  const other =
    passedOver.find((line) => line.includes('pc-q35-')) !== undefined && versionedName(wish.machineType).startsWith('pc-i440fx-');
  const hint = other ? 'set machine.type to q35' : installMend(`firmware-${wish.arch}`, family);
  const message = `no ${kind} for a machine ${wish.machineType} of ${wish.arch} was found: ${seen}`;
  return { code: 'VMTEST_FIRMWARE_MISSING', severity: 'error', message, hint };
}
