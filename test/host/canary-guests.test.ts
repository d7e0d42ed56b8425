import assert from 'node:assert/strict';
import { access, constants, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { canaryArgs, probeKvm } from '../../src/host/canary.ts';
import { canaryGuest } from '../../src/host/canary-guests.ts';
import { hostArch } from '../../src/host/facts.ts';
import { findProgram } from '../../src/host/programs.ts';
import type { Arch } from '../../src/model/suite.ts';

const isRoot = process.geteuid?.() === 0;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmtest-guests-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The QEMU of an architecture; these tests run real machines. */
async function qemuOf(arch: Arch): Promise<string | null> {
  return await findProgram(`qemu-system-${arch}`, TOOL_ENV.PATH ?? '');
}

/** What the guest computes, in closed form: n turns of x → a·x + 1 from 0, modulo 2^64, by repeated squaring of the map. */
function turns(count: number): bigint {
  const modulus = 1n << 64n;
  let [factor, offset] = [1n, 0n];
  let [stepFactor, stepOffset] = [6364136223846793005n, 1n];
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) [factor, offset] = [(stepFactor * factor) % modulus, (stepFactor * offset + stepOffset) % modulus];
    [stepFactor, stepOffset] = [(stepFactor * stepFactor) % modulus, (stepFactor * stepOffset + stepOffset) % modulus];
  }
  return offset;
}

test('the answers that are expected are those of the calculation', () => {
  const answer = Number(turns(25_000_000) >> 57n) ^ 0x6f;
  assert.equal(canaryGuest('x86_64').exitCode, 2 * answer + 1);
  assert.equal(canaryGuest('aarch64').marks.at(-1), String.fromCharCode(answer));
});

describe('real machines, translated', () => {
  for (const [arch, cpu] of [
    ['x86_64', 'qemu64'],
    ['x86_64', 'max'],
    ['aarch64', 'cortex-a57'],
    ['aarch64', 'max'],
  ] as const) {
    test(`the guest of ${arch} runs through on ${cpu}`, async (context) => {
      const qemu = await qemuOf(arch);
      if (qemu === null) return context.skip(`qemu-system-${arch} is not installed`);
      const guest = canaryGuest(arch);
      const image = join(folder, `${arch} ${cpu}.bin`);
      await writeFile(image, guest.image);
      const outcome = await run(qemu, canaryArgs(guest, image, cpu, 'tcg'), { env: TOOL_ENV, timeout: 120 });
      assert.equal(outcome.stdout, guest.marks);
      assert.equal(outcome.exitCode, guest.exitCode, outcome.stderr);
    });
  }

  test('as the user that QEMU runs as where we are root', async (context) => {
    const arch = hostArch();
    const qemu = await qemuOf(arch);
    if (qemu === null) return context.skip(`qemu-system-${arch} is not installed`);
    if (!isRoot) return context.skip('only root can change the user');
    const identity = { uid: 65534, gid: 65534 };
    const options = { qemu, arch, cpu: 'max', accel: 'tcg', identity, cacheFolder: null, timeoutSeconds: 120, device: '/dev/null' };
    assert.deepEqual((await probeKvm(options)).state, 'answers');
  });
});

describe('the KVM of this host', () => {
  test('is asked with every CPU model, and never answers both ways at once', async (context) => {
    const arch = hostArch();
    const qemu = await qemuOf(arch);
    if (qemu === null) return context.skip(`qemu-system-${arch} is not installed`);
    if (!(await mayUse('/dev/kvm'))) return context.skip('/dev/kvm is not there, or not for this user');
    for (const cpu of arch === 'x86_64' ? ['qemu64', 'host'] : ['host']) {
      const answer = await probeKvm({ qemu, arch, cpu, cacheFolder: null });
      context.diagnostic(`${cpu}: ${answer.cause} (${answer.seconds.toFixed(2)} s)`);
      // A KVM that opens and does not run us hangs or refuses (the build machines do both): it must never pass.
      if (!answer.usable) assert.ok(['hangs', 'refused'].includes(answer.state), answer.cause);
      if (answer.state === 'hangs') assert.match(answer.cause, /^KVM opens here but runs no guest: /);
      assert.equal(answer.mend === null, answer.usable);
    }
  });

  test('a device that is not for QEMU’s user is said to be so', async (context) => {
    const arch = hostArch();
    const qemu = await qemuOf(arch);
    const device = await stat('/dev/kvm').catch(() => undefined);
    if (qemu === null) return context.skip(`qemu-system-${arch} is not installed`);
    if (device === undefined || (device.mode & 0o006) !== 0) return context.skip('/dev/kvm is not there, or for everybody');
    if (!isRoot) return context.skip('only root can change the user');
    const answer = await probeKvm({ qemu, arch, cpu: 'max', identity: { uid: 65534, gid: 65534 }, cacheFolder: null });
    assert.equal(answer.state, 'denied', answer.cause);
    assert.match(answer.cause, /^user 65534:65534, as which QEMU runs, may not open \/dev\/kvm \(mode 0\d{3}, owner 0:\d+\)$/);
    assert.match(answer.mend ?? '', /udev/);
  });
});

async function mayUse(path: string): Promise<boolean> {
  return await access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}
