import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKey } from '../../support/keys.ts';
import { served } from './serve.ts';

const V3 = 'streams/v1/com.ubuntu.maas:stable:v3:download.sjson';
const CENTOS = 'streams/v1/com.ubuntu.maas:stable:centos-bases-download.sjson';
const INDEX = 'streams/v1/index.sjson';
const entry = (path: string, format = 'products:1.0') => ({ datatype: 'image-ids', format, path });
const refuses = (promise: Promise<unknown>, code: string, words: RegExp) =>
  assert.rejects(promise, (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });

test('reads a signed stream with one request a file, and keeps the files as they were published', async () => {
  await using maas = await served();
  const stream = await maas.read();
  assert.equal(stream.root, maas.server.url('/maas/'));
  assert.deepEqual(
    stream.products.map(({ tree }) => tree.content_id),
    [...maas.stream.trees.keys()],
  );
  assert.deepEqual(Buffer.from(stream.index?.raw ?? []), Buffer.from(maas.stream.files.get(INDEX) ?? []));
  for (const { path, raw } of stream.products) assert.deepEqual(Buffer.from(raw), Buffer.from(maas.stream.files.get(path) ?? []));
  assert.deepEqual(Object.keys(stream.products[0]?.tree.products ?? {}), ['com.ubuntu.maas.stable:v3:boot:24.04:amd64:ga-24.04']);
  assert.equal(maas.server.count(), 4);
});

test('fetches only the files that are wanted, or the one that is named', async () => {
  await using maas = await served();
  const some = await maas.read(INDEX, { wants: ({ products }) => products.some((name) => name.includes('centos')) });
  assert.deepEqual(
    some.products.map(({ path }) => path),
    [CENTOS],
  );
  assert.equal(maas.server.count(), 2);
  const one = await maas.read(V3);
  assert.deepEqual([one.index, one.products.length, one.root], [null, 1, maas.server.url('/maas/')]);
  assert.equal(maas.server.count(), 3);
});

test('takes the address of a root for that of its signed index', async () => {
  await using maas = await served();
  for (const path of ['', 'streams/v1/', 'streams/v1']) assert.equal((await maas.read(path)).index?.path, INDEX, path);
  assert.equal((await maas.read('', {}, { url: maas.server.url('/maas') })).products.length, 3);
  await refuses(maas.read('', {}, { url: 'ftp://x/' }), 'VMTEST_USAGE', /not the address/);
  await refuses(maas.read('', {}, { url: 'http://user:secret@x/?a' }), 'VMTEST_USAGE', /"http:\/\/x\/\?a"/);
});

test('finds a stream whose content ids are others', async () => {
  await using maas = await served();
  const tree = { ...maas.stream.trees.get('com.ubuntu.maas:stable:v3:download'), content_id: 'org.other:renamed' };
  await maas.put('streams/v1/other.sjson', tree);
  await maas.put(INDEX, { format: 'index:1.0', index: { renamed: { ...entry('streams/v1/other.sjson'), datatype: 'image-downloads' } } });
  assert.equal((await maas.read()).products[0]?.tree.content_id, 'org.other:renamed');
});

test('reads unsigned data where nothing is to be verified, and only there', async () => {
  await using maas = await served(false);
  const none = { verify: 'none', keyring: null } as const;
  assert.equal((await maas.read('streams/v1/index.json', {}, none)).products.length, 3);
  const before = maas.server.count();
  await refuses(maas.read('streams/v1/index.json'), 'VMTEST_SIGNATURE_MISSING', /unsigned data/);
  await refuses(maas.read(INDEX, {}, { keyring: null }), 'VMTEST_KEYRING_INVALID', /No keyring is named/);
  await refuses(maas.read(INDEX, {}, { keyring: '/nonexistent/ring.gpg' }), 'VMTEST_KEYRING_INVALID', /is not there/);
  assert.equal(maas.server.count(), before);
  await refuses(maas.read(), 'VMTEST_DOWNLOAD_REFUSED', /404/);
});

test('reads signed files unverified where nothing is to be verified', async () => {
  await using maas = await served();
  assert.equal((await maas.read(INDEX, {}, { verify: 'none', keyring: null })).products.length, 3);
});

