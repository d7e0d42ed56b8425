import { dirname, resolve } from 'node:path';
import type * as z from 'zod/mini';
import { type CheckSettings, type ConfigCheck, CURTIN_PACKS, type FileCheck, type PackName } from '../model/check.ts';
import type { checks } from './schema-check.ts';
import type { packs } from './schema-pack.ts';
import { itemsOf, type Tree } from './tree.ts';

/** Seconds that a `run:` command has where nothing is said. */
const RUN_SECONDS = 300;

/** What curtin posts where its configuration says nothing else (`install.post_files`). */
const POSTED_FILES = ['/tmp/install.log'];

const CONFIG_KINDS = ['storage', 'network', 'grub', 'dname', 'dname-rules'] as const satisfies readonly ConfigCheck['kind'][];

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
  if ('kernel-package' in input) return { kind: 'kernel-package', package: input['kernel-package'], ...base };
  if ('interfaces-removed' in input) return bareCheck('interfaces-removed', base);
  if ('reporting' in input) {
    const check = bareCheck('reporting', base);
    return input.reporting === null ? check : { ...base, kind: 'reporting', from: check.from, files: input.reporting.files };
  }
  for (const kind of CONFIG_KINDS) if (kind in input) return configCheck(kind, input as ConfigInput, base);
  return fstabOrSwaps(input as Extract<CheckInput, { fstab: unknown } | { swaps: unknown }>, base);
}

function fstabOrSwaps(input: Extract<CheckInput, { fstab: unknown } | { swaps: unknown }>, base: Base): CheckSettings {
  if ('swaps' in input || input.fstab === null) return bareCheck('swaps' in input ? 'swaps' : 'fstab', base);
  const entries = Object.entries(input.fstab).map(([spec, { mountpoint, options }]) => ({ spec, mountpoint, options: options ?? null }));
  return { kind: 'fstab', entries, ...base };
}

type Base = Pick<CheckSettings, 'from' | 'not' | 'place'>;
type ConfigInput = Readonly<Record<ConfigCheck['kind'], { readonly config: string } | null>>;

function bareCheck(word: string, base: Base): CheckSettings {
  if (word === 'swaps' || word === 'interfaces-removed') return { kind: word, ...base };
  if (word === 'fstab') return { kind: 'fstab', entries: [], ...base };
  if (word === 'kernel-package') return { kind: 'kernel-package', package: null, ...base };
  // curtin posts its events while it installs.
  if (word === 'reporting') return { kind: 'reporting', files: POSTED_FILES, ...base, from: base.from ?? 'install' };
  const kind = CONFIG_KINDS.find((name) => name === word);
  return kind === undefined ? { kind: 'services', active: [], allowedFailures: [], ...base } : configCheck(kind, undefined, base);
}

/** The path is relative to the suite file, which is where the check stands. */
function configCheck(kind: ConfigCheck['kind'], input: ConfigInput | undefined, base: Base): ConfigCheck {
  const file = input?.[kind]?.config;
  return { kind, config: null, configFile: file === undefined ? null : resolve(dirname(base.place.file), file), ...base };
}

/** The packs that a test switches off. */
export function packsOff(input: z.output<typeof packs> | undefined): readonly PackName[] {
  return CURTIN_PACKS.filter((name) => input?.[name] === 'off' || input?.[name] === 'false');
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
