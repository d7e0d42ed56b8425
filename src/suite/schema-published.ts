import * as z from 'zod/mini';
import { IMAGE_ROLES, type ImageRole } from '../model/suite.ts';
import { address, addressOrIso, condition, digest, listOf, path, text } from './leaves.ts';
import { publishedRule, streamRule, sumsRule, urlRule } from './rules-published.ts';
import { arch } from './schema-machine.ts';
import { described, named } from './words.ts';

/** Keys of `simplestreams` that are product fields of the same name. */
export const STREAM_FIELDS = ['release', 'os', 'subarch', 'krel', 'kflavor', 'label'] as const;

const verify = z.optional(
  described(z.enum(['signature', 'none']), 'Whether a good OpenPGP signature is demanded, which is the default, or none is looked at'),
);
const keyring = z.optional(described(path, 'The OpenPGP keyring that signatures are checked with, relative to the suite file'));

const streamText: Readonly<Record<(typeof STREAM_FIELDS)[number], readonly [what: string, description: string]>> = {
  release: ['a release', 'The release: noble'],
  os: ['an operating system', 'The operating system: ubuntu, centos'],
  subarch: ['a subarchitecture', 'The subarchitecture, in MAAS’s streams the kernel: ga-24.04'],
  krel: ['the release of a kernel', 'The release whose kernel it is: noble'],
  kflavor: ['a kernel’s flavour', 'The kernel’s flavour: generic, lowlatency'],
  label: ['a label', 'The label: stable, candidate'],
};

const field = (name: (typeof STREAM_FIELDS)[number]) => z.optional(described(text(streamText[name][0]), streamText[name][1]));

export const simplestreams = z.strictObject({
  simplestreams: named(
    z.strictObject({
      release: field('release'),
      os: field('os'),
      arch: z.optional(arch),
      subarch: field('subarch'),
      krel: field('krel'),
      kflavor: field('kflavor'),
      label: field('label'),
      version: z.optional(described(text('the name of a version'), 'The version that is pinned: 20260801; the newest by default')),
      filters: z.optional(described(listOf(condition, 'a condition'), 'Conditions on any field of product, version and item')),
      url: z.optional(described(address, 'An index or products file of the stream; MAAS’s by default')),
      keyring,
      verify,
      root: z.optional(described(z.enum(['squashfs', 'ext4']), 'The file system of the root image; squashfs by default')),
    }),
    { what: 'a mapping', rule: streamRule },
    { description: 'An image of a simplestreams index' },
  ),
});

const sums = named(
  z.union([
    address,
    named(z.strictObject({ url: address, signature: z.optional(address), keyring, verify }), { what: 'a mapping', rule: sumsRule }),
  ]),
  { what: 'the address of a SHA256SUMS file, or a mapping with `url`' },
  { description: 'A SHA256SUMS or SHA512SUMS file that has the digest' },
);

/** What says that a file is the right one. */
const proof = {
  sha256: z.optional(described(digest('sha256', 256), 'The sha256 of the file as it is published')),
  sha512: z.optional(described(digest('sha512', 512), 'The sha512 of the file as it is published')),
  sums: z.optional(sums),
  signature: z.optional(described(address, 'The detached signature of `sums`; without it the file is clearsigned')),
  keyring,
  verify,
  redirects: z.optional(
    described(listOf(text('a host'), 'a host'), 'Hosts to which the server may redirect beside its own, as globs: *.example.org'),
  ),
};

const file = named(
  z.union([addressOrIso, named(z.strictObject({ url: address, ...proof }), { what: 'a mapping', rule: publishedRule })]),
  { what: 'an address, or a mapping with `url`' },
  { id: 'url-file' },
);

const roles = Object.fromEntries(IMAGE_ROLES.map((role) => [role, z.optional(file)])) as Record<ImageRole, z.ZodMiniOptional<typeof file>>;

export const url = z.strictObject({
  url: named(
    z.strictObject({ ...roles, ...proof }),
    { what: 'a mapping of roles to addresses', rule: urlRule },
    { description: 'Files by their addresses, by role' },
  ),
});
