import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultAnnotations } from '../../src/report/annotations.ts';
import { EVERY_ENDING, finding, runResult, testResult } from './support.ts';

const annotate = (tests: Parameters<typeof runResult>[0], options: Parameters<typeof resultAnnotations>[1] = {}) =>
  resultAnnotations(runResult(tests), { root: '/project', ...options })
    .split('\n')
    .slice(0, -1);

test('a failure is an error at the suite’s own line, a failed check at its own', () => {
  const lines = annotate(EVERY_ENDING);
  assert.equal(
    lines[0],
    '::error file=suite/vmtest.yaml,line=31,col=9,title=vmtest%3A check-failed::fstab: collect/fstab:3 has LABEL=data on /srv, and collect/proc_mounts has nothing mounted there%0Ain basic[firmware=uefi]',
  );
  assert.equal(
    lines.find((line) => line.includes('kernel-panic')),
    '::error file=suite/vmtest.yaml,line=12,col=3,title=vmtest%3A kernel-panic in boot::boot: the kernel panicked: it could not mount the root file system%0AKernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)%0Alook at the root= of the kernel command line%0Ain panic',
  );
  assert.equal(
    lines.at(-1),
    '::warning file=suite/vmtest.yaml,line=12,col=3,title=vmtest%3A flaky::flaky passed at attempt 3%0Aattempt 1: qemu-failed: boot: QEMU ended by itself%0Aattempt 2: kernel-panic: boot: the kernel panicked',
  );
});

test('a stop is one annotation, however it ended each test; a cause of several lines is told once', () => {
  const lines = annotate([
    testResult('a', { verdict: 'cancelled', cause: 'boot: the run was cancelled' }),
    testResult('b', { verdict: 'cancelled', cause: 'the run was cancelled before its turn' }),
    testResult('c', { verdict: 'cancelled', cause: 'the run was cancelled before its turn' }),
    testResult('d', { verdict: 'image-unavailable', cause: 'there is no disk.img\nthere is no tar', hint: 'look there' }),
  ]);
  assert.deepEqual(
    lines.map((line) => line.replace(/^.*title=/, '')),
    [
      'vmtest%3A image-unavailable::there is no disk.img%0Athere is no tar%0Alook there%0Ain d',
      'vmtest%3A cancelled::the run was cancelled before its turn%0Aboot: the run was cancelled%0Ain b, c and 1 more',
    ],
  );
});

test('tests of one matrix that failed alike are one annotation, the cause of most tests first', () => {
  const alike = ['a', 'b', 'c'].map((axis) => testResult(`many[x=${axis}]`, { verdict: 'install-failed', cause: 'curtin failed' }));
  const lines = annotate([testResult('other', { verdict: 'silent', cause: 'nothing was heard' }), ...alike]);
  assert.deepEqual(
    lines.map((line) => line.replace(/^.*title=/, '')),
    ['vmtest%3A install-failed::curtin failed%0Ain many[x=a], many[x=b] and 1 more', 'vmtest%3A silent::nothing was heard%0Ain other'],
  );
});

test('no more than GitHub shows of a step, and the last says how many there are', () => {
  const at = (line: number) => ({ file: '/project/suite/vmtest.yaml', line, column: 1 });
  const letters = Array.from({ length: 14 }, (_, index) => 'abcdefghijklmn'[index] ?? '');
  const failed = letters.map((x, index) => testResult(x, { verdict: 'silent', cause: `silent after ${x}`, place: at(index) }));
  const flaky = letters.map((x) => testResult(`flaky-${x}`, { attempts: 2 }));
  const notes = letters.map((x) => ({ severity: 'notice', message: x }) as const);
  const lines = annotate([...failed, ...flaky], { notes: [...notes, { severity: 'warning', message: 'quota', hint: 'make room' }] });
  const of = (level: string) => lines.filter((line) => line.startsWith(`::${level} `));
  assert.deepEqual([of('error').length, of('warning').length, of('notice').length, lines.length], [10, 10, 10, 30]);
  assert.match(of('error').at(-1) ?? '', /title=vmtest%3A and 5 more::5 more of this kind/);
  assert.match(of('warning').at(-1) ?? '', /and 6 more/);
  assert.match(
    resultAnnotations(runResult([]), { notes: [{ severity: 'warning', message: 'q', hint: 'm' }] }),
    /^::warning title=vmtest::q%0Am\n$/,
  );
});

test('nothing in a result ends its command, starts another, or is longer than GitHub shows', () => {
  const nasty = 'x\r\n::error::y\n##[error]z %0A \u001b[31m';
  const lines = annotate([
    testResult(nasty, {
      verdict: 'silent',
      cause: nasty.repeat(500),
      hint: nasty,
      place: { file: '/project/a,b::c\n.yaml', line: 1, column: 1 },
    }),
    testResult('c', { verdict: 'check-failed', checks: [finding(nasty, { verdict: 'failed', message: nasty })] }),
  ]);
  assert.equal(lines.length, 2);
  for (const line of lines) {
    const [, properties = '', message = ''] = /^::error (.*?)::(.*)$/.exec(line) ?? [];
    assert.match(properties, /^file=[^:,]+,line=\d+,col=\d+,title=[^:,]+$/);
    assert.ok(!line.includes('##[') && !line.includes('\u001b'));
    const shown = message.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
    assert.ok(shown.length <= 4096, String(shown.length));
  }
});

test('a suite outside of the checkout has no place that GitHub could show', () => {
  const [line] = annotate([testResult('a', { verdict: 'silent', cause: 'c', place: { file: '/else/s.yaml', line: 4, column: 1 } })]);
  assert.equal(line, '::error title=vmtest%3A silent::c%0Ain a%0A/else/s.yaml:4');
});
