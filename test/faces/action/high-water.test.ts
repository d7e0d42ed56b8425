import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HighWater } from '../../../src/faces/action/high-water.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { tempFolder } from '../../support/temp.ts';

test('the room on a disk is told as what was taken at most and what was left at least; of no disk nothing is', async () => {
  await using temp = await tempFolder();
  const water = new HighWater(temp.path);
  water.listen({ type: 'phase-end', at: 1, test: 'one' } as RunEvent);
  water.listen({ type: 'test-start', at: 1, test: 'one' });
  const [fact, ...others] = water.facts();
  assert.deepEqual([fact?.label, others], ['Disk', []]);
  assert.match(fact?.value ?? '', /^at most [\d.]+ \S+ taken, at least [\d.]+ \S+ free$/);
  const nowhere = new HighWater('/no/such/folder');
  nowhere.listen({ type: 'phase-end', at: 1, test: 'one' } as RunEvent);
  assert.deepEqual(nowhere.facts(), []);
});
