import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import type { ReplayRecord } from '../../../src/engine/replay/record.ts';
import type { MachineSpec } from '../../../src/model/plan.ts';
import { keptFolder, replayRecord } from '../../engine/replay/support.ts';
import { type Desk, desk, type Ended } from './support.ts';

// Evidence of a machine that never was: what is refused, what is told, and how QEMU would be called. Real machines: test/vm/replay.test.ts.
let here: Desk;
const at = (...names: string[]) => join(here.path, ...names);

before(async () => {
  here = await desk();
});
after(() => here[Symbol.asyncDispose]());
beforeEach(async () => {
  await rm(at('one'), { recursive: true, force: true });
  await evidence();
});

async function evidence(record: unknown = replayRecord(), result?: unknown): Promise<void> {
  await keptFolder(at('one'), record, result);
  await image('one/disks/disk0.qcow2');
  await writeFile(at('one/boot/seed.iso'), Buffer.alloc(4096));
}

async function image(name: string, ...args: string[]): Promise<void> {
  await rm(at(name), { force: true });
  const made = await run('qemu-img', ['create', '-q', '-f', 'qcow2', ...args, at(name), '1M'], { env: TOOL_ENV });
  assert.equal(made.exitCode, 0, made.stderr);
}

function withMachine(changes: Partial<ReplayRecord['machine']>, spec: Partial<MachineSpec> = {}): ReplayRecord {
  const { machine, ...rest } = replayRecord();
  return { ...rest, machine: { ...machine, ...changes, spec: { ...(machine.spec as MachineSpec), ...spec } } };
}

const replay = (...args: string[]) => here.vmtest(['replay', 'one', ...args]);
const dry = async (...args: string[]) => {
  const ended = await replay('--dry-run', '--json', ...args);
  assert.equal(ended.code, 0, ended.err);
  assert.deepEqual(ended.left, []);
  return ended.json() as { phase: string; changes: string[]; notes: string[]; disks: string; argv: string[] };
};

function refusedWith(ended: Ended, code: string, words: RegExp): void {
  assert.match(ended.err, new RegExp(`\\[${code}\\]`));
  assert.match(ended.err, words);
  assert.deepEqual([ended.code, ended.out, ended.left], [2, '', []], ended.err);
}

test('a dry run shows the command line, on overlays, and leaves nothing', async () => {
  const { argv, phase, changes, disks } = await dry('--', '-m', '300M');
  assert.equal(phase, 'boot');
  assert.match(disks, /overlays of those that were kept, as the phase boot left them/);
  assert.deepEqual(argv.slice(-2), ['-m', '300M']);
  const written = argv.filter((word) => word.includes('"disk0"') && word.includes('qcow2'));
  assert.match(written[0] ?? '', /vmtest-replay-\w+\/machine\/disks\/disk0\.qcow2/);
  assert.ok(argv.some((word) => word.includes('"serial":"system"') && word.includes('"addr":"07"')));
  assert.ok(argv.some((word) => word.includes('"mac":"52:54:00:12:34:01"') && word.includes('"addr":"06"')));
  assert.ok(argv.includes('on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'));
  assert.ok(argv.includes('type=11,value=a,,b'));
  assert.ok(!changes.some((change) => /seed|disk|network/.test(change)), changes.join('\n'));
  const text = await replay('-n');
  assert.match(text.out, /^basic\[firmware=bios\], boot: the machine once more\n/);
  assert.match(text.out, /nothing in .*\/one is changed/);
  assert.match(text.out, /\\\n {2}-boot strict=on/);
});

test('nothing of a script or a command line that came with the evidence is ever used', async () => {
  const record = replayRecord();
  const argv = ['/bin/sh', '-c', `touch ${at('owned')}`, '-chardev', 'file,id=x,path=/etc/x', '-device', 'vfio-pci,host=01:00.0'];
  await evidence({
    ...record,
    qemu: { program: at('evil'), version: null },
    phases: record.phases.map((phase) => ({ ...phase, script: '/bin/sh', argv })),
  });
  await writeFile(at('evil'), `#!/bin/sh\ntouch ${at('owned')}\n`, { mode: 0o755 });
  await writeFile(at('one/logs/qemu-boot.sh'), `touch ${at('owned')}\n`, { mode: 0o755 });
  const shown = await dry();
  assert.ok(shown.argv.every((word) => !/vfio|owned|evil|\/etc\/x/.test(word)));
  assert.equal(existsSync(at('owned')), false);
});

