import { isUtf8 } from 'node:buffer';
import { plainLine } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { explainJson } from './json-reader.ts';
import { endOfString, type JsonValue } from './json-value.ts';

/** The most bytes that a file of a stream may have. The largest real one (cloud-images' `:download`) has about 8 MB. */
export const MAX_STREAM_BYTES = 64 << 20;
/** The deepest nesting; a products file has seven levels. */
const MAX_DEPTH = 64;
const QUOTE = 0x22;

/**
 * Reads JSON strictly: a key twice in one object, which readers read differently, is an error, and so is what a hostile server may send to
 * exhaust us. Objects have no prototype, so `__proto__` is a key like any other. `name` is for messages.
 * Errors: VMTEST_STREAM_TOO_LARGE, _TOO_DEEP, _DUPLICATE_KEY, _INVALID (not UTF-8, not JSON: with line and column).
 *
 * The engine's own parser does the work; a scan before it looks at the depth and counts the colons, and a walk after it counts the keys:
 * there are as many, or a key was there twice. Only where something is wrong does a slower reader say what and where.
 */
export function parseJson(source: Uint8Array | string, name: string): JsonValue {
  const label = plainLine(name);
  if (source.length > MAX_STREAM_BYTES) {
    throw new VmtestError(
      'VMTEST_STREAM_TOO_LARGE',
      `${label} has ${source.length} bytes; a file of a stream has at most ${MAX_STREAM_BYTES}`,
      {
        hint: 'look at the address: it may not be that of a stream',
      },
    );
  }
  const text = typeof source === 'string' ? source : decode(source, label);
  const colons = colonsOf(text);
  const value = colons === undefined ? undefined : attempt(text);
  if (value === undefined || bare(value) !== colons) return explainJson(text, label, MAX_DEPTH);
  return value;
}

function decode(bytes: Uint8Array, label: string): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  throw new VmtestError('VMTEST_STREAM_INVALID', `${label} is not UTF-8`, { hint: 'look at the address: it may not be that of a stream' });
}

/** A number with a fraction or an exponent where a value stands; within a string it costs time only. */
const FRACTION = /[:,[]\s*-?\d+[.eE]/;

/** What a reviver of `JSON.parse` is told beside the value: https://tc39.es/proposal-json-parse-with-source/ */
type Revive = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** A number that was written `7.0` is 7 to JavaScript and 7.0 to Python, whose texts are compared: it becomes the text `7.0`. */
const keepFraction: Revive = (key, value, { source }) =>
  // A size is reckoned with.
  typeof value === 'number' && key !== 'size' && Number.isInteger(value) && source !== undefined && /[.eE]/.test(source)
    ? pythonFloat(value)
    : value;

/** A whole number as Python writes one that has a fraction: `7.0`, from 1e16 on with an exponent. */
function pythonFloat(value: number): string {
  if (Math.abs(value) < 1e16) return `${Object.is(value, -0) ? '-0' : value}.0`;
  return value.toExponential();
}

function attempt(text: string): JsonValue | undefined {
  try {
    // A reviver takes four times as long: hardly any stream has such a number.
    return (FRACTION.test(text) ? JSON.parse(text, keepFraction as Parameters<typeof JSON.parse>[1]) : JSON.parse(text)) as JsonValue;
  } catch {
    return undefined;
  }
}

/** How many colons stand outside of strings; undefined for what is nested too deep, or is surely not JSON. */
function colonsOf(text: string): number | undefined {
  let [colons, depth] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return undefined;
    } else if (code === 0x3a) {
      colons += 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return undefined;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return colons;
}

/** Takes the prototype from each object; returns how many keys there are in all. */
function bare(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + bare(one), 0);
  Object.setPrototypeOf(value, null);
  let keys = 0;
  for (const key in value) {
    keys += 1;
    const inside = value[key] as JsonValue;
    if (typeof inside === 'object') keys += bare(inside);
  }
  return keys;
}
