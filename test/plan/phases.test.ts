import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PhaseSpec } from '../../src/model/plan.ts';
import type { ImageDefinition, Test } from '../../src/model/suite.ts';
import { type Around, bootOf, checkOf, curtinTest, planOf, testOf, told } from './fixtures.ts';

function phasesOf(test: Test, around: Around = {}): readonly PhaseSpec[] {
  return planOf(test, around).tests[0]?.phases ?? [];
}

function after(phase: PhaseSpec | undefined, option: string): string | undefined {
  const argv = phase?.argv ?? [];
  return argv.includes(option) ? argv[argv.indexOf(option) + 1] : undefined;
}

const place = { file: '/suite/vmtest.yaml', line: 1, column: 1 };
const none = { installer: 'none', file: null } as const;

describe('phases', () => {
  it('are an install and a boot, each with its files', () => {
    const [install, boot, ...more] = phasesOf(testOf());
    assert.deepEqual(more, []);
    const names = ({ name, kind, prefix, inputs, collect }: PhaseSpec) => [name, kind, prefix, inputs, collect];
    assert.deepEqual(names(install as PhaseSpec), ['install', 'install', 'install', 'install', 'install/collect']);
    assert.deepEqual(names(boot as PhaseSpec), ['boot', 'boot', 'boot', 'boot', 'collect']);
  });

  it('name the files of several boots after them', () => {
    const phases = phasesOf(testOf({ install: none, boots: [bootOf({ name: 'first' }), bootOf({ name: 'again' })] }));
    assert.deepEqual(
      phases.map(({ name, prefix, inputs, collect }) => [name, prefix, inputs, collect]),
      [
        ['first', 'boot-first', 'boot/first', 'collect/first'],
        ['again', 'boot-again', 'boot/again', 'collect/again'],
      ],
    );
  });

  it('run the script after its replacements, then commands, then what is collected', () => {
    const test = testOf({
      install: { replace: { __FS__: 'xfs' } },
      boots: [bootOf({ runcmd: ['a', 'b'], collect: ['c'] })],
    });
    const documents = { '/suite/install.sh': { text: 'mkfs.__FS__\n' } };
    const [install, boot] = phasesOf(test, { documents });
    assert.deepEqual(install?.steps, [{ name: 'install', kind: 'install', script: 'mkfs.xfs\n' }]);
    assert.deepEqual(
      boot?.steps.map(({ name, kind, script }) => `${kind} ${name}: ${script}`),
      ['runcmd runcmd 1: a', 'runcmd runcmd 2: b', 'collect collect 1: c'],
    );
  });

  it('of curtin install, and collect what curtin wrote whatever became of it', () => {
    const steps = phasesOf(curtinTest())[0]?.steps ?? [];
    assert.deepEqual(
      steps.map(({ name, kind }) => `${kind} ${name}`),
      ['install install', 'collect curtin logs'],
    );
  });

  it('bring the scripts of the checks that read them, each once', () => {
    const boots = [bootOf({ name: 'first', checks: [checkOf({ not: true })] }), bootOf({ name: 'again' })];
    const checks = [checkOf(), checkOf(), checkOf({ from: 'install' })];
    const phases = phasesOf(testOf({ boots, checks }), {
      collectFor: (check) => [{ name: `check ${check.kind}`, script: String(check.not) }],
    });
    const collected = (phase: PhaseSpec) =>
      phase.steps.filter((step) => step.kind === 'collect').map((step) => `${step.name} ${step.script}`);
    assert.deepEqual(phases.map(collected), [['check fstab false'], ['check fstab true'], ['check fstab false']]);
    assert.deepEqual(
      phases.map((phase) => phase.checks.map((check) => check.from)),
      [[], ['first'], []],
    );
  });

  it('know the axes, the test and the phase', () => {
    const test = testOf({ id: 'basic[fw=uefi]', axes: { 'machine.firmware': 'uefi', 'my-axis': 2 } });
    assert.deepEqual(phasesOf(test)[1]?.environment, {
      VMTEST_FIRMWARE: 'uefi',
      VMTEST_MY_AXIS: '2',
      VMTEST_TEST: 'basic[fw=uefi]',
      VMTEST_PHASE: 'boot',
    });
  });
});

