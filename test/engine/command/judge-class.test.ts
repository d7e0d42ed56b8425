import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogText } from '../../../src/engine/command/class-folders.ts';
import { consoleFacts } from '../../../src/engine/command/console-facts.ts';
import { type ClassOutcome, judgeClass } from '../../../src/engine/command/judge-class.ts';
import type { Finding } from '../../../src/model/result.ts';

const log = (file: string, text: string): LogText => ({ file: `logs/${file}`, text, cut: false });
const console = (install: string | null, boot: string | null = null) =>
  consoleFacts(
    { install: install === null ? null : log('install-serial.log', install), boot: boot === null ? null : log('boot-serial.log', boot) },
    'output/T',
  );
const finding = (name: string, verdict: Finding['verdict'], message = ''): Finding => ({ name, verdict, message, phase: 'T', seconds: 0 });

function judged(choice: Partial<ClassOutcome>) {
  return judgeClass({
    folder: { success: false, errors: null },
    cases: { tests: [], setup: null },
    console: console(null),
    cut: null,
    ...choice,
  });
}

const FINISHED = 'curtin: Installation finished.\n';
const PANIC = '[    1.0] one\n[    1.5] Kernel panic - not syncing: Attempted to kill init!\n[    1.6] CPU: 0\n';

describe('judgeClass', () => {
  it('passes what has its record, and no failed test', () => {
    assert.equal(judged({ folder: { success: true, errors: null } }).verdict, 'passed');
  });

  it('believes a failed test more than a record of success', () => {
    const tests = [finding('test_a', 'passed'), finding('test_b', 'failed', 'b is not a\nmore')];
    const { verdict, cause } = judged({ folder: { success: true, errors: null }, cases: { tests, setup: null } });
    assert.equal(verdict, 'check-failed');
    assert.equal(cause, '1 of 2 tests failed: test_b (b is not a)');
  });

  it('counts by errors.json where no JUnit file says which', () => {
    const { verdict, cause } = judged({ folder: { success: true, errors: 2 } });
    assert.equal(verdict, 'check-failed');
    assert.match(cause, /errors\.json counts 2 failed tests/);
  });

  it('says by the console why a class was not set up, with the decisive lines and where they are', () => {
    const { verdict, cause, excerpts } = judged({
      cases: { tests: [], setup: finding('setUpClass', 'failed', 'launch ended with 1') },
      console: console(PANIC),
    });
    assert.equal(verdict, 'kernel-panic');
    assert.match(cause, /then setUpClass failed: launch ended with 1/);
    assert.equal(excerpts[0]?.file, 'output/T/logs/install-serial.log');
    assert.equal(excerpts[0]?.line, 2);
    assert.match(excerpts[0]?.text ?? '', /^\[ {4}1\.5\] Kernel panic.*\n\[ {4}1\.6\] CPU: 0$/);
  });

  it('tells a late installation from a late boot, and a failed installation from what failed after it', () => {
    const late = { tests: [], setup: finding('setUpClass', 'failed', "TimeoutExpired: Command '[...]' timed out") };
    assert.equal(judged({ cases: late, console: console('starting\n') }).verdict, 'install-timeout');
    assert.equal(judged({ cases: late, console: console(FINISHED, 'booting\n') }).verdict, 'boot-timeout');
    const failed = { tests: [], setup: finding('setUpClass', 'failed', 'no') };
    assert.equal(judged({ cases: failed, console: console('starting\n') }).verdict, 'install-failed');
    assert.equal(judged({ cases: failed, console: console(FINISHED) }).verdict, 'check-failed');
  });

  it('skips what says that it was skipped, also before it had a folder', () => {
    const setup = finding('setUpClass', 'skipped', 'no tgtd');
    assert.deepEqual(judged({ folder: null, cases: { tests: [], setup } }), { verdict: 'skipped', cause: 'no tgtd', excerpts: [] });
  });

  it('misses a class without a result, says why it was cut, and shows how its console ends', () => {
    const { verdict, cause, excerpts } = judged({
      console: console('one\n\ntwo\n'),
      cut: 'the command was killed after 5.0 s, its time limit',
    });
    assert.equal(verdict, 'missing');
    assert.match(cause, /neither logs\/success nor logs\/errors\.json: the command was killed after 5\.0 s/);
    assert.deepEqual(excerpts, [{ file: 'output/T/logs/install-serial.log', line: null, text: 'one\ntwo' }]);
    assert.equal(judged({ folder: null }).cause, 'it left no folder');
  });

  it('takes a panic for the verdict of a class that was cut', () => {
    assert.equal(judged({ console: console(null, PANIC) }).verdict, 'kernel-panic');
  });

  it('passes a class of a plain runner, which keeps no records', () => {
    assert.equal(judged({ folder: null, cases: { tests: [finding('test_a', 'passed')], setup: null } }).verdict, 'passed');
  });
});
