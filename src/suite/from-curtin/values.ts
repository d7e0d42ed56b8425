import { plainText, shorten } from '../../base/text.ts';
import type { Lookup } from './lookup.ts';
import type { SourceAttribute, SourceClass } from './source.ts';

/** Something that the suite cannot say: what it is, and before which part of the test it is written as a comment. */
export interface Unsaid {
  readonly at: 'test' | 'machine' | 'install' | 'boot' | 'checks' | 'packs' | 'expect';
  readonly text: string;
}

/** Reads the attributes of one class as the kinds that are wanted; what is of another kind, or computed, is noted. */
export interface Values {
  readonly unsaid: Unsaid[];
  readonly note: (at: Unsaid['at'], text: string) => void;
  readonly text: (name: string, at: Unsaid['at']) => string | null;
  readonly number: (name: string, at: Unsaid['at']) => number | null;
  readonly flag: (name: string, at: Unsaid['at']) => boolean;
  readonly list: (name: string, at: Unsaid['at']) => readonly unknown[];
  readonly map: (name: string, at: Unsaid['at']) => Readonly<Record<string, unknown>>;
  readonly any: (name: string, at: Unsaid['at']) => unknown;
  /** The comment at the attribute's line. */
  readonly comment: (name: string) => string | null;
}

/** `CLASS.NAME (FILE:LINE)`. */
export function whereIs(owner: SourceClass, { name, line }: { readonly name: string; readonly line: number }): string {
  return `${owner.name}.${name} (${owner.file}:${line})`;
}

/** A value for people: as JSON, on one line, cut. */
export function shown(value: unknown): string {
  return shorten(plainText(JSON.stringify(value) ?? 'nothing'), 200);
}

export function valuesOf(lookup: Lookup, cls: SourceClass): Values {
  const unsaid: Unsaid[] = [];
  const note: Values['note'] = (at, text) => {
    if (!unsaid.some((one) => one.text === text)) unsaid.push({ at, text: plainText(text) });
  };
  /** The value, where it is no default of the harness's base class and `read` takes it. */
  const get = <T>(name: string, at: Unsaid['at'], wanted: string, read: (value: unknown) => T | undefined): T | null => {
    const there = lookup.attribute(cls, name);
    if (there === undefined || there.owner === lookup.base) return null;
    const { found, owner } = there;
    if (found.computed !== undefined) {
      note(at, `${whereIs(owner, found)} is computed: ${found.computed}`);
      return null;
    }
    if (found.value === null || found.value === undefined) return null;
    const value = read(found.value);
    if (value !== undefined) return value;
    note(at, `${whereIs(owner, found)} is ${shown(found.value)}, not ${wanted}`);
    return null;
  };
  return {
    unsaid,
    note,
    text: (name, at) => get(name, at, 'text', (value) => (typeof value === 'string' ? safeText(value) : undefined)),
    number: (name, at) => get(name, at, 'a number', numberOf),
    flag: (name, at) => get(name, at, 'a value', (value) => isTrue(value)) ?? false,
    list: (name, at) => get(name, at, 'a list', listOf) ?? [],
    map: (name, at) => get(name, at, 'a mapping', mapOf) ?? {},
    any: (name, at) => get(name, at, 'a value', (value) => value),
    comment: (name) => commentOf(lookup.attribute(cls, name)?.found),
  };
}

/** Text that a suite may hold: an expression in it would be ours to work out. */
function safeText(value: string): string | undefined {
  return value.includes('${{') || value.includes('\0') ? undefined : value;
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function isTrue(value: unknown): boolean {
  // As Python: what is empty is false.
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  // The harness's default of a list is now and then an empty mapping.
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? [] : undefined;
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (Array.isArray(value)) return value.length === 0 ? {} : undefined;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function commentOf(attribute: SourceAttribute | undefined): string | null {
  const text = attribute?.comment === undefined ? '' : plainText(attribute.comment).trim();
  return text === '' ? null : text;
}
