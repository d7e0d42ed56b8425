import * as z from 'zod/mini';
import { CURTIN_PACKS, type PackName } from '../model/check.ts';
import { options } from './check-options.ts';
import { path, text } from './leaves.ts';
import { named } from './words.ts';

const empty = z.null();
const names = z.array(text('a path')).check(z.minLength(1));

const fromConfig = named(z.union([empty, named(z.strictObject({ config: path }), { what: 'a mapping with `config`' })]), {
  what: 'empty, or a mapping with `config`, the path of a curtin configuration',
});

/** A check that holds the system against a curtin configuration: of the test's installer, or of a file. */
function configCheck<N extends string>(name: N, description: string) {
  const shape = { [name]: fromConfig, ...options } as Record<N, typeof fromConfig> & typeof options;
  return named(z.strictObject(shape), { what: 'a mapping' }, { description });
}

export const storage = configCheck('storage', 'The storage that a curtin configuration asks for, against what the system has');
export const network = configCheck('network', 'The network that a curtin configuration asks for, against what the system has');
export const grub = configCheck('grub', 'The boot loader is where a curtin configuration asks for it');
export const dname = configCheck('dname', 'The names under /dev/disk/by-dname that a curtin configuration gives');
export const dnameRules = configCheck('dname-rules', 'udev’s rules for the names of disks that a curtin configuration gives');

export const kernelPackage = named(
  z.strictObject({ 'kernel-package': named(z.union([empty, text('a package')]), { what: 'empty, or the name of a package' }), ...options }),
  { what: 'a mapping' },
  { description: 'The kernel’s package is installed; bare, any kernel’s' },
);

export const interfacesRemoved = named(
  z.strictObject({ 'interfaces-removed': named(empty, { what: 'empty' }), ...options }),
  { what: 'a mapping' },
  { description: '/etc/network/interfaces.d has nothing left of the image’s own configuration' },
);

export const reporting = named(
  z.strictObject({
    reporting: named(z.union([empty, named(z.strictObject({ files: names }), { what: 'a mapping with `files`' })]), {
      what: 'empty, or a mapping with `files`, the paths of the files that curtin posts',
    }),
    ...options,
  }),
  { what: 'a mapping' },
  { description: 'The events that curtin posted: first, last, and files' },
);

const onOff = named(
  z.enum(['on', 'off', 'true', 'false']),
  { what: 'on or off', mend: () => 'write on or off' },
  { id: 'on-off', type: ['string', 'boolean'], enum: ['on', 'off', true, false] },
);

/** Which of the checks that an installer brings by itself are switched off. */
export const packs = named(
  z.strictObject(
    Object.fromEntries(CURTIN_PACKS.map((name) => [name, z.optional(onOff)])) as Record<PackName, z.ZodMiniOptional<typeof onOff>>,
  ),
  { what: 'a mapping from a pack’s name to on or off' },
  { id: 'packs', description: 'Checks that the installer brings by itself, switched off by name' },
);
