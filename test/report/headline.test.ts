import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeGroups, decisiveLine } from '../../src/report/causes.ts';
import { isNoise, normalLine } from '../../src/report/console-line.ts';
import { causeHeadline } from '../../src/report/headline.ts';
import { EVERY_ENDING, finding, phaseResult, runResult, testResult } from './support.ts';

const panic = (id: string, line: number, text: string) =>
  testResult(id, {
    verdict: 'kernel-panic',
    cause: 'boot: the kernel panicked',
    phases: [phaseResult({ verdict: 'kernel-panic', excerpts: [{ file: 'logs/boot-console.log', line, text }] })],
  });

test('the headline is one sentence with the cause', () => {
  const of = (...ids: string[]) => causeHeadline(runResult(EVERY_ENDING.filter(({ id }) => ids.includes(id))));
  assert.equal(of('flaky'), 'the test passed, 1 flaky, in 2m 05s');
  assert.equal(
    of('flaky', 'panic'),
    '1 of 2 tests failed, 1 flaky, in 2m 05s: kernel-panic in the boot of panic (Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0))',
  );
  assert.equal(
    of('panic', 'basic[firmware=uefi]', 'flaky').slice(0, 100),
    '2 of 3 tests failed, 1 flaky, in 2m 05s: check-failed in basic[firmware=uefi] (fstab: collect/fstab:3 has'.slice(0, 100),
  );
  assert.equal(
    of('gone', 'stopped', 'kvm'),
    '1 of 3 tests failed, 1 was ended by the host, 1 was cancelled, in 2m 05s: kvm-unusable in kvm (KVM opens here but runs no guest), and 2 other causes',
  );
});

test('tests that ended alike are one cause, whatever numbers their consoles have', () => {
  const tests = [
    panic('a', 411, '[    1.94] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n[    1.95] CPU: 0'),
    testResult('b'),
    panic('c', 20, '[   12.11] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(8,1)'),
    panic('d', 20, '[   12.11] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b'),
    testResult('e', { verdict: 'check-failed', checks: [finding('fstab', { verdict: 'failed', message: '12 is not 13' })] }),
    testResult('f', { verdict: 'check-failed', checks: [finding('fstab', { verdict: 'failed', message: '14 is not 15' })] }),
    testResult('g', { verdict: 'check-failed', checks: [finding('swaps', { verdict: 'failed', message: '14 is not 15' })] }),
  ];
  assert.deepEqual(
    causeGroups(tests).map((group) => group.tests.map(({ id }) => id)),
    [['a', 'c'], ['e', 'f'], ['d'], ['g']],
  );
});

test('the decisive line is the one that a rule met, else the last that was heard', () => {
  const excerpt = (line: number | null, text: string) => ({ file: 'logs/boot-console.log', line, text });
  const of = (...excerpts: ReturnType<typeof excerpt>[]) => decisiveLine(phaseResult({ excerpts }));
  assert.equal(of(), null);
  assert.equal(of(excerpt(3, '[    2.1] oops: a\n[    2.2] after')), 'oops: a');
  assert.equal(of(excerpt(3, 'met'), excerpt(null, 'x\ny')), 'met');
  assert.equal(of(excerpt(null, 'x\n[    9.0] last\n')), 'last');
});

test('a line without what changes from boot to boot', () => {
  assert.equal(normalLine('[    1.234567][    T1] \u001b[0;1;31mvda: 5 sectors at 0xdeadbeef\u001b[0m\r'), 'vda: N sectors at N');
  assert.equal(normalLine('Nov 23 00:01:02 host sshd[12]: key 52:54:00:12:34:56 ok'), 'TIME host sshd[N]: key MAC ok');
  assert.equal(normalLine('2026-11-23T00:01:02.123Z up UUID=4cd98c5c-7761-4179-9d1b-0123456789ab'), 'TIME up UUID=UUID');
  assert.equal(normalLine('/tmp/tmp.Ab3dE9xQ1z f3a9c01'), '/tmp/tmp N');
  assert.equal(normalLine(`${' 10%\r'.repeat(20)}done`), 'done');
  assert.ok(isNoise('N N') && isNoise('[ ***] A start job is running for x (Ns / no limit)') && !isNoise('Mounted /srv'));
  // A line without an end costs no more than its beginning.
  assert.ok(normalLine('a1'.repeat(1e6)).length <= 1000);
});
