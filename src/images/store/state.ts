import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import type { ProductsTree } from '../streams/types.ts';
import { isContentId, layoutOf, QUERY_FILES } from './layout.ts';
import { type References, readReferences } from './references.ts';
import { parseTree } from './tree.ts';

/** What a store has of streams, as its own files say. */
export interface StoreState {
  /** By content id, in its order. */
  readonly trees: ReadonlyMap<string, ProductsTree>;
  readonly references: References;
  /** What could not be read and how it was made up for, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads the states of a store, ours or the original's: no lock is needed, since each file is replaced by rename. A state that cannot be
 * understood is made up for from the file that the original's query reads, where that one is of the same stream; else it is absent,
 * and the next sync makes it anew, taking the files that are there. A store that is not there is empty.
 */
export async function readState(store: string): Promise<StoreState> {
  const layout = layoutOf(store);
  const notes: string[] = [];
  const trees = new Map<string, ProductsTree>();
  const broken: string[] = [];
  for (const id of await stateNames(layout.data)) {
    const tree = await readTree(join(layout.data, id));
    if (tree?.content_id === id) trees.set(id, tree);
    else if (tree !== null) broken.push(id);
  }
  for (const file of QUERY_FILES) {
    const tree = await readTree(join(store, file));
    if (tree !== null && tree !== undefined && !trees.has(tree.content_id)) trees.set(tree.content_id, tree);
  }
  for (const id of broken) {
    const how = trees.has(id) ? 'what it said was found in streams/v1' : 'the next sync makes it anew';
    notes.push(`the state ${join(layout.data, id)} cannot be read: ${how}`);
  }
  const references = await readReferences(layout.references);
  if (references === undefined) notes.push(`${layout.references} cannot be read: it is counted anew from the states`);
  return { trees: new Map([...trees].sort(([a], [b]) => (a < b ? -1 : 1))), references: references ?? new Map(), notes };
}

async function stateNames(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && isContentId(entry.name)).map((entry) => entry.name);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** null: there is none. undefined: it cannot be understood. */
async function readTree(file: string): Promise<ProductsTree | null | undefined> {
  try {
    return parseTree(await readFile(file, 'utf8'));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
