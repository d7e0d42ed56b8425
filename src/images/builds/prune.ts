import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { removeTree } from '../programs/remove-tree.ts';
import { type Lock, takeLock } from '../store/lock.ts';
import { lockFile, type Manifest, removeLeftovers } from '../store/versions.ts';
import { type Build, listBuilds } from './list.ts';

/** A version that went, or would go. */
export interface RemovedBuild {
  readonly name: string;
  readonly path: string;
  /** As the manifest has it; null where the version is not whole. */
  readonly recipe: unknown;
  readonly bytes: number;
  /** Why it stays although it should go; null: it goes. */
  readonly held: string | null;
}

export interface PruneBuilds {
  /** Newest whole versions of each recipe that stay; null: all. */
  readonly keep: number | null;
  /** Whether a version is of no use any more, however new it is. */
  readonly useless?: (manifest: Manifest) => Promise<boolean>;
  /** Whether a whole version, by its name, is pinned, and stays; absent: none is. */
  readonly pinned?: (name: string) => boolean;
  readonly dryRun: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Removes versions beyond the newest of each recipe, those that are not whole, and what killed builds left; never one that a run holds
 * by a lock of one of its files, or that is built anew. The folder is renamed first: nobody finds half a version.
 */
export async function pruneBuilds(folder: string, options: PruneBuilds): Promise<readonly RemovedBuild[]> {
  const builds = await listBuilds(folder);
  const removed: RemovedBuild[] = [];
  for (const build of await surplus(builds, options)) {
    const held = await takenAway(folder, build, options);
    removed.push({ name: build.name, path: build.path, recipe: build.manifest?.recipe ?? null, bytes: build.bytes, held });
  }
  if (!options.dryRun) await tidy(folder, options);
  return removed;
}

/** Why a version stays; null: it went, or would go. */
async function takenAway(folder: string, build: Build, options: PruneBuilds): Promise<string | null> {
  if (build.manifest !== null && options.pinned?.(build.name) === true) return 'pinned';
  if (options.dryRun) return build.inUse ? 'in use' : null;
  return await takeAway(folder, build, options);
}

async function surplus(builds: readonly Build[], { keep, useless }: PruneBuilds): Promise<readonly Build[]> {
  const newestFirst = [...builds].sort((a, b) => (b.manifest?.builtAt ?? 0) - (a.manifest?.builtAt ?? 0) || (a.name < b.name ? -1 : 1));
  const kept = new Map<string, number>();
  const gone: Build[] = [];
  for (const build of newestFirst) {
    const { manifest } = build;
    const count = manifest === null ? 0 : (kept.get(manifest.recipeKey) ?? 0);
    if (manifest === null || (keep !== null && count >= keep) || (await useless?.(manifest)) === true) gone.push(build);
    else kept.set(manifest.recipeKey, count + 1);
  }
  return gone.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Removes what killed builds left, and the locks of versions of which nothing is left. */
async function tidy(folder: string, { env, signal }: Pick<PruneBuilds, 'env' | 'signal'>): Promise<void> {
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0) await removeLeftovers(folder, '', env);
  for (const name of there.filter((one) => one.startsWith('.lock-'))) {
    const version = name.slice('.lock-'.length);
    const left = await readdir(folder);
    if (left.some((one) => one === version || one === `.partial-${version}` || one.startsWith(`.building-${version}.`))) continue;
    const lock = await takeLock(join(folder, name), { env, signal, wait: false });
    if (lock === undefined) continue;
    // While it was not ours somebody may have made the version.
    if (!(await readdir(folder)).includes(version)) await rm(join(folder, name), { force: true });
    await lock.release();
  }
}

/** Removes one version, in one step; answers why it stays where it does. */
export async function takeAway(folder: string, build: Build, { env, signal }: Pick<PruneBuilds, 'env' | 'signal'>): Promise<string | null> {
  const locks: Lock[] = [];
  const take = async (file: string, existing: boolean) => {
    const lock = await takeLock(file, { env, signal, wait: false, existing });
    if (lock !== undefined) locks.push(lock);
    return lock !== undefined;
  };
  try {
    if (!(await take(lockFile(folder, build.name), false))) return 'it is being built';
    for (const file of build.files) if (!(await take(file, true))) return 'in use';
    // The name of a build that nobody finishes: where we are killed now, the next build or prune removes it.
    const aside = join(folder, `.building-${build.name}.${randomBytes(4).toString('hex')}`);
    await rename(build.path, aside);
    await removeTree(aside, { env });
    // We hold it: who waits for it finds that it has gone, and makes another.
    await rm(lockFile(folder, build.name), { force: true });
    return null;
  } catch (error) {
    // Somebody else was quicker.
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  } finally {
    for (const lock of locks) await lock.release();
  }
}
