import type * as z from 'zod/mini';
import type { CheckSettings, FileCheck } from '../model/suite.ts';
import type { checks } from './schema-check.ts';
import { itemsOf, type Tree } from './tree.ts';

/** Seconds that a `run:` command has where nothing is said. */
const RUN_SECONDS = 300;

type ChecksInput = z.output<typeof checks>;
type CheckInput = ChecksInput[number];

/** Checks as the model has them. `boot`: the boot that they are written in, whose data they read; null for those of the test. */
export function checkSettings(input: ChecksInput | undefined, tree: Tree | undefined, boot: string | null): readonly CheckSettings[] {
  const trees = itemsOf(tree);
  return (input ?? []).map((one, i) => oneCheck(one, trees[i] as Tree, boot));
}

function oneCheck(input: CheckInput, tree: Tree, boot: string | null): CheckSettings {
  const { place } = tree;
  if (typeof input === 'string') return bareCheck(input, { from: boot, not: false, place });
  const base = { from: input.from ?? boot, not: input.not ?? false, place };
  if ('file' in input) return { kind: 'file', ...fileSettings(input), ...base };
  if ('console' in input) return { kind: 'console', matches: input.console, ...base };
  if ('run' in input) return { kind: 'run', command: input.run, timeout: input.timeout ?? RUN_SECONDS, ...base };
  if ('packages' in input) {
    const lists = Array.isArray(input.packages) ? { installed: input.packages } : input.packages;
    return { kind: 'packages', installed: lists.installed ?? [], absent: lists.absent ?? [], ...base };
  }
  if ('services' in input) {
    if (input.services === null) return bareCheck('services', base);
    const { active, failed } = Array.isArray(input.services) ? { active: input.services, failed: undefined } : input.services;
    const allowedFailures = failed === undefined ? null : failed === 'none' ? [] : failed;
    return { kind: 'services', active: active ?? [], allowedFailures, ...base };
  }
  if ('swaps' in input || input.fstab === null) return bareCheck('swaps' in input ? 'swaps' : 'fstab', base);
  const entries = Object.entries(input.fstab).map(([spec, { mountpoint, options }]) => ({ spec, mountpoint, options: options ?? null }));
  return { kind: 'fstab', entries, ...base };
}

function bareCheck(word: string, base: Pick<CheckSettings, 'from' | 'not' | 'place'>): CheckSettings {
  if (word === 'swaps') return { kind: 'swaps', ...base };
  return word === 'fstab' ? { kind: 'fstab', entries: [], ...base } : { kind: 'services', active: [], allowedFailures: [], ...base };
}

function fileSettings(input: Extract<CheckInput, { file: string }>): Omit<FileCheck, 'kind' | 'from' | 'not' | 'place'> {
  return {
    path: input.file,
    exists: input.exists === true || input.absent === false,
    absent: input.absent === true || input.exists === false,
    contains: input.contains ?? [],
    matches: input.matches ?? [],
    equals: input.equals ?? null,
    json: input.json ?? null,
    lines: input.lines ?? [],
  };
}
