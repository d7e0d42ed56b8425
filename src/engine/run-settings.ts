import { join } from 'node:path';
import { withoutPassword } from '../images/streams/address.ts';
import { JUNIT_FILE } from '../model/files.ts';
import type { CurtinHost } from '../model/plan.ts';
import type { Origin } from '../model/suite.ts';
import type { Settings, Surroundings } from './settings.ts';

/** A setting of a whole run in words; `from` is absent where it is a default. */
export interface RunSetting {
  readonly name: string;
  readonly value: string;
  readonly from: Origin | undefined;
}

/** How a run goes about its tests, in words, with what each setting comes to; a line for each proxy that is set. */
export function runSettings(settings: Settings, surroundings: Surroundings): readonly RunSetting[] {
  const { origins, topdir, junit, shuffle } = settings;
  const proxies = Object.entries(surroundings.proxy).filter(([name]) => name !== 'apt_proxy');
  return [
    { name: 'jobs', value: settings.jobs === null ? 'auto' : String(settings.jobs), from: origins.jobs },
    { name: 'retries', value: String(settings.retries), from: origins.retries },
    { name: 'topdir', value: topdir ?? join(surroundings.tempFolder, 'vmtest-<timestamp>'), from: origins.topdir },
    { name: 'junit', value: junit ?? `${JUNIT_FILE} in the top folder`, from: origins.junit },
    { name: 'log', value: settings.log ?? 'none', from: origins.log },
    { name: 'tar-disks', value: yesOrNo(settings.tarDisks), from: origins.tarDisks },
    { name: 'reuse-topdir', value: yesOrNo(settings.reuseTopdir), from: origins.reuseTopdir },
    { name: 'shuffle', value: typeof shuffle === 'number' ? String(shuffle) : yesOrNo(shuffle), from: origins.shuffle },
    { name: 'iscsi-portal', value: settings.iscsiPortal ?? 'started where a test needs it', from: origins.iscsiPortal },
    { name: 'skip-by-date-bugs', value: list(settings.skipByDateBugs), from: origins.skipByDateBugs },
    { name: 'unsupported-releases', value: list(settings.unsupportedReleases), from: origins.unsupportedReleases },
    { name: 'debug-allow-fail', value: yesOrNo(settings.debugAllowFail), from: origins.debugAllowFail },
    ...proxies.map(([name, value]) => ({ name, value: withoutPassword(value), from: { level: 'environment', name } as const })),
  ];
}

/** What holds for all installations by curtin, in words. `host`: what a plan found for them. */
export function curtinSettings(settings: Settings, host: CurtinHost): readonly RunSetting[] {
  const { origins, addRepos, systemUpgrade, upgradePackages } = settings;
  const apt = host.names.aptProxy;
  return [
    { name: 'curtin-tree', value: settings.curtinTree ?? 'the nearest above each configuration', from: origins.curtinTree },
    { name: 'curtin-exe', value: settings.curtinExe ?? 'none', from: origins.curtinExe },
    { name: 'extra-config', value: settings.extraConfig ?? 'none', from: origins.extraConfig },
    { name: 'add-repos', value: addRepos === null ? SUITES : list(addRepos.map(withoutPassword)), from: origins.addRepos },
    { name: 'system-upgrade', value: systemUpgrade === null ? 'auto' : yesOrNo(systemUpgrade), from: origins.systemUpgrade },
    { name: 'upgrade-packages', value: upgradePackages === null ? SUITES : list(upgradePackages), from: origins.upgradePackages },
    { name: 'devel-releases', value: list(settings.develReleases), from: origins.develReleases },
    {
      name: 'apt-proxy',
      value: host.aptProxy === null ? 'none' : withoutPassword(host.aptProxy),
      from: apt === undefined ? undefined : { level: 'environment', name: apt },
    },
  ];
}

const SUITES = 'the suite’s';

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}
