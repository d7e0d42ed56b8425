import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VmtestError } from '../../../src/model/errors.ts';
import { reportMarkdown, summary } from '../../../src/suite/from-curtin/report-text.ts';
import { parseSuite } from '../../../src/suite/parse.ts';
import { converted, type Files, TOP } from './support.ts';

const GiB = 2 ** 30;

/** The tests of a suite that was made, by their ids; it is read without a problem. */
async function testsOf(files: Files) {
  const { suite, report } = await converted(files);
  const { suite: read, problems } = parseSuite(suite, '/work/suite/vmtest.yaml');
  assert.deepEqual(problems, [], suite);
  assert.ok(read);
  return { suite, report, images: read.images, byId: new Map(read.tests.map((one) => [one.id, one])) };
}

const FAMILY = `${TOP}
class TestRaidBootAbs(VMBaseClass):
    conf_file = "examples/raid.yaml"
    extra_disks = ['4G', '5G']
    nvme_disks = ['6G']
    disk_driver = 'scsi-hd'
    multipath = True
    multipath_num_paths = 3
    dirty_disks = True
    uefi = True
    nr_cpus = 2
    arch_skip = ['s390x']
    extra_kern_args = '--- luks=no'
    conf_replace = {'__FS__': 'ext4'}
    boot_timeout = 700
    disk_to_check = [('main', 0)]
    test_type = 'storage'
    own_word = 'read by Python'
    extra_collect_scripts = [textwrap.dedent("""
        cd OUTPUT_COLLECT_D
        mdadm --detail /dev/md0 > mdadm_detail
        cp x OUTPUT_COLLECT_D/y

        exit 0
        """)]

    @skip_if_flag('expected_failure')
    def test_files(self):
        """ What it does. """
        self.output_files_exist(["mdadm_detail"])
        self.check_file_regex("mdadm_detail", r"State : (clean|active)")
        self.check_file_strippedline("mdadm_detail", "Raid Level : raid1")

    def test_not_collected(self):
        self.output_files_exist(["fstab"])

    def test_python(self):
        for disk in self.disks:
            self.assertTrue(disk)

    def helper(self):
        return 1

    @property
    def extra_nics(self):
        return []

class XenialTestRaidBoot(relbase.xenial, TestRaidBootAbs):
    __test__ = True
class XenialHWETestRaidBoot(relbase.xenial_hwe, TestRaidBootAbs):
    __test__ = True
class FocalTestRaidBoot(relbase.focal, TestRaidBootAbs):
    __test__ = True
    def test_only_focal(self):
        self.output_files_exist(["mdadm_detail"])
class CentosTestRaidBoot(relbase.centos, TestRaidBootAbs):
    __test__ = True
    arch_skip = ['arm64']
class FocalXfsTestRaidBoot(relbase.focal, TestRaidBootAbs):
    __test__ = True
    conf_replace = {'__FS__': 'xfs'}
`;

