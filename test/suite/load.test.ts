import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { VmtestError } from '../../src/model/errors.ts';
import { suiteFromCurtin } from '../../src/suite/curtin.ts';
import { detectDocument } from '../../src/suite/detect.ts';
import { findSuite, loadSuite } from '../../src/suite/load.ts';

async function folder(files: Record<string, string | Uint8Array>) {
  const path = await mkdtemp(join(tmpdir(), 'vmtest-suite-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const is = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof VmtestError && error.code === code && message.test(error.message);
const SUITE = 'version: 1\ntests: { t: {} }\n';

test('a suite is found by -f, here, or below tests', async () => {
  await using both = await folder({ 'vmtest.yaml': SUITE, 'tests/vmtest.yaml': SUITE, 'other.yaml': SUITE });
  await using below = await folder({ 'tests/vmtest.yaml': SUITE });
  await using none = await folder({});
  assert.equal(await findSuite(both.path), join(both.path, 'vmtest.yaml'));
  assert.equal(await findSuite(both.path, 'other.yaml'), join(both.path, 'other.yaml'));
  assert.equal(await findSuite(none.path, both.path), join(both.path, 'vmtest.yaml'));
  assert.equal(await findSuite(below.path), join(below.path, 'tests/vmtest.yaml'));
  await assert.rejects(findSuite(none.path), is('VMTEST_SUITE_NOT_FOUND', /vmtest\.yaml nor .*tests\/vmtest\.yaml/));
  await assert.rejects(findSuite(none.path, 'x.yaml'), is('VMTEST_SUITE_NOT_FOUND', /x\.yaml is no file/));
});

test('all problems of a file come in one error', async () => {
  await using place = await folder({
    'bad.yaml':
      'version: 1\nimages: { a: { mmdebstrap: { suite: x, customize: { file: c.sh } } } }\ntests: { t: { imag: x, machine: { cpus: x } } }\n',
  });
  const path = join(place.path, 'bad.yaml');
  await assert.rejects(loadSuite(path), (error) => {
    assert.ok(error instanceof VmtestError);
    assert.deepEqual([error.code, error.exitCode], ['VMTEST_SUITE_INVALID', 2]);
    assert.deepEqual(
      error.problems.map((problem) => [problem.place?.file, problem.place?.line, problem.place?.column]),
      [
        [path, 2, 59],
        [path, 3, 15],
        [path, 3, 41],
      ],
    );
    return true;
  });
});

test('the text of `customize: { file }` is read beside the suite', async () => {
  await using place = await folder({
    'v.yaml': 'version: 1\nimages: { a: { mmdebstrap: { suite: x, customize: { file: s/c.sh } } } }\ntests: { t: {} }\n',
    's/c.sh': 'echo',
  });
  const { source } = (await loadSuite(join(place.path, 'v.yaml'))).images.a ?? {};
  assert.equal(source?.kind === 'mmdebstrap' && source.customize, 'echo');
});

test('files that are no suites', async () => {
  await using place = await folder({ 'bytes.yaml': Uint8Array.of(0xff, 0xfe, 0x80), 'big.yaml': ' '.repeat(5 << 20) });
  await assert.rejects(loadSuite(join(place.path, 'none.yaml')), is('VMTEST_SUITE_NOT_FOUND', /there is no such file/));
  await assert.rejects(loadSuite(join(place.path, 'bytes.yaml')), is('VMTEST_SUITE_INVALID', /not UTF-8/));
  await assert.rejects(loadSuite(join(place.path, 'big.yaml')), is('VMTEST_SUITE_INVALID', /5242880 bytes/));
});

test('a document is a suite or a curtin configuration by its keys', () => {
  for (const [text, kind] of [
    ['tests: {}', 'suite'],
    ['tests: {}\nstorage: {}', 'suite'],
    ['storage: {}', 'curtin'],
    ['early_commands: {}', 'curtin'],
    ['sources: {}', 'curtin'],
    ['version: 1', 'unknown'],
    ['[1]', 'unknown'],
    ['a: [', 'unknown'],
  ] as const) {
    assert.equal(detectDocument(text), kind, text);
  }
});

test('a curtin configuration is a suite of one test', async () => {
  await using place = await folder({ 'basic.yaml': 'storage: { config: [] }\n' });
  const path = join(place.path, 'basic.yaml');
  await assert.rejects(loadSuite(path), is('VMTEST_SUITE_INVALID', /curtin configuration, not a suite/));
  const { tests, images } = await loadSuite(path, { image: 'noble' });
  assert.deepEqual(
    [tests[0]?.id, tests[0]?.image, tests[0]?.install.installer, tests[0]?.install.file, tests[0]?.boots.length],
    ['basic', 'noble', 'curtin', path, 1],
  );
  const { source } = images.noble ?? {};
  assert.deepEqual(source?.kind === 'simplestreams' && source.fields, { release: 'noble' });
  await writeFile(path, 'placeholder: x\n');
  assert.equal((await loadSuite(path, { image: 'noble' })).tests[0]?.install.file, path);
  for (const image of ['../x', '', 'a b', '-n'])
    await assert.rejects(loadSuite(path, { image }), { code: 'VMTEST_USAGE', message: /^--image ".*" is no release$/ });
  const known = { name: 'mine', source: { kind: 'files', files: {} }, place: { file: 'x', line: 1, column: 1 } } as const;
  assert.equal(suiteFromCurtin(path, { image: 'mine', images: { mine: known } }).images.mine, known);
});
