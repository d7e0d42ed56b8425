import { curtinBytes } from '../base/curtin-size.ts';
/** A mapping of a configuration; fields are read by fixed names alone. */
export type Item = Readonly<Record<string, unknown>>;

/** A mapping, or an empty one where something else stands. */
export function mapping(value: unknown): Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : {};
}

/** A list, or an empty one where something else stands. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty; numbers and booleans as they are written; null for all else. */
export function text(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** One text, or a list of them, or texts separated by blanks, as a list. */
export function texts(value: unknown): string[] {
  if (!Array.isArray(value))
    return (
      text(value)
        ?.split(/[\s,]+/)
        .filter((one) => one !== '') ?? []
    );
  return value.flatMap((one) => text(one) ?? []);
}

/** A whole number, written as a number or as text; null for all else. */
export function integer(value: unknown): number | null {
  const written = text(value);
  return written !== null && /^-?\d{1,15}$/.test(written.trim()) ? Number(written) : null;
}

/** What curtin takes for true (`value_as_boolean` in its config.py): all but these words. */
export function yes(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0) return false;
  return !['', '0', 'false', 'none', 'null', '~'].includes(String(value).toLowerCase());
}

/**
 * A size in bytes as curtin reads it, cut to whole ones.
 * Null where there is none, or where it names no amount (`-1`, a percentage).
 */
export function bytesOf(value: unknown): number | null {
  const bytes = Math.trunc(curtinBytes(text(value) ?? '') ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
