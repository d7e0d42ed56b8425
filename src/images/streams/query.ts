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

type Level = Readonly<Record<string, unknown>>;
type Test = (levels: readonly Level[], pedigree: Pedigree) => boolean;

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
      for (const key of Object.keys(inside.items).sort(byCodePoint)) {
        const item = inside.items[key] as StreamItem;
        const pedigree: Pedigree = [name, version, key];
        const levels = [item, inside, product, tree];
        if (!tests.every((test) => test(levels, pedigree))) continue;
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
  return (levels, pedigree) => {
    const found = lookUp(key, levels, pedigree);
    return (regex === null ? found === value : regex.test(found)) !== negated;
  };
}

const NAMES: readonly string[] = ['item_name', 'version_name', 'product_name'];

/** What flattening would give for one key. */
function lookUp(key: string, levels: readonly Level[], pedigree: Pedigree): string {
  const named = NAMES.indexOf(key);
  for (const [index, level] of levels.entries()) {
    if (index === named) return pedigree[2 - named] as string;
    const text = textOf(level[key]);
    if (text !== undefined) return text;
  }
  return '';
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
