import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { tempFolder } from '../support/temp.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';
import { type Job, type StepResult, startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

// One job whose two machines fail, each in its own way; everything here is seen of it.
const COMMAND = join(import.meta.dirname, '../../bin/vmtest.js');
const REPOSITORY = 'octo/os';
const RUN = 4200;
let temp: Awaited<ReturnType<typeof tempFolder>>;
let service: ResultsService;
let job: Job;
let result: StepResult;
let suite: readonly string[];

before(async () => {
  temp = await tempFolder();
  service = await resultsService();
  const checkout = join(temp.path, 'checkout');
  await tinySuite(checkout, { path: 'ci/vmtest.yaml', tests: { broken: 'check', panics: 'panic' } });
  suite = (await readFile(join(checkout, 'ci/vmtest.yaml'), 'utf8')).split('\n');
  job = await startJob({ service, checkout, repository: REPOSITORY, runId: RUN, matrix: { image: 'noble' } });
  result = await job.step({ uses: '.', with: { accel: 'tcg', suite: 'ci/*.yaml', junit: 'out/tests.xml', 'retention-days': 3 } });
});
after(async () => {
  await job[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

async function vmtest(...args: string[]) {
  const token = service.apiToken({ repository: REPOSITORY });
  const env = { PATH: process.env.PATH ?? '', HOME: temp.path, TMPDIR: join(temp.path, 'tmp'), GH_TOKEN: token };
  await mkdir(env.TMPDIR, { recursive: true });
  const stand = { GITHUB_API_URL: service.origin, no_proxy: '127.0.0.1' };
  return await run(process.execPath, [COMMAND, ...args], { env: { ...env, ...stand }, cwd: temp.path, timeout: 200 });
}

/** The line of the suite, from 1, with these words. */
const lineOf = (words: string, from = 0) => suite.findIndex((line, at) => at >= from && line.includes(words)) + 1;

test('the job fails, and its outputs say how', () => {
  assert.deepEqual([result.outcome, result.ending?.exitCode, result.ending?.heldOpen], ['failure', 1, false], result.log);
  const { outputs } = result;
  assert.partialDeepStrictEqual(outputs, { conclusion: 'failure', tests: '2', passed: '0', failed: '2', accel: 'tcg' });
  assert.deepEqual(JSON.parse(outputs['failed-tests'] ?? ''), ['broken', 'panics']);
  assert.match(outputs.headline ?? '', /^2 of 2 tests failed in .*: check-failed in broken .*, and 1 other cause$/);
  assert.equal(outputs.junit, join(job.workspace, 'out/tests.xml'));
});

test('annotations are at the suite’s own lines, relative to the checkout', () => {
  const own = result.annotations.filter(({ title }) => title !== null);
  const places = own.map(({ severity, title, file, line }) => [severity, title, file, line]);
  // JSON's own braces: a check begins in the line before its first word.
  const check = lineOf('"file": "answer"', lineOf('"checks"')) - 1;
  assert.deepEqual(
    places.sort((a, b) => Number(a[3]) - Number(b[3])),
    [
      ['error', 'vmtest: check-failed', 'ci/vmtest.yaml', check],
      ['error', 'vmtest: kernel-panic in boot', 'ci/vmtest.yaml', lineOf('"panics"')],
    ],
  );
  assert.match(own.find(({ line }) => line === check)?.message ?? '', /is "41", not "42"/);
});

test('the summary has cause, decisive lines, artifact and the line that replays; the log a group for each failure', () => {
  const { text, dropped } = result.summary;
  assert.equal(dropped, false);
  for (const words of ['kernel-panic', 'sysrq triggered crash', 'vmtest replay', 'vmtest download', `/actions/runs/${RUN}/artifacts/`])
    assert.ok(text.includes(words), `${words} is not in\n${text}`);
  const titles = result.groups.map(({ title }) => title).sort();
  assert.deepEqual(titles, ['Artifacts', 'broken: check-failed', 'panics: kernel-panic']);
  const panic = result.groups.find(({ title }) => title.startsWith('panics'))?.lines.join('\n') ?? '';
  assert.match(panic, /Kernel panic - not syncing: sysrq triggered crash/);
});

test('JUnit has both', async () => {
  const xml = await readFile(result.outputs.junit ?? '', 'utf8');
  assert.match(xml, /<failure[^>]* type="kernel-panic"/);
  assert.match(xml, /<failure[^>]* type="check-failed"/);
  assert.equal(xml, await readFile(join(result.outputs.topdir ?? '', 'junit.xml'), 'utf8'));
});

test('an artifact for each, named by slug, leg and attempt, with the days that were asked for', () => {
  const stored = service.artifacts.list();
  assert.deepEqual(stored.map(({ name }) => name.replace(/-[0-9a-f]{8}-1$/, '')).sort(), ['vmtest-broken-noble', 'vmtest-panics-noble']);
  for (const one of stored) {
    const days = ((one.expiresAt?.getTime() ?? 0) - one.createdAt.getTime()) / 86_400_000;
    assert.ok(days > 2.9 && days < 3.1, `${days}`);
  }
  const said = JSON.parse(result.outputs.artifacts ?? '') as { name: string; id: number; url: string; digest: string }[];
  assert.deepEqual(
    said.map(({ name, id, digest }) => [name, id, digest]).sort(),
    stored.map(({ name, id, digest }) => [name, id, digest]).sort(),
  );
  assert.equal(result.outputs['artifact-url'], said[0]?.url);
});

test('`vmtest download` brings home what was kept, equal, and `vmtest replay` starts its machine again', async () => {
  const home = join(temp.path, 'home');
  const got = await vmtest('download', `https://github.com/${REPOSITORY}/actions/runs/${RUN}`, '-o', home);
  assert.equal(got.exitCode, 0, got.stderr);
  assert.match(got.stdout, /broken {2}check-failed/);
  const folders = (await readdir(home)).sort();
  assert.equal(folders.length, 2);
  const broken = join(home, folders[0] ?? '', 'broken');
  const kept = join(result.outputs.topdir ?? '', 'broken');
  for (const file of ['logs/boot-console.log', 'collect/answer', 'result.json', 'replay.json'])
    assert.deepEqual(await readFile(join(broken, file)), await readFile(join(kept, file)), file);
  const disks = (await readdir(join(kept, 'disks'))).filter((name) => name.endsWith('.qcow2'));
  assert.equal(disks.length, 1);
  for (const disk of disks) {
    const compared = await run('qemu-img', ['compare', join(kept, 'disks', disk), join(broken, 'disks', disk)], { env: TOOL_ENV });
    assert.match(compared.stdout, /Images are identical/, `${disk}: ${compared.stderr}`);
  }
  const digest = service.artifacts.list().map((one) => one.digest);
  assert.match(digest[0] ?? '', /^sha256:[0-9a-f]{64}$/);

  // What the job had is not there any more: another desk.
  await job.end();
  const replayed = await vmtest('replay', broken, '--accel', 'tcg');
  assert.equal(replayed.exitCode, 0, replayed.stderr);
  assert.match(replayed.stdout, /tiny: ready after/);
  assert.deepEqual(await readdir(join(temp.path, 'tmp')), []);
});
