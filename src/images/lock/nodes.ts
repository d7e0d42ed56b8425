import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { plainLine, shorten } from '../../base/text.ts';
import type { Place, Problem } from '../../model/errors.ts';

/** How the whole document is called; what is in it is named without that. */
export const TOP = 'the lock file';

const HINT = '`vmtest images lock` writes the file anew';

/** A mapping of the lock file: its values by key, each to be taken once; what nobody took is unknown. */
export interface Entries {
  readonly label: string;
  readonly place: Place;
  readonly values: Map<string, { readonly key: Place; readonly node: Node | null }>;
}

/** Reads values out of YAML nodes, and remembers what is wrong with each, at its place. */
export class NodeReader {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #lines = new LineCounter();

  constructor(file: string) {
    this.#file = file;
  }

  /** The document's node; null where it is no YAML, or empty. */
  parse(text: string): Node | null {
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, logLevel: 'error', uniqueKeys: true });
    for (const error of document.errors) this.complain(this.#at(error.pos[0]), `this is no YAML: ${error.message}`);
    if (document.errors.length > 0) return null;
    if (document.contents === null) this.complain(this.#at(0), 'the file is empty');
    return document.contents;
  }

  /** The entries of a mapping; undefined, and a problem, for anything else. */
  entries(node: Node | null, place: Place, label: string): Entries | undefined {
    if (!isMap(node)) {
      this.complain(place, `${label} is no mapping`);
      return undefined;
    }
    const values: Entries['values'] = new Map();
    for (const { key, value } of node.items) {
      const at = this.#at((key as Node | null)?.range?.[0] ?? 0);
      if (isScalar(key) && key.value !== null) values.set(String(key.source ?? key.value), { key: at, node: value as Node | null });
      else this.complain(at, `${label}: a key is a word`);
    }
    return { label, place: this.#at(node.range?.[0] ?? 0), values };
  }

  /** The mapping under a key, which must be there. */
  mapping(from: Entries, key: string): Entries | undefined {
    const entry = this.#take(from, key);
    return entry === undefined ? undefined : this.entries(entry.node, entry.key, pathOf(from, key));
  }

  /** The scalar under a key as text; undefined, and a problem, where it is absent (unless `optional`) or not what `right` takes. */
  text(from: Entries, key: string, wants: string, right: (text: string) => boolean, optional = false): string | undefined {
    const entry = this.#take(from, key, optional);
    if (entry === undefined) return undefined;
    const { node } = entry;
    const said = isScalar(node) && node.value !== null ? String(node.type === 'PLAIN' ? node.source : node.value) : undefined;
    if (said !== undefined && right(said)) return said;
    const place = node === null ? entry.key : this.#at(node.range?.[0] ?? 0);
    this.complain(place, `${pathOf(from, key)} is ${said === undefined ? 'no text' : `"${shorten(plainLine(said), 100)}"`}, not ${wants}`);
    return undefined;
  }

  /** Complains of every key that nobody took. */
  nothingElse({ label, values }: Entries): void {
    for (const [name, { key }] of values) this.complain(key, `${label}: unknown key "${shorten(plainLine(name), 60)}"`);
  }

  complain(place: Place, message: string): void {
    this.problems.push({ code: 'VMTEST_LOCK_FILE_INVALID', severity: 'error', message, hint: HINT, place });
  }

  #take(from: Entries, key: string, optional = false) {
    const entry = from.values.get(key);
    from.values.delete(key);
    if (entry === undefined && !optional) this.complain(from.place, `${from.label} has no ${key}`);
    return entry;
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function pathOf({ label }: Entries, key: string): string {
  return label === TOP ? key : `${label}.${key}`;
}
