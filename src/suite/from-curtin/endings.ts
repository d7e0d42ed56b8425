import type { Lookup } from './lookup.ts';
import type { SourceClass, SourceDecorator } from './source.ts';
import { shown, type Values, whereIs } from './values.ts';

/** `expect` of a class whose installation is to fail. The original looks at nothing then; some of its tests do. */
export function expectOf(lookup: Lookup, cls: SourceClass, values: Values): Record<string, unknown> | null {
  if (!values.flag('expected_failure', 'expect')) return null;
  const reason = values.comment('expected_failure');
  // What its tests look for in the installation's log is what it must fail with.
  const texts = [...lookup.methods(cls).values()]
    .filter(({ owner, found }) => owner !== lookup.base && found.name.startsWith('test') && /install_log/.test(found.name))
    .flatMap(({ found }) => found.looksFor);
  if (texts.length === 1) return { console: escapeExpression(texts[0] as string), reason: reason ?? 'expected_failure' };
  values.note('expect', 'expected_failure does not say how it fails: the verdict is a guess');
  return { verdict: 'install-failed', reason: reason ?? 'expected_failure' };
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** `skip` of a class: by a decorator (`skip_by_date`, unittest's `skip`), an attribute, or a `setUpClass` that only skips. */
export function skipOf(lookup: Lookup, cls: SourceClass, values: Values): Record<string, unknown> | null {
  for (const decorator of cls.decorators) {
    const skip = skipOfDecorator(decorator, values);
    if (skip !== undefined) return skip;
    values.note('test', `decorator @${decorator.name}`);
  }
  const given = values.text('skip', 'test');
  if (given) return { reason: given };
  const setUp = lookup.methods(cls).get('setUpClass');
  if (setUp !== undefined && setUp.owner !== lookup.base && setUp.found.skip !== undefined)
    return { reason: setUp.found.skip || `skipped by ${whereIs(setUp.owner, setUp.found)}` };
  return null;
}

/** undefined for a decorator that skips nothing. */
function skipOfDecorator(decorator: SourceDecorator, values: Values): Record<string, unknown> | null | undefined {
  const name = decorator.name.split('.').at(-1);
  if (name === 'skip') return { reason: textOf(decorator.args[0]?.value) || 'it is skipped' };
  if (name !== 'skip_by_date') return undefined;
  const get = (index: number, word: string) => decorator.args[index]?.value ?? decorator.keywords[word]?.value;
  const [bug, fixBy, removeBy, only] = [get(0, 'bugnum'), get(1, 'fixby'), get(2, 'removeby'), get(3, 'skips')];
  if (Array.isArray(only)) {
    values.note('test', `skip_by_date(${shown(bug)}) of its tests ${shown(only)} until ${shown(fixBy)}`);
    return null;
  }
  const until = dayOf(fixBy);
  if (until === null) values.note('test', `skip_by_date: ${shown(fixBy)} is no day`);
  const number = /\d{4,}/.exec(String(bug))?.[0];
  const removal = dayOf(removeBy);
  return {
    ...(until === null ? {} : { until }),
    reason: `LP: #${number ?? textOf(bug)}${removal === null ? '' : `; the original wants this skip removed by ${removal}`}`,
    ...(number === undefined ? {} : { link: `https://bugs.launchpad.net/bugs/${number}` }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).replaceAll('${{', '$ {{') : '';
}

/** A day as text (`2019-08-15`, also `2019-8-15`) or as its three numbers. */
function dayOf(value: unknown): string | null {
  const parts = typeof value === 'string' ? value.split('-').map(Number) : Array.isArray(value) ? value.map(Number) : [];
  const [year, month, day] = parts;
  if (parts.length !== 3 || !parts.every(Number.isSafeInteger)) return null;
  const date = new Date(Date.UTC(year as number, (month as number) - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : null;
}
