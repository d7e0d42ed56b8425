import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { publishedFiles } from '../../src/engine/publish.ts';
import type { VmtestError } from '../../src/model/errors.ts';
import { tempFolder } from '../support/temp.ts';

test('patterns name files, folders of the target take their names, and one that names nothing is a mistake', async () => {
  await using folder = await tempFolder();
  await mkdir(join(folder.path, 'debs/folder.deb'), { recursive: true });
  for (const name of ['debs/a.deb', 'debs/b.deb', 'one']) await writeFile(join(folder.path, name), name);
  const at = (name: string) => join(folder.path, name);
  assert.deepEqual(await publishedFiles({ [at('debs/*.deb')]: 'packages/', [at('one')]: 'deep/two' }), {
    'packages/a.deb': at('debs/a.deb'),
    'packages/b.deb': at('debs/b.deb'),
    'deep/two': at('one'),
  });
  await assert.rejects(
    publishedFiles({ [at('*.rpm')]: 'x/' }),
    (error: VmtestError) => error.exitCode === 2 && /no file matches .*\.rpm/.test(error.message),
  );
});
