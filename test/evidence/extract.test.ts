import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Header, pack } from 'tar-stream';
import { sha256 } from '../../src/base/files.ts';
import { type Extraction, type ExtractOptions, extractOutput } from '../../src/evidence/extract.ts';
import { COMPLETE_FILE } from '../../src/model/files.ts';

let root: string;
let here: string;
let tests = 0;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'vmtest-extract-'));
});
beforeEach(async () => {
  here = join(root, String(tests++));
  await mkdir(here);
});
after(() => rm(root, { recursive: true, force: true }));

type Member = Partial<Header> & { readonly name: string; readonly body?: string | Buffer };
const DISK_BYTES = 64 << 20;

async function tar(members: readonly Member[]): Promise<Buffer> {
  const archive = pack();
  const chunks: Buffer[] = [];
  const done = (async () => {
    for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  })();
  for (const { body, ...header } of members) archive.entry(header, body ?? '');
  archive.finalize();
  await done;
  return Buffer.concat(chunks);
}

function record(files: Record<string, string | Buffer>, change: Record<string, unknown> = {}): Member {
  const members = Object.entries(files).map(([path, body]) => ({ path, size: Buffer.byteLength(body), sha256: sha256(body) }));
  return {
    name: `./${COMPLETE_FILE}`,
    body: JSON.stringify({ version: 1, phase: 'boot', bootId: 'b', steps: [{ name: 's', status: 0 }], members, ...change }),
  };
}

/** Puts bytes at the start of a sparse disk and extracts it. */
async function extract(bytes: Buffer | Promise<Buffer>, options: Partial<ExtractOptions> = {}): Promise<Extraction> {
  const disk = join(here, 'disk');
  await writeFile(disk, await bytes);
  await truncate(disk, Math.max(DISK_BYTES, (await bytes).length));
  return extractOutput(disk, join(here, 'collect'), { phase: 'boot', reserveBytes: 0, ...options });
}

/** Every file and folder below the test's folder, the disk apart: what was written anywhere. */
async function tree(): Promise<string[]> {
  return (await readdir(here, { recursive: true })).filter((path) => path !== 'disk').sort();
}

const collected = (path: string) => readFile(join(here, 'collect', path), 'utf8');

