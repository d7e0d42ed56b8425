import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagesDesk } from './images-support.ts';
import { desk, GOOD } from './support.ts';

test('a stdout that is full is one plain error, exit 3, without a stack', { concurrency: 3 }, async (t) => {
  await using here = await desk({ ...GOOD, empty: '' });
  for (const verb of ['plan', 'plan --json', 'lint --format json', 'images list', 'images query --json', 'images list --json', '--help']) {
    await t.test(verb, async () => {
      const script = '"$@" > /dev/full; echo "code $?" >&2';
      const full = await here.through(['env', 'IMAGE_DIR=empty-store', 'bash', '-c', script, 'bash'], verb.split(' '));
      assert.match(full.err, /^error: stdout cannot be written: .*ENOSPC.* \[VMTEST_DISK_FULL\]\n {2}→ .*\ncode 3\n$/m);
      assert.doesNotMatch(full.err, /^ +at /m);
    });
  }
});

test('a stderr that is full ends nothing', async () => {
  await using here = await desk(GOOD);
  const script = '"$@" 2> /dev/full; echo "code $?"';
  const full = await here.through(['env', 'IMAGE_DIR=empty-store', 'bash', '-c', script, 'bash'], ['images', 'query']);
  assert.equal(full.out, 'code 0\n');
});

test('what a stream says begins no line of ours, and none as an order to a runner', { concurrency: 2 }, async (t) => {
  await using here = await imagesDesk({
    'vmtest.yaml': 'version: 1\nimages: { a: { simplestreams: { release: noble } } }\ntests: { one: { image: a, boot: {} } }\n',
  });
  const order = '\n::error file=a::pwned\r\n::set-env name=PATH::/x';
  const index = (path: string, name = 'x') =>
    JSON.stringify({ format: 'index:1.0', index: { [name]: { path, format: 'products:1.0', datatype: 'image-ids' } } });
  const products = (fields: object) =>
    JSON.stringify({ format: 'products:1.0', content_id: 'x', products: { p: { arch: 'amd64', ...fields } } });
  const item = (path: string) => ({
    release: 'noble',
    versions: { 1: { items: { [`k${order}`]: { ftype: 'squashfs', path, size: 1, sha256: 'a'.repeat(64) } } } },
  });
  const publications: Readonly<Record<string, readonly [index: string, products: string]>> = {
    'the path of the products': [index(`streams/v1/x${order}.json`), ''],
    'the name of a stream': [index('', `x${order}`), ''],
    'the path of an item': [index('streams/v1/x.json'), products(item(`noble${order}`))],
    'a value': [index('streams/v1/x.json'), products({ ...item('noble'), release: `noble${order}` })],
    'a key': [index('streams/v1/x.json'), products({ [`a${order}`]: {}, versions: [] })],
  };
  for (const [name, [indexText, productsText]] of Object.entries(publications)) {
    here.server.files.set(`/${name.length}/streams/v1/index.json`, { body: Buffer.from(indexText) });
    here.server.files.set(`/${name.length}/streams/v1/x.json`, { body: Buffer.from(productsText) });
    const env = { IMAGE_SRC_URL: here.server.url(`/${name.length}/streams/v1/index.json`) };
    for (const args of [
      'images query --remote --verify none -o %(release)s',
      'images sync --verify none noble',
      'images sync --verify none',
      'images lock',
    ]) {
      await t.test(`${name}: ${args}`, async () => {
        const said = await here.vmtest(args.split(' '), env);
        assert.doesNotMatch(`${said.err}\n${said.out}`, /^\s*(?:::|##\[)/m);
      });
    }
  }
});
