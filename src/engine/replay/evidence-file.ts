import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../base/files.ts';
import { VmtestError } from '../../model/errors.ts';

/** The most that is read of a JSON file of the evidence, in bytes. */
const JSON_LIMIT = 64 << 20;

/**
 * The absolute path of a regular file below a folder of evidence; null where it is not there. Throws VMTEST_REPLAY_REFUSED where it, or a
 * folder on the way to it, is a link or anything else: what an artifact brings must not lead to files of this host.
 * @param path below the folder, with slashes, no part of it `..`
 */
export async function evidenceFile(folder: string, path: string): Promise<string | null> {
  let at = folder;
  const names = path.split('/');
  for (const [index, name] of names.entries()) {
    at = join(at, name);
    const found = await lstat(at).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return null;
      throw error;
    });
    if (found === null) return null;
    const last = index === names.length - 1;
    if (last ? found.isFile() : found.isDirectory()) continue;
    const what = found.isSymbolicLink() ? 'a link' : last ? 'no regular file' : 'no folder';
    throw new VmtestError('VMTEST_REPLAY_REFUSED', `${at} is ${what}: it may lead to another file of this host`, {
      hint: 'vmtest writes none there: somebody else made this evidence',
    });
  }
  return at;
}

/** The text of a regular file below a folder of evidence, or null. */
export async function evidenceText(folder: string, path: string): Promise<string | null> {
  const file = await evidenceFile(folder, path);
  if (file === null) return null;
  const { size } = await lstat(file);
  if (size > JSON_LIMIT) throw new VmtestError('VMTEST_REPLAY_REFUSED', `${file} has ${size} bytes: vmtest writes no such file`);
  return await readFile(file, 'utf8');
}

/** Fields of a qcow2 header by QEMU's docs/interop/qcow2.rst: offsets in bytes, numbers big-endian. */
const QCOW2 = { magic: 0x514649fb, version: 4, backingOffset: 8, cryptMethod: 32, incompatible: 72, length: 104 } as const;
/** Dirty, corrupt, compression type, extended L2 entries: features that stay within the file. Bit 2 is an external data file. */
const OWN_FEATURES = 0b11011n;

/**
 * Looks at the header of a disk image of the evidence before any program of QEMU's opens it. Throws VMTEST_REPLAY_REFUSED for a qcow2
 * image that has its bytes elsewhere (a backing file, an external data file), or that is none.
 */
export async function checkDiskImage(path: string, format: 'qcow2' | 'raw'): Promise<void> {
  if (format === 'raw') return;
  const reason = await foreignBytes(path);
  if (reason === null) return;
  throw new VmtestError('VMTEST_REPLAY_REFUSED', `the disk image ${path} ${reason}`, {
    hint: 'vmtest keeps disks that stand alone: somebody else made this one, or it is damaged',
  });
}

/** Whether a file begins as a qcow2 image does. */
export async function isQcow2(path: string): Promise<boolean> {
  const header = await headerOf(path);
  return header.length >= 4 && header.readUInt32BE(0) === QCOW2.magic;
}

async function foreignBytes(path: string): Promise<string | null> {
  const header = await headerOf(path);
  if (header.length < 72 || header.readUInt32BE(0) !== QCOW2.magic) return 'is no qcow2 image';
  const version = header.readUInt32BE(QCOW2.version);
  if (version !== 2 && version !== 3) return `is a qcow2 image of version ${version}`;
  if (header.readBigUInt64BE(QCOW2.backingOffset) !== 0n) return 'names a backing file, which is a file of whoever reads it';
  if (header.readUInt32BE(QCOW2.cryptMethod) !== 0) return 'is encrypted';
  if (version === 2) return null;
  const features = header.readBigUInt64BE(QCOW2.incompatible);
  if ((features & 4n) !== 0n) return 'has its data in another file, which is a file of whoever reads it';
  return (features & ~OWN_FEATURES) === 0n ? null : 'has features that vmtest does not know';
}

async function headerOf(path: string): Promise<Buffer> {
  await using file: FileHandle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(QCOW2.length), 0, QCOW2.length, 0);
  return buffer.subarray(0, bytesRead);
}
