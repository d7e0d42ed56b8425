import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { checkDiskImage, evidenceFile } from '../../../src/engine/replay/evidence-file.ts';
import { tempFolder } from '../../support/temp.ts';

const refused = { code: 'VMTEST_REPLAY_REFUSED' };

test('a file of the evidence is a regular file in regular folders, or nothing, or refused', async () => {
  await using temp = await tempFolder();
  const at = (...names: string[]) => join(temp.path, ...names);
  await mkdir(at('disks'));
  await writeFile(at('disks', 'disk0.qcow2'), '');
  await symlink('/etc/hostname', at('disks', 'link.qcow2'));
  await symlink('/etc', at('elsewhere'));
  assert.equal(await evidenceFile(temp.path, 'disks/disk0.qcow2'), at('disks', 'disk0.qcow2'));
  assert.equal(await evidenceFile(temp.path, 'disks/none'), null);
  assert.equal(await evidenceFile(temp.path, 'none/none'), null);
  await assert.rejects(evidenceFile(temp.path, 'disks/link.qcow2'), { ...refused, message: /link\.qcow2 is a link/ });
  await assert.rejects(evidenceFile(temp.path, 'elsewhere/hostname'), { ...refused, message: /elsewhere is a link/ });
  await assert.rejects(evidenceFile(temp.path, 'disks'), { ...refused, message: /disks is no regular file/ });
  await assert.rejects(evidenceFile(temp.path, 'disks/disk0.qcow2/x'), refused);
});

test('a disk image with its bytes elsewhere is refused by its header, before any program of QEMU reads it', async () => {
  await using temp = await tempFolder();
  const at = (name: string) => join(temp.path, name);
  const create = async (name: string, ...args: string[]) => {
    const ended = await run('qemu-img', ['create', '-q', '-f', 'qcow2', ...args, at(name), '1M'], { env: TOOL_ENV });
    assert.equal(ended.exitCode, 0, ended.stderr);
    return at(name);
  };
  await writeFile(at('host'), Buffer.alloc(1 << 20));
  await checkDiskImage(await create('whole'), 'qcow2');
  await checkDiskImage(await create('old', '-o', 'compat=0.10'), 'qcow2');
  await checkDiskImage(await create('packed', '-o', 'compression_type=zstd,extended_l2=on'), 'qcow2');
  await checkDiskImage(at('host'), 'raw');
  const backed = await create('backed', '-b', at('host'), '-F', 'raw');
  await assert.rejects(checkDiskImage(backed, 'qcow2'), { ...refused, message: /names a backing file/ });
  const external = await create('external', '-o', `data_file=${at('data')},data_file_raw=on`);
  await assert.rejects(checkDiskImage(external, 'qcow2'), { ...refused, message: /has its data in another file/ });
  await assert.rejects(checkDiskImage(at('host'), 'qcow2'), { ...refused, message: /is no qcow2 image/ });
  await writeFile(at('short'), 'QFI\xfb', 'latin1');
  await assert.rejects(checkDiskImage(at('short'), 'qcow2'), refused);
  await symlink(at('whole'), at('link'));
  await assert.rejects(checkDiskImage(at('link'), 'qcow2'));
});
