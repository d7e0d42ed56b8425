import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { askedNames } from '../../src/checks/dname.ts';
import { askedGrub } from '../../src/checks/grub/expect.ts';
import type { AskedNetwork } from '../../src/checks/network/asked.ts';
import { askedNetwork } from '../../src/checks/network/expect.ts';
import { defaultPacks } from '../../src/checks/packs.ts';
import type { AskedStorage } from '../../src/checks/storage/asked.ts';
import { askedStorage } from '../../src/checks/storage/expect.ts';
import { storageItems } from '../../src/checks/storage/items.ts';
import { config, configNames } from './configs.ts';

const NAMES = configNames();
const FACTS = { distro: 'ubuntu', kernelPackage: null, off: [], own: [], place: { file: 'vmtest.yaml', line: 1, column: 1 } } as const;
const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** A test over real configurations; it says so where they are not at hand. */
function realTest(name: string, body: () => void): void {
  test(name, (t: TestContext) => (NAMES.length === 0 ? t.skip('the real configurations are not at hand') : body()));
}

function storage(name: string): AskedStorage {
  const asked = askedStorage(config(name).written);
  assert.ok(!('none' in asked), name);
  return asked;
}

function network(name: string): AskedNetwork {
  const asked = askedNetwork(config(name).written);
  assert.ok(!('none' in asked), name);
  return asked;
}

const byId = <T extends { readonly id: string }>(list: readonly T[], id: string) => list.find((one) => one.id === id);

realTest('every real configuration is understood, the same with text for scalars and with YAML’s types', () => {
  assert.equal(NAMES.length, 27);
  for (const name of NAMES) {
    const { written, typed } = config(name);
    for (const derive of [askedStorage, askedNetwork, askedGrub])
      assert.deepEqual(derive(typed), derive(written), `${derive.name} ${name}`);
    const kinds = defaultPacks(written, FACTS).map(({ kind }) => kind);
    assert.ok(kinds.includes('fstab') && kinds.includes('reporting') && kinds.includes('grub'), name);
    const asked = askedStorage(written);
    if ('none' in asked) continue;
    const items = storageItems(written);
    assert.ok(!('none' in items));
    const known = new Set(items.items.map(({ id }) => id));
    const used = [...asked.partitions.map(({ on }) => on), ...asked.raids.flatMap(({ devices, spares }) => [...devices, ...spares])];
    for (const id of [...used, ...asked.formats.map(({ volume }) => volume), ...askedNames(items).map((one) => one.id)])
      assert.ok(known.has(id), `${name}: ${id}`);
    for (const { bytes, id } of asked.partitions) assert.ok(bytes !== null && bytes >= MiB, `${name}: ${id}`);
  }
});

realTest('basic.yaml: numbers, flags, FAT, btrfs with options, swap partition and swap file', () => {
  const asked = storage('basic.yaml');
  assert.deepEqual(asked.tables, [
    { on: 'sda', type: 'dos' },
    { on: 'pnum_disk', type: 'gpt' },
  ]);
  assert.deepEqual(
    asked.partitions.map(({ on, number, bytes, active, mayGrow }) => [on, number, bytes, active, mayGrow]),
    [
      ['sda', 1, 4 * GiB, true, true],
      ['sda', 2, GiB, false, false],
      ['sda', 3, GiB, false, false],
      ['pnum_disk', 1, GiB, false, false],
      ['pnum_disk', 2, 8 * MiB, false, false],
      ['pnum_disk', 10, GiB, false, false],
    ],
  );
  assert.deepEqual(byId(asked.partitions, 'pnum_disk_p2')?.types, ['9e1a2d38-c612-4316-aa26-8b49521e5a8b']);
  assert.deepEqual(byId(asked.formats, 'sparedisk_fat_fmt_id'), {
    id: 'sparedisk_fat_fmt_id',
    volume: 'sparedisk_id',
    type: 'vfat',
    uuid: null,
    label: null,
  });
  const mount = { spec: null, freq: null, pass: null };
  assert.deepEqual(asked.mounts.slice(2), [
    { id: 'btrfs_disk_mnt_id', path: '/btrfs', volume: 'btrfs_disk_id', type: 'btrfs', options: ['defaults', 'noatime'], ...mount },
    { id: 'swap_mnt', path: null, volume: 'sda3', type: 'swap', options: ['sw'], ...mount },
  ]);
  assert.deepEqual(asked.swapFile, { path: '/btrfs/btrfsswap.img', bytes: GiB, optional: true });
  const items = storageItems(config('basic.yaml').written);
  const links = 'none' in items ? [] : askedNames(items).map(({ link }) => link);
  assert.deepEqual(links.slice(0, 2), ['main_disk_with_in---valid--dname', 'main_disk_with_in---valid--dname-part1']);
  assert.ok(['swap', 'pnum_disk-part10', 'sparedisk'].every((link) => links.includes(link)));
});

