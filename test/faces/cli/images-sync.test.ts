import assert from 'node:assert/strict';
import { access, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../../src/base/files.ts';
import { imagesDesk } from './images-support.ts';

const NOBLE = ['boot-initrd', 'boot-kernel'].map((name) => `noble/amd64/20260701/ga-24.04/generic/${name}`);
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
// The host's architecture is not the test's matter.
const SYNC = ['images', 'sync', '--arches', 'amd64'] as const;

test('sync mirrors what filters pick, a dry run says so and changes nothing, and what is there is not fetched again', async () => {
  await using here = await imagesDesk();
  const { vmtest, server, stream, store } = here;
  const dry = await vmtest([...SYNC, 'noble', 'subarch=ga-24.04', '-n']);
  assert.deepEqual([dry.code, dry.err, await exists(store)], [0, '', false]);
  assert.match(
    dry.out,
    /^vmtest: would mirror arch=amd64 ftype~\(boot-initrd\|boot-kernel\|root-tgz\|squashfs\) release=noble subarch=ga-24\.04 of http/,
  );
  for (const path of NOBLE) assert.ok(dry.out.includes(`would fetch ${path} (`), dry.out);
  assert.match(dry.out, /\n3 to fetch \(27\.3 KiB\), 0 there\n$/);

  const first = await vmtest([...SYNC, 'noble', 'subarch=ga-24.04']);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /\nfetched noble\/amd64\/20260701\/squashfs \(19\.5 KiB\)\n/);
  assert.match(first.out, /\n3 fetched \(27\.3 KiB in \d.*, .*\/s\), 0 there\n$/);
  for (const path of [...NOBLE, 'noble/amd64/20260701/squashfs'])
    assert.deepEqual(await readFile(join(store, path)), Buffer.from(stream.files.get(path) as Uint8Array));

  const before = server.count();
  const again = await vmtest([...SYNC, 'noble', 'subarch=ga-24.04', '--json']);
  // The index and its three products files.
  assert.equal(server.count() - before, 4);
  const report = again.json() as Record<string, unknown>;
  assert.deepEqual([report.version, report.fetched, report.there, report.removed, report.dryRun], [1, [], 3, [], false]);
});

test('a newer version takes the place of an older one, and prune removes what a later sync may keep no more', async () => {
  await using here = await imagesDesk();
  const { vmtest, stream, store } = here;
  await vmtest([...SYNC, 'jammy']);
  await stream.publish('20260801', ({ release }) => release === 'jammy');
  here.publish();
  const both = await vmtest([...SYNC, 'jammy', '--images-to-keep', '2']);
  assert.match(both.out, /\n3 fetched \(.*\), 3 there\n$/);
  const dry = await vmtest(['images', 'prune', '--dry-run']);
  assert.match(
    dry.out,
    /^would remove com\.ubuntu\.maas\.stable:v3:boot:22\.04:amd64:ga-22\.04 20260601 \(27\.3 KiB\)\n1 version to remove \(27\.3 KiB\)\n$/,
  );
  assert.deepEqual((await readdir(join(store, 'jammy/amd64'))).sort(), ['20260601', '20260801']);
  const other = await vmtest(['images', 'prune', 'noble']);
  assert.match(other.out, /^nothing to remove in /);
  const kept = await vmtest(['images', 'prune'], { IMAGES_TO_KEEP: '2' });
  assert.match(kept.out, /^nothing to remove in /);
  const gone = await vmtest(['images', 'prune', '--json']);
  const { removed } = gone.json() as { removed: { version: string; held: null }[] };
  assert.deepEqual(
    removed.map(({ version, held }) => [version, held]),
    [['20260601', null]],
  );
  assert.deepEqual(await readdir(join(store, 'jammy/amd64')), ['20260801']);
});

