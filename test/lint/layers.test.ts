import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type Layers, overridesOf } from '../../tools/layers.ts';

const ROOT = join(import.meta.dirname, '../..');
const layers = JSON.parse(readFileSync(join(ROOT, 'layers.json'), 'utf8')) as Layers;
const folders = Object.keys(layers.folders);
const inside = folders.filter((folder) => !folder.startsWith('faces/'));
const LAYER_RULES =
  /^(?:lint\/style\/noRestricted(?:Imports|Globals)|lint\/nursery\/noJsRestrictedProperties|lint\/suspicious\/noConsole|plugin)$/;

/** A line planted in a file of src, and whether Biome must speak of it. */
interface Plant {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly caught: RegExp | false;
}

const sources = new Map<string, string[]>();
const plants: Plant[] = [];
let folder = '';
/** What Biome said: `file:line` → the rules. */
const said = new Map<string, string[]>();

/** Adds a line to a file; `caught`: the rule that must name it, or false where the rules of the layers must be silent. */
function plant(file: string, text: string, caught: RegExp | false): void {
  const lines = sources.get(file) ?? [];
  sources.set(file, lines);
  lines.push(text.replaceAll('NAME', `n${lines.length}`));
  plants.push({ file, line: lines.length, text, caught });
}

/** Where plants for a folder of the table go: its own level and one below. */
const placesIn = (name: string) => (name === 'index' ? ['index.ts'] : [`${name}/planted.ts`, `${name}/below/planted.ts`]);

const FORMS = [
  `import NAME from 'PATH';`,
  `import { x as NAME } from 'PATH';`,
  `import * as NAME from 'PATH';`,
  `import type { NAME } from 'PATH';`,
  `import { type NAME } from 'PATH';`,
  `import 'PATH';`,
  `export { NAME } from 'PATH';`,
  `export type { NAME } from 'PATH';`,
  `export * from 'PATH';`,
  `export * as NAME from 'PATH';`,
  `export const NAME = await import('PATH');`,
  'export const NAME = await import(`PATH`);',
  `export let NAME: import('PATH').T;`,
  `export const NAME = require('PATH');`,
  `import NAME = require('PATH');`,
] as const;

/** The forms that are wrong whatever they name. */
const ALWAYS = FORMS.slice(-4);

function plantImport(file: string, path: string, permitted: boolean): void {
  for (const form of FORMS) {
    if (!permitted || !ALWAYS.includes(form)) plant(file, form.replace('PATH', path), permitted ? false : LAYER_RULES);
  }
}

