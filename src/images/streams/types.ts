import type { Verification } from '../../model/suite.ts';

/** An item as the stream has it, with what its product and version say of it, all as text: what conditions and templates read. */
export type FlatItem = Readonly<Record<string, string>>;

/** The JSON of one level: other keys are carried along as they are. */
export interface StreamItem {
  readonly ftype?: string;
  readonly path?: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly [key: string]: unknown;
}
export interface StreamVersion {
  readonly items: Readonly<Record<string, StreamItem>>;
  readonly [key: string]: unknown;
}
export interface StreamProduct {
  readonly versions: Readonly<Record<string, StreamVersion>>;
  readonly [key: string]: unknown;
}

/** A file of the format `products:1.0`, aliases expanded. Objects have no prototype: a stream's names are anything. */
export interface ProductsTree {
  readonly format: 'products:1.0';
  readonly content_id: string;
  readonly products: Readonly<Record<string, StreamProduct>>;
  readonly [key: string]: unknown;
}

/** Where an item stands: `[product, version, item]`. */
export type Pedigree = readonly [product: string, version: string, item: string];

/** One products file that an index names, verified. */
export interface ProductsFile {
  /** Path under the stream's root: `streams/v1/com.ubuntu.maas:stable:v3:download.sjson`. */
  readonly path: string;
  /** As it was published, signature included. */
  readonly raw: Uint8Array;
  readonly tree: ProductsTree;
}

/** A stream, read and verified. */
export interface Stream {
  /** Address of the root, with its final slash: items' paths are relative to it. */
  readonly root: string;
  /** The index; null where the address named a products file. */
  readonly index: { readonly path: string; readonly raw: Uint8Array } | null;
  readonly products: readonly ProductsFile[];
}

/** Which stream, and how far it is believed. */
export interface StreamAddress {
  /** `…/streams/v1/index.sjson` or a products file below `streams/v1/`; an address without it gets `streams/v1/index.sjson`. */
  readonly url: string;
  readonly verify: Verification;
  /** Absolute path of the keyring; null only with `verify: none`. */
  readonly keyring: string | null;
}