realTest('allindata.yaml: levels, members, spares, LVM over four arrays, dm-crypt', () => {
  const asked = storage('allindata.yaml');
  assert.deepEqual(
    asked.raids.map(({ name, level, devices, spares }) => [name, level, devices.length, spares]),
    [
      ['md0', 'raid5', 3, ['sdd1']],
      ['md1', 'raid6', 4, ['sda3']],
      ['md2', 'raid1', 2, ['sdc3', 'sdb4']],
      ['md3', 'raid0', 2, []],
    ],
  );
  assert.deepEqual(asked.groups, [{ id: 'volgroup1', name: 'vg1', devices: ['mddevice0', 'mddevice1', 'mddevice2', 'mddevice3'] }]);
  assert.deepEqual(
    asked.volumes.map(({ name, group, bytes }) => [name, group, bytes]),
    [
      ['lv1', 'vg1', GiB],
      ['lv2', 'vg1', GiB],
      ['lv3', 'vg1', null],
    ],
  );
  assert.deepEqual(asked.crypts, [{ id: 'dmcrypt0', name: 'dmcrypt0', volume: 'lvmpart3', luks: true }]);
  assert.deepEqual(
    asked.partitions.slice(7, 9).map(({ id, number }) => [id, number]),
    [
      ['sdb2', 2],
      ['sdb3', 3],
    ],
  );
});

realTest('bcache-ceph-nvme-simple.yaml: bcache, and a FAT whose UUID curtin takes no notice of', () => {
  const asked = storage('bcache-ceph-nvme-simple.yaml');
  assert.deepEqual(
    asked.bcaches.map(({ name, backing, cache, mode }) => [name, backing, cache, mode]),
    [
      ['bcache1', 'sdb', 'nvme0n1', 'writeback'],
      ['bcache0', 'sda-part3', 'nvme0n1', 'writeback'],
    ],
  );
  assert.deepEqual(
    asked.formats.slice(0, 2).map(({ type, uuid, label }) => [type, uuid, label]),
    [
      ['vfat', null, 'efi'],
      ['ext4', 'cfd11d4f-d77f-4307-b372-b52e81c873f7', 'boot'],
    ],
  );
  // Version 1 of curtin's partitioning reads neither offsets nor UUIDs.
  assert.deepEqual(
    asked.partitions.map(({ startBytes, uuid }) => [startBytes, uuid]),
    [
      [null, null],
      [null, null],
      [null, null],
    ],
  );
});

realTest('zfsroot.yaml: the pool, datasets with their properties', () => {
  const asked = storage('zfsroot.yaml');
  assert.deepEqual(asked.pools, [
    { id: 'sda_rootpool', name: 'rpool', vdevs: ['sda1'], poolProperties: [], properties: [['mountpoint', '/']] },
  ]);
  assert.deepEqual(
    asked.datasets.map(({ name, properties }) => [name, ...properties.map((pair) => pair.join('='))]),
    [
      ['rpool/ROOT', 'canmount=off', 'mountpoint=none'],
      ['rpool/ROOT/zfsroot', 'canmount=noauto', 'mountpoint=/'],
      ['rpool/home', 'setuid=off'],
      ['rpool/home/root', 'mountpoint=/root'],
    ],
  );
});

realTest('filesystem_battery.yaml: kinds, labels and UUIDs; mounts without a device', () => {
  const asked = storage('filesystem_battery.yaml');
  assert.deepEqual(
    asked.formats.slice(1).map(({ type, label, uuid }) => [type, label, uuid?.slice(0, 8)]),
    [
      ['btrfs', 'mybtrfs', '8946d6ad'],
      ['ext2', 'myext2', '5d60e5e8'],
      ['ext3', 'myext3', '5d7f4d30'],
      ['ext4', 'myext4', '5da136b6'],
      ['vfat', 'myvfat16', undefined],
      ['vfat', 'myvfat32', undefined],
      ['jfs', 'myjfs', undefined],
      ['ntfs', 'myntfs', undefined],
      ['reiserfs', 'myreiserfs', '5ed8308e'],
      ['xfs', 'myxfs', '9c537621'],
    ],
  );
  assert.deepEqual(
    asked.mounts.slice(1).map(({ spec, path, type, options, freq, pass }) => [spec, path, type, options?.join(), freq, pass]),
    [
      ['none', '/my/tmpfs', 'tmpfs', 'size=4194304', null, '1'],
      ['none', '/my/ramfs', 'ramfs', 'defaults', null, '0'],
      ['/my/bind-over-var-cache', '/var/cache', 'none', 'bind', '3', null],
      ['/etc', '/my/bind-ro-etc', 'none', 'bind,ro', '1', null],
    ],
  );
});

realTest('multipath, NVMe, reused and simple storage', () => {
  assert.deepEqual(
    storage('multipath.yaml').disks.map(({ serial, multipath }) => [serial, multipath]),
    [['IPR-0_1234567890', true]],
  );
  assert.deepEqual(
    storage('nvme.yaml').disks.map(({ serial }) => serial),
    ['disk-a', 'nvme-a', 'nvme-b'],
  );
  const reused = byId(storage('uefi_reuse_esp.yaml').formats, 'id_efi_format');
  assert.deepEqual([reused?.type, reused?.label], ['vfat', null]);
  const simple = askedStorage(config('simple-storage.yaml').written);
  assert.deepEqual(simple, { none: 'partitioning_commands uses block-meta simple, which takes no notice of storage.config' });
});

