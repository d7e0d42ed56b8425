import type { InstallerNeeds } from '../../model/installer.ts';
import { readDocument } from './document.ts';
import { formProblems } from './form.ts';
import { macAddresses, networkProblems } from './network.ts';
import { missingInterfaces } from './network-references.ts';
import { missingReferences } from './references.ts';
import { diskDemands } from './storage.ts';
import { storageProblems } from './storage-types.ts';

/** curtin's own harness gives serials that begin so to its NVMe disks. */
const NVME = /^nvme/;

/**
 * The machine that a curtin configuration speaks of: its disks in the order of `storage.config`, those whose serial begins with
 * `nvme` apart, and one MAC address for each physical interface. `text` is the configuration after its replacements, `file` its path,
 * for the places of problems (VMTEST_CONFIG_INVALID).
 */
export function describeCurtin(text: string, file: string): InstallerNeeds {
  const document = readDocument(text, file);
  const { demands, problems } = diskDemands(document);
  const macs = macAddresses(document);
  const isNvme = ({ serial }: { readonly serial: string | null }) => serial !== null && NVME.test(serial);
  return {
    disks: demands.filter((demand) => !isNvme(demand)),
    nvme: demands.filter(isNvme),
    macs: macs.map(({ mac }) => mac),
    macPlaces: macs.map(({ place }) => place),
    roles: ['kernel', 'initrd', 'root'],
    targetRoles: [],
    problems: [
      ...document.problems,
      ...formProblems(document),
      ...storageProblems(document),
      ...problems,
      ...missingReferences(document),
      ...networkProblems(document),
      ...missingInterfaces(document),
    ],
  };
}

export type { GivenConfig, TreeConfigs } from './configs.ts';
export { curtinConfigs, INSTALL_LOG } from './configs.ts';
export { readDocument } from './document.ts';
export { mergedConfig } from './merge.ts';
export { injectPrep } from './prep.ts';
export { rewriteConfig } from './rewrite.ts';
export { installSource } from './source.ts';
