import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, writeWhole } from '../../base/files.ts';
import { parseAddress, withoutPassword } from '../streams/address.ts';
import { layoutOf } from './layout.ts';
import { makeStore } from './make-store.ts';

/** By the address of a stream, the content ids that it had when it was last synced. */
export type Origins = ReadonlyMap<string, readonly string[]>;

const originsFile = (store: string) => join(layoutOf(store).own, 'origins.json');

/** An address by one name, however it was written; no password goes into the store. Error: VMTEST_USAGE. */
function nameOf(url: string): string {
  const { root, path } = parseAddress(url);
  return withoutPassword(`${root}${path}`);
}

/** Which streams the store has been filled from, as far as our syncs wrote it down; the original writes nothing of the kind. */
export async function readOrigins(store: string): Promise<Origins> {
  try {
    const value = JSON.parse(await readFile(originsFile(store), 'utf8')) as { streams?: unknown } | null;
    const streams = Object.entries(value?.streams ?? {});
    return new Map(streams.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])));
  } catch (error) {
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/**
 * Whether what the store has under a content id may be taken for that of the stream at this address: it was synced from there, or
 * nobody knows where it was synced from, as in a store that the original made.
 */
export function isOfStream(origins: Origins, url: string, contentId: string): boolean {
  if (origins.get(nameOf(url))?.includes(contentId) === true) return true;
  return ![...origins.values()].some((ids) => ids.includes(contentId));
}

/** Writes down which content ids a stream has. Of two who do so at once one is forgotten: its next sync writes it again. */
export async function rememberOrigin(store: string, url: string, contentIds: readonly string[]): Promise<void> {
  const origins = new Map(await readOrigins(store));
  const sorted = [...contentIds].sort();
  if (JSON.stringify(origins.get(nameOf(url))) === JSON.stringify(sorted)) return;
  origins.set(nameOf(url), sorted);
  await makeStore(layoutOf(store).own);
  await writeWhole(originsFile(store), `${JSON.stringify({ version: 1, streams: Object.fromEntries(origins) }, null, 1)}\n`);
}
