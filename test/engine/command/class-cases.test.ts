import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCases } from '../../../src/checks/cases.ts';
import { casesByClass } from '../../../src/engine/command/class-cases.ts';

function sorted(xml: string) {
  const cases = readCases(`<testsuite name="nosetests">${xml}</testsuite>`, 'command');
  assert.ok(!('error' in cases));
  return casesByClass(cases);
}

test('a test belongs to the class that its name says, whoever wrote the file', () => {
  const found = sorted(
    '<testcase classname="tests.vmtests.test_basic.FocalTestBasic" name="test_fstab" time="0.25"/>' +
      '<testcase classname="FocalTestBasic" name="test_it[a.B]"/>' +
      '<testcase classname="tests.unit" name="test_function"/>',
  );
  assert.deepEqual(
    [...found].map(([name, { tests }]) => [name, tests.map((one) => one.name)]),
    [
      ['FocalTestBasic', ['test_fstab', 'test_it[a.B]']],
      ['', ['tests.unit.test_function']],
    ],
  );
});

test('what nose says of a class that could not be set up is the class’s, with and without its module', () => {
  const found = sorted(
    '<testcase classname="&lt;nose.suite.ContextSuite context=tests.vmtests.test_x" name="FocalTestX&gt;:setup"><error message="late"/></testcase>' +
      '<testcase classname="" name="&lt;nose.suite.ContextSuite context=JammyTestX&gt;:setup"><skipped message="no tgtd"/></testcase>',
  );
  assert.equal(found.get('FocalTestX')?.setup?.message, 'late');
  assert.equal(found.get('JammyTestX')?.setup?.verdict, 'skipped');
});

test('pytest’s error of a set-up stands for the class once, not for each of its tests', () => {
  const one = (name: string) =>
    `<testcase classname="tests.T" name="${name}"><error message="failed on setup with &quot;TimeoutExpired&quot;">x</error></testcase>`;
  const found = sorted(one('test_a') + one('test_b'));
  assert.deepEqual(found.get('T')?.tests, []);
  assert.equal(found.get('T')?.setup?.name, 'setUpClass');
});
