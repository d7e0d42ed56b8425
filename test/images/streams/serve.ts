import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openClient } from '../../../src/images/download/client.ts';
import { type ReadOptions, readStream } from '../../../src/images/streams/read.ts';
import type { Stream, StreamAddress } from '../../../src/images/streams/types.ts';
import { type HttpServer, httpServer } from '../../support/http-server.ts';
import { makeKey, signClear, type TestKey } from '../../support/keys.ts';
import { makeStream, type TestStream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp.ts';

/** A published stream, a server that has it, and a keyring that believes it. */
export interface Served extends AsyncDisposable {
  readonly stream: TestStream;
  readonly server: HttpServer;
  readonly key: TestKey;
  readonly keyring: string;
  /** Hands the stream's files to the server, as they are now. */
  readonly publish: () => void;
  /** Puts one signed file there. */
  readonly put: (path: string, value: unknown, key?: TestKey) => Promise<void>;
  /** Reads the stream as it is served; `path`: default `streams/v1/index.sjson`. */
  readonly read: (path?: string, options?: ReadOptions, address?: Partial<StreamAddress>) => Promise<Stream>;
}

/** Serves a stream like MAAS's of three products files; without keys it has `.json` files only. */
export async function served(signed = true): Promise<Served> {
  const folder = await tempFolder();
  const key = await makeKey();
  const keyring = join(folder.path, 'ring.gpg');
  await writeFile(keyring, key.binary);
  const stream = await makeStream({
    bootloaders: true,
    keys: signed ? [key] : [],
    products: [
      { release: 'noble', number: '24.04', versions: ['20250701', '20250801'] },
      { os: 'centos', release: 'centos70', number: '7.0', versions: ['20240128_01'] },
    ],
  });
  const server = await httpServer();
  const client = openClient({ retries: 0 });
  const publish = () => stream.each((path, body) => server.files.set(`/maas/${path}`, { body }));
  publish();
  return {
    ...{ stream, server, key, keyring, publish },
    put: async (path, value, by = key) => {
      server.files.set(`/maas/${path}`, { body: await signClear(JSON.stringify(value), by) });
    },
    read: (path = 'streams/v1/index.sjson', options = {}, address = {}) =>
      readStream(client, { url: server.url(`/maas/${path}`), verify: 'signature', keyring, ...address }, options),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
