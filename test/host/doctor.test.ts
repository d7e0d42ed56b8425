import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TOOL_ENV } from '../../src/base/spawn.ts';
import { type DoctorOptions, type DoctorReport, diagnose } from '../../src/host/doctor.ts';
import { firmwareFolders } from '../../src/host/firmware.ts';
import { tempFolder } from '../support/temp.ts';

function options(folder: string, changes: Partial<DoctorOptions> = {}): DoctorOptions {
  return {
    nodeVersion: '24.3.1',
    path: join(folder, 'empty'),
    cacheFolder: join(folder, 'cache'),
    identity: null,
    topdir: join(folder, 'topdir'),
    imageStore: join(folder, 'images'),
    imageKeyring: join(folder, 'keyring.gpg'),
    firmwareFolders: [join(folder, 'empty')],
    ...changes,
  };
}

function check(report: DoctorReport, name: string) {
  const found = report.checks.find((one) => one.name === name);
  assert.ok(found, `no check ${name} among ${report.checks.map((one) => one.name).join(', ')}`);
  return found;
}

describe('the doctor', () => {
  test('on a host without anything misses every tool, and each has its mend', async () => {
    await using root = await tempFolder();
    await mkdir(join(root.path, 'empty'));
    const report = await diagnose(options(root.path));
    assert.equal(report.state, 'error');
    for (const name of ['qemu-img', 'setpriv', 'flock']) assert.equal(check(report, name).state, 'error');
    const tools = [
      'mmdebstrap',
      'sqfstar',
      'sqfs2tar',
      'xz',
      'image keyring',
      'fakeroot',
      'newuidmap',
      'mke2fs',
      'KVM',
      'UEFI firmware x86_64',
      'UEFI firmware aarch64',
    ];
    for (const name of tools) assert.equal(check(report, name).state, 'warning', name);
    const systems = ['qemu-system-x86_64', 'qemu-system-aarch64'].map((name) => check(report, name).state);
    assert.deepEqual(systems.sort(), ['error', 'warning'], 'only the host’s own architecture is needed');
    for (const one of report.checks) assert.equal(one.mend === null, one.state === 'ok', `${one.name}: ${one.found}`);
    assert.equal(check(report, 'Node.js').state, 'ok');
    await writeFile(join(root.path, 'keyring.gpg'), '');
    assert.equal(check(await diagnose(options(root.path)), 'image keyring').state, 'ok');
  });

  test('says that Node.js is too old', async () => {
    await using root = await tempFolder();
    const node = check(await diagnose(options(root.path, { nodeVersion: '20.19.0' })), 'Node.js');
    assert.deepEqual([node.state, node.found], ['error', '20.19.0, and 24.0 or newer is needed']);
  });

  test('names the folder that keeps QEMU’s user out', async () => {
    await using root = await tempFolder();
    await chmod(root.path, 0o700);
    const report = await diagnose(options(root.path, { identity: { uid: 4711, gid: 4711 } }));
    const place = check(report, 'work directory');
    assert.equal(place.state, 'error');
    assert.match(place.found, new RegExp(`^${root.path} \\(mode 0700, owner \\d+:\\d+\\) lets user 4711:4711 not enter it$`));
  });

  test('warns of a work directory in memory', async (context) => {
    await using root = await tempFolder();
    const place = check(await diagnose(options(root.path, { topdir: '/dev/shm/vmtest' })), 'work directory');
    if (!place.found.includes('(tmpfs)')) return context.skip('/dev/shm is not in memory here');
    assert.notEqual(place.state, 'ok');
  });

  test('never throws, whatever is in its way', async () => {
    await using root = await tempFolder();
    const file = join(root.path, 'a file');
    await writeFile(file, '');
    const report = await diagnose(
      options(root.path, {
        topdir: join(file, 'x'),
        imageStore: '\0',
        cacheFolder: file,
        firmwareFolders: [file],
        path: `${file}:relative`,
      }),
    );
    assert.match(check(report, 'work directory').found, /a file is not a folder$/);
    assert.ok(check(report, 'image store'));
    assert.equal(report.state, 'error');
  });

  test('looks at this host', async () => {
    await using root = await tempFolder();
    const report = await diagnose(options(root.path, { path: TOOL_ENV.PATH ?? '', firmwareFolders: firmwareFolders(null) }));
    assert.equal(new Set(report.checks.map((one) => one.name)).size, report.checks.length);
    assert.match(check(report, 'processors').found, /^\d+ usable$/);
    assert.match(check(report, 'memory').found, / available of /);
    for (const one of report.checks) if (one.state !== 'ok') assert.ok(one.mend, `${one.name}: ${one.found}`);
  });
});
