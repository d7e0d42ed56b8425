import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failing, setup } from './setup.ts';

test('a small file comes whole', async () => {
  await using at = await setup();
  const url = at.server.url('/file');
  assert.deepEqual(Buffer.from(await at.client.fetchBytes(url, { maxBytes: 100_000 })), at.bytes);
  at.server.misbehave('/file', { contentLength: null }, 1);
  assert.deepEqual(Buffer.from(await at.client.fetchBytes(url, { maxBytes: 1_000_000 })), at.bytes);
  at.server.files.set('/empty', { body: '' });
  assert.equal((await at.client.fetchBytes(at.server.url('/empty'), { maxBytes: 10 })).length, 0);
  assert.equal(at.client.requests(), 3);
});

test('the limit holds by the header, and while it streams', async () => {
  await using at = await setup();
  const url = at.server.url('/file');
  const refused = failing('VMTEST_STREAM_TOO_LARGE', /\/file is larger than 97\.7 KiB/);
  await assert.rejects(at.client.fetchBytes(url, { maxBytes: 99_999 }), refused);
  at.server.misbehave('/file', { contentLength: null, after: 100_000, ending: 'stall' });
  await assert.rejects(at.client.fetchBytes(url, { maxBytes: 99_999 }), refused);
  assert.equal(at.server.count(), 2);
});

test('it is tried again from its beginning', async () => {
  await using at = await setup();
  at.server.misbehave('/file', { status: 503 }, 1);
  at.server.misbehave('/file', { after: 50_000 }, 1);
  at.server.misbehave('/file', { after: 50_000, ending: 'end', contentLength: 100_000 }, 1);
  const notes: string[] = [];
  const bytes = await at.client.fetchBytes(at.server.url('/file'), { maxBytes: 1e6, onNote: (note) => notes.push(note) });
  assert.deepEqual(Buffer.from(bytes), at.bytes);
  assert.deepEqual([at.ranges(), notes.length], [[undefined, undefined, undefined, undefined], 3]);
});

test('it is refused, stalls, and is cancelled like a large one', async () => {
  await using at = await setup({ stall: 0.3, retries: 1 });
  await assert.rejects(at.client.fetchBytes(at.server.url('/none'), { maxBytes: 10 }), failing('VMTEST_DOWNLOAD_REFUSED', /404/));
  at.server.misbehave('/file', { after: 0, ending: 'stall' }, 2);
  await assert.rejects(at.client.fetchBytes(at.server.url('/file'), { maxBytes: 1e6 }), failing('VMTEST_DOWNLOAD_STALLED'));
  at.server.misbehave('/file', { silent: true });
  await assert.rejects(
    at.client.fetchBytes(at.server.url('/file'), { maxBytes: 1e6, signal: AbortSignal.timeout(50) }),
    failing('VMTEST_CANCELLED'),
  );
});

test('garbage in the head is an error of ours, whatever it is', async () => {
  await using at = await setup({ retries: 0, stall: 2 });
  const heads = [
    'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n',
    'HTTP/9.9 xyz\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`,
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    '\u0000\u001b[2J',
  ];
  for (const raw of heads) {
    at.server.misbehave('/x', { raw }, 1);
    await assert.rejects(at.client.fetchBytes(at.server.url('/x'), { maxBytes: 1e6 }), (error: Error & { code?: string }) => {
      assert.match(error.code ?? '', /^VMTEST_DOWNLOAD_(FAILED|TRUNCATED)$/, `${error.message} for ${raw.slice(0, 60)}`);
      return !error.message.includes('\u001b');
    });
  }
});
