import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Consoles } from '../../../src/faces/action/consoles.ts';
import { stepLog } from '../../../src/faces/action/reporter.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { OutputReader } from '../../action/support/commands.ts';
import { finding, phaseResult, testResult } from '../../report/support.ts';

/** What would be an order to the runner, wherever a text of somebody else's comes to stand. */
const HOSTILE = [
  '::error::x',
  '\n::error::x',
  '\r::error::x',
  '##[error]x',
  ' ::set-output name=a::b',
  '\u2028::error::x',
  '%0A::error::x',
  '\u001b[0m::error::x',
];

function reader() {
  const output = new OutputReader();
  const write = (text: string) => {
    // The runner's own reading of lines.
    for (const line of text.split(/\r\n|\n|\r/).slice(0, -1)) output.read(line);
  };
  return { output, write };
}

const event = (given: object): RunEvent => ({ at: 1, ...given }) as RunEvent;

test('the end of a long console is its end', () => {
  const { output, write } = reader();
  const consoles = new Consoles();
  const log = stepLog(write, consoles, { verbose: false, root: '/project' });
  for (let number = 1; number <= 5000; number++)
    consoles.listen(event({ type: 'console', test: 'a', phase: 'boot', line: `line ${number}` }));
  const phases = [phaseResult({ name: 'boot', verdict: 'kernel-panic', cause: 'x' })];
  const result = testResult('a', { verdict: 'kernel-panic', cause: 'x', phases });
  log.listen(event({ type: 'test-end', test: 'a', result }));
  const shown = output.lines.filter((line) => line.includes('│ line '));
  assert.deepEqual([shown.length, shown.at(-1)], [100, '│ line 5000']);
  assert.equal(consoles.of('a').boot?.split('\n').length, 4000);
});

test('no text of a guest’s, a suite’s or a file’s becomes a command, wherever it comes to stand', () => {
  for (const evil of HOSTILE) {
    const { output, write } = reader();
    const consoles = new Consoles();
    const log = stepLog(write, consoles, { verbose: true, root: '/project' });
    const bad = testResult(evil, {
      verdict: 'kernel-panic',
      cause: evil,
      hint: evil,
      reason: evil,
      phases: [phaseResult({ name: evil, verdict: 'kernel-panic', cause: evil, excerpts: [{ file: evil, line: 1, text: evil }] })],
      checks: [finding(evil, { verdict: 'failed', message: evil, cases: [{ name: evil, verdict: 'failed', message: evil }] as never })],
      kept: [{ path: evil, bytes: 1, sha256: null }],
      folder: `/top/${evil}`,
      place: { file: `/project/${evil}`, line: 1, column: 1 },
    });
    const events = [
      event({ type: 'run-start', topdir: evil, tests: [], jobs: 1 }),
      event({ type: 'notice', severity: 'warning', message: evil, hint: evil, test: evil }),
      event({ type: 'image', image: evil, state: 'step', message: evil }),
      event({ type: 'phase-start', test: evil, phase: evil, timeoutSeconds: 1 }),
      event({ type: 'console', test: evil, phase: evil, line: evil }),
      event({ type: 'guest', test: evil, phase: evil, event: { name: evil, description: evil, event_type: 'start', origin: 'curtin' } }),
      event({ type: 'phase-end', test: evil, result: bad.phases[0] }),
      event({ type: 'check', test: evil, finding: bad.checks[0] }),
      event({ type: 'test-retry', test: evil, attempt: 1, verdict: 'qemu-failed', cause: evil }),
      event({ type: 'test-end', test: evil, result: bad }),
    ];
    for (const one of events) {
      consoles.listen(one);
      log.listen(one);
    }
    log.say(evil);
    const names = output.commands.map(({ name }) => name);
    assert.deepEqual(names, ['group', 'endgroup'], JSON.stringify([evil, output.commands]));
    // One line: a group's title ends no command.
    assert.doesNotMatch(output.groups[0]?.title ?? '', /[\r\n]/);
  }
});

test('groups do not nest, and one is closed however its work ends', async () => {
  const { output, write } = reader();
  const log = stepLog(write, new Consoles(), { verbose: false, root: '/' });
  assert.equal(await log.group('a % b', () => Promise.resolve(42)), 42);
  await assert.rejects(log.group('fails', () => Promise.reject(new Error('x'))));
  assert.deepEqual(
    output.commands.map(({ name, message }) => [name, message]),
    [
      ['group', 'a % b'],
      ['endgroup', ''],
      ['group', 'fails'],
      ['endgroup', ''],
    ],
  );
});

test('consoles are remembered by test and phase, and a guest that prints for ever costs no memory', () => {
  const consoles = new Consoles();
  const say = (line: string) => consoles.listen(event({ type: 'console', test: 'one', phase: 'boot', line }));
  say('first');
  for (let at = 0; at < 10_000; at += 1) say('x'.repeat(1000));
  consoles.listen(event({ type: 'console', test: '__proto__', phase: '__proto__', line: 'odd' }));
  const { boot = '' } = consoles.of('one');
  assert.match(boot, /^first\nx+/);
  assert.ok(boot.length < 2_000_000, `${boot.length}`);
  assert.deepEqual(consoles.of('two'), {});
  assert.deepEqual(Object.values(consoles.of('__proto__')), ['odd']);
});
