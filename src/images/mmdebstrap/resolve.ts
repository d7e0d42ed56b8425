import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatDuration } from '../../base/times.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, MmdebstrapSource } from '../../model/suite.ts';
import type { ResolvedImage, ResolveOptions } from '../image.ts';
import { onlyRead } from '../read-only.ts';
import { holdFiles } from '../store/hold.ts';
import { takeLock } from '../store/lock.ts';
import { makeStore } from '../store/make-store.ts';
import {
  commitBuild,
  lockFile,
  MANIFEST_FILE,
  type Manifest,
  newestOf,
  readManifest,
  removeBuild,
  removeLeftovers,
} from '../store/versions.ts';
import { buildImage } from './build.ts';
import { cacheEntry, fromCache } from './cached.ts';
import { packageIndex } from './package-index.ts';
import { canonicalRecipe, recipeKey, versionName } from './recipe.ts';

/** A build may be pruned between the moment in which it is found and that in which it is held. */
const ATTEMPTS = 5;

/** The store's folder of images that mmdebstrap made. */
export function mmdebstrapFolder(store: string): string {
  return join(store, 'mmdebstrap');
}

/** Brings an image of mmdebstrap from the store, built where it is not there. Two that want the same build it once. */
export async function resolveMmdebstrap(image: ImageDefinition, source: MmdebstrapSource, options: ResolveOptions): Promise<ResolvedImage> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const resolvedImage = await tryResolve(image, source, options);
    if (resolvedImage !== undefined) return resolvedImage;
  }
  throw new VmtestError('VMTEST_IMAGE_STORE_BUSY', `The image ${image.name} was pruned ${ATTEMPTS} times as soon as it was there`, {
    hint: 'somebody prunes the image store without end',
  });
}

async function tryResolve(image: ImageDefinition, source: MmdebstrapSource, options: ResolveOptions): Promise<ResolvedImage | undefined> {
  const folder = mmdebstrapFolder(options.store);
  if (options.readOnly === true) return await newestThere(image, source, folder, options);
  await makeStore(folder);
  const index = await packageIndex(source, folder, options);
  if ('unreachable' in index) return withoutIndex(image, source, folder, index.unreachable, options);
  const version = versionName(source, index.digest);
  const path = join(folder, version);
  const there = await readManifest(path);
  if (there !== undefined) return resolved(image.name, { path, manifest: there }, 0, options);
  const lock = await takeLock(lockFile(folder, version), { env: options.env, wait: true, signal: options.signal });
  try {
    const since = await readManifest(path);
    if (since !== undefined) return await resolved(image.name, { path, manifest: since }, 0, options);
    for (const left of await removeLeftovers(folder, version, options.env))
      options.emit(`${image.name}: removed ${left}, which a killed build left`);
    const cached = await fromCache(source, { folder, version, path, indexDigest: index.digest }, options);
    if (cached !== null) return await resolved(image.name, { path, manifest: cached }, 0, options);
    const manifest = await build(image.name, source, { folder, version, path, indexDigest: index.digest }, options);
    return await resolved(image.name, { path, manifest }, manifest.builtSeconds, options);
  } finally {
    await lock?.release();
  }
}

/** Of a store that is only read: the newest image of the recipe, without asking for the package index. */
async function newestThere(image: ImageDefinition, source: MmdebstrapSource, folder: string, options: ResolveOptions) {
  const newest = await newestOf(folder, recipeKey(source));
  if (newest === undefined) throw onlyRead(options.store, `The image ${image.name}`);
  return await resolved(image.name, newest, 0, options);
}

async function build(
  name: string,
  source: MmdebstrapSource,
  where: { readonly folder: string; readonly version: string; readonly path: string; readonly indexDigest: string },
  options: ResolveOptions,
): Promise<Manifest> {
  const log = join(where.folder, `${where.version}.log`);
  const built = await buildImage(source, { folder: where.folder, version: where.version, log, name }, options);
  try {
    // A folder of the version's name that was not whole: a file was lost, or changed in size.
    await rm(where.path, { recursive: true, force: true });
    const manifest = await commitBuild(built.path, where.path, built.files, {
      recipeKey: recipeKey(source),
      indexDigest: where.indexDigest,
      recipe: JSON.parse(canonicalRecipe(source)),
      builtAt: Math.floor(Date.now() / 1000),
      builtSeconds: Math.round(built.seconds * 1000) / 1000,
      tools: built.tools,
    });
    await options.vault?.save(cacheEntry(source, where, Object.values(built.files)));
    options.emit(`${name}: ${where.version} built in ${formatDuration(built.seconds)}`);
    return manifest;
  } catch (error) {
    await removeBuild(built.path, options.env);
    throw error;
  }
}

async function withoutIndex(
  image: ImageDefinition,
  source: MmdebstrapSource,
  folder: string,
  why: string,
  options: ResolveOptions,
): Promise<ResolvedImage | undefined> {
  if (options.signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', `Resolving the image ${image.name} was cancelled`);
  const newest = await newestOf(folder, recipeKey(source));
  if (newest !== undefined) {
    options.emit(
      `${image.name}: the package index cannot be read (${why}); taking the image of ${new Date(newest.manifest.builtAt * 1000).toISOString()}`,
    );
    return resolved(image.name, newest, 0, options);
  }
  throw new VmtestError(
    'VMTEST_IMAGE_UNAVAILABLE',
    `The package index of ${source.suite} for the image ${image.name} cannot be read: ${why}`,
    {
      hint: 'install mmdebstrap and apt, and look at the network, the proxy and the recipe’s suite and mirrors; there is no built image of this recipe to fall back on',
    },
  );
}

/** The image, held by its manifest: who prunes takes each file of a version. Undefined where it was pruned meanwhile. */
async function resolved(
  image: string,
  found: { readonly path: string; readonly manifest: Manifest },
  builtSeconds: number,
  options: ResolveOptions,
): Promise<ResolvedImage | undefined> {
  const { path, manifest } = found;
  const hold = await holdFiles([join(path, MANIFEST_FILE)], options);
  if (hold === null) return undefined;
  const files: Partial<Record<ImageRole, string>> = {};
  const digests: Partial<Record<ImageRole, string>> = {};
  for (const [role, file] of Object.entries(manifest.files)) {
    files[role as ImageRole] = join(path, file.file);
    digests[role as ImageRole] = file.sha256;
  }
  warnIfMoved(image, manifest, options);
  return { name: image, files, digests, published: {}, version: basename(path), builtSeconds, release: hold.release };
}

/** An archive that moved since the lock file was written cannot be brought back: it is told. */
function warnIfMoved(image: string, { recipeKey: recipe, indexDigest }: Manifest, { locked, warn, emit }: ResolveOptions): void {
  if (locked?.kind !== 'mmdebstrap' || (locked.recipe === recipe && locked.index === indexDigest)) return;
  const what =
    locked.recipe === recipe
      ? `the archive has moved since the lock file was written: package index ${locked.index.slice(0, 12)} → ${indexDigest.slice(0, 12)}`
      : 'its recipe has changed since the lock file was written';
  const tell = warn ?? ((message: string) => emit(message));
  tell(`image ${image}: ${what}`, 'run `vmtest images lock`; to stay with an archive, name a snapshot under `mirrors`');
}