test('a family is one test: releases, kernels and targets are its matrix, what differs is a test of its own', async () => {
  const { byId, suite, images, report } = await testsOf({ 'test_raid.py': FAMILY, 'examples/raid.yaml': '' });
  assert.deepEqual(
    [...byId.keys()],
    [
      'raid-boot-ext4[image=xenial]',
      'raid-boot-ext4[image=xenial-hwe-16.04,kernel-package=linux-image-generic-hwe-16.04]',
      'raid-boot-ext4[image=focal]',
      'raid-boot-ext4[image=focal,target=centos70]',
      'raid-boot-xfs',
    ],
  );
  const one = byId.get('raid-boot-ext4[image=focal,target=centos70]');
  assert.ok(one);
  const disk = { driver: 'scsi-hd', blockSize: 512, paths: 3 };
  const shown = one.machine.disks?.map(({ size, driver, blockSize, paths }) => ({ size, driver, blockSize, paths }));
  assert.deepEqual(shown, [
    { size: 10 * GiB, ...disk },
    { size: 4 * GiB, ...disk },
    { size: 5 * GiB, ...disk },
    { size: 6 * GiB, driver: 'nvme', blockSize: 512, paths: 1 },
  ]);
  assert.deepEqual([one.machine.firmware, one.machine.cpus, one.machine.memory], ['uefi', 2, null]);
  const { installer, file, replace, target, kernelArgs, curtin } = one.install;
  assert.deepEqual([installer, file, replace, target], ['curtin', '/work/examples/raid.yaml', { __FS__: 'ext4' }, 'centos70']);
  assert.deepEqual([kernelArgs, curtin?.dirtyDisks], [['---', 'luks=no'], true]);
  assert.deepEqual([one.timeouts.boot, one.timeouts.install], [700, 3000]);
  assert.deepEqual(one.boots[0]?.collect, ['mdadm --detail /dev/md0 > mdadm_detail\ncp x $VMTEST_COLLECT/y\n\nexit 0\n']);
  assert.deepEqual(
    one.checks.map((check) => check.kind === 'file' && [check.path, check.exists, check.matches, check.lines]),
    [
      ['mdadm_detail', true, [], []],
      ['mdadm_detail', false, ['State : (clean|active)'], []],
      ['mdadm_detail', false, [], ['Raid Level : raid1']],
    ],
  );
  assert.deepEqual(images['xenial-hwe-16.04']?.source, {
    ...images.xenial?.source,
    fields: { os: 'ubuntu', release: 'xenial', krel: 'xenial', kflavor: 'generic', subarch: 'hwe-16.04' },
  });
  assert.deepEqual(images.centos70?.source, { ...images.xenial?.source, fields: { os: 'centos', release: 'centos70' } });
  assert.match(suite, /# TestRaidBootAbs \(tests\/vmtests\/test_raid\.py:7\): XenialTestRaidBoot, XenialHWETestRaidBoot/);
  assert.match(suite, /# not for s390x \(arch_skip\): XenialTestRaidBoot/);
  assert.deepEqual(report.classes, { enabled: 5, carried: 5 });
  assert.deepEqual([report.families, report.carriedAssertions], [1, 1]);
  const names = (list: readonly { name: string; line: number }[]) => list.map(({ name }) => name);
  assert.deepEqual(names(report.notCarried.assertions), [
    'VMBaseClass.test_kernel_img_conf',
    'TestRaidBootAbs.test_not_collected',
    'TestRaidBootAbs.test_python',
    'FocalTestRaidBoot.test_only_focal',
  ]);
  assert.deepEqual(names(report.notCarried.methods), ['TestRaidBootAbs.helper', 'TestRaidBootAbs.extra_nics']);
  assert.deepEqual(names(report.notCarried.attributes), ['TestRaidBootAbs.own_word']);
  assert.deepEqual([report.notCarried.assertions[2]?.file, report.notCarried.assertions[2]?.line], ['tests/vmtests/test_raid.py', 42]);
});

test('skips and expected failures keep their reasons, and lose no script', async () => {
  const { byId, suite } = await testsOf({
    'test_d.py': `${TOP}
import unittest
class TestD(VMBaseClass):
    extra_collect_scripts = ["cd OUTPUT_COLLECT_D\\nuname -r > kernel\\n"]
class FocalTestD(relbase.focal, TestD):
    __test__ = True
    expected_failure = True  # LP: #1234, broken for now
@VMBaseClass.skip_by_date("1749342", fixby="2031-02-15", removeby=(2031, 3, 1))
class XenialTestD(relbase.xenial, TestD):
    __test__ = True
@unittest.skip("it hangs")
class XenialHWETestD(relbase.xenial_hwe, TestD):
    __test__ = True
class TestSetUp(TestD):
    @classmethod
    def setUpClass(cls):
        raise unittest.SkipTest("no hardware")
class FocalTestSetUp(relbase.focal, TestSetUp):
    __test__ = True
class TestPanic(VMBaseClass):
    expected_failure = True
    def test_install_log_finds_panic(self):
        for err in self.errors:
            if 'Kernel panic - (' in err:
                found = True
class FocalTestPanic(relbase.focal, TestPanic):
    __test__ = True
`,
  });
  const failure = byId.get('d-expected-failure');
  assert.deepEqual(failure?.expect, { verdict: 'install-failed', console: null, reason: 'LP: #1234, broken for now' });
  assert.match(
    suite,
    /# expected_failure does not say how it fails: the verdict is a guess\n.*# once it passes: boot and checks as in d-skipped\n/,
  );
  const skipped = [...byId.values()].filter(({ name }) => name.startsWith('d-skipped')).map(({ skip }) => skip);
  assert.deepEqual(skipped, [
    {
      until: '2031-02-15',
      reason: 'LP: #1749342; the original wants this skip removed by 2031-03-01',
      link: 'https://bugs.launchpad.net/bugs/1749342',
    },
    { until: null, reason: 'it hangs', link: null },
  ]);
  assert.deepEqual(byId.get('set-up')?.skip, { until: null, reason: 'no hardware', link: null });
  const panic = byId.get('panic');
  assert.deepEqual(panic?.expect, { verdict: null, console: 'Kernel panic - \\(', reason: 'expected_failure' });
  assert.deepEqual(panic?.checks, []);
});

test('what the suite cannot say stands at its place; packs that classes had switched off are off', async () => {
  const { byId, suite, report } = await testsOf({
    'test_e.py': `${TOP}
def compute():
    return []
class TestE(VMBaseClass):
    iscsi_disks = [{'size': '3G', 'auth': 'user:passw0rd'}]
    extra_disks = ['/dev/dasdd', 7]
    disk_driver = 'virtio-blk-ccw'
    nvme_disks = compute()
    bios = '/usr/share/seabios/bios.bin'
    crashdump = True
    multipath = True
    boot_cloudconf = {'runcmd': ['true']}
    add_repos = 'proposed, ppa:a/b'
    system_upgrade = False
    upgrade_packages = 'cloud-init'
    fstab_expected = [('LABEL=x', '/mnt', 'defaults'), ('/dev/sda', 'none', '')]
    mem = 1000
    install_timeout = '900'
    def test_dname(self):
        pass
    def test_fstab(self):
        self.assertTrue(self.other)
class FocalTestE(relbase.focal, TestE):
    __test__ = True
    # The release's own memory hides what a base says.
    mem = 3000
`,
  });
  const one = byId.get('e');
  assert.ok(one);
  assert.deepEqual(one.packsOff, ['dname']);
  assert.deepEqual(
    one.checks.map((check) => check.kind === 'fstab' && check.entries),
    [
      [
        { spec: 'LABEL=x', mountpoint: '/mnt', options: 'defaults' },
        { spec: '/dev/sda', mountpoint: 'none', options: null },
      ],
    ],
  );
  assert.deepEqual(one.install.curtin, {
    tree: null,
    configs: [],
    dirtyDisks: false,
    addRepos: ['proposed', 'ppa:a/b'],
    systemUpgrade: null,
    upgradePackages: ['cloud-init'],
    kernelPackage: null,
    source: null,
  });
  assert.deepEqual([one.machine.memory, one.timeouts.install, one.boots[0]?.cloudConfig], [3000 * 2 ** 20, 900, { runcmd: ['true'] }]);
  const machine = suite.slice(0, suite.indexOf('    machine:')).split('\n').slice(-12).join('\n');
  for (const said of [
    'iscsi_disks: {"size":"3G"',
    '/dev/dasdd" is a device of the host',
    '7 is no size',
    'virtio-blk-ccw',
    'nvme_disks .* is computed: the call compute',
    'bios: ',
    'crashdump: ',
    'multipath: 2 paths',
  ])
    assert.match(machine, new RegExp(`# .*${said}`));
  assert.ok(report.notCarried.settings.some(({ text }) => /TestE\.test_fstab .* its own form of the pack fstab/.test(text)));
});

test('a class that can be no test is named with its reason, and the rest becomes one', async () => {
  const { report, byId } = await testsOf({
    'test_f.py': `${TOP}
from . import PsuedoVMBaseClass
class TestF(VMBaseClass):
    pass
class FocalTestF(relbase.focal, TestF):
    __test__ = True
class A(relbase.focal, TestF):
    __test__ = True
    conf_file = '../../etc/passwd'
class B(relbase.focal, TestF):
    __test__ = True
    conf_file = 'examples/' + 'absent.yaml'
class C(relbase.focal, TestF):
    __test__ = True
    target_arch = 'i386'
class D(relbase.focal, TestF):
    __test__ = True
    arch_skip = ['amd64', 'arm64']
class E(TestF):
    __test__ = True
class F(relbase.focal, PsuedoVMBaseClass):
    __test__ = True
class G(object):
    __test__ = True
class I(relbase.focal, TestF):
    __test__ = True
    conf_replace = {'__A__': '\${{ matrix.x }}'}
class H(relbase.focal, TestF):
    __test__ = True
    boot_cloudconf = {'packages': {'__proto__': 1}}
`,
    'test_g.py': 'class (',
  });
  const why = Object.fromEntries(report.notCarried.classes.map((one) => [one.name, one.why]));
  assert.deepEqual(Object.keys(why).sort(), ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']);
  const reasons = [
    /not in the checkout/,
    /is not there/,
    /i386/,
    /arch_skip/,
    /no release/,
    /original harness/,
    /VMBaseClass/,
    /__proto__/,
    /reads an axis/,
  ];
  for (const [index, name] of [...'ABCDEFGHI'].entries()) assert.match(why[name] ?? '', reasons[index] as RegExp, name);
  assert.deepEqual([...byId.keys()], ['f']);
  assert.deepEqual(
    report.unread.map(({ file }) => file),
    ['tests/vmtests/test_g.py'],
  );
  assert.match(summary(report), /^1 of 10 test classes in 4 files became 1 tests? in 1 famil/);
});

test('texts of a checkout stay texts, and the same checkout gives the same bytes', async () => {
  const files: Files = {
    'test_h.py': `${TOP}
class TestH(VMBaseClass):
    extra_kern_args = 'a: b # c\\r\\ntests: {}'
    bios = 'x\\r\\ntests: {}\\u2028\\x1b[31m'
    conf_replace = {'__B__': "- 'q'"}
    extra_collect_scripts = ["echo '\${{ secrets }}'", "\\tindented\\n  \\n#!/x\\n---\\n...\\n"]
class FocalTestH(relbase.focal, TestH):
    __test__ = True
    def test_x\u0061(self):
        self.output_files_exist(["../../etc/passwd"])
`,
  };
  const [first, second] = await Promise.all([converted(files), converted(files)]);
  assert.equal(first.suite, second.suite);
  assert.equal(reportMarkdown(first.report), reportMarkdown(second.report));
  const { suite: read, problems } = parseSuite(first.suite, 'vmtest.yaml');
  assert.deepEqual(problems, [], first.suite);
  assert.deepEqual(
    read?.tests.map(({ name }) => name),
    ['h'],
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  assert.doesNotMatch(first.suite + reportMarkdown(first.report), /[\r\u001b\u2028]/);
  assert.equal(read?.tests[0]?.boots[0]?.collect.length, 1);
});

test('a folder without test classes is refused, with what was found', async () => {
  const wants = (pattern: RegExp) => (error: VmtestError) => error.code === 'VMTEST_USAGE' && pattern.test(error.message);
  await assert.rejects(converted({}), wants(/none of the classes in 2 files/));
  await assert.rejects(converted({ '__init__.py': 'class VMBaseClass(:\n' }), wants(/tests\/vmtests\/__init__\.py:1: not read/));
});
