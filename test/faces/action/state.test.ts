import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { placesIn } from '../../../src/faces/action/job.ts';
import { type SavedStart, savedReport, savedStart, saveStart } from '../../../src/faces/action/state.ts';
import { testResult } from '../../report/support.ts';
import { tempFolder } from '../../support/temp.ts';

const start = (folder: string): SavedStart => ({
  ...{ startedAt: 1, shard: 1, of: 1 },
  tests: [{ draft: testResult('a'), folder, keep: ['logs'] }],
});

test('what a step wrote down is read as it was; what it did not come to is nothing', async () => {
  await using temp = await tempFolder();
  const work = placesIn(temp.path, join(temp.path, 'top'));
  assert.deepEqual([await savedStart(work), await savedReport(work)], [null, null]);
  const written = start(join(temp.path, 'top/a'));
  await saveStart(work, written);
  assert.deepEqual(await savedStart(work), written);
});

test('what no step wrote so is refused with a name and a reason: another shape, no JSON, a folder elsewhere', async () => {
  await using temp = await tempFolder();
  const work = placesIn(temp.path, join(temp.path, 'top'));
  const refused = (message: RegExp) => ({ code: 'VMTEST_ARTIFACT_INVALID', message });
  for (const text of ['{}', '[]', 'null', '{"version":1,"result":{"tests":[null]}}', '{', '']) {
    await writeFile(work.report, text);
    await assert.rejects(savedReport(work), refused(/is no report of a shard: /), text);
    await writeFile(work.tests, text);
    await assert.rejects(savedStart(work), refused(/is no list of tests of a step: /), text);
  }
  for (const folder of ['/home', join(temp.path, 'top/../other'), join(temp.path, 'top')]) {
    await saveStart(work, start(folder));
    await assert.rejects(savedStart(work), refused(/names a folder that is not in /), folder);
  }
});
