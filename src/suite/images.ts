import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import type { ImageDefinition, ImageSource } from '../model/suite.ts';
import { decode } from './decode.ts';
import { refuseExpressions } from './expressions.ts';
import { ISO_PREFIX } from './leaves.ts';
import { isoPaths, streamSource, urlSource } from './published.ts';
import { image } from './schema-image.ts';
import type { Sink } from './sink.ts';
import { child, type MapTree, type Tree } from './tree.ts';

type ImageInput = z.output<typeof image>;

/** Reads a text file that a suite names: its text, or why it could not be read. */
export type ReadText = (path: string) => { readonly text: string } | { readonly error: string };

/** The images of a suite by name; what is wrong goes to `sink`. */
export function readImages(
  tree: MapTree | undefined,
  folder: string,
  readText: ReadText,
  sink: Sink,
): Readonly<Record<string, ImageDefinition>> {
  const images: Record<string, ImageDefinition> = {};
  for (const [name, { key, value }] of tree?.entries ?? []) {
    const label = `images.${name}`;
    if (!/^[^\s\p{Cc}]+$/u.test(name)) sink.add(key, `${label}: ${JSON.stringify(name)} is no name of an image`, 'a name has no spaces');
    refuseExpressions(value, label, sink, 'cannot be here: an image has no matrix');
    const customize = customizeText(
      child(child(value, 'mmdebstrap'), 'customize'),
      `${label}.mmdebstrap.customize`,
      folder,
      readText,
      sink,
    );
    const input = decode(image, value, label, sink);
    if (input !== undefined) images[name] = { name, source: sourceOf(input, customize, folder), place: key.place };
  }
  return images;
}

function sourceOf(input: ImageInput, customize: string | null, folder: string): ImageSource {
  if ('files' in input) {
    const paths = Object.entries(input.files).filter(([, path]) => !path?.startsWith(ISO_PREFIX));
    const files = paths.map(([role, path]) => [role, resolve(folder, path as string)] as const);
    return { kind: 'files', files: Object.fromEntries(files), ...isoPaths(input.files) };
  }
  if ('simplestreams' in input) return streamSource(input.simplestreams, folder);
  if ('url' in input) return urlSource(input.url, folder);
  const made = input.mmdebstrap;
  return {
    kind: 'mmdebstrap',
    suite: made.suite,
    // A suite means the same on every host, so the host's own architecture is not asked.
    arch: made.arch ?? 'x86_64',
    variant: made.variant ?? 'minbase',
    include: made.include ?? [],
    components: made.components ?? ['main'],
    mirrors: made.mirrors ?? [],
    files: made.files ?? {},
    customize,
    root: made.root ?? 'ext4',
  };
}

/** The text of `customize`, or of the file that it names; null where there is none. */
function customizeText(tree: Tree | undefined, label: string, folder: string, readText: ReadText, sink: Sink): string | null {
  if (tree?.kind === 'scalar') return tree.text;
  const file = child(tree, 'file');
  if (file?.kind !== 'scalar' || file.text === '') return null;
  const path = resolve(folder, file.text);
  const read = readText(path);
  if ('text' in read) return read.text;
  sink.add(file, `${label}.file: ${path} cannot be read: ${read.error}`, 'the path is relative to the suite file');
  return null;
}
