import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../configs.ts';
import { find } from '../support.ts';
import { type Block, blockFiles, GiB, MiB, storageSays } from './guest.ts';

const CONFIG = `
storage:
  version: 1
  config:
    - { id: a, type: disk, ptable: gpt, serial: disk-a }
    - { id: b, type: disk, ptable: gpt, serial: disk-b }
    - { id: c, type: disk, ptable: gpt, serial: disk-c }
    - { id: a1, type: partition, device: a, size: 1G }
    - { id: b1, type: partition, device: b, size: 1G }
    - { id: c1, type: partition, device: c, size: 1G }
    - { id: c2, type: partition, device: c, size: 1G }
    - { id: md, type: raid, name: os-raid, raidlevel: 5, devices: [a1, b1, c1], spare_devices: [c2], metadata: 1.2 }
    - { id: vg, type: lvm_volgroup, name: vg1, devices: [md] }
    - { id: lv, type: lvm_partition, name: my-lv, volgroup: vg, size: 1000MB }
    - { id: crypt, type: dm_crypt, volume: lv, key: testkey, dm_name: dmcrypt0 }
    - { id: fs, type: format, fstype: xfs, volume: crypt }
`;
const disk = (name: string, serial: string): Block => ({ name, bytes: 5 * GiB, serial, udev: ['E:ID_PART_TABLE_TYPE=gpt'] });
const part = (on: string, number: number): Block => ({
  name: `${on}${number}`,
  bytes: GiB,
  on,
  number,
  udev: ['E:ID_FS_TYPE=linux_raid_member'],
});
const ARRAY: Block = {
  name: 'md127',
  bytes: 2 * GiB,
  lines: [
    'md/level raid5',
    'md/raid_disks 3',
    'md/metadata_version 1.2',
    'slave vda1',
    'slave vdb1',
    'slave vdc1',
    'slave vdc2',
    'member vda1 0 in_sync',
    'member vdb1 1 in_sync',
    'member vdc1 2 spare',
    'member vdc2 none spare',
  ],
  udev: ['E:MD_NAME=ubuntu:os-raid', 'S:md/os-raid', 'S:disk/by-id/md-uuid-1'],
};
const VOLUME: Block = {
  name: 'dm-0',
  bytes: 1000 * MiB,
  lines: ['dm/name vg1-my--lv', 'dm/uuid LVM-x', 'slave md127'],
  udev: ['E:ID_FS_TYPE=crypto_LUKS', 'S:vg1/my-lv', 'S:disk/by-id/dm-uuid-LVM-x'],
};
const OPEN: Block = {
  name: 'dm-1',
  bytes: 998 * MiB,
  lines: ['dm/name dmcrypt0', 'dm/uuid CRYPT-LUKS2-x', 'slave dm-0'],
  udev: ['E:ID_FS_TYPE=xfs'],
};
const BLOCKS = [
  disk('vda', 'disk-a'),
  part('vda', 1),
  disk('vdb', 'disk-b'),
  part('vdb', 1),
  disk('vdc', 'disk-c'),
  part('vdc', 1),
  part('vdc', 2),
  ARRAY,
  VOLUME,
  OPEN,
];
const TOOLS = { lvm_pvs: '  /dev/md127|vg1\n', crypttab: 'dmcrypt0 /dev/disk/by-id/dm-uuid-LVM-x none luks\n' };

function says(change: { readonly blocks?: readonly Block[]; readonly files?: Readonly<Record<string, string>> }) {
  return storageSays(CONFIG, { files: { ...blockFiles(change.blocks ?? BLOCKS), ...TOOLS, ...change.files } });
}

const instead = (block: Block, change: (block: Block) => Block) => BLOCKS.map((one) => (one === block ? change(one) : one));
const lines = (from: string, to: string) => (block: Block) => ({
  ...block,
  lines: (block.lines ?? []).map((line) => line.replace(from, to)),
});

test('RAID, LVM and dm-crypt as asked for: by members, whatever the kernel calls the array', async () => {
  assert.deepEqual(await says({}), []);
  const closed = BLOCKS.filter((block) => block !== OPEN);
  const finding = await find({ kind: 'storage', config: readConfig(CONFIG) }, { files: { ...blockFiles(closed), ...TOOLS } });
  assert.deepEqual([finding.verdict, finding.output], ['passed', 'dmcrypt0 is not open in the guest: what is on it was not looked at']);
});

test('RAID: level, name, members and spares', async () => {
  assert.deepEqual(await says({ blocks: instead(ARRAY, lines('md/level raid5', 'md/level raid6')) }), [
    'level raid5 for RAID os-raid (md) is asked for, and collect/sysfs_block:33: md127 has raid6',
  ]);
  assert.deepEqual(await says({ blocks: instead(ARRAY, lines('member vdc2 none', 'member vdc2 3')) }), [
    'the members vda1, vdb1, vdc1 for RAID os-raid (md) is asked for, and collect/sysfs_block:33: md127 has vda1, vdb1, vdc1, vdc2',
    'the spares vdc2 for RAID os-raid (md) is asked for, and collect/sysfs_block:33: md127 has nothing',
  ]);
  assert.deepEqual(await says({ blocks: instead(ARRAY, (block) => ({ ...block, udev: ['E:MD_NAME=ubuntu:other'] })) }), [
    'RAID os-raid (md) is asked for, and collect/sysfs_block:33: the array over vda1, vdb1, vdc1 is called ubuntu:other',
  ]);
  const none = BLOCKS.filter((block) => block !== ARRAY);
  assert.deepEqual(
    (await says({ blocks: none }))[0],
    'RAID os-raid (md) over vda1, vdb1, vdc1 is asked for, and collect/sysfs_block has no array (vda1 holds linux_raid_member, vdb1 holds linux_raid_member, vdc1 holds linux_raid_member)',
  );
});

