import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripAnsi } from '../../src/base/text.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { headline } from '../../src/report/headline.ts';
import { liveBlock } from '../../src/report/live-block.ts';
import { initialLive, type Live, reduceLive } from '../../src/report/live-state.ts';
import { planText } from '../../src/report/plan-text.ts';
import { summaryText } from '../../src/report/summary.ts';
import { columns, cutTo, width } from '../../src/report/width.ts';
import { diskOf, planOf, testOf } from '../plan/fixtures.ts';
import { EVERY_ENDING, finding, phaseResult, runResult, testResult } from './support.ts';

const HOSTILE = '\u001b]0;title\u0007\u001b[2J\u202e\n::error::forged\r##[command]x\u009b1m';

test('the headline counts each test once, in one sentence', () => {
  const of = (...indexes: number[]) => headline(runResult(indexes.map((index) => EVERY_ENDING[index] as (typeof EVERY_ENDING)[number])));
  assert.equal(of(), 'no test ran');
  assert.equal(of(0), 'the test passed in 2m 05s');
  assert.equal(of(0, 5), 'all 2 tests passed in 2m 05s');
  assert.equal(of(0, 4), '1 of 2 tests passed, 1 skipped, in 2m 05s');
  assert.equal(of(1, 0), '1 of 2 tests failed in 2m 05s');
  assert.equal(of(0, 1, 2, 3, 7, 9), '2 of 6 tests failed, 1 was ended by the host, 1 was cancelled, 1 flaky, in 2m 05s');
});

test('a summary tells each test, and of each failure its cause, excerpt, checks, folder and replay', () => {
  const text = summaryText(runResult(EVERY_ENDING), { color: false, root: '/project' });
  assert.match(text, /^ {2}✓ {2}basic\[firmware=bios\] +passed +55\.6 s {2}2 checks$/m);
  assert.match(text, /^ {2}– {2}later +skipped +until 2027-03-01: the installer has a bug$/m);
  assert.match(text, /^ {2}✗ fstab {2}\(suite\/vmtest\.yaml:31\)\n {4}│ collect\/fstab:3 has LABEL=data/m);
  assert.match(text, /^ {4}logs\/boot-console\.log:411\n {4}│ .*VFS: Cannot open.*\n {4}│ .*Kernel panic/m);
  assert.match(text, /^ {2}kept {4}'\/var\/tmp\/vmtest 1\/panic' {2}1\.2 GiB: collect, disks, logs$/m);
  assert.match(text, /^ {2}replay {2}vmtest replay '\/var\/tmp\/vmtest 1\/panic'$/m);
  assert.match(text, /vmtest: 4 of 10 tests failed.*\n$/);
  assert.equal(stripAnsi(summaryText(runResult(EVERY_ENDING), { color: true, root: '/project' })), text);
});

