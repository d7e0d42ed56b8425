import * as z from 'zod/mini';
import { options } from './check-options.ts';
import { anyText, collectedPath, duration, listOf, regex, text, yesNo } from './leaves.ts';
import { dname, dnameRules, grub, interfacesRemoved, kernelPackage, network, reporting, storage } from './schema-pack.ts';
import type { Sink } from './sink.ts';
import { meant } from './suggest.ts';
import { child, type MapTree } from './tree.ts';
import { described, named, type Schema } from './words.ts';

const EXPECTATIONS = ['exists', 'absent', 'contains', 'matches', 'equals', 'json', 'lines'] as const;

const file = named(
  z.strictObject({
    file: collectedPath,
    exists: z.optional(yesNo),
    absent: z.optional(yesNo),
    contains: z.optional(listOf(text('a text'), 'a text')),
    matches: z.optional(listOf(regex, 'a regular expression')),
    equals: z.optional(described(anyText, 'The whole text; one newline at the end does not count')),
    json: z.optional(described(z.unknown(), 'What the file’s JSON must have: mappings as subsets')),
    lines: z.optional(listOf(anyText, 'a line')),
    ...options,
  }),
  { what: 'a mapping', rule: fileRule },
  { description: 'A collected file' },
);

function fileRule(tree: MapTree, sink: Sink, label: string): void {
  const there = EXPECTATIONS.filter((name) => tree.entries.has(name));
  if (there.length === 0) {
    sink.add(tree, `${label}: the check expects nothing of the file`, `write exists: true, or one of ${EXPECTATIONS.slice(1).join(', ')}`);
    return;
  }
  const isTrue = (name: string) => {
    const value = child(tree, name);
    return value?.kind === 'scalar' && value.value === true;
  };
  const isFalse = (name: string) => {
    const value = child(tree, name);
    return value?.kind === 'scalar' && value.value === false;
  };
  const gone = isTrue('absent') ? 'absent' : isFalse('exists') ? 'exists' : undefined;
  const other = there.find(
    (name) => name !== gone && !(name === 'exists' && isFalse('exists')) && !(name === 'absent' && isTrue('absent')),
  );
  if (gone !== undefined && other !== undefined) {
    sink.add(tree.entries.get(other)?.key ?? tree, `${label}: a file that is absent has nothing for "${other}"`, 'keep one of the two');
  }
  const json = child(tree, 'json');
  if (json?.kind === 'scalar' && json.value === null) {
    sink.add(json, `${label}.json has no value`, "a file that holds null is `equals: 'null'`");
  }
}

const entry = named(z.strictObject({ mountpoint: text('a mount point'), options: z.optional(text('mount options')) }), {
  what: 'a mapping with `mountpoint`',
});
const empty = z.null();
const fstab = named(
  z.strictObject({
    fstab: named(z.union([empty, z.record(z.string(), entry)]), { what: 'empty, or a mapping such as `LABEL=root: { mountpoint: / }`' }),
    ...options,
  }),
  { what: 'a mapping' },
  { description: 'The file system table; bare, every entry that is not noauto is mounted' },
);

const swaps = named(
  z.strictObject({ swaps: named(z.union([empty, z.literal(true)]), { what: 'empty' }), ...options }),
  { what: 'a mapping' },
  { description: 'Every swap of fstab is in use' },
);

const consoleCheck = named(
  z.strictObject({ console: listOf(regex, 'a regular expression'), ...options }),
  { what: 'a mapping' },
  { description: 'Expressions over the console of the phase' },
);

const names = z.array(text('a name')).check(z.minLength(1));

const packages = named(
  z.strictObject({
    packages: named(
      z.union([
        names,
        named(z.strictObject({ installed: z.optional(names), absent: z.optional(names) }), {
          what: 'a mapping',
          rule: someOf('installed', 'absent'),
        }),
      ]),
      { what: 'a list of packages, or a mapping with `installed` and `absent`' },
    ),
    ...options,
  }),
  { what: 'a mapping' },
  { description: 'Packages of dpkg or rpm' },
);

const failed = named(z.union([named(z.enum(['none']), { what: 'none, or a list of units' }), z.array(text('a unit'))]), {
  what: 'none, or a list of the units that may fail',
});

const services = named(
  z.strictObject({
    services: named(
      z.union([
        empty,
        names,
        named(z.strictObject({ active: z.optional(names), failed: z.optional(failed) }), {
          what: 'a mapping',
          rule: someOf('active', 'failed'),
        }),
      ]),
      { what: 'empty, a list of units, or a mapping with `active` and `failed`' },
    ),
    ...options,
  }),
  { what: 'a mapping' },
  { description: 'systemd’s units; bare, no unit failed' },
);

const run = named(
  z.strictObject({ run: text('a command'), timeout: z.optional(duration), ...options }),
  { what: 'a mapping' },
  { description: 'A command on the host, in the suite file’s folder' },
);

/** A rule: at least one of the keys is there. */
export function someOf(...keys: readonly string[]) {
  return (tree: MapTree, sink: Sink, label: string): void => {
    if (!keys.some((key) => tree.entries.has(key))) sink.add(tree, `${label} says nothing`, `write one of ${keys.join(', ')}`);
  };
}

const BARE = [
  'fstab',
  'swaps',
  'services',
  'storage',
  'network',
  'grub',
  'dname',
  'dname-rules',
  'kernel-package',
  'interfaces-removed',
  'reporting',
] as const;
const bare = named(z.enum(BARE), { what: `a check that stands alone (${BARE.join(', ')})`, mend: bareMend });
const byKey: Readonly<Record<string, Schema>> = {
  file,
  fstab,
  swaps,
  console: consoleCheck,
  packages,
  services,
  run,
  storage,
  network,
  grub,
  dname,
  'dname-rules': dnameRules,
  'kernel-package': kernelPackage,
  'interfaces-removed': interfacesRemoved,
  reporting,
};

function bareMend(text: string): string {
  return Object.hasOwn(byKey, text) ? `it needs a value: \`- ${text}: …\`` : meant(text, Object.keys(byKey));
}

const KEYED = Object.keys(byKey);

/** One check: a bare word, or a mapping with exactly one check's key and options. */
export const check = named(
  z.union([
    bare,
    file,
    fstab,
    swaps,
    consoleCheck,
    packages,
    services,
    run,
    storage,
    network,
    grub,
    dname,
    dnameRules,
    kernelPackage,
    interfacesRemoved,
    reporting,
  ]),
  { what: `a check: ${BARE.join(', ')}, or a mapping with one of ${KEYED.join(', ')}`, keys: byKey },
  { id: 'check' },
);

export const checks = named(z.array(check), { what: 'a list of checks' });
