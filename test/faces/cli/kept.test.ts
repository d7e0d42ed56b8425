import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fromJSONSchema } from 'zod';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import type { RunResult, TestResult } from '../../../src/model/result.ts';
import { replayCommand } from '../../../src/report/replay.ts';
import { tinyImage } from '../../support/tiny.ts';
import { type Desk, desk, type Ended } from './support.ts';

// Two machines, once: what is kept of them is then judged again and again.
let here: Desk;
let ran: Ended;

/** The suite, with what is to be found in the file of the first test. */
async function suite(answer: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const defaults = { image: 'tiny', machine: { memory: '256M', disks: ['64M'] }, timeouts: { boot: '60s', silence: '60s' } };
  const tests = {
    good: { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: answer }, { console: 'tiny: ready' }], ...more },
    meant: { boot: { runcmd: ['echo heard; false'] }, expect: { verdict: 'check-failed', console: '^heard$' } },
    later: { boot: {}, skip: { reason: 'not today' } },
  };
  return JSON.stringify({ version: 1, images: { tiny: { files: await tinyImage() } }, defaults, tests });
}

before(async () => {
  here = await desk({ 'vmtest.yaml': await suite('42'), 'changed.yaml': await suite('43') });
  await here.write({ 'grown.yaml': await suite('42', { boot: [{ name: 'boot', collect: ['echo 42 > answer'] }, { name: 'again' }] }) });
  ran = await here.vmtest([
    'run',
    '--json',
    '--verbose',
    '--accel',
    'tcg',
    '--keep-data-pass',
    'all',
    '--topdir',
    'top',
    '--junit',
    'new/j.xml',
    '--log',
    'top/debug.log',
    '--tar-disks',
  ]);
});
after(() => here[Symbol.asyncDispose]());

type Run = { exitCode: number; tests: { id: string; verdict: string; cause: string }[] };
const verdicts = (ended: Ended) => (ended.json() as Run).tests.map(({ id, verdict }) => [id, verdict]);
const AS_IT_WAS = [
  ['good', 'passed'],
  ['meant', 'expected-failure'],
  ['later', 'skipped'],
];

test('run --json: stdout is the result and nothing else; --verbose brings the consoles to stderr', async () => {
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(verdicts(ran), AS_IT_WAS);
  const schema = JSON.parse(await readFile(new URL('../../../schemas/result.schema.json', import.meta.url), 'utf8'));
  assert.equal(fromJSONSchema(schema).safeParse(ran.json()).success, true);
  assert.match(ran.err, /good {2}boot │ tiny: ready/);
  assert.equal(await readFile(join(here.path, 'top/result.json'), 'utf8'), ran.out);
  assert.equal(await readFile(join(here.path, 'new/j.xml'), 'utf8'), await readFile(join(here.path, 'top/junit.xml'), 'utf8'));
});

test('check judges kept data again: the same verdicts by the same suite, others by another', async () => {
  const same = await here.vmtest(['check', '--json', '--topdir', 'top']);
  assert.deepEqual([same.code, verdicts(same)], [0, AS_IT_WAS]);
  const allowed = await here.vmtest(['check', '--json', '--topdir', 'top', '--select', 'meant'], { CURTIN_VMTEST_DEBUG_ALLOW_FAIL: '1' });
  assert.deepEqual([allowed.code, verdicts(allowed)], [1, [['meant', 'check-failed']]]);
  assert.match((allowed.json() as Run).tests[0]?.cause ?? '', /\(as expected, and CURTIN_VMTEST_DEBUG_ALLOW_FAIL lets it fail\)$/);
  const other = await here.vmtest(['check', 'changed.yaml', '--topdir', 'top', '--select', 'good']);
  assert.equal(other.code, 1);
  assert.match(other.out, /✗ good {2}check-failed\n.*✗ file answer {2}\(changed\.yaml:1\)\n.*"42", not "43"/);
  const xml = await readFile(join(here.path, 'top/junit.xml'), 'utf8');
  assert.match(xml, /<failure[^>]* type="check-failed"/);
  assert.equal(xml.match(/<testsuite /g)?.length, 3, 'tests that were not selected stay in the reports');
  const again = await here.vmtest(['check', '--json', '--topdir', 'top']);
  assert.deepEqual([again.code, verdicts(again)], [0, AS_IT_WAS], 'what one judged does not stick');
});

