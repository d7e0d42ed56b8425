import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { RunResult, TestResult } from '../../../src/model/result.ts';
import { isGone } from '../../support/processes.ts';
import { type Desk, desk } from './support.ts';

const RUNNER = await readFile(new URL('../../support/harness-runner.sh', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly result: TestResult;
  readonly run: RunResult;
  readonly junit: string;
  readonly folder: string;
}

/** Runs a suite of one command, the runner with these words, and reads what it left. */
async function ran(at: Desk, words: string, settings = '', options: readonly string[] = []): Promise<Ran> {
  await at.write({ 'runner.sh': RUNNER, 'vmtest.yaml': `version: 1\ntests:\n  t:\n    command: sh ./runner.sh ${words}\n${settings}` });
  const args = ['run', '--accel', 'tcg', '--topdir', 'top', '--image-dir', 'images', ...options];
  const { code, out, err } = await at.vmtest(args);
  const folder = join(at.path, 'top', 't');
  const run = JSON.parse(await readFile(join(at.path, 'top', 'result.json'), 'utf8')) as RunResult;
  const junit = await readFile(join(at.path, 'top', 'junit.xml'), 'utf8');
  return { code, out: out + err, result: run.tests[0] as TestResult, run, junit, folder };
}

const verdicts = ({ result }: Ran) => Object.fromEntries(result.phases.map(({ name, verdict }) => [name, verdict]));

test('all classes pass: each Python test is a case, and nothing is kept', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const one = await ran(at, 'FocalTestA:pass JammyTestB:pass junit');
  assert.equal(one.code, 0, one.out);
  assert.deepEqual(verdicts(one), { FocalTestA: 'passed', JammyTestB: 'passed', command: 'passed' });
  assert.deepEqual(one.result.checks.map(({ name, verdict, phase }) => [name, verdict, phase]).slice(0, 2), [
    ['FocalTestA.test_fstab', 'passed', 'FocalTestA'],
    ['FocalTestA.test_swaps', 'skipped', 'FocalTestA'],
  ]);
  for (const name of ['name="FocalTestA"', 'name="FocalTestA.test_fstab"', 'name="JammyTestB.test_swaps"', 'name="command"'])
    assert.ok(one.junit.includes(name), name);
  assert.deepEqual(await readdir(one.folder), ['result.json']);
});

test('a failing class is told by its tests, a failed installation by its console; the keep policy goes by class', {
  timeout: 60_000,
}, async () => {
  await using at = await desk();
  const one = await ran(at, 'AGoodTest:pass BBadTest:fail CSetupTest:setup DPanicTest:panic junit exit:1', '', [
    '--keep-data-pass',
    'collect',
  ]);
  assert.equal(one.code, 1, one.out);
  assert.deepEqual(verdicts(one), {
    AGoodTest: 'passed',
    BBadTest: 'check-failed',
    CSetupTest: 'install-failed',
    DPanicTest: 'kernel-panic',
    command: 'check-failed',
  });
  assert.equal(one.result.verdict, 'check-failed');
  assert.match(one.result.cause, /^BBadTest: 1 of 2 tests failed: test_dname \(main_disk is not there\) \(and 2 more\)$/);
  const panic = one.result.phases.find(({ name }) => name === 'DPanicTest');
  assert.equal(panic?.excerpts[0]?.file, 'output/DPanicTest/logs/install-serial.log');
  assert.match(panic.excerpts[0].text, /Kernel panic - not syncing: Attempted to kill init!/);
  assert.match(one.out, /Kernel panic - not syncing/);
  assert.match(one.junit, /<failure [^>]*type="kernel-panic"/);
  assert.match(one.junit, /main_disk is not there/);
  assert.deepEqual(await readdir(join(one.folder, 'output', 'AGoodTest')), ['collect']);
  assert.equal((await readdir(join(one.folder, 'output', 'BBadTest'))).length, 5);
  const kept = one.result.kept.map(({ path }) => path);
  assert.ok(kept.includes('output/AGoodTest/collect/fstab') && kept.includes('output/BBadTest/disks/install_disk.img'));
  assert.ok(!kept.some((path) => path.startsWith('output/AGoodTest/disks')));
});

test('without a JUnit file the records decide', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const one = await ran(at, 'AGoodTest:pass BBadTest:fail exit:1');
  assert.equal(one.code, 1);
  assert.deepEqual(verdicts(one), { AGoodTest: 'passed', BBadTest: 'check-failed', command: 'check-failed' });
  assert.match(one.result.cause, /errors\.json counts 1 failed test/);
});

test('a hang is killed at the deadline; the class without a result is missing, and says why', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const one = await ran(at, 'AGoodTest:pass BCutTest:cut hang', '    timeout: 2s\n');
  assert.equal(one.code, 1);
  assert.deepEqual(verdicts(one), { AGoodTest: 'passed', BCutTest: 'missing', command: 'collect-incomplete' });
  assert.match(one.result.cause, /was killed after 2\.0 s, its time limit \(and 1 more\)/);
  assert.match(one.junit, /<error [^>]*type="missing"/);
});

