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

/** The tests of a class that are nothing but plain assertions over files that its own scripts collect. */
export function simpleChecks(lookup: Lookup, cls: SourceClass, scripts: readonly string[]): readonly CarriedChecks[] {
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
function checkOf(call: string, args: readonly unknown[], scripts: readonly string[]): readonly Check[] | null {
  const files = Array.isArray(args[0]) ? args[0] : [args[0]];
  if (files.length === 0 || !files.every((file): file is string => typeof file === 'string' && isCollected(file, scripts))) return null;
  if (call === 'output_files_exist') return files.map((file) => ({ file, exists: true }));
  if (call === 'output_files_dont_exist') return files.map((file) => ({ file, absent: true }));
  const [, text] = args;
  if (typeof text !== 'string' || text === '' || text.includes('${{')) return null;
  if (call === 'check_file_strippedline') return [{ file: files[0], lines: text }];
  if (!isCommonExpression(text)) return null;
  return [{ file: files[0], matches: text, ...(call === 'not_file_regex' ? { not: true } : {}) }];
}

function isCollected(file: string, scripts: readonly string[]): boolean {
  const name = file.split('/').at(-1) as string;
  if (file.startsWith('/') || file.includes('${{') || file.split('/').includes('..') || name === '') return false;
  return scripts.some((script) => script.includes(name));
}

/** Whether an expression means the same in Python and in JavaScript with flag m: `^`, `$` and `(?…)` may not. */
function isCommonExpression(text: string): boolean {
  if (/\(\?|\\[AZaz]|[\^$]|\{,/.test(text.replace(/\\[dwsDWSbBntr.]/g, ''))) return false;
  try {
    new RegExp(text, 'm');
    return true;
  } catch {
    return false;
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
