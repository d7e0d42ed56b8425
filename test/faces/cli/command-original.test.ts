import assert from 'node:assert/strict';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../src/base/spawn.ts';
import type { RunResult } from '../../../src/model/result.ts';
import { desk } from './support.ts';

const TREE = process.env.CURTIN ?? '';
const PATH = process.env.PATH ?? '';

/** What the original's own test of its harness (tests/vmtests/test_vmtests.py) takes: no machine, but everything around one. */
async function lacking(): Promise<string | false> {
  if (TREE === '') return 'CURTIN names no checkout of canonical/curtin';
  for (const name of ['nosetests3', 'cloud-localds', 'mkfs.ext2', 'ubuntu-distro-info']) {
    const { exitCode } = await run('sh', ['-c', 'command -v "$1"', 'sh', name], { env: { PATH } });
    if (exitCode !== 0) return `${name} is not on this machine`;
  }
  const modules = await run('nosetests3', ['--version'], { env: { PATH } });
  const imports = 'import yaml, aptsources, debian.deb822, oauthlib, simplestreams, packaging';
  const { exitCode, stderr } = await run('python3', ['-c', imports], { env: { PATH } });
  if (exitCode !== 0 || modules.exitCode !== 0) return `Python lacks what curtin needs: ${stderr.trim().split('\n').at(-1)}`;
  return false;
}

const SUITE = `version: 1
tests:
  good: { command: ./tools/jenkins-runner tests/vmtests/test_vmtests.py, timeout: 5m, environment: { UNSUPPORTED_UBUNTU: none, _DEVEL_UBUNTU: none } }
  bad:
    command: ./tools/jenkins-runner tests/vmtests/test_vmtests.py
    timeout: 5m
    environment: { UNSUPPORTED_UBUNTU: none, _DEVEL_UBUNTU: none, CURTIN_VMTEST_DEBUG_ALLOW_FAIL: 1 }
`;

test('curtin’s own jenkins-runner runs its harness’s test of itself', { timeout: 300_000, skip: await lacking() }, async () => {
  await using at = await desk();
  await cp(TREE, at.path, { recursive: true, filter: (path) => basename(path) !== '.git' });
  await at.write({ 'vmtest.yaml': SUITE });
  await mkdir(join(at.path, 'images', 'streams', 'v1'), { recursive: true });
  const { code, err } = await at.vmtest(['run', '--accel', 'tcg', '--topdir', 'top', '--image-dir', 'images']);
  assert.equal(code, 1, err);
  const { tests } = JSON.parse(await readFile(join(at.path, 'top', 'result.json'), 'utf8')) as RunResult;
  const [good, bad] = tests;
  assert.deepEqual(
    good?.phases.map(({ name, verdict }) => [name, verdict]),
    [
      ['PsuedoTestAllPass', 'passed'],
      ['PsuedoTestMixedPassAndFail', 'passed'],
      ['command', 'passed'],
    ],
  );
  assert.equal(good.checks.length, 23);
  assert.deepEqual(
    bad?.checks.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name),
    ['PsuedoTestMixedPassAndFail.test_fail', 'PsuedoTestMixedPassAndFail.test_fail2'],
  );
});
