import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkedAbort } from '../../src/base/abort.ts';

test('a linked controller ends with the signal from outside, and alone without it', () => {
  const outer = new AbortController();
  using linked = linkedAbort(outer.signal);
  using other = linkedAbort(outer.signal);
  other.abort();
  assert.equal(outer.signal.aborted, false);
  assert.equal(linked.signal.aborted, false);
  outer.abort('why');
  assert.equal(linked.signal.reason, 'why');
  using late = linkedAbort(outer.signal);
  assert.equal(late.signal.aborted, true);
  using free = linkedAbort(undefined);
  assert.equal(free.signal.aborted, false);
});

test('one that was let go hears no more', () => {
  const outer = new AbortController();
  const linked = linkedAbort(outer.signal);
  linked[Symbol.dispose]();
  outer.abort();
  assert.equal(linked.signal.aborted, false);
});
