import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CurtinHost } from '../../model/plan.ts';
import type { Test } from '../../model/suite.ts';
import type { Settings, Surroundings } from '../settings.ts';
import { aptProxy } from './apt-proxy.ts';

/**
 * Looks for the source tree of each curtin configuration, the nearest folder above it that is one, and adds what the run says of all, and
 * the host's apt of its proxy, which is asked only where something is to be installed.
 */
export async function curtinHost(tests: readonly Test[], settings: Settings, surroundings: Surroundings): Promise<CurtinHost> {
  const files = new Set(tests.flatMap(({ install }) => (install.installer === 'curtin' && install.file !== null ? [install.file] : [])));
  const named = [
    ...tests.flatMap(({ install }) => install.curtin?.tree ?? []),
    ...(settings.curtinTree === null ? [] : [settings.curtinTree]),
  ];
  const apt = files.size === 0 ? { value: null, by: null } : await aptProxy(surroundings);
  const proxies = surroundings.proxy;
  const lacks = await Promise.all([...new Set(named)].map(async (folder) => [folder, await whatLacks(folder)] as const));
  const tree = async (file: string) => [file, settings.curtinTree ?? (await treeAbove(dirname(file)))] as const;
  return {
    trees: Object.fromEntries(await Promise.all([...files].map(tree))),
    badTrees: Object.fromEntries(lacks.flatMap(([folder, why]) => (why === null ? [] : [[folder, why]]))),
    names: { ...namesOf(settings), ...(apt.by === null ? {} : { aptProxy: apt.by }) },
    exe: settings.curtinExe,
    extraConfig: settings.extraConfig,
    aptProxy: apt.value,
    // A guest is no place for a password.
    proxy: Object.fromEntries(
      ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) =>
        proxies[name] === undefined ? [] : [[name, proxies[name].replace(/\/\/[^/]*@/, '//')]],
      ),
    ),
    addRepos: settings.addRepos,
    systemUpgrade: settings.systemUpgrade,
    upgradePackages: settings.upgradePackages,
    develReleases: settings.develReleases,
  };
}

function namesOf({ origins }: Settings): CurtinHost['names'] {
  const tree = origins.curtinTree?.name;
  const extraConfig = origins.extraConfig?.name;
  return { ...(tree === undefined ? {} : { tree }), ...(extraConfig === undefined ? {} : { extraConfig }) };
}

/** What a folder lacks to be a source tree of curtin; null: nothing. */
async function whatLacks(folder: string): Promise<string | null> {
  for (const path of ['curtin/__init__.py', 'helpers']) {
    if ((await stat(join(folder, path)).catch(() => null)) === null) return `it has no ${path}`;
  }
  return null;
}

async function treeAbove(folder: string): Promise<string | null> {
  if ((await whatLacks(folder)) === null) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : treeAbove(parent);
}
