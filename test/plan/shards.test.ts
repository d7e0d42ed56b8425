import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VmtestError } from '../../src/model/errors.ts';
import { makeShards, parseShard } from '../../src/plan/shards.ts';

const GATE = '9f86d081884c7d65';
const timed = (...seconds: (number | null)[]) => seconds.map((time, index) => ({ id: `t${index}`, seconds: time }));
const loads = (tests: ReturnType<typeof timed>, count: number) => makeShards(tests, count).map(({ seconds }) => seconds);

test('shards take about the same time, and each has its tests in the order of the suite', () => {
  const shards = makeShards(timed(10, 60, 20, 30, 40), 2);
  assert.deepEqual(shards, [
    { shard: 1, of: 2, tests: ['t1', 't2'], seconds: 80 },
    { shard: 2, of: 2, tests: ['t0', 't3', 't4'], seconds: 80 },
  ]);
  const many = timed(...Array.from({ length: 97 }, (_, index) => ((index * 7919) % 300) + 1));
  const four = loads(many, 4);
  assert.ok(Math.max(...four) - Math.min(...four) <= 20, String(four));
  assert.deepEqual(makeShards(many, 4), makeShards(many, 4));
  assert.deepEqual(new Set(makeShards(many, 4).flatMap(({ tests }) => tests)).size, 97);
});

test('a test of unknown time counts as the median of the known; where none is known all are alike', () => {
  assert.deepEqual(
    makeShards(timed(100, null, null, 10, 30), 2).map(({ tests }) => tests),
    [['t0'], ['t1', 't2', 't3', 't4']],
  );
  assert.deepEqual(
    makeShards(timed(null, null, null, null, null), 2).map(({ tests, seconds }) => [tests.length, seconds]),
    [
      [3, 0],
      [2, 0],
    ],
  );
});

test('no shard is empty, and no test makes no shard', () => {
  assert.deepEqual(makeShards([], 4), []);
  assert.deepEqual(
    makeShards(timed(0, 0, 0), 8).map(({ shard, of, tests }) => [shard, of, tests.length]),
    [
      [1, 3, 1],
      [2, 3, 1],
      [3, 3, 1],
    ],
  );
  assert.deepEqual(
    makeShards(timed(Number.NaN, -5, 3), 3).map(({ seconds }) => seconds),
    [0, 0, 3],
  );
  for (const count of [0, -1, 1.5, 257, Number.NaN]) assert.throws(() => makeShards(timed(1), count), { code: 'VMTEST_USAGE' });
});

test('the input `shard` is a job’s matrix as JSON, with axes of the user’s own beside', () => {
  const shard = { gate: GATE, shard: 2, of: 3, tests: ['a[x=1]', 'b'], seconds: 12.5 };
  assert.deepEqual(parseShard(JSON.stringify({ runner: 'ubuntu-24.04', ...shard })), shard);
  assert.deepEqual(parseShard(`{"gate":"${GATE}","shard":1,"of":1,"tests":["a"]}`), {
    gate: GATE,
    shard: 1,
    of: 1,
    tests: ['a'],
    seconds: 0,
  });
});

test('what is no shard is refused with what is wrong and how it is given', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{"gate":"main","shard":1,"of":1,"tests":["a"]}', /has gate: "main", which no plan gave/],
    ['1/3', /is "1\/3", which is no JSON/],
    ['null', /is null: this job has no matrix/],
    ['[1]', /is \[1\], which is no matrix/],
    ['{"include":[]}', /the whole matrix of the plan/],
    ['{"runner":"x"}', /has no `gate`, `shard`, `of`, `tests`/],
    ['{"gate":"9f86d081884c7d65","shard":4,"of":3,"tests":["a"]}', /has shard: 4, which is no whole number from 1 to 3/],
    ['{"gate":"9f86d081884c7d65","shard":"1","of":3,"tests":["a"]}', /has shard: "1"/],
    ['{"gate":"9f86d081884c7d65","shard":1,"of":0,"tests":["a"]}', /has of: 0/],
    ['{"gate":"9f86d081884c7d65","shard":1,"of":1,"tests":[]}', /has tests: \[\]/],
    ['{"gate":"9f86d081884c7d65","shard":1,"of":1,"tests":["a",3]}', /no list of ids/],
    ['{"gate":"9f86d081884c7d65","shard":1,"of":1,"tests":["a","a"]}', /the test "a" twice/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(
      () => parseShard(text),
      (error) =>
        error instanceof VmtestError &&
        error.code === 'VMTEST_USAGE' &&
        message.test(error.message) &&
        /toJSON\(matrix\)/.test(error.hint ?? ''),
      text,
    );
  }
});
