import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, noTransfers, speedOf, transferBlock } from '../../src/report/transfers.ts';

const MiB = 2 ** 20;
const step = (path: string, itemDone: number, done: number, whole = false) => ({
  whole,
  path,
  itemDone: itemDone * MiB,
  itemTotal: 10 * MiB,
  done: done * MiB,
  total: 100 * MiB,
});

test('files come and go, and speed and time left are those of the last seconds', () => {
  let state = advance(noTransfers, step('a', 0, 0), 100);
  assert.equal(speedOf(state, 100), null);
  for (let second = 1; second <= 10; second++) state = advance(state, step('a', second / 2, second), 100 + second);
  assert.equal(speedOf(state, 110), MiB / 2);
  for (let second = 11; second <= 20; second++) state = advance(state, step('b', second / 4, 10 + (second - 10) * 4), 100 + second);
  assert.equal(speedOf(state, 120), MiB / 4);
  const lines = transferBlock(state, { now: 120, columns: 60, color: false });
  assert.deepEqual(lines, [
    '  a                                     50% 5 MiB of 10 MiB',
    '  b                                     50% 5 MiB of 10 MiB',
    '  50 MiB of 100 MiB · 256 KiB/s · 3m 20s left',
  ]);
  state = advance(state, step('b', 10, 55), 121);
  assert.deepEqual(state.finished, [], 'its last byte is there, and not verified');
  state = advance(state, step('b', 10, 55, true), 121);
  assert.deepEqual([state.running.map(({ path }) => path), state.finished], [['a'], ['b']]);
});

test('no line is longer than the terminal, and no name does harm to it', () => {
  let state = noTransfers;
  for (let index = 0; index < 9; index++) state = advance(state, step(`${'long/'.repeat(30)}\u001b[2J${index}`, 1, index), index);
  const lines = transferBlock(state, { now: 9, columns: 50, color: false });
  assert.equal(lines.length, 5);
  for (const line of lines) {
    assert.ok(line.length < 50, line);
    assert.ok(!line.includes('\u001b'), line);
  }
  assert.match(lines[0] as string, /^ {2}….*long\/0 +10% 1 MiB of 10 MiB$/);
  assert.deepEqual(transferBlock(noTransfers, { now: 0, columns: 80, color: false }), []);
});

test('what is of unknown or no size is shown without a share', () => {
  const state = advance(noTransfers, { path: 'a', itemDone: 5, itemTotal: null, whole: false, done: 5, total: 0 }, 0);
  assert.match(transferBlock(state, { now: 0, columns: 40, color: false })[0] as string, /a +5 B$/);
  assert.deepEqual(advance(noTransfers, { path: 'e', itemDone: 0, itemTotal: 0, whole: true, done: 0, total: 0 }, 0).finished, ['e']);
});

test('what an earlier process fetched is no speed of this one, nor is a file that begins anew', () => {
  let state = advance(noTransfers, step('a', 0, 0), 0);
  state = advance(state, step('b', 8, 8), 1);
  assert.equal(speedOf(state, 1), 0);
  state = advance(state, step('b', 9, 9), 2);
  state = advance(state, step('b', 0, 0), 3);
  state = advance(state, step('b', 1, 1), 4);
  assert.equal(speedOf(state, 4), MiB / 2);
});
