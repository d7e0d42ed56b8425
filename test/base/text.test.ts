import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainLine, plainLines, plainText, shorten, stripAnsi } from '../../src/base/text.ts';

test('escapes between letters go, the words stay', () => {
  assert.equal(stripAnsi('\u001b[2J\u001b[01;01HS\u001b[0mh\u001b[1mell>'), 'Shell>');
  assert.equal(stripAnsi('\u001b]0;title\u0007text'), 'text');
  assert.equal(stripAnsi('\u001b(B\u001b[?25l.'), '.');
});

test('what a guest prints cannot move a cursor, hide or turn text around', () => {
  assert.equal(plainText('a\u0000b\u0008c\u202ed'), 'a�b�c�d');
  assert.equal(plainText('one\r\ntwo\tthree'), 'one\ntwo\tthree');
  assert.equal(plainText('half an escape \u001b['), 'half an escape �[');
});

test('what a guest prints is no order to a runner', () => {
  assert.equal(plainText('x ##[error]y ##vso[task.x]z ## [a]'), 'x # #[error]y # #vso[task.x]z ## [a]');
});

test('what a stranger wrote stays on one line, and begins none as an order', () => {
  assert.equal(plainLine('a\r\n::error file=a::pwned\rb\u2028c'), 'a�::error file=a::pwned�b�c');
  assert.equal(plainLines('::error::x\n  ::set-env::y\nno ::order'), ': :error::x\n  : :set-env::y\nno ::order');
});

test('shortening keeps the limit', () => {
  assert.equal(shorten('abcdef', 4), 'abc…');
  assert.equal(shorten('abcd', 4), 'abcd');
});
