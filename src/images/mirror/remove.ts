import { join } from 'node:path';
import { heldFiles } from '../store/holders.ts';
import { changedFiles, commit, type NewFile } from '../store/journal.ts';
import { DATA_FOLDER, itemFile, QUERY_FILES, REFERENCES_FILE } from '../store/layout.ts';
import { type Lock, takeLock } from '../store/lock.ts';
import { readOrNull } from '../store/place.ts';
import { pythonJson, pythonLine } from '../store/python-json.ts';
import { referencesOf } from '../store/references.ts';
import type { Session } from '../store/session.ts';
import { readState, type StoreState } from '../store/state.ts';
import { itemsOf, parseTree, type VersionName, versionItems, versionKey, withoutVersions } from '../store/tree.ts';
import type { ProductsTree } from '../streams/types.ts';
import type { RemovedVersion, StoreContext } from './types.ts';

type Trees = ReadonlyMap<string, ProductsTree>;

const HELD = { use: 'in use', pin: 'pinned', runner: 'a jenkins-runner holds the store' } as const;

/** What the removal of versions would take away: the files of each that nothing else needs by then. Those in `pinned` are held. */
export function plannedRemovals(trees: Trees, versions: readonly VersionName[], pinned: ReadonlySet<string>): readonly RemovedVersion[] {
  return removals(trees, versions, (version) => (pinned.has(versionKey(version)) ? HELD.pin : null));
}

/** As `plannedRemovals`, with what seems to be in use; nothing is locked. */
export async function expectedRemovals(
  store: string,
  trees: Trees,
  versions: readonly VersionName[],
  pinned: ReadonlySet<string>,
): Promise<readonly RemovedVersion[]> {
  const files = versions.flatMap((version) => pathsOf(trees, version)).map((path) => itemFile(store, path));
  const held = await heldFiles([...new Set(files)]);
  const inUse = (version: VersionName) => pathsOf(trees, version).some((path) => held.has(itemFile(store, path)));
  return removals(trees, versions, (version) => (pinned.has(versionKey(version)) ? HELD.pin : inUse(version) ? HELD.use : null));
}

/**
 * Removes versions from the store: from the states first, then the files that nothing names any more, in one step of the journal. A
 * version whose files somebody uses stays, and all of them where a jenkins-runner is on. Returns what went, and what stayed and why.
 */
export async function removeVersions(
  session: Session,
  versions: readonly VersionName[],
  pinned: ReadonlySet<string>,
  context: StoreContext,
): Promise<readonly RemovedVersion[]> {
  const exclusive = await session.mayRemove();
  const state = await readState(context.store);
  const there = versions.filter(({ contentId, product, version }) => state.trees.get(contentId)?.products[product]?.versions[version]);
  if (!exclusive) return removals(state.trees, there, (version) => (pinned.has(versionKey(version)) ? HELD.pin : HELD.runner));
  const free = there.filter((version) => !pinned.has(versionKey(version)));
  const locks = new Map<string, Lock | null>();
  try {
    await lockFiles([...new Set(free.flatMap((version) => pathsOf(state.trees, version)))], locks, context);
    const inUse = (version: VersionName) => pathsOf(state.trees, version).some((path) => locks.get(path) === null);
    const result = removals(state.trees, there, (version) =>
      pinned.has(versionKey(version)) ? HELD.pin : inUse(version) ? HELD.use : null,
    );
    const going = result.filter(({ held }) => held === null);
    if (going.length > 0) {
      const files = await statesWithout(context.store, state, new Set(going.map(versionKey)));
      await commit(session.layout, { items: [], files, unlink: going.flatMap(({ paths }) => paths) });
    }
    return result;
  } finally {
    await Promise.all([...locks.values()].map((lock) => lock?.release()));
  }
}

function pathsOf(trees: Trees, { contentId, product, version }: VersionName): readonly string[] {
  const tree = trees.get(contentId);
  if (tree === undefined) return [];
  return [...versionItems(tree, product, version)].flatMap(({ item }) => item.path ?? []);
}

function removals(
  trees: Trees,
  versions: readonly VersionName[],
  heldBy: (version: VersionName) => string | null,
): readonly RemovedVersion[] {
  const held = new Map(versions.map((version) => [versionKey(version), heldBy(version)]));
  const users = new Map<string, number>();
  for (const { item } of itemsOf(trees.values())) if (item.path !== undefined) users.set(item.path, (users.get(item.path) ?? 0) + 1);
  return versions.map((version) => {
    const why = held.get(versionKey(version)) ?? null;
    const paths: string[] = [];
    let bytes = 0;
    for (const { item } of versionItems(trees.get(version.contentId) as ProductsTree, version.product, version.version)) {
      if (item.path === undefined) continue;
      const left = (users.get(item.path) ?? 0) - 1;
      if (why === null) users.set(item.path, left);
      if (left > 0) continue;
      paths.push(item.path);
      bytes += item.size ?? 0;
    }
    const { contentId, product } = version;
    return { contentId, product, version: version.version, paths, bytes, held: why };
  });
}

/** The files of the store without some versions, as far as they change. */
async function statesWithout(store: string, state: StoreState, gone: ReadonlySet<string>): Promise<readonly NewFile[]> {
  const trees = new Map([...state.trees].map(([id, tree]) => [id, withoutVersions(tree, gone)]));
  return await changedFiles(store, [...stateFiles(trees, state), ...(await queryFiles(store, trees))]);
}

/** The states and `references.json` as they are to be. */
export function stateFiles(trees: Trees, before: Pick<StoreState, 'references'>): readonly NewFile[] {
  const states = [...trees].map(([id, tree]) => ({ to: join(DATA_FOLDER, id), data: pythonJson(tree) }));
  const references = pythonLine(Object.fromEntries(referencesOf(trees.values(), before.references)));
  return [...states, { to: join(DATA_FOLDER, REFERENCES_FILE), data: references }];
}

/** The files that the original's query reads, each made anew from the state of the stream that it is of. */
async function queryFiles(store: string, trees: Trees): Promise<readonly NewFile[]> {
  const files = await Promise.all(
    QUERY_FILES.map(async (to) => {
      const text = await readOrNull(join(store, to));
      const tree = text === null ? undefined : trees.get(parseTree(text.toString())?.content_id ?? '');
      return tree === undefined ? [] : [{ to, data: pythonJson(tree) }];
    }),
  );
  return files.flat();
}

/** Locks files against use, into `locks`; null for one that is in use. A file that is not there cannot be, and has no entry. */
async function lockFiles(paths: readonly string[], locks: Map<string, Lock | null>, context: StoreContext): Promise<void> {
  const taken = await Promise.allSettled(
    paths.map(async (path) => {
      const lock = await lockFile(itemFile(context.store, path), context);
      if (lock !== undefined) locks.set(path, lock);
    }),
  );
  const failed = taken.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** undefined: there is no such file. null: it is in use. */
export async function lockFile(file: string, { env, signal }: Pick<StoreContext, 'env' | 'signal'>): Promise<Lock | null | undefined> {
  try {
    return (await takeLock(file, { env, signal, wait: false, existing: true })) ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
