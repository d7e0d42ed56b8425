import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram } from '../../../src/host/programs.ts';
import { HARNESS, TOP } from '../../suite/from-curtin/support.ts';
import { desk } from './support.ts';

const CONFIG = `storage:
  version: 1
  config:
    - { id: disk, type: disk, serial: disk-a, ptable: gpt, grub_device: true }
    - { id: part, type: partition, device: disk, size: 3G }
    - { id: format, type: format, fstype: ext4, volume: part }
    - { id: mount, type: mount, device: format, path: / }
`;

const CLASSES = `${TOP}
class TestBasicAbs(VMBaseClass):
    conf_file = "examples/tests/basic.yaml"
    def test_python(self):
        self.assertTrue(self.computed())
class XenialTestBasic(relbase.xenial, TestBasicAbs):
    __test__ = True
class FocalTestBasic(relbase.focal, TestBasicAbs):
    __test__ = True
`;

const CHECKOUT = {
  'curtin/tests/vmtests/test_basic.py': CLASSES,
  'curtin/tests/vmtests/test_wrong.py': 'class :\n',
  'curtin/examples/tests/basic.yaml': CONFIG,
  ...Object.fromEntries(Object.entries(HARNESS).map(([name, text]) => [`curtin/tests/vmtests/${name}`, text])),
};

test('init writes a suite that lints and plans, and a report, and says what it left out', async () => {
  await using here = await desk(CHECKOUT);
  const said = await here.vmtest(['init', '--from-curtin', 'curtin', '-o', 'ci/vmtest.yaml']);
  assert.deepEqual([said.code, said.err], [0, '']);
  assert.match(said.out, /^not read: tests\/vmtests\/test_wrong\.py:1: not read: invalid syntax\n/);
  assert.match(said.out, /\n2 of 2 test classes in 4 files became 1 test in 1 family; .*\n/);
  assert.match(
    said.out,
    /\nNot carried over: 0 classes that are no test, 1 assertions, .*\nwrote ci\/vmtest\.yaml, and what became .* in ci\/vmtest-init-report\.md\n$/,
  );
  const plan = await here.vmtest(['plan', 'ci/vmtest.yaml', '--json', '--accel', 'tcg']);
  const tests = (plan.json() as { tests: { id: string; machine: { disks: { serial: string }[] } }[] }).tests;
  assert.deepEqual(
    tests.map(({ id, machine }) => [id, machine.disks[0]?.serial]),
    [
      ['basic[image=xenial]', 'disk-a'],
      ['basic[image=focal]', 'disk-a'],
    ],
  );
  const lint = await here.vmtest(['lint', 'ci/vmtest.yaml']);
  assert.equal(lint.code, 0, lint.out);
  const report = await readFile(join(here.path, 'ci/vmtest-init-report.md'), 'utf8');
  assert.match(report, /^# What became of the original tests\n/);
  assert.match(report, /\n- `TestBasicAbs\.test_python` \(`tests\/vmtests\/test_basic\.py:9`, in 2 classes\): `Python`\n/);
});

test('two families of one name are two', async () => {
  const other = CLASSES.replaceAll('TestBasic(', 'TestOther(');
  await using here = await desk({ ...CHECKOUT, 'curtin/tests/vmtests/test_other.py': other });
  const said = await here.vmtest(['init', '--from-curtin', 'curtin']);
  assert.match(said.out, / became 2 tests in 2 families; /);
});

test('init writes over nothing without --force, the report neither', async () => {
  await using here = await desk({ ...CHECKOUT, 'vmtest.yaml': 'mine', 'ci/suite-init-report.md': 'mine' });
  const [suite, report] = await Promise.all([
    here.vmtest(['init', '--from-curtin', 'curtin']),
    here.vmtest(['init', '--from-curtin', 'curtin', '-o', 'ci/suite.yaml']),
  ]);
  for (const [said, file] of [
    [suite, 'vmtest.yaml'],
    [report, 'ci/suite-init-report.md'],
  ] as const) {
    assert.deepEqual([said.code, said.out], [2, '']);
    assert.match(said.err, new RegExp(`${file} is there already`));
    assert.equal(await readFile(join(here.path, file), 'utf8'), 'mine');
  }
  const forced = await here.vmtest(['init', '--from-curtin', 'curtin', '--force', '--json']);
  const {
    version,
    suite: path,
    classes,
    notCarried,
  } = forced.json() as Record<string, never> & {
    notCarried: { assertions: { name: string; file: string; line: number }[] };
  };
  assert.deepEqual([forced.code, version, path, classes], [0, 1, join(here.path, 'vmtest.yaml'), { enabled: 2, carried: 2 }]);
  assert.ok(notCarried.assertions.some(({ name, line }) => name === 'TestBasicAbs.test_python' && line === 9));
  assert.match(await readFile(join(here.path, 'vmtest.yaml'), 'utf8'), /^# Made by `vmtest init --from-curtin` of curtin/);
});

test('init into a folder, or under the suite that has a report already', async () => {
  await using here = await desk({ ...CHECKOUT, 'ci/readme': '' });
  for (const force of [[], ['--force']]) {
    const said = await here.vmtest(['init', '--from-curtin', 'curtin', '-o', 'ci', ...force]);
    assert.deepEqual([said.code, said.out], [2, '']);
    assert.match(said.err, /ci is a folder.*\n.*name a file with --output: .*ci\/vmtest\.yaml/);
  }
  for (const name of ['ci/one.yaml', 'ci/two.yaml'])
    assert.equal((await here.vmtest(['init', '--from-curtin', 'curtin', '-o', name])).code, 0);
  assert.deepEqual((await readdir(join(here.path, 'ci'))).sort(), [
    'one-init-report.md',
    'one.yaml',
    'readme',
    'two-init-report.md',
    'two.yaml',
  ]);
});

test('init without a checkout, without Python, or with one that fails says so', async () => {
  await using here = await desk({ ...CHECKOUT, 'empty/readme': '' });
  const bin = join(here.path, 'bin');
  const broken = join(here.path, 'broken');
  await mkdir(bin);
  await mkdir(broken);
  await writeFile(join(broken, 'python3'), '#!/bin/sh\necho no disk >&2\nexit 3\n', { mode: 0o755 });
  for (const name of ['sh', 'env']) await symlink((await findProgram(name, process.env.PATH ?? '')) as string, join(broken, name));
  const init = (checkout: string, env: Record<string, string> = {}) => here.vmtest(['init', '--from-curtin', checkout], env);
  const cases = [
    [await here.vmtest(['init']), 2, /init needs something to start from/],
    [await init('absent'), 2, /absent is no checkout of curtin/],
    [await init('empty'), 2, /there is no folder .*empty\/tests\/vmtests/],
    [await init('curtin', { PATH: bin }), 3, /there is no python3 in PATH \[VMTEST_TOOL_MISSING\]\n.*apt-get install python3/],
    [await init('curtin', { PATH: broken }), 2, /python3 ended with 3: no disk/],
  ] as const;
  for (const [said, code, message] of cases) {
    assert.deepEqual([said.code, said.out], [code, ''], said.err);
    assert.match(said.err, message);
  }
});
