import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FREE_SLOTS, harnessAddress, placeDevices, platformAddress, rootBus } from '../../src/qemu/addresses.ts';

const blk = { driver: 'virtio-blk', paths: 1 } as const;
const nvme = { driver: 'nvme', paths: 1 } as const;
const scsi = (paths: number) => ({ driver: 'scsi-hd', paths }) as const;

describe('placeDevices', () => {
  it('gives NICs, then disks, one slot each, and SCSI disks none', () => {
    const placed = placeDevices('pc', [blk, scsi(1), nvme], 2);
    assert.deepEqual(
      placed.nics.map((nic) => nic.addr),
      ['06', '07'],
    );
    assert.deepEqual(placed.disks, [[{ bus: 'pci.0', addr: '08' }], [{ bus: 'scsi0.0', addr: '0' }], [{ bus: 'pci.0', addr: '09' }]]);
  });

  it('numbers SCSI targets by path, then by disk, so that the first paths come first', () => {
    const placed = placeDevices('q35', [scsi(2), scsi(1), scsi(2)], 0);
    assert.deepEqual(
      placed.disks.map((paths) => paths.map((path) => path.addr)),
      [['0', '3'], ['1'], ['2', '4']],
    );
  });

  it('counts what has no place', () => {
    const many = Array.from({ length: FREE_SLOTS }, () => blk);
    assert.equal(placeDevices('pc', many, 0).slotsMissing, 0);
    assert.equal(placeDevices('pc', many, 3).slotsMissing, 3);
    assert.equal(placeDevices('pc', [scsi(257)], 0).targetsMissing, 1);
  });

  it('never meets the platform, the chip set or the harness', () => {
    for (const type of ['pc', 'q35', 'virt']) {
      const placed = placeDevices(
        type,
        Array.from({ length: FREE_SLOTS - 4 }, () => blk),
        4,
      );
      const own = [...placed.nics, ...placed.disks.flat()];
      const others = [
        ...(['vga', 'rng', 'ports', 'scsi', 'panic'] as const).map((device) => platformAddress(type, device)),
        ...(['output', 'seed', 'root', 'target'] as const).map((disk) => harnessAddress(type, disk)),
      ];
      const all = [...own, ...others].map(({ bus, addr }) => `${bus} ${addr}`);
      assert.equal(new Set(all).size, all.length);
      for (const slot of ['00', '01', '1f']) assert.ok(!all.some((name) => name.endsWith(slot)), slot);
    }
  });
});

describe('rootBus', () => {
  it('knows the buses of machine types, versioned ones too', () => {
    const types = ['pc', 'pc-i440fx-7.2', 'q35', 'pc-q35-7.2', 'virt', 'virt-7.2'];
    assert.deepEqual(types.map(rootBus), ['pci.0', 'pci.0', 'pcie.0', 'pcie.0', 'pcie.0', 'pcie.0']);
  });
});
