import { access, constants, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, sha256, sha256File, writeWhole } from '../../base/files.ts';
import { type Problem, VmtestError } from '../../model/errors.ts';
import type { FilesSource, ImageDefinition, ImageRole } from '../../model/suite.ts';
import type { ResolvedImage, ResolveOptions } from '../image.ts';
import { makeStore } from '../store/make-store.ts';

/** One problem for each file of the source that is not there, cannot be read, or is no file. */
export async function filesProblems(image: ImageDefinition, source: FilesSource): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    Object.entries(source.files).map(async ([role, path]): Promise<Problem | undefined> => {
      const wrong = await whyUnreadable(path);
      if (wrong === undefined) return undefined;
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

/** The files where they are, with their digests. Error: `VMTEST_IMAGE_UNAVAILABLE`, all that is missing in one. */
export async function resolveFiles(image: ImageDefinition, source: FilesSource, options: ResolveOptions): Promise<ResolvedImage> {
  const problems = await filesProblems(image, source);
  const first = problems[0];
  if (first !== undefined) {
    throw new VmtestError('VMTEST_IMAGE_UNAVAILABLE', problems.map((problem) => problem.message).join('\n'), {
      problems,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
    });
  }
  const folder = join(options.store, 'digests');
  await makeStore(folder);
  const digests: Partial<Record<ImageRole, string>> = {};
  for (const [role, path] of Object.entries(source.files)) digests[role as ImageRole] = await digestOf(path, folder);
  const release = async () => undefined;
  return { name: image.name, files: source.files, digests, published: {}, version: null, builtSeconds: 0, release };
}

/** A file's sha256, remembered for as long as path, inode, size and both times stay: an ISO takes seconds to read. */
async function digestOf(path: string, folder: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  const memory = join(folder, sha256([path, dev, ino, size, mtimeNs, ctimeNs].join(' ')).slice(0, 32));
  const known = await readFile(memory, 'utf8').catch(() => '');
  if (/^[0-9a-f]{64}\n$/.test(known)) return known.trim();
  const digest = await sha256File(path);
  await writeWhole(memory, `${digest}\n`);
  return digest;
}
