import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import type { Ran } from './harness.ts';
import { runTiny } from './harness.ts';

// Every way a boot can go, in one run: the machines share the two cores as they would a runner's.
const RESET = 'echo b > /proc/sysrq-trigger';
const FLAG = '/dev/disk/by-id/virtio-flag';
const OUTPUT = '/dev/disk/by-id/virtio-vmtest-output';
/** Whether the guest's tar has reached this 4 KiB block of the output disk. */
const written = (block: number) => `[ -n "$(dd if=${OUTPUT} bs=4096 skip=${block} count=1 2>/dev/null | tr -d '\\0')" ]`;
const punch = (block: number) => `dd if=/dev/zero of=${OUTPUT} bs=4096 seek=${block} count=1 conv=notrunc`;
let ran: Ran;

before(async () => {
  ran = await runTiny({
    files: { 'check.sh': 'test "$(cat "$VMTEST_COLLECT/answer")" = 42' },
    tests: {
      pass: {
        boot: {
          runcmd: ['echo made > /tmp/made', 'echo "hello from $VMTEST_TEST"'],
          collect: [
            'echo 42 > answer',
            'cat /tmp/made > made',
            'cat /proc/mounts > "name with \\"quotes\\" and \\\\"',
            'dd if=/dev/zero of=hole bs=1M count=0 seek=3',
          ],
        },
        checks: [
          { file: 'answer', equals: '42' },
          { file: 'made', matches: '^made$' },
          { console: 'hello from pass' },
          { run: 'sh check.sh' },
        ],
      },
      'failed-check': {
        boot: { collect: ['echo 41 > answer'] },
        checks: [{ file: 'answer', equals: '42' }, { file: 'answer', exists: true }, { run: 'exit 77' }],
      },
      'failed-command': { boot: { runcmd: ['echo oops; false', 'echo never'] } },
      panic: { boot: { runcmd: ['echo 1 > /proc/sys/kernel/sysrq', 'echo c > /proc/sysrq-trigger'] } },
      reset: { boot: { runcmd: ['echo 1 > /proc/sys/kernel/sysrq', RESET, 'sleep 60'] } },
      'reset-allowed': {
        image: 'installed',
        machine: {
          disks: [
            { size: '64M', serial: 'system' },
            { size: '64M', serial: 'flag' },
          ],
        },
        boot: {
          reboots: 1,
          runcmd: [`[ "$(head -c 4 ${FLAG})" = done ] || { printf done > ${FLAG}; sync; ${RESET}; sleep 60; }`, 'echo once more'],
        },
        checks: [{ console: 'once more' }],
      },
      'never-off': { boot: { timeout: '8s', runcmd: ['while :; do :; done'] } },
      silent: { timeouts: { silence: '3s' }, boot: { runcmd: ['sleep 1000'] } },
      'cut-short': {
        boot: { collect: [`yes | head -c 30000000 > big`, `(until ${written(0)}; do :; done; poweroff -f) >/dev/null 2>&1 &`] },
      },
      'hole-in-data': {
        boot: { collect: [`yes | head -c 30000000 > big`, `(until ${written(2000)}; do :; done; ${punch(20)}) >/dev/null 2>&1 &`] },
      },
      'expected-panic': {
        boot: { runcmd: ['echo 1 > /proc/sys/kernel/sysrq', 'echo c > /proc/sysrq-trigger'] },
        expect: { verdict: 'kernel-panic', console: 'sysrq triggered crash', reason: 'it is meant to' },
      },
      'unexpected-pass': { boot: {}, expect: { verdict: 'boot-timeout' } },
      skipped: { boot: {}, skip: { reason: 'no need', until: '2999-01-01' } },
    },
  });
});
after(() => ran[Symbol.asyncDispose]());

const VERDICTS: readonly (readonly [string, string, RegExp])[] = [
  ['pass', 'passed', /^$/],
  ['failed-check', 'check-failed', /answer/],
  ['failed-command', 'check-failed', /boot runcmd 1: ended with status 1 in the guest \(and 1 more\)/],
  ['panic', 'kernel-panic', /the kernel panicked/],
  ['reset', 'unexpected-reboot', /the guest rebooted where a power-off was due/],
  ['reset-allowed', 'passed', /^$/],
  ['never-off', 'boot-timeout', /not done within 16\.0 s/],
  ['silent', 'silent', /said nothing new for .* and its processor was idle/],
  ['expected-panic', 'expected-failure', /the kernel panicked/],
  ['unexpected-pass', 'unexpected-pass', /boot-timeout was expected/],
  ['skipped', 'skipped', /no need/],
];

