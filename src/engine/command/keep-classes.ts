import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KEEP_PARTS, type KeepPart } from '../../model/plan.ts';

/**
 * Applies a keep policy to a class's folder as the original's clean_working_dir does: all parts keep the folder as it is, none removes
 * it, and of some every other entry goes, strays too. Links are removed, not followed.
 */
export async function keepClass(folder: string, parts: readonly KeepPart[]): Promise<void> {
  if (parts.length === KEEP_PARTS.length) return;
  if (parts.length === 0) return await rm(folder, { recursive: true, force: true });
  const names = (await readdir(folder).catch(() => [])).filter((name) => !(parts as readonly string[]).includes(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
