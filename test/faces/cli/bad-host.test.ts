import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tinyImage } from '../../support/tiny.ts';
import { desk, GOOD, SUITE } from './support.ts';

test('without QEMU nothing starts: exit 3, both programs named, and how to get them', async () => {
  await using here = await desk(GOOD);
  await mkdir(join(here.path, 'nothing'));
  const PATH = join(here.path, 'nothing');
  const [run, json, plan] = await Promise.all([
    here.vmtest(['run'], { PATH }),
    here.vmtest(['run', '--json', '--accel', 'kvm'], { PATH }),
    here.vmtest(['plan', '--json'], { PATH }),
  ]);
  for (const name of ['qemu-system-', 'qemu-img']) assert.match(run.err, new RegExp(`error: ${name}.*was not found in PATH .*nothing`));
  assert.match(run.err, /→ (as root: |install )/);
  assert.deepEqual([run.code, run.out, run.left], [3, '', []]);
  const { problems } = json.json() as { problems: { code: string; verdict: string; exitCode: number }[] };
  assert.deepEqual(
    [json.code, problems[0]?.code, problems[0]?.verdict, problems[0]?.exitCode],
    [3, 'VMTEST_QEMU_MISSING', 'qemu-failed', 3],
  );
  assert.equal(plan.code, 0, 'a plan needs no QEMU');
});

test('a disk that starts from a file that is not there: exit 3 before anything is made, with the place and the mend', async () => {
  await using here = await desk({
    ...GOOD,
    'vmtest.yaml': SUITE.replace('{ boot: {} }', '{ machine: { disks: [{ from: gone.img }] }, boot: {} }'),
  });
  const run = await here.vmtest(['run', '--accel', 'tcg']);
  assert.equal(run.code, 3, run.err);
  assert.match(
    run.err,
    /vmtest\.yaml:5:\d+: .*disk0 starts from .*gone\.img, which cannot be read: there is no such file \[VMTEST_IMAGE_UNAVAILABLE\]\n +→ build it/,
  );
  assert.deepEqual(run.left, []);
});

/** A QEMU that knows its version and hangs as soon as it is to run a machine. */
const HANGS = `#!/bin/sh
case $1 in --version) echo 'QEMU emulator version 7.2.0' ;; *) exec sleep 600 ;; esac
`;

test('with --accel kvm, a KVM that runs nothing ends the run within seconds: exit 3, cause and mend', async () => {
  await using here = await desk(GOOD);
  const names = ['qemu-system-x86_64', 'qemu-system-aarch64', 'qemu-img'];
  await here.write(Object.fromEntries(names.map((name) => [`bin/${name}`, HANGS])));
  for (const name of names) await chmod(join(here.path, 'bin', name), 0o755);
  const PATH = `${join(here.path, 'bin')}:${process.env.PATH}`;
  const began = performance.now();
  const run = await here.vmtest(['run'], { PATH, VMTEST_ACCEL: 'kvm' });
  // The promise is 3 s; a host that is busy with other tests gets more. Without a limit of ours it would be ten minutes.
  assert.ok(performance.now() - began < 15_000);
  assert.match(run.err, /^error: VMTEST_ACCEL asks for KVM, and it cannot be used: .+ \[VMTEST_KVM_UNUSABLE\]\n {2}→ .+/);
  assert.deepEqual([run.code, run.out, run.left], [3, '', []]);
});

test('an image that is not there: where it should be, exit 3; a test with another image still runs its way', async () => {
  const others = `version: 1
images:
  gone: { files: { kernel: nowhere/k, initrd: nowhere/i } }
  here: { files: { kernel: kernel, initrd: initrd } }
tests: { one: { image: gone, boot: {} }, two: { image: gone, boot: {} }, three: { image: here, boot: {}, skip: { reason: later } } }
`;
  await using here = await desk({ ...GOOD, 'vmtest.yaml': others });
  const [run, plan, lint] = await Promise.all([
    here.vmtest(['run', '--accel', 'tcg']),
    here.vmtest(['plan', '--json', '--accel', 'tcg']),
    here.vmtest(['lint']),
  ]);
  for (const role of ['kernel', 'initrd']) {
    const said = new RegExp(
      `vmtest\\.yaml:3:3: error: one, two: .*${role} of the image gone, .*/desk/nowhere/${role[0]}, is not there \\[VMTEST_IMAGE_UNAVAILABLE\\]\\n {2}→ put the file there`,
    );
    assert.match(run.err, said);
  }
  assert.deepEqual([run.code, run.out, run.left], [3, '', []]);
  const { problems } = plan.json() as { problems: { code: string; exitCode: number }[] };
  assert.ok(problems.length > 0 && problems.every(({ code, exitCode }) => code === 'VMTEST_IMAGE_UNAVAILABLE' && exitCode === 3));
  assert.deepEqual([plan.code, lint.code], [0, 0], 'what may yet be built is no mistake of the suite');
});

