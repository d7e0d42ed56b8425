import { queryStore } from '../../images/mirror/query.ts';
import { atStore } from '../../images/store/usable.ts';
import type { FlatItem, StreamAddress } from '../../images/streams/types.ts';
import type { Condition } from '../../model/filter.ts';
import { type ImagesRequest, storeOf } from './desk.ts';

export interface QueryOptions {
  /** Newest versions of each product; null: all. */
  readonly max: number | null;
  /** The published stream to be asked; null: the store. */
  readonly remote: StreamAddress | null;
}

/** The items that all conditions pick, each with its `item_url`: a path in the store, or an address. Nothing where the store is not there. */
export async function queryItems(
  request: ImagesRequest,
  conditions: readonly Condition[],
  { max, remote }: QueryOptions,
): Promise<readonly FlatItem[]> {
  if (remote === null) {
    const store = await storeOf(request);
    return await atStore(store, () => queryStore(store, conditions, { max: max ?? undefined }));
  }
  // What reads from the network takes longer to load than a query of the store takes.
  const { queryPublished } = await import('./query-published.ts');
  return await queryPublished(request, remote, conditions, max);
}
