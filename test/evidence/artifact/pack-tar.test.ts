import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { packTar } from '../../../src/evidence/artifact/pack-tar.ts';
import { tempFolder } from '../../support/temp.ts';

test('an empty file is packed like any other', { timeout: 20_000 }, async () => {
  await using temp = await tempFolder();
  const folder = join(temp.path, 'collect');
  await mkdir(join(folder, 'logs'), { recursive: true });
  await writeFile(join(folder, 'logs', 'empty'), '');
  await writeFile(join(folder, 'z'), 'text');
  await symlink('z', join(folder, 'link'));
  const packed = await packTar(folder, join(temp.path, 'collect.tar.zst'));
  assert.deepEqual([packed.files, packed.leftOut], [3, 0]);
});