test('LVM: the group’s devices, a volume’s size, and tools that the guest lacks', async () => {
  assert.deepEqual(await says({ files: { lvm_pvs: '  /dev/md127|vg2\n' } }), [
    'volume group vg1 on md127 is asked for, and collect/lvm_pvs has no such group (/dev/md127 in vg2)',
  ]);
  assert.deepEqual(await says({ files: { lvm_pvs: '  /dev/vdb1|vg1\n' } }), [
    'volume group vg1 on md127 is asked for, and collect/lvm_pvs has it on vdb1',
  ]);
  assert.deepEqual(await says({ files: { lvm_pvs: '# absent: pvs\n' } }), []);
  assert.deepEqual(await says({ blocks: instead(VOLUME, (block) => ({ ...block, bytes: 1008 * MiB })) }), [
    '1000 MiB (1048576000 bytes) for logical volume vg1/my-lv is asked for, and collect/sysfs_block:47: dm-0 has 1008 MiB (1056964608 bytes)',
  ]);
  const renamed = await says({ blocks: instead(VOLUME, lines('vg1-my--lv', 'vg1-other')) });
  assert.deepEqual(renamed, ['logical volume vg1/my-lv is asked for, and collect/sysfs_block has no mapped device vg1-my--lv']);
});

test('dm-crypt: crypttab, LUKS beneath, and what the mapping stands on', async () => {
  assert.deepEqual(await says({ files: { crypttab: '# nothing\n' } }), [
    'dm-crypt dmcrypt0 on lv (dm-0) is asked for, and collect/crypttab does not name it',
  ]);
  assert.deepEqual(await says({ files: { crypttab: 'dmcrypt0 /dev/vdb1 none luks\n' } }), [
    'dm-crypt dmcrypt0 on lv (dm-0) is asked for, and collect/crypttab:1 has it on /dev/vdb1 (/dev/vdb1)',
  ]);
  assert.deepEqual(await says({ blocks: instead(OPEN, lines('slave dm-0', 'slave vdb1')) }), [
    'dm-crypt dmcrypt0 on lv (dm-0), open, is asked for, and collect/sysfs_block:53: dm-1 is on vdb1',
  ]);
  assert.deepEqual(await says({ blocks: instead(VOLUME, (block) => ({ ...block, udev: ['S:disk/by-id/dm-uuid-LVM-x'] })) }), [
    'LUKS on lv for dmcrypt0 is asked for, and collect/udev_block has nothing on dm-0',
  ]);
});

const BCACHE = `
storage:
  version: 1
  config:
    - { id: backing, type: disk, serial: disk-b }
    - { id: cache, type: disk, serial: nvme-a }
    - { id: cached, type: bcache, name: bcache0, backing_device: backing, cache_device: cache, cache_mode: writeback }
    - { id: fs, type: format, fstype: ext4, volume: cached, label: root }
`;
const SET = '/sys/fs/bcache/6b0e7ed8';
const CACHED: readonly Block[] = [
  {
    name: 'vdb',
    bytes: 5 * GiB,
    serial: 'disk-b',
    lines: [
      'bcache/cache_mode writethrough [writeback] writearound none',
      `bcache/cache ${SET}`,
      'bcache/dev /sys/devices/virtual/block/bcache0',
    ],
  },
  { name: 'nvme0n1', bytes: 5 * GiB, lines: ['device/serial nvme-a             ', `bcache/set ${SET}`] },
  { name: 'bcache0', bytes: 5 * GiB, lines: ['slave vdb', 'slave nvme0n1'], udev: ['E:ID_FS_TYPE=ext4', 'E:ID_FS_LABEL=root'] },
];

test('bcache: backing device, cache and mode', async () => {
  const ask = (change: (text: string) => string) => {
    const files = blockFiles(CACHED);
    return storageSays(BCACHE, { files: { ...files, sysfs_block: change(files.sysfs_block as string) } });
  };
  assert.deepEqual(await ask((text) => text), []);
  assert.deepEqual(await ask((text) => text.replace('writethrough [writeback]', '[writethrough] writeback')), [
    'cache mode writeback for bcache bcache0 over backing (vdb) is asked for, and collect/sysfs_block:1: vdb has writethrough',
  ]);
  assert.deepEqual(await ask((text) => text.replace(`set ${SET}`, 'set /sys/fs/bcache/77').replace('bcache0 slave nvme0n1\n', '')), [
    'the cache cache (nvme0n1) for bcache bcache0 over backing (vdb) is asked for, and collect/sysfs_block:1: vdb has the cache set 6b0e7ed8, nvme0n1 77',
  ]);
  const gone = await ask((text) => text.replace(/^(?:bcache0 .*|vdb bcache\/dev .*)\n/gm, ''));
  assert.deepEqual(gone, ['bcache bcache0 over backing (vdb) is asked for, and collect/sysfs_block:1: vdb backs no bcache device']);
});

