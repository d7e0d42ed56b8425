import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { open, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { sendFile } from '../../src/guest/send-file.ts';
import { tempFolder } from '../support/temp.ts';

/** A server that sends a range of a file of 5,000,000 bytes; `sent` is what became of the sending. */
async function serveRange(range: { first: number; last: number }, inTheMiddle: (path: string) => Promise<void> = async () => undefined) {
  const folder = await tempFolder();
  const path = join(folder.path, 'file');
  const bytes = Buffer.from(Uint32Array.from({ length: 1_250_000 }, (_, index) => index).buffer);
  await writeFile(path, bytes);
  const server = createServer();
  const sent = new Promise<void>((resolve, reject) => {
    server.on('request', (_, response) => {
      const send = async () => {
        await using file = await open(path, 'r');
        response.writeHead(200, { 'content-length': range.last - range.first + 1 });
        await inTheMiddle(path);
        await sendFile(file, range, response);
      };
      send().then(resolve, (error) => {
        response.destroy();
        reject(error);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    bytes,
    path,
    sent,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Files of this process that are open at `path`. */
function openAt(path: string): number {
  const at = (fd: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  };
  return readdirSync('/proc/self/fd').filter((fd) => at(fd) === path).length;
}

test('every byte of a range comes, in its order, however many pieces it takes', async () => {
  await using server = await serveRange({ first: 7, last: 4_999_990 });
  const got = Buffer.from(await (await fetch(`http://127.0.0.1:${server.port}`)).arrayBuffer());
  assert.ok(got.equals(server.bytes.subarray(7, 4_999_991)));
  await server.sent;
});

test('a slow reader gets the bytes that the file had', async () => {
  await using server = await serveRange({ first: 0, last: 4_999_999 });
  const socket = connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if (chunks.length % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const all = Buffer.concat(chunks);
  assert.ok(all.subarray(all.indexOf('\r\n\r\n') + 4).equals(server.bytes));
});

test('a client that leaves in the middle leaves nothing open', async () => {
  await using server = await serveRange({ first: 0, last: 4_999_999 });
  const socket = connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
  await once(socket, 'data');
  socket.destroy();
  await server.sent;
  assert.equal(openAt(server.path), 0);
});

test('a file that became shorter ends the connection, not with a whole answer', async () => {
  await using server = await serveRange({ first: 0, last: 4_999_999 }, async (path) => await truncate(path, 2_000_000));
  const failed = assert.rejects(server.sent, /shorter/);
  await assert.rejects(async () => await (await fetch(`http://127.0.0.1:${server.port}`)).arrayBuffer());
  await failed;
  assert.equal(openAt(server.path), 0);
});
