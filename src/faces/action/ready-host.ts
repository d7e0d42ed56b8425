import { type Problem, problemsError } from '../../model/errors.ts';
import type { Fact } from '../../model/gate.ts';
import { checkRoom, installMissing, mendKvm } from './host.ts';
import type { MainStep } from './main-job.ts';
import { type PreparedSuite, prepareSuites, selectedSuites } from './prepare-suites.ts';
import type { SuiteFile } from './suites.ts';

export interface ReadyHost {
  readonly suites: readonly PreparedSuite[];
  readonly facts: readonly Fact[];
}

/**
 * Plans the suites on a host that is made ready for them: KVM opened, packages installed where the inputs say so, room held against the plan.
 * Throws the user's mistakes, and VMTEST_DISK_FULL and the like where it is certain that the host cannot hold them; what it only lacks is a note.
 */
export async function readyHost(step: MainStep, files: readonly SuiteFile[]): Promise<ReadyHost> {
  const { job, work, shard, log, signal } = step;
  const { hosted } = job.context;
  const { settings, own } = job.inputs;
  const only = shard === null ? {} : { only: shard.tests };
  const { path } = job.surroundings;
  job.notes.push(...(await mendKvm({ hosted, accel: settings.accel, path, signal, tell: log.say })));
  const first = await selectedSuites(job, files, only);
  const tests = testsOf(first);
  const policy = own['install-deps'] ?? 'auto';
  const packages = [...new Set(first.flatMap(({ prepared }) => Object.values(prepared.catalogue).flatMap(packagesOfImage)))];
  const { surroundings } = job;
  const store = first[0]?.prepared.store ?? work.folder;
  const topdir = { path: work.topdir, named: settings.topdir !== null };
  const room = () => checkRoom({ tests, topdir, store, jobs: settings.jobs });
  // Mostly nothing is missing: the disk is looked at meanwhile. It cannot fail before it is waited for: apt would be left alone.
  const early = room();
  early.catch(() => undefined);
  const { installed, notes } = await installMissing({ policy, hosted, tests, packages, surroundings, signal, tell: log.say });
  job.notes.push(...notes);
  // What the canary could not ask without QEMU it asks now, and packages take room.
  const suites = installed.length === 0 ? first : await prepareSuites(job, files, only);
  const { facts, problems } = await (installed.length === 0 ? early : room());
  for (const { severity, message, hint } of problems)
    if (severity === 'warning') job.notes.push({ severity, message, ...(hint === undefined ? {} : { hint }) });
  const certain = problems.filter(({ severity }) => severity === 'error');
  if (certain.length > 0) throw problemsError(certain);
  return { suites, facts };
}

/** What an image cannot be built without. */
function packagesOfImage({ problems }: { readonly problems: readonly Problem[] }): readonly string[] {
  return problems.flatMap((problem) => problem.packages ?? []);
}

function testsOf(suites: readonly PreparedSuite[]) {
  return suites.flatMap(({ prepared }) => prepared.plan.tests);
}
