import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NicSettings, Test } from '../../src/model/suite.ts';
import { type Around, curtinTest, planOf, testOf, told } from './fixtures.ts';

function machineOf(test: Test, around: Around = {}) {
  const machine = planOf(test, around).tests[0]?.machine;
  assert.ok(machine);
  return machine;
}

describe('a machine nobody describes', () => {
  it('is one processor, 2 GiB, BIOS, pc, and the quickest model that TCG has', () => {
    const { arch, cpus, memoryMiB, firmware, type, cpu, accel } = machineOf(testOf());
    assert.deepEqual([arch, cpus, memoryMiB, firmware, type, cpu, accel], ['x86_64', 1, 2048, 'bios', 'pc', 'qemu64', 'tcg']);
  });

  it('has one NIC, with the address of the original harness', () => {
    assert.deepEqual(machineOf(testOf()).nics, [{ mac: '52:54:00:12:34:01', network: 'user', address: { bus: 'pci.0', addr: '06' } }]);
  });
});

describe('acceleration', () => {
  for (const [what, accel, kvm, arch, want] of [
    ['auto with a KVM that runs guests', 'auto', 'usable', 'x86_64', 'kvm host'],
    ['auto with one that does not', 'auto', 'unusable', 'x86_64', 'tcg qemu64'],
    ['auto before anyone looked', 'auto', 'unknown', 'x86_64', 'tcg qemu64'],
    ['kvm', 'kvm', 'unknown', 'x86_64', 'kvm host'],
    ['tcg', 'tcg', 'usable', 'x86_64', 'tcg qemu64'],
    ['kvm for another architecture', 'kvm', 'usable', 'aarch64', 'tcg cortex-a57'],
    ['kvm for ppc64el', 'kvm', 'usable', 'ppc64', 'tcg power9'],
  ] as const) {
    it(`is ${want} for ${what}`, () => {
      const machine = machineOf(testOf({ machine: { arch } }), { facts: { kvm }, settings: { accel } });
      assert.equal(`${machine.accel} ${machine.cpu}`, want);
    });
  }

  it('multiplies times by the factor under TCG, and says so', () => {
    const [test] = planOf(testOf(), { settings: { tcgFactor: 3 } }).tests;
    assert.deepEqual(
      test?.phases.map((phase) => [phase.timeoutSeconds, phase.silenceSeconds]),
      [
        [9000, 540],
        [900, 540],
      ],
    );
    assert.deepEqual(test?.settings['tcg-factor']?.value, 3);
    const [fast] = planOf(testOf(), { settings: { accel: 'kvm' } }).tests;
    assert.deepEqual(
      fast?.phases.map((phase) => phase.timeoutSeconds),
      [3000, 300],
    );
    assert.equal(fast?.settings['tcg-factor'], undefined);
  });
});

describe('firmware and type', () => {
  for (const [what, machine, want] of [
    ['Secure Boot', { firmware: 'uefi-secure' }, 'q35 uefi-secure'],
    ['aarch64', { arch: 'aarch64' }, 'virt uefi'],
    ['ppc64el', { arch: 'ppc64' }, 'pseries slof'],
    ['a named type', { type: 'pc-i440fx-7.2', firmware: 'uefi' }, 'pc-i440fx-7.2 uefi'],
  ] as const) {
    it(`are ${want} for ${what}`, () => {
      const { type, firmware } = machineOf(testOf({ machine }));
      assert.equal(`${type} ${firmware}`, want);
    });
  }

  for (const [what, machine, want] of [
    ['Secure Boot without q35', { firmware: 'uefi-secure', type: 'pc' }, /^error: Secure Boot needs a machine of type q35/],
    ['a BIOS for aarch64', { arch: 'aarch64', firmware: 'bios' }, /^error: an arm64 machine has no BIOS/],
    ['an aarch64 pc', { arch: 'aarch64', type: 'pc' }, /^error: an arm64 machine cannot be of type `pc`/],
    ['a BIOS for ppc64el', { arch: 'ppc64', firmware: 'bios' }, /^error: a ppc64el machine has no firmware `bios`/],
    ['UEFI for ppc64el', { arch: 'ppc64', firmware: 'uefi' }, /^error: a ppc64el machine has no firmware `uefi`/],
    ['Open Firmware for a PC', { firmware: 'slof' }, /^error: an amd64 machine has no firmware `slof`/],
    [
      'memory that pseries does not take',
      { arch: 'ppc64', memory: 300 * 2 ** 20 },
      /^error: a ppc64el machine has memory in pieces of 256 MiB, and this one 300 MiB/,
    ],
    ['a ppc64 virt', { arch: 'ppc64', type: 'virt' }, /^error: a ppc64el machine cannot be of type `virt`/],
    ['an x86_64 pseries', { type: 'pseries' }, /^error: an amd64 machine cannot be of type `pseries`/],
    ['an x86_64 virt', { type: 'virt' }, /^error: an amd64 machine cannot be of type `virt`/],
    ['a type with options', { type: 'pc,accel=kvm' }, /^error: `pc,accel=kvm` is no machine type/],
    ['a TPM', { tpm: true }, /^error: a TPM is not in this release/],
    ['more processors than the host', { cpus: 3 }, /^warning: the machine has 3 processors, and this host 2/],
    ['more memory than the host', { memory: 16 * 2 ** 30 }, /^warning: the machine has 16384 MiB of memory, and this host 8192 MiB/],
  ] as const) {
    it(`are judged: ${what}`, () => {
      const lines = told(planOf(testOf({ machine })));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] as string, want);
    });
  }
});

