import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChecks } from '../../src/checks/run-checks.ts';
import type { Finding } from '../../src/model/result.ts';
import { phase, settings } from './support.ts';

const OPTIONS = { folder: '/none', env: {} };

test('findings come in order, named uniquely, with their place, phase and time, and are told as they come', async () => {
  const evidence = { folder: '/none', phases: [phase('boot', { files: { x: 'a' } })] };
  const told: Finding[] = [];
  const checks = [
    settings({ kind: 'file', path: 'x', exists: true }),
    settings({ kind: 'file', path: 'x', contains: ['b'] }),
    settings({ kind: 'file', path: 'x (2)', exists: true }),
  ];
  const findings = await runChecks(checks, evidence, { ...OPTIONS, onFinding: (finding) => told.push(finding) });
  assert.deepEqual(
    findings.map(({ name, verdict, phase, place }) => [name, verdict, phase, place?.line]),
    [
      ['file x', 'passed', 'boot', 7],
      ['file x (3)', 'failed', 'boot', 7],
      ['file x (2)', 'failed', 'boot', 7],
    ],
  );
  assert.deepEqual(told, findings);
  assert.ok(findings.every(({ seconds }) => seconds >= 0));
});

test('`from` picks the phase, else the last boot counts; messages name that phase’s folder', async () => {
  const evidence = {
    folder: '/none',
    phases: [phase('first', { files: { x: '1' } }, '/none/collect/first'), phase('again', { files: { x: '2' } }, '/none/collect/again')],
  };
  const ask = async (from: string | null, equals: string) =>
    (await runChecks([settings({ kind: 'file', path: 'x', equals, from })], evidence, OPTIONS))[0]?.message;
  assert.equal(await ask(null, '2'), '');
  assert.equal(await ask('first', '1'), '');
  assert.equal(await ask('first', '2'), 'collect/first/x:1 is "1", not "2"');
  assert.equal(await ask('third', '2'), 'the phase third did not run (these ran: first, again)');
});

test('without phases, or without a completion record, a check fails and says so', async () => {
  const checks = [settings({ kind: 'file', path: 'x', absent: true }), settings({ kind: 'run' })];
  const none = await runChecks(checks, { folder: '/none', phases: [] }, OPTIONS);
  assert.deepEqual(
    new Set(none.map(({ verdict, message }) => `${verdict}: ${message}`)),
    new Set(['failed: there is nothing to read: no phase ran']),
  );
  const cut = await runChecks(checks, { folder: '/none', phases: [phase('boot', { files: {}, steps: null })] }, OPTIONS);
  const message = 'what boot collected is incomplete: its completion record did not come';
  assert.deepEqual(
    cut.map((finding) => [finding.verdict, finding.message]),
    [
      ['failed', message],
      ['failed', message],
    ],
  );
});

test('after a cancellation the rest is skipped', async () => {
  const evidence = { folder: '/none', phases: [phase('boot', {})] };
  const checks = [settings({ kind: 'file', path: 'x', absent: true })];
  const [finding] = await runChecks(checks, evidence, { ...OPTIONS, signal: AbortSignal.abort() });
  assert.deepEqual([finding?.verdict, finding?.message], ['skipped', 'cancelled before it ran']);
});
