import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { hereDocument, interpreter, quote } from '../../src/guest/shell.ts';

async function sh(script: string): Promise<string> {
  return (await run('sh', ['-c', script], { env: TOOL_ENV, timeout: 60 })).stdout;
}

describe('quote', () => {
  it('is one word of a shell, whatever is in it', async () => {
    for (const text of ['', "it's", '$HOME `x` "y" \\', "'", "''", 'a\nb', '-n', 'é🙂']) {
      assert.equal(await sh(`printf '<%s>' ${quote(text)}`), `<${text}>`);
    }
    assert.throws(() => quote('\0'), /NUL/);
  });
});

describe('hereDocument', () => {
  it('writes any text, also one that holds its delimiter', async () => {
    for (const text of ['', 'a\n', 'VMTEST_X\nVMTEST_X_\nVMTEST_X__x', '$(x) `y` \\ \' "\n\n']) {
      const expected = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      assert.equal(await sh(`${hereDocument('&1', text, 'X')}\necho end`), `${expected}end\n`);
    }
  });
});

describe('interpreter', () => {
  it('reads the first line as Linux does', () => {
    assert.deepEqual(interpreter('echo'), ['sh']);
    assert.deepEqual(interpreter('#!/bin/bash\necho'), ['/bin/bash']);
    assert.deepEqual(interpreter('#! /usr/bin/env  python3 -u \r\nx'), ['/usr/bin/env', 'python3 -u']);
    assert.deepEqual(interpreter('\n#!/bin/bash'), ['sh']);
    assert.deepEqual(interpreter('#!\n'), ['sh']);
  });
});
