import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten } from '../../../src/images/streams/flatten.ts';
import { plain, tree, treeOf } from './trees.ts';

const flat = (item: unknown, more: Readonly<Record<string, unknown>>) => flatten(treeOf(item, more), ['p', 'v', 'i']);

test('gives data the keys of the entry that it names, over its own', () => {
  const aliases = { crsn: { Amsterdam: { region: 'ams', endpoint: 'https://ams.invalid', crsn: 'later' }, Berlin: { region: 'ber' } } };
  assert.equal(flat({ crsn: 'Amsterdam', region: 'own' }, { _aliases: aliases }).region, 'ams');
  assert.equal(flat({ crsn: 'Berlin' }, { _aliases: aliases }).region, 'ber');
  const all = tree({ p: { crsn: 'Berlin', versions: { v: { items: { i: {} } } } } }, { _aliases: aliases });
  assert.equal(flatten(all, ['p', 'v', 'i']).region, 'ber');
});

test('leaves alone what names no entry, and what is no table', () => {
  assert.equal(flat({ crsn: 'Nowhere', region: 'own' }, { _aliases: { crsn: { A: { region: 'x' } } } }).region, 'own');
  assert.equal(flat({ crsn: ['A'] }, { _aliases: { crsn: { A: { region: 'x' } } } }).region, undefined);
  assert.equal(flat({ toString: 'constructor' }, { _aliases: { crsn: {} } }).region, undefined);
  for (const _aliases of [null, [], 1, { crsn: 1 }, { crsn: { A: [] } }]) assert.equal(flat({ crsn: 'A' }, { _aliases }).region, undefined);
});

test('does not let an entry hold itself', () => {
  const made = treeOf({ a: 'x' }, { _aliases: { a: { x: { sub: { a: 'x' }, b: 1 } } } });
  assert.deepEqual(plain(made.products.p?.versions.v?.items.i), { a: 'x', b: 1 });
});

test('holds what an alias brings to the same rules', () => {
  assert.throws(() => flat({ a: 'x' }, { _aliases: { a: { x: { path: '../../etc/passwd' } } } }), { code: 'VMTEST_STREAM_PATH' });
});
