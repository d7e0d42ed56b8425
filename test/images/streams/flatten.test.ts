import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, textOf } from '../../../src/images/streams/flatten.ts';
import { plain, tree } from './trees.ts';

test('puts the nearer over the farther, with the names, and leaves out what is no text', () => {
  const made = tree(
    {
      p: {
        arch: 'amd64',
        both: 'product',
        item_name: 'x',
        versions: { v: { ftype: 'squashfs', items: { i: { both: 'item', list: [1], nothing: null } } } },
      },
    },
    { datatype: 'image-ids' },
  );
  const flat = flatten(made, ['p', 'v', 'i']);
  assert.equal(Object.getPrototypeOf(flat), null);
  assert.deepEqual(plain(flat), {
    ...{ format: 'products:1.0', content_id: 'id', datatype: 'image-ids', arch: 'amd64', both: 'item', ftype: 'squashfs' },
    ...{ product_name: 'p', version_name: 'v', item_name: 'i' },
  });
  assert.equal(flatten(made, ['p', 'v', 'other']).item_name, 'other');
});

test('writes numbers and truth values as Python does', () => {
  for (const [value, text] of [
    [0, '0'],
    [12_345_678, '12345678'],
    [-1.5, '-1.5'],
    [1e22, '10000000000000000000000'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e-300, '1e-300'],
    [true, 'True'],
    [false, 'False'],
    ['x', 'x'],
    [null, undefined],
    [[], undefined],
  ] as const) {
    assert.equal(textOf(value), text);
  }
});
