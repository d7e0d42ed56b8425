import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { sha256 } from '../../../src/base/files.ts';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { takeLock } from '../../../src/images/store/lock.ts';
import { fileName } from '../../../src/images/url/bring.ts';
import { resolveUrl } from '../../../src/images/url/resolve.ts';
import { httpServer } from '../../support/http-server.ts';
import { tempFolder } from '../../support/temp.ts';
import { makeIso } from '../iso/make-iso.ts';
import { optionsIn, urlFile, urlImage } from './support.ts';

const DISK = Buffer.concat([Buffer.alloc(1 << 20), randomBytes(200_000)]);
const sha512 = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest('hex');

/** What is in the store beside locks and memories. */
async function inStore(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'store', 'url')).catch(() => []);
  return names.filter((name) => !/^\.(?:lock|sums)-/.test(name)).sort();
}

async function packedBy(program: string, folder: string, bytes: Uint8Array): Promise<Buffer> {
  const file = join(folder, `for-${program}`);
  await writeFile(file, bytes);
  const outcome = await run('sh', ['-c', '"$1" -c "$2" > "$2.out"', 'sh', program, file], { env: TOOL_ENV });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  return await readFile(`${file}.out`);
}

test('a file with a digest is fetched once, and needs no network after', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/images/noble%20amd64.img': DISK });
  const image = urlImage({ disk: urlFile(server.url('/images/noble%20amd64.img'), { sha256: sha256(DISK) }) });
  const options = optionsIn(temp.path);
  const progress: number[] = [];
  const first = await resolveUrl(...image, { ...options, onProgress: ({ done }) => progress.push(done) });
  assert.ok((await readFile(first.files.disk ?? '')).equals(DISK));
  assert.equal(dirname(first.files.disk ?? ''), join(options.store, 'url', sha256(DISK).slice(0, 16)));
  assert.equal(first.digests.disk, sha256(DISK));
  assert.equal(first.version, `noble_20amd64.img ${sha256(DISK).slice(0, 12)}`);
  assert.ok(first.builtSeconds > 0);
  assert.equal(progress.at(-1), DISK.length);
  assert.match(
    options.said.join('\n'),
    /^cloud: fetching http:\/\/127\.0\.0\.1:\d+\/images\/noble%20amd64\.img\ncloud: fetched 1\.2 MiB in /,
  );
  await server.close();
  for (const sync of [null, true, false]) {
    const again = await resolveUrl(...image, optionsIn(temp.path, sync));
    assert.deepEqual([again.files, again.digests, again.builtSeconds], [first.files, first.digests, 0]);
    await again.release();
  }
  assert.equal(server.count(), 1);
  await first.release();
});

test('what is packed is known by its content, unpacked, and kept unpacked alone', async () => {
  await using temp = await tempFolder();
  const packed = {
    gzip: gzipSync(DISK),
    zstd: zstdCompressSync(DISK),
    xz: await packedBy('xz', temp.path, DISK),
    bzip2: await packedBy('bzip2', temp.path, DISK),
  };
  for (const [name, bytes] of Object.entries(packed)) {
    await using server = await httpServer({ '/disk.img': bytes });
    const image = await resolveUrl(
      ...urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(bytes), sha512: sha512(bytes) }) }),
      optionsIn(temp.path),
    );
    assert.ok((await readFile(image.files.disk ?? '')).equals(DISK), name);
    assert.equal(image.digests.disk, sha256(DISK));
    assert.deepEqual((await readdir(dirname(image.files.disk ?? ''))).sort(), ['disk.img', 'manifest.json']);
  }
  assert.equal((await inStore(temp.path)).length, 4);
});

test('kernel, initrd and a root’s tar stay as they are published', async () => {
  await using temp = await tempFolder();
  const bytes = gzipSync('initrd');
  await using server = await httpServer({ '/initrd.gz': bytes });
  const file = urlFile(server.url('/initrd.gz'), { sha512: sha512(bytes) });
  const image = await resolveUrl(...urlImage({ initrd: file, 'root-tar': file, root: file }), optionsIn(temp.path));
  assert.ok((await readFile(image.files.initrd ?? '')).equals(bytes));
  assert.equal(image.files['root-tar'], image.files.initrd);
  assert.equal(image.digests.initrd, sha256(bytes));
  assert.equal(await readFile(image.files.root ?? '', 'utf8'), 'initrd');
  assert.equal(server.count(), 2);
});

