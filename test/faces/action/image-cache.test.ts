import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { VaultEntry } from '../../../src/engine/image-vault.ts';
import { cacheFolder, callCache } from '../../../src/faces/action/cache-call.ts';
import { type ActionVault, type ImageVaultOptions, imageVault } from '../../../src/faces/action/image-cache.ts';
import { FAULTS } from '../../action/support/faults.ts';
import { type ResultsService, resultsService } from '../../action/support/results-service.ts';
import { tempFolder } from '../../support/temp.ts';

const DISK = randomBytes(300_000);
const KEY = `vmtest-image-v1-${'a'.repeat(64)}.`;

interface Job {
  readonly vault: ActionVault;
  readonly temp: string;
  readonly said: string[];
  readonly entry: (folder: string) => VaultEntry;
}

/** A job on a runner of its own: nothing of one's paths is another's. */
async function job(service: ResultsService | null, root: string, name: string, more: Partial<ImageVaultOptions> = {}): Promise<Job> {
  const temp = join(root, name, 'temp');
  await mkdir(temp, { recursive: true });
  const token = service?.token({ repository: 'o/r', runId: 1, job: name, ref: 'refs/heads/main' }) ?? '';
  const env = { PATH: process.env.PATH, GITHUB_WORKSPACE: join(root, name, 'checkout'), ...service?.env(token), ...more.env };
  const said: string[] = [];
  const vault = imageVault({ mode: 'auto', mayWrite: true, temp, tell: (line) => said.push(line), ...more, env });
  assert.ok(vault);
  return { vault, temp, said, entry: (folder) => ({ key: KEY, label: 'noble 1', folder, files: ['disk', 'kernel'] }) };
}

async function filled(root: string): Promise<string> {
  const folder = join(root, 'store');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'disk'), DISK);
  await writeFile(join(folder, 'kernel'), 'kernel');
  return folder;
}

async function empty(root: string, name: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  return folder;
}

describe('images in GitHub’s cache', () => {
  it('are saved by one runner and restored by another, whatever their paths; files may be moved meanwhile', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    const one = await job(service, root.path, 'one');
    const store = await filled(root.path);
    await one.vault.save(one.entry(store));
    await rename(join(store, 'disk'), join(root.path, 'moved'));
    await one.vault.settle();
    const told = one.vault.summary();
    assert.deepEqual([told.hits, told.misses, told.saved, told.notes], [0, 0, 1, []], one.said.join('\n'));
    assert.equal(service.cache.list().length, 1);
    const two = await job(service, root.path, 'elsewhere/two');
    const into = await empty(root.path, 'into');
    assert.equal(await two.vault.restore(two.entry(into)), true, two.said.join('\n'));
    assert.deepEqual(await readFile(join(into, 'disk')), DISK);
    assert.deepEqual((await readdir(into)).sort(), ['disk', 'kernel']);
    assert.match(two.vault.summary().facts[0]?.value ?? '', /^1 hit \(293\.0 KiB\), 0 misses$/);
    await two.vault.save(two.entry(into));
    await two.vault.settle();
    assert.equal(two.vault.summary().saved, 0, 'what came from there is not saved again');
    assert.deepEqual([await readdir(one.temp), await readdir(two.temp)], [[], []], 'nothing is left');
  });

  it('keep their holes', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    const store = await filled(root.path);
    await truncate(join(store, 'disk'), 64 << 20);
    const one = await job(service, root.path, 'one');
    await one.vault.save(one.entry(store));
    await one.vault.settle();
    const into = await empty(root.path, 'into');
    assert.equal(await one.vault.restore(one.entry(into)), true, one.said.join('\n'));
    const { size, blocks } = await stat(join(into, 'disk'));
    assert.equal(size, 64 << 20);
    assert.ok(blocks * 512 < 4 << 20, `${blocks} blocks`);
  });

  it('are a miss where nobody saved them, and where a key only begins alike', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    const one = await job(service, root.path, 'one');
    const store = await filled(root.path);
    await one.vault.save({ ...one.entry(store), key: `${KEY}x.` });
    await one.vault.settle();
    const into = await empty(root.path, 'into');
    assert.equal(await one.vault.restore(one.entry(into)), false);
    assert.deepEqual(await readdir(into), []);
    // A test's next attempt asks again.
    assert.equal(await one.vault.restore(one.entry(into)), false);
    assert.deepEqual([one.vault.summary().misses, one.vault.summary().notes], [1, []]);
  });

  it('are saved once where two jobs save them', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    const jobs = [await job(service, root.path, 'one'), await job(service, root.path, 'two')];
    const store = await filled(root.path);
    await Promise.all(jobs.map(({ vault, entry }) => vault.save(entry(store))));
    await Promise.all(jobs.map(({ vault }) => vault.settle()));
    assert.equal(service.cache.list().length, 1);
    assert.deepEqual(
      jobs.flatMap(({ vault }) => vault.summary().notes),
      [],
    );
    assert.equal(
      jobs.reduce((sum, { vault }) => sum + vault.summary().saved, 0),
      1,
    );
  });
});

