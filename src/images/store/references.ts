import { readFile } from 'node:fs/promises';
import { isErrno } from '../../base/files.ts';
import type { ProductsTree } from '../streams/types.ts';
import { itemsOf } from './tree.ts';

/** The original's count of who needs a file: path → `content_id/product/version/item` of each item that has it. */
export type References = ReadonlyMap<string, readonly string[]>;

/** Reads `references.json`: an absent one is empty, undefined is one that cannot be understood. */
export async function readReferences(file: string): Promise<References | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value as Readonly<Record<string, unknown>>);
    const good = entries.every(([, ids]) => Array.isArray(ids) && ids.every((id) => typeof id === 'string'));
    return good ? new Map(entries as [string, string[]][]) : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return new Map();
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * What `references.json` is to say of these states. What it says of streams whose state is not known stays: their files are not ours to
 * count. The order is the old one, what is new comes last, as the original appends it.
 */
export function referencesOf(trees: Iterable<ProductsTree>, old: References): References {
  const all = [...trees];
  const known = all.map((tree) => `${tree.content_id}/`);
  const now = new Map<string, Set<string>>();
  for (const { contentId, pedigree, item } of itemsOf(all)) {
    if (item.path === undefined) continue;
    const ids = now.get(item.path) ?? new Set();
    now.set(item.path, ids.add([contentId, ...pedigree].join('/')));
  }
  const result = new Map<string, string[]>();
  for (const [path, ids] of old) {
    const current = now.get(path);
    const stay = [...new Set(ids)].filter((id) => current?.has(id) === true || !known.some((prefix) => id.startsWith(prefix)));
    if (stay.length > 0) result.set(path, stay);
  }
  for (const [path, ids] of now) {
    const listed = result.get(path) ?? [];
    result.set(path, [...listed, ...[...ids].filter((id) => !listed.includes(id))]);
  }
  return result;
}
