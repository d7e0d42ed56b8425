import type { LockedImage, LockedStream, LockedUrlFile } from './types.ts';

/** What is different from one lock to another, of one image. */
export interface Move {
  readonly name: string;
  readonly what: 'added' | 'removed' | 'moved';
  /** What it was and is, in a few words; null where it was not, or is not. */
  readonly from: string | null;
  readonly to: string | null;
}

type Images = Readonly<Record<string, LockedImage>>;

/** What has moved from an older lock to a newer one, sorted by name; empty where they say the same. */
export function movesBetween(older: Images, newer: Images): readonly Move[] {
  const names = [...new Set([...Object.keys(older), ...Object.keys(newer)])].sort();
  return names.flatMap((name): Move[] => {
    const [was, is] = [older[name], newer[name]];
    if (was === undefined || is === undefined) {
      const [from, to] = [was === undefined ? null : versionOf(was), is === undefined ? null : versionOf(is)];
      return [{ name, what: was === undefined ? 'added' : 'removed', from, to }];
    }
    const words = difference(was, is);
    return words === null ? [] : [{ name, what: 'moved', from: words[0], to: words[1] }];
  });
}

/** The image's version in a few words. */
export function versionOf(image: LockedImage): string {
  if (image.kind === 'simplestreams') return image.version;
  if (image.kind === 'mmdebstrap') return `package index ${image.index.slice(0, 12)}`;
  return Object.values(image.files).map(digestOf).join(', ');
}

/** Was and is, by the first thing that tells them apart; null where nothing does. */
function difference(was: LockedImage, is: LockedImage): readonly [string, string] | null {
  if (was.kind === 'simplestreams' && is.kind === 'simplestreams') return streamDifference(was, is);
  if (was.kind === 'mmdebstrap' && is.kind === 'mmdebstrap') {
    if (was.recipe !== is.recipe) return [`recipe ${was.recipe.slice(0, 12)}`, `recipe ${is.recipe.slice(0, 12)}`];
    return was.index === is.index ? null : [versionOf(was), versionOf(is)];
  }
  if (was.kind === 'url' && is.kind === 'url') return filesDifference(was.files, is.files, (file) => [file.url, digestOf(file)]);
  return [was.kind, is.kind];
}

function streamDifference(was: LockedStream, is: LockedStream): readonly [string, string] | null {
  if (was.version !== is.version) return [was.version, is.version];
  for (const key of ['product', 'contentId', 'url'] as const) if (was[key] !== is[key]) return [was[key], is[key]];
  return filesDifference(was.items, is.items, (item) => [item.path, `sha256 ${item.sha256.slice(0, 12)}`]);
}

/** What tells files apart: their names, then for each the words in their order. */
function filesDifference<T>(
  was: Readonly<Record<string, T>>,
  is: Readonly<Record<string, T>>,
  wordsOf: (file: T) => readonly string[],
): readonly [string, string] | null {
  const names = (files: Readonly<Record<string, T>>) => Object.keys(files).sort().join(', ');
  if (names(was) !== names(is)) return [names(was), names(is)];
  for (const name of Object.keys(is).sort()) {
    const [before, after] = [wordsOf(was[name] as T), wordsOf(is[name] as T)];
    const at = before.findIndex((word, index) => word !== after[index]);
    if (at >= 0) return [`${name} ${before[at]}`, `${name} ${after[at]}`];
  }
  return null;
}

function digestOf({ sha256, sha512 }: LockedUrlFile): string {
  return sha256 === null ? `sha512 ${sha512?.slice(0, 12)}` : `sha256 ${sha256.slice(0, 12)}`;
}
