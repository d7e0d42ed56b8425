import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failing, setup } from './setup.ts';

test('a Content-Length that is not the size is told before a byte is taken', async () => {
  for (const contentLength of [99_999, 10_000_000_000]) {
    await using at = await setup();
    at.server.misbehave('/file', { contentLength });
    await assert.rejects(
      at.download(),
      failing('VMTEST_DOWNLOAD_SIZE', new RegExp(`/file has ${contentLength} bytes, not 100000 \\(.*mirror`)),
    );
    assert.deepEqual([at.server.count(), await at.left()], [1, null]);
  }
});

test('a part of another size, or of a file of another size, is told too', async () => {
  for (const range of ['bytes 30000-99999/100001', 'bytes 30000-99998/*']) {
    await using at = await setup();
    at.server.misbehave('/file', { after: 30_000 }, 1);
    at.server.misbehave('/file', { headers: { 'content-range': range }, ...(range.endsWith('*') ? { contentLength: 69_999 } : {}) });
    await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_SIZE', /100001 bytes, not 100000|69999 bytes after 30000/));
    assert.equal(await at.left(), null);
  }
});

test('a body without a length stops at the first byte too many', async () => {
  await using at = await setup();
  at.server.misbehave('/file', { contentLength: null, extra: 1 });
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_SIZE', /sends more than the 100000 bytes/));
  assert.deepEqual([at.server.count(), await at.left()], [1, null]);
});

test('a body that ends early, properly or by a closed connection, is truncated after all attempts', async () => {
  for (const fault of [
    { contentLength: null, after: 0, ending: 'end' as const },
    { contentLength: 100_000, after: 0, ending: 'end' as const },
  ]) {
    await using at = await setup({ retries: 2 });
    at.server.misbehave('/file', { ...fault, after: 30_000 }, 1);
    at.server.misbehave('/file', fault.contentLength === null ? fault : { ...fault, contentLength: 70_000 });
    await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_TRUNCATED', /at the last of 3 attempts/));
    assert.deepEqual([await at.left(), at.server.count()], [at.bytes.subarray(0, 30_000), 3]);
  }
});

test('a body that ended early once is continued', async () => {
  await using at = await setup();
  at.server.misbehave('/file', { contentLength: null, after: 30_000, ending: 'end' }, 2);
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, 'bytes=30000-', 'bytes=60000-']]);
});

test('a server that stalls: in its body, before it, and before its answer', async () => {
  for (const fault of [{ after: 30_000, ending: 'stall' as const }, { after: 0, ending: 'stall' as const }, { silent: true }]) {
    await using at = await setup({ stall: 0.3, slowest: 0, retries: 1 });
    at.server.misbehave('/file', fault);
    await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_STALLED', /no byte came for 0\.3 s, at the last of 2 attempts/));
    assert.equal(at.server.count(), 2);
  }
});

test('a server that stalled once is continued', async () => {
  await using at = await setup({ stall: 0.3, slowest: 0 });
  at.server.misbehave('/file', { after: 30_000, ending: 'stall' }, 1);
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, 'bytes=30000-']]);
});

test('a server that sends a byte now and then is too slow, and what came is kept', async () => {
  await using at = await setup({ stall: 2, slowest: 1024 });
  at.server.misbehave('/file', { rate: 10 });
  await assert.rejects(
    at.download(),
    failing('VMTEST_DOWNLOAD_SLOW', /\/file sends \d+ B a second over 2\.0 s, which is less than 1 KiB a second/),
  );
  const left = (await at.left()) as Buffer;
  assert.ok(left.length > 0 && left.length < 1000);
  assert.equal(at.server.count(), 1);
});

test('a server that is slow but fast enough is let go on', async () => {
  await using at = await setup({ size: 2000, stall: 1.5, slowest: 1 });
  at.server.misbehave('/file', { rate: 800 });
  await at.download();
  assert.equal(at.server.count(), 1);
});

/** More than any disk of a test has: 512 TiB. */
const HUGE = 2 ** 49;

test('what does not fit on the disk is refused with both sizes: before it is asked for where its size is known, else at its head', async () => {
  const told = failing('VMTEST_DISK_FULL', /There is no room for http.*\/file: \d+\.\d TiB are to come, and \/.* has .*iB .*IMAGE_DIR/);
  await using known = await setup();
  await assert.rejects(known.download({ expected: { size: HUGE, sha256: '0'.repeat(64) } }), told);
  assert.equal(known.server.count(), 0);
  await using said = await setup();
  said.server.misbehave('/file', { contentLength: HUGE });
  const { sha256 } = said.expected;
  await assert.rejects(said.download({ expected: { size: null, sha256: sha256 as string } }), told);
  assert.equal(said.server.count(), 1, 'it is not tried again');
});
