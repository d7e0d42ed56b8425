import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, type Figure, median, relativeSpread, spread } from '../../bench/lib/statistics.ts';
import { tableLines } from '../../bench/lib/table.ts';

const figure = (given: Partial<Figure>): Figure => ({ what: 'it', values: [1], unit: '×', bound: 1.05, ...given });
const steady = { values: [10, 10.1, 10.2], room: 0.05, relative: true };

test('the median is the middle, or the mean of the two middle ones', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('a spread needs two values', () => {
  assert.equal(spread([3, 5, 4]), 2);
  assert.equal(relativeSpread([3, 5, 4]), 0.5);
  assert.ok(Number.isNaN(spread([3])));
});

test('beside steady bare runs the median decides', () => {
  assert.equal(decide(figure({ values: [1.01, 1.2, 1.02], bare: steady })), 'within');
  assert.equal(decide(figure({ values: [1.01, 1.2, 1.1], bare: steady })), 'missed');
});

test('beside bare runs that spread more than the bound, or whose spread nobody knows, nothing is decided', () => {
  assert.equal(decide(figure({ values: [1, 1, 1], bare: { ...steady, values: [10, 10.1, 10.6] } })), 'undecidable');
  assert.equal(decide(figure({ values: [2, 2, 2], bare: { ...steady, values: [10, 10.1, 10.6] } })), 'undecidable');
  assert.equal(decide(figure({ values: [1], bare: { ...steady, values: [10] } })), 'undecidable');
  assert.equal(
    decide(figure({ values: [90], unit: 'ms', bound: 150, bare: { values: [30, 200], room: 150, relative: false } })),
    'undecidable',
  );
});

test('without bare runs, only values on both sides of the bound can leave it open', () => {
  assert.equal(decide(figure({ values: [1, 90, 20], bound: 100 })), 'within');
  assert.equal(decide(figure({ values: [101, 900], bound: 100 })), 'missed');
  assert.equal(decide(figure({ values: [90, 95, 120], bound: 100 })), 'within');
  assert.equal(decide(figure({ values: [90, 110, 120], bound: 100 })), 'missed');
  assert.equal(decide(figure({ values: [20, 30, 400], bound: 100 })), 'undecidable');
  assert.equal(decide(figure({ values: [] })), 'undecidable');
});

test('the table says what was decided, and by how much the bare runs spread', () => {
  const [, , ok, missed, open] = tableLines([
    figure({ what: 'ok', values: [1.01, 1.02], bare: steady }),
    figure({ what: 'missed', values: [500, 520], unit: 'ms', bound: 150 }),
    figure({ what: 'open', values: [1, 1], bare: { ...steady, values: [10, 12] } }),
  ]);
  assert.match(ok ?? '', /^ok +1\.015 +≤ 1\.050 +ok +2\.0 %$/);
  assert.match(missed ?? '', /^missed +510 ms +≤ 150 ms +MISSED/);
  assert.match(open ?? '', /not decidable here \(spread 18 %\)/);
});
