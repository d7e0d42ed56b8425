import { VmtestError } from '../../model/errors.ts';
import { parseJson } from '../streams/json.ts';
import { productsOf } from '../streams/tree.ts';
import type { Pedigree, ProductsTree, StreamItem, StreamProduct } from '../streams/types.ts';
import { isContentId } from './layout.ts';

/** An item that the store has, by where it stands. */
export interface StoredItem {
  readonly contentId: string;
  readonly pedigree: Pedigree;
  readonly item: StreamItem;
}

/** Names one version over all streams of a store. */
export interface VersionName {
  readonly contentId: string;
  readonly product: string;
  readonly version: string;
}

/** A text that differs for different versions: no name of a stream has a line feed that JSON does not escape. */
export const versionKey = ({ contentId, product, version }: VersionName) => JSON.stringify([contentId, product, version]);

/**
 * Reads the text of a state, or of a file that the original's query reads; undefined for what is none: not JSON, another format, a shape
 * or a path that no sync writes.
 */
export function parseTree(text: string): ProductsTree | undefined {
  try {
    const tree = productsOf(parseJson(text, 'a state'), 'a state');
    return isContentId(tree.content_id) ? tree : undefined;
  } catch (error) {
    if (error instanceof VmtestError) return undefined;
    throw error;
  }
}

/** An object without a prototype that has these entries. */
export function record<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return mapBag(entries, (value) => value);
}

/** The same keys with other values, without a prototype. */
export function mapBag<T, U>(entries: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  const copy = Object.create(null) as Record<string, U>;
  for (const key of Object.keys(entries)) copy[key] = change(entries[key] as T, key);
  return copy;
}

/** Every item of some trees. */
export function* itemsOf(trees: Iterable<ProductsTree>): Generator<StoredItem> {
  for (const tree of trees) {
    for (const product of Object.keys(tree.products)) {
      for (const version of Object.keys(tree.products[product]?.versions ?? {})) yield* versionItems(tree, product, version);
    }
  }
}

/** The items of one version; none where the tree does not have it. */
export function* versionItems(tree: ProductsTree, product: string, version: string): Generator<StoredItem> {
  const items = tree.products[product]?.versions[version]?.items ?? {};
  for (const name of Object.keys(items)) {
    yield { contentId: tree.content_id, pedigree: [product, version, name], item: items[name] as StreamItem };
  }
}

/** The tree without some versions. A product that has none left stays, as the original leaves it. */
export function withoutVersions(tree: ProductsTree, gone: ReadonlySet<string>): ProductsTree {
  const products = mapBag(tree.products, (product, name) => {
    const versions = record(product.versions);
    for (const version of Object.keys(versions)) {
      if (gone.has(versionKey({ contentId: tree.content_id, product: name, version }))) delete versions[version];
    }
    return record({ ...product, versions }) as StreamProduct;
  });
  return record({ ...tree, products }) as unknown as ProductsTree;
}