const TOPDIRS: readonly (readonly [topdir: string, said: RegExp])[] = [
  [
    'full',
    /the top folder .*\/full is not empty: it holds evidence \[VMTEST_TOPDIR_NOT_EMPTY\]\n {2}→ name a folder that is absent or empty/,
  ],
  ['kernel', /the top folder .*\/kernel cannot be used: it, or what is above it, is a file \[VMTEST_TOPDIR_UNUSABLE\]\n {2}→ name another/],
  ['kernel/top', /the top folder .*\/kernel\/top cannot be used: it, or what is above it, is a file/],
  ['/proc/vmtest/top', /the top folder \/proc\/vmtest\/top cannot be used: no folder can be made there/],
  [`a/${'x'.repeat(256)}`, /cannot be used: its name is too long/],
];

test('a top folder that cannot be one: exit 2, and it is left as it was', { concurrency: 3 }, async (t) => {
  await using here = await desk({ ...GOOD, 'full/evidence': 'of an earlier run' });
  const cases = TOPDIRS.map(([topdir, said]) =>
    t.test(topdir.slice(0, 20), async () => {
      const run = await here.vmtest(['run', '--accel', 'tcg', '--topdir', topdir]);
      assert.match(run.err, said);
      assert.deepEqual([run.code, run.out, run.left], [2, '', []]);
    }),
  );
  await Promise.all(cases);
  assert.equal(await readFile(join(here.path, 'full/evidence'), 'utf8'), 'of an earlier run');
});

test('as root, a top folder that the user of QEMU cannot reach is refused, and what was made of it goes', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root gives QEMU another user');
  await using here = await desk(GOOD);
  await mkdir(join(here.path, 'private'), { mode: 0o700 });
  const run = await here.vmtest(['run', '--accel', 'tcg', '--topdir', 'private/a/b']);
  assert.match(
    run.err,
    /QEMU's user cannot reach .*\/private\/a\/b: .*\/private \(mode 0700.*\[VMTEST_TOPDIR_UNUSABLE\]\n {2}→ QEMU does not run as root: use a folder/,
  );
  assert.deepEqual([run.code, run.out, run.left, await readdir(join(here.path, 'private'))], [2, '', [], []]);
});

/** Runs its arguments with a small file system at \`small\`, and copies what the run said of itself out of it. */
const SMALL = `mount -t tmpfs -o size="$0" tmpfs small || exit 99
"$@"; code=$?
cp small/top/result.json small/top/junit.xml . 2>/dev/null
ls -A small
exit $code`;

test('a full disk under a machine is disk-full, with the disk and the mend, and the run still reports', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can mount a small file system');
  const files = await tinyImage();
  const write = 'dd if=/dev/urandom of=/dev/disk/by-id/virtio-system bs=1M conv=fsync';
  const tests = {
    guest: { boot: { runcmd: [write] }, machine: { memory: '256M', disks: [{ size: '64M', serial: 'system' }] } },
  };
  const suite = { version: 1, images: { tiny: { files } }, defaults: { image: 'tiny', timeouts: { boot: '60s' } }, tests };
  await using here = await desk({ 'vmtest.yaml': JSON.stringify(suite), 'own.yaml': SUITE, kernel: 'k', initrd: 'i' });
  await mkdir(join(here.path, 'small'));
  const within = (size: string) => ['unshare', '--mount', 'sh', '-c', SMALL, size];
  const run = await here.through(within('24m'), ['run', '--accel', 'tcg', '--topdir', 'small/top']);
  if (run.code === 99) return t.skip('this root may not mount');
  assert.match(
    run.out,
    /guest {2}disk-full\n {2}boot: the host had no space left for the disk disk0\n {2}→ free space, or name another --topdir/,
  );
  assert.doesNotMatch(run.err, /bug/);
  assert.equal(run.code, 3);
  const { tests: results } = JSON.parse(await readFile(join(here.path, 'result.json'), 'utf8')) as { tests: { verdict: string }[] };
  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    ['disk-full'],
  );
  assert.match(await readFile(join(here.path, 'junit.xml'), 'utf8'), /<error[^>]* type="disk-full"/);

  const own = await here.through(within('600k'), ['run', 'own.yaml', '--accel', 'tcg', '--topdir', 'small/a/top']);
  assert.match(
    own.err,
    /the top folder .*\/small\/a\/top has no room for a run: \d+ KiB free \[VMTEST_DISK_FULL\]\n {2}→ free space there/,
  );
  assert.deepEqual([own.code, own.out], [3, ''], 'and nothing is left in it');
});