test('evidence that would lead to files of this host is refused', async () => {
  const hostile = replayRecord();
  await writeFile(at('one/replay.json'), JSON.stringify({ ...hostile, disksTar: '/etc/shadow' }));
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /disksTar is "\/etc\/shadow"/);

  await evidence();
  await image('one/disks/disk0.qcow2', '-b', '/etc/hostname', '-F', 'raw');
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /disk0\.qcow2 names a backing file/);
  await image('one/disks/disk0.qcow2', '-o', `data_file=${at('data')},data_file_raw=on`);
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /disk0\.qcow2 has its data in another file/);
  await rm(at('one/disks/disk0.qcow2'));
  await symlink('/etc/shadow', at('one/disks/disk0.qcow2'));
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /disk0\.qcow2 is a link/);
  await rm(at('one/disks'), { recursive: true });
  await symlink('/dev', at('one/disks'));
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /disks is a link/);

  await rm(at('one'), { recursive: true });
  await evidence();
  await rm(at('one/boot/seed.iso'));
  await symlink('/etc/shadow', at('one/boot/seed.iso'));
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /seed\.iso is a link/);

  await rm(at('one'), { recursive: true });
  await evidence({ ...replayRecord(), disksTar: 'disks/disks.tar' });
  const tar = await run('tar', ['-C', at(), '-cf', at('one/disks/disks.tar'), '--transform', 's,.*,disk0.qcow2,', 'link'], {
    env: TOOL_ENV,
  });
  assert.notEqual(tar.exitCode, 0);
  await symlink('/etc/shadow', at('link'));
  await run('tar', ['-C', at(), '-cf', at('one/disks/disks.tar'), '--transform', 's,^link,disk0.qcow2,', 'link'], { env: TOOL_ENV });
  refusedWith(await replay(), 'VMTEST_REPLAY_REFUSED', /kept-disks\/disk0\.qcow2 is a link/);
});

test('what was not kept is said at once, with what would have kept it', async () => {
  await rm(at('one/disks'), { recursive: true });
  refusedWith(
    await replay(),
    'VMTEST_REPLAY_NOT_KEPT',
    /disk disk0 of basic\[firmware=bios\] is not here: `disks` was not kept.*\n.*--keep-data-fail all/,
  );
  await evidence();
  await mkdir(at('artifact'));
  await rename(at('one'), at('artifact/one'));
  await rm(at('artifact/one/disks'), { recursive: true });
  const missing = [{ part: 'disks', why: 'size', mend: 'raise the input artifact-limit' }];
  const tests = [{ id: 'basic[firmware=bios]', slug: 'one', verdict: 'boot-timeout', parts: ['boot'], missing }];
  await writeFile(at('artifact/vmtest.json'), JSON.stringify({ version: 1, tests }));
  const dropped = await here.vmtest(['replay', 'artifact']);
  refusedWith(
    dropped,
    'VMTEST_REPLAY_NOT_KEPT',
    /left out of the artifact, which would have been too large.*\n.*raise the input artifact-limit/,
  );
  await evidence();
  await rm(at('one/boot'), { recursive: true });
  const { changes } = await dry();
  assert.ok(changes.some((change) => /the seed disk is empty.*`boot` was not kept/.test(change)));
});

test('the image of an installation is named by its digest where it is not here', async () => {
  const gone = await replay('--phase', 'install', '--image-dir', at('store'));
  assert.equal(gone.code, 3);
  assert.match(
    gone.err,
    /not on this host: .*the kernel of the image tiny, sha256 a{64}.* The image store is .*\/store \[VMTEST_IMAGE_UNAVAILABLE\]\n.*vmtest images sync/,
  );
  assert.deepEqual(gone.left, []);
});

