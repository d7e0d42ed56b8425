import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { test } from 'node:test';
import { bundle, THREADS } from '../../tools/bundle.ts';
import { buildDist } from '../../tools/dist.ts';
import { tempFolder } from '../support/temp.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRIES = ['main', 'post', 'plan', 'report'];
/** What only some runs need, and is slow to load. */
const TOOLKITS = /(?:^|\/)node_modules\/(?:@actions\/(?:artifact|cache)|@azure|openpgp|undici|junit-report-builder|fast-xml-parser)\//;

/** A checkout at another path. */
function copyCheckout(to: string): string {
  mkdirSync(to, { recursive: true });
  for (const name of ['src', 'package.json', 'LICENSE']) cpSync(join(ROOT, name), join(to, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  return to;
}

const read = (folder: string): Map<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** The modules that are loaded before the first line of an entry runs. */
function loadedAtStart(files: ReadonlyMap<string, string>, entry: string, seen = new Set<string>()): string[] {
  if (seen.has(entry)) return [];
  seen.add(entry);
  const text = files.get(entry) ?? '';
  const modules = [...text.matchAll(/^\/\/#region (.*)$/gm)].map((match) => match[1] as string);
  const imports = [...text.matchAll(/^(?:import|export) (?:[^;]*? from )?"\.\/([^"]+)";$/gm)].map((match) => match[1] as string);
  return [...modules, ...imports.flatMap((name) => loadedAtStart(files, name, seen))];
}

test('the same bytes from two checkouts, none of whose paths is in them, and no toolkit that is loaded before it is needed', async () => {
  await using folder = await tempFolder();
  const one = copyCheckout(join(folder.path, 'one'));
  const other = copyCheckout(join(folder.path, 'deeper/still/other'));
  mkdirSync(join(one, 'dist'));
  writeFileSync(join(one, 'dist/stale.js'), '');
  await buildDist(join(one, 'dist'), one);
  await buildDist(join(folder.path, 'elsewhere'), other);
  const files = read(join(one, 'dist'));
  assert.deepEqual(read(join(folder.path, 'elsewhere')), files);
  for (const name of [...[...ENTRIES, ...Object.keys(THREADS)].map((entry) => `${entry}.js`), 'LICENSES.txt'])
    assert.ok(files.has(name), name);
  for (const [name, text] of files) {
    assert.ok(/^[\w.-]+\.(?:js|txt)$/.test(name), name);
    for (const path of [folder.path, ROOT]) assert.ok(!text.includes(path), `${name} names ${path}`);
  }
  for (const entry of ENTRIES)
    assert.deepEqual(
      loadedAtStart(files, `${entry}.js`).filter((module) => TOOLKITS.test(module)),
      [],
      entry,
    );
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
  // The version, tested above; and the name of a thread.
  assert.deepEqual(using.sort(), ['engine/version.ts', 'faces/artifacts/toolkit.ts']);
  const toolkit = readFileSync(join(ROOT, 'src/faces/artifacts/toolkit.ts'), 'utf8');
  for (const [name, module] of Object.entries(THREADS)) {
    for (const file of [basename(module), `${name}.js`]) assert.ok(toolkit.includes(`'./${file}'`), file);
  }
});

test('the toolkits of Actions load from a bundle, each with a chunk that its first use brings', async () => {
  await using folder = await tempFolder();
  const names = ['@actions/core', '@actions/artifact', '@actions/cache', 'openpgp', 'undici'];
  const loads = names.map((name) => `typeof (await import('${name}'))`);
  writeFileSync(join(folder.path, 'entry.ts'), `process.stdout.write([${loads.join(', ')}].join());\n`);
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  await bundle({ root: folder.path, entries: { entry: 'entry.ts' }, out: join(folder.path, 'dist'), prefix: '' });
  const files = read(join(folder.path, 'dist'));
  assert.deepEqual(
    loadedAtStart(files, 'entry.js').filter((module) => module.startsWith('node_modules/')),
    [],
  );
  assert.ok(![...files.values()].some((text) => text.includes('#region node_modules/buffers/')), 'buffers has no licence');
  const core = [...files].find(([, text]) => text.includes('#region node_modules/@actions/core/lib/core.js'))?.[0] ?? '';
  assert.deepEqual(
    loadedAtStart(files, core).filter((module) => module.includes('node_modules/undici/')),
    [],
    'words to the runner need no HTTP',
  );
  const said = execFileSync(process.execPath, [join(folder.path, 'dist/entry.js')], { encoding: 'utf8' });
  assert.equal(said, names.map(() => 'object').join());
});
