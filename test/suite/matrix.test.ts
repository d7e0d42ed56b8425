import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocument } from '../../src/suite/document.ts';
import { expandMatrix } from '../../src/suite/matrix.ts';
import { createSink } from '../../src/suite/sink.ts';
import type { MapTree } from '../../src/suite/tree.ts';
import { oneTest, problemsOf, suiteOf } from './helpers.ts';

function expand(text: string): Record<string, string>[] {
  const sink = createSink();
  const combinations = expandMatrix(readDocument(text, 'm.yaml', sink) as MapTree, 'matrix', sink);
  assert.deepEqual(sink.sorted(), []);
  return combinations.map((combination) => Object.fromEntries([...combination].map(([name, { text }]) => [name, text])));
}

test('the first axis varies slowest', () => {
  assert.deepEqual(expand('{ a: [1, 2], b: [x, y] }'), [
    { a: '1', b: 'x' },
    { a: '1', b: 'y' },
    { a: '2', b: 'x' },
    { a: '2', b: 'y' },
  ]);
});

// The case with which GitHub's documentation of workflows explains `include`.
test('include: added where it changes no value of an axis, else a combination of its own', () => {
  const text = `{ fruit: [apple, pear], animal: [cat, dog], include: [
    { color: green }, { color: pink, animal: cat }, { fruit: apple, shape: circle }, { fruit: banana }, { fruit: banana, animal: cat }] }`;
  assert.deepEqual(expand(text), [
    { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
    { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
    { fruit: 'pear', animal: 'cat', color: 'pink' },
    { fruit: 'pear', animal: 'dog', color: 'green' },
    { fruit: 'banana' },
    { fruit: 'banana', animal: 'cat' },
  ]);
});

test('include alone makes combinations, and comes after exclude', () => {
  assert.deepEqual(expand('{ include: [{ a: 1 }, { a: 2, b: 3 }] }'), [{ a: '1' }, { a: '2', b: '3' }]);
  assert.deepEqual(expand('{ a: [1, 2], exclude: [{ a: 1 }], include: [{ a: 1 }] }'), [{ a: '2' }, { a: '1' }]);
});

test('exclude needs only some of the axes', () => {
  assert.deepEqual(expand('{ a: [1, 2], b: [x, y], exclude: [{ b: x }, { a: 2, b: y }] }'), [{ a: '1', b: 'y' }]);
});

test('axes that are named after settings set them, below mappings that are not there yet too', () => {
  const { tests } = suiteOf(
    oneTest('{ matrix: { image: [a], install.script: [x.sh, y.sh], install.replace.__FS__: [1.0], timeouts.boot: [7s] } }'),
  );
  assert.deepEqual(
    tests.map(({ id, install, timeouts }) => [id, install.file, install.replace, timeouts.boot]),
    [
      ['t[__FS__=1.0,boot=7s,image=a,script=x.sh]', '/suite/x.sh', { __FS__: '1.0' }, 7],
      ['t[__FS__=1.0,boot=7s,image=a,script=y.sh]', '/suite/y.sh', { __FS__: '1.0' }, 7],
    ],
  );
  assert.equal(tests[0]?.origins['install.script']?.level, 'matrix');
});

test('${{ matrix.NAME }}: alone it has the kind of its value, in a text it is text', () => {
  const { tests } = suiteOf(
    oneTest('{ matrix: { n: [1, 2], v: [24.10] }, machine: { cpus: "${{ matrix.n }}", cpu: "c-${{matrix.n}}-${{ matrix.v }}" } }'),
  );
  assert.deepEqual(
    tests.map(({ machine }) => [machine.cpus, machine.cpu]),
    [
      [1, 'c-1-24.10'],
      [2, 'c-2-24.10'],
    ],
  );
  assert.deepEqual(tests[0]?.axes, { n: 1, v: '24.10' });
});

test('an axis may be read by scripts, and by files that the test names', () => {
  const readText = (path: string) => (path === '/suite/v/test.py' ? { text: "os.environ['VMTEST_FS']" } : { error: 'not there' });
  assert.deepEqual(problemsOf(oneTest('{ matrix: { fs: [x] }, boot: { collect: "echo ${VMTEST_FS}" } }')), []);
  assert.deepEqual(problemsOf(oneTest('{ matrix: { fs: [x] }, checks: [{ run: "pytest v/test.py" }] }'), readText), []);
  assert.equal(problemsOf(oneTest('{ matrix: { fs: [x] }, boot: { collect: "echo $VMTEST_FSX" } }')).length, 1);
});

test('parts that no axis touches are shared by all tests of a matrix', () => {
  const { tests } = suiteOf(
    oneTest(
      `{ matrix: { n: [${Array.from({ length: 1000 }, (_, i) => i).join(', ')}] }, machine: { memory: 1G }, boot: { collect: "echo $VMTEST_N" }, checks: [{ file: "\${{ matrix.n }}", exists: true }] }`,
    ),
  );
  assert.equal(tests.length, 1000);
  assert.equal(tests[0]?.machine, tests[999]?.machine);
  assert.notEqual(tests[0]?.checks, tests[999]?.checks);
  assert.equal(new Set(tests.map(({ slug }) => slug)).size, 1000);
});
