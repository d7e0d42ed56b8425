import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/base/files.ts';
import { findImageFiles, wantedFile } from '../../../src/engine/replay/images.ts';
import { tempFolder } from '../../support/temp.ts';

test('an image file is found by its digest: where it was, else anywhere in the store', async () => {
  await using temp = await tempFolder();
  const at = (...names: string[]) => join(temp.path, ...names);
  await mkdir(at('store/deep/er'), { recursive: true });
  await writeFile(at('store/deep/er/boot-kernel'), 'kernel');
  await writeFile(at('store/other'), 'keyrnl');
  await writeFile(at('mine'), 'initrd');
  await symlink(at('mine'), at('link'));
  const image = {
    name: 'noble',
    version: 'noble amd64 20260801',
    digests: { kernel: sha256('kernel'), initrd: sha256('initrd') },
    files: { kernel: { bytes: 6, path: '/nowhere/kernel' }, initrd: { bytes: 6, path: at('mine') } },
  };
  const [kernel, initrd] = [wantedFile(image, 'kernel'), wantedFile(image, 'initrd')];
  assert.deepEqual(await findImageFiles([kernel, initrd], at('store')), [at('store/deep/er/boot-kernel'), at('mine')]);
  const missing = {
    code: 'VMTEST_IMAGE_UNAVAILABLE',
    message: /the initrd of the image noble \(noble amd64 20260801\), sha256 [0-9a-f]{64}/,
  };
  // Of the kernel's own files some have no end: none is read, whatever size the record gives.
  for (const path of [
    '/proc/kmsg',
    '/proc/version',
    '/proc/kcore',
    '/sys/kernel/uevent_seqnum',
    at('link'),
    at('store/other'),
    at('store'),
    '/nowhere',
  ])
    await assert.rejects(findImageFiles([kernel, { ...initrd, bytes: null, path }], at('store')), missing, path);
  await assert.rejects(
    findImageFiles([initrd], at('no-store')).then(() => findImageFiles([kernel], at('no-store'))),
    {
      code: 'VMTEST_IMAGE_UNAVAILABLE',
      hint: /vmtest images sync/,
    },
  );
  assert.throws(() => wantedFile(image, 'root'), { code: 'VMTEST_REPLAY_REFUSED' });
});
