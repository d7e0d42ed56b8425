import { stat } from 'node:fs/promises';
import { heldFiles } from '../store/holders.ts';
import { itemFile } from '../store/layout.ts';
import { readPins } from '../store/pins.ts';
import { readState } from '../store/state.ts';
import { type VersionName, versionItems, versionKey } from '../store/tree.ts';
import type { ProductsTree } from '../streams/types.ts';
import { newestFirst } from './choose.ts';

/** One version of one product, as it is in the store. */
export interface ListedVersion extends VersionName {
  /** Whether each of its files is there with its size. */
  readonly whole: boolean;
  /** Of the files that are there; products may share some. */
  readonly bytes: number;
  /** By item name: paths relative to the store. */
  readonly items: Readonly<Record<string, string>>;
  /** Seconds since the epoch, of the file that came last; null where none is there. */
  readonly lastModified: number | null;
  /** Whether somebody holds one of its files, as far as the kernel tells. */
  readonly inUse: boolean;
  /** Whether it was asked for by its version within the last 30 days. */
  readonly pinned: boolean;
}

/** What a store has of streams: products by name, the newest version first. No lock is taken; a store that is not there has nothing. */
export async function listVersions(store: string): Promise<readonly ListedVersion[]> {
  const { trees } = await readState(store);
  const pins = await readPins(store, Date.now() / 1000);
  const listed = [...trees.values()].flatMap((tree) =>
    Object.keys(tree.products)
      .sort()
      .flatMap((product) =>
        newestFirst(Object.keys(tree.products[product]?.versions ?? {})).map((version) => ({ tree, product, version })),
      ),
  );
  const versions = await Promise.all(listed.map(({ tree, product, version }) => look(store, tree, product, version)));
  const held = await heldFiles([...new Set(versions.flatMap(({ items }) => Object.values(items)))].map((path) => itemFile(store, path)));
  return versions.map((one) => ({
    ...one,
    inUse: Object.values(one.items).some((path) => held.has(itemFile(store, path))),
    pinned: pins.has(versionKey(one)),
  }));
}

async function look(store: string, tree: ProductsTree, product: string, version: string): Promise<Omit<ListedVersion, 'inUse' | 'pinned'>> {
  const items = Object.create(null) as Record<string, string>;
  let whole = true;
  let bytes = 0;
  let newest: number | null = null;
  for (const { pedigree, item } of versionItems(tree, product, version)) {
    if (item.path === undefined) continue;
    items[pedigree[2]] = item.path;
    const stats = await stat(itemFile(store, item.path)).catch(() => null);
    whole &&= stats !== null && (item.size ?? stats.size) === stats.size;
    bytes += stats?.size ?? 0;
    if (stats !== null) newest = Math.max(newest ?? 0, stats.mtimeMs / 1000);
  }
  return { contentId: tree.content_id, product, version, whole, bytes, items, lastModified: newest };
}
