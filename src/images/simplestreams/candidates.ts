import type { FlatItem } from '../streams/types.ts';

/** A published file. */
export interface StreamFile {
  /** Relative to the stream's root, and to the store. */
  readonly path: string;
  /** Bytes; null where nobody published it. */
  readonly size: number | null;
  readonly sha256: string | null;
}

/** One version of one product. */
export interface Candidate {
  readonly contentId: string;
  readonly product: string;
  readonly version: string;
  /** What product and version say, as text. */
  readonly fields: FlatItem;
  /** By `ftype`; of two of one kind the first. */
  readonly files: ReadonlyMap<string, StreamFile>;
}

/** Puts items together that are of one version of one product, in the order in which they come. */
export function candidatesOf(items: readonly { readonly contentId: string; readonly flat: FlatItem }[]): readonly Candidate[] {
  const found = new Map<string, Candidate & { readonly files: Map<string, StreamFile> }>();
  for (const { contentId, flat } of items) {
    const { product_name: product = '', version_name: version = '', ftype = '', path = '' } = flat;
    if (ftype === '' || path === '') continue;
    const key = JSON.stringify([contentId, product, version]);
    const candidate = found.get(key) ?? { contentId, product, version, fields: flat, files: new Map<string, StreamFile>() };
    found.set(key, candidate);
    const size = flat.size === undefined || flat.size === '' ? null : Number(flat.size);
    if (!candidate.files.has(ftype)) candidate.files.set(ftype, { path, size, sha256: flat.sha256 ?? null });
  }
  return [...found.values()];
}
