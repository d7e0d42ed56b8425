import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceProblems } from '../../src/engine/disk-sources.ts';
import { diskOf, testOf } from '../plan/fixtures.ts';
import { tempFolder } from '../support/temp.ts';

test('a disk that starts from what is not there is told at its place, for each test that has it', async () => {
  await using temp = await tempFolder();
  const [good, gone] = [join(temp.path, 'good.img'), join(temp.path, 'gone.img')];
  await writeFile(good, 'disk');
  const place = { file: '/suite/vmtest.yaml', line: 7, column: 5 };
  const one = testOf({ id: 'one', machine: { disks: [diskOf({ from: good }), diskOf({ from: gone })] } });
  const two = testOf({
    id: 'two',
    machine: { disks: [diskOf({ from: temp.path })] },
    origins: { 'machine.disks': { level: 'test', place } },
  });
  const problems = await sourceProblems([one, two, testOf({ machine: { disks: [diskOf()] } }), testOf()]);
  assert.deepEqual(
    problems.map((problem) => [problem.test, problem.code, problem.message, problem.place?.line]),
    [
      ['one', 'VMTEST_IMAGE_UNAVAILABLE', `disk1 starts from ${gone}, which cannot be read: there is no such file`, 1],
      [
        'two',
        'VMTEST_IMAGE_UNAVAILABLE',
        `disk0 starts from ${temp.path}, which cannot be read: it is neither a file nor a block device`,
        7,
      ],
    ],
  );
});
