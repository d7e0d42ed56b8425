// Makes dist/, or the folder that is named, from src/faces/action: what `uses:` runs.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, THREADS } from './bundle.ts';
import { licencesOf } from './licences.ts';

const ROOT = dirname(import.meta.dirname);
/** Name in dist/, without `.js` → module: what action.yml, plan/action.yml and report/action.yml name, the cache’s process, and the threads. */
export const ENTRIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['main', 'post', 'plan', 'report', 'cache-step'].map((name) => [name, `src/faces/action/${name}.ts`])),
  ...THREADS,
};

/**
 * Bundles the entries of the action to a folder, afresh: the same bytes wherever the checkout lies.
 * @param out - what is in it is removed
 * @param root - the checkout with the sources and `node_modules`
 * @throws Error where a package in it has a licence that may not be bundled
 */
export async function buildDist(out: string, root: string = ROOT): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const chunks = await bundle({ root, entries: ENTRIES, out, prefix: '' });
  const mit = readFileSync(join(root, 'LICENSE'), 'utf8');
  writeFileSync(join(out, 'LICENSES.txt'), licencesOf(chunks, 'The action is built with these packages.', mit));
}

if (import.meta.main) await buildDist(process.argv[2] ?? join(ROOT, 'dist'));
