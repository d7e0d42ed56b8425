import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VmtestError } from '../../model/errors.ts';
import type { GatePlan, ShardReport } from '../../model/gate.ts';
import { parseGatePlan, parseShardReport } from '../../report/github/gate-files.ts';
import { downloadRunArtifact, type ListedArtifact, listRunArtifacts } from '../artifacts/run-artifacts.ts';
import type { ToolkitOptions } from '../artifacts/toolkit.ts';
import { addressOf } from '../artifacts/upload-files.ts';
import { type ArtifactKind, PLAN_FILE, plansOf, REPORT_FILE, resultsOf } from './gate-names.ts';
import type { Job } from './job.ts';

/** What the jobs of a gate left in the workflow run. */
export interface Gate {
  readonly plan: GatePlan;
  readonly reports: readonly ShardReport[];
}

/** Larger than the report of a shard with hundreds of tests: what unpacks to more is not one, and shall not fill the disk. */
const LIMITS = { maxBytes: 64 << 20, maxEntries: 10 };

/**
 * Downloads the newest plan and all shards' reports. A report that cannot be read is a note, and its tests are `missing`; without a plan nobody
 * knows what there should be: VMTEST_GITHUB_FAILED.
 */
export async function readGate(job: Job, folder: string, options: ToolkitOptions): Promise<Gate> {
  const plans = await listed(plansOf(job), options);
  const newest = plans.at(-1);
  if (newest === undefined) {
    const hint = 'does a job with the plan action come before this one, with the same artifact-name?';
    throw new VmtestError('VMTEST_GITHUB_FAILED', `this workflow run has no plan: no artifact ${plansOf(job).prefix}…`, { hint });
  }
  const plan = parseGatePlan(await textOf(newest, PLAN_FILE, folder, options), newest.name);
  const reports: ShardReport[] = [];
  for (const artifact of await listed(resultsOf(job), options)) {
    try {
      reports.push(ofThisRun(parseShardReport(await textOf(artifact, REPORT_FILE, folder, options), artifact.name), options));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      job.notes.push({ severity: 'warning', message: `the results in ${artifact.name} cannot be read: ${why}` });
    }
  }
  return { plan, reports };
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
