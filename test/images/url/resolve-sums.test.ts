import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/base/files.ts';
import { openClient } from '../../../src/images/download/client.ts';
import type { LockedUrl } from '../../../src/images/lock/types.ts';
import { lockUrl } from '../../../src/images/url/lock.ts';
import { urlProblems } from '../../../src/images/url/problems.ts';
import { resolveUrl } from '../../../src/images/url/resolve.ts';
import type { UrlFile, UrlSums } from '../../../src/model/suite.ts';
import { type HttpServer, httpServer } from '../../support/http-server.ts';
import { makeKey, signClear, signDetached, type TestKey } from '../../support/keys.ts';
import { tempFolder } from '../../support/temp.ts';
import { optionsIn, sumsFile, urlFile, urlImage } from './support.ts';

const OLD = Buffer.from('the kernel of last week');
const NEW = Buffer.from('the kernel of today');
const key = await makeKey();
const other = await makeKey();

/** Publishes a kernel with its sums: clear-signed, and beside a detached signature. */
async function publish(server: HttpServer, kernel: Buffer, signer: TestKey = key): Promise<void> {
  const sums = `${sha256(kernel)} *vmlinuz\n${sha256('x')}  vmlinuz.old\n`;
  server.files.set('/vmlinuz', { body: kernel });
  server.files.set('/SHA256SUMS', { body: sums });
  server.files.set('/SHA256SUMS.gpg', { body: await signDetached(Buffer.from(sums), signer) });
  server.files.set('/SHA256SUMS.asc', { body: await signClear(sums, signer) });
}

async function setUp(folder: string, server: HttpServer, about: Partial<UrlSums> = {}) {
  const keyring = join(folder, 'keyring.gpg');
  await writeFile(keyring, key.binary);
  const detached = sumsFile(server.url('/SHA256SUMS'), { signature: server.url('/SHA256SUMS.gpg'), keyring, ...about });
  return { keyring, image: urlImage({ kernel: urlFile(server.url('/vmlinuz'), { sums: detached }) }) };
}

test('the digest comes from a signed sums file, is remembered, and asked for again only where that is wanted', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { image } = await setUp(temp.path, server);
  const first = await resolveUrl(...image, optionsIn(temp.path));
  assert.ok((await readFile(first.files.kernel ?? '')).equals(OLD));
  assert.equal(server.count(), 3);
  await publish(server, NEW);
  for (const sync of [null, false]) {
    const again = await resolveUrl(...image, optionsIn(temp.path, sync));
    assert.equal(again.digests.kernel, sha256(OLD));
  }
  assert.equal(server.count(), 3);
  const newer = await resolveUrl(...image, optionsIn(temp.path, true));
  assert.equal(newer.digests.kernel, sha256(NEW));
  assert.equal(server.count(), 6);
  const current = await resolveUrl(...image, optionsIn(temp.path, true));
  assert.equal(current.digests.kernel, sha256(NEW));
  assert.equal(server.count(), 8);
  await server.close();
  assert.equal((await resolveUrl(...image, optionsIn(temp.path))).digests.kernel, sha256(NEW));
});

test('a remembered file that was pruned is looked for anew, and nothing is fetched where that is forbidden', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { image } = await setUp(temp.path, server);
  await assert.rejects(resolveUrl(...image, optionsIn(temp.path, false)), {
    code: 'VMTEST_IMAGE_UNAVAILABLE',
    hint: /--image-sync yes/,
  });
  assert.equal(server.count(), 0);
  const first = await resolveUrl(...image, optionsIn(temp.path));
  await first.release();
  await rm(dirname(first.files.kernel ?? ''), { recursive: true });
  await publish(server, NEW);
  await assert.rejects(resolveUrl(...image, optionsIn(temp.path, false)), { code: 'VMTEST_IMAGE_UNAVAILABLE' });
  assert.equal((await resolveUrl(...image, optionsIn(temp.path))).digests.kernel, sha256(NEW));
});

