import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../base/files.ts';

/**
 * What a fact was learnt from, cheaply: changes whenever a file is replaced or written. Undefined where there is no such file.
 * The inode and the time of change are in it because a package manager keeps a file's own time.
 */
export async function fileStamp(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.dev}:${found.ino}`;
}

/** Reads a remembered value. Undefined where there is none, or none that can be read: memory only ever saves time. */
export async function recall(folder: string | null, name: string): Promise<unknown> {
  if (folder === null) return undefined;
  try {
    return JSON.parse(await readFile(join(folder, name), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Remembers a value in a folder that is made where it is missing. A folder that cannot be written costs time next time, nothing else. */
export async function remember(folder: string | null, name: string, value: unknown): Promise<void> {
  if (folder === null) return;
  try {
    await makeFolder(folder);
    await writeWhole(join(folder, name), `${JSON.stringify(value)}\n`);
  } catch {
    // See above.
  }
}
