import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tinyInstall } from '../support/tiny.ts';
import { type Ran, runTiny } from './harness.ts';

let ran: Ran;

before(async () => {
  ran = await runTiny({
    arch: 'aarch64',
    files: { 'install.sh': tinyInstall('system') },
    defaults: {
      machine: { arch: 'arm64', memory: '256M', disks: [{ size: '128M', serial: 'system' }] },
      timeouts: { install: '120s', boot: '120s', silence: '120s' },
    },
    tests: {
      installed: {
        install: { script: 'install.sh', target: 'target' },
        boot: { collect: ['uname -m > machine', 'ls /sys/firmware/efi > efi'] },
        checks: [
          { file: 'machine', equals: 'aarch64' },
          { file: 'efi', contains: 'efivars' },
        ],
      },
      panic: { boot: { runcmd: ['echo c > /proc/sysrq-trigger'] } },
    },
  });
});
after(() => ran[Symbol.asyncDispose]());

test('an arm64 system is installed and boots by UEFI', () => {
  const result = ran.of('installed');
  assert.equal(result.verdict, 'passed', result.cause);
  assert.equal(result.qemu.machineType, 'virt');
});

test('an arm64 panic is heard', () => {
  assert.equal(ran.of('panic').verdict, 'kernel-panic', ran.of('panic').cause);
});
