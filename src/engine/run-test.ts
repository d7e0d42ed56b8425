import { writeFile } from 'node:fs/promises';
import { writeWhole } from '../base/files.ts';
import { plainText } from '../base/text.ts';
import { runChecks } from '../checks/run-checks.ts';
import { dropTheRest, keptFiles } from '../evidence/keep.ts';
import { VmtestError } from '../model/errors.ts';
import { DISKS_TAR, RESULT_FILE } from '../model/files.ts';
import type { TestPlan } from '../model/plan.ts';
import type { Finding, PhaseResult, TestResult } from '../model/result.ts';
import { faultOf } from '../model/verdict.ts';
import type { Attempt, Outcome } from './attempt.ts';
import type { Phase, TestContext } from './context.ts';
import { type Ended, expected } from './expect.ts';
import { makeMachineFiles } from './inputs.ts';
import { serveIscsi } from './iscsi.ts';
import { writeReplay } from './replay/write.ts';
import { collectNotes, stepFindings } from './steps.ts';
import { tarDisks } from './tar-disks.ts';
import { isFull } from './top.ts';

/**
 * Takes one test its whole way, and never throws: what goes wrong is its verdict. The folder exists; what the policy drops is gone at the end.
 * An attempt that another one follows is left as it is, and told as nothing's end.
 */
export async function runTest(test: TestContext, phases: readonly Phase[]): Promise<Outcome> {
  const { run, plan } = test;
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  const findings: Finding[] = [];
  run.emit({ type: 'test-start', at: startedAt, test: plan.id });
  const ended = await goThrough(test, phases, findings).catch(async (error: unknown) => {
    if (isFull(error)) await run.freeReserve();
    return asVerdict(error);
  });
  const judged = expected(plan.expect, ended, test, run.allowFail);
  const seconds = () => (performance.now() - began) / 1000;
  const draft = resultOf(test, judged, findings, startedAt, seconds());
  if (test.attempt?.again(judged) === true) return { result: draft, again: true };
  return { result: await conclude(test, draft), again: false };
}

