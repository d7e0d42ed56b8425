import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeStore } from '../../../src/images/store/make-store.ts';
import type { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';

test('a store is made with its parents; one that cannot be made is an error with a mend, at once', async () => {
  await using folder = await tempFolder();
  await makeStore(join(folder.path, 'a/b'));
  await makeStore(join(folder.path, 'a/b'));
  assert.ok((await stat(join(folder.path, 'a/b'))).isDirectory());
  await assert.rejects(
    makeStore('/proc/x/y'),
    (error: VmtestError) => error.code === 'VMTEST_IMAGE_UNAVAILABLE' && /--image-dir/.test(error.hint ?? ''),
  );
});
