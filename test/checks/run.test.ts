import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runChecks } from '../../src/checks/run-checks.ts';
import type { Finding } from '../../src/model/result.ts';
import type { RunCheck } from '../../src/model/suite.ts';
import { folder, phase, settings } from './support.ts';

/** Runs one command over a test's folder that is made for it and gone after. */
async function runs(check: Partial<RunCheck>, options: { env?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Finding> {
  await using home = await folder({ 'suite/here': 'yes', 'test/collect/x': '1', 'test/result.json': '{"id":"basic"}' });
  const evidence = { folder: join(home.path, 'test'), phases: [phase('boot', {}, join(home.path, 'test/collect'))] };
  const [finding] = await runChecks([settings({ kind: 'run', ...check })], evidence, {
    folder: join(home.path, 'suite'),
    env: { PATH: process.env.PATH as string, ...options.env },
    environment: { VMTEST_FIRMWARE: 'uefi' },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return finding as Finding;
}

test('a command runs in the suite’s folder and finds collected files, logs, the result and its axes', async () => {
  const finding = await runs({
    command:
      'cat here; cat "$VMTEST_COLLECT/x"; echo " $VMTEST_FIRMWARE"; basename "$VMTEST_LOGS"; grep -c basic "$VMTEST_RESULT"; tr -d "\\n" < "$VMTEST_RESULT"',
  });
  assert.equal(finding.verdict, 'passed');
  assert.match(finding.output ?? '', /^yes1 uefi\nlogs\n1\n\{ {2}"id": "basic", {2}"checks": \[\]\}$/);
});

test('a command does not see the runner’s own variables, and sees its tracking mark', async () => {
  const env = { GITHUB_TOKEN: 't', ACTIONS_RUNTIME_TOKEN: 't', INPUT_SUITE: 's', STATE_x: 'x', RUNNER_TRACKING_ID: 'r' };
  const finding = await runs({ command: 'env' }, { env });
  assert.doesNotMatch(finding.output ?? '', /GITHUB_TOKEN|ACTIONS_|INPUT_|STATE_/);
  assert.match(finding.output ?? '', /^RUNNER_TRACKING_ID=r$/m);
});

test('status 0 passes, 77 skips, all else fails with the last lines', async () => {
  assert.deepEqual(pick(await runs({ command: 'true' })), ['passed', '']);
  assert.deepEqual(pick(await runs({ command: 'echo no tool; exit 77' })), ['skipped', 'no tool']);
  assert.deepEqual(pick(await runs({ command: 'seq 9 >&2; echo end; exit 3' })), ['failed', 'ended with status 3:\n6\n7\n8\n9\nend']);
  assert.deepEqual(pick(await runs({ command: 'exit 3', not: true })), ['passed', '']);
  assert.deepEqual(pick(await runs({ command: 'true', not: true })), ['failed', 'ended with status 0, and must not']);
  assert.deepEqual(pick(await runs({ command: 'kill -9 $$' })), ['failed', 'was killed by SIGKILL']);
});

function pick(finding: Finding): [string, string] {
  return [finding.verdict, finding.message];
}

test('output is cut at the front, made harmless, and never ends the command', async () => {
  const finding = await runs({ command: 'head -c 20000000 /dev/zero | tr "\\0" x; printf "\\n\\033[31mred\\033[0m ::error::x\\n"' });
  assert.equal(finding.verdict, 'passed');
  assert.equal(finding.output, 'red ::error::x\n');
});

test('a time limit kills the command and what it started', async () => {
  const finding = await runs({ command: 'echo started; sleep 600 & wait', timeout: 1 });
  assert.deepEqual(pick(finding), ['failed', 'was killed after 1.0 s, its time limit:\nstarted']);
});

test('a cancellation kills the command', async () => {
  const controller = new AbortController();
  const pending = runs({ command: 'sleep 600' }, { signal: controller.signal });
  setTimeout(() => controller.abort(), 200);
  assert.deepEqual(pick(await pending), ['failed', 'was cancelled']);
});

test('a folder that is not there is a failure that says so', async () => {
  await using home = await folder();
  const evidence = { folder: home.path, phases: [phase('boot', {}, home.path)] };
  const [finding] = await runChecks([settings({ kind: 'run' })], evidence, { folder: join(home.path, 'gone'), env: {} });
  assert.match(finding?.message ?? '', /^could not be started/);
});

test('a command’s JUnit or TAP becomes cases; a failed case fails it whatever its status', async () => {
  const tap = await runs({ command: 'printf "1..2\\nok 1 - a\\nnot ok 2 - b\\n" > "$VMTEST_JUNIT"' });
  assert.deepEqual(
    tap.cases?.map(({ name, verdict }) => [name, verdict]),
    [
      ['a', 'passed'],
      ['b', 'failed'],
    ],
  );
  assert.deepEqual(pick(tap), ['failed', 'ended with status 0, but reported 1 of 2 cases as failed: b']);
  const junit = await runs({ command: 'echo "<testsuite name=\'s\'><testcase name=\'a\'/></testsuite>" > "$VMTEST_JUNIT"' });
  assert.deepEqual([junit.verdict, junit.cases?.length], ['passed', 1]);
  const broken = await runs({ command: 'echo nonsense > "$VMTEST_JUNIT"' });
  assert.deepEqual(pick(broken), ['failed', 'logs/run-1/junit.xml: it is neither JUnit nor TAP']);
  const pipe = await runs({ command: 'mkfifo "$VMTEST_JUNIT"' });
  assert.deepEqual(pick(pipe), ['failed', 'logs/run-1/junit.xml is no regular file']);
});

test('the output is kept whole under the logs', async () => {
  await using home = await folder();
  const evidence = { folder: home.path, phases: [phase('boot', {}, home.path)] };
  const checks = [settings({ kind: 'file', path: 'x', absent: true }), settings({ kind: 'run', command: 'echo kept' })];
  await runChecks(checks, evidence, { folder: home.path, env: {} });
  assert.equal(await readFile(join(home.path, 'logs/run-2/output.log'), 'utf8'), 'kept\n');
});

test('a command dies with us, even when we are killed', async () => {
  await using home = await folder();
  const script = `
    import { runChecks } from ${JSON.stringify(new URL('../../src/checks/run-checks.ts', import.meta.url).href)};
    import { phase, settings } from ${JSON.stringify(new URL('./support.ts', import.meta.url).href)};
    const home = ${JSON.stringify(home.path)};
    await runChecks([settings({ kind: 'run', command: 'echo $$ > pid; exec sleep 600' })], { folder: home, phases: [phase('boot', {}, home)] }, { folder: home, env: {} });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const pid = await until(async () => Number((await readFile(join(home.path, 'pid'), 'utf8').catch(() => '')).trim()) || undefined);
  child.kill('SIGKILL');
  await until(async () => (isAlive(pid) ? undefined : true));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(20);
  }
}
