import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { shorten } from '../base/text.ts';
import { explainYaml } from '../base/yaml-mistakes.ts';
import type { Place } from '../model/errors.ts';
import { createSink, type Sink } from './sink.ts';
import { type At, countTree, type Entry, type Tree, usedAt } from './tree.ts';

/** A suite is written by hand: what is larger is another file. Characters. */
export const MAX_SUITE_LENGTH = 1 << 20;
/** Values that aliases may bring in all, so that a few lines cannot make a billion. */
const MAX_ALIASED_VALUES = 100_000;

interface Reading {
  readonly sink: Sink;
  readonly placeOf: (offset: number) => Place;
  /** The value of each anchor, as far as the file has been read. */
  readonly anchors: Map<string, Tree>;
  aliased: number;
  /** Whether a part had to be left out, so that more mistakes would be found than there are. */
  partial: boolean;
}

/** A tree, and whether it is all that the file says: with a part left out, what is missing in it is no mistake of its own. */
export interface ReadDocument {
  readonly tree: Tree | undefined;
  readonly whole: boolean;
}

/** Reads YAML text (1.2, with `<<`) as a tree with places. Syntax errors, double keys and unknown anchors go to `sink`; undefined if nothing is there. */
export function readDocument(text: string, file: string, sink: Sink = createSink()): Tree | undefined {
  return readWhole(text, file, sink).tree;
}

/** The same, and whether the tree is whole. */
export function readWhole(text: string, file: string, sink: Sink): ReadDocument {
  const start: At = { place: { file, line: 1, column: 1 } };
  if (text.length > MAX_SUITE_LENGTH) {
    sink.add(
      start,
      `the file has ${text.length} characters, more than ${MAX_SUITE_LENGTH}`,
      'a suite is written by hand: is this the right file?',
    );
    return { tree: undefined, whole: false };
  }
  const lines = new LineCounter();
  const document: Document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  for (const { offset, message, hint } of explainYaml(document.errors, (at) => placeOf(at).line))
    sink.add({ place: placeOf(offset) }, message, hint);
  for (const warning of document.warnings) sink.add({ place: placeOf(warning.pos[0]) }, warning.message, undefined, 'warning');
  if (document.contents === null) {
    if (document.errors.length === 0) sink.add(start, 'the file is empty', 'a suite has `version: 1` and `tests`');
    return { tree: undefined, whole: false };
  }
  const reading: Reading = { sink, placeOf, anchors: new Map(), aliased: 0, partial: document.errors.length > 0 };
  const tree = readNode(document.contents as Node, reading);
  return { tree, whole: !reading.partial };
}

function readNode(node: Node, reading: Reading): Tree {
  if (isAlias(node)) return readAlias(node, reading);
  const tree = readValue(node, reading);
  // Known only now: a value cannot contain itself.
  const anchor = (node as { anchor?: string }).anchor;
  if (anchor !== undefined) reading.anchors.set(anchor, tree);
  return tree;
}

function readValue(node: Node, reading: Reading): Tree {
  const place = reading.placeOf(node.range?.[0] ?? 0);
  if (isMap(node)) return { kind: 'map', place, level: 'test', entries: readEntries(node, reading) };
  if (isSeq(node)) {
    const items = node.items.map((item) => (isPair(item) ? emptyAt(place) : readNode(item as Node, reading)));
    return { kind: 'list', place, level: 'test', items };
  }
  const { value, source, type } = node as Scalar;
  const plain = type === 'PLAIN' || type === undefined;
  const known =
    value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : String(source);
  return { kind: 'scalar', place, level: 'test', value: known, plain, text: plain ? (source ?? '') : String(known) };
}

function emptyAt(place: Place): Tree {
  return { kind: 'scalar', place, level: 'test', value: null, text: '', plain: true };
}

function readAlias(alias: Alias, reading: Reading): Tree {
  const place = reading.placeOf(alias.range?.[0] ?? 0);
  const target = reading.anchors.get(alias.source);
  if (target === undefined) {
    reading.partial = true;
    reading.sink.add(
      { place },
      `no anchor &${alias.source} stands before its alias *${alias.source}`,
      'write the anchor at the value, above its first use',
    );
    return emptyAt(place);
  }
  reading.aliased += countTree(target);
  if (reading.aliased > MAX_ALIASED_VALUES) {
    reading.partial = true;
    reading.sink.add(
      { place },
      `the aliases of this file stand for more than ${MAX_ALIASED_VALUES} values`,
      'aliases of aliases multiply: write less of them',
    );
    return emptyAt(place);
  }
  return usedAt(target, place);
}

function readEntries(map: YAMLMap, reading: Reading): ReadonlyMap<string, Entry> {
  const own = new Map<string, Entry>();
  const merged = new Map<string, Entry>();
  for (const pair of map.items) {
    const key = pair.key as Node | null;
    const place = reading.placeOf(key?.range?.[0] ?? map.range?.[0] ?? 0);
    const value = pair.value === null || pair.value === undefined ? emptyAt(place) : readNode(pair.value as Node, reading);
    if (!isScalar(key) || key.value === null) {
      reading.sink.add({ place }, 'a key is a word, not a list, a mapping, an alias or nothing');
    } else if (typeof key.value === 'symbol') {
      mergeInto(merged, value, { place }, reading.sink);
    } else {
      const name = key.type === 'PLAIN' ? String(key.source) : String(key.value);
      if (name === '__proto__') reading.sink.add({ place }, 'the key "__proto__" is not possible');
      else if (own.has(name)) {
        const first = own.get(name)?.key.place.line;
        const message = `the key ${JSON.stringify(shorten(name, 60))} is there twice in one mapping`;
        reading.sink.add({ place }, message, `keep one of the two; the first is in line ${first}`);
      } else own.set(name, { key: { place }, value });
    }
  }
  if (merged.size === 0) return own;
  for (const [name, entry] of own) merged.set(name, entry);
  return merged;
}

/** What `<<` brings: of several mappings the first that has a key counts, and the mapping's own keys before all. */
function mergeInto(merged: Map<string, Entry>, source: Tree, at: At, sink: Sink): void {
  for (const map of source.kind === 'list' ? source.items : [source]) {
    if (map.kind !== 'map') {
      sink.add(at, '`<<` takes a mapping or a list of mappings', 'write `<<: *ANCHOR`');
      continue;
    }
    for (const [name, entry] of map.entries) {
      const use = map.use ?? at.place;
      if (!merged.has(name)) merged.set(name, { key: { ...entry.key, use }, value: entry.value });
    }
  }
}
