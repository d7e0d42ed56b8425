import type { ImageDefinition, ImageRole, UrlFile, UrlSource } from '../../model/suite.ts';
import type { Client, TransferOptions } from '../download/types.ts';
import type { LockedUrl, LockedUrlFile } from '../lock/types.ts';
import { withoutPassword } from '../streams/address.ts';
import { PublishedDigests } from './published-digests.ts';
import { saidDigests } from './said-digests.ts';

/**
 * What is published now of each file of an image, for the lock file: the suite's own digests, else those of its sums file, fetched and
 * verified. Nothing else is fetched; passwords in addresses are left out. Errors: VMTEST_DOWNLOAD_*, VMTEST_SIGNATURE_*, VMTEST_KEYRING_INVALID, VMTEST_IMAGE_NOT_FOUND.
 */
export async function lockUrl(image: ImageDefinition, source: UrlSource, client: Client, transfer: TransferOptions): Promise<LockedUrl> {
  const published = new PublishedDigests(async () => client, transfer);
  const files: Record<string, LockedUrlFile> = {};
  for (const [role, file] of Object.entries(source.files) as [ImageRole, UrlFile][]) {
    const digests =
      saidDigests(image.name, role, file, undefined) ?? (file.sums === null ? null : await published.of(image, file, file.sums));
    if (digests === null) throw new Error(`a file of the image ${image.name} has neither digest nor sums, and the suite did not notice`);
    files[role] = { url: withoutPassword(file.url), size: null, ...digests };
  }
  return { kind: 'url', files };
}
