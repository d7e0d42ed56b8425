import { lstat, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256File } from '../base/files.ts';
import { ATTEMPTS_FOLDER } from '../model/files.ts';
import { KEEP_PARTS, type KeepPart } from '../model/plan.ts';
import type { Kept } from '../model/result.ts';

/** Files up to this size get a digest in the result; disks, which are larger, do not cost a run its seconds. */
const DIGEST_LIMIT = 64 << 20;

/** What the policy keeps of a test's folder, earlier attempts included, sorted by path. */
export async function keptFiles(folder: string, parts: readonly KeepPart[]): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (const part of [...parts, ATTEMPTS_FOLDER]) await list(folder, join(folder, part), kept);
  return kept.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Removes the parts of a test's folder that the policy does not keep. Disks are large: this may take a good part of a second. */
export async function dropTheRest(folder: string, parts: readonly KeepPart[]): Promise<void> {
  const dropped = KEEP_PARTS.filter((part) => !parts.includes(part));
  await Promise.all(dropped.map((part) => rm(join(folder, part), { recursive: true, force: true })));
}

async function list(root: string, folder: string, kept: Kept[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await list(root, path, kept);
    else if (entry.isFile()) {
      const { blocks, size } = await lstat(path);
      const sha256 = size <= DIGEST_LIMIT ? await sha256File(path) : null;
      // 512-byte blocks of stat(2): what a sparse disk image really takes.
      kept.push({ path: relative(root, path), bytes: Math.min(size, blocks * 512), sha256 });
    }
  }
}
