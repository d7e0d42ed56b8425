import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { openClient } from '../../../src/images/download/client.ts';
import { httpServer } from '../../support/http-server.ts';
import { makeKey, signClear, type TestKey } from '../../support/keys.ts';
import { makeWorld, snapshot, type World } from './support.ts';

const ITEM = '/noble/amd64/20260801/ga-24.04/generic/boot-kernel';
const INDEX = '/streams/v1/index.sjson';
const PRODUCTS = '/streams/v1/com.ubuntu.maas:stable:v3:download.sjson';
const MEBIBYTE = 2 ** 20;

/** What a user of a mirror may meet, each with the one code that says so. */
interface Bad {
  readonly what: string;
  readonly code: string;
  readonly spoil: (world: World, key: TestKey) => void | Promise<void>;
  /** Seconds without a byte after which a server is stalled, and the least bytes a second. */
  readonly client?: { readonly stall: number; readonly slowest: number };
}

/** Publishes products of another text under a good signature. */
async function signedText({ server }: World, key: TestKey, path: string, text: string): Promise<void> {
  server.files.set(path, { body: await signClear(text, key) });
}

async function resign(world: World, keys: { index: readonly TestKey[]; products: readonly TestKey[] }): Promise<void> {
  world.stream.keys = keys;
  await world.stream.render();
  world.serve();
}

const other = await makeKey({ name: 'nobody knows me' });

