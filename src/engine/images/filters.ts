import { shorten } from '../../base/text.ts';
import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import { type Condition, parseCondition } from '../../model/filter.ts';
import type { Arch } from '../../model/suite.ts';

/** The stream's names of the hosts' architectures. */
export const STREAM_ARCH: Readonly<Record<Arch, string>> = { x86_64: 'amd64', aarch64: 'arm64', ppc64: 'ppc64el' };

/** What a test installs from, whatever else is published beside it. */
const FTYPES = 'ftype~(boot-initrd|boot-kernel|root-tgz|squashfs)';

/**
 * Conditions out of words: `KEY=VALUE` and the like, and releases by their bare name, of which any may match. Throws one usage error
 * that names every word that is neither.
 */
export function readFilters(words: readonly string[]): readonly Condition[] {
  const conditions: Condition[] = [];
  const releases: string[] = [];
  const mistakes: Problem[] = [];
  for (const word of words) {
    const condition = tried(() => parseCondition(word), mistakes);
    if (condition === null) continue;
    if (condition !== undefined) conditions.push(condition);
    else if (/^[A-Za-z0-9][\w.-]*$/.test(word)) releases.push(word);
    else
      mistakes.push(
        mistake(`"${shorten(word, 100)}" is no filter`, 'write a release such as noble, or KEY=VALUE, KEY!=VALUE, KEY~REGEX, KEY!~REGEX'),
      );
  }
  if (mistakes.length > 0) throw problemsError(mistakes);
  return releases.length === 0 ? conditions : [anyOf('release', releases), ...conditions];
}

/** `key=value`, or for several values a regular expression that only they match whole. */
export function anyOf(key: string, values: readonly string[]): Condition {
  const [first, ...others] = values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const text = others.length === 0 ? `${key}=${values[0]}` : `${key}~^(?:${[first, ...others].join('|')})$`;
  return parseCondition(text) as Condition;
}

/** The filters with those of the original before them, as far as the user has none of that key: the architectures, and what tests use. */
export function withDefaults(filters: readonly Condition[], arches: readonly string[], hostArch: Arch): readonly Condition[] {
  const has = (key: string) => filters.some((filter) => filter.key === key);
  return [
    ...(arches.length > 0 || !has('arch') ? [anyOf('arch', arches.length > 0 ? arches : [STREAM_ARCH[hostArch]])] : []),
    ...(has('ftype') ? [] : [parseCondition(FTYPES) as Condition]),
    ...filters,
  ];
}

function tried<T>(read: () => T, mistakes: Problem[]): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof VmtestError)) throw error;
    mistakes.push(mistake(error.message, error.hint));
    return null;
  }
}

function mistake(message: string, hint: string | undefined): Problem {
  return { code: 'VMTEST_USAGE', severity: 'error', message, ...(hint === undefined ? {} : { hint }) };
}
