import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { processState } from '../../src/base/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { FAULTS } from './support/faults.ts';
import { leftOf, startedBy, whenRead, whenTrue, workOf } from './support/left.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type Job, type JobEnd, type RunningStep, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';
import { pathsIn, textIn } from './support/zip.ts';

const PASSES = `echo '<testsuite name="s" tests="1"><testcase classname="s" name="t"/></testsuite>' > $VMTEST_JUNIT`;
const KILLED = 'the step was killed before the test ended';

/** What was uploaded, in its order, by the beginnings of the names. */
const names = (service: ResultsService) => service.artifacts.list().map(({ name }) => name.replace(/-gate-[0-9a-f]{8}-1$/, ''));

/** Kills the main step alone, as the kernel does where memory ends. */
async function killed(running: RunningStep): Promise<StepResult> {
  const ending = await running.process.kill();
  assert.deepEqual([ending.signal, ending.endedBy, ending.heldOpen], ['SIGKILL', 'SIGKILL', false]);
  return await running.result;
}

/** Ends a job, as its own jobs are ended, and reads what its post step says: its JUnit file too, which goes with the job. */
async function endOf(job: Job): Promise<JobEnd & { readonly post: StepResult }> {
  const end = await job.end();
  const [post] = end.posts;
  assert.ok(post !== undefined);
  assert.deepEqual([end.status, post.outcome, post.errors, end.orphans], ['failure', 'success', [], []], post.log);
  return { ...end, post };
}

test('killed in the midst of machines: none is left, their evidence is uploaded, what had ended counts, JUnit has every test', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const tests = {
    ended: { command: PASSES },
    broken: { command: 'echo it broke; exit 1' },
    installs: 'install-hang',
    boots: 'hang',
    waits: 'pass',
  } as const;
  await tinySuite(temp.path, { tests });
  const junit = join(temp.path, 'junit.xml');
  await using job = await startJob({ service, checkout: temp.path, debug: true });
  const running = await job.start({ uses: '.', with: { accel: 'tcg', jobs: '2', 'keep-data-fail': 'boot,logs', junit } });
  await Promise.all([running.process.saw(/installs.*hanging/), running.process.saw(/boots.*hanging/)]);
  const result = await killed(running);
  const started = startedBy(result);
  assert.ok(started.length > 0);
  const { post } = await endOf(job);
  assert.deepEqual(leftOf(job, started), []);
  assert.partialDeepStrictEqual(post.outputs, { conclusion: 'cancelled', tests: '5', passed: '1', failed: '1' });
  assert.deepEqual(JSON.parse(post.outputs['failed-tests'] ?? ''), ['broken']);

  assert.deepEqual(names(service), ['vmtest-broken', 'vmtest-installs', 'vmtest-boots']);
  for (const [at, phase] of [
    [1, 'install'],
    [2, 'boot'],
  ] as const) {
    const artifact = service.artifacts.list()[at];
    assert.ok(artifact !== undefined);
    const zip = await service.bytesOf(artifact);
    assert.match(await textIn(zip, `logs/${phase}-console.log`), /hanging/);
    // The policy holds after a death too; an output disk to which nothing was written is 4 GiB of nothing.
    const paths = await pathsIn(zip);
    assert.ok(paths.some((path) => path.endsWith('/boot/seed.iso')) || phase === 'install', paths.join('\n'));
    assert.deepEqual(
      paths.filter((path) => /disks|output/.test(path)),
      [],
    );
  }
  const xml = await readFile(junit, 'utf8');
  for (const name of Object.keys(tests)) assert.match(xml, new RegExp(`<testsuite name="${name}"`), xml);
  assert.match(post.summary.text, new RegExp(`${KILLED}`));
  assert.deepEqual(
    post.annotations.map(({ message }) => message.split('\n')[0]),
    ['the command ended with status 1', `${KILLED}; its evidence until then is kept`],
  );
});

test('killed while a program of the host runs: it ends with the step; what a record still names is ended, by number and start time', async () => {
  await using temp = await tempFolder();
  await tinySuite(temp.path, { tests: { runs: { command: 'touch under-way; sleep 1000 & setsid sleep 1001 & sleep 1002' } } });
  await using job = await startJob({ checkout: temp.path });
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  await whenTrue(running, () => existsSync(join(job.workspace, 'under-way')));
  const result = await killed(running);
  const started = startedBy(result);
  // What no machine of ours leaves: one that outlived the step, and one that has the number of another that did not.
  using left = sleeper();
  using other = sleeper();
  await appendFile(join(workOf(result), 'children'), `${left.pid} ${left.started}\n${other.pid} ${Number(other.started) - 1}\n`);
  const end = await job.end();
  assert.match(end.posts[0]?.log ?? '', /^vmtest: ended what the step before left running: 1 process$/m);
  assert.deepEqual([left.isAlive(), other.isAlive()], [false, true]);
  assert.deepEqual(leftOf(job, started), []);
  // What went into a session of its own is told by its environment alone: the runner ends it.
  assert.deepEqual(
    end.orphans.map(({ command }) => command).filter((command) => command !== 'sleep 1001'),
    [],
  );
  assert.match(end.posts[0]?.log ?? '', new RegExp(KILLED));
});

/** A process in a group of its own, not of any job. */
function sleeper() {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const { started } = processState(pid) ?? assert.fail('it did not start');
  const isAlive = () => {
    const now = processState(pid);
    return now?.started === started && !now.zombie;
  };
  return { pid, started, isAlive, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

test('killed while it uploads: what is up is not uploaded again, and every result counts as it was', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, {
    tests: { first: { command: 'echo first; exit 1' }, second: { command: 'echo second; exit 1' }, third: { command: PASSES } },
  });
  await using job = await startJob({ service, checkout: temp.path });
  service.fault('CreateArtifact', FAULTS.none, 1);
  service.fault('CreateArtifact', FAULTS.stall);
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  await whenTrue(running, () => service.calls.filter(({ rpc }) => rpc === 'CreateArtifact').length === 2);
  await killed(running);
  service.heal();
  const { post } = await endOf(job);
  assert.partialDeepStrictEqual(post.outputs, { conclusion: 'failure', tests: '3', passed: '1', failed: '2' });
  assert.deepEqual(names(service), ['vmtest-first', 'vmtest-second']);
  assert.equal(JSON.parse(post.outputs.artifacts ?? '[]').length, 2);
  assert.doesNotMatch(`${post.log} ${post.summary.text}`, /not uploaded|there already/);
});

test('killed before any test was planned: there is nothing to tell', async () => {
  await using temp = await tempFolder();
  await tinySuite(temp.path, { tests: { one: 'pass' } });
  const lock = join(temp.path, 'vmtest.lock.yaml');
  execFileSync('mkfifo', [lock]);
  await using job = await startJob({ workspace: temp.path });
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  await using pipe = await whenRead(lock);
  assert.ok(pipe.fd > 0);
  await killed(running);
  const { post } = await endOf(job);
  assert.deepEqual([post.log, post.outputs, post.summary.text], ['', {}, '']);
});

test('killed before it told where it works: the post step has nothing to look at', async () => {
  await using temp = await tempFolder();
  await using job = await startJob({ checkout: temp.path });
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  const result = await killed(running);
  assert.deepEqual(result.state, {});
  const { post } = await endOf(job);
  assert.deepEqual([post.log, post.outputs, post.summary.text], ['', {}, '']);
});
