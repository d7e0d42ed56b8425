import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputName } from '../../../src/faces/action/output-table.ts';
import { outputsOfRun } from '../../../src/faces/action/outputs.ts';
import type { UploadedArtifact } from '../../../src/model/gate.ts';
import type { TestResult } from '../../../src/model/result.ts';
import { EVERY_ENDING, phaseResult, runResult, testResult } from '../../report/support.ts';

const artifact = (name: string, ...tests: string[]): UploadedArtifact => ({
  name,
  id: 7,
  url: `https://github.com/octo/os/actions/runs/1/artifacts/${name}`,
  digest: 'sha256:00',
  bytes: 1,
  tests,
  dropped: [],
});

function outputs(tests: readonly TestResult[], artifacts: readonly UploadedArtifact[] = [], cacheHit: boolean | null = null) {
  const facts = { run: runResult(tests), artifacts, junit: '/j.xml', reportPath: '/s.md', cacheHit };
  return Object.fromEntries(outputsOfRun('main', facts)) as Record<OutputName, string>;
}

test('every test counts once: passed, failed (by the host too) and skipped are all of them but the cancelled', () => {
  const said = outputs(EVERY_ENDING);
  const cancelled = EVERY_ENDING.filter(({ verdict }) => verdict === 'cancelled').length;
  assert.equal(Number(said.passed) + Number(said.failed) + Number(said.skipped) + cancelled, EVERY_ENDING.length);
  assert.equal(said.tests, String(EVERY_ENDING.length));
  assert.equal((JSON.parse(said['failed-tests']) as string[]).length, Number(said.failed), 'those that it counts, and no other');
});

test('the address of the first failure’s artifact, and not of one that passed', () => {
  const tests = [testResult('fine'), testResult('bad', { verdict: 'kernel-panic' })];
  const said = outputs(tests, [artifact('passed', 'fine'), artifact('bad', 'bad')], true);
  assert.match(said['artifact-url'], /artifacts\/bad$/);
  assert.deepEqual(
    (JSON.parse(said.artifacts) as object[]).map((one) => Object.keys(one)),
    [
      ['name', 'id', 'url', 'digest'],
      ['name', 'id', 'url', 'digest'],
    ],
  );
  assert.equal(said['cache-hit'], 'true');
  assert.equal(outputs(tests)['artifact-url'], '');
});

test('the accelerator of what ran, and of nothing else', () => {
  const refused = testResult('refused', {
    verdict: 'kvm-unusable',
    phases: [],
    qemu: { version: null, accel: 'kvm', machineType: 'pc', cpu: 'host' },
  });
  assert.equal(outputs([refused]).accel, '');
  assert.equal(outputs([refused, testResult('ran', { phases: [phaseResult()] })]).accel, 'tcg');
});

test('lists stay within what GitHub takes of a job’s outputs, and remain JSON', () => {
  const tests = Array.from({ length: 5000 }, (_, at) => testResult(`test-${at}-${'x'.repeat(100)}`, { verdict: 'silent' }));
  const said = outputs(tests);
  assert.ok(said['failed-tests'].length <= 100_000);
  assert.ok((JSON.parse(said['failed-tests']) as string[]).length > 500);
  assert.equal(said.failed, '5000');
});
