import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the control groups that we are in allow, besides what the machine has; null where they set no limit. */
export interface GroupLimits {
  /** Processors, a fraction where the quota is one. */
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  /** Of that, bytes that are still free (what the kernel would give back first counts as free). */
  readonly memoryFreeBytes: number | null;
}

/** Where the kernel's files are; the real ones where not given. */
export interface KernelFolders {
  readonly proc?: string;
  readonly cgroup?: string;
}

/**
 * Reads the limits of our control group and of all above it: of cgroup version 2 `cpu.max`, `memory.max`, `memory.current`; of version 1
 * `cpu.cfs_quota_us`, `cpu.cfs_period_us`, `memory.limit_in_bytes`, `memory.usage_in_bytes` (Linux, Documentation/admin-guide).
 * Within a container the named group may not be visible: then the root of what is mounted is the container's own.
 */
export async function groupLimits(folders: KernelFolders = {}): Promise<GroupLimits> {
  const { proc = '/proc', cgroup = '/sys/fs/cgroup' } = folders;
  const lines = (await text(join(proc, 'self/cgroup'))).split('\n').map((line) => line.split(':'));
  let limits: GroupLimits = { cpus: null, memoryBytes: null, memoryFreeBytes: null };
  for (const [, controllers = '', ...rest] of lines) {
    const path = rest.join(':');
    if (controllers === '') {
      for (const folder of upwards(cgroup, path)) limits = tighter(limits, await unified(folder));
    }
    for (const controller of controllers.split(',').filter((name) => name === 'cpu' || name === 'memory')) {
      for (const mount of new Set([controllers, controller])) {
        for (const folder of upwards(join(cgroup, mount), path)) limits = tighter(limits, await legacy(folder));
      }
    }
  }
  return limits;
}

/** The folder of a group and of each above it, up to the mount. */
function upwards(mount: string, path: string): string[] {
  const all: string[] = [mount];
  for (let at = join('/', path); at !== '/'; at = dirname(at)) all.push(join(mount, at));
  return all;
}

async function unified(folder: string): Promise<GroupLimits> {
  const [quota, period] = (await text(join(folder, 'cpu.max'))).trim().split(' ');
  const memoryBytes = number(await text(join(folder, 'memory.max')));
  const used = number(await text(join(folder, 'memory.current'))) ?? 0;
  const spare = await statistic(join(folder, 'memory.stat'), 'inactive_file');
  return limitsOf(number(quota), number(period), memoryBytes, used - spare);
}

async function legacy(folder: string): Promise<GroupLimits> {
  const quota = number(await text(join(folder, 'cpu.cfs_quota_us')));
  const period = number(await text(join(folder, 'cpu.cfs_period_us')));
  const limit = number(await text(join(folder, 'memory.limit_in_bytes')));
  const used = number(await text(join(folder, 'memory.usage_in_bytes'))) ?? 0;
  const spare = await statistic(join(folder, 'memory.stat'), 'total_inactive_file');
  // "No limit" is the largest multiple of the page size that a signed 64-bit number holds.
  return limitsOf(quota, period, limit !== null && limit < 2 ** 60 ? limit : null, used - spare);
}

function limitsOf(quota: number | null, period: number | null, memoryBytes: number | null, used: number): GroupLimits {
  const cpus = quota === null || period === null || quota <= 0 || period <= 0 ? null : quota / period;
  return { cpus, memoryBytes, memoryFreeBytes: memoryBytes === null ? null : Math.max(0, memoryBytes - Math.max(0, used)) };
}

function tighter(a: GroupLimits, b: GroupLimits): GroupLimits {
  return {
    cpus: smaller(a.cpus, b.cpus),
    memoryBytes: smaller(a.memoryBytes, b.memoryBytes),
    memoryFreeBytes: smaller(a.memoryFreeBytes, b.memoryFreeBytes),
  };
}

function smaller(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

async function statistic(file: string, key: string): Promise<number> {
  return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(await text(file))?.[1] ?? 0);
}

/** A number of a kernel file; null for `max`, for nothing, and for anything else. */
function number(value: string | undefined): number | null {
  return value !== undefined && /^-?\d+$/.test(value.trim()) ? Number(value) : null;
}

async function text(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}
