import type { InstallerNeeds } from '../../model/installer.ts';

/**
 * What a script needs: an environment to run in, of which an initramfs alone is the smallest, and the tar of the system to
 * install where the suite names a target. It says nothing of the machine.
 */
export function describeScript(target: string | null): InstallerNeeds {
  return {
    disks: [],
    nvme: [],
    macs: [],
    macPlaces: [],
    roles: ['kernel', 'initrd'],
    targetRoles: target === null ? [] : ['root-tar'],
    problems: [],
  };
}
