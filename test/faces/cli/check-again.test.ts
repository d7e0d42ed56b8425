import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunResult, TestResult } from '../../../src/model/result.ts';
import { tinyImage } from '../../support/tiny.ts';
import { type Desk, desk, type Ended } from './support.ts';

// A run as people have it, by the default policy: of what passed nothing is kept, of what failed all, and it was tried twice.
let here: Desk;
let ran: Ended;

async function suite(answer: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const defaults = { image: 'tiny', machine: { memory: '256M', disks: ['64M'] }, timeouts: { boot: '60s', silence: '60s' } };
  const tests = {
    good: { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: '42' }], ...more },
    twice: { boot: { collect: ['echo 42 > answer'] }, checks: [{ file: 'answer', equals: answer }], retries: 1 },
  };
  return JSON.stringify({ version: 1, images: { tiny: { files: await tinyImage() } }, defaults, tests });
}

const testsOf = (ended: Ended) => (ended.json() as RunResult).tests as [TestResult, TestResult];

before(async () => {
  here = await desk({ 'vmtest.yaml': await suite('43'), 'mended.yaml': await suite('42') });
  await here.write({ 'grown.yaml': await suite('42', { boot: [{ name: 'boot' }, { name: 'again' }] }) });
  ran = await here.vmtest(['run', '--json', '--accel', 'tcg', '--topdir', 'top']);
});
after(() => here[Symbol.asyncDispose]());

for (const [what, command] of [
  ['check', ['check']],
  ['REUSE_TOPDIR', ['run', '--reuse-topdir=yes']],
] as const)
  test(`${what}: a test that passed and of which nothing was kept keeps its result, with a note; the others are judged`, async () => {
    assert.equal(ran.code, 1, ran.err);
    const [good, twice] = testsOf(ran);
    assert.deepEqual([good.verdict, good.kept.length, twice.verdict, twice.attempts], ['passed', 0, 'check-failed', 2]);
    const mended = await here.vmtest([...command, 'mended.yaml', '--json', '--topdir', 'top']);
    assert.equal(mended.code, 0, mended.err);
    assert.match(
      mended.err,
      /note: good: it passed, and its data was not kept: it is not judged again and stays as it was \(.*--keep-data-pass/,
    );
    const [asItWas, judged] = testsOf(mended);
    assert.deepEqual(asItWas, good);
    assert.deepEqual([judged.verdict, judged.attempts, judged.earlier], ['passed', 1, undefined], 'to judge again is no attempt');
    assert.equal(judged.seconds, twice.seconds);
    const { startedAt, seconds } = ran.json() as RunResult;
    assert.deepEqual([(mended.json() as RunResult).startedAt, (mended.json() as RunResult).seconds], [startedAt, seconds]);
    assert.doesNotMatch(mended.err, /flaky/);
    const xml = await readFile(join(here.path, 'top/junit.xml'), 'utf8');
    assert.match(xml, new RegExp(`<testsuite name="twice" [^>]*time="${twice.seconds.toFixed(3)}"`));
    assert.doesNotMatch(xml, /flakyFailure|<failure/);
    const again = await here.vmtest([...command, '--json', '--topdir', 'top']);
    assert.deepEqual([again.code, testsOf(again)[1].attempts], [1, 2], 'what is judged again fails again, and as often as it did');
  });

test('check still refuses where nothing at all can be judged, where the suite has grown, and where what was kept is gone', async () => {
  const whole = await readFile(join(here.path, 'top/result.json'), 'utf8');
  const alone = await here.vmtest(['check', '--topdir', 'top', '--select', 'good']);
  assert.match(alone.err, /good: there is too little in .*: the data of its phase boot was not kept \[VMTEST_USAGE\]/);
  const grown = await here.vmtest(['check', 'grown.yaml', '--topdir', 'top']);
  assert.match(grown.err, /good: .*: its phase again was not in the run/);
  await rm(join(here.path, 'top/twice/collect'), { recursive: true });
  const gone = await here.vmtest(['check', '--topdir', 'top']);
  assert.match(gone.err, /twice: .*: the data of its phase boot was not kept/);
  for (const refused of [alone, grown, gone]) assert.deepEqual([refused.code, refused.out], [2, ''], refused.err);
  assert.equal(await readFile(join(here.path, 'top/result.json'), 'utf8'), whole);
});
