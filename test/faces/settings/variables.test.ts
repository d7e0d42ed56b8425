import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aptProxyMistakes, unreadVariables } from '../../../src/faces/settings/variables.ts';
import { desk, GOOD } from '../cli/support.ts';

test('the proxy of apt is an address, and nothing that ends a word of apt’s or a shell’s', () => {
  for (const good of ['http://proxy:3142', 'https://me:pa$$@proxy.test/', 'http://[::1]:8000', ''])
    assert.deepEqual(aptProxyMistakes({ apt_proxy: good }), [], good);
  for (const bad of [
    'http://evil"; rm -rf /',
    'http://a/";x',
    "http://a/'",
    'http://a/`id`',
    'http://a\n',
    'proxy:3142',
    'file:///etc/passwd',
    'http://a\\',
  ])
    assert.match(aptProxyMistakes({ apt_proxy: bad })[0]?.message ?? '', /^apt_proxy cannot be "/, bad);
  assert.equal(
    aptProxyMistakes({ CURTIN_VMTEST_APT_PROXY: 'http://u:secret@"', apt_proxy: 'http://a' })[0]?.message.includes('secret'),
    false,
  );
  assert.deepEqual(aptProxyMistakes({ CURTIN_VMTEST_APT_PROXY: '', apt_proxy: 'no' }), [], 'of two the first that is set counts');
});

test('a variable that nobody reads is told with the nearest that is read; what vmtest itself sets is not', () => {
  const told = (env: Record<string, string>) => unreadVariables(env).map(({ message, hint }) => [message, hint]);
  assert.deepEqual(told({ VMTEST_JOSB: '1', VMTEST_JOBS: '1', VMTEST_SUITE: 's', VMTEST_RETRIES: '1', OTHER: '1' }), [
    ['the variable VMTEST_JOSB is nothing to vmtest', 'did you mean VMTEST_JOBS?'],
  ]);
  assert.deepEqual(told({ VMTEST_TEST: 't', VMTEST_FIRMWARE: 'uefi', VMTEST_JOSB: '1' }), []);
});

test('the command tells both on stderr: a mistake ends it, a warning does not', async () => {
  await using at = await desk(GOOD);
  const warned = await at.vmtest(['plan', '--json'], { VMTEST_JOSB: '1' });
  assert.equal(warned.code, 0, warned.err);
  assert.match(warned.err, /^warning: the variable VMTEST_JOSB is nothing to vmtest\n {2}→ did you mean VMTEST_JOBS\?\n/);
  const refused = await at.vmtest(['plan'], { apt_proxy: 'http://evil"; rm -rf /' });
  assert.deepEqual([refused.code, refused.out], [2, '']);
  assert.match(refused.err, /apt_proxy cannot be .* \[VMTEST_USAGE\]\n {2}→ it takes an address of http or https/);
});
