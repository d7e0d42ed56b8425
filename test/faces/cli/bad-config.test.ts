import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, GOOD } from './support.ts';

const storage = (...entries: readonly string[]) =>
  `storage:\n  version: 1\n  config:\n${entries.map((entry) => `    - ${entry}\n`).join('')}`;
const A = '{type: disk, id: a, serial: disk-a}';
const nic = (name: string, mac: string) => `{type: physical, name: ${name}, mac_address: "${mac}"}`;
const bomb = ['l0: &l0 [x, x]', ...Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)];

/** A curtin configuration that does not fit, the settings of the machine, and what is said: place, value and mend. */
const CONFIGS: readonly (readonly [what: string, config: string | Uint8Array, machine: string, said: RegExp])[] = [
  [
    'a reference to a missing disk',
    storage(A, '{type: partition, id: p, device: sdb, size: 1G}'),
    '{}',
    /curtin\.yaml:5:\d+: .*device `sdb` of p is no entry of storage\.config\n +→ there is a, p/,
  ],
  [
    'a serial that no disk has',
    storage(A),
    '{ disks: [{ size: 10G, serial: other }] }',
    /vmtest\.yaml:5:\d+: .*no disk of the machine is left for `a` \(serial `disk-a`\).*\n +→ .*leave `serial` out.*\n +curtin\.yaml:4:\d+: it wants `a`/,
  ],
  [
    'two disks of one serial',
    storage(A, '{type: disk, id: b, serial: disk-a}'),
    '{}',
    /disk0 and disk1 have the same serial `disk-a`\n +→ give each disk its own/,
  ],
  [
    'a MAC address used twice',
    `network: {version: 1, config: [${nic('a', '52:54:00:12:34:00')}, ${nic('b', '52:54:00:12:34:00')}]}`,
    '{}',
    /curtin\.yaml:1:\d+: .*have the MAC address `52:54:00:12:34:00`\n +→ give each its own/,
  ],
  [
    'a network of version 3',
    'network: {version: 3, config: []}',
    '{}',
    /curtin\.yaml:1:\d+: .*is of version `3`\n +→ versions 1 and 2 are read/,
  ],
  ['aliases without end', bomb.join('\n'), '{}', /curtin\.yaml:1:1: .*aliases .* stand for too much.*\n +→ aliases of aliases multiply/],
  [
    'a value within itself',
    'storage: &a { config: [*a] }',
    '{}',
    /curtin\.yaml:\d+:\d+: .*the configuration has no end\n +→ write the value out/,
  ],
  [
    'a file that is not UTF-8',
    Buffer.from('a: caf\xe9\n', 'latin1'),
    '{}',
    /curtin\.yaml cannot be read: it is not UTF-8\n +→ save it as UTF-8/,
  ],
  ['a file that is too large', `#${'x'.repeat(5 << 20)}`, '{}', /curtin\.yaml cannot be read: it has 5242881 bytes, more than 4194304/],
];

for (const [what, config, machine, said] of CONFIGS)
  test(`refused before anything starts: ${what}`, { timeout: 60_000 }, async () => {
    const suite = `version: 1
images: { tiny: { files: { kernel: kernel, initrd: initrd, root: root.squashfs } } }
defaults: { image: tiny }
tests:
  one: { install: { curtin: curtin.yaml, tree: tree }, machine: ${machine} }
`;
    await using here = await desk({ ...GOOD, 'root.squashfs': 'x', 'vmtest.yaml': suite, 'curtin.yaml': config });
    const run = await here.vmtest(['run', '--accel', 'tcg']);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, said);
    assert.deepEqual(run.left, []);
  });

test('a WWN that is written as a bare hexadecimal number stays the text that it is', { timeout: 60_000 }, async () => {
  const suite = `version: 1
images: { tiny: { files: { kernel: kernel, initrd: initrd, root: root.squashfs } } }
tests:
  one: { image: tiny, install: { curtin: curtin.yaml }, boot: [] }
  two: { image: tiny, machine: { disks: [{ size: 1G, driver: scsi-hd, wwn: 0x39cc071e72c64cc4 }] } }
`;
  const config = storage('{type: disk, id: a, wwn: 0x39cc071e72c64cc4}');
  await using here = await desk({ ...GOOD, 'root.squashfs': 'x', 'vmtest.yaml': suite, 'curtin.yaml': config });
  const { tests } = (await here.vmtest(['plan', '--json'])).json() as { tests: { machine: { disks: { wwn: string }[] } }[] };
  for (const { machine } of tests) assert.equal(machine.disks[0]?.wwn, '0x39cc071e72c64cc4');
});
