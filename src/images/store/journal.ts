import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, sha256, writeWhole } from '../../base/files.ts';
import { foldersAbove, itemFile, type Layout } from './layout.ts';
import { makeStore } from './make-store.ts';
import { isThere, keepAside, putBack, readOrNull, removeEmptyFolders, syncFolders } from './place.ts';
import { readState } from './state.ts';
import { itemsOf } from './tree.ts';

/** One file that is put in place by rename. */
export interface Move {
  /** Relative to the store. */
  readonly to: string;
  /** Relative to our own folder in it. Gone: it was moved. */
  readonly from: string;
}

/** A small file that replaces another. */
interface Replacement extends Move {
  /** sha256 of what it replaces; null: nothing was there. Anything else found there is somebody else's work. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * `journal.json`: what is being done to the store. It is written when all that will be put in place is on the disk, and removed when all
 * is done; whoever has the sync lock next finishes it or takes it back. The order is the order of the lists: files come before the
 * states that name them, and go after them, so that at each moment every state is right.
 */
export interface Journal {
  readonly version: 1;
  readonly items: readonly Move[];
  readonly files: readonly Replacement[];
  /** Items' paths to be removed at the end, but for those that a state names then. */
  readonly unlink: readonly string[];
}

/** A small file as it is to be; `to` is relative to the store. */
export interface NewFile {
  readonly to: string;
  readonly data: string | Uint8Array;
}

/** Those of the files that are not so already. */
export async function changedFiles(store: string, files: readonly NewFile[]): Promise<readonly NewFile[]> {
  const now = await Promise.all(files.map(({ to }) => readOrNull(join(store, to))));
  return files.filter(({ data }, index) => now[index] === null || Buffer.compare(now[index] as Buffer, Buffer.from(data as string)) !== 0);
}

/**
 * Changes the store in one step: all of it, or nothing where an error comes. The sync lock must be held, and for `unlink` the files' own.
 * A process that is killed in it leaves a journal, see `recover`.
 */
export async function commit(
  layout: Layout,
  change: { readonly items: readonly Move[]; readonly files: readonly NewFile[]; readonly unlink: readonly string[] },
): Promise<void> {
  const files = await stage(layout, change.files);
  const journal: Journal = { version: 1, items: change.items, files, unlink: change.unlink };
  await writeWhole(layout.journal, `${JSON.stringify(journal)}\n`);
  try {
    await apply(layout, journal);
  } catch (error) {
    await undo(layout, journal);
    await close(layout);
    throw error;
  }
  await removeUnnamed(layout, journal.unlink);
  await close(layout);
}

/** What a killed process left of a change is finished or taken back. The sync lock must be held. Returns what was done, for people. */
export async function recover(layout: Layout): Promise<string | null> {
  const text = await readOrNull(layout.journal);
  const journal = text === null ? null : parseJournal(text.toString());
  let how: string | null = null;
  if (journal !== null) {
    const whole = await canFinish(layout, journal);
    if (whole) await apply(layout, journal);
    else await undo(layout, journal);
    await removeUnnamed(layout, journal.unlink);
    how = `a process that was killed while it changed the image store left it half done: ${whole ? 'finished' : 'taken back'}`;
  }
  await close(layout);
  return how;
}

/** Items that no state names any more, and that an unfinished change is to remove: relative paths. */
export async function unfinishedRemovals(layout: Layout): Promise<ReadonlySet<string>> {
  const text = await readOrNull(layout.journal);
  const unlink = text === null ? [] : (parseJournal(text.toString())?.unlink ?? []);
  if (unlink.length === 0) return new Set();
  const named = await namedPaths(layout.store);
  return new Set(unlink.filter((path) => !named.has(path)));
}

function parseJournal(text: string): Journal | null {
  try {
    const journal = JSON.parse(text) as Journal;
    return journal.version === 1 ? journal : null;
  } catch {
    return null;
  }
}

async function close(layout: Layout): Promise<void> {
  await rm(layout.journal, { force: true });
  await rm(layout.staging, { recursive: true, force: true });
}

async function stage(layout: Layout, files: readonly NewFile[]): Promise<readonly Replacement[]> {
  await makeStore(layout.staging);
  return await Promise.all(
    files.map(async ({ to, data }, number) => {
      const name = join(layout.staging, String(number));
      const handle = await open(name, 'w', 0o644);
      try {
        await handle.writeFile(data);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const there = await readOrNull(join(layout.store, to));
      return { to, from: `staging/${number}`, before: there === null ? null : sha256(there), after: sha256(data) };
    }),
  );
}

/** Does what of a journal is not done yet. */
async function apply(layout: Layout, journal: Journal): Promise<void> {
  // A power cut must not leave a state on the disk and the files that it names not.
  for (const moves of [journal.items, journal.files]) {
    for (const move of moves) await place(layout, move);
    await syncFolders(moves.flatMap(({ to }) => [...foldersAbove(to), '']).map((folder) => join(layout.store, folder)));
  }
}

async function place(layout: Layout, { from, to }: Move): Promise<void> {
  const target = join(layout.store, to);
  const source = join(layout.own, from);
  if (!(await isThere(source))) return;
  await keepAside(target, asideOf(layout, to));
  await makeFolder(dirname(target));
  await rename(source, target);
}

/** Where a file that is replaced is kept until the change is done. */
const asideOf = (layout: Layout, to: string) => join(layout.staging, `${sha256(to).slice(0, 32)}.old`);

/** Whether nothing that is still to be done is lost, and nobody else has worked on what is still to be replaced. */
async function canFinish(layout: Layout, journal: Journal): Promise<boolean> {
  if (await allMoved(layout, [...journal.items, ...journal.files])) return true;
  for (const { from, to } of journal.items) {
    if (!(await isThere(join(layout.own, from))) && !(await isThere(join(layout.store, to)))) return false;
  }
  for (const { from, to, before, after } of journal.files) {
    const there = await readOrNull(join(layout.store, to));
    const digest = there === null ? null : sha256(there);
    const done = !(await isThere(join(layout.own, from)));
    if (done ? digest !== after : digest !== before) return false;
  }
  // What is to go stays where its removal has not been written down: who began to use it since then must not lose it.
  return journal.unlink.length === 0;
}

async function allMoved(layout: Layout, moves: readonly Move[]): Promise<boolean> {
  for (const { from } of moves) if (await isThere(join(layout.own, from))) return false;
  return true;
}

/** Takes back what was done of a journal: replaced files as they were, but for those that somebody else changed since; items to the partial ones. */
async function undo(layout: Layout, journal: Journal): Promise<void> {
  for (const { from, to, after } of journal.files.toReversed()) {
    if (await isThere(join(layout.own, from))) continue;
    const there = await readOrNull(join(layout.store, to));
    if (there !== null && sha256(there) === after) await putBack(asideOf(layout, to), join(layout.store, to), null);
  }
  const named = await namedPaths(layout.store);
  for (const { from, to } of journal.items.toReversed()) {
    const moved = !(await isThere(join(layout.own, from)));
    // Another tool may have taken up, since, what we had put in place.
    if (moved && (!named.has(to) || (await isThere(asideOf(layout, to))))) {
      await makeFolder(layout.partial);
      await putBack(asideOf(layout, to), join(layout.store, to), join(layout.own, from));
    }
    await removeEmptyFolders(layout.store, to);
  }
}

/** Removes items that no state names, and the folders that they leave empty. */
async function removeUnnamed(layout: Layout, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const named = await namedPaths(layout.store);
  for (const path of paths.filter((one) => !named.has(one))) {
    await rm(itemFile(layout.store, path), { force: true });
    await removeEmptyFolders(layout.store, path);
  }
}

async function namedPaths(store: string): Promise<ReadonlySet<string>> {
  const { trees } = await readState(store);
  return new Set([...itemsOf(trees.values())].flatMap(({ item }) => item.path ?? []));
}
