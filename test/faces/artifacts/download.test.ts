import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { type DownloadRequest, downloadRun } from '../../../src/faces/artifacts/download.ts';
import { parseRunAddress } from '../../../src/faces/artifacts/run-address.ts';
import { uploadFiles } from '../../../src/faces/artifacts/upload-files.ts';
import { uploadKept } from '../../../src/faces/artifacts/upload-kept.ts';
import { FAULTS } from '../../action/support/faults.ts';
import { type ResultsService, resultsService } from '../../action/support/results-service.ts';
import { tempFolder } from '../../support/temp.ts';
import { jobEnv, leaveTest, REPOSITORY, RUN_ID, runResult, testResult, writeTree } from './kept.ts';

const never = new AbortController().signal;
const BROWSER = `https://github.com/${REPOSITORY}/actions/runs/${RUN_ID}`;

/** A run with two failed tests, their results and its plan, as its jobs leave them. */
async function failedRun(folder: string): Promise<ResultsService> {
  const service = await resultsService();
  const topdir = join(folder, 'top');
  const env = jobEnv(service);
  const tests = ['basic', 'other'].map((slug) => testResult(topdir, slug, { id: `${slug}[firmware=uefi]` }));
  for (const slug of ['basic', 'other']) await leaveTest(topdir, slug, { 'disks/disk0.qcow2': 'as it is', 'collect/we:ird': 'odd' });
  const naming = { prefix: 'vmtest', leg: 'noble-1a2b3c4d', attempt: 1 };
  const common = { retentionDays: null, signal: never, tell: () => undefined, env };
  const staging = join(folder, 'staging');
  const { artifacts } = await uploadKept({
    ...common,
    run: runResult(topdir, tests),
    staging,
    naming,
    limitBytes: 2 ** 30,
    qemuImg: null,
  });
  const report = { version: 1, result: runResult(topdir, tests), artifacts };
  await writeTree(join(folder, 'more'), { 'report.json': JSON.stringify(report), 'plan.json': '{}' });
  for (const [name, file] of [
    ['vmtest-results-1-noble-1a2b3c4d-1', 'report.json'],
    ['vmtest-plan-9f86d081884c7d65-1', 'plan.json'],
    ['coverage', 'plan.json'],
  ] as const) {
    const files = [join(folder, 'more', file)];
    const { artifact } = await uploadFiles({ ...common, name, files, root: join(folder, 'more'), level: 1, what: name, folder });
    assert.equal(artifact?.name, name);
  }
  return service;
}

function request(service: ResultsService, folder: string, more: Partial<DownloadRequest> = {}): DownloadRequest {
  return {
    address: parseRunAddress(BROWSER),
    remote: { repository: REPOSITORY, api: service.origin, token: service.apiToken({ repository: REPOSITORY }) },
    prefix: 'vmtest',
    test: null,
    folder: join(folder, 'home'),
    env: { no_proxy: '127.0.0.1' },
    signal: never,
    tell: () => undefined,
    ...more,
  };
}

test('what a job uploaded comes home equal: failures only, each in a folder of its name', async () => {
  await using temp = await tempFolder();
  await using service = await failedRun(temp.path);
  const home = await downloadRun(request(service, temp.path));
  assert.deepEqual(
    home.map(({ name, tests }) => [name, tests.map(({ id, parts }) => [id, parts])]),
    ['other', 'basic'].map((slug) => [
      `vmtest-${slug}-noble-1a2b3c4d-1`,
      [[`${slug}[firmware=uefi]`, ['boot', 'collect', 'disks', 'install', 'logs']]],
    ]),
  );
  for (const { tests } of home)
    for (const { folder, slug } of tests)
      for (const path of ['logs/boot-console.log', 'disks/disk0.qcow2', 'collect/etc/fstab', 'collect/we:ird', 'result.json'])
        assert.deepEqual(await readFile(join(folder, path)), await readFile(join(temp.path, 'top', slug, path)), path);
  assert.equal((await readdir(join(temp.path, 'home'))).length, 2);
});

