import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { layoutOf } from '../store/layout.ts';
import { takeLock } from '../store/lock.ts';
import { openSession } from '../store/session.ts';
import { lockFile } from '../store/versions.ts';
import type { StoreContext } from './types.ts';

/** What a download that was broken off left: the next sync or run goes on with it. */
export interface Partial {
  /** Relative to the store. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly changed: number;
  /** The file by address of which it is a part; null: an item of a stream. */
  readonly version: string | null;
}

/** The store's folder of files by address, and what is on its way there. */
const URL_FOLDER = 'url';
const URL_PARTIAL = /^\.partial-([0-9a-z-]+)$/;

/** Every partial download of a store, by path. No lock is taken: some may be on their way just now. */
export async function listPartials(store: string): Promise<readonly Partial[]> {
  const { partial } = layoutOf(store);
  const items = (await names(partial)).map((name) => ({ path: join(partial, name), version: null }));
  const files = (await names(join(store, URL_FOLDER))).flatMap((name) => {
    const version = URL_PARTIAL.exec(name)?.[1];
    return version === undefined ? [] : [{ path: join(store, URL_FOLDER, name), version }];
  });
  const found = await Promise.all(
    [...items, ...files].map(async ({ path, version }) => {
      const stats = await stat(path).catch(() => null);
      if (stats?.isFile() !== true) return [];
      return [{ path: relative(store, path), bytes: stats.size, changed: stats.mtimeMs, version }];
    }),
  );
  return found.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Removes every partial download that nobody is at; a dry run only names them. Returns those that went, or would go. */
export async function prunePartials(context: StoreContext, dryRun: boolean): Promise<readonly Partial[]> {
  const partials = await listPartials(context.store);
  if (dryRun || partials.length === 0) return partials;
  const removed: Partial[] = [];
  const items = partials.filter(({ version }) => version === null);
  if (items.length > 0) {
    // A sync holds the store as long as it fetches.
    await using _session = await openSession(context);
    for (const one of items) removed.push(...(await remove(one, context.store)));
  }
  for (const one of partials) if (one.version !== null) removed.push(...(await removeUrl(one, one.version, context)));
  return removed.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function removeUrl(one: Partial, version: string, { store, env, signal }: StoreContext): Promise<readonly Partial[]> {
  const lock = await takeLock(lockFile(join(store, URL_FOLDER), version), { env, signal, wait: false });
  if (lock === undefined) return [];
  try {
    return await remove(one, store);
  } finally {
    await lock.release();
  }
}

async function remove(one: Partial, store: string): Promise<readonly Partial[]> {
  await rm(join(store, one.path), { force: true });
  return [one];
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
