import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { openClient } from '../../../src/images/download/client.ts';
import { tempFolder } from '../../support/temp.ts';
import { expectedOf, failing } from './setup.ts';

/** Downloads an address to a file; the third word is what is expected. In a process of its own: Node reads NODE_EXTRA_CA_CERTS as it starts. */
const DOWNLOAD = `
  import { openClient } from ${JSON.stringify(new URL('../../../src/images/download/client.ts', import.meta.url).href)};
  const [, , url, partial, expected] = process.argv;
  await using client = openClient({ retries: 1, backoff: 0.01 });
  await client.download({ url, partial, expected: JSON.parse(expected), redirects: [] });
`;

test('https is read like http, and its certificate must be known', async () => {
  await using folder = await tempFolder();
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  const made = await run(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { env: TOOL_ENV, timeout: 60 },
  );
  assert.equal(made.exitCode, 0, made.stderr);
  const bytes = randomBytes(20_000_000);
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => response.end(bytes));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
    const partial = join(folder.path, 'file');
    const script = join(folder.path, 'download.mts');
    await writeFile(script, DOWNLOAD);
    const ended = await run(process.execPath, [script, url, partial, JSON.stringify(expectedOf(bytes))], {
      env: { ...TOOL_ENV, NODE_EXTRA_CA_CERTS: cert },
      timeout: 60,
    });
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.ok((await readFile(partial)).equals(bytes));
    await using client = openClient({});
    await assert.rejects(
      client.fetchBytes(url, { maxBytes: 1e9 }),
      failing('VMTEST_DOWNLOAD_FAILED', /its certificate is signed by itself alone \(DEPTH_ZERO_SELF_SIGNED_CERT\)/),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
