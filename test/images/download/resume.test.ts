import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { failing, setup } from './setup.ts';

test('what an earlier process left is continued, and said so', async () => {
  await using at = await setup();
  await writeFile(at.partial, at.bytes.subarray(0, 70_000));
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, ['bytes=70000-']]);
  assert.match(at.notes.join('\n'), /continues after 68\.4 KiB/);
  assert.equal(at.server.asked[0]?.headers['if-range'], undefined);
});

test('what is whole and right needs no request, with a size or without', async () => {
  await using at = await setup();
  await writeFile(at.partial, at.bytes);
  await at.download();
  await at.download({ expected: { ...at.expected, size: null } });
  assert.equal(at.client.requests(), 0);
});

test('what is whole and wrong, or too long, is fetched anew by one request', async () => {
  for (const wrong of [Buffer.alloc(100_000), Buffer.alloc(100_001)]) {
    await using at = await setup();
    await writeFile(at.partial, wrong);
    await at.download();
    assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined]]);
  }
});

test('a server that breaks off again and again is continued, with the ETag of its earlier answer', async () => {
  await using at = await setup({ etag: '"v1"' });
  at.server.misbehave('/file', { after: 30_000 }, 3);
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, 'bytes=30000-', 'bytes=60000-', 'bytes=90000-']]);
  assert.deepEqual(new Set(at.server.asked.slice(1).map(({ headers }) => headers['if-range'])), new Set(['"v1"']));
  assert.equal(at.notes.length, 3);
});

test('a weak ETag is no condition', async () => {
  await using at = await setup({ etag: 'W/"v1"' });
  at.server.misbehave('/file', { after: 30_000 }, 1);
  await at.download();
  assert.deepEqual(
    at.server.asked.map(({ headers }) => headers['if-range']),
    [undefined, undefined],
  );
});

test('a file that changes in between is fetched from its beginning', async () => {
  await using at = await setup({ etag: '"new"' });
  const old = Buffer.alloc(at.bytes.length, 'old');
  at.server.files.set('/file', { body: old, etag: '"old"' });
  at.server.misbehave('/file', { after: 30_000 }, 1);
  const onNote = () => at.server.files.set('/file', { body: at.bytes, etag: '"new"' });
  await at.download({}, { onNote });
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, 'bytes=30000-']]);
});

test('so is one whose server ignores If-Range but tells another ETag', async () => {
  await using at = await setup({ etag: '"old"' });
  at.server.misbehave('/file', { after: 30_000 }, 1);
  at.server.misbehave(
    '/file',
    { status: 206, headers: { etag: '"new"', 'content-range': 'bytes 30000-99999/100000', 'content-length': '70000' } },
    1,
  );
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, 'bytes=30000-', undefined]]);
});

test('a server that knows no ranges sends all again', async () => {
  await using at = await setup();
  at.server.files.set('/file', { body: at.bytes, ranges: false });
  await writeFile(at.partial, Buffer.alloc(70_000));
  await at.download();
  assert.deepEqual([await at.left(), at.server.count()], [at.bytes, 1]);
  assert.match(at.notes.join('\n'), /from its beginning/);
});

test('a wrong beginning is fetched anew, once', async () => {
  await using at = await setup();
  await writeFile(at.partial, Buffer.alloc(70_000));
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, ['bytes=70000-', undefined]]);
  assert.match(at.notes.join('\n'), /its sha256 is .* fetched again from its beginning/);
});

test('and is an error where that does not mend it', async () => {
  await using at = await setup();
  await writeFile(at.partial, Buffer.alloc(70_000));
  at.server.files.set('/file', { body: Buffer.alloc(at.bytes.length, 'x') });
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_DIGEST'));
  assert.deepEqual(at.ranges(), ['bytes=70000-', undefined]);
  assert.equal(await at.left(), null);
});

test('an answer 416 means anew, once', async () => {
  await using at = await setup();
  await writeFile(at.partial, Buffer.alloc(100_000));
  await at.download({ expected: { ...at.expected, size: null } });
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, ['bytes=100000-', undefined]]);
  at.server.misbehave('/file', { status: 416 });
  await writeFile(at.partial, at.bytes.subarray(0, 50_000));
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_REFUSED', /status 416/));
});

test('where nobody says how long it is, an answer 416 may mean that it was whole', async () => {
  await using at = await setup();
  at.server.misbehave('/file', { after: 100_000, contentLength: null }, 1);
  await at.download({ expected: { ...at.expected, size: null } });
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, 'bytes=100000-']]);
});

test('a part that was not asked for is not taken', async () => {
  await using at = await setup();
  await writeFile(at.partial, at.bytes.subarray(0, 70_000));
  at.server.misbehave('/file', { headers: { 'content-range': 'bytes 60000-99999/100000' } }, 1);
  at.server.misbehave('/file', { headers: { 'content-range': 'nonsense' } }, 1);
  await at.download();
  assert.deepEqual([await at.left(), at.server.count()], [at.bytes, 3]);
  assert.match(at.notes.join('\n'), /another part than that from byte 70000 on/);
});
