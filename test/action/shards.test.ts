import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import { checkout, type gate, jobsOf, lastOf, place, suite } from './support/gate.ts';
import { tinySuite } from './support/tiny-suite.ts';
import { runWorkflow } from './support/workflow.ts';

test('"Re-run failed jobs" runs the failed shard and the verdict alone; its newest result counts', async () => {
  await using temp = await tempFolder();
  const mended = join(temp.path, 'mended');
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true', b: `test -e ${mended}`, c: 'true', d: 'true' }) });
  const first = await at.run({ with: { shards: 2 } });
  assert.deepEqual(jobsOf(first), [
    'vmtest / plan: success 1',
    'vmtest / shard 1 of 2: success 1',
    'vmtest / shard 2 of 2: failure 1',
    'vmtest / verdict: failure 1',
  ]);
  assert.deepEqual(JSON.parse(lastOf(first).outputs['failed-tests'] ?? ''), ['b']);

  await writeFile(mended, '');
  const again = await at.run({ with: { shards: 2 }, rerun: first });
  assert.deepEqual(jobsOf(again), [
    'vmtest / plan: success 1',
    'vmtest / shard 1 of 2: success 1',
    'vmtest / shard 2 of 2: success 2',
    'vmtest / verdict: success 2',
  ]);
  assert.match(lastOf(again).outputs.headline ?? '', /^all 4 tests passed/);
  const names = at.service.artifacts.list().map(({ name }) => name.replace(/[0-9a-f]{16}|[0-9a-f]{8}/, 'X'));
  assert.deepEqual(names, [
    'vmtest-plan-X-1',
    'vmtest-results-1-1of2-X-1',
    'vmtest-b-2of2-X-1',
    'vmtest-results-2-2of2-X-1',
    'vmtest-results-2-2of2-X-2',
  ]);
});

test('"Re-run all jobs" plans anew: what an earlier attempt found counts for nothing', async () => {
  await using temp = await tempFolder();
  const broken = join(temp.path, 'broken');
  await using at = await place({ 'vmtest.yaml': suite({ a: `test ! -e ${broken}`, b: 'true' }) });
  // Without a cache, whose times would share them out anew.
  const inputs = { shards: 2, cache: 'off' };
  assert.equal((await at.run({ with: inputs })).conclusion, 'success');

  await writeFile(broken, '');
  const again = await at.run({ with: inputs, runAttempt: 2, lose: ({ matrix }) => matrix?.shard === 2 });
  assert.deepEqual(jobsOf(again).slice(1), [
    'vmtest / shard 1 of 2: failure 2',
    'vmtest / shard 2 of 2: failure 2',
    'vmtest / verdict: failure 2',
  ]);
  assert.deepEqual(JSON.parse(lastOf(again).outputs['failed-tests'] ?? ''), ['a', 'b']);
  assert.match(lastOf(again).summary, /shard 2 of 2 left no results/);
});

test('a shard whose checkout has not what was planned is a mistake and no pass', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true', b: 'true' }) });
  const other = await checkout(join(at.path, 'other'), { 'vmtest.yaml': suite({ a: 'true', c: 'true' }) });
  const run = await at.run({
    with: { shards: 2 },
    actions: {
      'actions/checkout': async ({ job }) => {
        await job.checkout((job.scope.contexts.matrix as { shard?: number } | null)?.shard === 2 ? other : join(at.path, 'user'));
        return {};
      },
    },
  });
  assert.deepEqual(jobsOf(run).slice(1), [
    'vmtest / shard 1 of 2: success 1',
    'vmtest / shard 2 of 2: failure 1',
    'vmtest / verdict: failure 1',
  ]);
  const shard = run.jobs.find(({ name }) => name.includes('shard 2'));
  assert.match(shard?.steps[1]?.annotations[0]?.message ?? '', /the plan gave this shard b, and the suite has no such test/);
  assert.deepEqual(JSON.parse(lastOf(run).outputs['failed-tests'] ?? ''), ['b']);
});

