import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { resultsService } from './support/results-service.ts';
import { startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

test('a machine that passes: outputs and a summary; no annotation, no artifact, nothing left, and the process ends when its work ends', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(join(temp.path, 'checkout'), { tests: { one: 'pass' } });
  const env = { TMPDIR: join(temp.path, 'tmp'), HOME: join(temp.path, 'home') };
  for (const folder of Object.values(env)) await mkdir(folder);
  await using job = await startJob({ service, checkout: join(temp.path, 'checkout'), env });
  const result = await job.step({ id: 'vmtest', uses: '.', with: { accel: 'tcg' } });
  assert.equal(result.outcome, 'success', result.log);

  const { duration = '', junit = '', topdir = '', 'report-path': report = '', headline = '', ...outputs } = result.outputs;
  assert.deepEqual(outputs, {
    conclusion: 'success',
    tests: '1',
    passed: '1',
    failed: '0',
    skipped: '0',
    flaky: '0',
    artifacts: '[]',
    'artifact-url': '',
    'cache-hit': '',
    accel: 'tcg',
    'failed-tests': '[]',
  });
  assert.match(headline, /^the test passed in \d/);
  assert.match(duration, /^\d+\.\d$/);
  assert.ok(topdir.startsWith(`${job.temp}/vmtest-`), topdir);
  assert.match(await readFile(junit, 'utf8'), /<testsuites [^>]*tests="2" failures="0" errors="0"/);
  assert.equal((await readFile(report, 'utf8')).trim(), result.summary.text.trim());

  assert.match(result.summary.text, /one/);
  assert.deepEqual([result.annotations, result.errors, result.summary.dropped], [[], [], false]);
  assert.deepEqual(service.artifacts.list(), []);
  assert.deepEqual(await readdir(`${topdir}/one`), ['replay.json', 'result.json']);
  // Its output ends with it: nothing that it started holds it open.
  assert.deepEqual([result.ending?.endedBy, result.ending?.heldOpen], ['exit', false]);

  const own = topdir.slice(job.temp.length + 1).split('/')[0];
  const end = await job.end();
  assert.deepEqual([end.status, end.orphans, end.leftInTemp], ['success', [], [own]]);
  assert.deepEqual(
    end.posts.map(({ outcome, log, annotations, summary }) => [outcome, log, annotations, summary.text]),
    [['success', '', [], '']],
  );
  assert.ok(!existsSync(topdir));
  // Whatever a run makes is below its own folder or in the store; what it learnt of QEMU is remembered in the user's cache.
  const elsewhere = [env.TMPDIR, env.HOME, job.workspace].map(async (folder) => (await readdir(folder, { recursive: true })).sort());
  const [temporary, home, workspace] = await Promise.all(elsewhere);
  assert.deepEqual([temporary, workspace], [[], ['fail.sh', 'hang.sh', 'install.sh', 'vmtest.yaml']]);
  assert.ok(
    home?.every((name) => /^\.cache(?:\/vmtest(?:\/[\w.-]+\.json)?)?$/.test(name)),
    home?.join(' '),
  );
});
