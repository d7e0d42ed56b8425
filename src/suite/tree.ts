import type { Place } from '../model/errors.ts';

/** Where something stands: its own place, and the place of the alias or `<<` that brought it here. */
export interface At {
  readonly place: Place;
  readonly use?: Place;
  readonly level?: Level;
}

/** Which part of the suite wrote a value. */
export type Level = 'test' | 'matrix' | 'defaults';

interface Common extends At {
  readonly level: Level;
}

export interface ScalarTree extends Common {
  readonly kind: 'scalar';
  /** What YAML 1.2 makes of it. */
  readonly value: string | number | boolean | null;
  /** A plain scalar as it is written (`24.10`), a quoted one or a block as it reads. */
  readonly text: string;
  readonly plain: boolean;
}

export interface Entry {
  readonly key: At;
  readonly value: Tree;
}

export interface MapTree extends Common {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface ListTree extends Common {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

/** A YAML value with the place of each of its parts; aliases and `<<` are resolved. Values are never changed, so a tree stands for its meaning. */
export type Tree = ScalarTree | MapTree | ListTree;

/** The value of a key, or undefined; undefined for anything that is no mapping. */
export function child(tree: Tree | undefined, key: string): Tree | undefined {
  return tree?.kind === 'map' ? tree.entries.get(key)?.value : undefined;
}

/** The items of a list, the tree itself as the only item where it is no list, nothing for undefined. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined) return [];
  return tree.kind === 'list' ? tree.items : [tree];
}

/** A copy in which every part says that it was brought by an alias at `use`. */
export function usedAt(tree: Tree, use: Place): Tree {
  return rebuild(tree, (at) => ({ ...at, use }));
}

/** A copy in which every part says that it was written at `level`. */
export function atLevel(tree: Tree, level: Level): Tree {
  return rebuild(tree, (at) => ({ ...at, level }));
}

function rebuild(tree: Tree, change: <T extends At>(at: T) => T): Tree {
  const changed = change(tree);
  if (changed.kind === 'list') return { ...changed, items: changed.items.map((item) => rebuild(item, change)) };
  if (changed.kind === 'scalar') return changed;
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of changed.entries) entries.set(name, { key: change(key), value: rebuild(value, change) });
  return { ...changed, entries };
}

/** How many values a tree has, itself included. */
export function countTree(tree: Tree): number {
  if (tree.kind === 'scalar') return 1;
  let count = 1;
  if (tree.kind === 'list') for (const item of tree.items) count += countTree(item);
  else for (const { value } of tree.entries.values()) count += countTree(value);
  return count;
}

/** A copy with `value` under `path`; missing mappings are made. Undefined where something that is no mapping is in the way. */
export function setPath(tree: Tree | undefined, path: readonly string[], value: Tree): Tree | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const map = tree ?? { kind: 'map', place: value.place, level: value.level, entries: new Map<string, Entry>() };
  if (map.kind !== 'map') return undefined;
  const old = map.entries.get(name);
  const inner = setPath(old?.value, rest, value);
  if (inner === undefined) return undefined;
  return { ...map, entries: new Map(map.entries).set(name, { key: old?.key ?? at(value), value: inner }) };
}

/** The place of a tree, without the rest. */
export function at(tree: At): At {
  return tree.use === undefined ? { place: tree.place } : { place: tree.place, use: tree.use };
}

/**
 * The plain JavaScript value. `asWritten`: a plain number whose text is not how JavaScript writes it stays text (`0644`, `24.10`),
 * because what reads it afterwards wants the text.
 */
export function toPlain(tree: Tree, asWritten: boolean): unknown {
  if (tree.kind === 'list') return tree.items.map((item) => toPlain(item, asWritten));
  if (tree.kind === 'map') return Object.fromEntries([...tree.entries].map(([name, { value }]) => [name, toPlain(value, asWritten)]));
  return asWritten ? scalarAsWritten(tree) : tree.value;
}

/** A scalar's value, or its text where it is a number that is written in another way than JavaScript's. */
export function scalarAsWritten(tree: ScalarTree): string | number | boolean | null {
  return typeof tree.value === 'number' && String(tree.value) !== tree.text ? tree.text : tree.value;
}