test('a clear-signed sums file is taken, and one sums file serves all files with one request', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { keyring } = await setUp(temp.path, server);
  const sums = sumsFile(server.url('/SHA256SUMS.asc'), { keyring });
  const files = { kernel: urlFile(server.url('/vmlinuz'), { sums }), initrd: urlFile(server.url('/vmlinuz'), { sums }) };
  const image = await resolveUrl(...urlImage(files), optionsIn(temp.path));
  assert.equal(image.digests.initrd, sha256(OLD));
  assert.equal(server.count('/SHA256SUMS.asc'), 1);
  assert.equal(server.count('/vmlinuz'), 1);
});

const WRONG: readonly (readonly [string, (server: HttpServer, keyring: string) => UrlSums | Promise<UrlSums>, string])[] = [
  ['no signature', async (server, keyring) => sumsFile(server.url('/SHA256SUMS'), { keyring }), 'VMTEST_SIGNATURE_MISSING'],
  [
    'a signature that is not there',
    async (server, keyring) => sumsFile(server.url('/SHA256SUMS'), { keyring, signature: server.url('/none') }),
    'VMTEST_DOWNLOAD_REFUSED',
  ],
  [
    'an unknown key',
    async (server, keyring) => {
      await publish(server, OLD, other);
      return sumsFile(server.url('/SHA256SUMS'), { keyring, signature: server.url('/SHA256SUMS.gpg') });
    },
    'VMTEST_SIGNATURE_KEY_UNKNOWN',
  ],
  [
    'a changed digest',
    (server, keyring) => {
      server.files.set('/SHA256SUMS', { body: `${sha256('evil')}  vmlinuz\n` });
      return sumsFile(server.url('/SHA256SUMS'), { keyring, signature: server.url('/SHA256SUMS.gpg') });
    },
    'VMTEST_SIGNATURE_WRONG',
  ],
  [
    'a keyring that is none',
    async (server, keyring) => {
      await writeFile(keyring, 'no keys');
      return sumsFile(server.url('/SHA256SUMS.asc'), { keyring });
    },
    'VMTEST_KEYRING_INVALID',
  ],
];

for (const [what, make, code] of WRONG) {
  test(`a sums file with ${what} is not believed`, async () => {
    await using temp = await tempFolder();
    await using server = await httpServer();
    await publish(server, OLD);
    const { keyring } = await setUp(temp.path, server);
    const sums = await make(server, keyring);
    const image = urlImage({ kernel: urlFile(server.url('/vmlinuz'), { sums }) });
    await assert.rejects(resolveUrl(...image, optionsIn(temp.path)), { code });
    assert.equal(server.count('/vmlinuz'), 0);
  });
}

test('without verification the sums file is taken as it comes, and is not remembered for who wants a signature', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD, other);
  for (const path of ['/SHA256SUMS', '/SHA256SUMS.asc']) {
    const sums = sumsFile(server.url(path), { verify: 'none' });
    const image = await resolveUrl(...urlImage({ kernel: urlFile(server.url('/vmlinuz'), { sums }) }), optionsIn(temp.path));
    assert.equal(image.digests.kernel, sha256(OLD));
  }
  const { image } = await setUp(temp.path, server);
  await assert.rejects(resolveUrl(...image, optionsIn(temp.path)), { code: 'VMTEST_SIGNATURE_KEY_UNKNOWN' });
});

test('the lock file has what is published, and wins over a sums file that has moved', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { image } = await setUp(temp.path, server);
  await using client = openClient({});
  const locked = await lockUrl(...image, client, {});
  const url = server.url('/vmlinuz');
  assert.deepEqual(locked, { kind: 'url', files: { kernel: { url, size: null, sha256: sha256(OLD), sha512: null } } });
  assert.equal(server.count('/vmlinuz'), 0);
  const sums = server.count();
  const first = await resolveUrl(...image, { ...optionsIn(temp.path), locked });
  assert.equal(first.digests.kernel, sha256(OLD));
  await publish(server, NEW);
  const again = await resolveUrl(...image, { ...optionsIn(temp.path, true), locked });
  assert.equal(again.digests.kernel, sha256(OLD));
  assert.equal(server.count(), sums + 1);
  await first.release();
  await again.release();
  await rm(dirname(first.files.kernel ?? ''), { recursive: true });
  await assert.rejects(resolveUrl(...image, { ...optionsIn(temp.path), locked }), { code: 'VMTEST_DOWNLOAD_DIGEST' });
});

