import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Attempt } from '../../src/engine/attempt.ts';
import { attemptTest, isRetried, keepAttempts } from '../../src/engine/attempts.ts';
import { setAside } from '../../src/evidence/attempt.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { TestPlan } from '../../src/model/plan.ts';
import type { TestResult } from '../../src/model/result.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { phaseResult, testResult } from '../report/support.ts';
import { tempFolder } from '../support/temp.ts';

const PLAN = { id: 'guest', slug: 'guest', keep: { pass: [], fail: ['logs'] } } as unknown as TestPlan;

test('a host that may do better is tried again as often as the run says, a system only as often as its suite says', () => {
  const retried = (verdict: Verdict, own: number | undefined, run: number, number = 1) =>
    isRetried(own === undefined ? {} : { retries: own }, run, number, { verdict });
  assert.equal(retried('qemu-failed', undefined, 1), true);
  assert.equal(retried('qemu-failed', undefined, 1, 2), false);
  assert.equal(retried('host-overloaded', undefined, 0), false);
  assert.equal(retried('host-overloaded', 1, 0), true, 'the suite speaks of both');
  for (const verdict of ['kvm-unusable', 'disk-full', 'image-corrupt', 'image-unavailable'] as const)
    assert.equal(retried(verdict, 3, 3), false, verdict);
  assert.equal(retried('kernel-panic', undefined, 3), false);
  assert.equal(retried('kernel-panic', 1, 0), true);
  for (const verdict of ['unexpected-pass', 'passed', 'expected-failure', 'skipped', 'cancelled'] as const)
    assert.equal(retried(verdict, 3, 3), false, verdict);
});

test('an image is fetched again where the network was to blame, and not where the server says no or the bytes are wrong', () => {
  const retried = (code: Parameters<typeof isRetried>[3]['code']) =>
    isRetried({}, 1, 1, { verdict: 'image-unavailable', ...(code && { code }) });
  assert.equal(retried('VMTEST_DOWNLOAD_STALLED'), true);
  assert.equal(retried('VMTEST_DOWNLOAD_REFUSED'), false);
  assert.equal(retried('VMTEST_IMAGE_UNAVAILABLE'), false);
  assert.equal(isRetried({}, 1, 1, { verdict: 'qemu-failed', code: 'VMTEST_TOOL_MISSING' }), false);
  const ended = { verdict: 'image-unavailable', code: 'VMTEST_DOWNLOAD_FAILED' } as const;
  assert.deepEqual([isRetried({}, 1, 1, ended), isRetried({}, 1, 1, { ...ended, lasting: true })], [true, false]);
});

/** Attempts that end with these verdicts, one after the other. */
async function attempts(verdicts: readonly Verdict[], signal = new AbortController().signal) {
  const events: RunEvent[] = [];
  const seen: Attempt[] = [];
  const emit = (event: RunEvent) => events.push(event);
  const result = await attemptTest(PLAN, { signal, emit, retries: 5 }, (attempt) => {
    seen.push(attempt);
    const verdict = verdicts[attempt.number - 1] as Verdict;
    const phases = [phaseResult({ excerpts: [{ file: 'logs/boot-console.log', line: 3, text: 'x' }] })];
    const result = testResult('guest', { verdict, cause: `no. ${attempt.number}`, phases });
    return Promise.resolve({ result, again: attempt.again({ verdict }) });
  });
  return { events, seen, result };
}

test('each attempt knows those before it, whose paths are where their files went', async () => {
  const { events, seen } = await attempts(['qemu-failed', 'host-overloaded', 'passed']);
  assert.deepEqual(
    events.map((event) => (event.type === 'test-retry' ? `${event.attempt} ${event.verdict} ${event.cause}` : event.type)),
    ['1 qemu-failed no. 1', '2 host-overloaded no. 2'],
  );
  const last = seen.at(-1);
  assert.deepEqual(
    last?.earlier.map(({ verdict, phases }) => [verdict, phases[0]?.consoleLog, phases[0]?.excerpts[0]?.file]),
    [
      ['qemu-failed', 'attempts/1/logs/boot-console.log', 'attempts/1/logs/boot-console.log'],
      ['host-overloaded', 'attempts/2/logs/boot-console.log', 'attempts/2/logs/boot-console.log'],
    ],
  );
  assert.equal(seen.length, 3);
});

test('nothing is tried again once the run is cancelled', async () => {
  const { events, result } = await attempts(['qemu-failed', 'passed'], AbortSignal.abort());
  assert.deepEqual([events, result.verdict], [[], 'qemu-failed']);
});

/** A test's folder after an attempt. */
async function left(topdir: string): Promise<string> {
  const folder = join(topdir, 'guest');
  for (const part of ['boot', 'collect', 'disks', 'install', 'logs']) {
    await mkdir(join(folder, part), { recursive: true });
    await writeFile(join(folder, part, 'file'), part);
  }
  await writeFile(join(folder, 'replay.json'), '{}');
  return folder;
}

test('of an attempt that is over its logs stay where the policy keeps those of a failure, and nothing else does', async () => {
  await using temp = await tempFolder();
  const folder = await left(temp.path);
  await setAside(folder, 1, true);
  assert.equal(await readFile(join(folder, 'attempts/1/logs/file'), 'utf8'), 'logs');
  for (const gone of ['disks', 'collect', 'logs', 'replay.json', 'attempts/1/disks'])
    assert.equal(existsSync(join(folder, gone)), false, gone);
  await left(temp.path);
  await setAside(folder, 2, false);
  assert.equal(existsSync(join(folder, 'attempts/2')), false);
  assert.equal(existsSync(join(folder, 'logs')), false);
  await setAside(join(temp.path, 'absent'), 1, false);
});

test('a last attempt that came to no machine still tells of those before it', async () => {
  await using temp = await tempFolder();
  const folder = await left(temp.path);
  const attempt: Attempt = { number: 2, earlier: [], again: () => false };
  const result = testResult('guest', { verdict: 'image-unavailable', folder: null, attempts: 2 });
  const told = await keepAttempts(folder, PLAN, result, attempt);
  assert.equal(told.folder, folder);
  assert.deepEqual(
    told.kept.map(({ path }) => path),
    ['attempts/1/logs/file'],
  );
  assert.equal((JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as TestResult).attempts, 2);
  assert.equal((await keepAttempts(join(temp.path, 'absent'), { ...PLAN, keep: { pass: [], fail: [] } }, result, attempt)).folder, null);
});
