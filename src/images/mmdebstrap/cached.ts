import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from '../../base/files.ts';
import { run } from '../../base/spawn.ts';
import type { MmdebstrapSource } from '../../model/suite.ts';
import type { ResolveOptions } from '../image.ts';
import { removeTree } from '../programs/remove-tree.ts';
import { INITRD_FILE, KERNEL_FILE, rootFile, TAR_FILE } from '../roots/pack.ts';
import { beginBuild, commitBuild, MANIFEST_FILE, type Manifest } from '../store/versions.ts';
import { fromVault, type VaultEntry, vaultKey } from '../vault.ts';
import { canonicalRecipe, hasKernel, recipeKey } from './recipe.ts';

/** Where a version is built, and of what. */
export interface BuildPlace {
  readonly folder: string;
  readonly version: string;
  /** Absolute path of the version. */
  readonly path: string;
  readonly indexDigest: string;
}

/** A built version as an entry of the cache: by recipe and package index. */
export function cacheEntry(source: MmdebstrapSource, { version, path, indexDigest }: BuildPlace, files: readonly string[]): VaultEntry {
  const key = vaultKey('mmdebstrap', version, recipeKey(source), indexDigest);
  return { key, label: `${source.suite} of mmdebstrap, ${version}`, folder: path, files: [...files, MANIFEST_FILE] };
}

/**
 * Takes a build out of the cache; null where it is not there whole. No two builds are alike, so that nobody knows the digests beforehand: those
 * of the cached manifest must hold, and recipe and index be ours; who may write to the cache could have built it otherwise. Its lock must be
 * held. Errors: VMTEST_CANCELLED, and those of the disk.
 */
export async function fromCache(source: MmdebstrapSource, place: BuildPlace, options: ResolveOptions): Promise<Manifest | null> {
  if (options.vault === undefined) return null;
  const files = filesByRole(source);
  const entry = cacheEntry(source, place, Object.values(files));
  const building = await beginBuild(place.folder, place.version, null);
  try {
    const wanted = entry.files.map((name) => ({ name, size: null, sha256: null }));
    if (!(await fromVault(options, { ...entry, files: wanted }, building, join(building, 'vault')))) return null;
    const cached = await readCached(building, source, place.indexDigest);
    const verified = cached === null ? null : await verify(building, files, cached);
    if (cached === null || verified === null) {
      options.emit(`the cache’s copy of ${entry.label} is not taken: it is not what its manifest says`);
      return null;
    }
    // A cache keeps no holes; where they cannot be made again the image only takes more room.
    await run('fallocate', ['--dig-holes', join(building, rootFile(source.root))], { env: options.env });
    const about = { recipeKey: recipeKey(source), indexDigest: place.indexDigest, recipe: JSON.parse(canonicalRecipe(source)) };
    await removeTree(place.path, { env: options.env });
    const made = await commitBuild(
      building,
      place.path,
      files,
      { ...about, builtAt: cached.builtAt, builtSeconds: 0, tools: {} },
      verified,
    );
    options.emit(`${entry.label} is from the cache`);
    return made;
  } finally {
    await removeTree(building, { env: options.env });
  }
}

/** As `buildImage` names them. */
function filesByRole(source: MmdebstrapSource): Readonly<Record<string, string>> {
  const kernel = hasKernel(source) ? { kernel: KERNEL_FILE, initrd: INITRD_FILE } : {};
  return { ...kernel, root: rootFile(source.root), 'root-tar': TAR_FILE };
}

async function readCached(building: string, source: MmdebstrapSource, indexDigest: string): Promise<Manifest | null> {
  try {
    const manifest = JSON.parse(await readFile(join(building, MANIFEST_FILE), 'utf8')) as Manifest;
    const ours = manifest.version === 1 && manifest.recipeKey === recipeKey(source) && manifest.indexDigest === indexDigest;
    return ours && Number.isSafeInteger(manifest.builtAt) && typeof manifest.files === 'object' ? manifest : null;
  } catch {
    return null;
  }
}

/** The digests by name where all of them are those of the manifest; null else. */
async function verify(
  building: string,
  files: Readonly<Record<string, string>>,
  { files: said }: Manifest,
): Promise<Readonly<Record<string, string>> | null> {
  const digests: Record<string, string> = {};
  for (const [role, name] of Object.entries(files)) {
    const digest = await sha256File(join(building, name));
    if (said?.[role]?.file !== name || said[role].sha256 !== digest) return null;
    digests[name] = digest;
  }
  return digests;
}