const LIST: readonly Bad[] = [
  {
    what: 'a wrong signature',
    code: 'VMTEST_SIGNATURE_WRONG',
    spoil: ({ server, stream }) => {
      const text = Buffer.from(stream.files.get(PRODUCTS.slice(1)) ?? '').toString();
      server.files.set(PRODUCTS, { body: text.replace('"noble"', '"nobel"') });
    },
  },
  { what: 'an unknown key', code: 'VMTEST_SIGNATURE_KEY_UNKNOWN', spoil: (world) => resign(world, { index: [other], products: [other] }) },
  {
    what: 'a key that signs only the index',
    code: 'VMTEST_SIGNATURE_KEY_UNKNOWN',
    spoil: (world, key) => resign(world, { index: [key], products: [other] }),
  },
  {
    what: 'an index that leads to an unsigned file',
    code: 'VMTEST_SIGNATURE_MISSING',
    spoil: ({ server, stream }) => {
      const text = Buffer.from(stream.files.get(PRODUCTS.slice(1)) ?? '').toString();
      server.files.set(PRODUCTS, { body: text.replace(/[\s\S]*?\n\n(\{[\s\S]*?)\n-----BEGIN PGP SIGNATURE[\s\S]*/, '$1') });
    },
  },
  {
    what: 'other bytes than were published',
    code: 'VMTEST_DOWNLOAD_DIGEST',
    spoil: ({ server }) => {
      const { body } = server.files.get(ITEM) as { body: Uint8Array };
      server.files.set(ITEM, { body: Buffer.from(body).map((byte) => byte ^ 1) });
    },
  },
  {
    what: 'an item that is cut short each time',
    code: 'VMTEST_DOWNLOAD_TRUNCATED',
    spoil: ({ server }) => server.misbehave(ITEM, { after: 50, ending: 'end', contentLength: null }),
  },
  { what: 'a size that lies', code: 'VMTEST_DOWNLOAD_SIZE', spoil: ({ server }) => server.misbehave(ITEM, { extra: 10_000 } as never) },
  {
    what: 'a redirect to another host',
    code: 'VMTEST_DOWNLOAD_REDIRECT',
    spoil: ({ server }) => server.misbehave(ITEM, { redirect: 'http://elsewhere.invalid/kernel' }),
  },
  {
    what: 'a redirect to another scheme',
    code: 'VMTEST_DOWNLOAD_REDIRECT',
    spoil: ({ server }) => server.misbehave(ITEM, { redirect: 'file:///etc/passwd' }),
  },
  {
    what: 'a path that leaves the store',
    code: 'VMTEST_STREAM_PATH',
    spoil: (world, key) => {
      const tree = JSON.stringify(world.stream.trees.get('com.ubuntu.maas:stable:v3:download'));
      return signedText(world, key, PRODUCTS, tree.replaceAll(ITEM.slice(1), '../../etc/passwd'));
    },
  },
  {
    what: 'a products file of 200 MB',
    code: 'VMTEST_STREAM_TOO_LARGE',
    spoil: ({ server }) => void server.files.set(PRODUCTS, { body: Buffer.alloc(200 * MEBIBYTE, 32) }),
  },
  {
    what: 'nesting 10,000 deep',
    code: 'VMTEST_STREAM_TOO_DEEP',
    spoil: (world, key) => signedText(world, key, PRODUCTS, `{"format":"products:1.0","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  },
  {
    what: 'a key that is there twice',
    code: 'VMTEST_STREAM_DUPLICATE_KEY',
    spoil: (world, key) => signedText(world, key, PRODUCTS, '{"format":"products:1.0","format":"products:1.0"}'),
  },
  {
    what: 'an unknown format',
    code: 'VMTEST_STREAM_FORMAT',
    spoil: (world, key) => signedText(world, key, PRODUCTS, '{"format":"products:2.0"}'),
  },
  {
    what: 'a server that stalls',
    code: 'VMTEST_DOWNLOAD_STALLED',
    client: { stall: 0.3, slowest: 0 },
    spoil: ({ server }) => server.misbehave(ITEM, { after: 50, ending: 'stall' }),
  },
  {
    what: 'a server that sends one byte at a time',
    code: 'VMTEST_DOWNLOAD_SLOW',
    client: { stall: 0.5, slowest: 1024 },
    spoil: ({ server }) => server.misbehave(ITEM, { rate: 20 }),
  },
  { what: 'a server that dies', code: 'VMTEST_DOWNLOAD_FAILED', spoil: ({ server }) => server.close() },
];

for (const { what, code, spoil, client } of LIST) {
  test(`${what} is ${code}, and leaves the store as it was`, { timeout: 60_000 }, async () => {
    const key = await makeKey();
    await using world = await makeWorld({ keys: [key] });
    await using slow = openClient({ retries: 0, backoff: 0.01, stall: client?.stall ?? 5, slowest: client?.slowest ?? 0 });
    const keyring = join(dirname(world.store), 'key.gpg');
    await writeFile(keyring, key.binary);
    const stream = { url: world.server.url(INDEX), verify: 'signature', keyring } as const;
    await world.sync({ stream });
    await world.stream.publish('20260801');
    world.serve();
    await spoil(world, key);
    Object.assign(world.context, { client: slow });
    const before = await snapshot(world.store);
    await assert.rejects(world.sync({ stream }), { code });
    assert.deepEqual(await snapshot(world.store), before);
  });
}

test('an expired key is VMTEST_SIGNATURE_EXPIRED, and leaves the store as it was', async () => {
  await using world = await makeWorld();
  await world.sync();
  const before = await snapshot(world.store);
  const expired = await makeKey({ created: new Date(Date.now() - 10 * 86_400_000), days: 2 });
  const signedAt = new Date(Date.now() - 9 * 86_400_000);
  await using server = await httpServer();
  const index = Buffer.from(world.stream.files.get('streams/v1/index.json') ?? '').toString();
  server.files.set(INDEX, { body: await signClear(index, expired, { date: signedAt }) });
  const keyring = join(dirname(world.store), 'expired.gpg');
  await writeFile(keyring, expired.binary);
  await assert.rejects(world.sync({ stream: { url: server.url(INDEX), verify: 'signature', keyring } }), {
    code: 'VMTEST_SIGNATURE_EXPIRED',
  });
  assert.deepEqual(await snapshot(world.store), before);
});
