import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyOf, readFilters, withDefaults } from '../../../src/engine/images/filters.ts';
import type { VmtestError } from '../../../src/model/errors.ts';
import { meets } from '../../../src/model/filter.ts';

const texts = (conditions: readonly { text: string }[]) => conditions.map(({ text }) => text);

test('a bare word is a release, several are any of them, the rest is the grammar of simplestreams', () => {
  assert.deepEqual(texts(readFilters([])), []);
  assert.deepEqual(texts(readFilters(['noble'])), ['release=noble']);
  assert.deepEqual(texts(readFilters(['krel!=noble', 'noble', 'jammy'])), ['release~^(?:noble|jammy)$', 'krel!=noble']);
  assert.ok(meets(anyOf('release', ['18.04', 'xenial']), ['18.04']));
  assert.ok(!meets(anyOf('release', ['18.04', 'xenial']), ['18x04']));
});

test('every mistake is named at once', () => {
  assert.throws(
    () => readFilters(['no ble', 'a~(', '=x']),
    (error: VmtestError) => error.exitCode === 2 && error.problems.length === 3 && /"no ble" is no filter/.test(error.message),
  );
});

test("without filters of the user's own, this host's architecture and what tests use are fetched", () => {
  const kinds = 'ftype~(boot-initrd|boot-kernel|root-tgz|squashfs)';
  assert.deepEqual(texts(withDefaults(readFilters(['noble']), [], 'x86_64')), ['arch=amd64', kinds, 'release=noble']);
  assert.deepEqual(texts(withDefaults([], ['amd64', 'arm64'], 'x86_64')), ['arch~^(?:amd64|arm64)$', kinds]);
  assert.deepEqual(texts(withDefaults(readFilters(['arch=s390x', 'ftype=manifest']), [], 'aarch64')), ['arch=s390x', 'ftype=manifest']);
});
