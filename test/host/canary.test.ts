import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type KvmProbe, probeKvm } from '../../src/host/canary.ts';
import { canaryGuest } from '../../src/host/canary-guests.ts';
import { hostArch } from '../../src/host/facts.ts';
import { isGone } from '../support/processes.ts';

const arch = hostArch();
const guest = canaryGuest(arch);
let folder: string;

before(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'vmtest-canary-test-')), 'a folder, with 100% of "signs"');
  await mkdir(folder, { recursive: true });
});
after(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** A stand-in for QEMU: a shell script of the given lines, which leaves a line in `NAME.calls` each time. */
async function standIn(name: string, ...lines: string[]): Promise<Pick<KvmProbe, 'qemu' | 'arch' | 'cpu' | 'cacheFolder' | 'device'>> {
  const qemu = join(folder, name);
  await writeFile(qemu, ['#!/bin/sh', `echo $$ >> "$0.calls"`, ...lines, ''].join('\n'));
  await chmod(qemu, 0o755);
  // A device that is always there: what it is does not matter to a stand-in.
  return { qemu, arch, cpu: 'host', cacheFolder: null, device: '/dev/null' };
}

async function calls(qemu: string): Promise<string[]> {
  return (await readFile(`${qemu}.calls`, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
}

describe('what the canary makes of a QEMU', () => {
  test('the right marks and the right exit code are a KVM that answers', async () => {
    const answer = await probeKvm(await standIn('right', `printf '%s' '${guest.marks}'`, `exit ${guest.exitCode}`));
    assert.equal(answer.state, 'answers');
    assert.equal(answer.usable, true);
    assert.equal(answer.mend, null);
  });

  test('a guest that hangs is killed, and the answer says how far it came', async () => {
    const cases: [string, RegExp][] = [
      ['', /not one instruction ran within 2\.0 s/],
      ['R', /did not reach paged 64-bit mode within 2\.0 s/],
      [guest.pagedMarks, /a calculation of 0\.04 s did not end within 2\.0 s/],
    ];
    const ask = async ([marks, cause]: [string, RegExp], index: number) => {
      const options = await standIn(`hang ${index}`, `trap '' TERM`, `printf '%s' '${marks}'`, 'sleep 600 & echo $! >> "$0.calls"', 'wait');
      const answer = await probeKvm({ ...options, timeoutSeconds: 2 });
      assert.equal(answer.state, 'hangs');
      assert.match(answer.cause, /^KVM opens here but runs no guest: /);
      assert.match(answer.cause, cause);
      assert.ok(answer.mend);
      for (const pid of await calls(options.qemu)) assert.ok(await isGone(Number(pid)), `process ${pid} lives on`);
    };
    await Promise.all(cases.map(ask));
  });

  test('a QEMU that aborts is quoted by its error, not by its warnings or its assertion', async () => {
    const options = await standIn(
      'abort',
      `echo "qemu: warning: host doesn't support requested feature" >&2`,
      'echo "qemu: error: failed to set MSR 0x10a to 0x69" >&2',
      'echo "qemu: ../kvm.c:3183: Assertion failed." >&2',
      'kill -ABRT $$',
    );
    const answer = await probeKvm(options);
    assert.equal(answer.state, 'refused');
    assert.equal(answer.cause, 'QEMU refuses KVM with the CPU model host: qemu: error: failed to set MSR 0x10a to 0x69');
    assert.equal(answer.detail, 'ended with SIGABRT');
  });

  test('a QEMU that ends without a word is told by its status', async () => {
    const answer = await probeKvm(await standIn('silent', 'exit 1'));
    assert.equal(answer.state, 'refused');
    assert.match(answer.cause, /it ended with status 1 and said nothing$/);
  });

  test('wrong marks, and right marks with a wrong end, are a KVM that runs wrongly', async () => {
    for (const [marks, status] of [
      ['R\u001b[2J', guest.exitCode],
      [guest.marks, 3],
      ['', 0],
    ] as const) {
      const answer = await probeKvm(await standIn('wrong', `printf '%s' '${marks}'`, `exit ${status}`));
      assert.equal(answer.usable, false, `${marks} ${status}`);
      assert.ok(!answer.cause.includes('\u001b'));
      if (marks !== '') assert.equal(answer.state, 'wrong');
    }
  });

  test('a QEMU that is not there, a device that is not there, and a foreign architecture have their own words', async () => {
    const options = await standIn('there', 'exit 1');
    const absent = await probeKvm({ ...options, qemu: join(folder, 'no such program') });
    assert.equal(absent.state, 'not-started');
    assert.match(absent.cause, /no such program/);
    const device = await probeKvm({ ...options, device: join(folder, 'no-kvm') });
    assert.equal(device.state, 'absent');
    assert.match(device.cause, /^there is no .*no-kvm/);
    assert.ok(device.mend);
    const foreign = await probeKvm({ ...options, arch: arch === 'x86_64' ? 'aarch64' : 'x86_64' });
    assert.equal(foreign.state, 'foreign');
    assert.deepEqual(await calls(options.qemu), []);
  });

  test('no permission of our own names the user, the mode and the mend, and is not remembered', async () => {
    const cacheFolder = join(folder, 'denied-cache');
    const line = 'Could not access KVM kernel module: Permission denied';
    const options = { ...(await standIn('denied', `echo "${line}" >&2`, 'exit 1')), cacheFolder };
    const answer = await probeKvm(options);
    assert.equal(answer.state, 'denied');
    assert.match(answer.cause, /^this user may not open \/dev\/null \(mode 0666, owner 0:0\)$/);
    assert.match(answer.mend ?? '', /udevadm/);
    assert.equal((await probeKvm(options)).remembered, false);
  });
});

describe('memory of answers', () => {
  test('holds for the same boot, QEMU and CPU model, and for nothing else', async () => {
    const base = await standIn('memory', `printf '%s' '${guest.marks}'`, `exit ${guest.exitCode}`);
    const options = { ...base, cacheFolder: join(folder, 'cache/deep'), bootId: 'one' };
    const asked = async (changes: Partial<KvmProbe> = {}) => {
      const before = (await calls(base.qemu)).length;
      const answer = await probeKvm({ ...options, ...changes });
      assert.equal(answer.usable, true);
      assert.equal((await calls(base.qemu)).length - before, answer.remembered ? 0 : 1);
      return !answer.remembered;
    };
    assert.equal(await asked(), true);
    assert.equal(await asked(), false);
    assert.equal(await asked({ refresh: true }), true);
    assert.equal(await asked({ cpu: 'qemu64' }), true);
    assert.equal(await asked({ cacheFolder: null }), true);
    assert.equal(await asked(), false);
    assert.equal(await asked({ bootId: 'two' }), true);
    assert.equal(await asked({ bootId: 'two', device: '/dev/zero' }), true);

    assert.equal(await asked(), true);
    await utimes(base.qemu, 1, 1);
    assert.equal(await asked(), false, 'the same bytes under a new time are the same QEMU');
    await appendFile(base.qemu, '# another build\n');
    assert.equal(await asked(), true);
  });

  test('a hang is remembered once the guest gave a sign; without one it is asked again', async () => {
    const ask = async (marks: string, remembered: boolean) => {
      const options = await standIn(`slow ${marks}`, `printf '%s' '${marks}'`, 'exec sleep 600');
      const probe = { ...options, cacheFolder: join(folder, `cache ${marks}`), timeoutSeconds: 2 };
      await probeKvm(probe);
      assert.equal((await probeKvm(probe)).remembered, remembered);
    };
    await Promise.all([ask('R', true), ask('', false)]);
  });

  test('a spoilt memory, and a folder that cannot be made, only cost time', async () => {
    const base = await standIn('spoilt', `printf '%s' '${guest.marks}'`, `exit ${guest.exitCode}`);
    const blocked = join(folder, 'a file');
    await writeFile(blocked, '');
    assert.equal((await probeKvm({ ...base, cacheFolder: join(blocked, 'cache') })).usable, true);
  });
});

test('a QEMU that is being asked does not outlive us, however we end', async () => {
  const options = await standIn('orphan', 'exec sleep 600');
  const script = `import { probeKvm } from ${JSON.stringify(new URL('../../src/host/canary.ts', import.meta.url).href)};
    await probeKvm({ ...${JSON.stringify(options)}, timeoutSeconds: 600 });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: folder },
  });
  let pid: string | undefined;
  while (pid === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    [pid] = await calls(options.qemu);
  }
  child.kill('SIGKILL');
  assert.ok(await isGone(Number(pid)), `process ${pid} lives on`);
});
