import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VmtestError } from '../../model/errors.ts';
import type { GatePlan, ShardReport } from '../../model/gate.ts';
import { GATE_ID } from '../../plan/shards.ts';
import { parseGatePlan, parseShardReport } from '../../report/github/gate-files.ts';
import { downloadRunArtifact, type ListedArtifact, listRunArtifacts } from '../artifacts/run-artifacts.ts';
import type { ToolkitOptions } from '../artifacts/toolkit.ts';
import { addressOf } from '../artifacts/upload-files.ts';
import { type ArtifactKind, PLAN_FILE, planIn, plansOf, REPORT_FILE, resultsOf } from './gate-names.ts';
import type { Job } from './job.ts';

/** What the jobs of a gate left in the workflow run. */
export interface Gate {
  readonly plan: GatePlan;
  readonly reports: readonly ShardReport[];
}

/** Larger than the report of a shard with hundreds of tests: what unpacks to more is not one, and shall not fill the disk. */
const LIMITS = { maxBytes: 64 << 20, maxEntries: 10 };

/**
 * Downloads the plan of this gate and the reports that its shards left. A report that cannot be read is a note, and its tests are `missing`;
 * without a plan nobody knows what there should be: VMTEST_GITHUB_FAILED. Where no input says which gate it is, and there are several:
 * VMTEST_USAGE.
 */
export async function readGate(job: Job, folder: string, options: ToolkitOptions): Promise<Gate> {
  const newest = await thePlan(job, options);
  const plan = parseGatePlan(await textOf(newest, PLAN_FILE, folder, options), newest.name);
  const reports: ShardReport[] = [];
  for (const artifact of await listed(resultsOf(job), options)) {
    try {
      const report = parseShardReport(await textOf(artifact, REPORT_FILE, folder, options), artifact.name);
      // Of another gate of this workflow, or of a plan before this one.
      if (report.gate === plan.gate) reports.push(ofThisRun(report, options));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      job.notes.push({ severity: 'warning', message: `the results in ${artifact.name} cannot be read: ${why}` });
    }
  }
  return { plan, reports };
}

/** The artifact with the plan of this gate. */
async function thePlan(job: Job, options: ToolkitOptions): Promise<ListedArtifact> {
  const given = job.inputs.own.gate;
  if (given !== null && !GATE_ID.test(given)) throw noPlan(PLAN_ENDS[given] ?? `the plan job ended as ${given}`);
  const plans = await listed(plansOf(job, given), options);
  const newest = plans.filter(({ name }) => planIn(name).attempt === Math.max(...plans.map((plan) => planIn(plan.name).attempt)));
  const gates = new Set(newest.map(({ name }) => planIn(name).gate));
  if (gates.size > 1) {
    const hint =
      'give each gate its own artifact-name, or give this action the input gate: ${{ needs.plan.outputs.gate || needs.plan.result }}';
    throw new VmtestError('VMTEST_USAGE', `this workflow run has the plans of ${gates.size} gates, and nothing says which is meant`, {
      hint,
    });
  }
  const plan = newest.at(-1);
  if (plan === undefined) throw noPlan(`this workflow run has no plan: no artifact ${plansOf(job, given).prefix}${given ?? ''}…`);
  return plan;
}

const PLAN_ENDS: Readonly<Record<string, string>> = {
  failure: 'the plan job failed, and without its plan nobody knows which tests there should be',
  cancelled: 'the plan job was cancelled before it made its plan',
  skipped: 'the plan job did not run, and without its plan nobody knows which tests there should be',
  success: 'the plan job succeeded, and gave no output gate',
};

function noPlan(message: string): VmtestError {
  const hint = 'look at the job with the plan action: it must come before this one, succeed, and have the same version and artifact-name';
  return new VmtestError('VMTEST_GITHUB_FAILED', message, { hint });
}

/** The report with its artifacts at the addresses that they have in this run: whoever follows one is not led to what somebody else names. */
function ofThisRun(report: ShardReport, { env }: ToolkitOptions): ShardReport {
  return { ...report, artifacts: report.artifacts.map((one) => ({ ...one, url: one.url === null ? null : addressOf(env, one.id) })) };
}

async function listed({ prefix, is }: ArtifactKind, options: ToolkitOptions): Promise<readonly ListedArtifact[]> {
  const all = await listRunArtifacts(prefix, options);
  return all.filter(({ name }) => is(name));
}

async function textOf(artifact: ListedArtifact, file: string, folder: string, options: ToolkitOptions): Promise<string> {
  const aside = await mkdtemp(join(folder, 'artifact-'));
  try {
    const { folder: unpacked } = await downloadRunArtifact(artifact, join(aside, 'unpacked'), options, LIMITS);
    return await readFile(join(unpacked, file), 'utf8');
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
