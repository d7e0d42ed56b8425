import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../src/model/errors.ts';
import { githubAnnotations } from '../../src/report/annotations.ts';
import { problemText } from '../../src/report/problems.ts';
import { sarif } from '../../src/report/sarif.ts';

const place = (line: number, file = '/project/suite/vm test.yaml') => ({ file, line, column: 7 });
const PROBLEMS: readonly Problem[] = [
  { code: 'VMTEST_KVM_UNUSABLE', severity: 'warning', message: 'KVM opens here but runs no guest', hint: 'use --accel tcg' },
  {
    code: 'VMTEST_SUITE_INVALID',
    severity: 'error',
    message: 'unknown key `memroy` in machine',
    hint: 'did you mean `memory`?',
    place: place(12),
    related: [{ place: place(3), message: 'used here' }],
  },
  { code: 'VMTEST_PLAN_INVALID', severity: 'error', message: 'disk0 is too small', place: place(4), test: 'a[x=1]' },
  { code: 'VMTEST_PLAN_INVALID', severity: 'error', message: 'disk0 is too small', place: place(4), test: 'a[x=2]' },
  { code: 'VMTEST_PLAN_INVALID', severity: 'error', message: 'disk0 is too small', place: place(4), test: 'a[x=3]' },
];

test('for people: one line each with its mend, by place, a mistake of many tests once', () => {
  assert.equal(
    problemText(PROBLEMS, { root: '/project' }),
    `suite/vm test.yaml:4:7: error: a[x=1], a[x=2] and 1 more: disk0 is too small
suite/vm test.yaml:12:7: error: unknown key \`memroy\` in machine
  → did you mean \`memory\`?
  suite/vm test.yaml:3:7: used here
warning: KVM opens here but runs no guest
  → use --accel tcg
2 errors, 1 warning`,
  );
  assert.equal(problemText([]), '');
});

test('as workflow commands: nothing in a problem ends its command or starts another', () => {
  const hostile: Problem = {
    code: 'VMTEST_SUITE_INVALID',
    severity: 'error',
    message: '100%\r\n::set-env name=PATH::/x\u001b[31m',
    place: place(2, '/project/a,b:c%\n::error::x.yaml'),
  };
  assert.equal(
    githubAnnotations([hostile], { root: '/project' }),
    '::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.yaml,line=2,col=7,title=vmtest%3A VMTEST_SUITE_INVALID::100%25%0A::set-env name=PATH::/x\n',
  );
  const lines = githubAnnotations(PROBLEMS, { root: '/project' }).trimEnd().split('\n');
  assert.equal(
    lines[0],
    '::error file=suite/vm test.yaml,line=4,col=7,title=vmtest%3A VMTEST_PLAN_INVALID::disk0 is too small%0Ain a[x=1], a[x=2] and 1 more',
  );
  assert.equal(lines[2], '::warning title=vmtest%3A VMTEST_KVM_UNUSABLE::KVM opens here but runs no guest%0Ause --accel tcg');
});

test('as SARIF: results have places relative to the root, what has none is a notification', () => {
  const log = JSON.parse(sarif(PROBLEMS, { toolVersion: '0.1.0', root: '/project' }));
  const [run] = log.runs;
  assert.deepEqual([log.version, run.tool.driver.name, run.tool.driver.version], ['2.1.0', 'vmtest', '0.1.0']);
  assert.deepEqual(
    run.results.map((result: { ruleIndex: number; ruleId: string }) => [result.ruleId, run.tool.driver.rules[result.ruleIndex].id]),
    [
      ['VMTEST_PLAN_INVALID', 'VMTEST_PLAN_INVALID'],
      ['VMTEST_SUITE_INVALID', 'VMTEST_SUITE_INVALID'],
    ],
  );
  assert.deepEqual(run.results[1].locations[0].physicalLocation, {
    artifactLocation: { uri: 'suite/vm%20test.yaml' },
    region: { startLine: 12, startColumn: 7 },
  });
  assert.equal(run.results[1].relatedLocations[0].message.text, 'used here');
  assert.equal(run.invocations[0].toolExecutionNotifications[0].message.text, 'KVM opens here but runs no guest (use --accel tcg)');
  assert.equal(
    JSON.parse(sarif(PROBLEMS, { toolVersion: '1' })).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
    'file:///project/suite/vm%20test.yaml',
  );
});

test('for people: a name with a newline in it begins no line of its own', () => {
  const text = problemText(
    [{ code: 'VMTEST_PLAN_INVALID', severity: 'error', message: 'one\n::error file=x::two', test: 'a\n::error::b' }],
    {},
  );
  assert.doesNotMatch(text, /^\s*::/m);
});

test('for people: what is looked up by its code has it, also where a line of the suite names the image', () => {
  const gone: Problem = { code: 'VMTEST_IMAGE_NOT_FOUND', severity: 'error', message: 'no such version', hint: 'look', place: place(3) };
  assert.equal(
    problemText([gone, { ...gone, severity: 'warning' }], { root: '/project' }),
    `suite/vm test.yaml:3:7: error: no such version [VMTEST_IMAGE_NOT_FOUND]
  → look
suite/vm test.yaml:3:7: warning: no such version
  → look
1 error, 1 warning`,
  );
});