describe('the environment that installs', () => {
  const image = (source: ImageDefinition['source']) => ({ live: { name: 'live', source, place } });
  const built = (root: 'ext4' | 'squashfs') =>
    image({
      kind: 'mmdebstrap',
      suite: 's',
      arch: 'x86_64',
      variant: 'v',
      include: [],
      components: [],
      mirrors: [],
      files: {},
      customize: null,
      root,
    });
  const streamed = (root: 'squashfs' | 'ext4') =>
    image({
      ...{ kind: 'simplestreams', url: null, keyring: null, verify: 'signature', arch: 'x86_64', version: null },
      ...{ fields: { release: 'noble' }, filters: [], root },
    });
  const addressed = (url: string) =>
    image({ kind: 'url', files: { root: { url, sha256: null, sha512: null, sums: null, redirects: [] } } });
  const byDisk = 'root=/dev/disk/by-id/virtio-vmtest-root';

  for (const [what, images, want] of [
    ['a root that we built', built('ext4'), 'root=LABEL=vmtest-root rw'],
    ['a squashfs that we built', built('squashfs'), `${byDisk} overlayroot=tmpfs ro`],
    ['a squashfs of the user', image({ kind: 'files', files: { root: '/a/root.squashfs' } }), `${byDisk} overlayroot=tmpfs ro`],
    ['a root of the user', image({ kind: 'files', files: { root: '/a/root.ext4' } }), `${byDisk} rw`],
    ['a squashfs of a stream', streamed('squashfs'), `${byDisk} overlayroot=tmpfs ro`],
    ['an ext4 made of what a stream has', streamed('ext4'), `${byDisk} rw`],
    ['a packed squashfs by its address', addressed('https://h/root.squashfs.xz?x=1'), `${byDisk} overlayroot=tmpfs ro`],
    ['a root by its address', addressed('https://h/root.img'), `${byDisk} rw`],
  ] as const) {
    it(`finds ${what}`, () => {
      const [install] = phasesOf(testOf(), { images });
      assert.equal(after(install, '-append'), `${want} console=ttyS0 ds=nocloud panic=-1 watchdog_thresh=60`);
      assert.deepEqual([after(install, '-kernel'), after(install, '-initrd')], ['{image:kernel}', '{image:initrd}']);
    });
  }

  it('is an initramfs alone where the image has no root', () => {
    const catalogue = { live: { roles: ['kernel', 'initrd'], problems: [] } } as const;
    const [install] = phasesOf(testOf(), { catalogue });
    assert.equal(after(install, '-append'), 'console=ttyS0 ds=nocloud panic=-1 watchdog_thresh=60');
    assert.deepEqual(
      install?.harnessDisks.map((disk) => disk.name),
      ['seed', 'output'],
    );
  });

  it('has its root as a throw-away overlay, and the target’s tar', () => {
    const [install, boot] = phasesOf(testOf());
    assert.deepEqual(
      install?.harnessDisks.map(({ name, file, format, readOnly, serial }) => [name, file, format, readOnly, serial]),
      [
        ['root', '{topdir}/basic/install/root.qcow2', 'qcow2', false, 'vmtest-root'],
        ['target', '{target:root-tar}', 'raw', true, 'vmtest-target'],
        ['seed', '{topdir}/basic/install/seed.iso', 'raw', true, 'vmtest-seed'],
        ['output', '{topdir}/basic/install/output.img', 'raw', false, 'vmtest-output'],
      ],
    );
    assert.deepEqual(
      boot?.harnessDisks.map(({ name, file }) => [name, file]),
      [
        ['seed', '{topdir}/basic/boot/seed.iso'],
        ['output', '{topdir}/basic/boot/output.img'],
      ],
    );
  });

  it('fetches its root over HTTP where asked, by the NIC that boots, as MAAS does', () => {
    const images = { live: { name: 'live', source: { kind: 'files' as const, files: { root: '/x/root.squashfs' } }, place } };
    const { phases, problems } = (() => {
      const plan = planOf(curtinTest({ install: { root: 'http' } }), { images });
      return { phases: plan.tests[0]?.phases ?? [], problems: plan.problems };
    })();
    assert.deepEqual(problems, []);
    const append = phases[0]?.argv[(phases[0]?.argv.indexOf('-append') ?? 0) + 1] ?? '';
    assert.match(
      append,
      /^root=squash:\{http\}\/root\/squashfs overlayroot=tmpfs ro ip=:::::BOOTIF:dhcp BOOTIF=01-52-54-00-12-34-01 console=/,
    );
    assert.equal(append.split('BOOTIF=').length, 2);
    assert.deepEqual(phases[0]?.rootServed, { path: 'root/squashfs', role: 'root', ftype: 'squashfs' });
    assert.ok(!phases[0]?.harnessDisks.some(({ name }) => name === 'root'));
    assert.equal(phases[1]?.rootServed, null);
  });

  it('cannot fetch what is no squashfs, or without a network', () => {
    const images = { live: { name: 'live', source: { kind: 'files' as const, files: { root: '/x/root.ext4' } }, place } };
    const nics = [{ mac: null, network: 'none' }];
    const { problems } = planOf(curtinTest({ install: { root: 'http' }, machine: { nics } }), { images });
    assert.deepEqual(
      problems.filter(({ message }) => message.startsWith('the root of the environment')).map(({ message }) => message.split(', ')[1]),
      ['and the first NIC has network `none`', 'and the image has no squashfs'],
    );
  });

  it('takes the user’s arguments last, and its seed over HTTP where asked', () => {
    const [install] = phasesOf(testOf({ install: { seed: 'http', kernelArgs: ['quiet', 'x={topdir}'] } }));
    const want = 'ds=nocloud-net;s={http}/install/ panic=-1 watchdog_thresh=60 quiet x={brace}topdir}';
    assert.ok(after(install, '-append')?.endsWith(want), after(install, '-append'));
    assert.ok(!install?.harnessDisks.some((disk) => disk.name === 'seed'));
  });

  it('fails fast under KVM, for curtin in what it installs too', () => {
    const [install] = phasesOf(curtinTest(), { settings: { accel: 'kvm' } });
    assert.match(after(install, '-append') ?? '', / --- panic=-1 softlockup_panic=1 hung_task_panic=1 nmi_watchdog=panic,1$/);
  });

  it('speaks on the serial port that the architecture has', () => {
    const [install] = phasesOf(testOf({ machine: { arch: 'aarch64' } }));
    assert.match(after(install, '-append') ?? '', /console=ttyAMA0/);
    const [power] = phasesOf(testOf({ machine: { arch: 'ppc64' } }));
    assert.match(after(power, '-append') ?? '', /console=hvc0/);
  });
});

