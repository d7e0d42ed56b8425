import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../support.ts';
import { type Block, blockFiles, GiB, MiB, mounted, SWAPS_HEAD, storageSays } from './guest.ts';

const CONFIG = `
swap: { filename: /swapfile, size: 1G }
storage:
  version: 1
  config:
    - { id: sda, type: disk, ptable: gpt, serial: disk-a, wipe: superblock }
    - { id: boot, type: partition, device: sda, flag: bios_grub, size: 1MB }
    - { id: root, type: partition, device: sda, size: 4G }
    - { id: swap, type: partition, device: sda, number: 7, flag: swap, size: 1G }
    - { id: root_fs, type: format, fstype: ext4, volume: root, label: cloudimg-rootfs, uuid: 04836770-e989-460f-8774-8e277ddcb40f }
    - { id: swap_fs, type: format, fstype: swap, volume: swap }
    - { id: root_mount, type: mount, device: root_fs, path: /, options: 'noatime,errors=remount-ro' }
    - { id: swap_mount, type: mount, device: swap_fs, path: none }
    - { id: sdb, type: disk, ptable: msdos, serial: disk b }
    - { id: data, type: partition, device: sdb, flag: boot, size: 512M }
    - { id: data_fs, type: format, fstype: fat32, volume: data, label: data }
    - { id: tmp, type: mount, spec: none, path: /my/tmpfs, fstype: tmpfs, options: size=4M, passno: 1 }
`;

const ROOT = 'E:ID_PART_ENTRY_TYPE=0fc63daf-8483-4772-8e79-3d69d8477de4';
const BLOCKS: readonly Block[] = [
  {
    name: 'vda',
    bytes: 10 * GiB,
    serial: 'disk-a',
    udev: ['S:disk/by-id/virtio-disk-a', 'E:ID_SERIAL=disk-a', 'E:ID_PART_TABLE_TYPE=gpt'],
  },
  { name: 'vda1', bytes: MiB, on: 'vda', number: 1, udev: ['E:ID_PART_ENTRY_TYPE=21686148-6449-6E6F-744E-656564454649'] },
  {
    name: 'vda2',
    bytes: 8 * GiB,
    on: 'vda',
    number: 2,
    udev: [
      ROOT,
      'S:disk/by-uuid/04836770',
      'E:ID_FS_TYPE=ext4',
      'E:ID_FS_LABEL_ENC=cloudimg-rootfs',
      'E:ID_FS_UUID=04836770-e989-460f-8774-8e277ddcb40f',
    ],
  },
  {
    name: 'vda7',
    bytes: GiB,
    on: 'vda',
    number: 7,
    udev: ['E:ID_PART_ENTRY_TYPE=0657fd6d-a4ab-43c4-84e5-0933c84b4f4f', 'E:ID_FS_TYPE=swap', 'S:disk/by-uuid/77'],
  },
  { name: 'vdb', bytes: 10 * GiB, serial: 'disk b', udev: ['E:ID_PART_TABLE_TYPE=dos'] },
  {
    name: 'vdb1',
    bytes: 512 * MiB,
    on: 'vdb',
    number: 1,
    udev: ['E:ID_PART_ENTRY_TYPE=0x83', 'E:ID_PART_ENTRY_FLAGS=0x80', 'E:ID_FS_TYPE=vfat', 'E:ID_FS_LABEL_ENC=DATA'],
  },
  { name: 'vdc', bytes: 4 * GiB, serial: 'vmtest-output' },
];
const FILES: Readonly<Record<string, string>> = {
  ...blockFiles(BLOCKS),
  fstab:
    '/dev/disk/by-uuid/04836770 / ext4 errors=remount-ro,noatime 0 1\n/dev/disk/by-uuid/77 none swap sw 0 0\nnone /my/tmpfs tmpfs size=4M 0 1\n/swapfile none swap sw 0 0\n',
  proc_mountinfo: `${mounted('252:2', '/', 'ext4', '/dev/vda2', 'rw,noatime')}\n${mounted('0:44', '/my/tmpfs', 'tmpfs', 'none')}\n`,
  'proc-swaps': `${SWAPS_HEAD}/dev/vda7 partition\t1048572\t0\t-2\n/swapfile file\t1048572\t0\t-3\n`,
};

