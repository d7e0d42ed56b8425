import * as z from 'zod/mini';
import { VERDICTS } from '../model/verdict.ts';
import { count, day, duration, regex, text } from './leaves.ts';
import { checks, someOf } from './schema-check.ts';
import { command } from './schema-command.ts';
import { image } from './schema-image.ts';
import { machine } from './schema-machine.ts';
import { packs } from './schema-pack.ts';
import { boots, install } from './schema-phase.ts';
import { described, named } from './words.ts';

/** What a machine can end with and a suite can foresee. */
const FORESEEABLE = VERDICTS.filter(
  (verdict) => !['passed', 'expected-failure', 'unexpected-pass', 'skipped', 'missing', 'cancelled'].includes(verdict),
);

const timeouts = z.strictObject({
  install: z.optional(described(duration, 'For the installation; 50m by default')),
  boot: z.optional(described(duration, 'For a boot; 5m by default')),
  silence: z.optional(described(duration, 'How long nothing may be heard of the guest; 3m by default')),
});

const expect = named(
  z.strictObject({
    verdict: z.optional(named(z.enum(FORESEEABLE), { what: 'a verdict that can be expected' })),
    console: z.optional(described(regex, 'What the console must say')),
    reason: z.optional(text('a reason')),
  }),
  { what: 'a mapping', rule: someOf('verdict', 'console') },
  { description: 'The failure that is expected: both must match' },
);

const skip = named(
  z.strictObject({ until: z.optional(day), reason: z.optional(text('a reason')), link: z.optional(text('a link')) }),
  { what: 'a mapping', rule: someOf('until', 'reason', 'link') },
  { description: 'The test is not run, until a day' },
);

/** The settings of a test, and of `defaults`. */
export const settings = {
  image: described(text('the name of an image'), 'The name of an image of `images`'),
  machine,
  install,
  boot: boots,
  checks,
  packs,
  timeouts,
  expect,
  skip,
  retries: described(count('a number of retries', 0, 10), 'How often the test is run again after it failed'),
};
/** The settings of a test alone: what it is instead of a machine, where it is a command. */
export const parts = { ...settings, ...command };
export type PartName = keyof typeof parts;
export type SettingName = keyof typeof settings;

const axisValue = named(z.union([z.string(), z.number(), z.boolean()]), { what: 'a text, a number, or true or false' });
const axis = named(z.array(axisValue).check(z.minLength(1)), { what: 'a list of values' });
const combination = z.record(z.string(), axisValue);

export const matrix = named(
  z.catchall(
    z.object({
      exclude: z.optional(described(z.array(combination), 'Combinations that are left out')),
      include: z.optional(described(z.array(combination), 'Values added to combinations, or combinations of their own')),
    }),
    axis,
  ),
  { what: 'a mapping of axes' },
  { id: 'matrix', description: 'One test for each combination of values; an axis named after a setting sets it' },
);

const optionalCommand = Object.fromEntries(Object.entries(command).map(([name, schema]) => [name, z.optional(schema)])) as {
  [N in keyof typeof command]: z.ZodMiniOptional<(typeof command)[N]>;
};

const optionalSettings = Object.fromEntries(Object.entries(settings).map(([name, schema]) => [name, z.optional(schema)])) as {
  [N in SettingName]: z.ZodMiniOptional<(typeof settings)[N]>;
};

export const defaults = named(
  z.strictObject(optionalSettings),
  { what: 'a mapping' },
  { description: 'Settings of every test that does not set them itself' },
);
export const test = named(
  z.strictObject({ matrix: z.optional(matrix), ...optionalSettings, ...optionalCommand }),
  { what: 'a mapping' },
  { id: 'test' },
);

/** A name is part of ids, which have the axes in square brackets, on one line. */
export const TEST_NAME = /^(?!\s)[^[\]\p{Cc}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u;

const version = named(z.literal(1), { what: '1, the version of suites that is read' }, { description: 'The version of this format' });

/** The whole file: `vmtest.schema.json` is printed from this. */
export const suite = named(
  z.strictObject({
    version: version,
    images: z.optional(described(z.record(z.string(), image), 'Images by name')),
    defaults: z.optional(defaults),
    tests: described(z.record(z.string(), test), 'Tests by name'),
  }),
  { what: 'a mapping with `version` and `tests`' },
  { title: 'vmtest suite' },
);

/** The same with the contents of its mappings left open, for reading it part by part. */
export const outline = named(
  z.strictObject({
    version,
    images: z.optional(z.record(z.string(), z.unknown())),
    defaults: z.optional(z.record(z.string(), z.unknown())),
    tests: z.record(z.string(), z.unknown()),
  }),
  { what: 'a mapping with `version` and `tests`' },
);
