import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findKept } from '../../../src/engine/replay/find.ts';
import type { RecordedServer, ReplaySpec } from '../../../src/engine/replay/record.ts';
import { serveAgain } from '../../../src/engine/replay/serve.ts';
import { WorkDir } from '../../../src/evidence/workdir.ts';
import { serve } from '../../../src/guest/http.ts';
import { tempFolder } from '../../support/temp.ts';
import { keptFolder, replayRecord } from './support.ts';

/** Evidence of a phase that was served at this address, and what serves it again. */
async function served(temp: string, port: number, prefix: string, images: ReadonlyMap<string, string> = new Map()) {
  await keptFolder(join(temp, 'one'));
  const [kept] = await findKept(temp);
  assert.ok(kept);
  const url = `http://10.0.2.2:${port}${prefix}`;
  const put = async (path: string, text: string) => {
    const file = join(temp, 'one/install/http', prefix, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
  };
  await put('install/user-data', `seed from ${url}/install/`);
  const files = [
    { path: 'install/user-data', image: null },
    ...[...images].map(([sha256]) => ({ path: 'root/squashfs', image: { sha256, bytes: 4, path: '/nowhere' } })),
  ];
  const server: RecordedServer = { url, files };
  const spec = { ...(replayRecord().phases[0]?.spec as ReplaySpec), served: server };
  const dir = await WorkDir.create(temp, 'work', null);
  return { kept, url, again: (undo: AsyncDisposableStack) => serveAgain(kept, spec, images, dir, undo) };
}

/** A port that was free a moment ago, and what its URLs had. */
async function formerServer(): Promise<{ port: number; prefix: string }> {
  await using http = await serve({});
  return { port: http.port, prefix: http.prefix };
}

const get = async (url: string) => (await fetch(url.replace('10.0.2.2', '127.0.0.1'))).text();

test('what was served is served again: on its own port, byte by byte, with files of images by their digests', async () => {
  await using temp = await tempFolder();
  await writeFile(join(temp.path, 'root'), 'root');
  const { port, prefix } = await formerServer();
  const { url, again } = await served(temp.path, port, prefix, new Map([['f'.repeat(64), join(temp.path, 'root')]]));
  await using undo = new AsyncDisposableStack();
  const server = await again(undo);
  assert.equal(server.url, url);
  assert.equal(await get(`${url}/install/user-data`), `seed from ${url}/install/`);
  assert.equal(await get(`${url}/root/squashfs`), 'root');
  const report = await fetch(`${url.replace('10.0.2.2', '127.0.0.1')}/report`, { method: 'POST', body: '{}' });
  assert.equal(report.status, 204);
  assert.equal((await fetch(`${url.replace('10.0.2.2', '127.0.0.1')}/../one/replay.json`)).status, 404);
});

test('where the port is taken, another stands in what the guest is given; in a seed disk nothing moves', async () => {
  await using temp = await tempFolder();
  await using taken = await serve({});
  const { url, again } = await served(temp.path, taken.port, taken.prefix);
  await using undo = new AsyncDisposableStack();
  const server = await again(undo);
  assert.notEqual(server.url, url);
  assert.equal(await get(`${server.url}/install/user-data`), `seed from ${server.url}/install/`);
  const seed = join(temp.path, 'one/boot/seed.iso');
  await writeFile(seed, Buffer.concat([Buffer.from([0xff, 0, 0x80]), Buffer.from(url), Buffer.from([0xfe])]));
  const copy = await readFile(await server.adapted(seed, 'seed.iso'));
  assert.deepEqual(copy, Buffer.concat([Buffer.from([0xff, 0, 0x80]), Buffer.from(server.url), Buffer.from([0xfe])]));
  assert.ok((await readFile(seed)).includes(url), 'the evidence stays as it is');
});

test('curtin’s payload names the port and is compressed: a port that is taken is told', async () => {
  await using temp = await tempFolder();
  await using taken = await serve({});
  const { again } = await served(temp.path, taken.port, taken.prefix);
  await writeFile(join(temp.path, 'one/install/curtin-install'), 'payload');
  await using undo = new AsyncDisposableStack();
  await assert.rejects(again(undo), { code: 'VMTEST_REPLAY_NOT_FOUND', message: /^port \d+ of 127\.0\.0\.1 is taken/ });
});

test('a served file that is a link is refused, one that is gone was not kept', async () => {
  await using temp = await tempFolder();
  const { port, prefix } = await formerServer();
  const { again } = await served(temp.path, port, prefix);
  const file = join(temp.path, 'one/install/http', prefix, 'install/user-data');
  await rm(file);
  {
    await using undo = new AsyncDisposableStack();
    await assert.rejects(again(undo), { code: 'VMTEST_REPLAY_NOT_KEPT' });
  }
  await symlink('/etc/hostname', file);
  await using undo = new AsyncDisposableStack();
  await assert.rejects(again(undo), { code: 'VMTEST_REPLAY_REFUSED' });
});