test('a wrong digest, a missing file and a redirection elsewhere have their codes, and leave nothing', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  server.misbehave('/away', { redirect: 'http://example.org/disk.img' });
  const cases = [
    ['/disk.img', 'VMTEST_DOWNLOAD_DIGEST'],
    ['/none', 'VMTEST_DOWNLOAD_REFUSED'],
    ['/away', 'VMTEST_DOWNLOAD_REDIRECT'],
  ] as const;
  for (const [path, code] of cases) {
    const image = urlImage({ disk: urlFile(server.url(path), { sha256: sha256('another') }) });
    await assert.rejects(resolveUrl(...image, optionsIn(temp.path)), { code });
    assert.deepEqual(await inStore(temp.path), []);
  }
});

test('of several files the first that fails ends the others, with its own error', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/kernel': DISK, '/initrd': DISK });
  server.misbehave('/kernel', { after: 1000, ending: 'stall' });
  const image = urlImage({
    kernel: urlFile(server.url('/kernel'), { sha256: sha256(DISK) }),
    initrd: urlFile(server.url('/initrd'), { sha256: sha256('another') }),
  });
  await assert.rejects(resolveUrl(...image, optionsIn(temp.path)), { code: 'VMTEST_DOWNLOAD_DIGEST' });
});

test('what a broken-off process left is resumed', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  const version = sha256(DISK).slice(0, 16);
  const folder = join(temp.path, 'store', 'url');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `.partial-${version}`), DISK.subarray(0, 500_000));
  const options = optionsIn(temp.path);
  const image = await resolveUrl(...urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(DISK) }) }), options);
  assert.ok((await readFile(image.files.disk ?? '')).equals(DISK));
  assert.deepEqual(
    server.asked.map(({ headers }) => headers.range),
    ['bytes=500000-'],
  );
  // 748,576 of 1,248,576 bytes: what was there is no speed of this fetch.
  assert.match(options.said.join('\n'), /cloud: fetched 731\.0 KiB of 1\.2 MiB, the rest was there, in /);
  assert.deepEqual(await inStore(temp.path), [version]);
});

test('a fetch that is cancelled ends at once, and leaves nothing that counts', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  server.misbehave('/disk.img', { silent: true }, 1);
  const image = urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(DISK) }) });
  const stop = new AbortController();
  const resolving = resolveUrl(...image, { ...optionsIn(temp.path), signal: stop.signal });
  const look = setInterval(() => server.count() > 0 && stop.abort(), 5);
  await assert.rejects(resolving, { code: 'VMTEST_CANCELLED' });
  clearInterval(look);
  assert.deepEqual(await inStore(temp.path), []);
  await (await resolveUrl(...image, optionsIn(temp.path))).release();
});

test('several that want the same file fetch it once', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  server.misbehave('/disk.img', { wait: new Promise((resolve) => setTimeout(resolve, 200)) }, 1);
  const image = urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(DISK) }) });
  const images = await Promise.all(Array.from({ length: 4 }, () => resolveUrl(...image, optionsIn(temp.path))));
  assert.equal(server.count(), 1);
  assert.equal(images.filter(({ builtSeconds }) => builtSeconds > 0).length, 1);
});

test('an image is held until it is released', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  const image = await resolveUrl(...urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(DISK) }) }), optionsIn(temp.path));
  const manifest = join(dirname(image.files.disk ?? ''), 'manifest.json');
  const take = () => takeLock(manifest, { env: TOOL_ENV, wait: false, existing: true });
  assert.equal(await take(), undefined);
  await image.release();
  const lock = await take();
  assert.ok(lock !== undefined);
  await lock.release();
});

test('a disk image that would read other files is refused, also where it was fetched as something else', async () => {
  await using temp = await tempFolder();
  const path = join(temp.path, 'hostile');
  const made = await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-u', '-b', '/etc/passwd', '-F', 'raw', path, '1M'], {
    env: TOOL_ENV,
  });
  assert.equal(made.exitCode, 0, made.stderr);
  const bytes = await readFile(path);
  await using server = await httpServer({ '/disk': bytes, '/disk.gz': gzipSync(bytes) });
  const zipped = urlFile(server.url('/disk.gz'), { sha256: sha256(gzipSync(bytes)) });
  await assert.rejects(resolveUrl(...urlImage({ disk: zipped }), optionsIn(temp.path)), { code: 'VMTEST_IMAGE_CORRUPT' });
  assert.deepEqual(await inStore(temp.path), []);
  const plain = urlFile(server.url('/disk'), { sha256: sha256(bytes) });
  await (await resolveUrl(...urlImage({ root: plain }), optionsIn(temp.path))).release();
  await assert.rejects(resolveUrl(...urlImage({ disk: plain }), optionsIn(temp.path)), {
    code: 'VMTEST_IMAGE_CORRUPT',
    message: /backing file/,
  });
});

