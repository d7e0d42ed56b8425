import { byCodePoint } from '../streams/query.ts';

/** Versions of one product, by where they are. */
export interface Versions {
  /** Published, with items that are wanted. */
  readonly published: readonly string[];
  /** In the store's state. */
  readonly present: readonly string[];
  /** Those of `present` whose files are all there. */
  readonly whole: ReadonlySet<string>;
}

export interface Choice {
  /** To be brought, where they are not there: published ones. Newest first. */
  readonly bring: readonly string[];
  /** What stays or comes, newest first. */
  readonly keep: readonly string[];
  /** What is to go: in the store, and beyond what is kept. Newest first. */
  readonly remove: readonly string[];
}

/**
 * Chooses a product's versions: the `keep` newest of those that are published and those that are there, whether still published or not;
 * for a version that was asked for by name that one, beside the newest that are there. What is there in part and published no longer
 * cannot be completed, and counts for nothing. Versions are compared as texts, as simplestreams does.
 */
export function chooseVersions({ published, present, whole }: Versions, keep: number, version: string | null): Choice {
  const usable = present.filter((name) => whole.has(name) || published.includes(name));
  const asked = version !== null && published.includes(version) ? [version] : [];
  const ranked = newestFirst([...usable, ...(version === null ? published : asked)]);
  const kept = ranked.filter((name, index) => index < keep || name === version);
  return {
    bring: version === null ? kept.filter((name) => published.includes(name)) : asked,
    keep: kept,
    remove: newestFirst(present).filter((name) => !kept.includes(name)),
  };
}

/** Each once, the newest first. */
export function newestFirst(versions: readonly string[]): string[] {
  return [...new Set(versions)].sort(byCodePoint).reverse();
}
