import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import type { VmtestError } from '../../src/model/errors.ts';
import { convertDisk, createDisk } from '../../src/qemu/disk.ts';
import { tempFolder } from '../support/temp.ts';

const MIB = 1 << 20;

async function infoOf(path: string) {
  const { stdout } = await run('qemu-img', ['info', '--output=json', path], { env: TOOL_ENV });
  return JSON.parse(stdout) as { format: string; 'virtual-size': number; 'backing-filename'?: string };
}

test('disks are made blank, as overlays, and from images, which are never cut', async () => {
  await using folder = await tempFolder();
  const at = (name: string) => join(folder.path, name);
  await createDisk('qemu-img', { path: at('blank, "1" 100%.qcow2'), format: 'qcow2', sizeBytes: 64 * MIB });
  assert.deepEqual(
    [(await infoOf(at('blank, "1" 100%.qcow2'))).format, (await infoOf(at('blank, "1" 100%.qcow2')))['virtual-size']],
    ['qcow2', 64 * MIB],
  );
  await writeFile(at('base.raw'), 'x');
  await truncate(at('base.raw'), 8 * MIB);
  await createDisk('qemu-img', {
    path: at('over.qcow2'),
    format: 'qcow2',
    sizeBytes: null,
    backing: { path: at('base.raw'), format: 'raw' },
  });
  const overlay = await infoOf(at('over.qcow2'));
  assert.deepEqual([overlay['virtual-size'], overlay['backing-filename']], [8 * MIB, at('base.raw')]);
  for (const [asked, got] of [
    [4 * MIB, 8 * MIB],
    [16 * MIB, 16 * MIB],
    [null, 8 * MIB],
  ] as const) {
    await convertDisk('qemu-img', at('base.raw'), { path: at(`copy-${asked}.qcow2`), format: 'qcow2', sizeBytes: asked });
    assert.equal((await infoOf(at(`copy-${asked}.qcow2`)))['virtual-size'], got);
  }
});

test('what qemu-img says is the error, and a cancellation is one of its own', async () => {
  await using folder = await tempFolder();
  const image = { path: join(folder.path, 'no/such/disk'), format: 'qcow2', sizeBytes: MIB } as const;
  await assert.rejects(
    createDisk('qemu-img', image),
    (error: VmtestError) => error.code === 'VMTEST_QEMU_FAILED' && /No such file/.test(error.message),
  );
  await assert.rejects(createDisk('/nowhere/qemu-img', image), /ENOENT/);
  await assert.rejects(createDisk('qemu-img', image, AbortSignal.abort()), (error: VmtestError) => error.code === 'VMTEST_CANCELLED');
});
