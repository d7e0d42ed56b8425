import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedStep } from '../../src/evidence/failed-step.ts';

const FILE = 'logs/install-console.log';
const cite = (line: number, text: string) => ({ file: FILE, line, text });

test('the last lines of the step that failed are cited by their numbers, and nothing of another', () => {
  const console = `kernel\r
vmtest: step 1 "prepare"\r
before\r
vmtest: step 2 "install"\r
\u001b[31moops\u001b[0m\r
\r
10 %\r50 %\r90 %\r\r
vmtest: step 2 "install" failed with status 3\r
vmtest: poweroff\r
`;
  assert.deepEqual(failedStep(console, 'install', FILE), [cite(5, 'oops'), cite(7, '90 %')]);
  assert.deepEqual(failedStep(console, 'prepare', FILE), []);
  assert.deepEqual(failedStep(console, 'inst.ll', FILE), []);
});

test('ten lines at most; what had no newline before the mark counts; a step without a word is cited by its mark', () => {
  const many = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
  const long = failedStep(`vmtest: step 1 "install"\n${many}\nthe end vmtest: step 1 "install" failed with status 1\n`, 'install', FILE);
  assert.deepEqual([long.length, long[0], long.at(-1)], [10, cite(23, 'line 21'), cite(32, 'the end')]);
  const silent = 'vmtest: step 1 "install"\nvmtest: step 1 "install" failed with status 1\n';
  assert.deepEqual(failedStep(silent, 'install', FILE), [cite(2, 'vmtest: step 1 "install" failed with status 1')]);
});
