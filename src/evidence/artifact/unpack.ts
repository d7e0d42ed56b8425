import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno, makeFolder } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';
import type { ArtifactManifest } from '../../model/gate.ts';
import { MemberFiles } from '../member-files.ts';
import { memberPath } from '../member-path.ts';
import { Allowance, type UnpackOptions } from './allowance.ts';
import { packedPart } from './layout.ts';
import { readManifest } from './manifest.ts';
import { unpackTar } from './unpack-tar.ts';
import { unzip } from './unzip.ts';

export type { UnpackOptions } from './allowance.ts';

const MAX_NOTES = 100;

export interface UnpackedArtifact {
  /** Where it is now: one folder a test, named by its slug. */
  readonly folder: string;
  /** What it says of itself; null where it is no artifact of tests. */
  readonly manifest: ArtifactManifest | null;
  readonly files: number;
  readonly bytes: number;
  /** What was left out of packed parts, and why. The names in it are harmless and short. */
  readonly notes: readonly string[];
}

/**
 * Unpacks an artifact, the zip that GitHub hands out or a folder in which that is unpacked, into `destination`, which must be absent or empty:
 * the files, and each packed part (`collect.tar.zst`) as the folder that it was. Whoever made it is not trusted: only plain files and folders are
 * made, all of them in the destination, and an entry that means anything else refuses the whole (VMTEST_ARTIFACT_INVALID). Nothing half
 * unpacked stays. Throws VMTEST_DISK_FULL, VMTEST_CANCELLED, VMTEST_TOPDIR_NOT_EMPTY too.
 */
export async function unpackArtifact(source: string, destination: string, options: UnpackOptions = {}): Promise<UnpackedArtifact> {
  await refuseFull(destination);
  const aside = `${destination}.part`;
  await makeFolder(dirname(destination));
  // Not over somebody's: two that unpack to one place are told apart by this call.
  await mkdir(aside).catch((cause: unknown) => {
    throw isErrno(cause, 'EEXIST') ? notEmpty(aside, 'it is the half of an artifact: remove it if nobody unpacks there', cause) : cause;
  });
  try {
    const unpacked = await unpackInto(source, aside, options);
    await rename(aside, destination);
    return { folder: destination, ...unpacked };
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw isErrno(error, 'ENOTEMPTY') || isErrno(error, 'EEXIST')
      ? notEmpty(destination, 'something came into it meanwhile', error)
      : error;
  }
}

async function unpackInto(source: string, folder: string, options: UnpackOptions): Promise<Omit<UnpackedArtifact, 'folder'>> {
  const allowance = new Allowance(options);
  const files = new MemberFiles(folder, allowance.reserveBytes);
  const isFolder = (await lstat(source)).isDirectory();
  const paths = isFolder ? await copyFolder(source, '', files, allowance) : await unzip(source, files, allowance);
  const notes: string[] = [];
  const manifest = await readManifest(folder);
  for (const path of paths) {
    const part = packedPart(path);
    if (part === undefined || manifest === null) continue;
    await unpackTar(join(folder, path), join(folder, part.folder), allowance, (text) => notes.length < MAX_NOTES && notes.push(text));
  }
  return { manifest, files: allowance.entries, bytes: allowance.total, notes };
}

async function refuseFull(destination: string): Promise<void> {
  const entries = await readdir(destination).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw isErrno(error, 'ENOTDIR') ? notEmpty(destination, 'it is a file') : error;
  });
  if (entries.length > 0) throw notEmpty(destination, `it holds ${entries.slice(0, 3).join(', ')}`);
}

function notEmpty(folder: string, why: string, cause?: unknown): VmtestError {
  return new VmtestError('VMTEST_TOPDIR_NOT_EMPTY', `${folder} cannot take an artifact: ${why}`, {
    hint: 'name a folder that is absent or empty: vmtest never writes over evidence',
    cause,
  });
}

/** The plain files of a folder, by their paths below it. */
async function copyFolder(root: string, below: string, files: MemberFiles, allowance: Allowance): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    allowance.entry();
    const where = memberPath(below === '' ? entry.name : `${below}/${entry.name}`);
    const path = 'path' in where ? where.path : '';
    if (path !== '' && entry.isDirectory()) paths.push(...(await copyFolder(root, path, files, allowance)));
    else if (path !== '' && entry.isFile()) {
      await files.write(path, allowance.count(createReadStream(join(root, path), { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>));
      paths.push(path);
    } else
      throw new VmtestError(
        'VMTEST_ARTIFACT_INVALID',
        `${join(root, below, entry.name)} is no plain file: it is not of an artifact of vmtest’s`,
        {
          hint: 'name the folder of an artifact, as it was downloaded',
        },
      );
  }
  return paths;
}
