import { quote } from './convert.ts';
import type { Sink } from './sink.ts';
import { meant } from './suggest.ts';
import { child, type Entry, itemsOf, type MapTree, type ScalarTree, type Tree } from './tree.ts';

/** One value for each axis, by the axis's name. */
export type Combination = ReadonlyMap<string, ScalarTree>;

/** More tests than this from one matrix are a slip. */
const MAX_COMBINATIONS = 10_000;

/**
 * Expands a matrix as a GitHub workflow does: the product of the axes (the first varies slowest); `exclude` takes away what has
 * all of an entry's values; then each entry of `include` is added to every combination of which it would change no value of an
 * axis (values that an earlier entry added may change), and where there is none it is a combination of its own.
 * @param tree a matrix that its schema has accepted
 */
export function expandMatrix(tree: MapTree, label: string, sink: Sink): readonly Combination[] {
  const axes = new Map<string, readonly ScalarTree[]>();
  for (const [name, { value }] of tree.entries) if (!isRule(name)) axes.set(name, itemsOf(value).filter(isScalar));
  const total = [...axes.values()].reduce((product, values) => product * values.length, 1);
  if (total > MAX_COMBINATIONS) {
    sink.add(
      tree,
      `${label} makes ${total} tests, more than ${MAX_COMBINATIONS}`,
      'exclude comes too late for that: make the axes shorter',
    );
    return [];
  }
  const base = axes.size === 0 ? [] : product(axes);
  const left = exclude(base, axes, itemsOf(child(tree, 'exclude')), `${label}.exclude`, sink);
  const all = include(left, axes, itemsOf(child(tree, 'include')));
  if (all.length === 0) sink.add(tree, `${label} leaves no test`, 'name an axis with values, and exclude fewer of their combinations');
  return all;
}

function isRule(name: string): boolean {
  return name === 'exclude' || name === 'include';
}

function isScalar(tree: Tree): tree is ScalarTree {
  return tree.kind === 'scalar';
}

function product(axes: ReadonlyMap<string, readonly ScalarTree[]>): Combination[] {
  let combinations: Combination[] = [new Map()];
  for (const [name, values] of axes) {
    combinations = combinations.flatMap((combination) => values.map((value) => new Map(combination).set(name, value)));
  }
  return combinations;
}

function exclude(
  combinations: readonly Combination[],
  axes: ReadonlyMap<string, unknown>,
  entries: readonly Tree[],
  label: string,
  sink: Sink,
): readonly Combination[] {
  let left = combinations;
  entries.forEach((entry, i) => {
    const wanted = valuesOf(entry);
    for (const [name, { key }] of entriesOf(entry)) {
      if (!axes.has(name)) sink.add(key, `${label}[${i}]: ${quote(name)} is no axis`, meant(name, [...axes.keys()]));
    }
    const matches = (combination: Combination) => [...wanted].every(([name, value]) => combination.get(name)?.text === value.text);
    const known = [...wanted.keys()].every((name) => axes.has(name));
    if (known && !combinations.some(matches))
      sink.add(entry, `${label}[${i}] excludes nothing`, 'no combination has these values', 'warning');
    left = left.filter((combination) => !matches(combination));
  });
  return left;
}

function include(
  combinations: readonly Combination[],
  axes: ReadonlyMap<string, unknown>,
  entries: readonly Tree[],
): readonly Combination[] {
  const grown = combinations.map((combination) => new Map(combination));
  const own: Combination[] = [];
  for (const entry of entries) {
    const values = valuesOf(entry);
    const hosts = grown.filter((one) => [...values].every(([name, value]) => !axes.has(name) || one.get(name)?.text === value.text));
    for (const host of hosts) for (const [name, value] of values) host.set(name, value);
    if (hosts.length === 0) own.push(values);
  }
  return [...grown, ...own];
}

function entriesOf(tree: Tree): Iterable<readonly [string, Entry]> {
  return tree.kind === 'map' ? tree.entries : [];
}

function valuesOf(entry: Tree): Map<string, ScalarTree> {
  const values = new Map<string, ScalarTree>();
  for (const [name, { value }] of entriesOf(entry)) if (isScalar(value)) values.set(name, value);
  return values;
}

/** Every axis that any combination of a matrix has, with the place of its first mention. */
export function axesOf(tree: MapTree): ReadonlyMap<string, Entry> {
  const axes = new Map<string, Entry>();
  for (const [name, entry] of tree.entries) if (!isRule(name)) axes.set(name, entry);
  for (const item of itemsOf(child(tree, 'include'))) {
    for (const [name, entry] of entriesOf(item)) if (!axes.has(name)) axes.set(name, entry);
  }
  return axes;
}
