import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES } from '../../src/model/errors.ts';
import { EVENTS_FILE, FOLDERS, JUNIT_FILE, phaseFiles, REPLAY_FILE, RESULT_FILE } from '../../src/model/files.ts';
import { EXIT, exitCodeOf, faultOf, VERDICTS, type Verdict, worstExitCode } from '../../src/model/verdict.ts';
import { codeSpans, propertiesOf, prose, readText, tableRows } from './documents.ts';

const PAGE = 'docs/results.md';
const rows = tableRows(PAGE);
const bare = (cell: string | undefined) => (cell ?? '').replaceAll('`', '');

/** How a verdict stands in JUnit: `outcomeOf` of report/junit-model.ts. */
function junitOf(verdict: Verdict): RegExp {
  if (verdict === 'skipped') return /^skipped$/;
  if (verdict === 'missing') return /^error$/;
  return { none: /^passed/, system: /^failure$/, host: /^error$/, cancelled: /^error$/ }[faultOf(verdict)];
}

test('every verdict has its row, with its mapping to JUnit and its exit code', () => {
  for (const verdict of VERDICTS) {
    const row = rows.find(([first, , , code]) => bare(first) === verdict && code !== undefined);
    assert.ok(row !== undefined, verdict);
    assert.match(row[2] as string, junitOf(verdict), verdict);
    assert.equal(row[3], String(exitCodeOf(verdict)), verdict);
  }
});

test('every error code has its row, with what it ends with', () => {
  for (const [code, verdict] of Object.entries(ERROR_CODES)) {
    const row = rows.find(([first]) => bare(first) === code);
    assert.ok(row !== undefined, code);
    assert.equal(bare(row[2]), verdict ?? `exit ${EXIT.usage}`, code);
  }
  const named = rows.map(([first]) => bare(first)).filter((name) => name.startsWith('VMTEST_'));
  assert.deepEqual(named, Object.keys(ERROR_CODES));
});

test('the exit codes are all there, in the order in which they count', () => {
  for (const code of Object.values(EXIT)) assert.match(prose(PAGE), new RegExp(`^\\| ${code} \\|`, 'm'));
  const order = /Of several the first of ([\d, ]+)\s+counts/.exec(prose(PAGE).replaceAll('\n', ' '))?.[1]?.split(', ').map(Number) ?? [];
  assert.equal(order.length, Object.keys(EXIT).length - 1);
  for (const [index, code] of order.entries()) assert.equal(worstExitCode(order.slice(index).toReversed()), code);
});

test('the page names every file and folder of a test', () => {
  const text = readText(PAGE);
  for (const folder of Object.values(FOLDERS)) assert.ok(text.includes(`${folder}/`), folder);
  for (const file of [RESULT_FILE, REPLAY_FILE, JUNIT_FILE]) assert.ok(text.includes(file), file);
  const spans = codeSpans(PAGE);
  assert.ok(spans.has(EVENTS_FILE));
  const files = phaseFiles('PHASE');
  for (const file of Object.values(files)) assert.ok(spans.has(file.replace('logs/', '')), file);
});

test('the page names every key of a result', () => {
  const spans = codeSpans(PAGE);
  for (const key of propertiesOf(JSON.parse(readText('schemas/result.schema.json')))) assert.ok(spans.has(key), key);
});

test('the page names every type of event that a run logs', () => {
  const spans = codeSpans(PAGE);
  const sources = ['src/engine/boot.ts', 'src/engine/run-test.ts'].map(readText).join('\n');
  const types = [...sources.matchAll(/\.log\(\{[^}]*type: '([a-z-]+)'/g)].map((match) => match[1] as string);
  assert.ok(types.length >= 6);
  for (const type of types) assert.ok(spans.has(type), type);
});
