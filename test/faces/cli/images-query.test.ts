import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { beginBuild, commitBuild } from '../../../src/images/store/versions.ts';
import { imagesDesk } from './images-support.ts';

test('query prints as the original does, over the store or the published stream', async () => {
  await using here = await imagesDesk();
  const { vmtest, store, server } = here;
  const empty = await vmtest(['images', 'query', 'noble']);
  assert.deepEqual([empty.code, empty.out, empty.err], [0, '', 'vmtest: nothing in the image store matches\n']);
  await vmtest(['images', 'sync', '--arches', 'amd64', 'noble', 'centos70']);
  const asked = server.count();
  const lines = await vmtest(['images', 'query']);
  assert.equal(
    lines.out,
    `centos70 amd64/generic/ 20240128_01 root-tgz
noble   amd64/ga-24.04/generic 20260701   boot-initrd
noble   amd64/ga-24.04/generic 20260701   boot-kernel
noble   amd64/ga-24.04/generic 20260701   squashfs
noble   amd64/hwe-24.04/generic 20260701   boot-initrd
noble   amd64/hwe-24.04/generic 20260701   boot-kernel
noble   amd64/hwe-24.04/generic 20260701   squashfs
`,
  );
  const template = await vmtest(['images', 'query', 'subarch~hwe', 'ftype!=squashfs', '-o', '%(ftype)s: %(item_url)s 100%%']);
  const folder = `${store}/noble/amd64/20260701/hwe-24.04/generic`;
  assert.equal(template.out, `boot-initrd: ${folder}/boot-initrd 100%\nboot-kernel: ${folder}/boot-kernel 100%\n`);
  const json = (await vmtest(['images', 'query', 'centos70', '--json'])).json() as Record<string, string>[];
  assert.deepEqual(
    json.map(({ os, size, item_url }) => [os, size, item_url]),
    [['centos', '15000', `${store}/centos/centos70/amd64/20240128_01/root-tgz`]],
  );
  assert.equal(server.count(), asked, 'the store is asked, and nobody else');
  const remote = await vmtest(['images', 'query', '--remote', 'jammy', 'ftype=squashfs', '-o', '%(item_url)s']);
  assert.equal(remote.out, `${server.url('/jammy/amd64/20260601/squashfs')}\n`);
});

test('query: what cannot be asked so', async () => {
  await using here = await imagesDesk();
  const { vmtest } = here;
  const wrong = await vmtest(['images', 'query', 'a~(', '--max', '-1', '-o', '%(release', '--json']);
  for (const words of ['a~(', '--max cannot be "-1"', '%(release', 'contradict each other']) assert.ok(wrong.err.includes(words), words);
  assert.equal(wrong.code, 2);
  assert.equal((wrong.json() as { problems: unknown[] }).problems.length, 4);
  await vmtest(['images', 'sync', '--arches', 'amd64', 'centos70']);
  const unknown = await vmtest(['images', 'query', '-o', '%(krel)s']);
  assert.deepEqual([unknown.code, unknown.out], [2, '']);
  assert.match(unknown.err, /names "krel", which the item root-tgz .* has not/);
});

test('a reader that goes away ends query without a word, as a program that SIGPIPE ends', async () => {
  await using here = await imagesDesk();
  await here.vmtest(['images', 'sync', '--arches', 'amd64', 'noble']);
  const script = '{ "$@"; echo "code $?" >&2; } | true';
  const piped = await here.desk.through(['env', `IMAGE_DIR=${here.store}`, 'bash', '-c', script, 'bash'], ['images', 'query']);
  assert.equal(piped.err, 'code 141\n');
});

test('list shows images of every source, prune and verify know them too', async () => {
  await using here = await imagesDesk();
  const { vmtest, store } = here;
  assert.match((await vmtest(['images', 'list'])).out, /^no images in /);
  await vmtest(['images', 'sync', '--arches', 'amd64', 'jammy']);
  for (const [name, builtAt] of [
    ['bookworm-1', 1],
    ['bookworm-2', 2],
  ] as const) {
    const folder = join(store, 'mmdebstrap');
    await mkdir(folder, { recursive: true });
    const building = await beginBuild(folder, name, null);
    await writeFile(join(building, 'root.squashfs'), 'root');
    const recipe = { suite: 'bookworm', arch: 'x86_64' };
    await commitBuild(
      building,
      join(folder, name),
      { root: 'root.squashfs' },
      { recipeKey: 'a', indexDigest: 'b', recipe, builtAt, builtSeconds: 1, tools: {} },
    );
  }
  const text = await vmtest(['images', 'list']);
  assert.match(
    text.out,
    /^source +image +version +size\nsimplestreams +com\.ubuntu\.maas\.stable:v3:boot:22\.04:amd64:ga-22\.04 +20260601 +27\.3 KiB\n/,
  );
  assert.match(
    text.out,
    /\nmmdebstrap +bookworm x86_64 +bookworm-1 .*\nmmdebstrap +bookworm x86_64 +bookworm-2 .*\n\n1 of simplestreams, 2 of mmdebstrap: /,
  );
  const { images } = (await vmtest(['images', 'list', '--json'])).json() as { images: { kind: string; whole: boolean }[] };
  assert.deepEqual(
    images.map(({ kind, whole }) => [kind, whole]),
    [
      ['simplestreams', true],
      ['mmdebstrap', true],
      ['mmdebstrap', true],
    ],
  );
  await writeFile(join(store, 'mmdebstrap/bookworm-2/root.squashfs'), 'toor');
  const bad = await vmtest(['images', 'verify']);
  assert.deepEqual([bad.code, bad.out.split('\n')[0]?.slice(0, 47)], [3, 'digest: mmdebstrap/bookworm-2/root.squashfs: sh']);
  const pruned = await vmtest(['images', 'prune']);
  assert.match(pruned.out, /^removed bookworm x86_64 bookworm-1 \(.*\)\n1 version removed/);
});

test('an address of a file outside streams/v1/: what is asked for is told', async () => {
  await using here = await imagesDesk();
  const odd = await here.vmtest(['images', 'query', '--remote'], { IMAGE_SRC_URL: here.server.url('/index.sjson') });
  assert.equal(odd.code, 3);
  assert.match(
    odd.err,
    /vmtest: http.*\/index\.sjson has no streams\/v1\/ in it .* asking for http.*\/index\.sjson\/streams\/v1\/index\.sjson\n/,
  );
});

test('a password in the address of the stream is in nothing that query prints', async () => {
  await using here = await imagesDesk();
  const env = { IMAGE_SRC_URL: here.server.url('/streams/v1/index.sjson').replace('//', '//user:secret@') };
  const ways = [['jammy'], ['jammy', '--json'], ['jammy', '-o', '%(item_url)s'], ['nothing-like-it']];
  const ran = await Promise.all(ways.map((args) => here.vmtest(['images', 'query', '--remote', ...args], env)));
  for (const { out, err } of ran) assert.doesNotMatch(out + err, /secret|user:/);
  assert.equal(ran[2]?.out.split('\n')[0], here.server.url('/jammy/amd64/20260601/ga-22.04/generic/boot-initrd'));
  assert.match(ran[3]?.err ?? '', /nothing in http:\/\/…@127\.0\.0\.1:\d+\/streams\/v1\/index\.sjson matches/);
  const json = env.IMAGE_SRC_URL.replace('.sjson', '.json');
  const unsigned = await here.vmtest(['images', 'query', '--remote'], { IMAGE_SRC_URL: json });
  assert.equal(unsigned.code, 2);
  assert.doesNotMatch(unsigned.err, /secret/);
});
