import { basename, dirname, resolve } from 'node:path';
import type { ImageDefinition, SimplestreamsSource, Suite } from '../model/suite.ts';
import { slugsOf } from './names.ts';
import { createReader, readTest } from './reader.ts';
import { createSink } from './sink.ts';
import type { Entry, MapTree, Tree } from './tree.ts';

/**
 * A suite of one test that installs by a curtin configuration. The configuration itself is not read here.
 * @param path the configuration's path
 * @param options.image the image that is booted and installed
 * @param options.images definitions of images; one that is not among them is the simplestreams release of its name
 */
export function suiteFromCurtin(
  path: string,
  options: { readonly image: string; readonly images?: Readonly<Record<string, ImageDefinition>> },
): Suite {
  const file = resolve(path);
  const place = { file: path, line: 1, column: 1 };
  const { image } = options;
  const scalar = (value: string): Entry => ({
    key: { place },
    value: { kind: 'scalar', place, level: 'test', value, text: value, plain: false },
  });
  const map = (entries: readonly (readonly [string, Entry])[]): MapTree => ({
    kind: 'map',
    place,
    level: 'test',
    entries: new Map(entries),
  });
  const install: Tree = map([['curtin', scalar(file)]]);
  const tree = map([
    ['image', scalar(image)],
    ['install', { key: { place }, value: install }],
  ]);
  const name = basename(file)
    .replace(/\.ya?ml$/, '')
    .replace(/[[\]]/g, '_');
  const slug = slugsOf([{ name, axes: [] }])[0] as string;
  const folder = dirname(file);
  const head = { id: name, slug, name, axes: new Map(), label: name, folder, at: { place } };
  const found = options.images?.[image] ?? { name: image, source: simplestreamsRelease(image), place };
  return {
    file,
    folder,
    images: { ...options.images, [image]: found },
    tests: [readTest(tree, head, createReader(createSink()))],
    problems: [],
  };
}

/** The newest amd64 image of a release of MAAS's stream, as a suite's `simplestreams: { release: NAME }`. */
function simplestreamsRelease(release: string): SimplestreamsSource {
  return {
    kind: 'simplestreams',
    url: null,
    keyring: null,
    verify: 'signature',
    arch: 'x86_64',
    fields: { release },
    filters: [],
    version: null,
    root: 'squashfs',
  };
}
