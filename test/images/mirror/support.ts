import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { openClient } from '../../../src/images/download/client.ts';
import type { Client } from '../../../src/images/download/types.ts';
import { syncStream } from '../../../src/images/mirror/sync.ts';
import type { SyncContext, SyncPlan, SyncRequest } from '../../../src/images/mirror/types.ts';
import type { StoreContext } from '../../../src/images/store/types.ts';
import { parseConditions } from '../../../src/images/streams/filters.ts';
import { type HttpServer, httpServer } from '../../support/http-server.ts';
import { makeStream, type StreamSpec, type TestStream } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp.ts';

/** What the original mirrors where nobody says which items: what installers start from. */
export const INSTALLS = 'ftype~(boot-initrd|boot-kernel|root-tgz|squashfs)';

/** Noble with two kernels that share their root, and CentOS. */
export const PRODUCTS: StreamSpec['products'] = [
  { release: 'noble', number: '24.04', versions: ['20260701'] },
  { release: 'noble', number: '24.04', subarch: 'hwe-24.04', versions: ['20260701'] },
  { os: 'centos', release: 'centos70', number: '7.0', versions: ['20240128_01'] },
];

/** A published stream, a server of it, and a store that is mirrored from it. */
export interface World extends AsyncDisposable {
  readonly stream: TestStream;
  readonly server: HttpServer;
  readonly store: string;
  readonly client: Client;
  /** What was told of the syncs. */
  readonly told: string[];
  readonly context: SyncContext;
  /** Puts what is published now on the server. */
  readonly serve: () => void;
  readonly sync: (request?: Partial<Omit<SyncRequest, 'conditions'>> & { readonly filters?: readonly string[] }) => Promise<SyncPlan>;
}

/** Makes a world: an unsigned stream, a server, no store yet. */
export async function makeWorld(spec: Partial<StreamSpec> = {}, retries = 0): Promise<World> {
  const folder = await tempFolder();
  const stream = await makeStream({ products: PRODUCTS, ...spec });
  const server = await httpServer();
  const store = join(folder.path, 'images');
  const client = openClient({ retries, backoff: 0.01, stall: 2 });
  const told: string[] = [];
  const context: SyncContext = { ...contextOf(store), client, emit: (line) => told.push(line) };
  const serve = () => {
    server.files.clear();
    stream.each((path, body) => server.files.set(`/${path}`, { body }));
  };
  serve();
  return {
    ...{ stream, server, store, client, told, context, serve },
    sync: ({ filters = [INSTALLS], ...request } = {}) =>
      syncStream(
        {
          stream: { url: server.url('/streams/v1/index.json'), verify: 'none', keyring: null },
          ...{ conditions: parseConditions(filters), version: null, keep: 1, dryRun: false, parallel: 4 },
          ...request,
        },
        context,
      ),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export const contextOf = (store: string): StoreContext => ({ store, env: TOOL_ENV, lockTimeout: 20, emit: () => undefined });

/** Every path below a folder with what it is: `folder`, or the digest of its content. Partial files are left out, with the folders made for them. */
export async function snapshot(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names.sort()) {
    if (/^\.vmtest-data(\/vmtest(\/(partial.*|sync\.lock|pins\.lock|staging))?)?$/.test(name) || name === 'vmtest-images.lock') continue;
    const path = join(folder, name);
    const { mode } = await lstat(path);
    const isFile = (await lstat(path)).isFile();
    found[name] = `${mode.toString(8)} ${
      isFile
        ? createHash('sha256')
            .update(await readFile(path))
            .digest('hex')
        : 'folder'
    }`;
  }
  return found;
}

/** The items of a store: paths of files that are neither the store's own nor the stream's. */
export async function itemFiles(store: string): Promise<readonly string[]> {
  return Object.entries(await snapshot(store)).flatMap(([path, what]) =>
    /^(streams|\.vmtest-data)/.test(path) || what.endsWith('folder') ? [] : [path],
  );
}
