import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { resultsService } from './support/results-service.ts';
import { startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

const PASSES = `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT`;

test('what a suite leaves running holds nothing open: the step ends when its work ends, and none outlives the job', async (t) => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const tests = {
    // Each inherits what its shell writes to; two go into sessions of their own.
    machine: { boot: { runcmd: ['true'] }, checks: [{ run: 'sleep 2001 & setsid sleep 2002 & true' }] },
    command: { command: `sleep 2003 & setsid sleep 2004 & ${PASSES}` },
  };
  await tinySuite(temp.path, { tests });
  await using job = await startJob({ service, checkout: temp.path });
  const result = await job.step({ uses: '.', with: { accel: 'tcg' } });
  assert.equal(result.outcome, 'success', result.log);
  // The runner waits 5 s for an output that is held open, and tells of it.
  assert.deepEqual([result.ending?.endedBy, result.ending?.heldOpen], ['exit', false]);
  t.diagnostic(`its output was open for ${result.ending?.millisecondsOpen} ms after its exit`);
  const { orphans, posts } = await job.end();
  // A check's daemon in a session of its own has the runner's mark: the runner ends it.
  assert.deepEqual([posts[0]?.ending?.heldOpen, orphans.map(({ command }) => command)], [false, ['sleep 2002']]);
});
