import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantedRoles } from '../../src/engine/wanted-roles.ts';
import { planOf, testOf } from '../plan/fixtures.ts';

const HAS = { roles: ['kernel', 'initrd', 'root', 'root-tar', 'iso'], problems: [] } as const;

test('what a test boots, installs and starts its disk from, and nothing else', () => {
  const given = (image: string, target: string | null, installer: 'script' | 'none') => {
    const test = testOf({ image });
    const catalogue = { [image]: HAS, ...(target === null ? {} : { [target]: HAS }) };
    return planOf([{ ...test, install: { ...test.install, installer, target } }], { catalogue }).tests;
  };
  const tests = given('noble', 'other', 'script');
  assert.deepEqual(wantedRoles(tests, 'noble'), ['kernel', 'initrd', 'root']);
  assert.deepEqual(wantedRoles(tests, 'other'), ['root-tar']);
  assert.deepEqual(wantedRoles(tests, 'unused'), []);
  // Without a target a script installs what is booted.
  assert.deepEqual(wantedRoles(given('noble', null, 'script'), 'noble'), ['kernel', 'initrd', 'root', 'root-tar']);
  assert.deepEqual(wantedRoles(given('noble', null, 'none'), 'noble'), ['kernel', 'initrd', 'root']);
});
