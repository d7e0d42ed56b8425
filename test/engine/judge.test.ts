import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgePhase } from '../../src/engine/judge.ts';
import type { Ending } from '../../src/evidence/ending.ts';
import { RULES } from '../../src/evidence/rules.ts';
import type { CompletionRecord } from '../../src/model/evidence.ts';

const OFF: Ending = { kind: 'power-off' };
const record = (status: number): CompletionRecord => ({
  version: 1,
  phase: 'x',
  bootId: 'b',
  steps: [{ name: 'install', status }],
  members: [],
});
const whole = (status: number) => ({ complete: true, reason: '', record: record(status), notes: [] });
const cut = { complete: false, reason: 'the record did not come', record: null, notes: [] };
const hit = (id: string) => {
  const rule = RULES.find((candidate) => candidate.id === id);
  assert.ok(rule !== undefined);
  return { rule, channel: 'console' as const, line: 1, text: rule.excerpt };
};

test('a power-off proves nothing: the record decides', () => {
  const install = { kind: 'install' as const, steps: [] };
  const boot = { kind: 'boot' as const, steps: [] };
  assert.equal(judgePhase(install, OFF, [], whole(0)).verdict, 'passed');
  assert.equal(judgePhase(install, OFF, [], whole(9)).verdict, 'install-failed');
  assert.equal(judgePhase(install, OFF, [], cut).verdict, 'install-failed');
  assert.equal(judgePhase(install, OFF, [], { ...whole(0), complete: false }).verdict, 'install-failed');
  assert.equal(judgePhase(install, OFF, [], null).verdict, 'install-failed');
  assert.equal(judgePhase(boot, OFF, [], whole(0)).verdict, 'passed');
  assert.equal(judgePhase(boot, OFF, [], cut).verdict, 'collect-incomplete');
  assert.equal(judgePhase(boot, OFF, [], null).verdict, 'collect-incomplete');
});

test('a bad end outranks the record, and what was heard explains a failure', () => {
  const install = { kind: 'install' as const, steps: [] };
  assert.equal(judgePhase(install, { kind: 'reset', resets: 1 }, [], whole(0)).verdict, 'unexpected-reboot');
  const judged = judgePhase(install, OFF, [hit('out-of-memory')], whole(137));
  assert.equal(judged.verdict, 'out-of-memory');
  assert.match(judged.cause, /ended with status 137; before that, the kernel killed a process because memory ran out \("/);
  assert.equal(judgePhase(install, OFF, [hit('soft-lockup')], whole(0)).verdict, 'passed');
});
