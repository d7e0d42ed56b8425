import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyReplacements } from '../../src/installers/describe.ts';
import { describeNone } from '../../src/installers/none/describe.ts';
import { describeScript } from '../../src/installers/script/describe.ts';

describe('applyReplacements', () => {
  for (const [what, text, replace, want] of [
    ['every place', 'a __F__ __F__', { __F__: 'xfs' }, 'a xfs xfs'],
    ['text, not patterns', 'a.b axb $&', { 'a.b': '$&' }, '$& axb $&'],
    ['once', '__A__', { __A__: '__B__', __B__: 'no' }, '__B__'],
    ['the longer of two', '__AB__ __A', { __A: '1', __AB__: '2' }, '2 1'],
    ['nothing for an empty key', 'abc', { '': 'x' }, 'abc'],
  ] as const) {
    it(`replaces ${what}`, () => assert.equal(applyReplacements(text, replace), want));
  }
});

describe('describeScript', () => {
  it('needs an environment, and a tar where a target is named', () => {
    assert.deepEqual(describeScript(null).roles, ['kernel', 'initrd']);
    assert.deepEqual(describeScript(null).targetRoles, []);
    assert.deepEqual(describeScript('other').targetRoles, ['root-tar']);
  });
});

describe('describeNone', () => {
  for (const [what, roles, fromFile, want] of [
    ['a disk', ['disk'], false, ['disk']],
    ['a disk before a kernel', ['kernel', 'initrd', 'disk'], false, ['disk']],
    ['a kernel where there is no disk', ['kernel', 'initrd'], false, ['kernel']],
    ['a disk of an image with neither', [], false, ['disk']],
    ['nothing where disk 0 starts from a file', [], true, []],
  ] as const) {
    it(`needs ${what}`, () => assert.deepEqual(describeNone(roles, fromFile).roles, want));
  }
});
