import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enums } from 'openpgp';
import { verifyClearsigned } from '../../../src/images/signature/clearsigned.ts';
import { parseKeyring } from '../../../src/images/signature/keyring.ts';
import { makeKey, merged, reissued, revoked, signClear, type TestKey } from '../../support/keys.ts';

const TEXT = '{\n "format": "index:1.0"\n}\n';
const DAY = 86_400_000;
const ring = (...keys: TestKey[]) => parseKeyring(Buffer.concat(keys.map((key) => key.binary)), '/keys/ring.gpg');
const verify = async (text: string | Uint8Array, keys: TestKey[], now?: Date) =>
  await verifyClearsigned(Buffer.from(text), await ring(...keys), { name: 'index.sjson', ...(now === undefined ? {} : { now }) });
const refuses = async (text: string | Uint8Array, keys: TestKey[], code: string, words: RegExp, now?: Date) =>
  await assert.rejects(verify(text, keys, now), (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });

test('returns the text that a key of the keyring signed', async () => {
  const key = await makeKey();
  assert.equal(await verify(await signClear(TEXT, key), [await makeKey(), key]), TEXT);
  const rsa = await makeKey({ rsa: true });
  assert.equal(await verify(await signClear(TEXT, rsa), [rsa]), TEXT);
});

test('returns what is covered: dashes unescaped, blanks at line ends gone, empty texts too', async () => {
  const key = await makeKey();
  assert.equal(
    await verify(await signClear('- a\n-----BEGIN X-----\nb \t\n\n c\r\nd  ', key), [key]),
    '- a\n-----BEGIN X-----\nb\n\n c\nd',
  );
  assert.equal(await verify(await signClear('', key), [key]), '');
  assert.equal(await verify(await signClear('é☃ \u2028x', key), [key]), 'é☃ \u2028x');
});

test('takes a file whose lines end as Windows has them', async () => {
  const key = await makeKey();
  assert.equal(await verify((await signClear(TEXT, key)).replaceAll(/\r?\n/g, '\r\n'), [key]), TEXT);
});

test('refuses what no key signed', async () => {
  const key = await makeKey();
  await refuses(TEXT, [key], 'VMTEST_SIGNATURE_MISSING', /index\.sjson has no signature/);
  await refuses('', [key], 'VMTEST_SIGNATURE_MISSING', /no signature/);
});

test('refuses a text that was changed after it was signed', async () => {
  const key = await makeKey();
  const signed = await signClear(TEXT, key);
  await refuses(signed.replace('index:1.0', 'index:1.1'), [key], 'VMTEST_SIGNATURE_WRONG', /is not as it was signed/);
  await refuses(signed.replace('"format"', '"format" \n'), [key], 'VMTEST_SIGNATURE_WRONG', /is not as it was signed/);
});

test('refuses what stands outside the signed block, and two blocks', async () => {
  const key = await makeKey();
  const signed = await signClear(TEXT, key);
  await refuses(`{}\n${signed}`, [key], 'VMTEST_SIGNATURE_MISSING', /has something before its signed text/);
  await refuses(`${signed}{}\n`, [key], 'VMTEST_SIGNATURE_WRONG', /behind its signature/);
  await refuses(signed + signed, [key], 'VMTEST_SIGNATURE_WRONG', /./);
  const smuggled = signed.replace(/^(-----BEGIN PGP SIGNATURE-----)/m, `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{}\n$1`);
  await refuses(smuggled, [key], 'VMTEST_SIGNATURE_WRONG', /dash/);
});

test('refuses armour that readers read differently', async () => {
  const key = await makeKey();
  const signed = await signClear(TEXT, key);
  await refuses(signed.replace('\n\n', '\nComment: hello\n\n'), [key], 'VMTEST_SIGNATURE_WRONG', /armour headers/);
  await refuses(signed.replace('\n\n', '\n \nevil\n\n'), [key], 'VMTEST_SIGNATURE_WRONG', /armour headers/);
  await refuses(signed.slice(0, -40), [key], 'VMTEST_SIGNATURE_WRONG', /cut off/);
  await refuses(signed.slice(0, 80), [key], 'VMTEST_SIGNATURE_WRONG', /cut off|headers/);
  const latin = Buffer.concat([Buffer.from(signed.slice(0, 60)), Buffer.from([0xe9]), Buffer.from(signed.slice(60))]);
  await refuses(latin, [key], 'VMTEST_SIGNATURE_WRONG', /UTF-8/);
});

