import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DownloadProgress } from '../../../src/images/download/types.ts';
import { failing, setup } from './setup.ts';

test('a file comes whole, by one request without compression', async () => {
  await using at = await setup({ size: 5_000_001 });
  await at.download();
  assert.deepEqual(await at.left(), at.bytes);
  assert.deepEqual([at.client.requests(), at.server.count(), at.notes], [1, 1, []]);
  assert.equal(at.server.asked[0]?.headers['accept-encoding'], 'identity');
});

test('an empty file and one of unknown size come too', async () => {
  await using empty = await setup({ size: 0 });
  await empty.download();
  assert.deepEqual(await empty.left(), empty.bytes);
  await using unknown = await setup();
  await unknown.download({ expected: { ...unknown.expected, size: null } });
  assert.deepEqual(await unknown.left(), unknown.bytes);
});

test('several at once, larger than all buffers together, are not mixed up', async () => {
  await using at = await setup({ size: 30_000_000 });
  const sizes = [30_000_000, 29_999_999, 20_000_000, 12_345_678];
  const requests = sizes.map((size, number) => {
    const body = at.bytes.subarray(0, size);
    at.server.files.set(`/${number}`, { body });
    const sha256 = createHash('sha256').update(body).digest('hex');
    return { url: at.server.url(`/${number}`), partial: join(at.folder, String(number)), expected: { size, sha256 } };
  });
  await Promise.all(requests.map((request) => at.download(request)));
  // What is on the disk is right as well: nothing is asked for again.
  await Promise.all(requests.map((request) => at.download(request)));
  assert.equal(at.server.count(), sizes.length);
});

test('progress grows to the whole, and counts what was there', async () => {
  await using at = await setup({ size: 3_000_000 });
  await writeFile(at.partial, at.bytes.subarray(0, 1_000_000));
  const told: DownloadProgress[] = [];
  await at.download({}, { onProgress: (progress) => told.push(progress) });
  assert.ok(told.every(({ total }) => total === 3_000_000));
  assert.ok(told.every(({ done }, number) => done >= 1_000_000 && done >= (told[number - 1]?.done ?? 0)));
  assert.equal(told[0]?.done, 1_000_000, 'what was there is told first');
  assert.equal(told.at(-1)?.done, 3_000_000);
});

test('all digests that are given must agree, in letters of either case, and one must be given', async () => {
  await using at = await setup();
  const sha512 = createHash('sha512').update(at.bytes).digest('hex');
  await at.download({ expected: { size: null, sha512: sha512.toUpperCase() } });
  await at.download({ expected: { ...at.expected, sha512 } });
  const wrong = { ...at.expected, sha512: sha512.replace(/^./, (first) => (first === '0' ? '1' : '0')) };
  await assert.rejects(
    at.download({ expected: wrong }),
    failing('VMTEST_DOWNLOAD_DIGEST', /its sha512 is [0-9a-f]{128}, not [0-9a-f]{128}/),
  );
  assert.equal(await at.left(), null);
  const before = at.server.count();
  await assert.rejects(at.download({ expected: { size: at.bytes.length } }), failing('VMTEST_DOWNLOAD_DIGEST', /nobody says/));
  assert.equal(at.server.count(), before);
});

test('a wrong digest is told at once, without another request, and leaves nothing', async () => {
  await using at = await setup();
  at.server.files.set('/file', { body: Buffer.alloc(at.bytes.length) });
  await assert.rejects(
    at.download(),
    failing('VMTEST_DOWNLOAD_DIGEST', /\/file is not what was published: its sha256 is .*, not .*mirror/s),
  );
  assert.deepEqual([at.server.count(), await at.left()], [1, null]);
});

test('a link in place of the partial file is not followed', async () => {
  await using at = await setup();
  const other = join(at.folder, 'other');
  await writeFile(other, 'mine');
  await symlink(other, at.partial);
  await assert.rejects(at.download(), { code: 'ELOOP' });
  assert.equal(at.server.count(), 0);
});

test('a full disk is told as such', { skip: process.platform !== 'linux' }, async () => {
  await using at = await setup();
  await assert.rejects(at.download({ partial: '/dev/full' }), failing('VMTEST_DISK_FULL', /no space left for \/dev\/full/));
  assert.equal(at.server.count(), 1);
});

test('an abort ends it at once and keeps what is there', async () => {
  await using at = await setup();
  const abort = new AbortController();
  at.server.misbehave('/file', { after: 40_000, ending: 'stall' });
  const onProgress = ({ done }: DownloadProgress) => {
    if (done > 0) abort.abort();
  };
  await assert.rejects(at.download({}, { signal: abort.signal, onProgress }), failing('VMTEST_CANCELLED', /\/file was cancelled/));
  const left = (await at.left()) as Buffer;
  assert.ok(left.length > 0);
  assert.deepEqual(left, at.bytes.subarray(0, left.length));
  await assert.rejects(at.download({}, { signal: abort.signal }), failing('VMTEST_CANCELLED'));
  assert.equal(at.server.count(), 1);
});

test('closing the client ends what is under way', async () => {
  await using at = await setup({ retries: 0 });
  at.server.misbehave('/file', { silent: true });
  const under = assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_FAILED'));
  while (at.server.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await at.client[Symbol.asyncDispose]();
  await under;
});
