import { parseJson } from '../../../src/images/streams/json.ts';
import type { JsonValue } from '../../../src/images/streams/json-value.ts';
import { productsOf } from '../../../src/images/streams/tree.ts';
import type { ProductsTree } from '../../../src/images/streams/types.ts';

/** A value as it comes out of a stream file. */
export function json(value: unknown): JsonValue {
  return parseJson(JSON.stringify(value), 'x.json');
}

/** A products file with these products and other keys. */
export function tree(products: unknown, more: Readonly<Record<string, unknown>> = {}): ProductsTree {
  return productsOf(json({ format: 'products:1.0', content_id: 'id', products, ...more }), 'x.json');
}

/** A products file of one item. */
export function treeOf(item: unknown, more: Readonly<Record<string, unknown>> = {}): ProductsTree {
  return tree({ p: { versions: { v: { items: { i: item } } } } }, more);
}

/** The same data in objects with the usual prototype, which deepEqual compares. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
