import { shown } from '../../images/download/addresses.ts';
import { openClient } from '../../images/download/client.ts';
import type { Client } from '../../images/download/types.ts';
import type { ResolveOptions } from '../../images/image.ts';
import { readLockFile } from '../../images/lock/read.ts';
import type { LockedImage } from '../../images/lock/types.ts';
import type { SyncPlan } from '../../images/mirror/types.ts';
import { resolveImage } from '../../images/resolve.ts';
import { syncPublished } from '../../images/simplestreams/from-stream.ts';
import { addressOf } from '../../images/simplestreams/request.ts';
import { ftypesOf, wantedOf, waysOf } from '../../images/simplestreams/wanted.ts';
import type { StoreContext } from '../../images/store/types.ts';
import { atStore } from '../../images/store/usable.ts';
import { PublishedDigests } from '../../images/url/published-digests.ts';
import { saidDigests } from '../../images/url/said-digests.ts';
import { stored } from '../../images/url/stored.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, SimplestreamsSource, UrlFile, UrlSource } from '../../model/suite.ts';
import { findSuite, loadSuite } from '../../suite/load.ts';
import { publishedSettings } from '../settings.ts';
import { type ImagesRequest, storeContext } from './desk.ts';
import { forEachImage } from './each-image.ts';
import { type FetchedFile, type SyncReport, type SyncSettings, stopwatch, sumOf } from './sync.ts';

export interface SuiteSync extends SyncSettings {
  /** Path of the suite file, relative to the current folder; null: where a suite is looked for. */
  readonly suite: string | null;
  /** Whether images of mmdebstrap are built too. */
  readonly build: boolean;
}

/**
 * Brings the newest published images of a suite into the store, or those that its lock file names, one after the other; images of
 * mmdebstrap are built only on demand. One that fails does not keep the others away. Errors: VMTEST_SUITE_*, VMTEST_LOCK_FILE_INVALID,
 * and those of every image at once.
 */
export async function syncSuite(request: ImagesRequest, asked: SuiteSync): Promise<SyncReport> {
  const file = await suiteFile(request, asked.suite);
  const [suite, locks, context] = await Promise.all([loadSuite(file), readLockFile(file), storeContext(request)]);
  await using client = openClient({ proxy: request.surroundings.proxy });
  const watch = stopwatch(asked.onProgress);
  const work: Work = {
    request,
    asked: { ...asked, onProgress: watch.step },
    context,
    client,
    plans: [],
    others: [],
    there: new Set(),
    bytes: [],
  };
  const images = Object.values(suite.images);
  await forEachImage(images, (image) => atStore(context.store, () => syncImage(image, locks[image.name], work)), true);
  if (!images.some(({ source }) => source.kind !== 'files')) request.emit(`the suite ${file} has no image that is fetched or built`);
  const sum = sumOf(work.plans);
  return {
    ...sum,
    fetched: [...sum.fetched, ...work.others],
    fetchedBytes: work.bytes.reduce((total, bytes) => total + bytes, sum.fetchedBytes),
    dryRun: asked.dryRun,
    store: context.store,
    there: work.there.size,
    seconds: watch.seconds(),
  };
}

/** The suite file. Where there is none and none was named, the error says the other way too. */
async function suiteFile({ surroundings }: ImagesRequest, given: string | null): Promise<string> {
  try {
    return await findSuite(surroundings.cwd, given ?? undefined);
  } catch (error) {
    if (given !== null || !(error instanceof VmtestError)) throw error;
    throw new VmtestError('VMTEST_USAGE', `nothing says what to fetch: ${error.message}`, {
      hint: 'name a suite: vmtest images sync -f FILE; or filters of a stream: vmtest images sync noble',
      cause: error,
    });
  }
}

