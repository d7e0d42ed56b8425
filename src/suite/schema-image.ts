import * as z from 'zod/mini';
import { IMAGE_ROLES } from '../model/suite.ts';
import { anyText, listOf, path, text } from './leaves.ts';
import { isoRule } from './rules-published.ts';
import { arch } from './schema-machine.ts';
import { simplestreams, url } from './schema-published.ts';
import type { Sink } from './sink.ts';
import type { MapTree } from './tree.ts';
import { described, named } from './words.ts';

const roles = Object.fromEntries(IMAGE_ROLES.map((role) => [role, z.optional(path)])) as Record<
  (typeof IMAGE_ROLES)[number],
  z.ZodMiniOptional<typeof path>
>;

const files = named(
  z.strictObject({
    files: named(z.strictObject(roles), { what: 'a mapping of roles to paths', rule: filesRule }),
  }),
  { what: 'a mapping' },
  { description: 'Files that are there already, by role' },
);

function filesRule(tree: MapTree, sink: Sink, label: string): void {
  isoRule(tree, sink, label);
  if (tree.entries.size === 0) sink.add(tree, `${label} names no file`, `there is ${IMAGE_ROLES.join(', ')}`);
}

const customize = named(
  z.union([text('a shell script'), z.strictObject({ file: path })]),
  { what: 'the text of a shell script, or `{ file: PATH }`' },
  { description: 'A shell script that is run in the system at the end' },
);

const mmdebstrap = z.strictObject({
  mmdebstrap: z.strictObject({
    suite: described(text('the name of a Debian suite'), 'The Debian suite: bookworm'),
    arch: z.optional(arch),
    variant: z.optional(described(text('a variant of mmdebstrap'), 'mmdebstrap’s variant; minbase by default')),
    include: z.optional(described(listOf(text('a package'), 'a package'), 'Packages beside those of the variant')),
    components: z.optional(described(listOf(text('a component'), 'a component'), 'Components of the archive; main by default')),
    mirrors: z.optional(
      described(listOf(text('the address of an archive'), 'the address of an archive'), 'Archives; mmdebstrap’s own by default'),
    ),
    files: z.optional(named(z.record(z.string(), anyText), { what: 'a mapping of paths in the system to texts' })),
    customize: z.optional(customize),
    root: z.optional(described(z.enum(['squashfs', 'ext4']), 'The file system of the root image; ext4 by default')),
  }),
});

/** One image: exactly one source. */
export const image = named(
  z.union([files, mmdebstrap, simplestreams, url]),
  { what: 'a mapping with one source: files, mmdebstrap, simplestreams or url', keys: { files, mmdebstrap, simplestreams, url } },
  { id: 'image' },
);
