import { join } from 'node:path';
import { sha256 } from '../../base/files.ts';
import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { IsoPaths } from '../../model/suite.ts';
import { derive, type SourceFile } from '../roots/derived.ts';
import { writeSparse } from '../roots/sparse.ts';
import type { MakeContext } from '../store/make-once.ts';
import { type BootPaths, bootPathsOf } from './boot-paths.ts';
import { type Iso, readIso } from './iso.ts';

/** What can be taken out of an ISO. */
export type BootRole = keyof BootPaths;

export interface BootFile {
  /** Absolute path in the store. */
  readonly path: string;
  /** In hex. */
  readonly sha256: string;
}

export interface BootOptions extends MakeContext {
  /** Absolute path of the image store. */
  readonly store: string;
}

/**
 * Kernel and initrd of an installer's ISO, copied out of it once into `<store>/derived/<digest>-boot/` (with paths of the user's own,
 * into another such folder). `roles`: those that are needed. Errors: VMTEST_IMAGE_NOT_FOUND where the ISO has none where installers have
 * them, or not at the path that is `given`; VMTEST_IMAGE_CORRUPT, VMTEST_IMAGE_UNAVAILABLE, VMTEST_DISK_FULL, VMTEST_CANCELLED.
 */
export async function bootFromIso(
  source: SourceFile,
  given: IsoPaths | undefined,
  roles: readonly BootRole[],
  options: BootOptions,
): Promise<Readonly<Partial<Record<BootRole, BootFile>>>> {
  const asked = JSON.stringify([given?.kernel ?? null, given?.initrd ?? null, [...roles].sort()]);
  const usual = asked === '[null,null,["initrd","kernel"]]';
  const what = usual ? 'boot' : `boot-${sha256(asked).slice(0, 16)}`;
  const make = async (folder: string) => {
    await using iso = await readIso(source.path);
    return await extractBoot(iso, folder, given, roles);
  };
  const made = await derive(options.store, source, what, make, options);
  const files = Object.entries(made.manifest.files);
  return Object.fromEntries(files.map(([role, { file, sha256: digest }]) => [role, { path: join(made.path, file), sha256: digest }]));
}

/** Copies them out of an open ISO into a folder, named by their roles; returns the names by role. Errors as above. */
export async function extractBoot(
  iso: Iso,
  folder: string,
  given: IsoPaths = {},
  roles: readonly BootRole[] = ['kernel', 'initrd'],
): Promise<Readonly<Record<string, string>>> {
  const complete = roles.every((role) => given[role] !== undefined);
  const paths: Partial<BootPaths> | undefined = complete ? given : await bootPathsOf(iso, given);
  if (paths === undefined) throw await notFound(iso, 'has no kernel and initrd where installers have them');
  for (const role of roles) {
    const path = paths[role] ?? '';
    const entry = await iso.find(path);
    if (entry?.kind !== 'file') throw await notFound(iso, `has no file ${path} for the ${role}`, path);
    if (entry.size === 0) throw await notFound(iso, `has an empty file ${path} for the ${role}`, path);
    await writeSparse(join(folder, role), iso.read(entry));
  }
  return Object.fromEntries(roles.map((role) => [role, role]));
}

/** Names what is there instead: the folder nearest to the path. */
async function notFound(iso: Iso, what: string, path = '/'): Promise<VmtestError> {
  let folder = path;
  do folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/'))) || '/';
  while (folder !== '/' && (await iso.find(folder))?.kind !== 'folder');
  const names = await iso.list(folder);
  const seen = shorten(plainLine(names.join(' ')), 300);
  return new VmtestError('VMTEST_IMAGE_NOT_FOUND', `${iso.file} ${what}`, {
    hint: `name them beside the iso: kernel: iso:/PATH and initrd: iso:/PATH; ${folder} has ${seen === '' ? 'nothing' : seen}`,
  });
}
