import { resolve } from 'node:path';

/** Where the text of a setting comes from. */
export interface Given {
  readonly cwd: string;
  readonly level: 'option' | 'input' | 'environment';
  /** Whether it stands in one of the original's variables, whose forms are the original's. */
  readonly original: boolean;
}

/** How one setting is given and read. `parse` returns undefined for what it cannot read. */
export interface Option<T> {
  /** Long flag and its argument, as commander takes it. */
  readonly flag: string;
  readonly help: string;
  /** Variables in order; the original's come after ours. */
  readonly variables: readonly string[];
  readonly parse: (text: string, given: Given) => T | undefined;
  readonly wants: string;
  /** What the original's variables take, where that is more. */
  readonly wantsOriginal?: string;
  /** Whether one of the original's variables that is set to nothing says something; else, and in ours always, it counts as not set. */
  readonly emptyCounts?: boolean;
}

/** A whole number from 1. */
export const positive = (text: string): number | undefined => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined);
/** A path, relative to the current folder. */
export const file = (text: string, { cwd }: Given): string | undefined => (text === '' ? undefined : resolve(cwd, text));

/** The original's lists: commas or spaces part the words. */
export const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** Releases as their distribution calls them: `xenial`, `24.04`. */
export function releases(text: string): string[] | undefined {
  const names = words(text);
  return names.every((name) => /^[A-Za-z0-9][\w.-]*$/.test(name)) ? names : undefined;
}

const YES = ['yes', 'true', '1', 'on'];
const NO = ['no', 'false', '0', 'off'];

/** A word that says yes or no, in any case. In the original's variables nothing is no and any other word yes; in ours both are mistakes. */
export function yesOrNo(text: string, { original }: Given): boolean | undefined {
  const word = text.toLowerCase();
  if (NO.includes(word) || (original && word === '')) return false;
  return original || YES.includes(word) ? true : undefined;
}
