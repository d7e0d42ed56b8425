import { withoutUser } from '../../images/download/addresses.ts';
import { openClient } from '../../images/download/client.ts';
import { addressOf } from '../../images/streams/paths.ts';
import { queryTree } from '../../images/streams/query.ts';
import { readStream } from '../../images/streams/read.ts';
import type { FlatItem, StreamAddress } from '../../images/streams/types.ts';
import type { Condition } from '../../model/filter.ts';
import type { ImagesRequest } from './desk.ts';

/** The items of a published stream that all conditions pick, in the order of the index's products files. */
export async function queryPublished(
  { surroundings, signal, emit }: ImagesRequest,
  address: StreamAddress,
  conditions: readonly Condition[],
  max: number | null,
): Promise<readonly FlatItem[]> {
  await using client = openClient({ proxy: surroundings.proxy });
  const stream = await readStream(client, address, { signal, onNote: emit });
  return stream.products.flatMap(({ tree }) =>
    queryTree(tree, conditions, { max }).map(({ flat }) =>
      // What is printed ends up in logs: a user's name and password in the stream's address stay out of it.
      flat.path === undefined ? flat : { ...flat, item_url: withoutUser(addressOf(stream.root, flat.path)) },
    ),
  );
}
