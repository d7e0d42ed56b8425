import { join } from 'node:path';
import type { ImageVault } from '../../engine/image-vault.ts';
import { runPlan } from '../../engine/run.ts';
import { notStarted } from '../../engine/run-test.ts';
import type { Settings } from '../../engine/settings.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Emit } from '../../model/event.ts';
import type { TestPlan } from '../../model/plan.ts';
import type { RunResult } from '../../model/result.ts';
import { exitCodeOf, worstExitCode } from '../../model/verdict.ts';
import { gateId, gateResult, joinSuites, suiteSlug } from './gate-ids.ts';
import { eventInWords, resultInWords } from './input-words.ts';
import type { Job, WorkPlaces } from './job.ts';
import type { PreparedSuite } from './prepare-suites.ts';

export interface SuitesRun {
  readonly job: Job;
  readonly work: WorkPlaces;
  readonly suites: readonly PreparedSuite[];
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Where images come from before the network; null: nowhere. */
  readonly vault: ImageVault | null;
}

/**
 * Runs the suites of a step one after the other, each in a top folder of its own where there are several. What makes a suite impossible on this
 * host is the verdict of each of its tests: none is absent from the reports. Throws a user's mistake.
 */
export async function runSuites(request: SuitesRun): Promise<RunResult> {
  const { suites, work } = request;
  const runs: RunResult[] = [];
  for (const suite of suites) runs.push(await runSuite(suite, request));
  const exitCode = worstExitCode(runs.map((run) => run.exitCode));
  const [only] = runs;
  return suites.length === 1 && only !== undefined ? only : joinSuites(runs, work.topdir, exitCode);
}

async function runSuite(suite: PreparedSuite, { job, work, signal, emit, vault }: SuitesRun): Promise<RunResult> {
  const { label, prepared } = suite;
  const settings = suiteSettings(job, suite, work);
  const tell: Emit = (event) => emit(eventInWords(label === null ? event : relabelled(event, suite)));
  const began = Date.now() / 1000;
  try {
    const run = await runPlan({
      prepared,
      settings,
      surroundings: job.surroundings,
      signal,
      emit: tell,
      ...(vault === null ? {} : { vault }),
    });
    return { ...run, tests: run.tests.map((test) => resultInWords(gateResult(label, test))) };
  } catch (error) {
    if (!(error instanceof VmtestError) || error.verdict === undefined) throw error;
    return refused(suite, error, began, job, work);
  }
}

/** The settings of one suite's run. The reports of several are written once they are joined. */
function suiteSettings({ inputs }: Job, suite: PreparedSuite, work: WorkPlaces): Settings {
  const topdir = suiteTopdir(work.topdir, suite);
  return { ...inputs.settings, topdir, ...(suite.label === null ? {} : { junit: null }) };
}

/** The top folder of one suite: of several, one below the step's. */
export function suiteTopdir(topdir: string, { label }: PreparedSuite): string {
  return label === null ? topdir : join(topdir, suiteSlug(label));
}

/** The results of tests that the host lets none of start. */
function refused(
  { label, prepared }: PreparedSuite,
  error: VmtestError,
  startedAt: number,
  { surroundings }: Job,
  { topdir }: WorkPlaces,
): RunResult {
  const verdict = error.verdict ?? 'qemu-failed';
  const cause = error.problems.length > 0 ? [...new Set(error.problems.map(({ message }) => message))].join('\n') : error.message;
  const hints = [...new Set([...error.problems.flatMap(({ hint }) => hint ?? []), ...(error.hint === undefined ? [] : [error.hint])])].join(
    '\n',
  );
  const ended = { verdict, cause, hint: hints === '' ? null : hints, reason: null };
  const tests = prepared.plan.tests.map((plan: TestPlan) => resultInWords(gateResult(label, notStarted(plan, surroundings.tool, ended))));
  return {
    version: 1,
    startedAt,
    seconds: Date.now() / 1000 - startedAt,
    topdir,
    exitCode: worstExitCode(tests.map((test) => exitCodeOf(test.verdict))),
    tests,
  };
}

/** An event of one of several suites, whose tests have their ids of the gate. */
function relabelled(event: Parameters<Emit>[0], { label }: PreparedSuite): Parameters<Emit>[0] {
  if (event.type === 'test-end') return { ...event, test: gateId(label, event.test), result: gateResult(label, event.result) };
  if ('test' in event && event.test !== undefined) return { ...event, test: gateId(label, event.test) } as typeof event;
  return event;
}
