import assert from 'node:assert/strict';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { checkDiskHeader, checkDiskImage } from '../../../src/images/url/disk-image.ts';
import { tempFolder } from '../../support/temp.ts';

async function create(folder: string, name: string, args: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const outcome = await run('qemu-img', ['create', '-q', ...args, path, '1M'], { env: TOOL_ENV, cwd: folder });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  return path;
}

const options = { env: TOOL_ENV };

test('disk images that are whole in themselves are taken, whatever their format', async () => {
  await using temp = await tempFolder();
  const formats = [
    ['raw'],
    ['qcow2'],
    ['qcow2', '-o', 'compat=0.10'],
    ['qcow'],
    ['qed'],
    ['vmdk'],
    ['vmdk', '-o', 'subformat=streamOptimized'],
    ['vdi'],
    ['vhdx'],
    ['vpc'],
  ];
  for (const [number, [format, ...more]] of (formats as [string, ...string[]][]).entries()) {
    await checkDiskImage(await create(temp.path, `disk-${number}`, ['-f', format, ...more]), options);
  }
});

test('an image with a backing file, an external data file, or extents elsewhere is refused before any program opens it', async () => {
  await using temp = await tempFolder();
  await writeFile(join(temp.path, 'secret'), Buffer.alloc(1 << 20, 's'));
  const backing = ['-b', join(temp.path, 'secret'), '-F', 'raw'];
  await create(temp.path, 'parent.vmdk', ['-f', 'vmdk']);
  const images = [
    await create(temp.path, 'qcow2', ['-f', 'qcow2', ...backing]),
    await create(temp.path, 'old', ['-f', 'qcow2', '-o', 'compat=0.10', ...backing]),
    await create(temp.path, 'qcow', ['-f', 'qcow', ...backing]),
    await create(temp.path, 'qed', ['-f', 'qed', ...backing]),
    await create(temp.path, 'data', ['-f', 'qcow2', '-o', 'data_file=outside.raw,data_file_raw=on']),
    await create(temp.path, 'child.vmdk', ['-f', 'vmdk', '-b', 'parent.vmdk', '-F', 'vmdk']),
    await create(temp.path, 'flat.vmdk', ['-f', 'vmdk', '-o', 'subformat=monolithicFlat']),
    await create(temp.path, 'split.vmdk', ['-f', 'vmdk', '-o', 'subformat=twoGbMaxExtentSparse']),
  ];
  const descriptor =
    '\n# a comment\n\n# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType="monolithicFlat"\nRW 2048 FLAT "/etc/passwd" 0\n';
  const embedded = Buffer.alloc(64 << 10);
  embedded.write('KDMV');
  embedded.writeUInt32LE(1, 4);
  embedded.writeBigUInt64LE(1n, 28);
  embedded.write(descriptor, 512);
  await writeFile(join(temp.path, 'descriptor'), descriptor);
  await writeFile(join(temp.path, 'embedded'), embedded);
  await writeFile(join(temp.path, 'redo'), 'COWD');
  await writeFile(join(temp.path, 'cut'), Buffer.from('QFI\u00fb', 'latin1'));
  for (const path of [...images, ...['descriptor', 'embedded', 'redo', 'cut'].map((name) => join(temp.path, name))]) {
    await assert.rejects(checkDiskHeader(path), { code: 'VMTEST_IMAGE_CORRUPT' }, path);
    await assert.rejects(checkDiskImage(path, options), { code: 'VMTEST_IMAGE_CORRUPT', hint: /qemu-img convert/ }, path);
  }
});

test('a header that qemu-img does not take is told in its words', async () => {
  await using temp = await tempFolder();
  const path = await create(temp.path, 'disk', ['-f', 'qcow2']);
  await using file = await open(path, 'r+');
  // cluster_bits
  await file.write(Buffer.from([0, 0, 0, 63]), 0, 4, 20);
  await assert.rejects(checkDiskImage(path, options), { code: 'VMTEST_IMAGE_CORRUPT', message: /is no disk image: .*cluster/i });
});

test('without qemu-img the header is what counts', async () => {
  await using temp = await tempFolder();
  await checkDiskImage(await create(temp.path, 'disk', ['-f', 'qcow2']), { env: { PATH: temp.path } });
});
