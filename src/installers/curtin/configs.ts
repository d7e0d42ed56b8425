import type { CurtinConfig } from '../../model/plan.ts';
import type { CurtinSettings, Firmware } from '../../model/suite.ts';
import { mapping } from './document.ts';

/** A configuration of the user's or of curtin's tree, read. */
export interface GivenConfig {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** What of curtin's own tree an installation uses; null where there is no tree, or it lacks the file. */
export interface TreeConfigs {
  /** `examples/tests/vmtest_defaults.yaml` */
  readonly defaults: GivenConfig | null;
  /** `examples/tests/centos_defaults.yaml` */
  readonly centos: GivenConfig | null;
  /** `examples/tests/dirty_disks_config.yaml` */
  readonly dirtyDisks: GivenConfig | null;
}

export interface ConfigInput {
  /** The test's configuration after its replacements, and what it says (`readDocument`). */
  readonly first: GivenConfig;
  readonly value: unknown;
  readonly settings: CurtinSettings;
  readonly more: readonly GivenConfig[];
  readonly tree: TreeConfigs;
  /** CURTIN_VMTEST_EXTRA_CONFIG. */
  readonly extra: GivenConfig | null;
  readonly firmware: Firmware;
  readonly aptProxy: string | null;
  /** `http_proxy`, `https_proxy`, `no_proxy`, as far as they are set. */
  readonly proxy: Readonly<Record<string, string>>;
  /** What is installed, as far as it is known: `ubuntu`, `centos`, `debian`, `ubuntu-core`, … */
  readonly distribution: string | null;
  readonly reporting: boolean;
}

/** Where curtin writes its log in the environment, and what it posts at the end: as the original has it. */
export const INSTALL_LOG = '/tmp/install.log';
/** What curtin packs where it fails (its ERROR_TARFILE). */
export const ERROR_TAR = '/var/log/curtin/curtin-error-logs.tar';

/**
 * The configurations that curtin is given, in the original's order: the test's, the harness's defaults, the proxy, `update_nvram`,
 * dirty disks, the extra one, CentOS's defaults, repositories, upgrade, packages, reporting, kernel. curtin merges them: lists and
 * mappings key by key, the later value over the earlier.
 */
export function curtinConfigs(input: ConfigInput): readonly CurtinConfig[] {
  const { settings, tree, first, more } = input;
  const drafts: (Omit<CurtinConfig, 'name'> & { readonly stem: string })[] = [];
  const given = (file: GivenConfig | null, why: string) => {
    if (file !== null) drafts.push({ stem: stemOf(file.path), text: file.text, from: file.path, why });
  };
  const made = (stem: string, value: unknown, why: string) => {
    drafts.push({ stem, text: `${JSON.stringify(value, null, 1)}\n`, from: null, why });
  };
  given(first, 'the configuration of the test');
  for (const file of more) given(file, 'install.configs');
  if (input.distribution !== 'ubuntu-core') {
    if (tree.defaults !== null) given(tree.defaults, 'what curtin’s own tests add');
    else made('defaults', OWN_DEFAULTS, 'a journal that survives the boot');
  }
  const proxy = proxyConfig(input);
  if (proxy !== null) made('proxy', proxy, 'the proxies of the run');
  if (input.firmware.startsWith('uefi') && mapping(mapping(input.value).grub).update_nvram === undefined)
    made('grub', { grub: { update_nvram: true } }, 'UEFI: the installed system must be found without us');
  // It partitions by the configuration itself: without one there is nothing to make dirty.
  if (settings.dirtyDisks && mapping(input.value).storage !== undefined) given(tree.dirtyDisks, 'dirty-disks');
  given(input.extra, 'the extra configuration');
  if (input.distribution === 'centos') given(tree.centos, 'the target is CentOS');
  for (const [stem, value, why] of packageConfigs(settings)) made(stem, value, why);
  made('reporting', reportingConfig(input.reporting), 'how it logs and reports');
  if (settings.kernelPackage !== null) made('kernel', { kernel: { package: settings.kernelPackage } }, 'kernel-package');
  return drafts.map(({ stem, ...rest }, index) => ({ name: `${String(index).padStart(2, '0')}-${stem}.yaml`, ...rest }));
}

/** Our own server is reached without a proxy: it is the host itself. */
function proxyConfig({ aptProxy, proxy }: ConfigInput): Readonly<Record<string, unknown>> | null {
  const given = ['http_proxy', 'https_proxy'].filter((name) => proxy[name] !== undefined);
  const without = [proxy.no_proxy, OUR_ADDRESS].filter((word) => word !== undefined).join(',');
  const named = Object.fromEntries(given.map((name) => [name, proxy[name]]));
  const all = {
    ...(aptProxy === null ? {} : { apt_proxy: aptProxy }),
    ...(given.length === 0 ? {} : { proxy: { ...named, no_proxy: without } }),
  };
  return Object.keys(all).length === 0 ? null : all;
}

/** The host of `{http}`, which is filled in when the phase starts. */
const OUR_ADDRESS = '{http-host}';

/** Where there is no tree to take the defaults from: the one of them that every target needs. */
const OWN_DEFAULTS = {
  late_commands: {
    '02_persist_journal': ['curtin', 'in-target', '--', 'sh', '-c', 'command -v journalctl >/dev/null && mkdir -p /var/log/journal; :'],
  },
};

function packageConfigs(settings: CurtinSettings): (readonly [stem: string, value: unknown, why: string])[] {
  const { addRepos, systemUpgrade, upgradePackages } = settings;
  // Two words of the original for one pocket; the plan keeps the lower one from a release in development.
  const sources = addRepos.map(
    (source, index) => [`add_repos_${String(index).padStart(2, '0')}`, { source: source === 'PROPOSED' ? 'proposed' : source }] as const,
  );
  const install = ['curtin', 'in-target', '--', 'apt-get', '-y', 'install', ...upgradePackages];
  return [
    ...(sources.length > 0 ? [['add-repos', { apt: { sources: Object.fromEntries(sources) } }, 'add-repos'] as const] : []),
    ...((systemUpgrade ?? sources.length > 0)
      ? [['system-upgrade', { system_upgrade: { enabled: true } }, 'system-upgrade'] as const]
      : []),
    ...(upgradePackages.length > 0
      ? [['upgrade-packages', { late_commands: { install_pkg_00: install } }, 'upgrade-packages'] as const]
      : []),
  ];
}

function reportingConfig(reporting: boolean): unknown {
  const install = { log_file: INSTALL_LOG, post_files: [INSTALL_LOG], error_tarfile: ERROR_TAR };
  if (!reporting) return { install };
  // The name is the original's: a later configuration of the user's may say more of it.
  return { install, reporting: { maas: { level: 'DEBUG', type: 'webhook', endpoint: '{http}/report' } } };
}

/** A file's name without its ending, as a plain word. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:ya?ml|cfg|json)$/, '');
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60) || 'config';
}
