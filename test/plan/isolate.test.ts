import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Around, bootOf, curtinTest, diskOf, planOf, testOf } from './fixtures.ts';

const isolated = (choice: Around = {}): Around => ({ ...choice, settings: { isolate: true, ...choice.settings } });
const nic = (network: string) => ({ mac: null, network });
const MEND = /a stranger gets no network .*: run it on a branch of this repository/;

describe('a machine of a stranger’s suite', () => {
  it('has no network, whatever suite and bridge say', () => {
    const test = testOf({ machine: { nics: [nic('user'), nic('bridge:br0'), nic('none')] } });
    for (const bridge of [null, 'br1', 'user']) {
      const [plan] = planOf(test, isolated({ settings: { bridge } })).tests;
      assert.deepEqual(
        plan?.machine.nics.map(({ network }) => network),
        ['none', 'none', 'none'],
      );
      const argv = plan?.phases.flatMap(({ argv: words }) => words).filter((word) => /^(?:user|tap|bridge),/.test(word)) ?? [];
      assert.ok(argv.length > 0 && argv.every((word) => /^user,id=\w+,restrict=on$/.test(word)), argv.join('\n'));
    }
  });

  it('has none where its curtin configuration describes NICs', () => {
    const config = 'network:\n  version: 1\n  config: [{ type: physical, name: a, mac_address: "52:54:00:00:00:aa" }]\nstorage: {}\n';
    const [plan] = planOf(curtinTest(), isolated({ config })).tests;
    assert.deepEqual(
      plan?.machine.nics.map(({ mac, network }) => [mac, network]),
      [['52:54:00:00:00:aa', 'none']],
    );
    assert.equal(plan?.phases[0]?.curtin?.reporting, false);
    assert.ok(!JSON.stringify(plan?.phases).includes('{http}'), 'nothing is to come over HTTP');
  });

  it('is shown in the plan with the reason', () => {
    assert.match(String(planOf(testOf(), isolated()).tests[0]?.settings.network?.value), /^none .* stranger/);
    assert.ok(!('network' in (planOf(testOf()).tests[0]?.settings ?? {})));
  });

  it('is a problem with its mend where it cannot do without a network', () => {
    const iscsi = { target: null, user: null, password: null, inUser: null, inPassword: null };
    for (const [what, test] of [
      ['root', testOf({ install: { root: 'http' } })],
      ['seed', testOf({ boots: [bootOf({ seed: 'http' })] })],
      ['iSCSI', testOf({ machine: { disks: [diskOf(), { ...diskOf(), iscsi } as ReturnType<typeof diskOf>] } })],
      ['qemu-args', testOf({ machine: { qemuArgs: ['-netdev', 'user,id=x'] } })],
    ] as const) {
      const problem = planOf(test, isolated()).problems.find(({ message }) => message.includes(what));
      assert.match(problem?.hint ?? '', MEND, what);
      assert.equal(problem?.severity, 'error', what);
    }
  });
});
