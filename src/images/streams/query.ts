import type { Condition } from '../../model/filter.ts';
import { flattenLevels, textOf } from './flatten.ts';
import type { FlatItem, Pedigree, ProductsTree, StreamItem } from './types.ts';

export interface Hit {
  readonly pedigree: Pedigree;
  readonly flat: FlatItem;
  /** The item itself, as it is in the tree. */
  readonly item: StreamItem;
}

export interface QueryOptions {
  /** How many of each product's newest versions are looked at, whether their items match or not; absent or null: all. */
  readonly max?: number | null;
}

interface Levels {
  readonly item: StreamItem;
  readonly version: Level;
  readonly product: Level;
  readonly tree: Level;
}
type Level = Readonly<Record<string, unknown>>;
type Test = (levels: Levels, ...pedigree: Pedigree) => boolean;

/**
 * The items that meet all conditions, in the order of the original's query: products by name, versions from the newest, which is the last as
 * text, items by name. A key that an item has not compares as empty.
 */
export function queryTree(tree: ProductsTree, conditions: readonly Condition[], options: QueryOptions = {}): Hit[] {
  const tests = conditions.map(testOf);
  const hits: Hit[] = [];
  for (const name of Object.keys(tree.products).sort(byCodePoint)) {
    const product = tree.products[name] as ProductsTree['products'][string];
    const versions = Object.keys(product.versions).sort(byCodePoint).reverse();
    for (const version of versions.slice(0, options.max ?? versions.length)) {
      const inside = product.versions[version] as ProductsTree['products'][string]['versions'][string];
      const found = Object.keys(inside.items).filter((key) => {
        const levels = { item: inside.items[key] as StreamItem, version: inside, product, tree };
        return tests.every((test) => test(levels, name, version, key));
      });
      for (const key of found.sort(byCodePoint)) {
        const [item, pedigree] = [inside.items[key] as StreamItem, [name, version, key] as const];
        hits.push({ pedigree, flat: flattenLevels(tree, product, inside, item, pedigree), item });
      }
    }
  }
  return hits;
}

/** A condition as a test of an item that is not flattened yet: most items of a large file meet none. */
function testOf({ key, operator, value }: Condition): Test {
  const negated = operator.startsWith('!');
  const regex = operator.endsWith('~') ? new RegExp(value, 'm') : null;
  return (levels, product, version, item) => {
    const found = lookUp(key, levels, product, version, item);
    return (regex === null ? found === value : regex.test(found)) !== negated;
  };
}

/** What flattening would give for one key; a name stands over its own level's data and under that of the nearer ones. */
function lookUp(key: string, levels: Levels, productName: string, versionName: string, itemName: string): string {
  const { item, version, product, tree } = levels;
  if (key === 'item_name') return itemName;
  const near = textOf(item[key]);
  if (near !== undefined) return near;
  if (key === 'version_name') return versionName;
  const middle = textOf(version[key]);
  if (middle !== undefined) return middle;
  return key === 'product_name' ? productName : (textOf(product[key]) ?? textOf(tree[key]) ?? '');
}

/** Python's order of texts: by code point, where JavaScript's is by units of UTF-16. They differ beyond U+FFFF only. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, two] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one === two) continue;
    const [high, low] = [isSurrogate(one), isSurrogate(two)];
    return high === low ? one - two : high ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
