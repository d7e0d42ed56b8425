import { shorten } from '../base/text.ts';
import type { Sink } from './sink.ts';
import { meant } from './suggest.ts';
import { type MapTree, type Tree, toPlain } from './tree.ts';
import { inside, type Schema, takes, type Words, whatOf } from './words.ts';

/** What the conversion found out, for the explanation of zod's issues. */
export interface Notes {
  /** Of a union at this value: the option that was meant, by shape. */
  readonly chosen: Map<Tree, number>;
  readonly wanted: Map<Tree, Schema>;
  /** Values of which everything has been said already. */
  readonly dead: Set<Tree>;
  /** The value is to be completed by another (`defaults`): what is missing is no mistake. */
  readonly partial: boolean;
}

export function createNotes(partial: boolean): Notes {
  return { chosen: new Map(), wanted: new Map(), dead: new Set(), partial };
}

interface Conversion {
  readonly notes: Notes;
  readonly sink: Sink;
  /** Not within a list: lists replace each other whole, so their items are complete. */
  readonly partial: boolean;
}

/**
 * Makes the value that `schema` wants of a tree: a plain scalar is text where text is wanted, and a number where a number is.
 * Unknown keys and choices that cannot be made go to `sink`; all other judging is zod's.
 */
export function convert(schema: Schema, tree: Tree, label: string, notes: Notes, sink: Sink): unknown {
  return convertNode(schema, tree, label, { notes, sink, partial: notes.partial });
}

function convertNode(schema: Schema, tree: Tree, label: string, to: Conversion): unknown {
  to.notes.wanted.set(tree, schema);
  const { def, words } = inside(schema);
  if (def.type === 'union') return convertUnion(def.options, words, schema, tree, label, to);
  if (def.type === 'unknown') return toPlain(tree, words.asWritten === true);
  if (tree.kind === 'scalar') return def.type === 'string' || def.type === 'enum' ? (isNothing(tree) ? null : tree.text) : tree.value;
  if (tree.kind === 'list') {
    if (def.type !== 'array') return toPlain(tree, false);
    return tree.items.map((item, i) => convertNode(def.element, item, `${label}[${i}]`, { ...to, partial: false }));
  }
  if (def.type === 'object') return convertMapping(def, words, tree, label, to);
  if (def.type !== 'record') return toPlain(tree, false);
  return fromEntries(tree, (name, value) => convertNode(def.valueType, value, `${label}.${name}`, to));
}

function convertMapping(
  def: { shape: Readonly<Record<string, Schema>>; catchall?: Schema | undefined },
  words: Words,
  tree: MapTree,
  label: string,
  to: Conversion,
): unknown {
  if (!to.partial) words.rule?.(tree, to.sink, label);
  const rest = def.catchall === undefined || inside(def.catchall).def.type === 'never' ? undefined : def.catchall;
  const known = Object.keys(def.shape);
  return fromEntries(tree, (name, value) => {
    const schema = (Object.hasOwn(def.shape, name) ? def.shape[name] : undefined) ?? rest;
    if (schema !== undefined) return convertNode(schema, value, `${label}.${name}`, to);
    const entry = tree.entries.get(name);
    to.sink.add(entry?.key ?? tree, `${label}: unknown key ${quote(name)}`, meant(name, known));
    return undefined;
  });
}

function fromEntries(tree: MapTree, make: (name: string, value: Tree) => unknown): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, { value }] of tree.entries) {
    const inner = make(name, value);
    if (inner !== undefined) made[name] = inner;
  }
  return made;
}

function convertUnion(options: readonly Schema[], words: Words, schema: Schema, tree: Tree, label: string, to: Conversion): unknown {
  const option = tree.kind === 'map' && words.keys !== undefined ? optionByKey(words.keys, tree, label, to) : optionByShape(options, tree);
  if (option !== undefined) {
    to.notes.chosen.set(tree, options.indexOf(option));
    return convertNode(option, tree, label, to);
  }
  to.notes.dead.add(tree);
  if (isNothing(tree)) to.sink.add(tree, `${label} has no value`, `it must be ${whatOf(schema)}`);
  else if (tree.kind !== 'map' || words.keys === undefined) to.sink.add(tree, `${label}: ${shown(tree)} is not ${whatOf(schema)}`);
  return null;
}

function optionByShape(options: readonly Schema[], tree: Tree): Schema | undefined {
  const kind = tree.kind === 'scalar' && isNothing(tree) ? 'null' : tree.kind;
  return options.find((option) => takes(option, kind)) ?? (kind === 'null' ? options.find((option) => takes(option, 'scalar')) : undefined);
}

function optionByKey(keys: Readonly<Record<string, Schema>>, tree: MapTree, label: string, to: Conversion): Schema | undefined {
  const found = [...tree.entries.keys()].filter((name) => Object.hasOwn(keys, name));
  const [first, second] = found;
  const all = Object.keys(keys);
  if (first === undefined && to.partial) return keys[all[0] as string];
  if (first === undefined) {
    const [name, entry] = [...tree.entries].find(([, { value }]) => value.kind !== 'scalar') ?? [...tree.entries][0] ?? [];
    const hint = name === undefined ? `there is ${all.join(', ')}` : meant(name, all);
    to.sink.add(entry?.key ?? tree, `${label}: none of the keys ${all.join(', ')} is there`, hint);
    return undefined;
  }
  if (second === undefined) return keys[first];
  const place = tree.entries.get(second)?.key ?? tree;
  to.sink.add(place, `${label}: ${found.map(quote).join(' and ')} exclude each other`, `keep one of them${insteadOf(label)}`);
  return undefined;
}

function insteadOf(label: string): string {
  return /checks\[\d+\]$/.test(label) ? ', and write the other as a check of its own' : '';
}

function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.plain && tree.value === null && (tree.text === '' || tree.text === '~' || tree.text === 'null');
}

/** A value in a message: text in quotes, a mapping or a list by its kind. */
export function shown(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'map' ? 'a mapping' : 'a list';
  return isNothing(tree) ? 'nothing' : quote(tree.text);
}

export function quote(text: string): string {
  return JSON.stringify(shorten(text, 80));
}