describe('extractOutput', () => {
  it('takes plain files and folders, and checks them against the record', async () => {
    const files = { 'etc/fstab': 'LABEL=root / ext4\n', empty: '', 'ä ü/漢': 'x' };
    const members = [
      { name: './', type: 'directory' as const },
      { name: './etc', type: 'directory' as const },
      ...Object.entries(files).map(([name, body]) => ({ name: `./${name}`, body })),
    ];
    const result = await extract(tar([...members, record(files)]));
    assert.deepEqual({ ...result, record: null }, { complete: true, reason: '', record: null, notes: [], files: 4, bytes: result.bytes });
    assert.deepEqual(result.record?.steps, [{ name: 's', status: 0 }]);
    assert.equal(await collected('etc/fstab'), files['etc/fstab']);
    assert.equal((await stat(join(here, 'collect', 'empty'))).mode & 0o777, 0o644);
    assert.deepEqual(
      await tree(),
      [
        'collect',
        'collect/.vmtest',
        'collect/.vmtest/complete.json',
        'collect/empty',
        'collect/etc',
        'collect/etc/fstab',
        'collect/ä ü',
        'collect/ä ü/漢',
      ].sort(),
    );
  });

  it('says that nothing was written to an empty disk', async () => {
    const result = await extract(Buffer.alloc(0));
    assert.deepEqual(result, {
      complete: false,
      reason: 'nothing was written to the output disk',
      record: null,
      notes: [],
      files: 0,
      bytes: 0,
    });
    assert.deepEqual(await tree(), []);
  });

  it('reads no further than the archive', async () => {
    const bytes = await tar([{ name: 'a', body: 'a' }, record({ a: 'a' })]);
    const behind = await tar([{ name: 'behind', body: 'b' }]);
    const result = await extract(Buffer.concat([bytes, Buffer.alloc(1024), behind]));
    assert.equal(result.complete, true);
    assert.ok(!(await tree()).includes('collect/behind'));
    assert.deepEqual(result.notes, []);
  });

  it('leaves out whatever leads elsewhere', async () => {
    const names = [
      '../up',
      '../../up',
      'a/../../up',
      '/absolute',
      '//x',
      'a//b',
      'a/./b',
      '..',
      './..',
      'a\tb',
      `${'x'.repeat(256)}`,
      `${'d/'.repeat(200)}f`,
    ];
    const result = await extract(
      tar([...names.map((name) => ({ name, body: 'bad' })), { name: 'good', body: 'g' }, record({ good: 'g' })]),
    );
    assert.equal(result.complete, true);
    assert.equal(result.notes.length, names.length);
    assert.deepEqual(await tree(), ['collect', 'collect/.vmtest', 'collect/.vmtest/complete.json', 'collect/good']);
    await assert.rejects(stat(join(root, 'up')), { code: 'ENOENT' });
  });

  it('makes no link and no device, and writes through none', async () => {
    const outside = join(here, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'file'), 'safe');
    const result = await extract(
      tar([
        { name: 'to-outside', type: 'symlink', linkname: outside },
        { name: 'to-outside/file', body: 'broken' },
        { name: 'hard', type: 'link', linkname: join(outside, 'file') },
        { name: 'hard2', type: 'link', linkname: '../outside/file' },
        { name: 'disk', type: 'block-device', devmajor: 8, devminor: 0 },
        { name: 'null', type: 'character-device', devmajor: 1, devminor: 3 },
        { name: 'pipe', type: 'fifo' },
        { name: 'dir', type: 'directory' },
        { name: 'dir/file', body: 'f' },
        { name: 'dir/up', type: 'symlink', linkname: '../dir' },
        { name: 'rel', type: 'symlink', linkname: 'dir/file' },
        { name: 'dangling', type: 'symlink', linkname: 'no\twhere' },
        { name: 'out', type: 'symlink', linkname: '../../etc' },
        { name: 'copy', type: 'link', linkname: './dir/file' },
        record({ 'dir/file': 'f', copy: 'f', 'to-outside/file': 'broken' }),
      ]),
    );
    assert.equal(result.reason, '');
    assert.equal(await readFile(join(outside, 'file'), 'utf8'), 'safe');
    assert.equal(
      await collected('symlinks.txt'),
      `?\tto-outside\t${outside}\nd\tdir/up\t../dir\nf\trel\tdir/file\nN\tdangling\tno?where\n?\tout\t../../etc\n`,
    );
    assert.equal(await collected('copy'), 'f');
    for (const path of await tree()) assert.equal((await stat(join(here, path))).isSymbolicLink(), false);
    assert.deepEqual(
      (await tree()).filter((path) => /hard|disk|null|pipe|rel|dangling/.test(path)),
      [],
    );
    assert.equal(result.notes.filter((note) => /hard link/.test(note)).length, 2);
    assert.equal(result.notes.filter((note) => /character device|block device|named pipe/.test(note)).length, 3);
  });

  it('takes the first of two, and no file in a folder’s place', async () => {
    const result = await extract(
      tar([
        { name: 'a', body: 'first' },
        { name: './a', body: 'second' },
        { name: 'a/b', body: 'below a file' },
        { name: 'a', type: 'directory' },
        { name: 'd/e', body: 'e' },
        { name: 'd', body: 'in place of a folder' },
        record({ a: 'first', 'd/e': 'e' }),
        record({}, { phase: 'another' }),
      ]),
    );
    assert.equal(result.reason, '');
    assert.equal(await collected('a'), 'first');
    assert.equal(result.notes.length, 5);
  });

  it('keeps what is there of an archive that was cut short, and says that it is incomplete', async () => {
    const body = Buffer.alloc(100_000, 'x');
    const bytes = await tar([{ name: 'one', body: '1' }, { name: 'two', body }, record({ one: '1', two: body })]);
    for (const cut of [2048 + 5000, bytes.length - 3000, 1024, 1600]) {
      await rm(join(here, 'collect'), { recursive: true, force: true });
      const disk = join(here, 'disk');
      await writeFile(disk, bytes.subarray(0, cut));
      const result = await extractOutput(disk, join(here, 'collect'), { phase: 'boot', reserveBytes: 0 });
      assert.equal(result.complete, false);
      assert.match(result.reason, /missing|damaged|larger than the disk|not JSON/);
      assert.equal(await collected('one'), '1');
      assert.match(await collected('.vmtest/incomplete.txt'), /This is not all/);
    }
  });

  it('finds a hole inside a file, a header and the record', async () => {
    const body = Buffer.alloc(20_000, 'x');
    const bytes = await tar([{ name: 'a', body }, { name: 'b', body: 'b' }, record({ a: body, b: 'b' })]);
    const header = 512 + Math.ceil(body.length / 512) * 512;
    const table: readonly [number, number, RegExp][] = [
      [4096, 4096, /"a" differs from what the guest recorded/],
      [header, 512, /damaged|"b" is in the completion record and was not found/],
      [header + 1024 + 512, 512, /not JSON/],
      [header + 1024, 512, /damaged|missing/],
    ];
    for (const [from, length, reason] of table) {
      await rm(join(here, 'collect'), { recursive: true, force: true });
      const holed = Buffer.from(bytes);
      holed.fill(0, from, from + length);
      const result = await extract(holed);
      assert.match(result.reason, reason);
      assert.equal(result.complete, false);
    }
  });

  it('takes a file of zeros as it is, and as a hole', async () => {
    const body = Buffer.alloc(8 << 20);
    body.write('end', body.length - 3);
    const result = await extract(tar([{ name: 'sparse', body }, record({ sparse: body })]));
    assert.equal(result.complete, true);
    const { size, blocks } = await stat(join(here, 'collect', 'sparse'));
    assert.equal(size, body.length);
    assert.ok(blocks * 512 < body.length / 2);
    assert.ok((await readFile(join(here, 'collect', 'sparse'))).equals(body));
  });

  it('does not believe a header', async () => {
    const good = await tar([{ name: 'a', body: 'a' }]);
    const sized = (size: Buffer | string) => {
      const bytes = Buffer.from(good);
      bytes.fill(0, 124, 136);
      (typeof size === 'string' ? Buffer.from(size) : size).copy(bytes, 124);
      bytes.fill(' ', 148, 156);
      const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
      bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return bytes;
    };
    const huge = Buffer.alloc(12);
    huge[0] = 0x80;
    huge.fill(0x7f, 1);
    const negative = Buffer.alloc(12, 0xff);
    negative[11] = 0;
    for (const bytes of [sized('77777777777'), sized(huge), sized(negative), sized('nonsense'), Buffer.alloc(4096, 'x')]) {
      await rm(join(here, 'collect'), { recursive: true, force: true });
      const result = await extract(bytes);
      assert.equal(result.complete, false);
      assert.match(result.reason, /damaged|larger than the disk/);
      assert.equal(result.files, 0);
    }
  });

  it('reads long names of both kinds', async () => {
    const path = `${'directory-with-a-long-name/'.repeat(12)}${'file'.repeat(50)}`;
    const gnu = (await tar([{ name: '././@LongLink', body: `./${path}\0` }])).subarray(0, 512 + 1024);
    gnu[156] = 'L'.charCodeAt(0);
    gnu.write('ustar  \0', 257, 'latin1');
    gnu.fill(' ', 148, 156);
    const sum = gnu.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    gnu.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const rest = await tar([
      { name: 'cut', body: 'gnu' },
      { name: `pax/${path}`, body: 'pax' },
      record({ [path]: 'gnu', [`pax/${path}`]: 'pax' }),
    ]);
    const result = await extract(Buffer.concat([gnu, rest]));
    assert.equal(result.reason, '');
    assert.equal(await collected(path), 'gnu');
  });

  it('keeps its limits', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ name: `m/${index}`, type: 'directory' as const }));
    assert.match((await extract(tar(many), { maxMembers: 200 })).reason, /more than 200 members/);
    await rm(join(here, 'collect'), { recursive: true, force: true });
    const body = Buffer.alloc(1000, 'x');
    assert.match(
      (
        await extract(
          tar([
            { name: 'a', body },
            { name: 'b', body },
          ]),
          { maxBytes: 1500 },
        )
      ).reason,
      /more than 1500 bytes/,
    );
    await rm(join(here, 'collect'), { recursive: true, force: true });
    const copies = Array.from({ length: 5 }, (_, index) => ({ name: `l${index}`, type: 'link' as const, linkname: 'a' }));
    const linked = await extract(tar([{ name: 'a', body }, ...copies]), { maxBytes: 3500 });
    assert.deepEqual([linked.files, linked.bytes], [3, 3000]);
    await rm(join(here, 'collect'), { recursive: true, force: true });
    const noisy = await extract(tar(Array.from({ length: 250 }, (_, index) => ({ name: `/n${index}`, body: '' }))));
    assert.equal(noisy.notes.length, 101);
    assert.equal(noisy.notes.at(-1), 'and 150 more');
  });

  it('refuses where the host has no room, and leaves nothing', async () => {
    const bytes = tar([{ name: 'a', body: Buffer.alloc(1000, 'x') }]);
    await assert.rejects(extract(bytes, { reserveBytes: Number.MAX_SAFE_INTEGER }), { code: 'VMTEST_DISK_FULL' });
    assert.deepEqual(await tree(), []);
  });

  it('stops when it is cancelled, and leaves nothing', async () => {
    await assert.rejects(extract(tar([{ name: 'a', body: 'a' }]), { signal: AbortSignal.abort() }), { code: 'VMTEST_CANCELLED' });
    assert.deepEqual(await tree(), []);
  });

  it('believes no record that does not fit', async () => {
    const a = { name: 'a', body: 'a' };
    const table: readonly [readonly Member[], RegExp][] = [
      [[a], /the completion record is missing/],
      [[a, record({ a: 'a' }, { phase: 'install' })], /of the phase "install", not of "boot"/],
      [[a, record({ a: 'b' })], /"a" differs from/],
      [[a, record({ a: 'aa' })], /"a" has 1 bytes, and the guest recorded 2/],
      [[a, record({ a: 'a', gone: '', away: '' })], /"gone" is in the completion record and was not found, and 1 more/],
      [[a, record({ a: 'a' }, { version: 2 })], /version 2/],
      [[a, { name: COMPLETE_FILE, body: '{"version":1,' }], /not JSON/],
      [[a, { name: COMPLETE_FILE, type: 'symlink', linkname: 'a' }], /missing/],
      [[a, { name: `${COMPLETE_FILE}/x`, body: '' }], /missing/],
      [[{ name: '.vmtest', body: 'a file' }, record({})], /missing/],
    ];
    for (const [members, reason] of table) {
      await rm(join(here, 'collect'), { recursive: true, force: true });
      const result = await extract(tar(members));
      assert.equal(result.complete, false);
      assert.match(result.reason, reason);
    }
  });

  it('notes a file that the record does not name, harmlessly', async () => {
    const result = await extract(tar([{ name: 'x\u202e\u009b31m"', body: '' }, record({})]));
    assert.equal(result.complete, true);
    assert.deepEqual(result.notes, ['"x�\\"" is not in the completion record']);
  });

  it('puts nothing into a folder that has something in it', async () => {
    await mkdir(join(here, 'collect'));
    await extract(tar([{ name: 'a', body: 'a' }]));
    await assert.rejects(extract(tar([{ name: 'a', body: 'a' }])), /the folder is not empty/);
    assert.ok(!(await tree()).some((path) => path.includes('.part')));
  });

  it('is not led astray by a folder of its own name that is a link', async () => {
    const outside = join(here, 'outside');
    await mkdir(outside);
    await symlink(outside, join(here, 'collect'));
    await assert.rejects(extract(tar([{ name: 'a', body: 'a' }])));
    assert.deepEqual(await readdir(outside), []);
  });

  it('reads a small archive on a large disk without reading the disk', async () => {
    const body = Buffer.alloc(1 << 20, 'x');
    const disk = join(here, 'disk');
    await writeFile(disk, await tar([{ name: 'a', body }, record({ a: body })]));
    // Larger than could be read in a test's time.
    await truncate(disk, 2 ** 42);
    const result = await extractOutput(disk, join(here, 'collect'), { phase: 'boot', reserveBytes: 0 });
    assert.equal(result.complete, true);
    await (await open(disk)).close();
  });

  it('reads 100,000 members and no more', async () => {
    const one = (await tar([{ name: 'd/', type: 'directory' }])).subarray(0, 512);
    const bytes = Buffer.concat(Array.from({ length: 100_001 }, () => one));
    assert.match((await extract(bytes)).reason, /more than 100000 members/);
  });
});
