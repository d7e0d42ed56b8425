import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { tempFolder } from '../support/temp.ts';
import { tinyImage } from '../support/tiny.ts';
import { workOf } from './support/left.ts';
import { resultsService } from './support/results-service.ts';
import { startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

/** Serves files over HTTP, and counts how often each was asked for. */
async function fileServer(files: Readonly<Record<string, Buffer>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    if (request.method === 'GET') asked.push(name);
    response.writeHead(files[name] === undefined ? 404 : 200, { 'content-length': String(files[name]?.length ?? 0) });
    response.end(request.method === 'GET' ? files[name] : undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
    return Promise.resolve();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, [Symbol.asyncDispose]: close };
}

test('two jobs at once on one host, as alike as they can be: one image store, no collision, every artifact is there', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const { kernel, initrd } = await tinyImage();
  const files = { kernel: await readFile(kernel), initrd: await readFile(initrd) };
  await using server = await fileServer(files);
  const url = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, { url: `${server.origin}/${name}`, sha256: sha256(bytes) }]),
  );
  const checkout = join(temp.path, 'checkout');
  await tinySuite(checkout, { tests: { one: 'pass' }, images: { tiny: { url } } });
  // The same leg of the same matrix on an older runner, which tells no job from another.
  const options = { service, checkout, hosted: false, toolCache: join(temp.path, '_tool'), matrix: { arch: 'x64' }, checkRunId: null };
  await using first = await startJob(options);
  await using second = await startJob(options);
  const step = { uses: '.', with: { accel: 'tcg', 'keep-data-pass': 'logs' } };
  const results = await Promise.all([first, second].map((job) => job.step(step)));
  for (const result of results) assert.equal(result.outcome, 'success', result.log);
  assert.notEqual(results[0]?.outputs.topdir, results[1]?.outputs.topdir);
  // Brought once: the second waited for the first.
  assert.deepEqual([...server.asked].sort(), ['initrd', 'kernel']);
  const names = service.artifacts
    .list()
    .map(({ name }) => name)
    .sort();
  assert.equal(names.length, 2);
  assert.equal(names[1], `${names[0]}-2`);
  const said = results.flatMap(({ annotations }) => annotations.map(({ message }) => message.split('\n')[0]));
  assert.deepEqual(said, [`an artifact ${names[0]} is there already, so the data of 1 tests that passed is in ${names[1]}`]);
  for (const job of [first, second]) assert.deepEqual((await job.end()).orphans, []);
});

test('two uses of the action in one job: neither the artifacts nor the state of one are the other’s', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, { tests: { bad: { command: 'echo it broke; exit 1' } } });
  await using job = await startJob({ service, checkout: temp.path });
  const step = { uses: '.', with: { accel: 'tcg' }, if: 'always()' };
  const first = await job.step(step);
  const second = await job.step(step);
  const third = await job.step({ ...step, with: { ...step.with, 'artifact-name': 'other' } });
  assert.deepEqual(
    [first, second, third].map(({ outcome }) => outcome),
    ['failure', 'failure', 'failure'],
  );
  assert.equal(new Set([first, second, third].map(workOf)).size, 3);
  assert.deepEqual(
    service.artifacts.list().map(({ name }) => name.replace(/-gate-[0-9a-f]{8}/, '')),
    ['vmtest-bad-1', 'vmtest-bad-1-2', 'other-bad-1'],
  );
  const { posts, orphans } = await job.end();
  assert.deepEqual([posts.map(({ outcome, log }) => [outcome, log]), orphans], [Array(3).fill(['success', '']), []]);
});
