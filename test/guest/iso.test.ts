import assert from 'node:assert/strict';
import { chmod, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type IsoEntry, writeIso } from '../../src/guest/iso.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmtest-iso-'));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Found {
  readonly mode: number;
  readonly data: Buffer | null;
}

/** A reader of its own, from the standards: path → mode and bytes, by Rock Ridge's fields; it checks what a kernel relies on. */
function readIso(disk: Buffer): { label: string; found: Map<string, Found> } {
  const volume = disk.subarray(16 * 2048, 17 * 2048);
  assert.equal(volume.subarray(0, 7).toString('latin1'), '\u0001CD001\u0001');
  assert.equal(disk.subarray(17 * 2048, 17 * 2048 + 6).toString('latin1'), '\u00ffCD001');
  assert.equal(volume.readUInt32LE(80) * 2048, disk.length);
  assert.equal(volume.readUInt32LE(80), volume.readUInt32BE(84));
  const found = new Map<string, Found>();
  const rootBlock = volume.readUInt32LE(156 + 2);
  walk(disk, rootBlock, volume.readUInt32LE(156 + 10), '', rootBlock, found);
  return { label: volume.subarray(40, 72).toString('latin1').trimEnd(), found };
}

function walk(disk: Buffer, block: number, size: number, at: string, parent: number, found: Map<string, Found>): void {
  const extent = disk.subarray(block * 2048, block * 2048 + size);
  let index = 0;
  let before = '';
  for (let offset = 0; offset < extent.length; ) {
    const length = extent[offset] as number;
    if (length === 0) {
      offset = (Math.floor(offset / 2048) + 1) * 2048;
      continue;
    }
    assert.ok((offset % 2048) + length <= 2048, 'no record crosses a block');
    const record = extent.subarray(offset, offset + length);
    const start = record.readUInt32LE(2);
    const bytes = record.readUInt32LE(10);
    assert.deepEqual([start, bytes], [record.readUInt32BE(6), record.readUInt32BE(14)]);
    const idLength = record[32] as number;
    const id = record.subarray(33, 33 + idLength).toString('latin1');
    const fields = systemUse(disk, record.subarray(33 + idLength + (idLength % 2 === 0 ? 1 : 0)));
    const isFolder = ((record[25] as number) & 2) !== 0;
    if (index === 0) assert.deepEqual([id, start], ['\0', block]);
    else if (index === 1) assert.deepEqual([id, start], ['\u0001', parent]);
    else {
      assert.ok(id > before, 'records are sorted by their ISO names');
      before = id;
      const path = at === '' ? fields.name : `${at}/${fields.name}`;
      found.set(path, { mode: fields.mode, data: isFolder ? null : disk.subarray(start * 2048, start * 2048 + bytes) });
      if (isFolder) walk(disk, start, bytes, path, block, found);
    }
    index += 1;
    offset += length;
  }
}

function systemUse(disk: Buffer, area: Buffer): { name: string; mode: number } {
  const names: Buffer[] = [];
  let mode = 0;
  let rest: Buffer | null = area;
  while (rest !== null) {
    const here: Buffer = rest;
    rest = null;
    for (let at = 0; at + 4 <= here.length && here[at] !== 0; at += here[at + 2] as number) {
      const field = here.subarray(at, at + (here[at + 2] as number));
      const kind = field.subarray(0, 2).toString('latin1');
      if (kind === 'PX') mode = field.readUInt32LE(4);
      if (kind === 'NM') names.push(field.subarray(5));
      if (kind === 'CE') {
        const [block, offset, length] = [4, 12, 20].map((where) => field.readUInt32LE(where)) as [number, number, number];
        assert.ok(offset + length <= 2048, 'no continuation crosses a block');
        rest = disk.subarray(block * 2048 + offset, block * 2048 + offset + length);
      }
    }
  }
  return { name: Buffer.concat(names).toString('utf8'), mode };
}

async function made(entries: Record<string, IsoEntry>) {
  const path = join(folder, 'seed.iso');
  await writeIso(path, { label: 'cidata', entries });
  const iso = readIso(await readFile(path));
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.part')),
    [],
  );
  return iso;
}

