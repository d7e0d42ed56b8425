import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainText } from '../base/text.ts';
import { runChecks } from '../checks/run-checks.ts';
import { parseRecord } from '../evidence/record.ts';
import { type Problem, problemsError, VmtestError } from '../model/errors.ts';
import type { Emit } from '../model/event.ts';
import type { PhaseEvidence } from '../model/evidence.ts';
import { COMPLETE_FILE, phaseFiles, RESULT_FILE, RUN_RESULT_FILE } from '../model/files.ts';
import type { PhaseSpec, TestPlan } from '../model/plan.ts';
import type { Finding, RunResult, TestResult } from '../model/result.ts';
import { exitCodeOf, worstExitCode } from '../model/verdict.ts';
import { collectedEvidence } from './evidence.ts';
import { allowedBy, type Ended, expected } from './expect.ts';
import type { PreparedPlan } from './prepare.ts';
import { mistakesOf } from './refuse.ts';
import { checkJunitPlace, reportRun } from './reports.ts';
import { checksEnd, skippedResult } from './run-test.ts';
import type { Settings, Surroundings } from './settings.ts';
import { stepFindings } from './steps.ts';

export interface CheckRequest {
  readonly prepared: PreparedPlan;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  /** The top folder of the run. */
  readonly topdir: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/**
 * Judges the data that a run kept by the suite as it is now, without a machine, and writes its reports anew. Throws, before anything is
 * written, VMTEST_USAGE with every test of which too little was kept, and the mistakes of the suite.
 */
export async function checkAgain(request: CheckRequest): Promise<RunResult> {
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  const { topdir, emit, settings, surroundings, prepared } = request;
  const mistakes = mistakesOf(prepared.plan);
  if (mistakes.length > 0) throw problemsError(mistakes);
  await checkJunitPlace(settings);
  const run = await readResult<RunResult>(join(topdir, RUN_RESULT_FILE));
  if (run === null)
    throw new VmtestError('VMTEST_USAGE', `there is no result of a run in ${topdir}`, { hint: 'name the top folder that a run printed' });
  const kept = await Promise.all(prepared.plan.tests.map((plan) => keptTest(plan, run, topdir)));
  refuseUnkept(kept, topdir);
  emit({ type: 'run-start', at: startedAt, topdir, tests: prepared.plan.tests.map(({ id, slug }) => ({ id, slug })), jobs: 1 });
  const tests: TestResult[] = [];
  for (const test of kept) {
    const result = await judgeAgain(test, request);
    emit({ type: 'test-end', at: Date.now() / 1000, test: result.id, result });
    tests.push(result);
  }
  const judged: RunResult = { version: 1, startedAt, seconds: (performance.now() - began) / 1000, topdir, exitCode: worstOf(tests), tests };
  // The reports stay those of the whole run, of which some tests may have been selected.
  const whole = (run.tests ?? []).map((test) => tests.find(({ id }) => id === test.id) ?? test);
  const written = await reportRun({ ...judged, tests: whole, exitCode: worstOf(whole) }, { settings, root: surroundings.cwd, emit });
  const result = written.exitCode === worstOf(whole) ? judged : { ...judged, exitCode: written.exitCode };
  emit({ type: 'run-end', at: Date.now() / 1000, result });
  return result;
}

function worstOf(tests: readonly TestResult[]): number {
  return worstExitCode(tests.map(({ verdict }) => exitCodeOf(verdict)));
}

/** What there is of one test. */
interface KeptTest {
  readonly plan: TestPlan;
  readonly folder: string;
  /** What the run said of it; null where the run did not have it. */
  readonly before: TestResult | null;
  /** What its phases left, those that ran. */
  readonly phases: readonly PhaseEvidence[];
  /** Why it cannot be judged; null where it can. */
  readonly lacks: string | null;
}

async function readResult<T>(path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new VmtestError('VMTEST_USAGE', `${path} is not what a run writes: it is no JSON`, { hint: 'run the tests again', cause });
  }
}

