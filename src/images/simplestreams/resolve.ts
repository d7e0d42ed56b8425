import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, SimplestreamsSource } from '../../model/suite.ts';
import { PUBLISHED_DEFAULTS, type ResolvedImage, type ResolveOptions } from '../image.ts';
import type { SyncProgress } from '../mirror/types.ts';
import { rootFrom } from '../roots/root-from.ts';
import { type Hold, holdFiles } from '../store/hold.ts';
import { itemFile } from '../store/layout.ts';
import { usePins } from '../store/pins.ts';
import { withoutPassword } from '../streams/address.ts';
import type { StreamAddress } from '../streams/types.ts';
import type { Candidate, StreamFile } from './candidates.ts';
import { shortList, valuesOf } from './choose.ts';
import type { Way } from './forms.ts';
import { pickStored, storedCandidates } from './in-store.ts';
import { checkLock } from './locked.ts';
import { addressOf } from './request.ts';
import { ftypesOf, type Wanted, wantedOf, waysOf } from './wanted.ts';

/** Files may be removed between the moment in which they are found and that in which they are held; each time is a sync of somebody's. */
const ATTEMPTS = 5;

/** Files of one version that are fetched at once. */
const PARALLEL = 4;

/**
 * Brings an image of a simplestreams index. What the store has whole is taken without a request, unless a newer version is to be looked
 * for (`sync: true`); what it lacks is fetched, the files for `options.roles` and no others. A version that is locked or pinned is that
 * one. The files are held until `release`. Errors: VMTEST_IMAGE_NOT_FOUND, VMTEST_IMAGE_UNAVAILABLE (not there, and not to be fetched),
 * VMTEST_IMAGE_CORRUPT (not what the lock file says), and those of reading, syncing and converting.
 */
export async function resolveSimplestreams(
  image: ImageDefinition,
  source: SimplestreamsSource,
  options: ResolveOptions,
): Promise<ResolvedImage> {
  const published = options.published ?? PUBLISHED_DEFAULTS;
  const locked = options.locked?.kind === 'simplestreams' ? options.locked : undefined;
  const wanted = wantedOf(image, source, { locked, roles: options.roles });
  const address = addressOf(source, published);
  const began = performance.now();
  let fetched = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // What is pinned cannot become newer.
    const look: boolean = published.sync !== true || wanted.version !== null || fetched;
    const there: Candidate | undefined = look ? await pickStored(options.store, address.url, wanted, published.sync === false) : undefined;
    if (there === undefined && published.sync === false) throw await notThere(options.store, address, wanted);
    const found = there ?? (await fetchNow(address, wanted, options));
    fetched ||= there === undefined;
    const hold = await holdFiles(pathsOf(found, wanted, options.store), options);
    if (hold === null) continue;
    try {
      checkLock(found, wanted, `the image store ${options.store}`);
      if (wanted.version !== null) await rememberUse(found, options);
      return await finish(found, wanted, hold, { options, began, fetched });
    } catch (error) {
      await hold.release();
      throw error;
    }
  }
  throw new VmtestError(
    'VMTEST_IMAGE_STORE_BUSY',
    `The files of the image ${image.name} were removed ${ATTEMPTS} times as soon as they were there`,
    {
      hint: 'another sync keeps fewer versions: give both the same --images-to-keep',
    },
  );
}

async function fetchNow(address: StreamAddress, wanted: Wanted, options: ResolveOptions): Promise<Candidate> {
  const { keep, lockTimeout } = options.published ?? PUBLISHED_DEFAULTS;
  const { store, env, signal, emit, onProgress, vault } = options;
  // What fetches is loaded where something is fetched: most runs have their images.
  const [{ openClient }, { syncPublished }] = await Promise.all([import('../download/client.ts'), import('./from-stream.ts')]);
  await using client = openClient(options.proxy === undefined ? {} : { proxy: options.proxy });
  const context = { store, env, signal, emit, client, lockTimeout, ...(vault === undefined ? {} : { vault }) };
  const progress = onProgress === undefined ? {} : { onProgress: ({ done, total }: SyncProgress) => onProgress({ done, total }) };
  const { candidate } = await syncPublished(address, wanted, { ...context, ...progress }, { keep, dryRun: false, parallel: PARALLEL });
  return candidate;
}

