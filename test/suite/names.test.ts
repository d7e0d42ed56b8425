import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisVariables, shownAxes } from '../../src/model/axes.ts';
import { idOf, type NameParts, slugsOf } from '../../src/suite/names.ts';

const named = (name: string, ...axes: [string, string][]): NameParts => ({ name, axes });

test('an axis is shown by the last part of its name, by all of it where two would be the same', () => {
  assert.deepEqual(
    [...shownAxes(['image', 'machine.firmware'])],
    [
      ['machine.firmware', 'firmware'],
      ['image', 'image'],
    ],
  );
  assert.deepEqual([...shownAxes(['boot.timeout', 'install.timeout']).values()], ['boot.timeout', 'install.timeout']);
});

test('ids and slugs have the values in the same order', () => {
  const parts = named('basic', ['firmware', 'uefi'], ['image', 'noble']);
  assert.equal(idOf(parts), 'basic[firmware=uefi,image=noble]');
  assert.deepEqual(slugsOf([parts]), ['basic-uefi-noble']);
});

test('slugs that would meet get a hash of the id, in any order of the tests', () => {
  const tests = [named('a b'), named('a-b'), named('A,B'), named('c')];
  const slugs = slugsOf(tests);
  assert.equal(new Set(slugs.map((slug) => slug.toLowerCase())).size, 4);
  assert.match(slugs[0] as string, /^a-b-[0-9a-f]{8}$/);
  assert.equal(slugs[3], 'c');
  assert.deepEqual(slugsOf([...tests].reverse()), [...slugs].reverse());
});

test('a slug is a file name of at most 60 bytes, and none of the run’s own', () => {
  const slugs = slugsOf([named('x'.repeat(100)), named('日本'), named('..'), named('result.json'), named('a', ['b', '../../etc'])]);
  for (const slug of slugs) assert.match(slug, /^(?![.-])[A-Za-z0-9._-]{1,60}$/);
  assert.match(slugs[1] as string, /^test-[0-9a-f]{8}$/);
  assert.notEqual(slugs[3], 'result.json');
});

test('the variable of an axis', () => {
  assert.deepEqual([...axisVariables(['machine.firmware'])], [['machine.firmware', 'VMTEST_FIRMWARE']]);
  assert.deepEqual([...axisVariables(['boot.timeout', 'install.timeout']).values()], ['VMTEST_BOOT_TIMEOUT', 'VMTEST_INSTALL_TIMEOUT']);
  assert.equal(axisVariables(['root-fs']).get('root-fs'), 'VMTEST_ROOT_FS');
});
