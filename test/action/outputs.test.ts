import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { resultsService } from './support/results-service.ts';
import { type ActionStep, type StepResult, startJob } from './support/runner.ts';

// Tests that are commands: what a job says of its end is tried here, and machines elsewhere.
const PASSES = { command: `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT` };
const FAILS = { command: 'exit 1' };
const SKIPPED = { command: 'true', skip: { reason: 'not yet' } };

async function run(
  tests: Readonly<Record<string, unknown>>,
  given: ActionStep['with'] & object = {},
): Promise<StepResult & { xml: string }> {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await writeFile(join(temp.path, 'vmtest.yaml'), JSON.stringify({ version: 1, tests }, null, 2));
  await using job = await startJob({ service, checkout: temp.path });
  const result = await job.step({ id: 'vmtest', uses: '.', with: { accel: 'tcg', ...given } });
  // A later step reads them as a workflow does.
  const later = await job.step({
    run: 'test "$SAID" = "$WANT"',
    if: 'always()',
    env: { SAID: '${{ steps.vmtest.outputs.conclusion }}', WANT: result.outputs.conclusion ?? '' },
  });
  assert.equal(later.outcome, 'success');
  const xml = await readFile(result.outputs.junit ?? '', 'utf8').catch(() => '');
  await job.end();
  return { ...result, xml };
}

const said = ({ outputs: { conclusion, tests, passed, failed, skipped }, outcome }: StepResult) =>
  [outcome, conclusion, tests, passed, failed, skipped].join(' ');

test('passed, failed and skipped are counted; one failure fails the job unless fail-on is never', async () => {
  const tests = { one: PASSES, two: FAILS, three: SKIPPED };
  const red = await run(tests, { 'artifact-limit': 0 });
  assert.equal(said(red), 'failure failure 3 1 1 1');
  assert.deepEqual([JSON.parse(red.outputs['failed-tests'] ?? ''), JSON.parse(red.outputs.artifacts ?? '')], [['two'], []]);
  assert.match(red.xml, /<skipped/);
  const shown = await run(tests, { 'fail-on': 'never', 'artifact-limit': 0 });
  assert.match(shown.summary.text, /this does not fail the job: fail-on: never/);
  assert.match(shown.summary.text, /what was kept is not uploaded: artifact-limit: 0/);
  assert.equal(said(shown), 'success failure 3 1 1 1');
  // What went wrong is told all the same.
  assert.ok(shown.annotations.some(({ severity, file }) => severity === 'error' && file === 'vmtest.yaml'));
});

test('that no test ran is no success, unless it is allowed', async () => {
  assert.equal(said(await run({ one: SKIPPED })), 'failure skipped 1 0 0 1');
  assert.equal(said(await run({ one: SKIPPED }, { 'pass-with-no-tests': true })), 'success skipped 1 0 0 1');
});

test('what was kept of a test that passed is uploaded too, where it was asked for', async () => {
  const kept = await run({ one: PASSES }, { 'keep-data-pass': 'logs', 'artifact-name': 'nightly' });
  assert.equal(said(kept), 'success success 1 1 0 0');
  const [artifact] = JSON.parse(kept.outputs.artifacts ?? '') as { name: string }[];
  assert.match(artifact?.name ?? '', /^nightly-passed-gate-[0-9a-f]{8}-1$/);
  assert.equal(kept.outputs['artifact-url'], '');
});
