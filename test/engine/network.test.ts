import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bridgePlaces, Exclusive } from '../../src/engine/network.ts';

test('a place is a bridge and an address on it', () => {
  const nics = [
    { mac: '52:54:00:AA:00:01', network: 'bridge:br0' },
    { mac: '52:54:00:aa:00:01', network: 'user' },
    { mac: '52:54:00:aa:00:02', network: 'none' },
  ];
  assert.deepEqual(bridgePlaces(nics), ['bridge:br0 52:54:00:aa:00:01']);
});

test('what one has, another waits for, and whoever shares nothing does not', async () => {
  const exclusive = new Exclusive();
  const order: string[] = [];
  const first = await exclusive.enter(['a', 'b']);
  const second = exclusive.enter(['b', 'c']).then((held) => {
    order.push('second');
    return held;
  });
  const third = exclusive.enter(['a']).then((held) => {
    order.push('third');
    return held;
  });
  using _other = await exclusive.enter(['d']);
  using _none = await exclusive.enter([]);
  assert.deepEqual(order, []);
  first[Symbol.dispose]();
  for (const held of await Promise.all([second, third])) held[Symbol.dispose]();
  assert.deepEqual(order.sort(), ['second', 'third']);
  using _all = await exclusive.enter(['a', 'b', 'c']);
});
