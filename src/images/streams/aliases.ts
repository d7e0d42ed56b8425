import type { JsonObject, JsonValue } from './json-value.ts';

const ALIASES = '_aliases';

/**
 * Expands the aliases of a tree in place: `_aliases` holds tables of entries, and data in which the key of a table has the name of an entry
 * gets the keys of that entry, over its own. As simplestreams' expand_tree, but texts, numbers and truth values only: an entry that held
 * objects could be made to hold itself.
 */
export function expandAliases(tree: JsonObject): void {
  const tables = tree[ALIASES];
  if (tables === undefined || tables === null || typeof tables !== 'object' || Array.isArray(tables)) return;
  expand(tree, tables);
}

function expand(data: JsonValue, tables: JsonObject): void {
  if (typeof data !== 'object' || data === null) return;
  if (Array.isArray(data)) {
    for (const one of data) expand(one, tables);
    return;
  }
  for (const key of Object.keys(data)) {
    const entry = entryOf(tables[key], data[key]);
    // A key that an entry brings is not looked up in turn, as in the original.
    for (const [name, value] of Object.entries(entry ?? {})) if (typeof value !== 'object') data[name] = value;
  }
  for (const [key, value] of Object.entries(data)) if (key !== ALIASES) expand(value, tables);
}

function entryOf(table: JsonValue | undefined, name: JsonValue | undefined): JsonObject | undefined {
  if (typeof table !== 'object' || table === null || Array.isArray(table) || typeof name !== 'string') return undefined;
  const entry = table[name];
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : undefined;
}
