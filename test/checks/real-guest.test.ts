import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from './configs.ts';
import { find } from './support.ts';

const FOLDER = new URL('./fixtures/debian-12/', import.meta.url);
const FILES = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]));
const CONFIG = FILES['curtin.yaml'] as string;

async function says(kind: 'storage' | 'network' | 'dname', from = '', to = ''): Promise<readonly string[]> {
  assert.ok(CONFIG.includes(from), from);
  const { message } = await find({ kind, config: readConfig(CONFIG.replace(from, to)) }, { files: FILES });
  return message === '' ? [] : message.split('\n');
}

test('what a real Debian 12 left is read: RAID, LVM, GPT, MBR, swap, SCSI', async () => {
  assert.deepEqual(await says('storage'), []);
  assert.deepEqual(await says('storage', 'raidlevel: 1', 'raidlevel: 5'), [
    'level raid5 for RAID md0 (md) is asked for, and collect/sysfs_block:10: md0 has raid1',
  ]);
  assert.deepEqual(await says('storage', 'size: 400M', 'size: 450M'), [
    '450 MiB (471859200 bytes) for partition 1 of b (b1) is asked for, and collect/sysfs_block:69: vdb1 has 400 MiB (419430400 bytes)',
  ]);
  assert.deepEqual(await says('storage', 'serial: disk-c', 'serial: vmtest-output'), [
    'disk c with serial vmtest-output is asked for, and collect/sysfs_block has sda (disk-c), vda (disk-a), vdb (disk-b)',
  ]);
});

test('… and its network: DHCP, a bond without members, a VLAN, a bridge', async () => {
  assert.deepEqual(await says('network'), []);
  assert.deepEqual(await says('network', 'vlan_id: 108', 'vlan_id: 109'), [
    'VLAN 109 on bond1 for bond1.108 is asked for, and collect/ip_d_link has VLAN 108 on bond1 for bond1.108',
  ]);
  assert.deepEqual(await says('network', 'bridge_fd: 15', 'bridge_fd: 2'), [
    'bridge_fd 200 for br0 is asked for, and collect/sysfs_net:49: br0 has bridge/forward_delay 1500',
  ]);
});

test('… and its names, of which udev had rules for one disk', async () => {
  const there = 'collect/ls_al_disk has main, main-part1, main-part2, main-part3, main-part4 there';
  assert.deepEqual(await says('dname'), [
    `/dev/disk/by-dname/md0 for md (md0) is asked for, and ${there}`,
    `/dev/disk/by-dname/vg--1-lv1 for lv (dm-0) is asked for, and ${there}`,
  ]);
});
