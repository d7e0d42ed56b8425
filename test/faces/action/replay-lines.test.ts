import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../src/faces/action/job.ts';
import { replayLines } from '../../../src/faces/action/replay-lines.ts';
import type { ShardReport } from '../../../src/model/gate.ts';
import { phaseResult, runResult, testResult } from '../../report/support.ts';

test('each failure goes into a folder of its own, in the report of a gate too, where a test has no folder', () => {
  const failed = (id: string) => {
    const phases = [phaseResult({ verdict: 'kernel-panic', qemuSeconds: 3 })];
    return testResult(id, { slug: id, phases, verdict: 'kernel-panic', folder: null, kept: [{ path: 'disks', bytes: 1, sha256: null }] });
  };
  const artifacts = ['a', 'b'].map((id, at) => ({ url: `https://github.com/o/r/artifacts/${at}`, tests: [id] }));
  const job = { context: { repository: 'o/r' } } as unknown as Job;
  assert.deepEqual(replayLines(job, { artifacts, result: runResult([failed('a'), failed('b')]) } as unknown as ShardReport), {
    a: 'vmtest download https://github.com/o/r/artifacts/0 -o vmtest-failure-a && vmtest replay vmtest-failure-a',
    b: 'vmtest download https://github.com/o/r/artifacts/1 -o vmtest-failure-b && vmtest replay vmtest-failure-b',
  });
});
