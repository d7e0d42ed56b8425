import { constants, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The same file under a second name, or where that cannot be, a copy. Refuses what is no plain file: a link is never followed. */
export async function linkFile(from: string, to: string): Promise<void> {
  // link(2) takes a symbolic link itself, and not what it leads to.
  const linked = await link(from, to).then(
    () => true,
    () => false,
  );
  const is = await lstat(linked ? to : from);
  if (!is.isFile()) {
    if (linked) await rm(to);
    throw new Error(`${from} is no plain file`);
  }
  // Another file system, or a file of another user's (fs.protected_hardlinks).
  if (!linked) await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

/** Bytes from which on a file without any block is a hole, and not the few bytes that some file systems keep beside their blocks. */
const HOLE_BYTES = 1 << 20;

/** Whether nothing was ever written to a file that has a size: the output disk of a machine that never came to it. */
const isHole = ({ size, blocks }: Stats): boolean => size >= HOLE_BYTES && blocks === 0;

/** Bytes of holes from which on a file goes its own way: a zip would store every zero, at the speed of a copy and at its size. */
const SPARSE_BYTES = 64 << 20;

/** Whether a file is large for its holes: the output disk of a machine that wrote little to it. */
const isSparse = ({ size, blocks }: Stats): boolean => size - blocks * 512 >= SPARSE_BYTES;

/** What becomes of a file with large holes. */
export type PackSparse = (from: string, to: string) => Promise<void>;

/**
 * The plain files of a folder, or one file, at another place; links, sockets and empty folders are left out, and so are files that are one hole.
 * Files with large holes are given to `packSparse`. Returns how many came there.
 */
export async function linkTree(from: string, to: string, packSparse: PackSparse = linkFile): Promise<number> {
  const is = await lstat(from);
  if (is.isFile()) {
    if (isHole(is)) return 0;
    if (isSparse(is)) {
      await mkdir(dirname(to), { recursive: true });
      await packSparse(from, to);
      return 1;
    }
    await mkdir(dirname(to), { recursive: true });
    await linkFile(from, to);
    return 1;
  }
  if (!is.isDirectory()) return 0;
  let count = 0;
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!entry.isDirectory() && !entry.isFile()) continue;
    count += await linkTree(join(from, entry.name), join(to, entry.name), packSparse);
  }
  return count;
}
