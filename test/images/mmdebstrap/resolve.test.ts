import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pruneBuilds } from '../../../src/images/builds/prune.ts';
import type { ResolveOptions } from '../../../src/images/image.ts';
import { mmdebstrapFolder } from '../../../src/images/mmdebstrap/resolve.ts';
import { resolveImage as resolveAndHold } from '../../../src/images/resolve.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import type { ImageDefinition } from '../../../src/model/suite.ts';
import { tempFolder } from '../../support/temp.ts';
import { BUILDS, image, SOURCE, standIn } from '../support.ts';

const DEBIAN = image(SOURCE);

/** The image, not held any more. */
async function resolveImage(definition: ImageDefinition, options: ResolveOptions) {
  const { release, ...resolved } = await resolveAndHold(definition, options);
  await release();
  return resolved;
}

const built = async (folder: string) => (await readFile(join(folder, 'stand-in/builds'), 'utf8')).trim().split('\n').length;
/** What is in the store beside locks, logs and what was remembered of the index, and in the scratch folder. */
const left = async (folder: string) => [
  ...(await readdir(join(folder, 'store/mmdebstrap'))).filter((name) => !/^\.(?:lock|index)-|\.log$/.test(name)),
  ...(await readdir(join(folder, 'scratch'))),
];

async function appears(folder: string, name: string): Promise<void> {
  const stop = AbortSignal.timeout(30_000);
  for await (const _ of watch(folder, { signal: stop })) if (existsSync(join(folder, name))) return;
}

test('an image is built once, is whole, and then comes from the store', async () => {
  await using folder = await tempFolder();
  const { options, said } = await standIn(folder.path, BUILDS.tar);
  const first = await resolveImage(DEBIAN, options);
  assert.ok(first.builtSeconds > 0);
  assert.deepEqual(Object.keys(first.files).sort(), ['initrd', 'kernel', 'root', 'root-tar']);
  assert.equal(await readFile(first.files.kernel as string, 'utf8'), 'kernel 6.1.0-10');
  assert.ok(
    said.some((line) => line.endsWith('extracting archives...')),
    said.join('\n'),
  );
  const again = await resolveImage(DEBIAN, options);
  assert.deepEqual(again, { ...first, builtSeconds: 0 });
  assert.equal(await built(folder.path), 1);
  assert.match((await left(folder.path)).join(), /^bookworm-[0-9a-f]{16}$/);
});

test('two that want the same image at once build it once', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.tar);
  const [one, two] = await Promise.all([resolveImage(DEBIAN, options), resolveImage(image(SOURCE, 'other'), options)]);
  assert.deepEqual(one.files, two.files);
  assert.equal(await built(folder.path), 1);
});

test('a new package index makes a new version, an answer about it holds for a while', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.tar);
  const first = await resolveImage(DEBIAN, options);
  await writeFile(join(folder.path, 'stand-in/InRelease'), 'index two\n');
  assert.deepEqual((await resolveImage(DEBIAN, { ...options, indexSeconds: 3600 })).files, first.files);
  assert.notDeepEqual((await resolveImage(DEBIAN, options)).files, first.files);
  assert.equal(await built(folder.path), 2);
});

test('without the package index a built image of the recipe serves, with a note; another recipe is refused', async () => {
  await using folder = await tempFolder();
  const { options, said } = await standIn(folder.path, BUILDS.tar);
  const first = await resolveImage(DEBIAN, options);
  await rm(join(folder.path, 'stand-in/InRelease'));
  assert.deepEqual((await resolveImage(DEBIAN, options)).files, first.files);
  assert.match(said.at(-1) as string, /package index cannot be read/);
  await assert.rejects(resolveImage(image({ ...SOURCE, include: ['linux-image-amd64', 'x'] }), options), {
    code: 'VMTEST_IMAGE_UNAVAILABLE',
  });
});

test('an image that lost data is built again', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.tar);
  const first = await resolveImage(DEBIAN, options);
  await truncate(first.files.root as string, 10);
  assert.deepEqual((await resolveImage(DEBIAN, options)).digests.kernel, first.digests.kernel);
  assert.equal(await built(folder.path), 2);
});

