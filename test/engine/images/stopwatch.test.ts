import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopwatch } from '../../../src/engine/images/stopwatch.ts';

const step = (path: string, itemDone: number) => ({ path, itemDone, itemTotal: 100, whole: false, done: itemDone, total: 100 });

test('only what comes now counts: not what was resumed, and all of a file that begins anew', () => {
  const told: number[] = [];
  const watch = stopwatch(({ itemDone }) => told.push(itemDone));
  assert.equal(watch.read().receivedBytes, 0);
  for (const [path, done] of [
    ['a', 60],
    ['a', 100],
    ['b', 0],
    ['b', 10],
    ['b', 0],
    ['b', 30],
    ['c', 50],
  ] as const)
    watch.step(step(path, done));
  assert.equal(watch.read().receivedBytes, 40 + 10 + 30);
  assert.equal(told.length, 7);
});
