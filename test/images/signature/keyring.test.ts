import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_KEYRING } from '../../../src/images/image.ts';
import { parseKeyring, readKeyring } from '../../../src/images/signature/keyring.ts';
import { makeKey } from '../../support/keys.ts';
import { tempFolder } from '../../support/temp.ts';

const ids = async (bytes: Uint8Array | string) =>
  (await parseKeyring(Buffer.from(bytes), '/k')).keys.map((key) => key.getKeyID().toHex().toUpperCase());
const refuses = (promise: Promise<unknown>, words: RegExp, hint = /./) =>
  assert.rejects(promise, (error: Error & { code?: string; hint?: string }) => {
    assert.equal(error.code, 'VMTEST_KEYRING_INVALID', error.message);
    assert.match(error.message, words);
    assert.match(error.hint ?? '', hint);
    return true;
  });

test('reads binary keys and armoured ones, one or several, one after the other', async () => {
  const [one, two] = [await makeKey(), await makeKey({ rsa: true })];
  assert.deepEqual(await ids(one.binary), [one.id]);
  assert.deepEqual(await ids(Buffer.concat([one.binary, two.binary])), [one.id, two.id]);
  assert.deepEqual(await ids(two.armoured), [two.id]);
  assert.deepEqual(await ids(`A word before\n${one.armoured}\n${two.armoured.replaceAll('\n', '\r\n')}`), [one.id, two.id]);
});

test('leaves out a key that cannot be read, and keeps the others', async () => {
  const key = await makeKey();
  // A public key of version 3, as it was made before 1998: old format, tag 6, its body cut to four bytes.
  const old = Buffer.from([0x99, 0, 4, 3, 0, 0, 0]);
  assert.deepEqual(await ids(Buffer.concat([old, key.binary])), [key.id]);
  await refuses(ids(old), /holds no key that can be read/);
});

test('refuses what is no keyring, with what it is and the mend', async () => {
  const key = await makeKey();
  await refuses(ids(''), /is empty/);
  await refuses(ids('hello'), /no OpenPGP public key/);
  await refuses(ids(key.binary.subarray(0, -7)), /ends within a key/);
  await refuses(ids(Buffer.alloc(300, 0xff)), /is not an OpenPGP keyring/);
  await refuses(ids(key.armoured.replace(/\n\n[\s\S]{20}/, '\n\n!!')), /armour|not an OpenPGP/);
  await refuses(ids(Buffer.from(key.private.write())), /private keys only/);
  const kbx = Buffer.concat([Buffer.from([0, 0, 0, 32, 1, 1, 0, 2]), Buffer.from('KBXf'), Buffer.alloc(20)]);
  await refuses(ids(kbx), /keybox/, /--export/);
});

test('tells a keyring that is not there, is a folder, or may not be read', async () => {
  await using folder = await tempFolder();
  await refuses(readKeyring(join(folder.path, 'none')), /is not there/, /gpg --export/);
  await mkdir(join(folder.path, 'dir'));
  await refuses(readKeyring(join(folder.path, 'dir')), /is not a file/);
  const file = join(folder.path, 'ring');
  await writeFile(file, (await makeKey()).binary);
  assert.equal((await readKeyring(file)).keys.length, 1);
  await chmod(file, 0);
  if (process.getuid?.() !== 0) await refuses(readKeyring(file), /cannot be read/);
});

test('names the package where the default keyring is missing', async (context) => {
  const there = await readKeyring(DEFAULT_KEYRING).then(
    () => true,
    () => false,
  );
  if (there) return context.skip('the default keyring is installed here');
  await refuses(readKeyring(DEFAULT_KEYRING), /is not there/, /ubuntu-keyring/);
});
