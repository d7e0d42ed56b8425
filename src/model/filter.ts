import { VmtestError } from './errors.ts';

/** One condition: a value compared with a text, or searched by a regular expression that may match anywhere. */
export interface Condition {
  /** As it was written. */
  readonly text: string;
  readonly key: string;
  readonly operator: '=' | '!=' | '~' | '!~';
  readonly value: string;
}

const CONDITION = /^\s*([\w.-]+)\s*(!=|!~|=|~)([\s\S]*)$/;

/**
 * Reads `KEY=VALUE`, `KEY!=VALUE`, `KEY~REGEX` or `KEY!~REGEX`, with spaces around the operator or not; undefined for what has no
 * operator. It is the grammar of simplestreams' own filters. Throws VMTEST_USAGE for a regular expression that is none.
 */
export function parseCondition(text: string): Condition | undefined {
  const match = CONDITION.exec(text);
  if (match === null) return undefined;
  const [, key, operator, rest] = match as unknown as [string, string, Condition['operator'], string];
  const value = rest.trim();
  if (operator.endsWith('~')) checkRegex(value, text);
  return { text, key, operator, value };
}

function checkRegex(value: string, text: string): void {
  try {
    new RegExp(value, 'm');
  } catch (error) {
    throw new VmtestError('VMTEST_USAGE', `the filter "${text}" has no regular expression: ${(error as Error).message}`, {
      hint: 'quote its signs with a backslash, or compare with = instead of ~',
      cause: error,
    });
  }
}

/** Whether one of the values meets the condition; for `!=` and `!~`, whether none does. No values: only those two are met. */
export function meets({ operator, value }: Condition, found: readonly string[]): boolean {
  const hit = operator.endsWith('~') ? found.some((one) => new RegExp(value, 'm').test(one)) : found.includes(value);
  return operator.startsWith('!') ? !hit : hit;
}
