import { access, constants, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, sha256, sha256File, writeWhole } from '../../base/files.ts';
import { type Problem, VmtestError } from '../../model/errors.ts';
import type { FilesSource, ImageDefinition, ImageRole } from '../../model/suite.ts';
import type { ResolvedImage, ResolveOptions } from '../image.ts';
import { isoRoles } from '../iso/iso-roles.ts';
import { compressionOfFile } from '../roots/decompress.ts';
import { holdFiles } from '../store/hold.ts';
import { makeStore } from '../store/make-store.ts';
import { diskHeaderProblem } from '../url/disk-image.ts';

/** One problem for each file of the source that is not there, cannot be read, or is no file. */
export async function filesProblems(image: ImageDefinition, source: FilesSource): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    Object.entries(source.files).map(async ([role, path]): Promise<Problem | undefined> => {
      const wrong = await whyUnreadable(path);
      if (wrong === undefined) return role === 'disk' ? await diskProblem(image, path) : undefined;
      return {
        code: 'VMTEST_IMAGE_UNAVAILABLE',
        severity: 'error',
        message: `The ${role} of the image ${image.name}, ${path}, ${wrong}`,
        hint: 'put the file there, or correct the path: it is relative to the suite file',
        place: image.place,
      };
    }),
  );
  return problems.filter((problem) => problem !== undefined);
}

/** A disk is used as it is: nothing unpacks it, and what it refers to may not be there where the machine runs. */
async function diskProblem(image: ImageDefinition, path: string): Promise<Problem | undefined> {
  const compression = await compressionOfFile(path);
  const wrong = compression === null ? await diskHeaderProblem(path) : `is compressed by ${compression}`;
  if (wrong === undefined) return undefined;
  return {
    code: 'VMTEST_PLAN_INVALID',
    severity: 'error',
    message: `The disk of the image ${image.name}, ${path}, ${wrong}`,
    hint:
      compression === null
        ? 'make it whole in itself: qemu-img convert -O qcow2 IMAGE WHOLE.qcow2'
        : 'unpack it; only `url` images are unpacked by vmtest',
    place: image.place,
  };
}

async function whyUnreadable(path: string): Promise<string | undefined> {
  try {
    const info = await stat(path);
    if (!info.isFile()) return 'is not a file';
    if (info.size === 0) return 'is empty';
    await access(path, constants.R_OK);
    return undefined;
  } catch (error) {
    if (isErrno(error, 'EACCES')) return 'cannot be read: permission denied';
    return isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR') ? 'is not there' : `cannot be read: ${(error as Error).message}`;
  }
}

/**
 * The files where they are, with their digests; kernel and initrd out of the ISO where they come from there. Errors:
 * `VMTEST_IMAGE_UNAVAILABLE`, all that is missing in one; `VMTEST_PLAN_INVALID` for a disk that cannot be used as it is; those of `bootFromIso`.
 */
export async function resolveFiles(image: ImageDefinition, source: FilesSource, options: ResolveOptions): Promise<ResolvedImage> {
  const problems = await filesProblems(image, source);
  const first = problems[0];
  if (first !== undefined) {
    throw new VmtestError(first.code, problems.map((problem) => problem.message).join('\n'), {
      problems,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
    });
  }
  const began = performance.now();
  const folder = join(options.store, 'digests');
  if (options.readOnly !== true) await makeStore(folder);
  const files: Partial<Record<ImageRole, string>> = { ...source.files };
  const digests: Partial<Record<ImageRole, string>> = {};
  for (const [role, path] of Object.entries(source.files)) digests[role as ImageRole] = await digestOf(path, folder, options);
  const { iso } = source.files;
  const boot = isoRoles(source).filter((role) => options.roles?.includes(role) ?? true);
  let made = 0;
  if (iso !== undefined && boot.length > 0) {
    const { bootFromIso } = await import('../iso/extract-boot.ts');
    for (const [role, file] of Object.entries(
      await bootFromIso({ path: iso, digest: digests.iso as string }, source.fromIso, boot, options),
    )) {
      files[role as ImageRole] = file.path;
      digests[role as ImageRole] = file.sha256;
    }
    made = (performance.now() - began) / 1000;
  }
  const held = boot.flatMap((role) => files[role] ?? []);
  const hold = await holdFiles(held, options);
  const release = async () => hold?.release();
  return { name: image.name, files, digests, published: {}, version: null, builtSeconds: made >= 0.5 ? made : 0, release };
}

/** A file's sha256, remembered for as long as path, inode, size and both times stay: an ISO takes seconds to read. */
async function digestOf(path: string, folder: string, { readOnly }: ResolveOptions): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  const memory = join(folder, sha256([path, dev, ino, size, mtimeNs, ctimeNs].join(' ')).slice(0, 32));
  const known = await readFile(memory, 'utf8').catch(() => '');
  if (/^[0-9a-f]{64}\n$/.test(known)) return known.trim();
  const digest = await sha256File(path);
  if (readOnly !== true) await writeWhole(memory, `${digest}\n`);
  return digest;
}
