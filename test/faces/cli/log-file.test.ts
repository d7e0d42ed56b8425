import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logFile } from '../../../src/faces/cli/log-file.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { tempFolder } from '../../support/temp.ts';

const START: RunEvent = { type: 'run-start', at: 100, topdir: '/top', tests: [{ id: 'one', slug: 'one' }], jobs: 1 };
const said = (line: string): RunEvent => ({ type: 'console', at: 101, test: 'one', phase: 'boot', line });

test('a log is made afresh at the first event, has consoles as harmless text, and each line at once', async () => {
  await using temp = await tempFolder();
  const path = join(temp.path, 'log');
  await writeFile(path, 'of the run before');
  using log = logFile(path, assert.fail);
  assert.equal(await readFile(path, 'utf8'), 'of the run before', 'a run that is refused overwrites nothing');
  log.listen(START);
  log.listen(said('\u001b[31mred\u001b]0;title\u0007\rover\u202e'));
  const text = await readFile(path, 'utf8');
  assert.match(text, /^00:00 {2}1 test, 1 at a time, in \/top\n00:01 {4}one {2}boot │ .*red.*\n$/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('a log that cannot be written is told once, and breaks nothing', async () => {
  await using temp = await tempFolder();
  const lost: string[] = [];
  using log = logFile(temp.path, (why) => lost.push(why));
  log.listen(START);
  log.listen(said('more'));
  assert.equal(lost.length, 1);
  assert.match(lost[0] as string, /EISDIR/);
});
