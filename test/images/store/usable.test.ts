import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { atStore, storeFailure } from '../../../src/images/store/usable.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';

const errno = (code: string, more: object = {}) => Object.assign(new Error(`${code}: made up`), { code, ...more });

test('what the system refuses at a store names the store, the path, the user and the mend', () => {
  const refused = storeFailure('/a/store', errno('EACCES', { path: '/a/store/.vmtest-data/x.part' }));
  const user = process.geteuid?.();
  assert.equal(refused?.code, 'VMTEST_IMAGE_UNAVAILABLE');
  assert.equal(refused?.exitCode, 3);
  assert.equal(
    refused?.message,
    `The image store /a/store cannot be used by the user ${user}: permission denied: /a/store/.vmtest-data/x.part`,
  );
  assert.match(refused?.hint ?? '', new RegExp(`^give it to that user \\(chown -R ${user} /a/store\\), .*--image-dir`));
  assert.match(storeFailure('/a/store', errno('EROFS', { path: '/a' }))?.message ?? '', /mounted read-only: \/a$/);
  assert.equal(storeFailure('/a/store', errno('EIO', { path: '/b', dest: '/a/store/b' }))?.code, 'VMTEST_IMAGE_UNAVAILABLE');
  assert.equal(storeFailure('/a/store', errno('ENOSPC'))?.code, 'VMTEST_DISK_FULL');
});

test('any other error is left as it is', async () => {
  for (const [code, path] of [
    ['EACCES', '/a/stores/x'],
    ['EACCES', '/b'],
    ['EACCES', undefined],
    ['EBADF', '/a/store'],
    ['ENOSPC', '/b'],
  ] as const)
    assert.equal(storeFailure('/a/store', errno(code, { path })), null, `${code} ${path}`);
  const own = new VmtestError('VMTEST_CANCELLED', 'stopped');
  await assert.rejects(
    atStore('/a', () => Promise.reject(own)),
    (error) => error === own,
  );
});

test('a real store that is a file', async () => {
  await using temp = await tempFolder();
  const store = join(temp.path, 'store');
  await writeFile(store, '');
  await assert.rejects(
    atStore(store, () => readdir(join(store, 'url'))),
    (error: VmtestError) => error.code === 'VMTEST_IMAGE_UNAVAILABLE' && error.message.includes('no folder'),
  );
  await assert.rejects(
    atStore(store, () => mkdir(join(store, 'a'))),
    VmtestError,
  );
});
