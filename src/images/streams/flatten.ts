import type { FlatItem, Pedigree, ProductsTree } from './types.ts';

type Level = Readonly<Record<string, unknown>>;

/**
 * An item with all that its version, its product and the file say of it, the nearer over the farther, as text: texts, numbers and truth
 * values as Python's `str` writes them, for the original compares these; lists and objects are left out. `product_name`, `version_name` and
 * `item_name` are added. An item that is not there has what its levels have.
 */
export function flatten(tree: ProductsTree, [product, version, item]: Pedigree): FlatItem {
  const inProduct = tree.products[product];
  const inVersion = inProduct?.versions[version];
  return flattenLevels(tree, inProduct ?? {}, inVersion ?? {}, inVersion?.items[item] ?? {}, [product, version, item]);
}

/** The same, of levels that were found already. */
export function flattenLevels(tree: Level, product: Level, version: Level, item: Level, pedigree: Pedigree): FlatItem {
  const flat = Object.create(null) as Record<string, string>;
  add(flat, tree);
  add(flat, product);
  flat.product_name = pedigree[0];
  add(flat, version);
  flat.version_name = pedigree[1];
  add(flat, item);
  flat.item_name = pedigree[2];
  return flat;
}

function add(flat: Record<string, string>, level: Level): void {
  for (const key of Object.keys(level)) {
    const text = textOf(level[key]);
    if (text !== undefined) flat[key] = text;
  }
}

/** A JSON value as Python's `str` writes it; undefined for null, lists and objects. A number that was written `7.0` is a text already: `parseJson`. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return undefined;
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  // Python writes an exponent from 1e-5 downwards, with two digits at least; JavaScript from 1e-7, with one.
  return Math.abs(value) < 1e-4 ? value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2') : String(value);
}
