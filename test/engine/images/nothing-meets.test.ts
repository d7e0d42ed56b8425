import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyOf } from '../../../src/engine/images/filters.ts';
import { idleWords, nothingMeets } from '../../../src/engine/images/nothing-meets.ts';

test('words of a list that no item has are named', () => {
  const items = [{ release: 'noble' }, { release: 'a.b' }];
  assert.deepEqual(idleWords(anyOf('release', ['noble', 'jammy', 'a.b', 'c.d']), items), ['jammy', 'c.d']);
  assert.deepEqual(idleWords(anyOf('release', ['jammy']), items), []);
});

test('a stream without products says so', () => {
  const stream = { root: 'http://a/', index: [], products: [] } as unknown as Parameters<typeof nothingMeets>[1];
  const address = { url: 'http://a/streams/v1/index.json', verify: 'none', keyring: null } as const;
  const error = nothingMeets(address, stream, [anyOf('release', ['noble'])]);
  assert.deepEqual([error.code, error.message], ['VMTEST_IMAGE_NOT_FOUND', `the stream ${address.url} has no images at all`]);
});
