import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOP, testsOf } from './support.ts';

const FILES = `${TOP}
class TestCmdlineAbs(VMBaseClass):
    extra_collect_scripts = ["cd OUTPUT_COLLECT_D\nfor d in a b; do cp $d disk.$d; done"]
    @skip_if_flag('expected_failure')
    def test_defaults(self):
        self.check_file_regex("proc_cmdline", r"root=UUID=")
        self.output_files_exist(["fstab", "root/curtin-install.log"])
    def test_made_by_a_loop(self):
        self.output_files_exist(["disk.a", "disk.b"])
    def test_from_the_start(self):
        self.check_file_regex("ls_dname", r"^main")
        self.not_file_regex("ls_dname", r"^extra")
    def test_of_another_meaning(self):
        self.check_file_regex("ls_dname", r"^main|extra$")
    def test_outside(self):
        self.output_files_exist(["../logs/x"])
class XenialTestCmdline(relbase.xenial, TestCmdlineAbs):
    __test__ = True
    def test_own(self):
        self.output_files_exist(["disk.c"])
class FocalTestCmdline(relbase.focal, TestCmdlineAbs):
    __test__ = True
    def test_own(self):
        self.output_files_exist(["disk.c"])
    def test_only_here(self):
        self.output_files_exist(["disk.d"])
class XfsTestCmdline(relbase.focal, TestCmdlineAbs):
    __test__ = True
    expected_failure = True
    def test_never(self):
        self.output_files_exist(["fstab"])
class TestLostAbs(VMBaseClass):
    extra_collect_scripts = ["echo \${{ x }}", "cp a named"]
    def test_default(self):
        self.output_files_exist(["proc_mounts", "interfaces.d/eth0.cfg"])
    def test_named(self):
        self.output_files_exist(["named"])
    def test_whose(self):
        self.output_files_exist(["somebody"])
class FocalTestLost(relbase.focal, TestLostAbs):
    __test__ = True
`;

test('plain assertions over what every boot and what a class itself collects become checks', async () => {
  const { byId, report } = await testsOf({ 'test_cmdline.py': FILES.replaceAll('\nfor', '\\nfor') });
  const files = (id: string) =>
    byId.get(id)?.checks.map((check) => (check.kind === 'file' ? [check.path, ...check.matches, ...(check.not ? ['not'] : [])] : []));
  assert.deepEqual(files('cmdline[image=focal]'), [
    ['disk.c'],
    ['proc_cmdline', 'root=UUID='],
    ['fstab'],
    ['root/curtin-install.log'],
    ['disk.a'],
    ['disk.b'],
    ['ls_dname', '(?<![\\s\\S])main'],
    ['ls_dname', '(?<![\\s\\S])extra', 'not'],
  ]);
  // A script of its own is lost: only what is known to be collected is looked at.
  assert.deepEqual(files('lost'), [['proc_mounts'], ['interfaces.d/eth0.cfg'], ['named']]);
  const why = Object.fromEntries(report.notCarried.assertions.map((one) => [one.name, one.why]));
  assert.deepEqual(why, {
    'FocalTestCmdline.test_only_here': 'plain, but not all classes of its test have it',
    'TestCmdlineAbs.test_of_another_meaning':
      'plain, but a suite cannot say its expression, or nothing that is carried over collects its files',
    'TestCmdlineAbs.test_outside': 'plain, but a suite cannot say its expression, or nothing that is carried over collects its files',
    'TestLostAbs.test_whose': 'plain, but a suite cannot say its expression, or nothing that is carried over collects its files',
    'XfsTestCmdline.test_never': 'it is to fail at its installation',
  });
  assert.equal(report.carriedAssertions, 7);
});

test('what begins a file in Python begins it here, and no other line', () => {
  const expression = /(?<![\s\S])main/m;
  assert.deepEqual(
    ['main\n', 'x\nmain\n'].map((text) => expression.test(text)),
    [true, false],
  );
});
