// Makes build/ from src/: the library as modules with types (tsc), and the command in one file with lazy chunks (rolldown).
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, THREADS } from './bundle.ts';
import { licencesOf } from './licences.ts';

const ROOT = dirname(import.meta.dirname);
const OUT = join(ROOT, 'build');

rmSync(OUT, { recursive: true, force: true });
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(ROOT, 'tsconfig.build.json')], { stdio: ['ignore', 2, 2] });
const chunks = await bundle({ root: ROOT, entries: { cli: 'src/faces/cli/main.ts', ...THREADS }, out: OUT, prefix: 'cli-' });
const mit = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
writeFileSync(join(OUT, 'THIRD-PARTY-LICENSES.txt'), licencesOf(chunks, 'The command is built with these packages.', mit));
for (const file of ['index.js', 'index.d.ts', 'cli.js']) if (!existsSync(join(OUT, file))) throw new Error(`build/${file} was not made`);
