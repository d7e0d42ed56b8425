import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDetached } from '../../../src/images/signature/detached.ts';
import { parseKeyring } from '../../../src/images/signature/keyring.ts';
import { makeKey, signClear, signDetached } from '../../support/keys.ts';

const SUMS = Buffer.from(`${'0'.repeat(64)}  noble.img\r\n${'1'.repeat(64)} *other.img`);
const verify = async (bytes: Uint8Array, signature: Uint8Array, ring: Uint8Array) =>
  await verifyDetached(bytes, signature, await parseKeyring(ring, '/keys/ring.gpg'), { name: 'SHA256SUMS' });
const code = (expected: string) => (error: Error & { code?: string }) => {
  assert.equal(error.code, expected, error.message);
  assert.match(error.message, /SHA256SUMS/);
  return true;
};

test('verifies bytes against the signature beside them, binary and armoured, of one key or several', async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  await verify(SUMS, await signDetached(SUMS, key), key.binary);
  await verify(SUMS, await signDetached(SUMS, key, { armoured: true }), key.binary);
  await verify(SUMS, Buffer.from((await signDetached(SUMS, key, { armoured: true })).toString().replaceAll('\n', '\r\n')), key.binary);
  await verify(SUMS, await signDetached(SUMS, [other, key]), key.binary);
});

test('refuses bytes that are others, unknown keys, weak digests', async () => {
  const key = await makeKey({ rsa: true });
  const signature = await signDetached(SUMS, key);
  await assert.rejects(verify(SUMS.subarray(1), signature, key.binary), code('VMTEST_SIGNATURE_WRONG'));
  await assert.rejects(verify(Buffer.from(SUMS.toString().replace('\r', '')), signature, key.binary), code('VMTEST_SIGNATURE_WRONG'));
  await assert.rejects(verify(SUMS, signature, (await makeKey()).binary), code('VMTEST_SIGNATURE_KEY_UNKNOWN'));
  await assert.rejects(verify(SUMS, await signDetached(SUMS, key, { hash: 'sha1' }), key.binary), code('VMTEST_SIGNATURE_WRONG'));
});

test('refuses what is no signature', async () => {
  const key = await makeKey();
  const armoured = (await signDetached(SUMS, key, { armoured: true })).toString();
  const clear = await signClear('x', key);
  for (const bytes of ['', '<html>404</html>', armoured + armoured, `x\n${armoured}`, armoured.slice(0, -40), clear]) {
    await assert.rejects(verify(SUMS, Buffer.from(bytes), key.binary), code('VMTEST_SIGNATURE_MISSING'), bytes.slice(0, 30));
  }
  for (const bytes of [key.binary, Buffer.alloc(40, 0xc2)]) {
    await assert.rejects(verify(SUMS, bytes, key.binary), code('VMTEST_SIGNATURE_MISSING'));
  }
});
