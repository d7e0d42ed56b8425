import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import type { MemberFiles } from '../member-files.ts';
import { memberPath } from '../member-path.ts';
import type { Allowance } from './allowance.ts';

/** The kinds of stat(2)'s mode, which a zip made on Unix has in the upper half of an entry's attributes. */
const KIND = { mask: 0o170000, file: 0o100000, folder: 0o040000 };

/**
 * Writes every file of a zip into a new folder. The whole zip is refused (VMTEST_ARTIFACT_INVALID) for one entry that leaves the folder, is a
 * link or a device, is there twice, is encrypted, or whose bytes are not what its sizes and its checksum say.
 */
export async function unzip(zip: string, files: MemberFiles, allowance: Allowance): Promise<readonly string[]> {
  const invalid = (why: string, cause?: unknown) =>
    new VmtestError('VMTEST_ARTIFACT_INVALID', `${zip} cannot be unpacked: ${why}`, {
      hint: 'it is damaged, or not an artifact of vmtest’s: download it again',
      cause,
    });
  await using handle = await open(zip, 'r');
  const other = await otherThanZip(handle);
  if (other !== null)
    throw new VmtestError('VMTEST_ARTIFACT_INVALID', `${zip} is no zip: ${other}`, {
      hint: 'name the zip of an artifact, as GitHub hands it out, or the folder of a test, of a run or of `vmtest download`',
    });
  let file: ZipFile | null = null;
  const written: string[] = [];
  try {
    file = await fromFdPromise(handle.fd, { autoClose: false, lazyEntries: true, strictFileNames: true });
    for await (const entry of file.eachEntry()) {
      allowance.entry();
      const path = pathOf(entry);
      if ('refused' in path) throw invalid(`${JSON.stringify(shorten(plainLine(entry.fileName), 200))}: ${path.refused}`);
      if (path.path === '') continue;
      const made = path.folder ? await files.makeFolder(path.path) : await writeEntry(file, entry, path.path, files, allowance);
      if (!made) throw invalid(`${JSON.stringify(shorten(plainLine(entry.fileName), 200))} is in it twice`);
      if (!path.folder) written.push(path.path);
    }
  } catch (error) {
    // yauzl's own errors, and those of inflation, are about the archive; a system error is not.
    const system = error instanceof Error && 'syscall' in error;
    if (error instanceof VmtestError || system) throw error;
    const said = (error as Error).message;
    throw invalid(/central directory/i.test(said) ? `it is cut short, or its list of contents is damaged (${said})` : said, error);
  }
  return written;
}

/** Of an entry, of the end of one without entries, and of a part: APPNOTE 4.3.7, 4.3.16, 8.5.3. */
const ZIP_BEGINS = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

/** What a file is that does not begin as a zip does; null for one that does. */
async function otherThanZip(handle: FileHandle): Promise<string | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
  const head = buffer.subarray(0, bytesRead);
  if (bytesRead === 0) return 'it is empty';
  const begins = head.toString('latin1');
  if (ZIP_BEGINS.some((mark) => begins.startsWith(mark))) return null;
  if (begins.slice(257, 262) === 'ustar') return 'it is a tar archive';
  if (begins.startsWith('\x1f\x8b')) return 'it is compressed by gzip';
  if (begins.startsWith('\x28\xb5\x2f\xfd')) return 'it is compressed by zstd';
  if (begins.startsWith('QFI\xfb')) return 'it is a disk image (qcow2)';
  if (/^\s*[{[]/.test(begins)) return 'it looks like a JSON document';
  if (/^\s*<(?:!doctype|html)/i.test(begins)) return 'it is a web page: of a download without a login, perhaps';
  return 'it begins as none';
}

function pathOf(entry: Entry): { readonly path: string; readonly folder: boolean } | { readonly refused: string } {
  if (entry.isEncrypted()) return { refused: 'it is encrypted' };
  // Only of a zip made on Unix (3) the upper half is a mode.
  const mode = entry.versionMadeBy >>> 8 === 3 ? (entry.externalFileAttributes >>> 16) & KIND.mask : 0;
  if (mode !== 0 && mode !== KIND.file && mode !== KIND.folder) return { refused: 'it is a link or a device' };
  const where = memberPath(entry.fileName);
  return 'refused' in where ? where : { ...where, folder: entry.fileName.endsWith('/') };
}

async function writeEntry(file: ZipFile, entry: Entry, path: string, files: MemberFiles, allowance: Allowance): Promise<boolean> {
  const stream = await file.openReadStreamPromise(entry);
  // yauzl checks the sizes and leaves the checksum to us.
  let sum = 0;
  const body = async function* () {
    for await (const chunk of allowance.count(stream as AsyncIterable<Buffer>)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  };
  const written = await files.write(path, body());
  if (written !== null && sum !== entry.crc32)
    throw new Error(`the checksum of ${JSON.stringify(shorten(plainLine(path), 200))} is not its own`);
  return written !== null;
}
