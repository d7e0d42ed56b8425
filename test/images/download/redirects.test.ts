import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, redirected, shown } from '../../../src/images/download/addresses.ts';
import { httpServer } from '../../support/http-server.ts';
import { failing, setup } from './setup.ts';

test('on the same host they are followed, five at most', async () => {
  await using at = await setup();
  for (const number of [1, 2, 3, 4, 5, 6]) {
    at.server.misbehave(`/${number}`, {
      status: [301, 302, 303, 307, 308][number % 5] as number,
      redirect: number === 1 ? at.server.url('/file') : `/${number - 1}`,
    });
  }
  await at.download({ url: at.server.url('/5') });
  assert.deepEqual([await at.left(), at.client.requests()], [at.bytes, 6]);
  await assert.rejects(
    at.download({ url: at.server.url('/6'), partial: `${at.partial}2` }),
    failing('VMTEST_DOWNLOAD_REDIRECT', /after 5 other redirections/),
  );
});

test('another host, or another port, only where it is named', async () => {
  await using at = await setup();
  await using other = await httpServer({ '/there': at.bytes });
  at.server.misbehave('/file', { redirect: other.url('/there') });
  const message = new RegExp(
    `${at.server.url('/file')} redirects to ${other.url('/there')}, which is not ${at.server.origin} \\(name 127\\.0\\.0\\.1:\\d+ in \`redirects\`, or write the final address\\)`,
  );
  await assert.rejects(at.download(), failing('VMTEST_DOWNLOAD_REDIRECT', message));
  assert.deepEqual([at.server.count(), other.count()], [1, 0]);
  await at.download({ redirects: ['mirror.example', '127.0.*'] });
  assert.deepEqual(await at.left(), at.bytes);
});

test('a resumption follows the redirection again', async () => {
  await using at = await setup();
  at.server.files.set('/there', { body: at.bytes });
  at.server.misbehave('/file', { redirect: '/there' });
  at.server.misbehave('/there', { after: 30_000 }, 1);
  await at.download();
  assert.deepEqual([await at.left(), at.ranges()], [at.bytes, [undefined, undefined, 'bytes=30000-', 'bytes=30000-']]);
});

test('a small file is fetched by a redirection on its host alone', async () => {
  await using at = await setup();
  at.server.misbehave('/index', { redirect: '/file' }, 1);
  at.server.misbehave('/index', { redirect: 'http://elsewhere.invalid/' });
  assert.equal((await at.client.fetchBytes(at.server.url('/index'), { maxBytes: 1e6 })).length, 100_000);
  await assert.rejects(
    at.client.fetchBytes(at.server.url('/index'), { maxBytes: 1e6 }),
    failing('VMTEST_DOWNLOAD_REDIRECT', /elsewhere\.invalid/),
  );
});

const follow = (asked: string, from: string, location: string | undefined, redirects: string[]) =>
  redirected(new URL(asked), new URL(from), location, redirects, 0).href;

test('a scheme may change to https where the host is named, and never to http', () => {
  const refused = (pattern: RegExp) => failing('VMTEST_DOWNLOAD_REDIRECT', pattern);
  assert.throws(() => follow('http://a/x', 'http://a/x', 'https://a/x', []), refused(/which is not http:\/\/a/));
  assert.equal(follow('http://a/x', 'http://a/x', 'https://a/x', ['a']), 'https://a/x');
  assert.throws(() => follow('https://a/x', 'https://a/x', 'http://a/x', ['*']), refused(/not encrypted/));
  assert.throws(() => follow('http://a/x', 'https://b/x', 'http://a/x', ['*']), refused(/not encrypted/));
  for (const location of ['ftp://a/x', 'file:///etc/passwd', 'javascript:1', 'http://']) {
    assert.throws(() => follow('http://a/x', 'http://a/x', location, ['*']), refused(/neither http nor https/));
  }
  assert.throws(() => follow('http://a/x', 'http://a/x', undefined, []), refused(/without saying where/));
});

test('globs name whole hosts', () => {
  const to = (host: string, glob: string) => () => follow('http://a/', 'http://a/', `http://${host}/`, [glob]);
  assert.equal(to('cdn.example.com', '*.example.com')(), 'http://cdn.example.com/');
  assert.equal(to('CDN1.example.com', 'cdn?.Example.com')(), 'http://cdn1.example.com/');
  for (const [host, glob] of [
    ['example.com', '*.example.com'],
    ['evil.com', 'x.com'],
    ['examplexcom', 'example.com'],
    ['cdn.example.com.evil.org', '*.example.com'],
  ] as const) {
    assert.throws(to(host, glob), failing('VMTEST_DOWNLOAD_REDIRECT'));
  }
});

test('nothing but http and https is fetched', () => {
  for (const url of ['ftp://host/x', 'file:///etc/passwd', 'no address', '//host/x']) {
    assert.throws(() => addressOf(url), failing('VMTEST_DOWNLOAD_REFUSED', /only http:\/\/ and https:\/\//));
  }
});

test('an address is shown without a name, a password, a query, and what would move a terminal', () => {
  assert.equal(shown('https://me:secret@host:8443/a?token=secret#x'), 'https://…@host:8443/a?…');
  assert.doesNotMatch(shown('bad://me:sec ret@host'), /ret/);
  assert.ok(!shown('no me:secret@\u001b[2J').includes('\u001b'));
});

test('a name and password go to their own host as a header, and into no message', async () => {
  await using at = await setup({ retries: 0 });
  await using other = await httpServer({ '/there': at.bytes });
  const url = at.server.url('/file').replace('//', '//me:se%20cret@');
  await at.download({ url });
  assert.equal(at.server.asked[0]?.headers.authorization, `Basic ${Buffer.from('me:se cret').toString('base64')}`);
  at.server.misbehave('/file', { redirect: other.url('/there') }, 2);
  const partial = `${at.partial}2`;
  await assert.rejects(
    at.download({ url, partial }),
    (error: Error) => !/cret/.test(`${error.message} ${String((error as { hint?: string }).hint)}`),
  );
  await at.download({ url, partial, redirects: ['*'] });
  assert.equal(other.asked[0]?.headers.authorization, undefined);
});

test('where no key can name a host, the mend names none', async () => {
  await using at = await setup();
  at.server.misbehave('/file', { redirect: 'http://elsewhere.invalid/there' });
  await assert.rejects(
    at.client.fetchBytes(at.server.url('/file'), { maxBytes: 100 }),
    failing('VMTEST_DOWNLOAD_REDIRECT', /which is not http:\/\/127\.0\.0\.1:\d+ \(write the final address\)/),
  );
});
