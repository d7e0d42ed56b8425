import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { tempFolder } from '../../support/temp.ts';
import { FAULTS } from './faults.ts';
import { type ResultsService, resultsService } from './results-service.ts';
import type { CacheMode } from './tokens.ts';

const job = { repository: 'octo/os', runId: 42, job: 'gate', ref: 'refs/heads/main' };

/** The toolkits read the environment of their own process. */
async function withEnv<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  const write = process.stdout.write;
  Object.assign(process.env, env);
  // What the toolkits say: texts. The test runner's own words are bytes.
  process.stdout.write = ((piece: unknown, ...rest: never[]) =>
    typeof piece === 'string' || write.call(process.stdout, piece as never, ...rest)) as typeof write;
  try {
    return await work();
  } finally {
    process.env = before;
    process.stdout.write = write;
  }
}

interface Fixture extends AsyncDisposable {
  readonly service: ResultsService;
  readonly folder: string;
  readonly files: string[];
  readonly as: <T>(work: () => Promise<T>, who?: { ref?: string; cache?: CacheMode }) => Promise<T>;
}

async function fixture(): Promise<Fixture> {
  const folder = await tempFolder();
  const service = await resultsService();
  const data = join(folder.path, 'data');
  await mkdir(join(data, 'sub'), { recursive: true });
  const files = [join(data, 'a.log'), join(data, 'sub', 'b.bin')];
  await writeFile(files[0] ?? '', 'login: \n');
  await writeFile(files[1] ?? '', randomBytes(9 << 20));
  await mkdir(join(folder.path, 'temp'));
  return {
    service,
    folder: folder.path,
    files,
    as: (work, who = {}) =>
      withEnv(
        { ...service.env(service.token({ ...job, ...who })), RUNNER_TEMP: join(folder.path, 'temp'), GITHUB_WORKSPACE: folder.path },
        work,
      ),
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('the real client uploads, lists, downloads and finds its bytes again; a name is taken for the run', async () => {
  await using at = await fixture();
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  await at.as(async () => {
    const up = await client.uploadArtifact('vmtest-basic', at.files, join(at.folder, 'data'), { compressionLevel: 0, retentionDays: 7 });
    assert.ok((up.size ?? 0) > 9 << 20);
    const { artifacts } = await client.listArtifacts();
    assert.deepEqual(
      artifacts.map(({ name, id, digest }) => ({ name, id, digest })),
      [{ name: 'vmtest-basic', id: up.id, digest: `sha256:${up.digest}` }],
    );
    const down = await client.downloadArtifact(up.id ?? 0, { path: join(at.folder, 'down'), expectedHash: `sha256:${up.digest}` });
    assert.equal(down.digestMismatch, false);
    for (const file of ['a.log', 'sub/b.bin']) {
      assert.deepEqual(await readFile(join(at.folder, 'down', file)), await readFile(join(at.folder, 'data', file)));
    }
    await assert.rejects(client.uploadArtifact('vmtest-basic', at.files, join(at.folder, 'data')), /409.*already exists/);
    await client.deleteArtifact('vmtest-basic');
    assert.equal((await client.listArtifacts()).artifacts.length, 0);
  });
});

test('another run sees none of it, and a token that is not ours is refused', async () => {
  await using at = await fixture();
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  await at.as(() => client.uploadArtifact('one', at.files, join(at.folder, 'data')));
  await withEnv(at.service.env(at.service.token({ ...job, runId: 43 })), async () => {
    assert.equal((await client.listArtifacts()).artifacts.length, 0);
  });
  await withEnv(at.service.env(`${at.service.token(job).slice(0, -4)}AAAA`), async () => {
    await assert.rejects(client.listArtifacts(), /401/);
  });
});

test('artifacts fail as they are told to: quota, a busy service, a stalled or cut upload, changed bytes', async () => {
  await using at = await fixture();
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const upload = (name: string) => client.uploadArtifact(name, at.files, join(at.folder, 'data'), { compressionLevel: 0 });
  await at.as(async () => {
    at.service.fault('CreateArtifact', FAULTS.quota, 1);
    await assert.rejects(upload('a'), /quota has been hit/);
    at.service.fault('CreateArtifact', FAULTS.unavailable, 1);
    await upload('b');
    at.service.fault('blob:put', FAULTS.cut(1 << 20), 1);
    await upload('c');
    assert.deepEqual(
      at.service.artifacts.list().map(({ name }) => name),
      ['b', 'c'],
    );
    at.service.fault('blob:put', FAULTS.stall);
    // A process of its own: the toolkit goes on trying behind an upload that it has given up, and keeps its process from ending.
    const program = `const { DefaultArtifactClient } = await import('@actions/artifact');
      const failed = await new DefaultArtifactClient().uploadArtifact('d', ${JSON.stringify(at.files)}, '${at.folder}').catch(String);
      console.log(failed);
      process.exit();`;
    const env = { ...TOOL_ENV, ...at.service.env(at.service.token(job)), ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '150' };
    const stalled = await run(process.execPath, ['--input-type=module', '-e', program], { env, timeout: 20 });
    assert.match(stalled.stdout, /stalled/);
    at.service.heal();
    at.service.fault('blob:get', FAULTS.corrupt, 1);
    const [first] = at.service.artifacts.list();
    const down = await client.downloadArtifact(first?.id ?? 0, { path: join(at.folder, 'down'), expectedHash: first?.digest ?? '' });
    assert.equal(down.digestMismatch, true);
    at.service.artifacts.quota = 1;
    await assert.rejects(upload('e'), /quota has been hit/);
  });
});

test('the cache is immutable, matches by prefix, newest first, and keeps to its scopes', async () => {
  await using at = await fixture();
  const cache = await import('@actions/cache');
  const paths = [join(at.folder, 'data')];
  const pull = 'refs/pull/7/merge';
  await at.as(async () => {
    assert.equal(await cache.restoreCache(paths, 'img-noble-1;'), undefined);
    assert.ok((await cache.saveCache(paths, 'img-noble-1;')) > 0);
    assert.equal(await cache.saveCache(paths, 'img-noble-1;'), -1);
    assert.ok((await cache.saveCache(paths, 'img-noble-2;')) > 0);
    assert.equal(await cache.restoreCache(paths, 'img-noble-1;'), 'img-noble-1;');
    assert.equal(await cache.restoreCache(paths, 'img-noble-3;', ['img-noble'], { lookupOnly: true }), 'img-noble-2;');
    assert.equal(await cache.restoreCache(paths, 'img-no', [], { lookupOnly: true }), 'img-noble-2;');
  });
  await at.as(
    async () => {
      assert.equal(await cache.restoreCache(paths, 'img-noble-1;', [], { lookupOnly: true }), 'img-noble-1;');
      assert.ok((await cache.saveCache(paths, 'mine;')) > 0);
    },
    { ref: pull },
  );
  await at.as(async () => assert.equal(await cache.restoreCache(paths, 'mine;', [], { lookupOnly: true }), undefined));
  await at.as(
    async () => {
      assert.equal(await cache.saveCache(paths, 'denied;'), -1);
      assert.equal(await cache.restoreCache(paths, 'mine;', [], { lookupOnly: true }), 'mine;');
    },
    { ref: pull, cache: 'read' },
  );
  assert.deepEqual(
    at.service.cache.list().map(({ key, scope }) => [key, scope]),
    [
      ['img-noble-1;', 'refs/heads/main'],
      ['img-noble-2;', 'refs/heads/main'],
      ['mine;', pull],
    ],
  );
});

test('the cache fails as it is told to, and drops the least recently used beyond its quota', async () => {
  await using at = await fixture();
  const cache = await import('@actions/cache');
  const paths = [join(at.folder, 'data')];
  await at.as(async () => {
    at.service.fault('CreateCacheEntry', FAULTS.rateLimited(60), 1);
    assert.equal(await cache.saveCache(paths, 'a;'), -1);
    assert.ok((await cache.saveCache(paths, 'a;')) > 0);
    at.service.fault('GetCacheEntryDownloadURL', FAULTS.readDenied, 1);
    assert.equal(await cache.restoreCache(paths, 'a;'), undefined);
    at.service.fault('blob:get', FAULTS.cut(1000), 1);
    assert.equal(await cache.restoreCache(paths, 'a;'), undefined);
    at.service.cache.quota = 10 << 20;
    assert.ok((await cache.saveCache(paths, 'b;')) > 0);
  });
  assert.deepEqual(
    at.service.cache.list().map(({ key }) => key),
    ['b;'],
  );
});

test('the REST API lists by pages and hands out a zip to those who may have it', async () => {
  await using at = await fixture();
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  await at.as(async () => {
    for (const name of ['one', 'two', 'three']) await client.uploadArtifact(name, [at.files[0] ?? ''], join(at.folder, 'data'));
  });
  const { service } = at;
  const token = service.apiToken({ repository: job.repository });
  const ask = (path: string, auth: string | null) =>
    fetch(`${service.origin}/repos/octo/os/actions/${path}`, {
      redirect: 'manual',
      headers: auth === null ? {} : { authorization: `Bearer ${auth}` },
    });
  const page = (await (await ask('runs/42/artifacts?per_page=2&page=2', token)).json()) as {
    total_count: number;
    artifacts: { name: string; id: number }[];
  };
  assert.deepEqual([page.total_count, page.artifacts.map(({ name }) => name)], [3, ['one']]);
  const zip = `artifacts/${page.artifacts[0]?.id}/zip`;
  const statusOf = async (auth: string | null) => (await ask(zip, auth)).status;
  assert.equal(await statusOf('ghp_wrong'), 401);
  assert.equal(await statusOf(null), 404);
  assert.equal(await statusOf(service.apiToken({ repository: 'someone/else' })), 404);
  assert.equal(await statusOf(service.apiToken({ repository: job.repository, actions: false })), 403);
  assert.equal((await ask('runs/41/artifacts', token)).status, 404);
  service.publish({ ...job, visibility: 'public' });
  assert.equal(await statusOf(null), 401);
  const moved = await ask(zip, token);
  assert.equal(moved.status, 302);
  const body = await fetch(moved.headers.get('location') ?? '');
  assert.equal(body.headers.get('content-type'), 'application/zip');
  assert.match(body.headers.get('content-disposition') ?? '', /filename="one\.zip"/);
  assert.equal(
    Buffer.from(await body.arrayBuffer())
      .subarray(0, 2)
      .toString(),
    'PK',
  );
  // A process of its own: the toolkit reads the address of the API when it is loaded.
  const program = `const { DefaultArtifactClient } = await import('@actions/artifact');
    const findBy = { token: '${token}', workflowRunId: 42, repositoryOwner: 'octo', repositoryName: 'os' };
    const { artifacts } = await new DefaultArtifactClient().listArtifacts({ findBy });
    console.log(artifacts.map(({ name }) => name).join());`;
  const listed = await run(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...TOOL_ENV, ...service.env('x') },
    timeout: 20,
  });
  assert.match(listed.stdout, /^three,two,one$/m);
  service.artifacts.expire('one');
  assert.equal(await statusOf(token), 410);
});
