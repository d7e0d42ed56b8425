import { shown } from '../../images/download/addresses.ts';
import { openClient } from '../../images/download/client.ts';
import type { Client } from '../../images/download/types.ts';
import type { ResolveOptions } from '../../images/image.ts';
import { isoRoles } from '../../images/iso/iso-roles.ts';
import { readLockFile } from '../../images/lock/read.ts';
import type { LockedImage } from '../../images/lock/types.ts';
import type { SyncPlan, SyncProgress } from '../../images/mirror/types.ts';
import { resolveImage } from '../../images/resolve.ts';
import type { Candidate } from '../../images/simplestreams/candidates.ts';
import { syncPublished } from '../../images/simplestreams/from-stream.ts';
import { pickStored } from '../../images/simplestreams/in-store.ts';
import { checkLock } from '../../images/simplestreams/locked.ts';
import { addressOf } from '../../images/simplestreams/request.ts';
import { ftypesOf, type Wanted, wantedOf, waysOf } from '../../images/simplestreams/wanted.ts';
import { usePins } from '../../images/store/pins.ts';
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
import { errorOf, type Outcome } from './outcome.ts';
import { stopwatch } from './stopwatch.ts';
import { type FetchedFile, type SyncReport, type SyncSettings, sumOf } from './sync.ts';

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
export async function syncSuite(request: ImagesRequest, asked: SuiteSync): Promise<Outcome<SyncReport>> {
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
  tellOfNothing(images, file, work);
  const error = await errorOf(() =>
    forEachImage(images, (image) => atStore(context.store, () => syncImage(image, locks[image.name], work)), true),
  );
  return { report: { ...reportOf(work), ...watch.read() }, error };
}

/** Counts each file once, whatever number of images share it. */
function reportOf({ plans, others, bytes, asked, context, there }: Work): Omit<SyncReport, 'seconds' | 'receivedBytes'> {
  const sum = sumOf(plans);
  const fetched = [...sum.fetched, ...others];
  const now = new Set(fetched.map(({ path }) => path));
  return {
    ...sum,
    fetched,
    fetchedBytes: bytes.reduce((total, one) => total + one, sum.fetchedBytes),
    dryRun: asked.dryRun,
    store: context.store,
    there: [...there].filter((path) => !now.has(path)).length,
  };
}

function tellOfNothing(images: readonly ImageDefinition[], file: string, { request, asked }: Work): void {
  const kinds = new Set(images.map(({ source }) => source.kind));
  if (kinds.has('simplestreams') || kinds.has('url')) return;
  if (!kinds.has('mmdebstrap')) request.emit(`the suite ${file} has no image that is fetched or built`);
  else if (!asked.build) request.emit(`the suite ${file} has images of mmdebstrap only: --build builds them now, else a run does`);
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
  let candidate: Candidate;
  try {
    const synced = await syncPublished(address, wanted, { ...context, client, onProgress }, { keep, parallel, dryRun });
    plans.push([image.name, synced.plan]);
    candidate = synced.candidate;
  } catch (error) {
    candidate = await withdrawn(error, address.url, wanted, asked, context);
  }
  // What one image fetched is not there a second time for the next: `reportOf` counts it once.
  for (const ftype of ftypesOf(waysOf(wanted, candidate) ?? new Map())) {
    const path = candidate.files.get(ftype)?.path;
    if (path !== undefined) there.add(path);
  }
}

/** A version that is pinned and published no more is taken from the store, as a run does; throws the error where it is not there whole. */
async function withdrawn(error: unknown, url: string, wanted: Wanted, asked: SuiteSync, context: StoreContext): Promise<Candidate> {
  const isGone = error instanceof VmtestError && error.code === 'VMTEST_IMAGE_NOT_FOUND' && wanted.version !== null;
  const stored = isGone ? await pickStored(context.store, url, wanted, false) : undefined;
  if (stored === undefined) throw error;
  const { contentId, product, version } = stored;
  checkLock(stored, wanted, `the image store ${context.store}`);
  context.emit(`image ${wanted.name}: the stream has ${product} ${version} no longer; the store has it whole`);
  const { env, signal } = context;
  if (!asked.dryRun) await usePins(context.store, [{ contentId, product, version }], { env, signal, now: Date.now() / 1000 });
  return stored;
}

async function syncUrlImage(image: ImageDefinition, source: UrlSource, locked: LockedImage | undefined, work: Work): Promise<void> {
  const { request, context, client, others, there, asked } = work;
  const digests = new PublishedDigests(async () => client, { signal: request.signal, onNote: request.emit });
  const missing: UrlFile[] = [];
  for (const [role, file] of Object.entries(source.files) as [ImageRole, UrlFile][]) {
    const said = saidDigests(image.name, role, file, locked);
    const published = said ?? (file.sums === null ? null : await digests.of(image, file, file.sums));
    if (published !== null && (await stored(context.store, published, role)) !== undefined) there.add(shown(file.url));
    else missing.push(file);
  }
  // What comes out of an ISO is another's for each image.
  const isBrought = !asked.dryRun && (missing.length > 0 || isoRoles(source).length > 0);
  const bytes = isBrought ? (await bring(image, locked, work)).bytes : null;
  const fresh = missing.filter(({ url }) => !others.some(({ path }) => path === shown(url)));
  others.push(...fresh.map(({ url }) => ({ image: image.name, path: shown(url), bytes: missing.length === 1 ? bytes : null })));
  if (bytes !== null) work.bytes.push(bytes);
}

/** Brings an image as a run does, a newer one where there is one; returns what it took. */
async function bring(image: ImageDefinition, locked: LockedImage | undefined, { request, asked, context }: Work) {
  const { settings, surroundings } = request;
  const { apt_proxy, ...proxy } = surroundings.proxy;
  let bytes = 0;
  const steps: SyncProgress[] = [];
  const options: ResolveOptions = {
    ...{ store: context.store, env: context.env, signal: request.signal, emit: context.emit },
    // As a run does: packages come through apt_proxy, whatever else has a proxy.
    proxy: image.source.kind === 'mmdebstrap' && apt_proxy !== undefined ? { ...proxy, http_proxy: apt_proxy } : proxy,
    published: { ...publishedSettings(settings), sync: true },
    onProgress: ({ done, total }) => {
      bytes = done;
      steps[0] = { path: image.name, itemDone: done, itemTotal: total, whole: false, done, total: total ?? done };
      asked.onProgress(steps[0]);
    },
    ...(locked === undefined ? {} : { locked }),
  };
  const { builtSeconds, release } = await resolveImage(image, options);
  await release();
  for (const step of steps) asked.onProgress({ ...step, whole: true });
  return { builtSeconds, bytes };
}
