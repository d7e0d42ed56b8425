import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from '../../src/engine/admission.ts';

test('tests enter while there is room, in order, and one alone always fits', async () => {
  const admission = new Admission({ memoryMiB: 4000, cpus: 4 });
  const log: string[] = [];
  const enter = async (name: string, memoryMiB: number) => {
    const room = await admission.enter({ memoryMiB, cpus: 1 });
    log.push(name);
    return room;
  };
  const large = await enter('large', 9000);
  const waiting = [enter('a', 2000), enter('b', 3000), enter('c', 1000)];
  await new Promise(setImmediate);
  assert.deepEqual(log, ['large']);
  large[Symbol.dispose]();
  const a = await waiting[0];
  await new Promise(setImmediate);
  assert.deepEqual(log, ['large', 'a'], 'b does not fit beside a, and c does not overtake it');
  a?.[Symbol.dispose]();
  await Promise.all(waiting);
  assert.deepEqual(log, ['large', 'a', 'b', 'c']);
});

test('processors count too', async () => {
  const admission = new Admission({ memoryMiB: 4000, cpus: 2 });
  const first = await admission.enter({ memoryMiB: 1, cpus: 2 });
  let entered = false;
  const second = admission.enter({ memoryMiB: 1, cpus: 1 }).then(() => {
    entered = true;
  });
  await new Promise(setImmediate);
  assert.equal(entered, false);
  first[Symbol.dispose]();
  await second;
});