test('a password in an address does not get into the lock file, which holds all the same', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { image } = await setUp(temp.path, server);
  const [definition, source] = image;
  const secret = (url: string) => url.replace('//', '//me:secret@');
  const kernel = source.files.kernel as UrlFile;
  const files = { kernel: { ...kernel, url: secret(kernel.url) } };
  const guarded = [
    { ...definition, source: { ...source, files } },
    { ...source, files },
  ] as const;
  await using client = openClient({});
  const locked = await lockUrl(...guarded, client, {});
  assert.equal(locked.files.kernel?.url, server.url('/vmlinuz'));
  const resolved = await resolveUrl(...guarded, { ...optionsIn(temp.path), locked });
  assert.equal(resolved.digests.kernel, sha256(OLD));
  await resolved.release();
});

test('a suite and a lock file that differ are told, with both digests', async () => {
  await using temp = await tempFolder();
  const url = 'http://127.0.0.1:9/vmlinuz';
  const image = urlImage({ kernel: urlFile(url, { sha256: sha256(OLD) }) });
  const locked: LockedUrl = { kind: 'url', files: { kernel: { url, size: null, sha256: sha256(NEW), sha512: null } } };
  const message = new RegExp(`${sha256(OLD)}.*${sha256(NEW)}`);
  await assert.rejects(resolveUrl(...image, { ...optionsIn(temp.path), locked }), { code: 'VMTEST_IMAGE_CORRUPT', message });
  const problems = await urlProblems(...image, { ...optionsIn(temp.path), locks: { cloud: locked } });
  assert.equal(problems[0]?.code, 'VMTEST_IMAGE_CORRUPT');
});

test('a lock file that is about another address is told, and holds nothing', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, NEW);
  const { image } = await setUp(temp.path, server);
  const locked: LockedUrl = { kind: 'url', files: { kernel: { url: 'http://h/old', size: 1, sha256: sha256(OLD), sha512: null } } };
  const warned: string[] = [];
  const resolved = await resolveUrl(...image, { ...optionsIn(temp.path), locked, warn: (message) => warned.push(message) });
  assert.equal(resolved.digests.kernel, sha256(NEW));
  assert.match(warned.join('\n'), /^image cloud: the kernel is not locked: .* is about http:\/\/h\/old$/);
});

test('what stands in the way is known without the network', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { image, keyring } = await setUp(temp.path, server);
  assert.deepEqual(await urlProblems(...image, optionsIn(temp.path)), []);
  const offline = await urlProblems(...image, optionsIn(temp.path, false));
  assert.deepEqual(
    offline.map(({ code, place }) => [code, place?.line]),
    [['VMTEST_IMAGE_UNAVAILABLE', 4]],
  );
  await resolveUrl(...image, optionsIn(temp.path));
  const before = server.count();
  await rm(keyring);
  assert.deepEqual(await urlProblems(...image, optionsIn(temp.path, false)), []);
  assert.deepEqual(
    (await urlProblems(...image, optionsIn(temp.path, true))).map(({ code }) => code),
    ['VMTEST_KEYRING_INVALID'],
  );
  const packed = urlImage({ disk: urlFile('http://127.0.0.1:9/disk.img.xz', { sha256: sha256(OLD) }) });
  const tools = await urlProblems(...packed, { ...optionsIn(temp.path), env: { PATH: temp.path } });
  assert.match(tools[0]?.hint ?? '', /apt-get install util-linux xz-utils/);
  assert.equal(server.count(), before);
});

test('sums that nobody signed, with a keyring and no `signature`: the mend names the key that is missing', async () => {
  await using temp = await tempFolder();
  await using server = await httpServer();
  await publish(server, OLD);
  const { image } = await setUp(temp.path, server, { signature: null });
  await assert.rejects(resolveUrl(...image, optionsIn(temp.path)), {
    code: 'VMTEST_SIGNATURE_MISSING',
    message: /SHA256SUMS has no signature in it, and the suite names none beside it$/,
    hint: /^write `signature: ADDRESS` .* or `verify: none`/,
  });
});