test('what is another machine than in the run is told', async () => {
  const bridge = [{ mac: '52:54:00:12:34:01', network: 'bridge:br0', address: { bus: 'pci.0', addr: '06' } }];
  const machine = withMachine(
    { type: 'pc-i440fx-99.0', accel: 'kvm' },
    { accel: 'kvm', cpu: 'host', nics: bridge, qemuArgs: ['-device', 'vfio-pci'] },
  );
  await evidence({ ...machine, qemu: { program: '/usr/bin/qemu-system-x86_64', version: '99.1' } });
  const { changes, notes, argv } = await dry('--accel', 'tcg');
  const told = changes.join('\n');
  assert.match(told, /^QEMU is [\d.]+ here, and was 99\.1$/m);
  assert.match(told, /^the machine is emulated \(TCG\), and ran on KVM; its processor is max instead of host$/m);
  assert.match(told, /^the machine is a pc-i440fx-[\d.]+, as this QEMU has no pc-i440fx-99\.0$/m);
  assert.match(told, /^NIC 0 has network user, and was on bridge:br0/m);
  assert.match(notes.join('\n'), /the suite's qemu-args are left out.*: -device vfio-pci$/m);
  assert.ok(!argv.some((word) => word.includes('vfio')));
  assert.equal(argv[argv.indexOf('-cpu') + 1], 'max');
  const offline = await dry('--accel', 'tcg', '--offline');
  assert.ok(offline.argv.includes('user,id=net0,restrict=on'));
  assert.match(offline.changes.join('\n'), /NIC 0 reaches nobody/);
});

test('a screen: --display takes the place of none, --vnc stands beside it', async () => {
  const { argv } = await dry('--display', 'gtk');
  assert.equal(argv[argv.indexOf('-display') + 1], 'gtk');
  assert.deepEqual((await dry('--vnc', '127.0.0.1:1')).argv.slice(-2), ['-vnc', '127.0.0.1:1']);
});

test('mistakes: no such path, no test in it, two paths, a phase that never ran, an older vmtest, disks of iSCSI', async () => {
  const gone = await here.vmtest(['replay', 'nowhere']);
  refusedWith(gone, 'VMTEST_REPLAY_NOT_FOUND', /nowhere is not there/);
  refusedWith(await here.vmtest(['replay', 'one/logs']), 'VMTEST_REPLAY_NOT_FOUND', /no replay\.json in it/);
  refusedWith(await replay('two'), 'VMTEST_USAGE', /one path is replayed/);
  refusedWith(await replay('--phase', 'third'), 'VMTEST_REPLAY_NOT_FOUND', /has no phase third that ran: there is install, boot/);
  refusedWith(await replay('--test', 'other'), 'VMTEST_REPLAY_NOT_FOUND', /no test here is other: there are basic/);
  const record = replayRecord();
  const { spec: _, ...machine } = record.machine;
  await evidence({ ...record, machine });
  refusedWith(await replay(), 'VMTEST_REPLAY_NOT_FOUND', /was made by vmtest 0\.1\.0/);
  const iscsi = [
    { name: 'iscsi0', sizeBytes: 1, file: 'disks/iscsi0.img', user: null, password: null, inUser: null, inPassword: null, target: null },
  ];
  await evidence(withMachine({}, { iscsi }));
  refusedWith(await replay(), 'VMTEST_REPLAY_NOT_FOUND', /disks of iSCSI.*\n.*sh .*logs\/qemu-boot\.sh/);
  await evidence();
  refusedWith(await replay('--keep', 'one'), 'VMTEST_TOPDIR_NOT_EMPTY', /the folder of --keep .*\/one is not empty/);
  const nowhere = await replay('--keep', '/proc/x');
  assert.match(nowhere.err, /the folder of --keep \/proc\/x cannot be used: .*\n.*name another with --keep$/m);
  assert.doesNotMatch(nowhere.err, /--topdir/);
  await here.write({ 'bad.zip': 'PK\u0003\u0004 and no more', 'empty.zip': '' });
  refusedWith(await here.vmtest(['replay', 'bad.zip']), 'VMTEST_ARTIFACT_INVALID', /bad\.zip cannot be unpacked: it is cut short/);
  refusedWith(
    await here.vmtest(['replay', 'one/replay.json']),
    'VMTEST_ARTIFACT_INVALID',
    /is no zip: it looks like a JSON.*\n.*the folder of a test/,
  );
});

test('an argument of the user’s that QEMU refuses is a mistake of the command line', async () => {
  for (const args of [
    ['--display', 'foo'],
    ['--vnc', 'foo'],
    ['--', '-bogus'],
  ]) {
    const words = args
      .filter((word) => word !== '--')
      .join(' ')
      .replace(/^--/, '-');
    const ended = await replay(...args);
    assert.match(ended.err, new RegExp(`QEMU refuses an argument of yours: .*: ${words}: .*\\[VMTEST_USAGE\\]\n.*--display takes`));
    assert.deepEqual([ended.code, ended.left], [2, []]);
  }
});