test('--test takes an id, a folder, a glob; an artifact is taken by its own address', async () => {
  await using temp = await tempFolder();
  await using service = await failedRun(temp.path);
  let count = 0;
  const names = async (more: Partial<DownloadRequest>) => {
    count += 1;
    const zips = () => service.calls.filter(({ path }) => path.endsWith('/zip')).length;
    const before = zips();
    const home = await downloadRun({ ...request(service, temp.path), folder: join(temp.path, `home${count}`), ...more });
    return [home.map(({ tests }) => tests[0]?.slug), zips() - before];
  };
  assert.deepEqual(await names({ test: 'basic[firmware=uefi]' }), [['basic'], 2]);
  assert.deepEqual(await names({ test: 'oth?r' }), [['other'], 2]);
  const { id } = service.artifacts.list().find(({ name }) => name.startsWith('vmtest-other')) ?? { id: 0 };
  assert.deepEqual(await names({ address: parseRunAddress(`${BROWSER}/artifacts/${id}`) }), [['other'], 1]);
  assert.deepEqual(await names({ address: parseRunAddress(`${BROWSER}/attempts/1`) }), [['other', 'basic'], 2]);
  await assert.rejects(names({ address: parseRunAddress(`${BROWSER}/attempts/2`) }), { code: 'VMTEST_ARTIFACT_NOT_FOUND' });
  await assert.rejects(names({ test: 'third' }), { code: 'VMTEST_ARTIFACT_NOT_FOUND', message: /a test that is third/ });
  await assert.rejects(names({ prefix: 'gate' }), { code: 'VMTEST_ARTIFACT_NOT_FOUND', hint: /vmtest-.*--artifact-name/ });
});

test('nothing is written over', async () => {
  await using temp = await tempFolder();
  await using service = await failedRun(temp.path);
  await mkdir(join(temp.path, 'home/vmtest-basic-noble-1a2b3c4d-1'), { recursive: true });
  await writeFile(join(temp.path, 'home/vmtest-basic-noble-1a2b3c4d-1/mine'), 'mine');
  await assert.rejects(downloadRun(request(service, temp.path)), { code: 'VMTEST_TOPDIR_NOT_EMPTY' });
  assert.deepEqual(await readdir(join(temp.path, 'home')), ['vmtest-basic-noble-1a2b3c4d-1']);
});

test('what goes wrong is told by its cause, and nothing half stays', async (t) => {
  await using temp = await tempFolder();
  await using service = await failedRun(temp.path);
  const fails = async (
    name: string,
    code: string,
    message: RegExp,
    more: Partial<DownloadRequest>,
    prepare: () => void = () => undefined,
  ) =>
    await t.test(name, async () => {
      prepare();
      const folder = join(temp.path, name.replaceAll(' ', '-'));
      await assert.rejects(downloadRun({ ...request(service, temp.path), folder, ...more }), (error: Error & { code?: string }) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(await readdir(folder).catch(() => []), []);
      service.heal();
    });
  const remote = (token: string, repository = REPOSITORY) => ({ remote: { repository, api: service.origin, token } });
  const weak = service.apiToken({ repository: REPOSITORY, actions: false });
  await fails('no such run', 'VMTEST_WORKFLOW_RUN_NOT_FOUND', /no run 99 in/, { address: parseRunAddress(BROWSER.replace('4711', '99')) });
  await fails('bad token', 'VMTEST_TOKEN_REFUSED', /does not take the token/, remote('nonsense'));
  await fails('weak token', 'VMTEST_TOKEN_REFUSED', /may not read/, remote(weak));
  await fails('rate limit', 'VMTEST_GITHUB_FAILED', /rate limit/, {}, () => service.fault('api:zip', FAULTS.rateLimited(1)));
  await fails('corrupt', 'VMTEST_ARTIFACT_DIGEST', /not those that were uploaded/, {}, () => service.fault('blob:get', FAULTS.corrupt));
  await fails('stall', 'VMTEST_GITHUB_FAILED', /nothing moved for 1 seconds/, { stallSeconds: 1 }, () =>
    service.fault('blob:get', FAULTS.stall),
  );
  const stop = new AbortController();
  const more = { signal: stop.signal, tell: () => stop.abort() };
  await fails('cancelled', 'VMTEST_CANCELLED', /^cancelled while vmtest-other-.* was downloaded$/, more, () =>
    service.fault('blob:get', FAULTS.stall),
  );
  await fails('expired', 'VMTEST_ARTIFACT_EXPIRED', /no longer keeps vmtest-other/, {}, () =>
    service.artifacts.expire('vmtest-other-noble-1a2b3c4d-1'),
  );
  service.publish({ repository: 'acme/empty', runId: RUN_ID, visibility: 'private' });
  const empty = service.apiToken({ repository: 'acme/empty' });
  await fails('no artifacts', 'VMTEST_ARTIFACT_NOT_FOUND', /has no artifacts/, remote(empty, 'acme/empty'));
  await service.close();
  const told: string[] = [];
  const began = performance.now();
  await fails('gone', 'VMTEST_GITHUB_FAILED', /this host cannot reach 127\.0\.0\.1:\d+: ECONNREFUSED$/, {
    tell: (line) => told.push(line),
  });
  assert.match(told.join('\n'), /^127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\): once more$/);
  assert.ok(performance.now() - began < 30_000, 'the toolkit itself tries for 56 seconds');
});

