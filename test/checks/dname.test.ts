import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './configs.ts';
import { type Block, blockFiles, GiB } from './storage/guest.ts';
import { find } from './support.ts';

const CONFIG = `
storage:
  config:
    - { id: a, type: disk, ptable: gpt, serial: disk a, name: 'main/disk' }
    - { id: a1, type: partition, device: a, size: 1G }
    - { id: a2, type: partition, device: a, size: 1G, name: swap }
    - { id: b, type: disk, wwn: '0x39cc071e72c64cc4', name: second }
    - { id: c, type: disk, serial: disk-c }
    - { id: vg, type: lvm_volgroup, name: vg-1, devices: [a1] }
    - { id: lv, type: lvm_partition, name: lv1, volgroup: vg }
`;
const BLOCKS: readonly Block[] = [
  { name: 'vda', bytes: 5 * GiB, serial: 'disk a' },
  { name: 'vda1', bytes: GiB, on: 'vda', number: 1 },
  { name: 'vda2', bytes: GiB, on: 'vda', number: 2 },
  { name: 'sda', bytes: 5 * GiB, udev: ['E:ID_WWN=0x39cc071e72c64cc4'] },
  { name: 'vdc', bytes: 5 * GiB, serial: 'disk-c' },
  { name: 'dm-0', bytes: GiB, lines: ['dm/name vg--1-lv1', 'dm/uuid LVM-x'] },
];
const link = (name: string, device: string) => `lrwxrwxrwx 1 root root   9 Jun  3 21:16 ${name} -> ../../${device}\n`;
const LISTING = `/dev/disk/by-dname/:\ntotal 0\n${link('main-disk', 'vda')}${link('main-disk-part1', 'vda1')}${link('main-disk-part2', 'vda2')}${link('second', 'sda')}${link('swap', 'vda2')}${link('vg--1-lv1', 'dm-0')}`;
const RULE = 'SUBSYSTEM=="block", ACTION=="add|change", ENV{DEVTYPE}=="disk", ';
const FILES: Readonly<Record<string, string>> = {
  ...blockFiles(BLOCKS),
  os_release: 'ID=ubuntu\nVERSION_CODENAME=jammy\n',
  ls_al_disk: LISTING,
  'udev_rules.d/main-disk.rules': `# Written by curtin\n${RULE}ENV{ID_SERIAL}=="disk_a", SYMLINK+="disk/by-dname/main-disk"\n`,
  'udev_rules.d/second.rules': `# Written by curtin\n${RULE}ENV{ID_WWN_WITH_EXTENSION}=="0x39cc071e72c64cc4", ENV{ID_WWN}=="0x39cc071e72c64cc4", SYMLINK+="disk/by-dname/second"\n`,
};

async function says(kind: 'dname' | 'dname-rules', files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { message } = await find({ kind, config: readConfig(CONFIG) }, { files });
  return message === '' ? [] : message.split('\n');
}

test('dname: each name leads to its device', async () => {
  assert.deepEqual(await says('dname', FILES), []);
  assert.deepEqual(
    await says('dname', {
      ...FILES,
      ls_al_disk: LISTING.replace(link('swap', 'vda2'), '').replace(link('second', 'sda'), link('second', 'vdc')),
    }),
    [
      '/dev/disk/by-dname/swap for a2 (vda2) is asked for, and collect/ls_al_disk has main-disk, main-disk-part1, main-disk-part2, second, vg--1-lv1 there',
      '/dev/disk/by-dname/second for b (sda) is asked for, and collect/ls_al_disk has it lead to vdc',
    ],
  );
  const none = await says('dname', { ...FILES, ls_al_disk: '' });
  assert.equal(none.length, 6);
  assert.equal(none[0], '/dev/disk/by-dname/main-disk for a (vda) is asked for, and collect/ls_al_disk has no such name at all');
});

test('dname-rules: a disk is told by its serial number or WWN', async () => {
  assert.deepEqual(await says('dname-rules', FILES), []);
  const { 'udev_rules.d/second.rules': _, ...without } = FILES;
  assert.deepEqual(await says('dname-rules', { ...without, 'udev_rules.d/main-disk.rules': `${RULE}ENV{ID_SERIAL}=="disk_b"\n` }), [
    `ID_SERIAL with disk_a for disk a is asked for, and collect/udev_rules.d/main-disk.rules has ${JSON.stringify(`${RULE}ENV{ID_SERIAL}=="disk_b"`)}`,
    'a rule for the name of disk b is asked for, and collect/udev_rules.d/second.rules is not there (there are main-disk.rules)',
  ]);
});

test('both are skipped where curtin writes no names', async () => {
  const finding = await find(
    { kind: 'dname', config: readConfig(CONFIG) },
    { files: { ...FILES, os_release: 'ID="centos"\nID_LIKE="rhel fedora"\n' } },
  );
  assert.deepEqual([finding.verdict, finding.message], ['skipped', 'curtin gives centos no such names']);
  const nameless = await find(
    { kind: 'dname-rules', config: { storage: { config: [{ id: 'a', type: 'disk', serial: 'x' }] } } },
    { files: FILES },
  );
  assert.deepEqual([nameless.verdict, nameless.message], ['skipped', 'the configuration names no disk']);
});