test('several suites by a glob: ids, artifacts, JUnit cases and annotations of each its own', async () => {
  // The two names read alike once they are part of a name of an artifact.
  const suites = { 'tests/a/b.yaml': suite({ ok: 'true', boot: 'false' }), 'tests/a-b.yaml': suite({ boot: 'false', fine: 'true' }) };
  await using at = await place(suites);
  const junit: string[] = [];
  const run = await at.run({ with: { suite: 'tests/**/*.yaml', shards: 2 }, junit: (xml) => junit.push(xml) });
  const failed = ['tests/a-b.yaml#boot', 'tests/a/b.yaml#boot'];
  assert.deepEqual(JSON.parse(lastOf(run).outputs['failed-tests'] ?? ''), failed, jobsOf(run).join('\n'));
  assert.match(lastOf(run).outputs.headline ?? '', /^2 of 4 tests failed/);
  const at2 = lastOf(run)
    .annotations.filter(({ file }) => file !== null)
    .map(({ file, line, severity }) => `${severity} ${file}:${line}`);
  assert.deepEqual(at2, ['error tests/a-b.yaml:3', 'error tests/a/b.yaml:4']);
  const kept = at.service.artifacts
    .list()
    .map(({ name }) => name)
    .filter((name) => name.includes('-boot-'));
  assert.deepEqual([kept.length, new Set(kept.map((name) => name.replace(/-\dof2-[0-9a-f]{8}-1$/, ''))).size], [2, 2], kept.join('\n'));
  for (const id of [...failed, 'tests/a/b.yaml#ok', 'tests/a-b.yaml#fine'])
    assert.ok(junit[0]?.includes(`"${id}"`), `${id} is not in\n${junit[0]}`);
});

test('the times of an earlier push, from the cache, balance the shards of a pull request', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ slow: 'sleep 4', b: 'true', c: 'true', d: 'true' }) });
  const shards = (run: Awaited<ReturnType<typeof gate>>) => run.jobs.flatMap(({ matrix }) => (matrix === null ? [] : [matrix.tests]));
  const push = await at.run({ with: { shards: 2 } });
  assert.deepEqual(shards(push), [
    ['slow', 'c'],
    ['b', 'd'],
  ]);
  assert.deepEqual(
    at.service.cache.list().map(({ scope }) => scope),
    ['refs/heads/main'],
  );

  const pull = await at.run({
    with: { shards: 2 },
    runId: 4300,
    eventName: 'pull_request',
    ref: 'refs/pull/7/merge',
    baseRef: 'refs/heads/main',
  });
  assert.deepEqual(shards(pull), [['slow'], ['b', 'c', 'd']]);
  assert.match(pull.jobs[0]?.steps[1]?.log ?? '', /4 tests in 2 jobs, balanced by the times of earlier runs/);
  assert.equal(at.service.cache.list().length, 1);
});

test('a pull request that breaks a machine: the summary shows what differs from the last green run', async () => {
  await using at = await place({});
  const user = join(at.path, 'user');
  const boot = (kernel: string, says: string) => ({
    boot: { 'kernel-args': kernel, collect: [`echo ${says} > /dev/console; echo ${says} > answer`] },
    checks: [{ file: 'answer', equals: 'hello' }],
  });
  await tinySuite(user, { tests: { machine: boot('quirk=1', 'hello') } });
  const push = await at.run({ with: { shards: 1 } });
  assert.equal(push.conclusion, 'success', lastOf(push).summary);

  await tinySuite(user, { tests: { machine: boot('quirk=2', 'goodbye') } });
  const pull = await at.run({ runId: 4300, eventName: 'pull_request', ref: 'refs/pull/7/merge', baseRef: 'refs/heads/main' });
  assert.equal(pull.conclusion, 'failure');
  const { summary } = lastOf(pull);
  assert.match(summary, /Not as it was when it last passed/);
  assert.match(summary, /kernelArgs[^\n]*quirk=1[^\n]*quirk=2/);
  assert.match(summary, /boot console, line \d+/);
  // The next pull request is compared with the same green run: this one left nothing.
  assert.equal(at.service.cache.list().length, 1);
});

