/** Asserts that a value read from a file has a shape; throws a `ShapeError` that says where it has not. Keys that no shape names are left alone. */
export type Shape = (value: unknown, path: string) => void;

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

const LONGEST_SHOWN = 60;

function expect(holds: boolean, value: unknown, path: string, due: string): asserts holds {
  if (holds) return;
  const text = JSON.stringify(value) ?? 'absent';
  throw new ShapeError(`${path} is ${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}, and ${due} was due`);
}

export const text: Shape = (value, path) => expect(typeof value === 'string', value, path, 'a text');

/** A number that is not negative, and with which one can reckon: seconds, bytes, counts. */
export const amount: Shape = (value, path) =>
  expect(typeof value === 'number' && value >= 0 && value < 1e15, value, path, 'a number from 0');

export const count: Shape = (value, path) =>
  expect(Number.isSafeInteger(value) && (value as number) >= 0, value, path, 'a whole number from 0');

export function oneOf(...allowed: readonly unknown[]): Shape {
  return (value, path) =>
    expect(
      allowed.includes(value),
      value,
      path,
      allowed.length > 4 ? 'a known word' : allowed.map((one) => JSON.stringify(one)).join(' or '),
    );
}

export function nullable(shape: Shape): Shape {
  return (value, path) => {
    if (value !== null) shape(value, path);
  };
}

/** Absent, or of that shape. */
export function optional(shape: Shape): Shape {
  return (value, path) => {
    if (value !== undefined) shape(value, path);
  };
}

export function list(shape: Shape): Shape {
  return (value, path) => {
    expect(Array.isArray(value), value, path, 'a list');
    for (const [index, one] of (value as unknown[]).entries()) shape(one, `${path}[${index}]`);
  };
}

/** Any keys, all with values of one shape. */
export function mapping(shape: Shape): Shape {
  return (value, path) => {
    expect(typeof value === 'object' && value !== null && !Array.isArray(value), value, path, 'a mapping');
    for (const [key, one] of Object.entries(value)) shape(one, `${path}.${key}`);
  };
}

export function object(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    expect(typeof value === 'object' && value !== null && !Array.isArray(value), value, path, 'an object');
    for (const [key, shape] of Object.entries(shapes)) {
      shape(
        Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined,
        path === '' ? key : `${path}.${key}`,
      );
    }
  };
}
