import assert from 'node:assert/strict';
import { test } from 'node:test';
import { own } from '../../src/base/own.ts';

test('a table has what was put into it, and nothing that every object has', () => {
  const table = { a: 1 };
  assert.deepEqual(
    [own(table, 'a'), own(table, 'constructor'), own(table, '__proto__'), own(table, '')],
    [1, undefined, undefined, undefined],
  );
});
