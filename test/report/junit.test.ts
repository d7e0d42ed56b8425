import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import type { TestResult } from '../../src/model/result.ts';
import { junitXml } from '../../src/report/junit.ts';
import { EVERY_ENDING, finding, NEVER, phaseResult, runResult, testResult } from './support.ts';

const SCHEMA = fileURLToPath(new URL('./fixtures/junit-10.xsd', import.meta.url));

const ATTEMPTS = ['flakyFailure', 'flakyError', 'rerunFailure', 'rerunError'];

type Case = Record<string, unknown> & { name: string; time: string };

/** The document as any JUnit reader would see it: lists always lists, nothing trimmed. */
function read(xml: string) {
  const list = ['testsuite', 'testcase', 'property', 'failure', 'error', 'skipped', ...ATTEMPTS];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => list.includes(name),
  });
  const root = parser.parse(xml).testsuites;
  const suites = (root.testsuite ?? []) as { name: string; time: string; file: string; hostname?: string; id: string; testcase: Case[] }[];
  return { root: root as Record<string, unknown>, suites };
}

function casesOf(result: TestResult): Case[] {
  return read(junitXml(runResult([result]))).suites[0]?.testcase ?? [];
}

/** `error kvm-unusable: KVM opens…`, or the names of what else is in the case. */
function outcome(one: Case | undefined): string {
  for (const kind of ['failure', 'error', 'skipped', ...ATTEMPTS]) {
    const element = (one?.[kind] as ({ type?: string; message?: string } | string)[] | undefined)?.[0];
    if (element !== undefined) return typeof element === 'string' ? kind : `${kind} ${element.type ?? ''}: ${element.message ?? ''}`;
  }
  return 'passed';
}

const [, failed, panic, kvm, later, broken, fixed, stopped, gone, flaky] = EVERY_ENDING as TestResult[];

test('each verdict is mapped as the design says, with exactly one failure or error where the test has one', () => {
  const told = (result: TestResult | undefined) => casesOf(result as TestResult).map((one) => `${one.name}: ${outcome(one)}`);
  assert.deepEqual(told(panic), [
    'install: passed',
    'boot: failure kernel-panic: the kernel panicked: it could not mount the root file system',
  ]);
  assert.deepEqual(told(kvm), ['start: error kvm-unusable: KVM opens here but runs no guest']);
  assert.deepEqual(told(later), ['start: skipped : until 2027-03-01: the installer has a bug']);
  assert.deepEqual(told(broken), ['install: passed']);
  assert.match(
    String(casesOf(broken as TestResult)[0]?.['system-out']),
    /^expected-failure: it must refuse a disk that is too small\ninstall-failed: /,
  );
  assert.equal(told(fixed).at(-1), 'expectation: failure unexpected-pass: it passed, and install-failed was expected');
  assert.deepEqual(told(stopped), ['install: error cancelled: the run was cancelled']);
  assert.deepEqual(told(gone), ['start: error missing: its shard left no result']);
  assert.equal(told(flaky)[0], 'install: flakyFailure kernel-panic: attempt 2: boot: the kernel panicked');
  assert.equal(told(NEVER)[0], 'boot: error qemu-failed: QEMU ended by itself');
});

test('each attempt before the one that counts is told with its own cause, beside the failure where there is one', () => {
  const attempts = (result: TestResult | undefined) =>
    casesOf(result as TestResult).map((one) =>
      ATTEMPTS.flatMap((kind) =>
        ((one[kind] ?? []) as { type: string; message: string }[]).map(({ type, message }) => `${kind} ${type} ${message}`),
      ),
    );
  assert.deepEqual(attempts(flaky)[0], [
    'flakyFailure kernel-panic attempt 2: boot: the kernel panicked',
    'flakyError qemu-failed attempt 1: boot: QEMU ended by itself',
  ]);
  assert.deepEqual(attempts(flaky).slice(1).flat(), []);
  assert.deepEqual(attempts(NEVER), [['rerunError qemu-failed attempt 1: boot: QEMU ended by itself']]);
  const [cut] = casesOf({ ...(flaky as TestResult), earlier: [] });
  assert.equal((cut?.flakyError as unknown[] | undefined)?.length, 2, 'a result of an older release has their number alone');
  const first = casesOf(NEVER)[0]?.rerunError as { '#text': string }[];
  assert.match(String(first[0]?.['#text']), /boot-qemu\.log:1: qemu: <no> \]\]> ::error::/);
});

