import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { tempFolder } from '../support/temp.ts';
import type { StoredArtifact } from './support/artifact-service.ts';
import { FAULTS } from './support/faults.ts';
import { leftOf, startedBy, whenRead, whenTrue } from './support/left.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type Job, type RunningStep, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';
import { textIn } from './support/zip.ts';

/** "Cancel workflow", and the way in which the step ended: by itself, after SIGINT to its own process alone, with nothing left. */
async function cancelled(t: TestContext, job: Job, running: RunningStep): Promise<StepResult> {
  const begun = Date.now();
  await job.cancel();
  const result = await running.result;
  t.diagnostic(`ended ${Date.now() - begun} ms after SIGINT; the runner waits 7500 ms before SIGTERM`);
  assert.deepEqual(
    [result.outcome, result.ending?.exitCode, result.ending?.endedBy, result.ending?.heldOpen],
    ['cancelled', 130, 'SIGINT', false],
    result.log,
  );
  assert.match(result.log, /^vmtest: SIGINT: ending the machines$/m);
  assert.deepEqual(leftOf(job, startedBy(result)), []);
  // What people and later steps read comes from the post step: it has minutes, where this one had seconds.
  assert.equal(result.summary.text, '');
  return result;
}

/** What was uploaded, in its order, by the beginnings of the names. */
const names = (service: ResultsService) => service.artifacts.list().map(({ name }) => name.replace(/-gate-[0-9a-f]{8}-1$/, ''));

test('cancelled while it plans: no test starts, and each is told as cancelled', async (t) => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, { tests: { one: 'pass', two: 'pass' } });
  const lock = join(temp.path, 'vmtest.lock.yaml');
  // The plan waits for what this file says of images.
  execFileSync('mkfifo', [lock]);
  await using job = await startJob({ service, workspace: temp.path });
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  const pipe = await whenRead(lock);
  const ending = cancelled(t, job, running);
  await running.process.saw(/SIGINT: ending the machines/);
  await pipe.writeFile('version: 1\nimages: {}\n');
  await pipe.close();
  const result = await ending;
  assert.deepEqual(startedBy(result), []);
  const end = await job.end();
  assert.deepEqual([end.status, end.orphans, service.artifacts.list()], ['cancelled', [], []]);
  const [post] = end.posts;
  assert.partialDeepStrictEqual(post?.outputs, { conclusion: 'cancelled', tests: '2', passed: '0', 'failed-tests': '[]' });
  assert.match(post?.summary.text ?? '', /cancelled/);
});

test('cancelled while an image is brought: nothing half-written is taken for an image, and no machine was started', async (t) => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await using server = await stallingServer();
  const url = {
    kernel: { url: `${server.origin}/kernel`, sha256: '1'.repeat(64) },
    initrd: { url: `${server.origin}/initrd`, sha256: '2'.repeat(64) },
  };
  await tinySuite(temp.path, { tests: { one: 'pass' }, images: { tiny: { url } } });
  await using job = await startJob({ service, checkout: temp.path });
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  await whenTrue(running, () => server.asked());
  const result = await cancelled(t, job, running);
  const end = await job.end();
  assert.deepEqual([end.status, end.orphans], ['cancelled', []]);
  assert.partialDeepStrictEqual(end.posts[0]?.outputs, { conclusion: 'cancelled', tests: '1', 'failed-tests': '[]' });
  assert.deepEqual(
    readdirSync(join(job.toolCache, 'vmtest/images'), { recursive: true }).filter((name) => !/\.lock|\.partial/.test(String(name))),
    ['url'],
  );
  assert.ok(!result.log.includes('qemu'), result.log);
});

/** Gives the first half of each file, and then nothing more. */
async function stallingServer(): Promise<{ readonly origin: string; readonly asked: () => boolean } & AsyncDisposable> {
  let asked = false;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '2000000' });
    response.write(Buffer.alloc(1_000_000), () => {
      asked = true;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
    return Promise.resolve();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked, [Symbol.asyncDispose]: close };
}

test('cancelled in an installation and in a boot: the machines are gone, their evidence is uploaded once, by the post step', async (t) => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, { tests: { installs: 'install-hang', boots: 'hang' } });
  // With `debug` the consoles are in the log: a machine has come so far when it says so.
  await using job = await startJob({ service, checkout: temp.path, debug: true });
  const running = await job.start({ uses: '.', with: { accel: 'tcg', jobs: '2', 'keep-data-fail': 'logs' } });
  await Promise.all([running.process.saw(/installs.*hanging/), running.process.saw(/boots.*hanging/)]);
  await cancelled(t, job, running);
  assert.deepEqual(service.artifacts.list(), []);
  const end = await job.end();
  assert.deepEqual([end.status, end.orphans], ['cancelled', []]);
  const [post] = end.posts;
  assert.equal(post?.outcome, 'success', post?.log);
  assert.partialDeepStrictEqual(post?.outputs, { conclusion: 'cancelled', tests: '2', 'failed-tests': '[]' });
  assert.match(post?.summary.text ?? '', /<h3>⏹️ 2 of 2 tests were cancelled in /);
  assert.deepEqual([post?.summary.dropped, post?.errors], [false, []]);
  assert.deepEqual(names(service), ['vmtest-installs', 'vmtest-boots']);
  for (const [at, phase] of ['install', 'boot'].entries()) {
    const zip = await service.bytesOf(service.artifacts.list()[at] as StoredArtifact);
    assert.match(await textIn(zip, `logs/${phase}-console.log`), /hanging/);
  }
});

test('cancelled while it uploads: what is up stays, and the post step uploads the rest, once', async (t) => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, { tests: { first: { command: 'echo first; exit 1' }, second: { command: 'echo second; exit 1' } } });
  await using job = await startJob({ service, checkout: temp.path });
  service.fault('CreateArtifact', FAULTS.none, 1);
  service.fault('CreateArtifact', FAULTS.stall);
  const running = await job.start({ uses: '.', with: { accel: 'tcg' } });
  await whenTrue(running, () => service.calls.filter(({ rpc }) => rpc === 'CreateArtifact').length === 2);
  const result = await cancelled(t, job, running);
  service.heal();
  const end = await job.end();
  const [post] = end.posts;
  assert.deepEqual([result.outcome, end.status, post?.outcome], ['cancelled', 'cancelled', 'success'], post?.log);
  assert.match(result.log, /uploaded vmtest-first-/);
  assert.doesNotMatch(post?.log ?? '', /uploaded vmtest-first-/);
  assert.deepEqual(names(service), ['vmtest-first', 'vmtest-second']);
  assert.equal(JSON.parse(post?.outputs.artifacts ?? '[]').length, 2);
  // Every test had ended: how they did is what counts, and what the cancelled step could not do is no news any more.
  assert.partialDeepStrictEqual(post?.outputs, { conclusion: 'failure', failed: '2' });
  assert.doesNotMatch(`${post?.log} ${post?.summary.text}`, /not uploaded/);
});
