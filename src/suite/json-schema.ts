import * as z from 'zod/mini';
import { suite } from './schema.ts';

const EXPRESSION = { $ref: '#/$defs/expression' };

/** Columns of a line of this repository. */
const WIDTH = 140;

/** The JSON schema (draft 2020-12) of suite files as they are written, as the text of vmtest.schema.json. */
export function suiteJsonSchema(): string {
  const schema = z.toJSONSchema(suite, { target: 'draft-2020-12', io: 'input', override: ({ jsonSchema }) => allowExpression(jsonSchema) });
  const defs = { ...schema.$defs, expression: { description: 'The value of an axis', type: 'string', pattern: '\\$\\{\\{.*\\}\\}' } };
  return `${printJson({ ...schema, $defs: defs }, '', 0)}\n`;
}

type JsonSchema = Record<string, unknown>;

/** Where not every text is right, `${{ matrix.NAME }}` is. */
function allowExpression(schema: JsonSchema): void {
  if (schema.const === 1 || schema.type === 'null' || schema.propertyNames !== undefined) {
    if ((schema.propertyNames as JsonSchema | undefined)?.type === 'string') delete schema.propertyNames;
    return;
  }
  const narrow = schema.enum !== undefined || schema.pattern !== undefined || schema.type === 'integer' || schema.type === 'boolean';
  if (!narrow) return;
  const { description, id, title, ...rest } = schema;
  for (const key of Object.keys(rest)) delete schema[key];
  schema.anyOf = [rest, EXPRESSION];
}

/** JSON as the formatter of this repository writes it: mappings on several lines, lists of words on one where it is wide enough. */
function printJson(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (!Array.isArray(value)) {
    const lines = Object.entries(value).map(([key, one]) => {
      const name = `${inner}${JSON.stringify(key)}: `;
      return `${name}${printJson(one, inner, name.length)}`;
    });
    return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
  }
  const flat = `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
  // One column is kept for a comma behind it.
  if (value.every((one) => typeof one !== 'object') && before + flat.length < WIDTH) return flat;
  return `[\n${value.map((one) => `${inner}${printJson(one, inner, inner.length)}`).join(',\n')}\n${indent}]`;
}
