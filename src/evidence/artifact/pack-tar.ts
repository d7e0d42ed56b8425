import { constants, createWriteStream } from 'node:fs';
import { lstat, open, readdir, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, constants as zlib } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';

/** What became of a folder. */
export interface PackedTar {
  /** Of the compressed file. */
  readonly bytes: number;
  readonly files: number;
  /** Sockets, pipes and devices, which no archive takes home. */
  readonly leftOut: number;
}

const EPOCH = new Date(0);

/**
 * Packs all that is in `folder` into `target`, a tar by Zstandard level 1: names, modes and links as they are, but no owner and no time, in the
 * order of the names: the same folder gives the same bytes. A symbolic link stays a link, whatever it leads to. What was begun is removed when
 * it fails or `signal` ends it.
 */
export async function packTar(folder: string, target: string, signal?: AbortSignal): Promise<PackedTar> {
  const tar = pack();
  const count = { files: 0, leftOut: 0 };
  const out = pipeline(
    tar,
    createZstdCompress({ params: { [zlib.ZSTD_c_compressionLevel]: 1 } }),
    createWriteStream(target, { flags: 'wx' }),
    signal === undefined ? {} : { signal },
  );
  const fill = async () => {
    await addFolder(tar, folder, '', count, signal);
    tar.finalize();
  };
  try {
    await Promise.all([
      out,
      fill().catch((error: unknown) => {
        tar.destroy(error as Error);
        throw error;
      }),
    ]);
  } catch (error) {
    await out.catch(() => undefined);
    await rm(target, { force: true });
    throw error;
  }
  return { bytes: (await stat(target)).size, ...count };
}

async function addFolder(tar: Pack, root: string, below: string, count: { files: number; leftOut: number }, signal?: AbortSignal) {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  // By the bytes of the name, whatever the locale.
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  for (const entry of entries) {
    signal?.throwIfAborted();
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      await add(tar, { name: `${name}/`, type: 'directory', mode: (await lstat(join(root, name))).mode & 0o777, mtime: EPOCH });
      await addFolder(tar, root, name, count, signal);
    } else if (entry.isSymbolicLink()) {
      await add(tar, { name, type: 'symlink', linkname: await readlink(join(root, name)), mode: 0o777, mtime: EPOCH });
      count.files += 1;
    } else if (entry.isFile()) {
      await addFile(tar, join(root, name), name);
      count.files += 1;
    } else count.leftOut += 1;
  }
}

// An entry without content, be it empty, waits for somebody to write it.
function add(tar: Pack, header: Parameters<Pack['entry']>[0], content = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, content, (error) => (error ? reject(error) : resolve()));
  });
}

async function addFile(tar: Pack, path: string, name: string): Promise<void> {
  // What was a file a moment ago may be a link now: it is not followed.
  await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const { size, mode } = await handle.stat();
  const header = { name, type: 'file' as const, size, mode: mode & 0o777, mtime: EPOCH };
  if (size === 0) return await add(tar, header);
  const entry = tar.entry(header);
  await pipeline(handle.createReadStream({ start: 0, end: size - 1, highWaterMark: 1 << 20, autoClose: false }), entry);
}
