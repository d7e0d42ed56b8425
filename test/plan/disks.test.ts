import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiskSettings, Test } from '../../src/model/suite.ts';
import { type Around, curtinTest, diskOf, planOf, testOf, told } from './fixtures.ts';

const GiB = 2 ** 30;

function disksOf(test: Test, around: Around = {}) {
  return planOf(test, around).tests[0]?.machine.disks ?? [];
}

function config(...entries: readonly string[]): { config: string } {
  return { config: `storage:\n  config:\n${entries.map((entry) => `  - ${entry}\n`).join('')}` };
}

function curtin(disks: readonly DiskSettings[] | null): Test {
  return curtinTest({ machine: { disks } });
}

const A = '{type: disk, id: a, serial: disk-a}';
const B = '{type: disk, id: b, serial: disk-b}';
const N = '{type: disk, id: n, serial: nvme-n}';
const W = '{type: disk, id: w, wwn: 0x39cc071e72c64cc4}';

describe('disks of a machine', () => {
  it('are one of 10 GiB where nobody says anything', () => {
    const [disk, ...more] = disksOf(testOf());
    assert.deepEqual(more, []);
    assert.deepEqual([disk?.sizeBytes, disk?.driver, disk?.serial, disk?.file], [10 * GiB, 'virtio-blk', 'disk0', 'disks/disk0.qcow2']);
  });

  it('take size and driver from the suite, and serials from the configuration in order', () => {
    const disks = disksOf(curtin([diskOf(), diskOf({ driver: 'nvme' }), diskOf(), diskOf({ size: 5 * GiB })]), config(A, N, B));
    assert.deepEqual(
      disks.map((disk) => [disk.driver, disk.serial]),
      [
        ['virtio-blk', 'disk-a'],
        ['nvme', 'nvme-n'],
        ['virtio-blk', 'disk-b'],
        ['virtio-blk', 'disk3'],
      ],
    );
  });

  it('give a serial that is no NVMe one to an NVMe disk where no other is left', () => {
    const disks = disksOf(curtin([diskOf({ driver: 'nvme' })]), config(A));
    assert.deepEqual([disks[0]?.driver, disks[0]?.serial], ['nvme', 'disk-a']);
  });

  it('leave a serial where the suite put it', () => {
    const disks = disksOf(curtin([diskOf(), diskOf({ serial: 'disk-a' })]), config(A, B));
    assert.deepEqual(
      disks.map((disk) => disk.serial),
      ['disk-b', 'disk-a'],
    );
  });

  it('come from the configuration where the suite is silent: smallest GiB, 10 for /', () => {
    const entries = [
      '{type: partition, id: p, device: b, size: 1G}',
      '{type: format, id: f, volume: p}',
      '{type: mount, device: f, path: /}',
      '{type: partition, device: a, size: 3G}',
      '{type: partition, device: n, size: 1023M}',
    ];
    const disks = disksOf(curtin(null), config(A, B, N, W, ...entries));
    assert.deepEqual(
      disks.map((disk) => [disk.serial, disk.driver, disk.sizeBytes / GiB]),
      [
        ['disk-a', 'virtio-blk', 4],
        ['disk-b', 'virtio-blk', 10],
        ['0x39cc071e72c64cc4', 'scsi-hd', 1],
        ['nvme-n', 'nvme', 1],
      ],
    );
  });

  it('carry a WWN as it is written, and its text as the serial where there is none', () => {
    const [disk] = disksOf(curtin([diskOf({ driver: 'scsi-hd' })]), config(W));
    assert.deepEqual([disk?.wwn, disk?.serial], ['0x39cc071e72c64cc4', '0x39cc071e72c64cc4']);
  });

  it('never invent a serial that another disk has', () => {
    const disks = disksOf(testOf({ machine: { disks: [diskOf(), diskOf({ serial: 'disk0' })] } }));
    assert.deepEqual(
      disks.map((disk) => disk.serial),
      ['vmtest-disk0', 'disk0'],
    );
  });

  it('start from the image where that is a disk', () => {
    const catalogue = { live: { roles: ['disk'], problems: [] } } as const;
    const install = { installer: 'none', file: null } as const;
    assert.equal(disksOf(testOf({ install }), { catalogue })[0]?.from, '{image:disk}');
    const from = testOf({ install, machine: { disks: [diskOf({ from: '/a.img' })] } });
    assert.equal(disksOf(from, { catalogue })[0]?.from, '/a.img');
  });
});

