import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Desk, desk, GOOD } from './support.ts';

/** A command line or an environment that is wrong, and what is said of it: every part must be there. All are exit 2. */
const MISTAKES: readonly (readonly [args: readonly string[], said: readonly string[], env?: Readonly<Record<string, string>>])[] = [
  [
    ['runn', 'vmtest.yaml'],
    ["unknown command 'runn'", 'did you mean run?', 'VMTEST_USAGE'],
  ],
  [
    ['run', '--jbos', '3'],
    ["unknown option '--jbos'", 'did you mean --jobs?'],
  ],
  [
    ['lint', '--topdir', 'x'],
    ["unknown option '--topdir'", 'vmtest VERB --help'],
  ],
  [['run', '--jobs'], ["option '-j, --jobs <n>' argument missing"]],
  [
    ['lint', '--format', 'xml'],
    ['xml', 'text, json, github, sarif'],
  ],
  [
    ['run', '-f', 'vmtest.yaml', 'other.yaml'],
    ['a suite is named twice: "other.yaml" and "vmtest.yaml"', 'name it once'],
  ],
  [
    ['run', 'vmtest.yaml', 'other.yaml'],
    ['too many arguments', 'vmtest.yaml, other.yaml'],
  ],
  [
    ['run', '--accel', 'tcg', '--accel', 'kvm'],
    ['--accel is given twice: "tcg" and "kvm"', 'give it once'],
  ],
  [
    ['run', '--accel', 'fast'],
    ['--accel cannot be "fast"', 'it takes kvm, tcg or auto'],
  ],
  [
    ['run', '--keep-data-pass', 'all,logs'],
    ['--keep-data-pass cannot be "all,logs"', 'all, or none alone'],
  ],
  [
    ['run'],
    ['CURTIN_VMTEST_KEEP_DATA_FAIL cannot be "bogus"', 'boot, collect, disks, install, logs'],
    { CURTIN_VMTEST_KEEP_DATA_FAIL: 'bogus' },
  ],
  [['run'], ['VMTEST_JOBS cannot be "0"', 'a whole number from 1, or auto'], { VMTEST_JOBS: '0' }],
  [['run'], ['VMTEST_BOOT_TIMEOUT cannot be "300"', 'a time with its unit, such as 5m'], { VMTEST_BOOT_TIMEOUT: '300' }],
  [
    ['run', '--install-timeout', '50', '--memory', '2x', '--jobs', '-1'],
    ['--install-timeout cannot be "50"', '--memory cannot be "2x"', '--jobs cannot be "-1"', '3 errors'],
  ],
  [
    ['run', '--select', 'noe'],
    ['no test passes "noe"; the suite has one', 'did you mean "one"?', 'VMTEST_SELECT_EMPTY'],
  ],
  [
    ['run', '--select', 'imgae=tiny'],
    ['asks for "imgae", which no test has', 'did you mean "image"?'],
  ],
  [
    ['run', '--select', 'id~('],
    ['the filter "id~("', 'no regular expression'],
  ],
  [
    ['run', '--select', ' '],
    ['a filter is empty', 'KEY=VALUE'],
  ],
  [
    ['run', '--junit', 'kernel/j.xml'],
    ['--junit:', '/desk/kernel/j.xml cannot be written', 'kernel is no folder'],
  ],
  [
    ['run', '--junit', '.'],
    ['--junit:', 'it is a folder'],
  ],
  [['check'], ['check needs the folder of a run', '--topdir']],
  [
    ['check', '--topdir', '.'],
    ['there is no result of a run in', 'name the top folder that a run printed'],
  ],
  [
    ['clean', '--older-than', '5'],
    ['--older-than cannot be "5"', 'such as 24h'],
  ],
];

/** The verbs and options whose stdout is a JSON document whatever happens. */
const JSON_VERBS = ['run', 'plan', 'lint', 'check', 'clean', 'doctor'];

test('a wrong command line or variable: what it is, its value, the mend, exit 2, and nothing made', { concurrency: 3 }, async (t) => {
  await using here = await desk(GOOD);
  const cases = MISTAKES.map(([args, said, env]) =>
    t.test([...Object.entries(env ?? {}).map((pair) => pair.join('=')), ...args].join(' '), async () => {
      const wrong = await here.vmtest(args, { VMTEST_ACCEL: 'tcg', ...env });
      for (const part of said) assert.ok(wrong.err.includes(part), `${part}\n${wrong.err}`);
      assert.deepEqual([wrong.code, wrong.out, wrong.left], [2, '', []], wrong.err);
      assert.doesNotMatch(wrong.err, /\n\s+at .*\.ts/, 'no stack');
    }),
  );
  await Promise.all(cases);
});

