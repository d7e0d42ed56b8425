// Writes action.yml, plan/action.yml and report/action.yml from the tables in src/faces/action; with --check it only compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actionYml, metadataPath } from '../src/faces/action/action-yml.ts';

const ROOT = dirname(import.meta.dirname);
const check = process.argv.includes('--check');
let stale = 0;
for (const action of ['main', 'plan', 'report'] as const) {
  const file = join(ROOT, metadataPath(action));
  const text = actionYml(action);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale += 1;
  if (check) {
    console.error(`${metadataPath(action)} is not what the tables say: run node tools/action-yml.ts`);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${metadataPath(action)}`);
  }
}
if (check && stale > 0) process.exit(1);
