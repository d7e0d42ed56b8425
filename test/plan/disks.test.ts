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
const A2 = '{type: disk, id: z, serial: disk-a}';
const B = '{type: disk, id: b, serial: disk-b}';
const N = '{type: disk, id: n, serial: nvme-n}';
const W = '{type: disk, id: w, wwn: "0x39cc071e72c64cc4"}';

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
      '{type: mount, id: m, device: f, path: /}',
      '{type: partition, id: pa, device: a, size: 3G}',
      '{type: partition, id: pn, device: n, size: 1023M}',
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
      config(A, '{type: partition, id: pa, device: a, size: 3G}'),
      /^error: disk0 has 2 GiB, and its configuration partitions 3\.0 GiB on it$/,
    ],
    [
      'too few',
      curtin([diskOf()]),
      config(A, B),
      /^error: no disk of the machine is left for `b` \(serial `disk-b`\): the configuration wants 2 disks, and the machine has 1$/,
    ],
    ['no NVMe disk', curtin([diskOf(), diskOf()]), config(A, N), /^error: no disk of the machine is left for `n` \(serial `nvme-n`\)/],
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
    ['a serial twice', curtin([diskOf(), diskOf()]), config(A, A2), /^error: disk0 and disk1 have the same serial `disk-a`$/],
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
      /^error: the machine has 1 NICs and 22 disks with places of their own on its bus, which has 20$/,
    ],
  ];
  for (const [what, test, around, want] of mistakes) {
    it(`are told: ${what}`, () => {
      const lines = told(planOf(test, around));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] as string, want);
    });
  }

  const size = (gigabytes: number) => `{type: partition, id: pc, device: c, size: ${gigabytes}G}`;
  const C = '{type: disk, id: c, serial: disk-c}';
  const leave = 'or leave machine.disks out: the machine then has the disks that the configuration wants';
  const own = "a serial of their own keeps disk1 (`x`) from it: leave `serial` out, or write the configuration's";
  const lacking: readonly (readonly [string, readonly DiskSettings[], readonly string[], string, string])[] = [
    [
      'those that are too few, each once',
      [diskOf()],
      [A, B, C, N, W, size(3)],
      '`b` (serial `disk-b`), `c` (serial `disk-c`), `w` (WWN `0x39cc071e72c64cc4`), `n` (serial `nvme-n`): the configuration wants 5 disks, and the machine has 1',
      `add \`1G\`, \`4G\`, \`{ size: 1G, driver: scsi-hd }\`, \`{ size: 1G, driver: nvme }\` to machine.disks; ${leave}`,
    ],
    [
      'one whose disk has another driver',
      [diskOf(), diskOf()],
      [A, N],
      '`n` (serial `nvme-n`): the configuration wants 2 disks, and the machine has 2',
      `give disk1 \`driver: nvme\`, which a serial \`nvme…\` asks for; ${leave}`,
    ],
    [
      'one whose disk has another serial',
      [diskOf(), diskOf({ serial: 'x' })],
      [A, B],
      '`b` (serial `disk-b`): the configuration wants 2 disks, and the machine has 2',
      `${own}; ${leave}`,
    ],
    [
      'two, of which one has a disk with another serial',
      [diskOf(), diskOf({ serial: 'x' })],
      [A, B, '{type: disk, id: d}'],
      '`b` (serial `disk-b`), `d` (without a serial): the configuration wants 3 disks, and the machine has 2',
      `${own}; add \`1G\` to machine.disks; ${leave}`,
    ],
  ];
  for (const [what, disks, entries, message, hint] of lacking) {
    it(`name what lacks a disk, and the mend: ${what}`, () => {
      const [problem, ...more] = planOf(curtin(disks), config(...entries)).problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual([problem?.message, problem?.hint, more], [`no disk of the machine is left for ${message}`, hint, []]);
      assert.equal(problem?.related?.[0]?.place.file, '/suite/config.yaml');
    });
  }

  it('are placed where the serial or the WWN is written: in the configuration, or in the suite', () => {
    const long = 'a-serial-of-21-bytes!';
    const placed = (disks: readonly DiskSettings[] | null, ...entries: string[]) =>
      planOf(curtin(disks), config(...entries)).problems.map(({ place }) => `${place?.file}:${place?.line}:${place?.column}`);
    assert.deepEqual(placed([diskOf()], `{type: disk, id: a, serial: ${long}}`), ['/suite/config.yaml:3:33']);
    assert.deepEqual(placed(null, `{type: disk, id: a, serial: ${long}}`), ['/suite/config.yaml:3:33']);
    assert.deepEqual(placed([diskOf({ serial: long })], `{type: disk, id: a, serial: ${long}}`), ['/suite/vmtest.yaml:1:1']);
    assert.deepEqual(placed(null, A, A2), ['/suite/config.yaml:4:33']);
    assert.deepEqual(placed(null, '{type: disk, id: w, wwn: eui.5}'), ['/suite/config.yaml:3:30']);
  });

  it('of a configuration are told once for all the tests that install it', () => {
    const tests = ['x', 'y'].map((id) => curtinTest({ id, place: { file: '/suite/vmtest.yaml', line: id.charCodeAt(0), column: 1 } }));
    const { problems } = planOf(tests, config('{type: disk, id: a, serial: a-serial-of-21-bytes!}'));
    assert.deepEqual(
      problems.map((problem) => problem.tests),
      [['x', 'y']],
    );
  });

  it('carry the place where the disk is written, and the test', () => {
    const place = { file: '/suite/vmtest.yaml', line: 9, column: 5 };
    const test = testOf({ machine: { disks: [diskOf({ paths: 2 })] }, origins: { 'machine.disks': { level: 'test', place } } });
    const [problem] = planOf(test).problems;
    assert.deepEqual([problem?.code, problem?.place, problem?.test], ['VMTEST_PLAN_INVALID', place, 'basic']);
    assert.ok((problem?.hint ?? '').length > 0);
  });
});
