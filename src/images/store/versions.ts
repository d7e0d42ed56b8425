import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, sha256File, writeWhole } from '../../base/files.ts';
import { run } from '../../base/spawn.ts';
import { removeTree } from '../programs/remove-tree.ts';
import { takeLock } from './lock.ts';

export const MANIFEST_FILE = 'manifest.json';
/** In a folder that is being built: the path of the build's scratch folder. */
const SCRATCH_FILE = 'scratch';
const BUILDING = /^\.building-([A-Za-z0-9._-]+)\.[0-9a-f]{8}$/;

/** What the store believes to be a scratch folder: it removes nothing else. */
const SCRATCH = /^(?:\/[\w-][\w.-]*)*\/vmtest-build-\w{6}$/;
export const SCRATCH_PREFIX = 'vmtest-build-';

/**
 * `manifest.json`: what a version is made of. It is written last, and names every file's size. Versions are what mmdebstrap built
 * (files by role), what was fetched by its address, and what was made of a published file.
 */
export interface Manifest {
  readonly version: 1;
  /** sha256 of the recipe, in hex: versions with the same one replace each other, the newest first. */
  readonly recipeKey: string;
  /** Digest of what it was made from: the package index, or the file as it was published. */
  readonly indexDigest: string;
  /** The recipe as it was hashed. */
  readonly recipe: unknown;
  /** Seconds since the epoch. */
  readonly builtAt: number;
  readonly builtSeconds: number;
  readonly tools: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, ManifestFile>>;
}

export interface ManifestFile {
  /** Name in the version's folder. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The lock of one image version. */
export function lockFile(folder: string, version: string): string {
  return join(folder, `.lock-${version}`);
}

/** The manifest of an image version that is whole: every file has the size that it says; else undefined. */
export async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(path, MANIFEST_FILE), 'utf8')) as Manifest;
    if (manifest.version !== 1) return undefined;
    for (const file of Object.values(manifest.files)) {
      if ((await stat(join(path, file.file))).size !== file.bytes) return undefined;
    }
    return manifest;
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The newest whole version of a recipe, whatever package index it was built from. */
export async function newestOf(
  folder: string,
  recipeKey: string,
): Promise<{ readonly path: string; readonly manifest: Manifest } | undefined> {
  const names = await readdir(folder).catch(() => []);
  let newest: { readonly path: string; readonly manifest: Manifest } | undefined;
  for (const name of names.filter((entry) => !entry.startsWith('.'))) {
    const path = join(folder, name);
    const manifest = await readManifest(path);
    if (manifest?.recipeKey === recipeKey && manifest.builtAt > (newest?.manifest.builtAt ?? 0)) newest = { path, manifest };
  }
  return newest;
}

/** Makes the folder in which a version is built; the version's lock must be held. `scratch` is removed with it if we die; null: none. */
export async function beginBuild(folder: string, version: string, scratch: string | null): Promise<string> {
  const path = join(folder, `.building-${version}.${randomBytes(4).toString('hex')}`);
  await mkdir(path, { mode: 0o700 });
  if (scratch !== null) await writeWhole(join(path, SCRATCH_FILE), scratch);
  return path;
}

/**
 * Makes a finished build the version: digests, manifest, fsync of everything, rename. Returns the manifest. `verified` has the
 * sha256 of those files, by name, that were hashed just now.
 */
export async function commitBuild(
  building: string,
  path: string,
  files: Readonly<Record<string, string | undefined>>,
  about: Omit<Manifest, 'version' | 'files'>,
  verified: Readonly<Record<string, string>> = {},
): Promise<Manifest> {
  const present = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const entries = await Promise.all(
    present.map(async ([name, file]) => {
      const whole = join(building, file);
      await chmod(whole, 0o644);
      const digest = verified[file] ?? (await sha256File(whole));
      await syncPath(whole);
      return [name, { file, bytes: (await stat(whole)).size, sha256: digest }] as const;
    }),
  );
  const manifest: Manifest = { version: 1, ...about, files: Object.fromEntries(entries) };
  await rm(join(building, SCRATCH_FILE), { force: true });
  await writeWhole(join(building, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  // A build is private; a version is for everybody who may enter the store, QEMU's own user included.
  await chmod(building, 0o755);
  await syncPath(building);
  await rename(building, path);
  await syncPath(join(path, '..'));
  return manifest;
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes one build that did not become a version, its scratch folder first. */
export async function removeBuild(building: string, env: Readonly<Record<string, string>>): Promise<void> {
  const scratch = await readFile(join(building, SCRATCH_FILE), 'utf8').catch(() => '');
  if (SCRATCH.test(scratch)) await removeScratch(scratch, env);
  await removeTree(building, { env });
}

/** Removes a build's scratch folder; in a user namespace its files belong to ids that only another such namespace can remove. */
export async function removeScratch(path: string, env: Readonly<Record<string, string>>): Promise<void> {
  await removeTree(path, { env });
  const left = await stat(path).then(
    () => true,
    () => false,
  );
  if (!left) return;
  // The folder itself is ours, and not theirs to change: what is in its folders goes first, then they, empty, by us.
  await run('mmdebstrap', ['--unshare-helper', 'find', path, '-mindepth', '2', '-xdev', '-delete'], { env });
  await removeTree(path, { env });
}

/** Removes what killed builds left: every build folder whose version's lock nobody holds. `held` is the version whose lock is ours. */
export async function removeLeftovers(folder: string, held: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder)) {
    const version = BUILDING.exec(name)?.[1];
    if (version === undefined) continue;
    const lock = version === held ? 'ours' : await takeLock(lockFile(folder, version), { env, wait: false });
    if (lock === undefined) continue;
    await removeBuild(join(folder, name), env);
    removed.push(name);
    if (lock !== 'ours') await lock.release();
  }
  return removed;
}
