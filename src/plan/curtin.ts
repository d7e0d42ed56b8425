import { own } from '../base/own.ts';
import {
  curtinConfigs,
  type GivenConfig,
  INSTALL_LOG,
  installSource,
  readDocument,
  type TreeConfigs,
} from '../installers/curtin/describe.ts';
import type { CurtinHost, CurtinPlan, Documents, GuestStep } from '../model/plan.ts';
import type { CurtinSettings, ImageDefinition, ImageRole, Test } from '../model/suite.ts';
import { reachedProxies } from './curtin-proxies.ts';
import { isOverlayRoot } from './environment.ts';
import type { Notes } from './problems.ts';
import type { Effective } from './settings.ts';
import { releaseOf } from './skip.ts';

/** Where the packed curtin is among the files that the guest is given. */
export const CURTIN_PAYLOAD = 'vmtest/curtin-install';

/** Of a host where nothing was looked for. */
export const NO_CURTIN: CurtinHost = Object.freeze({
  trees: {},
  badTrees: {},
  names: {},
  exe: null,
  extraConfig: null,
  aptProxy: null,
  proxy: {},
  addRepos: null,
  systemUpgrade: null,
  upgradePackages: null,
});

// The original's own packer writes a script for bash, ours one for any shell.
const INSTALL_STEP = `payload=$VMTEST_FILES/${CURTIN_PAYLOAD}
IFS= read -r first <"$payload"
case $first in
  *bash*) exec bash "$payload" ;;
  *) exec sh "$payload" ;;
esac
`;

/** Whatever became of the installation: what curtin says of it, and the tar that it packs where it fails. */
const LOGS_STEP = `mkdir -p curtin
[ ! -d /var/log/curtin ] || cp -a /var/log/curtin/. curtin/
for file in ${INSTALL_LOG} /root/curtin-install.log /root/curtin-install-cfg.yaml /var/log/cloud-init.log /var/log/cloud-init-output.log; do
  [ ! -e "$file" ] || cp -a "$file" curtin/
done
exit 0
`;

/** What curtin runs in the guest, and how its traces are collected. */
export const CURTIN_STEPS: readonly GuestStep[] = [
  { name: 'install', kind: 'install', script: INSTALL_STEP },
  { name: 'curtin logs', kind: 'collect', script: LOGS_STEP },
];

export interface CurtinInput {
  readonly test: Test;
  readonly effective: Effective;
  readonly host: CurtinHost;
  readonly documents: Documents;
  /** The test's configuration after its replacements. */
  readonly script: string;
  readonly image: ImageDefinition | undefined;
  readonly target: ImageDefinition | undefined;
  readonly targetRoles: readonly ImageRole[];
  /** Network of the first NIC. */
  readonly network: string;
  readonly notes: Notes;
}

/** The files that a curtin installation reads beside its first configuration: absolute paths, of which some need not exist. */
export function curtinDocuments(test: Test, host: CurtinHost): string[] {
  const { curtin, file } = test.install;
  if (curtin === null || file === null) return [];
  const tree = curtin.tree ?? host.trees[file] ?? null;
  return [...curtin.configs, ...(host.extraConfig === null ? [] : [host.extraConfig]), ...(tree === null ? [] : treeFiles(tree))];
}

const TREE_FILES = ['vmtest_defaults.yaml', 'centos_defaults.yaml', 'dirty_disks_config.yaml'] as const;
const treeFiles = (tree: string) => TREE_FILES.map((name) => `${tree}/examples/tests/${name}`);

/** Decides with what curtin is run. Null for other installers. What is wrong is noted. */
export function planCurtin(input: CurtinInput): CurtinPlan | null {
  const { test, host, notes } = input;
  const { curtin, file, place } = test.install;
  if (curtin === null || file === null) return null;
  const tree = curtin.tree ?? host.trees[file] ?? null;
  noteTree(input, curtin, tree);
  const reporting = input.network !== 'none';
  const found = installSource({
    given: curtin.source,
    same: test.install.target === null || test.install.target === test.image,
    overlayRoot: isOverlayRoot(input.image),
    roles: input.targetRoles,
    ftype: publishedForm(input.target),
    http: reporting,
  });
  if (found === null) {
    const hint = 'name an image with a root file system by `target`, or an install source by `source`';
    notes.error('curtin has nothing to install: the target image has neither a tar nor a root file system', hint, { place });
  }
  const configs = curtinConfigs({
    first: { path: file, text: input.script },
    value: readDocument(input.script, file).value,
    settings: settingsOf(curtin, host, releaseOf(input.target)),
    more: curtin.configs.flatMap((path) => given(input, path, null)),
    tree: treeConfigs(input, tree, curtin),
    extra: host.extraConfig === null ? null : (given(input, host.extraConfig, host.names.extraConfig ?? 'the run')[0] ?? null),
    firmware: input.effective.firmware,
    ...reachedProxies({ host, network: input.network, place, notes }),
    distribution: distributionOf(input.target),
    reporting,
  });
  return { configs, source: found?.source ?? '', serve: found?.serve ?? null, reporting, tree, exe: host.exe };
}

