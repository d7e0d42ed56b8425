import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { explainYaml } from '../../base/yaml-mistakes.ts';
import type { Place, Problem } from '../../model/errors.ts';
import { plainAt, refusedCharacter, refusedTags } from './pyyaml.ts';

/** More aliases than any configuration has; fewer than an alias bomb needs. */
const MAX_ALIASES = 1000;
/** A configuration is written by hand: what is larger is another file. Characters. */
const MAX_LENGTH = 4 << 20;

/** A configuration as text in mappings and lists: every scalar stays as it is written (`0x39cc071e72c64cc4`, `52:54:00:12:34:00`). */
export interface ConfigDocument {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The place of a value, by its path from the top. */
  readonly placeOf: (path: readonly (string | number)[]) => Place;
  /** The text of a scalar without quotes that stands there; null for anything else. */
  readonly plainAt: (path: readonly (string | number)[]) => string | null;
}

/**
 * Reads a curtin configuration, as PyYAML does where that matters: anchors, merge keys, and the last of two equal keys wins
 * (curtin's own examples have such). What is not YAML is a VMTEST_CONFIG_INVALID problem with its place.
 */
export function readDocument(text: string, file: string): ConfigDocument {
  if (text.length > MAX_LENGTH) {
    const place = { file, line: 1, column: 1 };
    const message = `the configuration has ${text.length} characters, more than ${MAX_LENGTH}`;
    return { value: null, problems: [invalid(message, place, 'is this the right file?')], placeOf: () => place, plainAt: () => null };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    merge: true,
    uniqueKeys: false,
    lineCounter: lines,
    // Below it, a second document is no mistake.
    logLevel: 'error',
    prettyErrors: false,
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const deep = document.errors.find(({ message }) => /call stack|Stack overflow/.test(message));
  const problems =
    deep === undefined
      ? [...refused(text, at), ...mistakes(document, at)]
      : [invalid('the configuration is nested too deeply', at(deep.pos[0]), 'no configuration that curtin reads is')];
  const plain = (path: readonly (string | number)[]) => plainAt(document, path);
  const placeOf = (path: readonly (string | number)[]) => at(offsetOf(document, path));
  if (problems.length > 0) return { value: null, problems, placeOf, plainAt: plain };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (!isEndless(value)) return { value, problems, placeOf, plainAt: plain };
    const message = 'an alias stands within what it stands for: the configuration has no end';
    return { value: null, problems: [invalid(message, at(0), 'write the value out where the alias is')], placeOf, plainAt: plain };
  } catch (error) {
    const hint = 'aliases of aliases multiply: write less of them';
    return {
      value: null,
      problems: [invalid(`the aliases of the configuration stand for too much: ${(error as Error).message}`, at(0), hint)],
      placeOf,
      plainAt: plain,
    };
  }
}

/** A text that is no text to PyYAML. */
function refused(text: string, at: (offset: number) => Place): Problem[] {
  const character = refusedCharacter(text);
  if (character === null) return [];
  return [
    invalid(`the configuration has the character ${character.name}, which PyYAML refuses`, at(character.offset), 'is this the right file?'),
  ];
}

function mistakes(document: Document.Parsed, at: (offset: number) => Place): Problem[] {
  const wrong = explainYaml(document.errors, (offset) => at(offset).line);
  const tags = wrong.length > 0 ? [] : refusedTags(document);
  const hint = 'leave it out: curtin reads plain YAML (`yaml.safe_load`)';
  return [
    ...wrong.map(({ message, hint, offset }) => invalid(message, at(offset), hint)),
    ...tags.map(({ tag, offset }) => invalid(`curtin knows no tag \`${tag}\``, at(offset), hint)),
  ];
}

/** Whether a value contains itself. */
function isEndless(value: unknown, above: Set<unknown> = new Set(), done: Set<unknown> = new Set()): boolean {
  if (typeof value !== 'object' || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  const endless = Object.values(value).some((one) => isEndless(one, above, done));
  above.delete(value);
  done.add(value);
  return endless;
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
