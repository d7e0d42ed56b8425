import { quote } from './claim.ts';

/**
 * Where a JSON value lacks what is wanted of it: mappings are compared as subsets, all else must be equal.
 * Returns a sentence with the place as `$.a.b[0]`, or null where nothing is missing.
 */
export function missingFromJson(wanted: unknown, value: unknown, path = '$'): string | null {
  if (Array.isArray(wanted)) return missingFromList(wanted, value, path);
  if (wanted === null || typeof wanted !== 'object') return wanted === value ? null : differs(wanted, value, path);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return differs(wanted, value, path);
  for (const [key, want] of Object.entries(wanted)) {
    const place = /^[A-Za-z_][\w-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
    if (!Object.hasOwn(value, key)) return `${place} is not there`;
    const missing = missingFromJson(want, (value as Record<string, unknown>)[key], place);
    if (missing !== null) return missing;
  }
  return null;
}

function missingFromList(wanted: readonly unknown[], value: unknown, path: string): string | null {
  if (!Array.isArray(value)) return differs(wanted, value, path);
  if (value.length !== wanted.length) return `${path} has ${value.length} elements, not ${wanted.length}`;
  for (const [index, want] of wanted.entries()) {
    const missing = missingFromJson(want, value[index], `${path}[${index}]`);
    if (missing !== null) return missing;
  }
  return null;
}

function differs(wanted: unknown, value: unknown, path: string): string {
  return `${path} is ${shown(value)}, not ${shown(wanted)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return typeof value === 'string' ? quote(value) : text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
