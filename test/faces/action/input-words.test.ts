import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputWords } from '../../../src/faces/action/input-words.ts';

test('a hint names inputs where the command has options of these names', () => {
  const said: Readonly<Record<string, string>> = {
    'name another with --topdir or VMTEST_TOPDIR': 'name another with the input topdir or VMTEST_TOPDIR',
    'name another with --image-dir or IMAGE_DIR': 'name another with the input image-dir or IMAGE_DIR',
    'allow it with --image-sync yes, or bring it before': 'allow it with the input image-sync: yes, or bring it before',
    'free space, or name another --topdir': 'free space, or name another by the input topdir',
    'run it again with --keep-data-fail all': 'run it again with the input keep-data-fail: all',
    // What the action has not stays the command's.
    'wait longer: --image-lock-timeout': 'wait longer: --image-lock-timeout',
    'apt-get install --no-install-recommends x': 'apt-get install --no-install-recommends x',
    'what --logs says': 'what --logs says',
  };
  for (const [hint, words] of Object.entries(said)) assert.equal(inputWords(hint), words);
});
