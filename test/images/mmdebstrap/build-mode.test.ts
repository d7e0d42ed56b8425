import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseMode, hasRange } from '../../../src/images/mmdebstrap/build-mode.ts';
import { tempFolder } from '../../support/temp.ts';

test('root builds as root, a user without ids by fakechroot, else the message says what to install', async () => {
  await using folder = await tempFolder();
  const env = { PATH: folder.path };
  const nobody = { uid: 54321, name: '54321' };
  assert.equal(await chooseMode(env, { uid: 0, name: 'root' }), 'root');
  await assert.rejects(chooseMode(env, nobody), { code: 'VMTEST_IMAGE_UNAVAILABLE', hint: /fakechroot.*uidmap.*54321/ });
  for (const name of ['fakechroot', 'fakeroot']) {
    await writeFile(join(folder.path, name), '#!/bin/sh\n');
    await chmod(join(folder.path, name), 0o755);
  }
  assert.equal(await chooseMode(env, nobody), 'fakechroot');
});

test('a range of subordinate ids belongs to a name or a number, and must be large enough', () => {
  const user = { uid: 1000, name: 'user' };
  assert.ok(hasRange('other:1:65536\nuser:100000:65536\n', user));
  assert.ok(hasRange('1000:100000:65536', user));
  assert.ok(!hasRange('user:100000:1000\nuser2:100000:65536\n', user));
});
