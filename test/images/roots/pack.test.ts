import assert from 'node:assert/strict';
import { chmod, chown, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { ext4MiB, newestKernel } from '../../../src/images/roots/pack.ts';
import type { RootFormat } from '../../../src/model/suite.ts';
import { tempFolder } from '../../support/temp.ts';
import { CAPABILITY, madeUpTar } from './made-up-tar.ts';

const OURS = process.getuid?.() ?? 0;
/** A user that no host knows: not even an entry in the password file is needed. */
const SOMEBODY = 54321;

async function output(command: string, args: readonly string[]): Promise<string> {
  const outcome = await run(command, args, { env: TOOL_ENV });
  assert.equal(outcome.exitCode, 0, `${outcome.command}: ${outcome.stderr}`);
  return outcome.stdout;
}

async function packAs(uid: number, folder: string, format: RootFormat): Promise<void> {
  await writeFile(join(folder, 'root.tar'), await madeUpTar());
  await chown(folder, uid, uid);
  await chmod(folder, 0o700);
  const program = [process.execPath, join(import.meta.dirname, 'pack-in.ts'), folder, format];
  const as = uid === OURS ? program : ['setpriv', '--reuid', String(uid), '--regid', String(uid), '--clear-groups', ...program];
  await output(as[0] as string, as.slice(1));
}

for (const [who, uid] of [
  ['root', 0],
  ['a user', OURS === 0 ? SOMEBODY : OURS],
] as const) {
  const skip = uid !== OURS && OURS !== 0 ? 'only root can be root' : false;

  test(`ext4 packed by ${who} has the owners, modes, devices and capabilities of the tar`, { skip }, async () => {
    await using folder = await tempFolder();
    await packAs(uid, folder.path, 'ext4');
    const disk = join(folder.path, 'root.ext4');
    const stat = (path: string) => output('debugfs', ['-R', `stat ${path}`, disk]);
    const su = await stat('/usr/bin/su');
    assert.match(su, /Type: regular +Mode: +04755/);
    assert.match(su, /User: +0 +Group: +0 /);
    assert.match(await stat('/dev/null'), /Type: character special +Mode: +0666[\s\S]*Device major\/minor number: 01:03/);
    assert.match(await stat('/home'), /Mode: +02775[\s\S]*User: +1000 +Group: +50 /);
    assert.match(await stat('/usr/sealed/file'), /Mode: +0400/);
    const bytes = [...CAPABILITY].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    assert.ok(
      (await output('debugfs', ['-R', 'ea_get /usr/bin/ping -x security.capability', disk]).catch(() => stat('/usr/bin/ping'))).includes(
        bytes,
      ),
    );
    assert.match(await output('dumpe2fs', ['-h', disk]), /volume name: +vmtest-root/);
    assert.equal((await run('e2fsck', ['-fn', disk], { env: TOOL_ENV })).exitCode, 0);
    assert.deepEqual((await readdir(folder.path)).sort(), ['initrd', 'kernel', 'root.ext4', 'root.tar']);
  });

  test(`squashfs packed by ${who} has the owners, modes and devices of the tar`, { skip }, async () => {
    await using folder = await tempFolder();
    await packAs(uid, folder.path, 'squashfs');
    const list = await output('unsquashfs', ['-lln', join(folder.path, 'root.squashfs')]);
    assert.match(list, /^-rwsr-xr-x 0\/0 .*\/usr\/bin\/su$/m);
    assert.match(list, /^crw-rw-rw- 0\/0 +1, +3 .*\/dev\/null$/m);
    assert.match(list, /^drwxrwsr-x 1000\/50 .*\/home$/m);
    assert.equal(await readFile(join(folder.path, 'kernel'), 'utf8'), 'kernel 6.1.0-10');
    assert.equal(await readFile(join(folder.path, 'initrd'), 'utf8'), 'initrd 6.1.0-10');
  });
}

test('the newest kernel with an initrd is taken, numbers compared as numbers', () => {
  assert.equal(newestKernel(['vmlinuz-6.9', 'initrd.img-6.9', 'vmlinuz-6.10', 'initrd.img-6.10', 'vmlinuz-7']), '6.10');
  assert.equal(newestKernel(['initrd.img-1', 'config-1']), undefined);
});

test('a root file system gets a quarter and 1 GiB more than its files, in steps of 64 MiB', () => {
  assert.equal(ext4MiB(0), 1024);
  assert.equal(ext4MiB(400 * 2 ** 20), 1536);
});
