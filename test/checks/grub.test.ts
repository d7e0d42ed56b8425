import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './configs.ts';
import { type Block, blockFiles, GiB } from './storage/guest.ts';
import { find } from './support.ts';

const BIOS = `
grub: { terminal: serial }
storage:
  config:
    - { id: a, type: disk, ptable: gpt, serial: disk-a, grub_device: true }
    - { id: b, type: disk, ptable: gpt, serial: disk-b }
    - { id: a1, type: partition, device: a, size: 1G }
    - { id: fs, type: format, fstype: ext4, volume: a1 }
    - { id: root, type: mount, path: /, device: fs }
`;
const BLOCKS: readonly Block[] = [
  { name: 'vda', bytes: 5 * GiB, serial: 'disk-a', udev: ['S:disk/by-id/virtio-disk-a'] },
  { name: 'vda1', bytes: GiB, on: 'vda', number: 1, udev: ['S:disk/by-id/virtio-disk-a-part1'] },
  { name: 'vdb', bytes: 5 * GiB, serial: 'disk-b', udev: ['S:disk/by-id/virtio-disk-b'] },
  { name: 'vdb1', bytes: GiB, on: 'vdb', number: 1, udev: ['S:disk/by-id/virtio-disk-b-part1'] },
];
const FILES: Readonly<Record<string, string>> = {
  ...blockFiles(BLOCKS),
  firmware: 'bios\n',
  boot_sectors: 'vda cE|f1f1fGRUB GeomHard DiskRead Error\nvda1 \nvdb \n',
  grub_cfg: "menuentry 'Debian GNU/Linux' --class debian {\n}\n",
  grub_defaults: 'GRUB_TERMINAL=console\nGRUB_TERMINAL="serial"\n',
  debconf_grub: '* grub-pc/install_devices: /dev/disk/by-id/virtio-disk-a\n  grub-efi/install_devices:\n',
};

async function says(config: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { message } = await find({ kind: 'grub', config: readConfig(config) }, { files });
  return message === '' ? [] : message.split('\n');
}

test('BIOS: the first sector of the disks that are marked, debconf, grub.cfg, the terminal', async () => {
  assert.deepEqual(await says(BIOS, FILES), []);
  assert.deepEqual(await says(BIOS, { ...FILES, boot_sectors: 'vda \nvdb GRUB\n', grub_cfg: '# nothing\n', grub_defaults: '' }), [
    'GRUB in the first sector of a (vda) is asked for, and collect/boot_sectors:1 has none there',
    'grub.cfg with an entry is asked for, and collect/grub_cfg has none',
    'GRUB_TERMINAL serial is asked for, and collect/grub_defaults has none',
  ]);
  const debconf_grub = '* grub-pc/install_devices: /dev/disk/by-id/virtio-disk-a, /dev/disk/by-id/virtio-disk-b\n';
  assert.deepEqual(await says(BIOS, { ...FILES, debconf_grub }), [
    'grub-pc/install_devices vda is asked for, and collect/debconf_grub:1 has /dev/disk/by-id/virtio-disk-a, /dev/disk/by-id/virtio-disk-b',
  ]);
});

test('without a word, the disk of `/`; with paths, these; switched off, skipped', async () => {
  const bare = BIOS.replace(', grub_device: true', '');
  const wrong = { ...FILES, boot_sectors: 'vda \nvdb \n' };
  assert.equal((await says(bare, wrong))[0], 'GRUB in the first sector of a (vda) is asked for, and collect/boot_sectors:1 has none there');
  const paths = bare.replace('terminal: serial', 'install_devices: [/dev/disk/by-id/virtio-disk-b]');
  assert.equal(
    (await says(paths, FILES))[0],
    'GRUB in the first sector of /dev/disk/by-id/virtio-disk-b (vdb) is asked for, and collect/boot_sectors:3 has none there',
  );
  const none = await find({ kind: 'grub', config: { grub: { install_devices: null } } }, { files: FILES });
  assert.deepEqual([none.verdict, none.message], ['skipped', 'the configuration wants GRUB on no device']);
  const other = await find({ kind: 'grub', config: { boot: { bootloaders: ['extlinux'] } } }, { files: FILES });
  assert.equal(other.message, 'the configuration wants extlinux and no GRUB');
});