test('checks, and the cases that a command reported, are cases of the test', () => {
  const cases = casesOf(failed as TestResult);
  assert.deepEqual(
    cases.map(({ name }) => name),
    [
      'install',
      'boot',
      'fstab',
      'packages',
      'run pytest verify',
      'run pytest verify: test_disk',
      'run pytest verify: test_net',
      'run pytest verify: test_tpm',
    ],
  );
  assert.ok(cases.every((one) => one.classname === 'basic[firmware=uefi]' && !('file' in one)));
  assert.equal(outcome(cases[6]), 'failure check-failed: no route');
  assert.equal(outcome(cases[7]), 'skipped : no TPM');
});

test('a host verdict that no phase carries is an error case of its own, beside a failed check', () => {
  const cases = casesOf(
    testResult('t', { verdict: 'disk-full', cause: 'no space', checks: [finding('a', { verdict: 'failed', message: 'm' })] }),
  );
  assert.deepEqual(
    cases.slice(2).map((one) => outcome(one)),
    ['failure check-failed: m', 'error disk-full: no space'],
  );
});

test('the root has no `skipped`, times have three decimals, the suite has its file relative to the root, names are unique', () => {
  const same = testResult('x', {
    checks: [finding('boot'), finding('boot')],
    seconds: 1e-9,
    phases: [phaseResult({ seconds: 123456.7891 })],
  });
  const { root, suites } = read(junitXml(runResult([same, same, ...EVERY_ENDING]), { root: '/project', hostname: 'a "host" <1>' }));
  assert.ok(!('skipped' in root));
  assert.deepEqual(
    ['name', 'tests', 'failures', 'errors', 'time'].map((name) => root[name]),
    ['vmtest', '34', '5', '3', '124.500'],
  );
  const times = suites.flatMap((suite) => [suite.time, ...suite.testcase.map(({ time }) => time)]);
  assert.ok(
    times.every((time) => /^\d+\.\d{3}$/.test(time as string)),
    times.join(' '),
  );
  assert.deepEqual(
    suites[0]?.testcase.map(({ name }) => name),
    ['boot', 'boot (2)', 'boot (3)'],
  );
  assert.deepEqual(
    suites.slice(0, 2).map(({ name }) => name),
    ['x', 'x (2)'],
  );
  assert.deepEqual([suites[0]?.file, suites[0]?.hostname, suites[1]?.id], ['suite/vmtest.yaml', 'a "host" <1>', '1']);
});

