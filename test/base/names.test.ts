import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellQuote, uniqueNames } from '../../src/base/names.ts';

test('names are made unique without meeting a name that was given', () => {
  assert.deepEqual(uniqueNames(['x', 'x', 'x (2)', 'y', 'x', 'x (2)']), ['x', 'x (3)', 'x (2)', 'y', 'x (4)', 'x (2) (2)']);
});

test('a word is quoted for a shell where it needs it', () => {
  assert.deepEqual(['a/b-c.sh', "it's", '', 'a b'].map(shellQuote), ['a/b-c.sh', "'it'\\''s'", "''", "'a b'"]);
});
