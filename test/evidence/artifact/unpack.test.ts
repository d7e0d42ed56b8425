import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { packTar } from '../../../src/evidence/artifact/pack-tar.ts';
import { type UnpackOptions, unpackArtifact } from '../../../src/evidence/artifact/unpack.ts';
import { tempFolder } from '../../support/temp.ts';
import { makeZip, type ZipEntry } from './make-zip.ts';

const MANIFEST = JSON.stringify({ version: 1, tests: [{ id: 'a', slug: 'a', verdict: 'silent', parts: ['collect'], missing: [] }] });
const manifest: ZipEntry = { name: 'vmtest.json', data: MANIFEST };

type Headers = readonly (Parameters<ReturnType<typeof pack>['entry']>[0] & { readonly text?: string })[];

async function tarOf(headers: Headers): Promise<Buffer> {
  const tar = pack();
  for (const { text, ...header } of headers) tar.entry(header, text ?? '');
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function unpackZip(folder: string, entries: readonly ZipEntry[] | Buffer, options?: UnpackOptions) {
  const zip = join(folder, 'a.zip');
  await writeFile(zip, Buffer.isBuffer(entries) ? entries : makeZip(entries));
  return await unpackArtifact(zip, join(folder, 'out'), options);
}

test('a zip becomes the folder that was packed, and a packed part the folder that it was', async () => {
  await using temp = await tempFolder();
  await mkdir(join(temp.path, 'collect/deep'), { recursive: true });
  await writeFile(join(temp.path, 'collect/deep/we:ird?'), 'odd\n');
  await writeFile(join(temp.path, 'collect/zeros'), Buffer.alloc(8 << 20));
  await packTar(join(temp.path, 'collect'), join(temp.path, 'collect.tar.zst'));
  const packed = await readFile(join(temp.path, 'collect.tar.zst'));
  const unpacked = await unpackZip(temp.path, [
    manifest,
    { name: 'a/logs/boot-console.log', data: 'a line\n'.repeat(1000), deflate: true },
    { name: 'a/collect.tar.zst', data: packed },
    { name: 'a/disks/collect.tar.zst', data: 'another file of this name' },
  ]);
  assert.equal(unpacked.manifest?.tests[0]?.slug, 'a');
  const at = (path: string) => join(temp.path, 'out', path);
  assert.equal(await readFile(at('a/collect/deep/we:ird?'), 'utf8'), 'odd\n');
  assert.equal((await readFile(at('a/logs/boot-console.log'))).length, 7000);
  assert.equal((await stat(at('a/collect/zeros'))).size, 8 << 20);
  assert.ok((await stat(at('a/collect/zeros'))).blocks * 512 < 1 << 20);
  assert.deepEqual((await readdir(at('a'))).sort(), ['collect', 'disks', 'logs']);
  assert.deepEqual(
    (await readdir(temp.path)).filter((name) => name.includes('.part')),
    [],
  );
});

test('the same folder packs to the same bytes, whoever made its files and when', async () => {
  await using temp = await tempFolder();
  const packs: Buffer[] = [];
  for (const name of ['one', 'two']) {
    await mkdir(join(temp.path, name, 'sub'), { recursive: true });
    for (const file of name === 'one' ? ['b', 'sub/c', 'a'] : ['a', 'b', 'sub/c']) await writeFile(join(temp.path, name, file), file);
    await symlink('/etc/passwd', join(temp.path, name, 'link'));
    const packed = await packTar(join(temp.path, name), join(temp.path, `${name}.tar.zst`));
    assert.equal(packed.files, 4);
    packs.push(await readFile(join(temp.path, `${name}.tar.zst`)));
  }
  assert.deepEqual(packs[0], packs[1]);
});

test('a folder as another tool unpacked it is taken too; a link in it is refused', async () => {
  await using temp = await tempFolder();
  await mkdir(join(temp.path, 'in/a/logs'), { recursive: true });
  await writeFile(join(temp.path, 'in/vmtest.json'), MANIFEST);
  await writeFile(join(temp.path, 'in/a/logs/x.log'), 'x');
  const { manifest: read, folder } = await unpackArtifact(join(temp.path, 'in'), join(temp.path, 'out'));
  assert.equal(read?.tests.length, 1);
  assert.equal(await readFile(join(folder, 'a/logs/x.log'), 'utf8'), 'x');
  await symlink('/etc/passwd', join(temp.path, 'in/a/link'));
  await assert.rejects(unpackArtifact(join(temp.path, 'in'), join(temp.path, 'out2')), { code: 'VMTEST_ARTIFACT_INVALID' });
  assert.deepEqual((await readdir(temp.path)).sort(), ['in', 'out']);
});

test('a zip that means anything else is refused whole, and nothing of it stays', async (t) => {
  const good: ZipEntry = { name: 'a/good', data: 'good' };
  const cases: Readonly<Record<string, readonly ZipEntry[] | Buffer>> = {
    upwards: [good, { name: '../evil', data: 'x' }],
    'upwards, deeper': [good, { name: 'a/../../evil', data: 'x' }],
    absolute: [good, { name: '/evil', data: 'x' }],
    backslashes: [good, { name: 'a\\..\\evil', data: 'x' }],
    'a drive': [good, { name: 'C:/evil', data: 'x' }],
    'control characters': [good, { name: 'a/\u001b[31m', data: 'x', flags: 0x800 }],
    'a link': [good, { name: 'a/link', data: '/etc/passwd', mode: 0o120777 }],
    'a device': [good, { name: 'a/device', mode: 0o060644 }],
    twice: [good, good],
    'a file as a folder': [good, { name: 'a/good/more', data: 'x' }],
    encrypted: [good, { name: 'a/secret', data: 'x', flags: 1 }],
    'more than it says': [good, { name: 'a/bomb', data: Buffer.alloc(1 << 20), deflate: true, saysSize: 10 }],
    'less than it says': [good, { name: 'a/short', data: 'x', deflate: true, saysSize: 10 }],
    'another checksum': [good, { name: 'a/sum', data: 'x', saysCrc: 1 }],
    'no zip': Buffer.from('not a zip at all, but long enough to look for one'),
    empty: Buffer.alloc(0),
    cut: makeZip([good]).subarray(0, 60),
    'a manifest that is none': [good, { name: 'vmtest.json', data: '{"version":1,"tests":[{"slug":"../.."}]}' }],
    'a part that is no archive': [manifest, good, { name: 'a/collect.tar.zst', data: 'not an archive' }],
    'a part that is there': [
      manifest,
      { name: 'a/collect/x', data: 'x' },
      { name: 'a/collect.tar.zst', data: zstdCompressSync(await tarOf([])) },
    ],
  };
  for (const [name, entries] of Object.entries(cases)) {
    await t.test(name, async () => {
      await using temp = await tempFolder();
      await assert.rejects(unpackZip(temp.path, entries), (error: Error & { code?: string }) => {
        assert.ok(error.code === 'VMTEST_ARTIFACT_INVALID', `${error.code} ${error.message}`);
        assert.equal(error.message.includes('\u001b'), false);
        return true;
      });
      assert.deepEqual(await readdir(temp.path), ['a.zip']);
    });
  }
});

test('what is no zip is told as what it is', async () => {
  await using temp = await tempFolder();
  const kinds: readonly (readonly [Buffer, RegExp])[] = [
    [Buffer.from(' {"version":1}'), /a\.zip is no zip: it looks like a JSON document/],
    [Buffer.from(`${'x'.repeat(257)}ustar`), /is no zip: it is a tar archive/],
    [Buffer.alloc(0), /is no zip: it is empty/],
    [Buffer.from('hello'), /is no zip: it begins as none/],
    [makeZip([{ name: 'a/good', data: 'good' }]).subarray(0, 60), /cannot be unpacked: it is cut short/],
  ];
  for (const [bytes, message] of kinds) await assert.rejects(unpackZip(temp.path, bytes), { code: 'VMTEST_ARTIFACT_INVALID', message });
});

test('of a packed part only plain files come out; a bomb is refused', async () => {
  await using temp = await tempFolder();
  const tar = await tarOf([
    { name: '../../evil', text: 'x' },
    { name: '/evil', text: 'x' },
    { name: 'link', type: 'symlink', linkname: '/etc' },
    { name: 'link/evil', text: 'through the link' },
    { name: 'good', text: 'good' },
    { name: 'hard', type: 'link', linkname: 'good' },
    { name: 'far', type: 'link', linkname: '/etc/passwd' },
    { name: 'device', type: 'block-device' },
  ]);
  const { folder, notes } = await unpackZip(temp.path, [manifest, { name: 'a/collect.tar.zst', data: zstdCompressSync(tar) }]);
  const entries = await readdir(join(folder, 'a/collect'), { recursive: true, withFileTypes: true });
  assert.deepEqual(entries.map((entry) => `${entry.name} ${entry.isFile()}`).sort(), ['evil true', 'good true', 'hard true', 'link false']);
  assert.equal(notes.length, 5);
  assert.deepEqual((await readdir(temp.path)).sort(), ['a.zip', 'out']);

  const bomb = zstdCompressSync(Buffer.alloc(64 << 20));
  for (const [entriesOf, options] of [
    [[manifest, { name: 'a/collect.tar.zst', data: bomb }], { maxBytes: 1 << 20 }],
    [[{ name: 'a/zeros', data: Buffer.alloc(4 << 20), deflate: true }], { maxBytes: 1 << 20 }],
    [Array.from({ length: 20 }, (_, index) => ({ name: `f${index}` })), { maxEntries: 10 }],
  ] as const) {
    await using other = await tempFolder();
    await assert.rejects(unpackZip(other.path, entriesOf, options), { code: 'VMTEST_ARTIFACT_INVALID', message: /unpacks to more than/ });
    assert.deepEqual(await readdir(other.path), ['a.zip']);
  }
});

test('nothing is written over, no room is taken that is not there, and a stop leaves nothing', async () => {
  await using temp = await tempFolder();
  await mkdir(join(temp.path, 'out'));
  await writeFile(join(temp.path, 'out/mine'), 'mine');
  await assert.rejects(unpackZip(temp.path, [manifest]), { code: 'VMTEST_TOPDIR_NOT_EMPTY', message: /it holds mine/ });
  assert.deepEqual((await readdir(temp.path)).sort(), ['a.zip', 'out']);
  await using other = await tempFolder();
  await assert.rejects(unpackZip(other.path, [{ name: 'x', data: 'x' }], { reserveBytes: 2 ** 60 }), { code: 'VMTEST_DISK_FULL' });
  await assert.rejects(unpackZip(other.path, [manifest], { signal: AbortSignal.abort() }), { code: 'VMTEST_CANCELLED' });
  assert.deepEqual(await readdir(other.path), ['a.zip']);
});