interface Work {
  readonly request: ImagesRequest;
  readonly asked: SuiteSync;
  readonly context: StoreContext;
  readonly client: Client;
  readonly plans: (readonly [image: string, plan: SyncPlan])[];
  /** What came another way than from a stream. */
  readonly others: FetchedFile[];
  readonly there: Set<string>;
  /** What each image that came another way took. */
  readonly bytes: number[];
}

async function syncImage(image: ImageDefinition, locked: LockedImage | undefined, work: Work): Promise<void> {
  const { source } = image;
  if (source.kind === 'simplestreams') await syncStreamImage(image, source, locked, work);
  if (source.kind === 'url') await syncUrlImage(image, source, locked, work);
  if (source.kind !== 'mmdebstrap' || !work.asked.build) return;
  if (work.asked.dryRun) work.context.emit(`image ${image.name}: would be built, unless its recipe and its archive are as they were`);
  else if ((await bring(image, locked, work)).builtSeconds > 0) work.others.push({ image: image.name, path: 'built', bytes: null });
  else work.there.add(image.name);
}

async function syncStreamImage(
  image: ImageDefinition,
  source: SimplestreamsSource,
  locked: LockedImage | undefined,
  { request, asked, context, client, plans, there }: Work,
): Promise<void> {
  const { keep, parallel, dryRun, onProgress } = asked;
  const wanted = wantedOf(image, source, locked?.kind === 'simplestreams' ? { locked } : {});
  const address = addressOf(source, publishedSettings(request.settings));
  const { candidate, plan } = await syncPublished(address, wanted, { ...context, client, onProgress }, { keep, parallel, dryRun });
  plans.push([image.name, plan]);
  const fetched = new Set(plan.fetch.map(({ path }) => path));
  for (const ftype of ftypesOf(waysOf(wanted, candidate) ?? new Map())) {
    const path = candidate.files.get(ftype)?.path;
    if (path !== undefined && !fetched.has(path)) there.add(path);
  }
}

async function syncUrlImage(image: ImageDefinition, source: UrlSource, locked: LockedImage | undefined, work: Work): Promise<void> {
  const { request, context, client, others, there, asked } = work;
  const digests = new PublishedDigests(async () => client, { signal: request.signal, onNote: request.emit });
  const missing: UrlFile[] = [];
  for (const [role, file] of Object.entries(source.files) as [ImageRole, UrlFile][]) {
    const said = saidDigests(image.name, role, file, locked);
    const published = said ?? (file.sums === null ? null : await digests.of(image, file, file.sums));
    if (published !== null && (await stored(context.store, published, role)) !== undefined) there.add(file.url);
    else missing.push(file);
  }
  const bytes = asked.dryRun || missing.length === 0 ? null : (await bring(image, locked, work)).bytes;
  others.push(...missing.map(({ url }) => ({ image: image.name, path: shown(url), bytes: missing.length === 1 ? bytes : null })));
  if (bytes !== null) work.bytes.push(bytes);
}

/** Brings an image as a run does, a newer one where there is one; returns what it took. */
async function bring(image: ImageDefinition, locked: LockedImage | undefined, { request, asked, context }: Work) {
  const { settings, surroundings } = request;
  const { apt_proxy, ...proxy } = surroundings.proxy;
  let bytes = 0;
  const options: ResolveOptions = {
    ...{ store: context.store, env: context.env, signal: request.signal, emit: context.emit },
    // As a run does: packages come through apt_proxy, whatever else has a proxy.
    proxy: image.source.kind === 'mmdebstrap' && apt_proxy !== undefined ? { ...proxy, http_proxy: apt_proxy } : proxy,
    published: { ...publishedSettings(settings), sync: true },
    onProgress: ({ done, total }) => {
      bytes = done;
      asked.onProgress({ path: image.name, itemDone: done, itemTotal: total, done, total: total ?? done });
    },
    ...(locked === undefined ? {} : { locked }),
  };
  const { builtSeconds, release } = await resolveImage(image, options);
  await release();
  return { builtSeconds, bytes };
}
