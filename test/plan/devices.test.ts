import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { curtinTest, planOf, told } from './fixtures.ts';

function config(...entries: readonly string[]): { config: string } {
  return { config: `storage:\n  config:\n${entries.map((entry) => `  - ${entry}\n`).join('')}` };
}

describe('mistakes with the devices of a configuration', () => {
  it('tell a WWN twice once, though it is the serial too, and a serial with a NUL', () => {
    const twice = ['a', 'b'].map((id) => `{type: disk, id: ${id}, wwn: "0x5000c50015ea71aa"}`);
    assert.deepEqual(told(planOf(curtinTest(), config(...twice))), ['error: disk0 and disk1 have the same wwn `0x5000c50015ea71aa`']);
    const nul = config('{type: disk, id: a, serial: "a\\0b"}');
    assert.deepEqual(told(planOf(curtinTest(), nul)), ['error: the serial of disk0 has a control character, which no disk carries']);
  });

  it('of a bus that is full are told where the disks or NICs are written, with the mend that helps', () => {
    const many = Array.from({ length: 30 }, (_, index) => `{type: disk, id: d${index}, serial: s${index}}`);
    const [disks] = planOf(curtinTest(), config(...many)).problems;
    assert.deepEqual([disks?.place?.file, disks?.place?.line], ['/suite/config.yaml', 22]);
    assert.match(disks?.hint ?? '', /^give 11 of the disks `driver: scsi-hd`/);
    const macs = Array.from(
      { length: 25 },
      (_, index) => `  - {type: physical, name: e${index}, mac_address: "52:54:00:12:35:${10 + index}"}\n`,
    );
    const [nics] = planOf(curtinTest(), { config: `network:\n  version: 1\n  config:\n${macs.join('')}` }).problems;
    assert.deepEqual([nics?.place?.file, nics?.place?.line], ['/suite/config.yaml', 24]);
    assert.match(nics?.hint ?? '', /^leave out 6 NICs/);
  });

  it('tell a MAC address that no NIC has', () => {
    const text = 'network: {version: 1, config: [{type: physical, name: e, mac_address: "00:00:00:00:00:00"}]}';
    assert.deepEqual(told(planOf(curtinTest(), { config: text })), ['error: `00:00:00:00:00:00` is the MAC address of no NIC']);
  });
});
