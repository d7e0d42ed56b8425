import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { aptProxy } from '../../../src/engine/curtin/apt-proxy.ts';
import { findProgram } from '../../../src/host/programs.ts';
import { tempFolder } from '../../support/temp.ts';

const REAL = await findProgram('apt-config', process.env.PATH ?? '');
const NOBODY = { value: null, by: null };

/** What is found where apt-config does this and nothing else is in PATH; `calls`: with which words it was called. */
async function ask(script: string | null, given: { readonly proxy?: Record<string, string>; readonly by?: string } = {}) {
  await using temp = await tempFolder();
  const program = join(temp.path, 'apt-config');
  const log = join(temp.path, 'calls');
  if (script !== null) {
    await writeFile(program, `#!/bin/sh\necho "$*" >> '${log}'\n${script}\n`);
    await chmod(program, 0o755);
  }
  const found = await aptProxy({ proxy: given.proxy ?? {}, aptProxyBy: given.by ?? null, path: temp.path, commandEnv: {} });
  return { found, calls: await readFile(log, 'utf8').catch(() => '') };
}

describe('the proxy for the apt of guests', () => {
  it('is what the host’s apt has, asked as the original asks it', async () => {
    const { found, calls } = await ask(`echo "x='http://proxy:3128/'"`);
    assert.deepEqual(found, { value: 'http://proxy:3128/', by: 'apt-config' });
    assert.equal(calls, 'shell x Acquire::HTTP::Proxy\n');
  });

  it('is without the password that the host has for it', async () => {
    const { found } = await ask(`echo "x='http://user:word@proxy:3128/'"`);
    assert.equal(found.value, 'http://proxy:3128/');
  });

  it('is without the password that its variable has: it would stand in the guest, and in artifacts', async () => {
    const { found } = await ask(null, { proxy: { apt_proxy: 'http://user:word@proxy:3128/' }, by: 'apt_proxy' });
    assert.deepEqual(found, { value: 'http://proxy:3128/', by: 'apt_proxy' });
  });

  it('is none where the host has none, no apt-config, or one that fails or says something else', async () => {
    for (const script of [
      null,
      ':',
      'echo "x=\'\'"',
      'echo "x=\'DIRECT\'"',
      'echo "x=\'http://a:1/\'"; exit 3',
      'echo "x=\'$(id)\'"',
      'echo http://a:1/',
    ])
      assert.deepEqual((await ask(script)).found, NOBODY, String(script));
  });

  it('is the variable’s where one is set, be it to nothing: the host is not asked', async () => {
    const script = `echo "x='http://proxy:3128/'"`;
    const set = await ask(script, { proxy: { apt_proxy: 'http://own:1' }, by: 'CURTIN_VMTEST_APT_PROXY' });
    assert.deepEqual(set, { found: { value: 'http://own:1', by: 'CURTIN_VMTEST_APT_PROXY' }, calls: '' });
    assert.deepEqual(await ask(script, { by: 'apt_proxy' }), { found: { value: null, by: 'apt_proxy' }, calls: '' });
  });

  it('is read from a real apt-config', { skip: REAL === null }, async () => {
    await using temp = await tempFolder();
    const config = join(temp.path, 'apt.conf');
    // Nothing of this host's own configuration is read.
    await writeFile(config, `Dir::Etc "${temp.path}/none";\nAcquire::http::Proxy "http://proxy.example:3128/";\n`);
    const commandEnv = { APT_CONFIG: config };
    const found = await aptProxy({ proxy: {}, aptProxyBy: null, path: process.env.PATH ?? '', commandEnv });
    assert.deepEqual(found, { value: 'http://proxy.example:3128/', by: 'apt-config' });
  });
});
