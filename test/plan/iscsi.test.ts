import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiskSettings, IscsiSettings, NicSettings } from '../../src/model/suite.ts';
import { curtinTest, diskOf, planOf, testOf, told } from './fixtures.ts';

const GiB = 2 ** 30;
const NONE: IscsiSettings = { user: null, password: null, inUser: null, inPassword: null, target: null };
const iscsi = (choice: Partial<IscsiSettings> = {}, size = 3 * GiB) => diskOf({ size, iscsi: { ...NONE, ...choice } });

function machine(disks: readonly DiskSettings[], nics: readonly NicSettings[] | null = null) {
  return planOf(testOf({ machine: { disks, nics } }));
}

describe('iSCSI disks', () => {
  it('are not QEMU’s, and take nothing from the others’ places', () => {
    const plan = machine([iscsi(), diskOf({ serial: 'a' }), iscsi({ user: 'u', password: 'p' }, GiB), diskOf()]);
    const planned = plan.tests[0]?.machine;
    assert.deepEqual(
      planned?.disks.map(({ name, serial }) => [name, serial]),
      [
        ['disk0', 'a'],
        ['disk1', 'disk1'],
      ],
    );
    assert.deepEqual(planned?.iscsi, [
      { ...NONE, name: 'iscsi0', sizeBytes: 3 * GiB, file: 'disks/iscsi0.img' },
      { ...NONE, user: 'u', password: 'p', name: 'iscsi1', sizeBytes: GiB, file: 'disks/iscsi1.img' },
    ]);
    assert.ok(!JSON.stringify(plan.tests[0]?.phases).includes('iscsi'));
    assert.deepEqual(told(plan), []);
  });

  it('are absent from a machine that has none', () => {
    assert.ok(!('iscsi' in (machine([diskOf()]).tests[0]?.machine ?? {})));
  });

  it('need a network', () => {
    assert.match(told(machine([iscsi()], [{ mac: null, network: 'none' }])).join('\n'), /no network to reach them by/);
    const some: NicSettings[] = [
      { mac: null, network: 'none' },
      { mac: null, network: 'user' },
    ];
    assert.deepEqual(told(machine([iscsi()], some)), []);
  });

  it('have one password for each account, and a target each', () => {
    const accounts = [iscsi({ user: 'u', password: 'p' }), iscsi({ inUser: 'u', inPassword: 'other' })];
    assert.match(told(machine(accounts)).join('\n'), /account `u` has two passwords/);
    assert.deepEqual(told(machine([iscsi({ user: 'u', password: 'p' }), iscsi({ inUser: 'u', inPassword: 'p' })])), []);
    assert.match(
      told(machine([iscsi({ target: 'iqn.a' }), iscsi({ target: 'iqn.a' })])).join('\n'),
      /two iSCSI disks have the target `iqn.a`/,
    );
  });

  it('are as many as a curtin configuration has placeholders', () => {
    const config =
      'storage:\n  config:\n  - {type: disk, id: a, path: "iscsi:__RFC4173__"}\n  - {type: disk, id: b, path: "iscsi:__RFC4173__"}\n';
    const problems = (disks: readonly DiskSettings[]) =>
      planOf(curtinTest({ machine: { disks } }), { config }).problems.flatMap(({ severity, message }) =>
        message.includes('__RFC4173__') ? [`${severity}: ${message}`] : [],
      );
    assert.deepEqual(problems([diskOf(), iscsi(), iscsi()]), []);
    assert.deepEqual(problems([diskOf()]), ['error: the configuration has __RFC4173__ 2 times, and the machine has no iSCSI disk']);
    assert.deepEqual(problems([diskOf(), iscsi()]), [
      'error: the configuration has __RFC4173__ 2 times, and the machine has one iSCSI disk',
    ]);
    assert.deepEqual(problems([diskOf(), iscsi(), iscsi(), iscsi()]), [
      'warning: the configuration has __RFC4173__ 2 times, and the machine has 3 iSCSI disks',
    ]);
  });
});
