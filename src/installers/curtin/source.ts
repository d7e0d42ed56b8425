import { SERIALS } from '../../model/files.ts';
import type { CurtinPlan } from '../../model/plan.ts';
import type { ImageRole } from '../../model/suite.ts';

/** What decides where curtin takes the system from. */
export interface SourceInput {
  /** What the suite says; null: by the images. */
  readonly given: string | null;
  /** Whether the image that is installed is the one that is booted. */
  readonly same: boolean;
  /** Whether the environment's root is mounted read-only below an overlay, at /media/root-ro. */
  readonly overlayRoot: boolean;
  /** Roles of the image that is installed. */
  readonly roles: readonly ImageRole[];
  /** Its published form, where it has one: the ftype of simplestreams. */
  readonly ftype: string | null;
  /** Whether the guest reaches our server. */
  readonly http: boolean;
}

/** The path below the server's prefix of what is installed. */
const TARGET_PATH = 'target';

/**
 * What curtin installs, as its command line takes it, and the file that must be served for it. As the original: the environment
 * installs itself by `cp:///media/root-ro`; another image is served, `squashfs` as `fsimage:`, `root-image.xz` as `dd-xz:`, an archive
 * as `tgz:`. Where the guest reaches no server the archive is a disk of its own. Null where the image has nothing to install from.
 */
export function installSource(input: SourceInput): Pick<CurtinPlan, 'source' | 'serve'> | null {
  const { given, same, overlayRoot, roles, http } = input;
  if (given !== null) return { source: given, serve: null };
  if (same && overlayRoot) return { source: 'cp:///media/root-ro', serve: null };
  const form = formOf(input);
  if (form === null) return null;
  if (http)
    return {
      source: `${form.scheme}:{http}/${TARGET_PATH}/${form.name}`,
      serve: { path: `${TARGET_PATH}/${form.name}`, role: form.role, ftype: input.ftype },
    };
  return roles.includes('root-tar') ? { source: `tgz:file:///dev/disk/by-id/virtio-${SERIALS.target}`, serve: null } : null;
}

/** Published as, and so installed by: the table of the original's get_install_source. */
function formOf({ roles, ftype }: SourceInput): { readonly scheme: string; readonly name: string; readonly role: ImageRole } | null {
  if (ftype === 'root-image.xz' && roles.includes('disk')) return { scheme: 'dd-xz', name: ftype, role: 'disk' };
  // As it was published: an archive would have to be made of it first.
  if (ftype === 'squashfs' && roles.includes('root')) return { scheme: 'fsimage', name: ftype, role: 'root' };
  if (roles.includes('root-tar')) return { scheme: 'tgz', name: 'root-tgz', role: 'root-tar' };
  if (roles.includes('root')) return { scheme: 'fsimage', name: 'squashfs', role: 'root' };
  return null;
}
