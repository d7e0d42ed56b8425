import { hostArch } from '../../host/facts.ts';
import { openClient } from '../../images/download/client.ts';
import { queryStore } from '../../images/mirror/query.ts';
import { syncStream } from '../../images/mirror/sync.ts';
import type { RemovedVersion, SyncPlan, SyncProgress } from '../../images/mirror/types.ts';
import { shortList } from '../../images/simplestreams/choose.ts';
import { versionKey } from '../../images/store/tree.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { withoutPassword } from '../../images/streams/address.ts';
import { readStream } from '../../images/streams/read.ts';
import type { StreamAddress } from '../../images/streams/types.ts';
import type { Condition } from '../../model/filter.ts';
import { type ImagesRequest, storeContext, withStore } from './desk.ts';
import { withDefaults } from './filters.ts';
import { idleWords, nothingMeets } from './nothing-meets.ts';
import { errorOf, type Outcome } from './outcome.ts';
import { stopwatch } from './stopwatch.ts';

/** One file that was fetched, or would be. */
export interface FetchedFile {
  /** The suite's name of the image; null where filters picked it. */
  readonly image: string | null;
  /** Path in the store, or an address. */
  readonly path: string;
  /** Bytes; null where nobody published it. */
  readonly bytes: number | null;
}

/** What was done, or with `dryRun` would be; where it ended early, what was done until then. */
export interface SyncReport {
  readonly dryRun: boolean;
  readonly store: string;
  readonly fetched: readonly FetchedFile[];
  readonly fetchedBytes: number;
  /** Bytes that came now: fewer where an earlier process had fetched a part. */
  readonly receivedBytes: number;
  /** Files that are wanted and were there already. */
  readonly there: number;
  /** Versions that went, or would go. */
  readonly removed: readonly RemovedVersion[];
  /** Versions that stay although they should go; each says why. */
  readonly held: readonly RemovedVersion[];
  readonly removedBytes: number;
  /** That fetching took. */
  readonly seconds: number;
}

export interface SyncSettings {
  readonly keep: number;
  /** Files fetched at once. */
  readonly parallel: number;
  readonly dryRun: boolean;
  readonly onProgress: (progress: SyncProgress) => void;
}

export interface FilteredSync extends SyncSettings {
  readonly stream: StreamAddress;
  readonly filters: readonly Condition[];
  /** The stream's names of architectures; empty: the host's. */
  readonly arches: readonly string[];
}

/**
 * Mirrors what filters pick of a stream into the store, by default for the host's architecture and what tests install from; tells first
 * what it works with, as the original does. The outcome's errors: those of `syncStream`; VMTEST_IMAGE_NOT_FOUND where the stream has
 * nothing of it.
 */
export async function syncFiltered(request: ImagesRequest, asked: FilteredSync): Promise<Outcome<SyncReport>> {
  const watch = stopwatch(asked.onProgress);
  const { store } = await storeContext(request);
  let plan: SyncPlan | null = null;
  let there = 0;
  const error = await errorOf(() =>
    withStore(request, async (context) => {
      const conditions = withDefaults(asked.filters, asked.arches, hostArch());
      plan = await mirror(request, { ...asked, onProgress: watch.step }, conditions, context);
      there = (await filesThere(store, conditions, plan)).length;
    }),
  );
  const sum = sumOf(plan === null ? [] : [[null, plan]]);
  return { report: { ...sum, dryRun: asked.dryRun, store, there, ...watch.read() }, error };
}

async function mirror(
  request: ImagesRequest,
  { stream, keep, parallel, dryRun, onProgress }: FilteredSync,
  conditions: readonly Condition[],
  context: StoreContext,
): Promise<SyncPlan> {
  const words = conditions.map(({ text }) => text).join(' ');
  context.emit(`${dryRun ? 'would mirror' : 'mirroring'} ${words} of ${withoutPassword(stream.url)} to ${context.store}, newest ${keep}`);
  await using client = openClient({ proxy: request.surroundings.proxy });
  const plan = await syncStream({ stream, conditions, version: null, keep, dryRun, parallel }, { ...context, client, onProgress });
  if (plan.keep.length === 0) throw nothingMeets(stream, await readStream(client, stream, { signal: context.signal }), conditions);
  await tellOfIdleWords(conditions, plan, context);
  for (const { product, version, newer } of plan.passedOver) {
    context.emit(
      `${product} ${version} is not mirrored: ${shortList(newer)} in the store ${newer.length === 1 ? 'is' : 'are'} newer, and ${keep} stay${keep === 1 ? 's' : ''}: give --images-to-keep ${keep + 1} or more`,
    );
  }
  return plan;
}

/** Names the words of a list, such as releases, that nothing meets while others of it do. */
async function tellOfIdleWords(conditions: readonly Condition[], plan: SyncPlan, { store, emit }: StoreContext): Promise<void> {
  const items = [...(await queryStore(store, conditions, {})), ...plan.fetch.map(({ flat }) => flat)];
  for (const condition of conditions) {
    const idle = idleWords(condition, items);
    if (idle.length > 0) emit(`nothing that is mirrored has ${condition.key}=${idle.join(` or ${condition.key}=`)}: it is passed over`);
  }
}

/**
 * Puts the plans of several syncs together, each under the suite's name of its image. Images may share a product or a file: each file
 * counts for the first that brings it, and of a version that one sync kept and another removed the removal counts.
 */
export function sumOf(plans: readonly (readonly [image: string | null, plan: SyncPlan])[]) {
  const fetched = new Map<string, FetchedFile>();
  const versions = new Map<string, RemovedVersion>();
  for (const [image, plan] of plans) {
    for (const { path, size } of plan.fetch) if (!fetched.has(path)) fetched.set(path, { image, path, bytes: size });
    for (const version of plan.remove) {
      const key = versionKey(version);
      if (versions.get(key)?.held !== null || version.held === null) versions.set(key, version);
    }
  }
  const removed = [...versions.values()].filter(({ held }) => held === null);
  return {
    fetched: [...fetched.values()],
    fetchedBytes: [...fetched.values()].reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    removed,
    held: [...versions.values()].filter(({ held }) => held !== null),
    removedBytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Paths of files that were there before a sync: of the versions that it keeps, those that meet the conditions, each once. */
async function filesThere(store: string, conditions: readonly Condition[], plan: SyncPlan): Promise<readonly string[]> {
  const kept = new Set(plan.keep.map(({ product, version }) => JSON.stringify([product, version])));
  const fetched = new Set(plan.fetch.map(({ path }) => path));
  const items = await queryStore(store, conditions, {});
  const paths = items.flatMap(({ product_name, version_name, path }) =>
    path !== undefined && kept.has(JSON.stringify([product_name, version_name])) && !fetched.has(path) ? [path] : [],
  );
  return [...new Set(paths)];
}
