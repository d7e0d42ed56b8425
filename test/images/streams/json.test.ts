import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_STREAM_BYTES, parseJson } from '../../../src/images/streams/json.ts';

const parse = (text: string) => parseJson(Buffer.from(text), 'x.json');
const refuses = (text: string | Uint8Array, code: string, words: RegExp) =>
  assert.throws(
    () => parseJson(text, 'x.json'),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, words);
      return true;
    },
  );

test('a whole number that is written with a fraction or an exponent is the text that Python makes of it; a size stays a number', () => {
  const text = '{"a": 7.0, "b": [1e3, -0.0, 2E16, 7, 1.5, "7.0"], "c": {"size": 12.0, "os": ": 1.0"}}';
  assert.equal(JSON.stringify(parse(text)), '{"a":"7.0","b":["1000.0","-0.0","2e+16",7,1.5,"7.0"],"c":{"size":12,"os":": 1.0"}}');
  assert.equal(Object.getPrototypeOf((parse(text) as { c: object }).c), null);
});

test('reads what JSON.parse reads', () => {
  for (const text of [
    '{}',
    '[]',
    ' \t\r\n[ 1 , -0.5e-3 , 1.5E0, 0, "a" , true,false ,null ]\n',
    '{"a":{"b":[{"c":"d"}]},"e":[]}',
    '"\\"\\\\\\u00e9\\n\\/\\\\"',
    '{"a\\u0062":"\\\\","\\\\":"\\\\\\""}',
    '"é☃😀\u2028"',
    '123456789012345678901234567890',
  ]) {
    assert.equal(JSON.stringify(parse(text)), JSON.stringify(JSON.parse(text)), text);
  }
});

test('gives objects without a prototype, in which __proto__ is a key like any other', () => {
  const value = parse('{"__proto__":{"polluted":true},"constructor":1,"toString":2}') as Record<string, unknown>;
  assert.equal(Object.getPrototypeOf(value), null);
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor', 'toString']);
  assert.equal(value.polluted, undefined);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('refuses what JSON.parse refuses, with line and column', () => {
  for (const [text, words] of [
    ['', /ends too early, in line 1, column 1$/],
    ['{\n "a": 1,\n "b" 2\n}', /a colon is expected, in line 3, column 6$/],
    ['{\n "a": 1,\n}', /a key in quotes is expected, in line 3, column 1$/],
    ['[1 2]', /a comma or \] is expected, in line 1, column 4$/],
    ['[1,]', /a value is expected, in line 1, column 4$/],
    ['{"a":01}', /a comma or \} is expected/],
    ['{} x', /behind its end, in line 1, column 4$/],
    ['"abc', /a string has no end/],
    ['"a\nb"', /control character/],
    ['"\\x"', /wrong escape, in line 1, column 1$/],
    ['nul', /a value is expected/],
    ['truex', /behind its end/],
    ["{'a':1}", /a key in quotes/],
    ['<html>', /a value is expected, in line 1, column 1$/],
    ['\u00a01', /a value/],
    ['\ufeff{}', /a value/],
    ['[', /ends too early/],
    ['-', /a value/],
    ['.5', /a value/],
    ['NaN', /a value/],
  ] as const) {
    assert.throws(() => JSON.parse(text), text);
    refuses(text, 'VMTEST_STREAM_INVALID', words);
  }
  refuses(Buffer.from([0x22, 0xe9, 0x22]), 'VMTEST_STREAM_INVALID', /not UTF-8/);
});

test('refuses a key that stands twice in an object, however it is written, with its path', () => {
  refuses('{"a":1,"a":1}', 'VMTEST_STREAM_DUPLICATE_KEY', /twice: a, again in line 1, column/);
  refuses('{"a":1,"\\u0061":2}', 'VMTEST_STREAM_DUPLICATE_KEY', /twice: a/);
  refuses('{"__proto__":1,"__proto__":2}', 'VMTEST_STREAM_DUPLICATE_KEY', /__proto__/);
  refuses('{"x":[{},\n{"k":{"d":1,"e":[1],"d":2}}]}', 'VMTEST_STREAM_DUPLICATE_KEY', /x → 1 → k → d, again in line 2, column 24/);
  refuses('{"e\\u001b[31m":1,"e\\u001b[31m":2}', 'VMTEST_STREAM_DUPLICATE_KEY', /twice: e, again/);
  assert.ok(parse('{"a":{"b":1},"c":{"b":1}}'));
});

test('refuses deep nesting without exhausting the stack', () => {
  assert.ok(parse('['.repeat(64) + ']'.repeat(64)));
  refuses('['.repeat(65) + ']'.repeat(65), 'VMTEST_STREAM_TOO_DEEP', /more than 64 levels/);
  refuses('['.repeat(10_000), 'VMTEST_STREAM_TOO_DEEP', /more than 64 levels/);
  refuses('{"a":'.repeat(10_000), 'VMTEST_STREAM_TOO_DEEP', /at a → a → a/);
});

test('refuses what is too large before it reads it', () => {
  refuses(new Uint8Array(MAX_STREAM_BYTES + 1), 'VMTEST_STREAM_TOO_LARGE', /67108865 bytes/);
});

test('takes long rows of escapes and blanks in a time that grows with the length only', () => {
  assert.equal((parse(`"${'\\\\'.repeat(500_000)}"`) as string).length, 500_000);
  assert.equal((parse(`"${'\\"'.repeat(200_000)}"`) as string).length, 200_000);
  refuses(`${' '.repeat(1_000_000)}x`, 'VMTEST_STREAM_INVALID', /column 1000001/);
});
