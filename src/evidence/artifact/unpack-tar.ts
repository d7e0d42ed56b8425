import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createZstdDecompress } from 'node:zlib';
import { isErrno } from '../../base/files.ts';
import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { MemberFiles } from '../member-files.ts';
import { memberPath } from '../member-path.ts';
import { type TarEnd, type TarMember, tarMembers } from '../tar-disk.ts';
import type { Allowance } from './allowance.ts';

/**
 * Unpacks a part that was packed by `packTar` into a new folder beside it and removes the archive. It may come from anybody: only plain files
 * and folders are made, hard links become copies, and of the rest `note` hears. Throws VMTEST_ARTIFACT_INVALID for what is damaged, or more
 * than `allowance` allows.
 */
export async function unpackTar(archive: string, folder: string, allowance: Allowance, note: (text: string) => void): Promise<void> {
  const invalid = (why: string, cause?: unknown) =>
    new VmtestError(
      'VMTEST_ARTIFACT_INVALID',
      `${basename(dirname(archive))}/${basename(archive)} in the artifact cannot be unpacked: ${why}`,
      {
        hint: 'the artifact is damaged, or not one of vmtest’s',
        cause,
      },
    );
  // Reading goes back and forth in it; zeros become holes.
  const plain = new MemberFiles(dirname(archive), allowance.reserveBytes);
  const name = `${basename(folder)}.tar`;
  try {
    await plain.write(name, allowance.count(createReadStream(archive).pipe(createZstdDecompress()) as AsyncIterable<Buffer>));
  } catch (error) {
    if (error instanceof VmtestError) throw error;
    throw invalid(String((error as Error).message), error);
  }
  await mkdir(folder).catch((error: unknown) => {
    throw isErrno(error, 'EEXIST') ? invalid('what it would become is in the artifact too', error) : error;
  });
  await using handle = await open(join(dirname(archive), name), 'r');
  const end: TarEnd = { error: null };
  const files = new MemberFiles(folder, allowance.reserveBytes);
  const sizes = new Map<string, number>();
  for await (const member of tarMembers(handle, (await handle.stat()).size, end)) await take(member, files, sizes, allowance, note);
  if (end.error !== null) throw invalid(end.error);
  await rm(join(dirname(archive), name));
  await rm(archive);
}

async function take(
  member: TarMember,
  files: MemberFiles,
  sizes: Map<string, number>,
  allowance: Allowance,
  note: (text: string) => void,
): Promise<void> {
  allowance.entry();
  const where = memberPath(member.name);
  const leave = (why: string) => note(`${JSON.stringify(shorten(plainLine(member.name), 200))} was left out: ${why}`);
  if ('refused' in where) return leave(where.refused);
  const { path } = where;
  if (member.type === 'directory') {
    if (path !== '' && !(await files.makeFolder(path))) leave('a file stands in its place');
  } else if (path === '') leave('it has no name');
  else if (member.type === 'file' || member.type === 'contiguous-file') {
    if ((await files.write(path, allowance.count(member.body))) === null) return leave('something stands in its place');
    sizes.set(path, member.size);
  } else if (member.type === 'link') {
    const target = memberPath(member.linkname ?? '');
    const size = 'path' in target ? sizes.get(target.path) : undefined;
    if (size === undefined || !('path' in target)) return leave('it is a hard link to nothing in the archive');
    allowance.bytes(size);
    if (!(await files.copy(target.path, path, size))) leave('something stands in its place');
  } else
    leave(
      member.type === 'symlink'
        ? `it is a symbolic link to ${JSON.stringify(shorten(plainLine(member.linkname ?? ''), 200))}`
        : 'it is no file',
    );
}
