import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from '../../base/files.ts';
import { findProgram } from '../../host/programs.ts';
import type { Place } from '../../model/errors.ts';
import { JUNIT_FILE } from '../../model/files.ts';
import type { Note, ShardReport } from '../../model/gate.ts';
import type { RunResult } from '../../model/result.ts';
import { faultOf } from '../../model/verdict.ts';
import { githubAnnotations, resultAnnotations } from '../../report/annotations.ts';
import { githubSummary } from '../../report/github/summary.ts';
import { legOf, nameArtifact } from '../artifacts/names.ts';
import { uploadFiles } from '../artifacts/upload-files.ts';
import { uploadKept } from '../artifacts/upload-kept.ts';
import { conclusionOf } from './conclusion.ts';
import { loadCore } from './core.ts';
import { below, REPORT_FILE } from './gate-names.ts';
import type { ActionName } from './input-row.ts';
import type { Job, WorkPlaces } from './job.ts';
import { outputsOfRun } from './outputs.ts';
import { replayLines } from './replay-lines.ts';
import type { StepLog } from './reporter.ts';
import { saveReport } from './state.ts';

const SUMMARY_FILE = 'summary.md';

/** What a step tells of its run, in whatever step it comes to that. */
export interface Telling {
  readonly action: ActionName;
  readonly job: Job;
  readonly log: StepLog;
  readonly write: (text: string) => void;
  readonly cacheHit: boolean | null;
  /** Where the files of the whole run are written. */
  readonly topdir: string;
}

/** The naming of a job's artifacts. */
export function naming({ context, inputs }: Job) {
  const { own } = inputs;
  const leg = legOf({ matrixJson: own.matrix ?? 'null', checkRunId: own['check-run-id'] ?? '', job: context.job });
  return { prefix: own['artifact-name'] ?? 'vmtest', leg, attempt: context.runAttempt };
}

/** Uploads what was kept of the tests of which nothing was uploaded yet. Never throws. */
export async function uploadEvidence(
  job: Job,
  work: WorkPlaces,
  report: ShardReport,
  log: StepLog,
  signal: AbortSignal,
): Promise<ShardReport> {
  const gone = new Set(report.artifacts.flatMap(({ tests }) => tests));
  const tests = report.result.tests.filter(({ id, kept }) => kept.length > 0 && !gone.has(id));
  const limitBytes = job.inputs.own['artifact-limit'] ?? 0;
  if (tests.length === 0 || limitBytes === 0) return report;
  // A step that was killed left there what it was packing.
  await rm(work.staging, { recursive: true, force: true });
  const artifacts = [...report.artifacts];
  const uploaded = await log.group('Artifacts', async () =>
    uploadKept({
      run: { ...report.result, tests },
      staging: work.staging,
      naming: naming(job),
      retentionDays: job.inputs.own['retention-days'],
      limitBytes,
      qemuImg: await findProgram('qemu-img', job.surroundings.path),
      signal,
      tell: log.say,
      // Whoever comes after our death uploads the others only.
      onUploaded: (artifact) => {
        artifacts.push(artifact);
        return saveReport(work, { ...report, artifacts });
      },
      env: process.env,
    }),
  );
  return { ...report, artifacts: [...report.artifacts, ...uploaded.artifacts], notes: [...report.notes, ...uploaded.notes] };
}

/** Uploads the report of a shard, for the report action. Never throws; that it is not there is then told by that action. */
export async function uploadReport(
  job: Job,
  work: WorkPlaces,
  report: ShardReport,
  log: StepLog,
  signal: AbortSignal,
): Promise<ShardReport> {
  const file = join(work.folder, 'results', REPORT_FILE);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(withoutCheckout(job, report)));
  const { notes } = await uploadFiles({
    name: nameArtifact({ ...naming(job), slug: `results-${report.shard}` }),
    files: [file],
    root: dirname(file),
    retentionDays: job.inputs.own['retention-days'],
    level: 6,
    what: 'the report of this shard',
    folder: dirname(file),
    tell: log.say,
    env: process.env,
    signal,
  });
  return { ...report, notes: [...report.notes, ...notes] };
}

