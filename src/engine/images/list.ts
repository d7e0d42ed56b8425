import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { type Build, listBuilds } from '../../images/builds/list.ts';
import { listVersions } from '../../images/mirror/list.ts';
import { listPartials } from '../../images/mirror/partials.ts';
import { itemFile } from '../../images/store/layout.ts';
import { atStore } from '../../images/store/usable.ts';
import { urlPins } from '../../images/url/pins.ts';
import { type ImagesRequest, storeOf } from './desk.ts';

/** Where an image of the store comes from. */
export type StoredKind = 'simplestreams' | 'url' | 'mmdebstrap' | 'derived';

/** The store's folders of what is built there, by kind. */
export const BUILD_KINDS = ['url', 'mmdebstrap', 'derived'] as const satisfies readonly StoredKind[];

/** One version of one image in the store. */
export interface StoredImage {
  readonly kind: StoredKind;
  /** A product, an address, a recipe in words. */
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  /** Whether all files are there in their size. */
  readonly whole: boolean;
  readonly inUse: boolean;
  /** Whether it was asked for by its version lately. */
  readonly pinned: boolean;
  /** Seconds since the epoch; null where it cannot be told. */
  readonly changed: number | null;
}

/** Every image of the store. */
export interface StoreList {
  readonly store: string;
  readonly images: readonly StoredImage[];
  /** Of all files, those that versions share counted once. */
  readonly bytes: number;
  /** Downloads that were broken off, or are on their way; their bytes are not in `bytes`. */
  readonly partials: { readonly files: number; readonly bytes: number };
}

/** Lists a store: published images first, then what was fetched by its address, built, and made of others. Empty where there is none. */
export async function listImages(request: Pick<ImagesRequest, 'settings' | 'surroundings'>): Promise<StoreList> {
  const store = await storeOf(request);
  return await atStore(store, () => listStore(store));
}

async function listStore(store: string): Promise<StoreList> {
  const versions = await listVersions(store);
  const streams = versions.map(({ product, version, whole, bytes, lastModified, inUse, pinned }): StoredImage => {
    return { kind: 'simplestreams', name: product, version, bytes, whole, inUse, pinned, changed: lastModified };
  });
  const isPinned = await urlPins(store);
  const builds = await Promise.all(
    BUILD_KINDS.map(async (kind) =>
      (await listBuilds(join(store, kind))).map((build) => {
        return { ...builtImage(kind, build, store), pinned: kind === 'url' && isPinned(build.name) };
      }),
    ),
  );
  const paths = new Set(versions.flatMap(({ items }) => Object.values(items)));
  const sizes = await Promise.all([...paths].map(async (path) => (await stat(itemFile(store, path)).catch(() => null))?.size ?? 0));
  const bytes = [...sizes, ...builds.flat().map((build) => build.bytes)].reduce((sum, size) => sum + size, 0);
  const partials = await listPartials(store);
  const partialBytes = partials.reduce((sum, one) => sum + one.bytes, 0);
  return { store, images: [...streams, ...builds.flat()], bytes, partials: { files: partials.length, bytes: partialBytes } };
}

function builtImage(kind: (typeof BUILD_KINDS)[number], build: Build, store: string): Omit<StoredImage, 'pinned'> {
  const { name: version, manifest, bytes, inUse } = build;
  const name = manifest === null ? version : recipeName(manifest.recipe, store);
  return { kind, name, version, bytes, whole: manifest !== null, inUse, changed: manifest?.builtAt ?? null };
}

/** A recipe in words: `bookworm x86_64`, an address, `squashfs-ext4 of noble/amd64/20260801/squashfs`. */
export function recipeName(recipe: unknown, store: string): string {
  const { suite, arch, url, what, source } = (recipe ?? {}) as Record<string, unknown>;
  if (typeof url === 'string') return url;
  if (typeof suite === 'string') return `${suite} ${String(arch)}`;
  const path = (source as { path?: unknown } | undefined)?.path;
  if (typeof what !== 'string' || typeof path !== 'string') return 'unknown';
  return `${what} of ${isAbsolute(path) && path.startsWith(`${store}/`) ? relative(store, path) : path}`;
}
