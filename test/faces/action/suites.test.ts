import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findSuites } from '../../../src/faces/action/suites.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';

async function workspace(...names: string[]) {
  const temp = await tempFolder();
  for (const name of names) {
    await mkdir(dirname(join(temp.path, name)), { recursive: true });
    await writeFile(join(temp.path, name), '');
  }
  const labels = async (lines: readonly string[] | null) => (await findSuites(lines, temp.path)).map(({ label }) => label);
  return { temp, labels };
}

test('files and globs, each once, in the order of the input; what a glob finds is sorted', async () => {
  const { temp, labels } = await workspace('b.yaml', 'ci/z.yaml', 'ci/a.yaml', 'ci/deep/c.yaml', 'odd[1].yaml');
  await using _ = temp;
  await mkdir(join(temp.path, 'ci/folder.yaml'));
  assert.deepEqual(await labels(['b.yaml', 'ci/*.yaml', 'ci/a.yaml']), ['b.yaml', 'ci/a.yaml', 'ci/z.yaml']);
  assert.deepEqual(await labels(['ci/**/*.yaml']), ['ci/a.yaml', 'ci/deep/c.yaml', 'ci/z.yaml']);
  assert.deepEqual(await labels(['odd[1].yaml', join(temp.path, 'b.yaml')]), ['odd[1].yaml', 'b.yaml']);
  await symlink('a.yaml', join(temp.path, 'ci/link.yaml'));
  assert.deepEqual(await labels(['ci/link.yaml']), ['ci/link.yaml']);
});

test('without a line it is looked for, as the command does', async () => {
  const { temp, labels } = await workspace('tests/vmtest.yaml');
  await using _ = temp;
  assert.deepEqual(await labels(null), ['tests/vmtest.yaml']);
});

test('every line that finds nothing is named; a folder is no suite', async () => {
  const { temp, labels } = await workspace('a.yaml');
  await using _ = temp;
  await mkdir(join(temp.path, 'ci'));
  await assert.rejects(labels(['a.yaml', 'ci', 'ci/*.yaml', 'b.yaml']), (error: VmtestError) => {
    assert.ok(error instanceof VmtestError);
    assert.deepEqual(
      error.problems.map(({ message }) => /there is no (\S+)|(\S+ is a folder)/.exec(message)?.slice(1).join('')),
      ['ci is a folder', 'ci/*.yaml', 'b.yaml'],
    );
    return error.exitCode === 2;
  });
});
