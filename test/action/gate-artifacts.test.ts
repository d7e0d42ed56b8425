import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { uploadFiles } from '../../src/faces/artifacts/upload-files.ts';
import { checkout, jobsOf, lastOf, type Place, place, suite } from './support/gate.ts';
import type { ForeignCall } from './support/workflow.ts';

/** What a guest or a stranger would like people's pages and the runner to take for more than text. */
const EVIL =
  '\n::error title=pwned::pwned\n::add-mask::passed\n##[set-env name=PATH]/evil\n</code><script>alert(1)</script> @octocat #7 ``` [a](https://evil.example)';

/** Uploads a file as a job of this run would: whatever its name and its bytes. */
async function upload(at: Place, name: string, text: string, fileName = 'report.json'): Promise<void> {
  const root = await checkout(join(at.path, 'evil', name), { [fileName]: text });
  const token = at.service.token({ repository: 'octo/os', runId: 4200, job: 'evil', ref: 'refs/heads/main' });
  const env = {
    ...process.env,
    ...at.service.env(token),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'octo/os',
    GITHUB_RUN_ID: '4200',
  };
  const files = [join(root, fileName)];
  const { error } = await uploadFiles({ name, files, root, retentionDays: null, level: 0, what: name, folder: root, tell: () => {}, env });
  assert.equal(error, null);
}

/** Every text of a value with what is hostile behind it, but for words that must be known ones. */
function poisoned(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]));
  return typeof value !== 'string' || ['gate', 'verdict', 'kind', 'accel', 'severity', 'id'].includes(key) ? value : value + EVIL;
}

const REPORT = {
  version: 1,
  gate: 'f'.repeat(16),
  shard: 2,
  of: 2,
  attempt: 1,
  result: {
    ...{ version: 1, startedAt: 1, seconds: 2, topdir: '/t', exitCode: 1 },
    tests: [
      {
        ...{
          version: 1,
          id: 'b',
          slug: 'b',
          name: 'b',
          axes: { image: 'noble' },
          verdict: 'check-failed',
          cause: 'why',
          hint: 'do',
          reason: 'so',
        },
        ...{ startedAt: 1, seconds: 1, attempts: 1, folder: '/t/b', place: { file: 'vmtest.yaml', line: 4, column: 3 } },
        phases: [
          {
            ...{
              name: 'boot',
              kind: 'boot',
              verdict: 'check-failed',
              cause: 'why',
              startedAt: 1,
              seconds: 1,
              qemuSeconds: 1,
              consoleLog: 'x',
            },
            excerpts: [{ file: 'logs/boot-console.log', line: 3, text: 'panic' }],
          },
        ],
        checks: [{ name: 'c', verdict: 'failed', message: 'm', phase: 'boot', seconds: 1, output: 'o', cases: [] }],
        kept: [{ path: 'logs', bytes: 1, sha256: null }],
        tool: { vmtest: '1', node: '24' },
        qemu: { version: '7', accel: 'tcg', machineType: 'pc', cpu: 'qemu64' },
        image: { name: 'n', version: 'v', digests: { kernel: 'd' } },
        target: null,
      },
    ],
  },
  records: {},
  differences: { b: [{ kind: 'image', what: 'image', before: 'x', now: 'y' }] },
  artifacts: [{ name: 'n', id: 1, url: 'https://github.com/octo/os', digest: null, bytes: 1, tests: ['b'], dropped: ['disks'] }],
  notes: [{ severity: 'warning', message: 'm', hint: 'h' }],
  facts: [{ label: 'l', value: 'v' }],
};

