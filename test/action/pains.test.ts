import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mendKvm } from '../../src/faces/action/host.ts';
import { imageVault } from '../../src/faces/action/image-cache.ts';
import { diskProblems } from '../../src/host/room.ts';
import { tempFolder } from '../support/temp.ts';
import { readAction } from './support/action-file.ts';
import { FAULTS } from './support/faults.ts';
import { SAYS_SO } from './support/gate.ts';
import { leftOf, startedBy } from './support/left.ts';
import { commandRun, crashingQemu, painRun, type SharedRuns, sharedRuns } from './support/pain-runs.ts';
import { resultsService } from './support/results-service.ts';
import { startJob } from './support/runner.ts';
import { tinySuite } from './support/tiny-suite.ts';

/*
 * The twenty pains that users of VM actions report (../shared/spec/actions-platform.md has the threads), each with our answer.
 */

const ROOT = join(import.meta.dirname, '../..');
const read = (...path: readonly string[]) => readFile(join(ROOT, ...path), 'utf8');
let runs: SharedRuns;

before(async () => {
  runs = await sharedRuns();
});
after(async () => {
  await runs[Symbol.asyncDispose]();
});

const resultOf = async (run: 'good' | 'bad', slug: string) =>
  JSON.parse(await readFile(join(runs[run].result.outputs.topdir ?? '', slug, 'result.json'), 'utf8')) as {
    verdict: string;
    cause: string;
    attempts: number;
    phases: { seconds: number }[];
  };

test('1. /dev/kvm not usable: only one that is there and closed is touched, by the udev rule; the exact cause is said', async (t) => {
  await using temp = await tempFolder();
  const device = join(temp.path, 'kvm');
  const sudo = `#!/bin/sh\necho "$*" >> ${temp.path}/log\ncase "$*" in *trigger*) /bin/chmod 666 ${device};; esac\n`;
  await writeFile(join(temp.path, 'sudo'), sudo, { mode: 0o755 });
  const request = { accel: 'kvm', hosted: true, path: temp.path, device, tell: () => {} } as const;
  assert.match((await mendKvm(request))[0]?.message ?? '', /^there is no .*kvm/);
  await writeFile(device, '');
  assert.deepEqual(await mendKvm(request), []);
  assert.deepEqual((await readdir(temp.path)).sort(), ['kvm', 'sudo'], 'sudo was asked for nothing');
  if (process.getuid?.() === 0)
    return t.diagnostic('root may open any device: test/faces/action/kvm.test.ts is somebody else, and sees the rule');
  await chmod(device, 0);
  assert.match((await mendKvm({ ...request, hosted: false }))[0]?.message ?? '', /may not open it; this host is not ours to change/);
  assert.deepEqual(await mendKvm(request), []);
  assert.match(await readFile(join(temp.path, 'log'), 'utf8'), /99-kvm\.rules/);
});

test('2. Silent fall-back to emulation: KVM is required unless it is said otherwise, and emulation is said first', async () => {
  await using run = await painRun(
    { tests: { one: 'pass' }, defaults: { machine: { cpu: 'nonesuch', memory: '128M' } } },
    {},
    { accel: '' },
  );
  assert.deepEqual([run.result.outcome, run.result.outputs.conclusion, run.result.outputs.accel], ['failure', 'error', '']);
  assert.match(run.result.outputs.headline ?? '', /KVM/);
  assert.equal(runs.good.result.outputs.accel, 'tcg');
  assert.match(runs.good.result.summary.text.split('\n').slice(0, 4).join('\n'), /TCG.*emulated, without KVM/);
});

test('3. Boot hangs until the 6 h job limit: each phase has a deadline of its own', async () => {
  // Of 1 s, which is 10 s under emulation.
  const hangs = await resultOf('bad', 'hangs');
  assert.equal(hangs.verdict, 'boot-timeout');
  assert.match(hangs.cause, /it was not done within 10\.0 s/);
  assert.match(await read('docs/suite.md'), /timeouts/);
});

test('4. The waiter cannot tell that the guest is dead: a panic ends the phase, and is called so', async () => {
  const dies = await resultOf('bad', 'dies');
  assert.equal(dies.verdict, 'kernel-panic');
  assert.match(runs.bad.result.outputs.headline ?? '', /kernel-panic/);
});

test('5. No visibility when a VM fails: the console is in the log’s group, the summary and the artifact', async () => {
  const { result, service } = runs.bad;
  const group = result.groups.find(({ title }) => title.startsWith('dies'));
  assert.match(group?.lines.join('\n') ?? '', /│ .*sysrq|│ .*panic/i);
  assert.match(result.summary.text, /panic[\s\S]*sysrq|sysrq[\s\S]*panic/i);
  const artifact = service.artifacts.list().find(({ name }) => name.startsWith('vmtest-dies-'));
  assert.ok(artifact !== undefined && (await service.bytesOf(artifact)).includes('dies/logs/boot-console.log'));
});

