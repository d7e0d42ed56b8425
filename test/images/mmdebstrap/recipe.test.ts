import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extract } from 'tar-stream';
import { buildArgs } from '../../../src/images/mmdebstrap/args.ts';
import { decisiveLines } from '../../../src/images/mmdebstrap/build.ts';
import { inReleaseUrls } from '../../../src/images/mmdebstrap/package-index.ts';
import { filesOf, recipeKey, rolesOf, versionName } from '../../../src/images/mmdebstrap/recipe.ts';
import { recipeTar } from '../../../src/images/mmdebstrap/recipe-tar.ts';
import { SOURCE } from '../support.ts';

test('a recipe is known by what it makes, not by how it is written', () => {
  const key = recipeKey({ ...SOURCE, include: ['a', 'b'], files: { '/etc/a': '1', '/etc/b': '2' } });
  assert.equal(recipeKey({ ...SOURCE, include: ['b', 'a', 'a'], files: { '/etc/b': '2', '//etc/a': '1' } }), key);
  const others = [
    { ...SOURCE, include: ['a'] },
    { ...SOURCE, arch: 'aarch64' as const },
    { ...SOURCE, customize: 'true' },
    { ...SOURCE, root: 'ext4' as const },
    { ...SOURCE, mirrors: ['m'] },
  ];
  assert.equal(new Set([key, recipeKey(SOURCE), ...others.map(recipeKey)]).size, 7);
});

test('a version is named by the suite, the recipe and the package index', () => {
  const name = versionName(SOURCE, 'one');
  assert.match(name, /^bookworm-[0-9a-f]{16}$/);
  assert.notEqual(versionName(SOURCE, 'two'), name);
  assert.match(versionName({ ...SOURCE, suite: '../x y' }, 'one'), /^\.\._x_y-/);
});

test('a file of the recipe wins over ours of the same path', () => {
  const path = '/etc/initramfs-tools/conf.d/vmtest';
  assert.deepEqual(filesOf({ ...SOURCE, files: { [path]: 'theirs' } }), [[path, 'theirs']]);
});

test('an image has a kernel where its packages bring one', () => {
  assert.deepEqual(rolesOf(SOURCE), ['kernel', 'initrd', 'root', 'root-tar']);
  assert.deepEqual(rolesOf({ ...SOURCE, include: ['openssh-server', 'linux-base'] }), ['root', 'root-tar']);
});

test('mmdebstrap gets options before `--` and no text of the suite in a hook', () => {
  const source = {
    ...SOURCE,
    include: ['a', 'b'],
    components: ['main', 'contrib'],
    mirrors: ['https://mirror/debian'],
    customize: 'echo "$x"; rm',
  };
  const args = buildArgs(source, { mode: 'unshare', filesTar: '/s/files.tar', customizeTar: '/s/customize.tar' });
  assert.deepEqual(args.slice(args.indexOf('--')), ['--', 'bookworm', '-', 'https://mirror/debian']);
  for (const option of ['--mode=unshare', '--include=a,b', '--components=main,contrib', '--variant=minbase', '--architectures=amd64']) {
    assert.ok(args.includes(option), option);
  }
  assert.deepEqual(
    args.filter((option) => option.includes('-hook=')),
    [
      '--essential-hook=tar-in /s/files.tar /',
      '--customize-hook=tar-in /s/customize.tar /',
      '--customize-hook=chroot "$1" sh /.vmtest-customize',
      '--customize-hook=rm "$1/.vmtest-customize"',
    ],
  );
});

test('recipe files are root’s, executable where they are scripts, and bring no folders', async () => {
  const entries: unknown[] = [];
  const tar = extract();
  tar.end(
    await recipeTar([
      ['/etc/a', 'text'],
      ['usr/bin/b', '#!/bin/sh\n'],
    ]),
  );
  for await (const entry of tar) {
    const { name, mode, uid, gid, type } = entry.header;
    entries.push({ name, mode, uid, gid, type });
    entry.resume();
  }
  assert.deepEqual(entries, [
    { name: 'etc/a', mode: 0o644, uid: 0, gid: 0, type: 'file' },
    { name: 'usr/bin/b', mode: 0o755, uid: 0, gid: 0, type: 'file' },
  ]);
});

test('the package index is told by the InRelease files that apt would fetch', () => {
  const output = [
    'I: automatically chosen format: null',
    "'http://b.example/dists/x/InRelease' b.example_InRelease 0 ",
    "'http://a.example/dists/x/InRelease' a.example_InRelease 0 ",
    "'http://a.example/dists/x/main/binary-amd64/Packages.xz' a.example_Packages 0 ",
  ].join('\n');
  assert.deepEqual(inReleaseUrls(output), ['http://a.example/dists/x/InRelease', 'http://b.example/dists/x/InRelease']);
});

test('of a failed build the lines that say why are told', () => {
  const lines = [
    'I: running apt-get update...',
    'Get:1 http://x',
    'E: Unable to locate package nonsense',
    'I: main() received signal PIPE',
  ];
  assert.deepEqual(decisiveLines(lines), ['E: Unable to locate package nonsense']);
  assert.deepEqual(decisiveLines(['one', 'two']), ['one', 'two']);
});