test('what no shard of this gate wrote is a note, and its tests are missing', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true', b: 'true' }) });
  const names = ['no-json', 'a-list', 'no-tests', 'other-version', 'no-file'].map((what) => `vmtest-results-2-${what}-1`);
  const wrong = ['{', '[]', JSON.stringify({ ...REPORT, result: null }), JSON.stringify({ ...REPORT, version: 2 }), JSON.stringify(REPORT)];
  for (const [index, name] of names.entries()) await upload(at, name, wrong[index] ?? '', index === 4 ? 'other.json' : 'report.json');
  // Of another gate, whose name begins as this one's artifacts do.
  await upload(at, 'vmtest-results-plan-1', JSON.stringify(REPORT), 'plan.json');
  const run = await at.run({ with: { shards: 2, cache: 'off' }, lose: ({ matrix }) => matrix?.shard === 2 });
  const end = lastOf(run);
  assert.equal(end.result, 'failure');
  assert.deepEqual(JSON.parse(end.outputs['failed-tests'] ?? ''), ['b']);
  assert.match(end.summary, /missing in <code>b<\/code>/);
  for (const name of names) assert.ok(end.summary.includes(name), `${name} is not told of:\n${end.summary}`);
  assert.ok(!end.summary.includes('vmtest-results-plan-1'), end.summary);
});

test('a report full of a guest’s words is text to the runner and to the page', async () => {
  await using at = await place({ 'vmtest.yaml': suite({ a: 'true', b: 'true' }) });
  // A job of the same gate wrote it, which knows its id.
  const evil = async ({ job }: ForeignCall) => {
    await job.checkout(join(at.path, 'user'));
    const matrix = job.scope.contexts.matrix as { gate: string } | null;
    if (matrix !== null) await upload(at, 'vmtest-results-2-evil-1', JSON.stringify(poisoned({ ...REPORT, gate: matrix.gate })));
    return {};
  };
  const xml: string[] = [];
  const run = await at.run({
    with: { shards: 2, cache: 'off' },
    lose: ({ matrix }) => matrix?.shard === 2,
    actions: { 'actions/checkout': evil },
    junit: (text) => xml.push(text),
  });
  const end = lastOf(run);
  assert.deepEqual(JSON.parse(end.outputs['failed-tests'] ?? ''), ['b'], jobsOf(run).join('\n'));
  const report = end.steps[0];
  assert.ok(report !== undefined);
  assert.deepEqual([report.masks, report.env, report.paths, report.errors], [[], {}, [], []]);
  assert.deepEqual(
    end.annotations.filter(({ title }) => title === 'pwned'),
    [],
  );
  assert.ok(
    end.annotations.some(({ message }) => message.includes('pwned')),
    'its words were to be told, as words',
  );
  const outside = end.summary.replace(/(`{3,})\w*\n[\s\S]*?\n\1\n/g, '').replace(/<code>.*?<\/code>/g, '');
  for (const pattern of [/<script/, /@octocat/, /(?<!&)#7/, /https:\/\/evil/]) assert.doesNotMatch(outside, pattern);
  assert.doesNotMatch(end.summary.replace(/(`{3,})\w*\n[\s\S]*?\n\1\n/g, ''), /<script/);
  assert.doesNotMatch(xml[0] ?? '', /<script/);
});

test('two gates of one workflow, by two names, of which one begins as the other’s artifacts do', async () => {
  await using at = await place({
    'one.yaml': suite({ plan: 'false', 'results-1': 'false', a: 'true' }),
    'two.yaml': suite({ b: 'true', c: 'true' }),
  });
  const run = await at.run({
    gates: { one: { suite: 'one.yaml', shards: 1 }, two: { suite: 'two.yaml', shards: 2, 'artifact-name': 'vmtest-plan' } },
  });
  const [one, two] = [lastOf(run, 'one'), lastOf(run, 'two')];
  assert.match(two.outputs.headline ?? '', /^all 2 tests passed/, two.log);
  // Of the artifacts of its own tests, too, none is taken for its plan or for the results of a shard.
  assert.deepEqual([one.result, JSON.parse(one.outputs['failed-tests'] ?? '[]')], ['failure', ['plan', 'results-1']], one.log);
  assert.match(one.outputs.headline ?? '', /^2 of 3 tests failed/);
  for (const { summary } of [one, two]) assert.doesNotMatch(summary, /cannot be read/);
});
