import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VmtestError } from '../../../src/model/errors.ts';
import { reportMarkdown } from '../../../src/suite/from-curtin/report-text.ts';
import { parseSuite } from '../../../src/suite/parse.ts';
import { converted, type Files, TOP } from './support.ts';

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