test('what was asked for is there; the root partition may have grown, and the harness’s disk does not count', async () => {
  const finding = await find({ kind: 'storage', config: null }, { files: FILES });
  assert.equal(finding.message, 'there is no curtin configuration to hold the system against');
  assert.deepEqual(await storageSays(CONFIG, { files: FILES }), []);
});

/** The message where one text of one file is another. */
function withChange(file: string, from: string, to: string): Promise<readonly string[]> {
  const text = FILES[file] as string;
  assert.ok(text.includes(from), from);
  return storageSays(CONFIG, { files: { ...FILES, [file]: text.replaceAll(from, to) } });
}

test('disks, tables and partitions: what was asked, what was found, and where', async () => {
  assert.deepEqual(await withChange('sysfs_block', 'serial disk b', 'serial disk-x'), [
    'disk sdb with serial disk b is asked for, and collect/sysfs_block has vda (disk-a), vdb (disk-x)',
  ]);
  assert.deepEqual(await withChange('udev_block', 'TABLE_TYPE=dos', 'TABLE_TYPE=gpt'), [
    'a partition table dos on sdb is asked for, and collect/udev_block has gpt on vdb',
  ]);
  assert.deepEqual(
    (await withChange('sysfs_block', 'vda7 partition 7', 'vda7 partition 3'))[0],
    'partition 7 of sda (swap) is asked for, and collect/sysfs_block:1: vda has the partitions 1, 2, 3',
  );
  assert.deepEqual(await withChange('sysfs_block', `vdb1 size ${MiB}`, `vdb1 size ${2 * MiB}`), [
    '512 MiB (536870912 bytes) for partition 1 of sdb (data) is asked for, and collect/sysfs_block:24: vdb1 has 1 GiB (1073741824 bytes)',
  ]);
  assert.deepEqual(await withChange('sysfs_block', `vda2 size ${16 * MiB}`, `vda2 size ${4 * MiB}`), [
    '4 GiB (4294967296 bytes) for partition 2 of sda (root) is asked for, and collect/sysfs_block:10: vda2 has 2 GiB (2147483648 bytes)',
  ]);
  assert.deepEqual(await withChange('udev_block', '21686148-6449-6E6F-744E-656564454649', ROOT.slice(-36)), [
    'type 21686148-6449-6e6f-744e-656564454649 (flag bios_grub) for partition 1 of sda (boot) is asked for, and collect/udev_block has type 0fc63daf-8483-4772-8e79-3d69d8477de4 for vda1',
  ]);
  assert.deepEqual(await withChange('udev_block', 'E:ID_PART_ENTRY_FLAGS=0x80\n', ''), [
    'the active flag for partition 1 of sdb (data) is asked for, and collect/udev_block has no flags for vdb1',
  ]);
});

test('file systems: kind, label, UUID, and by blkid where udev says nothing', async () => {
  assert.deepEqual(await withChange('udev_block', 'ID_FS_TYPE=ext4', 'ID_FS_TYPE=xfs'), [
    'ext4 on root (vda2) is asked for, and collect/udev_block has xfs there',
  ]);
  assert.deepEqual(await withChange('udev_block', 'cloudimg-rootfs', 'root\\x20x'), [
    'label cloudimg-rootfs on root (vda2) is asked for, and collect/udev_block has root x',
  ]);
  assert.deepEqual(await withChange('udev_block', 'ID_FS_UUID=0483', 'ID_FS_UUID=1483'), [
    'UUID 04836770-e989-460f-8774-8e277ddcb40f on root (vda2) is asked for, and collect/udev_block has 14836770-e989-460f-8774-8e277ddcb40f',
  ]);
  const blkid =
    '/dev/vda: PTTYPE="gpt"\n/dev/vda2: LABEL="cloudimg-rootfs" UUID="04836770-e989-460f-8774-8e277ddcb40f" TYPE="ext4"\n/dev/vda7: TYPE="swap" UUID="77"\n/dev/vdb: PTTYPE="dos"\n/dev/vdb1: TYPE="vfat" LABEL="data"\n';
  const fstab = (FILES.fstab as string).replaceAll('/dev/disk/by-uuid/', 'UUID=').replace('UUID=04836770', 'LABEL=cloudimg-rootfs');
  assert.deepEqual(await storageSays(CONFIG, { files: { ...FILES, udev_block: '', blkid_tags: blkid, fstab } }), []);
});

