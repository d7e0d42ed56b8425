import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { resultsService } from './support/results-service.ts';
import { type ForeignCall, runWorkflow, type WorkflowOptions, type WorkflowRun } from './support/workflow.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/workflows');

/** Tests that are commands: a workflow's jobs are what is tried here, and machines elsewhere. */
const PASSES = `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT`;
const SUITE = `version: 1
tests:
  one: { command: ${JSON.stringify(PASSES)} }
  two: { command: ${JSON.stringify(PASSES)} }
`;
const BROKEN = `  broken: { command: 'echo it broke; exit 1' }\n`;

/** Runs one of the examples on a checkout with two tests that pass and, where asked, one that fails. */
async function runExample(
  name: string,
  { broken = false, ...options }: { broken?: boolean } & Partial<WorkflowOptions> = {},
): Promise<WorkflowRun> {
  await using folder = await tempFolder();
  await using service = await resultsService();
  const checkout = join(folder.path, 'user');
  await mkdir(checkout);
  await writeFile(join(checkout, 'vmtest.yaml'), broken ? SUITE + BROKEN : SUITE);
  return await runWorkflow({
    file: join(EXAMPLES, name),
    checkout,
    service,
    jobOptions: () => ({ env: { VMTEST_ACCEL: 'tcg' } }),
    ...options,
  });
}

const jobs = ({ jobs: all }: WorkflowRun) => all.map(({ name, result }) => `${name}: ${result}`);

test('every example is tried here', () => {
  const tried = ['gate.yml', 'junit-reporter.yml', 'nightly.yml', 'self-hosted.yml', 'single.yml'];
  assert.deepEqual(
    readdirSync(EXAMPLES)
      .filter((name) => name.endsWith('.yml'))
      .sort(),
    tried,
  );
});

test('gate.yml: a pull request whose tests pass; the JUnit file goes to an artifact', async () => {
  const uploads: ForeignCall['with'][] = [];
  const texts: string[] = [];
  const upload = (call: ForeignCall) => {
    uploads.push(call.with);
    texts.push(readFileSync(call.with.path ?? '', 'utf8'));
    return Promise.resolve({});
  };
  const run = await runExample('gate.yml', { eventName: 'pull_request', actions: { 'actions/upload-artifact': upload } });
  assert.equal(run.jobs.at(-1)?.name, 'vmtest / verdict');
  assert.deepEqual([...new Set(run.jobs.map(({ result }) => result))], ['success'], jobs(run).join('\n'));
  assert.equal(run.jobs.at(-1)?.outputs.conclusion, 'success');
  assert.deepEqual(
    uploads.map((one) => one.name),
    ['vmtest-junit-1'],
  );
  assert.equal([...(texts[0] ?? '').matchAll(/<testcase /g)].length >= 2, true, texts[0]);
});

test('gate.yml: one test that fails makes its own job and the required one red, and no other', async () => {
  const run = await runExample('gate.yml', { broken: true, eventName: 'pull_request' });
  const red = run.jobs.filter(({ result }) => result === 'failure');
  assert.deepEqual([red.length, red.at(-1)?.name], [2, 'vmtest / verdict'], jobs(run).join('\n'));
  assert.match(run.jobs.at(-1)?.outputs.headline ?? '', /^1 of 3 tests failed/);
  assert.deepEqual(JSON.parse(run.jobs.at(-1)?.outputs['failed-tests'] ?? ''), ['broken']);
});

test('gate.yml: a shard whose runner is lost makes the required job red', async () => {
  const run = await runExample('gate.yml', { lose: ({ matrix }) => matrix?.shard === 2 });
  assert.deepEqual(run.jobs.filter(({ result }) => result === 'success').length, run.jobs.length - 2, jobs(run).join('\n'));
  assert.equal(run.jobs.at(-1)?.result, 'failure');
});

test('the gate of no test at all starts no job of machines, and its end is as asked', async () => {
  await using folder = await tempFolder();
  for (const [passes, result] of [
    [false, 'failure'],
    [true, 'success'],
  ] as const) {
    const file = join(folder.path, 'caller.yml');
    const inputs = `{ suite: vmtest.yaml, select: 'nobody*', pass-with-no-tests: ${passes} }`;
    await writeFile(
      file,
      `on: [pull_request]\njobs:\n  vmtest:\n    uses: vmtest/vmtest/.github/workflows/gate.yml@v1\n    with: ${inputs}\n`,
    );
    const run = await runExample('gate.yml', { file });
    assert.deepEqual(
      run.jobs.map((job) => job.result),
      ['success', 'skipped', result],
      jobs(run).join('\n'),
    );
    assert.equal(run.jobs.at(-1)?.outputs.conclusion, 'skipped');
  }
});

test('nightly.yml: planned, shared, joined', async () => {
  const run = await runExample('nightly.yml', { eventName: 'schedule' });
  assert.deepEqual([run.conclusion, run.jobs[0]?.name, run.jobs.at(-1)?.name], ['success', 'plan', 'verdict'], jobs(run).join('\n'));
});

for (const name of ['single.yml', 'self-hosted.yml']) {
  test(`${name}: one job`, async () => {
    const run = await runExample(name, name === 'single.yml' ? {} : { hosted: false });
    assert.deepEqual(jobs(run), ['vmtest: success']);
  });
}

test('junit-reporter.yml: takes the JUnit file of the run that ended to a reporter, and checks nothing out', async () => {
  const calls: ForeignCall[] = [];
  const note = (call: ForeignCall) => {
    calls.push(call);
    return Promise.resolve({});
  };
  const event = { workflow_run: { id: 77, run_attempt: 2, head_sha: 'f'.repeat(40), conclusion: 'failure' } };
  const actions = { 'actions/download-artifact': note, 'mikepenz/action-junit-report': note };
  const run = await runExample('junit-reporter.yml', { eventName: 'workflow_run', event, actions });
  assert.equal(run.conclusion, 'success', jobs(run).join('\n'));
  assert.deepEqual(
    calls.map(({ uses }) => uses.replace(/@.*/, '')),
    Object.keys(actions),
  );
  assert.partialDeepStrictEqual(calls[0]?.with, { pattern: 'vmtest-junit-2', 'run-id': '77' });
  assert.partialDeepStrictEqual(calls[1]?.with, { commit: 'f'.repeat(40), report_paths: 'junit/*.xml' });
});
