import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepClass } from '../../../src/engine/command/keep-classes.ts';
import { KEEP_PARTS } from '../../../src/model/plan.ts';
import { tempFolder } from '../../support/temp.ts';

async function classIn(folder: string): Promise<string> {
  const path = join(folder, 'ATest');
  for (const part of KEEP_PARTS) await mkdir(join(path, part), { recursive: true });
  await writeFile(join(path, 'tmpabc.yaml'), 'a stray');
  await mkdir(join(folder, 'outside'), { recursive: true });
  await writeFile(join(folder, 'outside', 'precious'), 'x');
  await symlink(join(folder, 'outside'), join(path, 'link'));
  return path;
}

test('all keeps the folder as it is, none removes it, a list removes every other entry; links are not followed', async () => {
  await using temp = await tempFolder();
  const path = await classIn(temp.path);
  await keepClass(path, KEEP_PARTS);
  assert.equal((await readdir(path)).length, 7);
  await keepClass(path, ['logs', 'collect']);
  assert.deepEqual((await readdir(path)).sort(), ['collect', 'logs']);
  await keepClass(path, []);
  assert.deepEqual(await readdir(temp.path), ['outside']);
  assert.equal(await readFile(join(temp.path, 'outside', 'precious'), 'utf8'), 'x');
});
