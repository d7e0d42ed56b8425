import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLasting } from '../../../src/images/download/failures.ts';
import { httpServer } from '../../support/http-server.ts';
import { failing, setup } from './setup.ts';

test('408, 429 and 5xx are tried again, each told', async () => {
  await using at = await setup();
  for (const status of [408, 429, 500, 503]) at.server.misbehave('/file', { status }, 1);
  await at.download();
  assert.deepEqual([await at.left(), at.server.count()], [at.bytes, 5]);
  assert.match(at.notes[0] ?? '', /\/file: the server answers with status 408; attempt 2 of 5 in \d+\.\d s$/);
  assert.deepEqual(at.notes.length, 4);
});

test('after the last attempt the error names what happened', async () => {
  await using at = await setup({ retries: 2 });
  at.server.misbehave('/file', { status: 502 });
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_FAILED', /status 502, at the last of 3 attempts/));
  assert.deepEqual([at.server.count(), at.client.requests()], [3, 3]);
});

test('any other status is refused at once, with the status and a hint', async () => {
  await using at = await setup();
  const expectations: [number, RegExp][] = [
    [404, /status 404 \(there is no such file/],
    [401, /status 401 \(.*name and a password/],
    [410, /status 410/],
    [204, /status 204/],
    [304, /status 304/],
  ];
  for (const [status, pattern] of expectations) {
    at.server.misbehave('/file', { status, text: '' }, 1);
    await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_REFUSED', pattern));
  }
  assert.equal(at.server.count(), expectations.length);
});

test('waits double, and Retry-After counts where it is longer, up to a minute', async () => {
  const waits = async (backoff: number, headers: Record<string, string>) => {
    await using at = await setup({ backoff, retries: 1 });
    const abort = new AbortController();
    at.server.misbehave('/file', { status: 503, headers });
    const seen: string[] = [];
    const onNote = (note: string) => {
      seen.push(/in (.*)$/.exec(note)?.[1] ?? '');
      abort.abort();
    };
    // The wait itself is cut short by the abort.
    await assert.rejects(at.download({}, { onNote, signal: abort.signal }), failing('VMTEST_CANCELLED'));
    return seen[0] ?? '';
  };
  assert.equal(await waits(1, { 'retry-after': '7' }), '7.0 s');
  assert.equal(await waits(1, { 'retry-after': '100000' }), '1m 00s');
  assert.equal(await waits(1, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }), '1m 00s');
  for (const text of ['soon', new Date(0).toUTCString()]) assert.match(await waits(20, { 'retry-after': text }), /^(1[5-9]|2[0-5])\.\d s$/);
  assert.match(await waits(40, {}), /^([345]\d\.\d s)$/);
});

test('a connection that breaks before and in the answer is tried again', async () => {
  await using at = await setup();
  at.server.misbehave('/file', { raw: '' }, 1);
  at.server.misbehave('/file', { raw: 'HTTP/1.1 200 OK\r\nContent-' }, 1);
  at.server.misbehave('/file', { after: 50_000 }, 1);
  at.server.misbehave('/file', { raw: 'I am no web server\r\n\r\n' }, 1);
  await at.download();
  assert.deepEqual([await at.left(), at.server.count()], [at.bytes, 5]);
  assert.match(at.notes[2] ?? '', /connection (reset|closed)/);
  assert.match(at.notes[3] ?? '', /not HTTP/);
});

test('nobody listens: the cause in words', async () => {
  await using at = await setup({ retries: 1 });
  const gone = await httpServer();
  await gone.close();
  const fetching = at.download({ url: gone.url('/x') });
  await assert.rejects(
    fetching,
    failing(
      'VMTEST_DOWNLOAD_FAILED',
      /Cannot fetch http:\/\/127\.0\.0\.1:\d+\/x: connection refused \(ECONNREFUSED\), at the last of 2 attempts \(.*proxy/,
    ),
  );
  await assert.rejects(fetching, isLasting, 'a test that is run again would wait for it again');
});

test('a connection that broke may hold another time', async () => {
  await using at = await setup({ retries: 0 });
  at.server.misbehave('/file', { after: 30_000 }, 1);
  await assert.rejects(at.download(), (error) => !isLasting(error));
});

test('a host that does not exist is told at once', async () => {
  await using at = await setup();
  await assert.rejects(at.download({ url: 'http://nowhere.invalid/x' }), failing('VMTEST_DOWNLOAD_FAILED', /no such host|name service/));
});

test('a server that reset every answer in its middle ends in an error, and the next process goes on from there', async () => {
  await using at = await setup({ retries: 1 });
  at.server.misbehave('/file', { after: 30_000 }, 2);
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_FAILED', /connection (reset|closed)/));
  assert.deepEqual(await at.left(), at.bytes.subarray(0, 60_000));
  await at.download();
  assert.deepEqual(at.ranges(), [undefined, 'bytes=30000-', 'bytes=60000-']);
});
