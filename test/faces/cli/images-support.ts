import { join } from 'node:path';
import { type HttpServer, httpServer } from '../../support/http-server.ts';
import { makeKey } from '../../support/keys.ts';
import { makeStream, type StreamSpec, type TestStream } from '../../support/streams.ts';
import { type Desk, desk } from './support.ts';

/** A desk, a signed stream, and the server that publishes it. */
export interface ImagesDesk extends AsyncDisposable {
  readonly desk: Desk;
  readonly stream: TestStream;
  readonly server: HttpServer;
  /** The environment that names stream, keyring (`keys.gpg` on the desk) and store (`store` there). */
  readonly env: Readonly<Record<string, string>>;
  readonly store: string;
  /** Puts what the stream has now on the server. */
  readonly publish: () => void;
  readonly vmtest: Desk['vmtest'];
}

export const TWO_RELEASES: StreamSpec = {
  products: [
    { release: 'noble', number: '24.04', versions: ['20260701'] },
    { release: 'noble', number: '24.04', subarch: 'hwe-24.04', versions: ['20260701'] },
    { release: 'jammy', number: '22.04', versions: ['20260601'] },
    { release: 'noble', number: '24.04', arch: 'arm64', versions: ['20260701'] },
    { os: 'centos', release: 'centos70', number: '7.0', versions: ['20240128_01'] },
  ],
  bootloaders: true,
};

/** A desk beside a published stream; `files` are on the desk. */
export async function imagesDesk(files: Readonly<Record<string, string | Uint8Array>> = {}, spec = TWO_RELEASES): Promise<ImagesDesk> {
  const key = await makeKey();
  const stream = await makeStream({ ...spec, keys: [key] });
  const server = await httpServer();
  const here = await desk({ 'keys.gpg': key.binary, ...files });
  const publish = () => {
    server.files.clear();
    stream.each((path, bytes) => server.files.set(`/${path}`, { body: bytes }));
  };
  publish();
  const store = join(here.path, 'store');
  const env = {
    IMAGE_SRC_URL: server.url('/streams/v1/index.sjson'),
    IMAGE_SRC_KEYRING: join(here.path, 'keys.gpg'),
    IMAGE_DIR: store,
  };
  return {
    ...{ desk: here, stream, server, env, store, publish },
    vmtest: (args, more = {}) => here.vmtest(args, { ...env, ...more }),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await here[Symbol.asyncDispose]();
    },
  };
}
