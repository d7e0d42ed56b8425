import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { VmtestError } from '../model/errors.ts';
import { BLOCK, both16, both32, Continuation, folderExtent, isoName, record } from './iso-records.ts';
import { childrenOf, foldersOf, type IsoEntry, type IsoFile, type IsoFolder, isoTree } from './iso-tree.ts';

export type { IsoEntry } from './iso-tree.ts';

/** The system area, which stays empty; then come the volume descriptors. */
const FIRST_DESCRIPTOR = 16;
const PATH_TABLES = 18;

/**
 * Writes an ISO 9660 disk with Rock Ridge names, for cloud-init's seed (label `cidata`) and for published files: readable by every
 * Linux, made without any tool, mount or root. Files of the host are read as a stream. Nobody sees the file half-written.
 * `label`: at most 32 characters. Throws VMTEST_PLAN_INVALID where an entry cannot be on such a disk: a file that cannot be read
 * or of 4 GiB and more, a name longer than 253 bytes, more than 65,535 folders.
 */
export async function writeIso(path: string, iso: { label: string; entries: Readonly<Record<string, IsoEntry>> }): Promise<void> {
  const root = isoTree(iso.entries);
  const folders = foldersOf(root);
  if (folders.length > 0xffff) throw new VmtestError('VMTEST_PLAN_INVALID', `the seed disk cannot hold ${folders.length} folders`);
  const files = folders.flatMap((at) => childrenOf(at).filter((child) => child.kind === 'file'));
  await Promise.all(files.map(measure));
  const { head, blocks } = layOut(root, folders, files, iso.label);
  const aside = `${path}.part`;
  try {
    await using disk = await open(aside, 'w', 0o644);
    await disk.writeFile(head);
    for (const file of files) await writeFile(disk, file);
    await disk.truncate(blocks * BLOCK);
    await disk.sync();
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function measure(file: IsoFile): Promise<void> {
  const { entry } = file;
  if (typeof entry === 'string') file.size = Buffer.byteLength(entry);
  else if (entry instanceof Uint8Array) file.size = entry.length;
  else {
    const found = await stat(entry.file).catch((cause: unknown) => {
      throw new VmtestError('VMTEST_PLAN_INVALID', `cannot read ${entry.file}, which the seed disk is to hold: ${String(cause)}`, {
        cause,
      });
    });
    if (!found.isFile()) throw new VmtestError('VMTEST_PLAN_INVALID', `${entry.file}, which the seed disk is to hold, is not a file`);
    file.size = found.size;
    file.executable = (found.mode & 0o111) !== 0;
  }
  if (typeof entry === 'string' && entry.startsWith('#!')) file.executable = true;
  if (file.size > 0xffffffff) {
    const from = typeof entry === 'object' && 'file' in entry ? entry.file : file.name;
    throw new VmtestError('VMTEST_PLAN_INVALID', `${from} has ${file.size} bytes, and a file of the seed disk must be smaller than 4 GiB`, {
      hint: 'give it over HTTP (seed: http), or in pieces',
    });
  }
}

/** Gives every folder, the continuation area and every file its place; returns all bytes before the first file. */
function layOut(root: IsoFolder, folders: readonly IsoFolder[], files: readonly IsoFile[], label: string) {
  for (const [index, at] of folders.entries()) at.number = index + 1;
  const tableBytes = pathTable(folders, 'LE').length;
  const tableBlocks = Math.ceil(tableBytes / BLOCK);
  let next = PATH_TABLES + 2 * tableBlocks;
  // Sizes depend on names only; so the first pass measures, and the second one writes with the blocks known.
  const trial = new Continuation(0);
  for (const at of folders) {
    at.block = next;
    at.size = folderExtent(at, trial).length;
    next += at.size / BLOCK;
  }
  const more = new Continuation(next);
  next += trial.blocks;
  for (const file of files) {
    file.block = next;
    next += Math.max(1, Math.ceil(file.size / BLOCK));
  }
  const extents = folders.map((at) => folderExtent(at, more));
  const padded = (order: 'LE' | 'BE') => pad(pathTable(folders, order), tableBlocks);
  const head = Buffer.concat([
    Buffer.alloc(FIRST_DESCRIPTOR * BLOCK),
    primaryDescriptor(root, label, next, tableBytes, tableBlocks),
    pad(Buffer.concat([Buffer.from([255]), Buffer.from('CD001'), Buffer.from([1])]), 1),
    padded('LE'),
    padded('BE'),
    ...extents,
    more.bytes(),
  ]);
  return { head, blocks: next };
}

function pad(bytes: Buffer, blocks: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(blocks * BLOCK - bytes.length)]);
}

