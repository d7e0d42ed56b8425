import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPacks, type PackFacts, packSections } from '../../src/checks/packs.ts';
import { settings } from './support.ts';

const PLACE = { file: 'vmtest.yaml', line: 4, column: 7 };
const FACTS: PackFacts = { distro: 'ubuntu', kernelPackage: null, off: [], own: [], place: PLACE };
const CONFIG = {
  showtrace: true,
  network: { version: 1, config: [{ type: 'physical', name: 'eth0' }] },
  storage: {
    config: [
      { id: 'a', type: 'disk', name: 'main', serial: 'a' },
      { id: 'vg', type: 'lvm_volgroup', name: 'vg', devices: ['a'] },
    ],
  },
};
const kinds = (config: unknown, facts: Partial<PackFacts> = {}) => defaultPacks(config, { ...FACTS, ...facts }).map(({ kind }) => kind);

test('an installation brings the packs to which its configuration gives something to look at', () => {
  const all = [
    'fstab',
    'swaps',
    'dname',
    'dname-rules',
    'kernel-package',
    'interfaces-removed',
    'reporting',
    'storage',
    'network',
    'grub',
    'packages',
  ];
  assert.deepEqual(kinds(CONFIG), all);
  assert.deepEqual(kinds({}), ['fstab', 'swaps', 'kernel-package', 'interfaces-removed', 'reporting', 'grub']);
  assert.deepEqual(kinds(CONFIG, { distro: 'centos' }), [
    'fstab',
    'swaps',
    'kernel-package',
    'reporting',
    'storage',
    'network',
    'grub',
    'packages',
  ]);
  assert.deepEqual(kinds({ ...CONFIG, grub: { install_devices: null } }, { distro: null }), all.slice(0, -2));
});

test('packs are switched off by name, and give way to what the suite writes itself', () => {
  assert.deepEqual(kinds({}, { off: ['fstab', 'grub', 'reporting'] }), ['swaps', 'kernel-package', 'interfaces-removed']);
  const own = [settings({ kind: 'swaps' }), settings({ kind: 'grub', not: true })];
  assert.deepEqual(kinds({}, { own }), ['fstab', 'kernel-package', 'interfaces-removed', 'reporting', 'grub']);
});

test('a pack has the sections that it reads, the place of the installation, and what the configuration says', () => {
  const packs = defaultPacks({ ...CONFIG, install: { post_files: ['/x'] }, kernel: { package: 'linux-y' } }, FACTS);
  const pack = (kind: string) => packs.find((one) => one.kind === kind);
  assert.deepEqual(pack('storage'), {
    kind: 'storage',
    from: null,
    not: false,
    place: PLACE,
    configFile: null,
    config: { storage: CONFIG.storage },
  });
  assert.deepEqual(pack('network'), {
    kind: 'network',
    from: null,
    not: false,
    place: PLACE,
    configFile: null,
    config: { network: CONFIG.network },
  });
  assert.deepEqual(pack('reporting'), { kind: 'reporting', files: ['/x'], from: 'install', not: false, place: PLACE });
  assert.deepEqual(pack('kernel-package'), { kind: 'kernel-package', package: 'linux-y', from: null, not: false, place: PLACE });
  assert.deepEqual(pack('packages'), { kind: 'packages', installed: ['lvm2'], absent: [], from: null, not: false, place: PLACE });
  assert.deepEqual(packSections('storage', { ...CONFIG, swap: { size: 0 } }), { storage: CONFIG.storage, swap: { size: 0 } });
  assert.deepEqual(packSections('fstab', CONFIG), {});
});
