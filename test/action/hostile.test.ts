import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readManifest } from '../../src/evidence/artifact/manifest.ts';
import { cacheFolder, callCache, restoredFile } from '../../src/faces/action/cache-call.ts';
import { readGithub } from '../../src/faces/action/github.ts';
import { installMissing } from '../../src/faces/action/host.ts';
import { imageVault } from '../../src/faces/action/image-cache.ts';
import { readInputs } from '../../src/faces/action/inputs.ts';
import { type Job, placesIn } from '../../src/faces/action/job.ts';
import { readGate } from '../../src/faces/action/read-gate.ts';
import { saveReport, saveStart } from '../../src/faces/action/state.ts';
import { uploadFiles } from '../../src/faces/artifacts/upload-files.ts';
import { withoutPassword } from '../../src/images/streams/address.ts';
import type { Note, ShardReport } from '../../src/model/gate.ts';
import { tempFolder } from '../support/temp.ts';
import { resolve } from './support/expressions.ts';
import { type ResultsService, resultsService } from './support/results-service.ts';

// What others left for this job, packed by a client of their own: entries of the cache.
const KEY = `vmtest-image-v1-${'a'.repeat(64)}.`;

const envOf = (service: ResultsService, job: string) => ({
  PATH: process.env.PATH ?? '',
  ...service.env(service.token({ repository: 'o/r', runId: 1, job, ref: 'refs/heads/main' })),
});

/** Saves an entry whose archive has all that is in a folder, whatever that is. */
async function poison(service: ResultsService, root: string, content: string): Promise<void> {
  await using folder = await cacheFolder(join(root, 'evil-temp'));
  await writeFile(join(folder.data, 'disk'), 'evil');
  const bin = join(root, 'bin');
  await mkdir(bin, { recursive: true });
  const pack = `exec /usr/bin/tar --zstd -cf "$archive" -C '${content}' .`;
  const tar = `#!/bin/sh\nfor word do case $word in *.tzst|*.tgz) archive=$word ;; esac; done\ncase "$*" in *--posix*) ${pack} ;; esac\nexec /usr/bin/tar "$@"\n`;
  await writeFile(join(bin, 'tar'), tar, { mode: 0o755 });
  const env = envOf(service, 'evil');
  const packed = await callCache({ what: 'save', key: KEY, env: { ...env, PATH: `${bin}:${env.PATH}` }, seconds: 30 }, folder);
  assert.equal(packed.key, KEY, packed.said);
}

test('an entry of the cache that is full of links neither writes nor takes away a file of this host', async () => {
  await using root = await tempFolder();
  await using service = await resultsService();
  const [content, store, into] = ['content', 'store', 'into'].map((name) => join(root.path, name)) as [string, string, string];
  for (const folder of [content, store, into]) await mkdir(folder);
  await writeFile(join(root.path, 'profile'), 'as it was');
  await writeFile(join(store, 'disk'), 'a good image');
  await symlink(join(root.path, 'profile'), join(content, 'answer.json'));
  await symlink(store, join(content, 'data'));
  await poison(service, root.path, content);
  const said: string[] = [];
  const vault = imageVault({
    mode: 'auto',
    mayWrite: true,
    env: envOf(service, 'one'),
    temp: join(root.path, 'temp'),
    tell: (line) => said.push(line),
  });
  assert.equal(await vault?.restore({ key: KEY, label: 'noble 1', folder: into, files: ['disk'] }), false, said.join('\n'));
  assert.equal(await readFile(join(root.path, 'profile'), 'utf8'), 'as it was');
  assert.deepEqual([await readdir(store), await readdir(into), await readdir(join(root.path, 'temp'))], [['disk'], [], []]);
});

test('of an entry of the cache only a plain file of a size to expect is read: no pipe, no device, no link', async () => {
  await using root = await tempFolder();
  const data = join(root.path, 'data');
  await mkdir(data);
  await writeFile(join(data, 'plain'), 'text');
  await writeFile(join(data, 'large'), '');
  await truncate(join(data, 'large'), 2 ** 40);
  execFileSync('mkfifo', [join(data, 'pipe')]);
  await symlink('/dev/zero', join(data, 'zero'));
  await symlink(join(data, 'plain'), join(data, 'link'));
  assert.deepEqual(await restoredFile({ data }, 'plain', 4), { path: join(data, 'plain'), bytes: 4 });
  for (const name of ['large', 'pipe', 'zero', 'link', 'absent']) assert.equal(await restoredFile({ data }, name, 1000), null, name);
});

test('the password of an input that is refused is not told with it', () => {
  const env = { 'INPUT_APT-PROXY': 'ftp://user:swordfish@proxy:3128' };
  const wrong = (error: unknown) =>
    /ftp:\/\/proxy:3128/.test(String(error)) && !JSON.stringify([error, String(error)]).includes('swordfish');
  assert.throws(() => readInputs('main', env, readGithub({}, '/')), wrong);
  // As many write it; the last one counts.
  assert.equal(withoutPassword('http://user:sword@fish@proxy:3128/a@b'), 'http://proxy:3128/a@b');
});

/** Uploads a file as a job of the run would that a stranger's code has to itself. */
async function leave(service: ResultsService, root: string, name: string, file: string, text: string): Promise<void> {
  const folder = join(root, name);
  await mkdir(folder);
  await writeFile(join(folder, file), text);
  const more = { name, files: [join(folder, file)], root: folder, retentionDays: null, level: 1, what: name, folder } as const;
  const { error } = await uploadFiles({ ...more, tell: () => undefined, env: envOf(service, 'shard') });
  assert.equal(error, null);
}

