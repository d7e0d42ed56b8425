import * as z from 'zod/mini';
import type { Sink } from './sink.ts';
import type { MapTree, Tree } from './tree.ts';

export type Schema = z.core.$ZodType;

/** Looks over a mapping as it is written, whether or not its values are right; `label` names it in messages. */
export type Rule = (tree: MapTree, sink: Sink, label: string) => void;

/** What zod does not carry and messages need. */
export interface Words {
  /** What is wanted, to follow "must be": `a size such as 10G`. */
  readonly what?: string;
  /** Free form: numbers that are not written as JavaScript writes them stay text. */
  readonly asWritten?: boolean;
  /** Of a union of mappings: the key that chooses each option. */
  readonly keys?: Readonly<Record<string, Schema>>;
  readonly rule?: Rule;
  /** The mend for a text that is none of the schema's words. */
  readonly mend?: (text: string) => string;
}

const WORDS = new WeakMap<Schema, Words>();

/** Adds words to a schema, and what the JSON schema says of it. `json.id` makes it a definition of its own there. */
export function named<T extends Schema>(
  schema: T,
  words: Words,
  json: { id?: string; description?: string; [key: string]: unknown } = {},
): T {
  WORDS.set(schema, { ...WORDS.get(schema), ...words });
  z.globalRegistry.add(schema, { ...(words.what === undefined ? {} : { description: upper(words.what) }), ...json });
  return schema;
}

/** The same schema with a description for editors. */
export function described<T extends Schema>(schema: T, description: string): T {
  const said = z.globalRegistry.get(schema);
  const copy = z.clone(schema as never) as unknown as T;
  WORDS.set(copy, WORDS.get(schema) ?? {});
  const { id: _id, ...rest } = (said ?? {}) as { id?: string };
  z.globalRegistry.add(copy, { ...rest, description });
  return copy;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function wordsOf(schema: Schema): Words {
  return WORDS.get(schema) ?? {};
}

/** zod's own description of a schema, with the wrappers taken off; `words` are the outermost ones. */
export function inside(schema: Schema): { readonly schema: Schema; readonly def: z.core.$ZodTypes['_zod']['def']; readonly words: Words } {
  let words: Words = {};
  let inner = schema;
  for (;;) {
    words = { ...wordsOf(inner), ...words };
    const def = (inner as z.core.$ZodTypes)._zod.def;
    if (def.type === 'optional') inner = def.innerType;
    else if (def.type === 'pipe') inner = def.in;
    else return { schema: inner, def, words };
  }
}

/** What a schema wants, to follow "must be". */
export function whatOf(schema: Schema): string {
  const { def, words } = inside(schema);
  if (words.what !== undefined) return words.what;
  if (def.type === 'enum') return oneOf(Object.values(def.entries).map(String));
  if (def.type === 'literal') return oneOf(def.values.map(String));
  const plain: Record<string, string> = {
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    number: 'a number',
    boolean: 'true or false',
    string: 'text',
    null: 'empty',
  };
  return plain[def.type] ?? 'a value';
}

/** `bios, uefi or uefi-secure`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Which kinds of values a schema takes. */
export function takes(schema: Schema, kind: Tree['kind'] | 'null'): boolean {
  const { def } = inside(schema);
  if (def.type === 'unknown') return true;
  if (def.type === 'union') return def.options.some((option) => takes(option, kind));
  if (def.type === 'object' || def.type === 'record') return kind === 'map';
  if (def.type === 'array') return kind === 'list';
  if (def.type === 'null') return kind === 'null';
  return kind === 'scalar';
}
