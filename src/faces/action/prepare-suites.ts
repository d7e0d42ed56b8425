import { type PreparedPlan, preparePlan } from '../../engine/prepare.ts';
import type { Settings } from '../../engine/settings.ts';
import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import { idsOfSuite, type SuiteLabel } from './gate-ids.ts';
import { inputWords } from './input-words.ts';
import type { Job } from './job.ts';
import { problemsOf } from './problems-of.ts';
import type { SuiteFile } from './suites.ts';

/** A suite of this step with its plan. */
export interface PreparedSuite {
  readonly file: SuiteFile;
  /** Null where it is the only one. */
  readonly label: SuiteLabel;
  readonly prepared: PreparedPlan;
}

/** The suites' tests, none of them a mistake by itself: that the filters leave none is a note, and for the end of the job to judge. */
export async function selectedSuites(...request: Parameters<typeof prepareSuites>): Promise<readonly PreparedSuite[]> {
  try {
    return await prepareSuites(...request);
  } catch (error) {
    if (!(error instanceof VmtestError) || error.code !== 'VMTEST_SELECT_EMPTY') throw error;
    request[0].notes.push({
      severity: 'warning',
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: inputWords(error.hint) }),
    });
    return [];
  }
}

/**
 * Plans all suites of a step: those tests that the filters leave, of a shard its own. A suite of which nothing is left is left out. Throws one
 * error with the mistakes of all suites; VMTEST_SELECT_EMPTY where nothing is left of any.
 */
export async function prepareSuites(
  job: Job,
  files: readonly SuiteFile[],
  options: { readonly settings?: Settings; readonly only?: readonly string[] } = {},
): Promise<readonly PreparedSuite[]> {
  const { inputs, surroundings } = job;
  const settings = options.settings ?? inputs.settings;
  const select = inputs.own.select ?? [];
  const problems: Problem[] = [];
  let empty: VmtestError | null = null;
  const prepare = async (file: SuiteFile): Promise<PreparedSuite | null> => {
    const label = files.length === 1 ? null : file.label;
    const only = options.only === undefined ? {} : { only: new Set(idsOfSuite(label, options.only)) };
    if (only.only?.size === 0) return null;
    try {
      const prepared = await preparePlan({ suite: file.path, select, image: null, settings, surroundings, ...only });
      return prepared.plan.tests.length === 0 ? null : { file, label, prepared };
    } catch (error) {
      if (!(error instanceof VmtestError) || error.verdict !== undefined) throw error;
      if (error.code === 'VMTEST_SELECT_EMPTY') empty = error;
      else problems.push(...problemsOf(error));
      return null;
    }
  };
  const suites: PreparedSuite[] = [];
  for (const file of files) {
    const suite = await prepare(file);
    if (suite !== null) suites.push(suite);
  }
  if (problems.length > 0) throw problemsError(problems);
  if (suites.length === 0 && empty !== null) throw empty;
  return suites;
}
