import type { Condition } from '../../model/filter.ts';
import { itemFile } from '../store/layout.ts';
import { readState } from '../store/state.ts';
import { queryTree } from '../streams/query.ts';
import type { FlatItem } from '../streams/types.ts';

/**
 * The items of a store that meet all conditions, flattened as the original's query does, with `item_url`: their absolute path. `max`
 * is the number of each product's newest versions that are looked at; absent: all. Where the original stops at the first of its two
 * files that has a hit, all streams are looked through here, in the order of their content ids. No lock is taken, and nothing but the
 * store's own small files is read; a store that is not there has none.
 */
export async function queryStore(
  store: string,
  conditions: readonly Condition[],
  { max }: { readonly max?: number | undefined },
): Promise<readonly FlatItem[]> {
  const { trees } = await readState(store);
  const hits = [...trees.values()].flatMap((tree) => queryTree(tree, conditions, { max: max ?? null }));
  return hits.map(({ flat }) => (flat.path === undefined ? flat : { ...flat, item_url: itemFile(store, flat.path) }));
}
