import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../base/counted.ts';
import type { GatePlan, GateTest } from '../../model/gate.ts';
import { EXIT } from '../../model/verdict.ts';
import { makeShards } from '../../plan/shards.ts';
import { resultAnnotations } from '../../report/annotations.ts';
import { uploadFiles } from '../artifacts/upload-files.ts';
import { Consoles } from './consoles.ts';
import { loadCore } from './core.ts';
import { gateTest } from './gate-ids.ts';
import { below, PLAN_FILE, planName } from './gate-names.ts';
import { restoreHistory } from './history.ts';
import { type Job, makeWork, openJob, type WorkPlaces, workPlaces } from './job.ts';
import { selectedSuites } from './prepare-suites.ts';
import { stepLog } from './reporter.ts';
import { findSuites } from './suites.ts';

/** The plan action: shares the tests of the suites among jobs. Returns the exit code of its process. */
export async function runPlanAction(write: (text: string) => void): Promise<number> {
  const job = openJob('plan');
  const log = stepLog(write, new Consoles(), { verbose: false, root: job.context.workspace });
  const files = await findSuites(job.inputs.own.suite, job.context.workspace);
  const labels = files.map(({ label }) => label);
  // What the machines run with is the shards' affair: no canary here.
  const suites = await selectedSuites(job, files, { settings: { ...job.inputs.settings, accel: 'tcg' } });
  const work = workPlaces(job);
  await makeWork(work);
  const history = await restoreHistory(job, labels);
  const tests = suites.flatMap(({ label, prepared }) =>
    prepared.plan.tests.map((plan) => {
      const test = gateTest(label, plan, plan.skip === null ? null : 0);
      return { ...test, seconds: test.seconds ?? history.tests[test.id]?.seconds ?? null };
    }),
  );
  const gate = randomBytes(8).toString('hex');
  const shards = makeShards(tests, job.inputs.own.shards ?? 1).map((shard) => ({ gate, ...shard }));
  const known = tests.filter(({ seconds }) => seconds !== null).length;
  const balanced = known === 0 ? '' : `, balanced by the times of ${known === tests.length ? 'earlier runs' : `${known} of them`}`;
  log.say(`${counted(tests.length, 'test')} in ${counted(shards.length, 'job')}${balanced}`);
  for (const { shard, of, tests: ids } of shards) log.say(`  ${shard} of ${of}: ${ids.join(', ')}`);
  const uploaded = await uploadPlan(
    job,
    work,
    { version: 1, gate, attempt: job.context.runAttempt, suites: labels, tests, shards },
    log.say,
  );
  const core = await loadCore();
  core.setOutput('gate', gate);
  core.setOutput('matrix', JSON.stringify({ include: shards }));
  core.setOutput('shards', String(shards.length));
  core.setOutput('tests', String(tests.length));
  write(resultAnnotations({ version: 1, startedAt: 0, seconds: 0, topdir: '', exitCode: 0, tests: [] }, { notes: job.notes }));
  if (uploaded) return EXIT.passed;
  log.say('without its plan the report job cannot know which tests there should be');
  return EXIT.host;
}

/** Hands the plan to the report, as an artifact. */
async function uploadPlan(job: Job, { folder }: WorkPlaces, plan: GatePlan, tell: (line: string) => void): Promise<boolean> {
  const file = join(folder, PLAN_FILE);
  const relative = ({ place, ...test }: GateTest): GateTest => ({ ...test, place: { ...place, file: below(place.file, job) } });
  await writeFile(file, JSON.stringify({ ...plan, tests: plan.tests.map(relative) }));
  const { artifact, notes } = await uploadFiles({
    name: planName(job, plan.gate),
    files: [file],
    root: folder,
    retentionDays: job.inputs.own['retention-days'],
    level: 6,
    what: 'the plan',
    folder,
    tell,
    env: process.env,
  });
  job.notes.push(...notes);
  return artifact !== null;
}
