import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { holdFiles, holdStore } from '../../../src/images/store/hold.ts';
import { heldFiles } from '../../../src/images/store/holders.ts';
import { layoutOf } from '../../../src/images/store/layout.ts';
import { type LockOptions, takeLock } from '../../../src/images/store/lock.ts';
import { openSession } from '../../../src/images/store/session.ts';
import type { StoreContext } from '../../../src/images/store/types.ts';
import { tempFolder } from '../../support/temp.ts';

const contextOf = (store: string, told: string[] = []): StoreContext => ({
  ...{ store, env: TOOL_ENV, lockTimeout: 20 },
  emit: (line) => void told.push(line),
});
/** As another program takes a lock: at once or not at all. */
const now: LockOptions = { env: TOOL_ENV, wait: false };
const shared: LockOptions = { ...now, shared: true };

test('a shared lock is shared, can become exclusive when it is alone, and says how long it was waited for', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'lock');
  const [one, two] = [await takeLock(file, shared), await takeLock(file, shared)];
  assert.ok(one && two);
  await assert.rejects(takeLock(file, { ...now, wait: true, timeout: 0.2 }), (error: Error & { hint?: string }) => {
    return /lock .*lock was not free within 0.2 s/.test(error.message) && /--image-lock-timeout/.test(error.hint ?? '');
  });
  assert.equal(await two.upgrade(), false);
  await two.release();
  assert.equal(await one.upgrade(), true);
  assert.equal(await takeLock(file, shared), undefined);
  await assert.rejects(takeLock(file, { ...shared, wait: true, timeout: 0 }), { code: 'VMTEST_IMAGE_STORE_BUSY' });
  await one.release();
});

test('a run holds the store: the original’s sync waits for it, other runs do not', async () => {
  await using folder = await tempFolder();
  const store = join(folder.path, 'images');
  const holds = [await holdStore(contextOf(store)), await holdStore(contextOf(store))];
  assert.equal(await takeLock(store, { ...now, existing: true }), undefined);
  for (const hold of holds) await hold.release();
  const sync = await takeLock(store, { ...now, existing: true });
  const told: string[] = [];
  await assert.rejects(holdStore({ ...contextOf(store, told), lockTimeout: 0.1 }), { code: 'VMTEST_IMAGE_STORE_BUSY' });
  assert.match(told.join(), /vmtest-sync-images/);
  await sync?.release();
});

test('held files cannot be locked for removal; one that is gone or was replaced is told', async () => {
  await using folder = await tempFolder();
  const context = contextOf(folder.path);
  const files = ['a', 'b'].map((name) => join(folder.path, name));
  for (const file of files) await writeFile(file, file);
  const [a, b] = files as [string, string];
  const hold = await holdFiles([a, b, a], context);
  assert.ok(hold);
  assert.equal(await takeLock(a, { ...now, existing: true }), undefined);
  assert.deepEqual([...(await heldFiles([a, b, join(folder.path, 'c')]))], [a, b]);
  await hold.release();
  assert.deepEqual([...(await heldFiles([a, b]))], []);
  assert.equal(await holdFiles([a, join(folder.path, 'c')], context), null);
  assert.deepEqual([...(await heldFiles([a]))], []);
});

test('a file that is replaced while its lock is waited for is not held', async () => {
  await using folder = await tempFolder();
  const [file, other] = [join(folder.path, 'a'), join(folder.path, 'b')];
  for (const path of [file, other]) await writeFile(path, path);
  const remover = await takeLock(file, { ...now, existing: true });
  const waiting = holdFiles([file], contextOf(folder.path));
  await rename(other, file);
  await remover?.release();
  assert.equal(await waiting, null);
});

test('a file that a killed process had given up is not held', async () => {
  await using folder = await tempFolder();
  const layout = layoutOf(folder.path);
  await mkdir(layout.own, { recursive: true });
  await mkdir(join(folder.path, 'noble'));
  await writeFile(join(folder.path, 'noble/kernel'), 'k');
  await writeFile(layout.journal, JSON.stringify({ version: 1, items: [], files: [], unlink: ['noble/kernel'] }));
  assert.equal(await holdFiles([join(folder.path, 'noble/kernel')], contextOf(folder.path)), null);
});

test('one of ours works on a store at a time, beside jenkins-runners, and never beside the original’s sync', async () => {
  await using folder = await tempFolder();
  const store = join(folder.path, 'images');
  const layout = layoutOf(store);
  {
    await using session = await openSession(contextOf(store));
    const told: string[] = [];
    await assert.rejects(openSession({ ...contextOf(store, told), lockTimeout: 0.1 }), { code: 'VMTEST_IMAGE_STORE_BUSY' });
    assert.match(told.join(), /another sync or prune of ours works on the image store/);
    assert.equal(await takeLock(layout.imagesLock, now), undefined);
    const runner = await takeLock(layout.imagesLock, shared);
    assert.ok(runner);
    assert.equal(await session.mayRemove(), false);
    await runner.release();
    assert.equal(await session.mayRemove(), true);
  }
  const original = await takeLock(layout.imagesLock, now);
  assert.ok(original);
  await assert.rejects(openSession({ ...contextOf(store), lockTimeout: 0 }), { code: 'VMTEST_IMAGE_STORE_BUSY' });
  await original.release();
  await (await openSession(contextOf(store)))[Symbol.asyncDispose]();
});
