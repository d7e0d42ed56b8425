import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { mendKvm } from '../../../src/faces/action/host.ts';
import { tempFolder } from '../../support/temp.ts';

// Root may open whatever there is: this file's process, which is its own, becomes somebody else.
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65534);
  process.setuid?.(65534);
}

interface Host {
  readonly device: string;
  readonly path: string;
  /** What the stand-ins were called with, one line each. */
  readonly calls: () => Promise<string>;
}

/** A host with a device of some mode and a sudo that does what `sudo` says. */
async function host(folder: string, mode: number, sudo: string): Promise<Host> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const device = join(folder, 'kvm');
  await writeFile(device, '');
  await chmod(device, mode);
  const log = join(folder, 'calls');
  await writeFile(log, '');
  const script = `#!/bin/sh\necho "$*" >> '${log}'\ndevice='${device}'\n[ "$2" != tee ] || cat >> '${log}'\n${sudo}\n`;
  await writeFile(join(bin, 'sudo'), script, { mode: 0o755 });
  return { device, path: `${bin}:/usr/bin:/bin`, calls: () => readFile(log, 'utf8') };
}

const TRIGGERED = `case "$*" in *trigger*) chmod 666 "$device" ;; esac`;

describe('KVM on the host of a job', () => {
  it('is left alone where it can be used, or is not asked for', async () => {
    await using folder = await tempFolder();
    const { device, path, calls } = await host(folder.path, 0o666, 'exit 1');
    const said: string[] = [];
    const tell = (line: string) => said.push(line);
    assert.deepEqual(await mendKvm({ hosted: true, accel: 'kvm', device, path, tell }), []);
    await chmod(device, 0o600);
    assert.deepEqual(await mendKvm({ hosted: true, accel: 'tcg', device: join(folder.path, 'none'), path, tell }), []);
    assert.deepEqual([said, await calls()], [[], '']);
  });

  it('is opened by the udev rule on a hosted runner', async () => {
    await using folder = await tempFolder();
    const { device, path, calls } = await host(folder.path, 0o000, TRIGGERED);
    const said: string[] = [];
    assert.deepEqual(await mendKvm({ hosted: true, accel: 'kvm', device, path, tell: (line) => said.push(line) }), []);
    assert.match(said.join('\n'), /mended by a udev rule/);
    assert.equal(
      await calls(),
      `-n tee /etc/udev/rules.d/99-kvm.rules
KERNEL=="kvm", GROUP="kvm", MODE="0666", OPTIONS+="static_node=kvm"
-n udevadm control --reload-rules
-n udevadm trigger --name-match=kvm
`,
    );
  });

  it('is a note with the command on a host that is not ours, which is left as it is', async () => {
    await using folder = await tempFolder();
    const { device, path, calls } = await host(folder.path, 0o000, TRIGGERED);
    const [note] = await mendKvm({ hosted: false, accel: 'kvm', device, path, tell: () => undefined });
    assert.equal(note?.severity, 'warning');
    assert.match(note?.hint ?? '', /^as root: echo 'KERNEL=="kvm".* > \/etc\/udev\/rules\.d\/99-kvm\.rules && udevadm control/);
    assert.equal(await calls(), '');
  });

  it('is a note where sudo asks for a password', async () => {
    await using folder = await tempFolder();
    const { device, path } = await host(folder.path, 0o000, 'echo "sudo: a password is required" >&2; exit 1');
    const [note] = await mendKvm({ hosted: true, accel: 'auto', device, path, tell: () => undefined });
    assert.equal(note?.severity, 'notice');
    assert.match(note?.message ?? '', /could not be applied: sudo: a password is required/);
  });

  it('is a note with the cause where there is none', async () => {
    await using folder = await tempFolder();
    const device = join(folder.path, 'kvm');
    const [note, ...more] = await mendKvm({ hosted: true, accel: 'kvm', device, tell: () => undefined });
    assert.deepEqual([note?.severity, more], ['warning', []]);
    assert.match(note?.message ?? '', /there is no .*kvm/);
    assert.ok(note?.hint);
  });
});