test('refuses each break in the chain of signatures', async () => {
  await using maas = await served();
  const stranger = await makeKey();
  maas.stream.keys = { index: [maas.key], products: [stranger] };
  await maas.stream.render();
  maas.publish();
  await refuses(maas.read(), 'VMTEST_SIGNATURE_KEY_UNKNOWN', new RegExp(stranger.id));
  maas.stream.keys = { index: [stranger], products: [maas.key] };
  await maas.stream.render();
  maas.publish();
  await refuses(maas.read(), 'VMTEST_SIGNATURE_KEY_UNKNOWN', /index\.sjson is signed by key/);
  await maas.put(INDEX, { format: 'index:1.0', index: { a: entry(V3.replace('.sjson', '.json')) } });
  await refuses(maas.read(), 'VMTEST_SIGNATURE_MISSING', /is signed, but names .*download\.json, which is not/);
  maas.server.files.set(`/maas/${INDEX}`, { body: '{"format": "index:1.0", "index": {}}' });
  await refuses(maas.read(), 'VMTEST_SIGNATURE_MISSING', /index\.sjson has no signature/);
  const signed = Buffer.from(maas.stream.files.get(V3) ?? []).toString();
  maas.server.files.set(`/maas/${V3}`, { body: signed.replace('noble/amd64', 'nasty/amd64') });
  await refuses(maas.read(V3), 'VMTEST_SIGNATURE_WRONG', /is not as it was signed/);
});

test('refuses what is no stream, each with its own code', async () => {
  await using maas = await served();
  const index = async (value: unknown, code: string, words: RegExp) => {
    await maas.put(INDEX, value);
    await refuses(maas.read(), code, words);
  };
  await index({ format: 'index:3.0' }, 'VMTEST_STREAM_FORMAT', /index:3\.0/);
  await index({ format: 'index:1.0', index: {} }, 'VMTEST_STREAM_INVALID', /names no products file of images/);
  await index({ format: 'index:1.0', index: { a: entry('streams/v1/../../x.sjson') } }, 'VMTEST_STREAM_PATH', /\.\./);
  await index(
    { format: 'index:1.0', index: { a: entry(V3), b: entry(V3) } },
    'VMTEST_STREAM_INVALID',
    /has the content id .*v3:download of/,
  );
  await index({ format: 'index:1.0', index: { a: entry(V3, 'index:1.0') } }, 'VMTEST_STREAM_FORMAT', /is said to be an index/);
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [at, entry(`streams/v1/${at}.sjson`)]));
  await index({ format: 'index:1.0', index: many }, 'VMTEST_STREAM_INVALID', /names 201 files/);
  await maas.put('streams/v1/bad.sjson', { format: 'products:1.0', content_id: 'bad', products: { p: { path: '../../etc/passwd' } } });
  await index({ format: 'index:1.0', index: { a: entry(V3), bad: entry('streams/v1/bad.sjson') } }, 'VMTEST_STREAM_PATH', /etc\/passwd/);
});

test('follows an index in an index, not in a circle and not for ever', async () => {
  await using maas = await served();
  const nested = (path: string) => ({ format: 'index:1.0', index: { next: entry(path, 'index:1.0') } });
  await maas.put(INDEX, { format: 'index:1.0', index: { next: entry('streams/v1/1.sjson', 'index:1.0'), v3: entry(V3) } });
  await maas.put('streams/v1/1.sjson', { format: 'index:1.0', index: { c: entry(CENTOS) } });
  assert.deepEqual(
    (await maas.read()).products.map(({ path }) => path),
    [CENTOS, V3],
  );
  await maas.put('streams/v1/1.sjson', nested(INDEX));
  await refuses(maas.read(), 'VMTEST_STREAM_INVALID', /leads back/);
  await Promise.all([1, 2, 3, 4, 5].map((at) => maas.put(`streams/v1/${at}.sjson`, nested(`streams/v1/${at + 1}.sjson`))));
  await refuses(maas.read(), 'VMTEST_STREAM_INVALID', /more than 4 indexes in a row/);
});

test('stops where a file is too large, a server fails, or it is told to', async () => {
  await using maas = await served();
  maas.server.misbehave(`/maas/${V3}`, { contentLength: 200 << 20 }, 1);
  // Alone, so that no request of this one takes the next fault.
  await refuses(maas.read(V3), 'VMTEST_STREAM_TOO_LARGE', /v3/);
  maas.server.misbehave(`/maas/${CENTOS}`, { status: 403 });
  await refuses(maas.read(), 'VMTEST_DOWNLOAD_REFUSED', /403/);
  maas.server.misbehave(`/maas/${V3}`, { silent: true });
  const stop = new AbortController();
  const reading = maas.read(V3, { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  await refuses(reading, 'VMTEST_CANCELLED', /./);
});
