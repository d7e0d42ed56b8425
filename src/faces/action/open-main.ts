import { stat } from 'node:fs/promises';
import { checkJunitPlace, checkLogPlace } from '../../engine/reports.ts';
import type { Settings } from '../../engine/settings.ts';
import { checkTopDir } from '../../evidence/workdir.ts';
import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import { checkFilter } from '../../suite/select.ts';
import { type Job, readJob } from './job.ts';
import { problemsOf } from './problems-of.ts';
import { findSuites, type SuiteFile } from './suites.ts';

/**
 * Reads all that the main step is given, and looks at the files and folders that it names. Throws one error with every mistake, before
 * anything is planned, made or written down.
 */
export async function openMain(): Promise<{ readonly job: Job; readonly files: readonly SuiteFile[] }> {
  const { job, mistakes } = readJob('main');
  const { settings, own } = job.inputs;
  const problems: Problem[] = [...mistakes];
  const tried = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof VmtestError)) throw error;
      problems.push(...problemsOf(error));
      return null;
    }
  };
  const files = await tried(() => findSuites(own.suite, job.context.workspace));
  for (const filter of own.select ?? []) await tried(async () => checkFilter(filter));
  await tried(() => checkJunitPlace(settings));
  await tried(() => checkLogPlace(settings));
  const { topdir } = settings;
  if (topdir !== null) await tried(() => checkTopDir(topdir));
  await tried(() => checkStore(settings));
  if (problems.length > 0) throw problemsError(problems);
  return { job, files: files ?? [] };
}

/** A store is a folder, or is made. */
async function checkStore({ imageDir, origins }: Settings): Promise<void> {
  if (imageDir === null) return;
  const is = await stat(imageDir).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOTDIR' ? 'below a file' : null));
  if (is === null || (is !== 'below a file' && is.isDirectory())) return;
  const hint = 'the image store is a folder: name one, or a path where one can be made';
  const name = origins.imageDir?.name ?? 'image-dir';
  throw new VmtestError('VMTEST_USAGE', `${name}: ${imageDir} is ${is === 'below a file' ? is : 'no folder'}`, { hint });
}
