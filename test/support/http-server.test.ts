import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { httpServer } from './http-server.ts';
import { tempFolder } from './temp.ts';

test('serves bytes, texts and files, and what is published may change', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, 'from a file');
  await using server = await httpServer({ '/text': 'a text', '/bytes': Buffer.from('bytes'), '/file': { body: { file }, etag: '"1"' } });
  assert.equal(await (await fetch(server.url('/text'))).text(), 'a text');
  assert.equal(await (await fetch(server.url('/bytes'))).text(), 'bytes');
  const head = await fetch(server.url('/file'), { method: 'HEAD' });
  assert.deepEqual([head.headers.get('etag'), head.headers.get('content-length')], ['"1"', '11']);
  server.files.set('/text', { body: 'another' });
  assert.equal(await (await fetch(server.url('/text'))).text(), 'another');
  assert.equal((await fetch(server.url('/absent'))).status, 404);
  assert.deepEqual([server.count(), server.count('/text'), server.asked[2]?.method], [5, 2, 'HEAD']);
});

test('knows ranges and their conditions', async () => {
  await using server = await httpServer({ '/x': { body: '0123456789', etag: '"a"' } });
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(server.url('/x'), { headers });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };
  assert.deepEqual(await ask({ range: 'bytes=4-' }), [206, 'bytes 4-9/10', '456789']);
  assert.deepEqual(await ask({ range: 'bytes=4-5', 'if-range': '"a"' }), [206, 'bytes 4-5/10', '45']);
  assert.deepEqual(await ask({ range: 'bytes=4-', 'if-range': '"b"' }), [200, null, '0123456789']);
  assert.deepEqual(await ask({ range: 'bytes=10-' }), [416, 'bytes */10', '']);
  server.files.set('/x', { body: '0123456789', ranges: false });
  assert.deepEqual(await ask({ range: 'bytes=4-' }), [200, null, '0123456789']);
});

test('misbehaves as often as it is told, in order', async () => {
  await using server = await httpServer({ '/x': '0123456789' });
  const text = async () => await (await fetch(server.url('/x'))).text();
  server.misbehave('/x', { status: 503, text: 'busy' }, 1);
  server.misbehave('/x', null, 1);
  server.misbehave('/x', { after: 4 }, 1);
  server.misbehave('/x', { after: 4, ending: 'end', contentLength: null }, 1);
  server.misbehave('/x', { extra: 3, contentLength: null }, 1);
  server.misbehave('/x', { raw: 'nonsense\r\n\r\n' }, 1);
  server.misbehave('/x', { after: 4, ending: 'end' }, 1);
  assert.equal(await text(), 'busy');
  assert.equal(await text(), '0123456789');
  await assert.rejects(text());
  assert.equal(await text(), '0123');
  assert.equal(await text(), '0123456789+++');
  await assert.rejects(text());
  await assert.rejects(text());
  assert.equal(await text(), '0123456789');
});

test('a stall, a server that is silent, and one that has gone', async () => {
  await using server = await httpServer({ '/x': '0123456789' });
  server.misbehave('/x', { after: 4, ending: 'stall' }, 1);
  server.misbehave('/x', { silent: true }, 1);
  const stalled = await fetch(server.url('/x'));
  const reader = stalled.body?.getReader();
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), '0123');
  const next = reader?.read().then(
    () => 'read',
    () => 'failed',
  );
  const silent = fetch(server.url('/x')).then(
    () => 'answered',
    () => 'failed',
  );
  assert.equal(await Promise.race([next, silent, new Promise((resolve) => setTimeout(resolve, 200, 'waiting'))]), 'waiting');
  await server.close();
  assert.deepEqual(await Promise.all([next, silent]), ['failed', 'failed']);
  await assert.rejects(fetch(server.url('/x')));
});
