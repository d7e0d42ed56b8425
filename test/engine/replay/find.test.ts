import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { choosePhase, chooseTest, findKept } from '../../../src/engine/replay/find.ts';
import { notKept } from '../../../src/engine/replay/not-kept.ts';
import { tempFolder } from '../../support/temp.ts';
import { keptFolder, replayRecord } from './support.ts';

const result = (verdict: string, ...phases: readonly (readonly [string, string])[]) => ({
  verdict,
  cause: 'why',
  phases: phases.map(([name, how]) => ({ name, verdict: how })),
});
const PASSED = result('passed', ['install', 'passed'], ['boot', 'passed']);
const FAILED = result('install-failed', ['install', 'install-failed']);

test('the tests of a run, of one test, and of a download; the one that failed is meant', async () => {
  await using temp = await tempFolder();
  const at = (...names: string[]) => join(temp.path, ...names);
  await keptFolder(at('top', 'one'), replayRecord({ id: 'one' }), PASSED);
  await keptFolder(at('top', 'two-x'), replayRecord({ id: 'two[a=x]' }), FAILED);
  const all = await findKept(at('top'));
  assert.deepEqual(
    all.map(({ folder }) => basename(folder)),
    ['one', 'two-x'],
  );
  assert.equal(chooseTest(all, null).record.id, 'two[a=x]');
  assert.equal(chooseTest(all, 'one').record.id, 'one');
  for (const name of ['two[a=x]', 'two-x', 'two*', '*[a=x]']) assert.equal(chooseTest(all, name).record.id, 'two[a=x]', name);
  assert.throws(() => chooseTest(all, 'three'), {
    code: 'VMTEST_REPLAY_NOT_FOUND',
    message: 'no test here is three: there are one, two[a=x]',
  });
  assert.equal((await findKept(at('top', 'one'))).length, 1);
  assert.equal((await findKept(temp.path)).length, 2);
  await keptFolder(at('top', 'three'), replayRecord({ id: 'three' }), FAILED);
  const more = await findKept(at('top'));
  assert.throws(() => chooseTest(more, null), { message: '2 tests failed: three, two[a=x]' });
});

test('the phase that did not pass is meant, else the last', async () => {
  await using temp = await tempFolder();
  const phaseOf = async (how: unknown, name: string | null) => {
    await keptFolder(temp.path, replayRecord(), how);
    const [kept] = await findKept(temp.path);
    assert.ok(kept);
    return choosePhase(kept, name).name;
  };
  assert.equal(await phaseOf(FAILED, null), 'install');
  assert.equal(await phaseOf(PASSED, null), 'boot');
  assert.equal(await phaseOf({ nothing: 'of ours' }, null), 'boot');
  assert.equal(await phaseOf(PASSED, 'install'), 'install');
  await assert.rejects(phaseOf(PASSED, 'second'), { message: /has no phase second that ran: there is install, boot/ });
});

test('nothing to replay: nothing there, too deep, behind a link', async () => {
  await using temp = await tempFolder();
  const none = { code: 'VMTEST_REPLAY_NOT_FOUND' };
  await assert.rejects(findKept(temp.path), none);
  await keptFolder(join(temp.path, 'a/b/c/d/e'));
  await assert.rejects(findKept(temp.path), none);
  await mkdir(join(temp.path, 'linked'));
  await symlink(join(temp.path, 'a/b/c/d/e'), join(temp.path, 'linked/test'));
  await assert.rejects(findKept(join(temp.path, 'linked')), none);
  await mkdir(join(temp.path, 'file'));
  await symlink(join(temp.path, 'a/b/c/d/e/replay.json'), join(temp.path, 'file/replay.json'));
  await assert.rejects(findKept(join(temp.path, 'file')), { code: 'VMTEST_REPLAY_REFUSED' });
});

test('what was not kept: the artifact says why and what would keep it, else the policy does', async () => {
  await using temp = await tempFolder();
  await keptFolder(join(temp.path, 'slug'));
  const missing = [
    { part: 'disks', why: 'size', mend: 'raise the input artifact-limit' },
    { part: 'install', why: 'policy', mend: 'add install to keep-data-fail' },
  ];
  const tests = [{ id: 'x', slug: 'slug', verdict: 'boot-timeout', parts: ['logs'], missing }];
  await writeFile(join(temp.path, 'vmtest.json'), JSON.stringify({ version: 1, tests }));
  for (const folder of [temp.path, join(temp.path, 'slug')]) {
    const [kept] = await findKept(folder);
    assert.ok(kept);
    const error = notKept(kept, 'disks', 'the disk disk0');
    assert.deepEqual([error.code, error.exitCode, error.hint], ['VMTEST_REPLAY_NOT_KEPT', 2, 'raise the input artifact-limit']);
    assert.match(error.message, /too large/);
    assert.match(notKept(kept, 'install', 'the seed').message, /by the keep policy/);
    assert.match(notKept(kept, 'boot', 'the seed').hint ?? '', /--keep-data-fail all, or with boot,logs/);
  }
});
