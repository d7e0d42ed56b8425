import { join } from 'node:path';
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { PUBLISHED_DEFAULTS, type ResolveOptions } from '../../../src/images/image.ts';
import type { ImageDefinition, UrlFile, UrlSource, UrlSums } from '../../../src/model/suite.ts';

/** A file of an image, with what a test says of it. */
export function urlFile(url: string, about: Partial<UrlFile> = {}): UrlFile {
  return { url, sha256: null, sha512: null, sums: null, redirects: [], ...about };
}

export function sumsFile(url: string, about: Partial<UrlSums> = {}): UrlSums {
  return { url, signature: null, keyring: null, verify: 'signature', ...about };
}

export function urlImage(files: UrlSource['files'], fromIso?: UrlSource['fromIso']): readonly [ImageDefinition, UrlSource] {
  const source: UrlSource = { kind: 'url', files, ...(fromIso === undefined ? {} : { fromIso }) };
  return [{ name: 'cloud', source, place: { file: '/suite/vmtest.yaml', line: 4, column: 3 } }, source];
}

/** Options over a store in a folder; `said` has what was told. */
export function optionsIn(folder: string, sync: boolean | null = null): ResolveOptions & { readonly said: string[] } {
  const said: string[] = [];
  const published = { ...PUBLISHED_DEFAULTS, sync };
  return { said, store: join(folder, 'store'), env: TOOL_ENV, emit: (message) => said.push(message), published };
}
