import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CURTIN_PACKS } from '../../src/model/check.ts';
import { oneTest, suiteOf } from './helpers.ts';

function testOf(settings: string) {
  return suiteOf(oneTest(settings)).tests[0];
}

test('packs are switched off by name, in the defaults, in a test, and by an axis', () => {
  assert.deepEqual(testOf('{ image: a }')?.packsOff, []);
  assert.deepEqual(testOf('{ image: a, packs: { swaps: off, dname: false, fstab: on, grub: true } }')?.packsOff, ['swaps', 'dname']);
  const suite = suiteOf(`version: 1
images: { a: { files: { disk: a.img } } }
defaults: { image: a, packs: { dname: off, swaps: off } }
tests:
  kept: { packs: { swaps: on } }
  both: { matrix: { packs.network: [on, off] } }
`);
  assert.deepEqual(
    suite.tests.map(({ id, packsOff }) => [id, packsOff]),
    [
      ['kept', ['dname']],
      ['both[network=on]', ['swaps', 'dname']],
      ['both[network=off]', ['swaps', 'dname', 'network']],
    ],
  );
  const all = Object.fromEntries(CURTIN_PACKS.map((name) => [name, 'off']));
  assert.deepEqual(testOf(`{ image: a, packs: ${JSON.stringify(all)} }`)?.packsOff, CURTIN_PACKS);
});

test('checks against a curtin configuration: bare they take the test’s, or they name a file beside the suite', () => {
  const written = `{ image: a, checks: [storage, { network: , from: first }, { grub: { config: c/x.yaml } }, dname, dname-rules],
    boot: { name: first } }`;
  const checks = testOf(written)?.checks.map(({ place: _, ...check }) => check);
  const none = { config: null, configFile: null, from: null, not: false };
  assert.deepEqual(checks, [
    { kind: 'storage', ...none },
    { kind: 'network', ...none, from: 'first' },
    { kind: 'grub', ...none, configFile: '/suite/c/x.yaml' },
    { kind: 'dname', ...none },
    { kind: 'dname-rules', ...none },
  ]);
});

test('the other checks of curtin’s, bare and with a value; reporting reads the install phase', () => {
  const written = `{ image: a, checks: [kernel-package, { kernel-package: linux-image-generic }, interfaces-removed, reporting,
    { reporting: { files: [/tmp/install.log, /tmp/x] }, not: true }, { reporting: , from: boot }, { interfaces-removed: , from: boot }] }`;
  const checks = testOf(written)?.checks.map(({ place: _, ...check }) => check);
  assert.deepEqual(checks, [
    { kind: 'kernel-package', package: null, from: null, not: false },
    { kind: 'kernel-package', package: 'linux-image-generic', from: null, not: false },
    { kind: 'interfaces-removed', from: null, not: false },
    { kind: 'reporting', files: ['/tmp/install.log'], from: 'install', not: false },
    { kind: 'reporting', files: ['/tmp/install.log', '/tmp/x'], from: 'install', not: true },
    { kind: 'reporting', files: ['/tmp/install.log'], from: 'boot', not: false },
    { kind: 'interfaces-removed', from: 'boot', not: false },
  ]);
});
