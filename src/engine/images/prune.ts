import { join } from 'node:path';
import { pruneBuilds } from '../../images/builds/prune.ts';
import { prunePartials } from '../../images/mirror/partials.ts';
import { pruneStore } from '../../images/mirror/prune.ts';
import { sourceIsThere } from '../../images/roots/derived.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { urlPins } from '../../images/url/pins.ts';
import type { Condition } from '../../model/filter.ts';
import { type ImagesRequest, storeOf, withStore } from './desk.ts';
import { BUILD_KINDS, recipeName, type StoredKind } from './list.ts';
import { errorOf, type Outcome } from './outcome.ts';

/** A version that went, would go, or stays although it should go. */
export interface PrunedImage {
  readonly kind: StoredKind;
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  /** Why it stays; null: it goes. */
  readonly held: string | null;
}

export interface PruneReport {
  readonly dryRun: boolean;
  readonly store: string;
  /** What went, or would go. */
  readonly removed: readonly PrunedImage[];
  /** What stays although it should go; each says why. */
  readonly held: readonly PrunedImage[];
  /** Partial downloads that went, or would go: paths in the store. */
  readonly partials: readonly { readonly path: string; readonly bytes: number }[];
}

export interface PruneAsked {
  /** Newest versions that stay. */
  readonly keep: number;
  readonly dryRun: boolean;
  readonly conditions: readonly Condition[];
}

/**
 * Removes versions beyond the newest `keep` of each image, and what was made of files that are gone; with conditions only versions of
 * streams. What is in use or pinned stays. The outcome's errors, beside what was removed before: VMTEST_IMAGE_STORE_BUSY,
 * VMTEST_CANCELLED, VMTEST_IMAGE_UNAVAILABLE.
 */
export async function pruneImages(request: ImagesRequest, asked: PruneAsked): Promise<Outcome<PruneReport>> {
  const store = await storeOf(request);
  const images: PrunedImage[] = [];
  const partials: { path: string; bytes: number }[] = [];
  const error = await errorOf(() => withStore(request, (context) => pruneAll(context, asked, images, partials)));
  const removed = images.filter(({ held }) => held === null);
  return { report: { dryRun: asked.dryRun, store, removed, held: images.filter(({ held }) => held !== null), partials }, error };
}

/** Prunes, and adds what went to the lists as soon as it has. */
async function pruneAll(
  context: StoreContext,
  { keep, dryRun, conditions }: PruneAsked,
  removed: PrunedImage[],
  partials: { path: string; bytes: number }[],
): Promise<void> {
  const { store, env, signal } = context;
  const streams = await pruneStore({ keep, dryRun, conditions }, context);
  for (const { product, version, bytes, held } of streams) removed.push({ kind: 'simplestreams', name: product, version, bytes, held });
  if (conditions.length === 0) partials.push(...(await prunePartials(context, dryRun)).map(({ path, bytes }) => ({ path, bytes })));
  // After the partial downloads: the lock of one that has gone goes too.
  for (const kind of conditions.length > 0 ? [] : BUILD_KINDS) {
    const derived = kind === 'derived';
    const useless = derived ? { useless: async ({ recipe }: { readonly recipe: unknown }) => !(await sourceIsThere(recipe)) } : {};
    const pins = kind === 'url' ? { pinned: await urlPins(store) } : {};
    const builds = await pruneBuilds(join(store, kind), { keep: derived ? null : keep, ...useless, ...pins, dryRun, env, signal });
    removed.push(...builds.map(({ name, recipe, bytes, held }) => ({ kind, name: recipeName(recipe, store), version: name, bytes, held })));
  }
}
