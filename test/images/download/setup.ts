import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openClient } from '../../../src/images/download/client.ts';
import type { Client, ClientOptions, DownloadRequest, Expected, TransferOptions } from '../../../src/images/download/types.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { type HttpServer, httpServer } from '../../support/http-server.ts';
import { tempFolder } from '../../support/temp.ts';

/** Attempts follow each other at once, and patience is long: tests that are about either say so. */
const QUICK: ClientOptions = { backoff: 0.001, stall: 20 };

export interface Setup extends AsyncDisposable {
  readonly server: HttpServer;
  readonly client: Client;
  /** What the server has at `/file`. */
  readonly bytes: Buffer;
  readonly expected: Expected;
  readonly folder: string;
  readonly partial: string;
  readonly notes: string[];
  /** Downloads `/file`, or what is given. */
  readonly download: (request?: Partial<DownloadRequest>, options?: TransferOptions) => Promise<void>;
  /** Ranges that were asked for, undefined for a request without one. */
  readonly ranges: () => (string | undefined)[];
  /** The partial file; null where there is none. */
  readonly left: () => Promise<Buffer | null>;
}

/** A server with one file, a client, and a folder to download to. */
export async function setup(options: ClientOptions & { readonly size?: number; readonly etag?: string } = {}): Promise<Setup> {
  const { size = 100_000, etag, ...client } = options;
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await tempFolder());
  const bytes = randomBytes(size);
  const server = stack.use(await httpServer({ '/file': { body: bytes, ...(etag === undefined ? {} : { etag }) } }));
  const made = stack.use(openClient({ ...QUICK, ...client }));
  const expected = expectedOf(bytes);
  const partial = join(folder, 'file.part');
  const notes: string[] = [];
  const kept = stack.move();
  return {
    server,
    client: made,
    bytes,
    expected,
    folder,
    partial,
    notes,
    download: (request, transfer) =>
      made.download(
        { url: server.url('/file'), expected, partial, redirects: [], ...request },
        { onNote: (note) => notes.push(note), ...transfer },
      ),
    ranges: () => server.asked.map(({ headers }) => headers.range),
    left: async () => ((await readdir(folder)).length === 0 ? null : readFile(partial)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export function expectedOf(bytes: Uint8Array): Expected & { readonly sha256: string } {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** For `assert.rejects`: an error of ours with this code, whose message and hint match. */
export function failing(code: string, pattern: RegExp = /./): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof VmtestError)) throw error;
    const text = `${error.message} (${error.hint ?? ''})`;
    if (error.code === code && pattern.test(text)) return true;
    throw new Error(`${error.code} in place of ${code} with ${pattern}: ${text}`, { cause: error });
  };
}