/** ECMA-119 §9.4: for each folder its name, block and parent, in one byte order. */
function pathTable(folders: readonly IsoFolder[], order: 'LE' | 'BE'): Buffer {
  const names = new Map<IsoFolder, Buffer>();
  for (const at of folders) {
    for (const [index, child] of childrenOf(at).entries()) if (child.kind === 'folder') names.set(child, isoName(child, index));
  }
  return Buffer.concat(
    folders.map((at) => {
      const name = names.get(at) ?? Buffer.from([0]);
      const out = Buffer.alloc(8 + name.length + (name.length % 2));
      const parent = at.parent?.number ?? 1;
      out.writeUInt8(name.length, 0);
      if (order === 'LE') {
        out.writeUInt32LE(at.block, 2);
        out.writeUInt16LE(parent, 6);
      } else {
        out.writeUInt32BE(at.block, 2);
        out.writeUInt16BE(parent, 6);
      }
      name.copy(out, 8);
      return out;
    }),
  );
}

/** ECMA-119 §8.4. The label is written as it is: cloud-init looks for `cidata`, though the standard knows capitals only. */
function primaryDescriptor(root: IsoFolder, label: string, blocks: number, tableBytes: number, tableBlocks: number): Buffer {
  const out = Buffer.alloc(BLOCK);
  const text = (value: string, from: number, length: number) => out.write(value.slice(0, length).padEnd(length), from, 'latin1');
  out[0] = 1;
  text('CD001', 1, 5);
  out[6] = 1;
  text('LINUX', 8, 32);
  text(label, 40, 32);
  both32(blocks).copy(out, 80);
  both16(1).copy(out, 120);
  both16(1).copy(out, 124);
  both16(BLOCK).copy(out, 128);
  both32(tableBytes).copy(out, 132);
  out.writeUInt32LE(PATH_TABLES, 140);
  out.writeUInt32BE(PATH_TABLES + tableBlocks, 148);
  record({ block: root.block, size: root.size, folder: true }, Buffer.from([0]), Buffer.alloc(0)).copy(out, 156);
  text('', 190, 512);
  text('VMTEST', 574, 128);
  text('', 702, 111);
  for (const at of [813, 830]) out.write('2000010100000000', at, 'latin1');
  for (const at of [847, 864]) out.write('0000000000000000', at, 'latin1');
  out[881] = 1;
  return out;
}

/** Writes one file at its block, as many bytes as were announced. */
async function writeFile(disk: FileHandle, file: IsoFile): Promise<void> {
  let at = file.block * BLOCK;
  if (typeof file.entry === 'string' || file.entry instanceof Uint8Array) {
    const bytes = typeof file.entry === 'string' ? Buffer.from(file.entry) : file.entry;
    if (bytes.length > 0) await disk.write(bytes, 0, bytes.length, at);
    return;
  }
  await using source = await open(file.entry.file, 'r');
  const buffer = Buffer.allocUnsafe(Math.min(1 << 20, Math.max(1, file.size)));
  for (let left = file.size; left > 0; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, left));
    if (bytesRead === 0)
      throw new VmtestError('VMTEST_PLAN_INVALID', `${file.entry.file} became shorter while it was put on the seed disk`);
    await disk.write(buffer, 0, bytesRead, at);
    at += bytesRead;
    left -= bytesRead;
  }
}
