import * as z from 'zod/mini';
import { parseSize } from '../base/sizes.ts';
import { parseDuration } from '../base/times.ts';
import { VmtestError } from '../model/errors.ts';
import { parseCondition } from '../model/filter.ts';
import { named } from './words.ts';

/** What is wrong with a value, and the mend. */
export interface Mistake {
  readonly wrong: string;
  readonly hint?: string;
}

/** Text that `parse` turns into a value or refuses with a `Mistake`. */
function parsed<T extends string | number>(what: string, parse: (text: string) => T | Mistake, json: Record<string, unknown> = {}) {
  const schema = z.pipe(
    z.string(),
    z.transform((text, context): T => {
      const value = parse(text as string);
      if (!isMistake(value)) return value;
      context.issues.push({ code: 'custom', message: value.wrong, params: { hint: value.hint }, input: text });
      return z.NEVER;
    }),
  );
  return named(schema, { what }, json);
}

function isMistake(value: unknown): value is Mistake {
  return typeof value === 'object' && value !== null && 'wrong' in value;
}

/** Text of any kind, as it is written; never empty. */
export function text(what = 'text') {
  const shown = { type: ['string', 'number', 'boolean'] };
  return parsed<string>(what, (value) => (value === '' ? { wrong: 'is empty', hint: `it must be ${what}` } : value), shown);
}

/** Text that may be empty. */
export const anyText = parsed<string>('text', (value) => value, { id: 'text', type: ['string', 'number', 'boolean'] });

/** Text of one form: `pattern` matches the whole of it. */
export function word(what: string, pattern: RegExp, hint: string) {
  return parsed<string>(what, (value) => (pattern.test(value) ? value : { wrong: `is not ${what}`, hint }), { pattern: pattern.source });
}

export const size = parsed<number>(
  'a size such as 10G',
  (value) => parseSize(value) ?? { wrong: `is no size${unitMissing(value)}`, hint: sizeHint(value) },
  { id: 'size', description: 'A size with its unit, K, M, G or T (powers of 1024): 10G is 10 × 2^30 bytes', examples: ['10G'] },
);

function sizeHint(value: string): string {
  return /^\d+(?:\.\d+)?$/.test(value.trim()) ? `write ${value.trim()}M or ${value.trim()}G` : 'a size is a number with K, M, G or T: 10G';
}

function unitMissing(value: string): string {
  return /^\d+(?:\.\d+)?$/.test(value.trim()) ? ': it has no unit' : '';
}

export const duration = parsed<number>(
  'a time such as 90s or 5m',
  (value) => parseDuration(value) ?? { wrong: `is no time${unitMissing(value)}`, hint: timeHint(value) },
  { id: 'duration', description: 'A time with its unit, ms, s, m or h: 90s, 5m, 1h30m', examples: ['5m'] },
);

function timeHint(value: string): string {
  return /^\d+(?:\.\d+)?$/.test(value.trim())
    ? `write ${value.trim()}s or ${value.trim()}m`
    : 'a time is a number with ms, s, m or h: 90s, 5m, 1h30m';
}

/** A JavaScript regular expression, used with flag `m`. */
export const regex = parsed<string>(
  'a regular expression',
  (value) => {
    if (value === '') return { wrong: 'is empty', hint: 'an empty expression matches everything' };
    try {
      new RegExp(value, 'm');
      return value;
    } catch (error) {
      const why = (error as Error).message.replace(/^Invalid regular expression: \/[\s\S]*\/m: /, '');
      return { wrong: `is no regular expression: ${why}`, hint: 'expressions are JavaScript’s, with flag m' };
    }
  },
  { id: 'regex', description: 'A JavaScript regular expression, flag m', type: ['string', 'number', 'boolean'] },
);

export const path = named(text('a path'), { what: 'a path' }, { id: 'path', description: 'A path, relative to the suite file' });