/** The run's word over the suite's, as the original's variables over its class attributes. */
function settingsOf(curtin: CurtinSettings, host: CurtinHost, release: string | null): CurtinSettings {
  const addRepos = host.addRepos ?? curtin.addRepos;
  // What is proposed for a release in development is known to be broken: who wants it none the less says PROPOSED.
  const devel = release !== null && host.develReleases?.includes(release) === true;
  return {
    ...curtin,
    addRepos: devel ? addRepos.filter((source) => source !== 'proposed') : addRepos,
    systemUpgrade: host.systemUpgrade ?? curtin.systemUpgrade,
    upgradePackages: host.upgradePackages ?? curtin.upgradePackages,
  };
}

/** A tree that was named and is none; where none was found, only a run needs one. */
function noteTree({ test, host, notes }: CurtinInput, curtin: CurtinSettings, tree: string | null): void {
  const why = tree === null || host.exe !== null ? undefined : host.badTrees[tree];
  if (why === undefined) return;
  const by = curtin.tree === null ? (host.names.tree ?? 'the run') : '`tree`';
  const hint = 'name the folder of a checkout of canonical/curtin';
  notes.error(`${tree}, named by ${by}, is no source tree of curtin: ${why}`, hint, { place: test.install.place });
}

/** A further configuration: `by` is what of the run names it; null: the suite's `configs`. */
function given({ documents, notes, test }: CurtinInput, path: string, by: string | null): GivenConfig[] {
  const document = documents[path];
  if (document === undefined || !('text' in document)) {
    const why = document === undefined ? 'nobody read it' : document.error;
    const hint = by === null ? 'paths are relative to the suite file' : 'its path is relative to the current folder';
    notes.error(`the configuration ${path}, named by ${by ?? '`configs`'}, cannot be read: ${why}`, hint, { place: test.install.place });
    return [];
  }
  const { problems, value } = readDocument(document.text, path);
  notes.add(problems);
  if (problems.length === 0 && (typeof value !== 'object' || Array.isArray(value)))
    notes.error(`the configuration ${path} is no mapping`, 'curtin merges mappings: `storage: …`', {
      place: { file: path, line: 1, column: 1 },
    });
  return [{ path, text: document.text }];
}

function treeConfigs({ documents, notes, test }: CurtinInput, tree: string | null, curtin: CurtinSettings): TreeConfigs {
  const read = (path: string): GivenConfig | null => {
    const document = documents[path];
    return document !== undefined && 'text' in document ? { path, text: document.text } : null;
  };
  const [defaults, centos, dirtyDisks] = tree === null ? [null, null, null] : (treeFiles(tree).map(read) as (GivenConfig | null)[]);
  if (curtin.dirtyDisks && dirtyDisks == null) {
    const hint = 'name a checkout of curtin by `tree`';
    notes.error('dirty-disks needs examples/tests/dirty_disks_config.yaml of a curtin tree', hint, { place: test.install.place });
  }
  return { defaults: defaults ?? null, centos: centos ?? null, dirtyDisks: dirtyDisks ?? null };
}

/** In which form a stream publishes what is installed, by its distribution: as the original's classes have it. */
function publishedForm(target: ImageDefinition | undefined): string | null {
  if (target?.source.kind !== 'simplestreams') return null;
  const forms: Readonly<Record<string, string>> = { centos: 'root-tgz', 'ubuntu-core': 'root-image.xz' };
  return own(forms, distributionOf(target) ?? '') ?? 'squashfs';
}

/** What is installed, by what its image is. */
export function distributionOf(target: ImageDefinition | undefined): string | null {
  const source = target?.source;
  if (source?.kind === 'mmdebstrap') return 'debian';
  if (source?.kind !== 'simplestreams') return null;
  const { os, release } = source.fields;
  // What MAAS publishes of that family is archives, as of CentOS.
  if (/^(?:centos|rhel|alma|rocky|ol\d)/.test(os ?? release ?? '')) return 'centos';
  return os ?? 'ubuntu';
}
