import { sha256File } from '../../base/files.ts';
import { itemFile } from '../store/layout.ts';
import { bytesOf } from '../store/place.ts';
import type { StoredItem } from '../store/tree.ts';
import type { StreamItem } from '../streams/types.ts';

/** What files a store has, each looked at once. */
export interface Inventory {
  /** Bytes of the file at a path of the store; null where there is none. */
  readonly bytes: (path: string) => Promise<number | null>;
  /** Whether the file at the path has this content: read where its size does not tell. */
  readonly holds: (path: string, size: number | null, digest: string) => Promise<boolean>;
  /** Whether all files of some items are there, by their sizes. */
  readonly whole: (items: Iterable<Pick<StoredItem, 'item'>>) => Promise<boolean>;
}

/** Looks at a store's files; what changes later is not seen. */
export function inventoryOf(store: string): Inventory {
  const sizes = new Map<string, Promise<number | null>>();
  const digests = new Map<string, Promise<string>>();
  const bytes = (path: string) => remember(sizes, path, () => bytesOf(itemFile(store, path)));
  const isThere = async (item: StreamItem) => {
    if (item.path === undefined) return true;
    const there = await bytes(item.path);
    return there !== null && (item.size ?? there) === there;
  };
  return {
    bytes,
    holds: async (path, size, digest) => {
      const there = await bytes(path);
      if (there === null || (size ?? there) !== there) return false;
      return (await remember(digests, path, () => sha256File(itemFile(store, path)))) === digest;
    },
    whole: async (items) => (await Promise.all([...items].map(({ item }) => isThere(item)))).every(Boolean),
  };
}

function remember<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}
