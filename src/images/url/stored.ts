import { join } from 'node:path';
import { VmtestError } from '../../model/errors.ts';
import type { ImageRole } from '../../model/suite.ts';
import { type Version, versionOf } from '../store/make-once.ts';
import type { FileDigests } from './sums.ts';

/** What is kept unpacked alone; kernels and initrds are booted as they are, and a guest's tar reads what is compressed. */
const UNPACKED: readonly ImageRole[] = ['disk', 'root', 'iso'];

/** The name of a version's one file in its manifest. */
export const FILE = 'file';

/** What the manifest of such a version has as its recipe. */
export interface UrlRecipe extends FileDigests {
  /** Without a name, password or query. */
  readonly url: string;
  /** Whether it was looked at as a disk image. */
  readonly disk: boolean;
}

/** The store's folder of files that are named by their addresses: `url/<first 16 digits of the published file's digest>/`. */
export function urlFolder(store: string): string {
  return join(store, 'url');
}

export function isUnpacked(role: ImageRole): boolean {
  return UNPACKED.includes(role);
}

/** The digest by which a file is known: sha256 where it is published, else sha512. */
export function mainDigest({ sha256, sha512 }: FileDigests): string {
  const digest = sha256 ?? sha512;
  if (digest === null) throw new Error('a file without any digest');
  return digest;
}

/** The name of a file's version; the same file kept as it was published is another. */
export function versionName(digests: FileDigests, role: ImageRole): string {
  return `${mainDigest(digests).slice(0, 16)}${isUnpacked(role) ? '' : '-published'}`;
}

/** The version of a file where it is in the store, whole. Throws VMTEST_IMAGE_CORRUPT where another file has its place. */
export async function stored(store: string, digests: FileDigests, role: ImageRole): Promise<Version | undefined> {
  const found = await versionOf(urlFolder(store), versionName(digests, role));
  if (found !== undefined && found.manifest.indexDigest !== mainDigest(digests)) {
    throw new VmtestError('VMTEST_IMAGE_CORRUPT', `${found.path} was made of a file with the digest ${found.manifest.indexDigest}`, {
      hint: `remove that folder: it has the place of a file with the digest ${mainDigest(digests)}`,
    });
  }
  return found?.manifest.files[FILE] === undefined ? undefined : found;
}
