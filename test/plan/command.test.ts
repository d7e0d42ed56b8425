import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommandSettings } from '../../src/model/command.ts';
import { formatProblem } from '../../src/model/errors.ts';
import type { ImageDefinition, SimplestreamsSource } from '../../src/model/suite.ts';
import { planJson } from '../../src/plan/json.ts';
import { planText } from '../../src/report/plan-text.ts';
import { planOf, type TestChoice, testOf } from './fixtures.ts';

const COMMAND: CommandSettings = {
  command: './tools/jenkins-runner',
  topdir: null,
  timeout: 3600,
  images: [],
  environment: {},
  classes: [],
};
const commandOf = (choice: Partial<CommandSettings> = {}, rest: TestChoice = {}) =>
  testOf({ image: null, ...rest, command: { ...COMMAND, ...choice } });
const PLACE = { file: '/suite/vmtest.yaml', line: 2, column: 1 };
const STREAM: SimplestreamsSource = {
  kind: 'simplestreams',
  url: null,
  keyring: null,
  verify: 'signature',
  arch: 'x86_64',
  fields: {},
  filters: [],
  version: null,
  root: 'squashfs',
};
const images: Record<string, ImageDefinition> = {
  jammy: { name: 'jammy', source: STREAM, place: PLACE },
  tiny: { name: 'tiny', source: { kind: 'files', files: {} }, place: PLACE },
};

describe('the plan of a command', () => {
  it('has no phases, disks or NICs, and its classes in a folder of the run', () => {
    const plan = planOf(commandOf({}, { slug: 'vmtests-jammy', axes: { release: 'jammy' } }));
    assert.deepEqual(plan.problems, []);
    const [test] = plan.tests;
    assert.equal(test?.command?.topdir, '{topdir}/vmtests-jammy/output');
    assert.deepEqual(test.command.axes, { VMTEST_RELEASE: 'jammy' });
    assert.deepEqual([test.phases, test.machine.disks, test.machine.nics], [[], [], []]);
    const [json] = planJson(plan).tests;
    assert.equal(json?.machine, null);
    assert.equal(json.command?.command, './tools/jenkins-runner');
  });

  it('is shown, one and many', () => {
    const text = planText(planOf(commandOf({ environment: { A: 'b' }, classes: ['T'] })));
    for (const part of ['./tools/jenkins-runner', '{topdir}/basic/output', '1h', 'environment.A', 'classes'])
      assert.ok(text.includes(part), part);
    const table = planText(planOf(commandOf()), { settings: false });
    assert.match(table, /command .*\.\/tools\/jenkins-runner/);
  });

  it('warns where its machines will have no KVM', () => {
    const [problem] = planOf(commandOf(), { facts: { kvm: 'unusable' } }).problems;
    assert.equal(problem?.severity, 'warning');
    assert.equal(problem.code, 'VMTEST_KVM_UNUSABLE');
    assert.deepEqual(planOf(commandOf(), { facts: { kvm: 'unusable' }, settings: { accel: 'tcg' } }).problems, []);
  });

  it('refuses images that the original does not look for, variables of the run’s own, and what cannot be expected', () => {
    const said = (test: ReturnType<typeof commandOf>) => planOf(test, { images }).problems.map(formatProblem).join('\n');
    assert.equal(said(commandOf({ images: ['jammy'] })), '');
    assert.match(said(commandOf({ images: ['tiny'] })), /the image `tiny` of files is not laid out .*take one of simplestreams/);
    for (const name of ['VMTEST_JUNIT', 'CURTIN_VMTEST_TOPDIR', 'IMAGE_DIR', 'CURTIN_VMTEST_KEEP_DATA_PASS'])
      assert.match(said(commandOf({ environment: { [name]: 'x' } })), new RegExp(`the variable ${name} is set by the run itself`));
    assert.equal(said(commandOf({ environment: { CURTIN_VMTEST_IMAGE_SYNC: '1' } })), '');
    assert.match(said(commandOf({ environment: { 'a=b': 'x' } })), /"a=b" is no name of a variable/);
    const expecting = commandOf({}, { expect: { verdict: 'disk-full', console: null, reason: null } });
    assert.match(said(expecting), /`disk-full` cannot be expected of a command/);
  });

  it('has its fixed topdir for itself: all the tests that share it are named once, with the place', () => {
    const place = { file: '/suite/vmtest.yaml', line: 7, column: 13 };
    const to = (id: string, topdir: string | null, rest: TestChoice = {}) =>
      commandOf({ topdir }, { id, slug: id, origins: { topdir: { level: 'test', place } }, ...rest });
    const problemsOf = (...tests: ReturnType<typeof to>[]) => planOf(tests).problems;
    assert.deepEqual(problemsOf(to('a', '/out/a'), to('b', '/out/b'), to('c', null), to('d', null)), []);
    const [shared, ...more] = problemsOf(to('a', '/out'), to('b', '/out'), to('c', '/other'), to('d', '/out'));
    assert.deepEqual([shared?.code, shared?.place, shared?.tests, more], ['VMTEST_PLAN_INVALID', place, ['a', 'b', 'd'], []]);
    assert.match(shared?.message ?? '', /^3 tests have the topdir \/out/);
    assert.match(shared?.hint ?? '', /leave `topdir` out.*matrix\.NAME/);
    assert.match(
      problemsOf(to('a', '/out'), to('b', '/out/b'))[0]?.message ?? '',
      /^the topdir \/out\/b lies in the topdir \/out of another/,
    );
    const skip = { until: null, reason: 'r', link: null };
    assert.deepEqual(problemsOf(to('a', '/out'), to('b', '/out', { skip })), []);
  });
});
