import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installSource, type SourceInput } from '../../../src/installers/curtin/source.ts';

const INPUT: SourceInput = { given: null, same: true, overlayRoot: true, roles: ['kernel', 'initrd', 'root'], ftype: null, http: true };

const CASES: readonly (readonly [what: string, change: Partial<SourceInput>, source: string | null, role?: string])[] = [
  ['the environment installs itself', {}, 'cp:///media/root-ro'],
  ['another image’s archive is fetched', { same: false, roles: ['root', 'root-tar'] }, 'tgz:{http}/target/root-tgz', 'root-tar'],
  [
    'a writable root has no lower side to copy',
    { overlayRoot: false, roles: ['root', 'root-tar'] },
    'tgz:{http}/target/root-tgz',
    'root-tar',
  ],
  ['another squashfs is mounted', { same: false, roles: ['root'] }, 'fsimage:{http}/target/squashfs', 'root'],
  [
    'a disk image is written as it is',
    { same: false, roles: ['disk'], ftype: 'root-image.xz' },
    'dd-xz:{http}/target/root-image.xz',
    'disk',
  ],
  [
    'without a network the archive is a disk',
    { same: false, http: false, roles: ['root-tar'] },
    'tgz:file:///dev/disk/by-id/virtio-vmtest-target',
  ],
  ['without a network and an archive there is nothing', { same: false, http: false, roles: ['root'] }, null],
  ['an image without a root is nothing', { same: false, roles: ['kernel', 'initrd'] }, null],
  ['the suite’s word counts', { given: 'tgz:http://archive/x.tgz' }, 'tgz:http://archive/x.tgz'],
];
for (const [what, change, source, role] of CASES) {
  test(`install source: ${what}`, () => {
    const found = installSource({ ...INPUT, ...change });
    assert.equal(found?.source ?? null, source);
    assert.equal(found?.serve?.role, role);
  });
}
