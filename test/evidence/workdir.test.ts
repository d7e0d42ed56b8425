import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { dropTheRest, keptFiles } from '../../src/evidence/keep.ts';
import { prepareTopDir, WorkDir } from '../../src/evidence/workdir.ts';
import type { VmtestError } from '../../src/model/errors.ts';
import { tempFolder } from '../support/temp.ts';

test('a top folder is absent or empty', async () => {
  await using folder = await tempFolder();
  assert.equal((await prepareTopDir(folder.path)).made, null);
  const made = await prepareTopDir(join(folder.path, 'a', 'b'));
  assert.equal(made.made, join(folder.path, 'a'));
  assert.ok(made.freeBytes > 0);
  await assert.rejects(prepareTopDir(folder.path), (error: VmtestError) => {
    assert.equal(error.code, 'VMTEST_TOPDIR_NOT_EMPTY');
    assert.match(error.message, /holds a$/);
    assert.equal(error.exitCode, 2);
    return true;
  });
});

test('a top folder that is a file is unusable', async () => {
  await using folder = await tempFolder();
  await writeFile(join(folder.path, 'file'), '');
  await assert.rejects(prepareTopDir(join(folder.path, 'file')), (error: VmtestError) => error.code === 'VMTEST_TOPDIR_UNUSABLE');
});

test('a work directory has the five parts, and its events are on disk at once', async () => {
  await using folder = await tempFolder();
  const dir = await WorkDir.create(folder.path, 'basic', null);
  assert.deepEqual((await readdir(dir.path)).sort(), ['boot', 'collect', 'disks', 'install', 'logs']);
  dir.log({ type: 'qmp', event: 'STOP' });
  assert.equal(await readFile(dir.file('logs/events.jsonl'), 'utf8'), '{"type":"qmp","event":"STOP"}\n');
});

test('QEMU gets files of its own and no folder', { skip: process.getuid?.() === 0 ? false : 'only root can give files away' }, async () => {
  await using folder = await tempFolder();
  const dir = await WorkDir.create(folder.path, 'basic', { uid: 65534, gid: 65534 });
  const path = await dir.yield('logs/boot-console.log');
  assert.equal((await stat(path)).uid, 65534);
  assert.equal((await stat(dir.file('logs'))).uid, 0);
});

test('the keep policy leaves what it names and says what that is', async () => {
  await using folder = await tempFolder();
  const dir = await WorkDir.create(folder.path, 'basic', null);
  await writeFile(dir.file('logs/boot-console.log'), 'hello');
  await writeFile(dir.file('disks/disk0.qcow2'), 'disk');
  await mkdir(dir.file('collect/deep'));
  await writeFile(dir.file('collect/deep/fstab'), '');
  await symlink('/etc/passwd', dir.file('collect/link'));
  await writeFile(dir.file('result.json'), '{}');
  const kept = await keptFiles(dir.path, ['logs', 'collect']);
  await dropTheRest(dir.path, ['logs', 'collect']);
  assert.deepEqual((await readdir(dir.path)).sort(), ['collect', 'logs', 'result.json']);
  assert.deepEqual(
    kept.map(({ path }) => path),
    ['collect/deep/fstab', 'logs/boot-console.log'],
  );
  assert.equal(kept[1]?.sha256, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
  assert.deepEqual(await keptFiles(dir.path, []), []);
  await dropTheRest(dir.path, []);
  assert.deepEqual(await readdir(dir.path), ['result.json']);
});