test('6. The action never returns after the test: nothing that it started holds its output open', () => {
  for (const { result } of [runs.good, runs.bad]) assert.deepEqual([result.ending?.endedBy, result.ending?.heldOpen], ['exit', false]);
});

test('7. Cancel leaves QEMU running: of a step that is killed nothing is left, by its own record, but its evidence', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  await tinySuite(temp.path, { tests: { hangs: 'hang' } });
  await using job = await startJob({ service, checkout: temp.path, debug: true });
  const step = await job.start({ uses: '.', with: { accel: 'tcg' } });
  await step.process.saw(/hanging/);
  const [work = ''] = (await readdir(job.temp)).filter((name) => name.startsWith('vmtest-'));
  const started = startedBy({ state: { work: JSON.stringify({ folder: join(job.temp, work) }) } });
  assert.notDeepEqual(leftOf(job, started), []);
  await step.process.kill();
  await step.result;
  await job.end();
  assert.deepEqual(leftOf(job, started), []);
  // Of pain 17: main died, and its evidence is uploaded.
  assert.ok(service.artifacts.list().some(({ name }) => name.startsWith('vmtest-hangs-')));
});

test('8. Fixed ports, pid files, log names: two jobs at once on one host share none', async () => {
  const [good, bad] = [runs.good, runs.bad].map(({ result }) => result.outputs.topdir ?? '') as [string, string];
  assert.notEqual(good, bad);
  const script = await readFile(join(bad, 'dies/logs/qemu-boot.sh'), 'utf8');
  assert.doesNotMatch(script, /hostfwd|pidfile|tcp:|vnc :\d|unix:\/tmp/);
  assert.equal(runs.good.result.outcome, 'success', runs.good.result.log);
});

test('9. Concurrent jobs share an image: each machine writes to an overlay, the base stays as it is', () => {
  assert.equal(runs.digests[0], runs.digests[1]);
  assert.equal(runs.good.result.outputs.passed, '1');
});

test('10. Image caches eat the 10 GB quota: entries are compressed, their size is shown, pull requests write none, and off is off', async () => {
  await using temp = await tempFolder();
  await using service = await resultsService();
  const folder = join(temp.path, 'store');
  await mkdir(folder);
  await writeFile(join(folder, 'disk'), Buffer.alloc(8 << 20));
  const token = service.token({ repository: 'o/r', runId: 1, job: 'a', ref: 'refs/heads/main' });
  const env = { PATH: process.env.PATH, GITHUB_WORKSPACE: temp.path, ...service.env(token) };
  const entry = { key: `vmtest-image-v1-${'a'.repeat(64)}.`, label: 'noble 1', folder, files: ['disk'] };
  for (const mayWrite of [false, true]) {
    const vault = imageVault({ mode: 'auto', mayWrite, env, temp: temp.path, tell: () => {} });
    await vault?.save(entry);
    await vault?.settle();
    assert.equal(service.cache.list().length, mayWrite ? 1 : 0);
    if (mayWrite) assert.match(JSON.stringify(vault?.summary().facts), /saved.*\d+ (?:B|KiB|MiB)/);
  }
  assert.ok((service.cache.list()[0]?.bytes ?? 0) < 1 << 20);
  await using off = await commandRun('exit 1', undefined, { cache: 'off' });
  assert.deepEqual(
    off.service.calls.filter(({ path }) => path.includes('CacheService')),
    [],
  );
});

test('11. Cache writes denied or rate-limited: restore-only where a pull request asks, and a 429 is not asked again', async () => {
  assert.deepEqual(
    runs.bad.service.calls.filter(({ rpc }) => rpc === 'CreateCacheEntry'),
    [],
  );
  await using limited = await commandRun(SAYS_SO, (service) => service.fault('CreateCacheEntry', FAULTS.rateLimited(600)));
  assert.equal(limited.result.outcome, 'success', limited.result.log);
  assert.equal(limited.service.calls.filter(({ rpc }) => rpc === 'CreateCacheEntry').length, 1);
});

test('12. Images in /tmp, whose quota ends: nothing is in the folder for temporary files, all is below RUNNER_TEMP', () => {
  // Its TMPDIR cannot even be made.
  const { job, result } = runs.good;
  assert.equal(result.outcome, 'success', result.log);
  assert.ok(result.outputs.topdir?.startsWith(`${job.temp}/`), result.outputs.topdir);
});

