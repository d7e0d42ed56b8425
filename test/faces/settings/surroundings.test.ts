import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const MODULE = join(import.meta.dirname, '../../../src/faces/settings/surroundings.ts');

/** What a process with this environment, and no other, reads of it. */
function read(env: Readonly<Record<string, string>>): { proxy: Record<string, string>; aptProxyBy: string | null; tempFolder: string } {
  const code = `import { readSurroundings } from ${JSON.stringify(MODULE)}; console.log(JSON.stringify(readSurroundings()));`;
  const options = { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: '/tmp', ...env } } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', code], options));
}

test('the proxy for apt is that of the first of its variables that is set, and set to nothing it is none', () => {
  const long = 'CURTIN_VMTEST_APT_PROXY';
  assert.equal(read({ [long]: 'http://a:1', apt_proxy: 'http://b:2' }).proxy.apt_proxy, 'http://a:1');
  assert.equal(read({ apt_proxy: 'http://b:2' }).proxy.apt_proxy, 'http://b:2');
  assert.deepEqual(read({ [long]: '', apt_proxy: 'http://b:2', http_proxy: 'http://c:3' }).proxy, { http_proxy: 'http://c:3' });
  assert.deepEqual(
    [{}, { apt_proxy: 'http://b:2' }, { [long]: '', apt_proxy: 'http://b:2' }].map((env) => read(env).aptProxyBy),
    [null, 'apt_proxy', long],
  );
});

test('the temporary folder is TMPDIR, else /var/tmp, and set to nothing is not set', () => {
  assert.equal(read({ TMPDIR: '/elsewhere' }).tempFolder, '/elsewhere');
  assert.equal(read({ TMPDIR: '' }).tempFolder, '/var/tmp');
});
