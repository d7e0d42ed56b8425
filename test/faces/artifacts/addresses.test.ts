import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRemote, parseGitRemote } from '../../../src/faces/artifacts/remote.ts';
import { apiOf, parseRunAddress } from '../../../src/faces/artifacts/run-address.ts';
import { tempFolder } from '../../support/temp.ts';

test('a run is named by its id, or by an address as the browser shows it', () => {
  const base = 'https://github.com/acme/installer/actions/runs/42';
  const server = { host: 'github.com', protocol: 'https:' };
  const run = { server, repository: 'acme/installer', runId: 42, attempt: null, artifactId: null };
  assert.deepEqual(parseRunAddress('42'), { ...run, server: null, repository: null });
  for (const address of [base, `${base}/`, `${base}?pr=7#artifacts`, `${base}/job/99`, `${base}/job/99#step:4:5`, `${base}/workflow`])
    assert.deepEqual(parseRunAddress(address), run, address);
  assert.deepEqual(parseRunAddress(`${base}/attempts/3`), { ...run, attempt: 3 });
  assert.deepEqual(parseRunAddress(`${base}/artifacts/7`), { ...run, artifactId: 7 });
  assert.equal(parseRunAddress('https://ghe.example.org/a/b/actions/runs/1').server?.host, 'ghe.example.org');
  for (const bad of [
    '',
    'x',
    '0',
    '99999999999999999999',
    'http://github.com/a/b/actions/runs/1',
    'https://github.com/a/b',
    `${base}/x`,
    'ftp://x/a',
  ])
    assert.throws(() => parseRunAddress(bad), { code: 'VMTEST_USAGE' }, bad);
});

test('each server has its API at its own place', () => {
  assert.equal(apiOf({ host: 'github.com', protocol: 'https:' }), 'https://api.github.com');
  assert.equal(apiOf({ host: 'acme.ghe.com', protocol: 'https:' }), 'https://api.acme.ghe.com');
  assert.equal(apiOf({ host: 'git.example.org', protocol: 'https:' }), 'https://git.example.org/api/v3');
  assert.equal(apiOf({ host: '127.0.0.1:80', protocol: 'http:' }), 'http://127.0.0.1:80/api/v3');
});

test('a checkout tells its repository by its remote', () => {
  const found = { repository: 'acme/installer', server: { host: 'github.com', protocol: 'https:' } };
  for (const url of [
    'git@github.com:acme/installer.git',
    'https://github.com/acme/installer',
    'https://token@github.com/acme/installer.git',
    'ssh://git@github.com/acme/installer.git',
    'ssh://git@github.com:22/acme/installer',
  ])
    assert.deepEqual(parseGitRemote(url), found, url);
  for (const url of ['/srv/git/installer.git', '../installer', 'file:///srv/x/y']) assert.equal(parseGitRemote(url), null, url);
});

test('a token goes to the server that it is of, and to no other', async () => {
  await using temp = await tempFolder();
  await mkdir(join(temp.path, 'bin'));
  await writeFile(join(temp.path, 'bin/gh'), '#!/bin/sh\n[ "$4" = git.example.org ] && echo gh-token-of-$4\n');
  await chmod(join(temp.path, 'bin/gh'), 0o755);
  const PATH = `${join(temp.path, 'bin')}:/usr/bin:/bin`;
  const remote = (address: string, env: Record<string, string>, repo: string | null = null) =>
    findRemote({ address: parseRunAddress(address), repo, env: { PATH, HOME: temp.path, ...env }, cwd: temp.path });
  const cloud = 'https://github.com/acme/installer/actions/runs/1';
  const own = cloud.replace('github.com', 'git.example.org');
  const tokens = { GH_TOKEN: 'one', GITHUB_TOKEN: 'two' };
  assert.deepEqual(await remote(cloud, tokens), { repository: 'acme/installer', api: 'https://api.github.com', token: 'one' });
  assert.equal((await remote(cloud, { GITHUB_TOKEN: 'two' })).token, 'two');
  assert.equal((await remote(own, tokens)).token, 'gh-token-of-git.example.org');
  assert.equal((await remote(own, { ...tokens, GH_ENTERPRISE_TOKEN: 'three' })).token, 'three');
  await assert.rejects(remote(cloud.replace('github.com', 'evil.example.org'), tokens), {
    code: 'VMTEST_TOKEN_MISSING',
    hint: /GH_ENTERPRISE_TOKEN.*--hostname evil/,
  });
  const runner = { GITHUB_SERVER_URL: 'https://git.example.org', GITHUB_API_URL: 'https://git.example.org/api/v3', GITHUB_TOKEN: 'job' };
  assert.deepEqual(await remote('1', { ...runner, GITHUB_REPOSITORY: 'a/b' }), {
    repository: 'a/b',
    api: 'https://git.example.org/api/v3',
    token: 'job',
  });
  assert.equal((await remote(cloud, { ...runner, GH_TOKEN: 'x' })).api, 'https://api.github.com');
  assert.equal((await remote('1', tokens, 'a/b')).repository, 'a/b');
  assert.equal((await remote('1', tokens, 'git.example.org/a/b')).api, 'https://git.example.org/api/v3');
  await assert.rejects(remote('1', tokens, 'nonsense'), { code: 'VMTEST_USAGE' });
  await assert.rejects(remote('1', tokens), { code: 'VMTEST_USAGE', hint: /--repo OWNER\/NAME/ });
});
