import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { suiteJsonSchema } from '../../src/suite/json-schema.ts';

test('vmtest.schema.json is what the schema prints (node tools/schema.ts writes it)', () => {
  assert.equal(readFileSync(new URL('../../vmtest.schema.json', import.meta.url), 'utf8'), suiteJsonSchema());
});

test('editors see texts that YAML reads as numbers, expressions of the matrix, and every key', () => {
  const { $defs, required } = JSON.parse(suiteJsonSchema());
  assert.deepEqual(required, ['version', 'tests']);
  assert.deepEqual($defs.text.type, ['string', 'number', 'boolean']);
  assert.deepEqual($defs.machine.properties.cpus.anyOf[1], { $ref: '#/$defs/expression' });
  assert.deepEqual(Object.keys($defs.test.properties), [
    'matrix',
    'image',
    'machine',
    'install',
    'boot',
    'checks',
    'packs',
    'timeouts',
    'expect',
    'skip',
    'retries',
    'command',
    'topdir',
    'timeout',
    'images',
    'environment',
    'classes',
  ]);
  assert.equal($defs.check.anyOf.length, 16);
});
