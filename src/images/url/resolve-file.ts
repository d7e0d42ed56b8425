import { join } from 'node:path';
import { VmtestError } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, UrlFile } from '../../model/suite.ts';
import { shown } from '../download/addresses.ts';
import { PUBLISHED_DEFAULTS, type ResolveOptions } from '../image.ts';
import type { Version } from '../store/make-once.ts';
import { withoutPassword } from '../streams/address.ts';
import { type BringContext, bring } from './bring.ts';
import { checkDiskHeader, checkDiskImage } from './disk-image.ts';
import type { PublishedDigests } from './published-digests.ts';
import { remember, remembered } from './remembered.ts';
import { saidDigests } from './said-digests.ts';
import { FILE, mainDigest, stored, type UrlRecipe } from './stored.ts';
import type { FileDigests } from './sums.ts';

/** What resolving one file needs beside the file. */
export interface FileContext extends BringContext {
  readonly options: ResolveOptions;
  readonly published: PublishedDigests;
}

/**
 * One file of an image in the store, fetched where it has to be. Errors: as of `resolveUrl`.
 */
export async function resolveFile(image: ImageDefinition, role: ImageRole, file: UrlFile, context: FileContext): Promise<Version> {
  const { options, store } = context;
  const { sync } = options.published ?? PUBLISHED_DEFAULTS;
  warnIfElsewhere(image.name, role, file, options);
  const said = saidDigests(image.name, role, file, options.locked);
  const known = said ?? (sync === true || file.sums === null ? undefined : await remembered(store, file, file.sums));
  const there = known === undefined ? undefined : await stored(store, known, role);
  if (there !== undefined) return await checked(there, role, context);
  if (sync === false) throw notFetched(image.name, role, known);
  // A remembered digest whose file is gone may be that of an older file: what is published now counts.
  const digests = said ?? (await publishedNow(image, file, context));
  const version = await bring({ image: image.name, role, file, digests, size: lockedSize(role, file, options) }, context);
  if (said === null && file.sums !== null) await remember(store, file, file.sums, digests);
  return await checked(version, role, context);
}

function lockedSize(role: ImageRole, file: UrlFile, { locked }: ResolveOptions): number | null {
  const lock = locked?.kind === 'url' ? locked.files[role] : undefined;
  return lock?.url === withoutPassword(file.url) ? lock.size : null;
}

async function publishedNow(image: ImageDefinition, file: UrlFile, { published }: FileContext): Promise<FileDigests> {
  if (file.sums === null) throw new Error(`a file of the image ${image.name} has neither digest nor sums, and the suite did not notice`);
  return await published.of(image, file, file.sums);
}

/** A file that was fetched in another role may be no disk image that is taken. */
async function checked(version: Version, role: ImageRole, context: FileContext): Promise<Version> {
  if (role !== 'disk') return version;
  const path = pathOf(version);
  if ((version.manifest.recipe as Partial<UrlRecipe> | null)?.disk === true) await checkDiskHeader(path);
  else await checkDiskImage(path, context);
  return version;
}

function notFetched(image: string, role: ImageRole, known: FileDigests | undefined): VmtestError {
  const which =
    known === undefined ? 'its sums file was never asked' : `no file with the digest ${mainDigest(known).slice(0, 16)}… is there`;
  return new VmtestError(
    'VMTEST_IMAGE_UNAVAILABLE',
    `The ${role} of the image ${image} is not in the store, and nothing may be fetched: ${which}`,
    {
      hint: 'allow it with --image-sync yes, or bring it before: vmtest images sync',
    },
  );
}

/** The path of a version's one file. */
export const pathOf = (version: Version) => join(version.path, version.manifest.files[FILE]?.file ?? '');
/** Its sha256 in hex. */
export const digestOf = (version: Version) => version.manifest.files[FILE]?.sha256 ?? '';

/** A lock file that was written for another address says nothing of this one. */
function warnIfElsewhere(image: string, role: ImageRole, { url }: UrlFile, { locked, warn, emit }: ResolveOptions): void {
  if (locked?.kind !== 'url' || locked.files[role]?.url === withoutPassword(url)) return;
  const other = locked.files[role]?.url;
  const what = other === undefined ? 'has nothing of it' : `is about ${shown(other)}`;
  const tell = warn ?? ((message: string) => emit(message));
  tell(`image ${image}: the ${role} is not locked: it comes from ${shown(url)}, and the lock file ${what}`, 'run `vmtest images lock`');
}