/** Keeps what the policy says of a test that has ended, writes its result and tells it. */
async function conclude(test: TestContext, draft: TestResult): Promise<TestResult> {
  const { run, plan } = test;
  const parts = faultOf(draft.verdict) === 'none' ? plan.keep.pass : plan.keep.fail;
  if (run.tarDisks && parts.includes('disks')) await packDisks(test);
  const kept = await keptFiles(test.dir.path, parts).catch(() => []);
  const result = { ...draft, kept };
  const write = () =>
    writeWhole(test.dir.file(RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`).then(
      () => true,
      () => false,
    );
  const written = await write();
  run.emit({ type: 'test-end', at: Date.now() / 1000, test: plan.id, result });
  // Nobody who waits for the verdict waits for disks to be removed; where the host's disk was full, there is room after it.
  await dropTheRest(test.dir.path, parts).catch(() => undefined);
  if (!written) await write();
  return result;
}

/** Packs the disks of a test that has ended; where that fails they are kept as they are, and a warning says so. Never throws. */
async function packDisks(test: TestContext): Promise<void> {
  const { run, plan, dir } = test;
  try {
    if ((await tarDisks(dir.path, run.signal)) && test.started.length > 0) await writeReplay(test, DISKS_TAR);
  } catch (error) {
    const why = plainText(error instanceof Error ? error.message : String(error));
    const message = `the disks are kept as they are, and not in ${DISKS_TAR}: ${why}`;
    run.emit({ type: 'notice', at: Date.now() / 1000, severity: 'warning', message, test: plan.id });
  }
}

const MORE_SPACE = 'free space, or name another --topdir';

async function goThrough(test: TestContext, phases: readonly Phase[], findings: Finding[]): Promise<Ended> {
  await makeMachineFiles(test);
  await using iscsi = await serveIscsi(test);
  const served = iscsi === null ? test : { ...test, iscsi };
  for (const phase of phases) {
    const result = await runPhase(served, phase);
    if (result.verdict !== 'passed')
      return { verdict: result.verdict, cause: `${phase.name}: ${result.cause}`, hint: result.verdict === 'disk-full' ? MORE_SPACE : null };
  }
  await check(test, findings);
  return checksEnd(findings);
}

/** How a test ends whose phases all passed: as its checks say. */
export function checksEnd(findings: readonly Finding[]): Ended {
  const failed = findings.filter((finding) => finding.verdict === 'failed');
  if (failed.length === 0) return { verdict: 'passed', cause: '', hint: null };
  const first = failed[0] as Finding;
  const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  return { verdict: 'check-failed', cause: `${first.name}: ${first.message.split('\n')[0]}${more}`, hint: null };
}

async function runPhase(test: TestContext, phase: Phase): Promise<PhaseResult> {
  const { run, plan } = test;
  const spec = plan.phases.find(({ name }) => name === phase.name);
  if (run.signal.aborted) throw new VmtestError('VMTEST_CANCELLED', 'the run was cancelled');
  const startedAt = Date.now() / 1000;
  run.emit({ type: 'phase-start', at: startedAt, test: plan.id, phase: phase.name, timeoutSeconds: spec?.timeoutSeconds ?? 0 });
  await using undo = new AsyncDisposableStack();
  try {
    const { result, evidence } = await phase.run(test, undo);
    test.evidence.push(evidence);
    return endPhase(test, result);
  } catch (error) {
    const { verdict, cause } = asVerdict(error);
    const failed = {
      name: phase.name,
      kind: spec?.kind ?? 'boot',
      verdict,
      cause,
      excerpts: [],
      startedAt,
      qemuSeconds: 0,
      consoleLog: null,
    } as const;
    endPhase(test, { ...failed, seconds: Date.now() / 1000 - startedAt });
    throw error;
  }
}

function endPhase(test: TestContext, result: PhaseResult): PhaseResult {
  test.phases.push(result);
  test.run.emit({ type: 'phase-end', at: Date.now() / 1000, test: test.plan.id, result });
  return result;
}

async function check(test: TestContext, findings: Finding[]): Promise<void> {
  const { run, plan } = test;
  const found = (finding: Finding) => {
    const at = Date.now() / 1000;
    findings.push(finding);
    test.dir.log({ at, type: 'check', phase: finding.phase, name: finding.name, verdict: finding.verdict });
    run.emit({ type: 'check', at, test: plan.id, finding });
  };
  for (const finding of stepFindings(test.evidence)) found(finding);
  for (const message of collectNotes(test.evidence))
    run.emit({ type: 'notice', at: Date.now() / 1000, severity: 'warning', message, test: plan.id });
  const settings = [...plan.checks, ...plan.phases.flatMap((phase) => phase.checks)];
  await writeFile(test.dir.file(RESULT_FILE), JSON.stringify({ id: plan.id, phases: test.phases }, null, 2));
  await runChecks(
    settings,
    { folder: test.dir.path, phases: test.evidence },
    {
      folder: plan.folder,
      env: run.commandEnv,
      environment: plan.phases[0]?.environment ?? {},
      signal: run.signal,
      onFinding: found,
    },
  );
  if (run.signal.aborted) throw new VmtestError('VMTEST_CANCELLED', 'the run was cancelled during its checks');
}

/** How a test ends that an error ended. */
export function asVerdict(error: unknown): Ended {
  if (error instanceof VmtestError)
    return { verdict: error.verdict ?? 'qemu-failed', cause: plainText(error.message), hint: error.hint ?? null };
  if (isFull(error)) return { verdict: 'disk-full', cause: 'the host has no space left for the top folder', hint: MORE_SPACE };
  return {
    verdict: 'qemu-failed',
    cause: `vmtest failed: ${plainText(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
    hint: 'this is a bug of vmtest: please report it',
  };
}

function resultOf(
  test: TestContext,
  ended: Ended & { reason: string | null },
  checks: readonly Finding[],
  startedAt: number,
  seconds: number,
): TestResult {
  const { run, plan } = test;
  return {
    ...header(plan, run.tool, test.attempt),
    verdict: ended.verdict,
    cause: ended.cause,
    hint: ended.hint,
    reason: ended.reason,
    startedAt,
    seconds,
    phases: test.phases,
    checks,
    kept: [],
    folder: test.dir.path,
    qemu: { version: run.qemuVersion, accel: plan.machine.accel, machineType: plan.machine.type, cpu: plan.machine.cpu },
    image: { name: plan.image, version: test.image?.version ?? null, digests: test.image?.digests ?? {} },
    target: targetOf(test),
  };
}

/** The image that is installed, where it is not the one that is booted. */
function targetOf({ plan, target }: TestContext): TestResult['target'] {
  if (target === null || target.name === plan.image) return null;
  return { name: target.name, version: target.version, digests: target.digests };
}

function header(plan: TestPlan, tool: TestResult['tool'], { number, earlier }: Pick<Attempt, 'number' | 'earlier'> = FIRST) {
  return {
    version: 1 as const,
    id: plan.id,
    slug: plan.slug,
    name: plan.name,
    axes: plan.axes,
    attempts: number,
    ...(earlier.length === 0 ? {} : { earlier }),
    place: plan.place,
    tool,
  };
}

const FIRST = { number: 1, earlier: [] } as const;

/** The result of a test that the suite skips today. */
export function skippedResult(plan: TestPlan, tool: TestResult['tool']): TestResult {
  const { reason = null, link = null, until = null } = plan.skip ?? {};
  const why = [reason, link, until === null ? null : `until ${until}`].filter((part) => part !== null).join(', ');
  return notStarted(plan, tool, { verdict: 'skipped', cause: why, hint: null, reason: why });
}

/** The result of a test that never started: skipped, cancelled before its turn, or without what it needs. */
export function notStarted(
  plan: TestPlan,
  tool: TestResult['tool'],
  ended: Ended & { readonly reason: string | null },
  attempt?: Attempt,
): TestResult {
  return {
    ...header(plan, tool, attempt),
    verdict: ended.verdict,
    cause: ended.cause,
    hint: ended.hint,
    reason: ended.reason,
    startedAt: Date.now() / 1000,
    seconds: 0,
    phases: [],
    checks: [],
    kept: [],
    folder: null,
    qemu: { version: null, accel: plan.machine.accel, machineType: plan.machine.type, cpu: plan.machine.cpu },
    image: { name: plan.image, version: null, digests: {} },
    target: null,
  };
}
