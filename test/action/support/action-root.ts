import { rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDist } from '../../../tools/dist.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
let made: Promise<string> | null = null;

/**
 * A folder with what a user's job downloads of the action: its metadata, and `dist` as the sources of this checkout give it. Made once for a
 * test process, and removed when that ends: tests only read it.
 */
export function actionRoot(): Promise<string> {
  made ??= make();
  return made;
}

async function make(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vmtest-action-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const name of ['action.yml', 'plan', 'report', 'package.json'])
    await cp(join(CHECKOUT, name), join(root, name), { recursive: true });
  await buildDist(join(root, 'dist'));
  return root;
}
