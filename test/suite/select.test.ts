import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VmtestError } from '../../src/model/errors.ts';
import { selectTests } from '../../src/suite/select.ts';
import { suiteOf } from './helpers.ts';

const { tests } = suiteOf(`version: 1
images: { noble: { files: { disk: x } }, bookworm: { files: { disk: y } } }
tests:
  basic: { matrix: { image: [noble, bookworm], machine.firmware: [bios, uefi] } }
  upgrade: { image: noble }
`);
const ids = (...filters: string[]) => selectTests(tests, filters).map(({ id }) => id);

test('no filter takes all', () => void assert.equal(ids().length, 5));

const CASES: readonly (readonly [filters: readonly string[], ids: readonly string[]])[] = [
  [['upgrade'], ['upgrade']],
  [['basic[firmware=uefi,image=noble]'], ['basic[firmware=uefi,image=noble]']],
  [['basic[firmware=uefi,*'], ['basic[firmware=uefi,image=noble]', 'basic[firmware=uefi,image=bookworm]']],
  [['image=noble', 'firmware=uefi'], ['basic[firmware=uefi,image=noble]']],
  [['image=noble', 'name!=basic'], ['upgrade']],
  [['machine.firmware=bios', 'image~^book'], ['basic[firmware=bios,image=bookworm]']],
  [
    ['firmware!=uefi', 'image!~worm'],
    ['basic[firmware=bios,image=noble]', 'upgrade'],
  ],
  [['slug=basic-uefi-noble'], ['basic[firmware=uefi,image=noble]']],
  [['id~uefi.*noble'], ['basic[firmware=uefi,image=noble]']],
];
for (const [filters, expected] of CASES) test(`select ${filters.join(' and ')}`, () => void assert.deepEqual(ids(...filters), expected));

const MISTAKES: readonly (readonly [filter: string, code: string, message: RegExp, hint?: RegExp])[] = [
  [
    'basci',
    'VMTEST_SELECT_EMPTY',
    /no test passes "basci"; the suite has basic\[firmware=bios,image=noble\], .*upgrade$/,
    /did you mean "basic"\?/,
  ],
  ['image=nobel', 'VMTEST_SELECT_EMPTY', /no test passes/, /did you mean "noble"\?/],
  ['imgae=noble', 'VMTEST_USAGE', /asks for "imgae", which no test has/, /did you mean "image"\?/],
  ['image~(', 'VMTEST_USAGE', /no regular expression/],
  [' ', 'VMTEST_USAGE', /empty/],
];
for (const [filter, code, message, hint] of MISTAKES) {
  test(`select refuses ${JSON.stringify(filter)}`, () => {
    assert.throws(
      () => ids(filter),
      (error) =>
        error instanceof VmtestError &&
        error.code === code &&
        message.test(error.message) &&
        (hint === undefined || hint.test(error.hint ?? '')),
    );
  });
}