async function keptTest(plan: TestPlan, run: RunResult, topdir: string): Promise<KeptTest> {
  const folder = join(topdir, plan.slug);
  const before = (await readResult<TestResult>(join(folder, RESULT_FILE))) ?? run.tests?.find(({ id }) => id === plan.id) ?? null;
  const ran = plan.phases.filter((phase) => before?.phases.some(({ name }) => name === phase.name));
  const phases = await Promise.all(ran.map((phase) => keptEvidence(folder, phase)));
  return { plan, folder, before, phases, lacks: plan.skip === null ? lacking(plan, before, phases) : null };
}

function lacking(plan: TestPlan, before: TestResult | null, phases: readonly PhaseEvidence[]): string | null {
  if (before === null) return 'the run did not have it';
  if (failedPhase(before) !== undefined || before.phases.length === 0) return null;
  const unknown = plan.phases.find(({ name }) => !phases.some(({ phase }) => phase === name));
  if (unknown !== undefined) return `its phase ${unknown.name} was not in the run`;
  const checks = [...plan.checks, ...plan.phases.flatMap((phase) => phase.checks)];
  const read = new Set(checks.flatMap(({ from }) => from ?? []));
  const wanted = plan.phases.filter(({ name, kind }) => kind === 'boot' || read.has(name)).map(({ name }) => name);
  const without = phases.find(({ phase, record }) => record === null && wanted.includes(phase));
  if (without !== undefined) return `the data of its phase ${without.phase} was not kept`;
  const last = plan.phases.at(-1)?.name;
  const heard = checks.filter(({ kind }) => kind === 'console').map(({ from }) => from ?? last);
  const silent = phases.find(({ phase, console }) => console === '' && heard.includes(phase));
  return silent === undefined ? null : `the console of its phase ${silent.phase} was not kept`;
}

function refuseUnkept(kept: readonly KeptTest[], topdir: string): void {
  const problems = kept.flatMap(({ plan, lacks }): Problem[] => {
    if (lacks === null) return [];
    const hint = 'run it again with --keep-data-pass all, or leave it out with --select';
    return [
      { code: 'VMTEST_USAGE', severity: 'error', message: `there is too little in ${topdir} to judge it: ${lacks}`, hint, test: plan.id },
    ];
  });
  if (problems.length > 0) throw problemsError(problems);
}

function failedPhase(result: TestResult): TestResult['phases'][number] | undefined {
  return result.phases.find(({ verdict }) => verdict !== 'passed');
}

async function judgeAgain(
  { plan, folder, before, phases }: KeptTest,
  { settings: run, surroundings, signal }: CheckRequest,
): Promise<TestResult> {
  if (before === null || plan.skip !== null) return skippedResult(plan, surroundings.tool);
  const began = performance.now();
  const failed = failedPhase(before);
  // A test that never had a machine is what it was; what a command found is the command's own to find again.
  if (plan.command !== null || (failed === undefined && before.phases.length === 0)) return before;
  const checks: Finding[] = [...stepFindings(phases)];
  if (failed === undefined) {
    const settings = [...plan.checks, ...plan.phases.flatMap((phase) => phase.checks)];
    const options = { folder: plan.folder, env: surroundings.commandEnv, environment: plan.phases[0]?.environment ?? {}, signal };
    checks.push(...(await runChecks(settings, { folder, phases }, options)));
  }
  const ended: Ended =
    failed === undefined ? checksEnd(checks) : { verdict: failed.verdict, cause: `${failed.name}: ${failed.cause}`, hint: before.hint };
  const judged = expected(plan.expect, ended, { evidence: phases }, allowedBy(run));
  return { ...before, ...judged, checks, seconds: (performance.now() - began) / 1000, folder };
}

async function keptEvidence(folder: string, phase: PhaseSpec): Promise<PhaseEvidence> {
  const collect = join(folder, phase.collect);
  const { console: consoleFile } = phaseFiles(phase.prefix);
  const [log, record] = await Promise.all([
    readFile(join(folder, consoleFile), 'utf8').catch(() => ''),
    readFile(join(collect, COMPLETE_FILE), 'utf8').catch(() => null),
  ]);
  const parsed = record === null ? null : parseRecord(record);
  return collectedEvidence(phase.name, collect, plainText(log), consoleFile, parsed !== null && 'record' in parsed ? parsed.record : null);
}