test('--tar-disks: kept disks are one tar, result and replay.json name it, and the replay unpacks them', async () => {
  const [good] = (ran.json() as RunResult).tests as [TestResult];
  const disks = good.kept.flatMap(({ path }) => (path.startsWith('disks/') ? [path] : []));
  assert.deepEqual(disks, ['disks/disks.tar']);
  const replay = JSON.parse(await readFile(join(here.path, 'top/good/replay.json'), 'utf8'));
  assert.equal(replay.disksTar, 'disks/disks.tar');
  assert.equal(replayCommand(good, good.phases.at(-1)), `vmtest replay ${here.path}/top/good`);
  const again = await here.vmtest(['replay', 'top/good', '--dry-run', '--json', '--keep', 'again']);
  assert.equal(again.code, 0, again.err);
  assert.deepEqual((again.json() as { test: string; outcome: unknown }).outcome, null);
  const overlay = await run('qemu-img', ['info', '--output=json', join(here.path, 'again/machine/disks/disk0.qcow2')], { env: TOOL_ENV });
  const backing = JSON.parse(overlay.stdout)['full-backing-filename'];
  assert.equal(backing, join(here.path, 'again/machine/kept-disks/disk0.qcow2'));
  assert.deepEqual(await readdir(join(here.path, 'top/good/disks')), ['disks.tar']);
});

test('--log: what --verbose shows off a terminal is in the file, afresh by each run', async () => {
  const log = () => readFile(join(here.path, 'top/debug.log'), 'utf8');
  assert.equal(await log(), ran.err);
  const again = await here.vmtest(['run', '--quiet', '--json', '--topdir', 'top', '--reuse-topdir'], {
    CURTIN_VMTEST_LOG: 'top/debug.log',
  });
  assert.deepEqual([again.code, again.err.split('\n').length < 8], [0, true], again.err);
  assert.match(await log(), /^00:00 {2}3 tests/);
  assert.doesNotMatch(await log(), /tiny: ready/, 'the lines of the run before are gone');
});

test('--log: a file that cannot be written is a mistake before anything starts', async () => {
  await here.write({ file: '' });
  for (const [path, why] of [
    ['.', 'it is a folder'],
    ['file/log', '/file is no folder'],
  ] as const) {
    const refused = await here.vmtest(['run', '--accel', 'tcg', '--log', path]);
    assert.deepEqual([refused.code, refused.left], [2, []], refused.err);
    assert.match(refused.err, new RegExp(`^error: --log: .* cannot be written: .*${why} \\[VMTEST_USAGE\\]`));
  }
});

test('REUSE_TOPDIR: run judges kept data as check does, and starts nothing', async () => {
  const log = (name: string) => readFile(join(here.path, 'top/good/logs', name), 'utf8');
  const console = await log('boot-console.log');
  const same = await here.vmtest(['run', '--json', '--topdir', 'top', '--reuse-topdir'], { PATH: join(here.path, 'no-qemu') });
  assert.deepEqual([same.code, verdicts(same)], [0, AS_IT_WAS], same.err);
  const env = { CURTIN_VMTEST_REUSE_TOPDIR: 'true', CURTIN_VMTEST_TOPDIR: join(here.path, 'top') };
  const other = await here.vmtest(['run', 'changed.yaml', '--select', 'good'], env);
  assert.equal(other.code, 1);
  assert.match(other.out, /"42", not "43"/);
  const skipped = await here.vmtest(['run', '--select', 'later'], env);
  assert.deepEqual([skipped.code, /no test ran/.test(skipped.err)], [2, true], skipped.err);
  const off = await here.vmtest(['run', '--accel', 'tcg'], { ...env, CURTIN_VMTEST_REUSE_TOPDIR: '0' });
  assert.match(off.err, /VMTEST_TOPDIR_NOT_EMPTY/);
  const nowhere = await here.vmtest(['run', '--reuse-topdir']);
  assert.match(nowhere.err, /^error: --reuse-topdir needs the folder of a run \[VMTEST_USAGE\]\n {2}→ name it with --topdir/);
  assert.deepEqual([nowhere.code, nowhere.left], [2, []]);
  assert.equal(await log('boot-console.log'), console);
  const again = await here.vmtest(['check', '--json', '--topdir', 'top']);
  assert.equal(again.code, 0, again.err);
});

