import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { paxRecords } from '../../../src/images/roots/pax.ts';
import { tempFolder } from '../../support/temp.ts';

/** A pax record: its length counts itself. */
function record(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function member(name: string, type: string, body: Buffer, size = body.length): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(size.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

async function recordsOf(folder: string, tar: Buffer): Promise<(readonly [string, readonly (readonly [string, string])[]])[]> {
  await writeFile(join(folder, 'tar'), tar);
  const found: (readonly [string, readonly (readonly [string, string])[]])[] = [];
  for await (const { name, records } of paxRecords(join(folder, 'tar'))) {
    found.push([name, [...records].map(([key, value]) => [key, value.toString('hex')] as const)]);
  }
  return found;
}

test('an attribute keeps every byte, and members between are passed over', async () => {
  await using temp = await tempFolder();
  const value = Buffer.from('0100000280000000ff0a3d20', 'hex');
  const tar = Buffer.concat([
    member('./before', '0', Buffer.alloc(1000, 'x')),
    member(
      './PaxHeaders/a',
      'x',
      Buffer.concat([record('SCHILY.xattr.security.capability', value), record('path', Buffer.from('./real'))]),
    ),
    member('./a', '0', Buffer.from('text')),
    member('./after', '0', Buffer.alloc(0)),
    Buffer.alloc(1024),
  ]);
  assert.deepEqual(await recordsOf(temp.path, tar), [
    [
      './real',
      [
        ['SCHILY.xattr.security.capability', value.toString('hex')],
        ['path', Buffer.from('./real').toString('hex')],
      ],
    ],
  ]);
});

test('long names of GNU tar, and split names of ustar, are read as they are', async () => {
  await using temp = await tempFolder();
  const deep = `${'folder-of-a-long-name/'.repeat(6)}file`;
  for (const format of ['gnu', 'pax', 'ustar']) {
    await run('sh', ['-c', 'mkdir -p "$1/tree/$(dirname "$2")" && echo word > "$1/tree/$2"', 'sh', temp.path, deep], { env: TOOL_ENV });
    const tar = join(temp.path, format);
    const made = await run('tar', [`--format=${format}`, '-cf', tar, '-C', join(temp.path, 'tree'), deep], { env: TOOL_ENV });
    assert.equal(made.exitCode, 0, made.stderr);
    const names: string[] = [];
    for await (const { name } of paxRecords(tar)) names.push(name);
    assert.deepEqual(names, format === 'pax' ? [deep] : []);
  }
});

test('a broken archive ends the reading', async () => {
  await using temp = await tempFolder();
  const broken = [
    Buffer.alloc(100, 'x'),
    Buffer.alloc(5000, 0xff),
    member('a', 'x', Buffer.from('999 key=value\n')),
    member('a', '0', Buffer.alloc(0), 0o77777777777),
    Buffer.concat([member('a', 'x', Buffer.from('0 a=b\n-5 c=d\nx\n')), member('a', '0', Buffer.alloc(0))]),
  ];
  for (const tar of broken) for (const [, records] of await recordsOf(temp.path, tar)) assert.deepEqual(records, []);
});
