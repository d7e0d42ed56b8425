import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type HttpServer, type RequestNote, serve } from '../../src/guest/http.ts';

let folder: string;
let server: HttpServer;
const seen: RequestNote[] = [];
const posted: unknown[] = [];
const refused: string[] = [];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmtest-http-'));
  await writeFile(join(folder, 'big'), Buffer.alloc(3_000_000, 'abcdefg'));
  await writeFile(join(folder, 'secret'), 'secret');
  server = await serve({
    routes: {
      'seed/user-data': '#cloud-config\n',
      'seed/vendor-data': '',
      'files/big': { file: join(folder, 'big') },
      'files/gone': { file: join(folder, 'gone') },
      webhook: { post: (body) => void posted.push(body), refused: (why) => void refused.push(why) },
    },
    onRequest: (note) => void seen.push(note),
  });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Sends bytes as they are: fetch would tidy a path up. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('serve', () => {
  it('listens on a free port of loopback behind 128 random bits', async () => {
    assert.match(server.url, new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/[0-9a-f]{32}$`));
    assert.equal(server.urlAt('10.0.2.2'), `http://10.0.2.2:${server.port}${server.prefix}`);
    await using other = await serve({});
    assert.notEqual(other.prefix, server.prefix);
    assert.notEqual(other.port, server.port);
  });

  it('sends bytes and files, their heads and their ranges', async () => {
    const small = await fetch(`${server.url}/seed/user-data`);
    assert.equal(await small.text(), '#cloud-config\n');
    assert.equal(small.headers.get('content-length'), '14');
    assert.equal(await (await fetch(`${server.url}/seed/vendor-data`)).text(), '');
    const big = Buffer.from(await (await fetch(`${server.url}/files/big?x=1`)).arrayBuffer());
    assert.ok(big.equals(Buffer.alloc(3_000_000, 'abcdefg')));
    const head = await fetch(`${server.url}/files/big`, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '3000000', '']);
    for (const path of ['files/big', 'seed/user-data']) {
      const part = await fetch(`${server.url}/${path}`, { headers: { range: 'bytes=1-3' } });
      assert.equal(part.status, 206);
      assert.match(part.headers.get('content-range') ?? '', /^bytes 1-3\/(3000000|14)$/);
      assert.equal((await part.text()).length, 3);
      const outside = await fetch(`${server.url}/${path}`, { headers: { range: 'bytes=3000000-' } });
      assert.deepEqual([outside.status, await outside.text()], [416, '']);
    }
  });

  it('knows no path but its routes', async () => {
    const { prefix, url } = server;
    for (const path of [
      '/',
      '/seed/user-data',
      `${prefix}`,
      `${prefix}/`,
      `${prefix}/files`,
      `${prefix}/files/big/`,
      `${prefix}x/seed/user-data`,
    ]) {
      assert.equal((await fetch(new URL(path, url))).status, 404, path);
    }
    for (const path of [
      'files/../../secret',
      '../secret',
      `files/..%2f..%2fsecret`,
      '%2e%2e/secret',
      'files/%',
      `${folder}/secret`,
      'constructor',
      '__proto__',
    ]) {
      const answer = await raw(`GET ${prefix}/${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 404 /, path);
      assert.ok(!answer.includes('secret'));
    }
  });

  it('takes routes later', async () => {
    assert.equal((await fetch(`${server.url}/later`)).status, 404);
    server.route('later', 'now');
    assert.equal(await (await fetch(`${server.url}/later`)).text(), 'now');
  });

  it('answers for a file that is gone and goes on', async () => {
    assert.equal((await fetch(`${server.url}/files/gone`)).status, 500);
    assert.equal((await fetch(`${server.url}/seed/user-data`)).status, 200);
  });

  it('hands on JSON that is posted, up to 1 MiB', async () => {
    const post = (body: string) => fetch(`${server.url}/webhook`, { method: 'POST', body });
    assert.equal((await post('{"name":"cmd-install"}')).status, 204);
    assert.deepEqual(posted, [{ name: 'cmd-install' }]);
    assert.equal((await post('{broken')).status, 400);
    assert.equal((await fetch(`${server.url}/webhook`)).status, 405);
    assert.equal((await fetch(`${server.url}/seed/user-data`, { method: 'POST', body: 'x' })).status, 405);
    const length = (2 << 20).toString();
    assert.match(await raw(`POST ${server.prefix}/webhook HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`), /^HTTP\/1\.1 413 /);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answer = await raw(
      `POST ${server.prefix}/webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}`,
    ).catch(
      // The server closes while we still write: which of the two we see is a race.
      () => 'HTTP/1.1 413 ',
    );
    assert.match(answer, /^HTTP\/1\.1 413 |^$/);
    assert.equal(posted.length, 1);
    assert.deepEqual(refused, ['not JSON', 'too large', 'too large']);
  });

  it('holds no more of many bodies at once than of two', async () => {
    const taken: number[] = [];
    const why: string[] = [];
    await using one = await serve({
      routes: { in: { maxBytes: 100_000, post: (_, bytes) => void taken.push(bytes), refused: (reason) => void why.push(reason) } },
    });
    const body = JSON.stringify('x'.repeat(90_000));
    const head = `POST ${one.prefix}/in HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`;
    // All but the last byte of ten bodies: none is whole, so all are held, or refused.
    const sockets = Array.from({ length: 10 }, () => connect(one.port, '127.0.0.1'));
    const ended = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => undefined);
          socket.on('close', () => resolve());
          socket.resume();
        }),
    );
    for (const socket of sockets) socket.write(head + body.slice(0, -1));
    while (why.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const socket of sockets) socket.write(body.slice(-1));
    await Promise.all(ended);
    assert.deepEqual([taken, why.length], [[body.length, body.length], 8]);
    // What was held is let go.
    assert.equal((await fetch(`${one.url}/in`, { method: 'POST', body })).status, 204);
  });

  it('refuses a head that is too large', async () => {
    assert.match(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  });

  it('tells of each request, by its route alone', async () => {
    seen.length = 0;
    await fetch(`${server.url}/seed/user-data`);
    await fetch(`${server.url}/no\u202ewhere`);
    assert.deepEqual(seen, [
      { method: 'GET', path: 'seed/user-data', status: 200 },
      { method: 'GET', path: null, status: 404 },
    ]);
  });

  it('closes at once, whoever is connected', async () => {
    const one = await serve({ routes: { big: { file: join(folder, 'big') } } });
    const closed = new Promise<void>((resolve, reject) => {
      const socket = connect(one.port, '127.0.0.1', () => socket.write(`GET ${one.prefix}/big HTTP/1.1\r\nhost: x\r\n\r\n`));
      // Reads nothing more: the answer is stuck in the middle.
      socket.once('data', () => {
        socket.pause();
        void one[Symbol.asyncDispose]().then(resolve, reject);
      });
      socket.on('error', () => undefined);
    });
    await closed;
    await assert.rejects(fetch(`${one.url}/big`));
  });

  it('says where it cannot listen', async () => {
    await assert.rejects(serve({ address: '192.0.2.1' }), /cannot listen for the guest on 192\.0\.2\.1/);
  });
});