test('check says plainly where it cannot judge: exit 2, and the reports stay', async () => {
  const before = await readFile(join(here.path, 'top/result.json'), 'utf8');
  const grown = await here.vmtest(['check', 'grown.yaml', '--topdir', 'top']);
  assert.match(grown.err, /^error: good: there is too little in .*\/top to judge it: its phase again was not in the run/);
  await here.write({ 'wrong.yaml': await suite('42', { chekcs: [] }) });
  const wrong = await here.vmtest(['check', 'wrong.yaml', '--topdir', 'top']);
  assert.match(wrong.err, /unknown key "chekcs"/);
  await rm(join(here.path, 'top/good/logs'), { recursive: true });
  const deaf = await here.vmtest(['check', '--topdir', 'top', '--select', 'good']);
  assert.match(deaf.err, /good: .*: the console of its phase boot was not kept/);
  await rm(join(here.path, 'top/good/collect'), { recursive: true });
  const gone = await here.vmtest(['check', '--topdir', 'top']);
  assert.match(
    gone.err,
    /good: .*: the data of its phase boot was not kept \[VMTEST_USAGE\]\n {2}→ run it again with --keep-data-pass collect,logs/,
  );
  for (const refused of [grown, wrong, deaf, gone]) assert.deepEqual([refused.code, refused.out], [2, ''], refused.err);
  assert.equal(await readFile(join(here.path, 'top/result.json'), 'utf8'), before);
});

test('--shuffle: the same seed, the same order of starts, and results in the suite’s', async () => {
  const tests = Object.fromEntries([...'abcdef'].map((name) => [name, { boot: {}, skip: { reason: 'not today' } }]));
  await here.write({ 'many.yaml': JSON.stringify({ ...JSON.parse(await suite('42')), tests }) });
  const shuffle = (which: string) =>
    here.vmtest(['run', 'many.yaml', '--json', '--accel', 'tcg', '--pass-with-no-tests', '--shuffle', which]);
  const starts = ({ err }: Ended) => [...err.matchAll(/– ([a-f]) /g)].map(([, name]) => name).join('');
  const first = await shuffle('yes');
  const seed = /order by the seed (\d+) \(--shuffle (\d+) starts/.exec(first.err)?.[1] as string;
  const again = await shuffle(seed);
  assert.deepEqual([...starts(first)].sort().join(''), 'abcdef', first.err);
  assert.equal(starts(again), starts(first));
  assert.equal(starts(await shuffle('no')), 'abcdef');
  assert.notEqual(starts(await shuffle('7')), 'abcdef');
  for (const ended of [first, again])
    assert.equal(
      verdicts(ended)
        .map(([id]) => id)
        .join(''),
      'abcdef',
    );
});

test('run --quiet tells the summary alone', async () => {
  const quiet = await here.vmtest(['run', '--quiet', '--accel', 'tcg', '--select', 'good']);
  assert.deepEqual([quiet.code, quiet.err], [0, '']);
  assert.match(quiet.out, /^ {2}✓ {2}good {2}passed .*\n\nvmtest: the test passed in [\d.]+ s\n$/);
});
