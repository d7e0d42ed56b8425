import { join } from 'node:path';
import PQueue from 'p-queue';
import { TOOL_ENV } from '../base/spawn.ts';
import { WorkDir } from '../evidence/workdir.ts';
import { usableCpus, usableMemory } from '../host/facts.ts';
import { privilegePrefix } from '../host/identity.ts';
import { isLasting } from '../images/download/failures.ts';
import { VmtestError } from '../model/errors.ts';
import type { Emit } from '../model/event.ts';
import type { TestPlan } from '../model/plan.ts';
import type { RunResult, TestResult } from '../model/result.ts';
import { exitCodeOf, worstExitCode } from '../model/verdict.ts';
import { Admission } from './admission.ts';
import type { Attempt, Outcome } from './attempt.ts';
import { attemptTest, clearForAttempt, keepAttempts } from './attempts.ts';
import { bootPhase } from './boot.ts';
import { runCommandTest } from './command/command-test.ts';
import { checkCommandTopdirs } from './command/topdir.ts';
import type { RunContext, TestContext } from './context.ts';
import { allowedBy } from './expect.ts';
import { ImageShelf } from './image-shelf.ts';
import type { ImageVault } from './image-vault.ts';
import { iscsiTools } from './iscsi.ts';
import { bridgePlaces, Exclusive } from './network.ts';
import type { PreparedPlan } from './prepare.ts';
import { publishedFiles } from './publish.ts';
import { blockersOf, refuse } from './refuse.ts';
import { checkJunitPlace, reportRun } from './reports.ts';
import { notStarted, runTest, skippedResult } from './run-test.ts';
import type { Settings, Surroundings } from './settings.ts';
import { newSeed, shuffled } from './start-order.ts';
import { findTools, type Tools } from './tools.ts';
import { type OpenTop, openTop } from './top.ts';

export interface RunRequest {
  readonly prepared: PreparedPlan;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** A cache of images that jobs share. Absent: there is none. */
  readonly vault?: ImageVault;
}

/** What QEMU and we take beside the guest's memory, in MiB. */
const OVERHEAD_MIB = 200;
/** More than any host has. */
const WHOLE_HOST_MIB = 2 ** 40;

/**
 * Runs every test of a plan, as many at once as there is room for, and writes `result.json` and `junit.xml` into the top folder, which
 * must be absent or empty. Throws, before anything is made, what makes all of it impossible; else every test has a result.
 */
export async function runPlan(request: RunRequest): Promise<RunResult> {
  const { prepared, settings, surroundings, emit, signal } = request;
  refuse(prepared);
  await checkJunitPlace(settings);
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  const tests = prepared.plan.tests;
  const waiting = tests.filter((test) => test.skip === null);
  const [tools] = await Promise.all([
    findTools(
      waiting.filter(({ command }) => command === null),
      surroundings,
    ),
    checkCommandTopdirs(waiting),
    ...waiting.map(({ install }) => publishedFiles(install.publish)),
  ]);
  await using top = await openTop({ settings, surroundings, identity: prepared.identity }, tests.length);
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
    tarDisks: settings.tarDisks,
    allowFail: allowedBy(settings),
    ...(tools.taps == null ? {} : { taps: tools.taps }),
    ...(tools.tgt == null ? {} : { iscsi: iscsiTools(tools.tgt, settings, surroundings) }),
    signal,
    emit,
    freeReserve: top.freeReserve,
  };
  const results = await runAll(tests, run, request, tools);
  const exitCode = worstExitCode(results.map((result) => exitCodeOf(result.verdict)));
  const ran: RunResult = {
    version: 1,
    startedAt,
    seconds: (performance.now() - began) / 1000,
    topdir: top.path,
    exitCode,
    tests: results,
  };
  await top.freeReserve();
  const result = await reportRun(ran, { settings, root: surroundings.cwd, emit });
  emit({ type: 'run-end', at: Date.now() / 1000, result });
  return result;
}

