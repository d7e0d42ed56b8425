import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sha256, sha256File } from '../../src/base/files.ts';
import { type HttpServer, httpServer } from '../support/http-server.ts';
import { tempFolder } from '../support/temp.ts';
import { tinyImage } from '../support/tiny.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type JobEnd, type JobOptions, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

// One runner of one's own, whose tool cache all jobs share, and its first job a push: what a stranger's job may then do to it.
let temp: Awaited<ReturnType<typeof tempFolder>>;
let service: ResultsService;
let server: HttpServer;
let runnerFolder: string;
let pushed: Ran;

interface Ran {
  readonly result: StepResult;
  readonly end: JobEnd;
  /** QEMU's command line of the test whose image the store has. */
  readonly qemu: string;
  /** Entries that were put into GitHub's cache. */
  readonly saved: readonly string[];
  /** Requests to where images are published. */
  readonly fetched: number;
}

before(async () => {
  temp = await tempFolder();
  service = await resultsService();
  const { kernel, initrd } = await tinyImage();
  const [kernelBytes, initrdBytes] = await Promise.all([readFile(kernel), readFile(initrd)]);
  // The kernel takes zeros behind an initramfs; the store takes the same bytes for the same file.
  const otherBytes = Buffer.concat([initrdBytes, Buffer.alloc(512)]);
  server = await httpServer({ '/kernel': kernelBytes, '/initrd': initrdBytes, '/other': otherBytes });
  runnerFolder = join(temp.path, '_work');
  const published = (path: string, bytes: Buffer) => ({ url: server.url(path), sha256: sha256(bytes) });
  const tiny = { url: { kernel: published('/kernel', kernelBytes), initrd: published('/initrd', initrdBytes) } };
  const other = { url: { kernel: published('/kernel', kernelBytes), initrd: published('/other', otherBytes) } };
  await mkdir(join(temp.path, 'checkout'));
  await tinySuite(join(temp.path, 'checkout'), {
    images: { tiny, other },
    tests: { known: 'pass', unknown: { image: 'other', boot: {} } },
  });
  pushed = await runAs({ hosted: false }, 'known');
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

/** Runs tests of the suite as a job of that kind. Its token may write the cache. */
async function runAs(options: JobOptions, select = ''): Promise<Ran> {
  const calls = service.calls.length;
  const asked = server.count();
  await using job = await startJob({ service, checkout: join(temp.path, 'checkout'), runnerFolder, cacheMode: 'write', ...options });
  const result = await job.step({ uses: '.', with: { accel: 'tcg', select, 'keep-data-pass': 'logs', 'artifact-limit': 0 } });
  const qemu = await readFile(join(result.outputs.topdir ?? '', 'known/logs/qemu-boot.sh'), 'utf8').catch(() => result.log);
  const end = await job.end();
  const saved = service.calls.slice(calls).filter(({ rpc }) => rpc === 'CreateCacheEntry');
  return { result, end, qemu, saved: saved.map(({ body }) => String((body as { key: string }).key)), fetched: server.count() - asked };
}

/** Everything below a folder: path, kind, size, times, and the digest of files. */
async function stateOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const stats = await stat(path);
      return `${name} ${stats.mode} ${stats.size} ${stats.mtimeMs} ${stats.isFile() ? await sha256File(path) : ''}`;
    }),
  );
}

const pullRequest = (head: string, eventName = 'pull_request'): JobOptions => ({
  eventName,
  ref: eventName === 'pull_request' ? 'refs/pull/7/merge' : 'refs/heads/main',
  baseRef: 'refs/heads/main',
  event: { pull_request: { head: { repo: { full_name: head } } }, repository: { default_branch: 'main' } },
});
const FORK = 'mallory/os';
const cutOff = /restrict=(?:on|yes|y)\b/;

test('a push fills the runner’s store, and the cache; its guest has the network that the suite asks for', () => {
  assert.equal(pushed.result.outcome, 'success', pushed.result.log);
  assert.ok(pushed.fetched >= 2 && pushed.saved.length >= 2, JSON.stringify([pushed.fetched, pushed.saved]));
  assert.match(pushed.qemu, /-netdev/);
  assert.doesNotMatch(pushed.qemu, cutOff);
});

for (const eventName of ['pull_request', 'pull_request_target'])
  test(`a fork’s ${eventName} on a runner of one’s own: no network, nothing fetched, store and cache only read`, async () => {
    const store = join(runnerFolder, '_tool', 'vmtest', 'images');
    const before = await stateOf(store);
    assert.ok(before.length > 2);
    const { result, qemu, saved, fetched, end } = await runAs({ hosted: false, ...pullRequest(FORK, eventName) });
    assert.match(qemu, cutOff);
    assert.deepEqual(await stateOf(store), before);
    assert.deepEqual([saved, fetched, end.orphans], [[], 0, []]);
    // The image that the store has is used; the other is the host's failure, with its reason.
    assert.partialDeepStrictEqual(result.outputs, { passed: '1', failed: '1', 'failed-tests': '["unknown"]' });
    assert.match(result.summary.text, /image-unavailable/);
  });

test('a pull request of the repository itself, on the same runner: the suite’s network; the store is written, the cache is not', async () => {
  const { result, qemu, saved, fetched } = await runAs({ hosted: false, ...pullRequest('octo/os') });
  assert.equal(result.outcome, 'success', result.log);
  assert.doesNotMatch(qemu, cutOff);
  assert.ok(fetched >= 1);
  assert.deepEqual(saved, []);
});

test('a fork’s pull request on a GitHub-hosted runner, which is thrown away: the suite’s network, and nothing saved', async () => {
  const { result, qemu, saved, fetched } = await runAs({ ...pullRequest(FORK), runnerFolder: join(temp.path, 'hosted') }, 'known');
  assert.equal(result.outcome, 'success', result.log);
  assert.doesNotMatch(qemu, cutOff);
  // The base branch's entry serves it.
  assert.deepEqual([saved, fetched], [[], 0]);
  assert.equal(result.outputs['cache-hit'], 'true');
});
