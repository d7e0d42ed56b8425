import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { PUBLISHED_DEFAULTS, type PublishedSettings, type ResolvedImage, type ResolveOptions } from '../../../src/images/image.ts';
import { resolveSimplestreams } from '../../../src/images/simplestreams/resolve.ts';
import type { ImageDefinition, SimplestreamsSource } from '../../../src/model/suite.ts';
import { type HttpServer, httpServer } from '../../support/http-server.ts';
import { makeKey } from '../../support/keys.ts';
import { makeStream, type ProductSpec, type StreamSpec, type TestStream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp.ts';

/** The kernels of noble as MAAS publishes them, and CentOS. */
export const NOBLE: ProductSpec = { release: 'noble', number: '24.04', versions: ['20260701', '20260801'] };
export const PRODUCTS: readonly ProductSpec[] = [
  NOBLE,
  { ...NOBLE, subarch: 'hwe-24.04' },
  { ...NOBLE, kflavor: 'lowlatency' },
  { release: 'jammy', number: '22.04', versions: ['20260801'] },
  { os: 'centos', release: 'centos70', number: '7.0', versions: ['20240128_01'] },
];

/** A signed stream on a server, its keyring, and a store that is not there yet. */
export interface Place extends AsyncDisposable {
  readonly folder: string;
  readonly store: string;
  readonly stream: TestStream;
  readonly server: HttpServer;
  readonly keyring: string;
  readonly said: string[];
  /** Puts what is published now on the server. */
  readonly serve: () => void;
  readonly image: (source?: Partial<SimplestreamsSource>) => ImageDefinition & { readonly source: SimplestreamsSource };
  readonly options: (more?: Partial<ResolveOptions>, published?: Partial<PublishedSettings>) => ResolveOptions;
  readonly resolve: (
    source?: Partial<SimplestreamsSource>,
    more?: Partial<ResolveOptions>,
    published?: Partial<PublishedSettings>,
  ) => Promise<ResolvedImage>;
}

export async function makePlace(spec: Partial<StreamSpec> = {}): Promise<Place> {
  const temp = await tempFolder();
  const key = await makeKey();
  const stream = await makeStream({ products: PRODUCTS, keys: [key], bootloaders: true, ...spec });
  const server = await httpServer();
  const keyring = join(temp.path, 'keyring.gpg');
  await writeFile(keyring, key.binary);
  const store = join(temp.path, 'images');
  const said: string[] = [];
  const serve = () => {
    server.files.clear();
    stream.each((path, body) => server.files.set(`/${path}`, { body }));
  };
  serve();
  const image: Place['image'] = (source = {}) => ({
    name: 'noble',
    place: { file: '/suite/vmtest.yaml', line: 3, column: 3 },
    source: {
      kind: 'simplestreams',
      url: server.url('/streams/v1/index.sjson'),
      keyring,
      verify: 'signature',
      arch: 'x86_64',
      fields: { release: 'noble' },
      filters: [],
      version: null,
      root: 'squashfs',
      ...source,
    },
  });
  const options: Place['options'] = (more = {}, published = {}) => ({
    store,
    env: TOOL_ENV,
    emit: (message) => said.push(message),
    published: { ...PUBLISHED_DEFAULTS, ...published },
    roles: ['kernel', 'initrd'],
    ...more,
  });
  return {
    ...{ folder: temp.path, store, stream, server, keyring, said, serve, image, options },
    resolve: async (source, more, published) => {
      const definition = image(source);
      return await resolveSimplestreams(definition, definition.source, options(more, published));
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await temp[Symbol.asyncDispose]();
    },
  };
}
