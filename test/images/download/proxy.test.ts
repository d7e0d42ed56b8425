import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpServer } from '../../support/http-server.ts';
import { failing, setup } from './setup.ts';

test('http goes through http_proxy with the whole address, a name and password included', async () => {
  await using proxy = await httpServer({ '/file': 'by the proxy' });
  const address = proxy.origin.replace('//', '//me:secret@');
  await using at = await setup({ proxy: { http_proxy: address } });
  assert.equal(Buffer.from(await at.client.fetchBytes('http://nowhere.invalid/file', { maxBytes: 100 })).toString(), 'by the proxy');
  const [asked] = proxy.asked;
  assert.deepEqual([asked?.target, asked?.headers.host], ['http://nowhere.invalid/file', 'nowhere.invalid']);
  assert.equal(asked?.headers['proxy-authorization'], `Basic ${Buffer.from('me:secret').toString('base64')}`);
});

test('a proxy may be written without a scheme, and is resumed through as well', async () => {
  await using proxy = await httpServer();
  await using at = await setup({ proxy: { http_proxy: proxy.origin.slice('http://'.length) }, size: 3_000_000 });
  proxy.files.set('/file', { body: at.bytes });
  proxy.misbehave('/file', { after: 2_000_000 }, 1);
  await at.download({ url: 'http://nowhere.invalid/file' });
  assert.deepEqual([await at.left(), at.server.count()], [at.bytes, 0]);
});

test('https asks https_proxy for a tunnel, and never http_proxy', async () => {
  await using plain = await httpServer();
  await using tunnel = await httpServer();
  await using at = await setup({ retries: 0, proxy: { http_proxy: plain.origin, https_proxy: tunnel.origin } });
  // What answers at the tunnel's end speaks no TLS.
  await assert.rejects(at.client.fetchBytes('https://nowhere.invalid/file', { maxBytes: 100 }), failing('VMTEST_DOWNLOAD_FAILED'));
  assert.deepEqual(
    tunnel.asked.map(({ method, target }) => [method, target]),
    [['CONNECT', 'nowhere.invalid:443']],
  );
  await using without = await setup({ retries: 0, proxy: { http_proxy: plain.origin } });
  await assert.rejects(without.client.fetchBytes('https://nowhere.invalid/file', { maxBytes: 100 }), failing('VMTEST_DOWNLOAD_FAILED'));
  assert.equal(plain.count(), 0);
});

test('hosts of no_proxy are asked directly, and so is everybody without a proxy', async () => {
  await using proxy = await httpServer();
  for (const variables of [
    { http_proxy: proxy.origin, no_proxy: 'example.com, 127.0.0.1' },
    { http_proxy: '' },
    { http_proxy: proxy.origin, no_proxy: '*' },
  ]) {
    await using at = await setup({ proxy: variables });
    await at.download();
  }
  assert.equal(proxy.count(), 0);
});

test('a proxy that wants a password, is not there, or is no address', async () => {
  await using proxy = await httpServer();
  proxy.misbehave('/file', { status: 407 });
  await using at = await setup({ retries: 0, proxy: { http_proxy: proxy.origin } });
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_FAILED', /407/));
  await proxy.close();
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_FAILED', /connection refused/));
  await using wrong = await setup({ proxy: { http_proxy: 'gopher://me:secret@proxy' } });
  await assert.rejects(
    wrong.download(),
    (error: Error) => failing('VMTEST_USAGE', /^http_proxy is not the address/)(error) && !error.message.includes('secret'),
  );
});

test('a failure names the proxy that was set for the address, without its password', async () => {
  await using gone = await httpServer();
  await gone.close();
  await using at = await setup({ retries: 0, proxy: { http_proxy: gone.origin.replace('//', '//me:secret@') } });
  const named = new RegExp(`http_proxy is http://…@${gone.origin.slice('http://'.length)}: look whether that answers`);
  await assert.rejects(at.client.fetchBytes('http://nowhere.invalid/file', { maxBytes: 100 }), failing('VMTEST_DOWNLOAD_FAILED', named));
  await using odd = await httpServer();
  await using other = await setup({ retries: 0, proxy: { https_proxy: odd.origin, http_proxy: odd.origin } });
  await assert.rejects(
    other.client.fetchBytes('https://nowhere.invalid/file', { maxBytes: 100 }),
    failing('VMTEST_DOWNLOAD_FAILED', /https_proxy is http:\/\/127/),
  );
});