/** A report whose places are relative to the checkout: that of the job which reads it may lie elsewhere. */
function withoutCheckout(job: Job, report: ShardReport): ShardReport {
  const moved = (place: Place): Place => ({ ...place, file: below(place.file, job) });
  const tests = report.result.tests.map((test) => ({
    ...test,
    place: moved(test.place),
    checks: test.checks.map((check) => (check.place === undefined ? check : { ...check, place: moved(check.place) })),
  }));
  return { ...report, result: { ...report.result, tests } };
}

/** Writes annotations, outputs, summary, and the files of the whole run. */
export async function tell({ action, job, log, write, cacheHit, topdir }: Telling, report: ShardReport, short: boolean): Promise<void> {
  const { result } = report;
  const root = job.context.workspace;
  const notes = [...report.notes, ...job.notes];
  const shownNotes = [...inSummary(job, report), ...notes];
  const markdown = githubSummary({
    result,
    root,
    replay: replayLines(job, report),
    differences: report.differences,
    artifacts: report.artifacts,
    notes: shownNotes,
    facts: report.facts,
    foldFacts: action === 'report',
  });
  const junit = await writeReports(job, report, topdir, markdown).catch((error: unknown) => {
    log.say(`the reports could not be written: ${error instanceof Error ? error.message : String(error)}`);
    return '';
  });
  write(resultAnnotations(result, { root, notes }));
  const core = await loadCore();
  const reportPath = join(topdir, SUMMARY_FILE);
  for (const [name, value] of outputsOfRun(action, { run: result, artifacts: report.artifacts, junit, reportPath, cacheHit }))
    core.setOutput(name, value);
  const shown = short
    ? githubSummary({ result, root, replay: {}, differences: {}, artifacts: report.artifacts, notes: shownNotes, facts: [] }, SHORT_BYTES)
    : markdown;
  await writeSummary(shown);
}

/** What the summary alone says of the run: a red story in a green job, and failures of which nothing can be had. */
function inSummary({ inputs }: Job, { result }: ShardReport): Note[] {
  const failed = result.tests.filter(({ verdict }) => faultOf(verdict) !== 'none');
  if (failed.length === 0) return [];
  const notes: Note[] = [];
  if (inputs.own['fail-on'] === 'never') notes.push({ severity: 'notice', message: 'this does not fail the job: fail-on: never' });
  if (inputs.own['artifact-limit'] === 0 && failed.some(({ kept }) => kept.length > 0))
    notes.push({ severity: 'notice', message: 'what was kept is not uploaded: artifact-limit: 0' });
  return notes;
}

/** Why a job fails whose tests tell nothing of it; the empty text for every other. */
export function noTestsRan(run: RunResult, failed: boolean): string {
  if (!failed || conclusionOf(run) !== 'skipped') return '';
  const message = run.tests.length === 0 ? 'no test ran: there is none' : 'no test ran: all are skipped';
  const hint = 'pass-with-no-tests: true lets such a run pass';
  return githubAnnotations([{ code: 'VMTEST_NO_TESTS', severity: 'error', message, hint }]);
}

/** Of a shard, whose tests are told in full by the report action. Bytes. */
const SHORT_BYTES = 64 * 1024;

async function writeSummary(markdown: string): Promise<void> {
  const core = await loadCore();
  // Outside of a runner, and under some that imitate it, there is no file for it.
  if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(markdown, true).write();
}

/** The JUnit file where it is looked for, and the summary as a file. Returns the JUnit file's path. */
async function writeReports(job: Job, { result, artifacts }: ShardReport, topdir: string, markdown: string): Promise<string> {
  const { junitXml } = await import('../../report/junit.ts');
  const xml = junitXml(result, { root: job.context.workspace, away: new Set(artifacts.flatMap(({ tests }) => tests)) });
  await mkdir(topdir, { recursive: true });
  await writeWhole(join(topdir, JUNIT_FILE), xml);
  await writeWhole(join(topdir, SUMMARY_FILE), markdown);
  const { junit } = job.inputs.settings;
  if (junit === null) return join(topdir, JUNIT_FILE);
  await mkdir(dirname(junit), { recursive: true });
  await writeFile(junit, xml);
  return junit;
}
