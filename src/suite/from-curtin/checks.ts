import { isDefaultFile } from './default-files.ts';
import type { Lookup } from './lookup.ts';
import type { SourceClass, SourceMethod } from './source.ts';
import { type Values, whereIs } from './values.ts';

/** The tests that every class of the original inherits, and the pack of an installation by curtin that does the same. */
export const INHERITED: ReadonlyMap<string, string> = new Map([
  ['test_fstab', 'fstab'],
  ['test_swaps_used', 'swaps'],
  ['test_dname', 'dname'],
  ['test_dname_rules', 'dname-rules'],
  ['test_reporting_data', 'reporting'],
  ['test_interfacesd_eth0_removed', 'interfaces-removed'],
  ['test_installed_correct_kernel_package', 'kernel-package'],
  ['test_kernel_img_conf', 'kernel-package'],
]);

/** A test of a class that was carried over as checks. */
export interface CarriedChecks {
  /** `FILE:LINE` of the method. */
  readonly id: string;
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

/** The collect scripts of a class. */
export interface CarriedScripts {
  readonly scripts: readonly string[];
  /** Whether these are all: none is computed, none cannot be said in a suite. */
  readonly whole: boolean;
}

/** The tests of a class that are nothing but plain assertions over files that its own scripts, or those of every boot, collect. */
export function simpleChecks(lookup: Lookup, cls: SourceClass, scripts: CarriedScripts): readonly CarriedChecks[] {
  return [...lookup.methods(cls).values()].flatMap(({ owner, found }) => {
    if (owner === lookup.base || !found.name.startsWith('test') || !isPlain(found)) return [];
    const checks = (found.checks ?? []).map(({ call, args }) => checkOf(call, args, scripts));
    return checks.length === 0 || checks.includes(null)
      ? []
      : [{ id: methodId(owner, found), checks: checks.flatMap((check) => check ?? []) }];
  });
}

export function methodId(owner: SourceClass, { line }: { readonly line: number }): string {
  return `${owner.file}:${line}`;
}

/** Without a decorator that could skip it; of the one that looks at `expected_failure`, `expect` is the counterpart. */
function isPlain(method: SourceMethod): boolean {
  return method.decorators.every(({ name, args }) => /(^|\.)skip_if_flag$/.test(name) && args[0]?.value === 'expected_failure');
}

type Check = Readonly<Record<string, unknown>>;

/** The checks of one call; null where it cannot be said, or where nothing that is carried over collects its file. */
function checkOf(call: string, args: readonly unknown[], scripts: CarriedScripts): readonly Check[] | null {
  const files = Array.isArray(args[0]) ? args[0] : [args[0]];
  if (files.length === 0 || !files.every((file): file is string => typeof file === 'string' && isCollected(file, scripts))) return null;
  if (call === 'output_files_exist') return files.map((file) => ({ file, exists: true }));
  if (call === 'output_files_dont_exist') return files.map((file) => ({ file, absent: true }));
  const [, text] = args;
  if (typeof text !== 'string' || text === '' || text.includes('${{')) return null;
  if (call === 'check_file_strippedline') return [{ file: files[0], lines: text }];
  const expression = commonExpression(text);
  return expression === null ? null : [{ file: files[0], matches: expression, ...(call === 'not_file_regex' ? { not: true } : {}) }];
}

/** Where scripts are missing, what is left must name the file: a loop may make its name, but then nobody knows whose it is. */
function isCollected(file: string, { scripts, whole }: CarriedScripts): boolean {
  const name = file.split('/').at(-1) as string;
  if (file.startsWith('/') || file.includes('${{') || file.split('/').includes('..') || name === '') return false;
  return isDefaultFile(file) || (whole && scripts.length > 0) || scripts.some((script) => script.includes(name));
}

/**
 * An expression that means in JavaScript with flag m what the text means in Python; null where there is none that is known. `^` there is
 * the file's beginning and here any line's, so it is said otherwise; `$` and `(?…)` may differ.
 */
function commonExpression(text: string): string | null {
  const rest = text.replace(/^\^/, '');
  if (/\(\?|\\[AZaz]|[\^$]|\{,/.test(rest.replace(/\\[dwsDWSbBntr.]/g, ''))) return null;
  // Of alternatives `^` would be the first one's alone.
  if (rest !== text && rest.includes('|')) return null;
  try {
    new RegExp(rest, 'm');
    return rest === text ? text : `(?<![\\s\\S])${rest}`;
  } catch {
    return null;
  }
}

/** What switches a pack off: a class that has an inherited test do nothing, or skip. Others that change one are only noted. */
export function packsOf(lookup: Lookup, cls: SourceClass, values: Values): Record<string, 'off'> {
  const off = new Map<string, boolean>();
  for (const [name, pack] of INHERITED) {
    const there = lookup.methods(cls).get(name);
    if (there === undefined || there.owner === lookup.base) {
      // A pack that stands for two tests goes only with both.
      if (there !== undefined) off.set(pack, false);
      continue;
    }
    const skipped =
      there.found.empty || there.found.skip !== undefined || there.found.decorators.some((one) => /(^|\.)skip$/.test(one.name));
    off.set(pack, skipped && off.get(pack) !== false);
    if (!skipped) values.note('packs', `${whereIs(there.owner, there.found)} is its own form of the pack ${pack}`);
  }
  return Object.fromEntries([...off].flatMap(([pack, isOff]) => (isOff ? [[pack, 'off' as const]] : [])));
}