test('mounts and swaps: in fstab with their options, and in effect', async () => {
  assert.deepEqual(await withChange('fstab', '/dev/disk/by-uuid/04836770', '/dev/vdb1'), [
    'root on / (/dev/vda2) is asked for, and collect/fstab:1 has /dev/vdb1 (/dev/vdb1)',
  ]);
  assert.deepEqual(await withChange('fstab', 'errors=remount-ro,noatime', 'defaults'), [
    'options errors=remount-ro,noatime for root on / is asked for, and collect/fstab:1 has defaults',
  ]);
  assert.deepEqual(await withChange('fstab', 'size=4M 0 1', 'size=4M 0 0'), [
    'fsck pass 1 for none on /my/tmpfs is asked for, and collect/fstab:3 has 0',
  ]);
  assert.deepEqual(await withChange('proc_mountinfo', '252:2', '252:5'), [
    'root on / (/dev/vda2), mounted, is asked for, and collect/proc_mountinfo:1 has /dev/vdb1 mounted there',
  ]);
  assert.deepEqual(await withChange('proc_mountinfo', 'rw,noatime', 'rw,relatime'), [
    'noatime in effect for root on / is asked for, and collect/proc_mountinfo:1 is without noatime',
  ]);
  assert.deepEqual(await withChange('proc_mountinfo', '/my/tmpfs', '/my/other'), [
    'none on /my/tmpfs, mounted, is asked for, and collect/proc_mountinfo has nothing mounted there',
  ]);
  assert.deepEqual(await withChange('proc-swaps', '/dev/vda7 partition', '/dev/vdx partition'), [
    'swap on swap in use is asked for, and collect/proc-swaps has /dev/vdx, /swapfile in use',
  ]);
  assert.deepEqual(await withChange('fstab', '/swapfile none swap sw 0 0\n', ''), [
    'swap file /swapfile is asked for, and collect/fstab does not name it',
  ]);
  assert.deepEqual(await storageSays(CONFIG, { files: { ...blockFiles(BLOCKS) }, steps: { 'check storage': 1 } }), [
    'collect/fstab is not there: "check storage" ended with status 1 in the guest',
  ]);
});

test('what was not collected, and a configuration without storage', async () => {
  assert.deepEqual(await storageSays(CONFIG, {}), ['collect/sysfs_block is not there: the guest did not run "check block devices"']);
  const finding = await find({ kind: 'storage', config: {} }, { files: FILES });
  assert.deepEqual([finding.verdict, finding.message], ['skipped', 'the configuration has no storage.config']);
});

test('version 2: offsets, names, types and UUIDs are asked for', async () => {
  const config = `
storage:
  version: 2
  config:
    - { id: a, type: disk, ptable: gpt, path: /dev/vdq }
    - { id: p, type: partition, device: a, number: 1, size: 1G, offset: 1M, uuid: 1E27E7AF-26DC, partition_name: my part, partition_type: AAAA-1 }
`;
  const part = ['E:ID_PART_ENTRY_NAME=my\\x20part', 'E:ID_PART_ENTRY_UUID=1e27e7af-26dc', 'E:ID_PART_ENTRY_TYPE=aaaa-1'];
  const blocks: Block[] = [
    { name: 'vdq', bytes: 2 * GiB, udev: ['E:ID_PART_TABLE_TYPE=gpt'] },
    { name: 'vdq1', bytes: GiB, on: 'vdq', number: 1, udev: part },
  ];
  assert.deepEqual(await storageSays(config, { files: blockFiles(blocks) }), []);
  const other = blockFiles([blocks[0] as Block, { ...(blocks[1] as Block), udev: part.map((line) => `${line}x`), lines: ['start 4096'] }]);
  assert.deepEqual(await storageSays(config, { files: other }), [
    'offset 1048576 for partition 1 of a (p) is asked for, and collect/sysfs_block:4: vdq1 starts at 2097152',
    'type aaaa-1 for partition 1 of a (p) is asked for, and collect/udev_block has type aaaa-1x for vdq1',
    'the name my part for partition 1 of a (p) is asked for, and collect/udev_block has my partx for vdq1',
    'the UUID 1e27e7af-26dc for partition 1 of a (p) is asked for, and collect/udev_block has 1e27e7af-26dcx for vdq1',
  ]);
});
