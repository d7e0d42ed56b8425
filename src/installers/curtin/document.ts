import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { Place, Problem } from '../../model/errors.ts';

/** More aliases than any configuration has; fewer than an alias bomb needs. */
const MAX_ALIASES = 1000;

/** A configuration as text in mappings and lists: every scalar stays as it is written (`0x39cc071e72c64cc4`, `52:54:00:12:34:00`). */
export interface ConfigDocument {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The place of a value, by its path from the top. */
  readonly placeOf: (path: readonly (string | number)[]) => Place;
}

/**
 * Reads a curtin configuration, as PyYAML does where that matters: anchors, merge keys, and the last of two equal keys wins
 * (curtin's own examples have such). What is not YAML is a VMTEST_CONFIG_INVALID problem with its place.
 */
export function readDocument(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', merge: true, uniqueKeys: false, lineCounter: lines, logLevel: 'silent' });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = document.errors.map((error) => invalid(error.message.split('\n')[0] as string, at(error.pos[0])));
  const placeOf = (path: readonly (string | number)[]) => at(offsetOf(document, path));
  if (problems.length > 0) return { value: null, problems, placeOf };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), problems, placeOf };
  } catch (error) {
    return { value: null, problems: [invalid((error as Error).message, at(0))], placeOf };
  }
}

/** A problem of a configuration, at its place. */
export function invalid(message: string, place: Place, hint?: string): Problem {
  return { code: 'VMTEST_CONFIG_INVALID', severity: 'error', message, place, ...(hint === undefined ? {} : { hint }) };
}

/** Where the value at `path` begins, or the nearest one above it that is written out (and not merged in). */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return node.range[0];
  }
  return 0;
}

/** A mapping, or an empty one where something else stands. */
export function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A list, or an empty one where something else stands. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
