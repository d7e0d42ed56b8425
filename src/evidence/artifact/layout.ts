import type { KeepPart } from '../../model/plan.ts';

/** At the root of an artifact: what is in it, as `ArtifactManifest`. */
export const MANIFEST_FILE = 'vmtest.json';

/** Of a part that is packed because its names or links do not survive a zip of GitHub's: `collect.tar.zst`. */
export const TAR_ENDING = '.tar.zst';

/** Below a test's folder: one folder a class of a test that is a `command`, each with parts of its own. */
export const CLASSES_FOLDER = 'output';

/** The name of a part that is packed, below the folder of its test or class. */
export const tarName = (part: KeepPart): string => `${part}${TAR_ENDING}`;

/**
 * The name in an artifact of a raw disk `name`: it is a qcow2 there, as all disks are, and the name tells (`disk1.img` → `disk1.img.qcow2`). A
 * qcow2 keeps its name, and so does a raw disk that could not be packed, which is raw there too.
 */
export const packedRawName = (name: string): string => `${name}.qcow2`;

/** The parts of a path in an artifact that is a packed part: where it unpacks to. Undefined for every other path. */
export function packedPart(path: string): { readonly folder: string } | undefined {
  const match = /^([^/]+\/(?:output\/[^/]+\/)?(?:boot|collect|disks|install|logs))\.tar\.zst$/.exec(path);
  return match?.[1] === undefined ? undefined : { folder: match[1] };
}
