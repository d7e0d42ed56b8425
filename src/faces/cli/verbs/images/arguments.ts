import { shorten } from '../../../../base/text.ts';
import { type Problem, problemsError, VmtestError } from '../../../../model/errors.ts';
import type { Verification } from '../../../../model/suite.ts';

/** Reads several things; where some are wrong, throws one error that names all of them. */
export function together<T extends readonly unknown[]>(...reads: { readonly [K in keyof T]: () => T[K] }): T {
  const problems: Problem[] = [];
  const values = reads.map((read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof VmtestError)) throw error;
      problems.push(...(error.problems.length > 0 ? error.problems : [problemOf(error)]));
      return undefined;
    }
  });
  if (problems.length > 0) throw problemsError(problems);
  return values as unknown as T;
}

function problemOf({ code, message, hint }: VmtestError): Problem {
  return { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) };
}

/** A whole number from 1; `none` where the option is not given. */
export function countOf<T>(flag: string, given: unknown, none: T): number | T {
  if (given === undefined) return none;
  if (/^[1-9]\d{0,5}$/.test(String(given))) return Number(given);
  throw wrong(flag, given, 'a whole number from 1');
}

/** How far a stream is believed. */
export function verificationOf(given: unknown): Verification {
  if (given === undefined || given === 'signature') return 'signature';
  if (given === 'none') return 'none';
  throw wrong('--verify', given, 'signature or none');
}

/** The words of comma lists. */
export function wordsOf(flag: string, given: unknown): readonly string[] {
  const words = (given as readonly string[]).flatMap((list) => list.split(','));
  for (const word of words)
    if (!/^[A-Za-z0-9][\w.-]*$/.test(word)) throw wrong(flag, word, 'words separated by commas, such as amd64,arm64');
  return words;
}

function wrong(flag: string, given: unknown, wants: string): VmtestError {
  return new VmtestError('VMTEST_USAGE', `${flag} cannot be "${shorten(String(given), 100)}"`, { hint: `it takes ${wants}` });
}
