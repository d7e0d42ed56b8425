import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../../support/temp.ts';
import { legsOf } from './matrix.ts';
import { runWorkflow, type WorkflowOptions } from './workflow.ts';

const GATE = `
name: gate
on:
  workflow_call:
    inputs:
      suite: { type: string }
      shards: { type: number, default: 2 }
    outputs:
      conclusion: { value: '\${{ jobs.verdict.outputs.conclusion }}' }
concurrency:
  group: gate-\${{ github.event.pull_request.number || github.run_id }}
jobs:
  verdict:
    needs: [plan, shards]
    if: always()
    runs-on: ubuntu-latest
    outputs: { conclusion: '\${{ steps.report.outputs.conclusion }}' }
    steps:
      - id: report
        run: |
          echo "conclusion=\${{ needs.shards.result }}" >> "$GITHUB_OUTPUT"
          test '\${{ needs.shards.result }}' != failure
  plan:
    runs-on: ubuntu-latest
    outputs: { matrix: '\${{ steps.plan.outputs.matrix }}' }
    steps:
      - uses: actions/checkout@v7
      - id: plan
        uses: vmtest/vmtest/plan@v1
        with: { suite: '\${{ inputs.suite }}', shards: '\${{ inputs.shards }}', mistake: 1 }
      - uses: someone/else@v1
  shards:
    name: shard \${{ matrix.shard }}
    needs: plan
    if: needs.plan.outputs.matrix != ''
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix: \${{ fromJSON(needs.plan.outputs.matrix) }}
    steps:
      - uses: vmtest/vmtest@v1
        with: { shard: '\${{ toJSON(matrix) }}' }
`;

const ACTION = (main: string, inputs: string) => `name: trial\ninputs: { ${inputs} }\nruns: { using: node24, main: ${main} }\n`;

async function project(): Promise<{ path: string; options: WorkflowOptions } & AsyncDisposable> {
  const folder = await tempFolder();
  const { path } = folder;
  const files: Record<string, string> = {
    '.github/workflows/gate.yml': GATE,
    'user.yml':
      'on: [pull_request]\njobs:\n  vmtest:\n    uses: vmtest/vmtest/.github/workflows/gate.yml@v1\n    with: { suite: vmtest.yaml }\n',
    'action/package.json': '{"type":"module"}',
    'action/action.yml': ACTION('main.js', 'shard: {}'),
    'action/main.js': `const { shard, of } = JSON.parse(process.env.INPUT_SHARD);
console.log('shard', shard, of, 'attempt', process.env.GITHUB_RUN_ATTEMPT);
if (shard === 2 && process.env.GITHUB_RUN_ATTEMPT === '1') process.exit(1);`,
    'action/plan/action.yml': ACTION('../plan.js', 'suite: {}, shards: { default: "1" }'),
    'action/plan.js': `import { appendFileSync, readFileSync } from 'node:fs';
const of = Number(process.env.INPUT_SHARDS);
console.log(readFileSync(process.env.INPUT_SUITE, 'utf8'));
const include = Array.from({ length: of }, (_, at) => ({ shard: at + 1, of, tests: ['basic[image=noble]'] }));
appendFileSync(process.env.GITHUB_OUTPUT, 'matrix=' + JSON.stringify({ include }) + '\\n');`,
    'user/vmtest.yaml': 'tests: {}',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true });
    await writeFile(join(path, name), text);
  }
  const options = {
    file: join(path, 'user.yml'),
    project: path,
    actionRoot: join(path, 'action'),
    checkout: join(path, 'user'),
    scale: 0.05,
  };
  return { path, options, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('a called workflow plans, shares and joins; a failed leg alone runs again, with what waits for it', async () => {
  await using at = await project();
  const first = await runWorkflow(at.options);
  const shown = (run: typeof first) => run.jobs.map(({ name, result, attempt }) => `${name}: ${result} ${attempt}`);
  assert.deepEqual(shown(first), [
    'vmtest / plan: success 1',
    'vmtest / shard 1: success 1',
    'vmtest / shard 2: failure 1',
    'vmtest / verdict: failure 1',
  ]);
  assert.equal(first.conclusion, 'failure');
  assert.match(first.jobs[0]?.steps[1]?.log ?? '', /^tests: \{\}$/);
  assert.match(
    first.jobs[0]?.steps[1]?.annotations[0]?.message ?? '',
    /^Unexpected input\(s\) 'mistake', valid inputs are \['suite', 'shards'\]$/,
  );
  assert.deepEqual(first.notes, ['passed over: someone/else@v1']);
  assert.equal(first.jobs[3]?.outputs.conclusion, 'failure');
  const second = await runWorkflow({ ...at.options, rerun: first });
  assert.deepEqual(shown(second), [
    'vmtest / plan: success 1',
    'vmtest / shard 1: success 1',
    'vmtest / shard 2: success 2',
    'vmtest / verdict: success 2',
  ]);
  assert.equal(second.conclusion, 'success');
});

test('a lost runner, a cancelled run and a skipped job end as GitHub has them', async () => {
  await using at = await project();
  const lost = await runWorkflow({ ...at.options, lose: ({ id, matrix }) => id.endsWith('shards') && matrix?.shard === 1 });
  assert.deepEqual(
    lost.jobs.map(({ result, steps }) => [result, steps.length]),
    [
      ['success', 3],
      ['failure', 0],
      ['failure', 1],
      ['failure', 1],
    ],
  );
  const stop = new AbortController();
  const cancelled = await runWorkflow({
    ...at.options,
    signal: stop.signal,
    actions: {
      'someone/else': () => {
        stop.abort();
        return Promise.resolve({});
      },
    },
  });
  assert.deepEqual(
    cancelled.jobs.map(({ id, result }) => [id, result]),
    [
      ['vmtest / plan', 'cancelled'],
      ['vmtest / shards', 'cancelled'],
      ['vmtest / verdict', 'success'],
    ],
  );
});

test('a matrix is a product, less what is excluded, with what is included; of nothing it is refused', () => {
  const matrix = { image: ['noble', 'jammy'], firmware: ['bios', 'uefi'], exclude: [{ image: 'jammy', firmware: 'bios' }] };
  assert.deepEqual(legsOf({ ...matrix, include: [{ image: 'noble', fast: true }, { image: 'trixie' }] }), [
    { image: 'noble', firmware: 'bios', fast: true },
    { image: 'noble', firmware: 'uefi', fast: true },
    { image: 'jammy', firmware: 'uefi' },
    { image: 'trixie' },
  ]);
  assert.throws(() => legsOf({ include: [] }), /at least one vector/);
});
