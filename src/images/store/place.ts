import { constants } from 'node:fs';
import { copyFile, link, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { foldersAbove } from './layout.ts';

/** A small file, or null where there is none. */
export async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return null;
    throw error;
  }
}

/** Whether anything is at the path. */
export async function isThere(path: string): Promise<boolean> {
  return (await bytesOf(path)) !== null;
}

/** The size of a file; null where there is none, or something else. */
export async function bytesOf(path: string): Promise<number | null> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return null;
    throw error;
  }
}

/** Gives a file that will be replaced a second name, by which it can come back. One that is not there, or was kept before, is left. */
export async function keepAside(file: string, aside: string): Promise<void> {
  try {
    await link(file, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR') || isErrno(error, 'EEXIST')) return;
    // Somebody else's file where the kernel protects those (fs.protected_hardlinks), or a file system without hard links.
    if (!isErrno(error, 'EPERM') && !isErrno(error, 'ENOTSUP')) throw error;
    await copyFile(file, aside, constants.COPYFILE_FICLONE);
  }
}

/** Takes a file back out of its place: to `source`, or away for null; what it had replaced comes back. */
export async function putBack(aside: string, file: string, source: string | null): Promise<void> {
  const replaced = await isThere(aside);
  if (source !== null) {
    // Not a rename alone: in between, what it had replaced would be missing.
    await link(file, source).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST') && !isErrno(error, 'ENOENT')) throw error;
    });
  }
  if (replaced) await rename(aside, file);
  else await rm(file, { force: true });
}

/** Removes the folders above a path of the store that are empty. */
export async function removeEmptyFolders(store: string, path: string): Promise<void> {
  for (const folder of foldersAbove(path)) {
    try {
      await rmdir(join(store, folder));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) continue;
      return;
    }
  }
}

/** Brings the names in some folders to the disk. */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  for (const folder of new Set(folders)) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