async function notThere(store: string, { url }: StreamAddress, wanted: Wanted): Promise<VmtestError> {
  const others = await storedCandidates(store, { ...wanted, conditions: wanted.conditions.slice(0, 1) });
  const has = others.length === 0 ? 'nothing of the kind' : `release ${shortList(valuesOf(others, 'release'))}`;
  const asked = wanted.conditions.map(({ text }) => text).join(', ');
  const version = wanted.version === null ? '' : `, version ${wanted.version}`;
  return new VmtestError(
    'VMTEST_IMAGE_UNAVAILABLE',
    `The image ${wanted.name} (${asked}${version}) is not whole in the store ${store}, and it must not be fetched`,
    {
      hint: `the store has ${has}; let it be fetched from ${withoutPassword(url)}: --image-sync yes, or vmtest images sync`,
    },
  );
}

function pathsOf(candidate: Candidate, wanted: Wanted, store: string): readonly string[] {
  const ways = waysOf(wanted, candidate) ?? new Map<ImageRole, Way>();
  return ftypesOf(ways).map((ftype) => itemFile(store, (candidate.files.get(ftype) as StreamFile).path));
}

async function rememberUse({ contentId, product, version }: Candidate, { store, env, signal, readOnly }: ResolveOptions): Promise<void> {
  if (readOnly === true) return;
  await usePins(store, [{ contentId, product, version }], { env, now: Date.now() / 1000, signal });
}

async function finish(
  candidate: Candidate,
  wanted: Wanted,
  hold: Hold,
  { options, began, fetched }: { readonly options: ResolveOptions; readonly began: number; readonly fetched: boolean },
): Promise<ResolvedImage> {
  const files: Partial<Record<ImageRole, string>> = {};
  const digests: Partial<Record<ImageRole, string>> = {};
  const published: Record<string, string> = Object.create(null);
  const holds: Hold[] = [hold];
  let made = 0;
  for (const [role, way] of waysOf(wanted, candidate) ?? []) {
    const item = candidate.files.get(way.ftype) as StreamFile;
    const path = itemFile(options.store, item.path);
    const sha256 = digestOf(item, wanted.name);
    published[way.ftype] = path;
    const root = way.make === null ? { path, sha256, seconds: 0 } : await rootFrom(way.ftype, path, sha256, way.make, options);
    made += root.seconds;
    files[role] = root.path;
    digests[role] = root.sha256;
    if (root.path === path) continue;
    const derived = await holdFiles([root.path], options);
    if (derived !== null) holds.push(derived);
  }
  return {
    ...{ name: wanted.name, files, digests, published },
    version: versionLine(candidate),
    builtSeconds: fetched || made > 0 ? (performance.now() - began) / 1000 : 0,
    release: async () => {
      await Promise.all(holds.map((one) => one.release()));
    },
  };
}

function digestOf({ path, sha256 }: StreamFile, name: string): string {
  if (sha256 !== null && /^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  throw new VmtestError('VMTEST_IMAGE_CORRUPT', `The image ${name}: ${plainLine(path)} is published without a sha256`, {
    hint: 'nothing can be checked against it: take another stream',
  });
}

/** `noble amd64/ga-24.04 20260801`. */
export function versionLine({ fields, version }: Pick<Candidate, 'fields' | 'version'>): string {
  const { release = '', arch = '', subarch = '' } = fields;
  return shorten(plainLine(`${release} ${arch}${subarch === '' ? '' : `/${subarch}`} ${version}`.trim()), 200);
}
