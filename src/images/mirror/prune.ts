import type { Condition } from '../../model/filter.ts';
import { readPins } from '../store/pins.ts';
import { openSession } from '../store/session.ts';
import { readState, type StoreState } from '../store/state.ts';
import { type VersionName, versionItems } from '../store/tree.ts';
import { byCodePoint, queryTree } from '../streams/query.ts';
import { newestFirst } from './choose.ts';
import { inventoryOf } from './inventory.ts';
import { expectedRemovals, plannedRemovals, removeVersions } from './remove.ts';
import type { RemovedVersion, StoreContext } from './types.ts';

export interface PruneRequest {
  /** Newest versions of each product that stay. */
  readonly keep: number;
  /** Only products that have an item that meets them all. */
  readonly conditions: readonly Condition[];
  readonly dryRun: boolean;
}

/**
 * Removes the versions of each product beyond the `keep` newest whole ones. Those in use, or pinned, stay, and are returned with the
 * reason; so does everything while a jenkins-runner is on. A dry run changes nothing and takes no lock.
 * Errors: VMTEST_IMAGE_STORE_BUSY, VMTEST_CANCELLED, VMTEST_IMAGE_UNAVAILABLE.
 */
export async function pruneStore(request: PruneRequest, context: StoreContext): Promise<readonly RemovedVersion[]> {
  const { store } = context;
  const pinned = await readPins(store, Date.now() / 1000);
  const before = await readState(store);
  const expected = await beyond(before, request, store);
  if (request.dryRun) return await expectedRemovals(store, before.trees, expected, pinned);
  if (plannedRemovals(before.trees, expected, pinned).every(({ held }) => held !== null)) {
    return plannedRemovals(before.trees, expected, pinned);
  }
  await using session = await openSession(context);
  return await removeVersions(session, await beyond(await readState(store), request, store), pinned, context);
}

async function beyond(state: StoreState, request: PruneRequest, store: string): Promise<readonly VersionName[]> {
  const inventory = inventoryOf(store);
  const going: VersionName[] = [];
  for (const [contentId, tree] of state.trees) {
    const products = new Set(queryTree(tree, request.conditions, { max: null }).map(({ pedigree }) => pedigree[0]));
    for (const product of products) {
      const present = newestFirst(Object.keys(tree.products[product]?.versions ?? {}));
      const whole: string[] = [];
      for (const version of present) if (await inventory.whole(versionItems(tree, product, version))) whole.push(version);
      const kept = whole.slice(0, request.keep);
      const oldest = kept.at(-1);
      // What is newer and there in part may be on its way: a sync completes it.
      const remove = present.filter(
        (version) => request.keep === 0 || (kept.length === request.keep && byCodePoint(version, oldest ?? '') < 0),
      );
      going.push(...remove.map((version) => ({ contentId, product, version })));
    }
  }
  return going;
}
