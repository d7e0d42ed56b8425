// Makes build/ from src/: the library as modules with types (tsc), and the command in one file with lazy chunks (rolldown).
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';

const ROOT = dirname(import.meta.dirname);
const OUT = join(ROOT, 'build');

/** The folder of the npm package that a bundled module comes from; undefined for a module of ours. */
function packageFolder(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
}

/** The names and licence texts of the packages in the bundle: their licences ask for it. */
function notices(chunks: readonly OutputChunk[]): string {
  const folders = new Set(chunks.flatMap((chunk) => chunk.moduleIds).map(packageFolder));
  const texts = [...folders]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`;
    });
  return `The command is built with these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/**
 * The chunks lie beside cli.js, so that a path relative to a module means the same in each of them. Not minified: it starts as fast
 * (170 ms either way, the median of 15), and a stack trace stays readable.
 */
async function bundle(): Promise<void> {
  const build = await rolldown({ input: { cli: join(ROOT, 'src/faces/cli/main.ts') }, platform: 'node', tsconfig: false });
  const { output } = await build.write({ dir: OUT, format: 'esm', chunkFileNames: 'cli-[name].js' });
  await build.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  writeFileSync(join(OUT, 'THIRD-PARTY-LICENSES.txt'), notices(chunks));
}

rmSync(OUT, { recursive: true, force: true });
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(ROOT, 'tsconfig.build.json')], { stdio: ['ignore', 2, 2] });
await bundle();
for (const file of ['index.js', 'index.d.ts', 'cli.js']) if (!existsSync(join(OUT, file))) throw new Error(`build/${file} was not made`);
