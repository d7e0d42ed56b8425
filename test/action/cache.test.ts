import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { cacheFolder, callCache } from '../../src/faces/action/cache-call.ts';
import { tempFolder } from '../support/temp.ts';
import { tinyImage } from '../support/tiny.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type JobOptions, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

/** Serves the tiny machine's files, and tells which were asked for since it was last looked. */
async function imageServer() {
  const { kernel, initrd } = await tinyImage();
  const files: Record<string, Buffer> = { kernel: await readFile(kernel), initrd: await readFile(initrd) };
  let asked: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    asked.push(name);
    response.end(files[name]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, { url: `${origin}/${name}`, sha256: sha256(bytes) }]));
  const since = () => {
    const seen = asked.sort();
    asked = [];
    return seen;
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
    return Promise.resolve();
  };
  return { url, since, [Symbol.asyncDispose]: close };
}

/** Kinds of entries by the beginnings of their keys: images, and what is remembered of earlier runs. */
const kinds = (keys: readonly string[]) => keys.map((key) => /^vmtest-(image|history)-v1-[0-9a-f]+\./.exec(key)?.[1] ?? key).sort();
const savedBy = (service: ResultsService, from: number) =>
  kinds(
    service.calls
      .slice(from)
      .filter(({ rpc }) => rpc === 'CreateCacheEntry')
      .map(({ body }) => (body as { key: string }).key),
  );

test('images and earlier runs in the cache: who saves, who reads, and what is believed', async (t) => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await using server = await imageServer();
  const boots = { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: '42' }] };
  const checkout = join(temp.path, 'checkout');
  await tinySuite(checkout, { tests: { one: boots }, images: { tiny: { url: server.url } } });
  let runId = 100;
  /** A job on a new machine: nothing is there of an earlier one but GitHub's cache. */
  const run = async (
    options: JobOptions = {},
    given: Record<string, string> = {},
  ): Promise<{ result: StepResult; saved: readonly string[]; fetched: readonly string[] }> => {
    const from = service.calls.length;
    runId += 1;
    await using job = await startJob({ service, checkout, runId, ...options });
    const result = await job.step({ uses: '.', with: { accel: 'tcg', ...given } });
    assert.equal(result.outcome, 'success', result.log);
    const { orphans, leftInTemp } = await job.end();
    assert.deepEqual([orphans, leftInTemp.filter((name) => name.startsWith('vmtest-cache'))], [[], []]);
    return { result, saved: savedBy(service, from), fetched: server.since() };
  };
  const pull: JobOptions = {
    eventName: 'pull_request',
    ref: 'refs/pull/7/merge',
    baseRef: 'refs/heads/main',
    event: { pull_request: { head: { repo: { full_name: 'octo/os' } } } },
  };

  await t.test('a pull request that finds nothing fetches, and saves nothing even where its token may', async () => {
    const { result, saved, fetched } = await run(pull);
    assert.deepEqual([saved, fetched, result.outputs['cache-hit']], [[], ['initrd', 'kernel'], 'false']);
    assert.deepEqual(result.annotations, []);
  });
  await t.test('a push fetches and saves, each version once', async () => {
    const { result, saved, fetched } = await run();
    assert.deepEqual([saved, fetched, result.outputs['cache-hit']], [['history', 'image', 'image'], ['initrd', 'kernel'], 'false']);
    assert.deepEqual(result.annotations, []);
    for (const { key } of service.cache.list()) assert.match(key, /\.$/);
  });
  await t.test('the next push, and a pull request, take the images from there', async () => {
    const push = await run();
    assert.deepEqual([push.saved, push.fetched, push.result.outputs['cache-hit']], [['history'], [], 'true']);
    assert.match(push.result.summary.text, /Image cache.*2 hits/s);
    const request = await run({ ...pull, cacheMode: 'read' });
    assert.deepEqual([request.saved, request.fetched, request.result.outputs['cache-hit']], [[], [], 'true']);
    assert.deepEqual([...push.result.annotations, ...request.result.annotations], []);
  });
  await t.test('what a run may not do, it does not try', async () => {
    const read = await run({ cacheMode: 'read' });
    assert.deepEqual([read.saved, read.fetched], [[], []]);
    const none = await run({ cacheMode: 'none' });
    assert.deepEqual([none.saved, none.fetched], [[], ['initrd', 'kernel']]);
    const from = service.calls.length;
    const off = await run({}, { cache: 'off' });
    assert.deepEqual([off.fetched, service.calls.slice(from).filter(({ rpc }) => rpc !== null)], [['initrd', 'kernel'], []]);
  });
  await t.test('an entry of a pull request’s own, under the key of an image or one that begins so, is not believed', async () => {
    const [first = '', second = ''] = service.cache.list().flatMap(({ key }) => (key.startsWith('vmtest-image-') ? [key] : []));
    const token = service.token({ repository: 'octo/os', runId: 900, job: 'theirs', ref: 'refs/pull/7/merge', baseRef: 'refs/heads/main' });
    const env = { PATH: process.env.PATH, HOME: temp.path, ...service.env(token) };
    for (const [good, evil] of [
      [first, first],
      [second, `${second}evil`],
    ] as const) {
      await using folder = await cacheFolder(temp.path);
      // Of the same files, by their names.
      assert.equal((await callCache({ what: 'restore', key: good, env, seconds: 60 }, folder)).key, good);
      for (const name of await readdir(folder.data)) await writeFile(join(folder.data, name), 'not what was published');
      assert.equal((await callCache({ what: 'save', key: evil, env, seconds: 60 }, folder)).key, evil);
    }
    const { result, saved, fetched } = await run(pull);
    assert.deepEqual([saved, fetched, result.outputs.conclusion], [[], ['initrd', 'kernel'], 'success']);
    assert.match(result.log, /the cache’s copy of .* is not taken: .* has (another digest than was published|\d+ bytes, not \d+)/);
    // The default branch does not see it.
    assert.deepEqual((await run()).fetched, []);
  });
});