test('what is wrong with the command line is told at once, and what is missing with the way to it', async () => {
  await using here = await imagesDesk();
  const { vmtest } = here;
  const wrong = await vmtest(['images', 'sync', 'a b', '--parallel', '0', '--verify', 'no', '--build', '--images-to-keep', 'x']);
  const said = [
    '"a b" is no filter',
    '--parallel cannot be "0"',
    '--verify cannot be "no"',
    'picks from a stream, --build is for',
    '--images-to-keep cannot be "x"',
  ];
  assert.equal(wrong.code, 2);
  for (const words of [...said, '5 errors']) assert.ok(wrong.err.includes(words), words);
  const nothing = await vmtest(['images', 'sync']);
  assert.equal(nothing.code, 2);
  assert.match(
    nothing.err,
    /nothing says what to fetch: there is no suite.*\n.*images sync -f FILE; or filters of a stream: vmtest images sync noble/,
  );
  const typo = await vmtest([...SYNC, 'nobel']);
  assert.equal(typo.code, 3);
  assert.match(typo.err, /meets release=nobel \[VMTEST_IMAGE_NOT_FOUND\]\n {2}→ there is release centos70, jammy, noble\n/);
  const field = await vmtest([...SYNC, 'releas=noble']);
  assert.match(field.err, /no item has a field releas; there is arch, .*release, /);
  const idle = await vmtest(['images', 'query', '--verify', 'none']);
  assert.deepEqual([idle.code, idle.err.includes('--remote')], [2, true]);
  const some = await vmtest([...SYNC, 'jammy', 'nobel', '-n']);
  assert.deepEqual([some.code, /nothing that is mirrored has release=nobel: it is passed over/.test(some.out)], [0, true], some.out);
  assert.doesNotMatch((await vmtest(['images', 'sync', '--help'])).out, /\[\]/);
  const unsigned = await vmtest([...SYNC, 'noble'], { IMAGE_SRC_URL: here.server.url('/streams/v1/index.json') });
  assert.deepEqual([unsigned.code, unsigned.err.includes('--verify none')], [2, true]);
  const believed = await vmtest([...SYNC, 'noble', '--verify', 'none'], { IMAGE_SRC_URL: here.server.url('/streams/v1/index.json') });
  assert.equal(believed.code, 0, believed.err);
  const help = await vmtest(['images']);
  assert.equal(help.code, 2);
  for (const verb of ['sync', 'list', 'query', 'prune', 'lock', 'verify']) assert.match(help.err, new RegExp(`^ {2}${verb} `, 'm'));
});

test('Ctrl-C ends a sync with 130, the store as it was, and what was fetched in part is gone on with', async () => {
  const big = { 'boot-initrd': 100, 'boot-kernel': 100, squashfs: 6_000_000 };
  await using here = await imagesDesk({}, { products: [{ release: 'noble', number: '24.04', versions: ['1'], sizes: big }] });
  const { vmtest, server, store, desk } = here;
  server.misbehave('/noble/amd64/1/squashfs', { after: 5_000_000, ending: 'stall' }, 1);
  const script = `"$@" & pid=$!
until [ -n "$(find '${store}/.vmtest-data/vmtest/partial' -size +900k 2>/dev/null)" ]; do sleep 0.05; done
kill -INT $pid; wait $pid`;
  const environment = Object.entries(here.env).map(([name, value]) => `${name}=${value}`);
  const stopped = await desk.through(['env', ...environment, 'bash', '-c', script, 'bash'], [...SYNC, 'noble']);
  assert.equal(stopped.code, 130, stopped.err);
  assert.match(stopped.out, /vmtest: SIGINT: what is fetched in part is kept for the next sync/);
  assert.match(stopped.err, /vmtest: stopped after/);
  assert.equal(await exists(join(store, 'noble')), false);
  const list = await vmtest(['images', 'list']);
  assert.match(list.out, /^no images in .*\npartial downloads: [1-3] \(.*\); a sync goes on with them, prune removes them\n$/);
  const prune = await vmtest(['images', 'prune', '-n']);
  assert.match(prune.out, /^[1-3] partial downloads? to remove \(.*\)\n$/);
  const next = await vmtest([...SYNC, 'noble']);
  assert.equal(next.code, 0, next.err);
  const ranges = server.asked.filter(({ path, headers }) => path.endsWith('/squashfs') && headers.range !== undefined);
  assert.equal(ranges.length, 1, 'the rest of it was asked for');
  assert.equal((await stat(join(store, 'noble/amd64/1/squashfs'))).size, 6_000_000);
});

