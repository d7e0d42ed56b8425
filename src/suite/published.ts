import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import {
  IMAGE_ROLES,
  type ImageRole,
  type IsoPaths,
  type SimplestreamsSource,
  type UrlFile,
  type UrlSource,
  type UrlSums,
} from '../model/suite.ts';
import { ISO_PREFIX } from './leaves.ts';
import { STREAM_FIELDS, type simplestreams, type url } from './schema-published.ts';

type StreamInput = z.output<typeof simplestreams>['simplestreams'];
type UrlInput = z.output<typeof url>['url'];
type FileInput = Exclude<UrlInput['kernel'], string | undefined>;
type ProofInput = Omit<FileInput, 'url'>;

/** The source of an image of a stream, as it was written; its keyring is relative to `folder`. */
export function streamSource(input: StreamInput, folder: string): SimplestreamsSource {
  const fields = STREAM_FIELDS.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]] as const]));
  return {
    kind: 'simplestreams',
    url: input.url ?? null,
    keyring: input.keyring === undefined ? null : resolve(folder, input.keyring),
    verify: input.verify ?? 'signature',
    // A suite means the same on every host, so the host's own architecture is not asked.
    arch: input.arch ?? 'x86_64',
    fields: Object.fromEntries(fields),
    filters: input.filters ?? [],
    version: input.version ?? null,
    root: input.root ?? 'squashfs',
  };
}

/** The source of an image of addresses: what stands beside the roles is said of those that are an address alone. */
export function urlSource(input: UrlInput, folder: string): UrlSource {
  const files: Partial<Record<ImageRole, UrlFile>> = {};
  for (const role of IMAGE_ROLES) {
    const value = input[role];
    if (value === undefined || (typeof value === 'string' && value.startsWith(ISO_PREFIX))) continue;
    files[role] = typeof value === 'string' ? urlFile(value, input, folder) : urlFile(value.url, value, folder);
  }
  return { kind: 'url', files, ...isoPaths(input) };
}

/** `{ fromIso }` where kernel or initrd are paths within the ISO, else nothing. */
export function isoPaths(input: Readonly<Partial<Record<ImageRole, unknown>>>): { readonly fromIso?: IsoPaths } {
  const paths = (['kernel', 'initrd'] as const).flatMap((role) => {
    const value = input[role];
    return typeof value === 'string' && value.startsWith(ISO_PREFIX) ? [[role, value.slice(ISO_PREFIX.length)] as const] : [];
  });
  return paths.length === 0 ? {} : { fromIso: Object.fromEntries(paths) };
}

function urlFile(url: string, proof: ProofInput, folder: string): UrlFile {
  return {
    url,
    sha256: proof.sha256 ?? null,
    sha512: proof.sha512 ?? null,
    sums: proof.sums === undefined ? null : sumsOf(proof.sums, proof, folder),
    redirects: proof.redirects ?? [],
  };
}

function sumsOf(sums: NonNullable<ProofInput['sums']>, beside: ProofInput, folder: string): UrlSums {
  const { url, signature, keyring, verify } = typeof sums === 'string' ? { ...beside, url: sums } : sums;
  return {
    url,
    signature: signature ?? null,
    keyring: keyring === undefined ? null : resolve(folder, keyring),
    verify: verify ?? 'signature',
  };
}
