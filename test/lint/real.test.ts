import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { matchesGlob, posix } from 'node:path';
import { test } from 'node:test';
import { folderOf, type Layers } from '../../tools/layers.ts';
import { importsOf } from './imports.ts';

const ROOT = posix.join(import.meta.dirname, '../..');
const SRC = posix.join(ROOT, 'src');
const layers = JSON.parse(readFileSync(posix.join(ROOT, 'layers.json'), 'utf8')) as Layers;
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const BUILTIN = /^node:/;
// A pure file decides; it does not read, write, listen or start.
const IO = /^node:(?:fs|child_process|net|http|https|http2|dgram|dns|tls|worker_threads|cluster|readline|timers)(?:\/|$)/;

/** True where `file` of src may import `target` of src by the folders' rows and the pure files' list. */
function mayImport(file: string, target: string): boolean {
  const [from, to] = [folderOf(layers, file), folderOf(layers, target)];
  if (from === undefined || to === undefined) return false;
  if (from === to || layers.folders[from]?.includes(to) === true) return true;
  return (layers.pure[from]?.[to] ?? []).some((glob) => matchesGlob(posix.relative(to, target), glob));
}

function mayImportPackage(file: string, name: string): boolean {
  const row = Object.entries(layers.packages).find(([key]) =>
    key.endsWith('/*') ? name.startsWith(key.slice(0, -1)) : name === key || name.startsWith(`${key}/`),
  );
  return row?.[1].some((place) => place === file || place === folderOf(layers, file)) ?? false;
}

/** What is wrong with one import of one file of src; undefined where it is permitted. */
function wrong(file: string, name: string): string | undefined {
  if (BUILTIN.test(name)) return undefined;
  if (!name.startsWith('.')) return mayImportPackage(file, name) ? undefined : `${file} may not import the package ${name}`;
  const path = posix.join(SRC, posix.dirname(file), name);
  if (!path.startsWith(`${SRC}/`)) return `${file} imports ${name}, which is outside src`;
  const target = posix.relative(SRC, path);
  return mayImport(file, target) ? undefined : `${file} may not import ${target}`;
}

test('no file of src breaks the table', () => {
  assert.ok(files.length > 0);
  const found = files.flatMap((file) => importsOf(readFileSync(posix.join(SRC, file), 'utf8')).map((name) => wrong(file, name)));
  assert.deepEqual(
    found.filter((problem) => problem !== undefined),
    [],
  );
});

test('every file of src lies in a folder of the table', () => {
  assert.deepEqual(
    files.filter((file) => folderOf(layers, file) === undefined),
    [],
  );
});

test('the pure files that a higher folder may import do no I/O, nor do those of their folder that they import', () => {
  const listed = files.filter((file) =>
    Object.values(layers.pure)
      .flatMap((row) => Object.entries(row))
      .some(([folder, globs]) => file.startsWith(`${folder}/`) && globs.some((glob) => matchesGlob(posix.relative(folder, file), glob))),
  );
  const pure = new Set(listed);
  const found: string[] = [];
  for (const file of pure) {
    for (const name of importsOf(readFileSync(posix.join(SRC, file), 'utf8'))) {
      if (IO.test(name)) found.push(`${file} imports ${name}`);
      const target = posix.join(posix.dirname(file), name);
      // A set is walked to its end, with what is added on the way.
      if (name.startsWith('.') && files.includes(target) && folderOf(layers, target) === folderOf(layers, file)) pure.add(target);
    }
  }
  assert.deepEqual(found, []);
});

test('the table has no way back: no folder reaches itself', () => {
  for (const folder of Object.keys(layers.folders)) {
    const reached = new Set<string>();
    const visit = (name: string) => {
      for (const next of [...(layers.folders[name] ?? []), ...Object.keys(layers.pure[name] ?? {})]) {
        assert.ok(next in layers.folders, `${name} may import ${next}, which has no row`);
        if (reached.has(next)) continue;
        reached.add(next);
        visit(next);
      }
    };
    visit(folder);
    assert.ok(!reached.has(folder), `${folder} reaches itself`);
  }
});
