import type { InstallerNeeds } from '../../model/installer.ts';
import type { ImageRole } from '../../model/suite.ts';

/**
 * What `install: none` needs: an image that is a disk already. An image that has a kernel and no disk is booted as it is;
 * a machine whose first disk starts from a file needs no image.
 */
export function describeNone(imageRoles: readonly ImageRole[], startsFromFile: boolean): InstallerNeeds {
  const direct = imageRoles.includes('kernel') && !imageRoles.includes('disk');
  const roles: readonly ImageRole[] = startsFromFile ? [] : [direct ? 'kernel' : 'disk'];
  return { disks: [], nvme: [], macs: [], macPlaces: [], roles, targetRoles: [], problems: [] };
}