describe('a job that may not write', () => {
  for (const [what, more] of [
    ['because of its event', { mayWrite: false }],
    ['by its input', { mode: 'read' }],
    ['by ACTIONS_CACHE_MODE', { env: { ACTIONS_CACHE_MODE: 'read' } }],
  ] as const) {
    it(`packs nothing, ${what}`, async () => {
      await using root = await tempFolder();
      await using service = await resultsService();
      const one = await job(service, root.path, 'one', more);
      await one.vault.save(one.entry(await filled(root.path)));
      assert.deepEqual(await readdir(one.temp), []);
      await one.vault.settle();
      assert.deepEqual([service.calls, one.vault.summary().notes], [[], []]);
    });
  }

  it('has no vault where the cache is off, and a note where there is no service', async () => {
    await using root = await tempFolder();
    assert.equal(imageVault({ mode: 'off', mayWrite: true, env: {}, temp: root.path, tell: () => undefined }), null);
    const one = await job(null, root.path, 'one');
    assert.equal(await one.vault.restore(one.entry(root.path)), false);
    assert.match(one.vault.summary().notes[0]?.message ?? '', /no cache service/);
  });
});

describe('a service that refuses', () => {
  for (const [what, fault, why] of [
    ['a rate limit', FAULTS.rateLimited(60), /200 uploads a minute/],
    ['a full cache', FAULTS.quota, /cache is full|may not write/],
  ] as const) {
    it(`is one warning with what to do, and no second attempt: ${what}`, async () => {
      await using root = await tempFolder();
      await using service = await resultsService();
      service.fault('CreateCacheEntry', fault);
      const one = await job(service, root.path, 'one');
      const store = await filled(root.path);
      await one.vault.save(one.entry(store));
      await one.vault.save({ ...one.entry(store), key: KEY.replace('a', 'b') });
      await one.vault.settle();
      const { notes, saved } = one.vault.summary();
      assert.deepEqual([saved, notes.length], [0, 1], JSON.stringify(notes));
      assert.equal(notes[0]?.severity, 'warning');
      assert.match(notes[0]?.hint ?? '', why);
      assert.equal(service.calls.filter(({ rpc }) => rpc === 'CreateCacheEntry').length, 1);
    });
  }

  it('is a warning where the bytes are damaged on their way', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    const one = await job(service, root.path, 'one');
    await one.vault.save(one.entry(await filled(root.path)));
    await one.vault.settle();
    service.fault('blob:get', FAULTS.corrupt);
    const into = await empty(root.path, 'into');
    const restored = await one.vault.restore(one.entry(into));
    // Where the packer has no checksum of its own, who asked verifies.
    if (restored) assert.notDeepEqual(await readFile(join(into, 'disk')), DISK);
    else assert.equal(one.vault.summary().notes[0]?.severity, 'warning');
  });

  it('cannot write beside the folder, whatever names its archive has', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    const outside = join(root.path, 'outside');
    await writeFile(outside, 'as it was');
    // A stranger's client packs as it likes: with absolute names, or names that climb.
    const one = await job(service, root.path, 'one');
    const env = {
      PATH: process.env.PATH,
      ...service.env(service.token({ repository: 'o/r', runId: 1, job: 'x', ref: 'refs/heads/main' })),
    };
    await using folder = await cacheFolder(one.temp);
    await writeFile(join(folder.data, 'disk'), 'evil');
    const tar = `#!/bin/sh\nfor word do case $word in *.tzst|*.tgz) archive=$word ;; esac; done\ncase "$*" in\n*--posix*) exec /usr/bin/tar --zstd -P --transform='s,^data/disk$,${outside},' -cf "$archive" -C '${folder.path}' data ;;\nesac\nexec /usr/bin/tar "$@"\n`;
    await mkdir(join(root.path, 'bin'));
    await writeFile(join(root.path, 'bin', 'tar'), tar, { mode: 0o755 });
    const packed = await callCache({ what: 'save', key: KEY, env: { ...env, PATH: `${root.path}/bin:${env.PATH}` }, seconds: 30 }, folder);
    assert.equal(packed.key, KEY, packed.said);
    await one.vault.restore(one.entry(await empty(root.path, 'into')));
    assert.equal(await readFile(outside, 'utf8'), 'as it was');
  });

  it('delays nobody longer than the deadline, and cancellation ends it', async () => {
    await using root = await tempFolder();
    await using service = await resultsService();
    service.fault('GetCacheEntryDownloadURL', FAULTS.stall);
    service.fault('CreateCacheEntry', FAULTS.stall);
    const late = await job(service, root.path, 'late', { restoreSeconds: 2 });
    assert.equal(await late.vault.restore(late.entry(await empty(root.path, 'into'))), false);
    assert.equal(late.vault.summary().notes[0]?.severity, 'warning');
    const stop = new AbortController();
    const one = await job(service, root.path, 'one', { signal: stop.signal });
    await one.vault.save(one.entry(await filled(root.path)));
    stop.abort();
    await one.vault.settle();
    assert.deepEqual(await readdir(one.temp), []);
    const two = await job(service, root.path, 'two');
    await two.vault.save(two.entry(join(root.path, 'store')));
    await two.vault.settle(1);
    assert.match(two.vault.summary().notes[0]?.message ?? '', /longer than 1 s/);
  });
});
