// Writes action.yml, plan/action.yml and report/action.yml, and the tables of README.md and docs/action.md, from the tables in
// src/faces/action; with --check it only compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actionYml, metadataPath } from '../src/faces/action/action-yml.ts';
import { inputTable, outputTable, withTables } from '../src/faces/action/doc-tables.ts';

const ROOT = dirname(import.meta.dirname);
const check = process.argv.includes('--check');

const read = (path: string): string => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '');
const files = [
  ...(['main', 'plan', 'report'] as const).map((action) => [metadataPath(action), actionYml(action)] as const),
  ['README.md', withTables(read('README.md'), { inputs: inputTable('main') })] as const,
  ['docs/action.md', withTables(read('docs/action.md'), { inputs: inputTable(null), outputs: outputTable() })] as const,
];
const stale = files.filter(([path, text]) => read(path) !== text);
for (const [path, text] of stale) {
  if (check) {
    console.error(`${path} is not what the tables say: run node tools/action-yml.ts`);
    continue;
  }
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  console.log(`wrote ${path}`);
}
if (check && stale.length > 0) process.exit(1);
