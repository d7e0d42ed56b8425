import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCases } from '../../src/checks/cases.ts';
import type { Finding } from '../../src/model/result.ts';

function read(text: string): readonly Finding[] {
  const cases = readCases(text, 'boot');
  if ('error' in cases) assert.fail(cases.error);
  return cases;
}

function error(text: string): string {
  const cases = readCases(text, 'boot');
  assert.ok('error' in cases, 'an error was wanted');
  return cases.error;
}

test('JUnit: suites within suites, verdicts, times, entities, CDATA', () => {
  const cases = read(`<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest"><testsuite name="inner">
    <testcase classname="tests.basic" name="test_a" time="0.012"/>
    <testcase classname="tests.basic" name="test_b &lt;1&gt; &#x41;" time="1,000.5"><failure message="a &amp; b">trace
line</failure><system-out><![CDATA[out ]]]]><![CDATA[> end]]></system-out></testcase></testsuite>
    <testcase name="c"><skipped message="no need"/></testcase><testcase name="d"><error type="x">boom
more</error></testcase><testcase name="c"/></testsuite></testsuites>`);
  assert.deepEqual(
    cases.map(({ name, verdict, message, seconds }) => [name, verdict, message, seconds]),
    [
      ['tests.basic.test_a', 'passed', '', 0.012],
      ['tests.basic.test_b <1> A', 'failed', 'a & b', 1000.5],
      ['pytest.c', 'skipped', 'no need', 0],
      ['pytest.d', 'failed', 'boom', 0],
      ['pytest.c (2)', 'passed', '', 0],
    ],
  );
  assert.equal(cases[1]?.output, 'trace\nline\nout ]]> end');
});

test('JUnit that is broken, hostile or something else is refused in a sentence', () => {
  assert.match(error('<testsuite name="x"><testcase name="a"></testsuite>'), /broken at line 1/);
  assert.match(error('<html><body/></html>'), /not JUnit/);
  assert.match(error('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite name="&b;"/>'), /document type/);
  assert.match(error(`${'<testsuite name="x">'.repeat(5000)}${'</testsuite>'.repeat(5000)}`), /cannot be read|broken/);
  assert.match(error('hello'), /neither JUnit nor TAP/);
});

test('JUnit: names that mean something to JavaScript do no harm', () => {
  const cases = read('<testsuite name="valueOf"><testcase name="constructor"><failure/></testcase></testsuite>');
  assert.deepEqual([cases[0]?.name, cases[0]?.verdict, cases[0]?.message], ['valueOf.constructor', 'failed', 'failed without a message']);
  assert.match(error('<testsuite name="x"><testcase name="a" __proto__="1"/></testsuite>'), /cannot be read/);
});

test('TAP: points, directives, diagnostics, subtests left to their parent, a plan that is not met', () => {
  const cases = read(`TAP version 13
# Subtest: disk
    ok 1 - inner
    1..1
ok 1 - disk
  ---
  duration_ms: 1500.5
  ...
not ok 2 - swap
  ---
  error: 'no swap \u001b[31mthere'
  ...
ok 3 - uefi # SKIP not here
not ok 4 - later # TODO some day
ok 5
1..6
`);
  assert.deepEqual(
    cases.map(({ name, verdict, message, seconds }) => [name, verdict, message, seconds]),
    [
      ['disk', 'passed', '', 1.5005],
      ['swap', 'failed', 'no swap there', 0],
      ['uefi', 'skipped', 'skip: not here', 0],
      ['later', 'skipped', 'todo: some day', 0],
      ['test 5', 'passed', '', 0],
      ['TAP', 'failed', '6 tests were planned, 5 reported', 0],
    ],
  );
});

test('TAP: bailing out is a failure', () => {
  assert.deepEqual(
    read('1..3\nok 1\nBail out! no disk\n').map(({ verdict, message }) => [verdict, message]),
    [
      ['passed', ''],
      ['failed', 'the tests bailed out: no disk'],
    ],
  );
});

test('an empty file has no cases', () => assert.deepEqual(read(' \n'), []));
