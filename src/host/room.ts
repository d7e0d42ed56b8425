import { formatSize } from '../base/sizes.ts';
import type { Problem } from '../model/errors.ts';
import type { TestPlan } from '../model/plan.ts';
import type { DiskSpace, Memory } from './facts.ts';

const MiB = 2 ** 20;
const GiB = 2 ** 30;
/** Less than this no run can do with: its reports, logs and empty disks. */
const LEAST = 64 * MiB;
/** What an installed system takes of its disks, as far as anybody can say before: disks are sparse, and a small server takes about this. */
const INSTALLED = 3 * GiB;
/** What the boots of a disk that is there write. */
const BOOTED = GiB / 2;
/** What QEMU takes beside the guest's memory. */
const OVERHEAD_MIB = 200;

/** Where a run is to work. */
export interface TopFolder {
  /** Absolute. */
  readonly path: string;
  /** Whether somebody chose it, who then can choose another. */
  readonly named: boolean;
}

/** Disk that a test may take while it runs, in bytes: what its machine's disks may grow by, never more than they hold. */
export function growthOf({ machine, phases }: TestPlan): number {
  const held = [...machine.disks, ...(machine.iscsi ?? [])].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return Math.min(held, phases.some(({ kind }) => kind === 'install') ? INSTALLED : BOOTED);
}

/** Disk that so many tests at once may take: those that take the most. */
export function growthAtOnce(tests: readonly TestPlan[], jobs: number): number {
  const sizes = tests.map(growthOf).sort((a, b) => b - a);
  return sizes.slice(0, jobs).reduce((sum, size) => sum + size, 0);
}

/** What is wrong with the room for a run: an error where it is certain that it does not suffice, else a warning. */
export function diskProblems(
  { path: topdir, named }: TopFolder,
  space: DiskSpace,
  tests: readonly TestPlan[],
  jobs: number,
): readonly Problem[] {
  const free = formatSize(space.freeBytes);
  const hint = 'free some, take a larger runner, or name a folder on another disk: topdir';
  // A file system that does not say how large it is does not say what is free either.
  if (space.totalBytes === 0) return [];
  if (space.freeBytes < LEAST) {
    const message = `the disk of ${topdir} has ${free} left, and no run does with less than ${formatSize(LEAST)}`;
    return [{ code: 'VMTEST_DISK_FULL', severity: 'error', message, hint }];
  }
  const problems: Problem[] = [];
  const wanted = growthAtOnce(tests, jobs);
  if (space.freeBytes < wanted) {
    const message = `the disk of ${topdir} has ${free} left, and ${jobs === 1 ? 'a test' : `${jobs} tests at once`} may take ${formatSize(wanted)}`;
    problems.push({ code: 'VMTEST_DISK_FULL', severity: 'warning', message, hint: `${hint}; or run fewer tests at once: jobs` });
  }
  if (space.inMemory) {
    const message = `${topdir} is in memory (${space.type}, ${free} free): disks there take what machines need`;
    problems.push({ code: 'VMTEST_DISK_FULL', severity: 'warning', message, hint: 'leave topdir out, or name a folder on a disk' });
  } else if (named && /^\/tmp(?:\/|$)/.test(topdir)) {
    const message = `${topdir} is below /tmp, which newer runners have in memory, with a quota`;
    problems.push({ code: 'VMTEST_DISK_FULL', severity: 'warning', message, hint: 'leave topdir out: it is below RUNNER_TEMP then' });
  }
  return problems;
}

/** Whether the largest machine fits into the memory that is to be had; one that no memory of this host holds is a problem of the plan. */
export function memoryProblems({ availableBytes }: Memory, tests: readonly TestPlan[]): readonly Problem[] {
  const [largest] = tests.filter(({ command }) => command === null).sort((a, b) => b.machine.memoryMiB - a.machine.memoryMiB);
  const wanted = ((largest?.machine.memoryMiB ?? 0) + OVERHEAD_MIB) * MiB;
  if (largest === undefined || wanted <= availableBytes) return [];
  const message = `the machine of ${largest.id} takes ${formatSize(wanted)} of memory, and ${formatSize(availableBytes)} are to be had`;
  const hint = 'give it less (machine.memory), take a larger runner, or end what else runs here';
  return [{ code: 'VMTEST_QEMU_FAILED', severity: 'warning', message, hint, test: largest.id }];
}