describe('a boot', () => {
  it('goes through firmware and boot loader', () => {
    const [, boot] = phasesOf(testOf());
    assert.equal(after(boot, '-kernel'), undefined);
    assert.equal(after(boot, '-boot'), 'strict=on');
  });

  it('of an image that is a kernel and no disk loads that kernel', () => {
    const catalogue = { live: { roles: ['kernel', 'initrd'], problems: [] } } as const;
    const [boot] = phasesOf(testOf({ install: none, boots: [bootOf({ kernelArgs: ['x'] })] }), { catalogue });
    assert.equal(after(boot, '-kernel'), '{image:kernel}');
    assert.match(after(boot, '-append') ?? '', / x$/);
  });

  it('gets its seed over HTTP by the serial number of the system', () => {
    const [, boot] = phasesOf(testOf({ boots: [bootOf({ seed: 'http' })] }));
    assert.equal(after(boot, '-smbios'), 'type=1,serial=ds=nocloud-net;s={http}/boot/');
  });

  it('passes kernel arguments on where the boot loader reads them, and says so', () => {
    const plan = planOf(testOf({ boots: [bootOf({ kernelArgs: ['a', 'b,c'] })] }));
    assert.equal(after(plan.tests[0]?.phases[1], '-smbios'), 'type=11,value=io.systemd.stub.kernel-cmdline-extra=a b,,c');
    assert.match(told(plan)[0] ?? '', /^warning: kernel-args of boot boot reach only/);
  });

  it('of a ppc64el machine is told nothing: it has no tables for that', () => {
    const boots = [bootOf({ seed: 'http', kernelArgs: ['a'] })];
    const plan = planOf(testOf({ machine: { arch: 'ppc64' }, boots }));
    assert.equal(after(plan.tests[0]?.phases[1], '-smbios'), undefined);
    assert.deepEqual(told(plan), [
      'error: a ppc64el machine cannot be told where the seed of boot boot is',
      'warning: kernel-args of boot boot reach no ppc64el machine',
    ]);
  });

  it('cannot have a seed over HTTP without a network', () => {
    const nics = [{ mac: null, network: 'none' }];
    const lines = told(planOf(testOf({ machine: { nics }, boots: [bootOf({ seed: 'http' })] })));
    assert.match(lines[0] ?? '', /^error: the seed of boot boot is to come over HTTP, and the first NIC has network `none`/);
  });
});
