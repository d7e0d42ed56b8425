import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiskSpace } from '../../src/host/facts.ts';
import { diskProblems, growthAtOnce, memoryProblems } from '../../src/host/room.ts';
import { diskOf, planOf, testOf } from '../plan/fixtures.ts';

const GiB = 2 ** 30;
const space = (freeBytes: number, inMemory = false): DiskSpace => ({
  ...{ folder: '/', totalBytes: 100 * GiB, freeBytes, type: inMemory ? 'tmpfs' : 'ext4', inMemory },
});
const installs = (size: number) => planOf(testOf({ machine: { disks: [diskOf({ size })] } })).tests;

describe('room on the disk', () => {
  it('is what disks may grow by, never more than they hold, of those at once', () => {
    assert.equal(growthAtOnce([...installs(GiB), ...installs(100 * GiB), ...installs(100 * GiB)], 2), 6 * GiB);
    assert.equal(growthAtOnce(installs(GiB), 4), GiB);
  });

  it('is an error where no run does with it, a warning where it may not suffice, nothing where nobody knows', () => {
    const tests = installs(10 * GiB);
    const told = (free: DiskSpace) =>
      diskProblems({ path: '/work', named: true }, free, tests, 1).map(({ code, severity }) => `${code} ${severity}`);
    assert.deepEqual(told(space(10 << 20)), ['VMTEST_DISK_FULL error']);
    assert.deepEqual(told(space(GiB)), ['VMTEST_DISK_FULL warning']);
    assert.deepEqual(told(space(50 * GiB)), []);
    assert.deepEqual(told(space(50 * GiB, true)), ['VMTEST_DISK_FULL warning']);
    assert.deepEqual(told({ ...space(0), totalBytes: 0 }), []);
  });
});

it('memory for the largest machine is a warning that names it', () => {
  const [problem] = memoryProblems({ totalBytes: 8 * GiB, availableBytes: GiB }, installs(GiB));
  assert.match(problem?.message ?? '', /^the machine of basic takes 2\.2 GiB of memory, and 1 GiB are to be had$/);
  assert.deepEqual(memoryProblems({ totalBytes: 8 * GiB, availableBytes: 4 * GiB }, installs(GiB)), []);
});