test('a file that lost bytes in the store is fetched again', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  const image = urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(DISK) }) });
  const first = await resolveUrl(...image, optionsIn(temp.path));
  await writeFile(first.files.disk ?? '', 'short');
  const again = await resolveUrl(...image, optionsIn(temp.path));
  assert.ok((await readFile(again.files.disk ?? '')).equals(DISK));
  assert.equal(server.count(), 2);
});

test('kernel and initrd come out of the ISO, and only what is wanted is fetched', async () => {
  await using temp = await tempFolder();
  const tree = {
    'casper/vmlinuz': 'kernel',
    'casper/initrd': 'initrd',
    'casper/hwe-vmlinuz': 'hwe kernel',
    'casper/hwe-initrd': 'hwe initrd',
  };
  const bytes = await readFile(await makeIso(temp.path, tree));
  await using server = await httpServer({ '/live.iso': bytes, '/seldom': DISK });
  const files = {
    iso: urlFile(server.url('/live.iso'), { sha256: sha256(bytes) }),
    disk: urlFile(server.url('/seldom'), { sha256: sha256(DISK) }),
  };
  const options = { ...optionsIn(temp.path), roles: ['kernel', 'initrd'] as const };
  const image = await resolveUrl(...urlImage(files), options);
  assert.equal(await readFile(image.files.kernel ?? '', 'utf8'), 'kernel');
  assert.equal(await readFile(image.files.initrd ?? '', 'utf8'), 'initrd');
  assert.equal(image.digests.kernel, sha256('kernel'));
  assert.equal(image.files.disk, undefined);
  assert.equal(server.count('/seldom'), 0);
  const hwe = await resolveUrl(...urlImage(files, { kernel: '/casper/hwe-vmlinuz' }), options);
  assert.equal(await readFile(hwe.files.initrd ?? '', 'utf8'), 'hwe initrd');
  assert.equal(server.count(), 1);
  const both = await resolveUrl(
    ...urlImage({ ...files, kernel: urlFile(server.url('/seldom'), { sha256: sha256(DISK) }) }),
    optionsIn(temp.path),
  );
  assert.deepEqual(Object.keys(both.files).sort(), ['disk', 'iso', 'kernel']);
});

test('partial files of last week are removed, and those of today stay', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer({ '/disk.img': DISK });
  const folder = join(temp.path, 'store', 'url');
  await mkdir(folder, { recursive: true });
  for (const name of ['.partial-00', '.partial-11', '.partial-x y']) await writeFile(join(folder, name), 'x');
  await run('touch', ['-d', '8 days ago', join(folder, '.partial-00'), join(folder, '.partial-x y')], { env: TOOL_ENV });
  await resolveUrl(...urlImage({ disk: urlFile(server.url('/disk.img'), { sha256: sha256(DISK) }) }), optionsIn(temp.path));
  assert.deepEqual(await inStore(temp.path), ['.partial-11', '.partial-x y', sha256(DISK).slice(0, 16)]);
});

test('a file is named by its address, plainly', () => {
  assert.equal(fileName('http://h/a/noble.img.xz?x=y', true), 'noble.img');
  assert.equal(fileName('http://h/a/noble.img.xz', false), 'noble.img.xz');
  assert.equal(fileName('http://h/', false), 'file');
  assert.equal(fileName('http://h/..%2f..%2fetc', false), '_2f.._2fetc');
  assert.equal(fileName('http://h/manifest.json', false), 'file');
  assert.equal(fileName('http://h/.xz', true), 'xz');
});

test('what cannot be unpacked is told by its image and its address', async () => {
  await using temp = await tempFolder();
  const cut = gzipSync(randomBytes(5000)).subarray(0, 3000);
  await using server = await httpServer({ '/disk.img.gz': cut });
  const image = urlImage({ disk: urlFile(server.url('/disk.img.gz'), { sha256: sha256(cut) }) });
  await assert.rejects(resolveUrl(...image, optionsIn(temp.path)), {
    code: 'VMTEST_IMAGE_CORRUPT',
    message: /^The disk of the image cloud, http:\/\/127\.0\.0\.1:\d+\/disk\.img\.gz, cannot be unpacked: /,
  });
});
