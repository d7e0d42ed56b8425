import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/base/files.ts';
import { CURTIN_PACKS } from '../../src/model/check.ts';
import { type HttpServer, httpServer } from '../support/http-server.ts';
import { makeKey } from '../support/keys.ts';
import { packedDisk, STANDIN, standinImage, tinySquashfs } from '../support/standin/image.ts';
import { makeStream } from '../support/streams.ts';
import { tempFolder } from '../support/temp.ts';
import { tinyDisk } from '../support/tiny.ts';
import { type Ran, runTiny } from './harness.ts';

// What the stand-in curtin installs from our server, in two machines: a squashfs onto disks that had content, and a whole disk of a stream.
const OFF = Object.fromEntries(CURTIN_PACKS.map((name) => [name, 'off']));
const MOUNT = 'mkdir -p /mnt/disk; mount -t vfat /dev/disk/by-id/virtio-system /mnt/disk';

const disk = { id: 'main', type: 'disk', serial: 'system', grub_device: true, wipe: 'superblock' };
const spare = { id: 'spare', type: 'disk', serial: 'spare', wipe: 'superblock' };
const LAYOUT = [
  disk,
  spare,
  { id: 'root', type: 'format', fstype: 'fat32', label: 'FRESH', volume: 'main' },
  { id: 'mount', type: 'mount', path: '/', device: 'root' },
];
const FILES = {
  // Before the dirty disks are made: what the machine itself began with.
  'dirty.yaml': JSON.stringify({
    storage: { version: 1, config: LAYOUT },
    early_commands: { '00_look': ['sh', '-c', `${MOUNT} && echo "begins with: $(ls /mnt/disk)" && umount /mnt/disk`] },
  }),
  'core.yaml': JSON.stringify({ storage: { version: 1, config: [disk] } }),
};

let folder: Awaited<ReturnType<typeof tempFolder>>;
let server: HttpServer;
let ran: Ran;

before(async () => {
  folder = await tempFolder();
  const [packed, system, old, key] = await Promise.all([packedDisk(folder.path), tinySquashfs(), tinyDisk(), makeKey()]);
  const keyring = join(folder.path, 'keyring.gpg');
  await writeFile(keyring, key.binary);
  server = await httpServer();
  const core = {
    release: 'uc20',
    os: 'ubuntu-core',
    filters: ['ftype=root-image.xz'],
    keyring,
    url: server.url('/streams/v1/index.sjson'),
  };
  await publish(await readFile(packed), key);
  const disks = [
    { size: '128M', serial: 'system', from: old },
    { size: '1M', serial: 'spare', from: await swapDisk() },
  ];
  ran = await runTiny({
    images: { python: { files: await standinImage(folder.path) }, system: { files: { root: system } }, core: { simplestreams: core } },
    defaults: { image: 'python', packs: OFF, machine: { memory: '384M', disks: [{ size: '64M', serial: 'system' }] } },
    settings: { curtinTree: STANDIN },
    files: FILES,
    tests: {
      dirty: {
        machine: { firmware: 'uefi', disks },
        install: { curtin: 'dirty.yaml', target: 'system', 'dirty-disks': true },
        boot: { collect: [`${MOUNT}; ls -d /mnt/disk/* > files; cp /mnt/disk/root/curtin-install.log .`, SPARE] },
        checks: [
          { file: 'files', contains: '/mnt/disk/EFI' },
          { file: 'files', not: true, contains: 'left-behind' },
          { file: 'spare', equals: '0' },
        ],
      },
      core: { install: { curtin: 'core.yaml', target: 'core' }, boot: { collect: [`${MOUNT}; ls /mnt/disk > files`] } },
    },
  });
});
after(async () => {
  await ran?.[Symbol.asyncDispose]();
  await server?.close();
  await folder?.[Symbol.asyncDispose]();
});

/** Counts the signatures of swap on the second disk. */
const SPARE = 'dd if=/dev/disk/by-id/virtio-spare bs=4k count=1 2>/dev/null | grep -c SWAPSPACE2 > spare || true';

/** A disk that was swap: its signature is the end of the first page. */
async function swapDisk(): Promise<string> {
  const path = join(folder.path, 'swap.img');
  const page = Buffer.alloc(4096);
  page.write('SWAPSPACE2', 4086);
  await writeFile(path, page);
  await truncate(path, 1 << 20);
  return path;
}

/** A stream with Ubuntu Core's one item: a whole disk. */
async function publish(bytes: Uint8Array, key: Awaited<ReturnType<typeof makeKey>>): Promise<void> {
  const products = [{ release: 'uc20', number: '20', versions: ['20260801'], sizes: { 'root-image.xz': 1 } }];
  const stream = await makeStream({ products, keys: [key] });
  for (const tree of stream.trees.values()) {
    for (const product of Object.values(tree.products)) {
      product.os = 'ubuntu-core';
      for (const { items } of Object.values(product.versions)) {
        for (const item of Object.values(items)) {
          Object.assign(item, { sha256: sha256(bytes), size: bytes.length });
          stream.files.set(String(item.path), bytes);
        }
      }
    }
  }
  await stream.render();
  stream.each((path, body) => server.files.set(`/${path}`, { body }));
}

test('an fsimage of our server is installed on disks that had content, and boots', async () => {
  const result = ran.of('dirty');
  assert.equal(result.verdict, 'passed', result.cause);
  assert.match(await ran.kept('dirty', 'collect/curtin-install.log'), /acquiring and extracting image from|Installation finished/);
});

test('dirty disks are made by the configuration itself, before it is installed', async () => {
  const log = await ran.kept('dirty', 'logs/install.log');
  // What the disks began with; what the first pass made of them, which the second one finds; each wiped.
  const order = [
    /begins with: .*/,
    /wiping superblock on main, which had vfat TINY/,
    /wiping superblock on spare, which had swap/,
    /wiping superblock on main, which had vfat FRESH/,
    /Installation finished/,
  ];
  const places = order.map((pattern) => log.search(pattern));
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
    log,
  );
  assert.ok(!places.includes(-1), `${places}: ${log}`);
  assert.match(await ran.kept('dirty', 'logs/install-console.log'), /target\/squashfs/);
});

test('a whole disk, as the stream has it, is written by dd-xz, and boots', async () => {
  const result = ran.of('core');
  assert.equal(result.verdict, 'passed', result.cause);
  assert.match(
    await ran.kept('core', 'logs/install.log'),
    /writing image to disk http:\/\/10\.0\.2\.2:\d+\/[0-9a-f]{32}\/target\/root-image\.xz/,
  );
  assert.match(await ran.kept('core', 'collect/files'), /^kernel$/m);
});
