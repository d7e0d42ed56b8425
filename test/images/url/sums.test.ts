import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSum, namesOf } from '../../../src/images/url/sums.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG = 'c'.repeat(128);

test('every way of writing a sums file is read', () => {
  const texts = [
    `${A}  disk.img\n`,
    `${A} *disk.img\r\n`,
    `${A.toUpperCase()}  ./disk.img\n`,
    `SHA256 (disk.img) = ${A}\n`,
    `SHA256 (./disk.img) = ${A}\n`,
    `# Fedora-Cloud\n# disk.img: 123 bytes\nSHA256 (disk.img) = ${A}\n`,
    `Hash: SHA256\n\n${B}  other.img\n${A}  disk.img\n${B}  disk.img.manifest`,
    `${A}  disk.img\n${A}  disk.img\n`,
  ];
  for (const text of texts) assert.deepEqual(findSum(text, ['disk.img'], 'x'), { sha256: A, sha512: null }, text);
  assert.deepEqual(findSum(`${LONG}  disk.img\n${A}  disk.img`, ['disk.img'], 'x'), { sha256: A, sha512: LONG });
  assert.deepEqual(findSum(`\\${A}  a\\\\b\\nc\n`, ['a\\b\nc'], 'x'), { sha256: A, sha512: null });
});

test('a path below the sums file is looked for before the name alone', () => {
  const text = `${A}  ./netboot/amd64/linux\n${B}  linux\n`;
  const names = namesOf('https://example.org/images/netboot/amd64/linux', 'https://example.org/images/SHA256SUMS');
  assert.deepEqual(names, ['netboot/amd64/linux', 'linux']);
  assert.equal(findSum(text, names, 'x').sha256, A);
  assert.equal(
    findSum(text, namesOf('https://other.org/images/netboot/amd64/linux', 'https://example.org/images/SHA256SUMS'), 'x').sha256,
    B,
  );
  assert.deepEqual(namesOf('http://h/a/b%20c?token=x', 'http://h/a/SUMS'), ['b c']);
  assert.deepEqual(namesOf('http://h/a/b%', 'http://h/a/SUMS'), ['b%']);
});

test('a name that is not there is told with those that come near, harmless for a terminal', () => {
  const text = ['noble-server-arm64.img', 'noble-server-amd64.manifest', 'x', 'y', 'z', '\u001b[2Jevil', 'w']
    .map((name) => `${A}  ${name}`)
    .join('\n');
  assert.throws(
    () => findSum(text, ['noble-server-amd64.img'], 'http://h/SHA256SUMS'),
    (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, 'VMTEST_IMAGE_NOT_FOUND');
      assert.equal(error.message, 'http://h/SHA256SUMS does not name noble-server-amd64.img');
      assert.match(error.hint ?? '', /^it names noble-server-arm64\.img, noble-server-amd64\.manifest, /);
      assert.ok(!error.hint?.includes('\u001b'));
      return true;
    },
  );
  assert.throws(() => findSum('<html>', ['disk.img'], 'x'), { code: 'VMTEST_IMAGE_NOT_FOUND', hint: /no sums file/ });
});

test('two digests of one file are not chosen between', () => {
  assert.throws(() => findSum(`${A}  disk.img\n${B}  disk.img\n`, ['disk.img'], 'x'), { code: 'VMTEST_IMAGE_CORRUPT' });
});
