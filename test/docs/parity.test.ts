import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, readText } from './documents.ts';

const PAGE = 'docs/parity.md';

interface Row {
  readonly number: string;
  readonly state: string;
  readonly where: string;
  readonly proof: string;
}

const ROWS: readonly Row[] = readText(PAGE)
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const cells = line.slice(1, -1).split('|');
    assert.equal(cells.length, 5, line);
    const [number = '', , state = '', where = '', proof = ''] = cells.map((cell) => cell.trim());
    return { number, state, where, proof };
  });

/** The paths of the repository that a text names. */
const paths = (text: string) =>
  [...text.matchAll(/`((?:src|test|docs|examples|tools|bench|schemas)\/[^`\s]*)`/g)].map(([, path]) => path as string);
const testFiles = (text: string) => paths(text).filter((path) => path.endsWith('.test.ts'));

test('the page has the rows of the parity table, each once and in order, and counts them', () => {
  assert.deepEqual(
    ROWS.map(({ number }) => number),
    Array.from({ length: 88 }, (_, index) => String(index + 1)),
  );
  const count = (state: string) => ROWS.filter((row) => row.state === state).length;
  assert.ok(ROWS.every(({ state }) => ['done', 'partly', 'not'].includes(state)));
  assert.match(readText(PAGE), new RegExp(`^${count('done')} done, ${count('partly')} partly, ${count('not')} not\\.$`, 'm'));
});

test('every path that the page names is there', () => {
  const named = ROWS.flatMap(({ where, proof }) => paths(`${where} ${proof}`));
  assert.ok(named.length > 150);
  for (const path of named) assert.ok(existsSync(join(ROOT, path)), path);
  for (const [, target] of readText(PAGE).matchAll(/\]\(([^)#]+)/g)) assert.ok(existsSync(join(ROOT, 'docs', target as string)), target);
});

test('what is done, or partly, names its code and a test; what is not done says why', () => {
  for (const { number, state, where, proof } of ROWS) {
    if (state === 'not') assert.ok(proof.length > 10 && testFiles(proof).length === 0, `row ${number} says why not`);
    else assert.ok(testFiles(proof).length > 0, `row ${number} names a test`);
    if (state === 'partly') assert.match(proof, /\. [^ ].*$/, `row ${number} says what is missing`);
    if (state !== 'not') assert.ok(paths(where).length > 0, `row ${number} names its code`);
  }
});

test('each test that the page quotes is in the file before it', () => {
  let quoted = 0;
  for (const { number, proof } of ROWS) {
    let file: string | undefined;
    for (const [, path, words] of proof.matchAll(/`(test\/[^`]+)`|“([^”]+)”/g)) {
      if (path !== undefined) file = path;
      if (words === undefined) continue;
      quoted++;
      assert.ok(file !== undefined && readText(file).includes(words), `row ${number}: ${file} has no “${words}”`);
    }
  }
  assert.ok(quoted > 100);
});
