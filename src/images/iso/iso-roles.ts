import type { ImageRole, IsoPaths } from '../../model/suite.ts';

/**
 * The roles of an image that come out of its ISO: kernel and initrd where it has an ISO and no kernel of its own, and what the suite
 * names by a path within it.
 */
export function isoRoles(source: {
  readonly files: Readonly<Partial<Record<ImageRole, unknown>>>;
  readonly fromIso?: IsoPaths;
}): readonly ('kernel' | 'initrd')[] {
  const { files, fromIso = {} } = source;
  if (files.iso === undefined) return [];
  const own = files.kernel !== undefined;
  return (['kernel', 'initrd'] as const).filter((role) => files[role] === undefined && (!own || fromIso[role] !== undefined));
}
