import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summary } from '../../../src/suite/from-curtin/report-text.ts';
import { TOP, testsOf } from './support.ts';

test('what the suite cannot say stands at its place; packs that classes had switched off are off', async () => {
  const { byId, suite, report } = await testsOf({
    'test_e.py': `${TOP}
def compute():
    return []
class TestE(VMBaseClass):
    iscsi_disks = [{'size': '3G', 'auth': 'user:passw0rd', 'iauth': 'nobody'}]
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
  assert.deepEqual(one.machine.disks?.at(-1)?.iscsi, { user: 'user', password: 'passw0rd', inUser: null, inPassword: null, target: null });
  const machine = suite.slice(0, suite.indexOf('    machine:')).split('\n').slice(-12).join('\n');
  for (const said of [
    'iscsi_disks: iauth "nobody" is no account',
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

test('a class that names arm64 or ppc64el has a machine and an image of that', async () => {
  const { byId } = await testsOf({
    'test_arches.py': `${TOP}
class TestA(relbase.focal, VMBaseClass):
    __test__ = True
    conf_file = "examples/a.yaml"
    arch = 'ppc64el'
    target_arch = 'ppc64el'
`,
    'examples/a.yaml': '',
  });
  const [made] = [...byId.values()];
  assert.equal(made?.machine.arch, 'ppc64');
  assert.match(made?.image ?? '', /^focal-.*ppc64el/);
});
