import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from './support.ts';

const PACKAGES =
  'ii \topenssh-server\t1:9.2p1\tamd64\nrc \tgrub-pc\t2.06\tamd64\nii \tlinux-image-6.1.0-cloud\t6.1\tamd64\nhi \tlibc6\t2.36\ti386\n';
const UNITS = `-.mount loaded active mounted Root Mount
ssh.service loaded active running OpenBSD Secure Shell server
● broken.service loaded failed failed A broken service
late.service loaded activating start A late one
ghost.service not-found inactive dead ghost.service
apt-daily.timer loaded active waiting Daily apt
`;

async function packages(installed: string[], absent: string[] = [], not = false) {
  return (await find({ kind: 'packages', installed, absent, not }, { files: { packages: PACKAGES } })).message;
}

test('packages: installed, absent, by architecture, by pattern', async () => {
  assert.equal(await packages(['openssh-server', 'libc6:i386', 'linux-image-*'], ['grub-pc', 'nano']), '');
  assert.equal(await packages(['grub-pc']), 'grub-pc is not installed: collect/packages:2 has it with status rc');
  assert.equal(await packages(['ssh']), 'ssh is not installed: none of the 4 packages of collect/packages has that name');
  assert.equal(await packages(['libc6:amd64']), 'libc6:amd64 is not installed: none of the 4 packages of collect/packages has that name');
  assert.equal(await packages([], ['openssh-server']), 'openssh-server 1:9.2p1 is installed (collect/packages:1)');
  assert.equal(await packages(['nano'], ['libc6'], true), '');
});

test('packages: the names are no expressions', async () => {
  assert.match(await packages(['l.bc6', 'libc(6)']), /l\.bc6 is not installed.*\nlibc\(6\) is not installed/);
});

async function services(active: string[], allowedFailures: string[] | null, not = false) {
  return (await find({ kind: 'services', active, allowedFailures, not }, { files: { systemctl_units: UNITS } })).message;
}

test('services: active units, of any type, and failed ones', async () => {
  assert.equal(await services(['ssh', 'apt-daily.timer'], null), '');
  assert.equal(await services(['late'], null), 'late.service is activating (start), not active (collect/systemctl_units:4)');
  assert.equal(await services(['ghost'], null), 'ghost.service is inactive (not-found), not active (collect/systemctl_units:5)');
  assert.equal(
    await services(['cron'], null),
    'cron.service is not active: collect/systemctl_units does not name it, so it was never started',
  );
  assert.equal(await services([], []), 'failed: broken.service (collect/systemctl_units:3)');
  assert.equal(await services(['ssh'], ['broken']), '');
  assert.equal(await services(['ssh'], null, true), 'ssh.service is active (running) (collect/systemctl_units:2)');
  assert.equal(await services(['cron'], null, true), '');
});

test('services: a guest without systemd is said to be one', async () => {
  const finding = await find({ kind: 'services', allowedFailures: [] }, { files: { systemctl_units: '' } });
  assert.equal(finding.message, 'collect/systemctl_units is empty: systemd does not run in the guest');
});

test('console: needs nothing collected, tells the line of a match that must not be', async () => {
  const left = { console: 'Booting\n[    1.0] EXT4-fs: mounted\nlogin:\n', steps: null };
  assert.equal((await find({ kind: 'console', matches: ['login:$', 'EXT4'] }, left)).message, '');
  assert.equal(
    (await find({ kind: 'console', matches: ['^grub'] }, left)).message,
    'logs/boot-console.log has no match of /^grub/m in 4 lines',
  );
  const not = await find({ kind: 'console', matches: ['panic', 'EXT4-fs'], not: true }, left);
  assert.equal(not.message, 'logs/boot-console.log:2 matches /EXT4-fs/m: "[    1.0] EXT4-fs: mounted"');
  assert.equal(not.name, 'not console panic, EXT4-fs');
});
