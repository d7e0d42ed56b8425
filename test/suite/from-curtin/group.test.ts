import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOP, testsOf } from './support.ts';

const GiB = 2 ** 30;

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

    def test_default(self):
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
  assert.deepEqual([installer, file, replace, target], ['curtin', '/desk/examples/raid.yaml', { __FS__: 'ext4' }, 'centos70']);
  assert.deepEqual([kernelArgs, curtin?.dirtyDisks], [['---', 'luks=no'], true]);
  assert.deepEqual([one.timeouts.boot, one.timeouts.install], [700, 3000]);
  assert.deepEqual(one.boots[0]?.collect, ['mdadm --detail /dev/md0 > mdadm_detail\ncp x $VMTEST_COLLECT/y\n\nexit 0\n']);
  assert.deepEqual(
    one.checks.map((check) => check.kind === 'file' && [check.path, check.exists, check.matches, check.lines]),
    [
      ['mdadm_detail', true, [], []],
      ['mdadm_detail', false, ['State : (clean|active)'], []],
      ['mdadm_detail', false, [], ['Raid Level : raid1']],
      ['fstab', true, [], []],
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
  assert.deepEqual(report.same, []);
  assert.deepEqual([report.families, report.carriedAssertions], [1, 2]);
  const names = (list: readonly { name: string; line: number }[]) => list.map(({ name }) => name);
  assert.deepEqual(names(report.notCarried.assertions), ['TestRaidBootAbs.test_python', 'FocalTestRaidBoot.test_only_focal']);
  assert.deepEqual(names(report.notCarried.methods), ['TestRaidBootAbs.helper', 'TestRaidBootAbs.extra_nics']);
  assert.deepEqual(names(report.notCarried.attributes), ['TestRaidBootAbs.own_word']);
  assert.deepEqual([report.notCarried.assertions[0]?.file, report.notCarried.assertions[0]?.line], ['tests/vmtests/test_raid.py', 42]);
});
