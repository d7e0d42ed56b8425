import { stringify } from 'yaml';
import type { LockedFile, LockedImage, LockedUrlFile } from './types.ts';

const HEAD = `# Written by \`vmtest images lock\`, which renews it; \`vmtest run\` then takes exactly these images.
# Keep it in version control beside the suite.
`;

/** The text of a lock file: sorted, and without a time, so that equal locks are equal bytes. */
export function lockText(images: Readonly<Record<string, LockedImage>>): string {
  const sorted = sortedMap(images, (image) => new Map([[image.kind, bodyOf(image)]]));
  const document = new Map<string, unknown>([
    ['version', 1],
    ['images', sorted],
  ]);
  return HEAD + stringify(document, { lineWidth: 0, singleQuote: true });
}

function bodyOf(image: LockedImage): ReadonlyMap<string, unknown> {
  switch (image.kind) {
    case 'simplestreams':
      return mapOf({
        url: image.url,
        'content-id': image.contentId,
        product: image.product,
        version: image.version,
        items: sortedMap(image.items, (item) => mapOf({ path: item.path, ...sums(item) })),
      });
    case 'url':
      return mapOf({ files: sortedMap(image.files, (file) => mapOf({ url: file.url, ...sums(file) })) });
    case 'mmdebstrap':
      return mapOf({ recipe: image.recipe, index: image.index });
  }
}

function sums({ sha256, size, ...rest }: LockedFile | LockedUrlFile): Record<string, unknown> {
  return { sha256, sha512: 'sha512' in rest ? rest.sha512 : null, size };
}

/** What is null is left out. */
function mapOf(values: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(values).filter(([, value]) => value !== null));
}

/** Maps, not objects: the names are a stream's, and may be `__proto__`. */
function sortedMap<T>(values: Readonly<Record<string, T>>, made: (value: T) => unknown): ReadonlyMap<string, unknown> {
  const names = Object.keys(values).sort();
  return new Map(names.map((name) => [name, made(values[name] as T)]));
}