test('the command finds repository and token, says what is there, and how to go on', async () => {
  await using temp = await tempFolder();
  await using service = await failedRun(temp.path);
  const token = service.apiToken({ repository: REPOSITORY });
  const main = join(import.meta.dirname, '../../../src/faces/cli/main.ts');
  const call = (args: readonly string[], env: Record<string, string>) =>
    run(process.execPath, [main, 'download', ...args], {
      env: { ...TOOL_ENV, HOME: temp.path, no_proxy: '127.0.0.1', GITHUB_API_URL: service.origin, ...env },
      cwd: temp.path,
      timeout: 60,
    });
  const said = await call([String(RUN_ID), '--test', 'basic*'], { GH_TOKEN: token, GITHUB_REPOSITORY: REPOSITORY });
  assert.equal(said.exitCode, 0, said.stderr);
  const folder = join(temp.path, `vmtest-run-${RUN_ID}/vmtest-basic-noble-1a2b3c4d-1`);
  assert.ok(said.stdout.startsWith(folder), said.stdout);
  assert.match(said.stdout, /basic\[firmware=uefi\] {2}check-failed\n {4}kept {4}boot, collect, disks, install, logs\n/);
  assert.ok(said.stdout.includes(`vmtest replay ${join(folder, 'basic')}\n`));

  const elsewhere = await call([String(RUN_ID)], { GH_TOKEN: token });
  assert.match(elsewhere.stderr, new RegExp(`run ${RUN_ID}: its repository is not known \\[VMTEST_USAGE\\]\n.*--repo OWNER/NAME`));
  await run('git', ['init', '-q'], { env: TOOL_ENV, cwd: temp.path });
  await run('git', ['remote', 'add', 'origin', `git@github.com:${REPOSITORY}.git`], { env: TOOL_ENV, cwd: temp.path });
  const json = await call([String(RUN_ID), '-o', 'two', '--json'], { GITHUB_TOKEN: token });
  assert.equal(json.exitCode, 0, json.stderr);
  const told = JSON.parse(json.stdout) as { repository: string; artifacts: { digest: string; tests: { folder: string }[] }[] };
  assert.equal(told.repository, REPOSITORY);
  assert.match(told.artifacts[0]?.digest ?? '', /^sha256:/);
  assert.deepEqual((await readdir(told.artifacts[0]?.tests[0]?.folder ?? '')).includes('result.json'), true);

  const none = await call([BROWSER, '-o', 'three'], {});
  assert.equal(none.exitCode, 2);
  assert.match(none.stderr, /no token for github\.com.*\[VMTEST_TOKEN_MISSING\]\n.*GH_TOKEN/);
  const wrong = await call(['https://github.com/acme/installer/pull/7'], { GH_TOKEN: token });
  assert.match(wrong.stderr, /is no workflow run.*\[VMTEST_USAGE\]/);
});

test('what SIGTERM stops ends with 143, also in the JSON; Ctrl-C is 130', async () => {
  await using temp = await tempFolder();
  // It takes the question, and never answers.
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const main = join(import.meta.dirname, '../../../src/faces/cli/main.ts');
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    const env = { ...TOOL_ENV, HOME: temp.path, no_proxy: '127.0.0.1', GITHUB_API_URL: `http://127.0.0.1:${port}`, GH_TOKEN: 'x' };
    const child = spawn(process.execPath, [main, 'download', BROWSER, '--json'], {
      env,
      cwd: temp.path,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [socket] = (await once(server, 'connection')) as [Socket];
    const out = text(child.stdout);
    child.kill(signal);
    const [ended] = await once(child, 'exit');
    socket.destroy();
    const [problem] = (JSON.parse(await out) as { problems: { message: string; exitCode: number }[] }).problems;
    assert.deepEqual([ended, problem?.exitCode], [code, code]);
    assert.equal(problem?.message, `cancelled while the artifacts of run ${RUN_ID} of ${REPOSITORY} were listed`);
  }
  server.close();
});