test('verify finds a flipped byte, takes it out with --repair, and the next sync brings it again', async () => {
  await using here = await imagesDesk();
  const { vmtest, store, stream } = here;
  await vmtest([...SYNC, 'jammy']);
  const good = await vmtest(['images', 'verify']);
  assert.deepEqual([good.code, good.err], [0, '']);
  assert.match(good.out, /^3 files \(27\.3 KiB\) in .* hashed in .*: all are what they should be\n$/);
  const path = 'jammy/amd64/20260601/squashfs';
  const bytes = Buffer.from(stream.files.get(path) as Uint8Array);
  bytes[100] = (bytes[100] as number) ^ 1;
  await writeFile(join(store, path), bytes);
  const bad = await vmtest(['images', 'verify', '--json']);
  const { damages } = bad.json() as { damages: { path: string; problem: string; removed: boolean }[] };
  assert.equal(bad.code, 3);
  assert.deepEqual(
    damages.map((damage) => [damage.path, damage.problem, damage.removed]),
    [[path, 'digest', false]],
  );
  const repaired = await vmtest(['images', 'verify', '--repair']);
  assert.equal(repaired.code, 0, 'nothing wrong is left');
  assert.match(repaired.out, /: 1 damaged, all taken out: the next sync or run brings it again\n$/);
  assert.match(repaired.out, /^digest: jammy\/amd64\/20260601\/squashfs: sha256 .* \(taken out\)\n/);
  const list = await vmtest(['images', 'list']);
  assert.match(list.out, /ga-22\.04 +20260601 .* partial\n/);
  assert.match((await vmtest([...SYNC, 'jammy'])).out, /\n1 fetched \(.*\), 2 there\n$/);
  assert.equal((await vmtest(['images', 'verify'])).code, 0);
});

test('the images of a suite: those of streams and of addresses, one that fails does not keep the others away', async () => {
  await using here = await imagesDesk();
  const { vmtest, desk, server, store } = here;
  const disk = Buffer.alloc(70_000, 'disk');
  server.files.set('/cloud/disk.img', { body: disk });
  server.files.set('/cloud/SHA256SUMS', { body: `${sha256(disk)} *disk.img\n` });
  const suite = `version: 1
images:
  noble: { simplestreams: { release: noble, arch: amd64 } }
  gone: { simplestreams: { release: warty, arch: amd64 } }
  cloud: { url: { disk: { url: '${server.url('/cloud/disk.img')}', sums: { url: '${server.url('/cloud/SHA256SUMS')}', verify: none } } } }
  debian: { mmdebstrap: { suite: bookworm } }
tests:
  one: { image: cloud, boot: {} }
`;
  await desk.write({ 'vmtest.yaml': suite });
  const some = await vmtest(['images', 'sync']);
  assert.equal(some.code, 3, some.err);
  assert.match(some.err, /image gone: .* meets release=warty/);
  await access(join(store, 'noble/amd64/20260701/squashfs'));
  await desk.write({ 'vmtest.yaml': suite.replace('warty', 'jammy') });
  const dry = await vmtest(['images', 'sync', '--dry-run']);
  assert.match(dry.out, /would fetch jammy\/amd64\/20260601\/squashfs \(19\.5 KiB\) for gone\n3 to fetch \(27\.3 KiB\), 4 there\n$/);
  const rest = await vmtest(['images', 'sync']);
  assert.equal(rest.code, 0, rest.err);
  assert.match(rest.out, /\n3 fetched \(27\.3 KiB in .*\), 4 there\n$/);
  const list = (await vmtest(['images', 'list', '--json'])).json() as { images: { kind: string; name: string }[] };
  assert.deepEqual(
    list.images.filter(({ kind }) => kind === 'url').map(({ name }) => name),
    [server.url('/cloud/disk.img')],
  );
  const url = suite.replace(/ {2}(?:debian|gone|noble): .*\n/g, '');
  await desk.write({ 'vmtest.yaml': url });
  const locked = await vmtest(['images', 'lock']);
  assert.match(locked.out, new RegExp(`^cloud: new → sha256 ${sha256(disk).slice(0, 12)}\n`));
});

test('one JSON document tells what was done, what stays, and what was wrong', async () => {
  await using here = await imagesDesk();
  const { vmtest, desk, stream } = here;
  await desk.write({
    'vmtest.yaml': `version: 1
images:
  noble: { simplestreams: { release: noble, arch: amd64 } }
  again: { simplestreams: { release: noble, arch: amd64 } }
  gone: { simplestreams: { release: warty, arch: amd64 } }
tests:
  one: { image: noble, boot: {} }
`,
  });
  const dry = await vmtest(['images', 'sync', '-n']);
  assert.equal(dry.code, 3);
  assert.match(dry.out, /\n3 to fetch \(27\.3 KiB\), 0 there\n$/);
  assert.match(dry.err, /warty/);
  const some = await vmtest(['images', 'sync', '--json']);
  assert.equal(some.code, 3);
  const report = some.json() as Record<'fetched' | 'removed' | 'held' | 'problems', readonly { image?: string; message?: string }[]>;
  assert.deepEqual([report.fetched.length, report.removed, report.held, report.problems.length], [3, [], [], 1]);
  assert.ok(report.fetched.every(({ image }) => image === 'noble'));
  assert.match(report.problems[0]?.message ?? '', /warty/);
  const held = await vmtest(['images', 'sync', '--json', '--arches', 'amd64', 'nobel']);
  assert.equal((held.json() as { problems: unknown[] }).problems.length, 1);
  await stream.publish('20260801', ({ release }) => release === 'noble');
  here.publish();
  assert.equal((await vmtest([...SYNC, 'noble'])).code, 0);
  const old = await vmtest([...SYNC, 'noble', 'version_name=20260701', 'subarch=ga-24.04']);
  assert.equal(old.code, 0);
  assert.match(old.out, /ga-24\.04 20260701 is not mirrored: 20260801 in the store is newer, .* --images-to-keep 2 or more\n/);
});