test('under --json a mistake is a JSON document on stdout, with code and exit code', { concurrency: 3 }, async (t) => {
  await using here = await desk(GOOD);
  const lines = [
    ['run', '--json', '--jbos', '3'],
    ['run', '--json', '--select', 'nope'],
    ['run', '--json', 'absent.yaml'],
    ['check', '--json'],
    ['clean', '--json', '--older-than', 'x'],
  ];
  assert.ok(lines.every(([verb]) => JSON_VERBS.includes(verb as string)));
  const cases = lines.map((args) =>
    t.test(args.join(' '), async () => {
      const { problems, version } = (await here.vmtest(args)).json() as { version: number; problems: Record<string, unknown>[] };
      assert.equal(version, 1);
      assert.equal(problems.length, 1);
      assert.match(String(problems[0]?.code), /^VMTEST_(USAGE|SELECT_EMPTY|SUITE_NOT_FOUND)$/);
      assert.equal(problems[0]?.exitCode, 2);
      assert.ok(problems[0]?.hint);
    }),
  );
  await Promise.all(cases);
});

test("the original's variables take its numbers without a unit, ours do not", async () => {
  await using here = await desk(GOOD);
  const original = { CURTIN_VMTEST_BOOT_TIMEOUT: '300', CURTIN_VMTEST_INSTALL_TIMEOUT: '3000', CURTIN_VMTEST_VMRAM: '512' };
  const plan = (await here.vmtest(['plan', '--json', '--accel', 'tcg', '--tcg-factor', '1'], original)).json() as {
    tests: { machine: { memoryMiB: number }; phases: { timeoutSeconds: number }[] }[];
  };
  assert.deepEqual([plan.tests[0]?.machine.memoryMiB, plan.tests[0]?.phases[0]?.timeoutSeconds], [512, 300]);
});

test('without a verb: the help, on stderr, exit 2; asked for: on stdout, exit 0', async () => {
  await using here = await desk();
  const [none, help, version] = await Promise.all([here.vmtest([]), here.vmtest(['--help']), here.vmtest(['--version'])]);
  assert.deepEqual([none.code, none.out], [2, '']);
  assert.match(none.err, /^Usage: vmtest/);
  assert.deepEqual([help.code, help.err], [0, '']);
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
});

/** A file that is no suite, by its name on the desk, and what is said of it. */
const FILES: readonly (readonly [name: string, said: readonly string[], data?: string | Uint8Array])[] = [
  ['absent.yaml', ['there is no suite', 'absent.yaml is no file: it does not exist', 'relative to the current folder']],
  ['folder', ['neither', '/desk/folder/vmtest.yaml', '/desk/folder/tests/vmtest.yaml']],
  ['kernel/suite.yaml', ['kernel/suite.yaml cannot be read']],
  ['empty.yaml', ['empty.yaml:1:1: error: the file is empty', '`version: 1` and `tests`'], ''],
  ['binary.yaml', ['binary.yaml is not UTF-8', 'VMTEST_SUITE_INVALID'], Uint8Array.from([0x7f, 0x45, 0xff, 0xfe, 0x80])],
  ['zeros.yaml', ['zeros.yaml is no text: it has NUL bytes', 'is this the right file?'], '\0'.repeat(100)],
  [
    'large.yaml',
    ['large.yaml:1:1: error: the file has 2097152 characters, more than 1048576', 'is this the right file?'],
    'a'.repeat(2 << 20),
  ],
  ['larger.yaml', ['larger.yaml has 5242880 bytes, too many for a suite'], 'a'.repeat(5 << 20)],
  ['broken.yaml', ['broken.yaml:3:14: error: this is no YAML', '1 error'], 'version: 1\ntests:\n  a: {boot: [}\n'],
  [
    'curtin.yaml',
    ['curtin.yaml:1:1: error: "storage" and no "tests": this is a curtin configuration', 'name its image: --image NAME'],
    'storage: {}\n',
  ],
];

test('a file that is no suite: exit 2, its name, and what would be one', { concurrency: 3 }, async (t) => {
  await using here = await desk(GOOD);
  await mkdir(join(here.path, 'folder'));
  const cases = FILES.map(([name, said, data]) =>
    t.test(name, async () => {
      if (data !== undefined) await here.write({ [name]: data });
      await saidOf(here, name, said);
    }),
  );
  await Promise.all(cases);
});

async function saidOf(here: Desk, name: string, said: readonly string[]): Promise<void> {
  const wrong = await here.vmtest(['run', name]);
  for (const part of said) assert.ok(wrong.err.includes(part), `${part}\n${wrong.err}`);
  assert.deepEqual([wrong.code, wrong.out, wrong.left], [2, '', []]);
  assert.ok(wrong.err.length < 1000, 'a file that is no suite is not shown');
}

test('a file that its reader may not read is told apart from one that is not there', async (t) => {
  if (process.getuid?.() === 0) return t.skip('root may read every file');
  await using here = await desk(GOOD);
  const wrong = await here.through(['sh', '-c', 'chmod 0 vmtest.yaml; exec "$@"', 'sh'], ['run', 'vmtest.yaml']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /vmtest\.yaml cannot be read: .*permission/);
});
