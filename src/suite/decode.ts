import * as z from 'zod/mini';
import { convert, createNotes, type Notes, quote, shown } from './convert.ts';
import { holdsExpression } from './expressions.ts';
import type { Sink } from './sink.ts';
import { meant, suggest } from './suggest.ts';
import type { Tree } from './tree.ts';
import { inside, type Schema, whatOf } from './words.ts';

type Issue = z.core.$ZodIssue;

/**
 * Reads a tree by a schema. Everything that is wrong goes to `sink`, each with its own place.
 * @param label how the value is called in messages: `tests.basic.machine`
 * @param partial the value is completed by another (`defaults`), so nothing can be missing
 * @returns the schema's output, or undefined where anything was wrong
 */
export function decode<T extends Schema>(schema: T, tree: Tree, label: string, sink: Sink, partial = false): z.output<T> | undefined {
  let clean = true;
  const watched: Sink = {
    ...sink,
    add: (at, message, hint, severity) => {
      if (severity !== 'warning') clean = false;
      sink.add(at, message, hint, severity);
    },
  };
  const notes = createNotes(partial);
  const value = convert(schema, tree, label, notes, watched);
  if (notes.dead.has(tree)) return undefined;
  const result = z.safeParse(schema, value);
  if (!result.success) for (const issue of result.error.issues) explain(issue, [], { tree, label, notes, sink: watched });
  return clean && result.success ? result.data : undefined;
}

interface Subject {
  readonly tree: Tree;
  readonly label: string;
  readonly notes: Notes;
  readonly sink: Sink;
}

function explain(issue: Issue, prefix: readonly PropertyKey[], subject: Subject): void {
  const path = [...prefix, ...issue.path];
  const found = follow(path, subject);
  if (found === undefined) return;
  const { tree, label, missing, inList } = found;
  if (missing !== undefined) {
    if (subject.notes.partial && !inList) return;
    subject.sink.add(
      tree,
      `${label}: the key ${quote(missing)} is missing`,
      `write \`${missing}: …\`, ${wantedOf(missing, tree, subject.notes)}`,
    );
    return;
  }
  if (tree.kind === 'scalar' && holdsExpression(tree.text)) return;
  if (issue.code === 'invalid_union') {
    for (const inner of issue.errors[subject.notes.chosen.get(tree) ?? 0] ?? []) explain(inner, path, subject);
    return;
  }
  subject.sink.add(...say(issue, tree, label, subject.notes));
}

/** Goes down `path` in the tree; undefined where all has been said of what stands there. */
function follow(path: readonly PropertyKey[], { tree, label, notes }: Subject) {
  let at = tree;
  let name = label;
  let inList = false;
  for (const step of path) {
    if (notes.dead.has(at)) return undefined;
    const next = at.kind === 'list' ? at.items[Number(step)] : at.kind === 'map' ? at.entries.get(String(step))?.value : undefined;
    if (next === undefined) return { tree: at, label: name, missing: String(step), inList };
    if (at.kind === 'list') inList = true;
    name = at.kind === 'list' ? `${name}[${String(step)}]` : `${name}.${String(step)}`;
    at = next;
  }
  return notes.dead.has(at) ? undefined : { tree: at, label: name, missing: undefined, inList };
}

function wantedOf(key: string, tree: Tree, notes: Notes): string {
  let { def } = inside(notes.wanted.get(tree) as Schema);
  if (def.type === 'union') def = inside(def.options[notes.chosen.get(tree) ?? 0] as Schema).def;
  const schema = def.type === 'object' ? def.shape[key] : undefined;
  return schema === undefined ? 'needed' : whatOf(schema);
}

type Said = Parameters<Sink['add']>;

function say(issue: Issue, tree: Tree, label: string, notes: Notes): Said {
  const schema = notes.wanted.get(tree);
  const what = schema === undefined ? 'a value' : whatOf(schema);
  if (issue.code === 'custom') {
    const hint = (issue.params as { hint?: string } | undefined)?.hint;
    return [tree, `${label}: ${shown(tree)} ${issue.message}`, hint];
  }
  if (issue.code === 'invalid_value' && tree.kind === 'scalar') {
    return [tree, `${label}: ${shown(tree)} is not ${what}`, wordHint(tree.text, issue.values.map(String), schema)];
  }
  if (issue.code === 'invalid_key') return [tree, `${label}: ${issue.issues[0]?.message ?? 'the key is wrong'}`];
  if (issue.code === 'too_small' && tree.kind === 'list')
    return [tree, `${label} is an empty list`, 'name something, or leave the key out'];
  if (tree.kind === 'scalar' && shown(tree) === 'nothing') return [tree, `${label} has no value`, `it must be ${what}`];
  return [tree, `${label}: ${shown(tree)} is not ${what}`];
}

/** The words that there are, unless the message names them already. */
function wordHint(text: string, words: readonly string[], schema: Schema | undefined): string | undefined {
  const said = schema === undefined ? {} : inside(schema).words;
  if (said.mend !== undefined) return said.mend(text);
  if (said.what !== undefined && words.length > 1) return meant(text, words);
  // As text it is right, so it stands in quotes.
  if (words.includes(text)) return `write ${text} without the quotes`;
  const near = suggest(text, words);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}