realTest('the boot loader: marked disks, EFI system partitions on several disks', () => {
  const grub = (name: string) => {
    const asked = askedGrub(config(name).written);
    return 'none' in asked ? asked.none : [asked.devices, asked.esps, asked.updateNvram];
  };
  assert.deepEqual(grub('raid5boot.yaml'), [['sda'], [], true]);
  assert.deepEqual(grub('mirrorboot-uefi.yaml'), [['sda', 'sdb'], ['sda-part1', 'sdb-part1'], true]);
  assert.deepEqual(grub('bcache-ceph-nvme-simple.yaml'), [['sda-part1'], ['sda-part1'], true]);
  assert.deepEqual(grub('preserve.yaml'), [['id_disk0'], ['id_disk0_part1'], true]);
  assert.deepEqual(grub('simple.yaml'), [[], [], true]);
});

realTest('network: aliases with routes, bonds, VLANs, MTU, DNS', () => {
  const alias = byId(network('network_alias.yaml').interfaces, 'interface3');
  assert.deepEqual(
    alias?.addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    [
      '192.168.80.8/24',
      '10.99.10.23/23',
      '2001:4800:78ff:1b:be76:4eff:beef:4000/64',
      '2001:4800:78ff:1b:be76:4eff:beef:5000/64',
      '2001:4800:78ff:1b:be76:4eff:beef:6000/64',
    ],
  );
  assert.deepEqual(
    alias?.routes.map(({ to, via }) => `${to} ${via}`),
    ['10.189.34.0/24 192.168.80.1', '10.77.154.0/24 10.99.10.1'],
  );
  const bond = network('network-ipv6-bond-vlan.yaml');
  assert.deepEqual(
    byId(bond.interfaces, 'bond0')?.parameters.map(({ file, value }) => `${file} ${value}`),
    ['bonding/miimon 100', 'bonding/mode 802.3ad', 'bonding/xmit_hash_policy layer3+4'],
  );
  assert.deepEqual(byId(bond.interfaces, 'bond0.108')?.vlan, { id: 108, link: 'bond0' });
  assert.deepEqual(
    byId(bond.interfaces, 'bond0.108')?.routes.map(({ to, via }) => `${to} ${via}`),
    ['default 65.61.151.37', 'default 2001:4800:78ff:1b::1'],
  );
  assert.deepEqual(
    byId(bond.interfaces, 'bond0.208')?.routes.map(({ to }) => to),
    ['10.176.0.0/12', '10.208.0.0/12'],
  );
  assert.deepEqual(bond.nameservers, ['72.3.128.240', '72.3.128.241']);
  const basic = network('basic_network.yaml');
  assert.deepEqual([basic.nameservers, basic.search, byId(basic.interfaces, 'interface1')?.mtu], [['8.8.8.8'], ['barley.maas'], 1492]);
  assert.deepEqual(
    basic.interfaces.map(({ dhcp4 }) => dhcp4),
    [true, false, false],
  );
  const mtu = network('network_mtu.yaml').interfaces.map((one) => [one.mtu, one.mtu6]);
  assert.deepEqual(mtu, [
    [1501, 1480],
    [1501, 1501],
    [null, null],
    [null, null],
    [1501, 1480],
    [1501, 1501],
    [null, null],
    [null, null],
  ]);
});

realTest('network version 2: a bridge with its ports’ parameters; disabled networks', () => {
  const { interfaces } = network('bridging_network_v2.yaml');
  assert.deepEqual(
    interfaces.map(({ id, name, mac, kind }) => [id, name, mac, kind]),
    [
      ['eth0', 'eth0', '52:54:00:12:34:00', 'physical'],
      ['eth1', 'eth1', '52:54:00:12:34:02', 'physical'],
      ['eth2', 'eth2', '52:54:00:12:34:04', 'physical'],
      ['br0', 'br0', null, 'bridge'],
    ],
  );
  assert.deepEqual(
    interfaces[3]?.parameters.map(({ file, port, value }) => [file, port, value]),
    [
      ['bridge/ageing_time', null, '25000'],
      ['bridge/forward_delay', null, '100'],
      ['bridge/hello_time', null, '100'],
      ['bridge/max_age', null, '1000'],
      ['brport/path_cost', 'eth1', '50'],
      ['brport/path_cost', 'eth2', '75'],
      ['brport/priority', 'eth1', '28'],
      ['brport/priority', 'eth2', '14'],
      ['bridge/priority', null, '22'],
      ['bridge/stp_state', null, '0'],
    ],
  );
  assert.ok('none' in askedNetwork(config('network_config_disabled.yaml').written));
  assert.ok('none' in askedNetwork(config('network_disabled.yaml').written));
});
