import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../base/files.ts';
import { formatSize } from '../../base/sizes.ts';
import { formatDuration } from '../../base/times.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ImageRole, UrlFile } from '../../model/suite.ts';
import { shown } from '../download/addresses.ts';
import type { Client, DownloadProgress } from '../download/types.ts';
import { compressionOfFile, decompress } from '../roots/decompress.ts';
import { type Made, type MakeContext, makeOnce, type Version } from '../store/make-once.ts';
import { MANIFEST_FILE } from '../store/versions.ts';
import { fromVault, type ImageVault, vaultKey } from '../vault.ts';
import { checkDiskImage } from './disk-image.ts';
import { FILE, isUnpacked, mainDigest, type UrlRecipe, urlFolder, versionName } from './stored.ts';
import type { FileDigests } from './sums.ts';

const PARTIAL = /^\.partial-[0-9a-z-]+$/;
const STALE_SECONDS = 7 * 24 * 3600;

export interface BringContext extends MakeContext {
  /** Absolute path of the image store. */
  readonly store: string;
  readonly client: () => Promise<Client>;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Asked before a file is fetched; undefined: there is none. */
  readonly vault: ImageVault | undefined;
}

/** What is to be fetched: a file of an image, its verified digests, and its size where that is known. */
export interface Wish {
  /** The name of the image. */
  readonly image: string;
  readonly role: ImageRole;
  readonly file: UrlFile;
  readonly digests: FileDigests;
  readonly size: number | null;
}

/**
 * Fetches a file into the store where it is not there: resumed where an earlier process was broken off, checked against its digests as
 * it was published, unpacked. A disk image that refers to other files is refused. Two processes that want the same file fetch it once.
 * Errors: VMTEST_DOWNLOAD_*, VMTEST_IMAGE_CORRUPT, VMTEST_IMAGE_UNAVAILABLE, VMTEST_IMAGE_STORE_BUSY, VMTEST_DISK_FULL, VMTEST_CANCELLED.
 */
export async function bring(wish: Wish, context: BringContext): Promise<Version> {
  const folder = urlFolder(context.store);
  const version = versionName(wish.digests, wish.role);
  return await makeOnce(folder, version, (building) => fetchInto(building, join(folder, `.partial-${version}`), wish, context), context);
}

async function fetchInto(building: string, partial: string, wish: Wish, context: BringContext): Promise<Made> {
  const { file, digests, role } = wish;
  await sweep(urlFolder(context.store));
  const began = performance.now();
  const expected = {
    size: wish.size,
    ...(digests.sha256 === null ? {} : { sha256: digests.sha256 }),
    ...(digests.sha512 === null ? {} : { sha512: digests.sha512 }),
  };
  const request = { url: file.url, expected, partial, redirects: file.redirects };
  let resumed: number | null = null;
  const onProgress = (progress: DownloadProgress) => {
    // The first word is what was there before; less than that is a beginning anew.
    resumed = Math.min(resumed ?? progress.done, progress.done);
    context.onProgress(progress);
  };
  const entry = entryOf(wish, partial);
  const cached = await restore(building, entry, context);
  if (!cached) context.emit(`fetching ${shown(file.url)}`);
  const client = await context.client();
  try {
    // Of a restored file this checks all digests, and asks nobody.
    await client.download(request, { signal: context.signal, onProgress, onNote: context.emit });
  } catch (error) {
    // Where nothing came there is nothing to come back for.
    if ((await stat(partial).catch(() => null))?.size === 0) await rm(partial, { force: true });
    throw error;
  }
  const { size } = await stat(partial);
  if (!cached) await context.vault?.save({ ...entry, files: entry.files.map(({ name }) => name) });
  const seconds = (performance.now() - began) / 1000;
  if (cached) context.emit(`${formatSize(size)} from the cache in ${formatDuration(seconds)}`);
  else context.emit(fetchedText(size, resumed ?? 0, seconds));
  const { name, verified } = await takeOver(building, partial, wish, context);
  if (role === 'disk') await checkDiskImage(join(building, name), context);
  const recipe: UrlRecipe = { url: shown(file.url), ...digests, disk: role === 'disk' };
  return { files: { [FILE]: name }, verified, about: { recipeKey: sha256(file.url), indexDigest: mainDigest(digests), recipe, tools: {} } };
}

/** A file as it was published, in the cache by its digests. */
function entryOf({ file, digests, size }: Wish, partial: string) {
  const name = basename(partial);
  const key = vaultKey('url', digests.sha256 ?? '', digests.sha512 ?? '', name);
  return { key, label: shown(file.url), folder: dirname(partial), files: [{ name, size, sha256: digests.sha256 }] };
}

async function restore(building: string, entry: ReturnType<typeof entryOf>, context: BringContext): Promise<boolean> {
  const there = await stat(join(entry.folder, entry.files[0]?.name ?? '')).catch(() => null);
  // What an earlier process left is gone on with.
  return there === null && (await fromVault(context, entry, entry.folder, join(building, 'vault')));
}

function fetchedText(size: number, resumed: number, seconds: number): string {
  const rate = formatSize(Math.round((size - resumed) / Math.max(seconds, 0.001)));
  const what = resumed === 0 ? formatSize(size) : `${formatSize(size - resumed)} of ${formatSize(size)}, the rest was there,`;
  return `fetched ${what} in ${formatDuration(seconds)}, ${rate}/s`;
}

/** Puts the fetched file into the folder, unpacked where it is compressed and its role wants that. */
async function takeOver(building: string, partial: string, { image, file, digests, role }: Wish, context: BringContext) {
  const compression = isUnpacked(role) ? await compressionOfFile(partial) : null;
  const name = fileName(file.url, compression !== null);
  if (compression === null) {
    await rename(partial, join(building, name));
    return { name, verified: digests.sha256 === null ? {} : { [name]: digests.sha256 } };
  }
  context.emit(`unpacking ${compression}`);
  try {
    const called = `The ${role} of the image ${image}, ${shown(file.url)},`;
    await decompress(partial, join(building, name), compression, { ...context, called });
  } catch (error) {
    // What is broken as it was published is of no use; after a full disk or a Ctrl-C it is there for the next time.
    if (error instanceof VmtestError && error.code === 'VMTEST_IMAGE_CORRUPT') await rm(partial, { force: true });
    throw error;
  }
  await rm(partial, { force: true });
  return { name, verified: {} };
}

/** The last segment of an address as a plain name: people know the file by it. */
export function fileName(url: string, unpacked: boolean): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  const plain = last
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(-100)
    .replace(/^[.-]+/, '');
  const name = unpacked ? plain.replace(/\.(?:gz|xz|zst|bz2)$/i, '') : plain;
  return name === '' || name === MANIFEST_FILE || name === 'scratch' ? FILE : name;
}

/** Partial files that nobody has come back for in a week are removed. */
async function sweep(folder: string): Promise<void> {
  const now = Date.now() / 1000;
  for (const name of (await readdir(folder)).filter((one) => PARTIAL.test(one))) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (info !== null && now - info.mtimeMs / 1000 > STALE_SECONDS) await rm(path, { force: true });
  }
}
