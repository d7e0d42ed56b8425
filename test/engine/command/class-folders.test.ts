import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../src/base/spawn.ts';
import { readClassFolders } from '../../../src/engine/command/class-folders.ts';
import { tempFolder } from '../../support/temp.ts';

async function makeClass(topdir: string, name: string, logs: Readonly<Record<string, string>>): Promise<void> {
  for (const part of ['boot', 'collect', 'disks', 'install', 'logs']) await mkdir(join(topdir, name, part), { recursive: true });
  for (const [file, text] of Object.entries(logs)) await writeFile(join(topdir, name, 'logs', file), text);
}

test('a class is a folder with the parts of one; its records are read', async () => {
  await using temp = await tempFolder();
  await makeClass(temp.path, 'GoodTest', { success: 'all good\n', 'install-serial.log': 'installed\n' });
  await makeClass(temp.path, 'BadTest', { 'errors.json': '{"errors": 3}', 'boot-serial.log': 'booted\n' });
  await mkdir(join(temp.path, 'tgt.d'));
  await writeFile(join(temp.path, 'debug.log'), 'text');
  const { classes, notes } = await readClassFolders(temp.path);
  assert.deepEqual(notes, []);
  assert.deepEqual(
    classes.map(({ name, success, errors, install, boot }) => [name, success, errors, install?.text ?? null, boot?.text ?? null]),
    [
      ['BadTest', false, 3, null, 'booted\n'],
      ['GoodTest', true, null, 'installed\n', null],
    ],
  );
});

test('a topdir that is not there has no classes', async () => {
  assert.deepEqual(await readClassFolders('/nowhere/at/all'), { classes: [], notes: [] });
});

test('an errors.json that is no JSON still says that a test failed', async () => {
  await using temp = await tempFolder();
  for (const [name, text] of [
    ['A', 'rubbish'],
    ['B', '{"errors": "many"}'],
    ['C', 'null'],
    ['D', '{"errors": -4}'],
  ] as const)
    await makeClass(temp.path, name, { 'errors.json': text });
  assert.deepEqual(
    (await readClassFolders(temp.path)).classes.map(({ errors }) => errors),
    [1, 1, 1, 1],
  );
});

test('no link is followed, no pipe is waited for, and no name but a class’s is taken', { timeout: 20_000 }, async () => {
  await using temp = await tempFolder();
  const top = join(temp.path, 'top');
  await makeClass(temp.path, 'outside', { success: '' });
  await makeClass(top, 'a\n##[error]b', {});
  await symlink(join(temp.path, 'outside'), join(top, 'LinkedTest'));
  await mkdir(join(top, 'LogsTest', 'disks'), { recursive: true });
  await symlink(join(temp.path, 'outside', 'logs'), join(top, 'LogsTest', 'logs'));
  await makeClass(top, 'PipeTest', {});
  const { exitCode } = await run('mkfifo', [join(top, 'PipeTest', 'logs', 'install-serial.log')], { env: { PATH: '/usr/bin:/bin' } });
  assert.equal(exitCode, 0);
  await symlink('/etc/passwd', join(top, 'PipeTest', 'logs', 'boot-serial.log'));
  const { classes, notes } = await readClassFolders(top);
  assert.deepEqual(
    classes.map(({ name, success, install, boot }) => [name, success, install, boot]),
    [
      ['LogsTest', false, null, null],
      ['PipeTest', false, null, null],
    ],
  );
  assert.equal(notes.length, 2);
  assert.ok(notes.some((note) => /"LinkedTest" is a symbolic link/.test(note)));
  assert.ok(notes.every((note) => !note.includes('##[') && !note.includes('\n')));
});

test('of a console larger than 16 MiB the end is read', async () => {
  await using temp = await tempFolder();
  await makeClass(temp.path, 'LongTest', { 'install-serial.log': `first\n${'x'.repeat(17 << 20)}\nlast\n` });
  const install = (await readClassFolders(temp.path)).classes[0]?.install;
  assert.equal(install?.cut, true);
  assert.equal(install.text.length, 16 << 20);
  assert.ok(install.text.endsWith('\nlast\n'));
});
