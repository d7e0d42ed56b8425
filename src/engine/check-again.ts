import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainText } from '../base/text.ts';
import { runChecks } from '../checks/run-checks.ts';
import { parseRecord } from '../evidence/record.ts';
import { VmtestError } from '../model/errors.ts';
import type { Emit } from '../model/event.ts';
import type { PhaseEvidence } from '../model/evidence.ts';
import { COMPLETE_FILE, phaseFiles, RESULT_FILE } from '../model/files.ts';
import type { PhaseSpec, TestPlan } from '../model/plan.ts';
import type { Finding, RunResult, TestResult } from '../model/result.ts';
import { exitCodeOf, worstExitCode } from '../model/verdict.ts';
import { collectedEvidence } from './evidence.ts';
import type { PreparedPlan } from './prepare.ts';
import { writeReports } from './reports.ts';
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

/** Judges the data that a run kept by the checks of the plan, without a machine, and writes its reports anew. */
export async function checkAgain(request: CheckRequest): Promise<RunResult> {
  const startedAt = Date.now() / 1000;
  const began = performance.now();
  const { topdir, emit } = request;
  emit({ type: 'run-start', at: startedAt, topdir, tests: request.prepared.plan.tests, jobs: 1 });
  const tests: TestResult[] = [];
  for (const plan of request.prepared.plan.tests) tests.push(await judgeAgain(plan, request));
  const exitCode = worstExitCode(tests.map((test) => exitCodeOf(test.verdict)));
  const result: RunResult = { version: 1, startedAt, seconds: (performance.now() - began) / 1000, topdir, exitCode, tests };
  await writeReports(result, request.settings, request.surroundings.cwd);
  emit({ type: 'run-end', at: Date.now() / 1000, result });
  return result;
}

async function judgeAgain(plan: TestPlan, { topdir, surroundings, signal, emit }: CheckRequest): Promise<TestResult> {
  const folder = join(topdir, plan.slug);
  const text = await readFile(join(folder, RESULT_FILE), 'utf8').catch(() => null);
  if (text === null) {
    throw new VmtestError('VMTEST_USAGE', `the run in ${topdir} kept nothing of ${plan.id}`, {
      hint: 'run it with --keep-data-pass collect,logs, or leave it out with --select',
    });
  }
  const before = JSON.parse(text) as TestResult;
  const began = performance.now();
  const ran = plan.phases.filter((phase) => before.phases.some(({ name, verdict }) => name === phase.name && verdict === 'passed'));
  const phases = await Promise.all(ran.map((phase) => keptEvidence(folder, phase)));
  const checks: Finding[] = [...stepFindings(phases)];
  const settings = [...plan.checks, ...plan.phases.flatMap((phase) => phase.checks)];
  const options = { folder: plan.folder, env: surroundings.commandEnv, environment: plan.phases[0]?.environment ?? {}, signal };
  if (ran.length === plan.phases.length) checks.push(...(await runChecks(settings, { folder, phases }, options)));
  const judged = verdictAgain(before, checks, ran.length === plan.phases.length);
  const result: TestResult = { ...before, ...judged, checks, seconds: (performance.now() - began) / 1000, folder };
  emit({ type: 'test-end', at: Date.now() / 1000, test: plan.id, result });
  return result;
}

function verdictAgain(before: TestResult, checks: readonly Finding[], whole: boolean): Pick<TestResult, 'verdict' | 'cause'> {
  if (!whole) return { verdict: before.verdict, cause: before.cause };
  const failed = checks.find((finding) => finding.verdict === 'failed');
  if (failed === undefined) return { verdict: 'passed', cause: '' };
  return { verdict: 'check-failed', cause: `${failed.name}: ${failed.message.split('\n')[0]}` };
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
