import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyReader } from '../../../src/faces/cli/console.ts';

test('keys are the guest’s but for C-a and what follows it, however they come in', () => {
  const typed = (...chunks: readonly string[]) => {
    const heard: string[] = [];
    const read = keyReader({
      send: (bytes) => heard.push(Buffer.from(bytes).toString('latin1')),
      quit: () => heard.push('QUIT'),
      help: () => heard.push('HELP'),
    });
    for (const chunk of chunks) read(Buffer.from(chunk, 'latin1'));
    return heard;
  };
  assert.deepEqual(typed('ls\r', '\x03'), ['ls\r', '\x03']);
  assert.deepEqual(typed('\x01x'), ['QUIT']);
  assert.deepEqual(typed('\x01', 'x'), ['QUIT']);
  assert.deepEqual(typed('a\x01\x01b'), ['a\x01b']);
  assert.deepEqual(typed('\x01h\x01q'), ['HELP', '\x01q']);
  assert.deepEqual(typed('x'), ['x']);
});
