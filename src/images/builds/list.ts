import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { heldFiles } from '../store/holders.ts';
import { type Manifest, readManifest } from '../store/versions.ts';

/** A version in the store's folder of one source that is built here: by mmdebstrap, from an address, out of another file. */
export interface Build {
  readonly name: string;
  /** Absolute path of its folder. */
  readonly path: string;
  /** null: a file of it is lost or has another size. */
  readonly manifest: Manifest | null;
  /** Absolute paths of all that it has. */
  readonly files: readonly string[];
  readonly bytes: number;
  readonly inUse: boolean;
}

/** The versions in a folder, by name; none where it is not there. Builds that are under way are none. */
export async function listBuilds(folder: string): Promise<readonly Build[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  return await Promise.all(names.sort().map((name) => readBuild(join(folder, name), name)));
}

async function readBuild(path: string, name: string): Promise<Build> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(path, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => null))?.size ?? 0));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { name, path, manifest: (await readManifest(path)) ?? null, files, bytes, inUse: (await heldFiles(files)).size > 0 };
}
