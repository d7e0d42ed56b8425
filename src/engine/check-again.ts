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
 * Judges the data that a run kept by the suite as it is now, without a machine, and writes its reports anew; all times stay the run's own.
 * A test that passed keeps its result where the policy kept too little of it, and a note says so. Throws, before anything is written,
 * VMTEST_USAGE with every other test of which there is too little, of them all where none can be judged, and the mistakes of the suite.
 */
export async function checkAgain(request: CheckRequest): Promise<RunResult> {
  const { topdir, emit, settings, surroundings, prepared } = request;
  const mistakes = mistakesOf(prepared.plan);
  if (mistakes.length > 0) throw problemsError(mistakes);
  await checkJunitPlace(settings);
  const run = await readResult<RunResult>(join(topdir, RUN_RESULT_FILE));
  if (run === null)
    throw new VmtestError('VMTEST_USAGE', `there is no result of a run in ${topdir}`, { hint: 'name the top folder that a run printed' });
  const kept = await Promise.all(prepared.plan.tests.map((plan) => keptTest(plan, run, topdir)));
  refuseUnkept(kept, topdir);
  emit({ type: 'run-start', at: Date.now() / 1000, topdir, tests: prepared.plan.tests.map(({ id, slug }) => ({ id, slug })), jobs: 1 });
  noteUnjudged(kept, emit);
  const tests: TestResult[] = [];
  for (const test of kept) {
    const result = await judgeAgain(test, request);
    emit({ type: 'test-end', at: Date.now() / 1000, test: result.id, result });
    tests.push(result);
  }
  const { startedAt, seconds } = run;
  const judged: RunResult = { version: 1, startedAt, seconds, topdir, exitCode: worstOf(tests), tests };
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
  /** Whether it passed, and what it lacks was by the policy never kept: its result stays. */
  readonly stays: boolean;
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
  const lack = plan.skip === null ? lacking(plan, before, phases) : null;
  const good = before?.verdict === 'passed' || before?.verdict === 'expected-failure';
  const stays = good && lack?.file != null && before?.kept.every(({ path }) => path !== lack.file) === true;
  return { plan, folder, before, phases, lacks: lack?.why ?? null, stays };
}

/** Why a test cannot be judged, and the file below its folder that would be needed; null: of another kind. */
interface Lack {
  readonly why: string;
  readonly file: string | null;
}

function lacking(plan: TestPlan, before: TestResult | null, phases: readonly PhaseEvidence[]): Lack | null {
  if (before === null) return { why: 'the run did not have it', file: null };
  if (failedPhase(before) !== undefined || before.phases.length === 0) return null;
  const unknown = plan.phases.find(({ name }) => !phases.some(({ phase }) => phase === name));
  if (unknown !== undefined) return { why: `its phase ${unknown.name} was not in the run`, file: null };
  const checks = [...plan.checks, ...plan.phases.flatMap((phase) => phase.checks)];
  const read = new Set(checks.flatMap(({ from }) => from ?? []));
  const wanted = plan.phases.filter(({ name, kind }) => kind === 'boot' || read.has(name)).map(({ name }) => name);
  const specOf = (name: string) => plan.phases.find((phase) => phase.name === name) as PhaseSpec;
  const without = phases.find(({ phase, record }) => record === null && wanted.includes(phase));
  if (without !== undefined)
    return { why: `the data of its phase ${without.phase} was not kept`, file: join(specOf(without.phase).collect, COMPLETE_FILE) };
  const last = plan.phases.at(-1)?.name;
  const heard = checks.filter(({ kind }) => kind === 'console').map(({ from }) => from ?? last);
  const silent = phases.find(({ phase, console }) => console === '' && heard.includes(phase));
  if (silent === undefined) return null;
  return { why: `the console of its phase ${silent.phase} was not kept`, file: phaseFiles(specOf(silent.phase).prefix).console };
}

/** What must be kept of a test that it can be judged again. */
const NEEDED = 'collect,logs';

function refuseUnkept(kept: readonly KeptTest[], topdir: string): void {
  const none = kept.every(({ plan, lacks }) => plan.skip !== null || lacks !== null);
  const problems = kept.flatMap(({ plan, lacks, stays }): Problem[] => {
    if (lacks === null || (stays && !none)) return [];
    const hint = `run it again with --keep-data-pass ${NEEDED}, or leave it out with --select`;
    return [
      { code: 'VMTEST_USAGE', severity: 'error', message: `there is too little in ${topdir} to judge it: ${lacks}`, hint, test: plan.id },
    ];
  });
  if (problems.length > 0) throw problemsError(problems);
}

function noteUnjudged(kept: readonly KeptTest[], emit: Emit): void {
  const tests = kept.flatMap(({ plan, stays }) => (stays ? [plan.id] : []));
  if (tests.length === 0) return;
  const one = tests.length === 1;
  const message = one
    ? 'it passed, and its data was not kept: it is not judged again and stays as it was'
    : 'they passed, and their data was not kept: they are not judged again and stay as they were';
  const hint = `what passed is judged again too after a run with --keep-data-pass ${NEEDED}`;
  emit({ type: 'notice', at: Date.now() / 1000, severity: 'note', message, hint, tests });
}

function failedPhase(result: TestResult): TestResult['phases'][number] | undefined {
  return result.phases.find(({ verdict }) => verdict !== 'passed');
}

async function judgeAgain(
  { plan, folder, before, phases, stays }: KeptTest,
  { settings: run, surroundings, signal }: CheckRequest,
): Promise<TestResult> {
  if (before === null || plan.skip !== null) return skippedResult(plan, surroundings.tool);
  if (stays) return before;
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
  return { ...attemptsOf(before, judged.verdict), ...judged, checks, folder };
}

/**
 * To judge again is no attempt: where checks failed in every attempt and now hold, the checks were mended and nothing is flaky. Of the earlier
 * attempts there is no data to say more.
 */
function attemptsOf({ earlier, ...last }: TestResult, now: TestResult['verdict']): TestResult {
  if (earlier === undefined) return last;
  const byChecks = [last, ...earlier].every(({ verdict }) => verdict === 'check-failed');
  return now === 'passed' && byChecks ? { ...last, attempts: 1 } : { ...last, earlier };
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
