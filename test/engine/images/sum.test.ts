import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sumOf } from '../../../src/engine/images/sync.ts';
import type { MirrorItem, RemovedVersion, SyncPlan } from '../../../src/images/mirror/types.ts';

const item = (path: string, size: number): MirrorItem => ({
  ...{ contentId: 'c', pedigree: ['p', 'v', path], path, size, sha256: null },
  flat: {},
});
const version = (name: string, held: string | null): RemovedVersion => ({
  ...{ contentId: 'c', product: 'p', version: name, paths: [], bytes: 10, held },
});
const plan = (fetch: readonly MirrorItem[], remove: readonly RemovedVersion[]): SyncPlan => ({
  ...{ fetch, remove, keep: [], passedOver: [], fetchBytes: 0, removeBytes: 0 },
});

test('what images share is counted once, and a version that was removed at last is not held', () => {
  const sum = sumOf([
    ['one', plan([item('a', 1), item('b', 2)], [version('1', 'in use'), version('2', null), version('3', 'pinned')])],
    ['two', plan([item('b', 2), item('c', 4)], [version('1', null), version('2', 'in use'), version('3', 'pinned')])],
  ]);
  assert.deepEqual(
    sum.fetched.map(({ image, path }) => [image, path]),
    [
      ['one', 'a'],
      ['one', 'b'],
      ['two', 'c'],
    ],
  );
  assert.equal(sum.fetchedBytes, 7);
  assert.deepEqual(
    sum.removed.map((one) => one.version),
    ['1', '2'],
  );
  assert.deepEqual(
    sum.held.map((one) => one.version),
    ['3'],
  );
  assert.equal(sum.removedBytes, 20);
});
