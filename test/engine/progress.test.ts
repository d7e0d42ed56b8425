import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from '../../src/engine/progress.ts';

/** A clock that a test moves on, in seconds. */
function clock() {
  let now = 0;
  return { now: () => now * 1000, pass: (seconds: number) => (now += seconds) };
}

test('an idle guest that says nothing is silent after the limit', () => {
  const time = clock();
  const progress = new Progress(10, time.now);
  for (let i = 0; i < 9; i++) {
    time.pass(1);
    progress.sample({ blockBytes: 0, cpuSeconds: 0 });
    assert.equal(progress.silent(), null);
  }
  time.pass(1);
  assert.deepEqual(progress.silent(), { seconds: 10, spinning: false });
});

test('news and a mebibyte of block I/O start it again, less does not', () => {
  const time = clock();
  const progress = new Progress(10, time.now);
  time.pass(9);
  progress.news();
  time.pass(9);
  assert.equal(progress.silent(), null);
  progress.sample({ blockBytes: 1 << 20, cpuSeconds: 0 });
  time.pass(9);
  assert.equal(progress.silent(), null);
  progress.sample({ blockBytes: (1 << 20) + 4096, cpuSeconds: 0 });
  time.pass(1);
  assert.notEqual(progress.silent(), null);
});

test('a busy guest gets three times that, and is spinning', () => {
  const time = clock();
  const progress = new Progress(10, time.now);
  for (let second = 1; second <= 29; second++) {
    time.pass(1);
    progress.sample({ blockBytes: 0, cpuSeconds: second * 0.9 });
    assert.equal(progress.silent(), null, `${second} s`);
  }
  time.pass(1);
  assert.equal(progress.silent()?.spinning, true);
});

test('the screen is looked at when silence begins, then ever more seldom', () => {
  const time = clock();
  const progress = new Progress(100, time.now);
  const looks: number[] = [];
  for (let second = 1; second <= 45; second++) {
    time.pass(1);
    if (progress.screenDue()) looks.push(second);
  }
  assert.deepEqual(looks, [5, 10, 20, 40]);
});

test('a host that stood still is noticed', () => {
  const time = clock();
  const progress = new Progress(10, time.now);
  time.pass(1);
  progress.sample({ blockBytes: 0, cpuSeconds: 0 });
  time.pass(31);
  progress.sample({ blockBytes: 0, cpuSeconds: 0 });
  assert.equal(progress.lag, 30);
});