function relative(file: string, target: string): string {
  const path = posix.relative(posix.dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}

function plantFolders(): void {
  for (const from of folders) {
    for (const to of folders) {
      if (from === to) continue;
      const target = to === 'index' ? 'index.ts' : `${to}/some-file.ts`;
      const permitted = layers.folders[from]?.includes(to) ?? false;
      for (const file of placesIn(from)) plantImport(file, relative(file, target), permitted);
      for (const glob of layers.pure[from]?.[to] ?? []) {
        for (const file of placesIn(from)) plantImport(file, relative(file, `${to}/${glob.replace('*', 'some')}`), true);
      }
    }
    for (const file of placesIn(from)) {
      plantImport(file, relative(file, '../tools/layers.ts'), false);
      plantImport(file, 'vmtest', false);
      if (from !== 'index') plantImport(file, relative(file, `${from}/neighbour.ts`), true);
    }
  }
}

function plantPackages(): void {
  for (const [name, places] of Object.entries(layers.packages)) {
    const module = name.replace('*', 'core');
    for (const from of folders) {
      for (const file of placesIn(from)) plantImport(file, module, places.includes(from));
      if (name !== '@actions/*') plantImport(placesIn(from)[0] as string, `${module}/deep.js`, places.includes(from));
    }
    for (const file of places.filter((place) => place.endsWith('.ts'))) plantImport(file, module, true);
  }
}

const PROCESS = [
  'process.env;',
  'process.argv;',
  'process.exit(1);',
  `process['env'];`,
  'export const { env: NAME } = process;',
  'export const NAME = process;',
  'export type NAME = typeof process;',
  'globalThis.process.env;',
  `globalThis['process'];`,
  'export const { process: NAME } = globalThis;',
  'global.process;',
  `import NAME from 'node:process';`,
  `import { env as NAME } from 'node:process';`,
  `import * as NAME from 'node:process';`,
  `import NAME from 'process';`,
  `export const NAME = await import('node:process');`,
  `export const NAME = require('node:process');`,
  `import { createRequire as NAME } from 'node:module';`,
  'console.log(1);',
  'export const { log: NAME } = console;',
  'globalThis.console.log(1);',
  `import NAME from 'node:console';`,
];

function plantProcess(): void {
  for (const from of inside) for (const file of placesIn(from)) for (const text of PROCESS) plant(file, text, LAYER_RULES);
  for (const from of inside.filter((name) => name !== 'index')) {
    plant(`${from}/own-name.ts`, `import process from 'node:process';`, LAYER_RULES);
    plant(`${from}/own-word.ts`, 'export function clock(process: number): number { return process; }', false);
  }
  for (const text of ['process.env;', 'process.exit(1);', 'console.log(1);', `import { env as NAME } from 'node:process';`]) {
    plant('faces/cli/planted.ts', text, false);
    plant('faces/action/planted.ts', text, false);
  }
  for (const [file, members] of Object.entries(layers.process)) {
    if (members === '*') continue;
    for (const member of members) plant(file, `process.${member};`, false);
    for (const text of ['process.env;', 'export const { env: NAME } = process;', 'globalThis.process.env;', 'console.log(1);']) {
      plant(file, text, LAYER_RULES);
    }
  }
}

function plantOthers(): void {
  plant('qemu/promise.ts', 'export async function work(): Promise<number> { return await Promise.resolve(1); }', false);
  for (const text of ['work();', 'work().then(() => 1);', 'export function later(): void { work(); }', 'if (Math.random() > 2) work();']) {
    plant('qemu/promise.ts', text, /noFloatingPromises/);
  }
  plant('qemu/elsewhere.ts', `import { work } from './promise.ts';`, false);
  plant('qemu/elsewhere.ts', 'work();', /noFloatingPromises/);
  plant('qemu/egg.ts', `import { hen } from './hen.ts';`, /noImportCycles/);
  plant('qemu/egg.ts', 'export const egg: unknown = () => hen;', false);
  plant('qemu/hen.ts', `import { egg } from './egg.ts';`, /noImportCycles/);
  plant('qemu/hen.ts', 'export const hen: unknown = () => egg;', false);
  plant('qemu/loose.ts', 'export function loose(value: any): void { value(); }', /noExplicitAny/);
}

before(() => {
  plantFolders();
  plantPackages();
  plantProcess();
  plantOthers();
  folder = mkdtempSync(join(tmpdir(), 'vmtest-layers-'));
  for (const file of ['biome.json', 'tsconfig.json', 'package.json', '.gitignore', 'tools/imports.grit']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, lines] of sources) {
    mkdirSync(dirname(join(folder, 'src', file)), { recursive: true });
    writeFileSync(join(folder, 'src', file), `${lines.join('\n')}\n`);
  }
  const args = ['lint', '--reporter=github', '--max-diagnostics=none', '--colors=off', 'src'];
  const biome = spawnSync(join(ROOT, 'node_modules/.bin/biome'), args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  for (const match of biome.stdout.matchAll(/^::\w+ title=([^,]+),file=(?:.*\/)?src\/([^,]+),line=(\d+)/gm)) {
    const key = `${match[2]}:${match[3]}`;
    said.set(key, [...(said.get(key) ?? []), match[1] as string]);
  }
  assert.ok(said.size > 0, `Biome found nothing: ${biome.stderr.slice(0, 2000)}`);
});

after(() => rmSync(folder, { recursive: true, force: true }));

const rulesAt = (at: Plant) => said.get(`${at.file}:${at.line}`) ?? [];
const show = (at: Plant) => `src/${at.file}:${at.line}: ${at.text} ${rulesAt(at).join(' ')}`;

test('every forbidden import, every form of process and console, floating promises and import cycles are caught', () => {
  const wanted = plants.filter((at) => at.caught !== false);
  assert.ok(wanted.length > 5000, `only ${wanted.length} planted`);
  assert.deepEqual(wanted.filter((at) => !rulesAt(at).some((rule) => (at.caught as RegExp).test(rule))).map(show), []);
});

test('no permitted import is caught', () => {
  const wanted = plants.filter((at) => at.caught === false);
  assert.ok(wanted.length > 1000, `only ${wanted.length} planted`);
  assert.deepEqual(wanted.filter((at) => rulesAt(at).some((rule) => LAYER_RULES.test(rule))).map(show), []);
});

test('biome.json is what layers.json gives', () => {
  const { overrides } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as { overrides: { includes: string[] }[] };
  const ours = overrides.filter((entry) => entry.includes.some((glob) => glob.startsWith('src/')));
  assert.ok(isDeepStrictEqual(ours, overridesOf(layers)), 'run node tools/layers.ts');
});
