import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curtinTest, diskOf, planOf, told } from './fixtures.ts';

const GiB = 2 ** 30;
const config = (...more: readonly string[]) => `storage:
  config:
    - {id: main, type: disk, serial: disk-a, ptable: gpt, wipe: superblock, grub_device: true}
${more.map((line) => `    - ${line}\n`).join('')}`;
const GRUB = '{id: grub, type: partition, device: main, size: 1M, flag: bios_grub}';
const ROOT = '{id: root, type: partition, device: main, size: 10238M, wwn: "0x39cc071e72c64cc4"}';
const power = (choice: Parameters<typeof curtinTest>[0] = {}) => curtinTest({ ...choice, machine: { arch: 'ppc64', ...choice.machine } });

test('curtin on ppc64el is given a PReP partition, and its disk has room for it', () => {
  const plan = planOf(power(), { config: config(GRUB, ROOT) });
  assert.deepEqual(told(plan), []);
  const [first] = plan.tests[0]?.phases[0]?.curtin?.configs ?? [];
  assert.equal(first?.name, '00-config.yaml');
  assert.match(first?.text ?? '', /ptable: gpt\n\s+wipe: superblock\n\s+- id: prep_partition\n[\s\S]*size: 8M\n\s+flag: prep\n/);
  assert.match(first?.text ?? '', /wwn: "0x39cc071e72c64cc4"/);
  assert.doesNotMatch(first?.text ?? '', /bios_grub/);
  // 1M before it, 8M of it, and 10238M: more than the 10G that hold the configuration as it is written.
  assert.equal(plan.tests[0]?.machine.disks[0]?.sizeBytes, 11 * GiB);
  const [pc] = planOf(curtinTest(), { config: config(GRUB, ROOT) }).tests;
  assert.equal(pc?.phases[0]?.curtin?.configs[0]?.text, config(GRUB, ROOT));
});

test('a disk of the suite must hold the partition too', () => {
  const machine = { disks: [diskOf({ size: 10 * GiB })] };
  assert.match(
    told(planOf(power({ machine }), { config: config(GRUB, ROOT) })).join(),
    /error: disk0 has 10 GiB, and its configuration partitions/,
  );
});

test('a configuration that has no place for it is refused, once; one without storage is not', () => {
  assert.deepEqual(told(planOf(power(), { config: config(ROOT) })), [
    'error: a ppc64el machine boots from a PReP partition, and the disk main has no partition with `flag: bios_grub` to take the place of in /suite/config.yaml',
  ]);
  assert.deepEqual(told(planOf(power(), { config: 'showtrace: true\n' })), []);
});
