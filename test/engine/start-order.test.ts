import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSeed, shuffled } from '../../src/engine/start-order.ts';

const THINGS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

test('a seed decides the order: the same again, another by another, each thing once', () => {
  assert.deepEqual(shuffled(THINGS, 7), shuffled(THINGS, 7));
  assert.notDeepEqual(shuffled(THINGS, 7), shuffled(THINGS, 8));
  for (let seed = 2; seed < 200; seed++) assert.deepEqual(shuffled(THINGS, seed).sort(), THINGS);
  assert.deepEqual([shuffled([], 7), shuffled(['one'], 7)], [[], ['one']]);
});

test('every place is reached: each of three things is first in about a third of the orders', () => {
  const first = Array.from({ length: 3000 }, (_, seed) => shuffled(['a', 'b', 'c'], seed)[0]);
  for (const name of ['a', 'b', 'c']) {
    const count = first.filter((one) => one === name).length;
    assert.ok(count > 850 && count < 1150, `${name}: ${count}`);
  }
});

test('a new seed is a whole number that no word of yes or no is', () => {
  for (let i = 0; i < 100; i++) {
    const seed = newSeed();
    assert.ok(Number.isInteger(seed) && seed >= 2 && seed < 2 ** 32, String(seed));
  }
});
