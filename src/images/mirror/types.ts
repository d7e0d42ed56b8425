import type { Condition } from '../../model/filter.ts';
import type { Client } from '../download/types.ts';
import type { StoreContext } from '../store/types.ts';
import type { FlatItem, Pedigree, StreamAddress } from '../streams/types.ts';
import type { ImageVault } from '../vault.ts';

export type { StoreContext };

/** One item, where it is in the stream and in the store. */
export interface MirrorItem {
  readonly contentId: string;
  readonly pedigree: Pedigree;
  /** Relative to the stream's root and to the store. */
  readonly path: string;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly flat: FlatItem;
}

/** What a sync would do, or did. */
export interface SyncPlan {
  /** Items that match and are not there whole, each path once. */
  readonly fetch: readonly MirrorItem[];
  /** Versions that go, beyond those that are kept, with what they give back. */
  readonly remove: readonly RemovedVersion[];
  /** Versions that stay or come, newest first in each product. */
  readonly keep: readonly { readonly contentId: string; readonly product: string; readonly version: string }[];
  /** Products of which nothing that was asked for comes, because newer versions fill `keep`: the newest that was asked for, and those. */
  readonly passedOver: readonly { readonly product: string; readonly version: string; readonly newer: readonly string[] }[];
  readonly fetchBytes: number;
  readonly removeBytes: number;
}

export interface RemovedVersion {
  readonly contentId: string;
  readonly product: string;
  readonly version: string;
  /** Files that nothing else refers to. */
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Why it stays although it should go: `in use`, `pinned`, `a jenkins-runner holds the store`; null: it goes. */
  readonly held: string | null;
}

export interface SyncRequest {
  readonly stream: StreamAddress;
  /** AND-combined over each flattened item. */
  readonly conditions: readonly Condition[];
  /** A `version_name` that is wanted whatever is newest, and pinned; null: the newest `keep`. */
  readonly version: string | null;
  /** Newest versions of each product to keep: IMAGES_TO_KEEP. */
  readonly keep: number;
  readonly dryRun: boolean;
  /** Items fetched at once. */
  readonly parallel: number;
}

export interface SyncContext extends StoreContext {
  readonly client: Client;
  /** Asked for the items of a version before they are fetched. Absent: there is none. */
  readonly vault?: ImageVault;
  /** Bytes over all items of this sync. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
}

export interface SyncProgress {
  /** Path of the item that moved on. */
  readonly path: string;
  readonly itemDone: number;
  readonly itemTotal: number | null;
  /** Whether the item is there whole, verified and on the disk; its last byte alone proves nothing. */
  readonly whole: boolean;
  readonly done: number;
  readonly total: number;
}