describe('mistakes with disks', () => {
  const mistakes: readonly (readonly [string, Test, Around, RegExp])[] = [
    [
      'too small',
      curtin([diskOf({ size: 2 * GiB })]),
      config(A, '{type: partition, device: a, size: 3G}'),
      /^error: disk0 has 2 GiB, and its configuration partitions 3\.0 GiB on it$/,
    ],
    ['too few', curtin([diskOf()]), config(A, B), /^error: the configuration wants a disk `disk-b`/],
    ['no NVMe disk', curtin([diskOf(), diskOf()]), config(A, N), /^error: the configuration wants a disk `nvme-n`/],
    [
      'a serial too long',
      curtin([diskOf()]),
      config('{type: disk, id: a, serial: a-serial-of-21-bytes!}'),
      /^error: serial `a-serial-of-21-bytes!` of disk0 is 21 bytes long, and virtio-blk carries 20$/,
    ],
    [
      'a serial too long in bytes',
      testOf({ machine: { disks: [diskOf({ serial: 'ä'.repeat(11), driver: 'nvme' })] } }),
      {},
      /is 22 bytes long, and nvme carries 20/,
    ],
    [
      'a serial too long for SCSI',
      testOf({ machine: { disks: [diskOf({ serial: 'x'.repeat(37), driver: 'scsi-hd' })] } }),
      {},
      /scsi-hd carries 36/,
    ],
    ['a serial twice', curtin([diskOf(), diskOf()]), config(A, A), /^error: disk0 and disk1 have the same serial `disk-a`$/],
    [
      'a serial of the harness',
      testOf({ machine: { disks: [diskOf({ serial: 'vmtest-output' })] } }),
      {},
      /^error: a disk of the harness and disk0 have the same serial/,
    ],
    [
      'a WWN twice',
      testOf({
        machine: { disks: ['x', 'y'].map((serial) => diskOf({ serial, wwn: '0x5', driver: 'scsi-hd' })) },
      }),
      {},
      /^error: disk0 and disk1 have the same wwn `0x5`$/,
    ],
    ['a WWN without a carrier', testOf({ machine: { disks: [diskOf({ wwn: '0x5' })] } }), {}, /^error: disk0 is to have the WWN `0x5`/],
    ['a WWN of a configuration', curtin([diskOf()]), config(W), /^warning: disk0 is to have the WWN/],
    [
      'a WWN that is none',
      testOf({ machine: { disks: [diskOf({ wwn: 'eui.5', driver: 'scsi-hd' })] } }),
      {},
      /^error: WWN `eui\.5` of disk0 is not one/,
    ],
    ['paths', testOf({ machine: { disks: [diskOf({ paths: 2 })] } }), {}, /^error: disk0 has 2 paths, and virtio-blk has one$/],
    ['blocks and BIOS', testOf({ machine: { disks: [diskOf({ blockSize: 4096 })] } }), {}, /^warning: the BIOS does not boot/],
    [
      'a bus too small',
      testOf({ machine: { disks: Array.from({ length: 22 }, () => diskOf()) } }),
      {},
      /^error: the machine has 3 device\(s\) too many for its bus, which has 20 places/,
    ],
  ];
  for (const [what, test, around, want] of mistakes) {
    it(`are told: ${what}`, () => {
      const lines = told(planOf(test, around));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] as string, want);
    });
  }

  it('carry the place where the disk is written, and the test', () => {
    const place = { file: '/suite/vmtest.yaml', line: 9, column: 5 };
    const test = testOf({ machine: { disks: [diskOf({ paths: 2 })] }, origins: { 'machine.disks': { level: 'test', place } } });
    const [problem] = planOf(test).problems;
    assert.deepEqual([problem?.code, problem?.place, problem?.test], ['VMTEST_PLAN_INVALID', place, 'basic']);
    assert.ok((problem?.hint ?? '').length > 0);
  });
});