test('a runner that crashes half-way, and one that forgets a class, are not taken for a pass', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const one = await ran(at, 'AGoodTest:pass BCutTest:cut', '    classes: [AGoodTest, CNeverTest]\n');
  assert.equal(one.code, 1);
  assert.deepEqual(verdicts(one), { AGoodTest: 'passed', BCutTest: 'missing', CNeverTest: 'missing', command: 'passed' });
});

test('a status counts where all classes passed; none at all is no pass; 77 is a skip', { timeout: 60_000 }, async () => {
  for (const [words, code, verdict] of [
    ['AGoodTest:pass exit:3', 1, 'check-failed'],
    ['exit:0', 1, 'missing'],
    ['exit:77', 2, 'skipped'],
  ] as const) {
    await using at = await desk();
    const one = await ran(at, words);
    assert.equal(one.result.verdict, verdict, words);
    assert.equal(one.code, code, `${words}: ${one.out}`);
  }
});

test('what escaped into other sessions is killed, and said', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const one = await ran(at, 'AGoodTest:pass escape');
  assert.equal(one.code, 0, one.out);
  assert.match(one.out, /the command left sleep \(\d+\) and 1 more running, which were killed/);
});

test('hostile names, links, pipes and consoles hurt nobody', { timeout: 60_000 }, async () => {
  await using at = await desk();
  await mkdir(join(at.path, 'victim'));
  const one = await ran(at, 'AGoodTest:pass hostile', '', ['--keep-data-fail', 'none']);
  assert.equal(one.code, 1);
  const { LinkTest, PipeTest, EscapeTest } = verdicts(one);
  assert.deepEqual([LinkTest, PipeTest, EscapeTest], ['missing', 'check-failed', 'kernel-panic']);
  assert.ok(!('LinkedTest' in verdicts(one)));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none of them is what is asked
  assert.doesNotMatch(one.out + one.junit, /\u001b\]|\u0007|##\[error\]/);
  assert.doesNotMatch(one.out, /^::error/m);
  assert.ok((await lstat('/etc/passwd')).isFile());
  assert.ok((await lstat(join(at.path, 'victim'))).isDirectory());
});

test('an expected failure is one, and its classes are kept as those of a pass', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const one = await ran(at, 'BBadTest:fail junit exit:1', '    expect: { verdict: check-failed, console: Debian GNU, reason: known }\n');
  assert.equal(one.code, 0, one.out);
  assert.equal(one.result.verdict, 'expected-failure');
  assert.doesNotMatch(one.junit, /<failure/);
});

test('an expected failure is one where the run lets it fail', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const expect = '    expect: { verdict: check-failed, reason: known }\n';
  const one = await ran(at, 'BBadTest:fail junit exit:1', expect, ['--debug-allow-fail']);
  assert.deepEqual([one.code, one.result.verdict], [1, 'check-failed'], one.out);
  assert.match(one.junit, /<failure/);
});

test('a folder of the suite’s own choice is used, and must be empty before', { timeout: 60_000 }, async () => {
  await using at = await desk();
  const settings = '    topdir: output\n';
  const one = await ran(at, 'AGoodTest:pass BBadTest:fail exit:1', settings);
  assert.equal(one.code, 1);
  assert.deepEqual(await readdir(join(at.path, 'output')), ['BBadTest']);
  const again = await at.vmtest(['run', '--accel', 'tcg', '--topdir', 'other']);
  assert.equal(again.code, 2);
  assert.match(again.err, /the topdir .*\/output is not empty: it holds BBadTest.*\n.*leave `topdir` out/);
  await assert.rejects(lstat(join(at.path, 'other')));
  assert.equal(dirname(one.folder), join(at.path, 'top'));
});

test('Ctrl-C ends the command with all that it started, and what it left is judged: exit 130', { timeout: 60_000 }, async () => {
  await using at = await desk();
  await at.write({
    'runner.sh': RUNNER,
    'vmtest.yaml': "version: 1\ntests:\n  t:\n    command: sh -c 'echo $$ >pid; sh ./runner.sh AGoodTest:pass BCutTest:cut escape hang'\n",
  });
  const command = new URL('../../../bin/vmtest.js', import.meta.url).pathname;
  const args = [command, 'run', '--accel', 'tcg', '--topdir', 'top', '--image-dir', 'images', '--json'];
  const child = spawn(process.execPath, args, { cwd: at.path, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const log = join(at.path, 'top', 't', 'logs', 'command.log');
  while (!(await readFile(log, 'utf8').catch(() => '')).includes('runner: hang')) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.ok(await isGone(Number(await readFile(join(at.path, 'pid'), 'utf8'))));
  const { tests } = JSON.parse(await readFile(join(at.path, 'top', 'result.json'), 'utf8')) as RunResult;
  assert.equal(tests[0]?.verdict, 'cancelled');
  assert.deepEqual(
    tests[0].phases.map(({ name, verdict }) => [name, verdict]),
    [
      ['AGoodTest', 'passed'],
      ['BCutTest', 'missing'],
      ['command', 'cancelled'],
    ],
  );
});
