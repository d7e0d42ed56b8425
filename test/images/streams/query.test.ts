import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConditions } from '../../../src/images/streams/filters.ts';
import { byCodePoint, queryTree } from '../../../src/images/streams/query.ts';
import { productsOf } from '../../../src/images/streams/tree.ts';
import { makeStream } from '../../support/streams.ts';
import { json, tree } from './trees.ts';

const stream = await makeStream({
  products: [
    { release: 'noble', number: '24.04', versions: ['20250701', '20250801', '20250801.1'] },
    { release: 'noble', number: '24.04', subarch: 'hwe-24.04', versions: ['20250801'] },
    { release: 'jammy', number: '22.04', arch: 'arm64', versions: ['20250701'] },
  ],
});
const maas = productsOf(json(stream.trees.get('com.ubuntu.maas:stable:v3:download')), 'maas');
const find = (filters: string[], max?: number) =>
  queryTree(maas, parseConditions(filters), max === undefined ? {} : { max }).map(
    ({ flat }) => `${flat.release}/${flat.subarch} ${flat.version_name} ${flat.item_name}`,
  );

test('finds items by all conditions, newest versions first', () => {
  assert.deepEqual(find(['release=noble', 'subarch=ga-24.04', 'ftype~boot']), [
    'noble/ga-24.04 20250801.1 boot-initrd',
    'noble/ga-24.04 20250801.1 boot-kernel',
    'noble/ga-24.04 20250801 boot-initrd',
    'noble/ga-24.04 20250801 boot-kernel',
    'noble/ga-24.04 20250701 boot-initrd',
    'noble/ga-24.04 20250701 boot-kernel',
  ]);
  assert.equal(find([]).length, 5 * 4);
  assert.deepEqual(find(['release!=noble', 'ftype!~(boot|manifest)']), ['jammy/ga-22.04 20250701 squashfs']);
  assert.deepEqual(find(['arch = arm64', 'version_name=20250701', 'item_name = squashfs']), ['jammy/ga-22.04 20250701 squashfs']);
  assert.deepEqual(find(['product_name~hwe', 'ftype=squashfs']), ['noble/hwe-24.04 20250801 squashfs']);
});

test('looks at the newest versions of each product only, where asked', () => {
  assert.deepEqual(find(['ftype=squashfs'], 1), [
    'jammy/ga-22.04 20250701 squashfs',
    'noble/ga-24.04 20250801.1 squashfs',
    'noble/hwe-24.04 20250801 squashfs',
  ]);
  assert.deepEqual(find(['version_name=20250801', 'subarch=ga-24.04'], 1), []);
});

test('compares a key that is not there as empty, numbers as text, nearer before farther', () => {
  assert.equal(find(['nonsense=']).length, 20);
  assert.equal(find(['nonsense!=']).length, 0);
  assert.equal(find(['toString=']).length, 20);
  assert.equal(find(['size=20000']).length, 5);
  const made = tree({
    p: { key: 'product', versions: { v: { items: { a: { key: 'item' }, b: { key: null }, c: { item_name: 'own' } } } } },
  });
  const keys = (filter: string) => queryTree(made, parseConditions([filter])).map(({ pedigree }) => pedigree[2]);
  assert.deepEqual(keys('key=item'), ['a']);
  assert.deepEqual(keys('key=product'), ['b', 'c']);
  assert.deepEqual(keys('item_name=c'), ['c']);
});

test('refuses what is no filter', () => {
  assert.throws(() => parseConditions(['release=noble', 'noble']), { code: 'VMTEST_USAGE', message: '"noble" is not a filter' });
  assert.throws(() => parseConditions(['release~(']), { code: 'VMTEST_USAGE' });
});

test('sorts by code point, as Python', () => {
  assert.deepEqual(['😀', '\uffee', 'b', 'a', 'ab', ''].sort(byCodePoint), ['', 'a', 'ab', 'b', '\uffee', '😀']);
});
