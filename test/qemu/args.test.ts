import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { phaseArgv, smbiosSerial, smbiosString } from '../../src/qemu/args.ts';
import { fillArgv } from '../../src/qemu/fill.ts';
import { harnessDisk, machineOf, phaseOf } from './fixtures.ts';

/** The texts that follow an option. */
function values(argv: readonly string[], option: string): string[] {
  return argv.filter((_, index) => argv[index - 1] === option);
}

/** The JSON objects that follow an option, as far as the tests look at them. */
interface Options extends Readonly<Record<string, unknown>> {
  readonly id?: string;
  readonly driver?: string;
  readonly file?: { readonly filename: string };
}

function objects(argv: readonly string[], option: string): Options[] {
  return values(argv, option).map((text) => JSON.parse(text) as Options);
}

function deviceOf(argv: readonly string[], id: string): Options {
  return objects(argv, '-device').find((device) => device.id === id) ?? {};
}

describe('phaseArgv', () => {
  it('starts paused, with no default device, so that a dead guest stays', () => {
    const argv = phaseArgv(machineOf({ cpus: 3, memoryMiB: 777 }), phaseOf());
    assert.equal(argv[0], 'qemu-system-x86_64');
    for (const option of ['-nodefaults', '-no-user-config', '-S']) assert.ok(argv.includes(option), option);
    assert.deepEqual(values(argv, '-action'), ['reboot=shutdown,shutdown=pause,panic=pause,watchdog=pause']);
    assert.deepEqual(values(argv, '-sandbox'), ['on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny']);
    assert.deepEqual([values(argv, '-smp'), values(argv, '-m'), values(argv, '-accel')], [['3'], ['777M'], ['tcg']]);
    assert.equal(deviceOf(argv, 'panic').driver, 'pvpanic-pci');
  });

  for (const [what, machine, want] of [
    ['a BIOS machine', machineOf(), 'pc,usb=off'],
    ['a UEFI machine', machineOf({ firmware: 'uefi' }), 'pc,usb=off,pflash0=pflash0,pflash1=pflash1'],
    ['Secure Boot', machineOf({ type: 'q35', firmware: 'uefi-secure' }), 'q35,usb=off,pflash0=pflash0,pflash1=pflash1,smm=on'],
    [
      'aarch64',
      machineOf({ arch: 'aarch64', type: 'virt', firmware: 'uefi' }),
      'virt,usb=off,gic-version=3,pflash0=pflash0,pflash1=pflash1',
    ],
    [
      'ppc64',
      machineOf({ arch: 'ppc64', type: 'pseries', firmware: 'slof' }),
      'pseries,usb=off,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off',
    ],
    ['ppc64 under KVM', machineOf({ arch: 'ppc64', type: 'pseries', firmware: 'slof', accel: 'kvm' }), 'pseries,usb=off'],
    ['aarch64 under KVM', machineOf({ arch: 'aarch64', type: 'virt', accel: 'kvm' }), 'virt,usb=off,gic-version=host'],
  ] as const) {
    it(`names the machine: ${what}`, () => assert.deepEqual(values(phaseArgv(machine, phaseOf()), '-machine'), [want]));
  }

  it('keeps the firmware read-only and its variables among the disks', () => {
    const nodes = objects(phaseArgv(machineOf({ firmware: 'uefi', disks: [] }), phaseOf()), '-blockdev');
    assert.deepEqual(
      nodes.map((node) => [node['node-name'], node.driver, node['read-only'], node.file?.filename]),
      [
        ['pflash0', '{firmware:code-format}', true, '{firmware:code}'],
        ['pflash1', '{firmware:vars-format}', false, '{topdir}/slug/disks/efivars.fd'],
      ],
    );
  });

  it('gives each disk its driver, serial, WWN and block sizes', () => {
    const disks = [
      { driver: 'virtio-blk', logicalBlockSize: 4096, physicalBlockSize: 4096 },
      { driver: 'nvme', serial: 'nvme-a' },
      { driver: 'scsi-hd', wwn: '0x39cc071e72c64cc4' },
    ] as const;
    const argv = phaseArgv(machineOf({ disks, networks: [] }), phaseOf());
    assert.equal(deviceOf(argv, 'disk0-device').logical_block_size, 4096);
    assert.deepEqual([deviceOf(argv, 'disk1-device').driver, deviceOf(argv, 'disk1-device').serial], ['nvme', 'nvme-a']);
    assert.ok(argv.some((argument) => argument.includes(`"wwn":${0x39cc071e72c64cc4n}`)));
    assert.equal(objects(argv, '-device').filter((device) => device.driver === 'virtio-scsi-pci').length, 1);
  });

  it('makes paths of one disk from one node', () => {
    const argv = phaseArgv(machineOf({ disks: [{ driver: 'scsi-hd', paths: 2 }] }), phaseOf());
    const paths = objects(argv, '-device').filter((device) => device.driver === 'scsi-hd');
    assert.deepEqual(
      paths.map((path) => [path.id, path.drive, path['scsi-id'], path['share-rw'], path.serial, path.bootindex]),
      [
        ['disk0-path0', 'disk0', 0, true, 'serial-0', 1],
        ['disk0-path1', 'disk0', 1, true, 'serial-0', 2],
      ],
    );
    assert.equal(values(argv, '-blockdev').length, 1);
  });

  it('puts every device at the same address in every phase', () => {
    const machine = machineOf({ disks: [{}, { driver: 'nvme' }, { driver: 'scsi-hd' }], networks: ['user', 'none'] });
    const kernel = { initrd: true, commandLine: 'console=ttyS0', userArgs: [] };
    const install = phaseArgv(machine, phaseOf({ prefix: 'install', kernel, harnessDisks: [harnessDisk('pc', 'root', false)] }));
    const boot = phaseArgv(machine, phaseOf({ harnessDisks: [harnessDisk('pc', 'output', false)] }));
    const addresses = (argv: readonly string[]) =>
      Object.fromEntries(objects(argv, '-device').map((device) => [device.id, `${device.bus} ${device.addr ?? device['scsi-id']}`]));
    const { 'root-device': root, ...installed } = addresses(install);
    const { 'output-device': output, ...booted } = addresses(boot);
    assert.deepEqual(installed, booted);
    assert.deepEqual([root, output], ['pci.0 1c', 'pci.0 1e']);
  });

  it('tries the disks in their order, and nothing else, where no kernel is given', () => {
    const machine = machineOf({ disks: [{}, {}] });
    const boot = phaseArgv(machine, phaseOf({ harnessDisks: [harnessDisk('pc', 'seed', true)] }));
    assert.deepEqual([deviceOf(boot, 'disk0-device').bootindex, deviceOf(boot, 'disk1-device').bootindex], [1, 2]);
    assert.equal(deviceOf(boot, 'seed-device').bootindex, undefined);
    assert.deepEqual(values(boot, '-boot'), ['strict=on']);
    const kernel = { initrd: false, commandLine: 'a', userArgs: ['b={topdir}', 'c'] };
    const direct = phaseArgv(machine, phaseOf({ kernel }));
    assert.equal(deviceOf(direct, 'disk0-device').bootindex, undefined);
    assert.deepEqual([values(direct, '-kernel'), values(direct, '-initrd')], [['{image:kernel}'], []]);
    assert.deepEqual(values(fillArgv(direct, holes), '-append'), ['a b={topdir} c']);
  });

  it('gives networks their backends', () => {
    const argv = phaseArgv(machineOf({ networks: ['user', 'none', 'bridge:br0'] }), phaseOf());
    assert.deepEqual(values(argv, '-netdev'), ['user,id=net0', 'user,id=net1,restrict=on', 'tap,id=net2,fd={fd:nic2}']);
    assert.deepEqual([deviceOf(argv, 'nic1').mac, deviceOf(argv, 'nic1').romfile], ['52:54:00:12:34:02', '']);
  });

  it('hears four channels', () => {
    const argv = phaseArgv(machineOf(), phaseOf({ prefix: 'boot-again' }));
    assert.ok(values(argv, '-chardev').includes('file,id=console,path={topdir}/slug/logs/boot-again-console.log'));
    assert.ok(values(argv, '-chardev').includes('file,id=firmware,path={topdir}/slug/logs/boot-again-firmware.log'));
    assert.equal(deviceOf(argv, 'port1').name, 'org.vmtest.events');
    assert.equal(deviceOf(argv, 'vga').driver, 'VGA');
    for (const [arch, type] of [
      ['aarch64', 'virt'],
      ['ppc64', 'pseries'],
    ] as const) {
      const other = phaseArgv(machineOf({ arch, type }), phaseOf());
      assert.deepEqual(values(other, '-serial'), ['chardev:console']);
      assert.equal(deviceOf(other, 'vga').driver, undefined);
      assert.ok(!other.some((word) => word.includes('firmware')), arch);
    }
  });

  it('passes arguments of the user last and as they are', () => {
    const argv = phaseArgv(machineOf({ qemuArgs: ['-fw_cfg', 'name=opt/{http},string=a,,b'] }), phaseOf());
    assert.deepEqual(fillArgv(argv, holes).slice(-2), ['-fw_cfg', 'name=opt/{http},string=a,,b']);
  });
});

describe('smbios', () => {
  it('doubles commas, now and when filled', () => {
    const argv = phaseArgv(machineOf(), phaseOf({ smbios: [smbiosString('name=a,b {c}'), smbiosSerial('ds=x;s={http}/')] }));
    const filled = fillArgv(argv, { ...holes, http: 'http://h/,' });
    assert.deepEqual(values(filled, '-smbios'), ['type=11,value=name=a,,b {c}', 'type=1,serial=ds=x;s=http://h/,,/']);
  });
});

const holes = { topdir: '/t', http: 'http://h', 'fd:qmp': '3', 'fd:events': '4', 'image:kernel': '/k' };
