import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageProgress } from '../../src/engine/image-progress.ts';
import { eventLine } from '../../src/report/event-line.ts';

const MiB = 2 ** 20;

test('bytes become words with speed and time left, a few times a second, and every ten seconds for a log', () => {
  let now = 100;
  const progress = imageProgress(() => now);
  const at = (seconds: number, done: number) => {
    now = 100 + seconds;
    return progress({ done: done * MiB, total: 100 * MiB });
  };
  assert.deepEqual(at(0, 0), { message: '0 B of 100 MiB', due: false });
  assert.equal(at(0.1, 5), null);
  assert.deepEqual(at(1, 10), { message: '10 MiB of 100 MiB, 10 MiB/s, 9.0 s left', due: false });
  assert.equal(at(10, 50)?.due, true);
  assert.equal(at(11, 55)?.due, false);
  assert.equal(at(11.1, 100)?.message.startsWith('100 MiB of 100 MiB'), true);
});

test('without a size there is no time left', () => {
  let now = 0;
  const progress = imageProgress(() => now);
  progress({ done: 0, total: null });
  now = 2;
  assert.equal(progress({ done: 4 * MiB, total: null })?.message, '4 MiB, 2 MiB/s');
});

test('a log is told nothing of what does not come: who tries again says so', () => {
  let now = 0;
  const progress = imageProgress(() => now);
  progress({ done: 0, total: null });
  now = 30;
  assert.equal(progress({ done: 0, total: null })?.due, false);
});

test('a log is told of progress that is due, a terminal with a live block of none', () => {
  const event = { type: 'image', at: 0, image: 'noble', state: 'progress', message: '1 of 2', due: true } as const;
  assert.match(eventLine(event) ?? '', /image noble: 1 of 2/);
  assert.equal(eventLine(event, { live: true }), null);
  assert.equal(eventLine({ ...event, due: false }), null);
});