describe('writeIso', () => {
  it('writes names, folders, bytes and modes of every kind', async () => {
    const big = join(folder, 'big');
    const tool = join(folder, 'tool');
    await writeFile(big, Buffer.alloc(3_000_001, 'abcdefg'));
    await writeFile(tool, '#!/bin/sh\n');
    await chmod(tool, 0o755);
    const entries: Record<string, IsoEntry> = {
      'user-data': '#cloud-config\n',
      'vendor-data': '',
      'vmtest.sh': '#!/bin/sh\necho\n',
      bytes: new Uint8Array([0, 255, 1]),
      'files/big': { file: big },
      'files/tool': { file: tool },
      'a/b/c/d/e/f/g/h/i/j/k/l/m': 'deep',
      [`${'n'.repeat(253)}`]: 'long',
      [`${'ü'.repeat(126)}/${'漢'.repeat(84)}`]: 'not ASCII',
      'Upper and lower; "quoted"\\': '1',
      'upper and lower; "quoted"\\': '2',
      '.hidden': 'h',
      '\n': 'newline',
    };
    for (let length = 120; length < 254; length++) entries[`lengths/${'x'.repeat(length)}`] = String(length);
    const { label, found } = await made(entries);
    assert.equal(label, 'cidata');
    for (const [path, entry] of Object.entries(entries)) {
      const data = typeof entry === 'object' && 'file' in entry ? await readFile(entry.file) : Buffer.from(entry as string);
      assert.ok(found.get(path)?.data?.equals(data), path);
    }
    assert.equal([...found.values()].filter((one) => one.data !== null).length, Object.keys(entries).length);
    assert.equal(found.get('vmtest.sh')?.mode, 0o100555);
    assert.equal(found.get('files/tool')?.mode, 0o100555);
    assert.equal(found.get('files/big')?.mode, 0o100444);
    assert.equal(found.get('files')?.mode, 0o040555);
  });

  it('holds thousands of files in one folder, and none at all', async () => {
    const entries = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`many/${index} ${'x'.repeat(index % 240)}`, String(index)]),
    );
    const { found } = await made(entries);
    assert.equal(found.size, 5001);
    for (const [path, text] of Object.entries(entries)) assert.equal(found.get(path)?.data?.toString(), text);
    assert.equal((await made({})).found.size, 0);
  });

  it('is the same for the same content', async () => {
    await made({ a: '1', 'b/c': '2' });
    const first = await readFile(join(folder, 'seed.iso'));
    await made({ 'b/c': '2', a: '1' });
    assert.ok(first.equals(await readFile(join(folder, 'seed.iso'))));
  });

  it('refuses paths that no folder can hold, and leaves nothing behind', async () => {
    const path = join(folder, 'bad.iso');
    for (const name of ['', '/a', 'a/', 'a//b', '.', 'a/../b', 'a\0', 'x'.repeat(254), 'ü'.repeat(127)]) {
      await assert.rejects(writeIso(path, { label: 'x', entries: { [name]: '' } }), { code: 'VMTEST_PLAN_INVALID' }, name);
    }
    await assert.rejects(writeIso(path, { label: 'x', entries: { a: '', 'a/b': '' } }), /below a file/);
    await assert.rejects(writeIso(path, { label: 'x', entries: { 'a/b': '', a: '' } }), /both a file and a folder/);
    await assert.rejects(writeIso(path, { label: 'x', entries: { a: { file: join(folder, 'none') } } }), /cannot read .*none/);
    await assert.rejects(writeIso(path, { label: 'x', entries: { a: { file: folder } } }), /is not a file/);
    const huge = join(folder, 'huge');
    await (await open(huge, 'w')).close();
    await truncate(huge, 2 ** 32);
    await assert.rejects(writeIso(path, { label: 'x', entries: { a: { file: huge } } }), /must be smaller than 4 GiB/);
    await assert.rejects(stat(path), { code: 'ENOENT' });
    await assert.rejects(stat(`${path}.part`), { code: 'ENOENT' });
  });
});
