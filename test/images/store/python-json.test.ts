import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonJson, pythonLine } from '../../../src/images/store/python-json.ts';

test('JSON is written as Python writes it', () => {
  const value = { b: [1, true, null, []], a: { '\u{1f600}': 'ü', '￼': 'x\u007f\n"', é: {} } };
  assert.equal(
    pythonJson(value),
    [
      '{',
      ' "a": {',
      '  "\\u00e9": {},',
      '  "\\ufffc": "x\u007f\\n\\"",',
      '  "\\ud83d\\ude00": "\\u00fc"',
      ' },',
      ' "b": [',
      '  1,',
      '  true,',
      '  null,',
      '  []',
      ' ]',
      '}',
    ].join('\n'),
  );
  assert.equal(pythonLine({ b: ['x', 'y'], a: [] }), '{"b": ["x", "y"], "a": []}');
});