for (const [name, verdict, cause] of VERDICTS) {
  test(`${name} is ${verdict}`, () => {
    const result = ran.of(name);
    assert.equal(result.verdict, verdict, result.cause);
    assert.match(result.cause, cause);
  });
}

test('all data of a pass came over whole, a hole and odd names included', async () => {
  assert.equal((await ran.kept('pass', 'collect/hole')).length, 3 << 20);
  assert.match(await ran.kept('pass', 'collect/name with "quotes" and \\'), /proc/);
  const record = JSON.parse(await ran.kept('pass', 'collect/.vmtest/complete.json')) as { phase: string; steps: { status: number }[] };
  assert.equal(record.phase, 'boot');
  assert.ok(record.steps.every(({ status }) => status === 0));
});

test('checks say what was asked and found, one by one', () => {
  const [equals, exists, skip] = ran.of('failed-check').checks;
  assert.deepEqual([equals?.verdict, exists?.verdict, skip?.verdict], ['failed', 'passed', 'skipped']);
  assert.match(equals?.message ?? '', /42/);
  assert.match(equals?.message ?? '', /41/);
});

test('a command that failed brings what it said, by its line', async () => {
  const [message, where, ...said] = ran.of('failed-command').checks[0]?.message.split('\n') ?? [];
  assert.deepEqual([message, said.at(-1)], ['ended with status 1 in the guest', '  oops']);
  const line = Number(/^logs\/boot-console\.log:(\d+)$/.exec(where ?? '')?.[1]) + said.length - 1;
  assert.equal((await ran.kept('failed-command', 'logs/boot-console.log')).split('\n')[line - 1]?.trim(), 'oops');
});

test('a panic brings its console, and the machine was still there to be asked', async () => {
  const result = ran.of('panic');
  const excerpts = result.phases[0]?.excerpts.map(({ text }) => text).join('\n') ?? '';
  assert.match(excerpts, /Kernel panic - not syncing: sysrq triggered crash/);
  assert.match(await ran.kept('panic', 'logs/boot-console.log'), /Kernel panic/);
  assert.match(await ran.kept('panic', 'logs/boot-registers.txt'), /RIP=|EIP=/);
});

test('data that was cut short is not taken for whole, and neither is data with a hole', () => {
  for (const name of ['cut-short', 'hole-in-data']) {
    const result = ran.of(name);
    assert.equal(result.verdict, 'collect-incomplete', `${name}: ${result.cause}`);
  }
});

test('the reports are there, and the exit code is that of the worst', async () => {
  assert.equal(ran.result.exitCode, 1);
  const xml = await readFile(join(ran.topdir, 'junit.xml'), 'utf8');
  assert.equal(xml.match(/<testsuite /g)?.length, ran.result.tests.length);
  assert.match(xml, /<failure[^>]* type="kernel-panic"/);
  const written = JSON.parse(await readFile(join(ran.topdir, 'result.json'), 'utf8')) as { tests: unknown[] };
  assert.equal(written.tests.length, ran.result.tests.length);
  assert.ok(existsSync(join(ran.topdir, ran.of('pass').slug, 'replay.json')));
});

test('guest events and QMP events are on disk, in order', async () => {
  const lines = (await ran.kept('pass', 'logs/events.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; event: unknown });
  const qmp = lines.filter(({ type }) => type === 'qmp').map(({ event }) => event);
  assert.ok(qmp.indexOf('RESUME') < qmp.indexOf('SHUTDOWN'));
  assert.ok(lines.some(({ type }) => type === 'guest'));
});

test('the kept script starts the same machine again, by itself', async () => {
  const script = join(ran.topdir, ran.of('failed-check').slug, 'logs/qemu-boot.sh');
  const outcome = await run('sh', [script, '-snapshot'], { env: TOOL_ENV, timeout: 120 });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  assert.match(outcome.stdout, /vmtest: step 1 "collect 1"[\s\S]*Power down/);
});
