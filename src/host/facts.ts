import { readFile, stat, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, machine, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { VmtestError } from '../model/errors.ts';
import type { HostFacts } from '../model/plan.ts';
import type { Arch } from '../model/suite.ts';
import { groupLimits, type KernelFolders } from './cgroups.ts';

/** The facts that a plan depends on. `today` as YYYY-MM-DD; `kvm` as the canary answered, `unknown` where nobody asked it. */
export async function hostFacts(
  given: { readonly today: string; readonly kvm: HostFacts['kvm'] },
  folders?: KernelFolders,
): Promise<HostFacts> {
  const [cpus, memory] = await Promise.all([usableCpus(folders), usableMemory(folders)]);
  return { arch: hostArch(), cpus, memoryMiB: Math.floor(memory.totalBytes / 2 ** 20), kvm: given.kvm, today: given.today };
}

/** The host's architecture in QEMU's words. Throws VMTEST_USAGE on one that machines cannot be made for. */
export function hostArch(): Arch {
  const name = machine();
  if (name === 'x86_64' || name === 'aarch64') return name;
  throw new VmtestError('VMTEST_USAGE', `vmtest does not know the architecture ${name}`, { hint: 'run it on a host of x86_64 or aarch64' });
}

/** Whole processors that we may keep busy: those of our affinity, within the quota of our control groups; at least one. */
export async function usableCpus(folders?: KernelFolders): Promise<number> {
  const { cpus } = await groupLimits(folders);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(cpus ?? Number.POSITIVE_INFINITY)));
}

/** Bytes of memory, control groups taken in: all, and what can be had now without swapping. */
export interface Memory {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

/** Reads the memory of the host and what our control groups leave of it. */
export async function usableMemory(folders: KernelFolders = {}): Promise<Memory> {
  const text = await readFile(join(folders.proc ?? '/proc', 'meminfo'), 'utf8').catch(() => '');
  // meminfo's kB are 1024 bytes.
  const entry = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024;
  const [total, available] = [entry('MemTotal'), entry('MemAvailable')];
  const limits = await groupLimits(folders);
  const totalBytes = Math.min(Number.isNaN(total) ? totalmem() : total, limits.memoryBytes ?? Number.POSITIVE_INFINITY);
  const free = Math.min(Number.isNaN(available) ? freemem() : available, limits.memoryFreeBytes ?? Number.POSITIVE_INFINITY);
  return { totalBytes, availableBytes: Math.min(free, totalBytes) };
}

/** The file system that holds a folder. */
export interface DiskSpace {
  /** The folder that was asked for, or the nearest one above it that exists. */
  readonly folder: string;
  readonly totalBytes: number;
  /** What a user without privileges may still write. */
  readonly freeBytes: number;
  /** `ext4`, `tmpfs`, …; the number in hexadecimal where we have no name for it. */
  readonly type: string;
  /** Whether its files live in memory: a disk image there takes what machines need. */
  readonly inMemory: boolean;
}

/** Superblock numbers of linux/magic.h; ext2, ext3 and ext4 share one. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2240043254: 'ramfs',
  2035054128: 'overlay',
  801189825: 'zfs',
  26985: 'nfs',
  4283649346: 'cifs',
  4266872130: 'smb2',
  1702057286: 'fuse',
  16914839: '9p',
  4076150800: 'f2fs',
  19780: 'vfat',
  538032816: 'exfat',
  3393526350: 'bcachefs',
};

/** Looks at the file system that a folder is in, or would be in. Throws Node's error where the nearest folder cannot be looked at. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  let at = resolve(folder);
  while ((await stat(at).catch(() => undefined)) === undefined && dirname(at) !== at) at = dirname(at);
  const found = await statfs(at);
  const number = found.type >>> 0;
  const type = FILE_SYSTEMS[number] ?? `0x${number.toString(16)}`;
  const inMemory = type === 'tmpfs' || type === 'ramfs';
  return { folder: at, totalBytes: found.blocks * found.bsize, freeBytes: found.bavail * found.bsize, type, inMemory };
}
