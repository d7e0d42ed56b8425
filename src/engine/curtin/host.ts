import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CurtinHost } from '../../model/plan.ts';
import type { Test } from '../../model/suite.ts';
import type { Settings } from '../settings.ts';

/** Looks for the source tree of each curtin configuration, the nearest folder above it that is one, and adds what the run says of all. */
export async function curtinHost(
  tests: readonly Test[],
  settings: Settings,
  proxies: Readonly<Record<string, string>>,
): Promise<CurtinHost> {
  const files = new Set(tests.flatMap(({ install }) => (install.installer === 'curtin' && install.file !== null ? [install.file] : [])));
  const tree = async (file: string) => [file, settings.curtinTree ?? (await treeAbove(dirname(file)))] as const;
  return {
    trees: Object.fromEntries(await Promise.all([...files].map(tree))),
    exe: settings.curtinExe,
    extraConfig: settings.extraConfig,
    aptProxy: proxies.apt_proxy ?? null,
    // A guest is no place for a password.
    proxy: Object.fromEntries(
      ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) =>
        proxies[name] === undefined ? [] : [[name, proxies[name].replace(/\/\/[^/@]*@/, '//')]],
      ),
    ),
    addRepos: settings.addRepos,
    systemUpgrade: settings.systemUpgrade,
    upgradePackages: settings.upgradePackages,
  };
}

async function treeAbove(folder: string): Promise<string | null> {
  const there = (path: string) =>
    stat(join(folder, path)).then(
      () => true,
      () => false,
    );
  if ((await there('curtin/__init__.py')) && (await there('helpers'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : treeAbove(parent);
}
