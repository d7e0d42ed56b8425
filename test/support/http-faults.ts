import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is published at a path; it may be replaced between two requests. */
export interface Published {
  /** The bytes, or the path of a file that has them. */
  readonly body: Uint8Array | string | { readonly file: string };
  /** With its quotes, such as `"v1"`; a server without it is one that knows no ETag. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default true; false is a server that answers every request with the whole file. */
  readonly ranges?: boolean;
}

export interface Asked {
  readonly method: string;
  /** As the client wrote it: a path, a whole address where the server stands in for a proxy, `host:port` of a CONNECT. */
  readonly target: string;
  /** The path alone. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** One way of misbehaving; the fields may be joined. Bytes are counted in the body of that one answer. */
export interface Fault {
  /** Another status than is due; its body is `text`, not the file. */
  readonly status?: number;
  readonly text?: string;
  /** Headers beside the others, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends elsewhere: the Location, written as it is; the status is 302 where none is given. */
  readonly redirect?: string;
  /** Sends so many bytes of the file, then … */
  readonly after?: number;
  /** … nothing more with the connection open, a reset, or a proper end. Default: `reset`. */
  readonly ending?: 'stall' | 'reset' | 'end';
  /** Bytes a second. */
  readonly rate?: number;
  /** What Content-Length says; null leaves it out (the body is chunked). */
  readonly contentLength?: number | null;
  /** Sends so many bytes more than the file has. */
  readonly extra?: number;
  /** This in place of an HTTP answer, then the end of the connection. */
  readonly raw?: string;
  /** Never answers. */
  readonly silent?: boolean;
  /** Answers once this has come to an end. */
  readonly wait?: Promise<unknown>;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** The part of the file that is sent; null where `text` is. */
  readonly body: { readonly start: number; readonly end: number } | null;
  readonly text: string;
}

/** The head of an answer, and which bytes follow it. */
export function answerOf(asked: Asked, file: Published | undefined, size: number, fault: Fault | null): Reply {
  const status = fault?.status ?? (fault?.redirect === undefined ? undefined : 302) ?? (file === undefined ? 404 : undefined);
  if (status !== undefined) {
    const text = fault?.text ?? `status ${status}\n`;
    const location: Record<string, string> = fault?.redirect === undefined ? {} : { location: fault.redirect };
    return { status, headers: { 'content-length': String(Buffer.byteLength(text)), ...location, ...fault?.headers }, body: null, text };
  }
  const { etag, ranges = true, headers } = file as Published;
  const range = ranges ? rangeOf(asked, etag, size) : null;
  const common: Record<string, string> = {
    ...(etag === undefined ? {} : { etag }),
    ...(ranges ? { 'accept-ranges': 'bytes' } : {}),
    ...headers,
  };
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...common, 'content-range': `bytes */${size}`, 'content-length': '0' }, body: null, text: '' };
  }
  const body = range ?? { start: 0, end: size };
  const length = fault?.contentLength === undefined ? body.end - body.start + (fault?.extra ?? 0) : fault.contentLength;
  return {
    status: range === null ? 200 : 206,
    headers: {
      ...common,
      ...(length === null ? {} : { 'content-length': String(length) }),
      ...(range === null ? {} : { 'content-range': `bytes ${range.start}-${range.end - 1}/${size}` }),
      ...fault?.headers,
    },
    body,
    text: '',
  };
}

function rangeOf(asked: Asked, etag: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d+)-(\d*)$/.exec(asked.headers.range ?? '');
  if (match === null) return null;
  const condition = asked.headers['if-range'];
  if (condition !== undefined && condition !== etag) return null;
  const start = Number(match[1]);
  if (start >= size) return 'unsatisfiable';
  return { start, end: match[2] === '' ? size : Math.min(size, Number(match[2]) + 1) };
}

/** Sends a body, as far and as fast as the fault says. */
export async function sendBody(
  response: ServerResponse,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  fault: Fault | null,
): Promise<void> {
  let left = fault?.after ?? Number.POSITIVE_INFINITY;
  for await (const piece of pieces) {
    const part = piece.length <= left ? piece : piece.subarray(0, left);
    left -= part.length;
    await write(response, part, fault?.rate);
    if (left <= 0) break;
  }
  if (fault?.after !== undefined && fault.ending !== 'end') {
    if (fault.ending === 'stall') return;
    // What was written goes out before the reset does, else the client may see less.
    await sleep(20);
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault?.extra !== undefined) await write(response, Buffer.alloc(fault.extra, '+'), fault.rate);
  response.end();
  // Node keeps a connection whose Content-Length promised more; a server that dies would not.
  if (fault !== null) response.socket?.end();
}

async function write(response: ServerResponse, bytes: Uint8Array, rate: number | undefined): Promise<void> {
  const step = rate === undefined ? bytes.length : Math.max(1, Math.floor(rate / 10));
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    if (!response.write(bytes.subarray(at, at + step))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (rate !== undefined) await sleep((step / rate) * 1000);
  }
  if (response.destroyed) throw new Error('the client went');
}
