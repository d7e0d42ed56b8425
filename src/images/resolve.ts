import { VmtestError } from '../model/errors.ts';
import type { ImageDefinition } from '../model/suite.ts';
import { resolveFiles } from './files/source.ts';
import type { ResolvedImage, ResolveOptions } from './image.ts';
import { resolveMmdebstrap } from './mmdebstrap/resolve.ts';

/**
 * Brings an image's files: those of a `files` source from where they are, those of `mmdebstrap` from the store, built where they
 * are not there. Errors: `VMTEST_IMAGE_UNAVAILABLE`, `VMTEST_DISK_FULL`, `VMTEST_CANCELLED`.
 */
export async function resolveImage(image: ImageDefinition, options: ResolveOptions): Promise<ResolvedImage> {
  switch (image.source.kind) {
    case 'files':
      return await resolveFiles(image, image.source, options);
    case 'mmdebstrap':
      return await resolveMmdebstrap(image, image.source, options);
    default:
      throw new VmtestError(
        'VMTEST_IMAGE_UNAVAILABLE',
        `The image ${image.name} has the source ${image.source.kind}, which is not in this release`,
        { hint: 'use mmdebstrap or files' },
      );
  }
}