const UEFI = `
storage:
  config:
    - { id: a, type: disk, ptable: gpt, serial: disk-a, grub_device: true }
    - { id: b, type: disk, ptable: gpt, serial: disk-b, grub_device: true }
    - { id: a1, type: partition, device: a, size: 1G, flag: boot }
    - { id: b1, type: partition, device: b, size: 1G, flag: boot }
    - { id: fs, type: format, fstype: fat32, volume: a1 }
    - { id: efi, type: mount, path: /boot/efi, device: fs }
`;
// As efibootmgr 17 prints it.
const NVRAM = `BootCurrent: 0004
Timeout: 0 seconds
BootOrder: 0004,0000,0001
Boot0000* UiApp\tFvVol(7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1)/FvFile(462caa21-7614-4503-836e-8ab6f4662331)
Boot0001* UEFI Misc Device\tPciRoot(0x0)/Pci(0x3,0x0)N.....YM....R,Y.
Boot0004* ubuntu\tHD(1,GPT,fc7ab24c-b6bf-460f-8446-d3ac362c0625,0x800,0x100000)/File(\\EFI\\ubuntu\\shimx64.efi)
`;
const UEFI_FILES: Readonly<Record<string, string>> = {
  ...FILES,
  firmware: 'uefi\n',
  'find_boot.out': '/boot/efi/EFI/ubuntu\n/boot/efi/EFI/ubuntu/shimx64.efi\n',
  'efibootmgr.out': NVRAM,
  debconf_grub: '* grub-efi/install_devices: /dev/disk/by-id/virtio-disk-a-part1, /dev/disk/by-id/virtio-disk-b-part1\n',
};

test('UEFI: files, entries of the firmware, all system partitions, none twice', async () => {
  assert.deepEqual(await says(UEFI, UEFI_FILES), []);
  const twice = `${NVRAM}Boot0005* ubuntu\tHD(1,GPT,fc7ab24c-b6bf-460f-8446-d3ac362c0625,0x800,0x100000)/File(\\EFI\\ubuntu\\shimx64.efi)\n`;
  assert.deepEqual(await says(UEFI, { ...UEFI_FILES, 'efibootmgr.out': twice }), [
    'ubuntu once among the boot entries is asked for, and collect/efibootmgr.out:7 has Boot0005 and Boot0004 alike',
  ]);
  const empty = NVRAM.replace(/Boot0004\* .*\n/, '');
  assert.deepEqual(
    await says(UEFI, {
      ...UEFI_FILES,
      'efibootmgr.out': empty,
      'find_boot.out': '',
      debconf_grub: '* grub-efi/install_devices: /dev/disk/by-id/virtio-disk-a-part1\n',
    }),
    [
      'GRUB on the EFI system partition is asked for, and collect/find_boot.out has no grub*.efi or shim*.efi below /boot/efi/EFI',
      'a boot entry of the firmware for GRUB is asked for, and collect/efibootmgr.out has UiApp, UEFI Misc Device',
      'grub-efi/install_devices vda1, vdb1 is asked for, and collect/debconf_grub:1 has /dev/disk/by-id/virtio-disk-a-part1',
    ],
  );
  assert.deepEqual(await says(UEFI, { ...UEFI_FILES, 'efibootmgr.out': '# absent: efibootmgr\n' }), [
    'a boot entry of the firmware for GRUB is asked for, and collect/efibootmgr.out: the guest has no efibootmgr',
  ]);
  assert.deepEqual(await says(`grub: { update_nvram: false }\n${UEFI}`, { ...UEFI_FILES, 'efibootmgr.out': empty }), []);
});
