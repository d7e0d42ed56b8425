import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceNames, resolveDevice } from '../../src/checks/devices.ts';
import { parseMounts } from '../../src/checks/mounts.ts';
import { find } from './support.ts';

const FSTAB = `# /etc/fstab
UUID=2ab5-33  / ext4 defaults,errors=remount-ro 0 1
LABEL="data" /srv/my\\040files ext4 noatime,nofail 0 2
LABEL=swap none swap sw 0 0
/swapfile none swap sw 0 0
/dev/vg/swap-2 none swap noauto 0 0
/dev/sr0 /media udf user,noauto 0 0
`;
const MOUNTS = `/dev/vda1 / ext4 rw 0 0
proc /proc proc rw 0 0
/dev/vdb /srv/my\\040files ext4 rw 0 0
`;
const LISTING = `/dev/disk/by-label/:
total 0
lrwxrwxrwx 1 root root  10 Nov 22 10:00 my\\x20data -> ../../vdb
lrwxrwxrwx 1 root root  10 Nov 22 10:00 swap -> ../../vda2

/dev/disk/by-id/:
lrwxrwxrwx 1 root root   9 Nov 22 10:00 virtio-disk-a -> ../../vda

/dev/mapper/:
lrwxrwxrwx 1 root root       7 Nov 22 10:00 vg-swap--2 -> ../dm-1
`;
const SWAPS = 'Filename\t\t\t\tType\t\tSize\nvda\n/dev/vda2                               partition\t524284\n/swapfile\tfile\t1\n';

test('fstab and /proc/mounts are read with their escapes, quotes and line numbers', () => {
  const entries = parseMounts(FSTAB);
  assert.deepEqual(entries[1], {
    line: 3,
    spec: 'LABEL=data',
    mountpoint: '/srv/my files',
    type: 'ext4',
    options: ['noatime', 'nofail'],
    rest: ['0', '2'],
  });
  assert.equal(entries.length, 6);
});

test('fstab, bare: every entry that is not noauto is mounted', async () => {
  assert.equal((await find({ kind: 'fstab' }, { files: { fstab: FSTAB, proc_mounts: MOUNTS } })).message, '');
  const finding = await find({ kind: 'fstab' }, { files: { fstab: FSTAB, proc_mounts: MOUNTS.replace(/.*srv.*\n/, '') } });
  assert.equal(finding.message, 'collect/fstab:3 has LABEL=data on /srv/my files, and collect/proc_mounts has nothing mounted there');
  assert.equal(finding.name, 'fstab');
});

test('fstab with entries: spec, mount point and, in any order, options', async () => {
  const ask = async (spec: string, mountpoint: string, options: string | null, not = false) =>
    (await find({ kind: 'fstab', entries: [{ spec, mountpoint, options }], not }, { files: { fstab: FSTAB } })).message;
  assert.equal(await ask('UUID=2ab5-33', '/', null), '');
  assert.equal(await ask('LABEL=data', '/srv/my files/', 'nofail,noatime'), '');
  assert.equal(
    await ask('LABEL=root', '/', null),
    'LABEL=root on / is asked for, and collect/fstab:2 has UUID=2ab5-33 on / with defaults,errors=remount-ro',
  );
  assert.equal(
    await ask('UUID=2ab5-33', '/', 'defaults'),
    'UUID=2ab5-33 on / with defaults is asked for, and collect/fstab:2 has UUID=2ab5-33 on / with defaults,errors=remount-ro',
  );
  assert.equal(
    await ask('LABEL=x', '/x', null),
    'LABEL=x on /x is asked for, and collect/fstab has neither that spec nor that mount point',
  );
  assert.equal(await ask('UUID=2ab5-33', '/', null, true), 'collect/fstab:2 has UUID=2ab5-33 on /');
  assert.equal(await ask('LABEL=x', '/x', null, true), '');
});

test('a missing file names the script that should have written it, and how it ended', async () => {
  assert.equal((await find({ kind: 'fstab' }, {})).message, 'collect/fstab is not there: the guest did not run "check fstab"');
  const finding = await find({ kind: 'swaps' }, { files: { fstab: FSTAB }, steps: { 'check swaps': 2 } });
  assert.equal(finding.message, 'collect/proc-swaps is not there: "check swaps" ended with status 2 in the guest');
});

test('swaps: labels, files and links are looked up in what the guest listed', async () => {
  const files = { fstab: FSTAB, 'proc-swaps': SWAPS, ls_al_disk: LISTING };
  assert.equal((await find({ kind: 'swaps' }, { files })).message, '');
  assert.equal(
    (await find({ kind: 'swaps' }, { files: { ...files, 'proc-swaps': 'Filename\n' } })).message,
    'collect/fstab:4 has the swap LABEL=swap (/dev/vda2), and collect/proc-swaps has no swap in use\n' +
      'collect/fstab:5 has the swap /swapfile, and collect/proc-swaps has no swap in use',
  );
  const unknown = await find({ kind: 'swaps' }, { files: { ...files, ls_al_disk: '' } });
  assert.equal(
    unknown.message,
    'collect/fstab:4 has the swap LABEL=swap, and no device of the guest has that name (collect/ls_al_disk, collect/blkid_tags)',
  );
});

test('swaps: an fstab without swap passes and says so', async () => {
  const finding = await find({ kind: 'swaps' }, { files: { fstab: '/dev/vda / ext4\n', 'proc-swaps': SWAPS } });
  assert.deepEqual([finding.verdict, finding.output], ['passed', 'collect/fstab names no swap']);
});

test('devices are found by tag, link, logical volume, and by blkid of util-linux and of busybox', () => {
  const names = deviceNames(LISTING, '/dev/vda3: LABEL="root" UUID="AB-12" TYPE="vfat"\n/dev/mapper/vg-swap--2: UUID="77" TYPE="swap"\n');
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['LABEL=my data', '/dev/vdb'],
    ['/dev/disk/by-label/swap', '/dev/vda2'],
    ['/dev/disk/by-id/virtio-disk-a', '/dev/vda'],
    ['/dev/vg/swap-2', '/dev/dm-1'],
    ['/dev/mapper/vg-swap--2', '/dev/dm-1'],
    ['UUID=77', '/dev/dm-1'],
    ['UUID=AB-12', '/dev/vda3'],
    ['/dev/sda1', '/dev/sda1'],
    ['LABEL=none', undefined],
  ];
  for (const [spec, device] of cases) assert.equal(resolveDevice(spec, names), device, spec);
});
