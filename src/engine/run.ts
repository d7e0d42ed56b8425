import { randomBytes } from 'node:crypto';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { TOOL_ENV } from '../base/spawn.ts';
import { prepareTopDir, WorkDir } from '../evidence/workdir.ts';
import { usableCpus, usableMemory } from '../host/facts.ts';
import { privilegePrefix } from '../host/identity.ts';
import { type Problem, problemsError, VmtestError } from '../model/errors.ts';
import type { Emit } from '../model/event.ts';
import type { TestPlan } from '../model/plan.ts';
import type { RunResult, TestResult } from '../model/result.ts';
import { exitCodeOf, worstExitCode } from '../model/verdict.ts';
import { Admission } from './admission.ts';
import { bootPhase } from './boot.ts';
import { markTopDir } from './clean.ts';
import type { RunContext, TestContext } from './context.ts';
import { ImageShelf } from './image-shelf.ts';
import type { PreparedPlan } from './prepare.ts';
import { writeReports } from './reports.ts';
import { notStarted, runTest } from './run-test.ts';
import type { Settings, Surroundings } from './settings.ts';
import { checkReach, findTools, type Tools } from './tools.ts';

export interface RunRequest {
  readonly prepared: PreparedPlan;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What QEMU and we take beside the guest's memory, in MiB. */
const OVERHEAD_MIB = 200;

/**
 * Runs every test of a plan, as many at once as there is room for, and writes `result.json` and `junit.xml` into the top folder, which
 * must be absent or empty. Throws, before anything is made, what makes all of it impossible; else every test has a result.
 */
export async function runPlan(request: RunRequest): Promise<RunResult> {
  const { prepared, settings, surroundings, emit, signal } = request;
  refuse(prepared);
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  const tests = prepared.plan.tests;
  const waiting = tests.filter((test) => test.skip === null);
  const tools = await findTools(waiting, surroundings);
  const top = await prepareTopDir(settings.topdir ?? join(surroundings.tempFolder, `vmtest-${timestamp()}`));
  await checkReach(top.path, prepared.identity).catch(async (error: unknown) => {
    if (top.made) await rmdir(top.path).catch(() => undefined);
    throw error;
  });
  await using _mark = await markTopDir(top.path, surroundings.pid);
  emit({
    type: 'run-start',
    at: startedAt,
    topdir: top.path,
    tests: tests.map(({ id, slug }) => ({ id, slug })),
    jobs: Math.min(tests.length, settings.jobs ?? (await usableCpus())),
  });
  notices(request, top);
  const run: RunContext = {
    topdir: top.path,
    qemuImg: tools.qemuImg,
    qemuVersion: tools.version,
    prefix: privilegePrefix(prepared.identity),
    owner: prepared.identity,
    qemuEnv: surroundings.trackingId === null ? TOOL_ENV : { ...TOOL_ENV, RUNNER_TRACKING_ID: surroundings.trackingId },
    commandEnv: surroundings.commandEnv,
    tool: surroundings.tool,
    signal,
    emit,
  };
  const results = await runAll(tests, run, request, tools);
  const exitCode = worstExitCode(results.map((result) => exitCodeOf(result.verdict)));
  const result: RunResult = {
    version: 1,
    startedAt,
    seconds: (performance.now() - began) / 1000,
    topdir: top.path,
    exitCode,
    tests: results,
  };
  await writeReports(result, settings, surroundings.cwd);
  emit({ type: 'run-end', at: Date.now() / 1000, result });
  return result;
}

/** What of a plan makes a run impossible: a mistake of the suite's, or what the host lacks for all tests. */
function refuse({ plan }: PreparedPlan): void {
  const errors = plan.problems.filter((problem) => problem.severity === 'error');
  const mistakes = errors.filter((problem) => new VmtestError(problem.code, '').verdict === undefined);
  const blocking = mistakes.length > 0 ? mistakes : errors.filter((problem) => problem.test === undefined && problem.place === undefined);
  if (blocking.length > 0) throw problemsError(blocking);
  if (plan.tests.length === 0) throw new VmtestError('VMTEST_NO_TESTS', 'the suite has no tests');
}

function notices({ prepared, emit }: RunRequest, top: Awaited<ReturnType<typeof prepareTopDir>>): void {
  const at = Date.now() / 1000;
  for (const problem of prepared.plan.problems.filter(({ severity }) => severity === 'warning')) {
    const extra = {
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
      ...(problem.test === undefined ? {} : { test: problem.test }),
    };
    emit({ type: 'notice', at, severity: 'warning', message: problem.message, ...extra });
  }
  if (top.tmpfs) {
    const message = `the top folder ${top.path} is in memory (tmpfs), with ${Math.floor(top.freeBytes / 2 ** 20)} MiB free`;
    emit({ type: 'notice', at, severity: 'warning', message, hint: 'name one on a disk with --topdir' });
  }
}

async function runAll(tests: readonly TestPlan[], run: RunContext, request: RunRequest, tools: Tools): Promise<TestResult[]> {
  const { prepared, settings, surroundings } = request;
  const [cpus, memory] = await Promise.all([usableCpus(), usableMemory()]);
  const admission = new Admission({
    cpus: settings.jobs === null ? cpus : Number.POSITIVE_INFINITY,
    memoryMiB: (memory.availableBytes / 2 ** 20) * 0.95,
  });
  const shelf = new ImageShelf(prepared, surroundings, run);
  const queue = new PQueue({ concurrency: settings.jobs ?? Number.POSITIVE_INFINITY });
  const one = async (plan: TestPlan): Promise<TestResult> => {
    const early = withoutStart(plan, prepared.plan.problems, run);
    if (early !== null) return early;
    try {
      const [image, target] = await Promise.all([shelf.take(plan.image), shelf.take(plan.install.target ?? plan.image)]);
      const { machine } = plan;
      using _room = await admission.enter({ cpus: machine.cpus, memoryMiB: machine.memoryMiB + OVERHEAD_MIB });
      if (run.signal.aborted) throw new VmtestError('VMTEST_CANCELLED', 'the run was cancelled before its turn');
      const dir = await WorkDir.create(run.topdir, plan.slug, run.owner);
      const firmware = tools.firmware.get(plan.id) ?? null;
      const test: TestContext = {
        run,
        plan,
        dir,
        image,
        target,
        firmware,
        qemu: tools.qemu.get(machine.arch) ?? '',
        evidence: [],
        phases: [],
        started: [],
      };
      return await runTest(test, plan.phases.map(bootPhase));
    } catch (error) {
      return ended(plan, run, error);
    }
  };
  return Promise.all(tests.map((plan) => queue.add(() => one(plan))));
}

/** The result of a test that has one before it starts: skipped, cancelled, or without what it needs. */
function withoutStart(plan: TestPlan, problems: readonly Problem[], run: RunContext): TestResult | null {
  if (plan.skip !== null) {
    const reason = [plan.skip.reason, plan.skip.link, plan.skip.until === null ? null : `until ${plan.skip.until}`]
      .filter((part) => part !== null)
      .join(', ');
    return announce(run, notStarted(plan, run.tool, { verdict: 'skipped', cause: reason, hint: null, reason }));
  }
  if (run.signal.aborted) return ended(plan, run, new VmtestError('VMTEST_CANCELLED', 'the run was cancelled before its turn'));
  const problem = problems.find(({ severity, test }) => severity === 'error' && test === plan.id);
  return problem === undefined
    ? null
    : ended(plan, run, new VmtestError(problem.code, problem.message, problem.hint === undefined ? {} : { hint: problem.hint }));
}

function ended(plan: TestPlan, run: RunContext, error: unknown): TestResult {
  const known =
    error instanceof VmtestError
      ? error
      : new VmtestError('VMTEST_INTERNAL', error instanceof Error ? (error.stack ?? error.message) : String(error));
  return announce(
    run,
    notStarted(plan, run.tool, { verdict: known.verdict ?? 'qemu-failed', cause: known.message, hint: known.hint ?? null, reason: null }),
  );
}

function announce(run: RunContext, result: TestResult): TestResult {
  run.emit({ type: 'test-end', at: Date.now() / 1000, test: result.id, result });
  return result;
}

/** `20261122T174530Z-3f9a`: the time for people, chance for two runs of one second. */
function timestamp(): string {
  return `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;
}
