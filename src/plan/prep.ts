import { describeCurtin, injectPrep, rewriteConfig } from '../installers/curtin/describe.ts';
import type { InstallerNeeds } from '../model/installer.ts';
import type { Arch, Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';

/** An installer's file after its replacements, and what it needs. */
export interface Described {
  readonly script: string;
  readonly needs: InstallerNeeds;
}

/**
 * The curtin configuration of a ppc64 machine with the PReP partition that it boots from, as the original injects it for that
 * architecture, and the disks with that partition on them. What has no place for it is noted. Of other machines, and of
 * configurations without storage, what was given.
 */
export function withPrep(given: Described, test: Test, arch: Arch, notes: Notes): Described {
  const { installer, file, place } = test.install;
  if (arch !== 'ppc64' || installer !== 'curtin' || file === null || given.needs.problems.some(({ severity }) => severity === 'error'))
    return given;
  let refused = false;
  const script = rewriteConfig(given.script, file, (value) => {
    const made = injectPrep(value);
    if ('config' in made) return made.config;
    if (!refused) notes.error(`a ppc64el machine boots from a PReP partition, and ${made.error} in ${file}`, made.hint, { place });
    refused = true;
    return value;
  });
  if (script === given.script) return given;
  const { disks, nvme } = describeCurtin(script, file);
  return { script, needs: { ...given.needs, disks, nvme } };
}
