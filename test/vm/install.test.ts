import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tinyImage, tinyInstall } from '../support/tiny.ts';
import { type Ran, runTiny } from './harness.ts';

// Installations: the tiny system is written to a blank disk by a script, and boots by its own firmware and boot loader.
const LINKS =
  'for nic in /sys/class/net/eth*; do echo "$(readlink "$nic" | sed "s#.*/\\(0000:[^/]*\\)/.*#\\1#") $(cat "$nic/address")"; done | sort > links';
let ran: Ran;

before(async () => {
  const tiny = await tinyImage('x86_64');
  ran = await runTiny({
    // An initramfs that fetches its root is Ubuntu's; here the install script does in its place what that one does.
    images: { served: { files: { ...tiny, root: 'root.squashfs' } } },
    topdir: `top, of a 'run' with "quotes", 100% long ${'x'.repeat(150)}`.slice(0, 160),
    files: {
      'install.sh': `${tinyInstall('system')}${LINKS.replaceAll('> links', '> "$VMTEST_COLLECT/links"')}\n`,
      'fails.sh': '#!/bin/sh\necho "E: no such thing" >&2\nexit 9\n',
      'nothing.sh': 'poweroff -f\n',
      'published.sh': `cat "$VMTEST_FILES/deep/word" > "$VMTEST_COLLECT/word"\n${tinyInstall('system')}`,
      'word.txt': 'published',
      'root.squashfs': 'what an initramfs fetches',
      'fetches.sh': `wget -q -O "$VMTEST_COLLECT/root" "$(sed 's/.*root=squash:\\([^ ]*\\).*/\\1/' /proc/cmdline)"\n${tinyInstall('system')}`,
    },
    defaults: { image: 'tiny' },
    tests: {
      whole: {
        matrix: { 'machine.firmware': ['bios', 'uefi'] },
        machine: {
          nics: [{ mac: '52:54:00:12:34:01' }, { mac: '52:54:00:12:34:02', network: 'none' }, { mac: '52:54:00:12:34:03' }],
          disks: [
            { size: '64M', serial: 'system' },
            { size: '32M', serial: 'fast', driver: 'nvme' },
            { size: '32M', serial: 'blocks', 'block-size': 4096 },
            { size: '32M', serial: 'paths', paths: 2 },
          ],
        },
        install: { script: 'install.sh', target: 'target' },
        boot: {
          collect: [
            LINKS,
            '[ -d /sys/firmware/efi ] && echo uefi > firmware || echo bios > firmware',
            'ls /dev/disk/by-id > by-id',
            'for disk in /sys/block/*; do echo "${disk##*/} $(cat $disk/queue/logical_block_size) $(cat $disk/size)"; done > blocks',
            'for disk in /sys/block/sd*; do cat "$disk/device/vpd_pg80" | tr -cd "[:alnum:]"; echo; done > serials',
            'cat /proc/cmdline > cmdline',
          ],
        },
        checks: [
          { file: 'firmware', equals: '${{ matrix.machine.firmware }}' },
          { file: 'by-id', lines: ['virtio-system', 'virtio-blocks', 'nvme-QEMU_NVMe_Ctrl_fast', 'scsi-0QEMU_QEMU_HARDDISK_paths'] },
          { file: 'blocks', matches: ['^nvme0n1 512 65536$', '^vd\\w 4096 65536$', '^sda 512 65536$', '^sdb 512 65536$'] },
          { file: 'serials', matches: '^paths\\npaths$' },
          { file: 'cmdline', not: true, contains: 'vmtest' },
          { file: 'links', from: 'install', matches: '52:54:00:12:34:03' },
        ],
      },
      'install-fails': { install: { script: 'fails.sh', target: 'target' } },
      'off-without-installing': { install: { script: 'nothing.sh', target: 'target' } },
      'nothing-on-the-disk': { timeouts: { boot: '40s' }, install: { script: 'word.txt', replace: { published: 'true' } } },
      'root-over-http': {
        image: 'served',
        install: { script: 'fetches.sh', target: 'target', seed: 'http', root: 'http' },
        checks: [{ file: 'root', from: 'install', equals: 'what an initramfs fetches' }],
      },
      http: {
        install: { script: 'published.sh', target: 'target', seed: 'http', publish: { 'word.txt': 'deep/word' } },
        boot: [
          { name: 'first', seed: 'http', runcmd: ['echo first > /dev/console'] },
          { name: 'second', collect: ['echo two > word'], checks: [{ file: 'word', equals: 'two' }] },
        ],
        checks: [
          { file: 'word', from: 'install', equals: 'published' },
          { console: '^first', from: 'first' },
        ],
      },
      offline: {
        machine: { nics: [{ network: 'none' }] },
        install: { script: 'published.sh', target: 'target', publish: { '*.txt': 'deep/word' } },
        boot: { collect: ['ls /sys/class/net > net'] },
        checks: [
          { file: 'word', from: 'install', equals: 'published' },
          { file: 'net', contains: 'eth0' },
        ],
      },
    },
  });
});
after(() => ran[Symbol.asyncDispose]());

const VERDICTS: readonly (readonly [string, string, RegExp])[] = [
  ['whole[firmware=bios]', 'passed', /^$/],
  ['whole[firmware=uefi]', 'passed', /^$/],
  ['install-fails', 'install-failed', /the install script ended with status 9/],
  ['off-without-installing', 'install-failed', /no record of success: nothing was written/],
  ['nothing-on-the-disk', 'no-bootable-device', /nothing to boot|no boot loader/],
  ['http', 'passed', /^$/],
  ['root-over-http', 'passed', /^$/],
  ['offline', 'passed', /^$/],
];

for (const [name, verdict, cause] of VERDICTS) {
  test(`${name} is ${verdict}`, () => {
    const result = ran.of(name);
    const failed = result.checks.filter((check) => check.verdict === 'failed').map(({ name, message }) => `${name}: ${message}`);
    assert.equal(result.verdict, verdict, [result.cause, ...failed].join('\n'));
    assert.match(result.cause, cause);
  });
}

test('a NIC sits at the same address in the installation and in what was installed', async () => {
  for (const name of ['whole[firmware=bios]', 'whole[firmware=uefi]']) {
    const install = await ran.kept(name, 'install/collect/links');
    assert.equal(install.trim().split('\n').length, 3);
    assert.equal(await ran.kept(name, 'collect/links'), install);
  }
});

test('a boot that does not follow a failed installation did not run', () => {
  assert.deepEqual(
    ran.of('install-fails').phases.map(({ name }) => name),
    ['install'],
  );
});

test('the script of a phase is there to start it again, and names no descriptor', async () => {
  const script = await ran.kept('whole[firmware=uefi]', 'logs/qemu-boot.sh');
  assert.match(script, /^#!\/bin\/sh/);
  assert.doesNotMatch(script, /fd=\d|\{fd/);
  const replay = JSON.parse(await ran.kept('whole[firmware=uefi]', 'replay.json')) as {
    machine: { type: string; firmware: { sha256: string } };
  };
  assert.match(replay.machine.type, /^pc-i440fx-\d/);
  assert.match(replay.machine.firmware.sha256, /^[0-9a-f]{64}$/);
});

test('an installation that failed brings what its script said last, by its line', async () => {
  const [said] = ran.of('install-fails').phases[0]?.excerpts.slice(-1) ?? [];
  assert.deepEqual([said?.file, said?.text], ['logs/install-console.log', 'E: no such thing']);
  const log = await ran.kept('install-fails', 'logs/install-console.log');
  assert.equal(log.split('\n')[(said?.line ?? 0) - 1]?.trim(), 'E: no such thing');
});
