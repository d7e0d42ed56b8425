import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseVersions } from '../../../src/images/mirror/choose.ts';

const choose = (published: string[], present: string[], keep: number, version: string | null = null, whole = present) =>
  chooseVersions({ published, present, whole: new Set(whole) }, keep, version);

test('the newest are brought, the next older ones stay as far as there is room, the others go', () => {
  assert.deepEqual(choose(['1', '2', '3'], [], 2), { bring: ['3', '2'], keep: ['3', '2'], remove: [] });
  assert.deepEqual(choose(['3'], ['1', '2'], 2), { bring: ['3'], keep: ['3', '2'], remove: ['1'] });
  assert.deepEqual(choose(['3'], ['1', '2'], 3), { bring: ['3'], keep: ['3', '2', '1'], remove: [] });
});

test('an index that is older than the store brings nothing back', () => {
  assert.deepEqual(choose(['1'], ['2'], 1), { bring: [], keep: ['2'], remove: [] });
});

test('what is there in part counts only where it can be completed', () => {
  assert.deepEqual(choose(['1'], ['2'], 1, null, []), { bring: ['1'], keep: ['1'], remove: ['2'] });
  assert.deepEqual(choose(['1', '2'], ['2'], 1, null, []), { bring: ['2'], keep: ['2'], remove: [] });
});

test('a version that was asked for comes beside the newest that are there, and nothing newer is brought', () => {
  assert.deepEqual(choose(['1', '2', '3'], ['2'], 1, '1'), { bring: ['1'], keep: ['2', '1'], remove: [] });
  assert.deepEqual(choose(['1', '2', '3'], [], 1, '2'), { bring: ['2'], keep: ['2'], remove: [] });
  assert.deepEqual(choose(['3'], ['1', '2'], 1, '1'), { bring: [], keep: ['2', '1'], remove: [] });
});
