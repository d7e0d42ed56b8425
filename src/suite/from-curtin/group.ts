import { basename } from 'node:path';
import type { CarriedClass } from './carry.ts';
import type { CarriedChecks } from './checks.ts';
import type { Lookup } from './lookup.ts';
import { familyNames, familyOf, unused, wordsOf } from './names.ts';
import type { SourceClass } from './source.ts';
import type { Unsaid } from './values.ts';

/** Classes that are one test: the same family, configuration and machine, for several releases. */
export interface CarriedTest {
  readonly name: string;
  readonly family: readonly SourceClass[];
  readonly classes: readonly CarriedClass[];
  readonly conf: string;
  readonly test: Readonly<Record<string, unknown>>;
  /** Assertions that all of its classes have. */
  readonly checks: readonly Readonly<Record<string, unknown>>[];
  /** Ids of the methods that were carried over with them. */
  readonly carriedMethods: readonly string[];
  readonly unsaid: readonly Unsaid[];
}

interface Group {
  readonly family: readonly SourceClass[];
  readonly classes: CarriedClass[];
}

/** Puts classes together, in the order in which they stand in the checkout. */
export function groupClasses(lookup: Lookup, classes: readonly CarriedClass[]): readonly CarriedTest[] {
  const families = new Map<string, { readonly family: readonly SourceClass[]; readonly groups: Map<string, Group> }>();
  for (const carried of classes) {
    const family = familyOf(lookup, carried.cls);
    const key = family.map(({ id }) => id).join(' ');
    const known = families.get(key) ?? { family, groups: new Map<string, Group>() };
    families.set(key, known);
    const same = JSON.stringify([carried.conf, carried.test, carried.scripts, carried.unsaid]);
    const group = known.groups.get(same) ?? { family, classes: [] };
    group.classes.push(carried);
    known.groups.set(same, group);
  }
  const all = [...families.values()];
  const names = familyNames(all.map(({ family }) => family));
  const taken = new Set<string>();
  return all.flatMap(({ groups }, i) => {
    const labels = labelsOf(names[i] as string, [...groups.values()]);
    return [...groups.values()].map((group, k) => testOf(unused([names[i], ...(labels[k] ?? [])].join('-'), taken), group));
  });
}

/** What tells the tests of one family from each other, as words for their names. */
function labelsOf(family: string, groups: readonly Group[]): readonly (readonly string[])[] {
  const all = groups.map(({ classes: [first] }) => ownLabels(first as CarriedClass));
  const confs = new Set(groups.map(({ classes: [first] }) => first?.conf));
  const first = groups[0]?.classes[0]?.conf;
  return groups.map(({ classes: [carried] }, i) => {
    const conf = confs.size > 1 && carried?.conf !== first ? wordsOf(basename(carried?.conf ?? '', '.yaml')) : [];
    const own = (all[i] as string[]).filter((label) => !all.every((other) => other.includes(label)));
    return [...conf.filter((word) => !family.split('-').includes(word)), ...own];
  });
}

function ownLabels({ test }: CarriedClass): string[] {
  const machine = test.machine as { readonly memory?: string; readonly disks: readonly unknown[] };
  const install = test.install as { readonly replace?: Readonly<Record<string, string>> };
  const [disk] = machine.disks as readonly { readonly 'block-size'?: number }[];
  return [
    ...Object.values(install.replace ?? {}),
    ...(machine.memory === undefined ? [] : [`memory-${machine.memory}`]),
    ...(disk?.['block-size'] === undefined ? [] : [`blocks-${disk['block-size']}`]),
    ...(test.expect === undefined ? [] : ['expected-failure']),
    ...(test.skip === undefined ? [] : ['skipped']),
  ].flatMap(
    (label) =>
      label
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || [],
  );
}

function testOf(name: string, { family, classes }: Group): CarriedTest {
  const first = classes[0] as CarriedClass;
  // By what they say: releases may each have a method of their own that asserts the same.
  const said = ({ checks }: CarriedChecks) => JSON.stringify(checks);
  const isCommon = (one: CarriedChecks) => classes.every((other) => other.checks.some((same) => said(same) === said(one)));
  const common = first.checks.filter(isCommon);
  return {
    name,
    family,
    classes,
    conf: first.conf,
    test: first.test,
    checks: common.flatMap(({ checks }) => checks),
    carriedMethods: [...new Set(classes.flatMap(({ checks }) => checks.filter(isCommon).map(({ id }) => id)))],
    unsaid: first.unsaid,
  };
}
