// Makes the layer part of biome.json from layers.json: `node tools/layers.ts` writes it, with --check only says whether it is current.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** The table of layers.json. A folder is named by its path under src; `index` is the file src/index.ts. */
export interface Layers {
  /** Folder → the folders that it may import from, itself apart. */
  readonly folders: Readonly<Record<string, readonly string[]>>;
  /** Folder → other folder → globs, under that one, of the pure files that it may import all the same. */
  readonly pure: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Package, or `@scope/*` → the folders and files that may import it. A package that is not named here is for nobody in src. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** Folder or file → what it may use of `process`; `*` is all of it, and `console`. */
  readonly process: Readonly<Record<string, '*' | readonly string[]>>;
}

interface Rule {
  readonly level: 'error';
  readonly options: unknown;
}

/** One entry of `overrides` in biome.json. */
export interface Override {
  readonly includes: readonly string[];
  readonly linter: { readonly rules: Readonly<Record<string, Readonly<Record<string, 'off' | 'error' | Rule>>>> };
}

const isFile = (name: string) => name.endsWith('.ts');

/** The folder of the table that a folder or file of src (path under src) belongs to; undefined where it has no row. */
export function folderOf(layers: Layers, path: string): string | undefined {
  if (path === 'index.ts') return 'index';
  return Object.keys(layers.folders).find((folder) => folder !== 'index' && (path === folder || path.startsWith(`${folder}/`)));
}

/**
 * One override for each folder, and one for each file that has a right of its own, each with its whole list: where two overrides
 * match one file, Biome takes a rule's options from the last and forgets the others'.
 */
export function overridesOf(layers: Layers): Override[] {
  const files = [...new Set([...Object.values(layers.packages).flat(), ...Object.keys(layers.process)])].filter(isFile).sort();
  const folders = Object.keys(layers.folders).map((folder) => {
    const apart = files.filter((file) => folderOf(layers, file) === folder).map((file) => `!src/${file}`);
    return override(layers, folder, folder, [folder === 'index' ? 'src/index.ts' : `src/${folder}/**`, ...apart]);
  });
  return [...folders, ...files.map((file) => override(layers, file, folderOf(layers, file) ?? '', [`src/${file}`]))];
}

/** `who` is the folder or file whose rights count beside those of `folder`, which it is or lies in. */
function override(layers: Layers, who: string, folder: string, includes: readonly string[]): Override {
  const allowed = (list: readonly string[]) => list.includes(who) || list.includes(folder);
  const members = layers.process[who] ?? layers.process[folder];
  const paths: Record<string, string> = {
    'node:module': 'src is ES modules only: no require.',
    module: 'src is ES modules only: no require.',
  };
  if (members !== '*') {
    for (const name of ['process', 'console']) {
      for (const module of [name, `node:${name}`]) paths[module] = `${name} belongs to src/faces: settings arrive as parameters.`;
    }
  }
  const groups = [...importGroups(layers, folder)];
  for (const [name, list] of Object.entries(layers.packages)) {
    if (allowed(list)) continue;
    const message = `${name} is imported by ${list.map((place) => `src/${place}`).join(' and ')} alone.`;
    groups.push({ group: name.endsWith('/*') ? [`${name}*`] : [name, `${name}/**`], message });
  }
  return {
    includes,
    linter: {
      rules: {
        style: {
          noRestrictedImports: { level: 'error', options: { paths, patterns: groups } },
          noRestrictedGlobals: { level: 'error', options: { deniedGlobals: deniedGlobals(members) } },
        },
        ...(Array.isArray(members)
          ? {
              nursery: {
                noJsRestrictedProperties: { level: 'error', options: { entries: [{ object: 'process', allowProperties: members }] } },
              },
            }
          : {}),
        suspicious: { noConsole: members === '*' ? 'off' : 'error' },
      },
    },
  };
}

function deniedGlobals(members: '*' | readonly string[] | undefined): Record<string, string> {
  const modules = { require: 'src is ES modules only.', module: 'src is ES modules only.' };
  if (members === '*') return modules;
  const hidden = 'Name the global itself; process and console belong to src/faces.';
  return {
    ...modules,
    ...(members === undefined ? { process: 'process belongs to src/faces: settings arrive as parameters.' } : {}),
    console: 'console belongs to src/faces: emit an event.',
    globalThis: hidden,
    global: hidden,
  };
}

/** What `folder` may not import by path: every other folder of the table, and what lies beside src. */
function* importGroups(layers: Layers, folder: string): Generator<{ group: string[]; message: string }> {
  for (const other of Object.keys(layers.folders)) {
    if (other === folder || layers.folders[folder]?.includes(other)) continue;
    const pure = layers.pure[folder]?.[other] ?? [];
    const but = pure.length === 0 ? '' : `, but for its pure files ${pure.join(', ')}`;
    const message = `src/${folder} may not import src/${other}${but} (layers.json).`;
    if (other === 'index') yield { group: ['**/../index.ts'], message };
    else {
      const way = folder === 'index' ? `**/${other}` : `**/../**/${posix.relative(folder, other).replace(/^(\.\.\/)+/, '')}`;
      yield { group: [`${way}/**`, ...pure.map((glob) => `!${way}/${glob}`)], message };
    }
  }
  const outside = ['bench', 'bin', 'build', 'dist', 'test', 'tools'].map((name) => `**/../${name}/**`);
  yield { group: [...outside, 'vmtest', 'vmtest/**', '/**', '#*'], message: 'src imports files of src, by relative paths, and packages.' };
}

function checkFolders(layers: Layers, root: string): void {
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    const path = posix.join(entry.parentPath.slice(join(root, 'src').length + 1), entry.name);
    if (entry.isFile() && folderOf(layers, path) === undefined)
      throw new Error(`src/${path} is in no folder of layers.json: give it a row`);
  }
}

function main(root: string, check: boolean): void {
  const layers = JSON.parse(readFileSync(join(root, 'layers.json'), 'utf8')) as Layers;
  if (existsSync(join(root, 'src'))) checkFolders(layers, root);
  const file = join(root, 'biome.json');
  const before = JSON.parse(readFileSync(file, 'utf8')) as { overrides?: Override[] };
  const others = (before.overrides ?? []).filter((entry) => !entry.includes.some((glob) => glob.startsWith('src/')));
  const after = { ...before, overrides: [...others, ...overridesOf(layers)] };
  if (isDeepStrictEqual(before, after)) return;
  if (check) throw new Error('biome.json is not what layers.json gives: run node tools/layers.ts');
  writeFileSync(file, JSON.stringify(after));
  execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', file], { stdio: 'inherit' });
}

if (import.meta.main) {
  try {
    main(dirname(import.meta.dirname), process.argv.includes('--check'));
  } catch (error) {
    console.error(`layers: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