describe('NICs', () => {
  const config = 'network: {version: 2, ethernets: {a: {macaddress: "52:54:00:12:34:01"}, b: {macaddress: "52:54:00:12:34:0B"}}}';
  const macs = (test: Test, around: Around = {}) => machineOf(test, around).nics.map((nic) => `${nic.mac} ${nic.network}`);

  it('are those of the configuration', () => {
    assert.deepEqual(macs(curtinTest(), { config }), ['52:54:00:12:34:01 user', '52:54:00:12:34:0B user']);
  });

  it('are those of the suite, filled with the addresses of the configuration, then with free ones', () => {
    const nics = [
      { mac: null, network: 'none' },
      { mac: '52:54:00:12:34:0b', network: 'user' },
      { mac: null, network: 'user' },
      { mac: null, network: 'user' },
    ];
    assert.deepEqual(macs(curtinTest({ machine: { nics } }), { config }), [
      '52:54:00:12:34:01 none',
      '52:54:00:12:34:0b user',
      '52:54:00:12:34:02 user',
      '52:54:00:12:34:03 user',
    ]);
  });

  it('go to the bridge of the run, but for those that have no network', () => {
    const nics = ['user', 'none', 'bridge:br0'].map((network) => ({ mac: null, network }));
    const networks = (bridge: string) => machineOf(testOf({ machine: { nics } }), { settings: { bridge } }).nics.map((nic) => nic.network);
    assert.deepEqual(networks('virbr0'), ['bridge:virbr0', 'none', 'bridge:virbr0']);
    assert.deepEqual(networks('user'), ['user', 'none', 'user']);
  });

  for (const [what, nics, want] of [
    ['no address', [{ mac: '52:54', network: 'user' }], /^error: `52:54` is no MAC address/],
    ['the address of a group', [{ mac: '53:54:00:12:34:01', network: 'user' }], /^error: MAC address `53:.*is a group's/],
    [
      'an address twice',
      [
        { mac: '52:54:00:12:34:0a', network: 'user' },
        { mac: '52:54:00:12:34:0A', network: 'user' },
      ],
      /^error: two NICs have the MAC address/,
    ],
    ['a bridge of 16 bytes', [{ mac: null, network: 'bridge:a-bridge-of-16-b' }], /^error: `a-bridge-of-16-b` cannot be the name/],
  ] as const) {
    it(`are judged: ${what}`, () => {
      const lines = told(planOf(testOf({ machine: { nics } })));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] as string, want);
    });
  }

  it('are placed where the address is written: in the configuration, or in the suite', () => {
    const network = (mac: string) => `network:\n  version: 1\n  config:\n  - {type: physical, name: a, mac_address: "${mac}"}\n`;
    const placed = (nics: readonly NicSettings[] | null, mac: string) =>
      planOf(curtinTest({ machine: { nics } }), { config: network(mac) }).problems.map(
        ({ place }) => `${place?.file}:${place?.line}:${place?.column}`,
      );
    assert.deepEqual(placed(null, '52:54:zz'), ['/suite/config.yaml:4:44']);
    assert.deepEqual(placed([{ mac: null, network: 'user' }], '53:54:00:12:34:01'), ['/suite/config.yaml:4:44']);
    assert.deepEqual(placed([{ mac: '52:54:zz', network: 'user' }], '52:54:zz'), ['/suite/vmtest.yaml:1:1']);
  });

  it('warn of an address of the configuration that no NIC has', () => {
    assert.match(
      told(planOf(curtinTest({ machine: { nics: [{ mac: null, network: 'user' }] } }), { config }))[0] as string,
      /^warning: no NIC.*0B/,
    );
  });
});

describe('settings', () => {
  const place = { file: '/suite/vmtest.yaml', line: 3, column: 7 };
  const test = testOf({
    machine: { memory: 2 ** 30, cpus: 2 },
    origins: {
      'machine.memory': { level: 'defaults', place },
      'machine.cpus': { level: 'matrix', place },
      'timeouts.boot': { level: 'test', place },
    },
  });

  it('come from an option or a variable, then the suite, then defaults, and say so', () => {
    const origins = { memory: { level: 'environment', name: 'VMTEST_MEMORY' } } as const;
    const [planned] = planOf(test, { settings: { memory: 3 * 2 ** 30, accel: 'kvm', origins } }).tests;
    assert.equal(planned?.machine.memoryMiB, 3072);
    assert.equal(planOf(test, { settings: { cpus: 3 } }).tests[0]?.machine.cpus, 3);
    const shown = planned?.settings ?? {};
    assert.deepEqual(shown['machine.memory'], { value: '3 GiB', from: origins.memory });
    assert.deepEqual(shown['machine.cpus'], { value: 2, from: { level: 'matrix', place } });
    assert.deepEqual(shown['machine.firmware'], { value: 'bios', from: { level: 'default' } });
    assert.deepEqual(shown['timeouts.boot'], { value: '5m 00s', from: { level: 'test', place } });
    assert.deepEqual(shown['keep.fail'], { value: ['logs'], from: { level: 'default' } });
  });

  it('let a time of one phase win over the test, and an option over both', () => {
    const own = testOf({ install: { timeout: 7 }, boots: [{ ...(testOf().boots[0] as Test['boots'][number]), timeout: 8 }] });
    const times = (settings: Around['settings']) =>
      planOf(own, { settings: { accel: 'kvm', ...settings } }).tests[0]?.phases.map((phase) => phase.timeoutSeconds);
    assert.deepEqual(times({}), [7, 8]);
    assert.deepEqual(times({ installTimeout: 70, bootTimeout: 80 }), [70, 80]);
  });
});