async function xmllint(xml: string): Promise<string | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'vmtest-junit-'));
  try {
    await writeFile(join(path, 'junit.xml'), xml);
    const outcome = await run('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, join(path, 'junit.xml')], { env: TOOL_ENV });
    return outcome.errorCode === 'ENOENT' ? undefined : outcome.exitCode === 0 ? '' : outcome.stderr;
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

test('every ending is valid against Jenkins’ junit-10 schema', async (t) => {
  const found = await xmllint(junitXml(runResult([...EVERY_ENDING, NEVER]), { root: '/project', hostname: 'h' }));
  if (found === undefined) return t.diagnostic('xmllint is not on this machine: the schema was not tried');
  assert.equal(found, '');
  assert.equal(await xmllint(junitXml(runResult([]))), '');
});

/** A small generator of numbers that come the same in every run (xorshift32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const HOSTILE = [
  ...[
    ']]>',
    '<![CDATA[',
    '</failure>',
    '</testcase><testcase name="forged"/>',
    '&amp;',
    '&#0;',
    '&#x1b;',
    '<!DOCTYPE x>',
    '<?xml?>',
    '-->',
    '"',
    "'",
    '>',
  ],
  ...[
    '\u0000',
    '\u0008',
    '\u000b',
    '\u001b[31m',
    '\u001b]8;;http://x\u0007',
    '\u0085',
    '\u009b1m',
    '\u2028',
    '\u202e',
    '\ufffe',
    '\uffff',
    '\ud800',
    '\udfff',
  ],
  ...[
    '\r\n',
    '\r',
    '\n',
    '\t',
    ' ',
    '  ',
    '%',
    '\\',
    '日本',
    '💥',
    'e\u0301',
    '[[ATTACHMENT|/etc/passwd]]',
    '__proto__',
    'x'.repeat(400),
    '$&',
    '$1',
  ],
];

function hostile(next: (below: number) => number): string {
  return Array.from({ length: next(7) }, () => HOSTILE[next(HOSTILE.length)] as string).join('');
}

function hostileResult(next: (below: number) => number): TestResult {
  const text = () => hostile(next);
  const verdicts = [
    'passed',
    'kernel-panic',
    'qemu-failed',
    'skipped',
    'expected-failure',
    'cancelled',
    'missing',
    'check-failed',
  ] as const;
  const verdict = verdicts[next(verdicts.length)] as (typeof verdicts)[number];
  const findings = (['passed', 'failed', 'skipped'] as const).map((one) =>
    finding(text(), { verdict: one, message: text(), output: text() }),
  );
  return testResult(text(), {
    verdict,
    cause: text(),
    hint: text(),
    reason: text(),
    attempts: 1 + next(3),
    axes: { [`a${text()}`]: text() },
    phases: [
      phaseResult({ name: text(), verdict, cause: text(), excerpts: [{ file: text(), line: null, text: text() }], consoleLog: text() }),
    ],
    checks: [finding(text(), { verdict: 'failed', message: text(), cases: findings }), ...findings],
    seconds: [Number.NaN, -1, 1e21, 0][next(4)] as number,
  });
}

test('whatever a guest writes, the file stays well-formed, valid, and has the cases that there were', async () => {
  const next = numbers(20_261_122);
  for (let round = 0; round < 60; round++) {
    const results = Array.from({ length: 10 }, () => hostileResult(next));
    const xml = junitXml(runResult(results, { seconds: Number.POSITIVE_INFINITY }));
    assert.equal(XMLValidator.validate(xml), true);
    const { suites } = read(xml);
    assert.equal(suites.length, 10);
    for (const [index, suite] of suites.entries()) {
      const { verdict } = results[index] as TestResult;
      const [least, most] = verdict === 'passed' || verdict === 'check-failed' ? [8, 8] : [8, 9];
      assert.ok(suite.testcase.length >= least && suite.testcase.length <= most, `${verdict}: ${suite.testcase.length}`);
      assert.equal(new Set(suite.testcase.map(({ name }) => name)).size, suite.testcase.length);
      assert.ok(!suite.testcase.some(({ name }) => name === 'forged'));
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is shown
    assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\ufffe\uffff]|\[\[ATTACHMENT/.test(xml));
    assert.ok(xml.isWellFormed());
    if (round % 10 === 0) assert.ok(['', undefined].includes(await xmllint(xml)), (await xmllint(xml)) ?? '');
  }
});

const READER = `
import json, sys
from junitparser import JUnitXml
suites = JUnitXml.fromfile(sys.argv[1])
print(json.dumps([[s.name, s.tests, s.failures, s.errors, s.skipped, [[c.classname, c.name, c.time, [type(r).__name__ + ' ' + str(r.type) for r in c.result]] for c in s]] for s in suites]))
`;

test('junitparser, by which EnricoMi’s action reads, sees what was written', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'vmtest-junit-'));
  try {
    await writeFile(join(path, 'junit.xml'), junitXml(runResult([...EVERY_ENDING, NEVER])));
    const outcome = await run('python3', ['-c', READER, join(path, 'junit.xml')], {
      env: { ...TOOL_ENV, ...(process.env.PATH ? { PATH: process.env.PATH } : {}) },
    });
    if (outcome.exitCode !== 0 && /No module named|ENOENT/.test(outcome.stderr + (outcome.errorCode ?? ''))) {
      return t.diagnostic('python3 with junitparser is not on this machine: its reading was not tried');
    }
    const suites = JSON.parse(outcome.stdout) as [string, number, number, number, number, [string, string, number, string[]][]][];
    assert.deepEqual(suites[1]?.slice(0, 5), ['basic[firmware=uefi]', 8, 3, 0, 1]);
    assert.deepEqual(suites[2]?.[5][1], ['panic', 'boot', 37.021, ['Failure kernel-panic']]);
    assert.deepEqual(suites[3]?.[5][0]?.[3], ['Error kvm-unusable']);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
});
