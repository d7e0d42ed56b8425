import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { type Compression, compressionOf, compressionOfFile, decompress } from '../../../src/images/roots/decompress.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';

/** Zeros, then what cannot be compressed, then zeros again, and an odd length. */
const CONTENT = Buffer.concat([Buffer.alloc(3 << 20), randomBytes(300_001), Buffer.alloc(2 << 20)]);

async function packed(folder: string, compression: Compression, content: Buffer): Promise<Buffer> {
  if (compression === 'gzip') return gzipSync(content);
  // With a checksum, as the program `zstd` writes it.
  if (compression === 'zstd') return zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const file = join(folder, 'plain');
  await writeFile(file, content);
  const outcome = await run(compression, ['--keep', '--force', '-1', file], { env: TOOL_ENV });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  return await readFile(`${file}.${compression === 'xz' ? 'xz' : 'bz2'}`);
}

for (const compression of ['gzip', 'zstd', 'xz', 'bzip2'] as const) {
  test(`${compression} is known by its content, and unpacked whole, several streams in one file too`, async () => {
    await using temp = await tempFolder();
    const from = join(temp.path, 'file.of-any-name');
    const to = join(temp.path, 'out');
    const one = await packed(temp.path, compression, CONTENT);
    await writeFile(from, Buffer.concat([one, one]));
    assert.equal(await compressionOfFile(from), compression);
    await decompress(from, to, compression, { env: TOOL_ENV });
    assert.ok((await readFile(to)).equals(Buffer.concat([CONTENT, CONTENT])));
    if (compression !== 'bzip2') assert.ok((await stat(to)).blocks * 512 < CONTENT.length, 'zeros are holes');
  });

  test(`${compression} that is cut, or broken, is told and leaves nothing`, async () => {
    await using temp = await tempFolder();
    const from = join(temp.path, 'file');
    const to = join(temp.path, 'out');
    const whole = await packed(temp.path, compression, CONTENT);
    const broken = Buffer.from(whole);
    broken.fill(0x55, broken.length >> 1, (broken.length >> 1) + 5000);
    for (const bytes of [whole.subarray(0, whole.length >> 1), broken]) {
      await writeFile(from, bytes);
      await assert.rejects(decompress(from, to, compression, { env: TOOL_ENV }), { code: 'VMTEST_IMAGE_CORRUPT' });
      assert.ok(!(await readdir(temp.path)).includes('out'));
    }
  });
}

test('what follows a zstd frame and is none is told', async () => {
  await using temp = await tempFolder();
  await writeFile(join(temp.path, 'file'), Buffer.concat([zstdCompressSync(CONTENT), Buffer.from('something else')]));
  await assert.rejects(decompress(join(temp.path, 'file'), join(temp.path, 'out'), 'zstd', { env: TOOL_ENV }), {
    code: 'VMTEST_IMAGE_CORRUPT',
  });
});

test('a file that only begins like text is not compressed', () => {
  assert.equal(compressionOf(Buffer.from('BZh is how bzip2 begins')), null);
  assert.equal(compressionOf(Buffer.from([0x1f])), null);
  assert.equal(compressionOf(Buffer.alloc(0)), null);
});

test('a cancelled unpacking says so, and a missing program names its package', async () => {
  await using temp = await tempFolder();
  const from = join(temp.path, 'file');
  await writeFile(from, await packed(temp.path, 'xz', CONTENT));
  for (const compression of ['gzip', 'xz'] as const) {
    const failed = decompress(from, join(temp.path, 'out'), compression, { env: TOOL_ENV, signal: AbortSignal.abort() });
    await assert.rejects(failed, { code: 'VMTEST_CANCELLED' });
  }
  await assert.rejects(decompress(from, join(temp.path, 'out'), 'xz', { env: { PATH: temp.path } }), (error: unknown) => {
    assert.ok(error instanceof VmtestError);
    assert.equal(error.code, 'VMTEST_IMAGE_UNAVAILABLE');
    assert.match(error.hint ?? '', /apt-get install xz-utils/);
    return true;
  });
});