test('13. Disk full mid-run: refused before where it is certain, said where it is likely; the high-water mark is in the summary', () => {
  const space = { folder: '/home/runner', freeBytes: 32 << 20, totalBytes: 1 << 30, type: 'ext4', inMemory: false };
  const [problem] = diskProblems({ path: '/home/runner/work/_temp', named: false }, space, [], 1);
  assert.deepEqual([problem?.severity, problem?.code], ['error', 'VMTEST_DISK_FULL']);
  assert.match(runs.good.result.summary.text, /<b>Disk<\/b><\/td><td>at most .* taken, at least .* free/);
});

test('14. Artifact names collide: job, leg and attempt are in them, and a name that is taken gets a suffix, which is said', async () => {
  const names = runs.bad.service.artifacts.list().map(({ name }) => name);
  assert.deepEqual(
    names.map((name) => name.replace(/[0-9a-f]{8}-1$/, 'X-1')),
    ['vmtest-dies-gate-X-1', 'vmtest-hangs-gate-X-1'],
  );
  await using twice = await commandRun('exit 1');
  const { summary } = await twice.job.step({ uses: '.', if: 'always()', with: { accel: 'tcg' } });
  const [first, second] = twice.service.artifacts.list().map(({ name }) => name);
  assert.equal(second, `${first}-2`);
  assert.ok(summary.text.includes(`${first}`) && /is there already/.test(summary.text), summary.text);
});

test('15. Slow uploads: disks go compressed and sparse, one artifact a test, and the speed is printed', () => {
  const { service, result } = runs.bad;
  for (const { bytes } of service.artifacts.list()) assert.ok(bytes < 4 << 20, `${bytes} bytes of disks that hold 72 MiB`);
  assert.match(result.log, /uploaded vmtest-dies-\S+: .* in [\d.]+ s \(\d+ MB\/s\)/);
});

test('16. A full storage blocks uploads: a note says what to do, and the result of the test stands', async () => {
  await using full = await commandRun('exit 1', (service) => service.fault('CreateArtifact', FAULTS.quota));
  const { result } = full;
  assert.deepEqual([result.outcome, result.outputs.conclusion, result.outputs.artifacts], ['failure', 'failure', '[]']);
  assert.match(result.summary.text, /storage for artifacts is full[\s\S]*retention-days/);
  assert.equal(result.annotations.find(({ file }) => file !== null)?.file, 'vmtest.yaml');
});

test('17. Evidence not uploaded when most needed: the result decides, not the exit status', async () => {
  await using soft = await commandRun('exit 1', undefined, { 'fail-on': 'never' });
  assert.deepEqual([soft.result.outcome, soft.result.outputs.conclusion], ['success', 'failure']);
  assert.equal(soft.service.artifacts.list().length, 1);
});

test('18. JUnit reporters fail on a fork’s pull request: summary and annotations need no permission; a recipe has the rest', async () => {
  const { result, service } = runs.bad;
  const action = await readAction(ROOT);
  assert.deepEqual(
    Object.keys(action.inputs).filter((name) => /token/i.test(name)),
    [],
  );
  assert.deepEqual(
    service.calls.filter(({ path }) => path.startsWith('/repos/')),
    [],
  );
  assert.ok(result.annotations.some(({ file, line }) => file === 'vmtest.yaml' && line !== null));
  assert.match(result.summary.text, /dies/);
  assert.match(await readFile(result.outputs.junit ?? '', 'utf8'), /<testcase/);
  assert.match(await read('examples/workflows/junit-reporter.yml'), /workflow_run:[\s\S]*checks: write/);
});

test('19. The report lands under the wrong workflow: no check run is made, the summary is the job’s own', async (t) => {
  for (const { service, result } of [runs.good, runs.bad]) {
    assert.deepEqual(
      service.calls.filter(({ path }) => !/^\/(?:twirp|blobs)\//.test(path)),
      [],
    );
    assert.notEqual(result.summary.text, '');
  }
  assert.doesNotMatch(await read('.github/workflows/gate.yml'), /checks:\s*write/);
  t.diagnostic('where GitHub shows a summary cannot be seen without GitHub: what is shown is that nothing else is asked of it');
});

test('20. Flakes: what QEMU did is tried again, told as flaky with its first log; what the system did is not', async () => {
  await using bin = await tempFolder();
  await crashingQemu(bin.path);
  await using flaky = await painRun({ tests: { one: 'pass' } }, { env: { PATH: `${bin.path}:${process.env.PATH}` } });
  assert.deepEqual([flaky.result.outcome, flaky.result.outputs.flaky], ['success', '1'], flaky.result.log);
  assert.match(await readFile(flaky.result.outputs.junit ?? '', 'utf8'), /<flakyError|<flakyFailure/);
  assert.match(flaky.result.summary.text, /qemu-failed/);
  assert.equal((await resultOf('bad', 'dies')).attempts, 1);
});
