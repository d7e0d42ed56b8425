import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FaultQueue, ServiceFault } from './faults.ts';
import { failRequest } from './faults.ts';

/** The parts of a stored blob, in order: each is a file. */
interface Blob {
  readonly staged: Map<string, { file: string; bytes: number }>;
  parts: { file: string; bytes: number }[] | null;
  contentType: string;
}

interface Download {
  readonly contentType?: string;
  readonly fileName?: string;
}

/**
 * Block blobs as the Azure SDK writes and the toolkits read them: Put Blob, Put Block, Put Block List, GET (with Range) and HEAD, each only
 * with an address that this store has signed for it. Blobs live in a folder, in pieces, as they came.
 */
export class BlobStore {
  readonly #blobs = new Map<string, Blob>();
  readonly #secret = randomBytes(32);
  readonly #folder: string;
  readonly #faults: FaultQueue;
  #files = 0;

  constructor(folder: string, faults: FaultQueue) {
    this.#folder = folder;
    this.#faults = faults;
  }

  /** An address that takes one blob; `origin` is the server's. `name` ends the path: a reader judges by its ending (`.zip`). */
  uploadUrl(origin: string, name: string): { readonly id: string; readonly url: string } {
    const id = `${randomBytes(9).toString('base64url')}/${encodeURIComponent(name)}`;
    this.#blobs.set(id, { staged: new Map(), parts: null, contentType: 'application/octet-stream' });
    return { id, url: this.#sign(origin, id, 'cw', {}) };
  }

  /** An address that gives a blob. */
  downloadUrl(origin: string, id: string, download: Download = {}): string {
    const extra: Record<string, string> = {};
    if (download.contentType !== undefined) extra.rsct = download.contentType;
    if (download.fileName !== undefined) extra.rscd = `attachment; filename="${download.fileName}"`;
    return this.#sign(origin, id, 'r', extra);
  }

  /** Of a blob that was committed; null of one that was not. */
  size(id: string): number | null {
    return this.#blobs.get(id)?.parts?.reduce((sum, part) => sum + part.bytes, 0) ?? null;
  }

  contentType(id: string): string {
    return this.#blobs.get(id)?.contentType ?? 'application/octet-stream';
  }

  /** `sha256:…` of a committed blob. */
  async digest(id: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of this.bytes(id)) hash.update(piece);
    return `sha256:${hash.digest('hex')}`;
  }

  /** The bytes of a committed blob, from `start` to before `end`. */
  async *bytes(id: string, start = 0, end = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    let at = 0;
    for (const part of this.#blobs.get(id)?.parts ?? []) {
      const from = Math.max(0, start - at);
      const to = Math.min(part.bytes, end - at);
      if (from < to)
        for await (const piece of createReadStream(part.file, { start: from, end: to - 1, highWaterMark: 1 << 20 })) yield piece;
      at += part.bytes;
    }
  }

  async remove(id: string): Promise<void> {
    const blob = this.#blobs.get(id);
    this.#blobs.delete(id);
    for (const part of [...(blob?.parts ?? []), ...(blob?.staged.values() ?? [])]) await rm(part.file, { force: true });
  }

  /** Answers a request for `/blobs/ID/NAME`. */
  async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const id = url.pathname.replace(/^\/blobs\//, '');
    const blob = this.#blobs.get(id);
    const writes = request.method === 'PUT';
    if (blob === undefined || !this.#signed(url, id, writes ? 'cw' : 'r')) return refuse(request, response, 403, 'AuthenticationFailed');
    const fault = this.#faults.take(writes ? 'blob:put' : 'blob:get');
    if (await failRequest(fault, request, response)) return;
    if (writes) await this.#put(blob, request, response, url);
    else await this.#get(id, blob, request, response, url, fault);
  }

  async #put(blob: Blob, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const part = url.searchParams.get('comp');
    if (part === 'blocklist') {
      const wanted = [...(await text(request)).matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]*)</g)].map(([, block]) => block ?? '');
      const parts = wanted.map((block) => blob.staged.get(block));
      if (parts.includes(undefined)) return refuse(request, response, 400, 'InvalidBlockList');
      blob.parts = parts.filter((one) => one !== undefined);
      blob.contentType = header(request, 'x-ms-blob-content-type') ?? blob.contentType;
    } else {
      const written = await this.#write(request);
      if (part === 'block') blob.staged.set(url.searchParams.get('blockid') ?? '', written);
      else {
        if (header(request, 'x-ms-blob-type') !== 'BlockBlob') return refuse(request, response, 400, 'InvalidHeaderValue');
        blob.parts = [written];
        blob.contentType = header(request, 'x-ms-blob-content-type') ?? header(request, 'content-type') ?? blob.contentType;
      }
    }
    response.writeHead(201, { etag: `"${randomBytes(6).toString('hex')}"`, 'x-ms-request-id': 'local', 'content-length': '0' });
    response.end();
  }

  async #write(request: IncomingMessage): Promise<{ file: string; bytes: number }> {
    await mkdir(this.#folder, { recursive: true });
    const file = join(this.#folder, String(this.#files++));
    await pipeline(request, createWriteStream(file));
    return { file, bytes: (await stat(file)).size };
  }

  async #get(
    id: string,
    blob: Blob,
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    fault: ServiceFault | null,
  ): Promise<void> {
    const size = this.size(id);
    if (size === null) return refuse(request, response, 404, 'BlobNotFound');
    const range = /^bytes=(\d+)-(\d*)$/.exec(header(request, 'x-ms-range') ?? header(request, 'range') ?? '');
    const start = Number(range?.[1] ?? 0);
    const end = range === null || range[2] === '' ? size : Math.min(size, Number(range[2]) + 1);
    const disposition = url.searchParams.get('rscd');
    response.writeHead(range === null ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      'content-type': url.searchParams.get('rsct') ?? blob.contentType,
      'x-ms-blob-type': 'BlockBlob',
      ...(disposition === null ? {} : { 'content-disposition': disposition }),
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    let left = fault?.kind === 'cut' ? fault.after : Number.POSITIVE_INFINITY;
    let spoil = fault?.kind === 'corrupt';
    for await (const piece of this.bytes(id, start, end)) {
      const out = piece.subarray(0, left);
      // The middle of the first piece: a zip's ends stay readable, so that the digest alone tells.
      if (spoil) out[out.length >> 1] = (out[out.length >> 1] ?? 0) ^ 0xff;
      spoil = false;
      left -= out.length;
      await new Promise<void>((resolve) => response.write(out, () => resolve()));
      if (left <= 0) {
        response.socket?.resetAndDestroy();
        return;
      }
    }
    response.end();
  }

  #sign(origin: string, id: string, permission: string, extra: Readonly<Record<string, string>>): string {
    const query = new URLSearchParams({ sp: permission, sr: 'b', sv: '2026-02-06', ...extra });
    query.set('sig', this.#signature(id, permission));
    return `${origin}/blobs/${id}?${query}`;
  }

  #signed(url: URL, id: string, permission: string): boolean {
    // The Azure SDK takes the padding off a signature: compared without it.
    const given = (url.searchParams.get('sig') ?? '').replace(/=+$/, '');
    return url.searchParams.get('sp') === permission && given === this.#signature(id, permission).replace(/=+$/, '');
  }

  #signature(id: string, permission: string): string {
    return createHmac('sha256', this.#secret).update(`${permission} ${id}`).digest('base64');
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code });
  response.end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

async function text(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