test('refuses a key that is not in the keyring, naming both', async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  await refuses(await signClear(TEXT, key), [other], 'VMTEST_SIGNATURE_KEY_UNKNOWN', new RegExp(`${key.id}, .* /keys/ring\\.gpg`));
});

test('lets an unknown or an expired signer stand beside a good one, and no wrong signature', async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  const old = await makeKey({ created: new Date(Date.now() - 9 * DAY), days: 8 });
  assert.equal(await verify(await signClear(TEXT, [other, key]), [key]), TEXT);
  const then = { date: new Date(Date.now() - 5 * DAY) };
  const twice = await merged(await signClear(TEXT, old, then), await signClear(TEXT, key));
  assert.equal(await verify(twice, [old, key]), TEXT);
  const crooked = await merged(await signClear(TEXT, key), await signClear('other', other));
  assert.equal(await verify(crooked, [key]), TEXT);
  await refuses(crooked, [key, other], 'VMTEST_SIGNATURE_WRONG', new RegExp(other.id));
});

test('refuses a key that has expired or is revoked', async () => {
  const old = await makeKey({ created: new Date(Date.now() - 9 * DAY), days: 8 });
  const then = await signClear(TEXT, old, { date: new Date(Date.now() - 5 * DAY) });
  await refuses(then, [old], 'VMTEST_SIGNATURE_EXPIRED', /has expired/);
  assert.equal(await verify(then, [old], new Date(Date.now() - 4 * DAY)), TEXT);
  const key = await makeKey();
  await refuses(await signClear(TEXT, key), [await revoked(key)], 'VMTEST_SIGNATURE_EXPIRED', /is revoked/);
});

test('takes the copy of a key that lives longer, in whatever order', async () => {
  const old = await makeKey({ created: new Date(Date.now() - 9 * DAY), days: 8 });
  const longer = await reissued(old, 50);
  const signed = await signClear(TEXT, longer);
  for (const keys of [
    [old, longer],
    [longer, old],
  ]) {
    assert.equal(await verify(signed, keys), TEXT);
  }
  await refuses(signed, [old], 'VMTEST_SIGNATURE_EXPIRED', /has expired/);
});

test('refuses a signature that has expired, or is from the future', async () => {
  const key = await makeKey();
  await refuses(
    await signClear(TEXT, key, { life: 3600 }),
    [key],
    'VMTEST_SIGNATURE_EXPIRED',
    /until .*, which is past/,
    new Date(Date.now() + 2 * 3_600_000),
  );
  assert.equal(await verify(await signClear(TEXT, key, { life: 3600 }), [key]), TEXT);
  await refuses(await signClear(TEXT, key), [key], 'VMTEST_SIGNATURE_EXPIRED', /in the future/, new Date(Date.now() - 3 * DAY));
});

test('refuses digests that prove nothing', async () => {
  const key = await makeKey({ rsa: true });
  await refuses(await signClear(TEXT, key, { hash: 'sha1' }), [key], 'VMTEST_SIGNATURE_WRONG', /SHA-1/);
  await refuses(await signClear(TEXT, key, { hash: 'md5' }), [key], 'VMTEST_SIGNATURE_WRONG', /MD5/);
  const both = await merged(await signClear(TEXT, key, { hash: 'sha1' }), await signClear(TEXT, key));
  assert.equal(await verify(both, [key]), TEXT);
});

test('takes no signature of another kind for one of the text', async () => {
  const key = await makeKey();
  const signed = await signClear(TEXT, key, { type: enums.signature.standalone });
  await refuses(signed, [key], 'VMTEST_SIGNATURE_MISSING', /no signature of a document/);
});

test('reads large texts of blanks in a time that grows with their length only', async () => {
  const key = await makeKey();
  const text = `${' '.repeat(2_000_000)}x`;
  assert.equal(await verify(await signClear(text, key), [key]), text);
});
