import type * as z from 'zod/mini';
import type { AxisValue, Expectation, Origin, Skip, Test, Timeouts } from '../model/suite.ts';
import { checkSettings, packsOff } from './checks.ts';
import { commandSettings } from './command.ts';
import { decode } from './decode.ts';
import { machineSettings } from './machine.ts';
import { originsOf } from './merge.ts';
import { bootSettings, installSettings } from './phases.ts';
import { type PartName, parts, type settings } from './schema.ts';
import type { Sink } from './sink.ts';
import { type At, child, type MapTree, type ScalarTree, scalarAsWritten, type Tree } from './tree.ts';

const PART_NAMES = Object.keys(parts) as PartName[];

/** Seconds, where nothing is said. */
const TIMEOUTS: Timeouts = { install: 3000, boot: 300, silence: 180 };

/** Reads each part of a test once: tests of one matrix share the parts that no axis touches. */
export interface Reader {
  readonly read: <N extends PartName>(test: MapTree, name: N, label: string) => z.output<(typeof parts)[N]> | undefined;
  /** Remembers what is made of a part. */
  readonly made: <T>(part: Tree | undefined, kind: string, make: () => T) => T;
  /** Whether everything that was read was right. */
  readonly clean: () => boolean;
}

/** A reader whose problems go to `sink`. */
export function createReader(sink: Sink): Reader {
  const values = new WeakMap<Tree, { readonly value: unknown }>();
  const things = new WeakMap<Tree, Map<string, unknown>>();
  let clean = true;
  return {
    clean: () => clean,
    read: <N extends PartName>(test: MapTree, name: N, label: string) => {
      type Value = z.output<(typeof parts)[N]> | undefined;
      const tree = child(test, name);
      if (tree === undefined) return undefined;
      const known = values.get(tree);
      if (known !== undefined) return known.value as Value;
      const value = decode(parts[name], tree, `${label}.${name}`, sink);
      if (value === undefined) clean = false;
      values.set(tree, { value });
      return value as Value;
    },
    made: <T>(part: Tree | undefined, kind: string, make: () => T): T => {
      if (part === undefined) return make();
      const kept = things.get(part) ?? new Map<string, unknown>();
      things.set(part, kept);
      if (!kept.has(kind)) kept.set(kind, make());
      return kept.get(kind) as T;
    },
  };
}

/** What names a test. */
export interface TestHead {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly axes: ReadonlyMap<string, ScalarTree>;
  readonly label: string;
  readonly folder: string;
  /** The place of its name in the suite. */
  readonly at: At;
}

/** One test of a tree in which defaults and axes have been put; what is wrong with it goes to the reader's sink. */
export function readTest(tree: MapTree, head: TestHead, reader: Reader): Test {
  const { label, folder } = head;
  const { place } = head.at;
  const part = Object.fromEntries(PART_NAMES.map((name) => [name, child(tree, name)])) as Partial<Record<PartName, Tree>>;
  const image = reader.read(tree, 'image', label);
  const machine = reader.read(tree, 'machine', label);
  const installed = reader.read(tree, 'install', label);
  const boot = reader.read(tree, 'boot', label);
  const checks = reader.read(tree, 'checks', label);
  const expect = reader.read(tree, 'expect', label);
  const skip = reader.read(tree, 'skip', label);
  const retries = reader.read(tree, 'retries', label);
  const install = reader.made(part.install, 'install', () => installSettings(installed, part.install, folder, place));
  // An installation that is expected to fail leaves nothing to boot, so only boots that are written count then.
  const none = expect !== undefined && part.boot === undefined && install.installer !== 'none';
  return {
    id: head.id,
    slug: head.slug,
    name: head.name,
    axes: axisValues(head.axes),
    image: image ?? null,
    machine: reader.made(part.machine, 'machine', () => machineSettings(machine, folder)),
    install,
    boots: none ? [] : reader.made(part.boot, 'boots', () => bootSettings(boot, part.boot, place)),
    checks: reader.made(part.checks, 'checks', () => checkSettings(checks, part.checks, null)),
    packsOff: reader.made(part.packs, 'packs', () => packsOff(reader.read(tree, 'packs', label))),
    timeouts: timeoutsOf(reader.read(tree, 'timeouts', label)),
    expect: expect === undefined ? null : expectation(expect),
    skip: skip === undefined ? null : skipOf(skip),
    ...(retries === undefined ? {} : { retries }),
    command: commandSettings((name) => reader.read(tree, name, label), tree, folder),
    folder,
    place,
    origins: allOrigins(part),
  };
}

function axisValues(axes: ReadonlyMap<string, ScalarTree>): Readonly<Record<string, AxisValue>> {
  return Object.fromEntries([...axes].map(([name, tree]) => [name, scalarAsWritten(tree) ?? '']));
}

function timeoutsOf(input: z.output<typeof settings.timeouts> | undefined): Timeouts {
  return { install: input?.install ?? TIMEOUTS.install, boot: input?.boot ?? TIMEOUTS.boot, silence: input?.silence ?? TIMEOUTS.silence };
}

function expectation(input: z.output<typeof settings.expect>): Expectation {
  return { verdict: input.verdict ?? null, console: input.console ?? null, reason: input.reason ?? null };
}

function skipOf(input: z.output<typeof settings.skip>): Skip {
  return { until: input.until ?? null, reason: input.reason ?? null, link: input.link ?? null };
}

function allOrigins(part: Partial<Record<PartName, Tree>>): Readonly<Record<string, Origin>> {
  const origins: Record<string, Origin> = {};
  for (const [name, tree] of Object.entries(part)) if (tree !== undefined) Object.assign(origins, originsOf(tree, name));
  return origins;
}