const headlineOf = (run: Awaited<ReturnType<typeof gate>>, id: string) => lastOf(run, id).outputs.headline ?? '';

test('two gates of one workflow with one artifact-name, one after the other: a lost shard turns its own verdict red', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true' }) });
  const gates = { x86: { shards: 1 }, arm: { shards: 1, 'runs-on': 'ubuntu-24.04-arm' } };
  const run = await at.run({ gates, lose: ({ id }) => id === 'arm / shards' });
  assert.deepEqual([lastOf(run, 'x86').result, lastOf(run, 'arm').result], ['success', 'failure'], jobsOf(run).join('\n'));
  assert.match(headlineOf(run, 'x86'), /^the test passed/);
  assert.match(lastOf(run, 'arm').summary, /shard 1 of 1 left no results/);

  const again = await at.run({ gates, rerun: run });
  assert.deepEqual(again.jobs.map(({ name, result, attempt }) => `${name}: ${result} ${attempt}`).slice(3), [
    'arm / plan: success 1',
    'arm / shard 1 of 1: success 2',
    'arm / verdict: success 2',
  ]);
});

test('two gates of one workflow with one artifact-name at once: each verdict is of its own tests', async () => {
  const both = { a: 'true', b: 'true' };
  await using at = await place({ 'one.yaml': suite(both), 'two.yaml': suite(both) });
  const half = async (id: string, lost: number) => {
    const gates = { [id]: { suite: `${id}.yaml`, shards: 2 } };
    const folder = await checkout(join(at.path, id), { at: '' });
    return await at.run({ gates, folder, lose: ({ matrix }) => matrix?.shard === lost });
  };
  const [one, two] = await Promise.all([half('one', 0), half('two', 2)]);
  assert.match(headlineOf(one, 'one'), /^all 2 tests passed/, jobsOf(one).join('\n'));
  assert.match(headlineOf(two, 'two'), /^1 of 2 tests failed/, jobsOf(two).join('\n'));
});

test('a report that is not told which of several gates is its own is an error that says what to do', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true' }) });
  await at.run({ gates: { one: { shards: 1 }, two: { shards: 1 } } });
  const file = await checkout(join(at.path, 'lone'), {
    'w.yml': JSON.stringify({ on: 'push', jobs: { verdict: { 'runs-on': 'x', steps: [{ uses: 'vmtest/vmtest/report@v1' }] } } }),
  });
  const run = await runWorkflow({ file: join(file, 'w.yml'), service: at.service, runnerFolder: join(at.path, '_work') });
  const [step] = run.jobs[0]?.steps ?? [];
  assert.match(step?.annotations[0]?.message ?? '', /the plans of 2 gates[\s\S]*artifact-name[\s\S]*needs\.plan\.outputs\.gate/);
  assert.match(step?.summary.text ?? '', /the plans of 2 gates/);
});

test('a plan job that failed or was lost is what the verdict tells', async () => {
  await using at = await place({ 'vmtest.yaml': 'version: 1\ntests: { a: { comand: "true" } }\n' });
  const run = await at.run();
  assert.match(lastOf(run).outputs.headline ?? '', /^the plan job failed/);
  assert.match(lastOf(run).summary, /the plan job failed.*<br>→ look at the job with the plan action/);
  assert.match(run.jobs[0]?.steps.at(-1)?.summary.text ?? '', /comand/);
});

test('a shard that ends by a mistake says so in the verdict, and asks for no re-run', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true', b: 'true' }) });
  const run = await at.run({ with: { shards: 2, 'install-timeout': '50' } });
  const { summary, outputs } = lastOf(run);
  assert.deepEqual(JSON.parse(outputs['failed-tests'] ?? ''), ['a', 'b']);
  assert.match(summary, /missing: 2 tests/);
  assert.match(summary, /its job ended before it ran a test: .*install-timeout/);
  assert.doesNotMatch(summary, /Re-run failed jobs/);
  const shard = run.jobs.find(({ name }) => name.includes('shard 2'));
  assert.match(shard?.steps.at(-1)?.summary.text ?? '', /install-timeout/);
});