function notices({ prepared, emit }: RunRequest, top: OpenTop): void {
  const at = Date.now() / 1000;
  for (const problem of prepared.plan.problems.filter(({ severity }) => severity === 'warning')) {
    const extra = {
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
      ...(problem.test === undefined ? {} : { test: problem.test }),
      ...(problem.tests === undefined ? {} : { tests: problem.tests }),
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
  const shared = request.vault === undefined ? {} : { vault: request.vault };
  await using shelf = new ImageShelf({ prepared, settings, surroundings, ...shared }, run);
  const places = new Exclusive();
  const queue = new PQueue({ concurrency: settings.jobs ?? Number.POSITIVE_INFINITY });
  const once = async (plan: TestPlan, attempt: Attempt): Promise<Outcome> => {
    try {
      if (plan.command !== null) {
        // How many machines it starts is its own affair: it is alone with the host.
        using _all = await admission.enter({ cpus: 1, memoryMiB: WHOLE_HOST_MIB });
        const result = await runCommandTest(plan, plan.command, { run, shelf, prepared, settings, surroundings });
        return { result, again: false };
      }
      const names = [plan.image, plan.install.target ?? plan.image];
      const [image = null, target = null] = await Promise.all(names.map((name) => shelf.take(name, attempt.number)));
      const { machine } = plan;
      using _places = await places.enter(bridgePlaces(machine.nics));
      using _room = await admission.enter({ cpus: machine.cpus, memoryMiB: machine.memoryMiB + OVERHEAD_MIB });
      if (run.signal.aborted) throw new VmtestError('VMTEST_CANCELLED', 'the run was cancelled before its turn');
      await clearForAttempt(join(run.topdir, plan.slug), plan, attempt);
      const dir = await WorkDir.create(run.topdir, plan.slug, run.owner, attempt.number > 1);
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
        attempt,
      };
      return await runTest(test, plan.phases.map(bootPhase));
    } catch (error) {
      return await endedEarly(plan, run, error, attempt);
    }
  };
  const one = async (plan: TestPlan): Promise<TestResult> =>
    withoutStart(plan, prepared, run) ?? (await attemptTest(plan, { ...run, retries: settings.retries }, (attempt) => once(plan, attempt)));
  const started = new Map(startOrder(tests, request).map((plan) => [plan, queue.add(() => one(plan))] as const));
  return await Promise.all(tests.map((plan) => started.get(plan) as Promise<TestResult>));
}

/** The tests in the order in which they start; a shuffled one is told with what brings it back. */
function startOrder(tests: readonly TestPlan[], { settings, emit }: RunRequest): readonly TestPlan[] {
  if (settings.shuffle === false) return tests;
  const seed = settings.shuffle === true ? newSeed() : settings.shuffle;
  const hint = `--shuffle ${seed} starts them in this order again`;
  emit({ type: 'notice', at: Date.now() / 1000, severity: 'note', message: `tests start in an order by the seed ${seed}`, hint });
  return shuffled(tests, seed);
}

/** The result of a test that has one before it starts: skipped, cancelled, or without what it needs. */
function withoutStart(plan: TestPlan, prepared: PreparedPlan, run: RunContext): TestResult | null {
  if (plan.skip !== null) return announce(run, skippedResult(plan, run.tool));
  if (run.signal.aborted) return ended(plan, run, new VmtestError('VMTEST_CANCELLED', 'the run was cancelled before its turn'));
  const problems = blockersOf(plan, prepared);
  const [first] = problems;
  if (first === undefined) return null;
  const hints = [...new Set(problems.flatMap(({ hint }) => hint ?? []))].join('\n');
  return ended(
    plan,
    run,
    new VmtestError(first.code, problems.map(({ message }) => message).join('\n'), hints === '' ? {} : { hint: hints }),
  );
}

function ended(plan: TestPlan, run: RunContext, error: VmtestError): TestResult {
  return announce(run, withoutMachine(plan, run, error));
}

/** The end of an attempt before its machine was made. */
async function endedEarly(plan: TestPlan, run: RunContext, error: unknown, attempt: Attempt): Promise<Outcome> {
  const known =
    error instanceof VmtestError
      ? error
      : new VmtestError('VMTEST_INTERNAL', error instanceof Error ? (error.stack ?? error.message) : String(error));
  const result = withoutMachine(plan, run, known, attempt);
  if (attempt.again({ verdict: result.verdict, code: known.code, lasting: isLasting(known) })) return { result, again: true };
  const folder = join(run.topdir, plan.slug);
  return { result: announce(run, attempt.number === 1 ? result : await keepAttempts(folder, plan, result, attempt)), again: false };
}

function withoutMachine(plan: TestPlan, run: RunContext, error: VmtestError, attempt?: Attempt): TestResult {
  const end = { verdict: error.verdict ?? 'qemu-failed', cause: error.message, hint: error.hint ?? null, reason: null };
  return notStarted(plan, run.tool, end, attempt);
}

function announce(run: RunContext, result: TestResult): TestResult {
  run.emit({ type: 'test-end', at: Date.now() / 1000, test: result.id, result });
  return result;
}
