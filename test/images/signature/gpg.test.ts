import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { findTool } from '../../../src/images/programs/find.ts';
import { verifyClearsigned } from '../../../src/images/signature/clearsigned.ts';
import { verifyDetached } from '../../../src/images/signature/detached.ts';
import { readKeyring } from '../../../src/images/signature/keyring.ts';
import { makeKey, signClear } from '../../support/keys.ts';
import { tempFolder } from '../../support/temp.ts';

const NAME = 'images@gpg.invalid';
const missing = (await findTool('gpg', TOOL_ENV)) === undefined ? 'gpg is not on this machine' : false;
const skipGpgv = (await findTool('gpgv', TOOL_ENV)) === undefined ? 'gpgv is not on this machine' : false;

/** gpg with a home of its own, which must be short: its agent's socket lies there. */
async function gpgIn(folder: string) {
  const home = join(folder, 'g');
  await mkdir(home, { mode: 0o700, recursive: true });
  const env = { ...TOOL_ENV, GNUPGHOME: home };
  const gpg = async (...args: string[]) => {
    const outcome = await run('gpg', ['--batch', '--quiet', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], {
      env,
      timeout: 60,
    });
    assert.equal(outcome.exitCode, 0, `${outcome.command}: ${outcome.stderr}`);
  };
  const stop = () => run('gpgconf', ['--kill', 'gpg-agent'], { env, timeout: 20 });
  return { gpg, stop };
}

test('believes what gpg signs and exports, and refuses what it would', { skip: missing }, async () => {
  await using folder = await tempFolder();
  const { gpg, stop } = await gpgIn(folder.path);
  const at = (name: string) => join(folder.path, name);
  const text = '{\n- a\n-----\n "é": 1  \n}\n';
  try {
    await gpg('--quick-generate-key', NAME, 'rsa2048', 'sign', '1y');
    await writeFile(at('text'), text);
    await gpg('--output', at('ring.gpg'), '--export', NAME);
    await gpg('--armor', '--output', at('ring.asc'), '--export', NAME);
    await gpg('--output', at('text.sjson'), '--clearsign', at('text'));
    await gpg('--output', at('text.gpg'), '--detach-sign', at('text'));
    await gpg('--armor', '--output', at('text.sign'), '--detach-sign', at('text'));
    await gpg('--default-sig-expire', 'seconds=1000', '--output', at('short.sjson'), '--clearsign', at('text'));
    await gpg('--digest-algo', 'SHA1', '--output', at('weak.sjson'), '--clearsign', at('text'));
  } finally {
    await stop();
  }
  for (const ring of ['ring.gpg', 'ring.asc']) {
    const keyring = await readKeyring(at(ring));
    assert.equal(
      await verifyClearsigned(await readFile(at('text.sjson')), keyring, { name: 'x' }),
      text.replace('1  \n', '1\n').replace(/\n$/, ''),
    );
    for (const name of ['text.gpg', 'text.sign']) await verifyDetached(Buffer.from(text), await readFile(at(name)), keyring, { name: 'x' });
  }
  const keyring = await readKeyring(at('ring.gpg'));
  const short = await readFile(at('short.sjson'));
  await verifyClearsigned(short, keyring, { name: 'x' });
  const later = new Date(Date.now() + 2_000_000);
  await assert.rejects(verifyClearsigned(short, keyring, { name: 'x', now: later }), { code: 'VMTEST_SIGNATURE_EXPIRED' });
  await assert.rejects(verifyClearsigned(await readFile(at('weak.sjson')), keyring, { name: 'x' }), { code: 'VMTEST_SIGNATURE_WRONG' });
  await assert.rejects(readKeyring(at('g/pubring.kbx')), { code: 'VMTEST_KEYRING_INVALID', message: /keybox/ });
});

test("gpgv believes what the tests' own keys sign", { skip: skipGpgv }, async () => {
  await using folder = await tempFolder();
  const key = await makeKey();
  await writeFile(join(folder.path, 'ring.gpg'), key.binary);
  await writeFile(join(folder.path, 'text'), await signClear('{}\n', key));
  const env = { ...TOOL_ENV, GNUPGHOME: folder.path };
  const outcome = await run('gpgv', ['--keyring', join(folder.path, 'ring.gpg'), join(folder.path, 'text')], { env, timeout: 60 });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
});
