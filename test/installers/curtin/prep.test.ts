import assert from 'node:assert/strict';
import { test } from 'node:test';
import { injectPrep } from '../../../src/installers/curtin/prep.ts';

const PREP = {
  id: 'prep_partition',
  type: 'partition',
  size: '8M',
  flag: 'prep',
  guid: '9e1a2d38-c612-4316-aa26-8b49521e5a8b',
  wipe: 'zero',
  grub_device: true,
  device: 'sda',
};
const of = (...config: unknown[]) => ({ grub: { x: 1 }, storage: { version: 1, config } });

// Each expectation is what the original's inject_prep_partition makes of the same.
test('an MSDOS disk becomes GPT, with the partition behind its last primary one, and no boot flags', () => {
  const disk = { id: 'sda', type: 'disk', ptable: 'msdos', serial: 'a', grub_device: true };
  const other = { id: 'sdb', type: 'disk', ptable: 'msdos' };
  const boot = { id: 'p1', type: 'partition', device: 'sda', size: '3G', flag: 'boot' };
  const extended = { id: 'p2', type: 'partition', device: 'sda', size: '5G', flag: 'extended' };
  const logical = { id: 'p5', type: 'partition', device: 'sda', size: '1G', flag: 'logical' };
  const otherBoot = { id: 'q1', type: 'partition', device: 'sdb', size: '1G', flag: 'boot' };
  const given = of(other, disk, boot, extended, logical, otherBoot);
  const before = JSON.stringify(given);
  const { flag: _flag, ...plain } = boot;
  const gpt = { id: 'sda', type: 'disk', ptable: 'gpt', serial: 'a' };
  assert.deepEqual(injectPrep(given), { config: of(other, gpt, plain, PREP, extended, logical, otherBoot) });
  assert.equal(JSON.stringify(given), before);
});

test('on a GPT disk it takes the place of bios_grub', () => {
  const disk = { id: 'sda', type: 'disk', ptable: 'gpt', grub_device: true };
  const grub = { id: 'bios_boot', type: 'partition', device: 'sda', size: '1M', flag: 'bios_grub' };
  const root = { id: 'root', type: 'partition', device: 'sda', size: '3G' };
  assert.deepEqual(injectPrep(of(disk, grub, root)), { config: of({ id: 'sda', type: 'disk', ptable: 'gpt' }, PREP, root) });
});

test('without storage nothing is done', () => {
  for (const config of [{}, { storage: { config: [] } }, { storage: { config: 'disabled' } }, null])
    assert.deepEqual(injectPrep(config), { config });
});

test('what has no place for it says so', () => {
  const part = (n: number) => ({ id: `p${n}`, type: 'partition', device: 'sda', size: '1G' });
  const disk = (ptable: string) => ({ id: 'sda', type: 'disk', ptable, grub_device: true });
  for (const [config, said] of [
    [of({ id: 'sda', type: 'disk' }), /no disk .* has `grub_device`/],
    [of(disk('msdos'), part(1), part(2), part(3), part(4)), /sda has 4 primary partitions/],
    [of(disk('gpt'), part(1)), /no partition with `flag: bios_grub`/],
    [of(disk('vtoc')), /neither `ptable: gpt` nor `ptable: msdos`/],
  ] as const) {
    const made = injectPrep(config);
    assert.ok('error' in made);
    assert.match(made.error, said);
    assert.ok(made.hint);
  }
});
