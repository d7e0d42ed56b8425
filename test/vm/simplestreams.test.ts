import assert from 'node:assert/strict';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import type { RunResult } from '../../src/model/result.ts';
import { type Desk, desk } from '../faces/cli/support.ts';
import { type HttpServer, httpServer } from '../support/http-server.ts';
import { makeKey } from '../support/keys.ts';
import { makeStream, type TestStream } from '../support/streams.ts';
import { tinyImage } from '../support/tiny.ts';

// A signed stream of the tiny machine's kernel and initrd and a small squashfs, from the server's index to the guest's shell.
const VERSION = 'noble/amd64/20260801';
const ROOT_DISK = '/dev/disk/by-id/virtio-vmtest-root';
let place: Desk;
let server: HttpServer;

/** Gives an item real bytes in place of made-up ones. */
function put({ files, trees }: TestStream, path: string, bytes: Uint8Array): void {
  files.set(path, bytes);
  for (const tree of trees.values()) {
    for (const { versions } of Object.values(tree.products)) {
      for (const { items } of Object.values(versions)) {
        for (const item of Object.values(items)) if (item.path === path) Object.assign(item, { sha256: sha256(bytes), size: bytes.length });
      }
    }
  }
}

async function squashfs(folder: string): Promise<Buffer> {
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'etc'), { recursive: true });
  await writeFile(join(tree, 'etc/word'), 'published\n');
  const made = await run('mksquashfs', [tree, join(folder, 'root.squashfs'), '-quiet', '-no-progress', '-all-root'], { env: TOOL_ENV });
  assert.equal(made.exitCode, 0, made.stderr);
  return await readFile(join(folder, 'root.squashfs'));
}

before(async () => {
  place = await desk();
  const [key, tiny] = await Promise.all([makeKey(), tinyImage('x86_64')]);
  const stream = await makeStream({ products: [{ release: 'noble', number: '24.04', versions: ['20260801'] }], keys: [key] });
  put(stream, `${VERSION}/ga-24.04/generic/boot-kernel`, await readFile(tiny.kernel));
  put(stream, `${VERSION}/ga-24.04/generic/boot-initrd`, await readFile(tiny.initrd));
  put(stream, `${VERSION}/squashfs`, await squashfs(place.path));
  await stream.render();
  server = await httpServer();
  stream.each((path, body) => server.files.set(`/${path}`, { body }));
  const byAddress = (name: string) => {
    const path = `${VERSION}/ga-24.04/generic/${name}`;
    return { url: server.url(`/${path}`), sha256: sha256(stream.files.get(path) as Uint8Array) };
  };
  const source = { release: 'noble', url: server.url('/streams/v1/index.sjson'), keyring: 'keyring.gpg' };
  const machine = { memory: '256M', disks: [], nics: [{ network: 'none' }] };
  const suite = {
    version: 1,
    images: {
      live: { simplestreams: source },
      addressed: { url: { kernel: byAddress('boot-kernel'), initrd: byAddress('boot-initrd') } },
      writable: { simplestreams: { ...source, root: 'ext4' } },
    },
    defaults: { machine, install: 'none', timeouts: { boot: '60s', silence: '60s' } },
    tests: {
      live: {
        image: 'live',
        boot: { collect: [`head -c 4 ${ROOT_DISK} > magic`] },
        checks: [{ file: 'magic', equals: 'hsqs' }],
      },
      addressed: { image: 'addressed', boot: { collect: ['echo here > here'] }, checks: [{ file: 'here', equals: 'here' }] },
      writable: {
        image: 'writable',
        boot: { collect: [`mkdir -p /mnt/root && mount ${ROOT_DISK} /mnt/root && cp /mnt/root/etc/word word && touch /mnt/root/new`] },
        checks: [{ file: 'word', equals: 'published' }],
      },
    },
  };
  await place.write({ 'vmtest.yaml': JSON.stringify(suite), 'keyring.gpg': key.binary });
});
after(async () => {
  await server?.close();
  await place?.[Symbol.asyncDispose]();
});

async function vmtest(topdir: string, more: readonly string[] = []) {
  const args = ['run', '--json', '--accel', 'tcg', '--tcg-factor', '2', '--image-dir', join(place.path, 'images'), '--topdir', topdir];
  const ended = await place.vmtest([...args, ...more]);
  assert.equal(ended.code, 0, ended.err);
  return { err: ended.err, result: ended.json() as RunResult };
}

test('an image of a stream is fetched, verified, converted and booted', async () => {
  const { err, result } = await vmtest('first');
  assert.deepEqual(
    result.tests.map(({ name, verdict }) => [name, verdict]),
    [
      ['live', 'passed'],
      ['addressed', 'passed'],
      ['writable', 'passed'],
    ],
    err,
  );
  const [live] = result.tests;
  assert.equal(live?.image.version, 'noble amd64/ga-24.04 20260801');
  assert.equal(live?.image.digests.root, sha256(server.files.get(`/${VERSION}/squashfs`)?.body as Uint8Array));
  assert.match(err, /image live: noble amd64\/ga-24.04 20260801, (?:fetched in [\d.]+ s|in the store)/);
  assert.equal(server.count(`/${VERSION}/squashfs`), 1);
});

test('the next run makes no request, and passes with the server gone', async () => {
  const before = server.count();
  const { err } = await vmtest('second', ['--select', 'name!=writable']);
  assert.equal(server.count(), before);
  assert.match(err, /image live: noble amd64\/ga-24.04 20260801, in the store/);
  await server.close();
  await vmtest('third', ['--select', 'name=live']);
});

test('a run looks at the size of what it uses; what changed under its name is found by `images verify`', async () => {
  const store = join(place.path, 'images');
  const file = await open(join(store, `${VERSION}/squashfs`), 'r+');
  await file.write(Buffer.from([1]), 0, 1, 100);
  await file.close();
  const ended = await place.vmtest(['images', 'verify', '--image-dir', store]);
  assert.equal(ended.code, 3, ended.err);
  assert.match(ended.out + ended.err, /noble\/amd64\/20260801\/squashfs/);
});
