import { byCodePoint } from '../streams/query.ts';

/**
 * JSON as the original writes the states and the files that its query reads (Python's json.dumps with indent 1, sorted keys, `,` and
 * `: `, everything beyond ASCII escaped): a store that both write to does not change for nothing.
 */
export function pythonJson(value: unknown): string {
  return write(value, '\n', ',', (object) => Object.keys(object).sort(byCodePoint));
}

/** JSON in one line, as Python's json.dumps writes it by default: the form of `references.json`. */
export function pythonLine(value: unknown): string {
  return write(value, '', ', ', Object.keys);
}

function write(value: unknown, indent: string, comma: string, keysOf: (value: object) => string[]): string {
  if (typeof value === 'string') return ascii(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const deeper = indent === '' ? '' : `${indent} `;
  const close = (left: string, parts: readonly string[], right: string) =>
    parts.length === 0 ? left + right : `${left}${deeper}${parts.join(comma + deeper)}${indent}${right}`;
  if (Array.isArray(value))
    return close(
      '[',
      value.map((one) => write(one, deeper, comma, keysOf)),
      ']',
    );
  const entries = value as Readonly<Record<string, unknown>>;
  return close(
    '{',
    keysOf(value).map((key) => `${ascii(key)}: ${write(entries[key], deeper, comma, keysOf)}`),
    '}',
  );
}

function ascii(text: string): string {
  // JSON.stringify leaves DEL and all beyond ASCII as they are; Python escapes all but DEL.
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
