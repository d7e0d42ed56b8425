import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oneTest, problemsOf, suiteOf } from './helpers.ts';

const STREAM = 'version: 1\nimages: { jammy: { simplestreams: { release: jammy, arch: amd64 } } }\n';

describe('a test that is a command', () => {
  it('is read with its defaults, and has nothing of the defaults of machines', () => {
    const text = `${STREAM}defaults: { image: jammy, machine: { memory: 4G }, skip: { reason: slow } }\ntests:\n  vmtests: { command: ./tools/jenkins-runner -p 2, topdir: output }\n`;
    const [test] = suiteOf(text).tests;
    assert.deepEqual(test?.command, {
      command: './tools/jenkins-runner -p 2',
      topdir: '/suite/output',
      timeout: 86_400,
      images: [],
      environment: {},
      classes: [],
    });
    assert.equal(test.image, null);
    assert.equal(test.machine.memory, null);
    assert.equal(test.skip?.reason, 'slow');
  });

  it('takes everything that it can be given, and a matrix', () => {
    const text = `${STREAM}tests:
  vmtests:
    matrix: { release: [jammy, focal], exclude: [{ release: focal }] }
    command: ./run --filter=release=$VMTEST_RELEASE
    timeout: 6h
    images: ['\${{ matrix.release }}']
    environment: { CURTIN_VMTEST_PARALLEL: 2, RELEASE: '\${{ matrix.release }}' }
    classes: [JammyTestBasic]
`;
    const [test, ...others] = suiteOf(text).tests;
    assert.deepEqual(others, []);
    assert.equal(test?.id, 'vmtests[release=jammy]');
    assert.deepEqual(test.command, {
      command: './run --filter=release=$VMTEST_RELEASE',
      topdir: null,
      timeout: 21_600,
      images: ['jammy'],
      environment: { CURTIN_VMTEST_PARALLEL: '2', RELEASE: 'jammy' },
      classes: ['JammyTestBasic'],
    });
    const from = (name: string) => [test.origins[name]?.level, test.origins[name]?.place?.column];
    assert.deepEqual(['timeout', 'images', 'environment.RELEASE', 'topdir'].map(from), [
      ['test', 14],
      ['test', 13],
      ['test', 56],
      [undefined, undefined],
    ]);
  });
});

const MISTAKES: readonly (readonly [settings: string, ...problems: string[]])[] = [
  ['{ command: x, ▸machine: { cpus: 1 } }', 'tests.t: `machine` does not go with `command` (the command starts machines of its own)'],
  ['{ command: x, ▸image: a }', 'tests.t: `image` does not go with `command` (the images that it needs are named under `images`)'],
  ['{ command: x, ▸timeouts: { boot: 5m } }', 'tests.t: `timeouts` does not go with `command` (its time limit is `timeout`)'],
  ['{ command: x, ▸checks: [fstab] }', 'tests.t: `checks` does not go with `command` (its own tests are its checks)'],
  ['{ image: a, ▸timeout: 5m }', 'tests.t: `timeout` goes with `command` only (write `timeouts: { install: …, boot: … }`)'],
  ['{ image: a, ▸images: [a] }', 'tests.t: `images` goes with `command` only (write `image: NAME`)'],
  ['{ image: a, ▸topdir: out }', 'tests.t: `topdir` goes with `command` only (remove it, or add `command`)'],
  ['{ command: x, images: [▸b] }', 'tests.t.images[0]: nothing defines the image "b" (there is a)'],
  ['{ command: x, timeout: ▸90 }', 'tests.t.timeout: "90" is no time: it has no unit (write 90s or 90m)'],
  ['{ command: x, classes: [A, ▸A, B] }', 'tests.t.classes[1]: "A" is there twice (keep one of the two)'],
  ['{ command: x, classes: [▸a.B] }', 'tests.t.classes[0]: "a.B" is not the name of a class (the Python class, without its module)'],
  ['{ ▸comand: x }', 'tests.t: unknown key "comand" (did you mean "command"?)'],
];

for (const [marked, ...problems] of MISTAKES)
  it(`refuses ${marked.replace('▸', '')}`, () => {
    const column = 6 + marked.indexOf('▸');
    assert.deepEqual(
      problemsOf(oneTest(marked.replace('▸', ''))),
      problems.map((problem) => `4:${column}: ${problem}`),
    );
  });
