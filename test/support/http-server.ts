import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type Asked, answerOf, type Fault, type Published, sendBody } from './http-faults.ts';

/**
 * A real HTTP server of one test on 127.0.0.1, on a port that the system picks: `await using server = await httpServer()`.
 * It knows HEAD, GET, Range, If-Range, ETag, and misbehaves where it is told to. It also stands in for a proxy: an absolute address is
 * answered from the same files, whatever its host, and CONNECT leads back to itself.
 */
export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly origin: string;
  readonly url: (path: string) => string;
  /** What is published, by path (`/streams/v1/index.json`); anything else is 404. */
  readonly files: Map<string, Published>;
  /** Every request so far, CONNECT included. */
  readonly asked: Asked[];
  /** How many requests there were, or how many for one path. */
  readonly count: (path?: string) => number;
  /**
   * The next `times` requests for `path` are answered with this fault (null: properly). Calls line up: each holds after the one before
   * it is used up. Without `times` it holds for ever. The path need not be published where the fault does not send its body.
   */
  readonly misbehave: (path: string, fault: Fault | null, times?: number) => void;
  /** Ends it now: what is under way is cut. A later connection is refused. */
  readonly close: () => Promise<void>;
}

interface Turn {
  readonly fault: Fault | null;
  left: number;
}

/** Starts a server; `files` may be given at once, a text or bytes standing for `{ body }`. */
export async function httpServer(files: Readonly<Record<string, Published | string | Uint8Array>> = {}): Promise<HttpServer> {
  const published = new Map(Object.entries(files).map(([path, file]) => [path, asPublished(file)]));
  const asked: Asked[] = [];
  const turns = new Map<string, Turn[]>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const one = askedOf(request);
    asked.push(one);
    // A client that goes is nothing that a test of it should die of.
    answer(one, response, published.get(one.path), nextFault(turns.get(one.path))).catch(() => response.destroy());
  });
  server.on('connection', (socket) => keep(sockets, socket));
  server.on('connect', (request, client: Socket) => {
    asked.push({ method: 'CONNECT', target: request.url ?? '', path: '', headers: request.headers });
    const { port } = server.address() as AddressInfo;
    const back = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    keep(sockets, back);
    client.on('error', () => back.destroy());
    client.pipe(back).pipe(client);
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    origin,
    url: (path) => `${origin}${path}`,
    files: published,
    asked,
    count: (path) => (path === undefined ? asked.length : asked.filter((one) => one.path === path).length),
    misbehave: (path, fault, times = Number.POSITIVE_INFINITY) => {
      turns.set(path, [...(turns.get(path) ?? []), { fault, left: times }]);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function asPublished(file: Published | string | Uint8Array): Published {
  return typeof file === 'string' || file instanceof Uint8Array ? { body: file } : file;
}

function askedOf(request: IncomingMessage): Asked {
  const target = request.url ?? '/';
  return { method: request.method ?? 'GET', target, path: new URL(target, 'http://any').pathname, headers: request.headers };
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
}

function nextFault(turns: readonly Turn[] | undefined): Fault | null {
  const turn = turns?.find(({ left }) => left > 0);
  if (turn === undefined) return null;
  turn.left -= 1;
  return turn.fault;
}

async function answer(asked: Asked, response: ServerResponse, file: Published | undefined, fault: Fault | null): Promise<void> {
  await fault?.wait;
  if (fault?.raw !== undefined) {
    response.socket?.end(fault.raw);
    return;
  }
  if (fault?.silent === true) return;
  const size = file === undefined ? 0 : await sizeOf(file);
  const reply = answerOf(asked, file, size, fault);
  response.writeHead(reply.status, reply.headers);
  if (asked.method === 'HEAD' || reply.body === null) {
    response.end(asked.method === 'HEAD' ? undefined : reply.text);
    return;
  }
  await sendBody(response, bytesOf((file as Published).body, reply.body.start, reply.body.end), fault);
}

async function sizeOf({ body }: Published): Promise<number> {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.length : (await stat(body.file)).size;
}

/** The bytes from `start` to before `end`, in pieces. */
function bytesOf(body: Published['body'], start: number, end: number): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (start >= end) return [];
  if (typeof body === 'string' || body instanceof Uint8Array) return [Buffer.from(body as Uint8Array).subarray(start, end)];
  return createReadStream(body.file, { start, end: end - 1, highWaterMark: 1 << 20 });
}
