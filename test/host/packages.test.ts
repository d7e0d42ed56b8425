import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { distribution, installMend } from '../../src/host/packages.ts';
import { tempFolder } from '../support/temp.ts';

test('the distribution and its family are read from os-release', async () => {
  await using root = await tempFolder();
  const file = join(root.path, 'os-release');
  const cases: [string, string, string][] = [
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'Debian GNU/Linux 12 (bookworm)', 'debian'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\nPRETTY_NAME=Mint\n', 'Mint', 'debian'],
    [`ID='rocky'\nID_LIKE="rhel centos fedora"\n`, '', 'fedora'],
    ['ID=arch\n', '', 'other'],
    ['', '', 'other'],
  ];
  for (const [text, name, family] of cases) {
    await writeFile(file, text);
    const found = await distribution(file);
    assert.deepEqual([found.name, found.family], [name, family]);
  }
  assert.equal((await distribution(join(root.path, 'absent'))).family, 'other');
});

test('a mend is one command where the distribution is known, else one for each', () => {
  assert.equal(installMend('sqfstar', 'debian'), 'as root: apt-get install squashfs-tools');
  assert.equal(installMend('newuidmap', 'fedora'), 'as root: dnf install shadow-utils');
  assert.match(installMend('qemu-img', 'other'), /apt-get install qemu-utils; Fedora: dnf install qemu-img/);
});
