import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import type { Place } from '../model/errors.ts';
import type { BootSettings, CurtinSettings, InstallSettings } from '../model/suite.ts';
import { checkSettings } from './checks.ts';
import type { boot, boots, install } from './schema-phase.ts';
import { child, itemsOf, type Tree } from './tree.ts';

type InstallInput = z.output<typeof install>;
type Mapping = Exclude<InstallInput, string>;
type InstallOptions = Partial<Extract<Mapping, { script: string }> & Omit<Extract<Mapping, { curtin: string }>, 'script'>>;
type BootsInput = z.output<typeof boots>;
type BootInput = z.output<typeof boot>;

/** The installation as the model has it; `place` stands for it where the suite says nothing of it. */
export function installSettings(input: InstallInput | undefined, tree: Tree | undefined, folder: string, place: Place): InstallSettings {
  const options: InstallOptions = typeof input === 'object' ? input : {};
  const file = options.script ?? options.curtin;
  const publish = Object.entries(options.publish ?? {}).map(([from, to]) => [resolve(folder, from), to] as const);
  return {
    installer: options.script !== undefined ? 'script' : options.curtin !== undefined ? 'curtin' : 'none',
    file: file === undefined ? null : resolve(folder, file),
    replace: options.replace ?? {},
    publish: Object.fromEntries(publish),
    target: options.target ?? null,
    root: options.root ?? 'disk',
    curtin: options.curtin === undefined ? null : curtinSettings(options, folder),
    ...phaseSettings(options),
    place: tree?.place ?? place,
  };
}

function curtinSettings(options: InstallOptions, folder: string): CurtinSettings {
  return {
    tree: options.tree === undefined ? null : resolve(folder, options.tree),
    configs: (options.configs ?? []).map((path) => resolve(folder, path)),
    dirtyDisks: options['dirty-disks'] ?? false,
    addRepos: options['add-repos'] ?? [],
    systemUpgrade: options['system-upgrade'] ?? null,
    upgradePackages: options['upgrade-packages'] ?? [],
    kernelPackage: options['kernel-package'] ?? null,
    source: options.source ?? null,
  };
}

/** The boots as the model has them: one called `boot` where the suite names none. */
export function bootSettings(input: BootsInput | undefined, tree: Tree | undefined, place: Place): readonly BootSettings[] {
  const trees = itemsOf(tree);
  const inputs: readonly BootInput[] = input === undefined ? [{}] : Array.isArray(input) ? input : [input];
  return inputs.map((one, i) => {
    const name = one.name ?? 'boot';
    return {
      name,
      runcmd: one.runcmd ?? [],
      collect: one.collect ?? [],
      checks: checkSettings(one.checks, child(trees[i], 'checks'), name),
      ...phaseSettings(one),
      place: trees[i]?.place ?? place,
    };
  });
}

function phaseSettings(input: Omit<BootInput, 'name' | 'runcmd' | 'collect' | 'checks'>) {
  return {
    timeout: input.timeout ?? null,
    kernelArgs: (input['kernel-args'] ?? []).flatMap((text) => text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []),
    cloudConfig: input['cloud-config'] ?? null,
    end: input.end ?? 'poweroff',
    reboots: input.reboots ?? 0,
    seed: input.seed ?? null,
  } as const;
}
