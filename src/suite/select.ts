import { VmtestError } from '../model/errors.ts';
import { type Condition, meets, parseCondition } from '../model/filter.ts';
import type { Test } from '../model/suite.ts';
import { suggest } from './suggest.ts';

/** Ids that a message lists. */
const LISTED = 20;

/** One condition of `--select`; its key is null where the whole text is an id, a glob over ids, or a name. */
type Filter = Omit<Condition, 'key'> & { readonly key: string | null };

/** Reads a filter: a condition, or an id, a glob over ids, or a test's name. An id's own `=` stands behind a bracket and is no operator. */
function parseFilter(text: string): Filter {
  if (text.trim() === '') throw new VmtestError('VMTEST_USAGE', 'a filter is empty', { hint: 'write an id, or KEY=VALUE' });
  if (/^\s*!?[=~]/.test(text))
    throw new VmtestError('VMTEST_USAGE', `the filter "${text}" has no key before its operator`, { hint: 'write an id, or KEY=VALUE' });
  return parseCondition(text) ?? { text, key: null, operator: '=', value: text.trim() };
}

/** Throws VMTEST_USAGE for a filter that cannot be read, whatever tests there are. */
export function checkFilter(text: string): void {
  parseFilter(text);
}

/**
 * The tests that pass every filter, in their order. Keys are `id`, `slug`, `name`, `image` and axes, by the whole of their name or
 * the last part of it. A test that lacks an axis passes `!=` and `!~` only.
 * Throws VMTEST_USAGE for a key that no test has, VMTEST_SELECT_EMPTY where no test is left.
 */
export function selectTests(tests: readonly Test[], filters: readonly string[]): readonly Test[] {
  const conditions = filters.map(parseFilter);
  for (const { key, text } of conditions) if (key !== null) checkKey(key, text, tests);
  const left = tests.filter((test) => conditions.every((filter) => passes(test, filter)));
  if (left.length > 0 || filters.length === 0) return left;
  throw new VmtestError('VMTEST_SELECT_EMPTY', emptyMessage(tests, filters), { hint: emptyHint(tests, conditions) });
}

const FIELDS = ['id', 'slug', 'name', 'image'] as const;

function checkKey(key: string, text: string, tests: readonly Test[]): void {
  const known = new Set<string>(FIELDS);
  for (const test of tests) for (const axis of Object.keys(test.axes)) known.add(axis).add(lastPart(axis));
  if (known.has(key) || tests.length === 0) return;
  const near = suggest(key, [...known]);
  const hint = near === undefined ? `there is ${[...known].join(', ')}` : `did you mean "${near}"?`;
  throw new VmtestError('VMTEST_USAGE', `the filter "${text}" asks for "${key}", which no test has`, { hint });
}

function lastPart(axis: string): string {
  return axis.slice(axis.lastIndexOf('.') + 1);
}

function passes(test: Test, filter: Filter): boolean {
  const { key, value } = filter;
  if (key === null) return test.id === value || test.name === value || (isGlob(value) && globMatches(test.id, value));
  return meets({ ...filter, key }, valuesOf(test, key));
}

function valuesOf(test: Test, key: string): readonly string[] {
  if (key === 'id' || key === 'slug' || key === 'name') return [test[key]];
  if (key === 'image' && test.image !== null) return [test.image];
  const whole = test.axes[key];
  if (whole !== undefined) return [String(whole)];
  return Object.entries(test.axes).flatMap(([axis, value]) => (lastPart(axis) === key ? [String(value)] : []));
}

function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** `*` and `?` over the whole id; brackets and slashes are letters like others, because ids have them. */
function globMatches(id: string, glob: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  return new RegExp(`^${source}$`).test(id);
}

function emptyMessage(tests: readonly Test[], filters: readonly string[]): string {
  const shown = tests.slice(0, LISTED).map(({ id }) => id);
  const more = tests.length > LISTED ? `, … (${tests.length} in all)` : '';
  return `no test passes ${filters.map((filter) => `"${filter}"`).join(' and ')}; the suite has ${shown.join(', ')}${more}`;
}

function emptyHint(tests: readonly Test[], conditions: readonly Filter[]): string {
  for (const { key, operator, value } of conditions) {
    if (operator !== '=') continue;
    const known = tests.flatMap((test) => (key === null ? [test.name, test.id] : valuesOf(test, key)));
    const near = known.includes(value) ? undefined : suggest(value, [...new Set(known)]);
    if (near !== undefined) return `did you mean "${near}"?`;
  }
  return conditions.length > 1 ? 'a test must pass every filter' : 'see vmtest plan for the tests that there are';
}
