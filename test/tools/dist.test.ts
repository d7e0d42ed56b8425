import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { test } from 'node:test';
import { bundle, THREADS } from '../../tools/bundle.ts';
import { buildDist, ENTRIES } from '../../tools/dist.ts';
import { tempFolder } from '../support/temp.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What only some runs need, and is slow to load. */
const TOOLKITS = /\/node_modules\/(?:@actions\/(?:artifact|cache|http-client)|@azure|openpgp|undici|junit-report-builder)\//;

type Chunks = Awaited<ReturnType<typeof bundle>>;

/** A checkout at another path. */
function copyCheckout(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  for (const name of ['src', 'package.json', 'LICENSE']) cpSync(join(from, name), join(to, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  return to;
}

const read = (folder: string): Map<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** The modules, as absolute paths, that are loaded before the first line of one that chunks have runs. */
function loadedWith(chunks: Chunks, module: string): string[] {
  const seen = new Set<string>();
  const add = (name: string): string[] => {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    if (chunk === undefined || seen.has(name)) return [];
    seen.add(name);
    return [...chunk.moduleIds, ...chunk.imports.flatMap(add)];
  };
  const its = chunks.filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${module}`)));
  assert.equal(its.length, 1, `${module} is in ${its.length} chunks`);
  return its.flatMap(({ fileName }) => add(fileName));
}

test('the same bytes from two checkouts, none of whose paths is in them', async () => {
  await using folder = await tempFolder();
  const one = copyCheckout(ROOT, join(folder.path, 'one'));
  const other = copyCheckout(one, join(folder.path, 'deeper/still/other'));
  mkdirSync(join(one, 'dist'));
  writeFileSync(join(one, 'dist/stale.js'), '');
  await buildDist(join(one, 'dist'), one);
  await buildDist(join(folder.path, 'elsewhere'), other);
  const files = read(join(one, 'dist'));
  assert.deepEqual(read(join(folder.path, 'elsewhere')), files);
  for (const name of [...Object.keys(ENTRIES).map((entry) => `${entry}.js`), 'LICENSES.txt']) assert.ok(files.has(name), name);
  assert.ok(!files.has('stale.js'), 'what was there before is gone');
  for (const [name, text] of files) {
    assert.ok(/^[\w.-]+\.(?:js|txt)$/.test(name), name);
    for (const path of [folder.path, ROOT]) assert.ok(!text.includes(path), `${name} names ${path}`);
  }
});

test('a bundle in dist/ finds its version in the package.json beside that folder', async () => {
  await using folder = await tempFolder();
  const entry = join(folder.path, 'entry.ts');
  writeFileSync(entry, `import { ownVersion } from '${join(ROOT, 'src/engine/version.ts')}';\nprocess.stdout.write(ownVersion());\n`);
  await bundle({ root: ROOT, entries: { entry: relative(ROOT, entry) }, out: join(folder.path, 'dist'), prefix: '' });
  copyFileSync(join(ROOT, 'package.json'), join(folder.path, 'package.json'));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  assert.equal(execFileSync(process.execPath, [join(folder.path, 'dist/entry.js')], { encoding: 'utf8' }), version);
});

test('what the sources read or load relative to a module is where a bundle has it', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const using = files.filter((name) => readFileSync(join(ROOT, 'src', name), 'utf8').includes('import.meta.'));
  // The version, tested above; the name of a process, which is an entry; and the name of a thread.
  assert.deepEqual(using.sort(), ['engine/version.ts', 'faces/action/cache-call.ts', 'faces/artifacts/toolkit.ts']);
  const call = readFileSync(join(ROOT, 'src/faces/action/cache-call.ts'), 'utf8');
  for (const file of ['cache-step.ts', 'cache-step.js']) assert.ok(call.includes(`'./${file}'`), file);
  assert.ok(Object.hasOwn(ENTRIES, 'cache-step'));
  const toolkit = readFileSync(join(ROOT, 'src/faces/artifacts/toolkit.ts'), 'utf8');
  for (const [name, module] of Object.entries(THREADS)) {
    for (const file of [basename(module), `${name}.js`]) assert.ok(toolkit.includes(`'./${file}'`), file);
  }
});

test('no entry of the action, nor what it does first, loads a toolkit', async () => {
  await using folder = await tempFolder();
  const chunks = await bundle({ root: ROOT, entries: ENTRIES, out: folder.path, prefix: '' });
  assert.deepEqual(
    Object.keys(THREADS).filter((name) => !loadedWith(chunks, ENTRIES[name] as string).some((id) => TOOLKITS.test(id))),
    [],
    'a thread of a toolkit has it',
  );
  for (const name of ['main', 'post', 'plan', 'report']) {
    assert.deepEqual(
      loadedWith(chunks, `src/faces/action/${name}.ts`).filter((id) => TOOLKITS.test(id)),
      [],
      name,
    );
    const work = `src/faces/action/run-${name}.ts`;
    if (existsSync(join(ROOT, work)))
      assert.deepEqual(
        loadedWith(chunks, work).filter((id) => TOOLKITS.test(id)),
        [],
        work,
      );
  }
});

test('the toolkits of Actions load from a bundle, each with a chunk that its first use brings', async () => {
  await using folder = await tempFolder();
  const names = ['@actions/core', '@actions/artifact', '@actions/cache', 'openpgp', 'undici'];
  const loads = names.map((name) => `typeof (await import('${name}'))`);
  writeFileSync(join(folder.path, 'entry.ts'), `process.stdout.write([${loads.join(', ')}].join());\n`);
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  const chunks = await bundle({ root: folder.path, entries: { entry: 'entry.ts' }, out: join(folder.path, 'dist'), prefix: '' });
  assert.deepEqual(
    loadedWith(chunks, 'entry.ts').filter((id) => id.includes('/node_modules/')),
    [],
  );
  const core = loadedWith(chunks, 'node_modules/@actions/core/lib/core.js');
  assert.deepEqual(
    core.filter((id) => TOOLKITS.test(id)),
    [],
    'words to the runner need no HTTP client',
  );
  const bundled = chunks.flatMap(({ moduleIds }) => moduleIds);
  assert.ok(bundled.some((id) => id.includes('/node_modules/binary/')));
  assert.deepEqual(
    bundled.filter((id) => id.includes('/node_modules/buffers/')),
    [],
    'buffers has no licence',
  );
  const said = execFileSync(process.execPath, [join(folder.path, 'dist/entry.js')], { encoding: 'utf8' });
  assert.equal(said, names.map(() => 'object').join());
});
