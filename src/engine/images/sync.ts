import { hostArch } from '../../host/facts.ts';
import { openClient } from '../../images/download/client.ts';
import { queryStore } from '../../images/mirror/query.ts';
import { syncStream } from '../../images/mirror/sync.ts';
import type { RemovedVersion, SyncPlan, SyncProgress } from '../../images/mirror/types.ts';
import { shortList, valuesOf } from '../../images/simplestreams/choose.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { queryTree } from '../../images/streams/query.ts';
import { readStream } from '../../images/streams/read.ts';
import type { Stream, StreamAddress } from '../../images/streams/types.ts';
import { VmtestError } from '../../model/errors.ts';
import type { Condition } from '../../model/filter.ts';
import { type ImagesRequest, withStore } from './desk.ts';
import { withDefaults } from './filters.ts';

/** One file that was fetched, or would be. */
export interface FetchedFile {
  /** The suite's name of the image; null where filters picked it. */
  readonly image: string | null;
  /** Path in the store, or an address. */
  readonly path: string;
  /** Bytes; null where nobody published it. */
  readonly bytes: number | null;
}

/** What was done, or with `dryRun` would be. */
export interface SyncReport {
  readonly dryRun: boolean;
  readonly store: string;
  readonly fetched: readonly FetchedFile[];
  readonly fetchedBytes: number;
  /** Files that are wanted and were there already. */
  readonly there: number;
  /** Versions that went, or stay although they should go: then `held` says why. */
  readonly removed: readonly RemovedVersion[];
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
 * what it works with, as the original does. Errors: those of `syncStream`; VMTEST_IMAGE_NOT_FOUND where the stream has nothing of it.
 */
export async function syncFiltered(request: ImagesRequest, asked: FilteredSync): Promise<SyncReport> {
  return await withStore(request, (context) => mirror(request, asked, context));
}

async function mirror(request: ImagesRequest, asked: FilteredSync, context: StoreContext): Promise<SyncReport> {
  const { stream, keep, parallel, dryRun, onProgress } = asked;
  const conditions = withDefaults(asked.filters, asked.arches, hostArch());
  const words = conditions.map(({ text }) => text).join(' ');
  context.emit(`${dryRun ? 'would mirror' : 'mirroring'} ${words} of ${stream.url} to ${context.store}, newest ${keep}`);
  await using client = openClient({ proxy: request.surroundings.proxy });
  const watch = stopwatch(onProgress);
  const plan = await syncStream(
    { stream, conditions, version: null, keep, dryRun, parallel },
    { ...context, client, onProgress: watch.step },
  );
  if (plan.keep.length === 0) throw nothingMeets(stream, await readStream(client, stream, { signal: context.signal }), conditions);
  const there = await filesThere(context.store, conditions, plan);
  return { ...sumOf([[null, plan]]), dryRun, store: context.store, there: there.length, seconds: watch.seconds() };
}

/** Measures from the first step to the last: what is fetched, without the reading of the stream before. */
export function stopwatch(onProgress: (progress: SyncProgress) => void) {
  let first: number | null = null;
  let last: number | null = null;
  const began = performance.now();
  return {
    step: (progress: SyncProgress) => {
      last = performance.now();
      first ??= last;
      onProgress(progress);
    },
    /** From the first step to the last; where there was none, from the beginning to now. */
    seconds: () => (first === null || last === null ? performance.now() - began : last - first) / 1000,
  };
}

/** Names, for each filter of the user's in turn, what the stream has instead. */
function nothingMeets({ url }: StreamAddress, stream: Stream, conditions: readonly Condition[]): VmtestError {
  const meeting = (some: readonly Condition[]) => stream.products.flatMap(({ tree }) => queryTree(tree, some, { max: null }));
  const at = conditions.findIndex((_, index) => meeting(conditions.slice(0, index + 1)).length === 0);
  const { key, text } = conditions[at] as Condition;
  const values = valuesOf(
    meeting(conditions.slice(0, at)).map(({ flat }) => ({ fields: flat })),
    key,
  );
  const others =
    at === 0
      ? ''
      : ` with ${conditions
          .slice(0, at)
          .map((condition) => condition.text)
          .join(' ')}`;
  return new VmtestError('VMTEST_IMAGE_NOT_FOUND', `nothing in ${url}${others} meets ${text}`, {
    hint: `there is ${key} ${shortList(values)}`,
  });
}

/** Puts the plans of several syncs together, each under the suite's name of its image. */
export function sumOf(plans: readonly (readonly [image: string | null, plan: SyncPlan])[]) {
  return {
    fetched: plans.flatMap(([image, plan]) => plan.fetch.map(({ path, size }): FetchedFile => ({ image, path, bytes: size }))),
    fetchedBytes: plans.reduce((sum, [, plan]) => sum + plan.fetchBytes, 0),
    removed: plans.flatMap(([, plan]) => plan.remove),
    removedBytes: plans.reduce((sum, [, plan]) => sum + plan.removeBytes, 0),
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
