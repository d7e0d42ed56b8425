import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { suiteJsonSchema } from '../src/suite/json-schema.ts';

// Writes vmtest.schema.json, which editors use for suite files; with --check, says whether it is current.
const path = new URL('../vmtest.schema.json', import.meta.url);
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== suiteJsonSchema()) throw new Error('vmtest.schema.json is not current: run node tools/schema.ts');
} else await writeFile(path, suiteJsonSchema());
