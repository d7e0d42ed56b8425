import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseRange } from '../../src/guest/range.ts';

it('parseRange reads one range and ignores what it need not understand', () => {
  const table: readonly [string | undefined, ReturnType<typeof parseRange>][] = [
    [undefined, null],
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=2-', { first: 2, last: 9 }],
    ['bytes=2-100', { first: 2, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-100', { first: 0, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    ['lines=0-1', null],
    [`bytes=${'9'.repeat(40)}-`, null],
  ];
  for (const [header, expected] of table) assert.deepEqual(parseRange(header, 10), expected, header);
  assert.equal(parseRange('bytes=0-', 0), 'unsatisfiable');
});