test('of what shards left, nothing larger than a report is unpacked, and no page is named but those of this run', async () => {
  await using root = await tempFolder();
  await using service = await resultsService();
  const run = { version: 1, startedAt: 1, seconds: 1, topdir: '/t', exitCode: 0, tests: [] };
  const artifact = { name: 'n', id: 7, url: 'https://github.com/evil/evil/actions/runs/1/artifacts/7', digest: null, bytes: 1 };
  const gate = '9f86d081884c7d65';
  const report = { version: 1, gate, shard: 1, of: 2, attempt: 1, result: run, records: {}, differences: {}, notes: [], facts: [] };
  const plan = { version: 1, gate, attempt: 1, suites: [], tests: [], shards: [] };
  const left = JSON.stringify({ ...report, artifacts: [{ ...artifact, tests: [], dropped: [] }] });
  await leave(service, root.path, `vmtest-plan-${gate}-1`, 'plan.json', JSON.stringify(plan));
  await leave(service, root.path, 'vmtest-results-1-a-1', 'report.json', left);
  await leave(service, root.path, 'vmtest-results-2-b-1', 'report.json', left + ' '.repeat(70 << 20));
  const env = { ...envOf(service, 'verdict'), GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '1' };
  const notes: Note[] = [];
  const job = { inputs: { own: { 'artifact-name': 'vmtest', gate: null } }, notes } as unknown as Job;
  const { reports } = await readGate(job, root.path, { env });
  assert.deepEqual(
    reports.map(({ artifacts }) => artifacts[0]?.url),
    ['https://github.com/o/r/actions/runs/1/artifacts/7'],
  );
  assert.deepEqual(
    [notes.length, /vmtest-results-2-b-1 cannot be read: .*more than 64/.test(notes[0]?.message ?? '')],
    [1, true],
    String(notes[0]?.message),
  );
});

test('self-hosted.yml: only what this repository’s own people push gets a runner of its own', async () => {
  const text = await readFile(join(import.meta.dirname, '../../examples/workflows/self-hosted.yml'), 'utf8');
  const { jobs } = parse(text) as { jobs: { vmtest: { 'runs-on': string; steps: { with: Record<string, string> }[] } } };
  const chosen = (head: unknown) => {
    const event = head === undefined ? {} : { pull_request: { head: { repo: head } } };
    const scope = { contexts: { github: { repository: 'o/r', event } } };
    const given = jobs.vmtest.steps.at(-1)?.with ?? {};
    return [resolve(jobs.vmtest['runs-on'], scope), resolve(given['image-dir'], scope), resolve(given.cache, scope)];
  };
  const own = [['self-hosted', 'linux', 'kvm'], '/srv/images', 'off'];
  const foreign = ['ubuntu-latest', '', 'auto'];
  assert.deepEqual(chosen(undefined), own, 'a push');
  // Of a repository that is itself a fork, its own branches are a fork's, and those of what it was forked from are none.
  assert.deepEqual(chosen({ full_name: 'o/r', fork: true }), own, 'a branch of its own');
  assert.deepEqual(chosen({ full_name: 'evil/r', fork: true }), foreign, 'a fork');
  assert.deepEqual(chosen({ full_name: 'upstream/r', fork: false }), foreign, 'what it was forked from');
  assert.deepEqual(chosen(null), foreign, 'a fork that was deleted since');
});

test('apt has the proxies of the host, and the list of processes, which every user reads, has no password of them', async () => {
  await using root = await tempFolder();
  const log = join(root.path, 'log');
  const program = (name: string, text: string) => writeFile(join(root.path, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  await program('sudo', `echo "argv $*" >> '${log}'; shift; exec "$@"`);
  await program('apt-get', `echo "argv $*" "proxy $http_proxy $DEBIAN_FRONTEND" >> '${log}'`);
  await symlink('/usr/bin/env', join(root.path, 'env'));
  await writeFile(join(root.path, 'os-release'), 'ID=debian\n');
  const proxy = { http_proxy: 'http://user:sword$fish@proxy:3128', no_proxy: 'a b' };
  const surroundings = { path: root.path, home: root.path, uid: 1000, proxy };
  const more = { osRelease: join(root.path, 'os-release'), firmware: [], tell: () => undefined };
  await installMissing({ policy: 'always', hosted: false, tests: [], packages: ['mmdebstrap'], surroundings, ...more });
  const text = await readFile(log, 'utf8');
  assert.match(text, /install .*mmdebstrap proxy http:\/\/user:sword\$fish@proxy:3128 noninteractive$/m);
  for (const line of text.split('\n')) assert.doesNotMatch(line.replace(/ proxy .*/, ''), /fish/);
});

test('what a step writes down for the one after it is read by its own user alone', async () => {
  await using root = await tempFolder();
  const work = placesIn(root.path, join(root.path, 'run'));
  await saveStart(work, { startedAt: 0, shard: 1, of: 1, tests: [] });
  await saveReport(work, { records: {} } as unknown as ShardReport);
  for (const file of [work.tests, work.report]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
});

test('what an artifact says of itself is read where it is a plain file of a size to expect', async () => {
  for (const make of [
    (path: string) => writeFile(path, '').then(() => truncate(path, 2 ** 34)),
    (path: string) => Promise.resolve(void execFileSync('mkfifo', [path])),
    (path: string) => symlink('/dev/zero', path),
  ]) {
    await using root = await tempFolder();
    await make(join(root.path, 'vmtest.json'));
    await assert.rejects(readManifest(root.path), { code: 'VMTEST_ARTIFACT_INVALID' });
  }
});
