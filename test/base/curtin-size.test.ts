import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curtinBytes } from '../../src/base/curtin-size.ts';

test('sizes are read as curtin reads them', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['512', 512],
    ['1GB', 2 ** 30],
    ['1.5K', 1536],
    ['.5M', 2 ** 19],
    [' 2T ', 2 ** 41],
    ['0.3B', 0.3],
    ['-1', undefined],
    ['50%', undefined],
    ['1 GiB', undefined],
    ['', undefined],
  ];
  for (const [text, bytes] of cases) assert.equal(curtinBytes(text), bytes, text);
});
