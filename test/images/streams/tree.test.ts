import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf, formatOf, productsOf } from '../../../src/images/streams/tree.ts';
import { json, plain, tree, treeOf } from './trees.ts';

const refuses = (run: () => unknown, code: string, words: RegExp) =>
  assert.throws(run, (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });
const SHA = 'a'.repeat(64);

test('knows two formats, and names any other', () => {
  assert.equal(formatOf(json({ format: 'index:1.0' }), 'x'), 'index:1.0');
  assert.equal(formatOf(json({ format: 'products:1.0' }), 'x'), 'products:1.0');
  refuses(() => formatOf(json({ format: 'index:2.0' }), 'x.json'), 'VMTEST_STREAM_FORMAT', /x\.json has the format "index:2\.0"/);
  refuses(() => formatOf(json({}), 'x.json'), 'VMTEST_STREAM_FORMAT', /no format/);
  refuses(() => formatOf(json({ format: 1 }), 'x.json'), 'VMTEST_STREAM_FORMAT', /the format 1/);
  refuses(() => formatOf(json([]), 'x.json'), 'VMTEST_STREAM_INVALID', /a list; an object/);
  refuses(() => productsOf(json({ format: 'index:1.0' }), 'x.json'), 'VMTEST_STREAM_FORMAT', /index:1\.0; products:1\.0 is expected/);
});

test('finds the files of images in an index by format and datatype', () => {
  const entry = (datatype: string, format = 'products:1.0') => ({
    datatype,
    format,
    path: `streams/v1/${datatype}.json`,
    products: ['p', 1],
  });
  const index = { a: entry('image-ids'), b: entry('image-downloads'), c: entry('endpoints'), d: entry('image-ids', 'products:2.0') };
  const found = entriesOf(json({ format: 'index:1.0', index: { ...index, e: { format: 'index:1.0', path: 'streams/v1/e.json' } } }), 'x');
  assert.deepEqual(
    found.map(({ contentId, datatype, products }) => [contentId, datatype, products]),
    [
      ['a', 'image-ids', ['p']],
      ['b', 'image-downloads', ['p']],
      ['e', '', []],
    ],
  );
});

test('refuses an index that is none', () => {
  refuses(() => entriesOf(json({ format: 'index:1.0' }), 'x'), 'VMTEST_STREAM_INVALID', /x: index is absent/);
  refuses(() => entriesOf(json({ index: { a: 1 } }), 'x'), 'VMTEST_STREAM_INVALID', /x: a is 1; an object/);
  refuses(() => entriesOf(json({ index: { a: { format: 'index:1.0' } } }), 'x'), 'VMTEST_STREAM_INVALID', /x: a: path is absent; a text/);
});

test('refuses paths of stream files that lead elsewhere', () => {
  const at = (path: unknown) => () => entriesOf(json({ index: { a: { format: 'index:1.0', path } } }), 'x');
  for (const path of [
    '../x.json',
    '/etc/x.json',
    'streams/../x.json',
    'streams/v1//x.json',
    'streams/./x.json',
    'noble/x.json',
    'streams/v1/x',
  ]) {
    refuses(at(path), 'VMTEST_STREAM_PATH', /x: a: the path/);
  }
  refuses(at('streams/v1/vmtest.json'), 'VMTEST_STREAM_PATH', /store's own/);
});

test('refuses paths of items that lead out of the store, or to what is the store’s own', () => {
  const bad =
    '../../etc/passwd|/etc/passwd|a/../b|a//b|./a|a/.|a/|..|a\\b|a\nb|a\0b|streams/v1/x|.vmtest-data/x|vmtest-images.lock|mmdebstrap/x|derived/x|url/x|digests/x';
  for (const path of [...bad.split('|'), '', 'x'.repeat(256), `${'x/'.repeat(600)}x`, '\ud800', 'é'.repeat(128)]) {
    refuses(() => treeOf({ path }), 'VMTEST_STREAM_PATH', /x\.json: p v i: the path/);
  }
  for (const path of ['a', 'noble/amd64/20250805/squashfs', 'a/..b/c..', 'a b/%2e%2e/?#', 'é'.repeat(127), 'streams2/x', 'a/streams/x']) {
    assert.ok(treeOf({ path }));
  }
  refuses(() => tree({ p: { path: '../x', versions: {} } }), 'VMTEST_STREAM_PATH', /x\.json: p: the path/);
  refuses(() => treeOf({ path: 7 }), 'VMTEST_STREAM_INVALID', /path is 7; a text/);
});

test('refuses content ids that are no file name of a state', () => {
  for (const id of ['a/b', '..', 'references.json', 'vmtest']) {
    refuses(() => treeOf({}, { content_id: id }), 'VMTEST_STREAM_PATH', /the path/);
  }
  refuses(() => treeOf({}, { content_id: 5 }), 'VMTEST_STREAM_INVALID', /content_id is 5/);
});

test('takes sizes as numbers or their text, and digests in either case', () => {
  const item = (value: unknown) => plain(treeOf(value).products.p?.versions.v?.items.i);
  assert.deepEqual(item({ size: '12', sha256: 'A'.repeat(64) }), { size: 12, sha256: SHA });
  assert.deepEqual(item({ size: 0 }), { size: 0 });
  for (const size of [-1, 1.5, '1.0', '', '-1', 1e300, true, null, [1], '0x10']) {
    refuses(() => treeOf({ size }), 'VMTEST_STREAM_INVALID', /size is .*; a whole number/);
  }
  for (const sha256 of ['', 'a'.repeat(63), 'g'.repeat(64), 1, null]) {
    refuses(() => treeOf({ sha256 }), 'VMTEST_STREAM_INVALID', /sha256 is .*; 64 hexadecimal/);
  }
});

test('refuses levels that are not objects, and takes absent ones for empty', () => {
  refuses(() => tree([]), 'VMTEST_STREAM_INVALID', /products is a list/);
  refuses(() => tree({ p: 1 }), 'VMTEST_STREAM_INVALID', /products → p is 1/);
  refuses(() => tree({ p: { versions: { v: { items: { i: 'x' } } } } }), 'VMTEST_STREAM_INVALID', /x\.json: p v: items → i is "x"/);
  assert.deepEqual(plain(tree({ p: {}, q: { versions: { v: {} } } }).products), {
    p: { versions: {} },
    q: { versions: { v: { items: {} } } },
  });
  assert.deepEqual(plain(productsOf(json({ format: 'products:1.0', content_id: 'a' }), 'x').products), {});
});

test('puts no escape of a stream into a message', () => {
  refuses(() => tree({ '\u001b[31mp': 1 }), 'VMTEST_STREAM_INVALID', /products → p is 1;/);
});