test('a file with the wrong bytes is not told as fetched', async () => {
  await using here = await imagesDesk();
  here.server.files.set('/jammy/amd64/20260601/squashfs', { body: Buffer.alloc(20_000, 'x') });
  const bad = await here.vmtest([...SYNC, 'jammy', '--parallel', '1']);
  assert.equal(bad.code, 3);
  assert.match(bad.err, /VMTEST_DOWNLOAD_DIGEST/);
  assert.doesNotMatch(bad.out, /fetched .*squashfs/);
});

test('a pinned version that the stream has withdrawn is taken from the store, with a note', async () => {
  await using here = await imagesDesk();
  const { vmtest, desk, stream } = here;
  const suite = `version: 1
images:
  jammy: { simplestreams: { release: jammy, arch: amd64, version: '20260601' } }
tests:
  one: { image: jammy, boot: {} }
`;
  await desk.write({ 'vmtest.yaml': suite });
  assert.equal((await vmtest(['images', 'lock'])).code, 0);
  assert.equal((await vmtest(['images', 'sync'])).code, 0);
  await stream.publish('20260801', ({ release }) => release === 'jammy');
  await stream.withdraw('20260601', ({ release }) => release === 'jammy');
  here.publish();
  const there = await vmtest(['images', 'sync']);
  assert.equal(there.code, 0, there.err);
  assert.match(there.out, /image jammy: the stream has .*ga-22\.04 20260601 no longer; the store has it whole\n/);
  assert.match(there.out, /\nnothing to fetch, 3 there\n$/);
  const empty = await vmtest(['images', 'sync'], { IMAGE_DIR: `${here.store}2` });
  assert.equal(empty.code, 3);
  assert.match(empty.err, /has no version 20260601, which the suite names, any more/);
  assert.doesNotMatch(empty.err, /lock file|images lock/);
});

test('Ctrl-C ends a verify with 130, and it says how far it came', async () => {
  await using here = await imagesDesk();
  const { vmtest, store, desk } = here;
  await vmtest([...SYNC, 'jammy']);
  // A sparse file that nobody hashes within a minute.
  const folder = join(store, 'mmdebstrap/bookworm-1');
  await mkdir(folder, { recursive: true });
  const huge = { file: 'root.squashfs', bytes: 2 ** 38, sha256: '0'.repeat(64) };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ files: { root: huge } }));
  await writeFile(join(folder, 'root.squashfs'), '');
  await truncate(join(folder, 'root.squashfs'), huge.bytes);
  const script = `"$@" & pid=$!
until [ -n "$(find /proc/$pid/fd -lname '*/root.squashfs' 2>/dev/null)" ]; do sleep 0.05; done
kill -INT $pid; wait $pid`;
  const through = ['env', `IMAGE_DIR=${store}`, 'bash', '-c', script, 'bash'];
  const [text, json] = await Promise.all(
    [
      ['images', 'verify', '--repair'],
      ['images', 'verify', '--json'],
    ].map((args) => desk.through(through, args)),
  );
  assert.deepEqual([text?.code, json?.code], [130, 130], text?.err);
  assert.match(text?.out ?? '', /^stopped: 3 of 4 files \(27\.3 KiB\) in .* hashed in .*: all are what they should be\n$/);
  const { files, total, problems } = JSON.parse(json?.out ?? '') as {
    files: number;
    total: number;
    problems: { code: string; message: string }[];
  };
  assert.deepEqual([files, total, problems.map(({ code }) => code)], [3, 4, ['VMTEST_CANCELLED']]);
  assert.match(problems[0]?.message ?? '', /cancelled after 3 of 4 files$/);
});
