import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { desk } from './support.ts';

const SUITE = `version: 1
images:
  cloud: { url: { disk: 'https://images.invalid/disk.img', sums: 'https://images.invalid/SHA256SUMS', keyring: keys.gpg } }
  maas: { simplestreams: { release: noble, keyring: other.gpg } }
  zipped: { files: { disk: disk.img.gz } }
defaults: { machine: { memory: 256M, disks: [64M] } }
tests:
  one: { image: cloud, boot: {} }
  two: { image: maas, boot: {} }
  three: { image: zipped, boot: {} }
`;

test('lint notices keyrings that are not there, and a disk that cannot be used as it is', async () => {
  await using here = await desk({ 'vmtest.yaml': SUITE, 'disk.img.gz': gzipSync('a disk') });
  const lint = await here.vmtest(['lint']);
  assert.equal(lint.code, 2);
  assert.match(lint.out, /vmtest\.yaml:3:3: warning: .*The keyring of the image cloud, .*keys\.gpg, cannot be read/);
  assert.match(lint.out, /vmtest\.yaml:4:3: warning: .*The keyring of the image maas, .*other\.gpg, cannot be read/);
  assert.match(
    lint.out,
    /vmtest\.yaml:5:3: error: .*The disk of the image zipped, .*disk\.img\.gz, is compressed by gzip\n {2}→ unpack it/,
  );
  assert.match(lint.out, /1 error, 2 warnings/);
});