test('what a guest wrote stays behind a sign, on its line, without escapes', () => {
  const phase = phaseResult({ verdict: 'kernel-panic', cause: HOSTILE, excerpts: [{ file: 'logs/x', line: 1, text: HOSTILE }] });
  const result = testResult('t', {
    verdict: 'kernel-panic',
    cause: HOSTILE,
    hint: HOSTILE,
    phases: [phase],
    checks: [finding(HOSTILE, { verdict: 'failed', message: HOSTILE, cases: [finding(HOSTILE, { verdict: 'failed', message: HOSTILE })] })],
  });
  const texts = [
    summaryText(runResult([result]), { color: false }),
    `${eventLine({ type: 'phase-end', at: 1, test: 't', result: phase })}\n`,
    `${eventLine({ type: 'console', at: 1, test: 't', phase: 'boot', line: HOSTILE }, { console: true })}\n`,
    `${eventLine({ type: 'check', at: 1, test: 't', finding: finding('x', { verdict: 'failed', message: HOSTILE }) })}\n`,
    `${eventLine({ type: 'notice', at: 1, severity: 'warning', message: HOSTILE })}\n`,
  ];
  for (const text of texts) {
    assert.doesNotMatch(text, /^\s*(?:::|##\[)/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is shown
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
  for (const line of texts.slice(1)) assert.equal(line.split('\n').length, 2);
});

test('event lines: what is told, with the time since the start or of the day', () => {
  const at = 1_795_342_210;
  const line = (event: RunEvent) => eventLine(event, { startedAt: at - 65 });
  assert.equal(
    line({ type: 'run-start', at, topdir: '/t', jobs: 2, tests: [{ id: 'a', slug: 'a' }] }),
    '01:05  1 test, 2 at a time, in /t',
  );
  assert.equal(line({ type: 'phase-start', at, test: 'a', phase: 'boot', timeoutSeconds: 300 }), '01:05    a  boot started, up to 5m 00s');
  assert.equal(line({ type: 'phase-end', at, test: 'a', result: phaseResult() }), '01:05    a  boot passed in 37.0 s');
  assert.equal(line({ type: 'check', at, test: 'a', finding: finding('x') }), null);
  assert.equal(line({ type: 'console', at, test: 'a', phase: 'boot', line: 'x' }), null);
  assert.equal(line({ type: 'test-end', at, test: 'a', result: testResult('a') }), '01:05  ✓ a  passed in 55.6 s, 2 of 2 checks passed');
  const ended = (verdict: 'install-failed' | 'expected-failure') =>
    line({ type: 'test-end', at, test: 'a', result: testResult('a', { verdict, cause: 'why', reason: 'meant', checks: [], attempts: 2 }) });
  assert.equal(ended('install-failed'), '01:05  ✗ a  install-failed in 55.6 s, at attempt 2: why');
  assert.equal(ended('expected-failure'), '01:05  ✓ a  expected-failure in 55.6 s, at attempt 2: meant');
  assert.equal(eventLine({ type: 'notice', at, severity: 'warning', message: 'm', hint: 'h', test: 'a' }), '10:10:10  warning: a: m (h)');
  assert.equal(
    eventLine({ type: 'image', at: at + 7200, image: 'i', state: 'ready', message: 'ready' }, { startedAt: at }),
    '2:00:00  image i: ready',
  );
});

function live(...events: RunEvent[]): Live {
  return events.reduce(reduceLive, initialLive);
}

const START: RunEvent = { type: 'run-start', at: 100, topdir: '/t', jobs: 2, tests: ['a', 'b', 'c'].map((id) => ({ id, slug: id })) };

test('the live block shows what runs, for how long, its last console line, and what is done', () => {
  const state = live(
    START,
    { type: 'image', at: 100, image: 'i', state: 'step', message: 'packing' },
    { type: 'test-start', at: 101, test: 'a' },
    { type: 'phase-start', at: 102, test: 'a', phase: 'install', timeoutSeconds: 600 },
    { type: 'console', at: 103, test: 'a', phase: 'install', line: `${HOSTILE}Copying files` },
    { type: 'console', at: 103, test: 'a', phase: 'install', line: ' \r\n' },
    { type: 'test-start', at: 103, test: 'b' },
    { type: 'test-end', at: 104, test: 'b', result: testResult('b', { verdict: 'silent' }) },
  );
  const block = liveBlock(state, { now: 143.2, columns: 80, rows: 24, color: false });
  assert.deepEqual(
    block.map((line) => line.replace(/^[⠀-⣿]/, '*')),
    [
      '* image i  0:43  packing',
      '* a  install  0:41 / 10:00  � ::error::forged # #[command]xCopying files',
      '  1 of 3 done · 1 failed · 1 waiting · 43.2 s',
    ],
  );
  assert.deepEqual(liveBlock(initialLive, { now: 0, columns: 80, rows: 24, color: false }), []);
});

test('the live block never is wider than the terminal, nor higher than half of it', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `test-${index}[image=日本語${'x'.repeat(index * 3)}]`);
  const events = ids.flatMap((id): RunEvent[] => [
    { type: 'test-start', at: 1, test: id },
    { type: 'phase-start', at: 1, test: id, phase: 'boot', timeoutSeconds: 9 },
    { type: 'console', at: 1, test: id, phase: 'boot', line: '漢字 '.repeat(60) },
  ]);
  const state = live({ ...START, tests: ids.map((id) => ({ id, slug: id })) }, ...events);
  for (const [wide, rows] of [
    [80, 24],
    [40, 10],
    [200, 100],
    [21, 2],
  ] as const) {
    for (const color of [true, false]) {
      const block = liveBlock(state, { now: 5, columns: wide, rows, color });
      assert.ok(block.length <= Math.max(2, rows / 2), `${block.length} lines of ${rows}`);
      if (wide >= 40) for (const line of block) assert.ok(width(line) < wide, `${width(line)} of ${wide}: ${line}`);
    }
  }
});

test('widths: marks take no column, wide characters two; a cut never is wider than asked', () => {
  assert.deepEqual(['abc', 'e\u0301', '日本', '💥', '\u001b[31mred\u001b[39m'].map(width), [3, 1, 4, 2, 3]);
  assert.deepEqual(
    [cutTo('日本語', 4), cutTo('日本語', 5), cutTo('日本語', 6), cutTo('abc', 2), cutTo('abc', 0)],
    ['日…', '日本…', '日本語', 'a…', ''],
  );
  assert.deepEqual(
    columns(
      [
        ['a', '', 'x'],
        ['bbb', '', 'y'],
      ],
      [0],
    ),
    ['  a  x', 'bbb  y'],
  );
});

test('a plan for people: a table of many tests, of a few everything with where it came from', () => {
  const many = planText(
    planOf(
      Array.from({ length: 6 }, (_, index) =>
        testOf({ id: `t${index}`, slug: `t${index}`, machine: { disks: [diskOf(), diskOf({ driver: 'scsi-hd', paths: 2 })] } }),
      ),
    ),
  );
  assert.match(many, /^test +image +machine +disks +phases\n/);
  assert.match(many, /^t0 .*x86_64 bios tcg 1×2GiB +10GiB 10GiB×2 paths +install boot$/m);
  assert.match(many, /\n\n6 tests\n$/);
  const one = planText(planOf(testOf()));
  assert.match(one, /^ {2}machine\.memory +2 GiB +default$/m);
  assert.match(one, /^ {2}disk0 +10 GiB virtio-blk serial /m);
  assert.match(one, /^ {2}boot +up to /m);
  assert.equal(planText(planOf([])), '');
});
