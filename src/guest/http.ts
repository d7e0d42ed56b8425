import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VmtestError } from '../model/errors.ts';
import { parseRange } from './range.ts';
import { sendFile } from './send-file.ts';

/** Takes JSON that is POSTed, up to `maxBytes` (1 MiB where it is not said). */
export interface Receiver {
  readonly post: (body: unknown, bytes: number) => void;
  /** Hears what was posted and not taken: too large, or not JSON. */
  readonly refused?: (why: 'too large' | 'not JSON') => void;
  readonly maxBytes?: number;
}

/** What a path answers with: bytes, a file of the host's (read anew for each request), or a receiver. */
export type Route = string | Uint8Array | { readonly file: string } | Receiver;

/** One request, for a log: guest text in `path` is only ever that of a route that exists. */
export interface RequestNote {
  readonly method: string;
  /** The route's path, or null where there is none. */
  readonly path: string | null;
  readonly status: number;
}

export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  /** `/` and 128 random bits: every URL begins with it. */
  readonly prefix: string;
  /** The server as the host sees it, without a slash at the end: `http://127.0.0.1:PORT/TOKEN`. */
  readonly url: string;
  /** The same for somebody who reaches the server at another address: `10.0.2.2` for a guest with user networking. */
  readonly urlAt: (host: string) => string;
  /** Adds a route or replaces it: a seed can only be written when the port is known. */
  readonly route: (path: string, route: Route) => void;
}

export interface ServeOptions {
  /** The address to listen on; loopback unless a bridge's own address is given. */
  readonly address?: string;
  /** Path below the prefix, without a slash in front → what it answers with. */
  readonly routes?: Readonly<Record<string, Route>>;
  /** What its URLs had when it served before, for a guest that was told of them then; absent: a free port, and a new word of chance. */
  readonly again?: { readonly port: number; readonly prefix: string };
  readonly onRequest?: (request: RequestNote) => void;
}

const MAX_BODY = 1 << 20;

/**
 * Starts the HTTP server of one test, for seeds, published files and an installer's reports. It answers GET and HEAD (with ranges) for
 * exactly the paths that it was given: there is no mapping from a path to a folder, so there is nothing to climb out of. Disposal
 * closes it and every connection at once. Throws VMTEST_INTERNAL where it cannot listen.
 */
export async function serve(options: ServeOptions): Promise<HttpServer> {
  const prefix = options.again?.prefix ?? `/${randomBytes(16).toString('hex')}`;
  const address = options.address ?? '127.0.0.1';
  const routes = new Map(Object.entries(options.routes ?? {}));
  const server = createServer({ maxHeaderSize: 16 << 10, headersTimeout: 30_000, requestTimeout: 120_000, keepAliveTimeout: 5_000 });
  server.maxHeadersCount = 64;
  server.maxConnections = 128;
  // A stopped or starved guest reads nothing for a while; one that is gone must not hold a file open for ever.
  server.timeout = 600_000;
  server.on('request', (request, response) => {
    void handle(request, response, prefix, routes).then((path) => {
      options.onRequest?.({ method: request.method ?? '', path, status: response.statusCode });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new VmtestError('VMTEST_INTERNAL', `cannot listen for the guest on ${address}: ${cause.message}`, { cause }));
    });
    server.listen(options.again?.port ?? 0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const urlAt = (host: string) => `http://${host.includes(':') ? `[${host}]` : host}:${port}${prefix}`;
  return {
    port,
    prefix,
    url: urlAt(address),
    urlAt,
    route: (path, route) => {
      routes.set(path, route);
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers one request; returns the route's path. Nothing that goes wrong here may reach further than this request. */
async function handle(request: IncomingMessage, response: ServerResponse, prefix: string, routes: ReadonlyMap<string, Route>) {
  const path = pathOf(request, prefix);
  const route = path === null ? undefined : routes.get(path);
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  try {
    if (route === undefined) refuse(response, 404);
    else if (typeof route === 'object' && 'post' in route) await receive(request, response, route);
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405);
    else await send(request, response, route);
  } catch {
    if (response.headersSent) response.destroy();
    else refuse(response, 500);
  }
  return route === undefined ? null : path;
}

function pathOf(request: IncomingMessage, prefix: string): string | null {
  const path = (request.url ?? '').split('?', 1)[0] as string;
  if (!path.startsWith(`${prefix}/`)) return null;
  try {
    return decodeURIComponent(path.slice(prefix.length + 1));
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number): void {
  // What is left of the request's body is not read: the connection ends with the answer.
  response.writeHead(status, { 'content-length': 0, connection: 'close' }).end();
}

async function send(request: IncomingMessage, response: ServerResponse, route: string | Uint8Array | { readonly file: string }) {
  if (typeof route === 'string' || route instanceof Uint8Array) {
    const body = typeof route === 'string' ? Buffer.from(route) : route;
    const range = head(request, response, body.length);
    if (range === null || request.method === 'HEAD') response.end();
    else response.end(body.subarray(range.first, range.last + 1));
    return;
  }
  await using file = await open(route.file, 'r');
  const { size } = await file.stat();
  const range = head(request, response, size);
  if (range === null || request.method === 'HEAD' || range.last < range.first) response.end();
  else await sendFile(file, range, response);
}

/** Writes the answer's head; returns the bytes to send, or null where there are none because the range lies outside. */
function head(request: IncomingMessage, response: ServerResponse, size: number): { first: number; last: number } | null {
  const range = parseRange(request.headers.range, size);
  const common = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes' };
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...common, 'content-range': `bytes */${size}`, 'content-length': 0 });
    return null;
  }
  if (range === null) {
    response.writeHead(200, { ...common, 'content-length': size });
    return { first: 0, last: size - 1 };
  }
  const { first, last } = range;
  response.writeHead(206, { ...common, 'content-range': `bytes ${first}-${last}/${size}`, 'content-length': last - first + 1 });
  return range;
}

/** Bytes of bodies that are coming in, by their receiver: many connections at once must not hold what one may not. */
const held = new WeakMap<Receiver, number>();
const TOGETHER = 2;

async function receive(request: IncomingMessage, response: ServerResponse, receiver: Receiver): Promise<void> {
  const { post, maxBytes = MAX_BODY, refused } = receiver;
  const tooLarge = () => {
    refused?.('too large');
    refuse(response, 413);
  };
  if (request.method !== 'POST' && request.method !== 'PUT') return refuse(response, 405);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      held.set(receiver, (held.get(receiver) ?? 0) + chunk.length);
      if (length > maxBytes || (held.get(receiver) as number) > TOGETHER * maxBytes) return tooLarge();
      chunks.push(chunk);
    }
  } finally {
    held.set(receiver, (held.get(receiver) ?? 0) - length);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    refused?.('not JSON');
    return refuse(response, 400);
  }
  post(body, length);
  response.writeHead(204).end();
}
