import { VmtestError } from '../../model/errors.ts';
import type { ImageRole, UrlFile } from '../../model/suite.ts';
import { shown } from '../download/addresses.ts';
import type { LockedImage } from '../lock/types.ts';
import { withoutPassword } from '../streams/address.ts';
import type { FileDigests } from './sums.ts';

/**
 * The digests that need no network: the lock file's, and the suite's own; null where only a sums file has them. What the lock file says
 * of another address than the suite names is not taken. Throws VMTEST_IMAGE_CORRUPT where suite and lock file differ.
 */
export function saidDigests(image: string, role: ImageRole, file: UrlFile, locked: LockedImage | undefined): FileDigests | null {
  const lock = locked?.kind === 'url' ? locked.files[role] : undefined;
  const own: FileDigests = { sha256: file.sha256?.toLowerCase() ?? null, sha512: file.sha512?.toLowerCase() ?? null };
  if (lock === undefined || lock.url !== withoutPassword(file.url)) return own.sha256 === null && own.sha512 === null ? null : own;
  checkSame(image, role, file, own, lock, 'the suite');
  return { sha256: lock.sha256 ?? own.sha256, sha512: lock.sha512 ?? own.sha512 };
}

/** Throws VMTEST_IMAGE_CORRUPT, with both digests, where `found` (by `whom`) has another one than the lock file. */
function checkSame(image: string, role: ImageRole, { url }: UrlFile, found: FileDigests, lock: FileDigests, whom: string): void {
  for (const name of ['sha256', 'sha512'] as const) {
    const [theirs, ours] = [lock[name], found[name]];
    if (theirs === null || ours === null || theirs === ours) continue;
    throw new VmtestError(
      'VMTEST_IMAGE_CORRUPT',
      `The ${role} of the image ${image}, ${shown(url)}: ${whom} has the ${name} ${ours}, and the lock file ${theirs}`,
      { hint: 'where the new one is right, run `vmtest images lock`' },
    );
  }
}
