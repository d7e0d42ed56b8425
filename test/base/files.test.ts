import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../../src/base/files.ts';
import { tempFolder } from '../support/temp.ts';

test('a folder is made with its parents, by several at once too; the topmost that was not there is told', async () => {
  await using temp = await tempFolder();
  assert.equal(await makeFolder(join(temp.path, 'a/b/c')), join(temp.path, 'a'));
  assert.equal(await makeFolder(join(temp.path, 'a/b/c')), null);
  for (let round = 0; round < 20; round += 1) {
    const path = join(temp.path, `round-${round}/b/c/d`);
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    assert.equal((await stat(path)).isDirectory(), true);
  }
});

test('where a folder cannot have children, that is an error at once', async () => {
  await assert.rejects(makeFolder('/proc/vmtest/a'), { code: 'ENOENT' });
});
