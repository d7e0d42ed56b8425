import type { ImageDefinition } from '../model/suite.ts';
import { resolveFiles } from './files/source.ts';
import { PUBLISHED_DEFAULTS, type ResolvedImage, type ResolveOptions } from './image.ts';
import { resolveMmdebstrap } from './mmdebstrap/resolve.ts';
import { inReadOnly } from './read-only.ts';

/**
 * Brings an image's files, and holds them until it is released: those of a `files` source from where they are; those of `mmdebstrap` from
 * the store, built where they are not there; those of `simplestreams` and `url` from the store, fetched where they are not there.
 * With `readOnly` nothing of the store is changed, and what is not there whole is not to be had.
 * Errors: `VMTEST_IMAGE_*`, `VMTEST_DOWNLOAD_*`, `VMTEST_SIGNATURE_*`, `VMTEST_STREAM_*`, `VMTEST_DISK_FULL`, `VMTEST_CANCELLED`.
 */
export async function resolveImage(image: ImageDefinition, options: ResolveOptions): Promise<ResolvedImage> {
  const given = withoutForeignLock(image, options);
  if (options.readOnly !== true) return await bring(image, given);
  const { vault: _none, ...offline } = { ...given, published: { ...(given.published ?? PUBLISHED_DEFAULTS), sync: false } };
  // A file of the user's own that is not there has another mend.
  if (image.source.kind === 'files') return await bring(image, offline);
  return await bring(image, offline).catch((error: unknown) => Promise.reject(inReadOnly(error)));
}

async function bring(image: ImageDefinition, given: ResolveOptions): Promise<ResolvedImage> {
  const { source } = image;
  switch (source.kind) {
    case 'files':
      return await resolveFiles(image, source, given);
    case 'mmdebstrap':
      return await resolveMmdebstrap(image, source, given);
    // What fetches is large, and a run whose images are all made here needs none of it.
    case 'simplestreams': {
      const { resolveSimplestreams } = await import('./simplestreams/resolve.ts');
      return await resolveSimplestreams(image, source, given);
    }
    case 'url': {
      const { resolveUrl } = await import('./url/resolve.ts');
      return await resolveUrl(image, source, given);
    }
  }
}

/** What the lock file says of an image that had another source then says nothing of it now. */
function withoutForeignLock({ name, source }: ImageDefinition, options: ResolveOptions): ResolveOptions {
  const { locked, ...rest } = options;
  if (locked === undefined || locked.kind === source.kind) return options;
  const tell = options.warn ?? ((message: string) => options.emit(message));
  tell(
    `image ${name}: the lock file has it as ${locked.kind}, and the suite as ${source.kind}: it is not locked`,
    'run `vmtest images lock`',
  );
  return rest;
}