/** A path under the folder that a guest collects. */
export const collectedPath = parsed<string>(
  'a path under the collected folder',
  (value) =>
    value === '' || value.startsWith('/') || value.split('/').includes('..')
      ? { wrong: 'leads out of the collected folder', hint: 'it is the path of a file that `collect` writes in its current folder' }
      : value,
  { id: 'collected-path', description: 'The path of a file under the collected folder' },
);

/** A day that exists: `YYYY-MM-DD`. */
export const day = parsed<string>(
  'a day such as 2027-03-01',
  (value) => {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
    if (date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)) return value;
    return { wrong: 'is no day', hint: 'write it as YYYY-MM-DD: 2027-03-01' };
  },
  { id: 'day', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
);

/** A whole number within bounds. */
export function count(what: string, from: number, to: number) {
  return named(z.int().check(z.gte(from), z.lte(to)), { what: `${what} from ${from} to ${to}` });
}

/** One text or a list of them; a list comes out. */
export function listOf<T extends z.core.$ZodType>(item: T, what: string) {
  const many = z.array(item).check(z.minLength(1));
  const either = named(z.union([item, many]), { what: `${what}, or a list of them` });
  return z.pipe(
    either,
    z.transform((value): z.output<T>[] => (Array.isArray(value) ? (value as z.output<T>[]) : [value as z.output<T>])),
  );
}

/** The same, with no text twice. */
export function differentOf<T extends z.core.$ZodType<string>>(item: T, what: string) {
  return z.pipe(
    listOf(item, what),
    z.transform((texts, context): z.output<T>[] => {
      for (const [index, input] of texts.entries()) {
        const again = texts.indexOf(input) < index;
        if (again)
          context.issues.push({ code: 'custom', message: 'is there twice', params: { hint: 'keep one of the two' }, path: [index], input });
      }
      return texts;
    }),
  );
}

/** An address that can be fetched: http or https, with a host. */
export const address = parsed<string>('an address: https://…', fetchable, {
  id: 'address',
  description: 'An address, https://… or http://…',
  pattern: '^https?://',
});

/** What a path within an image's ISO begins with. */
export const ISO_PREFIX = 'iso:';

/** An address, or a path within the image's ISO. */
export const addressOrIso = parsed<string>('an address: https://…', (value) => (value.startsWith(ISO_PREFIX) ? value : fetchable(value)), {
  description: 'An address, https://… or http://…, or of kernel and initrd a path within the ISO: iso:/path',
  pattern: '^(https?://|iso:/)',
});

function fetchable(value: string): string | Mistake {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') return value;
  return { wrong: 'is no address that can be fetched', hint: 'it begins with https:// or http://' };
}

/** A digest in hexadecimal of `bits` bits; lower case comes out. */
export function digest(algorithm: string, bits: number) {
  const length = bits / 4;
  return parsed<string>(
    `a ${algorithm} in hexadecimal`,
    (value) =>
      new RegExp(`^[0-9a-fA-F]{${length}}$`).test(value)
        ? value.toLowerCase()
        : { wrong: `is no ${algorithm}`, hint: `it has ${length} hexadecimal digits: \`${algorithm}sum FILE\` prints them` },
    { pattern: `^[0-9a-fA-F]{${length}}$` },
  );
}

/** One condition of `model/filter.ts`. */
export const condition = parsed<string>(
  'a condition such as `kflavor=generic`',
  (value) => {
    const hint = 'there is key=value, key!=value, key~expression and key!~expression';
    try {
      return parseCondition(value) === undefined ? { wrong: 'is no condition', hint } : value;
    } catch (error) {
      if (!(error instanceof VmtestError)) throw error;
      return { wrong: `is no condition: ${error.message}`, ...(error.hint === undefined ? {} : { hint: error.hint }) };
    }
  },
  { id: 'condition', description: 'key=value, key!=value, key~expression or key!~expression', pattern: '^\\s*[\\w.-]+\\s*(!=|!~|=|~)' },
);

export const yesNo = named(z.boolean(), { what: 'true or false' });