test('a failed build says why, names the log and leaves nothing else', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.failure);
  const error = await resolveImage(DEBIAN, options).then(
    () => assert.fail('it was built'),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof VmtestError);
  assert.equal(error.code, 'VMTEST_IMAGE_UNAVAILABLE');
  assert.match(error.message, /Unable to locate package nonsense/);
  const log = /log is (.*)$/.exec(error.hint as string)?.[1] as string;
  assert.match(await readFile(log, 'utf8'), /installing essential/);
  assert.deepEqual(await left(folder.path), []);
});

test('packages without a kernel, where one was asked for, are told', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, 'tar -cf - -C "$here" InRelease');
  await assert.rejects(resolveImage(DEBIAN, options), { code: 'VMTEST_IMAGE_UNAVAILABLE', message: /no kernel/ });
  assert.deepEqual(await left(folder.path), []);
});

test('a cancelled build leaves nothing', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.hang);
  const stop = new AbortController();
  const building = resolveImage(DEBIAN, { ...options, signal: stop.signal });
  await Promise.all([
    assert.rejects(building, { code: 'VMTEST_CANCELLED' }),
    appears(join(folder.path, 'stand-in'), 'hangs').then(() => stop.abort()),
  ]);
  assert.deepEqual(await left(folder.path), []);
});

test('what a killed build left is removed by the next', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.hang);
  const module = JSON.stringify(import.meta.resolve('../../../src/images/resolve.ts'));
  const program = `const { resolveImage } = await import(${module});
    await resolveImage(${JSON.stringify(DEBIAN)}, { ...${JSON.stringify(options)}, emit: () => {} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  await appears(join(folder.path, 'stand-in'), 'hangs');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal((await left(folder.path)).length, 2);
  // Of another version too: its lock is free.
  const other = await standIn(folder.path, BUILDS.tar);
  await mkdtemp(join(folder.path, 'store/mmdebstrap/not-ours-'));
  await resolveImage(image({ ...SOURCE, customize: 'true' }), other.options);
  assert.match((await left(folder.path)).sort().join(), /^bookworm-[0-9a-f]{16},not-ours-\w+$/);
  assert.ok(other.said.some((line) => line.includes('killed build')));
});

test('an image in use is not pruned', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.tar);
  const held = await resolveAndHold(DEBIAN, options);
  const prune = () => pruneBuilds(mmdebstrapFolder(options.store), { keep: 0, dryRun: false, env: options.env });
  assert.deepEqual(
    (await prune()).map((build) => build.held),
    ['in use'],
  );
  await held.release();
  assert.deepEqual(
    (await prune()).map((build) => build.held),
    [null],
  );
});

test('an archive that moved since the lock file was written is told', async () => {
  await using folder = await tempFolder();
  const { options } = await standIn(folder.path, BUILDS.tar);
  const warned: string[] = [];
  const warn = (message: string) => warned.push(message);
  const { manifest } = await (async () => {
    const { files } = await resolveImage(DEBIAN, options);
    const text = await readFile(join(files.kernel as string, '../manifest.json'), 'utf8');
    return { manifest: JSON.parse(text) as { recipeKey: string; indexDigest: string } };
  })();
  const locked = { kind: 'mmdebstrap', recipe: manifest.recipeKey, index: manifest.indexDigest } as const;
  await resolveImage(DEBIAN, { ...options, warn, locked });
  assert.deepEqual(warned, []);
  await resolveImage(DEBIAN, { ...options, warn, locked: { ...locked, index: '0'.repeat(64) } });
  await resolveImage(DEBIAN, { ...options, warn, locked: { ...locked, recipe: '0'.repeat(64) } });
  await resolveImage(DEBIAN, { ...options, warn, locked: { kind: 'url', files: {} } });
  assert.match(
    warned[0] ?? '',
    /^image debian: the archive has moved since the lock file was written: package index 0{12} → [0-9a-f]{12}$/,
  );
  assert.match(warned[1] ?? '', /its recipe has changed since the lock file was written/);
  assert.match(warned[2] ?? '', /the lock file has it as url, and the suite as mmdebstrap/);
});
