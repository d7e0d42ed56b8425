import type { Origin } from '../model/suite.ts';
import { install } from './schema-phase.ts';
import type { Entry, MapTree, Tree } from './tree.ts';
import { wordsOf } from './words.ts';

const INSTALLERS = Object.keys(wordsOf(install).keys ?? {});

/** A test over the defaults: mappings are merged, all else of the test's takes the place of the default. */
export function mergeDefaults(defaults: MapTree, test: MapTree): MapTree {
  const entries = new Map(defaults.entries);
  for (const [name, own] of test.entries) {
    const below = entries.get(name);
    entries.set(name, below === undefined ? own : mergeEntry(name === 'install' ? withoutInstaller(below, own) : below, own));
  }
  return { ...test, entries };
}

function mergeEntry(below: Entry, own: Entry): Entry {
  if (below.value.kind !== 'map' || own.value.kind !== 'map') return own;
  return { key: own.key, value: mergeDefaults(below.value, own.value) };
}

/** A test that names its installer does not want the default's beside it. */
function withoutInstaller(below: Entry, own: Entry): Entry {
  const names = (entry: Entry) =>
    entry.value.kind === 'map' ? INSTALLERS.filter((name) => (entry.value as MapTree).entries.has(name)) : [];
  if (below.value.kind !== 'map' || names(own).length === 0) return below;
  const entries = new Map(below.value.entries);
  for (const name of names(below)) entries.delete(name);
  return { ...below, value: { ...below.value, entries } };
}

const known = new WeakMap<Tree, Readonly<Record<string, Origin>>>();

/** Where each setting comes from, by dotted path below `name`; a list is one setting. */
export function originsOf(tree: Tree, name: string): Readonly<Record<string, Origin>> {
  const before = known.get(tree);
  if (before !== undefined) return before;
  const origins: Record<string, Origin> = {};
  if (tree.kind !== 'map') origins[name] = { level: tree.level, place: tree.place };
  else for (const [key, { value }] of tree.entries) Object.assign(origins, originsOf(value, `${name}.${key}`));
  known.set(tree, origins);
  return origins;
}