test('multipath: the disk is the device over its paths, its partitions are mapped devices', async () => {
  const config = `
storage:
  config:
    - { id: sda, type: disk, ptable: msdos, serial: IPR-0_1234567890, multipath: mpatha, path: /dev/sda }
    - { id: sda1, type: partition, device: sda, size: 4G, flag: boot }
    - { id: fs, type: format, fstype: ext4, volume: sda1 }
`;
  const path = (name: string): Block => ({
    name,
    bytes: 10 * GiB,
    udev: ['E:ID_SERIAL=0QEMU_QEMU_HARDDISK_IPR-0_1234567890', 'E:ID_PART_TABLE_TYPE=dos'],
  });
  const whole: Block = { name: 'dm-0', bytes: 10 * GiB, lines: ['dm/name mpatha', 'dm/uuid mpath-0QEMU', 'slave sda', 'slave sdb'] };
  const one: Block = {
    name: 'dm-1',
    bytes: 4 * GiB,
    lines: ['dm/name mpatha-part1', 'dm/uuid part1-mpath-0QEMU', 'slave dm-0'],
    udev: ['E:ID_FS_TYPE=ext4', 'E:ID_PART_ENTRY_TYPE=0x83', 'E:ID_PART_ENTRY_FLAGS=0x80'],
  };
  assert.deepEqual(await storageSays(config, { files: blockFiles([path('sda'), path('sdb'), whole, one]) }), []);
  const single: Block = { ...whole, lines: ['dm/name mpatha', 'dm/uuid mpath-0QEMU', 'slave sda'] };
  assert.deepEqual(await storageSays(config, { files: blockFiles([path('sda'), single, one]) }), [
    'multipath over several paths for disk sda is asked for, and collect/sysfs_block:4: dm-0: it has the paths sda',
  ]);
  const plain = await storageSays(config, { files: blockFiles([path('sda'), { ...one, name: 'sda1', on: 'sda', number: 1, lines: [] }]) });
  assert.deepEqual(plain, [
    'multipath over several paths for disk sda is asked for, and collect/sysfs_block:1: sda: it is not part of a multipath device',
  ]);
});

test('ZFS: pool, datasets and properties', async () => {
  const config = `
storage:
  config:
    - { id: a, type: disk, ptable: gpt, serial: dev_vda }
    - { id: a1, type: partition, device: a, size: 9G }
    - { id: root, type: format, fstype: zfsroot, volume: a1 }
    - { id: mount, type: mount, path: /, device: root }
    - { id: home, type: zfs, pool: root_zfsroot_pool, volume: home, properties: { setuid: off } }
`;
  const blocks: Block[] = [
    { name: 'vda', bytes: 10 * GiB, serial: 'dev_vda', udev: ['E:ID_PART_TABLE_TYPE=gpt'] },
    { name: 'vda1', bytes: 9 * GiB, on: 'vda', number: 1, udev: ['S:disk/by-id/virtio-dev_vda-part1'] },
  ];
  const status =
    '  pool: rpool\n state: ONLINE\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\trpool       ONLINE       0     0     0\n\t  virtio-dev_vda-part1  ONLINE       0     0     0\n\nerrors: No known data errors\n';
  const get = [
    'rpool\tmountpoint\t/',
    'rpool/ROOT\tcanmount\toff',
    'rpool/ROOT\tmountpoint\tnone',
    'rpool/ROOT/zfsroot\tcanmount\tnoauto',
    'rpool/ROOT/zfsroot\tmountpoint\t/',
    'rpool/home\tsetuid\toff',
    '',
  ].join('\n');
  const files = { ...blockFiles(blocks), zpool_status: status, zfs_get: get, zpool_get: 'rpool\tashift\t12\n' };
  assert.deepEqual(await storageSays(config, { files }), []);
  assert.deepEqual(await storageSays(config, { files: { ...files, zpool_status: status.replace('state: ONLINE', 'state: DEGRADED') } }), [
    'ZFS pool rpool on vda1, online, is asked for, and collect/zpool_status has its state as DEGRADED',
  ]);
  assert.deepEqual(
    await storageSays(config, { files: { ...files, zfs_get: get.replace('setuid\toff', 'setuid\ton').replace('noauto', 'on') } }),
    [
      'canmount=noauto for dataset rpool/ROOT/zfsroot is asked for, and collect/zfs_get has on',
      'setuid=off for dataset rpool/home is asked for, and collect/zfs_get has on',
    ],
  );
  assert.deepEqual(
    (await storageSays(config, { files: { ...files, zpool_status: '# absent: zpool\n' } }))[0],
    'ZFS pool rpool on vda1 is asked for, and collect/zpool_status: the guest has no zpool',
  );
});
