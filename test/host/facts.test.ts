import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { groupLimits } from '../../src/host/cgroups.ts';
import { diskSpace, hostArch, hostFacts, usableCpus, usableMemory } from '../../src/host/facts.ts';
import { tempFolder } from '../support/temp.ts';

const GIB = 2 ** 30;

/** Made-up kernel folders: the files of `proc` and of `cgroup` by path. */
async function kernel(root: string, files: Record<string, string>): Promise<{ proc: string; cgroup: string }> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { proc: join(root, 'proc'), cgroup: join(root, 'cgroup') };
}

const MEMINFO = `MemTotal:       ${8 * 2 ** 20} kB\nMemFree:        1 kB\nMemAvailable:   ${6 * 2 ** 20} kB\n`;

describe('control groups', () => {
  test('version 2: the tightest of our group and those above it', async () => {
    await using root = await tempFolder();
    const folders = await kernel(root.path, {
      'proc/self/cgroup': '0::/a/b\n',
      'proc/meminfo': MEMINFO,
      'cgroup/a/cpu.max': '150000 100000\n',
      'cgroup/a/b/cpu.max': 'max 100000\n',
      'cgroup/a/b/memory.max': `${4 * GIB}\n`,
      'cgroup/a/b/memory.current': `${3 * GIB}\n`,
      'cgroup/a/b/memory.stat': `anon 1\ninactive_file ${GIB}\n`,
      'cgroup/a/memory.max': 'max\n',
    });
    assert.deepEqual(await groupLimits(folders), { cpus: 1.5, memoryBytes: 4 * GIB, memoryFreeBytes: 2 * GIB });
    assert.equal(await usableCpus(folders), 1);
    assert.deepEqual(await usableMemory(folders), { totalBytes: 4 * GIB, availableBytes: 2 * GIB });
  });

  test('version 1, in a container whose own group is the root of the mount', async () => {
    await using root = await tempFolder();
    const folders = await kernel(root.path, {
      'proc/self/cgroup': '5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/docker/abc\n',
      'proc/meminfo': MEMINFO,
      'cgroup/cpu,cpuacct/cpu.cfs_quota_us': '200000\n',
      'cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      'cgroup/memory/memory.limit_in_bytes': `${2 * GIB}\n`,
      'cgroup/memory/memory.usage_in_bytes': `${GIB}\n`,
    });
    assert.deepEqual(await groupLimits(folders), { cpus: 2, memoryBytes: 2 * GIB, memoryFreeBytes: GIB });
  });

  test('no limit in either version leaves the machine’s own', async () => {
    await using root = await tempFolder();
    const folders = await kernel(root.path, {
      'proc/self/cgroup': '0::/\n4:memory:/\n3:cpu:/\n',
      'proc/meminfo': MEMINFO,
      'cgroup/cpu.max': 'max 100000\n',
      'cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      'cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      'cgroup/cpu/cpu.cfs_period_us': '100000\n',
    });
    assert.deepEqual(await groupLimits(folders), { cpus: null, memoryBytes: null, memoryFreeBytes: null });
    assert.equal(await usableCpus(folders), availableParallelism());
    assert.deepEqual(await usableMemory(folders), { totalBytes: 8 * GIB, availableBytes: 6 * GIB });
  });

  test('a quota below one processor is one, and an overdrawn group has nothing free', async () => {
    await using root = await tempFolder();
    const folders = await kernel(root.path, {
      'proc/self/cgroup': '0::/\n',
      'proc/meminfo': MEMINFO,
      'cgroup/cpu.max': '50000 100000\n',
      'cgroup/memory.max': '1000\n',
      'cgroup/memory.current': '2000\n',
    });
    assert.equal(await usableCpus(folders), 1);
    assert.equal((await usableMemory(folders)).availableBytes, 0);
  });
});

test('the plan’s facts of this host', async () => {
  const facts = await hostFacts({ today: '2026-11-22', kvm: 'unknown' });
  assert.equal(facts.arch, hostArch());
  assert.ok(Number.isInteger(facts.cpus) && facts.cpus >= 1 && facts.cpus <= availableParallelism());
  assert.ok(Number.isInteger(facts.memoryMiB) && facts.memoryMiB > 0);
  assert.deepEqual([facts.today, facts.kvm], ['2026-11-22', 'unknown']);
});

describe('disk space', () => {
  test('of a folder that is not there yet is that of the nearest above it', async () => {
    await using root = await tempFolder();
    const space = await diskSpace(join(root.path, 'not/yet/there'));
    assert.equal(space.folder, root.path);
    assert.ok(space.totalBytes >= space.freeBytes && space.freeBytes > 0);
  });

  test('a file system in memory is seen', async (context) => {
    const space = await diskSpace('/dev/shm');
    if (space.folder !== '/dev/shm') return context.skip('there is no /dev/shm');
    assert.deepEqual([space.type, space.inMemory], ['tmpfs', true]);
    assert.equal((await diskSpace('/proc')).inMemory, false);
  });
});
