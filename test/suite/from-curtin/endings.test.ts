import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOP, testsOf } from './support.ts';

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
