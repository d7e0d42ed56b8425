// The other end of the downloads, in a process of its own: `/N` is N bytes of the block in the file that is named, again and again.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const block = readFileSync(process.argv[2] as string);

async function send(response: ServerResponse, size: number): Promise<void> {
  response.writeHead(200, { 'content-length': String(size) });
  for (let left = size; left > 0 && !response.destroyed; left -= block.length) {
    if (!response.write(left < block.length ? block.subarray(0, left) : block)) await once(response, 'drain');
  }
  response.end();
}

const server = createServer((request, response) => {
  send(response, Number(request.url?.slice(1))).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
